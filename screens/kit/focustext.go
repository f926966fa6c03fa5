package kit

import "fyne.io/fyne/v2"

// FocusText gives the text of the field that has the focus; ok is false when
// what has the focus holds no typed text, as a button or a box to tick.
func FocusText(f fyne.Focusable) (text string, ok bool) {
	switch e := f.(type) {
	case *lineEntry:
		return e.Text, !e.Password
	case *notesEntry:
		return e.text.String(), true
	}
	return "", false
}
