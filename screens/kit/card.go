package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Card is a white surface with a thin line and round corners.
type Card struct {
	widget.BaseWidget
	title   *Text
	content fyne.CanvasObject
	pad     float32
	fill    fyne.ThemeColorName
	line    fyne.ThemeColorName
	round   bool

	box  *canvas.Rectangle
	body *fyne.Container
}

// NewCard makes a card; without a title there is no heading.
func NewCard(title string, content fyne.CanvasObject) *Card {
	return newCard(title, content, GapL, ColorSurface, ColorLine, true)
}

// FlushCard is a card whose content reaches its edges: for a table.
func FlushCard(content fyne.CanvasObject) *Card {
	return newCard("", content, 1, ColorSurface, ColorLine, true)
}

// Panel is a plain surface without corners or line: the rail, a top bar.
func Panel(content fyne.CanvasObject) *Card {
	return newCard("", content, 0, ColorSurface, ColorSurface, false)
}

// Ground is the paper-coloured ground under a whole screen.
func Ground(content fyne.CanvasObject) *Card {
	return newCard("", content, 0, ColorGround, ColorGround, false)
}

func newCard(title string, content fyne.CanvasObject, pad float32, fill, line fyne.ThemeColorName, round bool) *Card {
	c := &Card{title: Section(title).Wrapped(), content: content, pad: pad, fill: fill, line: line, round: round}
	c.body = Stack(GapS, c.title, Flex(1, content))
	if title == "" {
		c.title.Hide()
	}
	c.ExtendBaseWidget(c)
	return c
}

// SetTitle changes the heading; "" takes it away.
func (c *Card) SetTitle(s string) {
	c.title.SetText(s)
	if s == "" {
		c.title.Hide()
	} else {
		c.title.Show()
	}
	c.Refresh()
}

// SetContent changes what the card holds.
func (c *Card) SetContent(o fyne.CanvasObject) {
	c.content = o
	c.body.Objects[1] = Flex(1, o)
	c.Refresh()
}

// Content is what the card holds.
func (c *Card) Content() fyne.CanvasObject { return c.content }

// SetLine changes the colour of the line, for a card that needs a person.
func (c *Card) SetLine(name fyne.ThemeColorName) { c.line = name; c.Refresh() }

func (c *Card) children() []fyne.CanvasObject { return []fyne.CanvasObject{c.content} }

// AccessibilityLabel is the heading.
func (c *Card) AccessibilityLabel() string { return c.title.text }

// AccessibilityRole is container.
func (c *Card) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// MinSize is that of the content with its padding.
func (c *Card) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return c.body.MinSize().AddWidthHeight(2*c.pad, 2*c.pad)
}

func (c *Card) naturalWidth() float32 { return naturalOf(c.body) + 2*c.pad }

// CreateRenderer is called by Fyne.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	c.box = canvas.NewRectangle(none)
	r := &drawn{w: c, objects: []fyne.CanvasObject{c.box, c.body}, min: c.MinSize}
	r.style = func() {
		c.box.FillColor, c.box.StrokeColor = ink(c.fill, c), ink(c.line, c)
		c.box.StrokeWidth, c.box.CornerRadius = 0, 0
		if c.round {
			c.box.StrokeWidth, c.box.CornerRadius = 1, size(SizeRadius)
		}
	}
	r.layout = func(s fyne.Size) {
		place(c.box, 0, 0, s.Width, s.Height)
		place(c.body, c.pad, c.pad, s.Width-2*c.pad, s.Height-2*c.pad)
	}
	r.style()
	return r
}

// Resize lays the content out again where its height follows from its width.
func (c *Card) Resize(s fyne.Size) {
	if w := s.Width - 2*c.pad; w > 0 {
		heightFor(c.body, w)
	}
	c.BaseWidget.Resize(s)
}

// Rule is a thin line across.
func Rule() fyne.CanvasObject { return newRule(false) }

// VRule is a thin upright line.
func VRule() fyne.CanvasObject { return newRule(true) }

type rule struct {
	widget.BaseWidget
	line *canvas.Rectangle
}

func newRule(bool) *rule {
	r := &rule{}
	r.ExtendBaseWidget(r)
	return r
}

func (r *rule) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *rule) CreateRenderer() fyne.WidgetRenderer {
	r.line = canvas.NewRectangle(none)
	d := &drawn{w: r, objects: []fyne.CanvasObject{r.line}, min: r.MinSize}
	d.style = func() { r.line.FillColor = ink(ColorLine, r) }
	d.layout = func(s fyne.Size) { place(r.line, 0, 0, s.Width, s.Height) }
	d.style()
	return d
}
