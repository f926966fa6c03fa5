package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Tone is what a colour says. Words or a glyph always say it too.
type Tone int

// The tones of pills, banners, chips and steps.
const (
	ToneNeutral Tone = iota
	ToneAccent
	ToneReview
	ToneStop
	ToneDone
)

func (t Tone) colors() (fg, soft fyne.ThemeColorName) {
	switch t {
	case ToneAccent:
		return ColorAccent, ColorAccentSoft
	case ToneReview:
		return ColorReview, ColorReviewSoft
	case ToneStop:
		return ColorStop, ColorStopSoft
	case ToneDone:
		return ColorDone, ColorDoneSoft
	}
	return ColorMuted, ColorGround
}

// Pill is a short tag in a tone. Its words must say what its colour says.
type Pill struct {
	widget.BaseWidget
	text string
	tone Tone

	fill  *canvas.Rectangle
	label *Text
}

// NewPill makes a tag.
func NewPill(text string, tone Tone) *Pill {
	p := &Pill{text: text, tone: tone}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes words and tone.
func (p *Pill) Set(text string, tone Tone) {
	if p.text != text || p.tone != tone {
		p.text, p.tone = text, tone
		p.Refresh()
	}
}

// String is the words of the tag.
func (p *Pill) String() string { return p.text }

// Tone is the tone of the tag.
func (p *Pill) Tone() Tone { return p.tone }

// AccessibilityLabel is the words of the tag.
func (p *Pill) AccessibilityLabel() string { return p.text }

// AccessibilityRole is text.
func (p *Pill) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// MinSize is that of the words with their padding.
func (p *Pill) MinSize() fyne.Size {
	p.ExtendBaseWidget(p)
	t := fyne.MeasureText(p.text, size(SizeSmall), fyne.TextStyle{})
	return fyne.NewSize(t.Width+20, size(SizePill))
}

func (p *Pill) least() float32 { return min(p.MinSize().Width, 70*Scale()) }

// CreateRenderer is called by Fyne.
func (p *Pill) CreateRenderer() fyne.WidgetRenderer {
	p.fill = canvas.NewRectangle(none)
	p.label = Small("").Centered()
	r := &drawn{w: p, objects: []fyne.CanvasObject{p.fill, p.label}, min: p.MinSize}
	r.style = func() {
		fg, soft := p.tone.colors()
		p.fill.FillColor, p.fill.StrokeWidth = ink(soft, p), 0
		if p.tone == ToneNeutral {
			p.fill.StrokeColor, p.fill.StrokeWidth = ink(ColorLine, p), 1
		}
		p.label.text, p.label.color = p.text, fg
		p.label.Refresh()
	}
	r.layout = func(s fyne.Size) {
		h := min(s.Height, size(SizePill))
		place(p.fill, 0, (s.Height-h)/2, s.Width, h)
		p.fill.CornerRadius = h / 2
		m := p.label.MinSize()
		w := min(m.Width, s.Width-16)
		place(p.label, (s.Width-w)/2, (s.Height-m.Height)/2, w, m.Height)
	}
	r.style()
	return r
}
