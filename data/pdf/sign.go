package pdf

import (
	"fmt"

	"github.com/boombuler/barcode/qr"

	"kapdesk/app/handout"
)

// signatures sets two lines to sign side by side, each with what was drawn,
// and below it the name and when.
func (l *layout) signatures(b handout.Signatures) {
	gutter := l.base * 2
	w := (l.w - gutter) / 2
	room := l.base * 3.4
	for i := 0; i < len(b.Lines); i += 2 {
		r := row{gap: l.base * 0.9, together: true}
		for k, s := range b.Lines[i:min(i+2, len(b.Lines))] {
			lines := []line{{height: room, draw: func(c *canvas, x, y float64) {
				paintStrokes(c, s.Strokes, x+w*0.04, y+room*0.06, w*0.92, room*0.78)
				c.line(x, y+room-4, x+w, y+room-4, 0.8, ink)
			}}}
			lines = append(lines, l.lines(bold, l.small()+0.5, ink, w, s.Name)...)
			lines = append(lines, l.lines(regular, l.small(), muted, w, join(s.Label, s.When))...)
			if s.When == "" && b.DateLabel != "" {
				date := l.newLine(regular, l.small(), muted, b.DateLabel)
				date.height *= 1.6
				from := l.width(date.style, date.size, date.text) + 6
				base := date.baseline()
				date.before = func(c *canvas, x, y float64) {
					c.line(x+from, y+base+1, x+w, y+base+1, 0.6, muted)
				}
				lines = append(lines, date)
			}
			r.cells = append(r.cells, cell{x: l.x + float64(k)*(w+gutter), w: w, lines: lines})
		}
		l.addRow(r)
	}
}

// paintStrokes draws a signature into a field; what lies outside is drawn at
// the field's edge.
func paintStrokes(c *canvas, strokes [][]handout.Spot, x, y, w, h float64) {
	for _, s := range strokes {
		points := make([][2]float64, len(s))
		for i, p := range s {
			points[i] = [2]float64{x + within(p.X)*w, y + within(p.Y)*h}
		}
		if len(points) == 1 {
			c.disc(points[0][0], points[0][1], 0.8, ink)
		}
		c.dashed(points, 1.2, ink, nil)
	}
}

// within brings a value into 0 to 1; not-a-number becomes 0.
func within(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}

// qr draws the code as black squares, with the caption beside it.
func (l *layout) qr(b handout.QR) error {
	code, err := qr.Encode(b.Content, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("pdf: the QR code cannot be made: %w", err)
	}
	n := code.Bounds().Dx()
	side := max(64, float64(n)*1.6)
	caption := l.lines(regular, l.small(), muted, l.w-side-l.base*1.5, b.Caption)
	long := height(caption) > side*1.5
	var below []line
	if long { // more than a caption: it goes below, and over pages if it must
		below, caption = l.lines(regular, l.small(), muted, l.w, b.Caption), nil
	}
	high := max(side, height(caption))
	l.pieces = append(l.pieces, piece{gap: l.base, height: high, keep: long, paint: func(c *canvas, y float64) {
		dot := side / float64(n)
		for j := range n {
			for i := 0; i < n; i++ {
				from := i
				for i < n && dark(code.At(i, j)) {
					i++
				}
				if i > from {
					c.fill(l.x+float64(from)*dot, y+float64(j)*dot, float64(i-from)*dot, dot+0.05, colour{})
				}
			}
		}
		at := y + (high-height(caption))/2
		for _, ln := range caption {
			ln.paint(c, l.x+side+l.base*1.5, at)
			at += ln.height
		}
	}})
	if long {
		l.addRow(row{cells: l.column(below), gap: l.base * 0.5})
	}
	return nil
}
