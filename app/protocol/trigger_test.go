package protocol_test

import (
	"os"
	"testing"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/session"
)

// TestTriggersOnBothSides tries each trigger of the shipped protocol at its
// edge and one beside it, as a session does.
func TestTriggersOnBothSides(t *testing.T) {
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := protocol.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	rules := session.FromProtocol(p)
	zero := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	raised := func(id string, v session.Vitals, apart int) bool {
		taken := []session.Taken{{Vitals: v, At: zero}, {Vitals: v, At: zero.Add(time.Duration(apart) * time.Minute)}}
		for _, tr := range rules.Raised(taken) {
			if tr.ID == id {
				return true
			}
		}
		return false
	}
	n := 0
	for _, tr := range p.Triggers {
		try := func(v session.Vitals, apart int, want bool) {
			n++
			if got := raised(tr.ID, v, apart); got != want {
				t.Errorf("%s on %+v, %d minutes apart: %v", tr.ID, v, apart, got)
			}
		}
		figure := func(x int) session.Vitals {
			i := session.Int(x)
			return map[string]session.Vitals{"spo2": {SpO2: i}, "pulse": {Pulse: i}, "breaths": {Breaths: i}, "sedation": {Sedation: i}}[tr.Measure]
		}
		switch {
		case tr.Below != nil:
			try(figure(*tr.Below), tr.Sustained, false)
			try(figure(*tr.Below-1), tr.Sustained, true)
		case tr.Above != nil:
			try(figure(*tr.Above), tr.Sustained, false)
			try(figure(*tr.Above+1), tr.Sustained, true)
			if tr.Sustained > 0 {
				try(figure(*tr.Above+1), tr.Sustained-1, false)
			}
		case tr.Pressure != nil:
			bp := func(s, d int) session.Vitals {
				return session.Vitals{Systolic: session.Int(s), Diastolic: session.Int(d)}
			}
			s, d := tr.Pressure.Systolic, tr.Pressure.Diastolic
			try(bp(s-1, d-1), tr.Sustained, false)
			try(bp(s, d-1), tr.Sustained, true)
			try(bp(s-1, d), tr.Sustained, true)
			if tr.Sustained > 0 {
				try(bp(s, d), tr.Sustained-1, false)
			}
		}
	}
	if n < 18 {
		t.Errorf("only %d sides tried", n)
	}
}
