package main

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/consent"
	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/plan"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// The promises of the program, each over the whole of it: the real store and
// every part put together as the window has them. The packages test their own
// share in depth.

// lived gives a clinic in which the sample day has been lived.
func lived(t *testing.T) (*sampler, patients.Patient, patients.Patient, record.ID) {
	t.Helper()
	ctx := context.Background()
	s, err := newSampler(ctx, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if s.desks, err = openDesks(ctx, t.TempDir(), s.clock.Now, testKey); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
	jose, grace, dosing := s.day()
	if s.err != nil {
		t.Fatal(s.err)
	}
	s.at(1, 9, 0)
	return s, jose, grace, dosing
}

// 1. Nothing typed is lost: the share of the store is tested by killing it,
// that of the window by killing the program while somebody types (cmd/dev/day).
// Here: a draft is back after the store was closed and opened.
func TestPromise1NothingTypedIsLost(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	d, err := openDesks(ctx, dir, time.Now, testKey)
	if err != nil {
		t.Fatal(err)
	}
	by := record.Actor{ID: "mara"}
	if err := d.store.KeepDraft(ctx, by, "details/new", []byte(`{"given":"Jo`+"\u00e9"+`"}`)); err != nil {
		t.Fatal(err)
	}
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err = openDesks(ctx, dir, time.Now, testKey); err != nil {
		t.Fatal(err)
	}
	defer d.store.Close()
	if got, ok, err := d.store.Draft(ctx, by, "details/new"); err != nil || !ok || string(got.Body) != `{"given":"Joé"}` {
		t.Errorf("back: %q, %v, %v", got.Body, ok, err)
	}
}

// 2. What is signed never changes: whatever is tried afterwards, the facts
// that were signed are there as they were, to the byte.
func TestPromise2WhatIsSignedNeverChanges(t *testing.T) {
	s, jose, _, dosing := lived(t)
	signed := func() map[record.EventID]string {
		facts := map[record.EventID]string{}
		err := s.store.View(s.ctx, func(r record.Reader) error {
			fs, err := r.Facts(record.Filter{Patient: jose.ID, Superseded: true})
			for _, f := range fs {
				facts[f.ID] = string(f.Fact) + f.Hash.String()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return facts
	}
	before := signed()
	ilse, ana := actor(s.ilse), actor(s.ana)
	if err := s.plan.Save(s.ctx, ilse, jose.ID, plan.Terms{Model: plan.KAP, Dose: 1}); record.CodeOf(err) != record.Refused {
		t.Errorf("a signed plan was changed: %v", err)
	}
	if err := s.sessions.SaveNote(s.ctx, ana, dosing, session.Note{Summary: "other"}); record.CodeOf(err) != record.Refused {
		t.Errorf("a signed session was changed: %v", err)
	}
	if _, err := s.sessions.AddEntry(s.ctx, ana, dosing, session.Entry{Sort: session.Observation, Text: "late"}, false, session.When{}); err == nil {
		t.Error("a line without a reason was added to a signed session")
	}
	if err := s.consent.Withdraw(s.ctx, ana, jose.ID, consent.Signer{Who: consent.Patient}, "wants to wait"); err != nil {
		t.Fatal(err)
	}
	if err := s.plan.Amend(s.ctx, ilse, jose.ID, "smaller dose"); err != nil {
		t.Fatal(err)
	}
	after := signed()
	for id, was := range before {
		if after[id] != was {
			t.Errorf("event %v is not what it was", id)
		}
	}
	st, err := s.consent.Of(s.ctx, ana, jose.ID)
	if err != nil || len(st.All) != 1 || st.All[0].Withdrawn == nil || st.Closed == nil {
		t.Errorf("a withdrawn consent reads %+v, %v", st, err)
	}
}

// 3. No dose without its gate: with each gate closed in turn the dose is
// refused and the reason named; with all closed, all are named at once.
func TestPromise3NoDoseWithoutItsGate(t *testing.T) {
	s, jose, grace, _ := lived(t)
	ravi := actor(s.ravi)
	give := func(p patients.Patient, id record.ID) []string {
		_, err := s.sessions.GiveDose(s.ctx, ravi, id, session.Dose{UG: 100_000, Route: string(plan.Lozenge), Lot: "K24-119", Tablets: 1}, session.When{})
		var fields []string
		for _, p := range record.ProblemsOf(err) {
			fields = append(fields, p.Field)
		}
		return fields
	}
	for _, p := range []patients.Patient{jose, grace} {
		id := s.book(p, session.Dosing, 1, 9, 30, "Room 1", s.ana.ID)
		s.do("start", s.sessions.Start(s.ctx, actor(s.ana), id))
		if s.err != nil {
			t.Fatal(s.err)
		}
		got := give(p, id)
		want := []string{"eligibility", session.GateChecks}
		if p.ID == grace.ID {
			want = []string{"eligibility", "plan", "consent", session.GateChecks}
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: refused for %v, and %s is not named", p.Number, got, w)
			}
		}
		if p.ID == jose.ID {
			if _, err := s.sessions.CompleteChecks(s.ctx, ravi, id, s.checks(p, 128, 80)); err != nil {
				t.Fatal(err)
			}
			// A screening opens one dosing session and not the next.
			if got := give(p, id); !slices.Equal(got, []string{"eligibility"}) {
				t.Errorf("without its re-screen the dose is refused for %v", got)
			}
			if s.screenAgain(p); s.err != nil {
				t.Fatal(s.err)
			}
			if got := give(p, id); len(got) != 0 {
				t.Errorf("with every gate open the dose is refused: %v", got)
			}
		}
	}
}

// 4. Unknown is not no: an intake of "don't know" leaves its criteria unknown,
// and what is unknown cannot be signed eligible.
func TestPromise4UnknownIsNotNo(t *testing.T) {
	s, _, _, _ := lived(t)
	p := s.register(patients.Patient{Given: "Un", Family: "Known", Born: record.Date{Year: 1980, Month: 1, Day: 1}, Lang: "en"})
	if err := s.intake.Confirm(s.ctx, actor(s.ana), p.ID); err == nil {
		t.Error("a blank intake was confirmed")
	}
	a, rows := joseAnswers(s.today.AddDays(-1))
	for _, q := range s.form.Questions() {
		if q.Type == "yesno" {
			a[q.ID] = intake.Said(intake.Unknown, "")
		}
	}
	s.fillIn(p, a, rows)
	if s.err != nil {
		t.Fatal(s.err)
	}
	sheet, err := s.eligibility.Sheet(s.ctx, actor(s.ilse), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	unknown := 0
	for _, l := range sheet.Lines {
		q, asked := s.form.Question(l.Criterion.Fact)
		if asked && q.Type == "yesno" && l.State != protocol.Unknown {
			t.Errorf("%s is %s although nobody knows", l.Criterion.ID, l.State)
		}
		if l.State == protocol.Unknown {
			unknown++
		}
	}
	if unknown < 20 {
		t.Errorf("only %d criteria are unknown", unknown)
	}
	if err := s.eligibility.Sign(s.ctx, actor(s.ilse), p.ID, eligibility.Decision{Seen: sheet.Seen, Eligible: true, Reasoning: "fine"}); err == nil {
		t.Error("signed eligible with unknown criteria")
	}
}

// 5. Nothing is copied forward into vital signs, lot, dose given or consent.
func TestPromise5NothingIsCopiedForward(t *testing.T) {
	s, jose, _, _ := lived(t)
	id := s.book(jose, session.Dosing, 1, 9, 30, "Room 1", s.ana.ID)
	show, err := s.sessions.Show(s.ctx, actor(s.ana), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(show.Doses) != 0 || len(show.Lines) != 0 {
		t.Errorf("a new session starts with %d doses and %d lines", len(show.Doses), len(show.Lines))
	}
	err = s.store.View(s.ctx, func(r record.Reader) error {
		v, err := session.Of(r, id)
		if err != nil {
			return err
		}
		if _, _, ok, err := session.ChecksOf(r, v); ok || err != nil {
			t.Errorf("a new session starts with checks: %v", err)
		}
		if v.Note != (session.Note{}) {
			t.Errorf("a new session starts with a note: %+v", v.Note)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// 9. Everything is accounted for: each event has an actor who works here, a
// time and a device, in a chain that verifies.
func TestPromise9EverythingIsAccountedFor(t *testing.T) {
	s, jose, _, _ := lived(t)
	if _, err := s.patients.Open(s.ctx, actor(s.mara), jose.ID, "intake"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.Verify(s.ctx); err != nil {
		t.Error(err)
	}
	people, err := s.clinics.People(s.ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = s.store.View(s.ctx, func(r record.Reader) error {
		facts, err := r.Facts(record.Filter{Superseded: true})
		opened := false
		for _, f := range facts {
			if !slices.ContainsFunc(people, func(p clinic.Person) bool { return p.ID == f.Actor }) || f.Entered.IsZero() || f.ID.Device == "" {
				t.Errorf("%s: actor %q, entered %v, device %q", f.Kind, f.Actor, f.Entered, f.ID.Device)
			}
			opened = opened || f.Kind == "chart.opened" && f.Actor == s.mara.ID
		}
		if !opened {
			t.Error("nobody knows that Mara opened the chart")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// 11. Numbers carry units: a weight in pounds is kept in grams with what was
// typed, and shown in both.
func TestPromise11NumbersCarryUnits(t *testing.T) {
	s, jose, _, _ := lived(t)
	err := s.store.View(s.ctx, func(r record.Reader) error {
		all, err := patients.Measurements(r, jose.ID)
		if err != nil {
			return err
		}
		w := all[0]
		if w.Typed != "182" || w.Unit != "lb" || w.Grams != 82554 || patients.Kg(w.Grams) != "82.6" {
			t.Errorf("kept %+v", w)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// 12. The clinician decides: each criterion shows fact, rule and source, and
// what ships says that it is a draft.
func TestPromise12TheClinicianDecides(t *testing.T) {
	s, _, grace, _ := lived(t)
	if s.protocol.Status == protocol.Adopted {
		t.Error("what ships passes for an adopted protocol")
	}
	for _, c := range s.protocol.Criteria {
		if len(c.Sources) == 0 || len(c.Dissent) > 0 && c.Choice.EN == "" {
			t.Errorf("%s has no source or no choice", c.ID)
		}
	}
	doc, err := s.eligibility.Paper(s.ctx, actor(s.ilse), grace.ID, "en", "normal")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.ToLower(plainText(doc)), "draft protocol") {
		t.Error("the summary does not say that the protocol is a draft")
	}
}

// plainText is every string of a document, in order.
func plainText(v any) string {
	var out strings.Builder
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			out.WriteString(v.String() + " ")
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Interface, reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		}
	}
	walk(reflect.ValueOf(v))
	return out.String()
}
