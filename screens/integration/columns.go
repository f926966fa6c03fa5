package integration

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"kapdesk/screens/kit"
)

// room is how much of the place stands side by side.
type room int

const (
	unset  room = iota
	one         // everything in one column; the handout is shown on request
	two         // what was, and the plan; the handout on request
	threes      // all three
)

// columns arranges the place by its width and the size of text.
type columns struct {
	widget.BaseWidget
	s      *Screen
	room   room
	left   *kit.Form
	middle fyne.CanvasObject
	right  fyne.CanvasObject
	body   *fyne.Container
	fresh  bool // arranged anew and not laid out since
}

func newColumns(s *Screen) *columns {
	c := &columns{s: s, body: kit.Stack(0)}
	c.left = kit.NewForm(s.past.box, s.onSave, s.Shell.Back)
	c.middle = kit.Stack(kit.GapM, kit.Flex(1, s.plan.form), kit.PadXY(kit.GapXS, 0, s.plan.foot))
	c.right = kit.Stack(kit.GapS, kit.Flex(1, s.shown), kit.Row(kit.GapS, kit.Flex(1, s.below)), s.large)
	c.ExtendBaseWidget(c)
	return c
}

// roomFor tells what fits into a width.
func roomFor(width float32) (r room, left, right float32) {
	left, right = kit.Widen(256), kit.Widen(276)
	middle := kit.Widen(440)
	switch {
	case width >= left+middle+right+2*kit.GapL:
		return threes, left, right
	case width >= left+middle+kit.GapL:
		return two, left, right
	}
	return one, left, right
}

// Children gives the fields to whoever looks for them.
func (c *columns) Children() []fyne.CanvasObject { return []fyne.CanvasObject{c.body} }

// Resize arranges anew where another number of columns fits.
func (c *columns) Resize(size fyne.Size) {
	if r, _, _ := roomFor(size.Width); r != c.room {
		c.room = r
		c.arrange()
	}
	c.BaseWidget.Resize(size)
}

func (c *columns) arrange() {
	s := c.s
	s.plan.narrow = c.room == one
	s.plan.arrangeInside()
	if c.room == one {
		s.plan.form.SetContent(kit.Stack(kit.GapM, s.past.box, s.plan.box))
		c.body.Objects = []fyne.CanvasObject{c.middle}
	} else {
		c.left.SetContent(s.past.box)
		s.plan.form.SetContent(s.plan.box)
		c.body.Objects = []fyne.CanvasObject{c.left, c.middle}
		if c.room == threes {
			c.body.Objects = append(c.body.Objects, c.right)
			s.plan.adoptBeside(c.right)
		}
	}
	c.body.Layout = &columnLayout{c}
	c.fresh = true
	c.body.Refresh()
}

// reveal brings the field with the focus into view after everything has found
// its place anew.
func (c *columns) reveal() {
	if !c.fresh {
		return
	}
	c.fresh = false
	at := c.s.Shell.Window().Canvas().Focused()
	if o, ok := at.(fyne.CanvasObject); ok && strings.HasPrefix(kit.FocusID(at), "integration.") {
		c.s.plan.form.Focused(o)
	}
}

// MinSize is small: every column scrolls.
func (c *columns) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return fyne.NewSize(320, 120)
}

// CreateRenderer is called by Fyne.
func (c *columns) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.body) }

type columnLayout struct{ c *columns }

func (l *columnLayout) MinSize([]fyne.CanvasObject) fyne.Size { return l.c.MinSize() }

func (l *columnLayout) Layout(objs []fyne.CanvasObject, size fyne.Size) {
	_, left, right := roomFor(size.Width)
	widths := []float32{size.Width}
	switch len(objs) {
	case 2:
		widths = []float32{left, size.Width - left - kit.GapL}
	case 3:
		widths = []float32{left, size.Width - left - right - 2*kit.GapL, right}
	}
	x := float32(0)
	for i, o := range objs {
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(widths[i], size.Height))
		x += widths[i] + kit.GapL
	}
	l.c.reveal()
}
