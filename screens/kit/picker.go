package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pickerRows is how many options a Picker shows at once.
const pickerRows = 7

// Picker is one of many options, found by typing. The list stands under the
// field while it has the focus: Down and Up move, Enter chooses and goes on,
// Esc closes. A click opens the whole list, the wheel moves in it.
type Picker struct {
	fieldFrame
	entry   *lineEntry
	box     *fieldBox
	list    *fyne.Container
	options []Option
	query   func(text string) []Option
	found   []Option
	at      int  // the one that Enter chooses; -1 none
	first   int  // the first that is seen
	pressed bool // the mouse is held down on an option
	value   string
	chosen  string // its label
	open    bool
	setting bool
	free    bool
	card    *Card
}

// NewPicker makes a field that picks among given options.
func NewPicker(tr Tr, id, label string, options ...Option) *Picker {
	p := &Picker{options: options}
	p.query = p.filter
	p.setup(tr, id, label)
	return p
}

// NewQueryPicker makes a field that picks among what query finds for the
// text typed so far. query must be quick.
func NewQueryPicker(tr Tr, id, label string, query func(text string) []Option) *Picker {
	p := &Picker{query: query}
	p.setup(tr, id, label)
	return p
}

func (p *Picker) setup(tr Tr, id, label string) {
	p.entry = newLineEntry(id, false)
	p.box = newFieldBox(p.entry)
	p.list = Stack(0)
	p.card = FlushCard(p.list)
	p.card.Hide()
	p.control, p.extra, p.target, p.keyed = p.box, p.card, p.entry, []Keyed{p.entry}
	p.entry.OnChanged = func(s string) {
		if p.setting {
			return
		}
		p.value, p.chosen = "", ""
		p.show(true)
		p.changed()
	}
	p.entry.onFocus = func(on bool) {
		p.box.setFocused(on)
		p.caret()
		if !on && !p.pressed {
			p.left()
		}
	}
	p.entry.onKey, p.entry.onTap = p.onKey, p.onTap
	p.check = func() string {
		if p.value == "" && strings.TrimSpace(p.entry.Text) != "" && !p.free {
			return tr("Choose one from the list. Kept as typed.")
		}
		return ""
	}
	p.init(p, tr, id, label)
}

// AllowFree lets text stand that is not in the list; Text gives it.
func (p *Picker) AllowFree() *Picker { p.free = true; return p }

// Value is the value of the chosen option, or "".
func (p *Picker) Value() string { return p.value }

// Text is what stands in the field.
func (p *Picker) Text() string { return p.entry.Text }

// Set fills the field with an option without calling OnChanged; the zero
// Option empties it.
func (p *Picker) Set(o Option) {
	p.setting = true
	p.value, p.chosen = o.Value, o.Label
	p.entry.SetText(o.Label)
	p.caret()
	p.setting = false
	p.SetError("")
}

// caret stands behind the words while somebody is in the field; otherwise in
// front, so that a long name is seen from its beginning.
func (p *Picker) caret() {
	if p.box.focused {
		p.entry.toEnd()
	} else {
		p.entry.moveTo(0)
	}
}

// SetValue chooses among the given options by value without calling
// OnChanged.
func (p *Picker) SetValue(v string) {
	for _, o := range p.options {
		if o.Value == v {
			p.Set(o)
			return
		}
	}
	p.Set(Option{})
}

// SetOptions changes the options of a Picker made with options.
func (p *Picker) SetOptions(options ...Option) { p.options = options }

// SetPlaceholder sets the quiet words in an empty field.
func (p *Picker) SetPlaceholder(s string) { p.entry.quiet = s; p.entry.fitQuiet() }

// SetReadOnly makes the field one to read, or one to fill in again.
func (p *Picker) SetReadOnly(on bool) {
	if on {
		p.entry.Disable()
	} else {
		p.entry.Enable()
	}
}

func (p *Picker) filter(text string) []Option {
	words := strings.Fields(strings.ToLower(text))
	var out []Option
	for _, o := range p.options {
		hay := strings.ToLower(o.Label + " " + o.Note)
		all := true
		for _, w := range words {
			all = all && strings.Contains(hay, w)
		}
		if all {
			out = append(out, o)
		}
	}
	return out
}

func (p *Picker) onKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyDown:
		if !p.open {
			p.showAll()
			return true
		}
		p.mark(min(p.at+1, len(p.found)-1))
	case fyne.KeyUp:
		if !p.open {
			return false
		}
		p.mark(max(p.at-1, 0))
	case fyne.KeyEscape:
		if !p.open {
			return false
		}
		p.show(false)
	case fyne.KeyReturn, fyne.KeyEnter:
		return p.onEnter()
	default:
		return false
	}
	return true
}

// onEnter chooses what is marked. It leaves the key to the form, which goes
// on, unless the screen has moved the focus or waits for another choice here.
// (It may have made its fields anew: the focus is then on one of this name.)
func (p *Picker) onEnter() bool {
	if !p.open {
		return false
	}
	if p.at < 0 || p.at >= len(p.found) {
		p.show(false)
		return false
	}
	p.choose(p.at)
	c := canvasOf(p)
	return p.value == "" || c != nil && FocusID(c.Focused()) != p.ID
}

// onTap opens the list for the mouse. Nothing is marked in it, so that Enter
// goes on from a field that was only clicked. Words of one's own stay as they
// are.
func (p *Picker) onTap() {
	if p.open || p.entry.Disabled() || p.value == "" && p.entry.Text != "" {
		return
	}
	p.showAll()
	if p.value == "" {
		p.at = -1
	}
	p.open = len(p.found) > 0
	p.fill()
}

func (p *Picker) showAll() {
	p.open = true
	p.found = p.query("")
	if p.value == "" {
		p.found = p.query(p.entry.Text)
	}
	at := 0
	for i, o := range p.found {
		if o.Value == p.value && p.value != "" {
			at = i
		}
	}
	p.mark(at)
}

// mark makes an option the one that Enter chooses, and brings it into sight.
func (p *Picker) mark(i int) {
	p.at = i
	p.scroll(i - pickerRows/2 - p.first)
}

// scroll moves the part of the list that is seen.
func (p *Picker) scroll(by int) {
	p.first = max(0, min(p.first+by, len(p.found)-pickerRows))
	p.fill()
}

// left is the end of the person's stay in the field.
func (p *Picker) left() {
	p.pressed = false
	p.show(false)
	p.Check()
}

func (p *Picker) show(on bool) {
	p.open = on
	if on {
		p.found = p.query(p.entry.Text)
	}
	p.mark(0)
}

func (p *Picker) fill() {
	was := p.card.Visible()
	p.list.Objects = nil
	if p.open {
		for i := p.first; i < len(p.found) && i < p.first+pickerRows; i++ {
			p.list.Objects = append(p.list.Objects, newPickerRow(p, i))
		}
		if len(p.found) == 0 {
			p.list.Objects = append(p.list.Objects, Pad(GapS, Small(p.tr("Nothing found"))))
		} else if len(p.found) > pickerRows {
			p.list.Objects = append(p.list.Objects, PadXY(GapM, GapXS, Small(p.tr("%d of %d", max(p.at, p.first)+1, len(p.found)))))
		}
	}
	setShown(p.card, p.open)
	p.card.Refresh()
	p.Refresh()
	if p.open && p.entry.keys != nil {
		p.entry.keys.Focused(p)
	}
	if f, ok := p.entry.keys.(*Form); ok && was && !p.open {
		f.Refresh() // the list gives its room back
	}
}

func (p *Picker) choose(i int) {
	if i < 0 || i >= len(p.found) {
		return
	}
	o := p.found[i]
	p.Set(o)
	p.show(false)
	p.changed()
}

type pickerRow struct {
	widget.BaseWidget
	p     *Picker
	index int
	fill  *canvas.Rectangle
	row   *fyne.Container
}

func newPickerRow(p *Picker, i int) *pickerRow {
	r := &pickerRow{p: p, index: i}
	o := p.found[i]
	label := Body(o.Label)
	if i == p.at {
		label = Colored(o.Label, ColorAccent).Bold()
	}
	r.row = Row(GapS, label, Flex(1, Small(o.Note)))
	r.ExtendBaseWidget(r)
	return r
}

func (r *pickerRow) AccessibilityLabel() string             { return r.p.found[r.index].Label }
func (r *pickerRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
func (r *pickerRow) Cursor() desktop.Cursor                 { return desktop.PointerCursor }

// MouseDown keeps the list open: the press takes the focus from the field, and
// the option is chosen only by the whole click.
func (r *pickerRow) MouseDown(*desktop.MouseEvent) { r.p.pressed = true }

// MouseUp implements desktop.Mouseable.
func (r *pickerRow) MouseUp(*desktop.MouseEvent) {}

// Tapped gives the focus back to the field and chooses: the screen may move it
// from there.
func (r *pickerRow) Tapped(*fyne.PointEvent) {
	r.p.pressed = false
	focusOn(r.p.entry)
	r.p.choose(r.index)
}

// MouseIn and MouseMoved implement desktop.Hoverable.
func (r *pickerRow) MouseIn(*desktop.MouseEvent)    {}
func (r *pickerRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends a click that was drawn away from the option.
func (r *pickerRow) MouseOut() {
	if r.p.pressed {
		r.p.left()
	}
}

// Scrolled moves the list under the wheel, not the form around it.
func (r *pickerRow) Scrolled(e *fyne.ScrollEvent) {
	switch {
	case e.Scrolled.DY < 0:
		r.p.scroll(1)
	case e.Scrolled.DY > 0:
		r.p.scroll(-1)
	}
}

func (r *pickerRow) MinSize() fyne.Size {
	m := r.row.MinSize()
	return fyne.NewSize(m.Width+2*GapM, max(m.Height+8, size(SizeButton)-4))
}

func (r *pickerRow) CreateRenderer() fyne.WidgetRenderer {
	r.fill = canvas.NewRectangle(none)
	d := &drawn{w: r, objects: []fyne.CanvasObject{r.fill, r.row}, min: r.MinSize}
	d.style = func() {
		r.fill.FillColor, r.fill.CornerRadius = none, 6
		if r.index == r.p.at {
			r.fill.FillColor = ink(ColorAccentSoft, r)
		}
	}
	d.layout = func(s fyne.Size) {
		place(r.fill, 3, 1, s.Width-6, s.Height-2)
		place(r.row, GapM, 0, s.Width-2*GapM, s.Height)
	}
	d.style()
	return d
}
