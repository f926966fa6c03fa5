package handout_test

import (
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

var expiry = record.Date{Year: 2027, Month: time.March, Day: 31}

func registerLot() handout.RegisterLot {
	return handout.RegisterLot{Drug: "Ketamine", Form: "multi-dose vial", Strength: "50 mg/mL", Lot: "K24-118", Unit: "mL", Expiry: expiry, Opening: "100 mL", Closing: "98.5 mL",
		Open: []string{"1.5 mL are open"}, Lines: []handout.RegisterLine{
			{At: at(9, 0), What: "Drawn", Amount: "1.5", OnHand: "98.5", Number: "L-00231", By: "Nora Diaz"},
			{At: at(9, 30), Entered: at(11, 0), What: "Wasted", Amount: "0.3", OnHand: "98.5", By: "Nora Diaz", Witness: "Ana Brandt", Remark: "cartridge", Struck: true}}}
}

func TestRegisterRefusals(t *testing.T) {
	day := record.Date{Year: 2026, Month: time.November, Day: 24}
	for name, spoil := range map[string]func(s *handout.Sheet, from *record.Date, when *time.Time){
		"no clinic": func(s *handout.Sheet, _ *record.Date, _ *time.Time) { s.Clinic.Name = " " },
		"no zone":   func(s *handout.Sheet, _ *record.Date, _ *time.Time) { s.Zone = nil },
		"no time":   func(s *handout.Sheet, _ *record.Date, _ *time.Time) { s.Printed = time.Time{} },
		"no day":    func(_ *handout.Sheet, d *record.Date, at *time.Time) { *d, *at = record.Date{}, time.Time{} },
	} {
		s, from, when := sheet(words.English), day, at(9, 0)
		spoil(&s, &from, &when)
		if d, err := handout.RegisterReport(book(t), s, from, day, nil); err == nil || d != nil {
			t.Errorf("%s: a report was made", name)
		}
		if d, err := handout.RegisterInventory(book(t), s, when, nil); err == nil || d != nil {
			t.Errorf("%s: an inventory was made", name)
		}
	}
}

func TestRegisterReport(t *testing.T) {
	day := record.Date{Year: 2026, Month: time.November, Day: 24}
	d, err := handout.RegisterReport(book(t), sheet(words.English), day.AddDays(-10), day, []handout.RegisterLot{registerLot()})
	text := check(t, d, err)
	has(t, text, "Register of controlled drugs", "From 14 Nov 2026 to 24 Nov 2026", "Ketamine 50 mg/mL, lot K24-118", "31 Mar 2027", "100 mL", "98.5 mL", "1.5 mL are open",
		"24 Nov 2026, 09:30", "written down 24 Nov 2026, 11:00", "taken back · cartridge", "Witness: Ana Brandt", "L-00231")
	hasNot(t, d.Patient, "L-0")
	if rows := find[handout.Table](t, d).Rows; len(rows) != 2 || rows[0].Struck || !rows[1].Struck {
		t.Errorf("the lines are %+v", rows)
	}
	quiet := registerLot()
	quiet.Lines, quiet.Open = nil, nil
	d, err = handout.RegisterReport(book(t), sheet(words.Spanish), day, day, []handout.RegisterLot{quiet})
	text = check(t, d, err)
	has(t, text, "Registro de fármacos controlados", "frasco multidosis", "En este tiempo no se escribió nada.")
	hasNot(t, text, "Por aclarar")
	d, err = handout.RegisterReport(book(t), sheet(words.English), day, day, nil)
	has(t, check(t, d, err), "Nothing was on hand, and nothing was written.")
}

func TestRegisterInventory(t *testing.T) {
	lines := []handout.StockLine{{Drug: "Ketamine", Form: "multi-dose vial", Strength: "50 mg/mL", Lot: "K24-118", Expiry: expiry, Containers: 9, Opened: "8.5 mL", Drawn: "0 mL", Total: "98.5 mL", MG: "4925"}}
	d, err := handout.RegisterInventory(book(t), sheet(words.English), at(9, 0), lines)
	has(t, check(t, d, err), "Inventory of controlled drugs", "24 Nov 2026, 09:00", "Ketamine 50 mg/mL", "K24-118", "98.5 mL", "4925 mg", "8.5 mL", "Counted by", "Witness")
	d, err = handout.RegisterInventory(book(t), sheet(words.Spanish), at(9, 0), nil)
	has(t, check(t, d, err), "No había existencias.")
}
