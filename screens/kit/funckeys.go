package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// passFunctionKey hands F1 to F12 on to the window, which would not hear of
// them while something has the focus, and reports whether it did.
func passFunctionKey(w fyne.CanvasObject, e *fyne.KeyEvent) bool {
	if len(e.Name) < 2 || !strings.HasPrefix(string(e.Name), "F") {
		return false
	}
	c := canvasOf(w)
	if c == nil || c.OnTypedKey() == nil {
		return false
	}
	c.OnTypedKey()(e)
	return true
}
