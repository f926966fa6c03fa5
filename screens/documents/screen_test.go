package documents_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/document"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

func (r *room) some() (referral, lab, card record.ID) {
	referral = r.add(r.Clinic.Desk, document.Referral, "remisión Dra. Łukasz.pdf", []byte("%PDF-1.4 a"))
	lab = r.add(r.Nurse, document.Lab, "liver values.txt", []byte("ALT 23\nAST 30\n"))
	return referral, lab, r.add(r.Clinic.Desk, document.Identity, "insurance card.pdf", []byte("%PDF-1.4 b"))
}

func TestStates(t *testing.T) {
	t.Run("empty", func(t *testing.T) {
		r := open(t)
		r.show()
		r.golden("empty")
	})
	t.Run("loaded", func(t *testing.T) {
		r := open(t)
		referral, _, _ := r.some()
		r.must(r.desk.Withdraw(ctx, r.Nurse, r.Patient, referral, "an unreadable scan"))
		r.show()
		r.golden("loaded")
	})
	t.Run("Spanish at 200 percent", func(t *testing.T) {
		r := open(t)
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		r.shell.Language = words.Spanish
		r.some()
		r.show()
		r.golden("spanish")
	})
	t.Run("error", func(t *testing.T) {
		r := open(t)
		r.deps.Documents = broken{r.desk}
		r.show()
		if r.shell.LastFailure() == nil {
			t.Error("the error is not shown")
		}
		r.golden("error")
		r.tap("documents.again")
		if len(r.shell.Failures) != 2 {
			t.Error("trying again did not read again")
		}
	})
	t.Run("front desk", func(t *testing.T) {
		r := open(t)
		r.some()
		r.as(r.Clinic.Desk)
		r.show()
		r.golden("desk")
	})
	t.Run("owner", func(t *testing.T) {
		r := open(t)
		r.as(r.Owner)
		r.show()
		r.golden("closed")
		if r.screen.Commands() != nil {
			t.Error("an owner who treats nobody has commands here")
		}
	})
}

func TestAddRefusesAtTheField(t *testing.T) {
	r := open(t)
	r.show()
	r.do("documents.new")
	if f := r.win.Canvas().Focused(); kit.FocusID(f) != "documents.file" {
		t.Errorf("typing starts at %q", kit.FocusID(f))
	}
	r.do("documents.save")
	if e := at[kit.Field](r, "documents.file").Error(); e != "Type the folder and name of the file, or choose it." {
		t.Errorf("%q", e)
	}
	path := filepath.Join(t.TempDir(), "program.pdf")
	r.must(os.WriteFile(path, []byte("MZ\x90\x00"), 0o600))
	r.typed("documents.file", path)
	r.do("documents.save")
	if e := at[kit.Field](r, "documents.file").Error(); e == "" {
		t.Error("a program named .pdf went in")
	}
	if e := at[kit.Field](r, "documents.kind").Error(); e == "" {
		t.Error("a document of no kind went in")
	}
	if len(r.docs()) != 0 {
		t.Error("a refused file is in the chart")
	}
}

func TestAddAFileByKeyboardAlone(t *testing.T) {
	r := open(t)
	r.show()
	path := filepath.Join(t.TempDir(), "carta.pdf")
	r.must(os.WriteFile(path, []byte("%PDF-1.4 carta"), 0o600))
	r.do("documents.new")
	r.typed("documents.file", path)
	r.typed("documents.kind", "Lett")
	placetest.Press(r.win, fyne.KeyReturn)
	r.do("documents.save")
	docs := r.docs()
	if len(docs) != 1 || docs[0].Name != "carta.pdf" || docs[0].Kind != document.Letter {
		t.Fatalf("%+v %v", docs, r.shell.LastFailure())
	}
	if len(r.shell.Notes) == 0 || r.shell.Charts == 0 {
		t.Error("nothing says that it was added")
	}
	if r.find("documents.save") != nil || r.find("documents.open") == nil || kit.FocusID(r.win.Canvas().Focused()) != "documents.list" {
		t.Errorf("the new document is not shown, or the focus is not on it but on %q", kit.FocusID(r.win.Canvas().Focused()))
	}
}

func TestTheDraftComesBack(t *testing.T) {
	r := open(t)
	r.show()
	r.do("documents.new")
	r.typed("documents.file", "/home/ana/carta.pdf")
	r.typed("documents.name", "Carta")
	r.show() // leaves, and comes back
	if f := at[*kit.TextField](r, "documents.file"); f.Text() != "/home/ana/carta.pdf" {
		t.Errorf("%q", f.Text())
	}
	if f := at[*kit.TextField](r, "documents.name"); f.Text() != "Carta" {
		t.Errorf("%q", f.Text())
	}
}

func TestOpenACopy(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.do("documents.open")
	if len(r.shell.Written) != 1 || string(r.shell.Written[0]) != "%PDF-1.4 b" || r.shell.Offered[0] != "insurance card.pdf" || len(r.shell.Opened) != 1 {
		t.Errorf("%q %q %q", r.shell.Offered, r.shell.Written, r.shell.Opened)
	}
	r.shell.SaveErr = errors.New("disk full")
	r.do("documents.open")
	if record.CodeOf(r.shell.LastFailure()) != record.Unavailable {
		t.Error(r.shell.LastFailure())
	}
	r.shell.SaveErr, r.shell.SavePath = nil, ""
	n := len(r.shell.Opened)
	r.do("documents.open")
	if len(r.shell.Opened) != n {
		t.Error("opened a copy that nobody wanted")
	}
}

func TestWithdrawAsksForAReason(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.do("documents.withdraw")
	r.tap("dialog.yes")
	if e := at[kit.Field](r, "documents.reason").Error(); e == "" || r.docs()[0].State != document.Kept {
		t.Fatal("withdrawn without a reason")
	}
	r.typed("documents.reason", "somebody else's card")
	r.tap("dialog.yes")
	if d := r.docs()[0]; d.State != document.Withdrawn || d.Reason != "somebody else's card" {
		t.Errorf("%+v", d)
	}
	if r.find("documents.withdraw") != nil {
		t.Error("a withdrawn document can be withdrawn again")
	}
	r.golden("withdrawn")
}

func TestMoveToTheRightChart(t *testing.T) {
	r := open(t)
	_, _, card := r.some()
	r.show()
	r.do("documents.move")
	r.tap("dialog.yes")
	if e := at[kit.Field](r, "documents.to").Error(); e == "" {
		t.Fatal("moved to nobody")
	}
	r.typed("documents.to", "Lind")
	placetest.Press(r.win, fyne.KeyReturn)
	r.typed("documents.reason", "scanned into the wrong chart")
	r.tap("dialog.yes")
	if d := r.docs()[0]; d.State != document.MovedAway {
		t.Fatalf("%+v %v", d, r.shell.LastFailure())
	}
	other, _, err := r.desk.List(ctx, r.Nurse, r.Other)
	if err != nil || len(other) != 1 || other[0].ID != card {
		t.Errorf("%+v %v", other, err)
	}
	if r.find("documents.open") != nil {
		t.Error("a document that left can be opened here")
	}
}

func TestEveryCommandHasItsKey(t *testing.T) {
	r := open(t)
	r.show()
	placetest.Keys(t, r.screen)
}

func TestAPictureIsShownWithoutACopyOutside(t *testing.T) {
	r := open(t)
	r.add(r.Nurse, document.Lab, "curve.png", picture(t))
	r.show()
	shown := 0
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		if img, ok := o.(*canvas.Image); ok && img.Image != nil {
			shown++
		}
	})
	if len(r.shell.Written) != 0 {
		t.Error("a copy was written")
	}
	if shown != 1 {
		t.Errorf("%d pictures are shown", shown)
	}
}
