package preview

import "kapdesk/app/handout"

// table sets the column titles, which come again on each page, and the rows
// with a thin line below each.
func (s *sheet) table(b handout.Table) {
	size := s.small() + 0.5
	cols := s.columns(b.Columns, size)
	head := s.tableHead(b.Columns, cols)
	for i := range head {
		head[i].keep = len(b.Rows) > 0
	}
	s.pieces = append(s.pieces, head...)
	again := append([]piece(nil), head...)
	if len(again) > 0 {
		again[0].gap = 0
	}
	for i, r := range b.Rows {
		out := row{
			cells: make([]cell, len(cols)), top: size * 0.42, bottom: size * 0.42, head: again,
			keepNext: i == 0 && len(b.Rows) > 1 && len(b.Rows) < 4,
			behind: func(p *pen, y, h float32, _, last bool) {
				if last {
					p.line(s.x, y+h, s.x+s.cw, y+h, 0.5, hair)
				}
			},
		}
		for k, c := range cols {
			out.cells[k] = c
			if k < len(r.Cells) {
				out.cells[k] = s.tableCell(c, r, k, size)
			}
		}
		s.addRow(out)
	}
	s.space(0.4)
}

// columns shares the width out.
func (s *sheet) columns(titles []handout.Column, size float32) []cell {
	total := 0.0
	for _, c := range titles {
		total += c.Share
	}
	gutter := size * 0.9
	free := s.cw - gutter*float32(len(titles)-1)
	x := s.x
	cols := make([]cell, len(titles))
	for i, c := range titles {
		w := free * float32(c.Share/total)
		cols[i] = cell{x: x, w: w, right: c.Align == handout.Right}
		x += w + gutter
	}
	return cols
}

// tableHead gives the pieces of the column titles; none if no column has one.
func (s *sheet) tableHead(titles []handout.Column, cols []cell) []piece {
	size := s.small()
	r := row{
		cells: make([]cell, len(cols)), gap: s.base * 0.7, bottom: size * 0.3, together: true, keepNext: true,
		behind: func(p *pen, y, h float32, _, last bool) {
			if last {
				p.line(s.x, y+h, s.x+s.cw, y+h, 1, ink)
			}
		},
	}
	tallest := 0
	for i, c := range titles {
		r.cells[i] = cols[i]
		r.cells[i].lines = s.lines(bold, size, muted, cols[i].w, c.Title)
		tallest = max(tallest, len(r.cells[i].lines))
	}
	if tallest == 0 {
		return nil
	}
	// Titles of different height stand on the line below them.
	for i, c := range r.cells {
		blank := make([]line, tallest-len(c.lines))
		for k := range blank {
			blank[k] = s.line(bold, size, muted, "")
		}
		r.cells[i].lines = append(blank, c.lines...)
	}
	before := s.pieces
	s.pieces = nil
	s.addRow(r)
	head := s.pieces
	s.pieces = before
	return head
}

// tableCell sets the text, the remark below it, and before the first cell the
// row's sign.
func (s *sheet) tableCell(col cell, r handout.Row, k int, size float32) cell {
	signed := k == 0 && r.Sign != handout.NoSign
	if signed {
		col.x, col.w = col.x+size*1.5, col.w-size*1.5
	}
	c := ink
	if r.Struck {
		c = muted
	}
	col.lines = append(s.lines(regular, size, c, col.w, r.Cells[k].Text), s.lines(regular, size*0.9, muted, col.w, r.Cells[k].Note)...)
	if r.Struck {
		for i, ln := range col.lines {
			col.lines[i].wide = s.width(ln)
		}
	}
	if signed {
		if len(col.lines) == 0 {
			col.lines = []line{s.line(regular, size, c, "")}
		}
		side := size * 0.95
		col.lines[0].before = func(p *pen, x, y float32) { p.sign(x-size*1.5, y+(size*leading-side)/2, side, r.Sign) }
	}
	return col
}
