package register_test

import (
	"reflect"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/register"
)

// exchange gives each laptop what the other knows, and checks that both have
// the same book then.
func (f *fixture) exchange(away *memlog.Log, lot record.ID) register.Book {
	f.t.Helper()
	ours := f.log.Events()
	f.must(f.log.Receive(ctx, away.Events()...))
	f.must(away.Receive(ctx, ours...))
	b := f.book(lot)
	if !reflect.DeepEqual(b, bookOf(f.t, away, lot)) {
		f.t.Fatal("the two laptops have different books")
	}
	return b
}

// Two laptops draw the last of one vial at once. The merged book says what is
// short and since when; it lets nobody make it worse, and is whole again when
// one draw has been taken back.
func TestTheSameVialDrawnOnTwoLaptops(t *testing.T) {
	f := start(t)
	r := ketamine()
	r.Containers = 1
	lot := f.receive(r)
	vial := f.open(lot)
	f.draw(lot, vial, 8000, "s0")
	away, there := f.other("device-2")
	f.now = f.now.Add(time.Hour)
	f.draw(lot, vial, 1500, "s1")
	theirs, err := there.Draw(ctx, f.ines, register.Taken{Lot: lot, Vial: vial, Amount: 1200, Session: "s2"})
	f.must(err)
	c := f.exchange(away, lot).Conflicts()
	if len(c) != 1 || c[0].What != register.ShortVial || c[0].Short != 700 || c[0].Line != vial || !c[0].At.Equal(f.now) {
		t.Fatalf("conflicts: %+v", c)
	}
	f.now = f.now.Add(time.Hour)
	worse := func(at time.Time) func() error {
		return func() error {
			_, err := f.desk.Waste(ctx, f.nora, f.ana, register.Waste{Lot: lot, Vial: vial, Amount: 1, How: "cartridge", At: at})
			return err
		}
	}
	f.refused(record.Refused, "On 2026-11-23 at 11:00 the opened vial would be 0.701 mL short.", worse(time.Time{}))
	f.refused(record.Refused, "On 2026-11-23 at 10:00 the opened vial would be 0.701 mL short.", worse(f.now.Add(-90*time.Minute)))
	_, err = f.desk.Correct(ctx, f.nora, record.Actor{}, lot, theirs, "drawn from a vial of the other box")
	f.must(err)
	if c := f.exchange(away, lot).Conflicts(); len(c) != 0 {
		t.Errorf("still in conflict: %+v", c)
	}
	f.balance(lot, f.now, register.Balance{Opened: 500, Drawn: 9500})
}

// In a book that is short already, taking a later delivery back is refused: it
// would be short for longer.
func TestADeliveryThatMendsAShortageStays(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	away, there := f.other("device-2")
	f.now = f.now.Add(time.Hour)
	f.draw(lot, record.EventID{}, 16, "s1")
	_, err := there.Draw(ctx, f.ines, register.Taken{Lot: lot, Amount: 16, Session: "s2"})
	f.must(err)
	f.exchange(away, lot)
	f.now = f.now.Add(time.Hour)
	more := lozenges()
	more.Containers, more.Invoice = 5, "S-10"
	_, line, err := f.desk.Receive(ctx, f.nora, more, time.Time{})
	f.must(err)
	f.balance(lot, f.now, register.Balance{Sealed: 3, Drawn: 32})
	f.refused(record.Refused, "On 2026-11-23 at 11:00 the sealed stock of this lot would be 2 pieces short.", func() error {
		_, err := f.desk.Correct(ctx, f.nora, record.Actor{}, lot, line, "not ours")
		return err
	})
}

// A line that both laptops take back at once is taken back once.
func TestALineTakenBackTwiceCountsOnce(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	line := f.draw(lot, record.EventID{}, 5, "s1")
	away, there := f.other("device-2")
	_, err := f.desk.Correct(ctx, f.nora, record.Actor{}, lot, line, "wrong lot")
	f.must(err)
	_, err = there.Correct(ctx, f.ines, record.Actor{}, lot, line, "typed twice")
	f.must(err)
	b := f.exchange(away, lot)
	if got := b.Balance(f.now); got != (register.Balance{Sealed: 30}) {
		t.Errorf("the balance is %+v", got)
	}
	void := 0
	for _, l := range b.Lines {
		if l.Void {
			void++
		}
	}
	if old, _ := b.Line(line); len(old.Struck) != 2 || void != 1 {
		t.Errorf("%d counter-entries, %d void", len(old.Struck), void)
	}
}

// One difference explained on two laptops adjusts the book once, and shows.
func TestADifferenceExplainedTwiceAdjustsOnce(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	count, _ := f.count(lot, 29)
	away, there := f.other("device-2")
	f.now = f.now.Add(time.Minute)
	_, err := there.Resolve(ctx, f.ines, f.ana, register.Explanation{Lot: lot, Count: count, Text: "lost", Adjust: true})
	f.must(err)
	f.now = f.now.Add(time.Minute)
	second, err := f.desk.Resolve(ctx, f.nora, f.ana, register.Explanation{Lot: lot, Count: count, Text: "crushed", Adjust: true})
	f.must(err)
	b := f.exchange(away, lot)
	if got := b.Balance(f.now); got.Sealed != 29 {
		t.Errorf("the balance is %+v", got)
	}
	if c := b.Conflicts(); len(c) != 1 || c[0].What != register.TwiceExplain || c[0].Line != second {
		t.Errorf("conflicts: %+v", c)
	}
	if d := b.Differences(); len(d) != 1 || d[0].Open || d[0].Resolved.How != "lost" {
		t.Errorf("differences: %+v", d)
	}
	_, err = f.desk.Correct(ctx, f.nora, f.ana, lot, second, "explained already")
	f.must(err)
	if b = f.exchange(away, lot); len(b.Conflicts()) != 0 || b.Balance(f.now).Sealed != 29 {
		t.Errorf("after it was taken back: %+v, %+v", b.Balance(f.now), b.Conflicts())
	}
}

// A count made without what the other laptop had drawn is explained by the
// merge, and still needs a person to say so.
func TestACountWithoutTheOtherLaptopsDraw(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	away, there := f.other("device-2")
	f.now = f.now.Add(time.Minute)
	_, err := there.Draw(ctx, f.ines, register.Taken{Lot: lot, Amount: 2, Session: "s1"})
	f.must(err)
	f.now = f.now.Add(time.Minute)
	if _, agrees := f.count(lot, 28); agrees {
		t.Fatal("28 of 30 agree")
	}
	d := f.exchange(away, lot).Differences()
	if len(d) != 1 || !d[0].Open || len(d[0].Now) != 0 || d[0].Total() != -2 {
		t.Errorf("differences: %+v", d)
	}
}

// Two laptops record two expiry dates of one lot: the earlier counts.
func TestOfTwoExpiryDatesTheEarlierCounts(t *testing.T) {
	f := start(t)
	away, there := f.other("device-2")
	lot := f.receive(ketamine())
	other := ketamine()
	other.Invoice, other.Expiry = "F-2", record.Date{Year: 2026, Month: time.December, Day: 31}
	_, _, err := there.Receive(ctx, f.ines, other, time.Time{})
	f.must(err)
	b := f.exchange(away, lot)
	if b.Expiry != other.Expiry {
		t.Errorf("it expires %v", b.Expiry)
	}
	if c := b.Conflicts(); len(c) != 1 || c[0].What != register.TwoExpiries {
		t.Errorf("conflicts: %+v", c)
	}
}

// One box that two laptops record at once is one lot, and its invoice shows as
// recorded twice.
func TestALotRecordedOnTwoLaptopsIsOne(t *testing.T) {
	f := start(t)
	away, there := f.other("device-2")
	lot := f.receive(ketamine())
	twice := ketamine()
	twice.Drug, twice.Number, twice.Strength = "ketamine ", "k24-118", register.Strength{UG: 500, Per: 10}
	same, _, err := there.Receive(ctx, f.ines, twice, time.Time{})
	f.must(err)
	if same != lot {
		t.Fatal("one box is two lots")
	}
	f.must(f.log.Receive(ctx, away.Events()...))
	c := f.book(lot).Conflicts()
	if len(c) != 1 || c[0].What != register.TwiceInvoice {
		t.Fatalf("conflicts: %+v", c)
	}
	_, err = f.desk.Correct(ctx, f.nora, record.Actor{}, lot, c[0].Line, "recorded on two laptops")
	f.must(err)
	if c := f.book(lot).Conflicts(); len(c) != 0 {
		t.Errorf("after it was put right: %+v", c)
	}
	f.balance(lot, f.now, register.Balance{Sealed: 100_000})
}
