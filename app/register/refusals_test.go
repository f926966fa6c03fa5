package register_test

import (
	"strings"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
)

func TestDeliveryRefusals(t *testing.T) {
	f := start(t)
	for name, c := range map[string]struct {
		spoil func(*register.Receipt)
		says  string
	}{
		"no drug":          {func(r *register.Receipt) { r.Drug = " " }, "Name the drug."},
		"no form":          {func(r *register.Receipt) { r.Form = "barrel" }, "Choose the form."},
		"no lot":           {func(r *register.Receipt) { r.Number = "" }, "Read the lot"},
		"no expiry":        {func(r *register.Receipt) { r.Expiry = record.Date{} }, "Read the expiry date"},
		"no strength":      {func(r *register.Receipt) { r.Strength.UG = 0 }, "Enter the strength"},
		"per nothing":      {func(r *register.Receipt) { r.Strength.Per = 0 }, "Enter the strength"},
		"negative":         {func(r *register.Receipt) { r.Strength.Per = -1 }, "Enter the strength"},
		"no size":          {func(r *register.Receipt) { r.Size = 0 }, "Enter how much"},
		"a barrel of it":   {func(r *register.Receipt) { r.Size = 1_000_001 }, "Enter how much"},
		"none":             {func(r *register.Receipt) { r.Containers = 0 }, "Count what was delivered"},
		"too many":         {func(r *register.Receipt) { r.Containers = 10_001 }, "Count what was delivered"},
		"no supplier":      {func(r *register.Receipt) { r.Supplier = "" }, "Say who delivered it."},
		"no invoice":       {func(r *register.Receipt) { r.Invoice = " " }, "number of the invoice"},
		"odd micrograms":   {func(r *register.Receipt) { r.Strength, r.Size = register.Strength{UG: 100, Per: 3}, 10_000 }, "no whole number of micrograms"},
		"a long name":      {func(r *register.Receipt) { r.Drug = strings.Repeat("ü", 201) }, "too long"},
		"two in one piece": {func(r *register.Receipt) { r.Form, r.Size = register.Lozenge, 2 }, "Enter how much"},
		"piece per two":    {func(r *register.Receipt) { r.Form, r.Size, r.Strength.Per = register.Tablet, 1, 2 }, "Enter the strength"},
	} {
		t.Run(name, func(t *testing.T) {
			f.t = t
			r := ketamine()
			c.spoil(&r)
			f.refused(record.Invalid, c.says, func() error { _, _, err := f.desk.Receive(ctx, f.nora, r, time.Time{}); return err })
		})
	}
	f.t = t
	receive := func(by record.Actor, r register.Receipt, at time.Time) func() error {
		return func() error { _, _, err := f.desk.Receive(ctx, by, r, at); return err }
	}
	f.refused(record.Invalid, "in the future", receive(f.nora, ketamine(), f.now.Add(2*time.Minute)))
	for _, by := range []record.Actor{f.ana, f.omar, f.rosa, {}} {
		f.refused(record.NotAllowed, "", receive(by, ketamine(), time.Time{}))
	}
	f.receive(ketamine())
	f.refused(record.Invalid, "This invoice stands in the register already.", receive(f.nora, ketamine(), time.Time{}))
	other := ketamine()
	other.Invoice, other.Expiry.Year, other.Number = "F-1002", 2028, " k24-118"
	f.refused(record.Invalid, "with the expiry date 2027-03-31", receive(f.nora, other, time.Time{}))
}

// Promise 6: a witness is a second person signing in. Waste, destruction, the explanation of a difference, and whatever takes one
// of them back need a second person.
func TestAWitnessIsASecondPersonWhoSignsIn(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	vial := f.open(lot)
	syringe := f.draw(lot, vial, 1000, "s1")
	count, _, err := f.desk.Count(ctx, f.ana, register.Counted{Lot: lot, Containers: 8, Vials: []register.Left{{Vial: vial, Amount: 9000}}})
	f.must(err)
	wasted, err := f.desk.Waste(ctx, f.nora, f.ana, register.Waste{Lot: lot, Draw: syringe, Amount: 100, How: "cartridge"})
	f.must(err)
	gone := f.people[1]
	gone.ID, gone.Name, gone.Roles, gone.Active = "", "Paz Vega", []clinic.Role{clinic.Nurse}, true
	id, err := clinic.New(f.log).SavePerson(ctx, f.omar, gone)
	f.must(err)
	gone.ID, gone.Active = id, false
	_, err = clinic.New(f.log).SavePerson(ctx, f.omar, gone)
	f.must(err)
	for name, call := range map[string]func(w record.Actor) error{
		"waste of a draw": func(w record.Actor) error {
			_, err := f.desk.Waste(ctx, f.nora, w, register.Waste{Lot: lot, Draw: syringe, Amount: 100, How: "cartridge"})
			return err
		},
		"waste of a vial": func(w record.Actor) error {
			_, err := f.desk.Waste(ctx, f.nora, w, register.Waste{Lot: lot, Vial: vial, Amount: 100, How: "cartridge"})
			return err
		},
		"destruction": func(w record.Actor) error {
			_, err := f.desk.Destroy(ctx, f.nora, w, register.Destroyed{Lot: lot, Containers: 1, How: "burnt"})
			return err
		},
		"explanation": func(w record.Actor) error {
			_, err := f.desk.Resolve(ctx, f.nora, w, register.Explanation{Lot: lot, Count: count, Text: "dropped", Adjust: true})
			return err
		},
		"taking waste back": func(w record.Actor) error {
			_, err := f.desk.Correct(ctx, f.nora, w, lot, wasted, "typed twice")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			f.t = t
			for _, c := range []struct {
				witness record.Actor
				says    string
			}{
				{record.Actor{}, "second person who signs in"}, {f.nora, "own witness"}, {record.Actor{ID: "Ana Brandt"}, "not known here"},
				{record.Actor{ID: gone.ID}, "Paz Vega no longer works here."}, {f.rosa, "Rosa Lima may not be a witness."},
			} {
				f.refused(record.Refused, c.says, func() error { return call(c.witness) })
			}
			f.must(call(f.omar))
		})
	}
	f.t = t
	for _, l := range f.book(lot).Lines {
		if l.Witness != nil && (l.Witness.Person == l.By.Person || l.Witness.Name == "") {
			t.Errorf("%s has the witness %+v", l.Kind, l.Witness)
		}
	}
}

func TestDrawRefusals(t *testing.T) {
	f := start(t)
	r := ketamine()
	r.Expiry = record.Date{Year: 2027, Month: time.January, Day: 15}
	lot := f.receive(r)
	vial := f.open(lot)
	draw := func(spoil func(*register.Taken)) func() error {
		d := register.Taken{Lot: lot, Vial: vial, Amount: 1000, Session: "s1", Patient: "1"}
		spoil(&d)
		return func() error { _, err := f.desk.Draw(ctx, f.nora, d); return err }
	}
	same := func(*register.Taken) {}
	f.refused(record.NotFound, "not in the register", draw(func(d *register.Taken) { d.Lot = "lot-0" }))
	f.refused(record.Invalid, "Enter the amount.", draw(func(d *register.Taken) { d.Amount = 0 }))
	f.refused(record.Invalid, "Enter the amount.", draw(func(d *register.Taken) { d.Amount = -5 }))
	f.refused(record.Invalid, "Choose the session", draw(func(d *register.Taken) { d.Session = "" }))
	f.refused(record.Refused, "no opened vial of this lot", draw(func(d *register.Taken) { d.Vial = record.EventID{Device: "device-1", Seq: 1} }))
	f.refused(record.Refused, "Only whole containers", draw(func(d *register.Taken) { d.Vial = record.EventID{} }))
	f.refused(record.Refused, "has only 10 mL left", draw(func(d *register.Taken) { d.Amount = 10_001 }))
	f.refused(record.Refused, "the opened vial would be 1 mL short", draw(func(d *register.Taken) { d.At = f.now.Add(-time.Hour) }))
	f.now = f.now.Add(28*24*time.Hour - time.Second)
	f.must(draw(same)())
	f.now = f.now.Add(time.Second)
	f.refused(record.Refused, "opened too long ago: it was to be used by 2026-12-21, 09:00.", draw(same))
	f.now = record.Date{Year: 2027, Month: time.January, Day: 15}.AddDays(1).Start(denver).Add(-time.Minute)
	vial = f.open(lot)
	f.must(draw(func(d *register.Taken) { d.Vial = vial })())
	f.now = f.now.Add(time.Minute)
	f.refused(record.Refused, "Lot K24-118 expired on 2027-01-15.", draw(func(d *register.Taken) { d.Vial = vial }))
	f.refused(record.Refused, "expired", func() error { _, err := f.desk.Open(ctx, f.nora, lot, time.Time{}); return err })
}

// Nothing is drawn, opened, destroyed or sent back that is not there.
func TestNothingIsTakenThatIsNotThere(t *testing.T) {
	f := start(t)
	pieces, r := f.receive(lozenges()), ketamine()
	r.Containers = 1
	lot := f.receive(r)
	f.refused(record.Refused, "Pieces are not opened", func() error { _, err := f.desk.Open(ctx, f.nora, pieces, time.Time{}); return err })
	f.refused(record.Refused, "On 2026-11-23 at 09:00 the sealed stock of this lot would be 1 piece short. Nothing was recorded.", func() error {
		_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: pieces, Amount: 31, Session: "s1"})
		return err
	})
	f.refused(record.Refused, "would be 1 piece short", func() error {
		_, err := f.desk.Destroy(ctx, f.nora, f.ana, register.Destroyed{Lot: pieces, Containers: 31, How: "burnt"})
		return err
	})
	f.refused(record.Invalid, "Say to whom", func() error {
		_, err := f.desk.SendBack(ctx, f.nora, register.Back{Lot: pieces, Containers: 1, Paper: "41"})
		return err
	})
	f.refused(record.Invalid, "number of the form", func() error {
		_, err := f.desk.SendBack(ctx, f.nora, register.Back{Lot: pieces, Containers: 1, To: "Sur"})
		return err
	})
	f.refused(record.Refused, "would be 1 piece short", func() error {
		_, err := f.desk.SendBack(ctx, f.nora, register.Back{Lot: pieces, Containers: 31, To: "Sur", Paper: "41"})
		return err
	})
	f.open(lot)
	f.refused(record.Refused, "would be 10 mL short", func() error { _, err := f.desk.Open(ctx, f.nora, lot, time.Time{}); return err })
	f.rules.Opened = nil
	f.refused(record.Refused, "does not say how long an opened multi-dose vial may be used", func() error { _, err := f.desk.Open(ctx, f.nora, lot, time.Time{}); return err })
}

// Only what nobody has opened goes back into the stock.
func TestOnlyTheUnopenedGoesBack(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	back := func(draw record.EventID, n int64) func() error {
		return func() error { _, err := f.desk.PutBack(ctx, f.nora, lot, draw, n, time.Time{}); return err }
	}
	loose := f.draw(lot, f.open(lot), 10_000, "s1")
	f.refused(record.Refused, "opened vial does not go back", back(loose, 1))
	whole := f.draw(lot, record.EventID{}, 20_000, "s1")
	f.refused(record.Invalid, "Enter the amount.", back(whole, 0))
	f.refused(record.NotFound, "not in the book", back(record.EventID{Device: "x", Seq: 1}, 1))
	f.refused(record.Refused, "more would be accounted for than was drawn: 10 mL.", back(whole, 3))
	_, err := f.desk.Waste(ctx, f.nora, f.ana, register.Waste{Lot: lot, Draw: whole, Amount: 1, How: "one was broken"})
	f.must(err)
	f.refused(record.Refused, "more would be accounted for than was drawn: 0.001 mL.", back(whole, 2))
	f.must(back(whole, 1)())
	f.balance(lot, f.now, register.Balance{Sealed: 80_000, Drawn: 10_000 + 9999})
}

func TestWasteRefusals(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	vial := f.open(lot)
	syringe := f.draw(lot, vial, 1000, "s1")
	waste := func(spoil func(*register.Waste)) func() error {
		s := register.Waste{Lot: lot, Draw: syringe, Amount: 1000, How: "cartridge"}
		spoil(&s)
		return func() error { _, err := f.desk.Waste(ctx, f.nora, f.ana, s); return err }
	}
	f.refused(record.Invalid, "Enter the amount.", waste(func(s *register.Waste) { s.Amount = 0 }))
	f.refused(record.Invalid, "Say how it was wasted.", waste(func(s *register.Waste) { s.How = " " }))
	f.refused(record.Invalid, "Choose the draw or the vial", waste(func(s *register.Waste) { s.Vial = vial }))
	f.refused(record.Invalid, "Choose the draw or the vial", waste(func(s *register.Waste) { s.Draw = record.EventID{} }))
	f.refused(record.NotFound, "not in the book", waste(func(s *register.Waste) { s.Draw = vial }))
	f.refused(record.NotFound, "not in the book", waste(func(s *register.Waste) { s.Draw, s.Vial = record.EventID{}, syringe }))
	f.refused(record.Refused, "more would be accounted for than was drawn: 0.001 mL.", waste(func(s *register.Waste) { s.Amount = 1001 }))
	f.refused(record.Refused, "On 2026-11-23 at 08:59 more would be accounted for", waste(func(s *register.Waste) { s.At = f.now.Add(-time.Minute) }))
	f.refused(record.Refused, "the opened vial would be 0.001 mL short", waste(func(s *register.Waste) { s.Draw, s.Vial, s.Amount = record.EventID{}, vial, 9001 }))
	f.must(waste(func(*register.Waste) {})())
}

// Everybody but the front desk may see and count; only nurse and prescriber
// keep the book.
func TestWhoMayDoWhat(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	today := record.DateOf(f.now, denver)
	for _, by := range []record.Actor{f.rosa, {}} {
		f.refused(record.NotAllowed, "", func() error { _, err := f.desk.Books(ctx, by); return err })
		f.refused(record.NotAllowed, "", func() error { _, err := f.desk.Inventory(ctx, by, f.now); return err })
		f.refused(record.NotAllowed, "", func() error { _, err := f.desk.Report(ctx, by, today, today); return err })
		f.refused(record.NotAllowed, "", func() error { _, err := f.desk.InventoryCSV(ctx, by, f.now, "en"); return err })
		f.refused(record.NotAllowed, "", func() error { _, err := f.desk.ToCount(ctx, by, lot); return err })
		f.refused(record.NotAllowed, "", func() error { _, _, err := f.desk.Count(ctx, by, register.Counted{Lot: lot}); return err })
	}
	if len(f.exit.exported) != 0 {
		t.Error("a refused export is on record as one that was made")
	}
	for _, by := range []record.Actor{f.ana, f.omar} {
		_, err := f.desk.Books(ctx, by)
		f.must(err)
		f.refused(record.NotAllowed, "", func() error { _, err := f.desk.Open(ctx, by, lot, time.Time{}); return err })
		f.refused(record.NotAllowed, "", func() error {
			_, err := f.desk.Draw(ctx, by, register.Taken{Lot: lot, Amount: 10_000, Session: "s1"})
			return err
		})
		f.refused(record.NotAllowed, "", func() error {
			_, _, err := f.giveAs(by, register.Gift{Lot: "K24-118", Session: "s1", Route: "IM", UG: 50_000})
			return err
		})
	}
	f.refused(record.Invalid, "Choose a first and a last day", func() error { _, err := f.desk.Report(ctx, f.omar, today, today.AddDays(-1)); return err })
}
