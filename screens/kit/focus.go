package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Tr turns an English literal of the kit into the language of the screen.
// Arguments are set into it as by fmt.Sprintf.
type Tr func(key string, args ...any) string

// Keys is told what the focused widget does not use itself. A Form is one.
type Keys interface {
	Next()                     // Enter: go on to the next field
	Save()                     // Ctrl+Enter
	Leave()                    // Esc
	Focused(fyne.CanvasObject) // the object has got the focus
}

// Keyed is a kit widget that can be given Keys.
type Keyed interface{ SetKeys(Keys) }

// identified is a focusable part of the kit that knows its ID.
type identified interface{ focusID() string }

// Identified is a focusable widget outside the kit that knows its ID.
type Identified interface{ FocusID() string }

// FocusID gives the ID of the field or button that has the focus, or "".
func FocusID(f fyne.Focusable) string {
	if i, ok := f.(Identified); ok {
		return i.FocusID()
	}
	if i, ok := f.(identified); ok {
		return i.focusID()
	}
	return ""
}

// focusable is what the kit's own focusable widgets (not entries) share.
type focusable struct {
	widget.DisableableWidget
	// ID names the widget for tests and drivers; it is never shown.
	ID      string
	self    fyne.Widget
	focused bool
	hovered bool
	keys    Keys
	space   func() // what the space bar does, when that may move the focus
	ring    *canvas.Rectangle
}

func (f *focusable) init(self fyne.Widget, id string) {
	f.ID, f.self = id, self
	f.ring = canvas.NewRectangle(none)
	f.ring.Hide()
	f.ExtendBaseWidget(self)
}

func (f *focusable) focusID() string { return f.ID }

// SetKeys gives the widget the one who is told of Enter, Ctrl+Enter and Esc.
func (f *focusable) SetKeys(k Keys) { f.keys = k }

// FocusGained is called by Fyne.
func (f *focusable) FocusGained() {
	f.focused = true
	f.self.Refresh()
	if f.keys != nil {
		f.keys.Focused(f.self)
	}
}

// FocusLost is called by Fyne.
func (f *focusable) FocusLost() {
	f.focused = false
	f.self.Refresh()
}

// TypedRune is called by Fyne. The space bar acts here and not in TypedKey,
// which comes first: what it does may move the focus into a text field, and
// the space would be typed there.
func (f *focusable) TypedRune(r rune) {
	if r == ' ' && f.space != nil {
		f.space()
	}
}

// TypedKey is called by Fyne.
func (f *focusable) TypedKey(e *fyne.KeyEvent) { f.passKey(e) }

// passKey hands Enter and Esc on.
func (f *focusable) passKey(e *fyne.KeyEvent) {
	if passFunctionKey(f.self, e) {
		return
	}
	if f.keys == nil {
		return
	}
	switch e.Name {
	case fyne.KeyEscape:
		f.keys.Leave()
	case fyne.KeyReturn, fyne.KeyEnter:
		f.keys.Next()
	default:
		if s, ok := f.keys.(scroller); ok && scrolling[e.Name] != 0 {
			s.scrollBy(scrolling[e.Name])
		}
	}
}

// scroller is a Keys that scrolls what it holds by a part of its height.
type scroller interface{ scrollBy(part float32) }

// scrolling says how far the keys scroll that a button has no use for.
var scrolling = map[fyne.KeyName]float32{fyne.KeyUp: -0.2, fyne.KeyDown: 0.2, fyne.KeyPageUp: -0.9, fyne.KeyPageDown: 0.9}

// TypedShortcut is called by Fyne.
func (f *focusable) TypedShortcut(s fyne.Shortcut) { passShortcut(f.keys, f.self, s) }

// isSave reports whether the shortcut is Ctrl+Enter (Cmd+Enter on a Mac).
func isSave(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	return ok && (c.KeyName == fyne.KeyReturn || c.KeyName == fyne.KeyEnter) &&
		(c.Modifier == fyne.KeyModifierControl || c.Modifier == fyne.KeyModifierSuper)
}

// passShortcut hands Ctrl+Enter to keys, and everything else to the canvas,
// which would not hear of it because a focused widget comes first.
func passShortcut(keys Keys, w fyne.Widget, s fyne.Shortcut) {
	if isSave(s) && keys != nil {
		keys.Save()
		return
	}
	if c, ok := canvasOf(w).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	app := fyne.CurrentApp()
	if app == nil {
		return nil
	}
	if c := app.Driver().CanvasForObject(o); c != nil {
		return c
	}
	// What was added since the last frame belongs to no canvas yet. The
	// program has one window; a dialog's own canvas is the same.
	if ws := app.Driver().AllWindows(); len(ws) > 0 {
		return ws[len(ws)-1].Canvas()
	}
	return nil
}

func focusOn(f fyne.Focusable) {
	if o, ok := f.(fyne.CanvasObject); ok {
		if c := canvasOf(o); c != nil {
			c.Focus(f)
		}
	}
}

// MouseIn is called by Fyne.
func (f *focusable) MouseIn(*desktop.MouseEvent) { f.hovered = true; f.self.Refresh() }

// MouseMoved is called by Fyne.
func (f *focusable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is called by Fyne.
func (f *focusable) MouseOut() { f.hovered = false; f.self.Refresh() }

// styleRing shows the ring when the widget has the focus. It stands out by
// grow beyond the widget, so that it is seen on a filled one too.
func (f *focusable) styleRing(s fyne.Size, grow, radius float32) {
	f.ring.FillColor = none
	f.ring.StrokeColor = ink(ColorAccent, f.self)
	f.ring.StrokeWidth = size(SizeRing)
	f.ring.CornerRadius = radius + grow
	place(f.ring, -grow, -grow, s.Width+2*grow, s.Height+2*grow)
	if f.focused && !f.Disabled() {
		f.ring.Show()
	} else {
		f.ring.Hide()
	}
}
