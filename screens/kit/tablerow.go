package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// columnLayout sets the cells of one row under the headings.
type columnLayout struct{ t *DataTable }

// crowded reports whether the columns need more than there is.
func (l *columnLayout) crowded(total float32) bool {
	need := GapM
	for _, c := range l.t.columns {
		if c.Width > 0 {
			need += Widen(c.Width) + GapM
		} else {
			need += 90*Scale() + GapM
		}
	}
	return need > total
}

func (l *columnLayout) widths(total float32) []float32 {
	w := make([]float32, len(l.t.columns))
	spare, weight := total-GapM*2-GapM*float32(len(w)-1), float32(0)
	var fixed, want float32
	drop := l.crowded(total)
	for i, c := range l.t.columns {
		if drop && c.Less {
			spare += GapM
			continue
		}
		if c.Width > 0 {
			w[i] = Widen(c.Width)
			fixed += w[i]
			continue
		}
		weight += flexOr1(c.Flex)
		want += 90 * Scale()
	}
	// Where large text leaves too little, the fixed columns give some way.
	if give := fixed + want - spare; give > 0 && fixed > 0 {
		share := 1 - min(give/fixed, 0.35)
		fixed = 0
		for i, c := range l.t.columns {
			if c.Width >= 90 { // narrow ones hold figures
				w[i] *= share
			}
			fixed += w[i]
		}
	}
	spare -= fixed
	for i, c := range l.t.columns {
		if c.Width <= 0 && !(drop && c.Less) {
			w[i] = fyne.Max(spare*flexOr1(c.Flex)/weight, 40)
		}
	}
	return w
}

func flexOr1(f float32) float32 {
	if f <= 0 {
		return 1
	}
	return f
}

func (l *columnLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	x := GapM
	for i, w := range l.widths(s.Width) {
		if i >= len(objs) {
			return
		}
		setShown(objs[i], w > 0)
		if w <= 0 {
			continue
		}
		h := objs[i].MinSize().Height
		place(objs[i], x, (s.Height-h)/2, w, h)
		x += w + GapM
	}
}

func (l *columnLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	w := GapM * float32(len(l.t.columns)+1)
	for _, c := range l.t.columns {
		if c.Width > 0 {
			w += c.Width
		} else {
			w += 60
		}
	}
	return fyne.NewSize(w, size(SizeRow))
}

type tableRowView struct {
	widget.BaseWidget
	t     *DataTable
	index int
	hover bool
	fill  *canvas.Rectangle
	line  *canvas.Rectangle
	mark  *canvas.Rectangle
	box   *fyne.Container
}

func newTableRowView(t *DataTable) *tableRowView {
	v := &tableRowView{t: t, index: -1}
	cells := make([]fyne.CanvasObject, len(t.columns))
	for i, c := range t.columns {
		cells[i] = newCellView(c.Right)
	}
	v.box = fyneContainer(&columnLayout{t}, cells...)
	v.ExtendBaseWidget(v)
	return v
}

func (v *tableRowView) set(i int) {
	v.index = i
	for c, o := range v.box.Objects {
		var cell Cell
		if i < len(v.t.rows) && c < len(v.t.rows[i].Cells) {
			cell = v.t.rows[i].Cells[c]
		}
		o.(*cellView).set(cell)
	}
	v.Refresh()
}

func (v *tableRowView) MinSize() fyne.Size {
	m := v.box.MinSize()
	return fyne.NewSize(m.Width, size(SizeRow))
}

func (v *tableRowView) Tapped(*fyne.PointEvent) {
	again := v.t.selected == v.index && v.t.focused
	focusOn(v.t)
	v.t.pick(v.index)
	if again {
		v.t.Open()
	}
}

func (v *tableRowView) Cursor() desktop.Cursor         { return desktop.PointerCursor }
func (v *tableRowView) MouseIn(*desktop.MouseEvent)    { v.hover = true; v.Refresh() }
func (v *tableRowView) MouseMoved(*desktop.MouseEvent) {}
func (v *tableRowView) MouseOut()                      { v.hover = false; v.Refresh() }

func (v *tableRowView) CreateRenderer() fyne.WidgetRenderer {
	v.fill, v.line, v.mark = canvas.NewRectangle(none), canvas.NewRectangle(none), canvas.NewRectangle(none)
	r := &drawn{w: v, objects: []fyne.CanvasObject{v.fill, v.mark, v.box, v.line}, min: v.MinSize}
	r.style = func() {
		on := v.index == v.t.selected
		v.fill.FillColor, v.mark.FillColor = none, none
		if on {
			v.fill.FillColor = ink(ColorAccentSoft, v)
			if v.t.focused {
				v.mark.FillColor = ink(ColorAccent, v)
			}
		} else if v.hover {
			v.fill.FillColor = ink(ColorGround, v)
		}
		v.line.FillColor = ink(ColorLine, v)
		setShown(v.line, v.index < len(v.t.rows)-1)
	}
	r.layout = func(s fyne.Size) {
		place(v.fill, 0, 0, s.Width, s.Height)
		place(v.mark, 0, 0, 3, s.Height)
		place(v.line, 0, s.Height-1, s.Width, 1)
		place(v.box, 0, 0, s.Width, s.Height)
	}
	r.style()
	return r
}

// cellView shows one cell: a text with a note, or a pill.
type cellView struct {
	widget.BaseWidget
	right bool
	cell  Cell
	text  *Text
	note  *Text
	pill  *Pill
	cross *canvas.Rectangle // through text that counts no more
}

func newCellView(right bool) *cellView {
	c := &cellView{right: right, text: Body(""), note: Small(""), pill: NewPill("", ToneNeutral), cross: canvas.NewRectangle(none)}
	c.ExtendBaseWidget(c)
	return c
}

func (c *cellView) set(cell Cell) {
	if cell == c.cell {
		return
	}
	c.cell = cell
	c.text.text, c.text.bold, c.text.color = cell.Text, cell.Kind == CellStrong, ColorInk
	if cell.Kind == CellMuted || cell.Kind == CellStruck {
		c.text.color = ColorMuted
	}
	c.text.rows = nil
	c.note.SetText(cell.Note)
	c.pill.Set(cell.Text, cell.Tone)
	c.Refresh()
}

func (c *cellView) MinSize() fyne.Size { return fyne.NewSize(20, size(SizePill)) }

func (c *cellView) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: c, objects: []fyne.CanvasObject{c.text, c.note, c.pill}, min: c.MinSize}
	r.layout = func(s fyne.Size) {
		pill := c.cell.Kind == CellPill
		setShown(c.pill, pill && c.cell.Text != "")
		setShown(c.text, !pill)
		setShown(c.note, c.cell.Note != "" && !pill)
		if pill {
			m := c.pill.MinSize()
			place(c.pill, 0, (s.Height-m.Height)/2, min(m.Width, s.Width), m.Height)
			return
		}
		m, n := c.text.MinSize(), c.note.MinSize()
		w := min(m.Width, s.Width)
		x := float32(0)
		if c.right {
			x = s.Width - w
		}
		place(c.text, x, (s.Height-m.Height)/2, w, m.Height)
		room := s.Width - x - w - GapXS
		setShown(c.note, c.cell.Note != "" && room > 24)
		place(c.note, x+w+GapXS+1, (s.Height-n.Height)/2+1, max(room, 1), n.Height)
		c.text.Refresh()
		if c.cell.Kind == CellStruck {
			place(c.cross, x, s.Height/2, w, 1)
		}
	}
	r.style = func() {
		r.objects = r.objects[:3]
		if c.cell.Kind == CellStruck && c.cell.Text != "" {
			c.cross.FillColor = ink(ColorMuted, c)
			r.objects = append(r.objects, c.cross)
		}
		c.pill.Refresh()
	}
	r.style()
	return r
}
