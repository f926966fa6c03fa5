package session_test

import (
	"os"
	"testing"
	"time"

	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

func shipped(t *testing.T) session.Rules {
	t.Helper()
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := protocol.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return session.FromProtocol(p)
}

// Every route that can be ordered has its fasting and its monitoring in the
// shipped protocol, and what a session needs besides has a source.
func TestTheShippedProtocolServesEveryRoute(t *testing.T) {
	rules := shipped(t)
	for _, route := range plan.Routes {
		f, m := rules.Fasting[string(route)], rules.Monitoring[string(route)]
		if f.Solids == 0 || f.Liquids == 0 || f.Solids < f.Liquids || f.Source == "" {
			t.Errorf("fasting before %s is %+v", route, f)
		}
		if len(m.After) < 2 || m.After[0] != 0 || m.Every == 0 || m.Source == "" {
			t.Errorf("monitoring after %s is %+v", route, m)
		}
	}
	if rules.BeforeDose.Systolic == 0 || rules.BeforeDose.Source == "" || rules.Call.Systolic <= rules.BeforeDose.Systolic {
		t.Errorf("limits %+v and %+v", rules.BeforeDose, rules.Call)
	}
	seen := map[string]bool{}
	for _, d := range rules.Discharge {
		if seen[d.ID] || d.Text.EN == "" || d.Text.ES == "" || d.Source == "" {
			t.Errorf("discharge item %+v", d)
		}
		seen[d.ID] = true
	}
	for _, id := range []string{"gait", "oriented", "awake", "vitals", "escort", "nausea", "handout"} {
		if !seen[id] {
			t.Errorf("the discharge check does not ask for %q", id)
		}
	}
	emergency := 0
	for _, tr := range rules.Triggers {
		if tr.Card == session.Emergency {
			emergency++
		}
	}
	if emergency == 0 || rules.Version == "" {
		t.Errorf("%d steps on the emergency card, version %q", emergency, rules.Version)
	}
}

func TestTheLozengeScheduleOfTheShippedProtocol(t *testing.T) {
	m := shipped(t).Monitoring["lozenge"]
	zero := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	vitals := []time.Time{zero}
	for _, want := range []int{15, 30, 45, 60, 90, 120, 150, 180, 210} {
		due, ok := m.NextVitals([]time.Time{zero}, vitals)
		if !ok || due.Sub(zero) != time.Duration(want)*time.Minute {
			t.Fatalf("next vitals after %s, want %d min", due.Sub(zero), want)
		}
		vitals = append(vitals, due)
	}
}

func TestTheShippedTriggersOnBothSidesOfTheirEdge(t *testing.T) {
	rules := shipped(t)
	zero := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	raised := func(id string, vs ...session.Vitals) bool {
		var taken []session.Taken
		for i, v := range vs {
			taken = append(taken, session.Taken{Vitals: v, At: zero.Add(time.Duration(i) * 5 * time.Minute)})
		}
		for _, tr := range rules.Raised(taken) {
			if tr.ID == id {
				return true
			}
		}
		return false
	}
	n := session.Int
	bp := func(s, d int) session.Vitals { return session.Vitals{Systolic: n(s), Diastolic: n(d)} }
	for _, c := range []struct {
		id    string
		taken []session.Vitals
		want  bool
	}{
		{"spo2_low", []session.Vitals{{SpO2: n(95)}}, false}, {"spo2_low", []session.Vitals{{SpO2: n(94)}}, true},
		{"spo2_stop", []session.Vitals{{SpO2: n(92)}}, false}, {"spo2_stop", []session.Vitals{{SpO2: n(91)}}, true},
		{"spo2_emergency", []session.Vitals{{SpO2: n(88)}}, false}, {"spo2_emergency", []session.Vitals{{SpO2: n(87)}}, true},
		{"breaths", []session.Vitals{{Breaths: n(8)}}, false}, {"breaths", []session.Vitals{{Breaths: n(7)}}, true},
		{"sedation", []session.Vitals{{Sedation: n(3)}}, false}, {"sedation", []session.Vitals{{Sedation: n(2)}}, true},
		{"pulse_low", []session.Vitals{{Pulse: n(50)}}, false}, {"pulse_low", []session.Vitals{{Pulse: n(49)}}, true},
		{"pulse_high", []session.Vitals{{Pulse: n(121)}}, false}, {"pulse_high", []session.Vitals{{Pulse: n(121)}, {Pulse: n(121)}}, true},
		{"pulse_high", []session.Vitals{{Pulse: n(121)}, {Pulse: n(120)}}, false},
		{"pressure_high", []session.Vitals{bp(180, 80)}, false}, {"pressure_high", []session.Vitals{bp(180, 80), bp(180, 80)}, true},
		{"pressure_high", []session.Vitals{bp(179, 109), bp(179, 109)}, false}, {"pressure_high", []session.Vitals{bp(150, 110), bp(150, 110)}, true},
	} {
		if got := raised(c.id, c.taken...); got != c.want {
			t.Errorf("%s on %+v: %v, want %v", c.id, c.taken, got, c.want)
		}
	}
}

func TestWhatWasMeasuredIsKeptWithThePatient(t *testing.T) {
	f := start(t)
	f.register()
	desk := session.New(session.Deps{Log: f.log, Measure: session.ToPatient, Order: session.FromPlan,
		Rules: func(record.Reader) (session.Rules, error) { return shipped(t), nil }})
	id := f.book(f.jose)
	_, err := desk.CompleteChecks(ctx, f.nora, id, f.calm())
	f.must(err)
	m, ok, err := patients.LatestWeight(reader(f), f.jose)
	f.must(err)
	if !ok || m.Grams != 82_400 || m.Systolic != 128 || m.Source != "session" || !m.At.Equal(f.now) {
		t.Errorf("the patient's measurement is %+v", m)
	}
	if o, ok, err := session.FromPlan(reader(f), f.jose); ok || err != nil || o.Route != "" {
		t.Errorf("without a signed plan the order is %+v, %v, %v", o, ok, err)
	}
	if s, err := desk.Show(ctx, f.ana, id); err != nil || s.Ordered || len(s.Rules.Discharge) == 0 {
		t.Errorf("shown as ordered %v with %d items, %v", s.Ordered, len(s.Rules.Discharge), err)
	}
}
