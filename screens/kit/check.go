package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// container44 gives a row the height of a table row at least.
func container44(o fyne.CanvasObject) fyne.CanvasObject {
	return fyneContainer(&rowHeightLayout{}, o)
}

// rowHeightLayout makes its child at least as tall as a row.
type rowHeightLayout struct{}

func (rowHeightLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objs {
		h := heightFor(o, s.Width)
		place(o, 0, (s.Height-h)/2, s.Width, h)
	}
}

func (rowHeightLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range shown(objs) {
		m = m.Max(o.MinSize())
	}
	m.Height = fyne.Max(m.Height+GapXS*2, size(SizeRow)+3)
	return m
}

// Check is a box to tick, with its words beside it. Space ticks it.
type Check struct {
	focusable
	text      string
	on        bool
	tr        Tr
	err       string
	OnChanged func(on bool)

	box   *canvas.Rectangle
	tick  *canvas.Text
	label *Text
	below *Text
}

// NewCheck makes a box to tick.
func NewCheck(tr Tr, id, text string) *Check {
	c := &Check{text: text, tr: tr, label: Paragraph(text), below: newText("", SizeSmall, ColorStop, false, true)}
	c.init(c, id)
	return c
}

// On reports whether the box is ticked.
func (c *Check) On() bool { return c.on }

// SetOn ticks or clears the box without calling OnChanged.
func (c *Check) SetOn(on bool) { c.on = on; c.Refresh() }

// SetText changes the words.
func (c *Check) SetText(s string) { c.text = s; c.label.SetText(s) }

// FieldID is the ID.
func (c *Check) FieldID() string { return c.ID }

// Focus puts the focus on the box.
func (c *Check) Focus() { focusOn(c) }

// SetError shows what is wrong and what to do; "" takes it away.
func (c *Check) SetError(s string) {
	c.err = s
	c.below.SetText(s)
	c.Refresh()
}

// Error is what is shown as wrong, or "".
func (c *Check) Error() string { return c.err }

// Check reports whether no error is shown.
func (c *Check) Check() bool { return c.err == "" }

// AccessibilityLabel is the words, and whether they are ticked.
func (c *Check) AccessibilityLabel() string {
	if c.on {
		return c.text + ", " + c.tr("ticked")
	}
	return c.text + ", " + c.tr("not ticked")
}

// AccessibilityRole is button.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// Cursor is a pointing hand.
func (c *Check) Cursor() desktop.Cursor { return desktop.PointerCursor }

// Tapped ticks or clears the box.
func (c *Check) Tapped(*fyne.PointEvent) {
	if c.Disabled() {
		return
	}
	focusOn(c)
	c.on, c.err = !c.on, ""
	c.below.SetText("")
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(c.on)
	}
}

// TypedKey ticks or clears the box on Space.
func (c *Check) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		c.Tapped(nil)
		return
	}
	c.passKey(e)
}

func (c *Check) boxSize() float32 { return 18 + (Scale()-1)*14 }

// MinSize is that of the box and the words.
func (c *Check) MinSize() fyne.Size {
	m := c.label.MinSize()
	h := fyne.Max(m.Height, c.boxSize()) + GapS
	if c.err != "" {
		h += c.below.MinSize().Height
	}
	// A few words stand in one line; more may wrap at any word.
	w := fyne.Max(m.Width, fyne.Min(c.label.naturalWidth(), Widen(140)))
	return fyne.NewSize(w+c.boxSize()+GapS, h)
}

// Resize gives the words their width.
func (c *Check) Resize(s fyne.Size) {
	heightFor(c.label, s.Width-c.boxSize()-GapS)
	heightFor(c.below, s.Width-c.boxSize()-GapS)
	c.focusable.Resize(s)
}

// CreateRenderer is called by Fyne.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	c.box = canvas.NewRectangle(none)
	c.tick = canvas.NewText("✓", nil)
	r := &drawn{w: c, objects: []fyne.CanvasObject{c.ring, c.box, c.tick, c.label, c.below}, min: c.MinSize}
	r.style = func() {
		c.box.FillColor, c.box.StrokeColor = ink(ColorSurface, c), ink(ColorMuted, c)
		c.box.StrokeWidth, c.box.CornerRadius = 1.5, 4
		if c.on {
			c.box.FillColor, c.box.StrokeColor = ink(ColorAccent, c), ink(ColorAccent, c)
		}
		if c.err != "" {
			c.box.StrokeColor = ink(ColorStop, c)
		}
		c.tick.Color, c.tick.TextSize = ink(ColorOnAccent, c), size(SizeText)
		c.tick.TextStyle = fyne.TextStyle{Bold: true}
		c.label.color = ColorInk
		if c.Disabled() {
			c.label.color = ColorMuted
		}
		c.label.Refresh()
	}
	r.layout = func(s fyne.Size) {
		b := c.boxSize()
		w := s.Width - b - GapS
		h := heightFor(c.label, w)
		y := GapXS + max(0, (fyne.Max(h, b)-h)/2)
		line := c.label.measure("A").Height
		boxY := y + (line-b)/2
		place(c.box, 0, boxY, b, b)
		m := c.tick.MinSize()
		place(c.tick, (b-m.Width)/2, boxY+(b-m.Height)/2, m.Width, m.Height)
		setShown(c.tick, c.on)
		place(c.label, b+GapS, y, w, h)
		setShown(c.below, c.err != "")
		place(c.below, b+GapS, y+h, w, heightFor(c.below, w))
		c.styleRing(fyne.NewSize(s.Width, s.Height), 2, 6)
	}
	r.style()
	return r
}
