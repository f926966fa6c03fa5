package pdf

import "math"

// line is one line of a cell: text, or something drawn.
type line struct {
	text   string
	style  style
	size   float64
	colour colour
	height float64
	struck bool
	draw   func(c *canvas, x, y float64) // instead of text
	before func(c *canvas, x, y float64) // beside the text: a sign, a bullet
}

// paint writes the line with its top left corner at x, y.
func (ln line) paint(c *canvas, x, y float64) {
	if ln.before != nil {
		ln.before(c, x, y)
	}
	if ln.draw != nil {
		ln.draw(c, x, y)
		return
	}
	c.text(x, y+ln.baseline(), ln.style, ln.size, ln.colour, ln.text)
	if ln.struck && ln.text != "" {
		w := c.painter.width(ln.style, ln.size, ln.text)
		mid := y + ln.baseline() - ln.size*0.27
		c.line(x, mid, x+w, mid, math.Max(0.6, ln.size*0.06), ln.colour)
	}
}

// baseline is where the letters stand, from the line's top: the space that
// leading adds is shared above and below.
func (ln line) baseline() float64 {
	return (ln.height-ln.size)/2 + ln.size*0.86
}

// newLine makes one line that is not broken.
func (l *layout) newLine(s style, size float64, col colour, text string) line {
	text = clean(text)
	for _, r := range text {
		if r != '\n' && !inCut(l.faceFor(s, r), r) {
			l.rare = true
		}
	}
	return line{text: text, style: s, size: size, colour: col, height: size * leading}
}

// lines breaks a text into lines of the width.
func (l *layout) lines(s style, size float64, col colour, width float64, text string) []line {
	var out []line
	for _, t := range l.wrap(s, size, width, text) {
		out = append(out, l.newLine(s, size, col, t))
	}
	return out
}

// cell is lines one below the other in a column.
type cell struct {
	x, w  float64
	lines []line
	right bool // set to the right edge
}

// row is cells side by side. It is cut into one piece for each line, so that
// it can go over pages.
type row struct {
	cells       []cell
	gap         float64
	top, bottom float64 // padding, part of the first and last piece
	keepNext    bool    // the next row stands with this one
	together    bool    // goes over pages only if no page can hold it
	head        []piece
	// behind paints the ground of each piece before its text.
	behind func(c *canvas, y, height float64, first, last bool)
}

// whole is up to how many lines a row goes to the next page in one.
const whole = 10

// addRow cuts the row into pieces.
func (l *layout) addRow(r row) {
	n := 1
	for _, c := range r.cells {
		n = max(n, len(c.lines))
	}
	for i := range n {
		l.pieces = append(l.pieces, l.slice(r, i, n))
	}
}

// slice is the piece for line i of n.
func (l *layout) slice(r row, i, n int) piece {
	first, last := i == 0, i == n-1
	text := 0.0
	for _, c := range r.cells {
		if i < len(c.lines) {
			text = math.Max(text, c.lines[i].height)
		}
	}
	p := piece{height: text, head: r.head}
	top := 0.0
	if first {
		p.gap, top = r.gap, r.top
		p.height += r.top
	}
	if last {
		p.height += r.bottom
	}
	// A short row stays in one; of a long one no single line is left alone.
	p.keep = last && r.keepNext || !last && (r.together || n <= whole || i == 0 || i == n-2)
	p.paint = func(c *canvas, y float64) {
		if r.behind != nil {
			r.behind(c, y, p.height, first, last)
		}
		for _, cl := range r.cells {
			if i >= len(cl.lines) {
				continue
			}
			ln := cl.lines[i]
			x := cl.x
			if cl.right {
				x += cl.w - l.width(ln.style, ln.size, ln.text)
			}
			ln.paint(c, x, y+top)
		}
	}
	return p
}
