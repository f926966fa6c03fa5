package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// SignShape is the shape of a ChartSign, so that colour never tells alone.
type SignShape int

// The shapes.
const (
	SignAlert SignShape = iota // a frame around the value
	SignWorse                  // a triangle on its tip
	SignBlank                  // an empty ring at the foot of the picture: no value
)

// ChartSign marks a moment of a chart with a shape.
type ChartSign struct {
	At    time.Time
	Value float64 // of no account for SignBlank
	Shape SignShape
	Tone  Tone
}

// At gives the moment that is read out; ok is false while none is.
func (c *Chart) At() (t time.Time, ok bool) {
	ms := c.moments()
	if c.cursor < 0 || c.cursor >= len(ms) {
		return t, false
	}
	return ms[c.cursor], true
}

// ReadAt reads out the moment, if the chart has it, without calling OnRead.
func (c *Chart) ReadAt(t time.Time) {
	for i, m := range c.moments() {
		if m.Equal(t) {
			c.cursor = i
			c.Refresh()
		}
	}
}

// Focus puts the focus on the chart.
func (c *Chart) Focus() { focusOn(c) }

// signs draws the signs over the series.
func (p *plot) signs() {
	for _, s := range p.c.data.Signs {
		fg, _ := s.Tone.colors()
		x, y := p.x(s.At), p.y(s.Value)
		switch s.Shape {
		case SignAlert:
			p.frame(x, y, 7, fg)
		case SignWorse:
			t := canvas.NewRegularPolygon(3, ink(fg, p.c))
			t.Angle = 180
			place(t, x-6, y-6, 12, 12)
			p.objects = append(p.objects, t)
			p.drawn = way(p.drawn, x-6, y-6, x+6, y+6)
		case SignBlank:
			r := canvas.NewCircle(nil)
			r.StrokeColor, r.StrokeWidth = ink(fg, p.c), 2
			place(r, x-5, p.y0-5, 10, 10)
			p.objects = append(p.objects, r)
			p.drawn = way(p.drawn, x-5, p.y0-5, x+5, p.y0+5)
		}
	}
}

func (p *plot) frame(x, y, r float32, name fyne.ThemeColorName) {
	p.line(x-r, y-r, x+r, y-r, 2, name)
	p.line(x+r, y-r, x+r, y+r, 2, name)
	p.line(x+r, y+r, x-r, y+r, 2, name)
	p.line(x-r, y+r, x-r, y-r, 2, name)
	p.drawn = way(p.drawn, x-r, y-r, x+r, y+r)
}
