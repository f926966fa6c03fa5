package place_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func TestReadFileRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{"nothing": "  ", "a folder": dir, "no such file": filepath.Join(dir, "none.pdf")} {
		_, content, err := place.ReadFile("documents.file", path, 10)
		if ps := record.ProblemsOf(err); len(ps) != 1 || ps[0].Code != record.Invalid || ps[0].Field != "documents.file" || content != nil {
			t.Errorf("%s: %q %v", name, content, err)
		}
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "remisión 1.pdf")
	if err := os.WriteFile(path, []byte("0123456789"), 0o600); err != nil {
		t.Fatal(err)
	}
	name, content, err := place.ReadFile("f", ` "`+path+`" `, 100)
	if err != nil || name != "remisión 1.pdf" || string(content) != "0123456789" {
		t.Errorf("%q %q %v", name, content, err)
	}
	// One byte over the limit is enough to be told that it is too large.
	if _, content, err = place.ReadFile("f", path, 4); err != nil || len(content) != 5 {
		t.Errorf("%d bytes, %v", len(content), err)
	}
}

func TestEnterGoesPastTheButtonThatLooksForAFile(t *testing.T) {
	test.NewTempApp(t)
	s := &placetest.Shell{}
	a := place.NewAttach(s, "f", "File")
	after := kit.NewTextField(s.T, "after", "After")
	s.Win = test.NewTempWindow(t, kit.NewForm(kit.Stack(0, a.Content(), after), nil, nil))
	s.Win.Resize(fyne.NewSize(900, 600))
	enter := func() string {
		a.Path.Focus()
		s.Win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		return kit.FocusID(s.Win.Canvas().Focused())
	}
	if on := enter(); on != "f.choose" {
		t.Errorf("with nothing typed it goes to %q", on)
	}
	a.Path.SetText("/home/ana/scan.pdf")
	if on := enter(); on != "after" {
		t.Errorf("with a path typed it goes to %q", on)
	}
}

func TestTheFileDialogOpens(t *testing.T) {
	test.NewTempApp(t)
	s := &placetest.Shell{}
	a := place.NewAttach(s, "f", "File")
	content := a.Content()
	s.Win = test.NewTempWindow(t, content)
	s.Win.Resize(fyne.NewSize(900, 600))
	kit.Walk(content, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok {
			b.Tapped(nil)
		}
	})
	if s.Win.Canvas().Overlays().Top() == nil {
		t.Error("no dialog")
	}
}
