package integration

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/integration"
	"kapdesk/screens/kit"
)

// plan is the middle of the place: the plan as it is written, or as it was
// signed.
type plan struct {
	s       *Screen
	base    integration.Content // what the writer began with
	editing bool                // fields to fill in; else texts to read
	narrow  bool

	form     *kit.Form
	box      *fyne.Container
	foot     *fyne.Container // the buttons, always in sight
	next     *kit.Button     // the first of them
	top      *fyne.Container // what must be said above
	insights *insights
	steps    *steps
	supports *kit.NotesField
	call     *kit.NotesField
	visits   *kit.NotesField
	review   *kit.DateField
}

func newPlan(s *Screen, v integration.View) *plan {
	sh := s.Shell
	p := &plan{s: s, base: v.Content, box: kit.Stack(kit.GapM), foot: kit.Stack(0), top: kit.Stack(kit.GapS)}
	p.editing = s.mayWrite() && (!s.signed() || v.Changed())
	note := func(id, label string) *kit.NotesField {
		f := kit.NewNotesField(s.tr(), id, label).SetRows(2)
		f.OnChanged = s.changed
		return f
	}
	p.supports = note("integration.supports", sh.T("Who and what helps"))
	p.call = note("integration.call", sh.T("Call us if, beside what the handout says"))
	p.visits = note("integration.visits", sh.T("Also arranged"))
	p.review = kit.NewDateField(s.tr(), "integration.review", sh.T("Look at the steps again on"))
	p.review.OnChanged = s.changed
	p.insights = &insights{p: p, box: kit.Stack(kit.GapS)}
	p.steps = &steps{p: p, box: kit.Stack(kit.GapS)}
	p.form = kit.NewForm(container.NewWithoutLayout(), s.onSave, sh.Back)
	p.set(v.Content)
	return p
}

// set fills the fields.
func (p *plan) set(c integration.Content) {
	p.insights.set(c.Insights)
	p.steps.set(c.Actions)
	p.supports.SetText(c.Supports)
	p.call.SetText(c.Call)
	p.visits.SetText(c.Visits)
	p.review.SetValue(c.Review)
}

// restore shows what was typed and not saved.
func (p *plan) restore(d draft) {
	p.base = d.Base
	p.set(d.Now)
	p.review.SetText(d.Review)
	for i, text := range d.Dates {
		if i < len(p.steps.rows) {
			p.steps.rows[i].by.SetText(text)
		}
	}
	p.editing = p.editing || d.Open
}

// content reads the fields. A date that is none counts as not given; check
// tells of it before anything is saved.
func (p *plan) content() integration.Content {
	c := integration.Content{Supports: p.supports.Text(), Call: p.call.Text(), Visits: p.visits.Text()}
	c.Review, _ = p.review.Value()
	for _, r := range p.insights.rows {
		c.Insights = append(c.Insights, integration.Insight{ID: r.id, Text: r.field.Text()})
	}
	for _, r := range p.steps.rows {
		c.Actions = append(c.Actions, r.action())
	}
	return c
}

// adopt takes over what is kept now. Where it is what stands in the fields,
// the fields stay as they are with the cursor in them.
func (p *plan) adopt(v integration.View) {
	p.base = v.Content
	if p.insights.adopt(v.Content.Insights) && p.steps.adopt(v.Content.Actions) {
		p.arrange(false)
		return
	}
	p.set(v.Content)
	p.arrange(false)
}

// check looks at the fields that can be wrong in themselves, opening the step
// in which one is.
func (p *plan) check() bool {
	for _, r := range p.steps.rows {
		if _, ok := r.by.Value(); !ok {
			p.steps.open(r)
		}
	}
	return p.form.Check()
}

// fieldOf gives the field here of a problem's own.
func (p *plan) fieldOf(field string) string {
	if field == "insight" {
		if len(p.insights.rows) == 0 {
			p.insights.add(integration.Insight{})
			p.arrange(false)
		}
		return p.insights.rows[0].field.FieldID()
	}
	if rest, ok := strings.CutPrefix(field, "insight."); ok {
		for _, r := range p.insights.rows {
			if string(r.id) == rest {
				return r.field.FieldID()
			}
		}
	}
	if rest, ok := strings.CutPrefix(field, "action."); ok {
		id, part, _ := strings.Cut(rest, ".")
		for _, r := range p.steps.rows {
			if string(r.id) == id {
				p.steps.open(r)
				if part == "when" {
					return r.when.FieldID()
				}
				return r.what.FieldID()
			}
		}
	}
	return "integration." + field
}

// arrange puts the plan together anew.
func (p *plan) arrange(restored bool) {
	p.say(restored)
	p.arrangeInside()
	p.form.Adopt(p.box)
	p.form.Refresh()
	if p.s.layout != nil {
		p.s.layout.Refresh()
	}
}

func (p *plan) arrangeInside() {
	sh := p.s.Shell
	p.insights.arrange()
	p.steps.arrange()
	help := kit.NewCard(sh.T("Until we meet again"), p.helpAndVisits())
	clear := kit.NewCard(sh.T("What became clear"), p.insights.box)
	steps := kit.NewCard(sh.T("Small steps"), p.steps.box)
	p.box.Objects = []fyne.CanvasObject{p.top, clear, steps, help}
	p.foot.Objects = []fyne.CanvasObject{p.buttons()}
	p.foot.Refresh()
	if card := p.versions(); card != nil {
		p.box.Objects = append(p.box.Objects, card)
	}
	p.form.Adopt(p.box)
	p.adoptBeside(p.foot)
	p.box.Refresh()
}

// say tells above the plan what it is: signed, changed since, a draft.
func (p *plan) say(restored bool) {
	s, sh := p.s, p.s.Shell
	p.top.Objects = nil
	if v, ok := s.view.Signed(); ok {
		who, when := v.Signature.Name, s.when(v.Signature.At)
		switch {
		case !p.editing && s.mayWrite():
			p.top.Add(kit.Banner(kit.ToneDone, sh.T("Signed"), sh.T("Signed by %s, %s.", who, when),
				kit.Quiet("integration.change", sh.T("Change this plan"), s.onChange)))
		case !p.editing:
			p.top.Add(kit.Banner(kit.ToneDone, sh.T("Signed"), sh.T("Signed by %s, %s.", who, when)))
		default:
			p.top.Add(kit.Banner(kit.ToneReview, sh.T("Not signed"), sh.T("The version that %s signed, %s, stays valid until you sign this one.", who, when)))
		}
	}
	if restored {
		p.top.Add(kit.Banner(kit.ToneNeutral, sh.T("Draft"), sh.T("What was typed here and not saved is back."),
			kit.Quiet("integration.discard", sh.T("Discard"), s.onDiscard)))
	}
	for i, c := range s.view.Conflicts {
		p.top.Add(p.conflict(i, c))
	}
	if len(p.top.Objects) == 0 {
		p.top.Hide()
	} else {
		p.top.Show()
	}
}

// conflict shows what two laptops wrote in one part, to choose from.
func (p *plan) conflict(i int, c integration.Conflict) fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	parts := []fyne.CanvasObject{kit.Paragraph(sh.T("Two people wrote this part at the same time. Choose which one stays."))}
	for k, v := range c.Values {
		b := kit.Secondary(fmt.Sprintf("integration.keep.%d.%d", i+1, k+1), sh.T("Keep"), func() { s.onSettle(c.Field, v.Event) })
		parts = append(parts, kit.Row(kit.GapM, kit.Flex(1, kit.Paragraph(v.Text)), b))
	}
	card := kit.NewCard("", kit.Stack(kit.GapS, parts...))
	card.SetLine(kit.ColorReview)
	return card
}

// helpAndVisits is what helps until the next visit.
func (p *plan) helpAndVisits() fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	parts := []fyne.CanvasObject{}
	if p.editing {
		parts = append(parts, p.supports, p.call)
	} else {
		parts = append(parts, p.read(p.supports.Label(), p.supports.Text()), p.read(p.call.Label(), p.call.Text()))
	}
	visits := []fyne.CanvasObject{kit.SmallPara(sh.T("Booked visits"))}
	for _, v := range s.view.Booked {
		visits = append(visits, kit.Paragraph(s.visit(v)))
	}
	if len(s.view.Booked) == 0 {
		visits = append(visits, kit.Paragraph(sh.T("None is booked yet.")).In(kit.ColorMuted))
	}
	parts = append(parts, kit.Stack(kit.GapXS, visits...))
	if p.editing {
		return kit.Stack(kit.GapM, append(parts, p.visits, p.review)...)
	}
	if p.visits.Text() != "" {
		parts = append(parts, p.read(p.visits.Label(), p.visits.Text()))
	}
	if d, ok := p.review.Value(); ok && !d.IsZero() {
		parts = append(parts, p.read(p.review.Label(), sh.Book().Date(sh.Lang(), d)))
	}
	return kit.Stack(kit.GapM, parts...)
}

// read is a label with a text to read.
func (p *plan) read(label, text string) fyne.CanvasObject {
	if strings.TrimSpace(text) == "" {
		text = "–"
	}
	return kit.Stack(kit.GapXS, kit.SmallPara(label), kit.Paragraph(text))
}

func (p *plan) buttons() fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	p.next = kit.Primary("integration.print", sh.T("Print"), s.onPrint)
	objs := []fyne.CanvasObject{p.next}
	if p.editing {
		p.next = kit.Primary("integration.sign", sh.T("Sign and print"), s.onSign)
		objs = []fyne.CanvasObject{p.next, kit.Secondary("integration.save", sh.T("Save"), s.onSave)}
	}
	objs = append(objs, kit.Secondary("integration.book", sh.T("Book next visit"), s.onBook))
	if s.layout != nil && s.layout.room != threes {
		objs = append(objs, kit.Secondary("integration.show", sh.T("Show the handout"), s.onLarge))
	}
	return kit.FlowRow(kit.GapS, objs...)
}

// versions lists what was signed, when there is more than what stands.
func (p *plan) versions() fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	if len(s.view.Versions) == 0 || len(s.view.Versions) == 1 && !p.editing {
		return nil
	}
	var rows []fyne.CanvasObject
	for i := len(s.view.Versions) - 1; i >= 0; i-- {
		v := s.view.Versions[i]
		text := sh.T("Signed by %s, %s", v.Signature.Name, s.when(v.Signature.At))
		if v.Reason != "" {
			text += "\n" + sh.T("Changed because: %s", v.Reason)
		}
		if !v.Stands() {
			text += "\n" + sh.T("A later version has taken its place.")
		}
		rows = append(rows, kit.TopRow(kit.GapM, kit.Flex(1, kit.Paragraph(text)),
			kit.Quiet(fmt.Sprintf("integration.version.%d", i+1), sh.T("Read"), func() { s.onRead(v) })))
	}
	return kit.NewCard(sh.T("Signed versions"), kit.Stack(kit.GapS, rows...))
}

// focusFirst puts the focus where typing starts, or where the plan is printed.
func (p *plan) focusFirst() {
	if !p.editing {
		p.s.Shell.Window().Canvas().Focus(p.next)
		return
	}
	p.insights.rows[0].field.Focus()
}

func (p *plan) addInsight() {
	p.insights.add(integration.Insight{})
	p.arrange(false)
	p.insights.rows[len(p.insights.rows)-1].field.Focus()
	p.s.changed()
}

// beside is the form towards what stands outside its scrolled content: that
// is in view without scrolling.
type beside struct{ *kit.Form }

// Focused implements kit.Keys.
func (beside) Focused(fyne.CanvasObject) {}

func (p *plan) adoptBeside(o fyne.CanvasObject) {
	kit.Walk(o, func(o fyne.CanvasObject) {
		if k, ok := o.(kit.Keyed); ok {
			k.SetKeys(beside{p.form})
		}
	})
}
