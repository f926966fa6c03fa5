package session_test

import (
	"testing"
	"time"

	"kapdesk/app/intake"
	"kapdesk/app/measures"
	"kapdesk/app/plan"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// planned signs a plan that asks for the scales.
func planned(t *testing.T, c *plantest.Clinic, scales ...measures.DueScale) {
	t.Helper()
	c.Weigh(t, 80_000)
	d := plan.New(c.Log, intake.Form{}, nil)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Save(ctx, c.Therapist, c.Patient, plan.Terms{Model: plan.InfusionOnly, Indication: []plan.Indication{{Code: "trd", Name: words.Text{EN: "Depression", ES: "Depresión"}}},
		Route: plan.IM, Style: plan.Style{Titration: plan.Fixed}, Dose: 40_000, Max: 60_000, Sessions: 1, Goals: "Sleep.", Scales: scales,
		Fees: plan.Fees{By: c.Therapist.ID, On: record.Date{Year: 2026, Month: 11, Day: 23}}}))
	v, err := d.Of(ctx, c.Prescriber, c.Patient)
	must(err)
	must(d.Sign(ctx, c.Prescriber, c.Patient, plan.AsPrescriber, v.Offer.Hash))
}

func courseOf(t *testing.T, c *plantest.Clinic) (course measures.Course) {
	t.Helper()
	if err := c.Log.View(ctx, func(r record.Reader) (err error) {
		course, err = session.CourseOf(r, c.Patient)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return course
}

func TestCourseOfThePlanAndItsSessions(t *testing.T) {
	c := plantest.New(t)
	desk := session.New(session.Deps{Log: c.Log})
	booked := c.Now.Add(24 * time.Hour)
	book := func(kind session.Kind, at time.Time) record.ID {
		t.Helper()
		id, err := desk.Book(ctx, c.Desk, c.Patient, kind, at, "Room 1", c.Therapist.ID)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first, off := book(session.Dosing, booked), book(session.Dosing, booked.Add(48*time.Hour))
	book(session.Integration, booked.Add(72*time.Hour))
	if err := desk.Cancel(ctx, c.Desk, off, "ill"); err != nil {
		t.Fatal(err)
	}
	given := booked.Add(20 * time.Minute)
	c.Pass(26 * time.Hour)
	if err := c.Log.Update(ctx, c.Nurse, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "session.started", Version: 1, Record: session.Ref(first), Patient: c.Patient, Set: map[string]any{"state": session.Running}},
			record.Change{Kind: "dose.given", Version: 1, Record: session.Ref(first), Patient: c.Patient, At: given, Fact: session.DoseFact{UG: 40_000, Route: "IM"}})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := courseOf(t, c); len(got.Asked) != 0 || len(got.Sessions) != 2 || !got.Since.IsZero() {
		t.Errorf("without a plan: %+v", got)
	}
	planned(t, c, measures.DueScale{Instrument: "phq-9", Points: []measures.Point{measures.Week1}})
	got := courseOf(t, c)
	if len(got.Asked) != 1 || !got.Since.Equal(c.Now) || len(got.Sessions) != 2 {
		t.Fatalf("%+v", got)
	}
	if s := got.Sessions[0]; s.ID != first || !s.Dosed || s.Over || !s.Starts.Equal(given) {
		t.Errorf("the one given: %+v", s)
	}
	if s := got.Sessions[1]; s.ID != off || s.Dosed || !s.Over {
		t.Errorf("the one called off: %+v", s)
	}
}
