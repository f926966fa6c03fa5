package outcomes_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/integration"
	"kapdesk/app/measures"
	"kapdesk/app/outcomes"
	"kapdesk/app/outcomes/outcomestest"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/screens/kit"
	screen "kapdesk/screens/outcomes"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

type room struct {
	*outcomestest.Clinic
	t      *testing.T
	shell  *placetest.Shell
	deps   screen.Deps
	screen *screen.Screen
	win    fyne.Window
	kept   []string
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
	r.win.Resize(fyne.NewSize(1132, 565))
	r.shell = &placetest.Shell{Words: c.Book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/ana/file.pdf", Who: c.People[c.Therapist.ID]}
	r.deps = screen.Deps{Shell: r.shell, Outcomes: c.Desk, Paint: func(d handout.Document) ([]byte, error) { return []byte("%PDF-1.4"), d.Check() },
		Keep: func(_ context.Context, name string, _ []byte) error { r.kept = append(r.kept, name); return nil }}
	return r
}

func (r *room) show() {
	r.t.Helper()
	r.screen = screen.New(r.deps, place.Route{Place: place.Outcomes, Patient: r.Patient})
	r.win.SetContent(kit.Ground(r.screen.Content()))
	r.screen.Show()
}

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

func (r *room) says(text string) bool {
	found := false
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			found = found || o.Visible() && strings.Contains(o.String(), text)
		case *kit.Card:
			found = found || strings.Contains(o.AccessibilityLabel(), text)
		case *kit.Pill:
			found = found || strings.Contains(o.String(), text)
		}
	})
	return found
}

func (r *room) do(id string) {
	r.t.Helper()
	c := placetest.Command(r.t, r.screen, id)
	if c.Disabled != nil && c.Disabled() {
		r.t.Fatalf("%s is disabled", id)
	}
	c.Do()
}

// course is two sessions with a gain, a loss with an alert, and a form that
// was not finished; one step of integration was kept.
func (r *room) course() {
	r.t.Helper()
	alert := measures.Flag{ID: "phq9.item9.positive", Item: "q9", Severity: measures.SameDay,
		Say: "Item 9: thoughts of death or self-harm. A clinician sees the patient the same day, with a structured suicide assessment (C-SSRS or ASQ), before any dose."}
	r.Dose(r.Patient, r.Ago(60), "lozenge")
	r.Dose(r.Patient, r.Ago(40), "lozenge")
	r.Measure(r.Patient, "phq-9", r.Ago(62), "18")
	r.Measure(r.Patient, "phq-9", r.Ago(52), "9")
	r.Measure(r.Patient, "phq-9", r.Ago(45), "4")
	r.Measure(r.Patient, "phq-9", r.Ago(33), "23", alert)
	r.Measure(r.Patient, "phq-9", r.Ago(5), "")
	r.Measure(r.Patient, "gad-7", r.Ago(62), "12")
	id := r.Log.NewID()
	r.Add(record.Change{Kind: "session.booked", Version: 1, Record: session.Ref(id), Patient: r.Patient, Set: map[string]any{"kind": session.Dosing, "starts": r.Ago(60), "state": session.Closed}})
	plans := integration.New(r.Log, nothing{}, r.Book, nil)
	v, err := plans.Save(ctx, r.Therapist, r.Patient, id, integration.Content{}, integration.Content{Insights: []integration.Insight{{Text: "Rest is allowed."}},
		Actions: []integration.Action{{What: "Walk before work", When: "5 days a week"}, {What: "Call sister", When: "by Sunday"}}})
	if err == nil {
		v, err = plans.Sign(ctx, r.Therapist, r.Patient, id, "")
	}
	if err == nil {
		err = plans.FollowUp(ctx, r.Therapist, r.Patient, id, v.Content.Actions[0].ID, integration.Done, "4 of 5 days")
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

type nothing struct{}

func (nothing) Carried(record.Reader, record.ID) (integration.Carried, error) {
	return integration.Carried{}, nil
}

type broken struct{ screen.Outcomes }

func (broken) Story(context.Context, record.Actor, record.ID) (outcomes.Story, error) {
	return outcomes.Story{}, errors.New("disk I/O error")
}

func TestStates(t *testing.T) {
	t.Run("closed", func(t *testing.T) {
		r := open(t)
		r.course()
		r.shell.Who = r.People[r.Clinic.Clinic.Desk.ID]
		r.show()
		r.golden("closed")
		if r.says("18") {
			t.Error("the front desk reads a total")
		}
	})
	t.Run("loading", func(t *testing.T) {
		r := open(t)
		r.deps.Shell = &placetest.Late{Shell: r.shell}
		r.show()
		r.golden("loading")
	})
	t.Run("error", func(t *testing.T) {
		r := open(t)
		r.deps.Outcomes = broken{r.Clinic.Desk}
		r.show()
		r.golden("error")
		if r.shell.LastFailure() == nil || !strings.HasPrefix(kit.FocusID(r.win.Canvas().Focused()), "outcomes.again") {
			t.Error("the error is not told, or has no focus")
		}
	})
	t.Run("empty", func(t *testing.T) {
		r := open(t)
		r.show()
		r.golden("empty")
	})
	t.Run("one", func(t *testing.T) {
		r := open(t)
		r.Measure(r.Patient, "phq-9", r.Ago(2), "18")
		r.show()
		r.golden("one")
	})
	t.Run("incomplete", func(t *testing.T) {
		r := open(t)
		r.Measure(r.Patient, "phq-9", r.Ago(2), "")
		r.show()
		r.golden("incomplete")
		if !r.says("incomplete, no total") {
			t.Error("an incomplete form is not said to be one")
		}
	})
	t.Run("filled", func(t *testing.T) {
		r := open(t)
		r.course()
		r.show()
		r.golden("filled")
	})
	t.Run("Spanish in the dark at 200 percent", func(t *testing.T) {
		r := open(t)
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		r.shell.Language = words.Spanish
		r.course()
		r.show()
		r.golden("spanish")
	})
}

// Everything is read out by the arrow keys: total, change, verdict, alert.
func TestReadByKeys(t *testing.T) {
	r := open(t)
	r.course()
	r.show()
	if got := kit.FocusID(r.win.Canvas().Focused()); got != "outcomes.chart" {
		t.Fatalf("the focus is on %q", got)
	}
	if !r.says("incomplete, no total") {
		t.Error("the latest is not read out first")
	}
	placetest.Press(r.win, fyne.KeyLeft)
	for _, want := range []string{"23 · two", "5 worse than at the baseline", "Worse by as much as counts", "Alert: Item 9"} {
		if want != "23 · two" && !r.says(want) {
			t.Errorf("nothing says %q", want)
		}
	}
	placetest.Press(r.win, fyne.KeyLeft)
	if !r.says("14 Oct 2026 · 100 mg lozenge") {
		t.Error("a dose is not read out")
	}
	placetest.Press(r.win, fyne.KeyLeft)
	if !r.says("14 better than at the baseline · response · remission") {
		t.Error("a remission is not read out")
	}
	placetest.Press(r.win, fyne.KeyHome)
	if !r.says("22 Sep 2026 · 18") {
		t.Error("the first is not read out")
	}
	r.do("outcomes.values")
	if got := kit.FocusID(r.win.Canvas().Focused()); got != "outcomes.values" {
		t.Fatalf("the focus is on %q", got)
	}
	placetest.Press(r.win, fyne.KeyDown)
	if !r.says("9 better than at the baseline · response · no remission") {
		t.Error("the values do not read out")
	}
}

func TestScales(t *testing.T) {
	r := open(t)
	r.course()
	r.show()
	if !r.says("PHQ-9") {
		t.Error("the scale taken most often is not shown first")
	}
	r.do("outcomes.next")
	if !r.says("Generalized Anxiety Disorder") || !r.says("· 12") {
		t.Error("the next scale is not shown")
	}
	r.do("outcomes.previous")
	if !r.says("Patient Health Questionnaire-9") {
		t.Error("the scale before is not shown")
	}
	r.do("outcomes.take")
	if want := (place.Route{Place: place.Scales, Patient: r.Patient}); !slices.Contains(r.shell.Went, want) {
		t.Errorf("went to %v", r.shell.Went)
	}
	placetest.Keys(t, r.screen)
}

func TestPrint(t *testing.T) {
	r := open(t)
	r.show()
	if c := placetest.Command(t, r.screen, "outcomes.print"); !c.Disabled() {
		t.Error("nothing can be printed")
	}
	r.course()
	r.show()
	r.do("outcomes.print")
	if len(r.kept) != 1 || len(r.shell.Written) != 1 || r.shell.LastFailure() != nil {
		t.Errorf("kept %v, %v", r.kept, r.shell.Failures)
	}
	if !strings.HasSuffix(r.shell.Offered[0], "Outcomes phq-9 2026-11-23.pdf") {
		t.Errorf("offered as %s", r.shell.Offered[0])
	}
}
