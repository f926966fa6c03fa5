package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

type buttonKind int

const (
	primaryButton buttonKind = iota
	secondaryButton
	quietButton
	dangerButton
	chipButton
)

// Button is something to press: by mouse, Enter or Space.
type Button struct {
	focusable
	text     string
	kind     buttonKind
	tone     Tone
	OnTapped func()

	fill  *canvas.Rectangle
	label *canvas.Text
}

func newButton(id, text string, kind buttonKind, tapped func()) *Button {
	b := &Button{text: text, kind: kind, OnTapped: tapped, tone: ToneAccent}
	b.init(b, id)
	b.space = func() { b.Tapped(nil) }
	return b
}

// Primary is the one thing to do next: filled.
func Primary(id, text string, tapped func()) *Button {
	return newButton(id, text, primaryButton, tapped)
}

// Secondary is another thing to do: outlined.
func Secondary(id, text string, tapped func()) *Button {
	return newButton(id, text, secondaryButton, tapped)
}

// Quiet is a link: text alone.
func Quiet(id, text string, tapped func()) *Button {
	return newButton(id, text, quietButton, tapped)
}

// Danger is outlined in the colour of stop: emergency, discard.
func Danger(id, text string, tapped func()) *Button {
	return newButton(id, text, dangerButton, tapped)
}

// Chip is a small round button for what happens often.
func Chip(id, text string, tapped func()) *Button {
	return newButton(id, text, chipButton, tapped)
}

// ToneChip is a Chip in a tone: an adverse event in review.
func ToneChip(id, text string, tone Tone, tapped func()) *Button {
	b := newButton(id, text, chipButton, tapped)
	b.tone = tone
	return b
}

// SetTone changes the tone of a chip.
func (b *Button) SetTone(tone Tone) {
	if tone != b.tone {
		b.tone = tone
		b.Refresh()
	}
}

// Text is the words on the button.
func (b *Button) Text() string { return b.text }

// SetText changes the words on the button.
func (b *Button) SetText(s string) {
	if s != b.text {
		b.text = s
		b.Refresh()
	}
}

// SetEnabled enables or disables the button.
func (b *Button) SetEnabled(on bool) {
	if on == b.Disabled() {
		if on {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

// AccessibilityLabel is the words on the button.
func (b *Button) AccessibilityLabel() string { return b.text }

// AccessibilityRole is button, or link for a quiet one.
func (b *Button) AccessibilityRole() fyne.AccessibleRole {
	if b.kind == quietButton {
		return fyne.AccessibleRoleLink
	}
	return fyne.AccessibleRoleButton
}

// Cursor is a pointing hand.
func (b *Button) Cursor() desktop.Cursor {
	if b.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// Tapped presses the button.
func (b *Button) Tapped(*fyne.PointEvent) {
	if !b.Disabled() && b.OnTapped != nil {
		b.OnTapped()
	}
}

// TypedKey presses the button on Enter.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		b.passKey(e)
	}
}

func (b *Button) textSize() float32 {
	if b.kind == chipButton {
		return size(SizeSmall)
	}
	return size(SizeText)
}

func (b *Button) padding() float32 {
	switch b.kind {
	case quietButton:
		return 0
	case chipButton:
		return 10
	}
	return GapL
}

// MinSize is that of the words with their padding.
func (b *Button) MinSize() fyne.Size {
	b.ExtendBaseWidget(b)
	t := fyne.MeasureText(b.text, b.textSize(), fyne.TextStyle{Bold: b.bold()})
	h := size(SizeButton)
	switch b.kind {
	case chipButton:
		h = size(SizePill) + 2
	case quietButton:
		h = t.Height + GapXS
	}
	return fyne.NewSize(t.Width+2*b.padding(), h)
}

// least is how narrow the button can be: a link that has a name for its words
// ends in … where the name is too long, and a button never does.
func (b *Button) least() float32 {
	if b.kind != quietButton {
		return b.MinSize().Width
	}
	return min(b.MinSize().Width, 160*Scale())
}

func (b *Button) bold() bool { return b.kind != chipButton && b.kind != quietButton }

// CreateRenderer is called by Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.fill = canvas.NewRectangle(none)
	b.label = canvas.NewText("", none)
	r := &drawn{w: b, objects: []fyne.CanvasObject{b.ring, b.fill, b.label}, min: b.MinSize, style: b.restyle}
	r.layout = func(s fyne.Size) {
		place(b.fill, 0, 0, s.Width, s.Height)
		radius := float32(8)
		if b.kind == chipButton {
			radius = s.Height / 2
		}
		b.fill.CornerRadius = radius
		grow := float32(3)
		if b.kind == quietButton {
			grow, radius = 4, 4
		}
		b.styleRing(s, grow, radius)
		b.label.Text = shorten(b.text, s.Width, func(s string) float32 {
			return fyne.MeasureText(s, b.textSize(), fyne.TextStyle{Bold: b.bold()}).Width
		})
		m := b.label.MinSize()
		x := (s.Width - m.Width) / 2
		if b.kind == quietButton {
			x = 0
		}
		place(b.label, x, (s.Height-m.Height)/2, m.Width, m.Height)
	}
	b.restyle()
	return r
}

func (b *Button) restyle() {
	fg, fill, line := ColorAccent, ColorSurface, ColorAccent
	switch b.kind {
	case primaryButton:
		fg, fill, line = ColorOnAccent, ColorAccent, ColorAccent
	case dangerButton:
		fg, line = ColorStop, ColorStop
	case chipButton:
		fg, fill = b.tone.colors()
		line = fill
	}
	b.label.Text, b.label.TextSize = b.text, b.textSize()
	b.label.TextStyle = fyne.TextStyle{Bold: b.bold()}
	b.label.Color = ink(fg, b)
	b.fill.FillColor, b.fill.StrokeColor, b.fill.StrokeWidth = ink(fill, b), ink(line, b), 1
	if b.hovered && !b.Disabled() && b.kind != primaryButton && b.kind != chipButton {
		b.fill.FillColor = ink(ColorAccentSoft, b)
	}
	if b.kind == quietButton {
		b.fill.FillColor, b.fill.StrokeWidth = none, 0
		b.label.TextStyle.Underline = b.hovered && !b.Disabled()
	}
	if b.Disabled() {
		b.fade(fg)
	}
}

// fade shows a disabled button paler than it is.
func (b *Button) fade(fg fyne.ThemeColorName) {
	if b.kind == primaryButton {
		b.fill.FillColor = withAlpha(ink(ColorAccent, b), 0x74)
		b.fill.StrokeWidth = 0
		return
	}
	b.label.Color = withAlpha(ink(ColorMuted, b), 0xB0)
	b.fill.StrokeColor = ink(ColorLine, b)
	_ = fg
}
