package session

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// doseForm is a dose with its guard. The amount and the lot are typed each
// time: the program neither proposes a dose nor remembers a lot.
type doseForm struct {
	d *dosing
	p *panel

	amount, tablets, held *kit.NumberField
	route                 *kit.Choice
	lot                   *kit.TextField  // where no register is kept
	pick                  *kit.Picker     // a lot of the register
	either                *fyne.Container // the one of the two that stands there
	stocked               bool            // pick stands there
	by                    *kit.Picker
	because               *kit.TextField // shown where a second clinician is needed

	basis session.Basis
	known bool // basis has been read
	view  *guardView
}

// typedDose is what stands in the form, for its draft.
type typedDose struct{ Amount, Tablets, Held, Route, Lot, By, ByName, At, Reason, Because string }

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
	f.view = newGuardView(f)
	// A lot is picked from a list that says what is on its label: it has room.
	fields := append([]fyne.CanvasObject{f.amount, kit.Span(3, f.either), kit.Span(2, f.route), f.tablets, f.held, f.by}, f.p.late(fixes)...)
	f.p.clock.OnChanged = func() { f.p.changed(); f.look() }
	var more []fyne.CanvasObject
	if fixes != nil {
		more = append(more, d.withdraw(f.p, fixes))
	} else {
		more = append(more, f.view.draw)
	}
	f.p.build(title, save, kit.Stack(kit.GapM, kit.FormGridMin(4, 130, fields...), f.view.found, f.because, f.view.box), f.save, more...)
	f.view.saveText = save
	if fixes != nil {
		f.set(*fixes.Dose)
	}
	restore(f.p, f.fill)
	if fixes == nil {
		f.above()
	}
	f.look()
	d.openPanel(f.p)
	// Until it is read the form says so; what is typed meanwhile is measured then.
	d.basis(f.p, f.measured)
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
	f.pick = kit.NewPicker(s.T, "dose.lot", s.T("Lot, from the label")).AllowFree()
	f.either = kit.Stack(0, f.lot)
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
	f.because = kit.NewTextField(s.T, "dose.because", s.T("Why this dose is right"))
	f.because.Hide()
	changed := func() { f.p.changed(); f.look() }
	for _, on := range []*func(){&f.amount.OnChanged, &f.tablets.OnChanged, &f.held.OnChanged, &f.lot.OnChanged, &f.pick.OnChanged, &f.by.OnChanged,
		&f.route.OnChanged, &f.because.OnChanged} {
		*on = changed
	}
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

func (f *doseForm) measured(b session.Basis) {
	typed := f.typed().Lot
	f.basis, f.known = b, true
	if b.Stocked(f.corrects()) {
		had := kit.FocusID(f.d.v.Shell.Window().Canvas().Focused())
		f.stocked, f.either.Objects = true, []fyne.CanvasObject{f.pick}
		f.p.form.Adopt(f.either)
		if had == "dose.lot" {
			f.pick.Focus()
		}
	}
	f.pick.SetOptions(f.lots()...)
	f.setLot(typed)
	f.look()
}

func (f *doseForm) corrects() record.EventID {
	if f.p.fixes == nil {
		return record.EventID{}
	}
	return f.p.fixes.ID
}

// lots are the lots that are there, those drawn for this session first. None
// is chosen by itself.
func (f *doseForm) lots() []kit.Option {
	var out, rest []kit.Option
	for _, o := range f.basis.Lots {
		switch {
		case !o.There() || o.Expired(f.d.v.Shell.Now()):
		case o.Drawn > 0:
			out = append(out, kit.Option{Value: o.Number, Label: o.Number, Note: f.view.lotWords(o)})
		default:
			rest = append(rest, kit.Option{Value: o.Number, Label: o.Number, Note: f.view.lotWords(o)})
		}
	}
	return slices.Concat(out, rest)
}

// look measures what is typed and shows it.
func (f *doseForm) look() {
	lozenge := f.route.Value() == session.Lozenge
	setShown(f.tablets, lozenge)
	setShown(f.held, lozenge)
	var g session.Guard
	if f.known {
		dose, _ := f.reading()
		at := f.p.when().At
		if at.IsZero() {
			at = f.d.v.Shell.Now()
		}
		g = f.basis.Guard(dose, at, f.corrects())
	}
	f.view.show(g)
	if f.p.form != nil {
		f.p.form.Refresh()
	}
}

func (f *doseForm) lotText() string {
	if f.stocked {
		return f.pick.Text()
	}
	return f.lot.Text()
}

func (f *doseForm) setLot(number string) {
	if f.stocked {
		f.pick.Set(kit.Option{Value: number, Label: number})
		return
	}
	f.lot.SetText(number)
}

func (f *doseForm) typed() typedDose {
	return typedDose{Amount: f.amount.Text(), Tablets: f.tablets.Text(), Held: f.held.Text(), Route: f.route.Value(), Lot: f.lotText(),
		By: f.by.Value(), ByName: f.by.Text(), At: f.p.clock.Text(), Reason: reasonText(f.p), Because: f.because.Text()}
}

func (f *doseForm) fill(t typedDose) {
	f.amount.SetText(t.Amount)
	f.tablets.SetText(t.Tablets)
	f.held.SetText(t.Held)
	f.route.SetValue(t.Route)
	f.setLot(t.Lot)
	f.by.Set(kit.Option{Value: t.By, Label: t.ByName})
	f.p.clock.SetText(t.At)
	f.because.SetText(t.Because)
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
	f.setLot(dose.Lot)
	f.by.Set(kit.Option{Value: string(dose.GivenBy.Person), Label: dose.GivenBy.Name})
}

// reading gives the dose as far as it can be read; ok is false where the
// amount cannot.
func (f *doseForm) reading() (dose session.Dose, ok bool) {
	dose = session.Dose{Route: f.route.Value(), Lot: f.lotText(), GivenBy: record.ID(f.by.Value()), Because: f.because.Text()}
	if strings.TrimSpace(f.amount.Text()) != "" {
		ug, err := session.ParseMG(f.amount.Text())
		if err != nil {
			return dose, false
		}
		dose.UG = ug
	}
	if dose.Route == session.Lozenge {
		if n, err := strconv.Atoi(strings.TrimSpace(f.tablets.Text())); err == nil {
			dose.Tablets = n
		}
	}
	return dose, true
}

func (f *doseForm) save() {
	s := f.d.v.Shell
	dose, ok := f.reading()
	if !ok {
		f.amount.SetError(s.T("Type milligrams with at most three decimals. Kept as typed."))
		f.amount.Focus()
		return
	}
	dose.Tablets = 0
	if dose.Route == session.Lozenge {
		if n := whole(f.tablets); n != nil {
			dose.Tablets = *n
		}
		if n := whole(f.held); n != nil {
			dose.HeldMin = *n
		}
	}
	f.give(dose)
}

// give records the dose. Where all that is missing is a second clinician, one
// is asked to sign in, and it is recorded then: whether one is needed is
// decided by app alone.
func (f *doseForm) give(dose session.Dose) {
	v, w := f.d.v, f.p.when()
	f.p.saving(func(ctx context.Context, by record.Actor) error {
		_, err := v.Desk.GiveDose(ctx, by, v.route.Record, dose, w)
		return err
	}, func(err error) {
		ask := needsSecond(err)
		if len(ask) == 0 || v.Second == nil || dose.Second.ID != "" {
			f.refused(err)
			return
		}
		v.Second.Ask(clinic.ConfirmDose, f.why(dose, ask), func(second record.Actor) {
			dose.Second = second
			f.give(dose)
		})
	})
}

// refused says each reason once: what the guard shows under the fields is not
// listed over them too, and what stands at a field leaves the guard.
func (f *doseForm) refused(err error) {
	ps := record.ProblemsOf(err)
	left := slices.DeleteFunc(slices.Clone(ps), func(p *record.Problem) bool { return p.Field == session.FieldSecond && f.view.shows(p) })
	if len(left) > 0 {
		err = left
	}
	f.p.refused(err)
	f.look()
}

// needsSecond gives the findings that a second clinician confirms, if nothing
// else stands against the dose.
func needsSecond(err error) record.Problems {
	ps := record.ProblemsOf(err)
	for _, p := range ps {
		if p.Field != session.FieldSecond {
			return nil
		}
	}
	return ps
}

// why says what the second clinician puts their name to.
func (f *doseForm) why(dose session.Dose, ask record.Problems) string {
	s := f.d.v.Shell
	said := []string{s.T("%s mg %s for %s.", session.MG(dose.UG), s.T(dose.Route), f.d.v.header.Patient.Name())}
	for _, p := range ask {
		bare := *p
		bare.Next = ""
		said = append(said, place.Words(s, &bare))
	}
	return strings.Join(append(said, s.T("Reason: %s", dose.Because)), " ")
}
