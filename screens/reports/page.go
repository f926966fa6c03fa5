package reports

import (
	"context"
	"math/big"

	"fyne.io/fyne/v2"

	"kapdesk/app/outcomes"
	"kapdesk/screens/kit"
)

// page is the outcomes on show.
type page struct {
	s       *Screen
	voice   outcomes.Voice
	scale   *kit.Picker
	route   *kit.Picker
	span    *kit.Picker
	shown   outcomes.Table
	figures *fyne.Container
	form    *kit.Form
	content fyne.CanvasObject
}

// sideWidth is the width of what others have published.
const sideWidth = 330

// newPage makes the page with its first table.
func newPage(s *Screen, first outcomes.Table) *page {
	sh := s.Shell
	p := &page{s: s, voice: outcomes.Voice{Book: sh.Book(), Lang: sh.Lang()}, figures: kit.Stack(kit.GapM)}
	p.scale = kit.NewPicker(sh.T, "reports.scale", sh.T("Scale"), p.named(s.cohort.Scales())...)
	p.route = kit.NewPicker(sh.T, "reports.route", sh.T("Route"), p.named(s.cohort.Routes())...)
	p.route.SetPlaceholder(sh.T("Every route"))
	var spans []kit.Option
	for _, sp := range s.cohort.Spans() {
		spans = append(spans, kit.Option{Value: sp.ID, Label: sp.Title.In(sh.Lang())})
	}
	p.span = kit.NewPicker(sh.T, "reports.sessions", sh.T("Number of sessions"), spans...)
	p.span.SetPlaceholder(sh.T("Any number"))
	for _, f := range []*kit.Picker{p.scale, p.route, p.span} {
		f.OnChanged = p.changed
	}
	p.scale.SetValue(first.Filter.Scale)
	p.arrange()
	p.fill(first)
	return p
}

// most is the table of the scale that most of those who started have completed.
func most(c *outcomes.Cohort) (best outcomes.Table) {
	n := -1
	for _, sc := range c.Scales() {
		t := c.Table(outcomes.Filter{Scale: sc.ID})
		if taken := t.Never.Of - t.Never.N; taken > n {
			best, n = t, taken
		}
	}
	return best
}

func (p *page) named(list []outcomes.Named) []kit.Option {
	var out []kit.Option
	for _, n := range list {
		out = append(out, kit.Option{Value: n.ID, Label: p.s.Shell.T(n.Name)})
	}
	return out
}

// arrange sets head, filters and figures; they scroll together.
func (p *page) arrange() {
	sh := p.s.Shell
	buttons := []fyne.CanvasObject{kit.Secondary("reports.print", sh.T("Print"), p.s.onPrint), kit.Primary("reports.export", sh.T("Export"), p.s.onExport)}
	if b := p.s.registerButton(); b != nil {
		buttons = append([]fyne.CanvasObject{b}, buttons...)
	}
	head := kit.Row(kit.GapM, kit.Flex(1, kit.Title(sh.T("Reports"))), kit.FlowRow(kit.GapS, buttons...))
	filters := kit.FormGrid(3, p.scale, p.route, p.span)
	if kit.LargeText() {
		p.form = kit.NewForm(kit.Stack(kit.GapM, kit.Title(sh.T("Reports")), kit.FlowRow(kit.GapS, buttons...), filters, p.figures, p.published()), nil, sh.Back)
		p.content = p.form
		return
	}
	p.form = kit.NewForm(p.figures, nil, sh.Back)
	p.form.Adopt(filters)
	side := kit.VScroll(p.published())
	p.content = kit.Stack(kit.GapM, head, filters, kit.Flex(1, kit.Columns(kit.GapM, kit.Flex(1, p.form), kit.Fixed(sideWidth, side))))
}

// filter is what is chosen.
func (p *page) filter() outcomes.Filter {
	return outcomes.Filter{Scale: p.scale.Value(), Route: p.route.Value(), Span: p.span.Value()}
}

// changed counts anew, off the window: in a large clinic it takes its time. A
// table that comes after another choice is passed over.
func (p *page) changed() {
	f, cohort := p.filter(), p.s.cohort
	if f.Scale == "" || f == p.shown.Filter {
		return
	}
	p.s.Shell.Run(func(context.Context) func() {
		t := cohort.Table(f)
		return func() {
			if p.filter() == f {
				p.fill(t)
			}
		}
	})
}

func (p *page) clear() {
	p.route.Set(kit.Option{})
	p.span.Set(kit.Option{})
	p.changed()
}

// fill shows a table: loss to follow-up first.
func (p *page) fill(t outcomes.Table) {
	sh := p.s.Shell
	p.shown = t
	cards := []fyne.CanvasObject{p.lost()}
	for _, r := range p.shown.Rows {
		cards = append(cards, p.row(r))
	}
	var rules []fyne.CanvasObject
	for _, r := range p.voice.Counting(p.s.Rules) {
		rules = append(rules, kit.SmallPara(r))
	}
	p.figures.Objects = append(cards, kit.NewCard(sh.T("How it is counted"), kit.Stack(kit.GapXS, rules...)))
	p.figures.Refresh()
	p.form.Refresh()
}

// lost is the card of loss to follow-up, with the aim.
func (p *page) lost() fyne.CanvasObject {
	sh := p.s.Shell
	target := p.s.Rules.Target
	parts := []fyne.CanvasObject{kit.SmallPara(target.Text.In(sh.Lang()) + " (" + target.Source + ").")}
	for _, r := range p.shown.Rows {
		verdict := fyne.CanvasObject(nil)
		if r.When.ID == target.Point && r.Unheard.Told() {
			verdict = kit.NewPill(sh.T("within the aim"), kit.ToneDone)
			if beyond(r.Unheard, target.LostBelow) {
				verdict = kit.NewPill(sh.T("beyond the aim"), kit.ToneStop)
			}
		}
		parts = append(parts, p.bar(r.When.Title.In(sh.Lang()), r.Unheard, p.voice.Between(r.Unheard), verdict))
	}
	for _, c := range p.voice.Counts(p.shown) {
		parts = append(parts, kit.SmallPara(c))
	}
	return kit.NewCard(sh.T("Lost to follow-up"), kit.Stack(kit.GapS, parts...))
}

// beyond reports whether the share is not below so many in a hundred.
func beyond(c outcomes.Cell, below int) bool {
	return big.NewRat(int64(c.N), int64(c.Of)).Cmp(big.NewRat(int64(below), 100)) >= 0
}

// row is the card of one point: each figure with its count and a bar.
func (p *page) row(r outcomes.Row) fyne.CanvasObject {
	sh := p.s.Shell
	parts := []fyne.CanvasObject{
		p.bar(sh.T("Without this scale"), r.Lost, p.voice.Between(r.Lost), nil),
		p.bar(sh.T("Response"), r.Response, p.voice.Note(r.Response, r), nil),
		p.bar(sh.T("Remission"), r.Remission, p.voice.Note(r.Remission, r), nil),
		p.bar(sh.T("Worse"), r.Worse, p.voice.Note(r.Worse, r), worsened(sh.T, r.Worse)),
	}
	if r.Baseless.Told() && r.Baseless.N > 0 {
		parts = append(parts, kit.SmallPara(sh.T("Measured without a baseline, so not compared: %d", r.Baseless.N)))
	}
	return kit.NewCard(sh.T("%s after the latest session", r.When.Title), kit.Stack(kit.GapXS, parts...))
}

// worsened marks that somebody got worse; nil where nobody did.
func worsened(tr kit.Tr, c outcomes.Cell) fyne.CanvasObject {
	if !c.Told() || c.N == 0 {
		return nil
	}
	return kit.NewPill(tr("look at these"), kit.ToneStop)
}

// bar is one figure: its name, a bar, the count in words and what is to be
// known of it. A figure that is not told has no bar.
func (p *page) bar(name string, c outcomes.Cell, note string, mark fyne.CanvasObject) fyne.CanvasObject {
	label := kit.Fixed(nameWidth, kit.Strong(name))
	if !c.Told() {
		return kit.Row(kit.GapM, label, kit.Flex(1, kit.Muted(p.voice.Count(c))))
	}
	bar := kit.NewProgress()
	bar.Set(c.N, c.Of, p.voice.Count(c))
	parts := []fyne.CanvasObject{label, kit.Flex(1, bar)}
	if mark != nil {
		parts = append(parts, mark)
	}
	if note == "" {
		return kit.Row(kit.GapM, parts...)
	}
	return kit.Stack(0, kit.Row(kit.GapM, parts...), kit.Row(kit.GapM, kit.Fixed(nameWidth, kit.Small("")), kit.Flex(1, kit.SmallPara(note))))
}

// nameWidth is the width of a figure's name.
const nameWidth = 140

// published is what others have found, with its source.
func (p *page) published() fyne.CanvasObject {
	sh := p.s.Shell
	parts := []fyne.CanvasObject{kit.SmallPara(p.s.Published.Caution.In(sh.Lang()))}
	for _, f := range p.s.Published.Figures {
		what, figure, people, source := p.voice.Published(f)
		parts = append(parts, kit.Rule(), kit.Strong(figure), kit.SmallPara(what), kit.SmallPara(people+" · "+source))
	}
	return kit.NewCard(sh.T("What others have published"), kit.Stack(kit.GapXS, parts...))
}
