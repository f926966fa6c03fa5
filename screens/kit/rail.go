package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// RailItem is one line of a Rail.
type RailItem struct {
	ID    string
	Label string
	Note  string // small, after the label: "6 of 11"
	Done  bool   // shown with a tick, in the colour of done
	Badge string // a pill at the right: a count of what is due
}

// Rail is a list of places: the program's rooms at the left, or the parts of
// a form. One is selected. Each is reached by Tab; Up and Down move too.
type Rail struct {
	widget.BaseWidget
	items    []*railEntry
	box      *fyne.Container
	selected string
	compact  bool
	keys     Keys
	// OnSelected is called when the person chooses an item.
	OnSelected func(id string)
}

// NewRail makes a list of places.
func NewRail(items []RailItem, onSelected func(id string)) *Rail {
	r := &Rail{OnSelected: onSelected}
	r.box = Stack(GapXS)
	r.ExtendBaseWidget(r)
	r.SetItems(items)
	return r
}

// NewPartList makes a Rail that is closer set: the parts of a form.
func NewPartList(items []RailItem, onSelected func(id string)) *Rail {
	r := &Rail{OnSelected: onSelected, compact: true}
	r.box = Stack(0)
	r.ExtendBaseWidget(r)
	r.SetItems(items)
	return r
}

// SetItems changes the places. The selected one stays selected by its ID.
func (r *Rail) SetItems(items []RailItem) {
	r.items, r.box.Objects = nil, nil
	for _, it := range items {
		e := &railEntry{RailItem: it, rail: r}
		e.init(e, it.ID)
		e.space = func() { e.Tapped(nil) }
		e.SetKeys(r.keys)
		r.items = append(r.items, e)
		r.box.Objects = append(r.box.Objects, e)
	}
	r.Refresh()
}

// Select marks a place without calling OnSelected.
func (r *Rail) Select(id string) {
	r.selected = id
	for _, e := range r.items {
		e.Refresh()
	}
}

// Selected is the ID of the marked place.
func (r *Rail) Selected() string { return r.selected }

// SetKeys gives Esc and Ctrl+Enter to a form.
func (r *Rail) SetKeys(k Keys) {
	r.keys = k
	for _, e := range r.items {
		e.SetKeys(k)
	}
}

// Focus puts the focus on the selected place.
func (r *Rail) Focus() {
	for i, e := range r.items {
		if e.RailItem.ID == r.selected || (r.selected == "" && i == 0) {
			focusOn(e)
		}
	}
}

func (r *Rail) move(from *railEntry, by int) {
	for i, e := range r.items {
		if e == from && i+by >= 0 && i+by < len(r.items) {
			focusOn(r.items[i+by])
			return
		}
	}
}

func (r *Rail) choose(id string) {
	r.Select(id)
	if r.OnSelected != nil {
		r.OnSelected(id)
	}
}

// CreateRenderer is called by Fyne.
func (r *Rail) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }

type railEntry struct {
	focusable
	RailItem
	rail  *Rail
	fill  *canvas.Rectangle
	label *Text
	note  *Text
	badge *Pill
}

func (e *railEntry) AccessibilityLabel() string             { return e.Label }
func (e *railEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleLink }
func (e *railEntry) Cursor() desktop.Cursor                 { return desktop.PointerCursor }
func (e *railEntry) Tapped(*fyne.PointEvent)                { e.rail.choose(e.RailItem.ID) }

func (e *railEntry) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.rail.choose(e.RailItem.ID)
	case fyne.KeyDown:
		e.rail.move(e, 1)
	case fyne.KeyUp:
		e.rail.move(e, -1)
	default:
		e.passKey(k)
	}
}

func (e *railEntry) MinSize() fyne.Size {
	w := fyne.MeasureText(e.words(), size(SizeText), fyne.TextStyle{Bold: true}).Width + 2*GapM - 4
	if e.Note != "" {
		w += fyne.MeasureText(e.Note, size(SizeSmall), fyne.TextStyle{Bold: true}).Width + GapS
	}
	if e.Badge != "" {
		w += 40
	}
	h := size(SizeButton) + 3
	if e.rail.compact {
		h -= 4
	}
	return fyne.NewSize(w, h)
}

func (e *railEntry) words() string {
	if e.Done {
		return "✓ " + e.Label
	}
	return e.Label
}

func (e *railEntry) CreateRenderer() fyne.WidgetRenderer {
	e.fill = canvas.NewRectangle(none)
	e.label, e.note = Body(""), Small("")
	e.badge = NewPill(e.Badge, ToneReview)
	r := &drawn{w: e, objects: []fyne.CanvasObject{e.fill, e.label, e.note, e.badge, e.ring}, min: e.MinSize}
	r.style = func() {
		on := e.rail.selected == e.RailItem.ID
		e.fill.FillColor, e.fill.CornerRadius = none, 8
		e.label.text, e.label.color, e.label.bold = e.words(), ColorMuted, on
		if e.Done {
			e.label.color = ColorDone
		}
		if on {
			e.fill.FillColor, e.label.color = ink(ColorAccentSoft, e), ColorAccent
		} else if e.hovered {
			e.fill.FillColor = ink(ColorGround, e)
		}
		e.note.text, e.note.color, e.note.bold = e.Note, e.label.color, on
		e.label.Refresh()
		e.note.Refresh()
		setShown(e.badge, e.Badge != "")
	}
	r.layout = func(s fyne.Size) {
		place(e.fill, 0, 0, s.Width, s.Height)
		m, n := e.label.MinSize(), e.note.MinSize()
		x := GapM
		if e.rail.compact {
			x = 10
		}
		w := min(m.Width, s.Width-2*x)
		place(e.label, x, (s.Height-m.Height)/2, w, m.Height)
		place(e.note, x+w+6, (s.Height-n.Height)/2+1, n.Width, n.Height)
		b := e.badge.MinSize()
		place(e.badge, s.Width-b.Width-8, (s.Height-b.Height)/2, b.Width, b.Height)
		e.styleRing(s, 0, 8)
	}
	r.style()
	return r
}
