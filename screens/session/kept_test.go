package session

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Promise 1: nothing typed is lost.
func TestNothingTypedIsLostInASession(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.typed("Half a thought")
	f.command("session.vitals")
	f.typed("140/9")
	f.command("session.adverse")
	f.typed("Fell from the bed")
	f.screen.Leave()
	if f.stopped != 1 {
		t.Errorf("the clock was stopped %d times", f.stopped)
	}
	f.after(7 * time.Minute)
	f.open(2)
	d := f.dosing()
	if d.line.Text() != "Half a thought" || !strings.Contains(d.line.Hint(), "Typed at 09:01") {
		t.Errorf("the line holds %q and says %q", d.line.Text(), d.line.Hint())
	}
	if got := d.vitals.fields.pressure.Text(); got != "140/9" || d.vitals.at.Text() != "09:01" {
		t.Errorf("the pressure holds %q for %q", got, d.vitals.at.Text())
	}
	f.command("session.adverse")
	if got := f.field("adverse.what").(*kit.TextField).Text(); got != "Fell from the bed" {
		t.Errorf("the adverse event holds %q", got)
	}
	if f.show().Visit.State != session.Running || f.show().Stage != session.StageDosing {
		t.Error("the session does not run on")
	}
}

func TestAFailingStoreKeepsWhatWasTyped(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.screen.Desk = broken{f.screen.Desk}
	f.typed("Tearful")
	f.key(fyne.KeyReturn)
	if f.shell.LastFailure() == nil || f.dosing().line.Text() != "Tearful" {
		t.Errorf("failure %v, the line holds %q", f.shell.LastFailure(), f.dosing().line.Text())
	}
}

// broken is a desk whose disk is full.
type broken struct{ Desk }

// A second press while the first is on its way gives no second dose.
func TestADoubleClickGivesOneDose(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	f.command("session.dose")
	f.fill(map[string]string{"dose.amount": "10", "dose.route": "lozenge", "dose.lot": "K24"})
	f.field("dose.route").(*kit.Choice).OnChanged()
	f.fill(map[string]string{"dose.tablets": "1"})
	p := f.dosing().panel
	slow := &slowShell{Shell: f.shell}
	f.screen.Shell = slow
	p.trySave()
	p.trySave()
	slow.finish()
	if s := f.show(); len(s.Doses) != 2 || s.TotalUG != 110_000 {
		t.Errorf("%d doses, %d µg together", len(s.Doses), s.TotalUG)
	}
	f.screen.Shell = f.shell
	f.command("session.nausea")
	f.key(fyne.KeyReturn)
	if l := f.last(); l.Entry == nil || l.Entry.Sort != session.Nausea {
		t.Error("afterwards nothing can be written")
	}
}

// slowShell does its work only when it is told to.
type slowShell struct {
	place.Shell
	work []func(context.Context) func()
}

func (s *slowShell) Run(work func(context.Context) func()) { s.work = append(s.work, work) }

func (s *slowShell) finish() {
	for _, w := range s.work {
		w(ctx)()
	}
}
