package protocol

import (
	"context"
	"encoding/json"
	"regexp"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// editor is the form of one item. Its fields follow from what the program
// reads of such an item, so that a new section has its form by itself.
type editor struct {
	v        *Screen
	section  string
	item     string // "" while one is added
	adding   bool
	was      *adoption.Node
	first    *adoption.Node // as the form was opened
	shape    protocol.Shape
	part     part
	fields   []keyed
	reason   *kit.NotesField
	holder   *fyne.Container
	restored bool
}

// keyed is a field with the key of the file that it fills.
type keyed struct {
	key   string
	field kit.Field
}

// draft is what was typed and not saved.
type draft struct {
	Section string          `json:"section"`
	Item    string          `json:"item"`
	Was     json.RawMessage `json:"was,omitempty"`
	Now     json.RawMessage `json:"now,omitempty"`
	Reason  string          `json:"reason"`
}

func (v *Screen) draft() draft {
	e := v.edit
	if e == nil {
		return draft{}
	}
	d := draft{Section: e.section, Item: e.item, Reason: e.reason.Text()}
	if e.was != nil {
		d.Was = e.was.Raw()
	}
	if now := e.part.read(); now != nil {
		d.Now = now.Raw()
	}
	return d
}

// restore opens the form again as it was left.
func (v *Screen) restore() {
	v.keeper.Clean()
	var d draft
	if !v.keeper.Restore(&d) || d.Section == "" || !v.mayWrite() {
		return
	}
	now, err := adoption.ReadNode(d.Now)
	if err != nil {
		return
	}
	e := newEditor(v, d.Section, d.Item, now)
	e.was = nil
	if d.Was != nil {
		if e.was, err = adoption.ReadNode(d.Was); err != nil {
			return
		}
		v.item = d.Item
	}
	e.reason.SetText(d.Reason)
	e.restored = true
	v.edit = e
}

// newEditor makes the form of an item; now is what it shows.
func newEditor(v *Screen, section, item string, now *adoption.Node) *editor {
	s := v.Shell
	e := &editor{v: v, section: section, item: item, adding: item == "", was: now, holder: kit.Stack(kit.GapM)}
	e.reason = kit.NewNotesField(s.T, "protocol.reason", s.T("Why it is changed")).SetRows(2)
	e.reason.OnChanged = v.keeper.Changed
	e.shape = shapeOf(section, now)
	e.build(now)
	e.first = e.part.read()
	return e
}

// shapeOf gives the shape of one item; what Parse does not know is edited as
// the JSON that it is.
func shapeOf(section string, now *adoption.Node) protocol.Shape {
	s, ok := protocol.ShapeOf(section)
	if !ok {
		return protocol.Shape{Form: protocol.FormOther}
	}
	if s.Form == protocol.FormObjects && now.IsObject() {
		s.Form = protocol.FormObject
	}
	return s
}

// build makes the fields anew for what the item now is.
func (e *editor) build(now *adoption.Node) {
	e.fields = nil
	e.part = e.make(e.section, e.shape, now, now)
	e.holder.Objects = []fyne.CanvasObject{e.part.view}
	e.holder.Refresh()
}

// rebuild is build for what stands in the fields: another fact has other
// conditions.
func (e *editor) rebuild() {
	at := kit.FocusID(e.v.Shell.Window().Canvas().Focused())
	e.build(e.part.read())
	if e.v.form != nil {
		e.v.form.Adopt(e.holder)
		if f := e.v.form.Field(at); f != nil {
			f.Focus() // the one made anew in its place
		}
	}
	e.v.keeper.Changed()
}

func (e *editor) content() []fyne.CanvasObject {
	v, s := e.v, e.v.Shell
	title := s.T("Add an item: %s", v.voice().Section(e.section))
	if l, ok := v.line(); ok && !e.adding {
		title = v.voice().Item(v.state.Working.File, l.Item)
	}
	parts := []fyne.CanvasObject{kit.Section(title).Wrapped()}
	if e.restored {
		parts = append(parts, kit.Banner(kit.ToneNeutral, s.T("Draft"), s.T("What was typed here and not saved is back.")))
	}
	return append(parts, e.holder, e.reason)
}

// editing is the form of the item, with its buttons in sight under it; with
// large text they would leave the fields no room, and scroll with them.
func (v *Screen) editing(follows []fyne.CanvasObject) fyne.CanvasObject {
	s := v.Shell
	parts := v.edit.content()
	buttons := kit.FlowRow(kit.GapS, kit.Primary("protocol.enter", s.T("Save the change"), v.onSave),
		kit.Quiet("protocol.giveup", s.T("Give up the change"), v.onGiveUp))
	if kit.LargeText() {
		parts = append(append(parts, buttons), follows...)
		v.form = kit.NewForm(kit.Stack(kit.GapM, parts...), v.onSave, v.onGiveUp)
		return v.form
	}
	v.form = kit.NewForm(kit.Stack(kit.GapM, parts...), v.onSave, v.onGiveUp)
	v.form.Adopt(buttons)
	return kit.Stack(kit.GapM, kit.Flex(1, v.form), buttons)
}

// onChange opens the form of the item.
func (v *Screen) onChange() {
	l, ok := v.line()
	if !ok || !v.mayChange() {
		return
	}
	v.open(newEditor(v, l.Section, l.Name(), l.Node))
}

// onAdd opens a form that begins as the item on show, without its name.
func (v *Screen) onAdd() {
	l, ok := v.line()
	if !ok || !v.mayAdd() {
		return
	}
	now := l.Node.Copy()
	if now.Get("id") != nil {
		now.Set("id", nil)
	}
	e := newEditor(v, l.Section, "", now)
	e.was = nil
	v.open(e)
}

func (v *Screen) open(e *editor) {
	v.edit = e
	v.keeper.Clean()
	v.arrange()
	v.form.FocusFirst()
}

// onGiveUp closes the form without writing anything.
func (v *Screen) onGiveUp() {
	if v.edit == nil {
		return
	}
	s := v.Shell
	if v.edit.part.read().Same(v.edit.first) && v.edit.reason.Text() == "" {
		v.closeEditor()
		return
	}
	kit.Confirm(s.Window(), s.T, s.T("Give up the change?"), s.T("What you typed here is dropped. The protocol stays as it is."), s.T("Give up the change"), true, v.closeEditor, nil)
}

// closeEditor shows the item again, without what was typed.
func (v *Screen) closeEditor() {
	v.keeper.Drop()
	v.edit = nil
	v.arrange()
	v.Shell.Window().Canvas().Focus(v.list.table)
}

// onSave records the change.
func (v *Screen) onSave() {
	e := v.edit
	if e == nil {
		return
	}
	place.Forget(v.form)
	if !v.form.Check() {
		return
	}
	edit := adoption.Edit{Item: e.item, Section: e.section, Was: e.was, Now: e.part.read()}
	reason := e.reason.Text()
	v.keeper.Save(func(ctx context.Context, by record.Actor) error { return v.Desk.Change(ctx, by, reason, edit) }, func(err error) {
		if err != nil {
			e.refused(err)
			return
		}
		if e.adding {
			v.item = added(edit)
		}
		v.done(v.Shell.T("The change is in the working copy"))
	})
}

// added is the name under which a new item stands.
func added(e adoption.Edit) string {
	return adoption.Item{Section: e.Section, Key: adoption.KeyOf(e.Now), Node: e.Now}.Name()
}

// refused puts each reason to the field that it speaks of.
func (e *editor) refused(err error) {
	v := e.v
	if record.CodeOf(err) == record.Conflict {
		v.Shell.Fail(err)
		return
	}
	var at record.Problems
	for _, p := range record.ProblemsOf(err) {
		c := *p
		switch {
		case p.Field == "reason":
			c.Field = e.reason.FieldID()
		default:
			c.Field = e.blamed(p)
		}
		at = append(at, &c)
	}
	if at != nil {
		err = at
	}
	place.ShowProblems(v.Shell, v.form, err)
}

// blamed finds the field of a problem: the first whose key Parse names, or
// else the first of the form.
func (e *editor) blamed(p *record.Problem) string {
	if len(e.fields) == 0 {
		return e.reason.FieldID()
	}
	said := p.Field
	for _, a := range p.Args {
		if check, ok := a.(*record.Problem); ok { // at its place in the file
			said += " " + check.Field + " " + check.Error()
		}
	}
	for _, f := range e.fields {
		if regexp.MustCompile(`\b` + regexp.QuoteMeta(f.key) + `\b`).MatchString(said) {
			return f.field.FieldID()
		}
	}
	return e.fields[0].field.FieldID()
}
