package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"kapdesk/data/machine"
	"kapdesk/screens/place"
)

// The clinic locks itself after the time that its owner chose, not before, and
// when the computer sleeps or hides its screen.
func TestNobodyIsThere(t *testing.T) {
	g := openGuarded(t)
	locked := func() bool { return g.open == nil }
	come := func() { t.Helper(); g.must(g.come(g.day.ilse.ID, ilsesWords)) }
	come()
	g.untouched(4*time.Minute + 59*time.Second)
	if locked() {
		t.Fatal("locked before its time")
	}
	g.untouched(5 * time.Minute)
	if !locked() {
		t.Fatal("still open after five minutes")
	}
	g.untouched(time.Hour) // it is locked
	come()
	c := g.shell.Clinic()
	c.Idle = 1
	g.must(g.open.clinics.Change(context.Background(), g.shell.Actor(), c))
	g.shell.SettingsChanged()
	g.untouched(time.Minute)
	if !locked() {
		t.Error("the owner's minute does not count")
	}
	for _, s := range []machine.Signal{machine.Suspending, machine.Resumed, machine.SessionLocked} {
		come()
		g.heard(s)
		if !locked() || !strings.Contains(g.text(), "put to sleep") {
			t.Errorf("open after %s", s)
		}
	}
	come()
	g.heard(machine.SessionUnlocked)
	if locked() {
		t.Error("an unlocked screen locks the clinic")
	}
}

// While a clinic is being set up there is nobody to lock out, and what was
// typed is kept all the same.
func TestNobodyIsThereBeforeTheSetUp(t *testing.T) {
	g := openGuarded(t)
	g.lockItself("nobody")
	if !strings.Contains(g.text(), "Who is here?") {
		t.Errorf("a locked clinic shows %q", g.text())
	}
}

// An owner is told what needs one: a chart opened in an emergency until
// somebody looked, a disk that is not encrypted until it was seen.
func TestTheOwnerIsTold(t *testing.T) {
	g := openGuarded(t)
	ctx := context.Background()
	g.computer.disk = machine.EncryptionOff
	g.must(g.come(g.day.mara.ID, marasWords))
	if g.open.noticesFor(g.shell) != nil {
		t.Error("the front desk is told something")
	}
	_, err := g.open.emergency.Open(ctx, g.shell.Actor(), g.jose, "Fainted in the waiting room")
	g.must(err)
	g.shell.Go(place.Route{Place: place.Emergency, Patient: g.jose})
	if !strings.Contains(g.text(), "Open to you until") {
		t.Errorf("the page does not open: %s", g.text())
	}
	g.shell.Lock()
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	if text := g.text(); !strings.Contains(text, "Fainted in the waiting room") || !strings.Contains(text, "not encrypted") {
		t.Fatalf("Today says %q", text)
	}
	told, err := g.open.noticesFor(g.shell)(ctx, g.shell.Actor())
	if err != nil || len(told) != 2 {
		t.Fatalf("%d notices, %v", len(told), err)
	}
	_, err = g.open.access.NewSheet(ctx, g.shell.Actor())
	g.must(err)
	if told, err := g.open.noticesFor(g.shell)(ctx, g.shell.Actor()); err != nil || len(told) != 3 || told[1].Go != sheetRoute {
		t.Errorf("with a sheet that is not on paper: %d notices, %v", len(told), err)
	}
	g.must(g.open.access.Prove(ctx, g.shell.Actor()))
	for _, n := range told {
		g.must(n.Do(ctx))
	}
	if told, err := g.open.noticesFor(g.shell)(ctx, g.shell.Actor()); err != nil || len(told) != 0 {
		t.Errorf("told again: %v, %v", told, err)
	}
	if waiting, err := g.open.emergency.Unreviewed(ctx, g.shell.Actor()); err != nil || len(waiting) != 0 {
		t.Errorf("%v, %v", waiting, err)
	}
	if n := g.kinds()["emergency.reviewed"]; n != 1 {
		t.Errorf("%d reviews on record", n)
	}
}

// What closes the clinic or writes it anew is not interrupted; the lock comes
// when it has come to its end.
func TestTheLockWaitsForWhatKeepsTheClinicApart(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	g.apart = true
	g.untouched(time.Hour)
	if g.open == nil {
		t.Fatal("closed in the middle")
	}
	g.together()
	if g.open != nil || !strings.Contains(g.text(), "Who is here?") {
		t.Error("still open afterwards")
	}
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	g.together()
	if g.open == nil {
		t.Error("locked a second time for the same reason")
	}
}
