package store

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/record"
	"kapdesk/app/record/logtest"
)

// randomSpan chooses from what play writes.
func randomSpan(rnd *rand.Rand, events int) audit.Span {
	s := audit.Span{Limit: 1 + rnd.IntN(40)}
	if rnd.IntN(3) == 0 {
		s.Patient = randomPatients[rnd.IntN(len(randomPatients))]
	}
	if rnd.IntN(3) == 0 {
		s.Actor = []record.ID{"nurse", "elsewhere", "nobody"}[rnd.IntN(3)]
	}
	if rnd.IntN(2) == 0 {
		kinds := append([]string{"patient.changed", "visit.changed", "unheard.of"}, randomKinds...)
		rnd.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
		s.Kinds, s.Others = kinds[:1+rnd.IntN(3)], rnd.IntN(2) == 0
	}
	if rnd.IntN(3) == 0 {
		s.From = logtest.Start.Add(time.Duration(rnd.IntN(100)) * time.Second)
	}
	if rnd.IntN(3) == 0 {
		s.To = logtest.Start.Add(time.Duration(rnd.IntN(200)) * time.Second)
	}
	if rnd.IntN(3) == 0 {
		s.Before = int64(rnd.IntN(events + 2))
	}
	return s
}

// The store's trail gives, of any span, what the plainest reading gives.
func TestTrailIsThatOfThePlainLog(t *testing.T) {
	for seed := range uint64(2) {
		s, m, now := pair(t)
		play(t, seed, 80, now, s.Device(), s, m)
		plain := audittest.Trail{Log: m}
		rnd := rand.New(rand.NewPCG(seed, 9))
		some := 0
		for range 250 {
			span := randomSpan(rnd, len(m.Events()))
			want, err := plain.Trail(t.Context(), span)
			if err != nil {
				t.Fatal(err)
			}
			got, err := s.Trail(t.Context(), span)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, %+v: %v\n%s", seed, span, err, firstDifference(want, got))
			}
			some += min(1, len(got))
		}
		if some < 60 {
			t.Errorf("only %d spans held anything", some)
		}
	}
}

// Each span that a person can ask for finds its way by an index, and none
// sorts the whole log.
func TestTrailSortsNoLog(t *testing.T) {
	s := openIn(t, t.TempDir())
	addVital(t, s)
	day := logtest.Start
	for name, tt := range map[string]struct {
		span  audit.Span
		by    string
		sorts bool
	}{
		"all":           {audit.Span{}, "SCAN e", false},
		"next page":     {audit.Span{Before: 5}, "INTEGER PRIMARY KEY (rowid<?)", false},
		"a patient":     {audit.Span{Patient: "p"}, "event_patient (patient=?)", false},
		"a patient's":   {audit.Span{Patient: "p", Kinds: []string{"a", "b"}, Actor: "x", From: day, To: day, Before: 9}, "event_patient (patient=? AND rowid<?)", false},
		"a kind":        {audit.Span{Kinds: []string{"a"}, Actor: "x"}, "event_kind (kind=?)", false},
		"other kinds":   {audit.Span{Kinds: []string{"a"}, Others: true}, "SCAN e", false},
		"a person":      {audit.Span{Actor: "x"}, "SCAN e", false},
		"a day":         {audit.Span{From: day, To: day.Add(time.Hour)}, "event_entered (entered>? AND entered<?)", true}, // of one day alone
		"several kinds": {audit.Span{Kinds: []string{"a", "b"}}, "event_kind (kind=?)", true},                             // of their newest alone
	} {
		tt.span.Limit = 10
		q, args := trailQuery(tt.span)
		rows, err := s.readers.all[0].c.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+q, args...)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := dumpRows(&b, rows); err != nil {
			t.Fatal(err)
		}
		plan := b.String()
		if !strings.Contains(plan, tt.by) || strings.Contains(plan, "TEMP B-TREE FOR ORDER BY") && !tt.sorts {
			t.Errorf("%s: %s", name, plan)
		}
	}
}

func TestTrailEndsWithItsContext(t *testing.T) {
	s := openIn(t, t.TempDir())
	addVital(t, s)
	if _, err := s.Trail(cancelled(t), audit.Span{Limit: 5}); err == nil {
		t.Error("read although its context had ended")
	}
}

// BenchmarkTrail reads a page of the audit of a clinic with many events, by
// what people filter by.
func BenchmarkTrail(b *testing.B) {
	const n = 200_000
	now := logtest.Start
	s, err := Open(b.Context(), Options{Dir: b.TempDir(), Clock: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	rare := record.Change{Kind: "signin.lockedout", Version: 1, Record: record.Ref{Type: "audit", ID: "x"}, Fact: map[string]any{}}
	for from := 0; from < n; from += 1000 {
		err := s.Update(b.Context(), record.Actor{ID: "nurse"}, func(tx record.Tx) error {
			changes := make([]record.Change, 1000)
			for i := range changes {
				changes[i] = vitalChange()
				changes[i].Patient = record.ID(fmt.Sprint("p", i))
			}
			if from == 0 {
				changes[0] = rare
			}
			_, err := tx.Append(changes...)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		now = now.Add(time.Hour)
	}
	for name, span := range map[string]audit.Span{
		"newest": {}, "patient": {Patient: "p7"}, "rare-kind": {Kinds: []string{"signin.lockedout"}}, "group": {Kinds: audit.KindsOf(audit.SignIns)},
		"changes": {Kinds: audit.KindsOf(audit.Openings), Others: true}, "day": {From: logtest.Start, To: logtest.Start.Add(24 * time.Hour)}, "nobody": {Actor: "gone"},
	} {
		span.Limit = 101
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Trail(b.Context(), span); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
