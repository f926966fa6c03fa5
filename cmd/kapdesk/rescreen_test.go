package main

import (
	"slices"
	"testing"

	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// Two dosing sessions of one patient on one day: each has its re-screen, and
// what today's checks asked is not asked once more.
func TestTwoSessionsOnOneDayHaveTwoRescreens(t *testing.T) {
	s, jose, _, _ := lived(t)
	ravi := actor(s.ravi)
	give := func(id record.ID) []string {
		_, err := s.sessions.GiveDose(s.ctx, ravi, id, session.Dose{UG: 50_000, Route: string(plan.Lozenge), Lot: "K24-119", Tablets: 1}, session.When{})
		var fields []string
		for _, p := range record.ProblemsOf(err) {
			fields = append(fields, p.Field)
		}
		return fields
	}
	sheet := func() eligibility.Sheet {
		t.Helper()
		sh, err := s.eligibility.Sheet(s.ctx, actor(s.ilse), jose.ID)
		if err != nil {
			t.Fatal(err)
		}
		return sh
	}
	for i, hour := range []int{9, 15} {
		id := s.book(jose, session.Dosing, 0, hour, 0, "Room 1", s.ana.ID)
		s.at(0, hour, 5)
		sh := sheet()
		if !sh.Again || sh.Standing.Kind != eligibility.Used || sh.Asks() < 10 {
			t.Fatalf("session %d: again %v, %s, asks %d", i+1, sh.Again, sh.Standing.Kind, sh.Asks())
		}
		_, err := s.sessions.CompleteChecks(s.ctx, ravi, id, s.checks(jose, 128, 80))
		s.do("today's checks", err)
		s.do("start", s.sessions.Start(s.ctx, actor(s.ana), id))
		if s.err != nil {
			t.Fatal(s.err)
		}
		if n := sheet().Asks(); n != 0 {
			t.Errorf("session %d: %d things are asked besides today's checks", i+1, n)
		}
		if got := give(id); !slices.Equal(got, []string{"eligibility"}) {
			t.Errorf("session %d without its re-screen is refused for %v", i+1, got)
		}
		s.later(5)
		if s.screenAgain(jose); s.err != nil {
			t.Fatal(s.err)
		}
		s.later(5)
		if got := give(id); len(got) != 0 {
			t.Errorf("session %d is refused for %v", i+1, got)
		}
		// A fact that changes in mid-session closes the gate for it too.
		if i == 1 {
			s.later(5)
			s.do("an answer", s.intake.Save(s.ctx, ravi, jose.ID, []intake.Entry{{Field: "heart", Answer: intake.Said(intake.Yes, "")}}))
			if got := give(id); !slices.Contains(got, "eligibility") {
				t.Errorf("after a fact changed it is refused for %v", got)
			}
		}
		s.later(90)
		s.vitals(id, 128, 80, 76, 98, 5)
		if s.discharge(jose, id); s.err != nil {
			t.Fatal(s.err)
		}
	}
	if s.err != nil {
		t.Fatal(s.err)
	}
}
