package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// StepState is where one step of a journey stands.
type StepState int

// The states of a step.
const (
	StepOpen    StepState = iota // nothing to do yet
	StepDone                     // shown with a tick
	StepDue                      // needs something: shown with a circle, in review
	StepBlocked                  // cannot go on: shown with a bar, in stop
)

// Step is one step of a journey.
type Step struct {
	ID    string
	Label string
	Note  string // after the label: "3 of 6", "blocked"
	State StepState
}

// Stepper is a journey as a bar of steps, the selected one filled. Left and
// Right move, Enter opens.
type Stepper struct {
	widget.BaseWidget
	steps    []*stepEntry
	box      *fyne.Container
	selected string
	tight    bool // small letters, so that all words fit
	// OnSelected is called when the person chooses a step.
	OnSelected func(id string)
}

// NewStepper makes a bar of steps.
func NewStepper(steps []Step, onSelected func(id string)) *Stepper {
	s := &Stepper{OnSelected: onSelected}
	s.box = fyneContainer(&stepLayout{bar: s})
	s.ExtendBaseWidget(s)
	s.SetSteps(steps)
	return s
}

// SetSteps changes the steps.
func (s *Stepper) SetSteps(steps []Step) {
	if len(steps) == len(s.steps) {
		for i, st := range steps {
			s.steps[i].Step, s.steps[i].focusable.ID = st, st.ID
			s.steps[i].Refresh()
		}
		return
	}
	s.steps, s.box.Objects = nil, nil
	for _, st := range steps {
		e := &stepEntry{Step: st, bar: s}
		e.init(e, st.ID)
		e.space = e.choose
		s.steps = append(s.steps, e)
		s.box.Objects = append(s.box.Objects, e)
	}
	s.Refresh()
}

// Select marks a step without calling OnSelected.
func (s *Stepper) Select(id string) {
	s.selected = id
	for _, e := range s.steps {
		e.Refresh()
	}
}

// Selected is the ID of the marked step.
func (s *Stepper) Selected() string { return s.selected }

// CreateRenderer is called by Fyne.
func (s *Stepper) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.box) }

// stepLayout gives the steps equal widths in one row, or sets them
// one after the other in more rows where their words do not fit into one.
type stepLayout struct {
	bar   *Stepper
	width float32
}

func (l *stepLayout) rows(objs []fyne.CanvasObject, w float32) int {
	var widest float32
	for _, o := range objs {
		widest = fyne.Max(widest, o.MinSize().Width)
	}
	l.bar.tight = w > 0 && widest > w/float32(len(objs))-GapXS
	if w > 0 && widest*float32(len(objs)) > w*1.12 {
		l.bar.tight = false
		return 2
	}
	return 1
}

func (l *stepLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	if len(objs) == 0 {
		return
	}
	if l.rows(objs, s.Width) > 1 {
		(&flowLayout{gap: GapXS, lines: GapXS}).Layout(objs, s)
		return
	}
	n := float32(len(objs))
	w := (s.Width - GapXS*(n-1)) / n
	for i, o := range objs {
		place(o, float32(i)*(w+GapXS), 0, w, o.MinSize().Height)
	}
}

func (l *stepLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	if len(objs) == 0 {
		return fyne.Size{}
	}
	if l.rows(objs, l.width) > 1 {
		f := &flowLayout{gap: GapXS, lines: GapXS, width: l.width}
		return fyne.NewSize(200, f.MinSize(objs).Height)
	}
	return fyne.NewSize(200, objs[0].MinSize().Height)
}

type stepEntry struct {
	focusable
	Step
	bar   *Stepper
	fill  *canvas.Rectangle
	label *Text
}

func (e *stepEntry) AccessibilityLabel() string             { return e.words() }
func (e *stepEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleLink }
func (e *stepEntry) Cursor() desktop.Cursor                 { return desktop.PointerCursor }
func (e *stepEntry) Tapped(*fyne.PointEvent)                { e.choose() }

func (e *stepEntry) choose() {
	e.bar.Select(e.Step.ID)
	if e.bar.OnSelected != nil {
		e.bar.OnSelected(e.Step.ID)
	}
}

func (e *stepEntry) TypedKey(k *fyne.KeyEvent) {
	by := 0
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.choose()
		return
	case fyne.KeyRight, fyne.KeyDown:
		by = 1
	case fyne.KeyLeft, fyne.KeyUp:
		by = -1
	default:
		e.passKey(k)
		return
	}
	for i, o := range e.bar.steps {
		if o == e && i+by >= 0 && i+by < len(e.bar.steps) {
			focusOn(e.bar.steps[i+by])
			return
		}
	}
}

func (e *stepEntry) words() string {
	s := e.Label
	if e.Note != "" {
		s += " · " + e.Note
	}
	switch e.State {
	case StepDone:
		return "✓ " + s
	case StepDue:
		return "○ " + s
	case StepBlocked:
		return "⊘ " + s
	}
	return s
}

func (e *stepEntry) MinSize() fyne.Size {
	w := fyne.MeasureText(e.words(), size(SizeMedium), fyne.TextStyle{Bold: true}).Width + 20
	return fyne.NewSize(w, size(SizePill)+8)
}

func (e *stepEntry) CreateRenderer() fyne.WidgetRenderer {
	e.fill = canvas.NewRectangle(none)
	e.label = Body("")
	r := &drawn{w: e, objects: []fyne.CanvasObject{e.ring, e.fill, e.label}, min: e.MinSize}
	r.style = func() {
		on := e.bar.selected == e.Step.ID
		fg, fill, line := ColorMuted, ColorGround, ColorLine
		switch e.State {
		case StepDone:
			fg = ColorDone
		case StepDue:
			fg = ColorReview
		case StepBlocked:
			fg = ColorStop
		}
		if on {
			fg, fill, line = ColorOnAccent, ColorAccent, ColorAccent
		}
		e.fill.FillColor, e.fill.StrokeColor = ink(fill, e), ink(line, e)
		e.fill.StrokeWidth, e.fill.CornerRadius = 1, 7
		if e.hovered && !on {
			e.fill.FillColor = ink(ColorAccentSoft, e)
		}
		e.label.text, e.label.color, e.label.bold = e.words(), fg, on
		e.label.Refresh()
	}
	r.layout = func(s fyne.Size) {
		place(e.fill, 0, 0, s.Width, s.Height)
		e.label.size = SizeMedium
		if e.bar.tight {
			e.label.size = SizeSmall
		}
		m := e.label.MinSize()
		place(e.label, 10, (s.Height-m.Height)/2, s.Width-14, m.Height)
		e.styleRing(s, 2, 7)
	}
	r.style()
	return r
}
