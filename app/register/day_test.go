package register_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/words"
)

// A whole day: a delivery, two sessions, waste before a witness, a lozenge put
// back, a count that is short and explained, and the papers at its end.
func TestADayOfTheRegister(t *testing.T) {
	f := start(t)
	morning := f.now
	liquid, pieces := f.receive(ketamine()), f.receive(lozenges())
	f.now = f.now.Add(time.Hour)
	vial := f.open(liquid)
	syringe := f.draw(liquid, vial, 1500, "s1")
	f.now = f.now.Add(10 * time.Minute)
	f.gift(register.Gift{Lot: "k24-118", Session: "s1", Patient: "1", Route: "IM", UG: 60_000})
	d := f.book(liquid).Draws(f.now)[0]
	if d.Given != 1200 || d.Still != 300 || d.Closed() {
		t.Errorf("after the dose the draw is %+v", d)
	}
	_, err := f.desk.Waste(ctx, f.nora, f.ana, register.Waste{Lot: liquid, Draw: syringe, Amount: 300, How: "into the cartridge"})
	f.must(err)
	if d = f.book(liquid).Draws(f.now)[0]; !d.Closed() || d.Given+d.Wasted+d.Returned != d.Amount {
		t.Errorf("the draw does not close: %+v", d)
	}

	f.now = f.now.Add(time.Hour)
	taken := f.draw(pieces, record.EventID{}, 3, "s2")
	f.gift(register.Gift{Lot: "TR-77", Session: "s2", Patient: "2", Route: "lozenge", UG: 200_000, Amount: 2})
	_, err = f.desk.PutBack(ctx, f.nora, pieces, taken, 1, time.Time{})
	f.must(err)
	f.balance(pieces, f.now, register.Balance{Sealed: 28})
	f.balance(liquid, morning, register.Balance{Sealed: 100_000})
	f.balance(liquid, f.now, register.Balance{Sealed: 90_000, Opened: 8500})

	f.now = f.now.Add(time.Hour)
	count, agrees, err := f.desk.Count(ctx, f.ana, register.Counted{Lot: liquid, Containers: 9, Vials: []register.Left{{Vial: vial, Amount: 8300}}})
	f.must(err)
	if agrees {
		t.Error("a count that is 0.2 mL short agrees")
	}
	_, err = f.desk.Resolve(ctx, f.nora, f.omar, register.Explanation{Lot: liquid, Count: count, Text: "Left in the needles", Adjust: true})
	f.must(err)
	f.balance(liquid, f.now, register.Balance{Sealed: 90_000, Opened: 8300})
	f.papers(liquid, morning)
}

// papers looks at what the day's papers and files say.
func (f *fixture) papers(liquid record.ID, morning time.Time) {
	f.t.Helper()
	today := record.DateOf(morning, denver)
	for _, lang := range words.Langs {
		inv, err := f.desk.InventoryDocument(ctx, f.omar, time.Time{}, lang, handout.Normal)
		f.must(err)
		f.must(inv.Check())
		rep, err := f.desk.ReportDocument(ctx, f.omar, register.TwoYearsTo(today), today, lang, handout.Normal)
		f.must(err)
		f.must(rep.Check())
		if n := tables(rep.Blocks); n != 2 {
			f.t.Errorf("%d tables for 2 lots", n)
		}
	}
	raw, err := f.desk.ReportCSV(ctx, f.omar, today, today, words.English)
	f.must(err)
	rows := parse(f.t, raw)
	var what []string
	for _, r := range rows[1:] {
		if r[3] == "K24-118" {
			what = append(what, r[8]+" "+r[9]+" "+r[10])
		}
	}
	want := []string{"On hand at the beginning  0", "Received 100 100", "Opened  100", "Drawn 1.5 98.5", "Dose given 1.2 98.5", "Wasted 0.3 98.5",
		"Counted 98.3 98.5", "Difference explained -0.2 98.3", "On hand at the end  98.3"}
	if !slices.Equal(what, want) {
		f.t.Errorf("the file says\n%s\nwant\n%s", strings.Join(what, "\n"), strings.Join(want, "\n"))
	}
	raw, err = f.desk.InventoryCSV(ctx, f.omar, time.Time{}, words.Spanish)
	f.must(err)
	if rows = parse(f.t, raw); len(rows) != 3 || rows[0][0] != "Fármaco" || rows[2][7] != "98.3" && rows[1][7] != "98.3" {
		f.t.Errorf("the inventory says %q", rows)
	}
	if !slices.Equal(f.exit.exported, []string{register.ReportPaper, register.InventoryPaper}) {
		f.t.Errorf("on record: %q", f.exit.exported)
	}
}

func tables(blocks []handout.Block) (n int) {
	for _, b := range blocks {
		if _, ok := b.(handout.Table); ok {
			n++
		}
	}
	return n
}

// parse reads a CSV file strictly: the mark, one line end, one width.
func parse(t *testing.T, raw []byte) [][]string {
	t.Helper()
	body, ok := bytes.CutPrefix(raw, []byte("\ufeff"))
	if !ok {
		t.Error("no byte order mark")
	}
	if bytes.Count(body, []byte("\n")) != bytes.Count(body, []byte("\r\n")) {
		t.Error("a line ends without CR LF")
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll() // one width is what it checks
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
