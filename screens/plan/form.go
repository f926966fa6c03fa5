package plan

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

// typedIndication is the code of a condition typed here and not told in the
// intake.
const typedIndication = "typed"

// fields are the fields of a draft plan.
type fields struct {
	voice
	ranges  Ranges
	changed func()

	model, route, depth, titration *kit.Choice
	told                           []*kit.Check
	conditions                     []plan.Indication // one for each check
	other                          *kit.TextField
	dose, perKg, max               *kit.TextField
	sessions, times, days          *kit.TextField
	goals                          *kit.NotesField
	feesBy                         *kit.Picker
	feesOn                         *kit.DateField
	rangeNote                      *kit.Text
	checks                         *fyne.Container
	scales                         *scaleFields

	weight plan.Weight
	asked  plan.PerKg // the order as typed in mg/kg; 0 when it was typed in mg
	people []clinic.Person
}

// typed is the form as it was typed: also what cannot be saved yet.
type typed struct {
	Model, Route, Depth, Titration  string
	Picked                          []string
	Other                           string
	Dose, PerKg, Max                string
	Asked                           plan.PerKg
	Sessions, Times, Days           string
	Goals, FeesBy, FeesName, FeesOn string
	Scales                          []measures.DueScale
}

func newFields(v voice, scales *measures.Shelf, changed func()) *fields {
	t := v.T
	f := &fields{voice: v, changed: changed, rangeNote: kit.SmallPara(""), checks: kit.Stack(kit.GapXS)}
	f.model = kit.NewChoice(t, "plan.model", t("Model"), options([]string{string(plan.KAP), string(plan.InfusionOnly)}, []string{v.model(plan.KAP), v.model(plan.InfusionOnly)})...)
	var routes, labels []string
	for _, r := range plan.Routes {
		routes, labels = append(routes, string(r)), append(labels, v.route(r))
	}
	f.route = kit.NewChoice(t, "plan.route", t("Route"), options(routes, labels)...)
	f.depth = kit.NewChoice(t, "plan.depth", t("Dosing style"), options([]string{string(plan.Psycholytic), string(plan.Psychedelic)}, []string{v.depth(plan.Psycholytic), v.depth(plan.Psychedelic)})...)
	f.titration = kit.NewChoice(t, "plan.titration", t("How the dose goes on"), options([]string{string(plan.Fixed), string(plan.Escalating), string(plan.Tailored)},
		[]string{v.titration(plan.Fixed), v.titration(plan.Escalating), v.titration(plan.Tailored)})...)
	text := func(id, label string, rule func(string) string) *kit.TextField {
		n := kit.NewTextField(t, id, label)
		if rule != nil {
			n.SetCheck(rule)
		}
		n.OnChanged = f.onChanged
		return n
	}
	mg := func(s string) string { _, err := plan.ParseMG(s); return f.said(s, err) }
	f.other = text("plan.indication", t("Other, or more exactly"), nil)
	f.dose, f.max = text("plan.dose", t("Ordered dose, mg"), mg), text("plan.max", t("At most in one session, mg"), mg)
	f.perKg = text("plan.perkg", t("or typed in mg/kg"), func(s string) string { _, err := plan.ParsePerKg(s); return f.said(s, err) })
	f.dose.OnChanged, f.perKg.OnChanged = f.onDose, f.onPerKg
	f.sessions = text("plan.sessions", t("Dosing sessions"), f.count)
	f.times, f.days = text("plan.cadence", t("How often: sessions"), f.count), text("plan.cadence.days", t("in how many days"), f.count)
	f.goals = kit.NewNotesField(t, "plan.goals", t("What the patient hopes for, in their own words")).SetRows(3)
	f.feesBy = kit.NewPicker(t, "plan.feesby", t("Fees explained by"))
	f.feesOn = kit.NewDateField(t, "plan.feeson", t("on")).SetRange(record.Date{}, record.DateOf(v.Now(), v.Clinic().Location()))
	for _, c := range []*kit.Choice{f.model, f.route, f.depth, f.titration} {
		c.OnChanged = f.onChanged
	}
	f.scales = newScaleFields(v, scales, f.onChanged)
	f.goals.OnChanged, f.feesBy.OnChanged, f.feesOn.OnChanged = f.onChanged, f.onChanged, f.onChanged
	return f
}

func options(values, labels []string) []kit.Option {
	all := make([]kit.Option, len(values))
	for i := range values {
		all[i] = kit.Option{Value: values[i], Label: labels[i]}
	}
	return all
}

// said is the problem with a text in the screen's language; "" for none, and
// for nothing typed.
func (f *fields) said(text string, err error) string {
	if strings.TrimSpace(text) == "" || err == nil {
		return ""
	}
	return f.Book().Problem(f.Lang(), record.ProblemsOf(err)[0])
}

func (f *fields) count(text string) string {
	if _, ok := number(text); !ok && strings.TrimSpace(text) != "" {
		return f.T("Type a whole number, such as 6.")
	}
	return ""
}

// number reads a small whole number; nothing typed is 0.
func number(text string) (int, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0 && n < 1000
}

// arrange puts the fields on the card.
func (f *fields) arrange() fyne.CanvasObject {
	parts := kit.Stack(kit.GapM,
		kit.FormGridMin(2, 300, f.model, f.route),
		kit.Stack(kit.GapXS, kit.Strong(f.T("What it is for")), f.checks, f.other),
		kit.FormGridMin(2, 300, f.depth, f.titration),
		kit.FormGrid(3, f.dose, f.perKg, f.max),
		f.rangeNote,
		kit.FormGrid(3, f.sessions, f.times, f.days),
		f.goals,
		kit.FormGrid(2, f.feesBy, f.feesOn))
	if f.scales.shelf != nil {
		parts.Add(f.scales.box)
	}
	return parts
}

// setView gives the form what it needs beside the plan itself.
func (f *fields) setView(v plan.View, people []clinic.Person) {
	f.people = people
	f.weight = plan.Weight{Grams: v.Weight.Grams, Typed: v.Weight.Typed, Unit: v.Weight.Unit, At: v.Weight.At}
	f.conditions = slices.Clone(v.Conditions)
	for _, i := range v.Draft.Indication {
		if i.Code != typedIndication && !slices.Contains(f.conditions, i) {
			f.conditions = append(f.conditions, i)
		}
	}
	f.told, f.checks.Objects = nil, nil
	for n, c := range f.conditions {
		check := kit.NewCheck(f.T, "plan.indication."+strconv.Itoa(n+1), c.Name.In(f.Lang()))
		check.OnChanged = func(bool) { f.onChanged() }
		f.told = append(f.told, check)
		f.checks.Objects = append(f.checks.Objects, check)
	}
	if len(f.told) == 0 {
		f.checks.Objects = []fyne.CanvasObject{kit.Small(f.T("The intake names no condition yet."))}
	}
	f.checks.Refresh()
	var staff []kit.Option
	for _, p := range people {
		if p.Active {
			staff = append(staff, kit.Option{Value: string(p.ID), Label: p.Name})
		}
	}
	f.feesBy.SetOptions(staff...)
}

// typedOf is what the form shows of a plan.
func typedOf(t plan.Terms) typed {
	mg := func(m plan.Micrograms) string {
		if m == 0 {
			return ""
		}
		return m.MG()
	}
	count := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	out := typed{Model: string(t.Model), Route: string(t.Route), Depth: string(t.Style.Depth), Titration: string(t.Style.Titration), Dose: mg(t.Dose), Max: mg(t.Max),
		Asked: t.DosePerKg, Sessions: count(t.Sessions), Times: count(t.Cadence.Times), Days: count(t.Cadence.Days), Goals: t.Goals,
		FeesBy: string(t.Fees.By), FeesName: t.Fees.Name, FeesOn: t.Fees.On.String(), Scales: t.Scales}
	if t.DosePerKg > 0 {
		out.PerKg = t.DosePerKg.String()
	}
	for _, i := range t.Indication {
		if i.Code == typedIndication {
			out.Other = i.Name.EN
		} else {
			out.Picked = append(out.Picked, i.Code+" "+i.Name.EN)
		}
	}
	return out
}

// set shows what was typed.
func (f *fields) set(t typed) {
	f.model.SetValue(t.Model)
	f.route.SetValue(t.Route)
	f.depth.SetValue(t.Depth)
	f.titration.SetValue(t.Titration)
	for i, c := range f.conditions {
		f.told[i].SetOn(slices.Contains(t.Picked, c.Code+" "+c.Name.EN))
	}
	f.other.SetText(t.Other)
	f.dose.SetText(t.Dose)
	f.perKg.SetText(t.PerKg)
	f.asked = t.Asked
	f.max.SetText(t.Max)
	f.sessions.SetText(t.Sessions)
	f.times.SetText(t.Times)
	f.days.SetText(t.Days)
	f.goals.SetText(t.Goals)
	f.scales.set(t.Scales)
	f.feesBy.Set(kit.Option{Value: t.FeesBy, Label: t.FeesName})
	if d, err := record.ParseDate(t.FeesOn); err == nil {
		f.feesOn.SetValue(d)
	} else {
		f.feesOn.SetText(t.FeesOn)
	}
	f.live()
}

// get is the form as it was typed.
func (f *fields) get() typed {
	t := typed{Model: f.model.Value(), Route: f.route.Value(), Depth: f.depth.Value(), Titration: f.titration.Value(), Other: f.other.Text(),
		Dose: f.dose.Text(), PerKg: f.perKg.Text(), Asked: f.asked, Max: f.max.Text(), Sessions: f.sessions.Text(), Times: f.times.Text(), Days: f.days.Text(),
		Goals: f.goals.Text(), FeesBy: f.feesBy.Value(), FeesName: f.feesBy.Text(), FeesOn: f.feesOn.Text(), Scales: f.scales.get()}
	if d, ok := f.feesOn.Value(); ok {
		t.FeesOn = d.String()
	}
	for i, c := range f.conditions {
		if f.told[i].On() {
			t.Picked = append(t.Picked, c.Code+" "+c.Name.EN)
		}
	}
	return t
}

// terms reads the plan out of the form. What cannot be read is left out; the
// fields say what is wrong with it.
func (f *fields) terms() plan.Terms {
	t := plan.Terms{Model: plan.Model(f.model.Value()), Route: plan.Route(f.route.Value()), Goals: f.goals.Text(), DosePerKg: f.asked,
		Style: plan.Style{Depth: plan.Depth(f.depth.Value()), Titration: plan.Titration(f.titration.Value())},
		Fees:  plan.Fees{By: record.ID(f.feesBy.Value())}, Scales: f.scales.get()}
	for i, c := range f.conditions {
		if f.told[i].On() {
			t.Indication = append(t.Indication, c)
		}
	}
	if other := strings.TrimSpace(f.other.Text()); other != "" {
		t.Indication = append(t.Indication, plan.Indication{Code: typedIndication, Name: words.Text{EN: other, ES: other}})
	}
	if m, err := plan.ParseMG(f.dose.Text()); err == nil {
		t.Dose = m
	}
	if m, err := plan.ParseMG(f.max.Text()); err == nil {
		t.Max = m
	}
	t.Sessions, _ = number(f.sessions.Text())
	t.Cadence.Times, _ = number(f.times.Text())
	t.Cadence.Days, _ = number(f.days.Text())
	if d, ok := f.feesOn.Value(); ok {
		t.Fees.On = d
	}
	return t
}

func (f *fields) onChanged() {
	f.live()
	f.changed()
}

// onDose is a dose typed in mg: it holds, and mg/kg follows from it.
func (f *fields) onDose() {
	f.asked = 0
	f.perKg.SetText("")
	f.onChanged()
}

// onPerKg is a dose typed in mg/kg: the milligrams it comes to stand in the
// order at once, to be read and changed.
func (f *fields) onPerKg() {
	p, err := plan.ParsePerKg(f.perKg.Text())
	if err == nil && f.weight.Grams > 0 {
		f.asked = p
		f.dose.SetText(p.Dose(f.weight.Grams).MG())
	}
	f.onChanged()
}

// live says what follows from what is typed: the other way to read the dose,
// what the model means, what sources give.
func (f *fields) live() {
	f.model.SetHint(f.differs(plan.Model(f.model.Value())))
	if f.model.Value() == string(plan.InfusionOnly) {
		f.depth.Hide()
	} else {
		f.depth.Show()
	}
	kg := patients.Kg(f.weight.Grams)
	if m, err := plan.ParseMG(f.dose.Text()); f.weight.Grams == 0 {
		f.dose.SetHint(f.T("No weight yet: mg/kg cannot be shown."))
	} else if err == nil {
		f.dose.SetHint(f.T("= %s mg/kg at %s kg", m.PerKg(f.weight.Grams).String(), kg))
	} else {
		f.dose.SetHint(f.weightLine())
	}
	switch p, err := plan.ParsePerKg(f.perKg.Text()); {
	case f.weight.Grams == 0:
		f.perKg.SetHint("")
	case err == nil:
		f.perKg.SetHint(f.T("× %s kg = %s mg, rounded to 0.1 mg", kg, p.Dose(f.weight.Grams).MG()))
	default:
		f.perKg.SetHint(f.T("Rounded to 0.1 mg"))
	}
	note, outside := f.rangeLine(f.ranges, f.terms(), f.weight.Grams)
	f.rangeNote.SetText(note)
	f.rangeNote.Hide()
	if note != "" {
		f.rangeNote.Show()
	}
	f.rangeNote.SetColor(kit.ColorMuted)
	if outside {
		f.rangeNote.SetColor(kit.ColorReview)
	}
}

func (f *fields) weightLine() string { return f.T("Weight: %s", f.voice.weight(f.weight)) }
