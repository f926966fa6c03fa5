package chart_test

import (
	"context"
	"testing"
	"time"

	"kapdesk/app/chart"
	"kapdesk/app/intake"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

var ctx = context.Background()

// gates are the three gates of a test; a name in closed is closed.
type gates map[string]bool

func (g gates) gate(name string) chart.Gate {
	return func(record.Reader, record.ID) (*record.Problem, error) {
		if g[name] {
			return record.Refusedf("The %s is missing.", name), nil
		}
		return nil, nil
	}
}

func start(t *testing.T) (*plantest.Clinic, gates, *chart.Desk, *session.Desk) {
	t.Helper()
	c, g := plantest.New(t), gates{}
	visits := session.New(session.Deps{Log: c.Log, Rules: func(record.Reader) (session.Rules, error) { return session.Rules{}, nil },
		Order:   func(record.Reader, record.ID) (session.Order, bool, error) { return session.Order{}, false, nil },
		Measure: func(record.Tx, record.ID, session.Measured) error { return nil }})
	return c, g, chart.New(c.Log, g.gate("eligibility"), g.gate("plan"), g.gate("consent")), visits
}

func states(t *testing.T, d *chart.Desk, by record.Actor, p record.ID) map[string]chart.Step {
	t.Helper()
	h, err := d.Header(ctx, by, p)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]chart.Step{}
	for _, s := range h.Steps {
		out[s.Place] = s
	}
	return out
}

func TestHeaderRefusals(t *testing.T) {
	c, _, d, _ := start(t)
	if _, err := d.Header(ctx, record.Actor{ID: "x"}, c.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("a stranger: %v", err)
	}
	if _, err := d.Header(ctx, c.Desk, "nobody"); record.CodeOf(err) != record.NotFound {
		t.Errorf("nobody's chart: %v", err)
	}
}

// Nobody asked about allergies is not "no known allergies".
func TestAllergiesAndWeight(t *testing.T) {
	c, _, d, _ := start(t)
	h, err := d.Header(ctx, c.Desk, c.Patient)
	if err != nil || h.Allergies != intake.NotAsked || h.HasWeight {
		t.Errorf("a new chart: %+v, %v", h, err)
	}
	c.Weigh(t, 82_400)
	c.Pass(time.Hour)
	c.Weigh(t, 81_000)
	if h, _ = d.Header(ctx, c.Desk, c.Patient); !h.HasWeight || h.Weight.Grams != 81_000 || !h.Weight.At.Equal(c.Now) {
		t.Errorf("weight %+v", h.Weight)
	}
}

func TestSteps(t *testing.T) {
	c, g, d, visits := start(t)
	g["eligibility"], g["consent"] = true, true
	got := states(t, d, c.Desk, c.Patient)
	for place, want := range map[string]chart.State{chart.Intake: chart.Due, chart.Eligibility: chart.Due, chart.Plan: chart.Due,
		chart.Sessions: chart.Open, chart.Integration: chart.Open, chart.Documents: chart.Open} {
		if got[place].State != want {
			t.Errorf("%s is %d, want %d", place, got[place].State, want)
		}
	}
	if got[chart.Plan].Why == nil || got[chart.Plan].Why.Error() != "The consent is missing." {
		t.Errorf("the plan waits for %v", got[chart.Plan].Why)
	}
	id, err := visits.Book(ctx, c.Desk, c.Patient, session.Dosing, c.Now.Add(time.Hour), "", "")
	if err != nil {
		t.Fatal(err)
	}
	if got = states(t, d, c.Desk, c.Patient); got[chart.Sessions].State != chart.Blocked || got[chart.Sessions].Why == nil {
		t.Errorf("a dosing session behind closed gates: %+v", got[chart.Sessions])
	}
	g["eligibility"], g["consent"] = false, false
	got = states(t, d, c.Desk, c.Patient)
	if got[chart.Sessions].State != chart.Open || got[chart.Eligibility].State != chart.Done || got[chart.Plan].State != chart.Done {
		t.Errorf("with open gates: %+v", got)
	}
	d.Noting(g.gate("note"))
	if got = states(t, d, c.Desk, c.Patient); got[chart.Eligibility].Why != nil {
		t.Errorf("nothing is noted and it says %v", got[chart.Eligibility].Why)
	}
	g["note"] = true
	if got = states(t, d, c.Desk, c.Patient); got[chart.Eligibility].State != chart.Done || got[chart.Eligibility].Why == nil {
		t.Errorf("a note on a done step: %+v", got[chart.Eligibility])
	}
	if err := visits.Start(ctx, c.Therapist, id); err != nil {
		t.Fatal(err)
	}
	g["plan"] = true // a gate that closes while a session runs does not hide that it runs
	if got = states(t, d, c.Desk, c.Patient); got[chart.Sessions].State != chart.Due {
		t.Errorf("a running session: %+v", got[chart.Sessions])
	}
}
