package handout_test

import (
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

func drill() handout.Drill {
	return handout.Drill{Name: "kapdesk-1a2b-2026-11-24.age", Made: at(10, 0), Tried: at(10, 5), Events: 1203, Patients: 41, Visits: 97,
		Head: record.Hash{0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67}, Signed: "1a2b 3c4d 5e6f", Version: "1.2"}
}

func TestDrillProofRefusals(t *testing.T) {
	for name, spoil := range map[string]func(*handout.Sheet, *handout.Drill){
		"no clinic": func(s *handout.Sheet, _ *handout.Drill) { s.Clinic.Name = " " },
		"no zone":   func(s *handout.Sheet, _ *handout.Drill) { s.Zone = nil },
		"no time":   func(s *handout.Sheet, _ *handout.Drill) { s.Printed = time.Time{} },
		"no backup": func(_ *handout.Sheet, d *handout.Drill) { d.Name = "" },
		"not made":  func(_ *handout.Sheet, d *handout.Drill) { d.Made = time.Time{} },
		"not tried": func(_ *handout.Sheet, d *handout.Drill) { d.Tried = time.Time{} },
		"no head":   func(_ *handout.Sheet, d *handout.Drill) { d.Head = record.Hash{} },
	} {
		s, d := sheet(words.English), drill()
		spoil(&s, &d)
		if doc, err := handout.DrillProof(book(t), s, d); err == nil || doc != nil {
			t.Errorf("%s: a proof was made", name)
		}
	}
}

func TestDrillProof(t *testing.T) {
	d, err := handout.DrillProof(book(t), sheet(words.English), drill())
	text := check(t, d, err)
	has(t, text, "Proof that a backup can be restored", "kapdesk-1a2b-2026-11-24.age", "24 Nov 2026, 10:00", "24 Nov 2026, 10:05",
		"1203", "41", "97", "abcd ef01 2345", "1a2b 3c4d 5e6f", "1.2", "Seen by")
	hasNot(t, d.Patient, "L-0")
	d, err = handout.DrillProof(book(t), sheet(words.Spanish), drill())
	has(t, check(t, d, err), "Prueba de que una copia de seguridad se puede restaurar", "Pacientes", "Visitas", "Visto por")
	plain := drill()
	plain.Signed, plain.Version = "", ""
	d, err = handout.DrillProof(book(t), sheet(words.English), plain)
	has(t, check(t, d, err), "none")
}
