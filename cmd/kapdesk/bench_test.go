package main

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// BenchmarkToday reads the day's page in a clinic of 10,000 patients with two
// visits each, forty of them today. Budget: p99 under 100 ms.
func BenchmarkToday(b *testing.B) {
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
	for n := range 10_000 {
		p := s.register(patients.Patient{Given: fmt.Sprintf("Given%d", n), Family: fmt.Sprintf("Family%d", n%977), Lang: "en",
			Born: record.Date{Year: 1950 + n%50, Month: time.Month(1 + n%12), Day: 1 + n%28}})
		daysAgo := 1 + n%300
		if n < 40 {
			daysAgo = 0
		}
		s.book(p, session.Dosing, daysAgo, 9+n%8, 0, "Room 1", s.ana.ID)
		s.book(p, session.Preparation, 301, 9, n%60, "Room 2", s.ana.ID)
	}
	if s.err != nil {
		b.Fatal(s.err)
	}
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		day, err := s.schedule.Day(ctx, actor(s.ana), s.today)
		if err != nil || len(day.Rows) != 40 {
			b.Fatalf("%d visits, %v", len(day.Rows), err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
