package protocol_test

import (
	"os"
	"strings"
	"testing"

	"kapdesk/app/protocol"
	"kapdesk/app/session"
)

func TestImprobableIsChecked(t *testing.T) {
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, says string }{
		"a measure that is none": {`"measure": "systolic"`, `"measure": "mood"`, `measure "mood" is not one`},
		"bounds that cross":      {`"below": 40, "above": 150`, `"below": 150, "above": 150`, "below must be under above"},
		"no bound at all":        {`"below": 6, "above": 35, `, "", "needs below, above or change"},
		"a change of nothing":    {`"change": 12`, `"change": 0`, "change must be 1 or more"},
		"the same id twice":      {`"id": "diastolic", "measure"`, `"id": "systolic", "measure"`, "stands twice"},
		"an unknown key":         {`"change": 12`, `"chance": 12`, "chance"},
		"a recheck in days":      {`"recheck": 5`, `"recheck": 7200`, "recheck must be 0 to 120"},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(string(raw), c.old) {
				t.Fatalf("the draft does not say %s", c.old)
			}
			_, err := protocol.Parse([]byte(strings.Replace(string(raw), c.old, c.new, 1)))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("says %v, want %q", err, c.says)
			}
		})
	}
}

// Each question of the shipped protocol is asked on one side of its bound and
// not on the other, as a session asks it.
func TestShippedQuestionsOnBothSides(t *testing.T) {
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := protocol.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	rules := session.FromProtocol(p)
	set := func(measure string, n int) (v session.Vitals) {
		*map[string]**int{"systolic": &v.Systolic, "diastolic": &v.Diastolic, "pulse": &v.Pulse, "spo2": &v.SpO2, "breaths": &v.Breaths}[measure] = &n
		return v
	}
	n := 0
	for _, m := range p.Improbable {
		try := func(now, before int, want int) {
			n++
			if got := len(set(m.Measure, now).Improbable(rules, set(m.Measure, before))); got != want {
				t.Errorf("%s %d after %d: %d questions, want %d", m.Measure, now, before, got, want)
			}
		}
		if m.Below != nil {
			try(*m.Below, *m.Below, 0)
			try(*m.Below-1, *m.Below, 1)
		}
		if m.Above != nil {
			try(*m.Above, *m.Above, 0)
			try(*m.Above+1, *m.Above, 1)
		}
		if m.Change != nil {
			try(*m.Below+*m.Change, *m.Below, 0)
			try(*m.Below+*m.Change+1, *m.Below, 1)
		}
	}
	if n < 20 {
		t.Errorf("only %d sides tried", n)
	}
}
