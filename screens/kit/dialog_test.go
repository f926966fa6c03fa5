package kit

import (
	"testing"

	"fyne.io/fyne/v2/test"
)

// A dialog gives the focus back where it came from, and leaves it alone when
// what it was for has emptied the window meanwhile.
func TestADialogGivesTheFocusBack(t *testing.T) {
	tr := func(english string, _ ...any) string { return english }
	for name, empties := range map[string]bool{"as usual": false, "the window was emptied": true} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t)
			w := test.NewTempWindow(t, nil)
			before, after := Secondary("before", "Before", nil), Secondary("after", "After", nil)
			w.SetContent(Stack(0, before, after))
			w.Canvas().Focus(before)
			d := Ask(w, tr, "Title", Body("Words"), "Yes", func() bool {
				if empties {
					w.Canvas().Overlays().Remove(w.Canvas().Overlays().Top())
					w.Canvas().Focus(after)
				}
				return true
			}, nil)
			d.yes()
			want := before
			if empties {
				want = after
			}
			if w.Canvas().Focused() != want {
				t.Errorf("the focus is on %q", FocusID(w.Canvas().Focused()))
			}
			if w.Canvas().Overlays().Top() != nil {
				t.Error("the dialog is still there")
			}
		})
	}
}
