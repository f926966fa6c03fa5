package kit

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// ListEditor is a list of rows of fields, with a button that adds a row and
// one at each row that takes it away.
type ListEditor struct {
	widget.BaseWidget
	ID   string
	tr   Tr
	rows []*editorRow
	box  *fyne.Container
	add  *Button
	make func(rowID string) []fyne.CanvasObject
	keys Keys
	next int

	// OnChanged is called when a row was added or taken away by the person.
	OnChanged func()
}

type editorRow struct {
	fields []fyne.CanvasObject
	view   fyne.CanvasObject
}

// NewListEditor makes an empty list. make gives the fields of a new row, most
// often kit fields; rowID is a prefix for their IDs ("medicines.3"). Mark
// them with Fixed or Flex for their width. addText is what the button says.
func NewListEditor(tr Tr, id, addText string, make func(rowID string) []fyne.CanvasObject) *ListEditor {
	l := &ListEditor{ID: id, tr: tr, make: make, box: Stack(GapS)}
	l.add = Quiet(id+".add", addText, func() {
		fs := l.Add()
		focusFirst(fs)
		l.tell()
	})
	l.ExtendBaseWidget(l)
	l.arrange()
	return l
}

func focusFirst(objs []fyne.CanvasObject) {
	done := false
	for _, o := range objs {
		Walk(o, func(o fyne.CanvasObject) {
			if f, ok := o.(Field); ok && !done {
				done = true
				f.Focus()
			}
		})
	}
}

func (l *ListEditor) tell() {
	if l.OnChanged != nil {
		l.OnChanged()
	}
}

// Add adds an empty row and gives its fields.
func (l *ListEditor) Add() []fyne.CanvasObject {
	l.next++
	rowID := fmt.Sprintf("%s.%d", l.ID, l.next)
	row := &editorRow{fields: l.make(rowID)}
	remove := Quiet(rowID+".remove", l.tr("Remove"), func() { l.remove(row) })
	// The button stands on the line of the controls, below their labels.
	label := Small(" ")
	objs := append(append([]fyne.CanvasObject{}, row.fields...), Stack(GapXS+GapS, label, remove))
	row.view = TopRow(GapM, objs...)
	l.rows = append(l.rows, row)
	l.arrange()
	return row.fields
}

func (l *ListEditor) remove(row *editorRow) {
	for i, r := range l.rows {
		if r != row {
			continue
		}
		l.rows = append(l.rows[:i:i], l.rows[i+1:]...)
		l.arrange()
		if i < len(l.rows) {
			focusFirst(l.rows[i].fields)
		} else {
			focusOn(l.add)
		}
		l.tell()
		return
	}
}

// Clear takes all rows away without calling OnChanged.
func (l *ListEditor) Clear() { l.rows = nil; l.arrange() }

// Rows gives the fields of each row.
func (l *ListEditor) Rows() [][]fyne.CanvasObject {
	out := make([][]fyne.CanvasObject, len(l.rows))
	for i, r := range l.rows {
		out[i] = r.fields
	}
	return out
}

// SetKeys gives Enter, Ctrl+Enter and Esc of all rows to a form.
func (l *ListEditor) SetKeys(k Keys) { l.keys = k; l.passKeys() }

func (l *ListEditor) passKeys() {
	Walk(l.box, func(o fyne.CanvasObject) {
		if kd, ok := o.(Keyed); ok {
			kd.SetKeys(l.keys)
		}
	})
}

func (l *ListEditor) arrange() {
	l.box.Objects = nil
	for _, r := range l.rows {
		l.box.Objects = append(l.box.Objects, r.view)
	}
	l.box.Objects = append(l.box.Objects, Row(0, l.add, Spacer()))
	l.passKeys()
	l.box.Refresh()
	l.Refresh()
}

func (l *ListEditor) children() []fyne.CanvasObject { return []fyne.CanvasObject{l.box} }

// Resize lays the rows out at their width.
func (l *ListEditor) Resize(s fyne.Size) {
	heightFor(l.box, s.Width)
	l.BaseWidget.Resize(s)
}

// CreateRenderer is called by Fyne.
func (l *ListEditor) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(l.box) }
