package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// FootLine is the line at the bottom of a screen: what was saved and when at
// the left, what is open at the right.
type FootLine struct {
	widget.BaseWidget
	panel              *Card
	left, alert, right *Text
}

// NewFootLine makes the line at the bottom.
func NewFootLine() *FootLine {
	f := &FootLine{left: Small(""), alert: Small("").In(ColorStop), right: Small("")}
	row := Row(GapXL, f.left, f.alert, Spacer(), f.right)
	f.panel = Panel(Stack(0, Rule(), PadXY(20, 6, row)))
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer is called by Fyne.
func (f *FootLine) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.panel) }

// Set changes the three texts: what was saved, what needs mending, and what
// stands at the right.
func (f *FootLine) Set(saved, alert, right string) {
	f.left.SetText(saved)
	f.alert.SetText(alert)
	f.right.SetText(right)
	f.panel.Refresh()
}

// Texts gives the three texts, for tests.
func (f *FootLine) Texts() (saved, alert, right string) {
	return f.left.text, f.alert.text, f.right.text
}

// Banner is a strip that needs a person: a pill, what is the matter, and
// what to do. actions may be buttons or text, and stand at the right.
func Banner(tone Tone, tag, text string, actions ...fyne.CanvasObject) *Card {
	words := Paragraph(text)
	objs := []fyne.CanvasObject{}
	if tag != "" {
		objs = append(objs, NewPill(tag, tone))
	}
	objs = append(objs, Flex(1, words))
	objs = append(objs, actions...)
	line, _ := tone.colors()
	if tone == ToneNeutral {
		line = ColorLine
	}
	return newCard("", fyneContainer(&bannerLayout{words: words}, objs...), GapS+2, ColorSurface, line, true)
}

// EmptyState says that there is nothing yet, and what to do. actions may be
// none.
func EmptyState(title, text string, actions ...fyne.CanvasObject) fyne.CanvasObject {
	objs := []fyne.CanvasObject{Section(title).Wrapped().Centered()}
	if text != "" {
		objs = append(objs, newText(text, SizeText, ColorMuted, false, true).Centered())
	}
	if len(actions) > 0 {
		objs = append(objs, Row(GapS, append(append([]fyne.CanvasObject{Spacer()}, actions...), Spacer())...))
	}
	return Pad(GapXL, Stack(GapS, objs...))
}

// Toast is a short message over the screen. Its screen puts it where it
// belongs and takes it away; in room mode no toast is shown.
func Toast(text string, tone Tone) *Card {
	fg, _ := tone.colors()
	if tone == ToneNeutral {
		fg = ColorInk
	}
	return newCard("", Row(GapS, Flex(1, Colored(text, fg).Wrapped())), GapM, ColorSurface, ColorLine, true)
}

// Progress is a thin bar that shows how much of a form is filled in, with
// its words ("6 of 11") beside it.
type Progress struct {
	widget.BaseWidget
	row   *fyne.Container
	words *Text
	bar   *progressBar
}

// NewProgress makes a progress mark.
func NewProgress() *Progress {
	p := &Progress{words: Small(""), bar: newProgressBar()}
	p.row = Row(GapS, Flex(1, p.bar), p.words)
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer is called by Fyne.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.row) }

// Set shows done of total with its words.
func (p *Progress) Set(done, total int, words string) {
	p.bar.share = 0
	if total > 0 {
		p.bar.share = min(float32(done)/float32(total), 1)
	}
	p.bar.Refresh()
	p.words.SetText(words)
	p.row.Refresh()
}

// bannerLayout sets tag, words and actions in one row, or the words under
// the tag and the actions under the words where there is no room.
type bannerLayout struct {
	words fyne.CanvasObject
	width float32
}

func (l *bannerLayout) inner(objs []fyne.CanvasObject) *fyne.Container {
	var before, after []fyne.CanvasObject
	seen := false
	rest := float32(0)
	for _, o := range objs {
		switch {
		case markOf(o) != nil:
			seen = true
			continue
		case seen:
			after = append(after, o)
		default:
			before = append(before, o)
		}
		rest += naturalOf(o) + GapM
	}
	if l.width <= 0 || l.width-rest >= Widen(280) {
		return Row(GapM, objs...)
	}
	parts := []fyne.CanvasObject{}
	if len(before) > 0 {
		parts = append(parts, FlowRow(GapS, before...))
	}
	parts = append(parts, l.words)
	if len(after) > 0 {
		parts = append(parts, FlowRow(GapS, after...))
	}
	return Stack(GapXS, parts...)
}

func (l *bannerLayout) Layout(objs []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	c := l.inner(objs)
	c.Resize(s)
	if c.Objects[0] == objs[0] && len(c.Objects) == len(objs) {
		return
	}
	// The parts were laid out within containers of their own; bring them
	// back into this one's coordinates.
	for _, part := range c.Objects {
		if in, ok := part.(*fyne.Container); ok {
			for _, o := range in.Objects {
				o.Move(o.Position().Add(in.Position()))
			}
		}
	}
	for _, o := range objs {
		if markOf(o) != nil {
			p, z := l.words.Position(), l.words.Size()
			place(o, p.X, p.Y, z.Width, z.Height)
			l.words.Move(fyne.NewPos(0, 0))
		}
	}
}

func (l *bannerLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	m := l.inner(objs).MinSize()
	m.Width = min(m.Width, 200)
	return m
}
