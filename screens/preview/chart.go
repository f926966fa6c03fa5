package preview

import (
	"math"
	"strconv"
	"time"

	"kapdesk/app/handout"
)

// plot is the field of a chart on the sheet.
type plot struct {
	*sheet
	chart       handout.Chart
	left, right float32 // edges of the panels
	size        float32 // of the labels
}

// chart paints the panels one above the other, as one piece.
func (s *sheet) chart(b handout.Chart) {
	g := plot{sheet: s, chart: b, size: float32(math.Round(float64(s.base) * 0.75))}
	g.left, g.right = s.x+g.size*2.6, s.x+s.cw-g.size*5.6
	if len(b.Dates) > 0 {
		g.right -= g.size * 3 // the limits have long names
	}
	title, panel, axis := g.size*1.9, s.base*9.5, g.size*2.4
	if len(b.Panels) > 2 {
		panel = s.base * 7
	}
	levels, rows := g.levels()
	strip := float32(rows) * g.size * 1.5
	caption := s.lines(regular, s.small(), muted, s.cw, b.Caption)
	spare := tall(caption) + strip + float32(len(b.Panels))*title + axis
	if !s.narrow {
		panel = max(30, min(panel, (s.bodyHeight()-spare)/float32(len(b.Panels))))
	}
	s.pieces = append(s.pieces, piece{gap: s.base * 0.8, height: spare + panel*float32(len(b.Panels)), paint: func(p *pen, y float32) {
		for _, ln := range caption {
			ln.paint(p, s.x, y)
			y += ln.height
		}
		g.marks(p, levels, y, strip)
		y += strip
		for _, pn := range b.Panels {
			g.label(p, ink, g.left, y+title/2, 0, pn.Name, true)
			g.panel(p, pn, y+title, panel)
			for _, m := range b.Marks {
				g.markLine(p, m, y+title, y+title+panel)
			}
			y += title + panel
		}
		g.axis(p, y)
	}})
}

func (g plot) at(t time.Time) float32 {
	part := float64(t.Sub(g.chart.From)) / float64(g.chart.To.Sub(g.chart.From))
	return g.left + within(part)*(g.right-g.left)
}

// label writes words with their middle at y; align 0 begins at x, 0.5 has its
// middle and 1 its end there.
func (g plot) label(p *pen, c tint, x, y, align float32, text string, strong bool) {
	ln := g.line(regular, g.size, c, clean(text))
	if strong {
		ln.style = bold
	}
	ln.paint(p, x-g.width(ln)*align, y-ln.height/2)
}

// panel paints one scale: grid, limits, lines with their names at the end.
func (g plot) panel(p *pen, b handout.Panel, top, h float32) {
	y := func(v float64) float32 { return top + h*(1-within((v-b.Low)/(b.High-b.Low))) }
	step := niceStep((b.High - b.Low) / 5)
	for v := math.Ceil(b.Low/step) * step; v <= b.High+step/1000; v += step {
		p.line(g.left, y(v), g.right, y(v), 0.4, hair)
		g.label(p, muted, g.left-4, y(v), 1, strconv.FormatFloat(v, 'f', -1, 64), false)
	}
	var taken []float32
	for _, l := range b.Limits {
		if l.Value >= b.Low && l.Value <= b.High {
			col, on, off := stop, float32(5), float32(3)
			if l.Good {
				col, on, off = done, 2, 2
			}
			p.path([]point{{g.left, y(l.Value)}, {g.right, y(l.Value)}}, 0.9, col, on, off)
			g.endLabel(p, col, y(l.Value), l.Label, &taken, top, top+h)
		}
	}
	for i, l := range b.Lines {
		g.series(p, l, i, y)
		if n := len(l.Points); n > 0 {
			g.endLabel(p, ink, y(l.Points[n-1].Value), l.Name, &taken, top, top+h)
		}
	}
}

// niceStep is the distance between level lines: 1, 2, 2.5 or 5 times a power
// of ten, at least the raw one.
func niceStep(raw float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if power*m >= raw {
			return power * m
		}
	}
	return power * 10
}

// series draws the line, each with a dash of its own, and a marker at each
// point; a value beyond the scale stands at its edge.
func (g plot) series(p *pen, l handout.Line, i int, y func(float64) float32) {
	dashes := [][2]float32{{0, 0}, {4, 2}, {1.5, 2}, {6, 2}}
	points := make([]point, len(l.Points))
	for k, pt := range l.Points {
		points[k] = point{g.at(pt.At), y(pt.Value)}
	}
	if !l.Loose {
		p.path(points, 0.9, ink, dashes[i%len(dashes)][0], dashes[i%len(dashes)][1])
	}
	r := g.size * 0.34
	for _, pt := range points {
		switch l.Shape {
		case handout.Down, handout.Up:
			p.triangle(pt.x, pt.y, 2.4*r, l.Shape == handout.Down, ink)
		case handout.Diamond:
			p.diamond(pt.x, pt.y, 2.6*r, accent)
		case handout.Alert: // a frame, so that the value's own marker shows in it
			k := 1.9 * r
			p.path([]point{{pt.x - k, pt.y - k}, {pt.x + k, pt.y - k}, {pt.x + k, pt.y + k}, {pt.x - k, pt.y + k}, {pt.x - k, pt.y - k}}, 1.2, stop, 0, 0)
		case handout.Ring:
			p.ring(pt.x, pt.y, 1.2*r, 0.5*r, muted)
		default:
			p.disc(pt.x, pt.y, r, accent)
		}
	}
}

// endLabel writes a name to the right of the panel, moved to where no other
// name stands.
func (g plot) endLabel(p *pen, c tint, y float32, text string, taken *[]float32, top, bottom float32) {
	lines := g.lines(regular, g.size, c, g.x+g.cw-g.right-6, text)
	if len(lines) == 0 {
		return
	}
	high := g.size * 1.2
	at := clearOf(*taken, y, high, top, bottom)
	for i, ln := range lines {
		yy := at + float32(i)*high
		*taken = append(*taken, yy)
		ln.paint(p, g.right+6, yy-ln.height/2)
	}
}

// clearOf looks for the nearest height that keeps its distance from all taken
// ones: below and above in turn.
func clearOf(taken []float32, y, distance, top, bottom float32) float32 {
	free := func(v float32) bool {
		for _, t := range taken {
			if max(t-v, v-t) < distance {
				return false
			}
		}
		return v >= top && v <= bottom
	}
	for d := float32(0); d <= bottom-top; d += distance / 4 {
		if free(y + d) {
			return y + d
		}
		if free(y - d) {
			return y - d
		}
	}
	return y
}

// levels gives each mark the lowest line where its label is free, and how many
// lines there are.
func (g plot) levels() (level []int, rows int) {
	var ends []float32 // right edge of the last label on each line
	for _, m := range g.chart.Marks {
		x, w := g.markX(m)
		k := 0
		for k < len(ends) && x < ends[k] {
			k++
		}
		if k == len(ends) {
			ends = append(ends, 0)
		}
		ends[k] = x + w + 6
		level = append(level, k)
	}
	return level, len(ends)
}

// markX gives where a mark's label begins and how wide it is.
func (g plot) markX(m handout.Mark) (x, w float32) {
	w = g.width(g.line(bold, g.size, accent, clean(m.Label)))
	return max(min(g.at(m.At)+3, g.x+g.cw-w), g.x), w
}

// marks writes the labels in the strip above the first panel, each with a line
// down to it.
func (g plot) marks(p *pen, level []int, top, strip float32) {
	for i, m := range g.chart.Marks {
		y := top + float32(level[i])*g.size*1.5
		x, _ := g.markX(m)
		g.label(p, accent, x, y+g.size*0.7, 0, m.Label, true)
		g.markLine(p, m, y+g.size*0.3, top+strip)
	}
}

func (g plot) markLine(p *pen, m handout.Mark, from, to float32) {
	p.path([]point{{g.at(m.At), from}, {g.at(m.At), to}}, 1.1, accent, 1.2, 2)
}

// axis writes the time of day in the clinic's zone under the panels.
func (g plot) axis(p *pen, y float32) {
	p.line(g.left, y, g.right, y, 0.9, ink)
	if len(g.chart.Dates) > 0 {
		g.dates(p, y)
		return
	}
	span := g.chart.To.Sub(g.chart.From)
	most := time.Duration(8)
	if g.narrow {
		most = 4
	}
	step := 5 * time.Minute
	for _, s := range []time.Duration{10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 12 * time.Hour} {
		if span/step > most {
			step = s
		}
	}
	if span/step > 60 { // days: only the two ends
		step = span
	}
	for t := g.firstTick(step); !t.After(g.chart.To); t = t.Add(step) {
		x := g.at(t)
		p.line(x, y, x, y+3, 0.7, ink)
		g.label(p, muted, x, y+3+g.size*0.8, 0.5, t.In(g.doc.Zone).Format("15:04"), false)
	}
}

// firstTick is the first instant of the axis whose time of day is a whole
// number of steps.
func (g plot) firstTick(step time.Duration) time.Time {
	local := g.chart.From.In(g.doc.Zone)
	_, offset := local.Zone()
	shift := time.Duration(offset) * time.Second
	t := local.Add(shift).Truncate(step).Add(-shift)
	if t.Before(g.chart.From) {
		t = t.Add(step)
	}
	return t
}

// dates writes the chart's dates under the panels, leaving out what would run
// into the one before.
func (g plot) dates(p *pen, y float32) {
	end := float32(math.Inf(-1))
	for _, d := range g.chart.Dates {
		x, w := g.at(d.At), g.width(g.line(regular, g.size, muted, clean(d.Label)))
		p.line(x, y, x, y+3, 0.7, ink)
		if x-w/2 > end+g.size/2 {
			g.label(p, muted, x, y+3+g.size*0.8, 0.5, d.Label, false)
			end = x + w/2
		}
	}
}
