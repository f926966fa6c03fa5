package register_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/register"
)

func draft(t *testing.T) *protocol.Protocol {
	t.Helper()
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := protocol.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every route has its stock, every liquid its time, and no form is named that
// the register does not know.
func TestTheDraftSaysWhatTheRegisterAsks(t *testing.T) {
	p := draft(t)
	rules := register.FromProtocol(p)
	for _, r := range p.Routes {
		fit, ok := rules.Routes[r.ID]
		if !ok || len(fit.Forms) == 0 || fit.Source == "" {
			t.Errorf("%s: %+v", r.ID, fit)
		}
		for _, f := range fit.Forms {
			if !slices.Contains(register.Forms, f) {
				t.Errorf("%s: the register knows no %q", r.ID, f)
			}
		}
	}
	for _, f := range register.Forms {
		within, ok := rules.Opened[f]
		if ok != f.Liquid() || ok && (within.Opened <= 0 || within.Source == "") {
			t.Errorf("%s: %+v", f, within)
		}
		if !slices.ContainsFunc(p.Forms, func(n protocol.Named) bool { return n.ID == string(f) }) {
			t.Errorf("the draft does not declare %q", f)
		}
	}
}

func TestAProtocolWithoutStockSaysNothing(t *testing.T) {
	rules := register.FromProtocol(&protocol.Protocol{Stock: []protocol.Stock{{Route: "IM"}}, Opened: []protocol.Opened{{Form: "ampoule", Minutes: 1}}})
	if f := rules.Routes["IM"]; f.Source != "" || f.Least != (register.Strength{}) || f.Most != (register.Strength{}) {
		t.Errorf("%+v", f)
	}
	if w := rules.Opened[register.Ampoule]; w != (register.Within{Opened: time.Minute}) {
		t.Errorf("%+v", w)
	}
}

// The draft's bounds, on both sides of each edge.
func TestTheDraftsStrengths(t *testing.T) {
	for _, c := range []struct {
		route    string
		form     register.Form
		strength register.Strength
		dose     int64
		ok       bool
	}{
		{"IV", register.MultiVial, register.Strength{UG: 50, Per: 1}, 25_000, true},
		{"IV", register.MultiVial, register.Strength{UG: 51, Per: 1}, 25_500, false},
		{"IV", register.MultiVial, register.Strength{UG: 100, Per: 1}, 25_000, false},
		{"IV", register.MultiVial, register.Strength{UG: 1, Per: 1}, 1_000, true},
		{"IV", register.MultiVial, register.Strength{UG: 1, Per: 2}, 1_000, false},
		{"IM", register.MultiVial, register.Strength{UG: 50, Per: 1}, 50_000, true},
		{"IM", register.MultiVial, register.Strength{UG: 49, Per: 1}, 49_000, false},
		{"IM", register.MultiVial, register.Strength{UG: 100, Per: 1}, 50_000, true},
		{"IM", register.MultiVial, register.Strength{UG: 101, Per: 1}, 50_500, false},
		{"IM", register.Lozenge, register.Strength{UG: 50_000, Per: 1}, 50_000, false},
		{"lozenge", register.Lozenge, register.Strength{UG: 1_000, Per: 1}, 1_000, true},
		{"lozenge", register.Tablet, register.Strength{UG: 400_000, Per: 1}, 400_000, true},
		{"lozenge", register.Spray, register.Strength{UG: 28_000, Per: 1}, 28_000, false},
		{"esketamine nasal", register.Spray, register.Strength{UG: 28_000, Per: 1}, 56_000, true},
		{"esketamine nasal", register.Spray, register.Strength{UG: 27_999, Per: 1}, 27_999, false},
		{"esketamine nasal", register.Spray, register.Strength{UG: 28_001, Per: 1}, 28_001, false},
	} {
		f := start(t)
		f.rules = register.FromProtocol(draft(t))
		rc := register.Receipt{Label: register.Label{Drug: "Ketamine", Form: c.form, Strength: c.strength, Number: "K-1", Expiry: record.Date{Year: 2027, Month: 6, Day: 30}}, Containers: 4, Supplier: "Supply", Invoice: "77"}
		if c.form.Liquid() {
			rc.Size = 10_000
		}
		lot, _, err := f.desk.Receive(ctx, f.nora, rc, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if c.form.Liquid() {
			vial, err := f.desk.Open(ctx, f.nora, lot, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: 5_000, Session: "v1", Patient: "p1"}); err != nil {
				t.Fatal(err)
			}
		}
		err = f.log.Update(ctx, f.nora, func(tx record.Tx) error {
			_, err := f.desk.Given(tx, f.nora, register.Gift{Lot: "K-1", Session: "v1", Patient: "p1", Dose: record.EventID{Device: "d", Seq: 1}, Route: c.route, UG: c.dose})
			return err
		})
		if (err == nil) != c.ok {
			t.Errorf("%s, %s of %v: %v", c.route, c.form, c.strength, err)
		}
	}
}
