package pdf

import (
	"cmp"
	"slices"

	"kapdesk/app/handout"
)

// endName is a name to the right of a panel: of a limit, or of a line with
// its marker.
type endName struct {
	lines []string
	at    float64 // the middle of its first line
	col   colour
	line  *handout.Line // nil for a limit
}

// shows reports whether a limit lies on the scale.
func shows(b handout.Panel, l handout.Limit) bool { return l.Value >= b.Low && l.Value <= b.High }

// names gives the names of a panel, each beside what it names.
func (p plot) names(b handout.Panel, y func(float64) float64) []endName {
	var out []endName
	add := func(text string, value float64, col colour, line *handout.Line) {
		out = append(out, endName{p.wrap(regular, p.size, p.x+p.w-p.namesLeft(), text), y(value), col, line})
	}
	for _, l := range b.Limits {
		col := stop
		if l.Good {
			col = done
		}
		if shows(b, l) {
			add(l.Label, l.Value, col, nil)
		}
	}
	for i, l := range b.Lines {
		if n := len(l.Points); n > 0 {
			add(l.Name, l.Points[n-1].Value, ink, &b.Lines[i])
		}
	}
	return out
}

func (p plot) namesLeft() float64 { return p.right + p.size*2 }

// nameLine is the distance between two lines of names.
func (p plot) nameLine() float64 { return p.size * 1.2 }

// namesTop keeps the first name clear of the words of the marks above.
func (p plot) namesTop() float64 { return p.size * 0.4 }

// namesHeight is how high a panel has to be for all its names.
func (p plot) namesHeight(b handout.Panel) float64 {
	n := 0
	for _, name := range p.names(b, func(float64) float64 { return 0 }) {
		n += len(name.lines)
	}
	return float64(n)*p.nameLine() + p.namesTop()
}

// endNames writes the names to the right of a panel, none over another.
func (p plot) endNames(c *canvas, b handout.Panel, y func(float64) float64, top, bottom float64) {
	all := p.names(b, y)
	spread(all, p.nameLine(), top+p.namesTop(), bottom)
	for _, n := range all {
		for i, text := range n.lines {
			p.label(c, regular, n.col, p.namesLeft(), n.at+float64(i)*p.nameLine()+p.size*0.36, text)
		}
		if n.line != nil {
			marker(c, n.line.Shape, p.right+p.size*1.3, n.at, p.size*0.3)
		}
	}
}

// spread puts names in the order of their heights and moves them apart: down
// from the one above, and where they would leave the panel, up again.
func spread(all []endName, distance, top, bottom float64) {
	slices.SortStableFunc(all, func(a, b endName) int { return cmp.Compare(a.at, b.at) })
	next := top
	for i := range all {
		all[i].at = max(all[i].at, next)
		next = all[i].at + float64(len(all[i].lines))*distance
	}
	last := bottom
	for i := len(all) - 1; i >= 0; i-- {
		all[i].at = min(all[i].at, last-float64(len(all[i].lines)-1)*distance)
		last = all[i].at - distance
	}
}
