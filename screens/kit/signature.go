package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Point is a place on a signature, 0..1 from the left and from the top.
type Point struct{ X, Y float32 }

// SignaturePad takes a signature drawn by mouse, pen or finger, or, by
// keyboard, the full name typed instead, which is kept as typed.
type SignaturePad struct {
	fieldFrame
	pad   *inkPad
	name  *TextField
	clear *Button
}

// NewSignaturePad makes a pad to sign on.
func NewSignaturePad(tr Tr, id, label string) *SignaturePad {
	s := &SignaturePad{pad: newInkPad(), name: NewTextField(tr, id, tr("Or type the full name"))}
	s.name.entry.id = id
	s.clear = Quiet(id+".clear", tr("Clear the signature"), s.Clear)
	s.control = Stack(GapS, s.pad, TopRow(GapM, Flex(1, s.name), Stack(GapXS+GapS, Small(" "), s.clear)))
	s.target, s.keyed = s.name.entry, []Keyed{s.name, s.clear}
	s.pad.changed = func() { s.changed() }
	s.name.OnChanged = func() { s.changed() }
	s.init(s, tr, id, label)
	return s
}

// Strokes are the lines drawn, in the order they were drawn.
func (s *SignaturePad) Strokes() [][]Point {
	out := make([][]Point, len(s.pad.strokes))
	for i, st := range s.pad.strokes {
		out[i] = append([]Point(nil), st...)
	}
	return out
}

// TypedName is the name that was typed instead, or "".
func (s *SignaturePad) TypedName() string { return s.name.Text() }

// Empty reports whether nothing is drawn and nothing typed.
func (s *SignaturePad) Empty() bool { return len(s.pad.strokes) == 0 && s.name.Text() == "" }

// Clear takes the signature away.
func (s *SignaturePad) Clear() {
	s.pad.strokes = nil
	s.pad.Refresh()
	s.name.SetText("")
	s.changed()
}

// inkPad is the surface that is drawn on.
type inkPad struct {
	widget.BaseWidget
	strokes  [][]Point
	dragging bool
	changed  func()
	box      *canvas.Rectangle
	base     *canvas.Line
}

func newInkPad() *inkPad {
	p := &inkPad{}
	p.ExtendBaseWidget(p)
	return p
}

// The pad itself takes no focus: the typed name stands for it.
type padSurface interface {
	fyne.Draggable
	fyne.Tappable
}

var _ padSurface = (*inkPad)(nil)

func (p *inkPad) MinSize() fyne.Size { return fyne.NewSize(240, 110) }

func (p *inkPad) Cursor() desktop.Cursor { return desktop.CrosshairCursor }

func (p *inkPad) at(pos fyne.Position) Point {
	z := p.Size()
	clamp := func(v float32) float32 { return max(0, min(v, 1)) }
	return Point{clamp(pos.X / max(z.Width, 1)), clamp(pos.Y / max(z.Height, 1))}
}

// Dragged draws on.
func (p *inkPad) Dragged(e *fyne.DragEvent) {
	if !p.dragging {
		p.dragging = true
		from := e.Position.Subtract(fyne.NewPos(e.Dragged.DX, e.Dragged.DY))
		p.strokes = append(p.strokes, []Point{p.at(from)})
	}
	last := len(p.strokes) - 1
	p.strokes[last] = append(p.strokes[last], p.at(e.Position))
	p.Refresh()
}

// DragEnd ends the line.
func (p *inkPad) DragEnd() {
	p.dragging = false
	if p.changed != nil {
		p.changed()
	}
}

// Tapped makes a dot.
func (p *inkPad) Tapped(e *fyne.PointEvent) {
	a := p.at(e.Position)
	p.strokes = append(p.strokes, []Point{a, {a.X + 0.004, a.Y}})
	p.Refresh()
	if p.changed != nil {
		p.changed()
	}
}

func (p *inkPad) CreateRenderer() fyne.WidgetRenderer {
	p.box, p.base = canvas.NewRectangle(none), canvas.NewLine(none)
	r := &drawn{w: p, min: p.MinSize}
	r.style = func() {
		p.box.FillColor, p.box.StrokeColor = ink(ColorSurface, p), ink(ColorLine, p)
		p.box.StrokeWidth, p.box.CornerRadius = 1, 8
		p.base.StrokeColor, p.base.StrokeWidth = ink(ColorLine, p), 1
	}
	r.layout = func(s fyne.Size) {
		place(p.box, 0, 0, s.Width, s.Height)
		p.base.Position1 = fyne.NewPos(GapL, s.Height*0.75)
		p.base.Position2 = fyne.NewPos(s.Width-GapL, s.Height*0.75)
		r.objects = []fyne.CanvasObject{p.box, p.base}
		for _, st := range p.strokes {
			for i := 1; i < len(st); i++ {
				l := canvas.NewLine(ink(ColorInk, p))
				l.StrokeWidth = 2
				l.Position1 = fyne.NewPos(st[i-1].X*s.Width, st[i-1].Y*s.Height)
				l.Position2 = fyne.NewPos(st[i].X*s.Width, st[i].Y*s.Height)
				r.objects = append(r.objects, l)
			}
		}
	}
	r.style()
	r.layout(p.Size())
	return r
}
