package emergency_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/emergency"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	screen "kapdesk/screens/emergency"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

type room struct {
	*plantest.Clinic
	t     *testing.T
	shell *placetest.Shell
	desk  *emergency.Desk
	kept  []string
	*screen.Screen
}

func open(t *testing.T, who func(*plantest.Clinic) record.Actor) *room {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	raw, err := os.ReadFile("../../assets/intake/intake.json")
	if err != nil {
		t.Fatal(err)
	}
	form, err := intake.ParseForm(raw)
	if err != nil {
		t.Fatal(err)
	}
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	c := plantest.New(t)
	practice, err := clinic.New(c.Log).Clinic(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{Clinic: c, t: t, desk: emergency.New(c.Log, form, book)}
	win := test.NewTempWindow(t, kit.Stack(0))
	win.SetPadded(false)
	win.Resize(fyne.NewSize(1132, 615))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: win, SavePath: "/tmp/page.pdf", Who: c.People[who(c).ID]}
	r.enter()
	return r
}

// enter opens the screen.
func (r *room) enter() {
	if r.Screen != nil {
		r.Leave()
	}
	r.Screen = screen.New(screen.Deps{Shell: r.shell, Desk: r.desk, Drafts: r.Log,
		Paint: func(handout.Document) ([]byte, error) { return []byte("%PDF-1.4 page"), nil },
		Keep:  func(_ context.Context, name string, _ []byte) error { r.kept = append(r.kept, name); return nil }}, r.Patient)
	r.shell.Win.SetContent(r.Content())
	r.Show()
}

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.shell.Win.Canvas())
}

func (r *room) button(id string) *kit.Button { return placetest.At[*kit.Button](r.t, r.shell.Win, id) }

func TestTheDeskMustSayWhy(t *testing.T) {
	r := open(t, func(c *plantest.Clinic) record.Actor { return c.Desk })
	r.golden("closed")
	if kit.FocusID(r.shell.Win.Canvas().Focused()) != "emergency.why" {
		t.Errorf("typing starts at %q", kit.FocusID(r.shell.Win.Canvas().Focused()))
	}
	test.Type(r.shell.Win.Canvas().Focused(), "help")
	test.Tap(r.button("emergency.open"))
	why := placetest.At[*kit.NotesField](t, r.shell.Win, "emergency.why")
	if !strings.Contains(why.Error(), "few words") {
		t.Errorf("one word: %q", why.Error())
	}
	if r.Commands()[0].Disabled == nil || !r.Commands()[0].Disabled() {
		t.Error("a page that is closed can be printed")
	}
	r.enter() // as after another screen: what was typed is back
	why = placetest.At[*kit.NotesField](t, r.shell.Win, "emergency.why")
	if why.Text() != "help" {
		t.Errorf("typed and left: %q", why.Text())
	}
	why.SetText("Fainted in the waiting room")
	test.Tap(r.button("emergency.open"))
	r.golden("opened")
	if told, err := r.desk.Unreviewed(ctx, r.Owner); err != nil || len(told) != 1 {
		t.Errorf("the owner is told %v, %v", told, err)
	}
	test.Tap(r.button("emergency.print"))
	if len(r.kept) != 1 || len(r.shell.Written) != 1 {
		t.Errorf("kept %v, written %d", r.kept, len(r.shell.Written))
	}
	r.enter()
	r.golden("opened")
	if all, err := r.Log.AllDrafts(ctx, r.Desk); err != nil || len(all) != 0 {
		t.Errorf("a draft stays: %v, %v", all, err)
	}
}

func TestAClinicianReadsAtOnce(t *testing.T) {
	r := open(t, func(c *plantest.Clinic) record.Actor { return c.Nurse })
	r.golden("clinician")
	if len(r.shell.Failures) != 0 {
		t.Error(r.shell.Failures)
	}
}

// An error is told, and nothing of the chart is shown.
func TestAnErrorIsTold(t *testing.T) {
	r := open(t, func(c *plantest.Clinic) record.Actor { return c.Nurse })
	r.shell.Who = clinic.Person{ID: "nobody"}
	r.enter()
	r.golden("failed")
	if record.CodeOf(r.shell.LastFailure()) != record.NotAllowed {
		t.Errorf("%v", r.shell.LastFailure())
	}
}
