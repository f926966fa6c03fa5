package notes

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kapdesk/screens/kit"
)

// page is something to read that may be longer than its place. With the focus
// it scrolls by arrows, Page Up and Down, Home and End.
type page struct {
	widget.BaseWidget
	content *fyne.Container
	scroll  *container.Scroll
	ring    *canvas.Rectangle
	focused bool
	onLeave func() // Esc
}

func newPage(content *fyne.Container, onLeave func()) *page {
	p := &page{content: content, scroll: container.NewVScroll(content), ring: canvas.NewRectangle(color.Transparent), onLeave: onLeave}
	p.ExtendBaseWidget(p)
	return p
}

// Children lets kit.Walk find what the page holds.
func (p *page) Children() []fyne.CanvasObject { return []fyne.CanvasObject{p.content} }

// FocusID names the page for tests and drivers.
func (p *page) FocusID() string { return "notes.text" }

// AccessibilityLabel is empty: the texts on the page have their own.
func (p *page) AccessibilityLabel() string { return "" }

// AccessibilityRole is container.
func (p *page) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// FocusGained is called by Fyne.
func (p *page) FocusGained() { p.focused = true; p.Refresh() }

// FocusLost is called by Fyne.
func (p *page) FocusLost() { p.focused = false; p.Refresh() }

// TypedRune is called by Fyne.
func (p *page) TypedRune(rune) {}

// TypedKey scrolls, and leaves for Esc.
func (p *page) TypedKey(e *fyne.KeyEvent) {
	view := p.scroll.Size().Height
	switch e.Name {
	case fyne.KeyDown:
		p.scrollBy(40)
	case fyne.KeyUp:
		p.scrollBy(-40)
	case fyne.KeyPageDown, fyne.KeySpace:
		p.scrollBy(view - 40)
	case fyne.KeyPageUp:
		p.scrollBy(40 - view)
	case fyne.KeyHome:
		p.scroll.ScrollToTop()
	case fyne.KeyEnd:
		p.scroll.ScrollToBottom()
	case fyne.KeyEscape:
		p.onLeave()
	}
}

// TypedShortcut hands everything to the canvas, which would not hear of it
// because the focus comes first.
func (p *page) TypedShortcut(s fyne.Shortcut) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(p).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

func (p *page) scrollBy(px float32) {
	limit := max(p.content.Size().Height-p.scroll.Size().Height, 0)
	p.scroll.ScrollToOffset(fyne.NewPos(0, min(max(p.scroll.Offset.Y+px, 0), limit)))
}

// Tapped puts the focus on the page.
func (p *page) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
}

// Cursor is the usual one: nothing here is typed into.
func (p *page) Cursor() desktop.Cursor { return desktop.DefaultCursor }

// MinSize is small: a page scrolls.
func (p *page) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	return fyne.NewSize(160, 90)
}

// pageRoom is the room for the ring around what is read.
const pageRoom = 3

// Resize gives the content its width first, so that its height is right.
func (p *page) Resize(s fyne.Size) {
	if w := s.Width - 2*pageRoom; w > 0 {
		p.content.Resize(fyne.NewSize(w, p.content.MinSize().Height))
	}
	p.BaseWidget.Resize(s)
}

// CreateRenderer is called by Fyne.
func (p *page) CreateRenderer() fyne.WidgetRenderer { return &pageRenderer{p} }

type pageRenderer struct{ *page }

func (r *pageRenderer) Destroy() {}

func (r *pageRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.scroll, r.ring}
}

func (r *pageRenderer) Layout(s fyne.Size) {
	r.ring.Resize(s)
	r.scroll.Move(fyne.NewPos(pageRoom, pageRoom))
	r.scroll.Resize(s.SubtractWidthHeight(2*pageRoom, 2*pageRoom))
}

func (r *pageRenderer) Refresh() {
	r.ring.StrokeWidth, r.ring.CornerRadius = 0, 4
	if r.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.ColorForWidget(kit.ColorAccent, r.page), theme.Size(kit.SizeRing)
	}
	r.ring.Refresh()
	r.scroll.Refresh()
}
