package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestFocusTextIsThatOfFieldsAloneAndNeverAPassphrase(t *testing.T) {
	tr := func(key string, _ ...any) string { return key }
	secret := newLineEntry("secret", true)
	secret.Text = "correct horse"
	for name, f := range map[string]fyne.Focusable{"a button": Primary("b", "Save", nil), "a box": NewCheck(tr, "c", "Ready"), "a passphrase": secret} {
		if text, ok := FocusText(f); ok {
			t.Errorf("%s: %q was given", name, text)
		}
	}
	line, note := newLineEntry("line", false), newNotesEntry("note")
	line.Text = "José"
	note.set("one\ntwo")
	for want, f := range map[string]fyne.Focusable{"José": line, "one\ntwo": note} {
		if text, ok := FocusText(f); !ok || text != want {
			t.Errorf("%q, %v; want %q", text, ok, want)
		}
	}
}
