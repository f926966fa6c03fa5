package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/integration"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// Any prefix of the log is a valid clinic: every place of the program can be
// read, and no dose stands without what had to come before it.
func TestAnyPrefixOfTheLogIsAValidClinic(t *testing.T) {
	s, _, _, _ := lived(t)
	ctx := context.Background()
	var log []record.Event
	if err := s.store.Events(ctx, func(e record.Event) error { log = append(log, e); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(log) < 50 {
		t.Fatalf("only %d events", len(log))
	}
	doses := 0
	d, err := openDesks(ctx, t.TempDir(), s.clock.Now, testKey)
	if err != nil {
		t.Fatal(err)
	}
	defer d.store.Close()
	for n, e := range log {
		if err := d.store.Receive(ctx, e); err != nil {
			t.Fatalf("event %d, %s: %v", n+1, e.Kind, err)
		}
		who := actor(s.ilse)
		if err := readAll(ctx, d, record.Actor{ID: s.ana.ID}, who); err != nil {
			t.Fatalf("after %d events, the last %s: %v", n+1, e.Kind, err)
		}
		if e.Kind == "dose.given" {
			doses++
			if err := ordered(ctx, d, e); err != nil {
				t.Errorf("after %d events: %v", n+1, err)
			}
		}
	}
	if doses == 0 {
		t.Error("no dose was given: the test tests nothing")
	}
	// The same log in one go gives the same clinic.
	whole, err := openDesks(ctx, t.TempDir(), s.clock.Now, testKey)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.store.Close()
	if err := whole.store.Receive(ctx, log...); err != nil {
		t.Fatal(err)
	}
	if a, b := overview(ctx, d, actor(s.ilse)), overview(ctx, whole, actor(s.ilse)); a != b || a == "" {
		t.Errorf("one by one:\n%s\nin one go:\n%s", a, b)
	}
}

// readAll reads what every place of the program shows. A refusal in words for
// people is an answer; anything else is not.
func readAll(ctx context.Context, d *desks, ana, ilse record.Actor) error {
	refused := func(what string, err error) error {
		if err != nil && record.ProblemsOf(err) == nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}
	_, err := d.clinics.Clinic(ctx)
	if err := refused("clinic", err); err != nil {
		return err
	}
	_, err = d.schedule.Day(ctx, ana, record.DateOf(time.Now(), time.UTC))
	if err := refused("day", err); err != nil {
		return err
	}
	hits, err := d.patients.Search(ctx, ana, "", 10)
	if err := refused("search", err); err != nil {
		return err
	}
	for _, h := range hits {
		if err := refused("chart of "+h.Number, readChart(ctx, d, ana, ilse, h.ID)); err != nil {
			return err
		}
	}
	return nil
}

func readChart(ctx context.Context, d *desks, ana, ilse record.Actor, p record.ID) error {
	internal := func(err error) bool { return err != nil && record.ProblemsOf(err) == nil }
	if _, err := d.chart.Header(ctx, ana, p); internal(err) {
		return err
	}
	if _, err := d.intake.View(ctx, ana, p); internal(err) {
		return err
	}
	if _, err := d.eligibility.Sheet(ctx, ilse, p); internal(err) {
		return err
	}
	if _, err := d.plan.Of(ctx, ilse, p); internal(err) {
		return err
	}
	if _, err := d.consent.Of(ctx, ana, p); internal(err) {
		return err
	}
	if _, _, err := d.documents.List(ctx, ana, p); internal(err) {
		return err
	}
	if _, err := d.integration.Open(ctx, ana, p, ""); internal(err) {
		return err
	}
	rows, err := d.sessions.Rows(ctx, ana, p)
	if internal(err) {
		return err
	}
	for _, r := range rows {
		if _, err := d.sessions.Show(ctx, ana, r.Visit.ID); internal(err) {
			return err
		}
		if _, err := d.sessions.Paper(ctx, ana, r.Visit.ID, handout.Normal); internal(err) {
			return err
		}
	}
	return nil
}

// ordered reports an error when something that must come before a dose is not
// in the log yet.
func ordered(ctx context.Context, d *desks, e record.Event) error {
	return d.store.View(ctx, func(r record.Reader) error {
		for name, gate := range map[string]func(record.Reader, record.ID) (*record.Problem, error){
			"eligibility": d.eligibility.Gate, "plan": plan.Gate, "consent": d.consent.Gate} {
			if p, err := gate(r, e.Patient); err != nil || p != nil {
				return fmt.Errorf("a dose stands without %s: %v, %v", name, p, err)
			}
		}
		v, err := session.Of(r, e.Record.ID)
		if err != nil {
			return err
		}
		if _, _, ok, err := session.ChecksOf(r, v); !ok || err != nil {
			return fmt.Errorf("a dose stands without today's checks: %v", err)
		}
		return nil
	})
}

// overview is what the places show, as text to compare.
func overview(ctx context.Context, d *desks, by record.Actor) string {
	hits, err := d.patients.Search(ctx, by, "", 10)
	said := fmt.Sprint(err)
	for _, h := range hits {
		head, err := d.chart.Header(ctx, by, h.ID)
		said += fmt.Sprintf("\n%s %s %v %v", h.Number, h.Name(), head.HasWeight, err)
		for _, st := range head.Steps {
			said += fmt.Sprintf(" %s=%d", st.Place, st.State)
		}
		rows, err := d.sessions.Rows(ctx, by, h.ID)
		said += fmt.Sprint(len(rows), err)
		v, err := d.integration.Open(ctx, by, h.ID, "")
		said += fmt.Sprint(len(v.Steps), whatHappened(v), err)
	}
	return said
}

func whatHappened(v integration.View) (out []integration.Outcome) {
	for _, st := range v.Steps {
		if f, ok := st.Latest(); ok {
			out = append(out, f.Outcome)
		}
	}
	return out
}
