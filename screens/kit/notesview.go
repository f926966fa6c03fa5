package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// notesEntry is the kit's own editor for text of several lines. Fyne's entry
// wraps a whole paragraph some times over for each key; this one does not.
type notesEntry struct {
	widget.DisableableWidget
	id      string
	keys    Keys
	onFocus func(bool)
	changed func()

	text           *noteText
	cursor, anchor notePos
	goal           float32 // x that Up and Down aim at, -1 none
	shift, focused bool
	undo, redo     []noteEdit
	rows           int // seen at once, at least
	placeholder    string

	scroll *container.Scroll
	page   *notePage
}

func newNotesEntry(id string) *notesEntry {
	e := &notesEntry{id: id, text: newNoteText(), goal: -1, rows: 3}
	e.page = newNotePage(e)
	e.scroll = container.NewVScroll(e.page)
	e.scroll.OnScrolled = func(fyne.Position) { e.page.Refresh() }
	e.ExtendBaseWidget(e)
	return e
}

func (e *notesEntry) focusID() string  { return e.id }
func (e *notesEntry) SetKeys(k Keys)   { e.keys = k }
func (e *notesEntry) AcceptsTab() bool { return false }

// AccessibilityLabel is the text.
func (e *notesEntry) AccessibilityLabel() string { return e.text.String() }

// AccessibilityRole is text.
func (e *notesEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Cursor is the one for text.
func (e *notesEntry) Cursor() desktop.Cursor { return desktop.TextCursor }

func (e *notesEntry) set(s string) {
	e.text.set(s)
	e.undo, e.redo = nil, nil
	e.cursor = e.text.end()
	e.anchor = e.cursor
	e.Refresh()
	e.showCursor()
}

func (e *notesEntry) FocusGained() {
	e.focused = true
	e.Refresh()
	e.onFocus(true)
	if e.keys != nil {
		e.keys.Focused(e)
	}
}

func (e *notesEntry) FocusLost() {
	e.focused, e.shift = false, false
	e.Refresh()
	e.onFocus(false)
}

const notePad float32 = 10

func (e *notesEntry) lineHeight() float32 {
	return fyne.MeasureText("A", size(SizeText), fyne.TextStyle{}).Height
}

// MinSize is that of the rows that are to be seen.
func (e *notesEntry) MinSize() fyne.Size {
	return fyne.NewSize(120, e.lineHeight()*float32(e.rows)+2*notePad)
}

// showCursor scrolls so that the cursor is in sight.
func (e *notesEntry) showCursor() {
	h, view := e.lineHeight(), e.Size().Height
	if view <= 0 {
		return
	}
	top := float32(e.text.rowOf(e.cursor)) * h
	off := e.scroll.Offset.Y
	switch {
	case top < off:
		off = top
	case top+h+2*notePad > off+view:
		off = top + h + 2*notePad - view
	default:
		return
	}
	e.scroll.ScrollToOffset(fyne.NewPos(0, off))
}

// CreateRenderer is called by Fyne.
func (e *notesEntry) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: e, objects: []fyne.CanvasObject{e.scroll}, min: e.MinSize}
	r.layout = func(s fyne.Size) {
		e.text.reflow(s.Width-2*notePad, size(SizeText))
		place(e.scroll, 0, 0, s.Width, s.Height)
		if want := e.page.MinSize(); e.page.Size().Height != max(want.Height, s.Height) {
			e.scroll.Refresh()
		}
		e.page.Refresh()
	}
	return r
}

// notePage draws the rows that are in sight, the selection and the cursor.
type notePage struct {
	widget.BaseWidget
	e     *notesEntry
	lines []*canvas.Text
	marks []*canvas.Rectangle
	caret *canvas.Rectangle
	quiet *Text
}

func newNotePage(e *notesEntry) *notePage {
	p := &notePage{e: e, caret: canvas.NewRectangle(none), quiet: newText("", SizeText, ColorMuted, false, true)}
	p.ExtendBaseWidget(p)
	return p
}

func (p *notePage) MinSize() fyne.Size {
	return fyne.NewSize(40, float32(p.e.text.rows())*p.e.lineHeight()+2*notePad)
}

func (p *notePage) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: p, min: p.MinSize}
	r.layout = func(s fyne.Size) { r.objects = p.draw(s) }
	r.layout(p.Size())
	return r
}

func (p *notePage) draw(s fyne.Size) []fyne.CanvasObject {
	e := p.e
	h := e.lineHeight()
	first := max(0, int((e.scroll.Offset.Y-notePad)/h))
	count := min(int(e.scroll.Size().Height/h)+3, e.text.rows()-first)
	objs := p.selected(first, count, h)
	for len(p.lines) < count {
		p.lines = append(p.lines, &canvas.Text{})
	}
	para, in := e.text.rowAt(first)
	for i := 0; i < count; i++ {
		q := e.text.paras[para]
		l := p.lines[i]
		l.Text, l.TextSize = string(q.runes[q.startOf(in):q.endOf(in)]), size(SizeText)
		l.Color = ink(ColorInk, e)
		place(l, notePad, notePad+float32(first+i)*h, s.Width, h)
		objs = append(objs, l)
		if in++; in >= len(q.starts) {
			para, in = para+1, 0
		}
	}
	if e.placeholder != "" && len(e.text.paras) == 1 && len(e.text.paras[0].runes) == 0 {
		p.quiet.SetText(e.placeholder)
		place(p.quiet, notePad, notePad, s.Width-2*notePad, heightFor(p.quiet, s.Width-2*notePad))
		objs = append(objs, p.quiet)
	}
	if e.focused && !e.Disabled() {
		p.caret.FillColor = ink(ColorAccent, e)
		place(p.caret, notePad+e.text.xOf(e.cursor), notePad+float32(e.text.rowOf(e.cursor))*h, 2, h)
		objs = append(objs, p.caret)
	}
	return objs
}

// selected draws a bar behind the selected part of each row in sight.
func (p *notePage) selected(first, count int, h float32) []fyne.CanvasObject {
	a, b := p.e.selection()
	if a == b || !p.e.focused {
		return nil
	}
	var objs []fyne.CanvasObject
	from, to := p.e.text.rowOf(a), p.e.text.rowOf(b)
	for row := max(from, first); row <= min(to, first+count-1); row++ {
		para, in := p.e.text.rowAt(row)
		q := p.e.text.paras[para]
		x1, x2 := float32(0), p.e.text.span(q.runes[q.startOf(in):q.endOf(in)])+4
		if row == from {
			x1 = p.e.text.xOf(a)
		}
		if row == to {
			x2 = p.e.text.xOf(b)
		}
		for len(p.marks) <= len(objs) {
			p.marks = append(p.marks, canvas.NewRectangle(none))
		}
		m := p.marks[len(objs)]
		m.FillColor = withAlpha(ink(ColorAccent, p.e), 0x48)
		place(m, notePad+x1, notePad+float32(row)*h, x2-x1, h)
		objs = append(objs, m)
	}
	return objs
}

func (p *notePage) at(pos fyne.Position) notePos {
	row := int((pos.Y - notePad) / p.e.lineHeight())
	return p.e.text.placeAt(row, pos.X-notePad)
}

// MouseDown puts the cursor under the pointer.
func (p *notePage) MouseDown(m *desktop.MouseEvent) {
	focusOn(p.e)
	p.e.goal = -1
	p.e.moveTo(p.at(m.Position))
}

// MouseUp is called by Fyne.
func (p *notePage) MouseUp(*desktop.MouseEvent) {}

// Dragged selects.
func (p *notePage) Dragged(d *fyne.DragEvent) {
	p.e.cursor = p.at(d.Position)
	p.e.Refresh()
	p.e.showCursor()
}

// DragEnd is called by Fyne.
func (p *notePage) DragEnd() {}

// Tapped puts the focus on the note.
func (p *notePage) Tapped(e *fyne.PointEvent) { focusOn(p.e) }

// DoubleTapped selects the word under the pointer.
func (p *notePage) DoubleTapped(e *fyne.PointEvent) {
	t := p.e.text
	at := p.at(e.Position)
	p.e.anchor = at
	for p.e.anchor.at > 0 && !isSpace(t.runeAt(t.left(p.e.anchor))) {
		p.e.anchor = t.left(p.e.anchor)
	}
	p.e.cursor = at
	for p.e.cursor.at < len(t.paras[at.para].runes) && !isSpace(t.runeAt(p.e.cursor)) {
		p.e.cursor = t.right(p.e.cursor)
	}
	p.e.Refresh()
}

// Cursor is the one for text.
func (p *notePage) Cursor() desktop.Cursor { return desktop.TextCursor }
