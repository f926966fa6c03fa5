package session

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/place/placetest"
)

// Somebody stamps a line and types on while the disk is slow.
func TestTypingOnDuringASaveLosesNoLetter(t *testing.T) {
	f := start(t, words.English)
	f.running()
	v := f.open(2)
	late := &placetest.Late{Shell: f.shell}
	v.Shell = late
	f.typed("Tearful")
	f.key(fyne.KeyReturn)
	f.typed("Br")
	for _, work := range late.Work {
		work(ctx)()
	}
	v.Shell = f.shell
	f.typed("eathes")
	if got := f.last().Entry.Text; got != "Tearful" {
		t.Errorf("the log says %q", got)
	}
	if got := f.dosing().line.Text(); got != "Breathes" {
		t.Errorf("the line holds %q", got)
	}
	f.screen.Leave()
	if d, ok, err := f.log.Draft(ctx, f.shell.Actor(), v.form("line")); err != nil || !ok || len(d.Body) == 0 {
		t.Errorf("the draft: %s %v %v", d.Body, ok, err)
	}
}

// blindDesk saves and then cannot read.
type blindDesk struct{ Desk }

func (blindDesk) Show(context.Context, record.Actor, record.ID) (session.Show, error) {
	return session.Show{}, errors.New("disk")
}

// A line that is saved and cannot be read back is not there to be saved again.
func TestASavedLineGoesThoughTheVisitCannotBeRead(t *testing.T) {
	f := start(t, words.English)
	f.running()
	v := f.open(2)
	v.Desk = blindDesk{v.Desk}
	f.typed("Tearful")
	f.key(fyne.KeyReturn)
	if got := f.dosing().line.Text(); got != "" || f.last().Entry.Text != "Tearful" {
		t.Errorf("the line holds %q, the log ends with %+v", got, f.last().Entry)
	}
	if f.shell.LastFailure() == nil {
		t.Error("the error was not shown")
	}
}

// Somebody stamps a line and leaves the visit while the disk is slow: the
// line does not wait there to be stamped again.
func TestALineLeftDuringItsSaveIsNoDraft(t *testing.T) {
	f := start(t, words.English)
	f.running()
	v := f.open(2)
	late := &placetest.Late{Shell: f.shell}
	v.Shell = late
	f.typed("Tearful")
	f.key(fyne.KeyReturn)
	f.screen.Leave()
	for _, work := range late.Work {
		work(ctx)
	}
	if d, ok, err := f.log.Draft(ctx, f.shell.Actor(), v.form("line")); err != nil || ok && strings.Contains(string(d.Body), "Tearful") {
		t.Errorf("the draft: %s %v", d.Body, err)
	}
	if f.last().Entry.Text != "Tearful" {
		t.Error("it is not in the log")
	}
}
