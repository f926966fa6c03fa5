package today

import (
	"context"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// chased gives one list and remembers an attempt.
type chased struct {
	list   measures.Chasing
	err    error
	how    measures.How
	result string
	who    record.ID
}

func (c *chased) Chase(context.Context, record.Actor) (measures.Chasing, error) { return c.list, c.err }

func (c *chased) Try(_ context.Context, _ record.Actor, patient record.ID, how measures.How, result string) error {
	c.who, c.how, c.result = patient, how, result
	return c.err
}

func someLate() measures.Chasing {
	since := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	phq := measures.Need{Instrument: "phq-9", Title: "Patient Health Questionnaire-9 (PHQ-9)", Point: measures.Week4, Standing: measures.LateNow}
	return measures.Chasing{Week12: measures.Kept{Lost: 2, Of: 9}, Late: []measures.Late{
		{Patient: patients.Patient{ID: "p1", Given: "Grace", Family: "Lindqvist", Phone: "(321) 555-0101", Email: "grace@example.org"}, Since: since, Needs: []measures.Need{phq},
			Tried: []measures.Tried{{At: since.Add(24 * time.Hour), How: measures.ByPhone, Result: "no answer", By: clinic.Signature{Name: "Mara"}}}},
		{Patient: patients.Patient{ID: "p2", Given: "José", Family: "Ñandú", Phone2: "555 0102"}, Since: since.Add(48 * time.Hour), Needs: []measures.Need{phq, phq}}}}
}

func openLate(t *testing.T, c *chased, role clinic.Role) (*LatePage, *placetest.Shell, fyne.Window) {
	return openLateAt(t, c, role, 100)
}

func openLateAt(t *testing.T, c *chased, role clinic.Role, scale int) (*LatePage, *placetest.Shell, fyne.Window) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, scale))
	s := &placetest.Shell{Who: clinic.Person{ID: "mara", Name: "Mara", Roles: []clinic.Role{role}, Active: true},
		Time: time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC), Practice: clinic.Clinic{Name: "C", Zone: "America/Denver", Lang: words.English}}
	v := NewLate(LateDeps{Shell: s, Chases: c, Drafts: memlog.New(func() time.Time { return s.Time }), Scales: func(p record.ID) place.Route { return place.Route{Place: place.Outcomes, Patient: p} }})
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	s.Win = w
	w.SetContent(v.Content())
	w.Resize(fyne.NewSize(1132, 600))
	v.Show()
	return v, s, w
}

func TestTheChasingListAsDesigned(t *testing.T) {
	_, _, w := openLate(t, &chased{list: someLate()}, clinic.FrontDesk)
	test.AssertRendersToMarkup(t, "late.xml", w.Canvas())
	_, _, w = openLateAt(t, &chased{list: someLate()}, clinic.FrontDesk, 200)
	test.AssertRendersToMarkup(t, "late-large.xml", w.Canvas())
	_, _, w = openLate(t, &chased{}, clinic.FrontDesk)
	test.AssertRendersToMarkup(t, "late-none.xml", w.Canvas())
	_, s, _ := openLate(t, &chased{err: errors.New("disk")}, clinic.FrontDesk)
	if len(s.Failures) != 1 {
		t.Error("the error was not shown")
	}
}

func TestAnAttemptIsNoted(t *testing.T) {
	c := &chased{list: someLate()}
	v, s, w := openLate(t, c, clinic.FrontDesk)
	v.table.SelectKey("p2")
	placetest.Command(t, v, "late.try").Do()
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if f := placetest.At[*kit.TextField](t, w, "result"); f.Error() == "" || !f.Focused() || c.who != "" {
		t.Fatal("a blank attempt was taken")
	}
	placetest.Type(t, w, "result", "will come on Friday")
	placetest.At[*kit.Button](t, w, "dialog.yes").OnTapped()
	if c.who != "p2" || c.how != measures.ByPhone || c.result != "will come on Friday" || len(s.Notes) != 1 {
		t.Errorf("%+v", c)
	}
	placetest.Command(t, v, "late.open").Do()
	if s.Went[0] != (place.Route{Place: place.Outcomes, Patient: "p2"}) {
		t.Errorf("%v", s.Went)
	}
}

func TestTheOwnerNotesNoAttempt(t *testing.T) {
	v, _, w := openLate(t, &chased{list: someLate()}, clinic.Owner)
	if !placetest.Command(t, v, "late.try").Disabled() {
		t.Error("the owner can note an attempt")
	}
	v.try()
	if w.Canvas().Overlays().Top() != nil {
		t.Error("and is asked for one")
	}
}

func TestTodayLeadsToTheChasingList(t *testing.T) {
	v, s, _ := open(t, &fakeDay{}, kit.Light)
	placetest.Command(t, v, "today.late").Do()
	if s.Went[0] != (place.Route{Place: place.Today, Part: PartLate}) {
		t.Errorf("%v", s.Went)
	}
	s.Who.Roles = []clinic.Role{clinic.Owner}
	if !placetest.Command(t, v, "today.late").Disabled() {
		t.Error("the owner can open it")
	}
}
