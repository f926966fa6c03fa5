package preview

import "fyne.io/fyne/v2"

var (
	regular = fyne.TextStyle{}
	bold    = fyne.TextStyle{Bold: true}
	italic  = fyne.TextStyle{Italic: true}
)

// line is one line of a cell: text, or something drawn.
type line struct {
	text   string
	style  fyne.TextStyle
	size   float32
	tint   tint
	height float32
	wide   float32 // of a struck text, for the line through it
	draw   func(p *pen, x, y float32)
	before func(p *pen, x, y float32) // beside the text: a sign, a bullet
}

func (ln line) paint(p *pen, x, y float32) {
	if ln.before != nil {
		ln.before(p, x, y)
	}
	if ln.draw != nil {
		ln.draw(p, x, y)
		return
	}
	p.text(x, y, ln.height, ln.style, ln.size, ln.tint, ln.text)
	if ln.wide > 0 {
		p.line(x, y+ln.height/2, x+ln.wide, y+ln.height/2, max(0.6, ln.size*0.06), ln.tint)
	}
}

func (s *sheet) line(style fyne.TextStyle, size float32, c tint, text string) line {
	return line{text: text, style: style, size: size, tint: c, height: size * leading}
}

// width measures a line in points.
func (s *sheet) width(ln line) float32 {
	return s.b.width(typed{ln.style, ln.size * s.scale}, ln.text) / s.scale
}

// lines breaks a text into lines of the width in points.
func (s *sheet) lines(style fyne.TextStyle, size float32, c tint, width float32, text string) []line {
	broken := s.b.lines(typed{style, size * s.scale}, width*s.scale, text)
	out := make([]line, len(broken))
	for i, t := range broken {
		out[i] = s.line(style, size, c, t)
	}
	return out
}

func tall(lines []line) float32 {
	h := float32(0)
	for _, ln := range lines {
		h += ln.height
	}
	return h
}

// cell is lines one below the other in a column.
type cell struct {
	x, w  float32
	lines []line
	right bool // set to the right edge
}

// row is cells side by side. It is cut into one piece for each line, so that
// it can go over pages and only what is seen of it is drawn.
type row struct {
	cells       []cell
	gap         float32
	top, bottom float32 // padding, part of the first and last piece
	keepNext    bool    // the next row stands with this one
	together    bool    // goes over pages only if no page can hold it
	head        []piece
	// behind paints the ground of each piece before its text.
	behind func(p *pen, y, height float32, first, last bool)
}

// whole is up to how many lines a row goes to the next page in one.
const whole = 10

func (s *sheet) addRow(r row) {
	n := 1
	for _, c := range r.cells {
		n = max(n, len(c.lines))
	}
	for i := range n {
		s.pieces = append(s.pieces, s.slice(r, i, n))
	}
}

// slice is the piece for line i of n.
func (s *sheet) slice(r row, i, n int) piece {
	first, last := i == 0, i == n-1
	out := piece{head: r.head}
	for _, c := range r.cells {
		if i < len(c.lines) {
			out.height = max(out.height, c.lines[i].height)
		}
	}
	top := float32(0)
	if first {
		out.gap, top = r.gap, r.top
		out.height += r.top
	}
	if last {
		out.height += r.bottom
	}
	// A short row stays in one; of a long one no single line is left alone.
	out.keep = last && r.keepNext || !last && (r.together || n <= whole || i == 0 || i == n-2)
	height := out.height
	out.paint = func(p *pen, y float32) {
		if r.behind != nil {
			r.behind(p, y, height, first, last)
		}
		for _, c := range r.cells {
			if i < len(c.lines) {
				x := c.x
				if c.right {
					x += c.w - s.width(c.lines[i])
				}
				c.lines[i].paint(p, x, y+top)
			}
		}
	}
	return out
}
