package register_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/words"
)

func TestTwoYears(t *testing.T) {
	day := func(y int, m time.Month, d int) record.Date { return record.Date{Year: y, Month: m, Day: d} }
	for _, c := range []struct{ last, first record.Date }{
		{day(2026, 11, 23), day(2024, 11, 24)}, {day(2026, 12, 31), day(2025, 1, 1)}, {day(2028, 2, 28), day(2026, 3, 1)}, {day(2030, 2, 28), day(2028, 3, 1)},
	} {
		if got := register.TwoYearsTo(c.last); got != c.first {
			t.Errorf("two years to %v begin %v, want %v", c.last, got, c.first)
		}
	}
}

// A report opens with what the one before it closed with; where a late entry
// has changed that since, the entry stands in the report in which it was
// written down.
func TestReportsFollowOnEachOther(t *testing.T) {
	f := start(t)
	lot := f.receive(lozenges())
	day := record.DateOf(f.now, denver)
	report := func(from, to record.Date) register.Account {
		r, err := f.desk.Report(ctx, f.omar, from, to)
		f.must(err)
		if len(r.Accounts) != 1 {
			t.Fatalf("%d accounts", len(r.Accounts))
		}
		return r.Accounts[0]
	}
	f.now = f.now.Add(24 * time.Hour)
	f.draw(lot, record.EventID{}, 4, "s1")
	one, two := report(day, day), report(day.AddDays(1), day.AddDays(1))
	if one.Opening.Sealed != 0 || one.Closing.Sealed != 30 || two.Opening != one.Closing || two.Closing.Sealed != 26 || len(one.Entries) != 1 || len(two.Entries) != 1 {
		t.Errorf("the days are %+v and %+v", one, two)
	}
	if len(two.Draws) != 1 || two.Draws[0].Still != 4 || len(one.Draws) != 0 {
		t.Errorf("open draws: %+v, %+v", one.Draws, two.Draws)
	}
	if two.Entries[0].Number != "L-1" || two.Entries[0].OnHand != 26 || one.Entries[0].Number != "" {
		t.Errorf("the entry is %+v", two.Entries[0])
	}
	_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Amount: 1, Session: "s0", Patient: "2", At: f.now.Add(-20 * time.Hour)})
	f.must(err)
	two = report(day.AddDays(1), day.AddDays(1))
	if two.Opening.Sealed != 29 || two.Closing.Sealed != 25 || len(two.Entries) != 2 || two.Entries[0].Session != "s0" {
		t.Errorf("with the late entry it is %+v", two)
	}
	if one = report(day, day); one.Closing != two.Opening || len(one.Entries) != 2 {
		t.Errorf("the day before is %+v", one)
	}
	r, err := f.desk.Report(ctx, f.omar, day.AddDays(-9), day.AddDays(-1))
	f.must(err)
	if len(r.Accounts) != 0 {
		t.Errorf("before the first delivery there is %+v", r.Accounts)
	}
}

// Lines of one minute stand as they were written down, each with what was left
// after it: also one whose time was typed, and begins the minute.
func TestTheBalanceRunsWithinAMinute(t *testing.T) {
	f := start(t)
	f.now = f.now.Truncate(time.Minute).Add(10 * time.Second)
	r := ketamine()
	r.Containers = 2
	lot := f.receive(r)
	f.now = f.now.Add(10 * time.Second)
	vial := f.open(lot)
	_, err := f.desk.Draw(ctx, f.nora, register.Taken{Lot: lot, Vial: vial, Amount: 1500, Session: "s1", Patient: "1", At: f.now.Truncate(time.Minute)})
	f.must(err)
	f.now = f.now.Add(10 * time.Second)
	wrong := f.draw(lot, vial, 2000, "s2")
	_, err = f.desk.Correct(ctx, f.nora, record.Actor{}, lot, wrong, "not drawn")
	f.must(err)
	day := record.DateOf(f.now, denver)
	rep, err := f.desk.Report(ctx, f.omar, day, day)
	f.must(err)
	var got []int64
	for _, e := range rep.Accounts[0].Entries {
		got = append(got, e.OnHand)
	}
	if want := []int64{20_000, 20_000, 18_500, 18_500, 18_500}; !slices.Equal(got, want) {
		t.Errorf("after each line there is %v, want %v", got, want)
	}
}

// A day that begins when the clocks are changed has its own lines.
func TestAReportOfTheDayTheClocksChange(t *testing.T) {
	f := start(t)
	f.now = time.Date(2026, 11, 1, 5, 59, 0, 0, time.UTC) // 23:59 on 31 October in Denver
	lot := f.receive(lozenges())
	for _, h := range []int{0, 1, 2, 24, 25} { // the day has 25 hours
		f.now = time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC).Add(time.Duration(h) * time.Hour)
		f.draw(lot, record.EventID{}, 1, "s1")
	}
	day := record.Date{Year: 2026, Month: time.November, Day: 1}
	r, err := f.desk.Report(ctx, f.omar, day, day)
	f.must(err)
	a := r.Accounts[0]
	if len(a.Entries) != 4 || a.Opening.Sealed != 30 || a.Closing.Sealed != 26 {
		t.Errorf("the day has %d lines, from %+v to %+v", len(a.Entries), a.Opening, a.Closing)
	}
}

// What is open or does not fit stands in the report, on paper and in the file,
// in both languages; a line that was taken back stays readable, struck out.
func TestAReportSaysWhatIsToBePutRight(t *testing.T) {
	f := start(t)
	r := ketamine()
	r.Containers, r.Drug, r.Supplier = 1, "=Ketamine", "@Norte"
	lot := f.receive(r)
	vial := f.open(lot)
	wrong := f.draw(lot, vial, 2000, "s1")
	_, err := f.desk.Correct(ctx, f.nora, record.Actor{}, lot, wrong, "-wrong vial")
	f.must(err)
	f.draw(lot, vial, 1000, "s1")
	f.count(lot, 0, register.Left{Vial: vial, Amount: 8900})
	away, there := f.other("device-2")
	f.draw(lot, vial, 9000, "s2")
	_, err = there.Draw(ctx, f.ines, register.Taken{Lot: lot, Vial: vial, Amount: 500, Session: "s3", Patient: "3"})
	f.must(err)
	f.must(f.log.Receive(ctx, away.Events()...))
	day := record.DateOf(f.now, denver)
	for lang, wants := range map[words.Lang][]string{
		words.English: {"Drawn on 23 Nov 2026, 09:00 by Nora Diaz: 1 mL not accounted for.", "the difference of -0.1 mL is not explained.", "More was taken from an opened vial than there was (23 Nov 2026, 09:00): 0.5 mL"},
		words.Spanish: {"1 mL por justificar.", "la diferencia de -0.1 mL no está explicada.", "De un frasco abierto se tomó más de lo que había (23 nov 2026, 09:00): 0.5 mL"},
	} {
		doc, err := f.desk.ReportDocument(ctx, f.omar, day, day, lang, handout.Large)
		f.must(err)
		f.must(doc.Check())
		raw, err := f.desk.ReportCSV(ctx, f.omar, day, day, lang)
		f.must(err)
		for _, want := range wants {
			if !slices.ContainsFunc(notices(doc), func(s string) bool { return strings.Contains(s, want) }) || !strings.Contains(string(raw), want) {
				t.Errorf("nothing says %q in\n%q", want, notices(doc))
			}
		}
		struck := 0
		for _, b := range doc.Blocks {
			if table, ok := b.(handout.Table); ok {
				for _, row := range table.Rows {
					if row.Struck {
						struck++
					}
				}
			}
		}
		if struck != 1 {
			t.Errorf("%d lines are struck out", struck)
		}
		for _, row := range parse(t, raw)[1:] {
			for i, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) && i != 9 && i != 10 {
					t.Errorf("column %d may be taken for a formula: %q", i, cell)
				}
			}
			if row[20] != "" && (row[20] != wrong.String() || row[9] != "-2") {
				t.Errorf("the counter-entry reads %q", row)
			}
		}
	}
	f.must(f.desk.Printed(ctx, f.omar, register.ReportPaper))
	if !slices.Equal(f.exit.printed, []string{register.ReportPaper}) {
		t.Errorf("on record: %q", f.exit.printed)
	}
}

func notices(doc *handout.Document) (items []string) {
	for _, b := range doc.Blocks {
		if n, ok := b.(handout.Notice); ok {
			items = append(items, n.Items...)
		}
	}
	return items
}

// One piece on hand is a piece on paper too, and its delivery says its number
// once.
func TestOnePieceOnPaper(t *testing.T) {
	f := start(t)
	rc := lozenges()
	rc.Containers = 1
	f.receive(rc)
	day := record.DateOf(f.now, denver)
	for lang, want := range map[words.Lang]string{words.English: "1 piece", words.Spanish: "1 pieza"} {
		inv, err := f.desk.InventoryDocument(ctx, f.omar, time.Time{}, lang, handout.Normal)
		f.must(err)
		rep, err := f.desk.ReportDocument(ctx, f.omar, day, day, lang, handout.Normal)
		f.must(err)
		for name, doc := range map[string]*handout.Document{"inventory": inv, "report": rep} {
			said := fmt.Sprint(doc.Blocks)
			if !strings.Contains(said, want) || strings.Contains(said, want+"s") || strings.Contains(said, "1 containers") {
				t.Errorf("%s %s: %s", lang, name, said)
			}
		}
	}
}

// The inventory of an earlier day is what was there then.
func TestTheInventoryAtADate(t *testing.T) {
	f := start(t)
	then := f.now
	lot := f.receive(ketamine())
	f.now = f.now.Add(48 * time.Hour)
	f.draw(lot, f.open(lot), 2500, "s1")
	for at, want := range map[time.Time]register.Balance{then: {Sealed: 100_000}, f.now: {Sealed: 90_000, Opened: 7500, Drawn: 2500}, {}: {Sealed: 90_000, Opened: 7500, Drawn: 2500}} {
		inv, err := f.desk.Inventory(ctx, f.ana, at)
		f.must(err)
		if len(inv.Lots) != 1 || inv.Lots[0].Balance != want || inv.Lots[0].Containers() != want.Sealed/10_000 || inv.At.IsZero() {
			t.Errorf("at %v there was %+v", at, inv)
		}
	}
	inv, err := f.desk.Inventory(ctx, f.ana, then.Add(-time.Minute))
	f.must(err)
	if len(inv.Lots) != 0 {
		t.Errorf("before the delivery there was %+v", inv)
	}
	raw, err := f.desk.InventoryCSV(ctx, f.ana, then, words.English)
	f.must(err)
	if rows := parse(t, raw); len(rows) != 2 || rows[1][5] != "10" || rows[1][7] != "100" || rows[1][10] != "5000" || rows[1][4] != "2027-03-31" {
		t.Errorf("the file says %q", rows)
	}
}
