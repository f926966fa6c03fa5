package schedule_test

import (
	"context"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

// What sessions leave to do stands on every day until somebody has done it,
// and the front desk is not told of it.
func TestWhatSessionsLeaveToDo(t *testing.T) {
	f := start(t)
	day := record.DateOf(f.Now, f.zone)
	id := f.book(t, f.Patient, session.Dosing, f.Now)
	follow := func(what string, ending session.Ending, until record.Date, w session.When) record.EventID {
		t.Helper()
		e, err := f.visits.AddAdverse(ctx, f.Therapist, id, session.Adverse{What: what, Severity: session.Mild, Relation: session.Possible, Action: "Rest",
			Ending: ending, FollowUp: session.FollowedBy{Who: f.Therapist.ID, Until: until}}, w)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	follow("Headache", session.Recovering, day.AddDays(3), session.When{})
	rash := follow("Rash", session.NotKnown, day.AddDays(1), session.When{})
	card(t, f)
	read := func(by record.Actor, date record.Date) (n, over, cards int) {
		t.Helper()
		got, err := f.desk.Day(context.Background(), by, date)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range got.FollowUps {
			if x.Overdue {
				over++
			}
		}
		return len(got.FollowUps), over, len(got.Cards)
	}
	for name, c := range map[string]struct {
		by             record.Actor
		n, over, cards int
	}{"a therapist": {f.Therapist, 2, 0, 1}, "the front desk": {f.Desk, 0, 0, 0}} {
		if n, over, cards := read(c.by, day); n != c.n || over != c.over || cards != c.cards {
			t.Errorf("%s: %d follow-ups, %d overdue, %d cards", name, n, over, cards)
		}
	}
	f.Pass(24 * time.Hour)
	if _, over, _ := read(f.Therapist, day); over != 0 {
		t.Error("on the day itself it is overdue already")
	}
	f.Pass(24 * time.Hour)
	if n, over, _ := read(f.Therapist, day.AddDays(2)); n != 2 || over != 1 {
		t.Errorf("a day later: %d follow-ups, %d overdue", n, over)
	}
	follow("Rash", session.Recovered, day.AddDays(1), session.When{Corrects: rash, Reason: "Outcome known"})
	if n, over, _ := read(f.Therapist, day.AddDays(2)); n != 1 || over != 0 {
		t.Errorf("with an outcome: %d follow-ups, %d overdue", n, over)
	}
}

// card raises a finding in the visit of the other patient.
func card(t *testing.T, f *fixture) {
	t.Helper()
	other := f.book(t, f.Other, session.Dosing, f.Now)
	if _, err := f.visits.RaiseCard(ctx, f.Therapist, other, "panic", "", session.When{}); err != nil {
		t.Fatal(err)
	}
}
