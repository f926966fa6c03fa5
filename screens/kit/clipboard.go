package kit

import "fyne.io/fyne/v2"

// copied is what somebody last copied out of a field. The fields live on the
// window's goroutine, and so does this.
var copied string

// noteCopied remembers what a field has put on the clipboard.
func noteCopied(text string) { copied = text }

// ForgetCopied empties the clipboard if what is on it came from a field of
// this program. What another program put there stays.
func ForgetCopied(clip fyne.Clipboard) {
	if copied != "" && clip.Content() == copied {
		clip.SetContent("")
	}
	copied = ""
}
