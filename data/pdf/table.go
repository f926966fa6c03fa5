package pdf

import (
	"math"
	"strings"

	"kapdesk/app/handout"
)

// table sets the column titles, which come again on each page, and the rows
// with a thin line below each.
func (l *layout) table(b handout.Table) {
	size := l.small() + 0.5
	cols := l.columns(b, size)
	head := l.tableHead(b.Columns, cols)
	for i := range head {
		head[i].keep = true
	}
	if len(b.Rows) == 0 {
		if n := len(head); n > 0 {
			head[n-1].keep = false
		}
		l.pieces = append(l.pieces, head...)
		return
	}
	again := make([]piece, len(head))
	copy(again, head)
	if len(again) > 0 {
		again[0].gap = 0
	}
	l.pieces = append(l.pieces, head...)
	for _, r := range b.Rows {
		out := row{
			cells: make([]cell, len(cols)), top: size * 0.42, bottom: size * 0.42, head: again,
			behind: func(c *canvas, y, h float64, _, last bool) {
				if last {
					c.line(l.x, y+h, l.x+l.w, y+h, 0.5, hair)
				}
			},
		}
		for k, cl := range cols {
			out.cells[k] = cl
			if k < len(r.Cells) {
				out.cells[k] = l.tableCell(cl, r, k, size)
			}
		}
		l.addRow(out)
	}
	l.pieces = append(l.pieces, piece{height: l.base * 0.4, paint: func(*canvas, float64) {}})
}

// columns shares the width out: by the columns' shares, but so that no column
// breaks a word that an even share would have room for.
func (l *layout) columns(b handout.Table, size float64) []cell {
	n := float64(len(b.Columns))
	gutter := size * 1.4
	free := l.w - gutter*(n-1)
	least := l.leastWidths(b, size, free/n)
	widths := make([]float64, len(least))
	fixed := make([]bool, len(least))
	for again := true; again; {
		again = false
		room, shares := free, 0.0
		for i, c := range b.Columns {
			if fixed[i] {
				room -= least[i]
			} else {
				shares += c.Share
			}
		}
		for i, c := range b.Columns {
			widths[i] = least[i]
			if !fixed[i] {
				widths[i] = room * c.Share / shares
				if widths[i] < least[i] {
					fixed[i], again = true, true
				}
			}
		}
	}
	x := l.x
	cols := make([]cell, len(widths))
	for i, w := range widths {
		cols[i] = cell{x: x, w: w, right: b.Columns[i].Align == handout.Right}
		x += w + gutter
	}
	return cols
}

// leastWidths gives the width of each column's longest word, and at most most.
func (l *layout) leastWidths(b handout.Table, size, most float64) []float64 {
	least := make([]float64, len(b.Columns))
	widen := func(i int, s style, size, indent float64, text string) {
		for _, w := range strings.Fields(clean(text)) {
			least[i] = math.Max(least[i], math.Min(most, l.width(s, size, w)+indent+0.5))
		}
	}
	for i, c := range b.Columns {
		widen(i, bold, l.small(), 0, c.Title)
	}
	for _, r := range b.Rows {
		for i, c := range r.Cells {
			indent := 0.0
			if i == 0 && r.Sign != handout.NoSign {
				indent = size * 1.5
			}
			widen(i, regular, size, indent, c.Text)
			widen(i, regular, size*0.9, indent, c.Note)
		}
	}
	return least
}

// tableHead gives the pieces of the column titles; none if no column has one.
func (l *layout) tableHead(titles []handout.Column, cols []cell) []piece {
	size := l.small()
	r := row{
		cells: make([]cell, len(cols)), gap: l.base * 0.7, bottom: size * 0.3, together: true, keepNext: true,
		behind: func(c *canvas, y, h float64, _, last bool) {
			if last {
				c.line(l.x, y+h, l.x+l.w, y+h, 1, ink)
			}
		},
	}
	any := false
	for i, c := range titles {
		r.cells[i] = cols[i]
		r.cells[i].lines = l.lines(bold, size, muted, cols[i].w, c.Title)
		any = any || len(r.cells[i].lines) > 0
	}
	if !any {
		return nil
	}
	// Titles of different height stand on the line below them.
	tallest := 0
	for _, c := range r.cells {
		tallest = max(tallest, len(c.lines))
	}
	for i, c := range r.cells {
		blank := make([]line, tallest-len(c.lines))
		for k := range blank {
			blank[k] = l.newLine(bold, size, muted, "")
		}
		r.cells[i].lines = append(blank, c.lines...)
	}
	before := l.pieces
	l.pieces = nil
	l.addRow(r)
	head := l.pieces
	l.pieces = before
	return head
}

// tableCell sets the text, the remark below it, and before the first cell the
// row's sign.
func (l *layout) tableCell(col cell, r handout.Row, k int, size float64) cell {
	if k == 0 && r.Sign != handout.NoSign {
		in := size * 1.5
		col.x, col.w = col.x+in, col.w-in
	}
	colour := ink
	if r.Struck {
		colour = muted
	}
	col.lines = l.lines(regular, size, colour, col.w, r.Cells[k].Text)
	for i := range col.lines {
		col.lines[i].struck = r.Struck
	}
	col.lines = append(col.lines, l.lines(regular, size*0.9, muted, col.w, r.Cells[k].Note)...)
	if k == 0 && r.Sign != handout.NoSign {
		if len(col.lines) == 0 {
			col.lines = []line{l.newLine(regular, size, colour, "")}
		}
		sign, side := r.Sign, size*0.95
		col.lines[0].before = func(c *canvas, x, y float64) {
			c.sign(x-size*1.5, y+(size*leading-side)/2, side, sign)
		}
	}
	return col
}
