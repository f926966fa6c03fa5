package integration_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
)

// fixture is a clinic with one patient who had a dosing session yesterday.
type fixture struct {
	t       *testing.T
	log     *memlog.Log
	desk    *integration.Desk
	now     time.Time
	ana     record.Actor // therapist
	rosa    record.Actor // front desk
	patient record.ID
	session record.ID
	carried map[record.ID]integration.Carried
}

// Carried implements integration.Sessions.
func (f *fixture) Carried(_ record.Reader, session record.ID) (integration.Carried, error) {
	return f.carried[session], nil
}

var ctx = context.Background()

func start(t *testing.T) *fixture {
	f := &fixture{t: t, now: time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC), patient: "patient-1", carried: map[record.ID]integration.Carried{}}
	f.log = memlog.New(func() time.Time { return f.now })
	f.desk = integration.New(f.log, f, nil, texts(t))
	people, err := clinic.New(f.log).SetUp(ctx, clinic.Clinic{Name: "Clínica Orilla", Phone: "(321) 555-0148", Emergency: "911", Zone: "America/Denver",
		Weight: clinic.Kilograms, Paper: clinic.Letter, Lang: words.English}, f.log, []clinic.Person{
		{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}},
		{Name: "Rosa Lima", Roles: []clinic.Role{clinic.FrontDesk, clinic.Owner}},
		{Name: "Inés Roy", Roles: []clinic.Role{clinic.Prescriber}}})
	if err != nil {
		t.Fatal(err)
	}
	f.ana, f.rosa = record.Actor{ID: people[0].ID}, record.Actor{ID: people[1].ID}
	f.update(record.Change{Kind: "patient.registered", Version: 1, Record: record.Ref{Type: "patient", ID: f.patient}, Patient: f.patient,
		Set: map[string]any{"number": "L-00231", "given": "José", "family": "Ñandú", "lang": "es", "born": "1985-06-02"}})
	f.session = f.visit("dosing", -24*time.Hour, "closed")
	f.carried[f.session] = integration.Carried{Intention: "To meet the fear without running from it.",
		Moments: []integration.Moment{{At: f.now.Add(-23 * time.Hour), Text: "Like the floor is breathing with me"}}}
	return f
}

func (f *fixture) update(changes ...record.Change) {
	f.t.Helper()
	err := f.log.Update(ctx, f.ana, func(tx record.Tx) error {
		_, err := tx.Append(changes...)
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// visit books a visit so long from now.
func (f *fixture) visit(kind string, in time.Duration, state string) record.ID {
	f.t.Helper()
	id := f.log.NewID()
	f.update(record.Change{Kind: "session.booked", Version: 1, Record: record.Ref{Type: "session", ID: id}, Patient: f.patient,
		Set: map[string]any{"kind": kind, "starts": f.now.Add(in), "room": "Room 2", "state": state, "with": f.ana.ID}})
	return id
}

// content is a plan that can be signed.
func content() integration.Content {
	return integration.Content{
		Insights: []integration.Insight{{Text: "I can feel afraid and stay in the room."}},
		Actions: []integration.Action{
			{What: "Five slow breaths before opening mail", When: "each day", With: "alone", Know: "tick on the sheet"},
			{What: "Tell Luis about the kitchen", When: "by Sunday", With: "Luis", Know: "it is said"}},
		Supports: "Luis; the Tuesday group",
		Call:     "If you feel worse or do not sleep two nights",
	}
}

// saved saves a content on an empty plan.
func (f *fixture) saved(session record.ID, c integration.Content) integration.View {
	f.t.Helper()
	v, err := f.desk.Save(ctx, f.ana, f.patient, session, integration.Content{}, c)
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

// signed saves and signs a content on an empty plan.
func (f *fixture) signed(session record.ID, c integration.Content) integration.View {
	f.t.Helper()
	f.saved(session, c)
	v, err := f.desk.Sign(ctx, f.ana, f.patient, session, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func (f *fixture) open(session record.ID) integration.View {
	f.t.Helper()
	v, err := f.desk.Open(ctx, f.ana, f.patient, session)
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

// refused fails the test unless err is a problem with the code, at the field
// (any if ""), and nothing was written since.
func (f *fixture) refused(err error, code record.Code, field string, before int) {
	f.t.Helper()
	ps := record.ProblemsOf(err)
	found := false
	for _, p := range ps {
		found = found || p.Code == code && (field == "" || p.Field == field || strings.HasSuffix(p.Field, field))
	}
	if !found {
		f.t.Errorf("got %v, want a problem with code %q at %q", err, code, field)
	}
	if after := len(f.log.Events()); after != before {
		f.t.Errorf("%d events were written", after-before)
	}
}
