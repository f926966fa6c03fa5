package place_test

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func english(s string, _ ...any) string { return s }

// Each problem is said once: at its field, or where it has none that can be
// seen, by the shell.
func TestEachProblemIsSaidOnce(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	dose, lot, gone := kit.NewTextField(english, "dose", "Dose"), kit.NewTextField(english, "lot", "Lot"), kit.NewTextField(english, "gone", "Gone")
	gone.Hide()
	form := kit.NewForm(kit.Stack(0, dose, lot, gone), nil, nil)
	w := test.NewTempWindow(t, form)
	s := &placetest.Shell{Win: w}

	low, odd, old := record.Invalidf("lot", "The lot is odd."), record.Invalidf("lot", "The lot is old."), record.Invalidf("dose", "No dose.")
	hidden, none := record.Invalidf("gone", "Nobody sees this."), record.Refusedf("The session is over.")
	place.ShowProblems(s, form, record.Problems{low, odd, old, hidden, none})
	if lot.Error() != "The lot is odd. The lot is old." || dose.Error() != "No dose." || kit.FocusID(w.Canvas().Focused()) != "dose" {
		t.Errorf("the lot says %q, the dose %q, the focus is on %s", lot.Error(), dose.Error(), kit.FocusID(w.Canvas().Focused()))
	}
	if len(s.Failures) != 1 || s.Failures[0].Error() != "Nobody sees this. The session is over." {
		t.Errorf("the shell says %v", s.Failures)
	}
	all := record.Problems{low, odd, old, hidden, none}
	if rest := place.Unsaid(s, form, all); len(rest) != 2 || rest[0] != hidden || rest[1] != none {
		t.Errorf("not at a field: %v", rest)
	}
	// Somebody mends the field: what it said may be said elsewhere again.
	test.Type(w.Canvas().Focused(), "1")
	if rest := place.Unsaid(s, form, all); len(rest) != 3 {
		t.Errorf("after typing: %v", rest)
	}
	place.Forget(form)
	place.ShowProblems(s, form, low)
	place.ShowProblems(s, form, errors.New("disk"))
	if len(s.Failures) != 2 || s.Failures[1].Error() != "disk" || lot.Error() != "The lot is odd." {
		t.Errorf("the shell says %v", s.Failures)
	}
}

func TestProblemsMoveToAnotherField(t *testing.T) {
	to := record.Named(map[string]string{"at": "vitals.at"})
	p := record.Invalidf("at", "Too early.")
	ps := record.ProblemsOf(record.Moved(record.Problems{p, record.Invalidf("pulse", "Odd.")}, to))
	if len(ps) != 2 || ps[0].Field != "vitals.at" || ps[1].Field != "pulse" || p.Field != "at" {
		t.Errorf("%+v; the first is at %q", ps, p.Field)
	}
	if err := errors.New("disk"); record.Moved(err, to) != err || record.Moved(nil, to) != nil {
		t.Error("what is no problem is moved")
	}
}
