package patients

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// fakeDesk answers as the test says.
type fakeDesk struct {
	hits, doubles []patients.Hit
	err           error
	stored        patients.Patient
	registered    []patients.Patient
	changed       []patients.Patient
	asked         []string
}

func (f *fakeDesk) Search(_ context.Context, _ record.Actor, q string, _ int) ([]patients.Hit, error) {
	f.asked = append(f.asked, q)
	return f.hits, f.err
}
func (f *fakeDesk) Doubles(context.Context, record.Actor, patients.Patient) ([]patients.Hit, error) {
	return f.doubles, f.err
}
func (f *fakeDesk) Register(_ context.Context, _ record.Actor, p patients.Patient) (patients.Patient, error) {
	if err := p.Check(record.Date{Year: 2026, Month: 11, Day: 23}).Err(); err != nil {
		return p, err
	}
	p.ID, p.Number = "p1", "L-00001"
	f.registered = append(f.registered, p)
	return p, nil
}
func (f *fakeDesk) Change(_ context.Context, _ record.Actor, p patients.Patient) error {
	f.changed = append(f.changed, p)
	return f.err
}
func (f *fakeDesk) ByID(context.Context, record.Actor, record.ID) (patients.Patient, error) {
	return f.stored, f.err
}

func jose() patients.Patient {
	return patients.Patient{ID: "p1", Number: "L-00001", Given: "José", Family: "Ñandú", Preferred: "Pepe", Born: record.Date{Year: 1985, Month: 6, Day: 2},
		Lang: words.Spanish, Phone: "555 0199", Referral: patients.Referral{Kind: patients.ProviderReferred, Who: "Dr. Vega", Why: "Two failed antidepressants"},
		Providers: []patients.Provider{{Name: "Dr. Vega", Role: "family doctor", Phone: "555 0111", Coordinate: true}}}
}

func setUp(t *testing.T, roles ...clinic.Role) (Deps, *placetest.Shell, *fakeDesk) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	now := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	s := &placetest.Shell{Who: clinic.Person{ID: "mara", Name: "Mara", Roles: roles, Active: true}, Time: now,
		Practice: clinic.Clinic{Name: "C", Zone: "UTC", Lang: words.English}}
	desk := &fakeDesk{}
	return Deps{Shell: s, Desk: desk, Drafts: memlog.New(func() time.Time { return now })}, s, desk
}

func open(t *testing.T, s *placetest.Shell, sc place.Screen) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	s.Win = w
	w.SetContent(sc.Content())
	w.Resize(fyne.NewSize(1132, 640))
	sc.Show()
	return w
}

func TestListStates(t *testing.T) {
	d, s, desk := setUp(t, clinic.FrontDesk)
	l := NewList(d)
	w := open(t, s, l)
	test.AssertRendersToMarkup(t, "list/empty.xml", w.Canvas())

	desk.hits = []patients.Hit{{ID: "p1", Number: "L-00001", Given: "José", Family: "Ñandú", Preferred: "Pepe", Born: jose().Born, Phone: "555 0199"},
		{ID: "p2", Number: "L-00002", Given: "Łukasz", Family: "Wiśniewski-Żółkiewski of the very long family name", Born: jose().Born}}
	l.Find("n")
	test.AssertRendersToMarkup(t, "list/found.xml", w.Canvas())

	l.Move(1)
	l.Move(1) // there is no third
	l.OpenSelected()
	if want := (place.Route{Place: place.Intake, Patient: "p2"}); len(s.Went) != 1 || s.Went[0] != want {
		t.Errorf("went to %v", s.Went)
	}
	desk.err = errors.New("disk")
	l.Find("x")
	if len(s.Failures) != 1 {
		t.Error("the error was not shown")
	}
}

func TestRegisterRefusals(t *testing.T) {
	d, s, desk := setUp(t, clinic.FrontDesk)
	v := NewDetails(d, "")
	w := open(t, s, v)
	test.AssertRendersToMarkup(t, "details/new.xml", w.Canvas())
	v.onSave()
	if len(desk.registered) != 0 {
		t.Fatal("a blank patient was registered")
	}
	if v.f.given.Error() == "" || v.f.born.Error() == "" {
		t.Errorf("errors at the fields: %q, %q", v.f.given.Error(), v.f.born.Error())
	}
	if kit.FocusID(w.Canvas().Focused()) != "details.given" {
		t.Errorf("the focus is on %q", kit.FocusID(w.Canvas().Focused()))
	}
	test.AssertRendersToMarkup(t, "details/errors.xml", w.Canvas())
}

func TestALikelyDoubleIsShownFirst(t *testing.T) {
	d, s, desk := setUp(t, clinic.FrontDesk)
	desk.doubles = []patients.Hit{{ID: "old", Number: "L-00007", Given: "Jose", Family: "Nandu", Born: jose().Born}}
	v := NewDetails(d, "")
	w := open(t, s, v)
	v.f.given.SetText("José")
	v.f.family.SetText("Ñandú")
	v.f.born.SetValue(jose().Born)
	v.onSave()
	if len(desk.registered) != 0 {
		t.Fatal("registered without a question")
	}
	test.AssertRendersToMarkup(t, "details/double.xml", w.Canvas())
	w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // "No, somebody else"
	if len(desk.registered) != 1 || len(s.Went) != 1 || s.Went[0].Place != place.Intake {
		t.Errorf("registered %d, went %v", len(desk.registered), s.Went)
	}
}

func TestChangeKeepsWhatIsThere(t *testing.T) {
	d, s, desk := setUp(t, clinic.FrontDesk)
	desk.stored = jose()
	v := NewDetails(d, "p1")
	w := open(t, s, v)
	test.AssertRendersToMarkup(t, "details/loaded.xml", w.Canvas())
	v.f.phone.SetText("555 777")
	v.onSave()
	want := jose()
	want.Phone = "555 777"
	if len(desk.changed) != 1 || desk.changed[0].Phone != "555 777" || desk.changed[0].Providers[0] != want.Providers[0] || desk.changed[0].Referral != want.Referral {
		t.Errorf("saved %+v", desk.changed)
	}
	if s.Charts != 1 || len(s.Notes) != 1 {
		t.Errorf("the header was refreshed %d times, %d said", s.Charts, len(s.Notes))
	}
}

func TestWithoutARoleNothingIsChanged(t *testing.T) {
	d, s, desk := setUp(t)
	desk.stored = jose()
	v := NewDetails(d, "p1")
	open(t, s, v)
	v.onSave()
	if len(desk.changed) != 0 {
		t.Error("somebody without a role changed a patient")
	}
}

func TestTheDraftComesBack(t *testing.T) {
	d, s, desk := setUp(t, clinic.FrontDesk)
	v := NewDetails(d, "")
	open(t, s, v)
	test.Type(focusable(v.f.given), "Am")
	v.f.born.SetText("31/02/") // half typed and impossible: kept all the same
	v.Leave()
	again := NewDetails(d, "")
	w := open(t, s, again)
	if again.f.given.Text() != "Am" || again.f.born.Text() != "31/02/" {
		t.Errorf("back: %q, %q", again.f.given.Text(), again.f.born.Text())
	}
	test.AssertRendersToMarkup(t, "details/draft.xml", w.Canvas())
	again.discard()
	if _, ok, _ := d.Drafts.Draft(context.Background(), s.Actor(), "details/new"); ok || again.f.given.Text() != "" {
		t.Error("the discarded draft is still there")
	}
	_ = desk
}

// focusable gives the entry of a field by putting the focus on it.
func focusable(f kit.Field) fyne.Focusable {
	f.Focus()
	return fyne.CurrentApp().Driver().AllWindows()[len(fyne.CurrentApp().Driver().AllWindows())-1].Canvas().Focused()
}
