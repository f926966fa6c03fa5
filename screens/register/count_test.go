package register_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// A count is blind: nothing on it tells what there should be.
func TestACountTellsNoBalance(t *testing.T) {
	r, lot := received(t)
	r.drawn(lot)
	r.goes(lot, "count")
	r.golden("count")
	for _, figure := range []string{"8.5", "40", "48.5", "4 "} {
		if r.says(figure) {
			t.Errorf("the sheet tells %q: %s", figure, r.said())
		}
	}
	n := r.events()
	r.tap("count.save")
	if r.wrong("count.containers") == "" || r.wrong("count.vials") == "" || r.events() != n || kit.FocusID(r.win.Canvas().Focused()) != "count.containers" {
		t.Errorf("%q %q", r.wrong("count.containers"), r.wrong("count.vials"))
	}
	for _, c := range []struct{ field, text string }{{"count.containers", "1.5"}, {"count.containers", "-1"}, {"count.vials", "100.001"}, {"count.vials", "x"}} {
		empty(r, "count.containers")
		empty(r, "count.vials")
		r.typed("count.containers", "4")
		r.typed("count.vials", "8.5")
		empty(r, c.field)
		r.typed(c.field, c.text)
		r.tap("count.save")
		if r.wrong(c.field) == "" || r.events() != n {
			t.Errorf("%s %q is taken", c.field, c.text)
		}
	}
}

func TestACountThatAgrees(t *testing.T) {
	r, lot := received(t)
	r.drawn(lot)
	r.goes(lot, "count")
	r.typed("count.containers", "4")
	placetest.Press(r.win, fyne.KeyReturn)
	r.typed("count.vials", "8.5")
	r.do("count.save")
	r.golden("count-agrees")
	if !r.says("The count agrees with the book.") || placetest.Find(r.win, "count.explain") != nil {
		t.Fatalf("shows %s, told %v", r.said(), r.shell.LastFailure())
	}
	placetest.Press(r.win, fyne.KeyReturn) // the focus is on the way on
	if to := r.follow(); to != (place.Route{Place: place.Register, Record: lot}) {
		t.Errorf("goes to %v", to)
	}
	r.goes(lot, "count")
	if at[*kit.NumberField](r, "count.containers").Text() != "" {
		t.Error("the next count begins with the last")
	}
}

// A count that differs is counted again, or explained before a witness; the
// book takes over what was counted, or stays.
func TestACountThatDiffers(t *testing.T) {
	for _, c := range []struct {
		choice string
		want   int64
	}{{"adjust", 8000}, {"stay", 8500}} {
		r, lot := received(t)
		r.drawn(lot)
		r.goes(lot, "count")
		wrong := func() {
			r.typed("count.containers", "4")
			r.typed("count.vials", "8")
			r.tap("count.save")
		}
		wrong()
		r.golden("count-differs")
		if !r.says("The count differs from the book.") || r.says("8.5") || r.says("0.5") {
			t.Fatalf("shows %s", r.said())
		}
		r.tap("count.again")
		wrong()
		r.tap("count.explain")
		r.follow()
		r.golden("explain")
		n := r.events()
		r.tap("register.save")
		if r.wrong("explanation") == "" || r.events() != n {
			t.Error("explained without a word")
		}
		r.typed("explanation", "Spilt while drawing")
		r.tap("register.save")
		if r.wrong("explain.adjust") == "" || r.events() != n {
			t.Error("the book is not asked about")
		}
		r.chooses("explain.adjust", c.choice)
		r.second.who = record.Actor{}
		r.tap("register.save")
		if r.events() != n {
			t.Error("explained without a witness")
		}
		r.second.who = r.Therapist
		r.tap("register.save")
		r.follow()
		if r.balance(lot).Opened != c.want || !strings.Contains(r.second.asks[len(r.second.asks)-1], "the difference of -0.5 mL in Ketamine 50 mg/mL") {
			t.Errorf("%s: %+v, the witness read %q, told %v", c.choice, r.balance(lot), r.second.asks, r.shell.LastFailure())
		}
	}
}

// A therapist counts and leaves the explanation to a nurse.
func TestATherapistCounts(t *testing.T) {
	r, lot := received(t)
	r.as(r.Therapist)
	r.goes(lot, "count")
	r.typed("count.containers", "6")
	r.tap("count.save")
	if !r.says("The count differs from the book.") || placetest.Find(r.win, "count.explain") != nil {
		t.Errorf("shows %s", r.said())
	}
	r.goes(lot, "")
	if !r.says("the difference of 10 mL is not explained") || placetest.Find(r.win, "register.explain") != nil {
		t.Errorf("the lot shows %s", r.said())
	}
}

// All lots one after the other, by keyboard alone; what is used up is left out.
func TestAllLotsAreCounted(t *testing.T) {
	r, lot := full(t)
	n := r.events()
	r.goes("", "count")
	r.golden("count-all")
	for i, c := range []struct{ sealed, vial string }{{"4", ""}, {"5", ""}, {"30", ""}, {"4", "8.5"}} {
		if !r.says("Lot " + string(rune('1'+i)) + " of 4") {
			t.Fatalf("lot %d: %s", i+1, r.said())
		}
		r.typed("count.containers", c.sealed)
		if c.vial != "" {
			r.typed("count.vials", c.vial)
		}
		r.do("count.save")
		if !r.says("The count agrees with the book.") {
			t.Fatalf("lot %d: %s", i+1, r.said())
		}
		placetest.Press(r.win, fyne.KeyReturn)
	}
	if r.events() != n+4 || !r.says("Everything that is on hand has been counted.") {
		t.Errorf("%d counts; %s", r.events()-n, r.said())
	}
	placetest.Press(r.win, fyne.KeyReturn)
	if to := r.shell.Went[len(r.shell.Went)-1]; to != (place.Route{Place: place.Register}) {
		t.Errorf("ends at %v", to)
	}
	books, err := r.desk.Books(ctx, r.Nurse)
	r.must(err)
	for _, b := range books {
		if last := b.Lines[len(b.Lines)-1]; b.ID == lot && last.Kind != register.KindCounted {
			t.Errorf("the last line is %s", last.Kind)
		}
	}
}

// A difference that is explained on the way through all lots, or left for
// later, leads on to the next lot, even when nothing of the lot is left by
// then; the last one leads to the end.
func TestExplainingADifferenceKeepsThePlaceAmongAllLots(t *testing.T) {
	r, lot := full(t)
	n := r.events()
	r.goes("", "count")
	explain := func(sealed, vial string) {
		r.typed("count.containers", sealed)
		if vial != "" {
			r.typed("count.vials", vial)
		}
		r.tap("count.save")
		r.tap("count.explain")
		r.follow()
	}
	at := func(want string) {
		t.Helper()
		if to := r.follow(); to.Record != "" || !r.says(want) {
			t.Fatalf("%v shows %s, told %v", to, r.said(), r.shell.LastFailure())
		}
	}
	explain("3", "")
	r.do("register.leave")
	at("Lot 2 of 4")
	explain("0", "")
	r.typed("explanation", "The box was thrown away")
	r.chooses("explain.adjust", "adjust")
	r.tap("register.save")
	at("Lot 3 of 4")
	r.typed("count.containers", "30")
	r.tap("count.save")
	r.tap("count.next")
	if !r.says("Lot 4 of 4") { // the second is used up by now, and still one of them
		t.Fatalf("shows %s", r.said())
	}
	explain("4", "8")
	r.typed("explanation", "Spilt while drawing")
	r.chooses("explain.adjust", "adjust")
	r.tap("register.save")
	at("Everything that is on hand has been counted.")
	if r.events() != n+6 || r.balance(lot).Opened != 8000 {
		t.Errorf("%d lines, %+v", r.events()-n, r.balance(lot))
	}
}

func TestTheDraftOfACount(t *testing.T) {
	r, lot := received(t)
	r.goes(lot, "count")
	r.typed("count.containers", "4")
	placetest.Press(r.win, fyne.KeyEscape)
	r.follow()
	r.goes(lot, "count")
	if got := at[*kit.NumberField](r, "count.containers").Text(); got != "4" {
		t.Errorf("back: %q", got)
	}
}

// A nurse whose role was taken away may not count any more.
func TestWhoMayNotCount(t *testing.T) {
	r, lot := received(t)
	who := r.People[r.Nurse.ID]
	r.goes(lot, "count")
	r.typed("count.containers", "5")
	r.as(r.Desk)
	n := r.events()
	r.tap("count.save")
	if r.events() != n || record.CodeOf(r.shell.LastFailure()) != record.NotAllowed {
		t.Errorf("%s: told %v", who.Name, r.shell.LastFailure())
	}
}
