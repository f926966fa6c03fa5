package preview

import (
	"fmt"
	"math"

	"fyne.io/fyne/v2"

	"kapdesk/app/handout"
)

// piece is what stands on a sheet in one stretch: a line of text with what is
// drawn beside it, or a chart.
type piece struct {
	gap    float32 // above it, but not at the top of a sheet
	height float32
	keep   bool    // the next piece stands on the same sheet
	head   []piece // comes again where the sheet begins with this piece
	paint  func(p *pen, y float32)
}

// placed is a piece with its distance from the top of its sheet.
type placed struct {
	piece
	y float32
}

// Measures of the paper in points.
const (
	letterW, letterH = 612, 792
	a4W, a4H         = 595.28, 841.89
	leading          = 1.42 // line height over type size
	frameTop         = 36
)

// least is how many pixels a point must at least have for the true paper: with
// fewer, running text is too small to read, and the sheet takes the width of
// its place instead.
const least = 0.78

// narrowScale is how many pixels a point has then.
const narrowScale = 0.88

// sheet lays a document out for one width on the screen.
type sheet struct {
	b      *breaker
	doc    *handout.Document
	scale  float32 // pixels to a point
	w, h   float32 // points; in a narrow place h is the least height
	narrow bool
	margin float32
	base   float32 // size of running text
	x, cw  float32 // the column being filled

	pieces      []piece
	left, right []line // of the head
	foot        []line
	pages       [][]placed
	heights     []float32 // of the sheets, points
}

// lay lays out a document on sheets so many pixels wide. grow is the size of
// text on the screen, from 1.
func lay(b *breaker, doc *handout.Document, px, grow float32) *sheet {
	b.begin()
	s := &sheet{b: b, doc: doc, w: letterW, h: letterH, margin: 54, base: 11}
	if doc.Paper == handout.A4 {
		s.w, s.h = a4W, a4H
	}
	if doc.Print == handout.Large {
		s.base = 16
	}
	s.scale = px / s.w
	if s.scale < least*grow {
		s.narrow, s.scale, s.margin = true, narrowScale*grow, 22
		s.h *= px / s.scale / s.w
		s.w = px / s.scale
	}
	s.x, s.cw = s.margin, s.w-2*s.margin
	s.frame()
	s.blocks(doc.Blocks)
	if s.narrow {
		s.one()
		return s
	}
	s.pages = deal(s.pieces, s.bodyHeight())
	for range s.pages {
		s.heights = append(s.heights, s.h)
	}
	return s
}

// one puts everything on one sheet, as tall as it must be.
func (s *sheet) one() {
	y, page := float32(0), []placed(nil)
	for i, p := range s.pieces {
		if i > 0 {
			y += p.gap
		}
		page = append(page, placed{p, y})
		y += p.height
	}
	s.pages = [][]placed{page}
	s.heights = []float32{max(s.h, s.top()+y+16+s.footHeight())}
}

// frame breaks the words that stand on every page.
func (s *sheet) frame() {
	d, half := s.doc, s.cw*0.5-12
	size := s.frameSize()
	s.left = append(s.lines(bold, size, ink, half, d.Clinic.Name), s.lines(regular, size, muted, half, join(d.Clinic.Address, d.Clinic.Phone))...)
	s.right = append(s.lines(bold, size, ink, half, d.Patient), s.lines(regular, size, muted, half, d.Title)...)
	s.foot = s.lines(regular, size, muted, s.cw*0.72, join(d.Frame.Printed, d.Version, d.Frame.Record))
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

// frameSize is the type size of what stands on every page.
func (s *sheet) frameSize() float32 { return half(s.base * 0.8) }

func (s *sheet) small() float32 { return half(s.base * 0.84) }

// half rounds to half a point.
func half(v float32) float32 { return float32(math.Round(float64(v)*2) / 2) }

func (s *sheet) frameY() float32 {
	top := float32(frameTop)
	if s.narrow {
		top = s.margin
	}
	if s.doc.Frame.Sample != "" {
		top += s.frameSize()*1.2 + 14
	}
	return top
}

func (s *sheet) ruleY() float32 { return s.frameY() + max(tall(s.left), tall(s.right)) + 7 }

// top is where the body of a page begins.
func (s *sheet) top() float32 {
	if s.narrow {
		return s.ruleY() + 12
	}
	return s.ruleY() + 20
}

func (s *sheet) footHeight() float32 { return 34 + tall(s.foot) }

func (s *sheet) bodyHeight() float32 { return s.h - s.footHeight() - 16 - s.top() }

// furniture paints what stands on every page.
func (s *sheet) furniture(p *pen, page int) {
	if s.doc.Frame.Sample != "" {
		s.stamp(p)
	}
	y := s.frameY()
	for _, ln := range s.left {
		ln.paint(p, s.margin, y)
		y += ln.height
	}
	y = s.frameY()
	for _, ln := range s.right {
		ln.paint(p, s.w-s.margin-s.width(ln), y)
		y += ln.height
	}
	p.line(s.margin, s.ruleY(), s.w-s.margin, s.ruleY(), 0.7, accent)

	y = s.heights[page] - s.footHeight()
	p.line(s.margin, y-7, s.w-s.margin, y-7, 0.5, hair)
	if s.doc.Frame.Page != "" && !s.narrow {
		n := s.line(regular, s.frameSize(), muted, fmt.Sprintf(s.doc.Frame.Page, page+1, len(s.pages)))
		n.paint(p, s.w-s.margin-s.width(n), y)
	}
	for _, ln := range s.foot {
		ln.paint(p, s.margin, y)
		y += ln.height
	}
}

func (s *sheet) stamp(p *pen) {
	text := s.line(bold, s.frameSize()*1.2, stop, s.doc.Frame.Sample)
	w := s.width(text)
	box := min(w+28, s.cw)
	x, y := (s.w-box)/2, s.frameY()-s.frameSize()*1.2-14
	p.box(x, y-4, box, text.height+4, 3, 1.2, white, stop)
	text.paint(p, x+(box-w)/2, y-2)
}

// height is the height of everything on the screen, in pixels.
func (s *sheet) height() float32 {
	h := float32(0)
	for i, v := range s.heights {
		if i > 0 {
			h += between
		}
		h += v * s.scale
	}
	return h
}

// between is the ground that is seen between two sheets, in pixels.
const between = 14

// draw gives the objects of everything between two heights on the screen.
func (s *sheet) draw(of fyne.Widget, from, to float32) []fyne.CanvasObject {
	p := &pen{of: of, scale: s.scale}
	for i, page := range s.pages {
		if h := s.heights[i] * s.scale; p.top+h >= from && p.top <= to {
			p.box(0, 0, s.w, s.heights[i], 0, 0.7, white, hair)
			s.furniture(p, i)
			for _, at := range page {
				y := s.top() + at.y
				if p.top+(y+at.height)*s.scale >= from && p.top+y*s.scale <= to {
					at.paint(p, y)
				}
			}
		}
		p.top += s.heights[i]*s.scale + between
	}
	return p.objects
}

// deal puts the pieces on pages.
func deal(pieces []piece, height float32) [][]placed {
	pages := [][]placed{nil}
	y := float32(0)
	put := func(p piece) {
		last := len(pages) - 1
		if len(pages[last]) > 0 {
			y += p.gap
		}
		pages[last] = append(pages[last], placed{p, y})
		y += p.height
	}
	for i := 0; i < len(pieces); {
		n := chain(pieces[i:], height)
		for k, p := range pieces[i : i+n] {
			need := p.gap + p.height
			if k == 0 {
				need = sum(pieces[i : i+n])
			}
			if len(pages[len(pages)-1]) > 0 && y+need > height+0.01 {
				pages, y = append(pages, nil), 0
				for _, h := range p.head {
					put(h)
				}
			}
			put(p)
		}
		i += n
	}
	return pages
}

// chain gives how many of the first pieces must stand on one page; as many as
// a third of it holds where even an empty page is too small for all.
func chain(pieces []piece, height float32) int {
	n := 1
	for n < len(pieces) && pieces[n-1].keep {
		n++
	}
	if room := height - sum(pieces[0].head); sum(pieces[:n]) > room {
		short := 1
		for short < n && sum(pieces[:short+1]) <= room/3 {
			short++
		}
		return short
	}
	return n
}

// sum is the height of pieces one below the other.
func sum(pieces []piece) float32 {
	h := float32(0)
	for _, p := range pieces {
		h += p.gap + p.height
	}
	return h
}
