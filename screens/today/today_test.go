package today

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
	"kapdesk/app/schedule"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// fakeDay gives one day, and remembers which was asked for and who arrived.
type fakeDay struct {
	day     schedule.Day
	err     error
	asked   []record.Date
	arrived []record.ID
}

func (f *fakeDay) Day(_ context.Context, _ record.Actor, date record.Date) (schedule.Day, error) {
	f.asked = append(f.asked, date)
	d := f.day
	d.Date = date
	return d, f.err
}

func (f *fakeDay) Arrive(_ context.Context, _ record.Actor, id record.ID) error {
	f.arrived = append(f.arrived, id)
	return f.err
}

func visit(id string, hour int, given, family string, state session.State, blocks ...*record.Problem) schedule.Row {
	return schedule.Row{Visit: session.Visit{ID: record.ID(id), Patient: "p" + record.ID(id), Kind: session.Dosing, Room: "Room 1", State: state,
		Starts: time.Date(2026, 11, 23, hour, 30, 0, 0, time.UTC)}, Patient: patients.Patient{ID: "p" + record.ID(id), Given: given, Family: family},
		With: "Ana Brandt", Nth: 1, Blocks: blocks}
}

func full() schedule.Day {
	ride := &record.Problem{Field: "details", Text: "No ride home is named yet."}
	plan := &record.Problem{Field: "plan", Text: "There is no signed plan."}
	checks := &record.Problem{Field: session.GateChecks, Text: "Today's checks are not done."}
	return schedule.Day{Rows: []schedule.Row{
		visit("1", 9, "Amira", "Haddad", session.Running),
		visit("2", 10, "José", "Ñandú", session.Booked, plan, checks, ride),
		visit("3", 13, "Wilhelmina Alexandra Katharina", "von Hohenberg-Österreich-Wiśniewska", session.Arrived, ride),
		visit("4", 15, "Tuấn", "Nguyễn", session.Closed),
	}, Overdue: []schedule.Overdue{{Patient: patients.Patient{ID: "p9", Given: "Grace", Family: "Lindqvist"}, Since: record.Date{Year: 2026, Month: 11, Day: 20}, Steps: 2}}}
}

func open(t *testing.T, f *fakeDay, mode kit.Mode) (*Today, *placetest.Shell, fyne.Window) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(mode, 100))
	s := &placetest.Shell{Who: clinic.Person{ID: "mara", Name: "Mara", Roles: []clinic.Role{clinic.FrontDesk}, Active: true},
		Time: time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC), Practice: clinic.Clinic{Name: "C", Zone: "America/Denver", Lang: words.English}}
	v := New(Deps{Shell: s, Schedule: f, Visits: f})
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	s.Win = w
	w.SetContent(v.Content())
	w.Resize(fyne.NewSize(1132, 600))
	v.Show()
	return v, s, w
}

func TestStates(t *testing.T) {
	_, _, w := open(t, &fakeDay{}, kit.Light)
	test.AssertRendersToMarkup(t, "empty.xml", w.Canvas())
	_, _, w = open(t, &fakeDay{day: full()}, kit.Light)
	test.AssertRendersToMarkup(t, "full.xml", w.Canvas())
	_, s, _ := open(t, &fakeDay{err: errors.New("disk")}, kit.Light)
	if len(s.Failures) != 1 {
		t.Error("the error was not shown")
	}
}

// It is still Sunday in Denver when Monday has begun in Greenwich.
func TestTodayIsTheClinicsOwn(t *testing.T) {
	f := &fakeDay{}
	v, s, _ := open(t, f, kit.Light)
	if want := (record.Date{Year: 2026, Month: 11, Day: 23}); f.asked[0] != want {
		t.Errorf("asked for %v", f.asked[0])
	}
	s.Time = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	if got := New(v.Deps).date; got != (record.Date{Year: 2026, Month: 11, Day: 22}) {
		t.Errorf("at five in Greenwich the day is %v", got)
	}
}

func TestEachBlockLeadsToWhereItIsMended(t *testing.T) {
	day := full()
	day.Rows[1].Blocks = append(day.Rows[1].Blocks, &record.Problem{Field: "consent", Text: "There is no signed consent."})
	v, s, w := open(t, &fakeDay{day: day}, kit.Light)
	v.table.SelectKey("2")
	v.showSide()
	want := []place.Route{{Place: place.Plan, Patient: "p2"}, {Place: place.Session, Patient: "p2", Record: "2", Part: session.GateChecks},
		{Place: place.Details, Patient: "p2"}, {Place: place.Plan, Patient: "p2", Part: "consent"}}
	var mends []*kit.Button
	kit.Walk(w.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && b.Text() == "Mend this" {
			mends = append(mends, b)
		}
	})
	if len(mends) != len(want) {
		t.Fatalf("%d links, want %d", len(mends), len(want))
	}
	for i, b := range mends {
		b.OnTapped()
		if s.Went[i] != want[i] {
			t.Errorf("link %d leads to %v, want %v", i+1, s.Went[i], want[i])
		}
	}
}

func TestArriveAndDays(t *testing.T) {
	f := &fakeDay{day: full()}
	v, s, _ := open(t, f, kit.Light)
	v.table.SelectKey("2")
	v.onArrive()
	if len(f.arrived) != 1 || f.arrived[0] != "2" || len(s.Notes) != 1 {
		t.Errorf("arrived %v, said %v", f.arrived, s.Notes)
	}
	f.err = errors.New("disk")
	v.onArrive()
	if len(s.Failures) == 0 {
		t.Error("the error was not shown")
	}
	f.err = nil
	for _, c := range v.Commands() {
		if c.ID == "today.after" {
			c.Do()
			c.Do()
		}
	}
	if got := f.asked[len(f.asked)-1]; got != (record.Date{Year: 2026, Month: 11, Day: 25}) {
		t.Errorf("two days on it is %v", got)
	}
	if got := countLine(s, 1, 0) + "|" + countLine(s, 3, 1) + "|" + countLine(s, 3, 2); got != "1 visit|3 visits · 1 needs something first|3 visits · 2 need something first" {
		t.Error(got)
	}
}
