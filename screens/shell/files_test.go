package shell

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

func TestASuggestedNameReplacesNoFile(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []string{"Summary 2026-11-23.pdf", "Summary 2026-11-23 2.pdf", "Summary 2026-11-23 3.pdf"} {
		name := freeName(dir, "Summary 2026-11-23.pdf")
		if name != want {
			t.Fatalf("%q, want %q", name, want)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Who agreed to replace one file has not agreed to replace another.
func TestEachFileToReplaceIsAskedFor(t *testing.T) {
	d := open(t, &fakeClinic{})
	dir := t.TempDir()
	for _, name := range []string{"a.pdf", "b.pdf"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.folderOf = dir
	saved := ""
	d.SaveFile("c.pdf", []byte("new"), func(path string, _ error) { saved = path })
	w := d.Window()
	try := func(name string) {
		placetest.At[*kit.TextField](t, w, "save.name").SetText(name)
		test.Tap(placetest.At[*kit.Button](t, w, "dialog.yes"))
	}
	try("a.pdf")
	try("b.pdf")
	if raw, _ := os.ReadFile(filepath.Join(dir, "b.pdf")); string(raw) != "old" || saved != "" {
		t.Fatalf("b.pdf holds %q, saved %q", raw, saved)
	}
	try("b.pdf")
	if raw, _ := os.ReadFile(filepath.Join(dir, "b.pdf")); string(raw) != "new" || filepath.Base(saved) != "b.pdf" {
		t.Errorf("b.pdf holds %q, saved %q", raw, saved)
	}
}

// A file goes nowhere that the person did not name.
func TestAFileNeedsItsFolderAndName(t *testing.T) {
	for _, c := range []struct{ folder, name, wrong string }{
		{"", "a.pdf", "save.folder"}, {"here", "a.pdf", "save.folder"}, {t.TempDir(), "", "save.name"}, {t.TempDir(), "..", "save.name"},
	} {
		d := open(t, &fakeClinic{})
		w := d.Window()
		d.SaveFile("a.pdf", []byte("new"), func(path string, _ error) { t.Errorf("saved %q", path) })
		placetest.At[*kit.TextField](t, w, "save.folder").SetText(c.folder)
		placetest.At[*kit.TextField](t, w, "save.name").SetText(c.name)
		for range 2 {
			test.Tap(placetest.At[*kit.Button](t, w, "dialog.yes"))
		}
		if placetest.At[*kit.TextField](t, w, c.wrong).Error() == "" {
			t.Errorf("%q, %q: nothing is said", c.folder, c.name)
		}
	}
}

// Enter saves from the name; a file that is there already waits for the button.
func TestEnterInTheNameSaves(t *testing.T) {
	d := open(t, &fakeClinic{})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.pdf"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	d.folderOf = dir
	saved := ""
	d.SaveFile("b.pdf", []byte("new"), func(path string, _ error) { saved = path })
	w := d.Window()
	focus := func() string { return kit.FocusID(w.Canvas().Focused()) }
	placetest.Press(w, fyne.KeyReturn)
	if focus() != "save.name" {
		t.Fatalf("Enter in the folder goes to %q", focus())
	}
	placetest.At[*kit.TextField](t, w, "save.name").SetText("a.pdf")
	placetest.Press(w, fyne.KeyReturn)
	if focus() != "save.name" || placetest.At[*kit.TextField](t, w, "save.name").Error() == "" {
		t.Fatalf("nothing is said of the file that is there; the focus is on %q", focus())
	}
	placetest.Press(w, fyne.KeyReturn)
	if raw, _ := os.ReadFile(filepath.Join(dir, "a.pdf")); string(raw) != "old" || focus() != "dialog.yes" {
		t.Fatalf("Enter twice has made a.pdf %q; the focus is on %q", raw, focus())
	}
	placetest.At[*kit.TextField](t, w, "save.name").SetText("b.pdf")
	placetest.At[*kit.TextField](t, w, "save.name").Focus()
	placetest.Press(w, fyne.KeyReturn)
	if raw, _ := os.ReadFile(filepath.Join(dir, "b.pdf")); string(raw) != "new" || filepath.Base(saved) != "b.pdf" {
		t.Errorf("b.pdf holds %q, saved %q", raw, saved)
	}
}
