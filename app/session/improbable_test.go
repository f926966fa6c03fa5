package session_test

import (
	"slices"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// bounds asks about a pulse under 40, over 150 or 50 away from the one before.
func bounds() []session.Bound {
	return []session.Bound{{Measure: "pulse", Title: words.Text{EN: "Heart rate"}, Below: session.Int(40), Above: session.Int(150), Change: session.Int(50)},
		{Measure: "systolic", Title: words.Text{EN: "Upper blood pressure"}, Change: session.Int(60)},
		{Measure: "diastolic", Title: words.Text{EN: "Lower blood pressure"}, Below: session.Int(40)}}
}

func TestImprobableOnBothSides(t *testing.T) {
	rules := session.Rules{Improbable: bounds()}
	pulse := func(n int) session.Vitals { return session.Vitals{Pulse: &n} }
	bp := func(s, d int) session.Vitals { return session.Vitals{Systolic: &s, Diastolic: &d} }
	for name, c := range map[string]struct {
		v, before session.Vitals
		want      int
	}{
		"nothing taken":         {session.Vitals{}, pulse(72), 0},
		"at the lower bound":    {pulse(40), session.Vitals{}, 0},
		"under it":              {pulse(39), session.Vitals{}, 1},
		"at the upper bound":    {pulse(150), session.Vitals{}, 0},
		"over it":               {pulse(151), session.Vitals{}, 1},
		"as far as it may jump": {pulse(120), pulse(70), 0},
		"one further":           {pulse(121), pulse(70), 1},
		"down as well":          {pulse(60), pulse(111), 1},
		"both reasons ask once": {pulse(151), pulse(70), 1},
		"no pulse before":       {pulse(121), bp(120, 80), 0},
		"two of one pressure":   {bp(190, 39), bp(120, 80), 2},
	} {
		t.Run(name, func(t *testing.T) {
			ps := c.v.Improbable(rules, c.before)
			if len(ps) != c.want {
				t.Fatalf("asks %v, want %d questions", ps, c.want)
			}
			for _, p := range ps {
				if !session.Asks(p) || p.Code != record.Invalid {
					t.Errorf("%q is no question", p)
				}
			}
		})
	}
	if session.Asks(record.Invalidf("vitals.pulse", "no")) {
		t.Error("a refusal is taken for a question")
	}
}

// An improbable value is refused until it is confirmed, and the confirmation
// stands with it; the impossible is refused whatever is confirmed.
func TestAnImprobableValueIsAskedOnce(t *testing.T) {
	f := start(t)
	f.rules.Improbable = bounds()
	id := f.running(f.jose)
	add := func(v session.Vitals, w session.When) func() error {
		return func() error { _, err := f.desk.AddVitals(ctx, f.nora, id, v, w); return err }
	}
	low := session.Vitals{Pulse: session.Int(34), Confirmed: []session.Confirmed{{Measure: "pulse", Value: 43}}}
	f.refused(record.Invalid, "Heart rate 34: is this right? Press Enter again", add(low, session.When{}))
	f.refused(record.Invalid, "cannot be right", add(session.Vitals{Pulse: session.Int(5), Confirmed: []session.Confirmed{{Measure: "pulse", Value: 5}}}, session.When{}))
	f.refused(record.Invalid, "Heart rate 123, and 72 before", add(session.Vitals{Pulse: session.Int(123)}, session.When{}))
	low.Confirmed = []session.Confirmed{{Measure: "pulse", Value: 34}, {Measure: "spo2", Value: 99}}
	f.must(add(low, session.When{})())
	last := f.show(id).Taken()[1]
	if !slices.Equal(last.Confirmed, []session.Confirmed{{Measure: "pulse", Value: 34}}) {
		t.Errorf("kept as %+v", last.Confirmed)
	}
	// The set that is corrected is not what its correction is compared with.
	f.must(add(session.Vitals{Pulse: session.Int(84)}, session.When{Corrects: last.ID, Reason: "misread"})())
	// A late set is compared with what had been measured by then.
	f.now = f.now.Add(10 * time.Minute)
	f.must(add(session.Vitals{Pulse: session.Int(130)}, session.When{})())
	f.refused(record.Invalid, "and 84 before", add(session.Vitals{Pulse: session.Int(140)}, session.When{At: f.now.Add(-5 * time.Minute)}))
}

func TestWhatTheTeamJudgesHasItsBounds(t *testing.T) {
	for name, c := range map[string]struct {
		v  session.Vitals
		ok bool
	}{
		"dissociation 0": {session.Vitals{Dissociation: session.Int(0)}, true}, "dissociation 4": {session.Vitals{Dissociation: session.Int(4)}, true},
		"dissociation 5": {session.Vitals{Dissociation: session.Int(5)}, false}, "dissociation -1": {session.Vitals{Dissociation: session.Int(-1)}, false},
		"nausea 0": {session.Vitals{Nausea: session.Int(0)}, true}, "nausea 3": {session.Vitals{Nausea: session.Int(3)}, true}, "nausea 4": {session.Vitals{Nausea: session.Int(4)}, false},
		"comfort 0": {session.Vitals{Comfort: session.Int(0)}, true}, "comfort 10": {session.Vitals{Comfort: session.Int(10)}, true}, "comfort 11": {session.Vitals{Comfort: session.Int(11)}, false},
	} {
		if got := len(c.v.Check("vitals.")) == 0; got != c.ok {
			t.Errorf("%s: ok %v, want %v", name, got, c.ok)
		}
	}
	for n := range session.MaxDissociation + 1 {
		if session.DissociationName(n) == "" {
			t.Errorf("level %d has no words", n)
		}
	}
	if session.DissociationName(-1)+session.DissociationName(5)+session.NauseaName(4) != "" || session.NauseaName(3) != "severe" {
		t.Error("levels that do not exist have words")
	}
}

// Today's checks ask in the same way, at their own fields.
func TestTodaysChecksAskAboutImprobableValues(t *testing.T) {
	f := start(t)
	f.rules.Improbable = []session.Bound{{Measure: "pulse", Title: words.Text{EN: "Heart rate"}, Below: session.Int(40)},
		{Measure: "systolic", Title: words.Text{EN: "Upper blood pressure"}, Above: session.Int(190)}}
	id := f.book(f.jose)
	c := f.calm()
	c.Vitals.Pulse, c.Vitals.Systolic = session.Int(34), session.Int(200)
	check := func() error { _, err := f.desk.CompleteChecks(ctx, f.nora, id, c); return err }
	f.refused(record.Invalid, "Heart rate 34: is this right?", check)
	var fields []string
	for _, p := range record.ProblemsOf(check()) {
		fields = append(fields, p.Field)
		if !session.Asks(p) {
			t.Errorf("%s is refused and not asked about", p.Field)
		}
	}
	if !slices.Equal(fields, []string{"checks.pulse", "checks.pressure"}) {
		t.Errorf("asked at %q", fields)
	}
	c.Vitals.Confirmed = []session.Confirmed{{Measure: "pulse", Value: 34}, {Measure: "spo2", Value: 97}}
	f.refused(record.Invalid, "Upper blood pressure 200: is this right?", check)
	c.Vitals.Confirmed = append(c.Vitals.Confirmed, session.Confirmed{Measure: "systolic", Value: 200})
	f.must(check())
	if kept := f.show(id).Checks.Vitals.Confirmed; len(kept) != 2 {
		t.Errorf("kept as confirmed: %+v", kept)
	}
}
