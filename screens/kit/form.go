package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

func fyneContainer(l fyne.Layout, objs ...fyne.CanvasObject) *fyne.Container {
	return container.New(l, objs...)
}

// Parent is an object that holds others: a kit widget or one of a screen's
// own, so that a form finds the fields in it.
type Parent interface{ Children() []fyne.CanvasObject }

type childful interface{ children() []fyne.CanvasObject }

// Walk calls visit for an object and everything it is seen to hold, in the
// order of Tab.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil {
		return
	}
	visit(o)
	var kids []fyne.CanvasObject
	switch c := o.(type) {
	case *fyne.Container:
		kids = c.Objects
	case *container.Scroll:
		kids = []fyne.CanvasObject{c.Content}
	case childful:
		kids = c.children()
	case Parent:
		kids = c.Children()
	}
	for _, k := range kids {
		Walk(k, visit)
	}
}

// ringRoom is how far the scrolled part of a form stands out beyond the form,
// so that focus rings at its edges are not cut off.
const ringRoom float32 = 5

// Form scrolls its content, brings the focused field into view, and gives
// its fields their keys: Enter goes on, Ctrl+Enter saves, Esc leaves.
type Form struct {
	widget.BaseWidget
	scroll  *container.Scroll
	content fyne.CanvasObject
	holder  *fyne.Container

	OnSave  func() // Ctrl+Enter; nil does nothing
	OnLeave func() // Esc; nil does nothing
}

// NewForm makes a form over content. It finds the fields in it by itself.
func NewForm(content fyne.CanvasObject, onSave, onLeave func()) *Form {
	f := &Form{OnSave: onSave, OnLeave: onLeave}
	f.holder = Pad(ringRoom, content)
	f.scroll = container.NewVScroll(f.holder)
	f.content = content
	f.ExtendBaseWidget(f)
	f.Adopt(content)
	return f
}

// SetContent changes what the form holds, and scrolls to its top.
func (f *Form) SetContent(o fyne.CanvasObject) {
	f.content = o
	f.holder.Objects = []fyne.CanvasObject{o}
	f.Adopt(o)
	f.scroll.Offset = fyne.NewPos(0, 0)
	if w := f.Size().Width; w > 0 {
		heightFor(f.holder, w+2*ringRoom)
	}
	f.scroll.Refresh() // the scroll keeps its size and would not lay the new content out
	f.Refresh()
}

// Adopt gives the form's keys to every field in o. Call it for fields that
// stand outside the form's content, such as its buttons, or were added later.
func (f *Form) Adopt(o fyne.CanvasObject) {
	Walk(o, func(o fyne.CanvasObject) {
		if k, ok := o.(Keyed); ok {
			k.SetKeys(f)
		}
	})
}

func (f *Form) children() []fyne.CanvasObject { return []fyne.CanvasObject{f.content} }

// Fields are the form's fields that can be seen, in the order of Tab.
func (f *Form) Fields() []Field {
	var out []Field
	Walk(f.content, func(o fyne.CanvasObject) {
		if fd, ok := o.(Field); ok && fd.Visible() {
			out = append(out, fd)
		}
	})
	return out
}

// Field gives the field of an ID, or nil.
func (f *Form) Field(id string) Field {
	for _, fd := range f.Fields() {
		if fd.FieldID() == id {
			return fd
		}
	}
	return nil
}

// Check reads every field, shows what is wrong, puts the focus on the first
// wrong one and reports whether there was none.
func (f *Form) Check() bool {
	ok := true
	for _, fd := range f.Fields() {
		if !fd.Check() {
			if ok {
				fd.Focus()
			}
			ok = false
		}
	}
	return ok
}

// Errors counts the fields that show an error.
func (f *Form) Errors() int {
	n := 0
	for _, fd := range f.Fields() {
		if fd.Error() != "" {
			n++
		}
	}
	return n
}

// FocusFirst puts the focus on the first field.
func (f *Form) FocusFirst() {
	if fs := f.Fields(); len(fs) > 0 {
		fs[0].Focus()
	}
}

// Next goes on to the next field.
func (f *Form) Next() {
	if c := canvasOf(f); c != nil {
		c.FocusNext()
	}
}

// Save calls OnSave.
func (f *Form) Save() {
	if f.OnSave != nil {
		f.OnSave()
	}
}

// Leave calls OnLeave.
func (f *Form) Leave() {
	if f.OnLeave != nil {
		f.OnLeave()
	}
}

// aFewFrames is after how long what was added has been painted.
const aFewFrames = 60 * time.Millisecond

// Focused brings the object into view.
func (f *Form) Focused(o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	if d.CanvasForObject(o) == nil {
		// Added since the last frame: nobody knows yet where it stands.
		time.AfterFunc(aFewFrames, func() {
			fyne.Do(func() {
				at, ok := o.(fyne.Focusable)
				if c := d.CanvasForObject(o); ok && c != nil && c.Focused() == at {
					f.Focused(o)
				}
			})
		})
		return
	}
	if !f.holds(o) {
		return
	}
	if o.MinSize().Height > o.Size().Height {
		f.Refresh() // it has grown, as by a picker's list, and stands in its old room yet
	}
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(f.holder).Y
	const margin = 32 // the label above and the ring
	height, view, off := o.Size().Height, f.scroll.Size().Height, f.scroll.Offset.Y
	switch {
	case top-margin < off || height > view:
		off = max(top-margin, 0)
	case top+height+margin > off+view:
		off = top + height + margin - view
	default:
		return
	}
	f.scroll.ScrollToOffset(fyne.NewPos(0, min(off, max(f.holder.Size().Height-view, 0))))
}

// holds reports whether o stands in the scrolled content and not beside it.
func (f *Form) holds(o fyne.CanvasObject) bool {
	d := fyne.CurrentApp().Driver()
	p, q := d.AbsolutePositionForObject(o), d.AbsolutePositionForObject(f.holder)
	z := f.holder.Size()
	return p.X >= q.X && p.Y >= q.Y && p.X < q.X+z.Width && p.Y < q.Y+z.Height
}

// Top scrolls back to where the form begins.
func (f *Form) Top() { f.scroll.ScrollToTop() }

// Offset is how far the form is scrolled.
func (f *Form) Offset() float32 { return f.scroll.Offset.Y }

// MinSize is small: the form scrolls.
func (f *Form) MinSize() fyne.Size {
	return fyne.NewSize(f.holder.MinSize().Width-2*ringRoom, 80)
}

// Resize gives the content its width first, so that its height is right.
func (f *Form) Resize(s fyne.Size) {
	f.fit(s.Width + 2*ringRoom)
	f.BaseWidget.Resize(s)
}

// fit gives the content a width, or its least where that is more, as the
// scroll does: at another width it would lose the height that the scroll gave.
func (f *Form) fit(w float32) { heightFor(f.holder, max(w, f.holder.MinSize().Width)) }

// CreateRenderer is called by Fyne.
func (f *Form) CreateRenderer() fyne.WidgetRenderer {
	r := &drawn{w: f, objects: []fyne.CanvasObject{f.scroll}, min: f.MinSize}
	r.style = func() { f.scroll.Refresh() } // the scroll keeps its size: a field shown or hidden in it needs a new layout
	r.layout = func(s fyne.Size) {
		f.fit(s.Width + 2*ringRoom)
		place(f.scroll, -ringRoom, -ringRoom, s.Width+2*ringRoom, s.Height+2*ringRoom)
	}
	return r
}

// VScroll scrolls content that wraps. For content with fields use a Form.
func VScroll(content fyne.CanvasObject) *Form { return NewForm(content, nil, nil) }
