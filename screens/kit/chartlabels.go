package kit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// The words of a chart look for a place of their own: each is measured and
// takes the first of its spots that no other words hold, best one that no line
// crosses either. Where there is none it is left out; the read-out tells every
// value and every mark.

// box is a piece of a chart.
type box struct{ left, top, right, bottom float32 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b box) within(o box) bool {
	return b.left >= o.left && b.right <= o.right && b.top >= o.top && b.bottom <= o.bottom
}

// spot is a place for words: their left edge (for align 1 the right one, for
// 0.5 the middle) at x, their middle at y.
type spot struct{ x, y, align float32 }

func (p *plot) textSize() float32 { return size(SizeSmall) * 11 / 12 }

// measure is the size of words in the chart.
func (p *plot) measure(s string) fyne.Size {
	return fyne.MeasureText(s, p.textSize(), fyne.TextStyle{})
}

// write sets words into the first free spot of a room, and reports whether
// there is one.
func (p *plot) write(s string, name fyne.ThemeColorName, room box, spots ...spot) bool {
	m := p.measure(s)
	for _, clear := range []bool{true, false} {
		for _, at := range spots {
			left := at.x - m.Width*at.align
			b := box{left, at.y - m.Height/2, left + m.Width, at.y + m.Height/2}
			if !b.within(room) || p.isTaken(b) || clear && p.isCrossed(b) {
				continue
			}
			t := canvas.NewText(s, ink(name, p.c))
			t.TextSize = p.textSize()
			place(t, b.left, b.top, m.Width, m.Height)
			p.objects, p.taken = append(p.objects, t), append(p.taken, b)
			return true
		}
	}
	return false
}

// isTaken reports whether other words stand there, or too close beside.
func (p *plot) isTaken(b box) bool {
	b.left, b.right = b.left-GapS, b.right+GapS
	for _, t := range p.taken {
		if b.meets(t) {
			return true
		}
	}
	return false
}

// isCrossed reports whether a line goes through there, or so close by that the
// words would seem to be its own.
func (p *plot) isCrossed(b box) bool {
	b.top, b.bottom = b.top-3, b.bottom+3
	crosses := func(at fyne.Position) bool {
		return at.X > b.left && at.X < b.right && at.Y > b.top && at.Y < b.bottom
	}
	return slices.ContainsFunc(p.drawn, crosses) || slices.ContainsFunc(p.ruled, crosses)
}

// way adds points along a line.
func way(to []fyne.Position, x1, y1, x2, y2 float32) []fyne.Position {
	const every = 6 // less than the height of any words
	n := max(abs(x2-x1), abs(y2-y1))/every + 1
	for i := float32(0); i <= n; i++ {
		to = append(to, fyne.NewPos(x1+(x2-x1)*i/n, y1+(y2-y1)*i/n))
	}
	return to
}

func abs(v float32) float32 { return max(v, -v) }

// whole is all of the chart, field its part between the axes.
func (p *plot) whole() box {
	s := p.c.Size()
	return box{GapXS, 0, s.Width - GapXS, s.Height}
}

func (p *plot) field() box { return box{p.x0, 0, p.c.Size().Width - GapXS, p.y0 + GapXS} }

// times writes the moments of the values under the axis: the last one, and of
// the others those that there is room for and that say something else.
func (p *plot) times() {
	ms := p.c.values()
	said := map[string]bool{}
	write := func(i int) {
		s := p.c.clock(ms[i])
		if said[s] {
			return
		}
		said[s] = true
		m, room := p.measure(s), p.whole()
		x := max(min(p.x(ms[i])-m.Width/2, room.right-m.Width), room.left)
		p.write(s, ColorMuted, room, spot{x, p.y0 + timesDrop(m.Height), 0})
	}
	if len(ms) > 0 {
		write(len(ms) - 1)
	}
	for i := range ms {
		write(i)
	}
}

// timesDrop is how far under the axis the middle of words of that height
// stands, so that they are clear of the lowest figure beside it.
func timesDrop(height float32) float32 { return height + 1 }

// limits writes what each threshold is, along its line: at an end if it can be,
// and close to it.
func (p *plot) limits() {
	for _, t := range p.c.data.Thresholds {
		fg, _ := t.Tone.colors()
		y, h := p.y(t.Value), p.measure(t.Label).Height
		for _, off := range []float32{h/2 + 4, h*1.5 + 4} {
			var spots []spot
			for _, part := range []float32{1, 0, 0.75, 0.5, 0.25} {
				x := p.x0 + GapXS + (p.x1-p.x0-GapXS)*part
				spots = append(spots, spot{x, y - off, part}, spot{x, y + off, part})
			}
			if p.write(t.Label, fg, p.field(), spots...) {
				break
			}
		}
	}
}

// doses writes what each mark is beside its line, as high up as there is room.
func (p *plot) doses() {
	for _, m := range p.c.data.Marks {
		x, h := p.x(m.At), p.measure(m.Label).Height
		var spots []spot
		for y := p.y1 + h/2; y < p.y0; y += h {
			spots = append(spots, spot{x + GapXS, y, 0}, spot{x - GapXS, y, 1})
		}
		p.write(m.Label, ColorAccent, p.field(), spots...)
	}
}

// names writes what each line is: over it, at its end if it can be; else under
// it, beside its last point, or further away.
func (p *plot) names() {
	p.ruled = nil // better over a threshold than nearer to another one's values
	for _, s := range p.c.data.Series {
		if len(s.Points) > 0 && s.Name != "" {
			p.write(s.Name, s.ink(), p.field(), p.nameSpots(s)...)
		}
	}
}

func (p *plot) nameSpots(s Series) (spots []spot) {
	m, room := p.measure(s.Name), p.field()
	off := func(dy float32) {
		for _, part := range []float32{1, 0.75, 0.5, 0.25, 0} {
			pt := s.along(float64(part))
			left := p.x(pt.At) - m.Width*(0.2+0.6*part)
			spots = append(spots, spot{max(min(left, room.right-m.Width), room.left), p.y(pt.Value) + dy, 0})
		}
	}
	off(-m.Height/2 - 4)
	off(m.Height/2 + 4)
	end := s.along(1)
	for _, dy := range []float32{0, m.Height / 4, -m.Height / 4, m.Height / 2, -m.Height / 2} {
		x, y := p.x(end.At), p.y(end.Value)+dy
		spots = append(spots, spot{x + GapS, y, 0}, spot{x - GapS, y, 1})
	}
	off(-m.Height * 1.5)
	off(m.Height * 1.5)
	return spots
}

// along is the place on a line that is so far on its way, in time.
func (s Series) along(part float64) Sample {
	first, end := s.Points[0], s.Points[len(s.Points)-1]
	at := first.At.Add(time.Duration(part * float64(end.At.Sub(first.At))))
	for i, b := range s.Points[1:] {
		if a := s.Points[i]; b.At.After(a.At) && !b.At.Before(at) {
			return Sample{at, a.Value + (b.Value-a.Value)*float64(at.Sub(a.At))/float64(b.At.Sub(a.At))}
		}
	}
	return first
}
