package session

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// once are states that differ from others in a part alone: they are drawn in
// one language, and in the looks in which something could be cut off.
var once = []string{"dosing-answer", "dosing-seen", "dosing-overdue", "dosing-question", "dosing-presence"}

// states are the designed states of the screen, each with how to get there.
var states = []struct {
	name string
	who  int
	make func(f *fixture)
	then func(f *fixture)
}{
	{"dosing-checks", 2, func(f *fixture) { f.book(session.Dosing) }, nil},
	{"dosing-blocked", 1, func(f *fixture) {
		f.book(session.Dosing)
		f.closed["consent"] = &record.Problem{Code: record.Refused, Field: "plan", Text: "There is no signed consent."}
		c := f.calm()
		c.Ride = session.Ride{Answer: session.No}
		_, err := f.desk.CompleteChecks(ctx, f.actor(2), f.visit, c)
		f.must(err)
	}, nil},
	{"dosing-running", 2, (*fixture).lively, nil},
	{"dosing-dose", 2, (*fixture).lively, func(f *fixture) { f.command("session.dose") }},
	{"dosing-discharge", 1, (*fixture).lively, func(f *fixture) { f.command("session.finish") }},
	{"dosing-emergency", 2, (*fixture).lively, func(f *fixture) { f.command("session.emergency") }},
	{"dosing-override", 1, func(f *fixture) {
		f.running()
		f.closed["consent"] = &record.Problem{Code: record.Refused, Field: "plan", Text: "There is no signed consent."}
	}, func(f *fixture) { f.command("session.override") }},
	{"dosing-signed", 0, (*fixture).signed, nil},
	{"dosing-cards", 2, (*fixture).low, nil},
	{"dosing-answer", 2, (*fixture).low, func(f *fixture) { f.command("session.answer") }},
	{"dosing-seen", 2, (*fixture).lively, func(f *fixture) { f.command("session.finding") }},
	{"dosing-overdue", 2, func(f *fixture) { f.lively(); f.after(10 * time.Minute) }, nil},
	{"dosing-question", 2, (*fixture).lively, func(f *fixture) {
		f.command("session.vitals")
		f.vitals("230/86", "34", "97")
	}},
	{"dosing-presence", 2, (*fixture).lively, func(f *fixture) { f.command("session.presence") }},
	{"dosing-adverse", 2, (*fixture).lively, func(f *fixture) { f.command("session.adverse") }},
	{"note-empty", 0, func(f *fixture) { f.book(session.Preparation) }, nil},
	{"note-integration", 0, func(f *fixture) {
		f.running()
		f.book(session.Integration)
		f.must(f.desk.SaveNote(ctx, f.actor(0), f.visit, session.Note{How: "Sleeps better.", Safety: session.Yes}))
	}, nil},
	{"note-signed", 0, func(f *fixture) {
		f.book(session.FollowUp)
		f.must(f.desk.SaveNote(ctx, f.actor(0), f.visit, session.Note{How: "Well.", Safety: session.No, Notes: "Plans for spring."}))
		_, err := f.desk.SignNote(ctx, f.actor(0), f.visit)
		f.must(err)
	}, nil},
	{"readonly-desk", 3, func(f *fixture) { f.book(session.Dosing) }, nil},
	{"error-missing", 0, func(f *fixture) { f.visit = "nothing" }, nil},
}

// low gives a session in which the oxygen has fallen and somebody is hard to
// rouse.
func (f *fixture) low() {
	f.lively()
	_, err := f.desk.AddVitals(ctx, f.actor(2), f.visit, session.Vitals{SpO2: session.Int(90), Dissociation: session.Int(3), Nausea: session.Int(1), Comfort: session.Int(6)}, session.When{})
	f.must(err)
	_, err = f.desk.RaiseCard(ctx, f.actor(2), f.visit, "sleep", "", session.When{})
	f.must(err)
}

// leaves records a discharge in which everything is met.
func (f *fixture) leaves() {
	f.t.Helper()
	_, err := f.desk.Discharge(ctx, f.actor(0), f.visit, session.Discharge{Escort: "Luis",
		Items: []session.Met{{ID: "gait", Answer: session.Yes}, {ID: "oriented", Answer: session.Yes},
			{ID: "padss", Scored: &session.Scored{Answers: map[string]string{"pain": "2", "bleeding": "2"}}}}})
	f.must(err)
}

// signed gives a session that is over.
func (f *fixture) signed() {
	f.lively()
	f.leaves()
	_, err := f.desk.Sign(ctx, f.actor(0), f.visit, "A calm session.")
	f.must(err)
}

func TestStates(t *testing.T) {
	for _, lang := range words.Langs {
		for _, st := range states {
			if lang != words.English && slices.Contains(once, st.name) {
				continue
			}
			t.Run(string(lang)+"-"+st.name, func(t *testing.T) {
				f := start(t, lang)
				st.make(f)
				f.open(st.who)
				if st.then != nil {
					st.then(f)
				}
				f.shoot(string(lang) + "-" + st.name)
				test.AssertRendersToMarkup(t, string(lang)+"-"+st.name+".xml", f.window.Canvas())
			})
		}
	}
}

// At 200 % text the screen still fits its window, and in every look.
func TestLooks(t *testing.T) {
	for name, look := range map[string]struct {
		mode    kit.Mode
		percent int
	}{"dark": {kit.Dark, 100}, "room": {kit.Room, 100}, "large": {kit.Light, 200}} {
		for _, st := range states {
			if look.mode == kit.Dark && slices.Contains(once, st.name) {
				continue
			}
			t.Run(name+"-"+st.name, func(t *testing.T) {
				f := start(t, words.English)
				test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(look.mode, look.percent))
				st.make(f)
				f.open(st.who)
				if st.then != nil {
					st.then(f)
				}
				f.shoot(name + "-" + st.name)
				placetest.Fits(t, f.window)
			})
		}
	}
}
