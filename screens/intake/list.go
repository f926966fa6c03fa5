package intake

import (
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// list is a question answered by rows, or by saying outright that there are
// none.
type list struct {
	v    *Screen
	q    intake.Question
	none *kit.Check
	rows *kit.ListEditor
	ids  map[string]record.ID // of stored rows, by the first part of their fields' IDs
	gone map[record.ID]bool   // stored rows that may have been taken out
	obj  fyne.CanvasObject
}

func (v *Screen) list(q intake.Question) control {
	t, id := v.Shell.T, "intake."+q.ID
	l := &list{v: v, q: q, ids: map[string]record.ID{}, gone: map[record.ID]bool{}}
	l.none = kit.NewCheck(t, id, v.say(q.None))
	l.none.OnChanged = func(bool) { v.changed() }
	l.rows = kit.NewListEditor(t, id+".row", t("Add a line"), l.makeRow)
	l.rows.OnChanged = v.changed
	l.obj = kit.Stack(kit.GapS, kit.Paragraph(v.say(q.Ask)).Bold(), l.none, l.rows)
	return l
}

// makeRow makes the fields of one row: in as many columns as there is room.
func (l *list) makeRow(rowID string) []fyne.CanvasObject {
	t := l.v.Shell.T
	var fields []fyne.CanvasObject
	for _, c := range l.q.Columns {
		label := l.v.say(c.Title)
		if len(c.Options) > 0 {
			p := kit.NewPicker(t, rowID+"."+c.ID, label, l.v.options(c.Options)...)
			p.OnChanged = l.v.changed
			fields = append(fields, p)
			continue
		}
		f := kit.NewTextField(t, rowID+"."+c.ID, label)
		f.OnChanged = l.typedIn
		fields = append(fields, f)
	}
	return []fyne.CanvasObject{kit.Flex(1, kit.FormGridMin(len(fields), 118, fields...))}
}

// typedIn takes "none" back when something is typed into a row.
func (l *list) typedIn() {
	l.none.SetOn(false)
	l.v.changed()
}

func (l *list) question() intake.Question { return l.q }
func (l *list) object() fyne.CanvasObject { return l.obj }

func (l *list) set(view intake.View) {
	l.clear()
	for _, r := range view.Answers.Rows(l.q.Row) {
		l.gone[r.ID] = true
		l.add(typedRow{r.ID, r.Row})
	}
	g, _ := view.Answers.Get(l.q.ID)
	l.none.SetOn(g.Say == intake.None && len(l.ids) == 0)
}

func (l *list) clear() {
	l.rows.Clear()
	l.ids = map[string]record.ID{}
}

func (l *list) add(r typedRow) {
	fields := fieldsOf(l.rows.Add())
	for _, f := range fields {
		row, col := split(f.FieldID())
		if r.ID != "" {
			l.ids[row] = r.ID
		}
		l.setField(f, col, r.Values[col])
	}
}

func (l *list) setField(f kit.Field, col, value string) {
	switch f := f.(type) {
	case *kit.TextField:
		f.SetText(value)
	case *kit.Picker:
		for _, c := range l.q.Columns {
			for _, o := range c.Options {
				if c.ID == col && o.ID == value {
					f.Set(kit.Option{Value: o.ID, Label: l.v.say(o.Title)})
				}
			}
		}
	}
}

// split takes the column off a field's ID.
func split(fieldID string) (row, col string) {
	i := strings.LastIndexByte(fieldID, '.')
	return fieldID[:i], fieldID[i+1:]
}

func fieldsOf(objs []fyne.CanvasObject) []kit.Field {
	var out []kit.Field
	for _, o := range objs {
		kit.Walk(o, func(o fyne.CanvasObject) {
			if f, ok := o.(kit.Field); ok {
				out = append(out, f)
			}
		})
	}
	return out
}

func (l *list) typed() typed {
	t := typed{}
	if l.none.On() {
		t.Answer.Say = intake.None
	}
	for _, objs := range l.rows.Rows() {
		row := typedRow{Values: map[string]string{}}
		for _, f := range fieldsOf(objs) {
			prefix, col := split(f.FieldID())
			row.ID = l.ids[prefix]
			if s := textOf(f); s != "" {
				row.Values[col] = s
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func textOf(f kit.Field) string {
	switch f := f.(type) {
	case *kit.TextField:
		return f.Text()
	case *kit.Picker:
		return f.Value()
	}
	return ""
}

func (l *list) restore(t typed) {
	l.clear()
	for _, r := range t.Rows {
		l.add(r)
	}
	l.none.SetOn(t.Answer.Say == intake.None)
}

// entries sends each row, the removal of those taken out, and "none".
func (l *list) entries() ([]intake.Entry, bool) {
	t := l.typed()
	if !l.complete() {
		return nil, false
	}
	var out []intake.Entry
	there := map[record.ID]bool{}
	for _, r := range t.Rows {
		if len(r.Values) > 0 {
			there[r.ID] = true
			out = append(out, intake.Entry{Field: l.q.Row + "." + string(r.ID), Answer: intake.Answer{Row: r.Values}})
		}
	}
	for id := range l.gone {
		if !there[id] {
			out = append(out, intake.Entry{Field: l.q.Row + "." + string(id)})
		}
	}
	if t.Answer.Say != "" || len(out) == 0 {
		out = append(out, intake.Entry{Field: l.q.ID, Answer: t.Answer})
	}
	return out, true
}

// complete shows at its field what a row lacks.
func (l *list) complete() bool {
	ok := true
	for _, objs := range l.rows.Rows() {
		fields := fieldsOf(objs)
		filled := false
		for _, f := range fields {
			filled = filled || textOf(f) != ""
		}
		for _, f := range fields {
			_, col := split(f.FieldID())
			if filled && strings.TrimSpace(textOf(f)) == "" && l.required(col) {
				f.SetError(l.v.Shell.T("This cannot be empty."))
				if ok {
					f.Focus()
				}
				ok = false
			}
		}
	}
	return ok
}

func (l *list) required(col string) bool {
	for _, c := range l.q.Columns {
		if c.ID == col {
			return c.Required
		}
	}
	return false
}
