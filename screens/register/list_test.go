package register_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func TestTheFrontDeskDoesNotSeeTheRegister(t *testing.T) {
	r, lot := received(t)
	r.as(r.Desk)
	for _, part := range []string{"", "receive", "draw", "count", "reports"} {
		r.goes(lot, part)
		if r.says("K-1") || len(r.screen.Commands()) != 0 || !r.says("Your role does not open it.") {
			t.Errorf("%s: %s", part, r.said())
		}
	}
	r.golden("closed")
}

func TestARegisterThatCannotBeReadIsTold(t *testing.T) {
	r, lot := received(t)
	good := r.deps.Desk
	for _, part := range []string{"", "lot", "draw", "count", "countall"} {
		r.deps.Desk = broken{good}
		switch part {
		case "":
			r.goes("", "")
			r.golden("unread")
		case "lot":
			r.goes(lot, "")
		case "countall":
			r.goes("", "count")
		default:
			r.goes(lot, part)
		}
		if !errors.Is(r.shell.LastFailure(), errDisk) || !r.says("The register could not be read") {
			t.Errorf("%s: told %v, shows %s", part, r.shell.Failures, r.said())
		}
		r.deps.Desk = good
	}
}

func TestNoRegisterIsKeptYet(t *testing.T) {
	r := open(t)
	r.goes("", "")
	r.golden("none")
	if r.can("register.open") || r.can("register.count") || !r.can("register.receive") {
		t.Error("the commands do not fit")
	}
	if b, ok := r.win.Canvas().Focused().(*kit.Button); !ok || b.Text() != "Receive a delivery" {
		t.Errorf("the focus is on %T", r.win.Canvas().Focused())
	}
	went := len(r.shell.Went)
	r.tap("register.count")
	if len(r.shell.Went) != went || !slices.Equal(r.shell.Said, []string{"There is nothing to count yet."}) {
		t.Errorf("counting nothing goes to %v and says %q", r.shell.Went, r.shell.Said)
	}
	placetest.Keys(t, r.screen)
}

func TestLoadingIsShown(t *testing.T) {
	r := open(t)
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.goes("", "")
	if !r.says("Reading the register…") {
		t.Errorf("shows %s", r.said())
	}
	r.golden("loading")
}

// full has lots in every state: two on hand, one of them soon to expire, one
// expired, one used up, and one with a difference.
func full(t *testing.T) (*room, record.ID) {
	t.Helper()
	r, lot := received(t)
	r.receive(l9)
	old := k1
	old.Number, old.Expiry, old.Invoice = "K-0", record.Date{Year: 2026, Month: 11, Day: 22}, "4600"
	r.receive(old)
	gone := k1
	gone.Number, gone.Invoice, gone.Containers = "K-2", "4712", 1
	used := r.receive(gone)
	_, err := r.desk.Destroy(ctx, r.Nurse, r.Prescriber, register.Destroyed{Lot: used, Containers: 1, How: "Broken in the box"})
	r.must(err)
	r.later(5 * time.Minute)
	r.drawn(lot)
	_, _, err = r.desk.Count(ctx, r.Nurse, register.Counted{Lot: r.receive(register.Receipt{Label: register.Label{Drug: "Esketamine", Form: register.Spray,
		Strength: register.Strength{UG: 28_000, Per: 1}, Number: "S-3", Expiry: record.Date{Year: 2028, Month: 1, Day: 31}}, Containers: 4, Supplier: "Mountain Supply", Invoice: "5"}), Containers: 3})
	r.must(err)
	r.later(5 * time.Minute)
	return r, lot
}

func TestTheLots(t *testing.T) {
	r, lot := full(t)
	r.goes("", "")
	r.golden("lots")
	want := []string{
		"Esketamine|nasal spray|28 mg|S-3|31 Jan 2028|4|0|0|4 pieces|1 to see to",
		"Ketamine|multi-dose vial|50 mg/mL|K-0|22 Nov 2026: expired|5|0|0|50 mL|",
		"Ketamine|lozenge|100 mg|L-9|31 Dec 2026: soon|30|0|0|30 pieces|",
		"Ketamine|multi-dose vial|50 mg/mL|K-1|30 Jun 2027|4|8.5|1.5|48.5 mL|",
	}
	if got := r.cells(); !equal(got, want) {
		t.Errorf("the lots are\n%q\nnot\n%q", got, want)
	}
	r.chooses("register.which", "all")
	if len(r.cells()) != 5 {
		t.Errorf("all: %q", r.cells())
	}
	r.table().SelectKey(string(lot))
	r.do("register.open")
	if to := r.follow(); to.Record != lot {
		t.Errorf("opened %v", to)
	}
	placetest.Keys(t, r.screen)
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// The balance at any date: what was on hand at the end of a day.
func TestTheBalanceAtADate(t *testing.T) {
	r, lot := received(t) // on 23 November
	r.later(24 * time.Hour)
	r.drawn(lot) // on 24 November
	r.goes("", "")
	r.chooses("register.which", "all")
	for _, c := range []struct{ day, want string }{
		{"2026-11-22", "Ketamine|multi-dose vial|50 mg/mL|K-1|30 Jun 2027|0|0|0|0 mL|"},
		{"2026-11-23", "Ketamine|multi-dose vial|50 mg/mL|K-1|30 Jun 2027|5|0|0|50 mL|"},
		{"2026-11-24", "Ketamine|multi-dose vial|50 mg/mL|K-1|30 Jun 2027|4|8.5|1.5|48.5 mL|"},
		{"2031-01-01", "Ketamine|multi-dose vial|50 mg/mL|K-1|30 Jun 2027|4|8.5|1.5|48.5 mL|"}, // not over: now
		{"", "Ketamine|multi-dose vial|50 mg/mL|K-1|30 Jun 2027|4|8.5|1.5|48.5 mL|"},
	} {
		at[*kit.DateField](r, "register.day").SetText("")
		r.typed("register.day", c.day)
		at[*kit.DateField](r, "register.day").OnChanged()
		if got := r.cells(); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q", c.day, got)
		}
	}
	r.chooses("register.which", "onhand")
	r.typed("register.day", "2026-11-22")
	if len(r.cells()) != 0 {
		t.Errorf("before the delivery: %q", r.cells())
	}
	r.golden("nothing-then")
}

// Who only reads gets no button to write, and may count.
func TestATherapistReads(t *testing.T) {
	r, lot := full(t)
	r.as(r.Therapist)
	r.goes("", "")
	if placetest.Find(r.win, "register.receive") != nil || r.can("register.receive") || !r.can("register.count") {
		t.Error("a therapist may receive")
	}
	r.goes(lot, "")
	r.golden("lot-readonly")
	for _, id := range []string{"register.draw", "register.vial", "register.waste", "register.putback", "register.sendback", "register.destroy", "register.correct", "register.mend"} {
		if r.can(id) || placetest.Find(r.win, id) != nil {
			t.Errorf("a therapist may %s", id)
		}
	}
	if !r.can("register.count") {
		t.Error("a therapist may not count")
	}
	r.goes(lot, "waste")
	if placetest.Find(r.win, "register.save") != nil || !r.says("does not write in it") {
		t.Errorf("shows %s", r.said())
	}
}

func TestInSpanishAndLarge(t *testing.T) {
	r, lot := full(t)
	r.shell.Language = words.Spanish
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 100))
	r.goes("", "")
	r.golden("lots-spanish")
	r.goes(lot, "")
	r.golden("lot-spanish")
	r.goes("", "receive")
	r.golden("receive-spanish")
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
	const beside = 1040 // what a window of 1280 has left beside the rail
	r.goes("", "")
	r.golden("lots-large")
	if w := r.win.Content().MinSize().Width; w > beside {
		t.Errorf("the lots need %g", w)
	}
	r.goes(lot, "")
	r.golden("lot-large")
	if w := r.win.Content().MinSize().Width; w > beside {
		t.Errorf("a lot needs %g", w)
	}
}

func TestTheWaysOutOfTheList(t *testing.T) {
	r, _ := received(t)
	for id, part := range map[string]string{"register.receive": "receive", "register.count": "count", "register.reports": "reports"} {
		r.goes("", "")
		r.tap(id)
		r.do(id)
		want := place.Route{Place: place.Register, Part: part}
		if n := len(r.shell.Went); n < 2 || r.shell.Went[n-1] != want || r.shell.Went[n-2] != want {
			t.Errorf("%s leads to %v", id, r.shell.Went)
		}
	}
	r.do("register.filter")
	if id := kit.FocusID(r.win.Canvas().Focused()); id != "register.day" {
		t.Errorf("the focus is on %q", id)
	}
}
