package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
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
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// grace is a patient who reads English.
func (g *guarded) grace() record.ID {
	g.t.Helper()
	p, err := g.open.patients.Register(context.Background(), g.shell.Actor(), patients.Patient{Given: "Grace", Family: "Lindqvist", Preferred: "Gigi",
		Born: record.Date{Year: 1974, Month: 3, Day: 14}, Phone: "(321) 555-0199", Lang: words.English})
	g.must(err)
	return p.ID
}

// give hands the laptop to a patient for the PHQ-9, through the list of scales.
func give(t *testing.T, p *program, patient record.ID) {
	t.Helper()
	p.shell.Go(place.Route{Place: place.Scales, Patient: patient})
	pick := placetest.At[*kit.Picker](t, p.window, "scales.pick")
	pick.Focus()
	pick.Set(kit.Option{Value: "phq-9", Label: "PHQ-9"})
	pick.OnChanged()
	placetest.At[*kit.Button](t, p.window, "scales.hand").Tapped(nil)
	placetest.At[*kit.Button](t, p.window, "dialog.yes").Tapped(nil)
	if !p.shell.Handed() {
		t.Fatalf("the patient has not got the window:\n%s", said(p.window.Content()))
	}
}

// tap presses a button of the window.
func tap(t *testing.T, p *program, id string) {
	t.Helper()
	placetest.At[*kit.Button](t, p.window, id).Tapped(nil)
}

// answer answers the next questions by their numbers.
func answer(t *testing.T, p *program, numbers string) {
	t.Helper()
	for _, n := range numbers {
		p.window.Canvas().Focused().TypedRune(n)
		tap(t, p, "kiosk.next")
	}
}

// halves are what somebody's drafts hold of patients' forms.
func halves(t *testing.T, drafts record.Drafts, by record.ID) string {
	t.Helper()
	all, err := drafts.AllDrafts(context.Background(), record.Actor{ID: by})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range all {
		if strings.HasPrefix(d.Form, "kiosk/") {
			out = append(out, string(d.Body))
		}
	}
	return strings.Join(out, "\n")
}

// onlyTheForm reports what stands in the window beside the patient's form.
func (g *guarded) onlyTheForm(after string) {
	g.t.Helper()
	if g.window.MainMenu() != nil {
		g.t.Errorf("after %s: a menu", after)
	}
	if g.window.Canvas().Overlays().Top() != nil {
		g.t.Errorf("after %s: a dialog", after)
	}
	for _, word := range []string{"Lindqvist", "Grace", "0199", "Mara", "Ana", "José", "Ñandú", "1974", "Today", "Patients", "Settings", "SAMPLE", "Draft", "Works offline", "Backup"} {
		if strings.Contains(g.text(), word) {
			g.t.Errorf("after %s the patient reads %q:\n%s", after, word, g.text())
		}
	}
	for _, o := range test.LaidOutObjects(g.window.Content()) {
		switch o := o.(type) {
		case *kit.Rail, *kit.SearchField, *kit.Stepper, *kit.FootLine, *kit.DataTable:
			g.t.Errorf("after %s: a %T", after, o)
		case *kit.Button:
			if o.Visible() && !strings.HasPrefix(o.ID, "kiosk.") && !strings.HasPrefix(o.ID, "handed.") {
				g.t.Errorf("after %s: the button %s", after, o.ID)
			}
		}
	}
}

// everything lists the commands that the menu had while staff was at it.
func everything(m *fyne.MainMenu) (items []*fyne.MenuItem) {
	for _, menu := range m.Items {
		items = append(items, menu.Items...)
	}
	return items
}

// Promise 8: while a patient answers alone, no key, no shortcut, no menu and
// no message leads out of the form or shows anything of the chart.
func TestNothingLeadsOutOfThePatientsForm(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	grace := g.grace()
	g.shell.Go(place.Route{Place: place.Scales, Patient: grace})
	menu := everything(g.window.MainMenu())
	if len(menu) < 20 {
		t.Fatalf("%d commands: the test tests nothing", len(menu))
	}
	give(t, g.program, grace)
	if text := g.text(); !strings.Contains(text, "Hello Gigi") {
		t.Fatalf("the patient reads %q", text)
	}
	g.onlyTheForm("the handing over")
	tap(t, g.program, "kiosk.next")
	for _, m := range menu {
		if m.Label == "Get help" {
			continue
		}
		m.Action() // as the system's menu bar of a Mac would
		if m.Shortcut != nil {
			g.press(m.Shortcut)
		}
		g.still("the command " + m.Label)
	}
	for _, mod := range []fyne.KeyModifier{fyne.KeyModifierControl, fyne.KeyModifierAlt, fyne.KeyModifierSuper, fyne.KeyModifierControl | fyne.KeyModifierShift, fyne.KeyModifierAlt | fyne.KeyModifierShift} {
		for _, key := range keys() {
			g.press(&desktop.CustomShortcut{KeyName: key, Modifier: mod})
		}
		g.still("the shortcuts")
	}
	for _, key := range keys() {
		if key == fyne.KeyF1 {
			continue
		}
		if f := g.window.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: key})
		}
		g.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: key})
		g.still("the key " + string(key))
	}
	for range 12 { // Tab stays within the form
		g.window.Canvas().FocusNext()
		if id := kit.FocusID(g.window.Canvas().Focused()); id != "q1" && !strings.HasPrefix(id, "kiosk.") {
			t.Errorf("Tab leads to %q", id)
		}
	}
	g.shell.Go(place.Route{Place: place.Patients})
	g.shell.Back()
	g.shell.Say("José is here")
	g.shell.SetBadge(kit.ToneStop, "Backup late", "José’s backup is late")
	g.still("messages of the program")
	g.care()
	g.still("the caretaker")
}

// press gives a shortcut to what has the focus, as the window does.
func (g *guarded) press(s fyne.Shortcut) {
	if f, ok := g.window.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(s)
	} else if c, ok := g.window.Canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

// still checks that the patient is where they were.
func (g *guarded) still(after string) {
	g.t.Helper()
	if !g.shell.Handed() || g.open == nil || !strings.Contains(g.text(), "Little interest or pleasure") {
		g.t.Fatalf("after %s the form is gone:\n%s", after, g.text())
	}
	g.onlyTheForm(after)
}

// keys are all that a keyboard has, but for what goes on within the form.
func keys() []fyne.KeyName {
	names := []fyne.KeyName{fyne.KeyEscape, fyne.KeyInsert, fyne.KeyDelete, fyne.KeyRight, fyne.KeyLeft, fyne.KeyDown, fyne.KeyUp, fyne.KeyPageUp, fyne.KeyPageDown,
		fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyTab, desktop.KeyMenu, desktop.KeyAltLeft, desktop.KeySuperLeft, desktop.KeyPrintScreen,
		fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12,
		fyne.KeyComma, fyne.KeyPeriod, fyne.KeyMinus, fyne.KeyEqual, fyne.KeySlash}
	for c := 'A'; c <= 'Z'; c++ {
		names = append(names, fyne.KeyName(c))
	}
	for c := '0'; c <= '9'; c++ {
		names = append(names, fyne.KeyName(c))
	}
	return names
}

// Whoever leaves the form for two minutes is locked out; the answers stay, and
// who handed over goes on where it stopped.
func TestAPatientWhoWentAway(t *testing.T) {
	g := openGuarded(t)
	mara := g.day.mara.ID
	g.must(g.come(mara, marasWords))
	grace := g.grace()
	give(t, g.program, grace)
	tap(t, g.program, "kiosk.next")
	answer(t, g.program, "12")
	g.untouched(119 * time.Second)
	if g.open == nil {
		t.Fatal("locked before its time")
	}
	g.untouched(2 * time.Minute)
	if g.open != nil || g.ring.data() != nil {
		t.Fatal("still open after two minutes")
	}
	text := g.text()
	if !strings.Contains(text, "Please give the laptop back.") || strings.Contains(text, "interest") || strings.Contains(text, "Who is here?") {
		t.Errorf("the patient reads %q", text)
	}
	g.onlyTheForm("the lock")
	g.heard(0)
	g.untouched(time.Hour)
	if g.text() != text {
		t.Errorf("an hour later: %q", g.text())
	}
	tap(t, g.program, "handed.staff")
	if !strings.Contains(g.text(), "Who is here?") || g.shell.Handed() {
		t.Fatalf("staff is asked %q", g.text())
	}
	if err := g.come(mara, "not the passphrase"); err == nil || g.open != nil {
		t.Fatal("a wrong passphrase leads back")
	}
	g.now = g.now.Add(time.Minute)
	g.must(g.come(mara, marasWords))
	if g.shell.Route() != (place.Route{Place: place.Scales, Patient: grace}) || g.shell.Handed() {
		t.Fatalf("back at %v", g.shell.Route())
	}
	if !strings.Contains(g.text(), "was begun by the patient. Answers kept: 2.") {
		t.Errorf("Mara reads %q", g.text())
	}
	tap(t, g.program, "scales.goon.phq-9")
	tap(t, g.program, "dialog.yes")
	if !strings.Contains(g.text(), "Question 3 of 10") {
		t.Errorf("it goes on with %q", g.text())
	}
}

// Somebody else may come in: they are where they begin the day, and see
// nothing of the draft of who handed over.
func TestSomebodyElseTakesTheLaptopBack(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	grace := g.grace()
	give(t, g.program, grace)
	tap(t, g.program, "kiosk.next")
	answer(t, g.program, "1")
	tap(t, g.program, "kiosk.help")
	if text := g.text(); !strings.Contains(text, "HELP, PLEASE") || !strings.Contains(text, "911") {
		t.Fatalf("help: %q", text)
	}
	tap(t, g.program, "kiosk.staff")
	if !strings.Contains(g.text(), "Who is here?") || g.shell.Handed() || g.open != nil {
		t.Fatalf("staff is asked %q", g.text())
	}
	g.must(g.come(g.day.ana.ID, anasWords))
	if g.shell.Route().Place != place.Today {
		t.Errorf("Ana is at %v", g.shell.Route())
	}
	if halves(t, g.open.store, g.day.ana.ID) != "" || halves(t, g.open.store, g.day.mara.ID) == "" {
		t.Error("the draft is not Mara's")
	}
}

// A computer that does not say when nobody is there counts by itself.
func TestAPatientWhoWentAwayFromABlindComputer(t *testing.T) {
	g := openGuarded(t)
	var second func()
	stopped := 0
	g.computer.blind = true
	g.tick = func(every time.Duration, f func()) func() {
		if every == time.Second {
			second = f
		}
		return func() { stopped++ }
	}
	g.must(g.come(g.day.mara.ID, marasWords))
	give(t, g.program, g.grace())
	tap(t, g.program, "kiosk.next")
	for range 119 {
		second()
	}
	g.window.Canvas().Focused().TypedRune('1') // somebody is there
	for range 119 {
		second()
	}
	if g.open == nil {
		t.Fatal("locked before its time")
	}
	second()
	if g.open != nil || stopped == 0 {
		t.Errorf("open: %v, clock stopped %d times", g.open != nil, stopped)
	}
}

// Promise 1: a kill in the middle of the form loses no answer that was given.
func TestAKillInThePatientsForm(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	grace := g.grace()
	give(t, g.program, grace)
	tap(t, g.program, "kiosk.next")
	answer(t, g.program, "31")
	g.window.Canvas().Focused().TypedRune('2') // and no key after it
	killed := filepath.Join(t.TempDir(), "killed")
	g.must(os.CopyFS(killed, os.DirFS(g.clinicDir()))) // what a kill leaves on disk
	d, err := openDesks(context.Background(), killed, g.clock, g.ring.data())
	g.must(err)
	defer d.store.Close()
	if left := halves(t, d.store, g.day.mara.ID); !strings.Contains(left, `"q1":3,"q2":1,"q3":2`) {
		t.Errorf("left on disk: %s", left)
	}
	if n := len(of(t, d, grace)); n != 0 {
		t.Errorf("%d measures of a form that was not finished", n)
	}
}

// of are a patient's measures.
func of(t *testing.T, d *desks, patient record.ID) (all []measures.Taken) {
	t.Helper()
	err := d.store.View(context.Background(), func(r record.Reader) (err error) { all, err = measures.Of(r, patient); return err })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A finished form is in the chart once, with its alert; the patient reads kind
// words and a number, and the clinic is locked.
func TestAFinishedFormIsRecordedOnce(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	grace := g.grace()
	give(t, g.program, grace)
	tap(t, g.program, "kiosk.next")
	answer(t, g.program, "11")
	tap(t, g.program, "kiosk.pass")
	answer(t, g.program, "111112")
	tap(t, g.program, "kiosk.next") // the last one may stay open
	if !strings.Contains(g.text(), "without an answer: 1") {
		t.Errorf("before Finish: %q", g.text())
	}
	finish := placetest.At[*kit.Button](t, g.window, "kiosk.finish")
	finish.Tapped(nil)
	finish.Tapped(nil)
	if g.open != nil {
		t.Fatal("the clinic is open")
	}
	text := g.text()
	if !strings.Contains(text, "talk with you today") || !strings.Contains(text, "911") || !strings.Contains(text, "call 988 at any hour") {
		t.Errorf("the patient reads %q", text)
	}
	g.onlyTheForm("the end")
	tap(t, g.program, "handed.staff")
	g.must(g.come(g.day.ana.ID, anasWords))
	all := of(t, g.open.desks, grace)
	if len(all) != 1 || all[0].Mode != measures.Kiosk || all[0].By.Person != g.day.mara.ID || all[0].Form.Answers["q3"] != "" || all[0].Outcome.Status != measures.Prorated {
		t.Fatalf("in the chart: %+v", all)
	}
	alerts, err := g.open.measures.Open(context.Background(), g.shell.Actor(), grace)
	g.must(err)
	if len(alerts) != 1 || alerts[0].Flag.Item != "q9" {
		t.Errorf("alerts: %+v", alerts)
	}
	if left := halves(t, g.open.store, g.day.mara.ID); left != "" {
		t.Errorf("a draft is left: %s", left)
	}
}

// A form that needs nobody ends in thanks and nothing else.
func TestThanksAndNothingElse(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	give(t, g.program, g.grace())
	tap(t, g.program, "kiosk.next")
	answer(t, g.program, "0000000000")
	tap(t, g.program, "kiosk.finish")
	if text := strings.TrimSpace(g.text()); text != "Thank you. Please give the laptop back." {
		t.Errorf("the patient reads %q", text)
	}
}

// Closing the window keeps the answers and locks; it does not end the program.
func TestClosingThePatientsWindow(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	give(t, g.program, g.grace())
	tap(t, g.program, "kiosk.next")
	answer(t, g.program, "2")
	g.close()
	if g.open != nil || g.closing || !strings.Contains(g.text(), "Please give the laptop back.") {
		t.Fatalf("open %v, closing %v: %q", g.open != nil, g.closing, g.text())
	}
	tap(t, g.program, "handed.staff")
	g.must(g.come(g.day.mara.ID, marasWords))
	if left := halves(t, g.open.store, g.day.mara.ID); !strings.Contains(left, `"q1":2`) {
		t.Errorf("left: %s", left)
	}
}

// What cannot be kept is said to the patient in words that tell nothing.
func TestTroubleInThePatientsForm(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	give(t, g.program, g.grace())
	tap(t, g.program, "kiosk.next")
	g.shell.Fail(record.Refusedf("The chart of José Ñandú is broken."))
	if text := g.text(); strings.Contains(text, "José") || !strings.Contains(text, "Get help") || !strings.Contains(text, "could not be kept") {
		t.Errorf("the patient reads %q", text)
	}
}

// The pages are in the patient's language and in large print; the sign-in is
// as it was.
func TestThePatientsLanguage(t *testing.T) {
	g := openGuarded(t)
	g.must(g.come(g.day.mara.ID, marasWords))
	before := kit.Scale()
	give(t, g.program, g.jose)
	if text := g.text(); !strings.Contains(text, "Hola, ") || strings.Contains(text, "Hello") || kit.Scale() < 1.5 {
		t.Errorf("at %v: %q", kit.Scale(), text)
	}
	tap(t, g.program, "kiosk.next")
	answer(t, g.program, "000000003")
	tap(t, g.program, "kiosk.next")
	tap(t, g.program, "kiosk.finish")
	if text := g.text(); !strings.Contains(text, "Queremos hablar con usted hoy") || kit.Scale() < 1.5 {
		t.Errorf("at the end: %q", text)
	}
	tap(t, g.program, "handed.staff")
	if text := g.text(); !strings.Contains(text, "Who is here?") || kit.Scale() != before {
		t.Errorf("at %v the sign-in says %q", kit.Scale(), text)
	}
}

// In the sample clinic nobody has a passphrase: coming back asks for the name.
func TestTheSampleAsksForTheName(t *testing.T) {
	w := openWindow(t, 10, 0)
	i := slices.IndexFunc(w.people, func(p clinic.Person) bool { return strings.HasPrefix(p.Name, "Mara") })
	w.signIn(w.people[i])
	give(t, w.program, w.chart)
	tap(t, w.program, "kiosk.next")
	answer(t, w.program, "1")
	w.untouched(2 * time.Minute)
	if w.shell.Person().ID != "" || w.shell.Handed() == false {
		t.Fatalf("%q is signed in", w.shell.Person().Name)
	}
	tap(t, w.program, "handed.staff")
	if text := said(w.window.Content()); !strings.Contains(text, "Who is here?") {
		t.Errorf("asked: %q", text)
	}
	w.shell.Enter(w.people[i])
	if w.shell.Route() != (place.Route{Place: place.Scales, Patient: w.chart}) {
		t.Errorf("back at %v", w.shell.Route())
	}
}
