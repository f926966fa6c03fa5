package today

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/schedule"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// caring is a day on which sessions have left something to do.
func caring() schedule.Day {
	day := full()
	ana := patients.Patient{ID: "p5", Given: "Grace", Family: "Lindqvist"}
	day.Cards = []schedule.Card{{Patient: ana, Visit: "v5", Title: words.Text{EN: "Oxygen under 92 %"}, Kind: session.CallCard, At: time.Date(2026, 11, 23, 16, 5, 0, 0, time.UTC)}}
	day.FollowUps = []schedule.FollowUp{
		{Patient: patients.Patient{ID: "p6", Given: "Tuấn", Family: "Nguyễn"}, Visit: "v6", What: "Double vision", Who: "Ana Brandt", Until: record.Date{Year: 2026, Month: 11, Day: 20}, Overdue: true},
		{Patient: patients.Patient{ID: "p7", Given: "Amira", Family: "Haddad"}, Visit: "v7", What: "Rash", Who: "Inés Roy", Until: record.Date{Year: 2026, Month: 11, Day: 27}}}
	return day
}

func TestWhatSessionsLeftToDo(t *testing.T) {
	v, s, w := open(t, &fakeDay{day: caring()}, kit.Light)
	test.AssertRendersToMarkup(t, "care.xml", w.Canvas())
	buttons := map[string]*kit.Button{}
	kit.Walk(w.Content(), func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok {
			buttons[b.ID] = b
		}
	})
	for i, c := range []struct {
		id   string
		want place.Route
	}{
		{"today.card1", place.Route{Place: place.Session, Patient: "p5", Record: "v5", Part: "card"}},
		{"today.followup1", place.Route{Place: place.Session, Patient: "p6", Record: "v6", Part: "adverse"}},
		{"today.followup2", place.Route{Place: place.Session, Patient: "p7", Record: "v7", Part: "adverse"}},
	} {
		if buttons[c.id] == nil {
			t.Fatalf("there is no %s", c.id)
		}
		buttons[c.id].OnTapped()
		if s.Went[i] != c.want {
			t.Errorf("%s leads to %v", c.id, s.Went[i])
		}
	}
	// Ten of them do not push the day away, and say how many more there are.
	day := caring()
	day.Date = v.date
	for range 9 {
		day.FollowUps = append(day.FollowUps, day.FollowUps[0])
		day.Cards = append(day.Cards, day.Cards[0])
	}
	v.apply(day)
	more := 0
	kit.Walk(w.Content(), func(o fyne.CanvasObject) {
		if x, ok := o.(*kit.Text); ok && (x.String() == "and 5 more" || x.String() == "and 4 more") {
			more++
		}
	})
	if more != 2 {
		t.Errorf("%d lists say how many more there are", more)
	}
}

// A name of any length pushes nothing out of the window.
func TestALongNameFits(t *testing.T) {
	long := patients.Patient{ID: "p9", Given: "José Maximiliano Guadalupe Buenaventura", Family: "Ñandú-Echeverría Castellanos de la Torre y Montenegro"}
	day := caring()
	day.Cards[0].Patient, day.FollowUps[0].Patient, day.Overdue[0].Patient, day.Rows[0].Patient = long, long, long, long
	for _, percent := range []int{100, 200} {
		v, _, w := open(t, &fakeDay{day: day}, kit.Light)
		test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(kit.Light, percent))
		v.Show()
		w.Content().Refresh()
		placetest.Fits(t, w)
	}
}
