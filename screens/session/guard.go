package session

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// guardView shows, under the fields of a dose, everything that it is measured
// against, and what the guard finds, in words.
type guardView struct {
	f        *doseForm
	found    *fyne.Container // what the guard finds
	findings []session.Finding
	box      *fyne.Container // what the dose is measured against
	draw     *kit.Button     // leads to drawing from a lot
	saveText string
}

func newGuardView(f *doseForm) *guardView {
	s := f.d.v.Shell
	v := &guardView{f: f, found: kit.Stack(kit.GapS), box: kit.Stack(kit.GapS)}
	v.draw = kit.Secondary("dose.draw", s.T("Draw from a lot…"), func() { f.d.draw(true) })
	v.draw.Hide()
	return v
}

// tones are the tone and the word of a finding; the word stands there because
// colour never carries a meaning alone.
var tones = map[session.Level]struct {
	tone kit.Tone
	word string
}{
	session.Stop:   {kit.ToneStop, "Refused"},
	session.Second: {kit.ToneReview, "Second clinician"},
	session.Told:   {kit.ToneNeutral, "To know"},
}

// show draws the guard anew.
func (v *guardView) show(g session.Guard) {
	s := v.f.d.v.Shell
	if !v.f.known {
		v.box.Objects = []fyne.CanvasObject{kit.Muted(s.T("Reading what the dose is measured against…"))}
		return
	}
	var out []fyne.CanvasObject
	v.findings = g.Findings
	for _, level := range []session.Level{session.Stop, session.Second, session.Told} {
		for _, x := range g.Findings {
			if x.Level == level && !v.atField(x) {
				out = append(out, v.finding(x))
			}
		}
	}
	for i, number := range g.Near {
		out = append(out, kit.Row(0, kit.Quiet(fmt.Sprintf("dose.near%d", i+1), s.T("Does the label say %s?", number), func() {
			v.f.setLot(number)
			v.f.p.changed()
			v.f.look()
			v.f.p.form.Field("dose.lot").Focus()
		})))
	}
	v.found.Objects = out
	v.box.Objects = []fyne.CanvasObject{kit.FormGridMin(2, 220, v.facts(g)...),
		kit.SmallPara(s.T("Rounded: mg/kg to 0.01, kg and lb to 0.1, halves up; the range in mg to 0.001, inwards. The rest is exact."))}
	setShown(v.found, len(out) > 0)
	kit.Walk(v.found, func(o fyne.CanvasObject) {
		if w, ok := o.(kit.Keyed); ok && v.f.p.form != nil {
			w.SetKeys(&keys{next: v.f.p.form.Next, save: v.f.p.form.Save, leave: v.f.p.form.Leave})
		}
	})
	v.found.Refresh()
	v.box.Refresh()
	v.buttons(g)
}

// atField reports whether a finding stands at its field, where it was refused.
func (v *guardView) atField(x session.Finding) bool {
	form := v.f.p.form
	return form != nil && len(place.Unsaid(v.f.d.v.Shell, form, record.Problems{x.Problem})) == 0
}

// shows reports whether the guard says the same as a refusal.
func (v *guardView) shows(p *record.Problem) bool {
	same := func(text string, args []any) string { return fmt.Sprint(append([]any{text}, args...)...) }
	return slices.ContainsFunc(v.findings, func(x session.Finding) bool {
		return same(x.Problem.Text, x.Problem.Args) == same(p.Text, p.Args)
	})
}

func (v *guardView) finding(x session.Finding) fyne.CanvasObject {
	s := v.f.d.v.Shell
	t := tones[x.Level]
	words := place.Words(s, x.Problem)
	if x.Source != "" {
		words += " " + s.T("Source: %s", x.Source)
	}
	return kit.Banner(t.tone, s.T(t.word), words)
}

// buttons names what pressing the button does, and asks for the reason where
// a second clinician is needed.
func (v *guardView) buttons(g session.Guard) {
	f, text := v.f, v.saveText
	second := g.NeedsSecond()
	if second {
		text = f.d.v.Shell.T("Give, with a second clinician")
		if f.p.fixes != nil {
			text = f.d.v.Shell.T("Save, with a second clinician")
		}
	}
	setShown(f.because, second || f.because.Text() != "")
	draw := f.basis.Kept && f.d.mayDraw()
	if f.p.save == nil || f.p.save.Text() == text && v.draw.Visible() == draw {
		return
	}
	f.p.save.SetText(text)
	setShown(v.draw, draw)
	f.p.row.Refresh()
	f.p.view.Refresh()
}

// facts are what the dose is measured against, each with its name.
func (v *guardView) facts(g session.Guard) []fyne.CanvasObject {
	s, b := v.f.d.v.Shell, v.f.basis
	var out []fyne.CanvasObject
	add := func(name, text string) {
		if text != "" {
			out = append(out, kit.Stack(0, kit.Small(name), kit.Paragraph(text)))
		}
	}
	add(s.T("This dose"), v.thisDose(g))
	add(s.T("Total with this dose"), v.total(g))
	last := s.T("No earlier session by this route.")
	if g.HasLast {
		last = s.T("%s mg together, %s", session.MG(g.Last.UG), v.date(record.DateOf(g.Last.At, b.Zone)))
	}
	if g.Route != "" {
		add(s.T("Last session, by this route"), last)
	}
	if g.HasRange {
		add(s.T("The protocol's range"), dots(v.span(g.Range), g.Range.Source))
	}
	if g.HasPrior {
		add(s.T("Dose before, by this route"), s.T("%s mg at %s", session.MG(g.Before.UG), v.f.d.v.clock(g.Before.At)))
	}
	if g.HasLot {
		add(s.T("Lot"), v.lotWords(g.Lot))
	}
	add(s.T("Order"), v.order())
	add(s.T("Weight"), v.weight())
	return out
}

// thisDose says the dose as typed in each unit that is known.
func (v *guardView) thisDose(g session.Guard) string {
	s := v.f.d.v.Shell
	if g.UG <= 0 {
		return s.T("No amount yet.")
	}
	kg, stock := "", ""
	if g.PerKg != "" {
		kg = s.T("%s mg/kg", g.PerKg)
	}
	if g.Amount > 0 {
		stock = s.T("%s of %s", g.Lot.Form.Said(s.T, g.Amount), g.Lot.Strength.Said(g.Lot.Form))
	}
	return dots(s.T("%s mg", session.MG(g.UG)), kg, stock)
}

func (v *guardView) total(g session.Guard) string {
	s, b := v.f.d.v.Shell, v.f.basis
	if b.MaxUG == 0 {
		return s.T("%s mg", session.MG(g.TotalUG))
	}
	return s.T("%s mg of at most %s mg", session.MG(g.TotalUG), session.MG(b.MaxUG))
}

func (v *guardView) order() string {
	s, b := v.f.d.v.Shell, v.f.basis
	if !b.Ordered {
		return s.T("No order is in force.")
	}
	return s.T("%s mg %s, at most %s mg", session.MG(b.Order.DoseUG), s.T(b.Order.Route), session.MG(b.Order.Maximum()))
}

// weight says today's weight in both units, and when it was measured.
func (v *guardView) weight() string {
	s, b := v.f.d.v.Shell, v.f.basis
	if b.Weight.Grams == 0 {
		return s.T("unknown")
	}
	kg, lb, at := patients.Kg(b.Weight.Grams), patients.Pounds(b.Weight.Grams), v.f.d.v.clock(b.Weighed)
	if day := record.DateOf(b.Weighed, b.Zone); day != record.DateOf(s.Now(), b.Zone) {
		return s.T("%s kg (%s lb), measured %s at %s", kg, lb, v.date(day), at)
	}
	return s.T("%s kg (%s lb), measured today at %s", kg, lb, at)
}

func (v *guardView) date(d record.Date) string {
	s := v.f.d.v.Shell
	return s.Book().Date(s.Lang(), d)
}

// span says the range; one by weight also in mg for this weight.
func (v *guardView) span(r session.Range) string {
	s := v.f.d.v.Shell
	if !r.PerKg {
		return s.T("%s to %s mg", session.MG(r.Low), session.MG(r.High))
	}
	said := s.T("%s to %s mg/kg", session.MG(r.Low), session.MG(r.High))
	if low, high, ok := r.Span(v.f.basis.Weight.Grams); ok {
		said += " " + s.T("(%s to %s mg at this weight)", session.MG(low), session.MG(high))
	}
	return said
}

// lotWords says what is on the label of a lot, and what of it is drawn here.
func (v *guardView) lotWords(o register.Offer) string {
	s := v.f.d.v.Shell
	drawn := ""
	if o.Drawn > 0 {
		drawn = s.T("%s drawn", o.Form.Said(s.T, o.Drawn))
	} else if o.Form.Liquid() {
		drawn = s.T("nothing drawn yet")
	}
	return dots(o.Drug+" "+o.Strength.Said(o.Form), s.T("use by %s", v.date(o.Expiry)), drawn)
}
