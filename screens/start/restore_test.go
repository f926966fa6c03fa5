package start

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// restorer remembers what it was asked and fails as it is told.
type restorer struct {
	path, sheet string
	times       int
	err         error
	during      func()
	waits       bool // until it is stopped
}

func (r *restorer) Restore(ctx context.Context, path, sheet string, tell func(backups.Progress)) error {
	r.path, r.sheet = path, sheet
	r.times++
	for _, s := range []backups.Step{backups.Reading, backups.Trying} {
		tell(backups.Progress{Step: s, Done: 1, Total: 4})
		if r.during != nil {
			r.during()
		}
		if r.waits {
			<-ctx.Done()
			return ctx.Err()
		}
	}
	return r.err
}

// restoring is the screen in its window.
type restoring struct {
	*Restore
	*restorer
	shell      *placetest.Shell
	win        fyne.Window
	done, back int
	look       func() // the clock's tick; nil while it stands
}

func openRestore(t *testing.T) *restoring {
	t.Helper()
	r := &restoring{restorer: &restorer{}, shell: shell(t)}
	r.Restore = NewRestore(RestoreDeps{Shell: r.shell, Restorer: r.restorer, Done: func() { r.done++ }, Back: func() { r.back++ },
		Tick: func(_ time.Duration, f func()) func() {
			r.look = f
			return func() { r.look = nil }
		}})
	r.win = show(t, r.shell, r.Restore)
	r.win.Canvas().Focus(r.FirstFocus())
	return r
}

func (r *restoring) fill() {
	r.file.Path.SetText(` "/media/olga/STICK/kapdesk-1a2b.backup" `)
	r.Restore.sheet.SetText("age-secret  key-PQ1AB\n cdef\u00a0 ghjk ")
}

func (r *restoring) says(text string) bool {
	for _, o := range test.LaidOutObjects(r.win.Content()) {
		if s, ok := o.(*kit.Text); ok && s.Visible() && s.String() == text {
			return true
		}
	}
	return false
}

func TestRestoreAsksForBoth(t *testing.T) {
	r := openRestore(t)
	test.AssertRendersToMarkup(t, "restore/empty.xml", r.win.Canvas())
	if id := kit.FocusID(r.win.Canvas().Focused()); id != "restore.file" {
		t.Errorf("typing starts at %q", id)
	}
	r.start()
	if r.times != 0 || r.file.Path.Error() == "" || r.Restore.sheet.Error() == "" {
		t.Errorf("asked %d times: %q %q", r.times, r.file.Path.Error(), r.Restore.sheet.Error())
	}
}

func TestRestoreRefusals(t *testing.T) {
	r := openRestore(t)
	for _, c := range []struct {
		err   error
		field string
	}{
		{&record.Problem{Code: record.NotFound, Field: "restore.file", Text: "There is no such file."}, "restore.file"},
		{record.Problems{{Code: record.Invalid, Field: "restore.sheet", Text: "A letter or digit of the recovery key is not as on the sheet."}}, "restore.sheet"},
		{&record.Problem{Code: record.Unavailable, Text: "The disk is full."}, ""},
		{errors.New("input/output error"), ""},
	} {
		r.fill()
		n := len(r.shell.Failures)
		r.err = c.err
		r.start()
		for id, e := range map[string]string{"restore.file": r.file.Path.Error(), "restore.sheet": r.Restore.sheet.Error()} {
			if (e != "") != (id == c.field) {
				t.Errorf("%v: %q at %s", c.err, e, id)
			}
		}
		if got := len(r.shell.Failures) - n; (got == 1) != (c.field == "") {
			t.Errorf("%v: told %d times", c.err, got)
		}
		if c.field != "" && kit.FocusID(r.win.Canvas().Focused()) != c.field {
			t.Errorf("%v: the focus is on %q", c.err, kit.FocusID(r.win.Canvas().Focused()))
		}
		if r.Restore.sheet.Text() == "" || r.done != 0 || r.look != nil {
			t.Errorf("%v: what was typed is lost", c.err)
		}
		if c.field == "restore.sheet" {
			test.AssertRendersToMarkup(t, "restore/wrong.xml", r.win.Canvas())
		}
	}
}

func TestRestore(t *testing.T) {
	r := openRestore(t)
	r.fill()
	r.during = func() {
		r.look()
		if r.says("Reading it back") {
			test.AssertRendersToMarkup(t, "restore/running.xml", r.win.Canvas())
		} else if !r.says("Opening it as a restore would") {
			t.Error("the step is not shown")
		}
		r.start() // a second press
		if kit.FocusID(r.win.Canvas().Focused()) != "restore.stop" {
			t.Error("the keyboard cannot stop it")
		}
	}
	r.start()
	if r.path != "/media/olga/STICK/kapdesk-1a2b.backup" || r.restorer.sheet != "age-secret key-PQ1AB cdef ghjk" || r.times != 1 {
		t.Errorf("asked %d times for %q with %q", r.times, r.path, r.restorer.sheet)
	}
	if !r.says("The clinic is here") || r.look != nil || r.Restore.sheet.Text() != "" {
		t.Fatalf("not done: %v", r.shell.LastFailure())
	}
	test.AssertRendersToMarkup(t, "restore/done.xml", r.win.Canvas())
	r.start() // is done
	placetest.Press(r.win, fyne.KeyReturn)
	if r.done != 1 || r.times != 1 {
		t.Errorf("gone on %d times, asked %d", r.done, r.times)
	}
}

func TestARestoreIsStopped(t *testing.T) {
	for name, stop := range map[string]func(r *restoring){
		"by its button": func(r *restoring) { placetest.Press(r.win, fyne.KeyReturn) },
		"by leaving":    func(r *restoring) { r.Leave() },
	} {
		r := openRestore(t)
		r.fill()
		r.waits, r.during = true, func() { stop(r) }
		r.start()
		if r.times != 1 || len(r.shell.Failures) != 0 || len(r.shell.Said) != 1 || r.done != 0 {
			t.Errorf("%s: said %q, failed %v", name, r.shell.Said, r.shell.Failures)
		}
	}
}

func TestARestoreIsGivenUp(t *testing.T) {
	r := openRestore(t)
	r.fill()
	placetest.At[*kit.Button](t, r.win, "restore.back").Tapped(nil)
	if r.back != 1 {
		t.Error("there is no way back")
	}
	r.Leave()
	if r.Restore.sheet.Text() != "" {
		t.Error("the sheet is still on the window")
	}
}

func TestRestoreInSpanishWithLargeText(t *testing.T) {
	r := openRestore(t)
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	r.shell.Words, r.shell.Language = book, words.Spanish
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
	again := NewRestore(r.RestoreDeps)
	w := show(t, r.shell, again)
	test.AssertRendersToMarkup(t, "restore/spanish.xml", w.Canvas())
}
