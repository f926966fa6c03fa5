package preview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"kapdesk/app/handout"
	"kapdesk/screens/kit"
)

// tint is the name of one of paper's colours.
type tint = fyne.ThemeColorName

const (
	white      tint = kit.ColorPaper
	ink        tint = kit.ColorPaperInk
	muted      tint = kit.ColorPaperMuted
	hair       tint = kit.ColorPaperLine
	accent     tint = kit.ColorPaperAccent
	accentSoft tint = kit.ColorPaperAccentSoft
	review     tint = kit.ColorPaperReview
	reviewSoft tint = kit.ColorPaperReviewSoft
	stop       tint = kit.ColorPaperStop
	stopSoft   tint = kit.ColorPaperStopSoft
	done       tint = kit.ColorPaperDone
)

// point is a place on the sheet, in points from its top left corner.
type point struct{ x, y float32 }

// pen draws on one sheet: it turns points into objects on the screen.
type pen struct {
	of      fyne.Widget
	scale   float32 // pixels to a point
	left    float32 // where the sheet begins on the screen
	top     float32
	objects []fyne.CanvasObject
}

func (p *pen) at(x, y float32) fyne.Position {
	return fyne.NewPos(p.left+x*p.scale, p.top+y*p.scale)
}

func (p *pen) add(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(p.at(x, y))
	o.Resize(fyne.NewSize(w*p.scale, h*p.scale))
	p.objects = append(p.objects, o)
}

// text writes one line into a strip of the height, from x on.
func (p *pen) text(x, y, height float32, s fyne.TextStyle, size float32, c tint, text string) {
	if text == "" {
		return
	}
	t := canvas.NewText(text, theme.ColorForWidget(c, p.of))
	t.TextStyle, t.TextSize = s, size*p.scale
	m := t.MinSize()
	p.add(t, x, y+(height-m.Height/p.scale)/2, m.Width/p.scale, m.Height/p.scale)
}

func (p *pen) line(x1, y1, x2, y2, width float32, c tint) {
	l := canvas.NewLine(theme.ColorForWidget(c, p.of))
	l.StrokeWidth = max(width*p.scale, 0.7)
	l.Position1, l.Position2 = p.at(x1, y1), p.at(x2, y2)
	p.objects = append(p.objects, l)
}

// path draws a line through the points; on and off are the lengths of its
// dashes, and off 0 makes it whole.
func (p *pen) path(points []point, width float32, c tint, on, off float32) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		total := float32(math.Hypot(float64(b.x-a.x), float64(b.y-a.y)))
		if off == 0 || total == 0 {
			p.line(a.x, a.y, b.x, b.y, width, c)
			continue
		}
		for from := float32(0); from < total; from += on + off {
			to := min(from+on, total)
			p.line(a.x+(b.x-a.x)*from/total, a.y+(b.y-a.y)*from/total, a.x+(b.x-a.x)*to/total, a.y+(b.y-a.y)*to/total, width, c)
		}
	}
}

func (p *pen) fill(x, y, w, h float32, c tint) {
	p.add(canvas.NewRectangle(theme.ColorForWidget(c, p.of)), x, y, w, h)
}

// box draws a rectangle with round corners and a border.
func (p *pen) box(x, y, w, h, radius, border float32, inside, edge tint) {
	r := canvas.NewRectangle(theme.ColorForWidget(inside, p.of))
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = theme.ColorForWidget(edge, p.of), max(border*p.scale, 0.7), radius*p.scale
	p.add(r, x, y, w, h)
}

func (p *pen) disc(x, y, r float32, c tint) {
	p.add(canvas.NewCircle(theme.ColorForWidget(c, p.of)), x-r, y-r, 2*r, 2*r)
}

func (p *pen) ring(x, y, r, width float32, c tint) {
	o := canvas.NewCircle(nil)
	o.StrokeColor, o.StrokeWidth = theme.ColorForWidget(c, p.of), max(width*p.scale, 0.7)
	p.add(o, x-r, y-r, 2*r, 2*r)
}

// triangle draws one that fills the square of the side around the middle.
func (p *pen) triangle(x, y, side float32, down bool, c tint) {
	t := canvas.NewRegularPolygon(3, theme.ColorForWidget(c, p.of))
	if down {
		t.Angle = 180
	}
	p.add(t, x-side/2, y-side/2, side, side)
}

func (p *pen) diamond(x, y, side float32, c tint) {
	d := canvas.NewRegularPolygon(4, theme.ColorForWidget(c, p.of))
	d.Angle = 45
	p.add(d, x-side/2, y-side/2, side, side)
}

// tick draws a check mark into a square.
func (p *pen) tick(x, y, side, width float32, c tint) {
	p.path([]point{{x + side*0.18, y + side*0.55}, {x + side*0.42, y + side*0.8}, {x + side*0.86, y + side*0.2}}, width, c, 0, 0)
}

// sign draws a sign into a square; each has its own shape.
func (p *pen) sign(x, y, side float32, s handout.Sign) {
	mid := side / 2
	switch s {
	case handout.Clear:
		p.tick(x, y, side, side*0.16, done)
	case handout.Review:
		p.triangle(x+mid, y+side*0.6, side*1.1, false, review)
		p.fill(x+mid-side*0.055, y+side*0.36, side*0.11, side*0.3, white)
		p.disc(x+mid, y+side*0.79, side*0.065, white)
	case handout.Stop:
		p.fill(x+side*0.04, y+side*0.04, side*0.92, side*0.92, stop)
		p.fill(x+side*0.2, y+mid-side*0.1, side*0.6, side*0.2, white)
	case handout.Unknown:
		p.ring(x+mid, y+mid, side*0.42, side*0.12, muted)
	}
}
