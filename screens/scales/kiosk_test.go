package scales

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// An empty page does not go on: not answering is said, and is not no.
func TestAPatientDoesNotPassOverAQuestionByAccident(t *testing.T) {
	f := newFixture(t)
	v, _ := f.kiosk("phq-2", half{})
	f.key(fyne.KeyReturn)
	f.key(fyne.KeyReturn)
	if !strings.Contains(f.text(), "Question 1 of 2") || v.item.object().Error() == "" || f.focused() != "q1" {
		t.Fatalf("error %q, at %s\n%s", v.item.object().Error(), f.focused(), f.text())
	}
	f.tap("kiosk.pass")
	if !strings.Contains(f.text(), "Question 2 of 2") || len(v.half.Answers) != 0 {
		t.Errorf("%v\n%s", v.half.Answers, f.text())
	}
	f.tap("kiosk.back")
	f.typeIn("3")
	if len(v.half.Passed) != 0 || v.half.Answers["q1"] != "3" {
		t.Errorf("passed %v, answered %v", v.half.Passed, v.half.Answers)
	}
}

// Numbers, arrows and Enter are enough; Esc and F-keys lead nowhere.
func TestAPatientByKeyboard(t *testing.T) {
	f := newFixture(t)
	v, ended := f.kiosk("phq-2", half{})
	f.key(fyne.KeyReturn)
	f.key(fyne.KeyDown)
	f.key(fyne.KeyDown)
	f.key(fyne.KeyEscape)
	f.key(fyne.KeyReturn)
	f.typeIn("2")
	if !strings.Contains(f.text(), "Question 2 of 2") {
		t.Error("a number turns the page: the patient sees no time to think")
	}
	f.key(fyne.KeyReturn)
	if !strings.Contains(f.text(), "all the questions") || len(f.taken()) != 0 {
		t.Fatalf("%d recorded\n%s", len(f.taken()), f.text())
	}
	f.key(fyne.KeyReturn)
	all := f.taken()
	if len(all) != 1 || all[0].Outcome.Total != "3" || len(*ended) != 1 || !(*ended)[0].Recorded {
		t.Errorf("recorded %+v, ended %+v", all, *ended)
	}
	v.Leave()
	if left, _ := f.clinic.Log.AllDrafts(ctx, f.shell.Actor()); len(left) != 0 {
		t.Errorf("a draft is left: %+v", left)
	}
}

// What an answer makes needless is not asked, and comes back with the answer.
func TestAPatientIsAskedWhatTheAnswersCallFor(t *testing.T) {
	f := newFixture(t)
	f.kiosk("pc-ptsd-5", half{})
	f.tap("kiosk.next")
	f.typeIn("0")
	f.tap("kiosk.next")
	if !strings.Contains(f.text(), "all the questions") {
		t.Fatalf("%s", f.text())
	}
	f.tap("kiosk.back")
	f.typeIn("1")
	f.tap("kiosk.next")
	if !strings.Contains(f.text(), "Question 2 of 6") {
		t.Errorf("%s", f.text())
	}
}

// A full disk at the end: the answers stay, and the patient is told to say so.
func TestAPatientsFormThatCannotBeRecorded(t *testing.T) {
	f := newFixture(t)
	f.desk.saveErr = errDisk
	v, ended := f.kiosk("phq-2", half{})
	f.tap("kiosk.next")
	f.typeIn("1")
	f.tap("kiosk.next")
	f.typeIn("1")
	f.tap("kiosk.next")
	f.tap("kiosk.finish")
	v.Leave()
	if len(*ended) != 1 || (*ended)[0].Recorded || !(*ended)[0].Finished {
		t.Fatalf("%+v", *ended)
	}
	f.desk.saveErr = nil
	l := f.list()
	if !strings.Contains(f.text(), "could not be recorded") {
		t.Fatalf("%s", f.text())
	}
	h := l.half[0]
	f.tap("scales.goon.phq-2")
	l.recordHalf(h) // killed before the draft was forgotten, and recorded again
	if all := f.taken(); len(all) != 1 || !all[0].At.Equal(h.Finished) || all[0].Mode != measures.Kiosk {
		t.Errorf("%+v", all)
	}
	if f.list(); strings.Contains(f.text(), "could not be recorded") {
		t.Error("the draft is still there")
	}
}

// Nobody wants a form without any answer in the chart.
func TestAPatientWhoAnswersNothing(t *testing.T) {
	f := newFixture(t)
	_, ended := f.kiosk("phq-2", half{})
	f.tap("kiosk.next")
	f.tap("kiosk.pass")
	f.tap("kiosk.pass")
	if !strings.Contains(f.text(), "without an answer: 2") {
		t.Errorf("%s", f.text())
	}
	f.tap("kiosk.finish")
	if len(f.taken()) != 0 || len(*ended) != 1 || !(*ended)[0].Recorded {
		t.Errorf("%d recorded, %+v", len(f.taken()), *ended)
	}
	if left, _ := f.clinic.Log.AllDrafts(ctx, f.shell.Actor()); len(left) != 0 {
		t.Errorf("left: %+v", left)
	}
}

// How soon somebody must look is the most urgent of the answers.
func TestTheMostUrgentAnswerCounts(t *testing.T) {
	f := newFixture(t)
	for typed, want := range map[string]measures.Severity{"000000000": "", "000000001": measures.SameDay} {
		v, ended := f.kiosk("phq-9", half{})
		f.tap("kiosk.next")
		for _, r := range typed {
			f.typeIn(string(r))
			f.tap("kiosk.next")
		}
		f.tap("kiosk.next")
		f.tap("kiosk.finish")
		if got := (*ended)[0].Severity; got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
		v.Leave()
	}
}

// Help is one press away on every page, and leads back to the same page.
func TestHelpIsAlwaysThere(t *testing.T) {
	f := newFixture(t)
	v, ended := f.kiosk("phq-2", half{})
	for range 4 {
		before := f.text()
		f.tap("kiosk.help")
		if !strings.Contains(f.text(), "HELP, PLEASE") || !strings.Contains(f.text(), "911") {
			t.Fatalf("%s", f.text())
		}
		f.tap("kiosk.helped")
		if f.text() != before {
			t.Errorf("back at %s\nwas %s", f.text(), before)
		}
		if v.item == nil {
			v.next()
		} else {
			v.pass()
		}
	}
	v.onHelp()
	f.tap("kiosk.staff")
	if len(*ended) != 1 || !(*ended)[0].Staff || (*ended)[0].Finished {
		t.Errorf("%+v", *ended)
	}
	if got := v.Commands(); len(got) != 1 || got[0].ID != "kiosk.help" {
		t.Errorf("commands: %+v", got)
	}
}

func TestAHandedOverFigure(t *testing.T) {
	f := newFixture(t)
	shown, err := f.desk.Show(ctx, f.shell.Actor(), "phq-2")
	if err != nil {
		t.Fatal(err)
	}
	in, most, least := *shown.Instrument, 100, 0
	in.Items = []measures.Item{{ID: "q1", Text: "How strong was it?", Min: &least, Max: &most, Low: "not at all", High: "most ever"}}
	shown.Instrument = &in
	v := NewKiosk(KioskDeps{Shell: f.shell, Drafts: f.clinic.Log, Desk: f.desk}, Handing{Patient: f.clinic.Other, Lang: words.English, Shown: shown, begun: half{Page: hello}})
	f.show(v)
	v.next()
	placetest.Type(t, f.win, "q1", "101")
	v.next()
	if len(v.half.Answers) != 0 || v.item.number.Error() == "" {
		t.Fatalf("%v, %q", v.half.Answers, v.item.number.Error())
	}
	v.item.number.SetText("")
	placetest.Type(t, f.win, "q1", "70")
	f.key(fyne.KeyReturn)
	if v.half.Answers["q1"] != "70" || !strings.Contains(f.text(), "all the questions") {
		t.Errorf("%v\n%s", v.half.Answers, f.text())
	}
}

func TestGoldenKiosk(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*fixture, *Kiosk)
		lang words.Lang
		size int
		mode kit.Mode
	}{
		"kiosk-hello":    {func(*fixture, *Kiosk) {}, "", 150, kit.Light},
		"kiosk-question": {func(f *fixture, v *Kiosk) { v.next(); f.typeIn("2") }, "", 150, kit.Light},
		"kiosk-dark":     {func(f *fixture, v *Kiosk) { v.next(); f.typeIn("2") }, "", 150, kit.Dark},
		"kiosk-large":    {func(f *fixture, v *Kiosk) { v.next(); f.typeIn("2") }, "", 200, kit.Light},
		"kiosk-es":       {func(f *fixture, v *Kiosk) { v.next() }, words.Spanish, 150, kit.Light},
		"kiosk-empty":    {func(f *fixture, v *Kiosk) { v.next(); v.next() }, "", 150, kit.Light},
		"kiosk-last":     {func(f *fixture, v *Kiosk) { v.turn(len(v.in.Items)) }, "", 150, kit.Light},
		"kiosk-help":     {func(f *fixture, v *Kiosk) { v.onHelp() }, "", 150, kit.Light},
		"kiosk-trouble":  {func(f *fixture, v *Kiosk) { v.next(); v.Trouble() }, "", 150, kit.Light},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.width, f.height = 1280, 720
			f.shell.Language = c.lang
			fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(c.mode, c.size))
			v, _ := f.kiosk("pcl-5", half{})
			c.do(f, v)
			f.golden(name + ".xml")
		})
	}
}

func TestGoldenHanded(t *testing.T) {
	f := newFixture(t)
	f.width, f.height = 1280, 720
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 150))
	signedIn := 0
	v := NewHanded(f.shell, "We would like to talk with you today", []string{"Please stay here.", "If it gets worse, call 911."}, func() { signedIn++ })
	f.show(v)
	if v.Commands() != nil {
		t.Error("a command on the last page")
	}
	f.golden("handed.xml")
	if f.win.Canvas().Focused() != nil {
		t.Error("Enter takes the page away")
	}
	f.win.Canvas().FocusNext()
	f.key(fyne.KeyReturn)
	if signedIn != 1 {
		t.Error("nobody comes back")
	}
}
