package intake

import (
	"testing"

	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// Somebody saves and types on while the disk is slow.
func TestTypingOnDuringASaveIsKept(t *testing.T) {
	f := newFixture(t)
	v := f.open("body")
	late := &placetest.Late{Shell: f.shell}
	v.Shell = late
	field[*kit.Answer3](f, v, "intake.heart").Focus()
	f.win.Canvas().Focused().TypedRune('y')
	detail := field[*kit.TextField](f, v, "intake.heart.detail")
	detail.SetText("stent")
	v.onSave()
	v.onSave()
	detail.SetText("stent, 2019")
	if len(late.Work) != 1 {
		t.Fatalf("%d saves", len(late.Work))
	}
	late.Work[0](t.Context())()
	if g, _ := f.answers().Get("heart"); g.Detail != "stent" {
		t.Errorf("stored: %+v", g)
	}
	if got := detail.Text(); got != "stent, 2019" {
		t.Errorf("the field holds %q", got)
	}
}
