package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Field is one thing to fill in: a label, a control, a hint and, under it,
// an error that says what to do.
type Field interface {
	fyne.CanvasObject
	Keyed
	FieldID() string
	Focus()
	SetError(string)
	Error() string
	Check() bool // reads what was typed, shows an error, reports whether it can be used
}

// fieldFrame is what all fields share. The exported ones embed it.
type fieldFrame struct {
	widget.BaseWidget
	// ID names the field for tests and drivers; it is never shown.
	ID string

	self    fyne.Widget
	tr      Tr
	label   *Text
	control fyne.CanvasObject
	extra   fyne.CanvasObject // stands under the control: a picker's list
	hint    *Text
	err     *Text
	target  fyne.Focusable
	keyed   []Keyed
	check   func() string // the error to show, or ""

	// OnChanged is called after each change by the person.
	OnChanged func() `json:"-"`
}

func (f *fieldFrame) init(self fyne.Widget, tr Tr, id, label string) {
	f.self, f.tr, f.ID = self, tr, id
	f.label = newText(label, SizeSmall, ColorInk, true, true)
	f.hint = SmallPara("")
	f.err = newText("", SizeSmall, ColorStop, false, true)
	f.hint.Hide()
	f.err.Hide()
	if label == "" {
		f.label.Hide()
	}
	f.ExtendBaseWidget(self)
}

// SetOnChanged sets OnChanged, for whom any field with words will do.
func (f *fieldFrame) SetOnChanged(do func()) { f.OnChanged = do }

// FieldID is the field's ID.
func (f *fieldFrame) FieldID() string { return f.ID }

// Label is the words above the field.
func (f *fieldFrame) Label() string { return f.label.text }

// SetLabel changes the words above the field.
func (f *fieldFrame) SetLabel(s string) {
	f.label.SetText(s)
	setShown(f.label, s != "")
	f.self.Refresh()
}

// SetHint sets the quiet line under the field; "" takes it away.
func (f *fieldFrame) SetHint(s string) {
	if f.hint.text == s {
		return
	}
	f.hint.SetText(s)
	f.showNotes()
}

// Hint is the quiet line under the field.
func (f *fieldFrame) Hint() string { return f.hint.text }

// SetError shows what is wrong and what to do; "" takes it away. What was
// typed stays.
func (f *fieldFrame) SetError(s string) {
	if f.err.text == s {
		return
	}
	f.err.SetText(s)
	f.showNotes()
}

// Error is what is shown as wrong, or "".
func (f *fieldFrame) Error() string { return f.err.text }

func (f *fieldFrame) showNotes() {
	setShown(f.err, f.err.text != "")
	setShown(f.hint, f.hint.text != "" && f.err.text == "")
	f.self.Refresh()
	if b, ok := f.control.(*fieldBox); ok {
		b.bad = f.err.text != ""
		b.Refresh()
	}
}

func setShown(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// Check reads what was typed, shows an error if it cannot be used, and
// reports whether it can.
func (f *fieldFrame) Check() bool {
	if f.check == nil {
		return f.err.text == ""
	}
	f.SetError(f.check())
	return f.err.text == ""
}

// Focus puts the focus on the field.
func (f *fieldFrame) Focus() { focusOn(f.target) }

// SetKeys gives the field the one who is told of Enter, Ctrl+Enter and Esc.
func (f *fieldFrame) SetKeys(k Keys) {
	for _, w := range f.keyed {
		w.SetKeys(k)
	}
}

// SetKeys gives the entry its form.
func (e *lineEntry) SetKeys(k Keys) { e.keys = k }

func (f *fieldFrame) changed() {
	f.SetError("")
	if f.OnChanged != nil {
		f.OnChanged()
	}
}

// AccessibilityLabel is the field's label, with the error if there is one.
func (f *fieldFrame) AccessibilityLabel() string {
	if f.err.text != "" {
		return f.label.text + ": " + f.err.text
	}
	return f.label.text
}

// AccessibilityRole is container.
func (f *fieldFrame) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// MinSize is that of the label, the control and the lines under it.
func (f *fieldFrame) MinSize() fyne.Size {
	f.ExtendBaseWidget(f.self)
	var m fyne.Size
	for i, o := range shown(f.parts()) {
		p := o.MinSize()
		m.Width = fyne.Max(m.Width, p.Width)
		m.Height += p.Height
		if i > 0 {
			m.Height += GapXS
		}
	}
	return m
}

func (f *fieldFrame) parts() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.label, f.control, f.extra, f.err, f.hint}
}

// Resize gives the parts their width, so that the height follows from it.
func (f *fieldFrame) Resize(s fyne.Size) {
	for _, o := range shown(f.parts()) {
		heightFor(o, s.Width)
	}
	f.BaseWidget.Resize(s)
}

// CreateRenderer is called by Fyne.
func (f *fieldFrame) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: f.self, min: f.MinSize}
	r.layout = func(s fyne.Size) {
		var y float32
		r.objects = r.objects[:0]
		for _, o := range f.parts() {
			if o == nil {
				continue
			}
			r.objects = append(r.objects, o)
			if !o.Visible() {
				continue
			}
			h := heightFor(o, s.Width)
			place(o, 0, y, s.Width, h)
			y += h + GapXS
		}
	}
	r.layout(f.Size())
	return r
}

// fieldBox draws the border of a field, and its ring when it has the focus.
type fieldBox struct {
	widget.BaseWidget
	content fyne.CanvasObject
	suffix  *Text // a unit, at the right edge
	focused bool
	bad     bool
	fill    *canvas.Rectangle
}

func newFieldBox(content fyne.CanvasObject) *fieldBox {
	b := &fieldBox{content: content, suffix: Muted("")}
	if e, ok := content.(*lineEntry); ok {
		e.ActionItem = fyneContainer(&suffixLayout{}, b.suffix)
		e.box = b
	}
	b.ExtendBaseWidget(b)
	return b
}

func (b *fieldBox) setFocused(on bool) { b.focused = on; b.Refresh() }

func (b *fieldBox) children() []fyne.CanvasObject { return []fyne.CanvasObject{b.content} }

// MinSize is at least the height of a field.
func (b *fieldBox) MinSize() fyne.Size {
	m := b.content.MinSize()
	m.Height = fyne.Max(m.Height, size(SizeField))
	m.Width = fyne.Max(m.Width, 60)
	return m
}

// CreateRenderer is called by Fyne.
func (b *fieldBox) CreateRenderer() fyne.WidgetRenderer {
	b.fill = canvas.NewRectangle(none)
	r := &drawn{w: b, objects: []fyne.CanvasObject{b.fill, b.content}, min: b.MinSize}
	r.style = func() {
		b.fill.FillColor, b.fill.CornerRadius = ink(ColorSurface, b), 8
		b.fill.StrokeColor, b.fill.StrokeWidth = ink(ColorLine, b), 1
		if b.bad {
			b.fill.StrokeColor = ink(ColorStop, b)
		}
		if b.focused {
			b.fill.StrokeWidth = size(SizeRing)
			if !b.bad {
				b.fill.StrokeColor = ink(ColorAccent, b)
			}
		}
	}
	r.layout = func(s fyne.Size) {
		place(b.fill, 0, 0, s.Width, s.Height)
		// A narrow field has more need of its figures than of its unit.
		setShown(b.suffix, b.suffix.text != "" && b.suffix.naturalWidth() < s.Width*0.4)
		place(b.content, 0, 0, s.Width, s.Height)
	}
	r.style()
	return r
}

// suffixLayout keeps a unit in the middle of the line, off the right edge.
type suffixLayout struct{}

func (suffixLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objs {
		m := o.MinSize()
		place(o, 0, (s.Height-m.Height)/2, m.Width, m.Height)
	}
}

func (suffixLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	for _, o := range shown(objs) {
		if t, ok := o.(*Text); ok && t.text != "" {
			return t.MinSize().AddWidthHeight(GapM, 0)
		}
	}
	return fyne.Size{}
}
