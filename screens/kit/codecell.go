package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// codeCell is one answer of a Codes: its code in a circle, and its words.
type codeCell struct {
	widget.BaseWidget
	look   CodesLook
	option Coded
	on     bool
	pale   bool

	box  *canvas.Rectangle
	dot  *canvas.Circle
	code *canvas.Text
	say  *Text
}

func newCodeCell(look CodesLook) *codeCell {
	c := &codeCell{look: look, box: canvas.NewRectangle(none), dot: canvas.NewCircle(none), code: canvas.NewText("", none)}
	c.say = newText("", SizeText, ColorInk, false, look != CodesLine)
	if look == CodesLarge {
		c.say.size = SizeSection
	}
	c.ExtendBaseWidget(c)
	return c
}

func (c *codeCell) set(o Coded, on, pale bool) {
	c.option, c.on, c.pale = o, on, pale
	label := o.Label
	if label == o.Code {
		label = ""
	}
	c.say.bold = on
	c.say.color = ColorInk
	if pale {
		c.say.color = ColorMuted
	}
	c.say.SetText(label)
	c.Refresh()
}

// dotSize is the size of the circle; a code alone stands in a larger one.
func (c *codeCell) dotSize() float32 { return size(SizePill) + 2 }

func (c *codeCell) pad() float32 {
	if c.look == CodesLarge {
		return GapM
	}
	return GapXS
}

// inner is where the words begin.
func (c *codeCell) inner() float32 { return c.pad() + c.dotSize() + GapS }

// wide is the width with the words in one line, bold so that choosing moves
// nothing.
func (c *codeCell) wide() float32 {
	if c.say.text == "" {
		return c.dotSize() + 2*c.pad()
	}
	return c.inner() + fyne.MeasureText(c.say.text, size(c.say.size), fyne.TextStyle{Bold: true}).Width + GapM
}

// heightAt is the height at a width.
func (c *codeCell) heightAt(width float32) float32 {
	least := c.dotSize() + 2*c.pad()
	if c.look == CodesLarge {
		least = size(SizeRow) + 2*GapXS
	}
	if c.say.text == "" {
		return least
	}
	return max(least, heightFor(c.say, width-c.inner()-GapM)+2*c.pad())
}

// MinSize is that of the circle.
func (c *codeCell) MinSize() fyne.Size {
	c.ExtendBaseWidget(c)
	return fyne.NewSize(c.dotSize()+2*c.pad(), c.dotSize()+2*c.pad())
}

// CreateRenderer is called by Fyne.
func (c *codeCell) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: c, objects: []fyne.CanvasObject{c.box, c.dot, c.code, c.say}, min: c.MinSize, style: c.restyle}
	r.layout = func(s fyne.Size) {
		place(c.box, 0, 0, s.Width, s.Height)
		d := c.dotSize()
		place(c.dot, c.pad(), (s.Height-d)/2, d, d)
		m := c.code.MinSize()
		place(c.code, c.pad()+(d-m.Width)/2, (s.Height-m.Height)/2, m.Width, m.Height)
		w := max(s.Width-c.inner()-GapS, 0)
		h := heightFor(c.say, w)
		place(c.say, c.inner(), (s.Height-h)/2, w, h)
	}
	c.restyle()
	return r
}

func (c *codeCell) restyle() {
	c.box.FillColor, c.box.StrokeColor, c.box.StrokeWidth, c.box.CornerRadius = none, none, 0, 8
	c.dot.FillColor, c.dot.StrokeColor, c.dot.StrokeWidth = none, ink(ColorMuted, c), 1
	c.code.Text, c.code.TextSize, c.code.TextStyle = c.option.Code, size(SizeMedium), fyne.TextStyle{Bold: c.on}
	c.code.Color = ink(ColorMuted, c)
	if c.look == CodesLarge {
		c.box.FillColor, c.box.StrokeColor, c.box.StrokeWidth = ink(ColorSurface, c), ink(ColorLine, c), 1
	}
	switch {
	case c.look == CodesLine && c.option.Code == "":
		c.dot.StrokeColor = ink(ColorLine, c)
	case c.on:
		c.dot.FillColor, c.dot.StrokeColor = ink(ColorAccent, c), ink(ColorAccent, c)
		c.code.Color = ink(ColorOnAccent, c)
		c.box.FillColor = ink(ColorAccentSoft, c)
		if c.look == CodesLarge {
			c.box.StrokeColor, c.box.StrokeWidth = ink(ColorAccent, c), 2
		}
	}
	if c.look == CodesLarge {
		c.restyleLarge()
	}
}

// restyleLarge shows a tick and no number: what the patient sees is the words.
func (c *codeCell) restyleLarge() {
	c.code.Text = ""
	if c.on {
		c.code.Text = "✓"
	}
	if c.say.text == "" {
		c.code.Text = c.option.Code
	}
}
