package pdf

import (
	"image/color"
	"math"
	"strconv"
	"time"

	"kapdesk/app/handout"
)

// dark tells a black square of a code.
func dark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}

// plot is the field of a chart on paper.
type plot struct {
	*layout
	chart       handout.Chart
	left, right float64 // edges of the panels
	size        float64 // of the labels
}

func (p plot) at(t time.Time) float64 {
	part := float64(t.Sub(p.chart.From)) / float64(p.chart.To.Sub(p.chart.From))
	return p.left + within(part)*(p.right-p.left)
}

// chart sets the caption, and the panels one above the other in one piece.
func (l *layout) chart(b handout.Chart) {
	p := plot{layout: l, chart: b, size: math.Round(l.base * 0.75)}
	p.left, p.right = l.x+p.size*2.6, l.x+l.w-p.size*7
	if len(b.Dates) > 0 {
		p.right -= p.size * 3 // the limits have long names
	}
	title, panel, axis := p.size*2.5, l.base*9.5, p.size*2.6
	if len(b.Panels) > 2 {
		panel = l.base * 7
	}
	marks := p.markLevels()
	strip := float64(marks) * p.size * 1.5
	if caption := l.lines(regular, l.small(), muted, l.w, b.Caption); len(caption) > 0 {
		l.addRow(row{cells: l.column(caption), gap: l.base * 0.8, keepNext: true})
	}
	spare := strip + float64(len(b.Panels))*title + axis
	for _, pn := range b.Panels {
		panel = math.Max(panel, p.namesHeight(pn))
	}
	panel = math.Max(30, math.Min(panel, (l.bodyHeight()-spare)/float64(len(b.Panels))))
	l.warm(p)
	l.pieces = append(l.pieces, piece{gap: l.base * 0.8, height: spare + panel*float64(len(b.Panels)), paint: func(c *canvas, y float64) {
		for i, pn := range b.Panels {
			p.label(c, bold, ink, p.left, y+title-p.size*0.7, pn.Name)
			y += title
			if i == 0 {
				p.markLabels(c, y)
				y += strip
			}
			p.panel(c, pn, y, panel)
			p.markLines(c, y, panel)
			y += panel
		}
		p.axis(c, y)
	}})
}

// warm tells the layout of the characters of the labels, which are written
// only at painting.
func (l *layout) warm(p plot) {
	for _, m := range p.chart.Marks {
		l.newLine(regular, p.size, ink, m.Label)
	}
	for _, d := range p.chart.Dates {
		l.newLine(regular, p.size, ink, d.Label)
	}
	for _, pn := range p.chart.Panels {
		l.newLine(regular, p.size, ink, pn.Name)
		for _, ln := range pn.Lines {
			l.newLine(regular, p.size, ink, ln.Name)
		}
		for _, li := range pn.Limits {
			l.newLine(regular, p.size, ink, li.Label)
		}
	}
}

func (p plot) label(c *canvas, s style, col colour, x, y float64, text string) {
	c.text(x, y, s, p.size, col, clean(text))
}

// panel paints one scale: grid, limits, lines with their names at the end.
func (p plot) panel(c *canvas, b handout.Panel, top, h float64) {
	y := func(v float64) float64 { return top + h*(1-within((v-b.Low)/(b.High-b.Low))) }
	step := niceStep((b.High - b.Low) / 7.5)
	for v := math.Ceil(b.Low/step) * step; v <= b.High+step/1000; v += step {
		c.line(p.left, y(v), p.right, y(v), 0.4, hair)
		text := strconv.FormatFloat(v, 'f', -1, 64)
		p.label(c, regular, muted, p.left-4-p.width(regular, p.size, text), y(v)+p.size*0.36, text)
	}
	for _, l := range b.Limits {
		if !shows(b, l) {
			continue
		}
		col, dash := stop, []float64{5, 3}
		if l.Good {
			col, dash = done, []float64{2, 2}
		}
		c.dashed([][2]float64{{p.left, y(l.Value)}, {p.right, y(l.Value)}}, 0.9, col, dash)
	}
	for i, l := range b.Lines {
		p.series(c, l, i, y)
	}
	p.endNames(c, b, y, top, top+h)
}

// series draws the line and a marker at each point; a value beyond the scale
// stands at its edge.
func (p plot) series(c *canvas, l handout.Line, i int, y func(float64) float64) {
	dashes := [][]float64{nil, {4, 2}, {1.5, 2}, {6, 2, 1.5, 2}}
	points := make([][2]float64, len(l.Points))
	for k, pt := range l.Points {
		points[k] = [2]float64{p.at(pt.At), y(pt.Value)}
	}
	if !l.Loose {
		c.dashed(points, 0.9, ink, dashes[i%len(dashes)])
	}
	for _, pt := range points {
		marker(c, l.Shape, pt[0], pt[1], p.size*0.34)
	}
}

func marker(c *canvas, s handout.Shape, x, y, r float64) {
	switch s {
	case handout.Down:
		c.polygon([][2]float64{{x - r, y - r}, {x + r, y - r}, {x, y + r}}, ink)
	case handout.Up:
		c.polygon([][2]float64{{x - r, y + r}, {x + r, y + r}, {x, y - r}}, ink)
	case handout.Diamond:
		c.polygon([][2]float64{{x - r*1.2, y}, {x, y - r*1.2}, {x + r*1.2, y}, {x, y + r*1.2}}, accent)
	case handout.Alert: // a frame, so that the value's own marker shows in it
		r *= 1.9
		c.dashed([][2]float64{{x - r, y - r}, {x + r, y - r}, {x + r, y + r}, {x - r, y + r}, {x - r, y - r}}, 1.2, stop, nil)
	case handout.Ring:
		c.ring(x, y, r*1.2, r*0.5, muted)
	default:
		c.disc(x, y, r, accent)
	}
}

// markLevels gives how many lines the marks' labels need so that none covers
// another.
func (p plot) markLevels() int {
	levels := 0
	for _, l := range p.levels() {
		levels = max(levels, l+1)
	}
	return levels
}

// levels gives each mark the lowest line where its label is free.
func (p plot) levels() []int {
	var ends []float64 // right edge of the last label on each line
	out := make([]int, len(p.chart.Marks))
	for i, m := range p.chart.Marks {
		x, w := p.markX(m)
		k := 0
		for k < len(ends) && x < ends[k] {
			k++
		}
		if k == len(ends) {
			ends = append(ends, 0)
		}
		ends[k] = x + w + 6
		out[i] = k
	}
	return out
}

// markX gives where a mark's label begins and how wide it is; it stays within
// the column.
func (p plot) markX(m handout.Mark) (x, w float64) {
	w = p.width(bold, p.size, clean(m.Label))
	x = math.Min(p.at(m.At)+3, p.x+p.w-w)
	return math.Max(x, p.x), w
}

// markLabels writes the labels above the first panel, with the line down to
// it.
func (p plot) markLabels(c *canvas, top float64) {
	strip := float64(p.markLevels()) * p.size * 1.5
	for i, level := range p.levels() {
		m := p.chart.Marks[i]
		y := top + float64(level)*p.size*1.5
		x, _ := p.markX(m)
		p.label(c, bold, accent, x, y+p.size*1.05, m.Label)
		p.markLine(c, m, y+p.size*0.3, top+strip)
	}
}

func (p plot) markLines(c *canvas, top, h float64) {
	for _, m := range p.chart.Marks {
		p.markLine(c, m, top, top+h)
	}
}

func (p plot) markLine(c *canvas, m handout.Mark, from, to float64) {
	c.dashed([][2]float64{{p.at(m.At), from}, {p.at(m.At), to}}, 1.1, accent, []float64{1.2, 2})
}

// axis writes the time of day in the clinic's zone under the panels.
func (p plot) axis(c *canvas, y float64) {
	c.line(p.left, y, p.right, y, 0.9, ink)
	if len(p.chart.Dates) > 0 {
		p.dates(c, y)
		return
	}
	span := p.chart.To.Sub(p.chart.From)
	step := 5 * time.Minute
	for _, s := range []time.Duration{10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 12 * time.Hour} {
		if span/step > 8 {
			step = s
		}
	}
	if span/step > 60 { // days: only the two ends
		step = span
	}
	for t := p.firstTick(step); !t.After(p.chart.To); t = t.Add(step) {
		x := p.at(t)
		text := t.In(p.doc.Zone).Format("15:04")
		c.line(x, y, x, y+3, 0.7, ink)
		p.label(c, regular, muted, x-p.width(regular, p.size, text)/2, y+3+p.size*1.15, text)
	}
}

// dates writes the chart's dates under the panels, leaving out what would run
// into the one before.
func (p plot) dates(c *canvas, y float64) {
	end := math.Inf(-1)
	for _, d := range p.chart.Dates {
		x, w := p.at(d.At), p.width(regular, p.size, clean(d.Label))
		c.line(x, y, x, y+3, 0.7, ink)
		if x-w/2 > end+p.size/2 {
			p.label(c, regular, muted, x-w/2, y+3+p.size*1.15, d.Label)
			end = x + w/2
		}
	}
}

// firstTick is the first instant of the axis whose time of day is a whole
// number of steps.
func (p plot) firstTick(step time.Duration) time.Time {
	local := p.chart.From.In(p.doc.Zone)
	_, offset := local.Zone()
	shift := time.Duration(offset) * time.Second
	t := local.Add(shift).Truncate(step).Add(-shift)
	if t.Before(p.chart.From) {
		t = t.Add(step)
	}
	if t.After(p.chart.To) {
		t = p.chart.From
	}
	return t
}

// niceStep rounds up to 1, 2 or 5 times a power of ten.
func niceStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*power*1.0001 {
			return m * power
		}
	}
	return 10 * power
}
