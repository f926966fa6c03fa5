package sessions

import (
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

// fixture is the list of one patient's visits over the real app code.
type fixture struct {
	t      *testing.T
	now    time.Time
	log    *memlog.Log
	desk   *session.Desk
	shell  *placetest.Shell
	people []clinic.Person
	err    error // what the desk fails with
	screen *Sessions
	window fyne.Window
}

func (f *fixture) People(context.Context) ([]clinic.Person, error) { return f.people, nil }

// Rows lets a test say that the store fails.
func (f *fixture) Rows(ctx context.Context, by record.Actor, patient record.ID) ([]session.Row, error) {
	if f.err != nil {
		return nil, f.err
	}
	return f.desk.Rows(ctx, by, patient)
}

type failing struct {
	*session.Desk
	f *fixture
}

func (d failing) Rows(ctx context.Context, by record.Actor, p record.ID) ([]session.Row, error) {
	return d.f.Rows(ctx, by, p)
}

func start(t *testing.T, lang words.Lang) *fixture {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	f := &fixture{t: t, now: time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)}
	f.log = memlog.New(func() time.Time { return f.now })
	practice := clinic.Clinic{Name: "Clínica Orilla", Phone: "(303) 555-0148", Emergency: "911", Zone: "America/Denver", Weight: clinic.Kilograms, Paper: clinic.Letter, Lang: words.English}
	people, err := clinic.New(f.log).SetUp(ctx, practice, f.log, []clinic.Person{{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}},
		{Name: "Inés Roy", Roles: []clinic.Role{clinic.Prescriber}}, {Name: "Rosa Lima", Roles: []clinic.Role{clinic.FrontDesk, clinic.Owner}}})
	f.must(err)
	f.people = people
	book, err := words.Load(os.DirFS("../../assets/words"))
	f.must(err)
	f.shell = &placetest.Shell{Language: lang, Words: book, Practice: practice, Time: f.now}
	consent := session.Gate{Name: "consent", Check: func(record.Reader, record.ID) (*record.Problem, error) {
		return &record.Problem{Code: record.Refused, Field: "consent", Text: "There is no signed consent."}, nil
	}}
	f.desk = session.New(session.Deps{Log: f.log, Gates: []session.Gate{consent},
		Order:   func(record.Reader, record.ID) (session.Order, bool, error) { return session.Order{}, false, nil },
		Rules:   func(record.Reader) (session.Rules, error) { return session.Rules{}, nil },
		Measure: func(record.Tx, record.ID, session.Measured) error { return nil }})
	return f
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) book(kind session.Kind, in time.Duration) record.ID {
	f.t.Helper()
	id, err := f.desk.Book(ctx, record.Actor{ID: f.people[2].ID}, "patient-1", kind, f.now.Add(in), "Room 2", f.people[0].ID)
	f.must(err)
	return id
}

func (f *fixture) open(who int) {
	f.t.Helper()
	f.shell.Who = f.people[who]
	f.window = test.NewTempWindow(f.t, kit.Muted(""))
	f.window.SetPadded(false)
	f.shell.Win = f.window
	f.screen = New(Deps{Shell: f.shell, Drafts: f.log, Desk: failing{f.desk, f}, People: f}, place.Route{Place: place.Sessions, Patient: "patient-1"}).(*Sessions)
	f.window.SetContent(kit.Ground(f.screen.Content()))
	f.window.Resize(fyne.NewSize(1132, 565))
	f.screen.Show()
	f.window.Canvas().Focus(f.screen.FirstFocus())
}

func (f *fixture) command(id string) {
	f.t.Helper()
	for _, c := range f.screen.Commands() {
		if c.ID == id {
			if c.Disabled() {
				f.t.Fatalf("%s is disabled", id)
			}
			c.Do()
			return
		}
	}
	f.t.Fatalf("there is no command %s", id)
}

func (f *fixture) visits() []session.Visit {
	f.t.Helper()
	var out []session.Visit
	f.must(f.log.View(ctx, func(r record.Reader) (err error) { out, err = session.List(r, "patient-1"); return err }))
	return out
}

func said(o fyne.CanvasObject) string {
	var out []string
	kit.Walk(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*kit.Text); ok && t.Visible() {
			out = append(out, t.String())
		}
	})
	return strings.Join(out, "\n")
}

func TestStates(t *testing.T) {
	for _, lang := range words.Langs {
		for _, st := range []struct {
			name string
			who  int
			make func(f *fixture)
		}{
			{"empty", 2, func(*fixture) {}},
			{"loaded", 0, func(f *fixture) {
				f.book(session.Preparation, -7*24*time.Hour)
				f.book(session.Dosing, 0)
				f.book(session.Integration, 48*time.Hour)
			}},
			{"error", 2, func(f *fixture) { f.err = errors.New("disk") }},
		} {
			t.Run(string(lang)+"-"+st.name, func(t *testing.T) {
				f := start(t, lang)
				st.make(f)
				f.open(st.who)
				if dir := os.Getenv("KAP_SHOTS"); dir != "" {
					file, err := os.Create(filepath.Join(dir, "list-"+string(lang)+"-"+st.name+".png"))
					f.must(err)
					f.must(png.Encode(file, f.window.Canvas().Capture()))
					f.must(file.Close())
				}
				test.AssertRendersToMarkup(t, string(lang)+"-"+st.name+".xml", f.window.Canvas())
			})
		}
	}
}

func TestBookingRefusesAndThenBooks(t *testing.T) {
	f := start(t, words.English)
	f.open(2)
	f.command("sessions.book")
	b := f.screen.book
	b.onSave()
	if b.form.Errors() < 2 || len(f.visits()) != 0 {
		t.Fatalf("%d errors and %d visits", b.form.Errors(), len(f.visits()))
	}
	b.kind.SetValue(string(session.Dosing))
	b.date.SetText("2026-11-24")
	b.clock.SetText("9:30")
	b.room.SetText("Room 1")
	b.with.SetValue(string(f.people[0].ID))
	b.onSave()
	vs := f.visits()
	if len(vs) != 1 || !vs[0].Starts.Equal(time.Date(2026, 11, 24, 16, 30, 0, 0, time.UTC)) || vs[0].With != f.people[0].ID || vs[0].Room != "Room 1" {
		t.Fatalf("booked %+v, errors %d", vs, b.form.Errors())
	}
	if f.screen.table.SelectedKey() != string(vs[0].ID) || b.room.Text() != "" || f.shell.Charts == 0 {
		t.Error("the list does not mark the new visit, or the form is not empty again")
	}
	b.kind.SetValue(string(session.Dosing))
	b.date.SetText("2026-11-24")
	b.clock.SetText("9:30")
	b.onSave()
	if got := b.clock.Error(); !strings.Contains(got, "already has the same visit") {
		t.Errorf("a double says %q", got)
	}
}

func TestBookingKeepsItsDraft(t *testing.T) {
	f := start(t, words.English)
	f.open(2)
	f.screen.book.room.SetText("Room 9")
	f.screen.Leave()
	f.open(2)
	if got := f.screen.book.room.Text(); got != "Room 9" {
		t.Errorf("the room is %q", got)
	}
}

func TestMovingAndCallingOff(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Dosing, 24*time.Hour)
	f.open(2)
	f.command("sessions.move")
	b := f.screen.book
	if b.clock.Text() != "09:00" || b.room.Text() != "Room 2" {
		t.Fatalf("the form holds %q %q", b.clock.Text(), b.room.Text())
	}
	b.clock.SetText("14:15")
	b.onSave()
	if v := f.visits()[0]; !v.Starts.Equal(time.Date(2026, 11, 24, 21, 15, 0, 0, time.UTC)) {
		t.Fatalf("moved to %s", v.Starts)
	}
	if b.moving.ID != "" || b.save.Text() != "Book" {
		t.Error("the form still moves")
	}
	f.command("sessions.cancel")
	pop := f.window.Canvas().Overlays().Top()
	if pop == nil {
		t.Fatal("nothing asks why")
	}
	test.Type(f.window.Canvas().Focused(), "Ill")
	f.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(ctrlEnter)
	if v := f.visits()[0]; v.State != session.Cancelled || v.Why != "Ill" {
		t.Errorf("the visit is %s because %q", v.State, v.Why)
	}
	if f.window.Canvas().Overlays().Top() != nil {
		t.Error("the question is still there")
	}
}

func TestTheListSaysWhatStandsAgainstADose(t *testing.T) {
	f := start(t, words.English)
	id := f.book(session.Dosing, 0)
	f.open(0)
	text := said(f.screen.side)
	for _, want := range []string{"There is no signed consent.", "Today's checks are not done."} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q: %q", want, text)
		}
	}
	kit.Walk(f.screen.side, func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && (b.ID == "sessions.mend1" || b.ID == "sessions.open") {
			b.Tapped(nil)
		}
	})
	want := []place.Route{{Place: place.Plan, Patient: "patient-1", Part: "consent"}, {Place: place.Session, Patient: "patient-1", Record: id}}
	if len(f.shell.Went) != 2 || f.shell.Went[0] != want[0] || f.shell.Went[1] != want[1] {
		t.Errorf("went to %v", f.shell.Went)
	}
}

func TestArrivalAndAFailingStore(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Dosing, 0)
	f.open(2)
	f.command("sessions.arrive")
	if v := f.visits()[0]; v.State != session.Arrived {
		t.Errorf("the visit is %s", v.State)
	}
	f.err = errors.New("disk")
	f.screen.Show()
	if f.shell.LastFailure() == nil || len(f.screen.rows) != 1 {
		t.Errorf("failure %v, %d rows", f.shell.LastFailure(), len(f.screen.rows))
	}
}

// ctrlEnter saves.
var ctrlEnter = &desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl}
