package reports_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/outcomes"
	"kapdesk/app/outcomes/outcomestest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
	screen "kapdesk/screens/reports"
)

var ctx = context.Background()

type room struct {
	*outcomestest.Clinic
	t      *testing.T
	shell  *placetest.Shell
	deps   screen.Deps
	screen *screen.Screen
	win    fyne.Window
	ticks  []func()
}

func open(t *testing.T) *room {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	c := outcomestest.New(t, assets.FS)
	practice, err := clinic.New(c.Log).Clinic(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{Clinic: c, t: t}
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 615))
	r.shell = &placetest.Shell{Words: c.Book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/olga/file", Who: c.People[c.Owner.ID]}
	r.deps = screen.Deps{Shell: r.shell, Outcomes: c.Desk, Rules: c.Rules, Published: c.Published, Audit: audit.New(c.Log, audittest.Trail{Log: c.Log}, c.Book),
		Paint: func(d handout.Document) ([]byte, error) { return []byte("%PDF-1.4"), d.Check() },
		Tick: func(_ time.Duration, f func()) func() {
			r.ticks = append(r.ticks, f)
			return func() { r.ticks = nil }
		}}
	return r
}

func (r *room) show() {
	r.t.Helper()
	r.screen = screen.New(r.deps)
	r.win.SetContent(kit.Ground(r.screen.Content()))
	r.screen.Show()
}

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

// said is everything that is to be read on the screen.
func (r *room) said() string {
	var out []string
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			out = append(out, o.String())
		case *kit.Pill:
			out = append(out, o.String())
		case *kit.Progress:
			for _, inner := range test.LaidOutObjects(o) {
				if t, ok := inner.(*kit.Text); ok {
					out = append(out, t.String())
				}
			}
		}
	})
	return strings.Join(out, "\n")
}

func (r *room) must(says ...string) {
	r.t.Helper()
	got := r.said()
	for _, s := range says {
		if !strings.Contains(got, s) {
			r.t.Errorf("nothing says %q in\n%s", s, got)
		}
	}
}

func (r *room) can(id string) bool {
	c := placetest.Command(r.t, r.screen, id)
	return c.Disabled == nil || !c.Disabled()
}

func (r *room) do(id string) {
	r.t.Helper()
	if !r.can(id) {
		r.t.Fatalf("%s is disabled", id)
	}
	placetest.Command(r.t, r.screen, id).Do()
}

// choose types into a picker and takes the first that it offers.
func (r *room) choose(id, text string) {
	r.t.Helper()
	placetest.Type(r.t, r.win, id, text)
	placetest.Press(r.win, fyne.KeyReturn)
}

type broken struct{ screen.Outcomes }

func (broken) Cohort(context.Context, record.Actor, func(int, int)) (*outcomes.Cohort, error) {
	return nil, errors.New("disk I/O error")
}

func TestStates(t *testing.T) {
	t.Run("closed", func(t *testing.T) {
		r := open(t)
		r.shell.Who = r.People[r.Clinic.Clinic.Desk.ID]
		r.show()
		r.golden("closed")
	})
	t.Run("error", func(t *testing.T) {
		r := open(t)
		r.deps.Outcomes = broken{r.Clinic.Desk}
		r.show()
		r.golden("error")
		if r.shell.LastFailure() == nil || r.can("reports.export") {
			t.Error("an error is not told, or something can be exported")
		}
	})
	t.Run("empty", func(t *testing.T) {
		r := open(t)
		r.show()
		r.golden("empty")
	})
	t.Run("fewer than five", func(t *testing.T) {
		r := open(t)
		r.Started(4, 0, "IV", "9")
		r.show()
		r.golden("fewer")
		r.must("fewer than five")
		if strings.Contains(r.said(), "of 4") {
			t.Error("a count of four is told")
		}
	})
	t.Run("filled", func(t *testing.T) {
		r := open(t)
		r.Started(6, 1, "IV", "4")
		r.Started(5, 2, "lozenge", "23")
		r.show()
		r.golden("filled")
	})
	t.Run("Spanish in the dark at 200 percent", func(t *testing.T) {
		r := open(t)
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		r.shell.Language = words.Spanish
		r.Started(6, 1, "IV", "4")
		r.show()
		r.golden("spanish")
	})
}

// While the reading goes on it says how far it is and can be stopped; what
// comes in after that is passed over.
func TestStop(t *testing.T) {
	r := open(t)
	r.Started(6, 1, "IV", "4")
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.show()
	if !r.can("reports.stop") || len(r.ticks) != 1 || r.can("reports.print") {
		t.Fatal("a reading cannot be stopped")
	}
	r.golden("loading")
	r.do("reports.stop")
	if len(r.ticks) != 0 || r.can("reports.stop") {
		t.Error("it is looked at after the stop")
	}
	if apply := late.Work[0](ctx); apply != nil {
		apply()
	}
	r.must("The reading was stopped")
	placetest.At[*kit.Button](t, r.win, "reports.again").Tapped(nil)
	late.Work[1](ctx)()
	r.must("Lost to follow-up")
}

func TestFigures(t *testing.T) {
	r := open(t)
	r.Started(6, 1, "IV", "4")
	r.Started(5, 2, "lozenge", "23")
	r.show()
	r.must("3 of 11 (27 in 100)", "within the aim", "fewer than 30 in 100 lost", "5 of 8 (63 in 100)", "3 of 8 (38 in 100)", "5 of 11 due", "look at these",
		"82 in 100", "53.6 in 100", "537 of 9016 patients", "11 of all 11")
	r.choose("reports.route", "loz")
	r.must("2 of 5 (40 in 100)", "beyond the aim", "5 of all 11", "fewer than five")
	r.do("reports.all")
	r.must("11 of all 11")
	r.choose("reports.sessions", "2 to 3")
	r.must("nobody")
	placetest.Keys(t, r.screen)
}

func TestSubtractionIsNotShown(t *testing.T) {
	r := open(t)
	r.Started(8, 0, "IV", "4")
	r.Started(2, 0, "lozenge", "23")
	r.show()
	r.must("10 of all 10")
	r.choose("reports.route", "IV")
	if got := r.said(); strings.Contains(got, "8 of ") {
		t.Errorf("8 of 10 are told, and so are the other 2:\n%s", got)
	}
}

func TestFiles(t *testing.T) {
	r := open(t)
	r.Started(6, 1, "IV", "4")
	r.show()
	r.do("reports.export")
	r.do("reports.print")
	if len(r.shell.Written) != 2 || !strings.Contains(string(r.shell.Written[0]), "Response,5,5,100") || len(r.shell.Opened) != 1 {
		t.Fatalf("wrote %q, opened %v, %v", r.shell.Written, r.shell.Opened, r.shell.Failures)
	}
	var kinds []string
	for _, e := range r.Log.Events() {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Contains(kinds, audit.KindExported) || !slices.Contains(kinds, audit.KindPrinted) {
		t.Error("a file that left is not on record")
	}
	r.shell.SaveErr = errors.New("disk full")
	r.do("reports.export")
	if record.CodeOf(r.shell.LastFailure()) != record.Unavailable {
		t.Errorf("a full disk: %v", r.shell.LastFailure())
	}
	r.do("reports.register")
	if want := (place.Route{Place: place.Register, Part: "reports"}); !slices.Contains(r.shell.Went, want) {
		t.Errorf("went to %v", r.shell.Went)
	}
}
