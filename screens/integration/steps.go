package integration

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// steps is the table of small steps. A step is a row to read; one at a time
// is open to be written.
type steps struct {
	p    *plan
	box  *fyne.Container
	rows []*stepRow
	at   *stepRow // the one that is open, or nil
	next int
	more *kit.Button
}

type stepRow struct {
	id                     record.ID
	what, when, with, know *kit.TextField
	by                     *kit.DateField
	edit, remove, close    *kit.Button
}

func (r *stepRow) action() integration.Action {
	a := integration.Action{ID: r.id, What: r.what.Text(), When: r.when.Text(), With: r.with.Text(), Know: r.know.Text()}
	a.By, _ = r.by.Value()
	return a
}

func (r *stepRow) blank() bool {
	return strings.TrimSpace(r.what.Text()+r.when.Text()+r.with.Text()+r.know.Text()+r.by.Text()) == ""
}

func (l *steps) set(all []integration.Action) {
	l.rows, l.at, l.next = nil, nil, 0
	for _, a := range all {
		l.make(a)
	}
}

func (l *steps) make(a integration.Action) *stepRow {
	s := l.p.s
	sh := s.Shell
	l.next++
	id := fmt.Sprintf("integration.step.%d", l.next)
	field := func(name, label, text, example string) *kit.TextField {
		f := kit.NewTextField(s.tr(), id+"."+name, label)
		f.SetPlaceholder(example)
		f.SetText(text)
		f.OnChanged = s.changed
		return f
	}
	r := &stepRow{id: a.ID,
		what: field("what", sh.T("What"), a.What, sh.T("One small thing to do")),
		when: field("when", sh.T("When"), a.When, sh.T("each day, by Sunday")),
		with: field("with", sh.T("With whom"), a.With, sh.T("alone, Luis")),
		know: field("know", sh.T("How we will know"), a.Know, sh.T("tick on the sheet")),
	}
	r.by = kit.NewDateField(s.tr(), id+".by", sh.T("Ask about it on"))
	r.by.SetHint(sh.T("Without a day we ask at the next visit."))
	r.by.SetValue(a.By)
	r.by.OnChanged = s.changed
	r.edit = kit.Quiet(id+".edit", sh.T("Change"), func() { l.open(r); r.what.Focus() })
	r.remove = kit.Quiet(id+".remove", sh.T("Remove"), func() { l.remove(r) })
	r.close = kit.Secondary(id+".done", sh.T("Done with this step"), func() { l.closed(); l.focus(r) })
	l.rows = append(l.rows, r)
	return r
}

// add adds a step and opens it.
func (l *steps) add() {
	r := l.make(integration.Action{})
	l.open(r)
	r.what.Focus()
	l.p.s.changed()
}

// open opens one step to be written and closes the one before.
func (l *steps) open(r *stepRow) {
	if l.at != r {
		l.dropBlank(r)
		l.at = r
		l.p.arrange(false)
	}
}

func (l *steps) closed() {
	l.dropBlank(nil)
	l.at = nil
	l.p.arrange(false)
}

// dropBlank takes away the open step if nothing was written in it.
func (l *steps) dropBlank(but *stepRow) {
	if l.at != nil && l.at != but && l.at.blank() {
		l.drop(l.at)
	}
}

func (l *steps) drop(r *stepRow) {
	l.rows = slices.DeleteFunc(l.rows, func(q *stepRow) bool { return q == r })
}

func (l *steps) remove(r *stepRow) {
	l.drop(r)
	l.at = nil
	l.p.arrange(false)
	l.focus(r)
	l.p.s.changed()
}

// focus puts the focus on a step's row, or where steps are added if it is gone.
func (l *steps) focus(r *stepRow) {
	b := l.more
	if slices.Contains(l.rows, r) {
		b = r.edit
	}
	l.p.s.Shell.Window().Canvas().Focus(b)
}

// adopt takes over the identifiers of what is kept, if the rows hold just that.
func (l *steps) adopt(kept []integration.Action) bool {
	var full []*stepRow
	for _, r := range l.rows {
		if !r.blank() {
			full = append(full, r)
		}
	}
	if len(full) != len(kept) {
		return false
	}
	for i, r := range full {
		a := r.action()
		same := strings.TrimSpace(a.What) == kept[i].What && strings.TrimSpace(a.When) == kept[i].When &&
			strings.TrimSpace(a.With) == kept[i].With && strings.TrimSpace(a.Know) == kept[i].Know && a.By == kept[i].By
		if !same {
			return false
		}
	}
	for i, r := range full {
		r.id = kept[i].ID
	}
	return true
}

func (l *steps) arrange() {
	s := l.p.s
	sh := s.Shell
	l.box.Objects = nil
	if !l.p.narrow && len(l.rows) > 0 && !(len(l.rows) == 1 && l.at != nil) {
		head := func(text string) fyne.CanvasObject { return kit.SmallPara(text) }
		l.box.Add(l.line(head(sh.T("What")), head(sh.T("When")), head(sh.T("With whom")), head(sh.T("How we will know")), l.room()))
	}
	for i, r := range l.rows {
		if i > 0 {
			l.box.Add(kit.Rule())
		}
		if r == l.at && l.p.editing {
			l.box.Add(l.editor(r))
		} else {
			l.box.Add(l.summary(r))
		}
	}
	if !l.p.editing {
		if len(l.rows) == 0 {
			l.box.Add(kit.Paragraph("–").In(kit.ColorMuted))
		}
		l.box.Refresh()
		return
	}
	if len(l.rows) > 0 {
		l.box.Add(kit.Rule())
	}
	l.more = kit.Quiet("integration.step.add", sh.T("Add a step"), l.add)
	l.box.Add(kit.Row(0, l.more, kit.Spacer()))
	l.box.Refresh()
}

// line is one row of the table in its columns.
func (l *steps) line(what, when, with, know, action fyne.CanvasObject) fyne.CanvasObject {
	if action == nil {
		return kit.TopRow(kit.GapM, kit.Flex(1.9, what), kit.Flex(1, when), kit.Flex(0.9, with), kit.Flex(1.3, know))
	}
	return kit.TopRow(kit.GapM, kit.Flex(1.9, what), kit.Flex(1, when), kit.Flex(0.9, with), kit.Flex(1.3, know), action)
}

// room keeps the place over the rows' buttons free.
func (l *steps) room() fyne.CanvasObject {
	if !l.p.editing {
		return nil
	}
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(l.rows[0].edit.MinSize().Width, 1))
	return r
}

// summary is a step to read.
func (l *steps) summary(r *stepRow) fyne.CanvasObject {
	sh := l.p.s.Shell
	what := kit.Paragraph(r.what.Text())
	if strings.TrimSpace(r.what.Text()) == "" {
		what = kit.Paragraph(sh.T("What is the step?")).In(kit.ColorReview)
	}
	when := r.when.Text()
	if d, ok := r.by.Value(); ok && !d.IsZero() {
		when = strings.TrimSpace(when + "\n" + sh.T("ask on %s", d))
	}
	muted := func(text string) *kit.Text { return kit.Paragraph(text).In(kit.ColorMuted) }
	var edit fyne.CanvasObject
	if l.p.editing {
		edit = r.edit
	}
	if !l.p.narrow {
		return l.line(what, muted(when), muted(r.with.Text()), muted(r.know.Text()), edit)
	}
	parts := []string{}
	for _, t := range []string{strings.ReplaceAll(when, "\n", " · "), r.with.Text(), r.know.Text()} {
		if strings.TrimSpace(t) != "" {
			parts = append(parts, t)
		}
	}
	text := kit.Stack(kit.GapXS, what, muted(strings.Join(parts, " · ")))
	if edit == nil {
		return text
	}
	return kit.TopRow(kit.GapM, kit.Flex(1, text), edit)
}

// editor is a step to write.
func (l *steps) editor(r *stepRow) fyne.CanvasObject {
	return kit.Stack(kit.GapM, r.what, kit.FormGridMin(2, 180, r.when, r.with, r.know, r.by),
		kit.FlowRow(kit.GapM, r.close, r.remove))
}
