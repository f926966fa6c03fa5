package pdf

import (
	"fmt"
	"math"
	"strings"

	"kapdesk/app/handout"
)

// colour is red, green, blue.
type colour [3]int

// The colours of the light theme. All text is dark enough for a black and
// white laser printer.
var (
	ink        = colour{0x1F, 0x2A, 0x30}
	muted      = colour{0x4A, 0x55, 0x5D} // a shade darker than on screen: paper does not glow
	hair       = colour{0xC9, 0xC5, 0xBC}
	accent     = colour{0x1F, 0x6F, 0x6B}
	accentSoft = colour{0xEF, 0xF6, 0xF5}
	review     = colour{0x8A, 0x52, 0x00}
	reviewSoft = colour{0xFF, 0xF6, 0xE4}
	stop       = colour{0xA3, 0x26, 0x2A}
	done       = colour{0x2C, 0x6E, 0x3F}
	stopSoft   = colour{0xFD, 0xF0, 0xF0}
	white      = colour{0xFF, 0xFF, 0xFF}
)

type size struct{ w, h float64 }

var sheets = map[handout.Paper]size{
	handout.Letter: {612, 792},
	handout.A4:     {595.28, 841.89},
}

// Measures in points.
const (
	margin  = 54.0
	leading = 1.42 // line height over type size
)

// layout turns blocks into pieces for one document.
type layout struct {
	*Painter
	doc    *handout.Document
	sheet  size
	base   float64 // size of running text
	x, w   float64 // the column being filled
	pieces []piece
	frame  float64 // size of what stands on every page
	head   []line  // left and right of the page's head
	right  []line
	foot   []line
	rare   bool // a character beyond the cut fonts was met
}

func newLayout(p *Painter, doc *handout.Document) *layout {
	l := &layout{Painter: p, doc: doc, sheet: sheets[doc.Paper], base: 11}
	if doc.Print == handout.Large {
		l.base = 16
	}
	l.x, l.w = margin, l.sheet.w-2*margin
	// Very long names are set smaller, so that there is room for the page.
	l.frame = math.Round(l.base*0.8*2) / 2
	for l.fillFrame(); l.bodyHeight() < l.sheet.h*0.6 && l.frame > 6; l.fillFrame() {
		l.frame -= 0.5
	}
	return l
}

// fillFrame breaks what stands on every page into lines.
func (l *layout) fillFrame() {
	doc, half := l.doc, (l.w-l.stamp())/2-10
	l.head = append(l.lines(bold, l.frame, ink, half, doc.Clinic.Name), l.address(half)...)
	l.right = append(l.lines(bold, l.frame, ink, half, doc.Patient), l.lines(regular, l.frame, muted, half, doc.Title)...)
	l.foot = l.lines(regular, l.frame, muted, l.w*0.72, join(doc.Frame.Printed, doc.Version, doc.Frame.Record))
	for _, s := range []string{doc.Frame.Page, doc.Frame.Sample} {
		l.newLine(regular, l.frame, muted, s) // its characters are known before any font is added
	}
}

// address sets address and telephone in one line, or each in its own: a
// number is not broken in two. An address written in lines is run together.
func (l *layout) address(width float64) []line {
	var parts []string
	for _, part := range strings.Split(clean(l.doc.Clinic.Address), "\n") {
		if part = strings.Trim(part, " ,"); part != "" {
			parts = append(parts, part)
		}
	}
	address := strings.Join(parts, ", ")
	one := l.lines(regular, l.frame, muted, width, join(address, l.doc.Clinic.Phone))
	if len(one) < 2 {
		return one
	}
	return append(l.lines(regular, l.frame, muted, width, address),
		l.lines(regular, l.frame, muted, width, l.doc.Clinic.Phone)...)
}

// join puts " · " between the parts that are there.
func join(parts ...string) string {
	s := ""
	for _, p := range parts {
		if p != "" && s != "" {
			s += " · "
		}
		s += p
	}
	return s
}

func (l *layout) small() float64 { return math.Round(l.base*0.84*2) / 2 }

func height(lines []line) float64 {
	h := 0.0
	for _, ln := range lines {
		h += ln.height
	}
	return h
}

const frameTop = 32.0

// stampText is the SAMPLE stamp's line; it stands in the middle of the head.
func (l *layout) stampText() line {
	return l.newLine(bold, l.frame*1.2, stop, l.doc.Frame.Sample)
}

// stamp is the width of the stamp with its box, 0 without one. A long word
// leaves the sides a third each.
func (l *layout) stamp() float64 {
	if l.doc.Frame.Sample == "" {
		return 0
	}
	t := l.stampText()
	return math.Min(l.width(t.style, t.size, t.text)+24, l.w/3)
}

func (l *layout) ruleY() float64 {
	return frameTop + math.Max(height(l.head), height(l.right)) + 7
}

// top is where the body of the page begins.
func (l *layout) top() float64 { return l.ruleY() + 17 }

func (l *layout) footY() float64 { return l.sheet.h - 30 - height(l.foot) }

func (l *layout) bodyHeight() float64 { return l.footY() - 15 - l.top() }

// furniture paints what stands on every page.
func (l *layout) furniture(c *canvas, page, of int) {
	left, right := margin, l.sheet.w-margin
	if l.doc.Frame.Sample != "" {
		l.paintStamp(c)
	}
	y := frameTop
	for _, ln := range l.head {
		ln.paint(c, left, y)
		y += ln.height
	}
	y = frameTop
	for _, ln := range l.right {
		ln.paint(c, right-l.width(ln.style, ln.size, ln.text), y)
		y += ln.height
	}
	c.line(left, l.ruleY(), right, l.ruleY(), 0.7, accent)

	y = l.footY()
	c.line(left, y-7, right, y-7, 0.5, hair)
	for _, ln := range l.foot {
		ln.paint(c, left, y)
		y += ln.height
	}
	number := l.newLine(regular, l.frame, muted, fmt.Sprintf(l.doc.Frame.Page, page, of))
	number.paint(c, right-l.width(number.style, number.size, number.text), l.footY())
}

func (l *layout) paintStamp(c *canvas) {
	text, box := l.stampText(), l.stamp()
	for l.width(text.style, text.size, text.text) > box-8 {
		text.size *= 0.95
	}
	x := (l.sheet.w - box) / 2
	c.box(x, frameTop, box, text.height+6, 3, 1.2, white, stop)
	text.paint(c, x+(box-l.width(text.style, text.size, text.text))/2, frameTop+3)
}
