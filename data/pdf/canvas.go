package pdf

import (
	"github.com/jung-kurt/gofpdf"

	"kapdesk/app/handout"
)

// canvas paints onto the current page of a file. It adds a font to the file
// when it is first used, and changes the pen only when it must.
type canvas struct {
	out     *gofpdf.Fpdf
	painter *Painter
	common  bool // the cut fonts hold all of the document's characters
	added   [styles]bool

	style   style
	size    float64
	letters colour
	set     bool
}

// fresh forgets the pen at a new page.
func (c *canvas) fresh() { c.set = false }

// text writes one line whose baseline is at y.
func (c *canvas) text(x, y float64, s style, size float64, col colour, text string) {
	c.painter.runs(s, text, func(f style, part string) {
		c.run(x, y, f, size, col, part)
		x += c.painter.width(f, size, part)
	})
}

func (c *canvas) run(x, y float64, s style, size float64, col colour, text string) {
	if !c.added[s] {
		c.painter.faces[s].add(c.out, s, c.common)
		c.added[s] = true
	}
	if !c.set || c.style != s || c.size != size {
		c.out.SetFont(library[s][0], library[s][1], size)
	}
	if !c.set || c.letters != col {
		c.out.SetTextColor(col[0], col[1], col[2])
	}
	c.style, c.size, c.letters, c.set = s, size, col, true
	c.out.Text(x, y, text)
}

func (c *canvas) pen(width float64, col colour) {
	c.out.SetLineWidth(width)
	c.out.SetDrawColor(col[0], col[1], col[2])
}

func (c *canvas) line(x1, y1, x2, y2, width float64, col colour) {
	c.pen(width, col)
	c.out.Line(x1, y1, x2, y2)
}

// dashed draws a line of dashes; no dash at all makes a plain line.
func (c *canvas) dashed(points [][2]float64, width float64, col colour, dash []float64) {
	if len(points) < 2 {
		return
	}
	c.pen(width, col)
	c.out.SetDashPattern(dash, 0)
	c.out.MoveTo(points[0][0], points[0][1])
	for _, p := range points[1:] {
		c.out.LineTo(p[0], p[1])
	}
	c.out.DrawPath("D")
	c.out.SetDashPattern(nil, 0)
}

func (c *canvas) fill(x, y, w, h float64, col colour) {
	c.out.SetFillColor(col[0], col[1], col[2])
	c.out.Rect(x, y, w, h, "F")
}

// box draws a rectangle with round corners, filled and with a border.
func (c *canvas) box(x, y, w, h, radius, border float64, inside, edge colour) {
	c.out.SetFillColor(inside[0], inside[1], inside[2])
	c.pen(border, edge)
	c.out.RoundedRect(x, y, w, h, radius, "1234", "FD")
}

func (c *canvas) polygon(points [][2]float64, inside colour) {
	c.out.SetFillColor(inside[0], inside[1], inside[2])
	ps := make([]gofpdf.PointType, len(points))
	for i, p := range points {
		ps[i] = gofpdf.PointType{X: p[0], Y: p[1]}
	}
	c.out.Polygon(ps, "F")
}

func (c *canvas) disc(x, y, r float64, col colour) {
	c.out.SetFillColor(col[0], col[1], col[2])
	c.out.Circle(x, y, r, "F")
}

func (c *canvas) ring(x, y, r, width float64, col colour) {
	c.pen(width, col)
	c.out.Circle(x, y, r, "D")
}

// tick draws a check mark into a square of the side.
func (c *canvas) tick(x, y, side, width float64, col colour) {
	c.dashed([][2]float64{{x + side*0.18, y + side*0.55}, {x + side*0.42, y + side*0.8}, {x + side*0.86, y + side*0.2}},
		width, col, nil)
}

// sign draws a sign into a square of the side. Each has its own shape.
func (c *canvas) sign(x, y, side float64, s handout.Sign) {
	mid := side / 2
	switch s {
	case handout.Clear:
		c.tick(x, y, side, side*0.16, done)
	case handout.Review:
		c.polygon([][2]float64{{x + mid, y + side*0.04}, {x + side, y + side*0.94}, {x, y + side*0.94}}, review)
		c.fill(x+mid-side*0.055, y+side*0.36, side*0.11, side*0.3, white)
		c.disc(x+mid, y+side*0.79, side*0.065, white)
	case handout.Stop:
		c.fill(x+side*0.04, y+side*0.04, side*0.92, side*0.92, stop)
		c.fill(x+side*0.2, y+mid-side*0.1, side*0.6, side*0.2, white)
	case handout.Unknown:
		c.ring(x+mid, y+mid, side*0.42, side*0.12, muted)
	}
}
