package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

func TestTheLockLeavesNothingOnTheWindow(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	there := place.Route{Place: place.Intake, Patient: g.jose}
	g.shell.Go(there)
	if !strings.Contains(g.text(), "José") {
		t.Fatal("the chart does not show its patient: the test tests nothing")
	}
	kit.Tell(g.window, g.shell.T, "A dialog", kit.Body("José in a dialog"))
	g.lockItself("Nobody has touched the computer for a while, so KAP Desk locked itself.")
	if text := g.text(); strings.Contains(text, "José") || !strings.Contains(text, "locked itself") || !strings.Contains(text, "Who is here?") {
		t.Errorf("locked, the window shows %q", text)
	}
	if g.window.Canvas().Overlays().Top() != nil {
		t.Error("a dialog is still there")
	}
	if g.open != nil || g.ring.data() != nil || g.ring.own != nil {
		t.Error("the clinic is still open")
	}
	g.lockItself("again")
	if !strings.Contains(g.text(), "Who is here?") {
		t.Error("a second lock takes the sign-in off the window")
	}
	g.must(g.come(g.day.ana.ID, anasWords))
	if g.shell.Route() != there {
		t.Errorf("back at %v", g.shell.Route())
	}
}

// A session goes on while its chart is locked: its clock and what is due stay,
// without a name.
func TestTheClockOfARunningSessionStays(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	ctx, by := context.Background(), g.shell.Actor()
	id, err := g.open.sessions.Book(ctx, by, g.jose, session.Dosing, g.now, "Room 2", g.day.ana.ID)
	g.must(err)
	g.day.desks, g.day.clock = g.open.desks, &sampleClock{g.now}
	_, err = g.open.sessions.CompleteChecks(ctx, by, id, g.day.checks(g.patient, 128, 78))
	g.must(err)
	g.must(g.open.sessions.Start(ctx, by, id))
	g.now = g.now.Add(5 * time.Minute)
	g.shell.Go(place.Route{Place: place.Session, Patient: g.jose, Record: id})
	g.shell.SetRoomMode(true)
	g.lockItself("Nobody has touched the computer for a while, so KAP Desk locked itself.")
	text := g.text()
	if !strings.Contains(text, "Session under way\n00:05:00") || strings.Contains(text, "José") || strings.Contains(text, "Ñandú") {
		t.Errorf("locked, the window shows %q", text)
	}
	if g.app.Settings().Theme().Color(kit.ColorGround, 0) != kit.NewTheme(kit.Room, 100).Color(kit.ColorGround, 0) {
		t.Error("a white flash in a dim room")
	}
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	if g.shell.Route().Record != id {
		t.Errorf("back at %v", g.shell.Route())
	}
	if g.app.Settings().Theme().Color(kit.ColorGround, 0) != kit.NewTheme(kit.Room, 100).Color(kit.ColorGround, 0) {
		t.Error("the room is light again")
	}
}

// Somebody else takes over with one key, and back again.
func TestSomebodyElseTakesOver(t *testing.T) {
	g := openGuarded(t)
	ana, mara := g.day.ana.ID, g.day.mara.ID
	g.must(g.come(ana, anasWords))
	g.shell.Switch()
	g.must(g.come(mara, marasWords))
	g.shell.Switch()
	if got := g.marked(); got != g.day.ana.Name {
		t.Errorf("after Mara, %q is asked for", got)
	}
	g.must(g.come(ana, anasWords))
	g.shell.Lock()
	if got := g.marked(); got != g.day.ana.Name {
		t.Errorf("after a lock, %q is asked for", got)
	}
}

// The clock that is turned is on record, and the log is signed in time.
func TestTheCaretaker(t *testing.T) {
	g := openGuarded(t)
	steady := time.Duration(0)
	g.caring.steady = func() time.Duration { return steady }
	g.care() // locked: nothing to care for
	g.must(g.come(g.day.ana.ID, anasWords))
	g.care()
	ctx := context.Background()
	before, err := g.open.store.Checkpoints(ctx, 1)
	g.must(err)
	g.now, steady = g.now.Add(11*time.Minute), steady+11*time.Minute
	g.must(g.open.audit.Printed(ctx, g.shell.Actor(), audit.OpenedPaper, ""))
	g.care()
	after, err := g.open.store.Checkpoints(ctx, 1)
	g.must(err)
	if len(after) == 0 || len(before) > 0 && after[0].Number == before[0].Number {
		t.Error("after eleven minutes nothing was signed")
	}
	if n := g.kinds()[audit.KindClockJumped]; n != 0 {
		t.Errorf("%d jumps of a clock that nobody turned", n)
	}
	g.now, steady = g.now.Add(-time.Hour), steady+time.Minute
	g.care()
	if n := g.kinds()[audit.KindClockJumped]; n != 1 {
		t.Errorf("%d jumps on record after one", n)
	}
}

// Closing signs the log and puts it on record.
func TestClosingSignsTheLog(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ana.ID, anasWords))
	g.close()
	g.must(g.closeStore())
	d, err := openDesks(context.Background(), g.clinicDir(), g.clock, g.ring.data())
	g.must(err)
	defer d.store.Close()
	kinds := map[string]int{}
	g.must(d.store.Events(context.Background(), func(e record.Event) error { kinds[e.Kind]++; return nil }))
	if kinds[audit.KindLocked] != 1 {
		t.Errorf("on record: %v", kinds)
	}
}

// The badge belongs to the clinic: whoever goes to another place while it is
// looked up sees it too, and not in another clinic.
func TestTheBadgeIsThereWhereverOneGoes(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	runner := &late{}
	look := func(meanwhile func()) {
		g.shell.SetBadge(kit.ToneNeutral, "", "")
		inline := g.shell.Runner
		g.shell.Runner = runner
		g.showBadge()
		g.shell.Runner = inline
		meanwhile()
		for _, apply := range runner.told {
			apply()
		}
		runner.told = nil
	}
	look(func() { g.shell.Go(place.Route{Place: place.Patients}) })
	if g.shell.Badge() == "" {
		t.Error("the badge got lost on the way")
	}
	look(func() { g.shell.Lock() })
	if g.shell.Badge() != "" {
		t.Errorf("a locked clinic shows %q", g.shell.Badge())
	}
}
