package eligibility_test

import (
	"encoding/json"
	"math/rand"
	"testing"
	"time"

	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// TestRandomAnswersNeverClearAnUnknown fills the real form at random, reads
// the whole sheet, and finds no clear line whose fact nobody knows; and a
// sheet that can be signed has no unknown.
func TestRandomAnswersNeverClearAnUnknown(t *testing.T) {
	rnd := rand.New(rand.NewSource(11))
	for range 60 {
		w := newWorld(t)
		for _, q := range w.form.Questions() {
			if rnd.Intn(4) == 0 {
				continue // nobody asked
			}
			switch q.Type {
			case intake.YesNo:
				a := intake.Said([]string{intake.Yes, intake.No, intake.Unknown}[rnd.Intn(3)], "")
				if len(q.Kinds) > 0 && rnd.Intn(2) == 0 {
					a.Kind = q.Kinds[rnd.Intn(len(q.Kinds))].ID
				}
				if q.HasWhen() && rnd.Intn(2) == 0 {
					a.When = []string{"2019", "2026", "2026-11-01", "2025-11"}[rnd.Intn(4)]
				}
				w.answer(w.Desk, q.ID, a)
			case intake.List:
				if rnd.Intn(2) == 0 {
					w.answer(w.Desk, q.ID, intake.Answer{Say: intake.None})
				} else if q.ID == "medicines" {
					w.answer(w.Desk, "medicine.", intake.Answer{Row: map[string]string{"name": []string{"alprazolam", "foozle", "sertralin", "lisinopril"}[rnd.Intn(4)]}})
				}
			}
		}
		s := w.sheet()
		for _, l := range s.Lines {
			if l.State == protocol.Clear && !l.Fact.Known {
				t.Fatalf("%s is clear on %+v", l.Criterion.ID, l.Fact)
			}
			if l.Fact.Type == protocol.TypeAnswer && l.Fact.Say != "yes" && l.Fact.Say != "no" && l.State != protocol.Unknown {
				t.Fatalf("%s is %s on %+v", l.Criterion.ID, l.State, l.Fact)
			}
		}
		if ps := s.With(nil, "x").Against(true); (len(ps) == 0) != (s.Count(protocol.Unknown) == 0 && s.Count(protocol.Stop) == 0) {
			t.Fatalf("%d unknown, %d stop, and %v", s.Count(protocol.Unknown), s.Count(protocol.Stop), ps)
		}
	}
}

// twice is a reader in which two laptops have answered one question at once.
type twice struct {
	record.Reader
	ref    record.Ref
	field  string
	second string
}

func (r twice) Fields(ref record.Ref) (record.Fields, error) {
	f, err := r.Reader.Fields(ref)
	if err == nil && ref == r.ref {
		v := f[r.field][0]
		v.Raw = json.RawMessage(r.second)
		v.Event.Device = "device-2"
		f[r.field] = append(f[r.field], v)
	}
	return f, err
}

func TestTwoAnswersAtOnceAreUnknownAndOutdate(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	w.must(w.Log.View(ctx, func(r record.Reader) error {
		s, err := w.desk.Standing(twice{r, intake.Ref(w.Patient), "heart", `{"say":"yes","kind":"unstable"}`}, w.Patient, "")
		if s.Kind != eligibility.OutOfDate || len(s.Changes) != 1 || !s.Changes[0].New.Conflict || s.Changes[0].New.Known {
			t.Errorf("%s %+v", s.Kind, s.Changes)
		}
		return err
	}))
}

func TestVoice(t *testing.T) {
	v := eligibility.Voice{Lang: words.English, Zone: time.UTC}
	at := time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)
	for want, f := range map[string]eligibility.Fact{
		"intake: not asked yet":                               {Type: protocol.TypeAnswer},
		"intake: don't know · asked by Mara, 23 Nov 2026":     {Type: protocol.TypeAnswer, Asked: true, Say: "unknown", By: "Mara", At: at},
		"intake: yes, stable, 2019, stent · confirmed by Ana": {Type: protocol.TypeAnswer, Asked: true, Known: true, Say: "yes", Kind: "stable", When: "2019", Detail: "stent", By: "Mara", Confirmed: "Ana", At: at},
		"intake: two different answers":                       {Type: protocol.TypeAnswer, Asked: true, Conflict: true},
		"not measured yet":                                    {Type: protocol.TypePressure},
		"148/92 mmHg, 23 Nov 2026":                            {Type: protocol.TypePressure, Known: true, Pressure: protocol.Pressure{Systolic: 148, Diastolic: 92}, Date: record.DateOf(at, time.UTC)},
		"not confirmed yet":                                   {Type: protocol.TypeDate},
		"23 Nov 2026 · confirmed by Ana":                      {Type: protocol.TypeDate, Known: true, Date: record.DateOf(at, time.UTC), Confirmed: "Ana"},
		"23 Nov 2026 · confirmed by Ana · changed since":      {Type: protocol.TypeDate, Known: true, Date: record.DateOf(at, time.UTC), Confirmed: "Ana", Since: true},
		"not known":                            {Type: protocol.TypeNumber},
		"36 years":                             {Type: protocol.TypeNumber, Known: true, Number: 36, Unit: "years"},
		"4 cm":                                 {Type: protocol.TypeNumber, Known: true, Number: 4, Unit: "cm"},
		"medicines: not asked yet":             {Type: protocol.TypeMedicines},
		"takes no medicines":                   {Type: protocol.TypeMedicines, Known: true, Asked: true},
		"none (medicines listed: 2)":           {Type: protocol.TypeMedicines, Known: true, Asked: true, Of: 2},
		"all recognised (medicines listed: 2)": {Type: protocol.TypeMedicines, Known: true, Asked: true, Of: 2, Strange: true},
		"not recognised: foozle":               {Type: protocol.TypeMedicines, Known: true, Asked: true, Of: 2, Strange: true, Medicines: []string{"foozle"}},
		"alprazolam 0.5 mg; lorazepam":         {Type: protocol.TypeMedicines, Known: true, Asked: true, Of: 2, Medicines: []string{"alprazolam 0.5 mg", "lorazepam"}},
	} {
		if got := v.Fact(f); got != want {
			t.Errorf("said %q, not %q", got, want)
		}
	}
	if got := v.Change(eligibility.Change{Protocol: true, OldVersion: 1, NewVersion: 2}); got != "The protocol changed: it was version 1 and is now 2" {
		t.Error(got)
	}
	// What a clinic adopts first is version 1, as the draft before it is.
	if got := v.Change(eligibility.Change{Protocol: true, OldVersion: 1, NewVersion: 1, OldDraft: true}); got != "The protocol changed: it was the draft, version 1, and is now the clinic's own, version 1" {
		t.Error(got)
	}
	// A newer program brought a newer draft.
	if got := v.Change(eligibility.Change{Protocol: true, OldVersion: 1, NewVersion: 2, OldDraft: true, NewDraft: true}); got != "The protocol changed: it was the draft, version 1, and is now version 2" {
		t.Error(got)
	}
}
