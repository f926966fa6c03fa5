package preview

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"kapdesk/app/handout"
	"kapdesk/screens/kit"
)

// Preview shows one document. It scrolls by mouse and, when it has the focus,
// by arrows, Page Up and Down, Home and End.
type Preview struct {
	widget.BaseWidget
	// OnOpen, when set, is called for Enter and a double click: to show the
	// document large.
	OnOpen func()

	id, label string
	doc       *handout.Document
	message   *kit.Text
	keys      kit.Keys
	focused   bool

	breaker *breaker
	sheet   *sheet
	laid    float32 // the width the sheet was laid out for, pixels
	grown   float32 // the size of text it was laid out for
	scroll  *container.Scroll
	paper   *paper
	ring    *canvas.Rectangle
}

// New makes a preview without a document. The ID names it for tests and
// drivers; the label says what it is to people who do not see it.
func New(id, label string) *Preview {
	p := &Preview{id: id, label: label, message: kit.SmallPara(""), breaker: newBreaker()}
	p.paper = &paper{of: p}
	p.paper.ExtendBaseWidget(p.paper)
	p.scroll = container.NewVScroll(p.paper)
	p.scroll.OnScrolled = func(fyne.Position) { p.paper.show() }
	p.ring = canvas.NewRectangle(nil)
	p.ExtendBaseWidget(p)
	return p
}

// SetDocument shows a document, where the one before was scrolled to.
func (p *Preview) SetDocument(doc handout.Document) {
	p.doc = &doc
	p.message.SetText("")
	p.lay(true)
	p.Refresh()
}

// SetMessage shows a few words in the place of a document.
func (p *Preview) SetMessage(text string) {
	p.doc, p.sheet = nil, nil
	p.message.SetText(text)
	p.Refresh()
}

// Document gives the document on show, or nil.
func (p *Preview) Document() *handout.Document { return p.doc }

// Pages is how many sheets the document has here.
func (p *Preview) Pages() int {
	if p.sheet == nil {
		return 0
	}
	return len(p.sheet.pages)
}

// pad is the room for the ring around the sheets, in pixels.
const pad = 3

// lay lays the document out for the present width, again if the document is
// new or the width or the size of text has changed.
func (p *Preview) lay(again bool) {
	grow := max(kit.Scale(), 1)
	width := p.Size().Width - 2*pad
	if p.doc == nil || width < 40 || !again && p.sheet != nil && width == p.laid && grow == p.grown {
		return
	}
	p.laid, p.grown = width, grow
	p.sheet = lay(p.breaker, p.doc, width, grow)
	limit := max(p.sheet.height()-p.scroll.Size().Height, 0)
	p.scroll.Offset.Y = min(p.scroll.Offset.Y, limit)
	p.paper.shown = span{}
}

// Resize lays out for the new width.
func (p *Preview) Resize(s fyne.Size) {
	p.BaseWidget.Resize(s)
	p.lay(false)
}

// MinSize is small: a preview scrolls.
func (p *Preview) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	return fyne.NewSize(160, 120)
}

// CreateRenderer is called by Fyne.
func (p *Preview) CreateRenderer() fyne.WidgetRenderer {
	return &renderer{p}
}

type renderer struct{ *Preview }

func (r *renderer) Destroy() {}
func (r *renderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.scroll, r.message, r.ring}
}

func (r *renderer) Layout(s fyne.Size) {
	r.ring.Resize(s)
	r.scroll.Move(fyne.NewPos(pad, pad))
	r.scroll.Resize(s.SubtractWidthHeight(2*pad, 2*pad))
	r.message.Move(fyne.NewPos(kit.GapM, kit.GapM))
	r.message.Resize(fyne.NewSize(max(s.Width-2*kit.GapM, 0), s.Height))
	r.paper.show()
}

func (r *renderer) Refresh() {
	r.lay(false)
	r.paper.shown = span{}
	r.ring.FillColor, r.ring.StrokeWidth, r.ring.CornerRadius = nil, 0, 4
	if r.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = theme.ColorForWidget(kit.ColorAccent, r.Preview), theme.Size(kit.SizeRing)
	}
	if r.doc == nil {
		r.scroll.Hide()
		r.message.Show()
	} else {
		r.message.Hide()
		r.scroll.Show()
	}
	r.scroll.Refresh()
	r.paper.show()
	r.message.Refresh()
	r.ring.Refresh()
}

// span is the stretch of the sheets that is drawn, in pixels from their top.
type span struct{ from, to float32 }

// paper is what is scrolled: the sheets at their full height, of which only
// what is near the view is there.
type paper struct {
	widget.BaseWidget
	of      *Preview
	objects []fyne.CanvasObject
	shown   span
}

// show draws what is near the view, if it is not drawn yet.
func (p *paper) show() {
	s := p.of.sheet
	if s == nil {
		p.objects = nil
		p.Refresh()
		return
	}
	top, view := p.of.scroll.Offset.Y, p.of.scroll.Size().Height
	if p.shown.to > 0 && top >= p.shown.from && top+view <= p.shown.to {
		return
	}
	p.shown = span{top - view, top + 2*view}
	p.objects = s.draw(p.of, p.shown.from, p.shown.to)
	p.Refresh()
}

func (p *paper) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	if p.of.sheet == nil {
		return fyne.NewSize(1, 1)
	}
	return fyne.NewSize(1, p.of.sheet.height())
}

func (p *paper) CreateRenderer() fyne.WidgetRenderer { return &paperRenderer{p} }

type paperRenderer struct{ *paper }

func (r *paperRenderer) Destroy()                     {}
func (r *paperRenderer) Layout(fyne.Size)             {}
func (r *paperRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *paperRenderer) Refresh()                     { canvas.Refresh(r.paper) }

// FocusID names the preview for tests and drivers.
func (p *Preview) FocusID() string { return p.id }

// SetKeys gives the preview the one who is told of Esc and Ctrl+Enter.
func (p *Preview) SetKeys(k kit.Keys) { p.keys = k }

// AccessibilityLabel says what it is and how many pages it has.
func (p *Preview) AccessibilityLabel() string {
	if p.doc == nil {
		return strings.TrimSpace(p.label + ". " + p.message.String())
	}
	return p.label + ". " + p.doc.Title
}

// AccessibilityRole is container.
func (p *Preview) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// FocusGained is called by Fyne.
func (p *Preview) FocusGained() {
	p.focused = true
	p.Refresh()
	if p.keys != nil {
		p.keys.Focused(p)
	}
}

// FocusLost is called by Fyne.
func (p *Preview) FocusLost() { p.focused = false; p.Refresh() }

// TypedRune is called by Fyne.
func (p *Preview) TypedRune(rune) {}

// TypedKey scrolls, opens and leaves.
func (p *Preview) TypedKey(e *fyne.KeyEvent) {
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
		p.paper.show()
	case fyne.KeyEnd:
		p.scroll.ScrollToBottom()
		p.paper.show()
	case fyne.KeyReturn, fyne.KeyEnter:
		if p.OnOpen != nil {
			p.OnOpen()
		} else if p.keys != nil {
			p.keys.Next()
		}
	case fyne.KeyEscape:
		if p.keys != nil {
			p.keys.Leave()
		}
	}
}

func (p *Preview) scrollBy(px float32) {
	limit := max(p.paper.MinSize().Height-p.scroll.Size().Height, 0)
	p.scroll.ScrollToOffset(fyne.NewPos(0, min(max(p.scroll.Offset.Y+px, 0), limit)))
	p.paper.show()
}

// Offset is how far the preview is scrolled, in pixels.
func (p *Preview) Offset() float32 { return p.scroll.Offset.Y }

// TypedShortcut hands Ctrl+Enter to the form and everything else to the
// canvas, which would not hear of it because the focus comes first.
func (p *Preview) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok && p.keys != nil && c.Modifier == fyne.KeyModifierShortcutDefault &&
		(c.KeyName == fyne.KeyReturn || c.KeyName == fyne.KeyEnter) {
		p.keys.Save()
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(p).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// Tapped puts the focus on the preview.
func (p *Preview) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p)
	}
}

// DoubleTapped opens the document.
func (p *Preview) DoubleTapped(*fyne.PointEvent) {
	if p.OnOpen != nil {
		p.OnOpen()
	}
}
