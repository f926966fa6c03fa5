package today

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/schedule"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// settling remembers what was done about which alert.
type settling struct {
	id   record.EventID
	done string
	err  error
}

func (f *settling) Settle(_ context.Context, _ record.Actor, id record.EventID, done string) error {
	f.id, f.done = id, done
	return f.err
}

func alert(seq uint64, id, given, family string, sev measures.Severity) schedule.Alert {
	return schedule.Alert{Patient: patients.Patient{ID: record.ID(id), Given: given, Family: family}, What: &measures.Alert{ID: record.EventID{Device: "d", Seq: seq}, Patient: record.ID(id),
		Since: time.Date(2026, 11, 22, 21, 5, 0, 0, time.UTC), Instrument: "phq-9", Title: "Patient Health Questionnaire-9 (PHQ-9)", Item: "A question about harm", Said: "Several days",
		Flag: measures.Flag{ID: "harm", Item: "q9", Severity: sev, Say: "Talk with the patient today."}}}
}

func openAlerts(t *testing.T, role clinic.Role, all ...schedule.Alert) (*Today, *placetest.Shell, fyne.Window, *settling) {
	t.Helper()
	day := full()
	day.Alerts = all
	day.Rows[1].Scales = []measures.Need{{Title: "Patient Health Questionnaire-9 (PHQ-9)", Standing: measures.DueNow}, {Title: "Generalized Anxiety Disorder-7 (GAD-7)", Standing: measures.LateNow}}
	v, s, w := open(t, &fakeDay{}, kit.Light)
	f := &settling{}
	s.Who.Roles = []clinic.Role{role}
	v.Deps.Schedule, v.Deps.Alerts, v.Deps.Drafts = &fakeDay{day: day}, f, memlog.New(func() time.Time { return s.Time })
	v.goTo(v.date)
	return v, s, w, f
}

func TestAlertsStandAtTheTop(t *testing.T) {
	v, _, w, _ := openAlerts(t, clinic.Nurse, alert(1, "p1", "Amira", "Haddad", measures.Immediate), alert(2, "p2", "José", "Ñandú", measures.Review))
	v.table.SelectKey("2")
	v.showSide()
	test.AssertRendersToMarkup(t, "alerts.xml", w.Canvas())
	if placetest.At[*kit.Button](t, w, "today.alert.done") == nil {
		t.Error("nothing can be done about it")
	}
}

// The front desk is told for whom a clinician is needed, and can do nothing
// about it.
func TestTheFrontDeskReadsNoAlert(t *testing.T) {
	first, second := alert(1, "p1", "Amira", "Haddad", measures.Immediate), alert(2, "p2", "José", "Ñandú", measures.Review)
	first.What, second.What = nil, nil
	v, _, w, _ := openAlerts(t, clinic.FrontDesk, first, second)
	test.AssertRendersToMarkup(t, "needed.xml", w.Canvas())
	for _, id := range []string{"today.alert.done", "today.alert.next", "today.alert.open"} {
		if placetest.Find(w, id) != nil || !placetest.Command(t, v, id).Disabled() {
			t.Errorf("%s can be used", id)
		}
	}
	v.alerts.ask()
	if w.Canvas().Overlays().Top() != nil {
		t.Error("the front desk is asked what was done")
	}
}

func TestNextAlertGoesRound(t *testing.T) {
	v, _, _, _ := openAlerts(t, clinic.Nurse, alert(1, "p1", "A", "B", measures.Immediate), alert(2, "p2", "C", "D", measures.Review))
	next := placetest.Command(t, v, "today.alert.next")
	for _, want := range []record.ID{"p2", "p1", "p2"} {
		next.Do()
		if n, ok := v.alerts.current(); !ok || n.Patient.ID != want {
			t.Errorf("%v, want %s", n.Patient.ID, want)
		}
	}
	v.goTo(v.date) // the day is read anew: the same one stays on show
	if n, _ := v.alerts.current(); n.Patient.ID != "p2" {
		t.Errorf("it went back to %s", n.Patient.ID)
	}
}

func TestAnAlertLeadsToItsChart(t *testing.T) {
	v, s, _, _ := openAlerts(t, clinic.Nurse, alert(1, "p1", "A", "B", measures.Immediate))
	placetest.Command(t, v, "today.alert.open").Do()
	if s.Went[len(s.Went)-1] != (place.Route{Place: place.Outcomes, Patient: "p1"}) {
		t.Errorf("%v", s.Went)
	}
}

func TestWhatWasDoneIsAskedFor(t *testing.T) {
	v, s, w, f := openAlerts(t, clinic.Nurse, alert(3, "p1", "A", "B", measures.SameDay))
	placetest.Command(t, v, "today.alert.done").Do()
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if field := placetest.At[*kit.NotesField](t, w, "done"); f.done != "" || field.Error() == "" || !field.Focused() {
		t.Fatalf("nothing typed was taken: %q", f.done)
	}
	placetest.Type(t, w, "done", "Talked with her")
	placetest.Press(w, fyne.KeyReturn)
	placetest.Type(t, w, "done", "plan made")
	f.err = errors.New("disk")
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if len(s.Failures) == 0 {
		t.Error("the failure is not shown")
	}
	placetest.Command(t, v, "today.alert.done").Do()
	if got := placetest.At[*kit.NotesField](t, w, "done").Text(); got != "Talked with her\nplan made" {
		t.Errorf("the draft is %q", got)
	}
	f.err = nil
	w.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl})
	if f.id.Seq != 3 || !strings.HasPrefix(f.done, "Talked") || len(s.Notes) == 0 {
		t.Errorf("%+v, %v", f, s.Notes)
	}
	if _, kept, err := v.Drafts.Draft(context.Background(), s.Actor(), "alert/d:3"); kept || err != nil {
		t.Errorf("the draft stays after it was saved: %v", err)
	}
}

// Who came from a chart finds that patient's alert on show, until it is dealt
// with or they go on.
func TestTheAlertOfAPatientComesFirst(t *testing.T) {
	v, _, _, _ := openAlerts(t, clinic.Nurse, alert(1, "p1", "A", "B", measures.Immediate), alert(2, "p2", "C", "D", measures.Review))
	for first, want := range map[record.ID]record.ID{"p2": "p2", "nobody": "p1", "": "p1"} {
		v.First = first
		v.alerts.all = nil
		v.goTo(v.date)
		if n, ok := v.alerts.current(); !ok || n.Patient.ID != want {
			t.Errorf("from the chart of %q the alert of %s", first, n.Patient.ID)
		}
	}
	v.First = "p2"
	v.alerts.next()
	shown, _ := v.alerts.current()
	if v.goTo(v.date); v.alerts.all[v.alerts.at].What.ID != shown.What.ID {
		t.Error("reading the day anew goes back to the patient")
	}
}

func TestDueScalesLeadToTheirForm(t *testing.T) {
	v, s, w, _ := openAlerts(t, clinic.FrontDesk)
	v.day.Rows[1].Scales[0].Instrument = "phq-9"
	v.table.SelectKey("2")
	v.showSide()
	placetest.At[*kit.Button](t, w, "today.score1").OnTapped()
	if got := s.Went[len(s.Went)-1]; got.Place != place.Scales || got.Part != "phq-9" || got.Patient == "" {
		t.Errorf("it leads to %+v", got)
	}
}
