package kit

import (
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// plot is the geometry of one drawing of a chart.
type plot struct {
	c              *Chart
	x0, x1, y0, y1 float32 // the area, y0 at the bottom
	from, to       time.Time
	lo, hi, step   float64
	objects        []fyne.CanvasObject
	taken          []box           // where words stand
	drawn          []fyne.Position // along the values and the marks
	ruled          []fyne.Position // along the thresholds
}

func (c *Chart) hasValues() bool {
	for _, s := range c.data.Series {
		if len(s.Points) > 0 {
			return true
		}
	}
	return len(c.data.Signs) > 0
}

// niceStep is the distance between level lines: 1, 2, 2.5, 4 or 5 times a
// power of ten, for about four lines.
func niceStep(span float64) float64 {
	raw := span / 4
	if raw <= 0 {
		return 1
	}
	base := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 4, 5, 10} {
		if base*m >= raw {
			return base * m
		}
	}
	return base * 10
}

func (c *Chart) newPlot(s fyne.Size) *plot {
	p := &plot{c: c, lo: math.Inf(1), hi: math.Inf(-1)}
	value := func(v float64) { p.lo, p.hi = math.Min(p.lo, v), math.Max(p.hi, v) }
	moment := func(t time.Time) {
		if p.from.IsZero() || t.Before(p.from) {
			p.from = t
		}
		if p.to.IsZero() || t.After(p.to) {
			p.to = t
		}
	}
	for _, se := range c.data.Series {
		for _, pt := range se.Points {
			value(pt.Value)
			moment(pt.At)
		}
	}
	for _, m := range c.data.Marks {
		moment(m.At)
	}
	for _, m := range c.data.Signs {
		moment(m.At)
		if m.Shape != SignBlank {
			value(m.Value)
		}
	}
	for _, th := range c.data.Thresholds {
		value(th.Value)
	}
	if c.data.Min != 0 || c.data.Max != 0 {
		value(c.data.Min)
		value(c.data.Max)
	}
	if p.hi < p.lo { // signs without a value
		p.lo, p.hi = 0, 1
	}
	if p.hi-p.lo < 1 {
		p.hi, p.lo = p.hi+1, p.lo-1
	}
	p.step = niceStep(p.hi - p.lo)
	p.lo, p.hi = math.Floor(p.lo/p.step)*p.step, math.Ceil(p.hi/p.step)*p.step
	if !p.to.After(p.from) {
		p.from, p.to = p.from.Add(-5*time.Minute), p.to.Add(5*time.Minute)
	}
	axis := max(p.measure(figure(p.hi)).Width, p.measure(figure(p.lo)).Width)
	line := p.measure("0").Height
	p.x0, p.x1 = axis+GapM, s.Width-GapS
	p.y0, p.y1 = p.c.readoutAt(s)-timesDrop(line)-line/2-GapXS, line/2+GapXS
	return p
}

func (p *plot) x(t time.Time) float32 {
	return p.x0 + 10 + (p.x1-p.x0-20)*float32(t.Sub(p.from))/float32(p.to.Sub(p.from))
}

func (p *plot) y(v float64) float32 {
	return p.y0 - (p.y0-p.y1)*float32((v-p.lo)/(p.hi-p.lo))
}

func (p *plot) line(x1, y1, x2, y2, width float32, name fyne.ThemeColorName) {
	l := canvas.NewLine(ink(name, p.c))
	l.StrokeWidth, l.Position1, l.Position2 = width, fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	p.objects = append(p.objects, l)
}

// dashed draws a line in pieces of on with gaps of off.
func (p *plot) dashed(x1, y1, x2, y2, width, on, off float32, name fyne.ThemeColorName) {
	dx, dy := x2-x1, y2-y1
	total := float32(math.Hypot(float64(dx), float64(dy)))
	for at := float32(0); at < total; at += on + off {
		end := min(at+on, total)
		p.line(x1+dx*at/total, y1+dy*at/total, x1+dx*end/total, y1+dy*end/total, width, name)
	}
}

func (p *plot) levels() {
	for v := p.lo; v <= p.hi+p.step/2; v += p.step {
		p.line(p.x0, p.y(v), p.x1, p.y(v), 1, ColorLine)
		p.write(figure(v), ColorMuted, p.whole(), spot{p.x0 - GapS, p.y(v), 1})
	}
}

func (p *plot) series() {
	for _, s := range p.c.data.Series {
		name := s.ink()
		for i, pt := range s.Points {
			x, y := p.x(pt.At), p.y(pt.Value)
			if i > 0 {
				px, py := p.x(s.Points[i-1].At), p.y(s.Points[i-1].Value)
				p.drawn = way(p.drawn, px, py, x, y)
				if s.Dotted {
					p.dashed(px, py, x, y, 2, 2, 3, name)
				} else {
					p.line(px, py, x, y, 2, name)
				}
			}
			p.dot(x, y, 2.5, name)
		}
	}
}

func (p *plot) dot(x, y, r float32, name fyne.ThemeColorName) {
	c := canvas.NewCircle(ink(name, p.c))
	place(c, x-r, y-r, 2*r, 2*r)
	p.objects = append(p.objects, c)
	p.drawn = way(p.drawn, x-r, y-r, x+r, y+r)
}

// marks draws the lines of the marks and the thresholds.
func (p *plot) marks() {
	for _, m := range p.c.data.Marks {
		x := p.x(m.At)
		p.dashed(x, p.y0, x, p.y1, 1.5, 2, 4, ColorAccent)
		p.drawn = way(p.drawn, x, p.y0, x, p.y1)
	}
	for _, t := range p.c.data.Thresholds {
		fg, _ := t.Tone.colors()
		y := p.y(t.Value)
		p.dashed(p.x0, y, p.x1, y, 1, 4, 3, fg)
		p.ruled = way(p.ruled, p.x0, y, p.x1, y)
	}
}

func (p *plot) reading() {
	ms := p.c.moments()
	if p.c.cursor < 0 || p.c.cursor >= len(ms) {
		return
	}
	x := p.x(ms[p.c.cursor])
	p.line(x, p.y0, x, p.y1, 1, ColorAccent)
	for _, s := range p.c.data.Series {
		for _, pt := range s.Points {
			if pt.At.Equal(ms[p.c.cursor]) {
				p.dot(x, p.y(pt.Value), 4, ColorAccent)
			}
		}
	}
}

// CreateRenderer is called by Fyne.
func (c *Chart) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: c, min: c.MinSize}
	r.layout = func(s fyne.Size) {
		c.styleRing(s, 0, 6)
		if !c.hasValues() {
			w := s.Width - 2*GapM
			place(c.none, GapM, max(0, (s.Height-c.none.MinSize().Height)/2), w, heightFor(c.none, w))
			r.objects = []fyne.CanvasObject{c.none, c.ring}
			return
		}
		p := c.newPlot(s)
		p.levels()
		p.times()
		p.marks()
		p.series()
		p.signs()
		p.limits()
		p.doses()
		p.names()
		p.reading()
		c.readout.SetText(c.Readout())
		place(c.readout, GapXS, c.readoutAt(s), s.Width-2*GapXS, c.readout.MinSize().Height)
		r.objects = append(p.objects, c.readout, c.ring)
	}
	r.layout(c.Size())
	return r
}

// readoutAt is the top of the line that is read out, clear of the focus ring.
func (c *Chart) readoutAt(s fyne.Size) float32 { return s.Height - c.readout.MinSize().Height - GapXS }

// MouseMoved reads out what is nearest to the pointer.
func (c *Chart) MouseMoved(e *desktop.MouseEvent) {
	ms := c.moments()
	if len(ms) == 0 {
		return
	}
	p := c.newPlot(c.Size())
	best, near := 0, float32(math.Inf(1))
	for i, m := range ms {
		if d := float32(math.Abs(float64(p.x(m) - e.Position.X))); d < near {
			best, near = i, d
		}
	}
	if best != c.cursor {
		c.read(best)
	}
}
