package shell

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/screens/kit"
)

// toastTime is how long a short message stays.
const toastTime = 6 * time.Second

// toasts is the layer of short messages over the window's content. It never
// takes the focus.
type toasts struct {
	layer *fyne.Container
	stop  func() bool
}

// overlaid puts the layer of messages over the content.
func (s *Shell) overlaid(content fyne.CanvasObject) fyne.CanvasObject {
	if s.toasts == nil {
		s.toasts = &toasts{layer: container.New(cornerLayout{})}
	}
	return container.New(windowLayout{}, content, s.toasts.layer)
}

// toast shows a message for a while. What went wrong also stays in the foot
// line, because room mode shows no message.
func (s *Shell) toast(message string, tone kit.Tone) {
	if s.alone() {
		return // a patient reads along
	}
	if s.foot != nil && (s.room || tone == kit.ToneStop) {
		s.foot.alert(message)
	}
	if s.room || s.toasts == nil {
		return
	}
	t := s.toasts
	if t.stop != nil {
		t.stop()
	}
	t.layer.Objects = []fyne.CanvasObject{kit.Toast(message, tone)}
	t.layer.Refresh()
	t.stop = s.After(toastTime, t.clear)
}

// clear takes the message away.
func (t *toasts) clear() {
	t.layer.Objects = nil
	t.layer.Refresh()
}

// cornerLayout keeps its child at the bottom right, over the foot line.
type cornerLayout struct{}

func (cornerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (cornerLayout) Layout(objs []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objs {
		w := min(kit.NaturalWidth(o), max(size.Width/2, 320), size.Width-2*kit.GapXL)
		o.Resize(fyne.NewSize(w, o.MinSize().Height))
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(size.Width-w-kit.GapXL, size.Height-h-3*kit.GapL))
	}
}

// windowLayout fills the window and never asks for a larger one: a screen
// whose content is tall with large text must scroll, and not push the foot
// line off the display.
type windowLayout struct{}

func (windowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(640, 400) }

func (windowLayout) Layout(objs []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objs {
		o.Resize(size)
		o.Move(fyne.NewPos(0, 0))
	}
}
