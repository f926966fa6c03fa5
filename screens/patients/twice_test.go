package patients

import (
	"context"
	"testing"

	"kapdesk/app/clinic"
	"kapdesk/screens/place/placetest"
)

// Two quick presses while the disk is slow register one person, once.
func TestTwoQuickPressesRegisterOnePerson(t *testing.T) {
	d, s, desk := setUp(t, clinic.FrontDesk)
	late := &placetest.Late{Shell: s}
	d.Shell = late
	v := NewDetails(d, "")
	open(t, s, v)
	v.f.set(jose())
	v.changed()
	v.onSave()
	v.onSave()
	for _, work := range late.Work {
		work(context.Background()) // the form has been left meanwhile
	}
	if len(desk.registered) != 1 {
		t.Fatalf("%d persons were registered", len(desk.registered))
	}
	v.Leave()
	if _, ok, _ := d.Drafts.Draft(context.Background(), s.Actor(), "details/new"); ok {
		t.Error("the person who is registered comes back as a draft")
	}
}
