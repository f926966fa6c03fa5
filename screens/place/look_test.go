package place_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// The preferences are not encrypted, and a folder may bear a patient's name.
func TestWhereSomebodyLookedIsNotNoted(t *testing.T) {
	app := test.NewTempApp(t)
	w := test.NewTempWindow(t, kit.Stack(0))
	w.Resize(fyne.NewSize(900, 600))
	const noted = "fyne:fileDialogLastFolder"
	for name, look := range map[string]func(fyne.Window, func(string)){"a file": place.LookForFile, "a folder": place.LookForFolder} {
		found := ""
		look(w, func(path string) { found = path })
		if app.Preferences().String(noted) == "" {
			t.Fatalf("%s: the toolkit notes nothing by now: this is for nothing", name)
		}
		for _, o := range test.LaidOutObjects(w.Canvas().Overlays().Top()) {
			if b, ok := o.(*widget.Button); ok && b.Text == "Cancel" {
				b.OnTapped()
			}
		}
		if got := app.Preferences().String(noted); got != "" || found != "" || w.Canvas().Overlays().Top() != nil {
			t.Errorf("%s: %q stays, %q was found", name, got, found)
		}
	}
}
