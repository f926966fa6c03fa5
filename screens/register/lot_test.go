package register_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func TestALotThatIsNotThere(t *testing.T) {
	r, _ := received(t)
	for _, part := range []string{"", "draw", "count"} {
		r.goes("lot-nowhere", part)
		if record.CodeOf(r.shell.LastFailure()) != record.NotFound {
			t.Errorf("%q: told %v", part, r.shell.LastFailure())
		}
	}
}

// The lines of a lot, the newest on top; a late one has both times, and one
// that was taken back stays readable beside its counter-entry.
func TestTheLinesOfALot(t *testing.T) {
	r, lot := received(t)
	vial, draw := r.drawn(lot)
	late := r.Now
	r.later(45 * time.Minute)
	wasted, err := r.desk.Waste(ctx, r.Nurse, r.Prescriber, register.Waste{Lot: lot, Draw: draw, Amount: 500, How: "Into the sink", At: late})
	r.must(err)
	r.later(time.Minute)
	_, err = r.desk.Correct(ctx, r.Nurse, r.Prescriber, lot, wasted, "It was 0.4 mL")
	r.must(err)
	r.later(time.Minute)
	r.goes(lot, "")
	r.golden("lot")
	want := []string{"23 Nov 2026, 08:15|Taken back|-0.5|48.5|Nuru Nash|Dr. Ilse Baum", "23 Nov 2026, 08:15|Wasted: taken back|0.5|48.5|Nuru Nash|Dr. Ilse Baum",
		"23 Nov 2026, 08:10|Drawn|1.5|48.5|Nuru Nash|", "23 Nov 2026, 08:05|Opened||50|Nuru Nash|", "23 Nov 2026, 08:00|Received|50|50|Nuru Nash|"}
	if got := r.cells(); !equal(got, want) {
		t.Errorf("the lines are\n%q\nnot\n%q", got, want)
	}
	rows := r.table().Rows()
	if rows[1].Cells[1].Kind != kit.CellStruck || rows[2].Cells[1].Kind == kit.CellStruck || rows[1].Cells[1].Note != "entered late" {
		t.Errorf("crossed out: %+v", rows[1].Cells)
	}
	r.table().SelectKey(wasted.String())
	r.table().OnSelected(wasted.String())
	for _, want := range []string{"Into the sink", "written down 23 Nov 2026, 09:00", "Witness: Dr. Ilse Baum", "Taken back on 23 Nov 2026, 09:01 by Nuru Nash: It was 0.4 mL"} {
		if !r.says(want) {
			t.Errorf("the line does not tell %q: %s", want, r.said())
		}
	}
	if r.can("register.correct") || r.can("register.mend") || r.can("register.session") {
		t.Error("a line that was taken back can be taken back again")
	}
	r.table().SelectKey(draw.String())
	if !r.can("register.session") || !r.can("register.correct") {
		t.Error("the draw has no session, or cannot be taken back")
	}
	r.do("register.session")
	if to := r.shell.Went[len(r.shell.Went)-1]; to != (place.Route{Place: place.Session, Patient: r.Patient, Record: "visit-1"}) {
		t.Errorf("the session is at %v", to)
	}
	r.table().SelectKey(vial.String())
	if r.can("register.session") {
		t.Error("an opened vial has a session")
	}
	placetest.Keys(t, r.screen)
}

// The owner sees the register and opens no session from it.
func TestTheOwnerOpensNoSession(t *testing.T) {
	r, lot := received(t)
	_, draw := r.drawn(lot)
	r.as(r.Owner)
	r.goes(lot, "")
	r.table().SelectKey(draw.String())
	if r.can("register.session") {
		t.Error("the owner opens a session")
	}
	n := len(r.shell.Went)
	r.table().OnOpen(draw.String())
	if len(r.shell.Went) != n {
		t.Errorf("went to %v", r.shell.Went)
	}
}

func TestAVialThatIsTooOldIsMarked(t *testing.T) {
	r, lot := received(t)
	r.drawn(lot)
	r.later(28*24*time.Hour - 11*time.Minute)
	r.goes(lot, "")
	if !r.says("To be used by 21 Dec 2026, 08:05") {
		t.Errorf("a minute before: %s", r.said())
	}
	r.later(time.Minute)
	r.goes(lot, "")
	if !r.says("Too old since 21 Dec 2026, 08:05: waste it") {
		t.Errorf("at its time: %s", r.said())
	}
	r.golden("lot-old")
}

// What two laptops did at once is shown with what to do about it.
func TestAConflictSaysWhatToDo(t *testing.T) {
	r, lot := twoLaptops(t)
	r.goes(lot, "")
	r.golden("lot-conflict")
	if !r.says(register.ShortVial) || !r.says("take it back with a reason") || !r.says("7.5 mL") {
		t.Errorf("shows %s", r.said())
	}
	r.goes("", "")
	if got := r.cells(); len(got) != 1 || !strings.HasSuffix(got[0], "1 to see to") {
		t.Errorf("the list shows %q", got)
	}
}

// Each button leads where its command does.
func TestTheDeedsOfALot(t *testing.T) {
	r, lot := received(t)
	for id, part := range map[string]string{"register.draw": "draw", "register.vial": "open", "register.waste": "waste", "register.putback": "putback",
		"register.sendback": "sendback", "register.destroy": "destroy", "register.count": "count"} {
		r.goes(lot, "")
		r.tap(id)
		r.do(id)
		want := place.Route{Place: place.Register, Record: lot, Part: part}
		if n := len(r.shell.Went); r.shell.Went[n-1] != want || r.shell.Went[n-2] != want {
			t.Errorf("%s leads to %v", id, r.shell.Went[n-2:])
		}
		r.goes(lot, part)
		if first := kit.FocusID(r.win.Canvas().Focused()); first == "" {
			t.Errorf("%s: nothing has the focus", part)
		}
		placetest.Keys(t, r.screen)
		placetest.Press(r.win, fyne.KeyEscape)
		if to := r.shell.Went[len(r.shell.Went)-1]; to != (place.Route{Place: place.Register, Record: lot}) {
			t.Errorf("%s: Esc leads to %v", part, to)
		}
	}
	pieces := r.receive(l9)
	r.goes(pieces, "")
	if placetest.Find(r.win, "register.vial") != nil || r.can("register.vial") {
		t.Error("a lozenge can be opened")
	}
	r.do("register.lots")
	if to := r.follow(); to != (place.Route{Place: place.Register}) {
		t.Errorf("back at %v", to)
	}
}

// A lot that could be read once stays on the screen when it cannot be read
// again.
func TestALotStaysWhenItCannotBeReadAgain(t *testing.T) {
	r, lot := received(t)
	good := &flaky{Desk: r.deps.Desk}
	r.deps.Desk = good
	r.goes(lot, "")
	good.bad = true
	r.screen.Show()
	if !errors.Is(r.shell.LastFailure(), errDisk) || !r.says("On hand now") {
		t.Errorf("told %v, shows %s", r.shell.LastFailure(), r.said())
	}
}
