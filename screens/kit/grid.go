package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// FormGrid sets fields in up to cols columns, and in fewer where a column
// would be narrower than 180 (more with large text). A child marked with Wide
// takes a row of its own.
func FormGrid(cols int, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(&gridLayout{cols: cols, least: 180}, objs...)
}

// FormGridMin is a FormGrid whose columns are at least as wide as given.
func FormGridMin(cols int, least float32, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(&gridLayout{cols: cols, least: least}, objs...)
}

type gridLayout struct {
	cols  int
	least float32
	width float32
}

func (l *gridLayout) columns(w float32) int {
	if w <= 0 {
		return l.cols
	}
	return max(1, min(l.cols, int((w+GapM)/(Widen(l.least)+GapM))))
}

// spanOf is how many of the columns an object takes.
func spanOf(o fyne.CanvasObject, cols int) int {
	switch m := markOf(o); {
	case m == nil:
		return 1
	case m.wide:
		return cols
	default:
		return min(max(m.span, 1), cols)
	}
}

// cells gives each object's first column and its row.
func (l *gridLayout) cells(objs []fyne.CanvasObject, cols int) (col, row []int, rows int) {
	c, r := 0, 0
	for _, o := range objs {
		n := spanOf(o, cols)
		if c+n > cols {
			c, r = 0, r+1
		}
		col, row = append(col, c), append(row, r)
		if c += n; c == cols {
			c, r = 0, r+1
		}
	}
	if c > 0 {
		r++
	}
	return col, row, r
}

func (l *gridLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	objs = shown(objs)
	l.width = s.Width
	cols := l.columns(s.Width)
	cw := (s.Width - GapM*float32(cols-1)) / float32(cols)
	wide := func(o fyne.CanvasObject) float32 {
		n := float32(spanOf(o, cols))
		return n*cw + (n-1)*GapM
	}
	col, row, rows := l.cells(objs, cols)
	heights := make([]float32, rows)
	for i, o := range objs {
		heights[row[i]] = fyne.Max(heights[row[i]], heightFor(o, wide(o)))
	}
	for i, o := range objs {
		y := float32(0)
		for _, h := range heights[:row[i]] {
			y += h + GapM
		}
		place(o, float32(col[i])*(cw+GapM), y, wide(o), heights[row[i]])
	}
}

func (l *gridLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	objs = shown(objs)
	_, row, rows := l.cells(objs, l.columns(l.width))
	heights := make([]float32, rows)
	var min fyne.Size
	for i, o := range objs {
		m := minOf(o)
		min.Width = fyne.Max(min.Width, m.Width)
		heights[row[i]] = fyne.Max(heights[row[i]], m.Height)
	}
	for i, h := range heights {
		min.Height += h
		if i > 0 {
			min.Height += GapM
		}
	}
	return min
}

// FlowRow sets objects beside one another and goes on in a new line where
// there is no room.
func FlowRow(gap float32, objs ...fyne.CanvasObject) *fyne.Container {
	return FlowLines(gap, gap, objs...)
}

// FlowLines is a FlowRow whose lines stand at a distance of their own, as
// close as the lines of text around them.
func FlowLines(gap, lines float32, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap, lines: lines}, objs...)
}

type flowLayout struct{ gap, lines, width float32 }

func (l *flowLayout) run(objs []fyne.CanvasObject, width float32, put func(o fyne.CanvasObject, x, y, w, h, line float32)) float32 {
	var x, y float32
	line := float32(0)
	var pending []func(float32)
	flush := func() {
		for _, p := range pending {
			p(line)
		}
		pending = pending[:0]
	}
	for _, o := range shown(objs) {
		m := o.MinSize()
		w := naturalOf(o)
		if width > 0 {
			w = fyne.Min(w, width)
		}
		if x > 0 && width > 0 && x+w > width+0.5 {
			flush()
			x, y, line = 0, y+line+l.lines, 0
		}
		line = fyne.Max(line, m.Height)
		px, py := x, y
		pending = append(pending, func(line float32) { put(o, px, py, w, m.Height, line) })
		x += w + l.gap
	}
	flush()
	return y + line
}

func (l *flowLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	l.run(objs, s.Width, func(o fyne.CanvasObject, x, y, w, h, line float32) {
		place(o, x, y+(line-h)/2, w, h)
	})
}

func (l *flowLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	var min fyne.Size
	for _, o := range shown(objs) {
		min.Width = fyne.Max(min.Width, leastOf(o))
	}
	min.Height = l.run(objs, l.width, func(fyne.CanvasObject, float32, float32, float32, float32, float32) {})
	return min
}
