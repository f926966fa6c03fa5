package preview

import (
	"image/color"

	"github.com/boombuler/barcode/qr"

	"kapdesk/app/handout"
)

func (s *sheet) blocks(all []handout.Block) {
	for _, b := range all {
		s.block(b)
	}
}

func (s *sheet) block(b handout.Block) {
	switch b := b.(type) {
	case handout.Title:
		s.title(b)
	case handout.Heading:
		s.addRow(row{cells: s.column(s.lines(bold, s.base*1.18, accent, s.cw, b.Text)),
			gap: s.base * 1.35, bottom: s.base * 0.1, together: true, keepNext: true})
	case handout.Paragraph:
		s.paragraph(b)
	case handout.Fields:
		s.fields(b)
	case handout.Table:
		s.table(b)
	case handout.Checklist:
		s.checklist(b)
	case handout.Bullets:
		s.bullets(b)
	case handout.Notice:
		s.notice(b)
	case handout.Chart:
		s.chart(b)
	case handout.Signatures:
		s.signatures(b)
	case handout.QR:
		s.qr(b)
	case handout.Space:
		s.space(b.Lines * leading)
	case handout.Keep:
		s.keep(b)
	}
}

func (s *sheet) keep(b handout.Keep) {
	from := len(s.pieces)
	s.blocks(b.Blocks)
	for i := from; i < len(s.pieces)-1; i++ {
		s.pieces[i].keep = true
	}
}

// space leaves a stretch of so many type sizes.
func (s *sheet) space(sizes float64) {
	s.pieces = append(s.pieces, piece{height: float32(sizes) * s.base, paint: func(*pen, float32) {}})
}

func (s *sheet) column(lines []line) []cell { return []cell{{x: s.x, w: s.cw, lines: lines}} }

func (s *sheet) title(b handout.Title) {
	size := s.base * 1.9
	if s.doc.Print == handout.Large || s.narrow {
		size = s.base * 1.6
	}
	lines := s.lines(bold, size, ink, s.cw, b.Text)
	for i := range lines {
		lines[i].height = size * 1.25
	}
	lines = append(lines, s.lines(regular, s.base, muted, s.cw, b.Sub)...)
	s.addRow(row{cells: s.column(lines), gap: s.base, bottom: s.base * 0.2, together: true, keepNext: true})
}

func (s *sheet) paragraph(b handout.Paragraph) {
	size, style, c, in := s.base, regular, ink, float32(0)
	r := row{gap: s.base * 0.55}
	switch b.Style {
	case handout.Quiet:
		size, c = s.small(), muted
	case handout.Strong:
		style = bold
	case handout.Quote:
		style, in = italic, s.base*1.1
		r.behind = func(p *pen, y, h float32, _, _ bool) { p.fill(s.x+2, y, 2, h+0.3, accent) }
	}
	lines := s.lines(style, size, c, s.cw-in, b.Text)
	if len(lines) == 0 {
		return
	}
	r.cells = []cell{{x: s.x + in, w: s.cw - in, lines: lines}}
	s.addRow(r)
}

// fields sets each value under its label. In large print, and in a narrow
// place, fewer stand side by side.
func (s *sheet) fields(b handout.Fields) {
	columns := b.Columns
	if s.doc.Print == handout.Large || s.narrow {
		columns = min(columns, 2)
	}
	gutter := s.base * 1.6
	w := (s.cw - gutter*float32(columns-1)) / float32(columns)
	for i := 0; i < len(b.Items); i += columns {
		r := row{gap: s.base * 0.6}
		for k, f := range b.Items[i:min(i+columns, len(b.Items))] {
			lines := s.lines(regular, s.small(), muted, w, f.Label)
			value := s.lines(regular, s.base, ink, w, f.Value)
			if len(value) == 0 {
				value = []line{s.line(regular, s.base, muted, "–")}
			}
			r.cells = append(r.cells, cell{x: s.x + float32(k)*(w+gutter), w: w, lines: append(lines, value...)})
		}
		s.addRow(r)
	}
}

func (s *sheet) bullets(b handout.Bullets) {
	in, gap := s.base*1.25, s.base*0.55
	for _, item := range b.Items {
		lines := s.lines(regular, s.base, ink, s.cw-in, item)
		if len(lines) == 0 {
			continue
		}
		mid := lines[0].height / 2
		lines[0].before = func(p *pen, x, y float32) { p.disc(x-in*0.62, y+mid, s.base*0.16, accent) }
		s.addRow(row{cells: []cell{{x: s.x + in, w: s.cw - in, lines: lines}}, gap: gap})
		gap = s.base * 0.32
	}
}

// checklist sets a box to tick, the text, and what belongs to it below.
func (s *sheet) checklist(b handout.Checklist) {
	side := s.base * 1.05
	in, gap := side+s.base*0.8, s.base*0.7
	for _, t := range b.Items {
		lines := s.lines(bold, s.base, ink, s.cw-in, t.Text)
		if len(lines) == 0 {
			lines = []line{s.line(bold, s.base, ink, "")}
		}
		for _, d := range t.Details {
			if d.Value != "" {
				lines = append(lines, s.lines(regular, s.base, muted, s.cw-in, d.Label+": "+d.Value)...)
			}
		}
		ticked := t.Done
		lines[0].before = func(p *pen, x, y float32) {
			top := y + (s.base*leading-side)/2
			p.box(x-in+0.5, top, side, side, 2, 1.1, white, ink)
			if ticked {
				p.tick(x-in+0.5, top, side, side*0.13, ink)
			}
		}
		s.addRow(row{cells: []cell{{x: s.x + in, w: s.cw - in, lines: lines}}, gap: gap})
		gap = s.base * 0.75
	}
}

// notice sets a box with a bar at its side, as thick as it is urgent.
func (s *sheet) notice(b handout.Notice) {
	bar, edge, soft := float32(2), accent, accentSoft
	switch b.Tone {
	case handout.Caution:
		bar, edge, soft = 4, review, reviewSoft
	case handout.Urgent:
		bar, edge, soft = 6, stop, stopSoft
	}
	pad, in := s.base, s.base*1.2
	w := s.cw - 2*pad - bar
	lines := s.lines(bold, s.base, ink, w, b.Title)
	lines = append(lines, s.lines(regular, s.base, ink, w, b.Text)...)
	for _, item := range b.Items {
		lines = append(lines, s.noticePoint(item, w-in, in)...)
	}
	if len(lines) == 0 {
		return
	}
	s.addRow(row{
		cells: []cell{{x: s.x + bar + pad, w: w, lines: lines}},
		gap:   s.base * 0.9, top: pad * 0.7, bottom: pad * 0.7,
		behind: func(p *pen, y, h float32, _, _ bool) {
			p.fill(s.x, y, s.cw, h+0.6, soft)
			p.fill(s.x, y, bar, h+0.6, edge)
		},
	})
	s.space(0.3)
}

// noticePoint gives the lines of one point in a notice, set in from its edge.
func (s *sheet) noticePoint(item string, w, in float32) []line {
	lines := s.lines(regular, s.base, ink, w, item)
	for i := range lines {
		ln := lines[i]
		lines[i].draw = func(p *pen, x, y float32) {
			if i == 0 {
				p.disc(x+in*0.35, y+ln.height/2, s.base*0.16, ink)
			}
			ln.paint(p, x+in, y)
		}
	}
	return lines
}

// signatures sets two lines to sign side by side, each with what was drawn,
// and below it the name and when.
func (s *sheet) signatures(b handout.Signatures) {
	gutter := s.base * 2
	w := (s.cw - gutter) / 2
	for i := 0; i < len(b.Lines); i += 2 {
		r := row{gap: s.base * 0.9, together: true}
		for k, sig := range b.Lines[i:min(i+2, len(b.Lines))] {
			r.cells = append(r.cells, cell{x: s.x + float32(k)*(w+gutter), w: w, lines: s.signature(sig, b.DateLabel, w)})
		}
		s.addRow(r)
	}
}

func (s *sheet) signature(sig handout.Signature, dateLabel string, w float32) []line {
	room := s.base * 3.4
	lines := []line{{height: room, draw: func(p *pen, x, y float32) {
		for _, stroke := range sig.Strokes {
			points := make([]point, len(stroke))
			for i, at := range stroke {
				points[i] = point{x + w*0.04 + within(at.X)*w*0.92, y + room*0.06 + within(at.Y)*room*0.86}
			}
			if len(points) == 1 {
				p.disc(points[0].x, points[0].y, 0.8, ink)
			}
			p.path(points, 1.2, ink, 0, 0)
		}
		p.line(x, y+room-1, x+w, y+room-1, 0.8, ink)
	}}}
	lines = append(lines, s.lines(bold, s.small()+0.5, ink, w, sig.Name)...)
	lines = append(lines, s.lines(regular, s.small(), muted, w, join(sig.Label, sig.When))...)
	if sig.When == "" && dateLabel != "" {
		date := s.line(regular, s.small(), muted, dateLabel)
		from := s.width(date) + 6
		date.height *= 1.6
		date.before = func(p *pen, x, y float32) {
			p.line(x+from, y+date.height*0.75, x+w, y+date.height*0.75, 0.6, muted)
		}
		lines = append(lines, date)
	}
	return lines
}

// within brings a value into 0 to 1; not-a-number becomes 0.
func within(v float64) float32 {
	if !(v > 0) {
		return 0
	}
	return float32(min(v, 1))
}

// qr draws the code as squares, with the caption beside it. Content that no
// code can hold leaves the caption alone, as handout.Document.Check tells.
func (s *sheet) qr(b handout.QR) {
	code, err := qr.Encode(b.Content, qr.M, qr.Auto)
	if err != nil {
		s.paragraph(handout.Paragraph{Text: b.Caption, Style: handout.Quiet})
		return
	}
	n := code.Bounds().Dx()
	side := max(72, float32(n)*1.6)
	caption := s.lines(regular, s.small(), muted, s.cw-side-s.base*1.5, b.Caption)
	high := max(side, tall(caption))
	s.pieces = append(s.pieces, piece{gap: s.base, height: high, paint: func(p *pen, y float32) {
		dot := side / float32(n)
		for j := range n {
			for i := 0; i < n; i++ {
				from := i
				for i < n && isDark(code.At(i, j)) {
					i++
				}
				if i > from {
					p.fill(s.x+float32(from)*dot, y+float32(j)*dot, float32(i-from)*dot, dot+0.1, ink)
				}
			}
		}
		at := y + (high-tall(caption))/2
		for _, ln := range caption {
			ln.paint(p, s.x+side+s.base*1.5, at)
			at += ln.height
		}
	}})
}

// isDark tells a black square of a code.
func isDark(c color.Color) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}
