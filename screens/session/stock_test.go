package session

import (
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/session"
)

// asked stands for the dialog in which a second person signs in: it remembers
// what was asked, and answers when the test says so.
type asked struct {
	action clinic.Action
	why    string
	done   func(record.Actor)
	times  int
}

func (a *asked) Ask(action clinic.Action, why string, done func(record.Actor)) {
	a.action, a.why, a.done, a.times = action, why, done, a.times+1
}

// keep gives the clinic a register: two vials' lots, an old one, and lozenges
// of 50 mg; and the protocol its ranges.
func (f *fixture) keep(route string) {
	f.t.Helper()
	rules := register.Rules{
		Routes: map[string]register.Fit{"IM": {Forms: []register.Form{register.MultiVial}}, "lozenge": {Forms: []register.Form{register.Lozenge}}},
		Opened: map[register.Form]register.Within{register.MultiVial: {Opened: 28 * 24 * time.Hour}},
	}
	f.stock = register.New(register.Deps{Log: f.log, Rules: func(record.Reader) (register.Rules, error) { return rules, nil }})
	f.deps.Register = f.stock
	f.guardedBy(session.Order{Route: route, Style: "psycholytic", DoseUG: 40_000, MaxUG: 100_000, Sessions: 6})
	f.receive("K24-118", register.MultiVial, register.Strength{UG: 50, Per: 1}, 10_000)
	f.receive("K24-201", register.MultiVial, register.Strength{UG: 100, Per: 1}, 10_000)
	f.receive("TR-77", register.Lozenge, register.Strength{UG: 50_000, Per: 1}, 1)
}

// guardedBy sets the order and gives the protocol ranges and a percentage.
func (f *fixture) guardedBy(order session.Order) {
	f.t.Helper()
	rules, err := f.deps.Rules(nil)
	f.must(err)
	rules.Change = session.Change{Percent: 25, Source: "a rise of a quarter is a starting point"}
	rules.Ranges = map[session.RangeOf]session.Range{
		{Route: "lozenge", Style: "psycholytic"}: {Low: 50_000, High: 150_000, Source: "Common low range"},
		{Route: "IM", Style: "psycholytic"}:      {Low: 250, High: 500, PerKg: true, Source: "After Kolp, empathogenic"},
	}
	f.deps.Rules = func(record.Reader) (session.Rules, error) { return rules, nil }
	f.deps.Order = func(record.Reader, record.ID) (session.Order, bool, error) { return order, true, nil }
	f.desk = session.New(f.deps)
}

func (f *fixture) receive(number string, form register.Form, s register.Strength, size int64) {
	f.t.Helper()
	_, _, err := f.stock.Receive(ctx, f.actor(2), register.Receipt{Label: register.Label{Drug: "Ketamine", Form: form, Strength: s, Size: size,
		Number: number, Expiry: record.Date{Year: 2027, Month: time.March, Day: 31}}, Containers: 20, Initial: true}, time.Time{})
	f.must(err)
}

// begun gives a session that is checked and started, without a dose.
func (f *fixture) begun() {
	f.t.Helper()
	f.book(session.Dosing)
	_, err := f.desk.CompleteChecks(ctx, f.actor(2), f.visit, f.calm())
	f.must(err)
	f.must(f.desk.Start(ctx, f.actor(0), f.visit))
	f.after(10 * time.Minute)
}

// before gives the patient a session two weeks ago with one dose by the
// order's route, of a lot that no register knew.
func (f *fixture) before(ug int64) {
	f.t.Helper()
	stock := f.deps.Register
	now := f.now
	f.deps.Register = nil
	f.desk = session.New(f.deps)
	f.now = now.Add(-14 * 24 * time.Hour)
	f.begun()
	order, _, err := f.deps.Order(nil, "")
	f.must(err)
	_, err = f.desk.GiveDose(ctx, f.actor(2), f.visit, session.Dose{UG: ug, Route: order.Route, Lot: "K23-9", Tablets: 1}, session.When{})
	f.must(err)
	f.now, f.shell.Time, f.deps.Register = now, now, stock
	f.desk = session.New(f.deps)
}

// drawn draws from a new vial of K24-118 for the session.
func (f *fixture) drawn(amount int64) {
	f.t.Helper()
	offers := f.basis().Lots
	for _, o := range offers {
		if o.Number != "K24-118" {
			continue
		}
		vial, err := f.stock.Open(ctx, f.actor(2), o.Lot, time.Time{})
		f.must(err)
		_, err = f.stock.Draw(ctx, f.actor(2), register.Taken{Lot: o.Lot, Vial: vial, Amount: amount, Session: f.visit, Patient: f.patient})
		f.must(err)
	}
}

func (f *fixture) basis() session.Basis {
	f.t.Helper()
	b, err := f.desk.Basis(ctx, f.actor(2), f.visit)
	f.must(err)
	return b
}
