package register_test

import (
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/register"
)

func gift(spoil func(*register.Gift)) register.Gift {
	g := register.Gift{Lot: "K24-118", Session: "s1", Patient: "1", Route: "IM", UG: 75_000, Amount: 1500}
	spoil(&g)
	return g
}

// A dose that the register refuses is not recorded in the session either: both
// are one transaction.
func TestADoseRefusedByTheRegisterIsNotRecorded(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	f.receive(lozenges())
	weak := ketamine()
	weak.Strength, weak.Number, weak.Invoice = register.Strength{UG: 10, Per: 1}, "K10", "F-2"
	f.receive(weak)
	old := ketamine()
	old.Number, old.Expiry, old.Invoice = "K23", record.Date{Year: 2026, Month: time.November, Day: 22}, "F-3"
	f.receive(old)
	odd := lozenges()
	odd.Number, odd.Strength.UG, odd.Invoice = "TR-33", 33_000, "S-33"
	f.receive(odd)
	vial := f.open(lot)
	f.draw(lot, vial, 1500, "s1")
	for _, c := range []struct {
		says  string
		spoil func(*register.Gift)
	}{
		{"Lot K99 is not in the register.", func(g *register.Gift) { g.Lot = " K99 " }},
		{"Lot K23 expired on 2026-11-22.", func(g *register.Gift) { g.Lot = "K23" }},
		{"Lot TR-77 is a lozenge, which is not for this route: IM.", func(g *register.Gift) { g.Lot = "TR-77" }},
		{"Lot K24-118 is a multi-dose vial, which is not for this route: lozenge.", func(g *register.Gift) { g.Route = "lozenge" }},
		{"Lot K10 has 10 mg/mL, a strength that is not for this route: IM.", func(g *register.Gift) { g.Lot = "K10" }},
		{"Lot K24-118 has 50 mg/mL, a strength that is not for this route: IV.", func(g *register.Gift) { g.Route = "IV" }},
		{"does not say which stock is given as rectal", func(g *register.Gift) { g.Route = "rectal" }},
		{"The dose says 50 mg, but it takes 1 mL of this lot to make it, not 1.5: the lot has 50 mg/mL.", func(g *register.Gift) { g.UG = 50_000 }},
		{"A dose of 50 mg cannot be measured from this lot, which has 33 mg.", func(g *register.Gift) { g.Lot, g.Route, g.UG, g.Amount = "TR-33", "lozenge", 50_000, 0 }},
		{"Of this lot: 1.5 mL drawn for this session and not accounted for; the dose takes 1.6.", func(g *register.Gift) { g.UG, g.Amount = 80_000, 0 }},
		{"Of this lot: 0 mL drawn for this session", func(g *register.Gift) { g.Session = "s2" }},
		{"Of this lot: 0 mL drawn for this session", func(g *register.Gift) { g.At = f.now.Add(-time.Minute) }},
		{"Of this lot: 0 mL drawn for this session", func(g *register.Gift) { g.Draw = vial }},
	} {
		f.refused(record.Refused, c.says, func() error { _, _, err := f.give(f.log, f.desk, gift(c.spoil)); return err })
	}
	for _, c := range []struct {
		says  string
		spoil func(*register.Gift)
	}{
		{"Enter the amount.", func(g *register.Gift) { g.UG, g.Amount = 0, 0 }},
		{"Enter the amount.", func(g *register.Gift) { g.UG, g.Amount = -75_000, -1500 }},
		{"may not keep the register", func(g *register.Gift) { g.GivenBy = f.ana.ID }},
		{"may not keep the register", func(g *register.Gift) { g.GivenBy = "nobody" }},
		{"in the future", func(g *register.Gift) { g.At = f.now.Add(time.Hour) }},
	} {
		f.refused(record.Invalid, c.says, func() error { _, _, err := f.give(f.log, f.desk, gift(c.spoil)); return err })
	}
	f.refused(record.Refused, "belongs to a session", func() error {
		return f.log.Update(ctx, f.nora, func(tx record.Tx) error {
			_, err := f.desk.Given(tx, f.nora, gift(func(*register.Gift) {}))
			return err
		})
	})
	dose := f.gift(gift(func(g *register.Gift) { g.GivenBy = f.ines.ID }))
	lines := f.book(lot).Lines
	if l := lines[len(lines)-1]; l.Kind != register.KindGiven || l.Dose != dose || l.Session != "s1" || l.Patient != "1" || l.UG != 75_000 || l.Amount != 1500 || l.By.Name != "Inés Roy" || l.Route != "IM" {
		t.Errorf("the line says %+v", l)
	}
	f.refused(record.Refused, "This dose stands in the register already.", func() error {
		return f.log.Update(ctx, f.nora, func(tx record.Tx) error {
			_, err := f.desk.Given(tx, f.nora, gift(func(g *register.Gift) { g.Dose = dose }))
			return err
		})
	})
}

// A clinic that keeps no register is not held up by it.
func TestWithoutARegisterADoseIsJustRecorded(t *testing.T) {
	f := start(t)
	_, lines, err := f.give(f.log, f.desk, gift(func(g *register.Gift) { g.Lot = "whatever" }))
	if err != nil || len(lines) != 0 {
		t.Errorf("%v, %v", lines, err)
	}
	f.receive(lozenges())
	f.refused(record.Refused, "not in the register", func() error { _, _, err := f.give(f.log, f.desk, gift(func(*register.Gift) {})); return err })
}

// The last dose of a vial leaves it empty, and of the last vial the lot; one
// microlitre more is refused.
func TestTheLastDoseInAVial(t *testing.T) {
	f := start(t)
	r := ketamine()
	r.Containers = 1
	lot := f.receive(r)
	vial := f.open(lot)
	f.draw(lot, vial, 8500, "s1")
	take := func(n int64) func() error {
		return func() error {
			_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: n, Session: "s2"})
			return err
		}
	}
	f.refused(record.Refused, "This vial has only 1.5 mL left. Draw what is left, and the rest from another.", take(1501))
	f.must(take(1500)())
	f.refused(record.Refused, "This vial is empty. Open another.", take(1))
	f.gift(gift(func(g *register.Gift) { g.Session = "s2" }))
	f.balance(lot, f.now, register.Balance{Drawn: 8500})
	if v := f.book(lot).Vials(f.now); len(v) != 1 || v[0].Left != 0 {
		t.Errorf("the vial is %+v", v)
	}
	f.refused(record.Refused, "Of this lot: 0 mL", func() error {
		_, _, err := f.give(f.log, f.desk, gift(func(g *register.Gift) { g.Session = "s3" }))
		return err
	})
}

// A dose out of the end of one vial and the beginning of the next takes both
// draws, and its parts are the dose.
func TestADoseFromTwoVials(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	first := f.open(lot)
	f.draw(lot, first, 9700, "s0")
	a := f.draw(lot, first, 300, "s1")
	f.now = f.now.Add(time.Minute)
	b := f.draw(lot, f.open(lot), 1250, "s1")
	_, lines, err := f.give(f.log, f.desk, gift(func(*register.Gift) {}))
	f.must(err)
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	bk := f.book(lot)
	one, _ := bk.Line(lines[0])
	two, _ := bk.Line(lines[1])
	if one.Body.Draw != a || one.Amount != 300 || two.Body.Draw != b || two.Amount != 1200 || one.UG+two.UG != 75_000 {
		t.Errorf("the dose is %+v and %+v", one.Body, two.Body)
	}
	if err := f.log.View(ctx, func(r record.Reader) error {
		open, err := register.OpenDraws(r, "s1")
		if len(open) != 1 || open[0].ID != b || open[0].Still != 50 {
			t.Errorf("open are %+v", open)
		}
		all, _ := register.OpenDraws(r, "")
		if len(all) != 2 {
			t.Errorf("%d draws are open in all", len(all))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// A single-dose vial serves one session and its own time.
func TestASingleDoseVialServesOneSession(t *testing.T) {
	f := start(t)
	r := ketamine()
	r.Form, r.Size = register.SingleVial, 2000
	lot := f.receive(r)
	vial := f.open(lot)
	f.draw(lot, vial, 500, "s1")
	f.draw(lot, vial, 500, "s1")
	f.refused(record.Refused, "A single-dose vial serves one session", func() error {
		_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: 500, Session: "s2"})
		return err
	})
	f.now = f.now.Add(6 * time.Hour)
	f.refused(record.Refused, "opened too long ago", func() error {
		_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: 500, Session: "s1"})
		return err
	})
}

// When the session corrects a dose, its lines are taken back and written anew
// in the same transaction; lozenges that were drawn with the dose go with it.
func TestACorrectedDoseCorrectsTheRegister(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	g := register.Gift{Lot: "TR-77", Session: "s1", Patient: "1", Route: "lozenge", UG: 300_000, Amount: 3}
	f.now = f.now.Add(time.Hour)
	dose := f.gift(g)
	given := f.book(lot).Lines[2]
	f.refused(record.Refused, "This line belongs to a dose.", func() error {
		_, err := f.desk.Correct(ctx, f.nora, record.Actor{}, lot, given.ID, "miscounted")
		return err
	})
	regive := func(lot string, n int64, reason string) error {
		return f.log.Update(ctx, f.nora, func(tx record.Tx) error {
			events, err := tx.Append(record.Change{Kind: "dose.given", Version: 1, Record: record.Ref{Type: "session", ID: "s1"}, Fact: doseFact{UG: n * 100_000}, Supersedes: dose, Reason: "r"})
			if err != nil {
				return err
			}
			h := g
			h.Lot, h.UG, h.Amount, h.Dose = lot, n*100_000, n, events[0].ID
			h.At = given.At
			_, err = f.desk.Regiven(tx, f.nora, dose, h, reason)
			if err == nil {
				dose = events[0].ID
			}
			return err
		})
	}
	f.now = f.now.Add(time.Hour)
	f.refused(record.Invalid, "A correction needs a reason.", func() error { return regive("TR-77", 2, " ") })
	f.refused(record.Refused, "would be 1 piece short", func() error { return regive("TR-77", 31, "miscounted") })
	f.must(regive("TR-77", 30, "miscounted"))
	f.balance(lot, f.now, register.Balance{})
	f.must(regive("TR-77", 2, "miscounted"))
	f.balance(lot, f.now, register.Balance{Sealed: 28})
	other := lozenges()
	other.Number, other.Invoice = "TR-78", "S-10"
	second, _, err := f.desk.Receive(ctx, f.nora, other, f.now.Add(-3*time.Hour))
	f.must(err)
	f.must(regive("TR-78", 2, "read the wrong box"))
	f.balance(lot, f.now, register.Balance{Sealed: 30})
	f.balance(second, f.now, register.Balance{Sealed: 28})
	n := 0
	for _, l := range f.book(lot).Lines {
		if l.Kind == register.KindCorrected {
			if old, ok := f.book(lot).Line(l.Body.Line); !ok || len(old.Struck) != 1 || old.Amount != -l.Amount || l.Reason == "" {
				t.Errorf("the counter-entry %+v takes back %+v", l, old)
			}
			n++
		}
	}
	if n != 6 {
		t.Errorf("%d counter-entries, want 6: three doses with their draws", n)
	}
}

// Two drugs with one lot number are told apart by what was drawn.
func TestTwoDrugsWithOneLotNumber(t *testing.T) {
	f := start(t)
	f.receive(ketamine())
	twin := ketamine()
	twin.Drug, twin.Invoice = "Esketamine", "F-7"
	lot := f.receive(twin)
	try := func() error { _, _, err := f.give(f.log, f.desk, gift(func(*register.Gift) {})); return err }
	f.refused(record.Refused, "Several drugs in the register have the lot K24-118.", try)
	f.draw(lot, f.open(lot), 1500, "s1")
	f.must(try())
	f.balance(lot, f.now, register.Balance{Sealed: 90_000, Opened: 8500})
}

// A dose that is taken back may be given anew under the same line of the
// session's log, and taken back again.
func TestADoseTakenBackTwice(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	g := register.Gift{Lot: "TR-77", Session: "s1", Patient: "1", Route: "lozenge", UG: 200_000}
	g.Dose = f.gift(g)
	for range 2 {
		f.must(f.log.Update(ctx, f.nora, func(tx record.Tx) error { return f.desk.TakeBack(tx, f.nora, g.Dose, "wrong patient") }))
		f.balance(lot, f.now, register.Balance{Sealed: 30})
		f.must(f.log.Update(ctx, f.nora, func(tx record.Tx) error {
			_, err := f.desk.Given(tx, f.nora, g)
			return err
		}))
		f.balance(lot, f.now, register.Balance{Sealed: 28})
	}
}

// The parts of a dose add up to it also where a part is no whole number of
// micrograms.
func TestThePartsOfADoseAddUp(t *testing.T) {
	f := start(t)
	f.rules.Routes["IM"] = register.Fit{Forms: []register.Form{register.MultiVial}}
	r := ketamine()
	r.Strength = register.Strength{UG: 25, Per: 2}
	lot := f.receive(r)
	vial := f.open(lot)
	f.draw(lot, vial, 3001, "s1")
	f.draw(lot, vial, 4999, "s1")
	_, lines, err := f.give(f.log, f.desk, gift(func(g *register.Gift) { g.UG, g.Amount = 100_000, 0 }))
	f.must(err)
	one, _ := f.book(lot).Line(lines[0])
	two, _ := f.book(lot).Line(lines[1])
	if one.Amount+two.Amount != 8000 || one.UG+two.UG != 100_000 || one.UG != 37_512 {
		t.Errorf("the parts are %d and %d micrograms", one.UG, two.UG)
	}
}

// A dose from a draw that the caller names takes nothing else.
func TestADoseFromANamedDraw(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	draw := f.draw(lot, record.EventID{}, 2, "s1")
	g := register.Gift{Lot: "TR-77", Session: "s1", Patient: "1", Route: "lozenge", UG: 300_000, Draw: draw}
	f.refused(record.Refused, "Of this lot: 2 pieces drawn for this session", func() error { _, _, err := f.give(f.log, f.desk, g); return err })
	g.UG = 200_000
	f.gift(g)
	f.balance(lot, f.now, register.Balance{Sealed: 28})
}

// A time that is typed a little ahead of the clock is now, so that what
// follows at once does not seem to come before it.
func TestATimeALittleAheadIsNow(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	vial := f.open(lot)
	f.now = f.now.Add(40 * time.Second)
	_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: 1500, Session: "s1", At: f.now.Add(30 * time.Second)})
	f.must(err)
	f.gift(gift(func(*register.Gift) {}))
	if d := f.book(lot).Draws(f.now)[0]; !d.At.Equal(f.now) || !d.Closed() {
		t.Errorf("drawn at %v", d.At)
	}
}
