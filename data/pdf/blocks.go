package pdf

import (
	"fmt"

	"kapdesk/app/handout"
)

// blocks adds the pieces of each block.
func (l *layout) blocks(blocks []handout.Block) error {
	for _, b := range blocks {
		if err := l.block(b); err != nil {
			return err
		}
	}
	return nil
}

func (l *layout) block(b handout.Block) error {
	switch b := b.(type) {
	case handout.Title:
		l.title(b)
	case handout.Heading:
		l.heading(b)
	case handout.Paragraph:
		l.paragraph(b)
	case handout.Fields:
		l.fields(b)
	case handout.Table:
		l.table(b)
	case handout.Checklist:
		l.checklist(b)
	case handout.Bullets:
		l.bullets(b)
	case handout.Notice:
		l.notice(b)
	case handout.Chart:
		l.chart(b)
	case handout.Signatures:
		l.signatures(b)
	case handout.QR:
		return l.qr(b)
	case handout.Space:
		l.pieces = append(l.pieces, piece{height: min(b.Lines*l.base*leading, l.bodyHeight()), paint: func(*canvas, float64) {}})
	case handout.Keep:
		return l.keep(b)
	default:
		return fmt.Errorf("pdf: cannot paint a %T", b)
	}
	return nil
}

func (l *layout) keep(b handout.Keep) error {
	from := len(l.pieces)
	if err := l.blocks(b.Blocks); err != nil {
		return err
	}
	for i := from; i < len(l.pieces)-1; i++ {
		l.pieces[i].keep = true
	}
	return nil
}

func (l *layout) column(lines []line) []cell { return []cell{{x: l.x, w: l.w, lines: lines}} }

func (l *layout) title(b handout.Title) {
	size := l.base * 1.9
	if l.doc.Print == handout.Large {
		size = l.base * 1.6
	}
	lines := l.lines(bold, size, ink, l.w, b.Text)
	for i := range lines {
		lines[i].height = size * 1.25
	}
	lines = append(lines, l.lines(regular, l.base, muted, l.w, b.Sub)...)
	l.addRow(row{cells: l.column(lines), gap: l.base, bottom: l.base * 0.2, together: true, keepNext: true})
}

func (l *layout) heading(b handout.Heading) {
	l.addRow(row{
		cells: l.column(l.lines(bold, l.base*1.18, accent, l.w, b.Text)),
		gap:   l.base * 1.2, bottom: l.base * 0.05, together: true, keepNext: true,
	})
}

func (l *layout) paragraph(b handout.Paragraph) {
	r := row{gap: l.base * 0.55}
	switch b.Style {
	case handout.Quiet:
		r.cells = l.column(l.lines(regular, l.small(), muted, l.w, b.Text))
	case handout.Strong:
		r.cells = l.column(l.lines(bold, l.base, ink, l.w, b.Text))
	case handout.Quote:
		in := l.base * 1.1
		r.cells = []cell{{x: l.x + in, w: l.w - in, lines: l.lines(italic, l.base, ink, l.w-in, b.Text)}}
		r.behind = func(c *canvas, y, h float64, _, _ bool) { c.fill(l.x+2, y, 2, h+0.3, accent) }
	default:
		r.cells = l.column(l.lines(regular, l.base, ink, l.w, b.Text))
	}
	if len(r.cells[0].lines) > 0 {
		l.addRow(r)
	}
}

// fields sets each value under its label. In large print at most two columns
// stand side by side.
func (l *layout) fields(b handout.Fields) {
	columns := b.Columns
	if l.doc.Print == handout.Large {
		columns = min(columns, 2)
	}
	gutter := l.base * 1.6
	w := (l.w - gutter*float64(columns-1)) / float64(columns)
	for i := 0; i < len(b.Items); i += columns {
		r := row{gap: l.base * 0.6}
		for k, f := range b.Items[i:min(i+columns, len(b.Items))] {
			lines := l.lines(regular, l.small(), muted, w, f.Label)
			value := l.lines(regular, l.base, ink, w, f.Value)
			if len(value) == 0 {
				value = []line{l.newLine(regular, l.base, muted, "–")}
			}
			r.cells = append(r.cells, cell{x: l.x + float64(k)*(w+gutter), w: w, lines: append(lines, value...)})
		}
		l.addRow(r)
	}
}

func (l *layout) bullets(b handout.Bullets) {
	in := l.base * 1.25
	gap := l.base * 0.55
	for i, item := range b.Items {
		lines := l.lines(regular, l.base, ink, l.w-in, item)
		if len(lines) == 0 {
			continue
		}
		at := lines[0].baseline() - l.base*0.3
		lines[0].before = func(c *canvas, x, y float64) { c.disc(x-in*0.62, y+at, l.base*0.16, accent) }
		l.addRow(row{cells: []cell{{x: l.x + in, w: l.w - in, lines: lines}}, gap: gap, keepNext: company(i, len(b.Items))})
		gap = l.base * 0.28
	}
}

// company tells whether item i of n stands on one page with the next: a short
// list stays whole, and of a long one neither the first nor the last item is
// left alone.
func company(i, n int) bool {
	return i < n-1 && (n <= 4 || i == 0 || i == n-2)
}

// checklist sets a box to tick, the text, and what belongs to it in one
// quieter run below. A text with details is set bold, to stand above them.
func (l *layout) checklist(b handout.Checklist) {
	side := l.base * 1.05
	in := side + l.base*0.8
	gap := l.base * 0.6
	for i, t := range b.Items {
		details := ""
		for _, d := range t.Details {
			if d.Value != "" {
				details = join(details, d.Label+": "+d.Value)
			}
		}
		face := regular
		if details != "" {
			face = bold
		}
		lines := l.lines(face, l.base, ink, l.w-in, t.Text)
		if len(lines) == 0 {
			lines = []line{l.newLine(face, l.base, ink, "")}
		}
		lines = append(lines, l.lines(regular, l.base, muted, l.w-in, details)...)
		done := t.Done
		lines[0].before = func(c *canvas, x, y float64) {
			top := y + (l.base*leading-side)/2
			c.box(x-in+0.5, top, side, side, 2, 1.1, white, ink)
			if done {
				c.tick(x-in+0.5, top, side, side*0.13, ink)
			}
		}
		l.addRow(row{cells: []cell{{x: l.x + in, w: l.w - in, lines: lines}}, gap: gap, keepNext: company(i, len(b.Items))})
		gap = l.base * 0.5
	}
}

// notice sets a box with a bar at its side, as thick as it is urgent.
func (l *layout) notice(b handout.Notice) {
	bar, edge, soft := 2.0, accent, accentSoft
	switch b.Tone {
	case handout.Caution:
		bar, edge, soft = 4, review, reviewSoft
	case handout.Urgent:
		bar, edge, soft = 6, stop, stopSoft
	}
	pad := l.base
	w := l.w - 2*pad - bar
	lines := l.lines(bold, l.base, ink, w, b.Title)
	lines = append(lines, l.lines(regular, l.base, ink, w, b.Text)...)
	in := l.base * 1.2
	for _, item := range b.Items {
		lines = append(lines, l.noticePoint(item, w-in, in)...)
	}
	if len(lines) == 0 {
		return
	}
	l.addRow(row{
		cells: []cell{{x: l.x + bar + pad, w: w, lines: lines}},
		gap:   l.base * 0.9, top: pad * 0.7, bottom: pad * 0.7,
		behind: func(c *canvas, y, h float64, _, _ bool) {
			c.fill(l.x, y, l.w, h+0.3, soft)
			c.fill(l.x, y, bar, h+0.3, edge)
		},
	})
	l.pieces = append(l.pieces, piece{height: l.base * 0.3, paint: func(*canvas, float64) {}})
}

// noticePoint gives the lines of one point in a notice, set in from its edge.
func (l *layout) noticePoint(item string, w, in float64) []line {
	lines := l.lines(regular, l.base, ink, w, item)
	for i := range lines {
		ln := lines[i]
		lines[i].draw = func(c *canvas, x, y float64) {
			if i == 0 {
				c.disc(x+in*0.35, y+ln.baseline()-l.base*0.3, l.base*0.16, ink)
			}
			ln.paint(c, x+in, y)
		}
	}
	return lines
}
