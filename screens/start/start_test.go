package start

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
	"kapdesk/screens/practice"
)

var now = time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)

func shell(t *testing.T) *placetest.Shell {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	return &placetest.Shell{Time: now, Practice: clinic.Clinic{Name: "Clínica Orilla", Sample: true}}
}

func show(t *testing.T, s *placetest.Shell, sc place.Screen) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	s.Win = w
	w.SetContent(sc.Content())
	w.Resize(fyne.NewSize(1280, 690))
	sc.Show()
	return w
}

func TestFirst(t *testing.T) {
	s := shell(t)
	chosen := ""
	f := NewFirst(s, func() { chosen = "sample" }, func() { chosen = "setup" }, func() { chosen = "restore" }, func(l words.Lang) { chosen = string(l) })
	w := show(t, s, f)
	test.AssertRendersToMarkup(t, "first.xml", w.Canvas())
	w.Canvas().Focus(f.FirstFocus())
	for _, want := range []string{"sample", "setup", "restore"} {
		placetest.Press(w, fyne.KeyReturn)
		if chosen != want {
			t.Errorf("Enter chose %q, not %q", chosen, want)
		}
		w.Canvas().FocusNext()
	}
}

// At 200 % every choice is on the window, or is scrolled to when it is reached.
func TestFirstWithLargeText(t *testing.T) {
	s := shell(t)
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
	nothing := func() {}
	f := NewFirst(s, nothing, nothing, nothing, func(words.Lang) {})
	w := show(t, s, f)
	test.AssertRendersToMarkup(t, "first-large.xml", w.Canvas())
	for _, id := range []string{"first.sample", "first.setup", "first.restore"} {
		b := placetest.At[*kit.Button](t, w, id)
		w.Canvas().Focus(b)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
		if size := w.Canvas().Size(); at.X < 0 || at.Y < 0 || at.X+b.Size().Width > size.Width || at.Y+b.Size().Height > size.Height {
			t.Errorf("%s stands at %v of %v", id, at, size)
		}
	}
}

func TestFirstWithoutARestore(t *testing.T) {
	s := shell(t)
	f := NewFirst(s, func() {}, func() {}, nil, func(words.Lang) {})
	if w := show(t, s, f); placetest.Find(w, "first.restore") != nil || placetest.Find(w, "first.setup") == nil {
		t.Error("a choice is offered that nobody answers")
	}
}

type people []clinic.Person

func (p people) People(context.Context) ([]clinic.Person, error) { return p, nil }

func TestWelcomeListsWhoWorksHere(t *testing.T) {
	s := shell(t)
	var picked clinic.Person
	w := NewWelcome(s, people{
		{ID: "1", Name: "Mara Okafor", Roles: []clinic.Role{clinic.FrontDesk}, Active: true},
		{ID: "2", Name: "Gone", Roles: []clinic.Role{clinic.Nurse}},
		{ID: "3", Name: "Dr. Ilse Baum", Roles: []clinic.Role{clinic.Prescriber, clinic.Owner}, Active: true},
	}, func(p clinic.Person) { picked = p })
	win := show(t, s, w)
	test.AssertRendersToMarkup(t, "welcome.xml", win.Canvas())
	if len(w.table.Rows()) != 2 {
		t.Errorf("%d people listed", len(w.table.Rows()))
	}
	win.Canvas().Focus(w.FirstFocus())
	w.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	w.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if picked.ID != "3" {
		t.Errorf("picked %+v", picked)
	}
}

func setUp(t *testing.T) (*SetUp, *placetest.Shell, *memlog.Log, *bool) {
	t.Helper()
	s := shell(t)
	log := memlog.New(func() time.Time { return now })
	done := false
	return NewSetUp(s, clinic.New(log), log, log, Named{"ilse", "Ilse"}, func() { done = true }, func() {}), s, log, &done
}

func TestSetUpRefusals(t *testing.T) {
	f, s, log, done := setUp(t)
	w := show(t, s, f)
	test.AssertRendersToMarkup(t, "setup/empty.xml", w.Canvas())
	f.save()
	if *done || len(log.Events()) != 0 {
		t.Fatal("a blank clinic was set up")
	}
	if f.fields.Name.Error() == "" || f.fields.Phone.Error() == "" || f.fields.Zone.Error() == "" {
		t.Error("the errors do not stand at their fields")
	}
	if s.LastFailure() == nil {
		t.Error("nobody said that an owner and a prescriber are missing")
	}
	test.AssertRendersToMarkup(t, "setup/errors.xml", w.Canvas())
}

func fill(f *SetUp) {
	f.fields.Set(clinic.Clinic{Name: "Orilla", Phone: "555 1234", Emergency: "911", Zone: "America/Denver", Weight: clinic.Pounds, Paper: clinic.A4, Lang: words.Spanish})
	f.people[0].Set(practice.Kept{Name: "Ilse", Roles: []clinic.Role{clinic.Owner, clinic.Prescriber}})
	f.addPerson().Set(practice.Kept{Name: "Mara", Roles: []clinic.Role{clinic.FrontDesk}})
	f.addPerson() // left blank: it is nobody
}

func TestSetUp(t *testing.T) {
	f, s, log, done := setUp(t)
	show(t, s, f)
	fill(f)
	f.save()
	if !*done {
		t.Fatalf("not set up: %v", s.LastFailure())
	}
	c, err := clinic.New(log).Clinic(context.Background())
	if err != nil || c.Zone != "America/Denver" || c.Lang != words.Spanish || c.Sample {
		t.Errorf("got %+v, %v", c, err)
	}
	who, _ := clinic.New(log).People(context.Background())
	if len(who) != 2 || who[0].ID != "ilse" || who[1].ID == "" {
		t.Errorf("got %+v", who)
	}
	if _, ok, _ := log.Draft(context.Background(), record.Actor{}, "setup"); ok {
		t.Error("the draft is still there")
	}
}

func TestTheDraftOfASetUpComesBack(t *testing.T) {
	f, s, log, _ := setUp(t)
	show(t, s, f)
	fill(f)
	f.Leave()
	again := NewSetUp(s, clinic.New(log), log, log, Named{"ilse", "Ilse"}, func() {}, func() {})
	show(t, s, again)
	if k := again.kept(); k.Clinic.Name != "Orilla" || len(k.People) != 3 || k.People[1].Name != "Mara" {
		t.Errorf("back: %+v", k)
	}
}

func TestTrouble(t *testing.T) {
	s := shell(t)
	tried := false
	p := &record.Problem{Code: record.Unavailable, Text: "Another window of KAP Desk has this clinic open.", Next: "Use that one."}
	v := NewTrouble(s, record.Problems{p}, "/a/folder", func() { tried = true }, func() {})
	w := show(t, s, v)
	test.AssertRendersToMarkup(t, "trouble.xml", w.Canvas())
	w.Canvas().Focus(v.FirstFocus())
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if !tried {
		t.Error("Enter did not try again")
	}
}
