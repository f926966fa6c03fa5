package register_test

import (
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/register"
)

// A line is taken back by a counter-entry alone: with a reason, once, and only
// if nothing rests on it. Both stay readable.
func TestCorrectionByCounterEntry(t *testing.T) {
	f := start(t)
	r := ketamine()
	r.Containers = 1
	lot := f.receive(r)
	first := f.book(lot).Lines[0]
	f.now = f.now.Add(time.Hour)
	vial := f.open(lot)
	f.now = f.now.Add(time.Hour)
	wrong := f.draw(lot, vial, 6000, "s1")
	count, _ := f.count(lot, 0, register.Left{Vial: vial, Amount: 4000})
	f.now = f.now.Add(time.Hour)
	correct := func(line record.EventID, reason string) func() error {
		return func() error {
			_, err := f.desk.Correct(ctx, f.nora, record.Actor{}, lot, line, reason)
			return err
		}
	}
	f.refused(record.NotFound, "not in the book", correct(record.EventID{Device: "x", Seq: 1}, "r"))
	f.refused(record.Refused, "A count is not taken back.", correct(count, "r"))
	f.refused(record.Invalid, "A correction needs a reason.", correct(wrong, " "))
	f.refused(record.Refused, "On 2026-11-23 at 10:00 the sealed stock of this lot would be 10 mL short.", correct(first.ID, "r"))
	f.refused(record.Refused, "On 2026-11-23 at 11:00 the opened vial would be 6 mL short.", correct(vial, "r"))
	// The right line would not fit beside the wrong one; after the
	// counter-entry it does, at its true time.
	late := func() error {
		_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: 7000, Session: "s1", At: f.now.Add(-time.Hour)})
		return err
	}
	f.refused(record.Refused, "has only 4 mL left", late)
	f.must(correct(wrong, "7 mL, not 6")())
	f.must(late())
	f.balance(lot, f.now.Add(-time.Hour), register.Balance{Opened: 3000, Drawn: 7000})
	b := f.book(lot)
	old, _ := b.Line(wrong)
	if len(old.Struck) != 1 || old.Stands() || old.Amount != 6000 {
		t.Errorf("the wrong line: %+v", old)
	}
	counter, _ := b.Line(old.Struck[0])
	if counter.Reason != "7 mL, not 6" || counter.Amount != -6000 || !counter.At.Equal(old.At) || !counter.Late() || counter.By.Name != "Nora Diaz" {
		t.Errorf("the counter-entry: %+v", counter)
	}
	f.refused(record.Conflict, "already taken this line back", correct(wrong, "r"))
	f.refused(record.Refused, "A counter-entry is not taken back.", correct(counter.ID, "r"))
}

// A mistyped label of a lot in use is mended in one step; a wrong drug or
// number makes it another lot.
func TestALabelIsMendedWhileTheLotIsInUse(t *testing.T) {
	f := start(t)
	wrong := ketamine()
	wrong.Expiry.Year = 2072
	lot := f.receive(wrong)
	line := f.book(lot).Lines[0].ID
	f.now = f.now.Add(time.Hour)
	f.open(lot)
	mend := func(r register.Receipt, line record.EventID, reason string) (to record.ID, err error) {
		to, _, err = f.desk.CorrectReceipt(ctx, f.nora, lot, line, r, reason)
		return to, err
	}
	fails := func(code record.Code, says string, r register.Receipt, line record.EventID, reason string) {
		t.Helper()
		f.refused(code, says, func() error { _, err := mend(r, line, reason); return err })
	}
	fails(record.Invalid, "needs a reason", ketamine(), line, "")
	fails(record.Invalid, "Name the drug.", register.Receipt{Label: register.Label{Form: register.Ampoule}}, line, "r")
	fails(record.Refused, "This line is no delivery.", ketamine(), f.book(lot).Lines[1].ID, "r")
	moved := ketamine()
	moved.Number = "K24-119"
	fails(record.Refused, "would be 10 mL short", moved, line, "another lot")
	to, err := mend(ketamine(), line, "2027, not 2072")
	f.must(err)
	if b := f.book(lot); to != lot || b.Expiry.Year != 2027 || len(b.Conflicts()) != 0 {
		t.Errorf("mended it is %+v, conflicts %v", b.Label, b.Conflicts())
	}
	f.balance(lot, f.now.Add(-time.Hour), register.Balance{Sealed: 100_000})
	f.balance(lot, f.now, register.Balance{Sealed: 90_000, Opened: 10_000})

	twin := ketamine()
	twin.Number, twin.Invoice = "K30", "F-30"
	lot = f.receive(twin)
	moved.Invoice = "F-30"
	to, err = mend(moved, f.book(lot).Lines[0].ID, "read the lot wrong")
	f.must(err)
	if to == lot {
		t.Fatal("another number is the same lot")
	}
	f.balance(lot, f.now, register.Balance{})
	f.balance(to, f.now, register.Balance{Sealed: 100_000})
	_, _, err = f.give(f.log, f.desk, gift(func(g *register.Gift) { g.Lot = "K30" }))
	if record.CodeOf(err) != record.Refused {
		t.Errorf("a lot whose every delivery was taken back is known: %v", err)
	}
}

// A late entry that would empty a place at any minute since is refused with
// the first of them.
func TestALateEntryIsMeasuredAtEveryMinuteSince(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	f.now = f.now.Add(24 * time.Hour)
	f.draw(lot, record.EventID{}, 25, "s1")
	f.now = f.now.Add(24 * time.Hour)
	more := lozenges()
	more.Invoice = "S-10"
	f.receive(more)
	late := func(n int64, ago time.Duration) func() error {
		return func() error {
			_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Amount: n, Session: "s2", At: f.now.Add(-ago)})
			return err
		}
	}
	f.refused(record.Refused, "On 2026-11-24 at 09:00 the sealed stock of this lot would be 1 piece short.", late(6, 30*time.Hour))
	f.refused(record.Refused, "On 2026-11-24 at 10:00 the sealed stock of this lot would be 1 piece short.", late(6, 23*time.Hour))
	f.refused(record.Refused, "On 2026-11-23 at 08:59 the sealed stock of this lot would be 5 pieces short.", late(5, 48*time.Hour+time.Minute))
	f.must(late(5, 30*time.Hour)())
	f.must(late(30, 0)())
	l := f.book(lot).Draws(f.now)[0]
	if !l.Late() || !l.Entered.Equal(f.now) || !l.At.Equal(f.now.Add(-30*time.Hour)) {
		t.Errorf("the late entry keeps %v and %v", l.At, l.Entered)
	}
}
