package place

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// lastFolder is where the toolkit notes in the preferences which folder was
// looked into last. They are not encrypted, and a folder may bear a patient's
// name.
const lastFolder = "fyne:fileDialogLastFolder"

// LookForFile lets a person look for a file with the toolkit's own dialog, and
// gives its path; nothing when they thought better of it.
func LookForFile(w fyne.Window, found func(path string)) {
	show(w, dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if err != nil || f == nil {
			return
		}
		path := f.URI().Path()
		if f.Close() == nil {
			found(path)
		}
	}, w))
}

// LookForFolder is LookForFile for a folder.
func LookForFolder(w fyne.Window, found func(path string)) {
	show(w, dialog.NewFolderOpen(func(l fyne.ListableURI, err error) {
		if err == nil && l != nil {
			found(l.Path())
		}
	}, w))
}

func show(w fyne.Window, d *dialog.FileDialog) {
	d.SetOnClosed(func() { fyne.CurrentApp().Preferences().RemoveValue(lastFolder) })
	d.Show() // it cannot be resized before it is shown
	size := w.Canvas().Size()
	d.Resize(fyne.NewSize(size.Width*0.8, size.Height*0.8))
}
