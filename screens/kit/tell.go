package kit

import "fyne.io/fyne/v2"

// Tell shows content to read until it is closed. The focus is on its one
// button, so that Enter and Esc close it.
func Tell(w fyne.Window, tr Tr, title string, content fyne.CanvasObject) *Dialog {
	d := &Dialog{canvas: w.Canvas()}
	ok := Primary("dialog.yes", tr("Close"), func() { d.close(nil) })
	d.yes = func() { d.close(nil) }
	d.show(title, content, ok, ok)
	return d
}
