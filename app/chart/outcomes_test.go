package chart_test

import (
	"testing"
	"time"

	"kapdesk/app/chart"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// The step is due from a session that was held until a scale is completed
// after it; an incomplete one, and one before it, leave it due.
func TestOutcomesStep(t *testing.T) {
	c, _, d, _ := start(t)
	state := func() chart.State { return states(t, d, c.Desk, c.Patient)[chart.Outcomes].State }
	add := func(ch record.Change) {
		t.Helper()
		if err := c.Log.Update(ctx, c.Nurse, func(tx record.Tx) error { _, err := tx.Append(ch); return err }); err != nil {
			t.Fatal(err)
		}
	}
	take := func(at time.Time, st measures.Status) {
		add(record.Change{Kind: measures.KindTaken, Version: 1, Record: record.Ref{Type: measures.RecordType, ID: c.Log.NewID()}, Patient: c.Patient, At: at,
			Fact: measures.Taken{Instrument: "phq-9", Outcome: measures.Outcome{Status: st}}})
	}
	take(c.Now.Add(-48*time.Hour), measures.Scored)
	if got := state(); got != chart.Open {
		t.Errorf("before any session it is %d", got)
	}
	add(record.Change{Kind: "session.booked", Version: 1, Record: session.Ref(c.Log.NewID()), Patient: c.Patient,
		Set: map[string]any{"kind": session.Dosing, "starts": c.Now.Add(-24 * time.Hour), "state": session.Closed}})
	if got := state(); got != chart.Due {
		t.Errorf("after a session it is %d", got)
	}
	take(c.Now, measures.Incomplete)
	if got := state(); got != chart.Due {
		t.Errorf("with an incomplete form it is %d", got)
	}
	take(c.Now, measures.Prorated)
	if got := state(); got != chart.Done {
		t.Errorf("with a completed one it is %d", got)
	}
}
