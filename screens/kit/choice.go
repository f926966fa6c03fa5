package kit

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// Option is one thing to choose.
type Option struct {
	Value string // kept
	Label string // shown, in the screen's language
	Tone  Tone   // when chosen
	Key   rune   // a letter that chooses it, or 0
	Note  string // a Picker shows it beside the label, quietly
}

// Choice is one of a few options, side by side. None is chosen at first.
// Arrow keys choose, Backspace takes the answer back.
type Choice struct {
	fieldFrame
	seg    *segments
	inline bool
	note   *Text
}

// NewChoice makes a choice among a few options.
func NewChoice(tr Tr, id, label string, options ...Option) *Choice {
	c := &Choice{}
	c.setup(id, label, options)
	c.init(c, tr, id, label)
	return c
}

func (c *Choice) setup(id, label string, options []Option) {
	c.seg = newSegments(id, label, options)
	c.seg.changed = c.changed
	c.seg.tall = true
	c.control = fyneContainer(&hugLayout{}, c.seg)
	c.target, c.keyed = c.seg, []Keyed{c.seg}
}

// Value is the chosen option's value, or "" for none.
func (c *Choice) Value() string { return c.seg.value }

// SetValue chooses an option without calling OnChanged; "" chooses none.
func (c *Choice) SetValue(v string) {
	c.seg.value = v
	c.seg.Refresh()
}

// SetReadOnly makes the choice one to read only.
func (c *Choice) SetReadOnly(on bool) { setEnabled(&c.seg.focusable, !on) }

// SetOptions changes the options; a value that is no longer among them stays
// until another is chosen.
func (c *Choice) SetOptions(options ...Option) {
	c.seg.setOptions(options)
	c.seg.Refresh()
}

func setEnabled(f *focusable, on bool) {
	if on && f.Disabled() {
		f.Enable()
	} else if !on && !f.Disabled() {
		f.Disable()
	}
}

// segments is the control of a Choice.
type segments struct {
	focusable
	label   string
	options []Option
	value   string
	changed func()
	tall    bool // as tall as a button: a field of its own

	frame  *canvas.Rectangle
	fills  []*canvas.Rectangle
	labels [][]*canvas.Text // of each option, its rows
}

func newSegments(id, label string, options []Option) *segments {
	s := &segments{label: label}
	s.setOptions(options)
	s.init(s, id)
	return s
}

func (s *segments) setOptions(options []Option) {
	s.options = options
	s.fills, s.labels = nil, nil
	for range options {
		s.fills = append(s.fills, canvas.NewRectangle(none))
		s.labels = append(s.labels, nil)
	}
}

// AccessibilityLabel is the question and the answer.
func (s *segments) AccessibilityLabel() string {
	for _, o := range s.options {
		if o.Value == s.value && s.value != "" {
			return s.label + ": " + o.Label
		}
	}
	return s.label
}

// AccessibilityRole is button.
func (s *segments) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (s *segments) Cursor() desktop.Cursor { return desktop.PointerCursor }

func (s *segments) choose(i int) {
	if s.Disabled() || i < 0 || i >= len(s.options) || s.options[i].Value == s.value {
		return
	}
	s.value = s.options[i].Value
	s.Refresh()
	if s.changed != nil {
		s.changed()
	}
}

func (s *segments) index() int {
	for i, o := range s.options {
		if o.Value == s.value && s.value != "" {
			return i
		}
	}
	return -1
}

// TypedKey moves the choice with the arrows.
func (s *segments) TypedKey(e *fyne.KeyEvent) {
	i := s.index()
	switch e.Name {
	case fyne.KeyRight, fyne.KeyDown:
		s.choose(min(i+1, len(s.options)-1))
	case fyne.KeyLeft, fyne.KeyUp:
		s.choose(max(i-1, 0))
	case fyne.KeyHome:
		s.choose(0)
	case fyne.KeyEnd:
		s.choose(len(s.options) - 1)
	case fyne.KeySpace:
		if i < 0 {
			s.choose(0)
		}
	case fyne.KeyBackspace, fyne.KeyDelete:
		if i >= 0 && !s.Disabled() {
			s.value = ""
			s.Refresh()
			if s.changed != nil {
				s.changed()
			}
		}
	default:
		s.passKey(e)
	}
}

// TypedRune chooses by an option's letter.
func (s *segments) TypedRune(r rune) {
	for i, o := range s.options {
		if o.Key != 0 && unicode.ToUpper(r) == unicode.ToUpper(o.Key) {
			s.choose(i)
		}
	}
}

// Tapped chooses what is under the pointer.
func (s *segments) Tapped(e *fyne.PointEvent) {
	focusOn(s)
	for i, f := range s.fills {
		p, z := f.Position(), f.Size()
		if e.Position.X >= p.X && e.Position.X < p.X+z.Width && e.Position.Y >= p.Y && e.Position.Y < p.Y+z.Height {
			s.choose(i)
		}
	}
}

const segmentPad float32 = 10

func (s *segments) width(i int) float32 {
	// Bold whether chosen or not, so that choosing moves nothing.
	return s.measure(s.options[i].Label) + 2*segmentPad
}

func (s *segments) measure(text string) float32 {
	return fyne.MeasureText(text, size(SizeMedium), fyne.TextStyle{Bold: true}).Width
}

func (s *segments) lineHeight() float32 {
	return fyne.MeasureText("A", size(SizeMedium), fyne.TextStyle{}).Height
}

func (s *segments) rowHeight() float32 {
	if s.tall {
		return size(SizeButton)
	}
	return size(SizePill) + 8
}

// segment is the place of one option, and its label in rows.
type segment struct {
	x, y, w, h float32
	rows       []string
}

// flow gives each option its place at a width; options go on in a new row
// where there is no room, and a label that is wider than that breaks.
func (s *segments) flow(width float32) (at []segment, height float32) {
	var x, y, h float32
	for i := range s.options {
		w := s.width(i)
		if x > 0 && width > 0 && x+w > width+1 {
			x, y, h = 0, y+h, 0
		}
		g := segment{x: x, y: y, w: w, rows: []string{s.options[i].Label}}
		if width > 0 && w > width+1 {
			g.w, g.rows = width, wrapText(s.options[i].Label, width-2*segmentPad, s.measure)
		}
		g.h = s.rowHeight() + float32(len(g.rows)-1)*s.lineHeight()
		x, h = x+g.w, max(h, g.h)
		at = append(at, g)
	}
	return at, y + h
}

// MinSize is all options in one row, or in more rows once it has been given
// less width than that.
func (s *segments) MinSize() fyne.Size {
	s.ExtendBaseWidget(s)
	var w float32
	for i := range s.options {
		w += s.width(i)
	}
	_, h := s.flow(s.Size().Width)
	return fyne.NewSize(w, h)
}

// CreateRenderer is called by Fyne.
func (s *segments) CreateRenderer() fyne.WidgetRenderer {
	s.frame = canvas.NewRectangle(none)
	r := &drawn{w: s, min: s.MinSize, style: s.restyle}
	r.layout = func(z fyne.Size) {
		at, h := s.flow(z.Width)
		total := float32(0)
		r.objects = append(r.objects[:0], s.ring, s.frame)
		for i, g := range at {
			place(s.fills[i], g.x+1, g.y+1, g.w-2, g.h-2)
			r.objects = append(r.objects, s.fills[i])
			r.objects = append(r.objects, s.write(i, g)...)
			total = fyne.Max(total, g.x+g.w)
		}
		place(s.frame, 0, 0, total, h)
		s.styleRing(fyne.NewSize(total, h), 3, 8)
	}
	s.restyle()
	r.layout(s.Size())
	return r
}

// write puts an option's label into its place, a text for each row.
func (s *segments) write(i int, g segment) (out []fyne.CanvasObject) {
	for len(s.labels[i]) < len(g.rows) {
		s.labels[i] = append(s.labels[i], canvas.NewText("", none))
	}
	s.labels[i] = s.labels[i][:len(g.rows)]
	s.ink(i)
	y := g.y + (g.h-float32(len(g.rows))*s.lineHeight())/2
	for n, l := range s.labels[i] {
		l.Text = g.rows[n]
		m := l.MinSize()
		place(l, g.x+(g.w-m.Width)/2, y+float32(n)*s.lineHeight(), m.Width, m.Height)
		out = append(out, l)
	}
	return out
}

func (s *segments) restyle() {
	s.frame.FillColor, s.frame.StrokeColor = ink(ColorSurface, s), ink(ColorLine, s)
	s.frame.StrokeWidth, s.frame.CornerRadius = 1, 8
	for i := range s.options {
		s.ink(i)
	}
}

// ink paints one option as chosen or not.
func (s *segments) ink(i int) {
	o, f := s.options[i], s.fills[i]
	on := o.Value == s.value && s.value != ""
	fg, soft := o.Tone.colors()
	color := ink(ColorMuted, s)
	f.FillColor, f.CornerRadius = none, 0
	if on {
		f.FillColor, color = ink(soft, s), ink(fg, s)
		if o.Tone == ToneNeutral {
			color = ink(ColorInk, s)
		}
		if i == 0 {
			f.TopLeftCornerRadius, f.BottomLeftCornerRadius = 7, 7
		}
		if i == len(s.options)-1 {
			f.TopRightCornerRadius, f.BottomRightCornerRadius = 7, 7
		}
	}
	for _, l := range s.labels[i] {
		l.TextSize, l.TextStyle, l.Color = size(SizeMedium), fyne.TextStyle{Bold: on}, color
	}
}
