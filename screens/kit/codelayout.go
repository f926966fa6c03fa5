package kit

import "fyne.io/fyne/v2"

// arrange gives every cell its place at a width and gives the height.
func (l *codeList) arrange(width float32) (height float32) {
	switch {
	case l.look == CodesLine:
		return l.arrangeLine(width)
	case l.look == CodesLarge && !l.bare() || !l.inRows(width):
		return l.arrangeList(width)
	}
	return l.arrangeRows(width)
}

// bare reports whether the answers are numbers, with words at the ends at most.
func (l *codeList) bare() bool {
	worded := 0
	for _, o := range l.options {
		if o.Label != "" && o.Label != o.Code {
			worded++
		}
	}
	return worded == 0 || worded <= 2 && len(l.options) > 4
}

// inRows reports whether the answers can stand beside one another: in at most
// two rows, and each whole.
func (l *codeList) inRows(width float32) bool {
	if width <= 0 {
		return true
	}
	rows, x := 1, float32(0)
	for _, c := range l.cells {
		w := c.wide()
		if w > width {
			return false
		}
		if x > 0 && x+w > width {
			rows, x = rows+1, 0
		}
		x += w + GapXS
	}
	return rows <= 2 || l.bare()
}

func (l *codeList) arrangeRows(width float32) float32 {
	var x, y float32
	h := float32(0)
	for _, c := range l.cells {
		w := c.wide()
		h = c.heightAt(w)
		if x > 0 && width > 0 && x+w > width {
			x, y = 0, y+h+GapXS
		}
		place(c, x, y, w, h)
		x += w + GapXS
	}
	return y + h
}

func (l *codeList) arrangeList(width float32) float32 {
	gap, y := float32(0), float32(0)
	if l.look == CodesLarge {
		gap = GapS
	}
	for i, c := range l.cells {
		if i > 0 {
			y += gap
		}
		h := c.heightAt(width)
		place(c, 0, y, width, h)
		y += h
	}
	return y
}

// arrangeLine sets the question and its echo in one line, or under one
// another with large text.
func (l *codeList) arrangeLine(width float32) float32 {
	h := max(l.question.MinSize().Height, l.echo.MinSize().Height)
	part := width * 0.62
	if LargeText() {
		q := l.question.MinSize().Height
		place(l.question, 0, 0, width, q)
		place(l.echo, 0, q, width, h)
		return q + h
	}
	q := l.question.MinSize().Height
	place(l.question, 0, (h-q)/2, max(part-GapM, 0), q)
	place(l.echo, part, 0, max(width-part, 0), h)
	return h
}

// MinSize is the height at the width that the list has, or in one row before
// it has one.
func (l *codeList) MinSize() fyne.Size {
	l.ExtendBaseWidget(l)
	return fyne.NewSize(120, l.arrange(l.Size().Width))
}
