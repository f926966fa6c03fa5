package eligibility_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// TestEveryFactHasItsQuestion holds the shipped protocol against the shipped
// form: a fact that nobody asks for would be unknown for ever.
func TestEveryFactHasItsQuestion(t *testing.T) {
	w := newWorld(t)
	elsewhere := map[string]bool{"age": true, "intake_confirmed": true}
	for _, ft := range w.p.Facts {
		if elsewhere[ft.ID] {
			continue
		}
		q, ok := w.form.Question(ft.ID)
		if !ok {
			t.Errorf("nobody asks for %q", ft.ID)
			continue
		}
		if !q.Required {
			t.Errorf("%q is not required to confirm the intake", ft.ID)
		}
		kinds := map[string]bool{}
		for _, k := range q.Kinds {
			kinds[k.ID] = true
		}
		for _, k := range ft.Kinds {
			if !kinds[k] {
				t.Errorf("%q: nobody can answer %q", ft.ID, k)
			}
		}
	}
}

func TestABlankIntakeClearsNothing(t *testing.T) {
	w := newWorld(t)
	for _, l := range w.sheet().Lines {
		if l.State == protocol.Clear && l.Criterion.ID != "age" {
			t.Errorf("%s is clear although nothing was asked", l.Criterion.ID)
		}
	}
	if p := w.gate(); p == nil || p.Field != "eligibility" {
		t.Errorf("gate: %v", p)
	}
}

func TestFillRefuses(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.answer(w.Desk, "aneurysm", intake.Said(intake.Yes, "repaired"))
	before := len(w.Log.Events())
	for name, x := range map[string]struct {
		by   record.Actor
		mark eligibility.Mark
		code record.Code
	}{
		"owner":                    {w.Owner, eligibility.Mark{Criterion: "heart", State: protocol.Review}, record.NotAllowed},
		"no such criterion":        {w.Desk, eligibility.Mark{Criterion: "shoes", State: protocol.Review}, record.Invalid},
		"no such state":            {w.Desk, eligibility.Mark{Criterion: "heart", State: "fine"}, record.Invalid},
		"the desk clears a stop":   {w.Desk, eligibility.Mark{Criterion: "aneurysm", State: protocol.Clear, Note: "ok"}, record.NotAllowed},
		"a nurse clears a stop":    {w.Nurse, eligibility.Mark{Criterion: "aneurysm", State: protocol.Clear, Note: "ok"}, record.NotAllowed},
		"the desk softens a stop":  {w.Desk, eligibility.Mark{Criterion: "aneurysm", State: protocol.Review, Note: "ok"}, record.NotAllowed},
		"a note of fifty thousand": {w.Desk, eligibility.Mark{Criterion: "heart", Note: strings.Repeat("x", 50_000)}, record.Invalid},
	} {
		if err := w.desk.Fill(ctx, x.by, w.Patient, []eligibility.Mark{{Criterion: "stroke", State: protocol.Review}, x.mark}, ""); record.CodeOf(err) != x.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(w.Log.Events()); n != before {
		t.Errorf("refused and yet %d events", n-before)
	}
}

func TestTheDeskFillsInAndNeverClears(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.desk.Fill(ctx, w.Desk, w.Patient, []eligibility.Mark{{Criterion: "heart", State: protocol.Unknown, Note: "sounded unsure"}, {Criterion: "liver", Note: "brings tests"}}, ""))
	l := w.line("heart")
	if l.State != protocol.Unknown || !l.Set || l.SetBy != "Mara Okafor" || l.Note != "sounded unsure" {
		t.Errorf("%+v", l)
	}
	if l := w.line("liver"); l.Set || l.State != protocol.Clear || l.Note != "brings tests" {
		t.Errorf("a note alone changes no state: %+v", l)
	}
	for _, state := range []protocol.State{protocol.Clear, ""} {
		if err := w.desk.Fill(ctx, w.Desk, w.Patient, []eligibility.Mark{{Criterion: "heart", State: state}}, ""); record.CodeOf(err) != record.NotAllowed {
			t.Errorf("the desk brought it back to clear with %q: %v", state, err)
		}
	}
	w.must(w.desk.Fill(ctx, w.Prescriber, w.Patient, []eligibility.Mark{{Criterion: "heart", State: protocol.Clear, Note: "asked again"}}, ""))
	if l := w.line("heart"); l.State != protocol.Clear || l.Set {
		t.Errorf("%+v", l)
	}
}

func TestAMarkFallsWithItsFact(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.answer(w.Desk, "bladder", intake.Said(intake.Yes, "once"))
	w.must(w.desk.Fill(ctx, w.Prescriber, w.Patient, []eligibility.Mark{{Criterion: "bladder", State: protocol.Clear, Note: "cystitis in 2010"}}, ""))
	if l := w.line("bladder"); l.State != protocol.Clear {
		t.Fatalf("%+v", l)
	}
	w.answer(w.Desk, "bladder", intake.Said(intake.Yes, "blood since Monday"))
	if l := w.line("bladder"); l.State != protocol.Review || l.Set || l.Note == "" {
		t.Errorf("the old choice hides the new fact: %+v", l)
	}
}

func TestSignRefuses(t *testing.T) {
	w := newWorld(t)
	for _, by := range []record.Actor{w.Desk, w.Therapist, w.Nurse, w.Owner} {
		if err := w.desk.Sign(ctx, by, w.Patient, eligibility.Decision{}); record.CodeOf(err) != record.NotAllowed {
			t.Errorf("signed by %s: %v", by.ID, err)
		}
	}
	if err := w.sign(true); record.CodeOf(err) != record.Refused {
		t.Errorf("eligible on a blank intake: %v", err)
	}
	w.healthy()
	seen := w.sheet().Seen
	w.answer(w.Desk, "aneurysm", intake.Said(intake.Yes, ""))
	w.answer(w.Desk, "stroke", intake.Said(intake.Unknown, ""))
	w.answer(w.Desk, "bladder", intake.Said(intake.Yes, ""))
	if err := w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: seen, Eligible: true, Reasoning: "x"}); record.CodeOf(err) != record.Conflict {
		t.Errorf("signed what was not seen: %v", err)
	}
	err := w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen, Eligible: true})
	got := map[string]bool{}
	for _, p := range record.ProblemsOf(err) {
		got[p.Field] = true
	}
	for _, f := range []string{"eligibility.aneurysm", "eligibility.stroke", "eligibility.bladder", "eligibility.reasoning"} {
		if !got[f] {
			t.Errorf("no reason at %s: %v", f, err)
		}
	}
	err = w.sign(true, eligibility.Mark{Criterion: "aneurysm", State: protocol.Clear}, eligibility.Mark{Criterion: "stroke", State: protocol.Clear, Note: "scan is clean"})
	if ps := record.ProblemsOf(err); len(ps) != 1 || ps[0].Field != "eligibility.aneurysm" {
		t.Errorf("a state against the rule without a note: %v", err)
	}
	if err := w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen}); record.CodeOf(err) != record.Refused {
		t.Errorf("not eligible without reasoning: %v", err)
	}
	if s := w.standing(); s.Kind != eligibility.None {
		t.Errorf("something is signed: %s", s.Kind)
	}
	if l := w.line("stroke"); l.Set {
		t.Error("a refused signature kept its marks")
	}
}

func TestSignedHoldsEverything(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.answer(w.Desk, "bladder", intake.Said(intake.Yes, "once"))
	w.must(w.sign(true, eligibility.Mark{Criterion: "bladder", State: protocol.Clear, Note: "cystitis in 2010"}))
	s := w.standing()
	if s.Kind != eligibility.Eligible || w.gate() != nil {
		t.Fatalf("%s, gate %v", s.Kind, w.gate())
	}
	g := s.Signed
	if g.Protocol.Hash != w.p.Hash || g.Protocol.Version != 1 || g.Signature.Name != "Dr. Ilse Baum" || len(g.Lines) != len(w.p.Criteria) {
		t.Errorf("%+v", g.Protocol)
	}
	if g.On.String() != "2026-11-23" || g.ValidUntil.String() != "2026-12-23" {
		t.Errorf("on %s, until %s", g.On, g.ValidUntil)
	}
	l, _ := g.Line("bladder")
	if l.State != protocol.Clear || l.ByRule != protocol.Review || l.SetBy != "Dr. Ilse Baum" || l.Fact.Detail != "once" || len(l.Basis.Sources) == 0 {
		t.Errorf("%+v", l)
	}
	if l, _ := g.Line("heart"); l.Fact.Confirmed != "Ana Brandt" || l.Fact.Say != "no" {
		t.Errorf("%+v", l.Fact)
	}
}

func TestTheGateTellsWhy(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	signed := w.Now
	for _, x := range []struct {
		at   time.Time
		kind eligibility.Kind
	}{
		{time.Date(2026, 12, 24, 6, 59, 0, 0, time.UTC), eligibility.Eligible}, // 23:59 of the 23rd in Denver
		{time.Date(2026, 12, 24, 7, 0, 0, 0, time.UTC), eligibility.Expired},
	} {
		w.Now = x.at
		if s := w.standing(); s.Kind != x.kind || (w.gate() == nil) != (x.kind == eligibility.Eligible) {
			t.Errorf("%v: %s, gate %v", x.at, s.Kind, w.gate())
		}
	}
	w.Now = signed.Add(time.Hour)
	w.must(w.sign(false))
	if s := w.standing(); s.Kind != eligibility.NotEligible || w.gate() == nil {
		t.Errorf("%s", s.Kind)
	}
}

func TestOutOfDateTellsWhatChanged(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	w.Now = w.Now.Add(24 * time.Hour)
	w.answer(w.Desk, "worries", intake.Wrote("Needles"))
	w.answer(w.Nurse, "pressure", intake.Wrote("132/84"))
	if s := w.standing(); s.Kind != eligibility.Eligible {
		t.Fatalf("what no criterion looks at outdates: %+v", s.Changes)
	}
	w.answer(w.Nurse, "heart", intake.Answer{Say: intake.Yes, Kind: "stable", When: "2019"})
	s := w.standing()
	if s.Kind != eligibility.OutOfDate || len(s.Changes) != 1 {
		t.Fatalf("%s %+v", s.Kind, s.Changes)
	}
	ch := w.sheet().Standing.Changes[0]
	if ch.Criterion != "heart" || ch.Old.Say != "no" || ch.New.Say != "yes" || ch.New.By != "Nuru Nash" || !ch.New.At.Equal(w.Now) {
		t.Errorf("%+v", ch)
	}
	v := eligibility.Voice{Lang: words.English, Zone: time.UTC}
	if got, want := v.Change(ch), "Heart attack, angina, heart failure: was “intake: no”, now “intake: yes, stable, 2019” (Nuru Nash, 24 Nov 2026, 15:01)"; got != want {
		t.Errorf("said %q, not %q", got, want)
	}
	if p := w.gate(); p == nil || !strings.Contains(p.Text, "out of date") {
		t.Errorf("gate: %v", p)
	}
	w.answer(w.Nurse, "heart", intake.Said(intake.No, ""))
	if s := w.standing(); s.Kind != eligibility.Eligible {
		t.Errorf("taken back and still %s", s.Kind)
	}
	w.answer(w.Nurse, "pressure", intake.Wrote("148/92"))
	if s := w.standing(); s.Kind != eligibility.OutOfDate || s.Changes[0].Criterion != "pressure" {
		t.Errorf("pressure over the limit: %s", s.Kind)
	}
}

func TestMedicinesOutdate(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	add := func(kv ...string) {
		m := map[string]string{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		w.answer(w.Desk, "medicine.", intake.Answer{Row: m})
	}
	add("name", "alprazolam", "dose", "0.5 mg", "last", "Saturday")
	if l := w.line("benzodiazepine"); l.State != protocol.Review || l.Fact.Medicines[0] != "alprazolam 0.5 mg (Saturday)" {
		t.Fatalf("%s %+v", l.State, l.Fact)
	}
	if l := w.line("opioid"); l.State != protocol.Clear || l.Fact.Of != 1 {
		t.Errorf("%s %+v", l.State, l.Fact)
	}
	w.must(w.sign(true))
	w.Now = w.Now.Add(time.Hour)
	rows := w.answers().Medicines()
	w.answer(w.Desk, "medicine."+string(rows[0].ID), intake.Answer{Row: map[string]string{"name": "alprazolam", "dose": "0.5 mg", "last": "Sunday"}})
	add("name", "lisinopril")
	if s := w.standing(); s.Kind != eligibility.Eligible {
		t.Fatalf("a new last dose or a harmless medicine outdates: %+v", s.Changes)
	}
	add("name", "alprazolm")
	s := w.standing()
	if s.Kind != eligibility.OutOfDate || len(s.Changes) != 2 || s.Changes[0].Criterion != "medicines_known" || s.Changes[1].Criterion != "benzodiazepine" {
		t.Fatalf("%s %+v", s.Kind, s.Changes)
	}
	l := w.line("medicines_known")
	v := eligibility.Voice{Lang: words.English, Zone: time.UTC}
	if l.State != protocol.Unknown || v.Value(l.Fact) != "not recognised: alprazolm (did they mean alprazolam?)" {
		t.Errorf("%s %q", l.State, v.Value(l.Fact))
	}
	// The misspelt one may be anything: that no opioid is among them is not known.
	if l := w.line("opioid"); l.State != protocol.Unknown || v.Value(l.Fact) != "not recognised: alprazolm" {
		t.Errorf("%s %q", l.State, v.Value(l.Fact))
	}
}

func (w *world) answers() (a intake.Answers) {
	w.must(w.Log.View(ctx, func(r record.Reader) (err error) { a, err = intake.Of(r, w.Patient); return err }))
	return a
}

// TestSignedNeverChanges signs a second screening and finds the first as it was.
func TestSignedNeverChanges(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	first := w.history()[0]
	w.answer(w.Desk, "bladder", intake.Said(intake.Yes, "pain"))
	w.must(w.sign(false))
	all := w.history()
	if len(all) != 2 || !reflect.DeepEqual(all[0], first) || all[1].Eligible || all[0].Screening == all[1].Screening {
		t.Fatalf("%d screenings", len(all))
	}
	if s := w.sheet(); s.Screening != "" || s.Reasoning != "" || s.Standing.Kind != eligibility.NotEligible {
		t.Errorf("a signed screening is still open: %q", s.Screening)
	}
}

func (w *world) history() (all []eligibility.Signed) {
	w.must(w.Log.View(ctx, func(r record.Reader) (err error) { all, err = eligibility.History(r, w.Patient, true); return err }))
	return all
}

func TestANewProtocolOutdates(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	next, err := protocol.Parse([]byte(strings.Replace(string(file(t, "protocols/draft.json")), `"version": 1`, `"version": 2`, 1)))
	w.must(err)
	w.p = next
	s := w.standing()
	if s.Kind != eligibility.OutOfDate || !s.Changes[0].Protocol || s.Changes[0].NewVersion != 2 || !s.Changes[0].OldDraft {
		t.Errorf("%s %+v", s.Kind, s.Changes)
	}
}
