package session

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/chart"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// before is a scale that is due before a dosing session.
func before(visit record.ID, instrument, title string) measures.Need {
	return measures.Need{Instrument: instrument, Title: title, Point: measures.Before, Session: visit, Standing: measures.DueNow}
}

func TestNoScaleNoCard(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Dosing)
	f.due = []measures.Need{before("another session", "phq-9", "Patient Health Questionnaire-9 (PHQ-9)")}
	f.open(2)
	for _, id := range []string{"session.score1", "session.alert"} {
		if placetest.Find(f.window, id) != nil {
			t.Errorf("%s stands there for nothing", id)
		}
	}
}

func TestDueScalesOfADosingSession(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Dosing)
	f.due = []measures.Need{before("another session", "gad-7", "GAD-7"), before(f.visit, "phq-9", "Patient Health Questionnaire-9 (PHQ-9)")}
	f.alerts = chart.Alerts{Open: 1, Worst: measures.SameDay}
	f.open(2)
	test.AssertRendersToMarkup(t, "en-dosing-scales.xml", f.window.Canvas())
	f.shoot("dosing-scales")
	placetest.At[*kit.Button](t, f.window, "session.score1").OnTapped()
	placetest.At[*kit.Button](t, f.window, "session.alert").OnTapped()
	for i, want := range []place.Route{{Place: place.Scales, Patient: f.patient, Part: "phq-9"}, {Place: place.Today, Patient: f.patient}} {
		if got := f.shell.Went[len(f.shell.Went)-2+i]; got != want {
			t.Errorf("it leads to %+v, want %+v", got, want)
		}
	}
	if placetest.Find(f.window, "session.score2") != nil {
		t.Error("what is asked before another session stands here too")
	}
}

func TestDueScalesOfAFollowUp(t *testing.T) {
	f := start(t, words.Spanish)
	f.book(session.FollowUp)
	f.due = []measures.Need{{Instrument: "phq-9", Title: "Patient Health Questionnaire-9 (PHQ-9)", Point: measures.DayAfter, Standing: measures.LateNow}}
	f.open(0)
	test.AssertRendersToMarkup(t, "es-note-scales.xml", f.window.Canvas())
	placetest.At[*kit.Button](t, f.window, "session.score1").OnTapped()
	if got := f.shell.Went[len(f.shell.Went)-1]; got.Part != "phq-9" {
		t.Errorf("it leads to %+v", got)
	}
}

// What has been closed waits for nothing.
func TestAClosedVisitAsksForNoScale(t *testing.T) {
	f := start(t, words.English)
	f.signed()
	f.due = []measures.Need{before(f.visit, "phq-9", "PHQ-9")}
	f.alerts = chart.Alerts{Open: 1, Worst: measures.SameDay}
	f.open(0)
	if placetest.Find(f.window, "session.score1") != nil || placetest.Find(f.window, "session.alert") != nil {
		t.Error("a session that is signed still asks")
	}
}
