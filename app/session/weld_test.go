package session_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// kept is a clinic that keeps a register: vials of 50 mg/mL and lozenges of
// 50 mg.
type kept struct {
	*fixture
	stock *register.Desk
	lots  map[string]record.ID
	vial  record.EventID
}

func (f *fixture) keep() *kept {
	f.t.Helper()
	k := &kept{fixture: f, lots: map[string]record.ID{}}
	rules := register.Rules{
		Routes: map[string]register.Fit{"IM": {Forms: []register.Form{register.MultiVial}}, "lozenge": {Forms: []register.Form{register.Lozenge}}},
		Opened: map[register.Form]register.Within{register.MultiVial: {Opened: 28 * 24 * time.Hour}},
	}
	k.stock = register.New(register.Deps{Log: f.log, Rules: func(record.Reader) (register.Rules, error) { return rules, nil }})
	f.deps.Register = k.stock
	f.desk = session.New(f.deps)
	f.order = session.Order{Route: "IM", Style: "psycholytic", DoseUG: 60_000, MaxUG: 100_000, Sessions: 6}
	k.receive("K24-118", register.MultiVial, register.Strength{UG: 50, Per: 1}, 10_000, 2027)
	k.receive("K20-001", register.MultiVial, register.Strength{UG: 50, Per: 1}, 10_000, 2025)
	k.receive("TR-77", register.Lozenge, register.Strength{UG: 50_000, Per: 1}, 1, 2027)
	var err error
	k.vial, err = k.stock.Open(ctx, f.nora, k.lots["K24-118"], time.Time{})
	f.must(err)
	return k
}

func (k *kept) receive(number string, form register.Form, s register.Strength, size int64, year int) {
	k.t.Helper()
	lot, _, err := k.stock.Receive(ctx, k.nora, register.Receipt{Label: register.Label{Drug: "Ketamine", Form: form, Strength: s, Size: size,
		Number: number, Expiry: record.Date{Year: year, Month: time.March, Day: 31}}, Containers: 20, Initial: true}, time.Time{})
	k.must(err)
	k.lots[number] = lot
}

func (k *kept) draw(visit record.ID, amount int64) record.EventID {
	k.t.Helper()
	id, err := k.stock.Draw(ctx, k.nora, register.Taken{Lot: k.lots["K24-118"], Vial: k.vial, Amount: amount, Session: visit, Patient: k.jose})
	k.must(err)
	return id
}

func (k *kept) book(number string) (b register.Book) {
	k.t.Helper()
	k.must(k.log.View(ctx, func(r record.Reader) (err error) {
		b, err = register.Of(r, k.lots[number])
		return err
	}))
	return b
}

// given gives what stands as given in the lot's book, in microlitres or pieces.
func (k *kept) given(number string) (n int64) {
	for _, l := range k.book(number).Lines {
		if l.Kind == register.KindGiven && l.Stands() {
			n += l.Amount
		}
	}
	return n
}

func im(ug int64) session.Dose { return session.Dose{UG: ug, Route: "IM", Lot: "K24-118"} }

func TestADoseOfTheRegisterIsRefused(t *testing.T) {
	f := start(t)
	k := f.keep()
	id := f.running(f.jose)
	k.draw(id, 1000)
	for name, c := range map[string]struct {
		change func(*session.Dose)
		says   string
		field  string
	}{
		"a misspelled lot":       {func(d *session.Dose) { d.Lot = "K24-181" }, "Lot K24-181 is not in the register", "dose.lot"},
		"an expired lot":         {func(d *session.Dose) { d.Lot = "K20-001" }, "Lot K20-001 expired on", "dose.lot"},
		"the wrong form":         {func(d *session.Dose) { d.Lot = "TR-77" }, "which is not for this route", "dose.lot"},
		"more than is drawn":     {func(d *session.Dose) { d.UG = 50_050 }, "1 mL drawn for this session and not accounted for; the dose takes 1.001", "dose.lot"},
		"finer than a syringe":   {func(d *session.Dose) { d.UG = 40_025 }, "cannot be measured from this lot, which has 50 mg/mL", "dose.amount"},
		"no lot":                 {func(d *session.Dose) { d.Lot = " " }, "Read the lot from the label", "dose.lot"},
		"given by the therapist": {func(d *session.Dose) { d.GivenBy = f.ana.ID }, "Ana Brandt may not give a dose", "dose.by"},
	} {
		d := im(50_000)
		c.change(&d)
		before := len(f.log.Events())
		_, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{})
		ps := record.ProblemsOf(err)
		if len(ps) != 1 || !strings.Contains(ps.Error(), c.says) || ps[0].Field != c.field {
			t.Errorf("%s: %v at %v, want %q at %s", name, err, ps, c.says, c.field)
		}
		if len(f.log.Events()) != before {
			t.Errorf("%s: something was written", name)
		}
	}
	other := f.running(f.lena)
	f.refused(record.Refused, "0 mL drawn for this session", func() error { _, err := f.desk.GiveDose(ctx, f.nora, other, im(50_000), session.When{}); return err })
}

func TestADoseStandsInTheRegister(t *testing.T) {
	f := start(t)
	k := f.keep()
	id := f.running(f.jose)
	k.draw(id, 1000)
	d := im(40_000)
	d.Lot = " k24-118"
	first, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{})
	f.must(err)
	fact := f.show(id).Doses[0]
	if fact.Lot != "K24-118" || fact.Stock == nil || fact.Stock.Amount != 800 || fact.Stock.Strength.UG != 50 || fact.Stock.Expiry.Year != 2027 {
		t.Fatalf("the dose stands as %+v, %+v", fact.DoseFact, fact.Stock)
	}
	if s := f.show(id); len(s.Drawn) != 1 || s.Drawn[0].Still != 200 || k.given("K24-118") != 800 {
		t.Errorf("%+v is open and %d µL are given", s.Drawn, k.given("K24-118"))
	}
	// What the corrected dose took is there again for the correction.
	second, err := f.desk.GiveDose(ctx, f.nora, id, im(50_000), session.When{Corrects: first, Reason: "misread"})
	f.must(err)
	if n := k.given("K24-118"); n != 1000 {
		t.Errorf("after the correction %d µL are given", n)
	}
	f.refused(record.Refused, "1 mL drawn", func() error {
		_, err := f.desk.GiveDose(ctx, f.nora, id, im(50_050), session.When{Corrects: second, Reason: "misread"})
		return err
	})
	f.must(f.desk.Withdraw(ctx, f.nora, id, second, "wrong patient"))
	if s := f.show(id); k.given("K24-118") != 0 || s.Drawn[0].Still != 1000 || s.TotalUG != 0 {
		t.Errorf("after the withdrawal %d µL are given, %+v is open", k.given("K24-118"), s.Drawn)
	}
}

func TestPiecesAreDrawnWithTheDose(t *testing.T) {
	f := start(t)
	k := f.keep()
	f.order = session.Order{Route: "lozenge", Style: "psycholytic", DoseUG: 100_000, MaxUG: 200_000}
	id := f.running(f.jose)
	d := session.Dose{UG: 100_000, Route: "lozenge", Lot: "TR-77", Tablets: 3}
	f.refused(record.Refused, "3 × 50 mg is 150 mg, not 100 mg", func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{}); return err })
	d.UG, d.Tablets = 75_000, 2
	f.refused(record.Refused, "cannot be measured from this lot, which has 50 mg", func() error { _, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{}); return err })
	d.UG = 100_000
	given, err := f.desk.GiveDose(ctx, f.nora, id, d, session.When{})
	f.must(err)
	if b := k.book("TR-77").Balance(f.now); b.Sealed != 18 || b.Drawn != 0 || len(f.show(id).Drawn) != 0 {
		t.Errorf("the book says %+v", b)
	}
	f.must(f.desk.Withdraw(ctx, f.nora, id, given, "not taken"))
	if b := k.book("TR-77").Balance(f.now); b.Sealed != 20 {
		t.Errorf("after the withdrawal the book says %+v", b)
	}
}

// broken is a register whose lines cannot be written.
type broken struct{ *register.Desk }

var errDisk = errors.New("disk full")

func (broken) Given(record.Tx, record.Actor, register.Gift) ([]record.EventID, error) {
	return nil, errDisk
}

func (broken) Regiven(record.Tx, record.Actor, record.EventID, register.Gift, string) ([]record.EventID, error) {
	return nil, errDisk
}

func (broken) TakeBack(record.Tx, record.Actor, record.EventID, string) error { return errDisk }

// A failing line of the register leaves no dose, no correction, no withdrawal.
func TestNeitherStandsWithoutTheOther(t *testing.T) {
	f := start(t)
	k := f.keep()
	id := f.running(f.jose)
	k.draw(id, 2000)
	given, err := f.desk.GiveDose(ctx, f.nora, id, im(40_000), session.When{})
	f.must(err)
	f.deps.Register = broken{k.stock}
	f.desk = session.New(f.deps)
	before := len(f.log.Events())
	_, err = f.desk.GiveDose(ctx, f.nora, id, im(10_000), session.When{})
	_, fixed := f.desk.GiveDose(ctx, f.nora, id, im(30_000), session.When{Corrects: given, Reason: "misread"})
	gone := f.desk.Withdraw(ctx, f.nora, id, given, "wrong patient")
	for _, err := range []error{err, fixed, gone} {
		if !errors.Is(err, errDisk) {
			t.Errorf("the failing register says %v", err)
		}
	}
	if s := f.show(id); len(f.log.Events()) != before || s.TotalUG != 40_000 {
		t.Errorf("%d events were written; %d µg stand", len(f.log.Events())-before, s.TotalUG)
	}
}

// A dose from before the register was begun stays outside of it.
func TestADoseFromBeforeTheRegister(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	old := f.give(id, 100_000)
	k := f.keep()
	f.order = session.Order{Route: "lozenge", DoseUG: 100_000}
	fixed, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(50_000), session.When{Corrects: old, Reason: "half"})
	f.must(err)
	if d := f.show(id).Doses[0]; d.Stock != nil || d.Lot != "K24-118" || k.given("K24-118") != 0 {
		t.Errorf("it stands as %+v", d.DoseFact)
	}
	f.must(f.desk.Withdraw(ctx, f.nora, id, fixed, "not taken"))
}

// Promise 6: drawn = given + wasted + returned before a session is signed.
func TestASessionWithAnOpenDrawIsNotSigned(t *testing.T) {
	f := start(t)
	k := f.keep()
	id := f.running(f.jose)
	draw := k.draw(id, 1000)
	_, err := f.desk.GiveDose(ctx, f.nora, id, im(40_000), session.When{})
	f.must(err)
	f.now = f.now.Add(2 * time.Hour)
	_, err = f.desk.Discharge(ctx, f.ana, id, session.Discharge{Items: met(session.Yes, session.Yes), Escort: "Luis"})
	f.must(err)
	sign := func() error { _, err := f.desk.Sign(ctx, f.ana, id, "Calm."); return err }
	f.refused(record.Refused, "Of lot K24-118: 0.2 mL drawn at 09:00, not accounted for. Waste the rest before a witness", sign)
	_, err = k.stock.Waste(ctx, f.nora, f.ana, register.Waste{Lot: k.lots["K24-118"], Draw: draw, Amount: 150, How: "Sink"})
	f.must(err)
	f.refused(record.Refused, "0.05 mL drawn", sign)
	_, err = k.stock.Waste(ctx, f.nora, f.ana, register.Waste{Lot: k.lots["K24-118"], Draw: draw, Amount: 50, How: "Sink"})
	f.must(err)
	f.must(sign())
}

func TestThePaperTellsWhatTheGuardKnew(t *testing.T) {
	f := start(t)
	f.register()
	k := f.keep()
	book, err := words.Load(os.DirFS("../../assets/words"))
	f.must(err)
	f.deps.Book = book
	f.desk = session.New(f.deps)
	f.guarded()
	id := f.running(f.jose)
	k.draw(id, 1000)
	d := im(50_000)
	d.Second, d.Because = f.inez, "Tolerated well, stepped up"
	_, err = f.desk.GiveDose(ctx, f.nora, id, d, session.When{})
	f.must(err)
	doc, err := f.desk.Paper(ctx, f.ana, id, handout.Normal)
	f.must(err)
	f.must(doc.Check())
	var cells []string
	for _, b := range doc.Blocks {
		if t, ok := b.(handout.Table); ok && slices.ContainsFunc(t.Columns, func(c handout.Column) bool { return c.Title == "Lot" }) {
			for _, c := range t.Rows[0].Cells {
				cells = append(cells, c.Text, c.Note)
			}
		}
	}
	said := strings.Join(cells, "|")
	for _, want := range []string{"50 mg (0.61 mg/kg at 82.4 kg)", "1 mL of 50 mg/mL", "Total of the session: 50 mg", "K24-118", "Ketamine 50 mg/mL, use by 31 Mar 2027",
		"Nora Diaz", "confirmed by Inés Roy: Tolerated well, stepped up"} {
		if !strings.Contains(said, want) {
			t.Errorf("the paper does not say %q: %q", want, said)
		}
	}
	var line string
	for _, l := range f.show(id).Lines {
		if l.Dose != nil {
			_, line = l.Said(func(english string, args ...any) string { return book.Say(words.Spanish, english, args...) }, time.UTC)
		}
	}
	if !strings.Contains(line, "1 mL de 50 mg/mL") || !strings.Contains(line, "confirmó Inés Roy") {
		t.Errorf("the timeline says %q", line)
	}
}
