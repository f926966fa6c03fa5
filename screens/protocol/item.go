package protocol

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// middle is the item on show: to read, or to change. What follows stands under
// it.
func (v *Screen) middle(follows ...fyne.CanvasObject) fyne.CanvasObject {
	l, ok := v.line()
	if v.edit != nil {
		return v.editing(follows)
	}
	if !ok {
		v.form = kit.NewForm(kit.EmptyState(v.Shell.T("No item"), v.Shell.T("Choose an item from the list.")), nil, v.Shell.Back)
		return v.form
	}
	parts := append(v.head(l), v.reading(l)...)
	parts = append(parts, v.whyCard(l)...)
	parts = append(parts, follows...)
	v.form = kit.NewForm(kit.Stack(kit.GapM, parts...), nil, v.Shell.Back)
	return v.form
}

// named says an item with its section, once where the section is the item.
func (v *Screen) named(f *adoption.File, it adoption.Item) string {
	section, item := v.voice().Section(it.Section), v.voice().Item(f, it)
	if section == item {
		return item
	}
	return section + " · " + item
}

// head names the item and holds what can be done with it.
func (v *Screen) head(l adoption.Line) []fyne.CanvasObject {
	s := v.Shell
	name := []fyne.CanvasObject{kit.Flex(1, kit.Section(v.voice().Item(v.state.Working.File, l.Item)).Wrapped())}
	if word, tone := v.markWord(l); word != "" {
		name = append(name, kit.NewPill(word, tone))
	}
	out := []fyne.CanvasObject{kit.SmallPara(v.voice().Section(l.Section) + " · " + l.Name()), kit.TopRow(kit.GapS, name...)}
	if !v.mayWrite() {
		return append(out, kit.SmallPara(s.T("To read. A prescriber changes and adopts the protocol.")))
	}
	var buttons []fyne.CanvasObject
	if v.mayChange() {
		buttons = append(buttons, kit.Secondary("protocol.change", s.T("Change"), v.onChange))
	}
	if v.mayUndo() {
		buttons = append(buttons, kit.Quiet("protocol.undo", s.T("Undo"), v.onUndo))
	}
	if v.mayAdd() {
		buttons = append(buttons, kit.Quiet("protocol.add", s.T("Add one like it"), v.onAdd))
	}
	if v.mayRemove() {
		buttons = append(buttons, kit.Quiet("protocol.remove", s.T("Remove"), v.onRemove))
	}
	return append(out, kit.FlowRow(kit.GapS, buttons...))
}

// reading says the item in words: what it does, and the clinic's choice in
// both languages.
func (v *Screen) reading(l adoption.Line) []fyne.CanvasObject {
	s := v.Shell
	if len(l.Clash) > 0 {
		return v.clash(l)
	}
	var lines []fyne.CanvasObject
	if t := l.Node.Get("title"); t != nil {
		lines = append(lines, v.both(s.T("Wording"), t)...)
	}
	for _, f := range v.voice().Printed(v.state.Working.File, l.Item).Fields {
		lines = append(lines, kit.TopRow(kit.GapM, kit.Fixed(150, kit.SmallPara(f.Label)), kit.Flex(1, kit.Paragraph(f.Value))))
	}
	out := []fyne.CanvasObject{kit.NewCard(s.T("What it says"), kit.Stack(kit.GapS, lines...))}
	if c := l.Node.Get("choice"); c != nil {
		out = append(out, kit.NewCard(s.T("The clinic's choice"), kit.Stack(kit.GapXS, v.both("", c)...)))
	}
	if n := l.Node.Get("note"); n != nil {
		out = append(out, kit.NewCard(s.T("Remark"), kit.Stack(kit.GapXS, v.both("", n)...)))
	}
	return out
}

// both shows words in English and Spanish.
func (v *Screen) both(label string, n *adoption.Node) []fyne.CanvasObject {
	s := v.Shell
	row := func(label, text string) fyne.CanvasObject {
		return kit.TopRow(kit.GapM, kit.Fixed(150, kit.SmallPara(label)), kit.Flex(1, kit.Paragraph(text)))
	}
	join := func(lang string) string {
		if label == "" {
			return lang
		}
		return label + " · " + lang
	}
	w := n.Words()
	return []fyne.CanvasObject{row(join(s.T("English")), w.EN), row(join(s.T("Spanish")), w.ES)}
}

// whyCard says what was changed since the version begun from, and why.
func (v *Screen) whyCard(l adoption.Line) []fyne.CanvasObject {
	s := v.Shell
	if len(l.Clash) > 0 || l.Mark == adoption.Same {
		return nil
	}
	var lines []fyne.CanvasObject
	if l.Mark == adoption.Changed {
		lines = append(lines, v.partLines(v.state.Working.File, l.Node, adoption.Parts(l.Base, l.Node))...)
	}
	for _, w := range l.Why {
		lines = append(lines, kit.SmallPara(v.voice().Why(w)))
	}
	return []fyne.CanvasObject{kit.NewCard(s.T("Changed, and adopted by nobody yet"), kit.Stack(kit.GapS, lines...))}
}

// partLines says place by place what was and what is now.
func (v *Screen) partLines(f *adoption.File, item *adoption.Node, ps []adoption.Part) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, p := range ps {
		where, was, now := v.voice().Part(f, item, p)
		out = append(out, kit.Stack(kit.GapXS, kit.Strong(where), kit.SmallPara(v.Shell.T("before: %s", was)), kit.Paragraph(v.Shell.T("now: %s", now))))
	}
	return out
}

// clash offers the forms that two laptops gave the item.
func (v *Screen) clash(l adoption.Line) []fyne.CanvasObject {
	s := v.Shell
	out := []fyne.CanvasObject{kit.Banner(kit.ToneStop, s.T("To be settled"), s.T("Two people changed this at once, on two laptops. Until somebody chooses, it stands as before."))}
	for i, o := range l.Clash {
		var lines []fyne.CanvasObject
		if o.Node == nil {
			lines = append(lines, kit.Paragraph(s.T("The item is removed.")))
		} else {
			lines = v.partLines(v.state.Working.File, o.Node, adoption.Parts(l.Base, o.Node))
		}
		for _, w := range o.Why {
			lines = append(lines, kit.SmallPara(v.voice().Why(w)))
		}
		if v.mayWrite() {
			lines = append(lines, kit.Row(0, kit.Secondary("protocol.settle."+string(rune('1'+i)), s.T("Choose this one"), func() { v.onSettle(l.Name(), o.Event) })))
		}
		out = append(out, kit.NewCard(s.T("Form %d", i+1), kit.Stack(kit.GapS, lines...)))
	}
	return out
}

// sources are the sources of the item on show, and beside them those that
// disagree.
func (v *Screen) sources() []fyne.CanvasObject {
	s := v.Shell
	l, ok := v.line()
	if !ok || v.edit != nil && v.edit.adding {
		return nil
	}
	var cards []fyne.CanvasObject
	for _, side := range []struct{ key, title string }{{"sources", s.T("Sources")}, {"dissent", s.T("Sources that disagree")}} {
		list := l.Node.Get(side.key)
		if !list.IsList() || len(list.List) == 0 {
			continue
		}
		var lines []fyne.CanvasObject
		for i, src := range list.List {
			if i > 0 {
				lines = append(lines, kit.Rule())
			}
			lines = append(lines, v.source(src))
		}
		cards = append(cards, kit.NewCard(side.title, kit.Stack(kit.GapS, lines...)))
	}
	if len(cards) == 0 {
		cards = append(cards, kit.NewCard(s.T("Sources"), kit.SmallPara(s.T("This part names no source: it only orders the others."))))
	}
	return cards
}

// source shows one source with its year and, in words, how far to rely on it.
func (v *Screen) source(n *adoption.Node) fyne.CanvasObject {
	s := v.Shell
	year := n.Get("year").Text()
	if year == "" {
		year = s.T("undated")
	}
	pill := kit.NewPill(s.T("published"), kit.ToneDone)
	switch n.Get("grade").Text() {
	case "weak":
		pill = kit.NewPill(s.T("weak source"), kit.ToneStop)
	case "general clinical knowledge":
		pill = kit.NewPill(s.T("general knowledge"), kit.ToneReview)
	}
	lines := []fyne.CanvasObject{kit.Paragraph(n.Get("text").Text()), kit.Row(kit.GapS, kit.Small(year), kit.Spacer(), pill)}
	if ref := n.Get("ref").Text(); ref != "" {
		lines = append(lines, kit.SmallPara(ref))
	}
	return kit.Stack(kit.GapXS, lines...)
}

func (v *Screen) mayChange() bool {
	l, ok := v.line()
	return ok && v.mayWrite() && v.edit == nil && v.compare == nil && len(l.Clash) == 0 && l.Mark != adoption.Removed
}

func (v *Screen) mayUndo() bool {
	l, ok := v.line()
	return ok && v.mayWrite() && v.edit == nil && v.compare == nil && (l.Mark != adoption.Same || len(l.Clash) > 0)
}

func (v *Screen) mayAdd() bool {
	l, ok := v.line()
	return ok && v.mayWrite() && v.edit == nil && v.compare == nil && v.state.Working.File.IsList(l.Section)
}

func (v *Screen) mayRemove() bool { return v.mayChange() && v.mayAdd() }

// onUndo takes back what was changed about the item.
func (v *Screen) onUndo() {
	if !v.mayUndo() {
		return
	}
	by, item := v.Shell.Actor(), v.item
	v.run(v.Shell.T("Undone"), func(ctx context.Context) error { return v.Desk.Undo(ctx, by, item, "") })
}

// onSettle chooses one of two forms.
func (v *Screen) onSettle(item string, pick record.EventID) {
	by, reason := v.Shell.Actor(), v.Shell.T("Chosen between two laptops")
	v.run(v.Shell.T("Settled"), func(ctx context.Context) error { return v.Desk.Settle(ctx, by, item, pick, reason) })
}

// onRemove asks why and removes the item from the working copy.
func (v *Screen) onRemove() {
	l, ok := v.line()
	if !ok || !v.mayRemove() {
		return
	}
	by := v.Shell.Actor()
	v.askWhy(v.Shell.T("Remove “%s”?", v.voice().Item(v.state.Working.File, l.Item)), v.Shell.T("Remove"), func(ctx context.Context, reason string) error {
		return v.Desk.Change(ctx, by, reason, adoption.Edit{Item: l.Name(), Was: l.Node})
	})
}

// askWhy asks for a reason and then does what is to be done.
func (v *Screen) askWhy(title, yes string, do func(ctx context.Context, reason string) error) {
	s := v.Shell
	why := kit.NewNotesField(s.T, "protocol.why", s.T("Why")).SetRows(2)
	kit.Ask(s.Window(), s.T, title, why, yes, func() bool {
		if why.Text() == "" {
			why.SetError(s.T("Say in a few words why this is changed."))
			why.Focus()
			return false
		}
		reason := why.Text()
		v.run(s.T("All changes saved"), func(ctx context.Context) error { return do(ctx, reason) })
		return true
	}, nil)
}

// run does one change off the window and shows what stands then.
func (v *Screen) run(said string, do func(context.Context) error) {
	v.Shell.Run(func(ctx context.Context) func() {
		err := do(ctx)
		return func() {
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			v.done(said)
		}
	})
}
