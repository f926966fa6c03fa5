package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// rowList shows many rows of one height and makes only those in sight. It
// takes no focus; the table it belongs to does.
type rowList struct {
	scroll *container.Scroll
	body   *fyne.Container
	t      *DataTable
	views  []*tableRowView
}

func newRowList(t *DataTable) *rowList {
	l := &rowList{t: t}
	l.body = fyneContainer(&rowListLayout{l})
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.update() }
	return l
}

// update binds the rows in sight to views.
func (l *rowList) update() {
	h := size(SizeRow)
	first := int(l.scroll.Offset.Y / h)
	count := int(l.scroll.Size().Height/h) + 2
	first = max(0, min(first, len(l.t.rows)-count))
	count = min(count, len(l.t.rows)-first)
	for len(l.views) < count {
		l.views = append(l.views, newTableRowView(l.t))
	}
	objs := make([]fyne.CanvasObject, 0, count)
	for i := 0; i < count; i++ {
		v := l.views[(first+i)%len(l.views)]
		v.set(first + i)
		place(v, 0, float32(first+i)*h, l.body.Size().Width, h)
		objs = append(objs, v)
	}
	l.body.Objects = objs
	l.body.Refresh()
}

func (l *rowList) scrollTo(i int) {
	h, view := size(SizeRow), l.scroll.Size().Height
	top := float32(i) * h
	off := l.scroll.Offset.Y
	switch {
	case top < off:
		off = top
	case top+h > off+view:
		off = top + h - view
	default:
		return
	}
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(off, 0)))
}

// rowListLayout gives the body the height of all rows; update places those
// that exist.
type rowListLayout struct{ l *rowList }

func (r *rowListLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objs {
		o.Resize(fyne.NewSize(s.Width, size(SizeRow)))
	}
}

func (r *rowListLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(40, float32(len(r.l.t.rows))*size(SizeRow))
}
