package place_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func needs() []measures.Need {
	return []measures.Need{{Instrument: "phq-9", Title: "Patient Health Questionnaire-9 (PHQ-9)", Standing: measures.DueNow},
		{Instrument: "gad-7", Title: "GAD-7", Standing: measures.DueNow}, {Instrument: "phq-9", Title: "Patient Health Questionnaire-9 (PHQ-9)", Standing: measures.LateNow}}
}

// dueLines shows the lines in a window and gives their words.
func dueLines(t *testing.T, role clinic.Role, ns []measures.Need) (*placetest.Shell, fyne.Window, string) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	s := &placetest.Shell{Who: clinic.Person{ID: "x", Active: true, Roles: []clinic.Role{role}}}
	w := app.NewWindow("")
	w.SetContent(kit.Stack(kit.GapXS, place.DueScales(s, "due", "p1", ns)...))
	w.Resize(fyne.NewSize(400, 400))
	return s, w, test.RenderObjectToMarkup(w.Content())
}

func TestDueScalesLinkForWhoMayTakeThem(t *testing.T) {
	for role, may := range map[clinic.Role]bool{clinic.Owner: false, clinic.FrontDesk: true, clinic.Nurse: true} {
		_, w, said := dueLines(t, role, needs())
		if got := placetest.Find(w, "due1") != nil; got != may {
			t.Errorf("%s has a link: %v", role, got)
		}
		if !strings.Contains(said, "GAD-7") {
			t.Errorf("%s does not read which scale is due", role)
		}
	}
	if _, _, said := dueLines(t, clinic.Nurse, nil); strings.Contains(said, "Score") {
		t.Error("something is due and nothing is asked for")
	}
}

// A scale that two points ask for stands there once, and is late if either is.
func TestDueScalesStandOnce(t *testing.T) {
	s, w, said := dueLines(t, clinic.Nurse, needs())
	if strings.Count(said, "PHQ-9") != 1 || !strings.Contains(said, "Score late:") || placetest.Find(w, "due3") != nil {
		t.Errorf("it says %s", said)
	}
	for id, part := range map[string]string{"due1": "phq-9", "due2": "gad-7"} {
		placetest.At[*kit.Button](t, w, id).OnTapped()
		if got := s.Went[len(s.Went)-1]; got != (place.Route{Place: place.Scales, Patient: "p1", Part: part}) {
			t.Errorf("%s leads to %+v", id, got)
		}
	}
}
