package placetest

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/screens/kit"
)

// Fits fails where the content needs more than its window, or where something
// that scrolls up and down is wider than what is seen of it: it would be cut
// off at the side, and no scroll bar leads there.
func Fits(t testing.TB, w fyne.Window) {
	t.Helper()
	have := w.Canvas().Size()
	if need := w.Content().MinSize(); need.Width > have.Width+1 || need.Height > have.Height+1 {
		t.Errorf("the window needs %v and has %v", need, have)
	}
	kit.Walk(w.Content(), func(o fyne.CanvasObject) {
		s, ok := o.(*container.Scroll)
		if !ok || !s.Visible() || s.Direction != container.ScrollVerticalOnly {
			return
		}
		if need := s.Content.MinSize().Width; need > s.Size().Width+1 {
			t.Errorf("what scrolls needs a width of %v and has %v", need, s.Size().Width)
		}
	})
}
