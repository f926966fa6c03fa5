package eligibility_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"kapdesk/app/eligibility"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// book adds a dosing session that is not started yet.
func (w *world) book(id record.ID) { w.dosings = append(w.dosings, eligibility.Dosing{ID: id}) }

// hold holds the session: it begins now and has its dose ten minutes later.
func (w *world) hold(id record.ID) {
	w.t.Helper()
	for i := range w.dosings {
		if d := &w.dosings[i]; d.ID == id {
			d.Began, d.Last, d.Over = w.Now, w.Now.Add(10*time.Minute), true
			w.Now = w.Now.Add(3 * time.Hour)
			return
		}
	}
	w.t.Fatalf("no session %s", id)
}

func (w *world) gateFor(id record.ID) (p *record.Problem) {
	w.t.Helper()
	w.must(w.Log.View(ctx, func(r record.Reader) (err error) { p, err = w.desk.GateFor(r, w.Patient, id); return err }))
	return p
}

func (w *world) lapse(fact string) eligibility.Lapse {
	w.t.Helper()
	for _, l := range w.sheet().Lapses {
		if l.Fact.ID == fact {
			return l
		}
	}
	w.t.Fatalf("%s has not lapsed", fact)
	return eligibility.Lapse{}
}

// measure takes the blood pressure now.
func (w *world) measure() {
	w.t.Helper()
	w.must(w.Log.Update(ctx, w.Nurse, func(tx record.Tx) error {
		return patients.RecordMeasurement(tx, w.Patient, patients.Measurement{Systolic: 126, Diastolic: 80, At: w.Now})
	}))
}

// askAll asks again for everything that lapsed and can be asked, and measures.
func (w *world) askAll() {
	w.t.Helper()
	w.measure()
	var marks []eligibility.Mark
	for _, l := range w.sheet().Lapses {
		if l.Open() && l.ByWord() {
			marks = append(marks, eligibility.Mark{Fact: l.Fact.ID})
		}
	}
	w.must(w.desk.Fill(ctx, w.Nurse, w.Patient, marks, ""))
}

// A screening opens one dosing session; the next needs its re-screen, on the
// same day too.
func TestEachDosingSessionHasItsScreening(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.book("one")
	if p := w.gateFor("one"); p == nil || !strings.Contains(p.Text, "not signed yet") {
		t.Errorf("before any screening: %v", p)
	}
	w.must(w.sign(true))
	w.Now = w.Now.Add(time.Hour)
	if p := w.gateFor("one"); p != nil {
		t.Fatalf("the first session: %v", p)
	}
	w.book("two")
	w.hold("one")
	if p := w.gateFor("one"); p != nil {
		t.Errorf("the session that was held on it: %v", p)
	}
	p := w.gateFor("two")
	if p == nil || p.Field != "eligibility" || p.Text != "Screen again before this session: %d changed or expired." || p.Args[0] != len(w.sheet().Lapses) {
		t.Fatalf("the second session on one day: %v", p)
	}
	if p := w.gate(); p == nil {
		t.Error("the chart does not tell of the re-screen that is due")
	}
	if err := w.sign(true); err == nil || !strings.Contains(err.Error(), "This is unknown: Pregnancy.") {
		t.Errorf("signed without asking again: %v", err)
	}
	w.Now = w.Now.Add(time.Minute)
	w.askAll()
	if p := w.gateFor("two"); p == nil || p.Text != "Screen again before this session: nothing has changed." {
		t.Errorf("asked and not signed: %v", p)
	}
	w.must(w.sign(true))
	if p := w.gateFor("two"); p != nil {
		t.Errorf("screened again: %v", p)
	}
	w.Now = w.Now.Add(time.Minute)
	w.hold("two")
	w.dosings = w.dosings[:2]
	if p := w.gate(); p != nil {
		t.Errorf("no session is booked and the chart says %v", p)
	}
	if p := w.gateFor("three"); p == nil {
		t.Error("two screenings opened three sessions")
	}
}

// A re-screen that was signed in the middle of a session serves the next one
// only if no dose was given after it.
func TestARescreenBeforeTheLastDoseIsUsedUp(t *testing.T) {
	for name, c := range map[string]struct {
		last time.Duration // of the dose, after the second signature
		open bool
	}{"dose before": {-time.Minute, true}, "dose at the same instant": {0, false}, "dose after": {time.Minute, false}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.healthy()
			w.must(w.sign(true))
			w.book("one")
			w.book("two")
			w.Now = w.Now.Add(time.Hour)
			w.dosings[0].Began, w.dosings[0].Last = w.Now, w.Now
			w.Now = w.Now.Add(time.Hour)
			w.must(w.sign(true))
			w.dosings[0].Last = w.Now.Add(c.last)
			if p := w.gateFor("two"); (p == nil) != c.open {
				t.Errorf("the second session: %v", p)
			}
			if p := w.gateFor("one"); p != nil {
				t.Errorf("the first session: %v", p)
			}
		})
	}
}

// What neither changed nor lapsed stands as it was signed, with state, note
// and reasoning, and is signed again at once.
func TestARescreenAsksOnlyWhatChangedOrLapsed(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.answer(w.Desk, "bladder", intake.Said(intake.Yes, "once"))
	w.answer(w.Desk, "sleep_apnoea", intake.Said(intake.Yes, "mask at night"))
	w.must(w.sign(true, eligibility.Mark{Criterion: "sleep_apnoea", Note: "Uses the mask."}, eligibility.Mark{Criterion: "personality_disorder", State: protocol.Review, Note: "Ask again."}))
	w.book("one")
	w.Now = w.Now.Add(24 * time.Hour)
	w.hold("one")
	w.book("two")
	w.Now = w.Now.Add(7 * 24 * time.Hour)
	s := w.sheet()
	if !s.Again || s.Standing.Kind != eligibility.Used || s.Standing.For.ID != "one" {
		t.Fatalf("again %v, %s, for %q", s.Again, s.Standing.Kind, s.Standing.For.ID)
	}
	if l := w.line("sleep_apnoea"); !l.Carried || l.Attention() || l.State != protocol.Review || l.Note != "Uses the mask." {
		t.Errorf("a review that stands: %+v", l)
	}
	if l := w.line("personality_disorder"); !l.Carried || l.State != protocol.Review || !l.Set || l.SetBy != "Dr. Ilse Baum" || l.Note != "Ask again." {
		t.Errorf("a state that a person set: %+v", l)
	}
	if l := w.line("bladder"); l.Again != eligibility.Lapsed || l.State != protocol.Unknown || !l.Attention() {
		t.Errorf("a fact of each session: %+v", l)
	}
	w.answer(w.Nurse, "heart", intake.Answer{Say: intake.Yes, Kind: "stable", When: "2019"})
	w.askAll()
	if l := w.line("bladder"); !l.Carried || l.State != protocol.Review {
		t.Errorf("asked again and the same: %+v", l)
	}
	if n := w.sheet().Asks(); n != 1 {
		t.Errorf("%d things are to be asked, want the heart alone", n)
	}
	err := w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen, Eligible: true})
	if got := record.ProblemsOf(err); len(got) != 1 || !strings.Contains(got[0].Error(), "This review needs a note, or the reasoning: Heart attack") {
		t.Fatalf("what changed: %v", err)
	}
	w.must(w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen, Eligible: true, Marks: []eligibility.Mark{{Criterion: "heart", Note: "Cardiologist agrees."}}}))
	all := w.history()
	g := all[len(all)-1]
	if g.Before == nil || g.Before.On != all[0].On || g.Before.By != "Dr. Ilse Baum" || g.Reasoning != all[0].Reasoning {
		t.Errorf("it was signed on %+v, %q", g.Before, g.Reasoning)
	}
	heart, _ := g.Line("heart")
	apnoea, _ := g.Line("sleep_apnoea")
	set, _ := g.Line("personality_disorder")
	if heart.Again != eligibility.FactChanged || apnoea.Again != eligibility.AsSigned || apnoea.Note != "Uses the mask." || set.SetBy != "Dr. Ilse Baum" || set.State != protocol.Review {
		t.Errorf("heart %+v, apnoea %+v, set %+v", heart, apnoea, set)
	}
	// A change before the session is asked, and nothing else once more.
	w.answer(w.Nurse, "liver", intake.Answer{Say: intake.Yes, Kind: "mild"})
	if s := w.sheet(); s.Standing.Kind != eligibility.OutOfDate || s.Asks() != 1 {
		t.Errorf("%s, asks %d", s.Standing.Kind, s.Asks())
	}
	asked := map[string]string{}
	for _, a := range g.Before.Asked {
		asked[a.Fact] = a.By
	}
	if asked["pregnancy"] != "Nuru Nash" || asked["medicines"] != "Nuru Nash" || asked["heart"] != "" {
		t.Errorf("asked again: %v", asked)
	}
}

func TestAskingAgainRefuses(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	w.book("one")
	w.Now = w.Now.Add(time.Hour)
	w.hold("one")
	w.book("two")
	fill := func(fact string) error {
		return w.desk.Fill(ctx, w.Nurse, w.Patient, []eligibility.Mark{{Fact: fact}}, "")
	}
	for fact, says := range map[string]string{"pressure": "measure it again", "heart": "does not need to be asked again", "nonsense": "does not need to be asked again"} {
		if err := fill(fact); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", fact, err, says)
		}
	}
	if err := w.desk.Fill(ctx, w.Owner, w.Patient, []eligibility.Mark{{Fact: "pregnancy"}}, ""); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the owner asked: %v", err)
	}
	w.Now = w.Now.Add(time.Minute)
	w.must(fill("pregnancy"))
	if l := w.lapse("pregnancy"); l.Open() || l.AgainBy != "Nuru Nash" || !l.Again.Equal(w.Now) {
		t.Errorf("%+v", l)
	}
	// The answer that was asked about is another now: it was not asked again.
	w.answer(w.Desk, "cannabis", intake.Said(intake.No, ""))
	w.Now = w.Now.Add(time.Minute)
	w.must(fill("alcohol"))
	w.answer(w.Desk, "alcohol", intake.Said(intake.Yes, "wine"))
	if l := w.line("alcohol"); l.Again != eligibility.FactChanged || l.State == protocol.Clear {
		t.Errorf("alcohol stands as %+v", l)
	}
	// What was asked before a session does not hold after it.
	w.Now = w.Now.Add(time.Minute)
	w.askAll()
	w.must(w.sign(true, eligibility.Mark{Criterion: "alcohol", Note: "A glass."}))
	w.Now = w.Now.Add(time.Minute)
	w.hold("two")
	w.book("three")
	if l := w.lapse("pregnancy"); !l.Open() {
		t.Errorf("an old answer still counts: %+v", l)
	}
}

// The calm answers of today's checks count, and what is not calm does not.
func TestTodaysChecksCount(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.answer(w.Desk, "cannabis", intake.Said(intake.Yes, "at weekends"))
	w.must(w.sign(true))
	w.book("one")
	w.Now = w.Now.Add(time.Hour)
	early := w.Now.Add(-time.Minute)
	w.hold("one")
	w.book("two")
	w.Now = w.Now.Add(time.Hour)
	w.measure()
	checked := func(check, says string) eligibility.Checked {
		return eligibility.Checked{Check: check, Says: says, At: w.Now, By: "Nuru Nash"}
	}
	w.dosings[1].Checked = []eligibility.Checked{checked("medicines", eligibility.Same), checked("health", eligibility.Same),
		checked("pregnancy", "no"), checked("substances", "no"), {Check: "safety", Says: "no", At: early}}
	for _, l := range w.sheet().Lapses {
		// Cannabis was answered yes: "none lately" is not the same.
		want := l.Fact.ID == "cannabis" || l.Rule.Check == "safety"
		if l.Open() != want || !want && (!l.Checks || l.AgainBy != "Nuru Nash") {
			t.Errorf("%s: open %v, %+v", l.Fact.ID, l.Open(), l)
		}
	}
	w.dosings[1].Checked = append(w.dosings[1].Checked, checked("safety", "no"))
	if n := w.sheet().Asks(); n != 1 {
		t.Errorf("%d things are to be asked, want cannabis alone", n)
	}
	// The checks of the session before say nothing of this one.
	w.dosings[0].Checked, w.dosings[1].Checked = w.dosings[1].Checked, nil
	if l := w.lapse("pregnancy"); !l.Open() {
		t.Errorf("another session's checks count: %+v", l)
	}
}

// A fact with a number of days lapses on the day after the last of them.
func TestAFactHoldsSoManyDays(t *testing.T) {
	for days, open := range map[int]bool{180: false, 181: true} {
		w := newWorld(t)
		w.healthy()
		w.Now = w.Now.Add(time.Duration(days-10) * 24 * time.Hour)
		w.measure()
		w.must(w.sign(true, eligibility.Mark{Criterion: "intake_confirmed", Note: "Gone through again."}))
		w.Now = w.Now.Add(10 * 24 * time.Hour)
		w.book("one")
		w.hold("one")
		w.Now = w.Now.Add(-3 * time.Hour)
		lapsed := false
		for _, l := range w.sheet().Lapses {
			lapsed = lapsed || l.Fact.ID == "liver"
		}
		if lapsed != open {
			t.Errorf("after %d days: lapsed %v", days, lapsed)
		}
	}
}

// next gives the shipped protocol as version 2, with something else changed.
func next(t *testing.T, pairs ...string) *protocol.Protocol {
	t.Helper()
	raw := file(t, "protocols/draft.json")
	for i := 0; i+1 < len(pairs); i += 2 {
		if !bytes.Contains(raw, []byte(pairs[i])) {
			t.Fatalf("the draft does not say %s", pairs[i])
		}
		raw = bytes.Replace(raw, []byte(pairs[i]), []byte(pairs[i+1]), 1)
	}
	p, err := protocol.Parse(bytes.Replace(raw, []byte(`"version": 1`), []byte(`"version": 2`), 1))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A new version always asks for a re-screen. Where it says every criterion
// alike there is nothing to ask; else it says which it says otherwise.
func TestANewVersionSaysWhatItChanged(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	first := w.p
	for name, c := range map[string]struct {
		p    *protocol.Protocol
		want map[string]string
		asks int
	}{
		"nothing of the checklist": {next(t, `"en": "30 days, for the medical director to set."`, `"en": "30 days."`), nil, 0},
		"wording":                  {next(t, `"en": "Under 18: this protocol is for adults."`, `"en": "Adults only."`), map[string]string{"age": "wording"}, 1},
		"threshold":                {next(t, `{"above": "180/110"}`, `{"above": "170/110"}`), map[string]string{"pressure": "threshold"}, 1},
		"rule":                     {next(t, "\"if\": {\"is\": \"yes\"},\n     \"state\": \"review\",\n     \"say\": {\n      \"en\": \"Ask for how long", "\"if\": {\"is\": \"yes\"},\n     \"state\": \"stop\",\n     \"say\": {\n      \"en\": \"Ask for how long"), map[string]string{"bladder": "rule"}, 1},
		"sources alone":            {next(t, `"year": 2023, "ref": "drugs.com 2023-10-11"`, `"year": 2022, "ref": "drugs.com 2023-10-11"`), map[string]string{"bladder": "sources"}, 0},
		"a name of a class":        {next(t, `"alprazolam", `, ``), map[string]string{"medicines_known": "rule", "benzodiazepine": "rule"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w.p, w.t = c.p, t
			s := w.sheet()
			if s.Standing.Kind != eligibility.OutOfDate || !s.Standing.Changes[0].Protocol || s.Standing.Changes[0].NewVersion != 2 || w.gate() == nil {
				t.Fatalf("%s %+v", s.Standing.Kind, s.Standing.Changes)
			}
			got := map[string]string{}
			for _, ch := range s.Standing.Changes[1:] {
				for _, p := range ch.Parts {
					got[ch.Criterion] += string(p)
				}
			}
			if len(got) != len(c.want) || s.Asks() != c.asks {
				t.Errorf("says %v, want %v; asks %d, want %d", got, c.want, s.Asks(), c.asks)
			}
			for id, parts := range c.want {
				if got[id] != parts {
					t.Errorf("%s: %q, want %q", id, got[id], parts)
				}
			}
		})
	}
	w.p, w.t = next(t, `"en": "30 days, for the medical director to set."`, `"en": "30 days."`), t
	w.must(w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen, Eligible: true}))
	if s := w.standing(); s.Kind != eligibility.Eligible || s.Signed.Protocol.Version != 2 {
		t.Errorf("signed again at once: %s under version %d", s.Kind, s.Signed.Protocol.Version)
	}
	w.p = first
	if s := w.standing(); s.Kind != eligibility.OutOfDate {
		t.Errorf("back to the version before: %s", s.Kind)
	}
}

// The outcome is the worst line, and under a draft never better than review;
// what was signed before it was kept gives it all the same.
func TestTheOutcomeIsTheWorstLine(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	adopted := *w.p
	adopted.Status = protocol.Adopted
	draft := w.p
	for _, c := range []struct {
		mark        protocol.State
		draft, want protocol.State
	}{{"", protocol.Review, protocol.Clear}, {protocol.Review, protocol.Review, protocol.Review},
		{protocol.Unknown, protocol.Unknown, protocol.Unknown}, {protocol.Stop, protocol.Stop, protocol.Stop}} {
		marks := []eligibility.Mark{{Criterion: "heart", State: c.mark, Note: "x"}}
		w.p = draft
		if got := w.sheet().With(marks, "").Outcome(); got != c.draft {
			t.Errorf("with a line that is %q, under the draft: %s, want %s", c.mark, got, c.draft)
		}
		w.p = &adopted
		if got := w.sheet().With(marks, "").Outcome(); got != c.want {
			t.Errorf("with a line that is %q, once adopted: %s, want %s", c.mark, got, c.want)
		}
	}
	w.p = draft
	w.must(w.sign(true))
	if g := w.history()[0]; g.Outcome != protocol.Review || !g.Eligible || !g.IsDraft() {
		t.Errorf("signed with %q", g.Outcome)
	}
	var body map[string]any
	w.must(w.Log.Update(ctx, w.Prescriber, func(tx record.Tx) error {
		fs, err := tx.Facts(record.Filter{Patient: w.Patient, Kinds: []string{eligibility.KindSigned}})
		if err != nil {
			return err
		}
		if err := fs[0].Read(&body); err != nil {
			return err
		}
		delete(body, "outcome")
		_, err = tx.Append(record.Change{Kind: eligibility.KindSigned, Version: 1, Record: fs[0].Record, Patient: w.Patient, Fact: body})
		return err
	}))
	if all := w.history(); all[1].Outcome != protocol.Review {
		t.Errorf("an old body: %q", all[1].Outcome)
	}
}

// The summary says what the criteria come to, that a draft is decided case by
// case, and what a re-screen went by.
func TestThePaperOfARescreen(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	w.book("one")
	w.Now = w.Now.Add(time.Hour)
	w.hold("one")
	w.book("two")
	w.askAll()
	w.must(w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen, Eligible: true}))
	doc, err := w.desk.Paper(ctx, w.Nurse, w.Patient, words.English, handout.Normal)
	w.must(err)
	text := textOf(doc)
	for _, want := range []string{"By the criteria: Review", eligibility.CaseByCase, "Screened again: the rest stands as signed on 23 Nov 2026 by Dr. Ilse Baum.",
		"Asked again and the same: Pregnancy, Acute infection", "Benefit outweighs risk."} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
}

func TestVoiceSaysWhyItIsAskedAgain(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	w.must(w.sign(true))
	v := eligibility.Voice{Lang: words.English, Zone: time.UTC}
	w.book("one")
	w.Now = w.Now.Add(24 * time.Hour)
	w.hold("one")
	w.book("two")
	if got, want := v.Lapse(w.lapse("pregnancy")), "expired: asked 23 Nov 2026. Asked before each dosing session."; got != want {
		t.Errorf("said %q, not %q", got, want)
	}
	if got, want := v.Lapse(w.lapse("pressure")), "expired: measured 23 Nov 2026. Measured before each dosing session."; got != want {
		t.Errorf("said %q, not %q", got, want)
	}
	w.answer(w.Nurse, "heart", intake.Answer{Say: intake.Yes, Kind: "stable", When: "2019"})
	signed := *w.standing().Signed
	if got, want := v.Since(w.line("heart"), signed), "changed since 23 Nov 2026: was “intake: no”, is “intake: yes, stable, 2019”"; got != want {
		t.Errorf("said %q, not %q", got, want)
	}
	if got := v.Since(w.line("stroke"), signed); got != "" {
		t.Errorf("what stands says %q", got)
	}
	w.p = next(t, `{"above": "180/110"}`, `{"above": "170/110"}`)
	if got, want := v.Since(w.line("pressure"), signed), ""; got != want {
		t.Errorf("a lapsed line says %q", got)
	}
	w.measure()
	if got, want := v.Since(w.line("pressure"), signed), "the protocol changed since 23 Nov 2026: another threshold"; got != want {
		t.Errorf("said %q, not %q", got, want)
	}
	for _, ch := range w.sheet().Standing.Changes {
		if ch.Criterion == "pressure" && v.Change(ch) != "Blood pressure: another threshold" {
			t.Errorf("said %q", v.Change(ch))
		}
	}
}

// Whoever has a screening signed on a draft is told so, and nobody else.
func TestTheChartNotesADraft(t *testing.T) {
	w := newWorld(t)
	w.healthy()
	note := func() (p *record.Problem) {
		w.must(w.Log.View(ctx, func(r record.Reader) (err error) { p, err = w.desk.Note(r, w.Patient); return err }))
		return p
	}
	if p := note(); p != nil {
		t.Errorf("before any screening: %v", p)
	}
	w.must(w.sign(true))
	if p := note(); p == nil || p.Text != eligibility.CaseByCase {
		t.Errorf("signed on a draft: %v", p)
	}
	adopted, err := protocol.Parse(bytes.Replace(file(t, "protocols/draft.json"), []byte(`"status": "draft"`), []byte(`"status": "adopted"`), 1))
	w.must(err)
	w.p = adopted
	w.must(w.sign(true))
	if p := note(); p != nil {
		t.Errorf("signed on an adopted one: %v", p)
	}
	if g := w.standing().Signed; g.IsDraft() || g.Outcome != protocol.Clear || g.Protocol.Hash != adopted.Hash {
		t.Errorf("%+v", g.Protocol)
	}
}
