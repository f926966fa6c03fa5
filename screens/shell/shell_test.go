package shell

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/chart"
	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// fakeClinic answers for everything outside.
type fakeClinic struct {
	sample bool
	opened []record.ID
	header chart.Header
	err    error
}

func (f *fakeClinic) Clinic(context.Context) (clinic.Clinic, error) {
	return clinic.Clinic{Name: "Clínica Orilla", Zone: "UTC", Lang: words.English, Sample: f.sample}, f.err
}
func (f *fakeClinic) People(context.Context) ([]clinic.Person, error) { return nil, nil }
func (f *fakeClinic) Header(context.Context, record.Actor, record.ID) (chart.Header, error) {
	return f.header, f.err
}
func (f *fakeClinic) Open(_ context.Context, _ record.Actor, p record.ID, _ string) (patients.Patient, error) {
	f.opened = append(f.opened, p)
	return patients.Patient{}, f.err
}

// page is a screen that remembers what happened to it.
type page struct {
	route       place.Route
	shown, left int
	full        bool
	commands    []place.Command
	found       []string
}

func (p *page) Content() fyne.CanvasObject { return kit.Body(p.route.String()) }
func (p *page) Show()                      { p.shown++ }
func (p *page) Leave()                     { p.left++ }
func (p *page) Commands() []place.Command  { return p.commands }
func (p *page) FullWindow() bool           { return p.full }
func (p *page) Find(q string)              { p.found = append(p.found, q) }
func (p *page) Move(int)                   {}
func (p *page) OpenSelected()              {}

// desk is a shell in a test window, with Mara signed in.
type desk struct {
	*Shell
	fake  *fakeClinic
	pages []*page
	next  page
	pick  func(clinic.Person)
}

func (d *desk) page() *page { return d.pages[len(d.pages)-1] }

func (d *desk) press(key fyne.KeyName, mod fyne.KeyModifier) {
	for _, m := range d.Window().MainMenu().Items {
		for _, it := range m.Items {
			if sc, ok := it.Shortcut.(*desktop.CustomShortcut); ok && sc.KeyName == key && sc.Modifier == mod {
				it.Action()
				return
			}
		}
	}
}

func mara() clinic.Person {
	return clinic.Person{ID: "mara", Name: "Mara Okafor", Roles: []clinic.Role{clinic.FrontDesk}, Active: true}
}

func open(t *testing.T, fake *fakeClinic) *desk {
	t.Helper()
	app := test.NewTempApp(t)
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1280, 720))
	d := &desk{fake: fake}
	now := time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC)
	d.Shell = New(Deps{App: app, Window: w, Runner: place.Inline{}, Clock: func() time.Time { return now }, Version: "0"})
	d.Start(Rooms{Clinics: fake, Charts: fake, Openings: fake,
		Screen: func(_ place.Shell, r place.Route) place.Screen {
			p := d.next
			p.route = r
			d.pages = append(d.pages, &p)
			return &p
		},
		Welcome: func(_ place.Shell, picked func(clinic.Person)) place.Screen {
			d.pages = append(d.pages, &page{route: place.Route{Place: "welcome"}})
			d.pick = picked
			return d.page()
		}})
	d.pick(mara())
	return d
}

func header() chart.Header {
	return chart.Header{Patient: patients.Patient{ID: "p1", Number: "L-00231", Given: "José", Family: "Ñandú", Preferred: "Pepe", Pronouns: "he/him",
		Born: record.Date{Year: 1985, Month: 6, Day: 2}}, Allergies: intake.Listed, Allergens: []string{"penicillin"},
		Weight: patients.Measurement{Grams: 82400, At: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)}, HasWeight: true,
		Steps: []chart.Step{{Place: chart.Intake, State: chart.Done}, {Place: chart.Eligibility, State: chart.Due, Why: record.Refusedf("The checklist ended.")},
			{Place: chart.Plan}, {Place: chart.Sessions, State: chart.Blocked}, {Place: chart.Integration}, {Place: chart.Documents}}}
}

func TestGoAndBack(t *testing.T) {
	d := open(t, &fakeClinic{})
	if d.route.Place != place.Today {
		t.Fatalf("starts at %v", d.route)
	}
	first := d.page()
	d.Go(place.Route{Place: place.Patients})
	d.Go(place.Route{Place: place.Intake, Patient: "p1"})
	if first.left != 1 || d.page().shown != 1 {
		t.Errorf("the first was left %d times, the last shown %d times", first.left, d.page().shown)
	}
	d.Back()
	if d.route.Place != place.Patients {
		t.Errorf("back to %v", d.route)
	}
	d.Back()
	d.Back() // there is nothing before the first place: stays
	if d.route.Place != place.Today {
		t.Errorf("back to %v", d.route)
	}
}

func TestOpeningAChartIsOnRecordOnce(t *testing.T) {
	d := open(t, &fakeClinic{header: header()})
	d.Go(place.Route{Place: place.Intake, Patient: "p1"})
	d.Go(place.Route{Place: place.Plan, Patient: "p1"})
	d.Go(place.Route{Place: place.Plan, Patient: "p2"})
	d.Go(place.Route{Place: place.Today})
	d.Go(place.Route{Place: place.Plan, Patient: "p2"})
	if got := len(d.fake.opened); got != 3 {
		t.Errorf("opened %v", d.fake.opened)
	}
}

func TestLockTakesEverythingOffAndComesBack(t *testing.T) {
	d := open(t, &fakeClinic{header: header()})
	d.Go(place.Route{Place: place.Plan, Patient: "p1"})
	before := d.page()
	d.Lock()
	if before.left != 1 || d.person.ID != "" || d.route.Place != "welcome" {
		t.Fatalf("left %d, person %q, at %v", before.left, d.person.ID, d.route)
	}
	d.Go(place.Route{Place: place.Settings})
	if d.route.Place != "welcome" {
		t.Error("somebody who is nobody went to Settings")
	}
	d.pick(mara())
	if d.route.Place != place.Plan || d.route.Patient != "p1" {
		t.Errorf("the same person is back at %v", d.route)
	}
	d.Lock()
	d.pick(clinic.Person{ID: "ana", Name: "Ana", Active: true})
	if d.route.Place != place.Today {
		t.Errorf("somebody else starts at %v", d.route)
	}
}

func TestCommands(t *testing.T) {
	d := open(t, &fakeClinic{})
	done, enabled := 0, true
	d.next.commands = []place.Command{
		{ID: "x.save", Label: "Save", Key: fyne.KeyS, Modifier: ctrl, Do: func() { done++ }, Disabled: func() bool { return !enabled }},
		{ID: "x.vitals", Label: "Vitals", Key: fyne.KeyF2, Do: func() { done += 10 }},
	}
	d.Go(place.Route{Place: place.Patients})
	d.press(fyne.KeyS, ctrl)
	d.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF2})
	if done != 11 {
		t.Fatalf("done %d", done)
	}
	enabled = false
	d.press(fyne.KeyS, ctrl)
	if done != 11 {
		t.Error("a disabled command was done")
	}
	enabled = true
	d.showKeys()
	d.press(fyne.KeyS, ctrl)
	d.Window().Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF2})
	if done != 11 {
		t.Error("a command was done under a dialog")
	}
	d.Window().Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	d.press(fyne.KeyN, ctrl) // New patient: the desk may
	if d.route.Part != "new" {
		t.Errorf("Ctrl+N led to %v", d.route)
	}
	d.person.Roles = nil
	d.Go(place.Route{Place: place.Today})
	d.press(fyne.KeyN, ctrl)
	if d.route.Place != place.Today {
		t.Error("somebody without a role opened the registration")
	}
}

// Every command with a key stands in a menu, and no key stands for two.
func TestEveryKeyIsItsOwn(t *testing.T) {
	d := open(t, &fakeClinic{header: header()})
	d.Go(place.Route{Place: place.Intake, Patient: "p1"})
	seen := d.Keys()
	for key, ids := range seen {
		if len(ids) > 1 {
			t.Errorf("%s stands for %v", key, ids)
		}
	}
	if len(seen) < 15 {
		t.Errorf("only %d keys", len(seen))
	}
}

func TestResultsThatComeTooLateAreDropped(t *testing.T) {
	d := open(t, &fakeClinic{})
	var apply func()
	d.Runner = runnerFunc(func(work func(context.Context) func()) { apply = work(context.Background()) })
	late := false
	d.Run(func(context.Context) func() { return func() { late = true } })
	d.Runner = place.Inline{}
	d.Go(place.Route{Place: place.Patients})
	d.showBusy()
	if _, _, right := d.foot.line.Texts(); !strings.Contains(right, "Working") {
		t.Errorf("no sign of work: %q", right)
	}
	apply()
	if _, _, right := d.foot.line.Texts(); strings.Contains(right, "Working") {
		t.Errorf("a sign of work that is done: %q", right)
	}
	if late {
		t.Error("a result was applied to another screen")
	}
	if d.busy != 0 {
		t.Errorf("busy %d", d.busy)
	}
}

type runnerFunc func(work func(context.Context) func())

func (f runnerFunc) Run(_ context.Context, work func(context.Context) (apply func())) { f(work) }

func TestFailSpeaksToPeople(t *testing.T) {
	d := open(t, &fakeClinic{})
	p := record.Refusedf("The plan is not signed.")
	p.Next = "Sign it."
	d.Fail(record.Problems{p, record.Invalidf("x", "Type a date.")})
	if _, alert, _ := d.foot.line.Texts(); !strings.Contains(alert, "The plan is not signed. Sign it.") || !strings.Contains(alert, "Type a date.") {
		t.Errorf("said %q", alert)
	}
	d.Fail(errors.New("secret of José"))
	if _, alert, _ := d.foot.line.Texts(); strings.Contains(alert, "José") || !strings.Contains(alert, "What you typed is kept") {
		t.Errorf("said %q", alert)
	}
}

// No log holds what somebody typed.
func TestTheLogQuotesNobody(t *testing.T) {
	err := fmt.Errorf("parse %q: %w", "José", errors.Join(errors.New("Ñandú"), os.ErrNotExist))
	if got := kinds(err); strings.ContainsAny(got, "éÑ") || !strings.Contains(got, "fmt.wrapError") {
		t.Errorf("logged %q", got)
	}
}

func TestSearchOpensTheListAndKeepsTheFocus(t *testing.T) {
	d := open(t, &fakeClinic{header: header()})
	d.Go(place.Route{Place: place.Intake, Patient: "p1"})
	d.press(fyne.KeyK, ctrl)
	test.Type(d.Window().Canvas().Focused(), "na")
	if d.route.Place != place.Patients || !d.search.Focused() {
		t.Fatalf("at %v, focused %v", d.route, d.search.Focused())
	}
	if got := d.page().found; len(got) == 0 || got[len(got)-1] != "na" {
		t.Errorf("asked for %v", got)
	}
	d.Go(place.Route{Place: place.Intake, Patient: "p1"})
	if d.search.Text() != "" || d.search.Focused() {
		t.Error("the search box kept the last search")
	}
}

// With large text a chart gets the room of the search box, and Ctrl+K still
// finds.
func TestLargeTextHasRoom(t *testing.T) {
	d := open(t, &fakeClinic{header: header()})
	d.SetLook(Look{Lang: words.English, Scale: 200})
	d.Go(place.Route{Place: place.Intake, Patient: "p1"})
	if d.top.Visible() {
		t.Error("the search box takes room from a chart in large text")
	}
	if _, _, right := d.foot.line.Texts(); !strings.Contains(right, "Mara") {
		t.Errorf("nobody says who is signed in: %q", right)
	}
	d.press(fyne.KeyK, ctrl)
	if !d.top.Visible() || !d.search.Focused() || d.route.Place != place.Patients {
		t.Errorf("Ctrl+K leads to %v", d.route)
	}
	test.Type(d.Window().Canvas().Focused(), "na")
	if got := d.page().found; len(got) == 0 || got[len(got)-1] != "na" {
		t.Errorf("asked for %v", got)
	}
}

func TestLooks(t *testing.T) {
	for name, f := range map[string]*fakeClinic{"chart": {header: header()}, "sample": {header: header(), sample: true}} {
		t.Run(name, func(t *testing.T) {
			d := open(t, f)
			d.Go(place.Route{Place: place.Eligibility, Patient: "p1"})
			d.Saved(d.T("All changes saved"))
			test.AssertRendersToMarkup(t, name+".xml", d.Window().Canvas())
		})
	}
	d := open(t, &fakeClinic{sample: true})
	d.next.full = true
	d.Go(place.Route{Place: place.Session, Patient: "p1", Record: "s1"})
	test.AssertRendersToMarkup(t, "full.xml", d.Window().Canvas())
}

// The word SAMPLE is on every screen, full ones included.
func TestSampleEverywhere(t *testing.T) {
	d := open(t, &fakeClinic{sample: true, header: header()})
	for _, full := range []bool{false, true} {
		d.next.full = full
		for _, p := range []string{place.Today, place.Patients, place.Settings, place.Intake, place.Session} {
			d.Go(place.Route{Place: p, Patient: "p1"})
			if _, _, right := d.foot.line.Texts(); !strings.Contains(right, "SAMPLE") {
				t.Errorf("%s, full %v: %q", p, full, right)
			}
		}
	}
}

func TestSaveFileRefusals(t *testing.T) {
	d := open(t, &fakeClinic{})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "there.pdf"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(filepath.Join(dir, "none", "x.pdf"), []byte("new")); err == nil || !strings.Contains(d.writeProblem(err), "no such folder") {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := writeFile(filepath.Join(dir, "there.pdf"), []byte("new")); err != nil {
		t.Fatal(err)
	}
	raw, _ := os.ReadFile(filepath.Join(dir, "there.pdf"))
	left, _ := os.ReadDir(dir)
	if string(raw) != "new" || len(left) != 1 {
		t.Errorf("wrote %q, left %v", raw, left)
	}
}

func TestLookIsKeptPerPerson(t *testing.T) {
	d := open(t, &fakeClinic{})
	d.SetLook(Look{Lang: words.Spanish, Dark: true, Scale: 150})
	if d.T("x") != "x" || d.Lang() != words.Spanish {
		t.Error("the language did not change")
	}
	d.Lock()
	d.pick(clinic.Person{ID: "ana", Name: "Ana", Active: true})
	if d.Lang() != words.English {
		t.Error("somebody else got Mara's language")
	}
	d.Lock()
	d.pick(mara())
	if l := d.Look(); l.Lang != words.Spanish || !l.Dark || l.Scale != 150 {
		t.Errorf("Mara's look is %+v", l)
	}
	d.scaleBy(1000)
	if d.Look().Scale != 200 {
		t.Errorf("text at %d %%", d.Look().Scale)
	}
}

// What was said to one person is not left on the window for the next.
func TestLockTakesTheMessageAway(t *testing.T) {
	d := open(t, &fakeClinic{})
	d.Say("José Ñandú has arrived")
	if len(d.toasts.layer.Objects) == 0 {
		t.Fatal("nothing was said")
	}
	d.Lock()
	if len(d.toasts.layer.Objects) != 0 {
		t.Error("the message is still on the window")
	}
}
