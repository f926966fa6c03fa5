package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/outcomes"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// BenchmarkCohort reads the outcomes of a clinic of 10,000 patients, each with
// three sessions and six scales, as the place of the reports does.
func BenchmarkCohort(b *testing.B) {
	ctx := context.Background()
	s, err := newSampler(ctx, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	if s.desks, err = openDesks(ctx, b.TempDir(), s.clock.Now, testKey); err != nil {
		b.Fatal(err)
	}
	defer s.store.Close()
	s.setUp()
	scale, _ := s.desks.scales.Find("phq-9")
	for n := range 10_000 {
		p := s.register(patients.Patient{Given: fmt.Sprintf("Given%d", n), Family: fmt.Sprintf("Family%d", n%977), Lang: "en", Born: record.Date{Year: 1980, Month: 1, Day: 1}})
		s.do("facts", s.store.Update(ctx, actor(s.ravi), func(tx record.Tx) error {
			begin := tx.Now().AddDate(0, 0, -200)
			var all []record.Change
			for i := range 3 {
				all = append(all, record.Change{Kind: session.KindDose, Version: 1, Record: session.Ref(tx.NewID()), Patient: p.ID, At: begin.AddDate(0, 0, 14*i), Fact: session.DoseFact{UG: 100_000, Route: "IV"}})
			}
			for i := range 6 {
				all = append(all, record.Change{Kind: measures.KindTaken, Version: 1, Record: record.Ref{Type: measures.RecordType, ID: tx.NewID()}, Patient: p.ID, At: begin.AddDate(0, 0, 20*i-1),
					Fact: measures.Taken{Instrument: scale.ID, Version: scale.Version, Outcome: measures.Outcome{Status: measures.Scored, Total: fmt.Sprint(18 - 2*i)}}})
			}
			_, err := tx.Append(all...)
			return err
		}))
	}
	if s.err != nil {
		b.Fatal(s.err)
	}
	for b.Loop() {
		begin := time.Now()
		c, err := s.outcomes.Cohort(ctx, actor(s.ilse), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begin).Seconds(), "read-s")
		begin = time.Now()
		if t := c.Table(outcomes.Filter{Scale: scale.ID}); t.Started.N != 10_000 {
			b.Fatalf("%d started", t.Started.N)
		}
		b.ReportMetric(float64(time.Since(begin).Milliseconds()), "table-ms")
	}
}
