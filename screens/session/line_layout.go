package session

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/screens/kit"
)

// labelled puts a text behind its label, and under it where that would leave
// the text too narrow to be read.
func labelled(label, text fyne.CanvasObject) *fyne.Container {
	return container.New(&labelledLayout{}, label, text)
}

type labelledLayout struct{ width float32 }

// readable is the share of the width that a text behind its label needs.
const readable = 0.55

func (l *labelledLayout) under(objs []fyne.CanvasObject) bool {
	return l.width > 0 && l.width-objs[0].MinSize().Width-kit.GapS < readable*l.width
}

// Layout implements fyne.Layout.
func (l *labelledLayout) Layout(objs []fyne.CanvasObject, z fyne.Size) {
	l.width = z.Width
	label, text := objs[0], objs[1]
	m := label.MinSize()
	label.Move(fyne.NewPos(0, 0))
	label.Resize(fyne.NewSize(min(m.Width, z.Width), m.Height))
	x, y := m.Width+kit.GapS, float32(0)
	if l.under(objs) {
		x, y = 0, m.Height
	}
	text.Move(fyne.NewPos(x, y))
	text.Resize(fyne.NewSize(z.Width-x, text.Size().Height))
	text.Resize(fyne.NewSize(z.Width-x, text.MinSize().Height))
}

// MinSize implements fyne.Layout.
func (l *labelledLayout) MinSize(objs []fyne.CanvasObject) fyne.Size {
	label, text := objs[0].MinSize(), objs[1].MinSize()
	if l.under(objs) {
		return fyne.NewSize(0, label.Height+text.Height)
	}
	return fyne.NewSize(0, max(label.Height, text.Height))
}
