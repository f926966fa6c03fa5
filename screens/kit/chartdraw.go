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
	small := size(SizeSmall)
	axis := fyne.MeasureText(figure(p.hi), small, fyne.TextStyle{}).Width
	axis = max(axis, fyne.MeasureText(figure(p.lo), small, fyne.TextStyle{}).Width)
	line := fyne.MeasureText("0", small, fyne.TextStyle{}).Height
	p.x0, p.x1 = axis+GapM, s.Width-GapS
	p.y0, p.y1 = s.Height-line*2-GapM, line/2+GapXS
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

// text sets words with their left (or, for align 1, right, for 0.5 middle)
// edge at x and their middle at y, kept within the chart.
func (p *plot) text(s string, x, y, align float32, name fyne.ThemeColorName) fyne.Size {
	t := canvas.NewText(s, ink(name, p.c))
	t.TextSize = size(SizeSmall) * 11 / 12
	m := t.MinSize()
	left := min(x-m.Width*align, p.c.Size().Width-m.Width)
	place(t, max(left, 0), y-m.Height/2, m.Width, m.Height)
	p.objects = append(p.objects, t)
	return m
}

func (p *plot) levels() {
	for v := p.lo; v <= p.hi+p.step/2; v += p.step {
		p.line(p.x0, p.y(v), p.x1, p.y(v), 1, ColorLine)
		p.text(figure(v), p.x0-GapS, p.y(v), 1, ColorMuted)
	}
}

// times writes the moments of the values under the axis, leaving out those
// that would run into one another.
func (p *plot) times() {
	y := p.y0 + size(SizeSmall)
	last := float32(math.Inf(-1))
	ms := p.c.moments()
	for i, m := range ms {
		w := fyne.MeasureText(p.c.clock(m), size(SizeSmall), fyne.TextStyle{}).Width
		x := p.x(m)
		if x-w/2 < last+GapS || (i < len(ms)-1 && x+w/2+GapS > p.x(ms[len(ms)-1])-w/2) {
			continue
		}
		p.text(p.c.clock(m), x, y, 0.5, ColorMuted)
		last = x + w/2
	}
}

func (p *plot) series() {
	for _, s := range p.c.data.Series {
		name := s.Color
		if name == "" {
			name = ColorInk
		}
		for i, pt := range s.Points {
			x, y := p.x(pt.At), p.y(pt.Value)
			if i > 0 {
				px, py := p.x(s.Points[i-1].At), p.y(s.Points[i-1].Value)
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
}

// names writes what each line is at its right end.
func (p *plot) names() {
	h := size(SizeSmall) * 1.1
	var taken []float32
	for _, s := range p.c.data.Series {
		if len(s.Points) == 0 || s.Name == "" {
			continue
		}
		name := s.Color
		if name == "" {
			name = ColorInk
		}
		end := s.Points[len(s.Points)-1]
		y := free(taken, p.y(end.Value), h)
		taken = append(taken, y)
		p.text(s.Name, p.x(end.At), y, 0.8, name)
	}
}

// free gives a height for a name near y that is at least h away from those
// taken: above the line's end if it can be, else below, and then further down.
func free(taken []float32, y, h float32) float32 {
	for _, at := range []float32{y - h, y + h, y + 2*h, y - 2*h, y + 3*h, y - 3*h} {
		clear := true
		for _, t := range taken {
			clear = clear && (at <= t-h || at >= t+h)
		}
		if clear {
			return at
		}
	}
	return y - h
}

func (p *plot) marks() {
	var ends []float32 // right edge of the last label on each line
	for _, m := range p.c.data.Marks {
		x := p.x(m.At)
		p.dashed(x, p.y0, x, p.y1, 1.5, 2, 4, ColorAccent)
		k := 0
		for k < len(ends) && x < ends[k] {
			k++
		}
		if k == len(ends) {
			ends = append(ends, 0)
		}
		m := p.text(m.Label, x+GapXS, p.y1+size(SizeSmall)*(0.6+1.2*float32(k)), 0, ColorAccent)
		ends[k] = x + m.Width + GapS
	}
	for _, t := range p.c.data.Thresholds {
		fg, _ := t.Tone.colors()
		y := p.y(t.Value)
		p.dashed(p.x0, y, p.x1, y, 1, 4, 3, fg)
		p.text(t.Label, p.x1, y-size(SizeSmall)*0.8, 1, fg)
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
		p.names()
		p.reading()
		c.readout.SetText(c.Readout())
		h := c.readout.MinSize().Height
		place(c.readout, 0, s.Height-h, s.Width, h)
		r.objects = append(p.objects, c.readout, c.ring)
	}
	r.layout(c.Size())
	return r
}

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
