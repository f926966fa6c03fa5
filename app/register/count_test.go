package register_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/register"
)

// The sheet, the refusals and the answer of a count tell no balance.
func TestACountIsBlind(t *testing.T) {
	f := start(t)
	lot := f.receive(ketamine())
	vial := f.open(lot)
	f.draw(lot, vial, 1234, "s1")
	sheet, err := f.desk.ToCount(ctx, f.ana, lot)
	f.must(err)
	if len(sheet.Vials) != 1 || sheet.Vials[0].ID != vial || sheet.Vials[0].By != "Nora Diaz" || sheet.Number != "K24-118" {
		t.Errorf("the sheet is %+v", sheet)
	}
	told := fmt.Sprintf("%+v", sheet)
	for _, c := range []register.Counted{
		{Containers: 9},
		{Containers: -1, Vials: []register.Left{{Vial: vial}}},
		{Containers: 9, Vials: []register.Left{{Vial: vial, Amount: -1}}},
		{Containers: 9, Vials: []register.Left{{Vial: vial, Amount: 100_001}}},
		{Containers: 9, Vials: []register.Left{{Vial: vial}, {Vial: vial}}},
		{Containers: 9, Vials: []register.Left{{Vial: record.EventID{Device: "device-1", Seq: 2}}}},
		{Containers: 9, Vials: []register.Left{{Vial: vial}}, At: f.now.Add(time.Hour)},
	} {
		c.Lot = lot
		f.refused(record.Invalid, "", func() error {
			_, _, err := f.desk.Count(ctx, f.ana, c)
			told += err.Error()
			return err
		})
	}
	for _, figure := range []string{"8766", "8.766", "90000", "98766", "98.766", "1234"} {
		if strings.Contains(told, figure) {
			t.Errorf("%s was told: %s", figure, told)
		}
	}
}

func (f *fixture) count(lot record.ID, containers int64, vials ...register.Left) (record.EventID, bool) {
	f.t.Helper()
	id, agrees, err := f.desk.Count(ctx, f.ana, register.Counted{Lot: lot, Containers: containers, Vials: vials})
	f.must(err)
	return id, agrees
}

// A difference stays open until it is explained; a second count that agrees
// does not close it, and both are kept.
func TestADifferenceStaysOpenUntilExplained(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	first, agrees := f.count(lot, 29)
	if agrees {
		t.Error("29 of 30 agree")
	}
	f.now = f.now.Add(time.Minute)
	if _, agrees = f.count(lot, 30); !agrees {
		t.Error("30 of 30 do not agree")
	}
	second, _ := f.count(lot, 28)
	diffs := f.book(lot).Differences()
	if len(diffs) != 2 || !diffs[0].Open || !diffs[1].Open || diffs[0].Total() != -1 || diffs[1].Total() != -2 {
		t.Fatalf("differences: %+v", diffs)
	}
	resolve := func(e register.Explanation) error {
		e.Lot = lot
		_, err := f.desk.Resolve(ctx, f.nora, f.ana, e)
		return err
	}
	f.refused(record.NotFound, "no such difference", func() error {
		return resolve(register.Explanation{Count: record.EventID{Device: "x", Seq: 1}, Text: "?"})
	})
	f.refused(record.Invalid, "Say in a few words", func() error { return resolve(register.Explanation{Count: first, Text: " "}) })
	f.must(resolve(register.Explanation{Count: first, Text: "One had rolled under the tray"}))
	f.balance(lot, f.now, register.Balance{Sealed: 30})
	f.refused(record.Refused, "has been explained already", func() error { return resolve(register.Explanation{Count: first, Text: "again"}) })
	f.must(resolve(register.Explanation{Count: second, Text: "Two are gone; reported", Adjust: true}))
	f.balance(lot, f.now, register.Balance{Sealed: 28})
	for _, d := range f.book(lot).Differences() {
		if d.Open || d.Resolved == nil || d.Resolved.Witness == nil {
			t.Errorf("still open: %+v", d)
		}
	}
	if _, agrees = f.count(lot, 28); !agrees {
		t.Error("the count after it does not agree")
	}
}

// A late entry from before a count changes what the book said then: what was
// explained opens again, and what agreed becomes a difference.
func TestALateEntryBeforeACountShows(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	f.now = f.now.Add(time.Hour)
	count, _ := f.count(lot, 28)
	counted := f.now
	f.now = f.now.Add(10 * time.Minute)
	_, err := f.desk.Resolve(ctx, f.nora, f.ana, register.Explanation{Lot: lot, Count: count, Text: "Two lost", Adjust: true})
	f.must(err)
	f.balance(lot, counted.Add(-time.Minute), register.Balance{Sealed: 30})
	f.balance(lot, counted, register.Balance{Sealed: 28})
	f.now = f.now.Add(time.Hour)
	_, err = f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Amount: 2, Session: "s1", At: f.now.Add(-90 * time.Minute)})
	f.must(err)
	d := f.book(lot).Differences()
	if len(d) != 1 || !d[0].Open || d[0].Total() != 2 {
		t.Fatalf("after the late entry: %+v", d)
	}
	f.refused(record.Refused, "was explained, and the book has changed since", func() error {
		_, err := f.desk.Resolve(ctx, f.nora, f.ana, register.Explanation{Lot: lot, Count: count, Text: "again"})
		return err
	})
	_, err = f.desk.Correct(ctx, f.nora, f.ana, lot, d[0].Resolved.ID, "they had been drawn")
	f.must(err)
	d = f.book(lot).Differences()
	if !d[0].Open || len(d[0].Now) != 0 {
		t.Fatalf("without its explanation: %+v", d)
	}
	_, err = f.desk.Resolve(ctx, f.nora, f.ana, register.Explanation{Lot: lot, Count: count, Text: "Entered late"})
	f.must(err)
	if d = f.book(lot).Differences(); d[0].Open {
		t.Errorf("still open: %+v", d)
	}
	f.balance(lot, f.now, register.Balance{Sealed: 28, Drawn: 2})

	agreed, agrees := f.count(lot, 28)
	if !agrees {
		t.Fatal("28 of 28 do not agree")
	}
	f.now = f.now.Add(time.Hour)
	_, err = f.desk.Destroy(ctx, f.nora, f.ana, register.Destroyed{Lot: lot, Containers: 1, How: "crushed", At: f.now.Add(-2 * time.Hour)})
	f.must(err)
	if d = f.book(lot).Differences(); len(d) != 2 || !d[1].Open || d[1].Count.ID != agreed || d[1].Total() != 1 {
		t.Errorf("a count that no longer agrees: %+v", d)
	}
}

// Counted in the same minute, before or after a draw: the order of entry
// decides, and nothing seems to be missing.
func TestACountAndADrawInOneMinute(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	f.now = f.now.Add(time.Hour + 10*time.Second)
	f.count(lot, 30)
	f.now = f.now.Add(20 * time.Second)
	_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Amount: 1, Session: "s1", At: f.now.Truncate(time.Minute)})
	f.must(err)
	f.count(lot, 29)
	if d := f.book(lot).Differences(); len(d) != 0 {
		t.Errorf("differences: %+v", d)
	}
}

// What more is in a vial than its label says comes into the book by a count.
func TestAnOverfilledVial(t *testing.T) {
	f := start(t)
	r := ketamine()
	r.Containers = 1
	lot := f.receive(r)
	vial := f.open(lot)
	f.draw(lot, vial, 10_000, "s1")
	count, agrees := f.count(lot, 0, register.Left{Vial: vial, Amount: 200})
	if agrees {
		t.Fatal("0.2 mL out of nowhere agree")
	}
	_, err := f.desk.Resolve(ctx, f.ines, f.nora, register.Explanation{Lot: lot, Count: count, Text: "Overfill", Adjust: true})
	f.must(err)
	_, err = f.desk.Waste(ctx, f.nora, f.ana, register.Waste{Lot: lot, Vial: vial, Amount: 200, How: "cartridge"})
	f.must(err)
	_, err = f.desk.Correct(ctx, f.nora, f.ana, lot, f.book(lot).Differences()[0].Resolved.ID, "no overfill")
	if record.CodeOf(err) != record.Refused || !strings.Contains(err.Error(), "the opened vial would be 0.2 mL short") {
		t.Errorf("what was wasted was taken out of the book: %v", err)
	}
}
