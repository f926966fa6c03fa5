package session_test

import (
	"encoding/json"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

// What comes up after a decision was made is not covered by it.

func TestAnOverrideOfChecksDoesNotCoverChecksMadeAnew(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	c := f.calm()
	c.Medicines = session.Asked{Answer: session.Yes, Note: "vitamin D added"}
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	_, err = f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{session.GateChecks}, Reason: "A vitamin does not matter"})
	f.must(err)
	if _, err = f.desk.CompleteChecks(ctx, f.nora, id, c); err != nil {
		t.Fatal(err)
	}
	if reasons := f.show(id).Reasons; len(reasons) != 1 || !reasons[0].Overridden {
		t.Errorf("the same answer asked again is %+v, want it overridden still", reasons)
	}
	c.Medicines.Note = "alprazolam 2 mg this morning"
	_, err = f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	f.refused(record.Refused, "A medicine has changed", func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(100_000), session.When{})
		return err
	})
}

func TestADoseAfterTheDischargeCheckNeedsAnother(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	f.give(id, 100_000)
	check := session.Discharge{Escort: "Luis", Items: []session.Met{{ID: "gait", Answer: session.Yes}, {ID: "oriented", Answer: session.Yes}}}
	f.now = f.now.Add(2 * time.Hour)
	_, err := f.desk.Discharge(ctx, f.nora, id, check)
	f.must(err)
	f.now = f.now.Add(10 * time.Minute)
	f.give(id, 50_000)
	if s := f.show(id); s.Stage != session.StageDosing || s.NextDue.IsZero() {
		t.Errorf("after the further dose the stage is %q and vital signs are due at %s, want dosing and a time", s.Stage, s.NextDue)
	}
	f.refused(record.Refused, "The discharge check is not done", func() error {
		_, err := f.desk.Sign(ctx, f.ana, id, "Calm.")
		return err
	})
	f.now = f.now.Add(2 * time.Hour)
	_, err = f.desk.Discharge(ctx, f.nora, id, check)
	f.must(err)
	_, err = f.desk.Sign(ctx, f.ana, id, "Calm.")
	f.must(err)
}

func TestAWithdrawalIsNotWithdrawn(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	dose := f.give(id, 100_000)
	f.must(f.desk.Withdraw(ctx, f.nora, id, dose, "wrong patient"))
	var withdrawal record.EventID
	for _, l := range f.show(id).Lines {
		if l.Withdrawn {
			withdrawal = l.ID
		}
	}
	f.refused(record.Refused, "cannot be withdrawn", func() error {
		return f.desk.Withdraw(ctx, f.nora, id, withdrawal, "it was given after all")
	})
}

// Two laptops set the state of one visit at once: what is signed stays signed
// whichever value stands first.
func TestASignedSessionStaysSignedBesideAnOlderState(t *testing.T) {
	for _, states := range [][]session.State{{session.Running, session.Closed}, {session.Closed, session.Running}} {
		f := start(t)
		id := f.book(f.jose)
		var both []record.Value
		for _, s := range states {
			raw, err := json.Marshal(s)
			f.must(err)
			both = append(both, record.Value{Raw: raw})
		}
		f.must(f.log.View(ctx, func(r record.Reader) error {
			v, err := session.Of(twice{r, both}, id)
			if v.State != session.Closed {
				t.Errorf("the state of %v is %q, want closed", states, v.State)
			}
			return err
		}))
	}
}

// twice is a Reader in which every record has two states.
type twice struct {
	record.Reader
	both []record.Value
}

func (t twice) Fields(ref record.Ref) (record.Fields, error) {
	f, err := t.Reader.Fields(ref)
	f["state"] = t.both
	return f, err
}

func TestWithoutAnOrderTheOverriddenMaximumHolds(t *testing.T) {
	f := start(t)
	f.ordered, f.order = false, session.Order{}
	f.closed["plan"] = &record.Problem{Code: record.Refused, Field: "plan", Text: "There is no signed plan."}
	id := f.running(f.jose)
	f.refused(record.Invalid, "Give the new maximum in mg", func() error {
		_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{"plan"}, Reason: "The plan is on paper"})
		return err
	})
	_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{"plan", session.GateMaximum}, UpToUG: 100_000, Reason: "The plan is on paper"})
	f.must(err)
	f.refused(record.Refused, "the maximum is 100 mg", func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(200_000), session.When{})
		return err
	})
	f.give(id, 100_000)
}

func TestFastingSaidToBeUnknownIsUnknown(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	c := f.calm()
	c.Solids.Unknown = true
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, c)
	f.must(err)
	f.refused(record.Refused, "When the patient last ate is unknown", func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(100_000), session.When{})
		return err
	})
}

func TestARaisedMaximumDoesNotOutliveItsOrder(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	_, err := f.desk.Override(ctx, f.inez, id, session.Ask{Gates: []string{session.GateMaximum}, UpToUG: 200_000, Reason: "Tolerates well"})
	f.must(err)
	f.order.DoseUG, f.order.MaxUG = 30_000, 50_000 // a new plan is signed meanwhile
	f.refused(record.Refused, "the maximum is 50 mg", func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(100_000), session.When{})
		return err
	})
}

// The dose was given: once the session is signed, when nobody can override any
// more, its correction is recorded with what it went beyond.
func TestASignedDoseIsCorrectedToTheTruth(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	dose := f.give(id, 100_000)
	over := func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(200_000), session.When{At: f.now, Corrects: dose, Reason: "two were given"})
		return err
	}
	f.refused(record.Refused, "the maximum is 150 mg", over)
	f.now = f.now.Add(2 * time.Hour)
	_, err := f.desk.Discharge(ctx, f.nora, id, session.Discharge{Escort: "Luis", Items: []session.Met{{ID: "gait", Answer: session.Yes}, {ID: "oriented", Answer: session.Yes}}})
	f.must(err)
	_, err = f.desk.Sign(ctx, f.ana, id, "Calm.")
	f.must(err)
	f.must(over())
	s := f.show(id)
	if d := s.Doses[0]; s.TotalUG != 200_000 || len(d.Despite) != 1 || d.Despite[0] != session.GateMaximum {
		t.Errorf("the session's total is %d, the dose %+v", s.TotalUG, d)
	}
}
