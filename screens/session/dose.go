package session

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// doseForm is a dose. The amount and the lot are typed each time: the program
// neither proposes a dose nor remembers a lot.
type doseForm struct {
	d *dosing
	p *panel

	amount, tablets, held *kit.NumberField
	route                 *kit.Choice
	lot                   *kit.TextField
	by                    *kit.Picker
}

// typedDose is what stands in the form, for its draft.
type typedDose struct{ Amount, Tablets, Held, Route, Lot, By, ByName, At, Reason string }

// dose opens the form of a dose, or of the correction of one.
func (d *dosing) dose(fixes *session.Line) {
	s := d.v.Shell
	f := &doseForm{d: d}
	id, title, save := "dose", s.T("Dose"), s.T("Record the dose")
	if fixes != nil {
		id, title, save = "dosefix", s.T("Correct the dose of %s", d.v.clock(fixes.At)), s.T("Save the correction")
	}
	f.p = d.panelFor(id, fixes, func() any { return f.typed() })
	f.make()
	fields := []fyne.CanvasObject{f.amount, kit.Wide(f.route), f.lot, f.tablets, f.held, f.by}
	fields = append(fields, f.p.late(fixes)...)
	var more []fyne.CanvasObject
	if fixes != nil {
		more = append(more, d.withdraw(f.p, fixes))
	}
	f.p.build(title, save, kit.FormGrid(3, fields...), f.save, more...)
	if fixes != nil {
		f.set(*fixes.Dose)
	}
	restore(f.p, f.fill)
	if fixes == nil {
		f.above()
	}
	f.perKg()
	d.openPanel(f.p)
}

func (f *doseForm) make() {
	s, d := f.d.v.Shell, f.d
	f.amount = kit.NewNumberField(s.T, "dose.amount", s.T("Dose"), "mg")
	f.tablets = kit.NewNumberField(s.T, "dose.tablets", s.T("Lozenges, count"), "")
	f.held = kit.NewNumberField(s.T, "dose.held", s.T("Held in the mouth"), "min")
	var routes []kit.Option
	for _, r := range plan.Routes {
		routes = append(routes, kit.Option{Value: string(r), Label: s.T(string(r)), Tone: kit.ToneAccent})
	}
	f.route = kit.NewChoice(s.T, "dose.route", s.T("Route"), routes...)
	f.lot = kit.NewTextField(s.T, "dose.lot", s.T("Lot, from the label"))
	var people []kit.Option
	for _, p := range d.v.people {
		if p.May(clinic.GiveDose) {
			people = append(people, kit.Option{Value: string(p.ID), Label: p.Name})
		}
	}
	f.by = kit.NewPicker(s.T, "dose.by", s.T("Given by"), people...)
	if s.Person().May(clinic.GiveDose) {
		f.by.SetValue(string(s.Person().ID))
	}
	changed := func() { f.p.changed(); f.perKg() }
	f.amount.OnChanged, f.tablets.OnChanged, f.held.OnChanged, f.lot.OnChanged, f.by.OnChanged = changed, changed, changed, changed, changed
	f.route.OnChanged = changed
}

// above says what is ordered, what was given, and what stands against a dose.
func (f *doseForm) above() {
	d := f.d
	var against record.Problems
	for _, re := range d.v.show.Reasons {
		if !re.Overridden {
			against = append(against, re.Problem)
		}
	}
	f.p.say(d.reasonList("dose.why", against)...)
}

// perKg reads the amount back in mg/kg and as the session's total.
func (f *doseForm) perKg() {
	s, show := f.d.v.Shell, f.d.v.show
	f.amount.SetHint("")
	ug, err := session.ParseMG(f.amount.Text())
	if err == nil {
		kg := s.T("weight unknown")
		if per := session.PerKg(ug, show.Checks.Weight.Grams); per != "" {
			kg = s.T("%s mg/kg", per)
		}
		total := ug + show.TotalUG
		if f.p.fixes != nil {
			total -= f.p.fixes.Dose.UG
		}
		f.amount.SetHint(dots(kg, s.T("total %s mg", session.MG(total))))
	}
	setShown(f.tablets, f.route.Value() == session.Lozenge)
	setShown(f.held, f.route.Value() == session.Lozenge)
	if f.p.form != nil {
		f.p.form.Refresh()
	}
}

func (f *doseForm) typed() typedDose {
	return typedDose{Amount: f.amount.Text(), Tablets: f.tablets.Text(), Held: f.held.Text(), Route: f.route.Value(), Lot: f.lot.Text(),
		By: f.by.Value(), ByName: f.by.Text(), At: f.p.clock.Text(), Reason: reasonText(f.p)}
}

func (f *doseForm) fill(t typedDose) {
	f.amount.SetText(t.Amount)
	f.tablets.SetText(t.Tablets)
	f.held.SetText(t.Held)
	f.route.SetValue(t.Route)
	f.lot.SetText(t.Lot)
	f.by.Set(kit.Option{Value: t.By, Label: t.ByName})
	f.p.clock.SetText(t.At)
	if f.p.reason != nil {
		f.p.reason.SetText(t.Reason)
	}
}

// set fills the form with the dose that is corrected.
func (f *doseForm) set(dose session.DoseFact) {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	f.amount.SetText(session.MG(dose.UG))
	f.tablets.SetText(number(dose.Tablets))
	f.held.SetText(number(dose.HeldMin))
	f.route.SetValue(dose.Route)
	f.lot.SetText(dose.Lot)
	f.by.Set(kit.Option{Value: string(dose.GivenBy.Person), Label: dose.GivenBy.Name})
}

func (f *doseForm) save() {
	s, v := f.d.v.Shell, f.d.v
	dose := session.Dose{Route: f.route.Value(), Lot: f.lot.Text(), GivenBy: record.ID(f.by.Value())}
	if strings.TrimSpace(f.amount.Text()) != "" {
		ug, err := session.ParseMG(f.amount.Text())
		if err != nil {
			f.amount.SetError(s.T("Type milligrams with at most three decimals. Kept as typed."))
			f.amount.Focus()
			return
		}
		dose.UG = ug
	}
	if dose.Route == session.Lozenge {
		if n := whole(f.tablets); n != nil {
			dose.Tablets = *n
		}
		if n := whole(f.held); n != nil {
			dose.HeldMin = *n
		}
	}
	w := f.p.when()
	f.p.do(func(ctx context.Context, by record.Actor) error {
		_, err := v.Desk.GiveDose(ctx, by, v.route.Record, dose, w)
		return err
	})
}

// override opens the form with which a prescriber takes it on to give a dose
// although a gate is closed.
func (d *dosing) override() {
	s, show := d.v.Shell, d.v.show
	var typed func() any
	p := d.panelOf("override", func() any { return typed() })
	if !s.Person().May(clinic.OverrideGate) {
		p.keeper = nil
		p.build(s.T("Override"), "", kit.Paragraph(s.T("Only a prescriber can override what stands against a dose. Ask one to sign in here; what is written is kept.")), nil)
		d.openPanel(p)
		return
	}
	var fields []fyne.CanvasObject
	ticks := map[string]*kit.Check{}
	gates := []string{}
	for _, re := range show.Reasons {
		if re.Overridden || re.Gate == session.GateRunning {
			continue
		}
		if ticks[re.Gate] == nil {
			ticks[re.Gate] = kit.NewCheck(s.T, "override."+re.Gate, s.T(session.GateName(re.Gate)))
			gates = append(gates, re.Gate)
			fields = append(fields, ticks[re.Gate])
		}
		problem := *re.Problem
		problem.Next = ""
		fields = append(fields, kit.SmallPara("○ "+s.Book().Problem(s.Lang(), &problem)))
	}
	upto := kit.NewNumberField(s.T, "override.upto", s.T("New maximum for this session, if it is to be raised"), "mg")
	route := kit.NewChoice(s.T, "override.route", s.T("Other route for this session, if it is to be another"))
	var routes []kit.Option
	for _, r := range plan.Routes {
		if string(r) != show.Order.Route {
			routes = append(routes, kit.Option{Value: string(r), Label: s.T(string(r)), Tone: kit.ToneReview})
		}
	}
	route.SetOptions(routes...)
	reason := kit.NewTextField(s.T, "override.reason", s.T("Reason"))
	upto.OnChanged, route.OnChanged, reason.OnChanged = p.changed, p.changed, p.changed
	typed = func() any {
		return typedOverride{UpTo: upto.Text(), Route: route.Value(), Reason: reason.Text()}
	}
	fields = append(fields, upto, route, reason,
		kit.SmallPara(s.T("It holds for this session alone and for what stands here now. It stays on the record with your name.")))
	p.build(s.T("Override"), s.T("Override and sign"), kit.Stack(kit.GapS, fields...), func() {
		ask := session.Ask{Reason: reason.Text(), Route: route.Value()}
		for _, g := range gates {
			if ticks[g].On() {
				ask.Gates = append(ask.Gates, g)
			}
		}
		if strings.TrimSpace(upto.Text()) != "" {
			ug, err := session.ParseMG(upto.Text())
			if err != nil {
				upto.SetError(s.T("Type milligrams with at most three decimals. Kept as typed."))
				return
			}
			ask.Gates, ask.UpToUG = append(ask.Gates, session.GateMaximum), ug
		}
		if ask.Route != "" {
			ask.Gates = append(ask.Gates, session.GateRoute)
		}
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.Override(ctx, by, d.v.route.Record, ask)
			return err
		})
	})
	// What is overridden is ticked anew each time: other reasons may stand
	// there than when the form was left.
	restore(p, func(t typedOverride) {
		upto.SetText(t.UpTo)
		route.SetValue(t.Route)
		reason.SetText(t.Reason)
	})
	d.openPanel(p)
}

// typedOverride is what stands in the override, for its draft.
type typedOverride struct{ UpTo, Route, Reason string }
