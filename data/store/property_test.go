package store

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/record/logtest"
	"kapdesk/app/record/memlog"
)

// dump gives the content of every table that follows from the log.
func dump(t testing.TB, s *Store) string {
	t.Helper()
	var b strings.Builder
	err := s.view(t.Context(), func(r *reader) error {
		for _, table := range projections {
			if table == "patient_words" {
				continue // an index without content; what it finds is compared
			}
			fmt.Fprintln(&b, "--", table)
			rows, err := r.c.c.QueryContext(t.Context(), `SELECT * FROM `+table+` ORDER BY 1, 2`)
			if err != nil {
				return err
			}
			if err := dumpRows(&b, rows); err != nil {
				return err
			}
		}
		fmt.Fprintln(&b, "-- found by word")
		return r.each(func(rows *sql.Rows) error {
			var word string
			if err := rows.Scan(&word); err != nil {
				return err
			}
			fmt.Fprint(&b, word)
			return r.each(func(rows *sql.Rows) error {
				var n int64
				err := rows.Scan(&n)
				fmt.Fprintln(&b, " ", n)
				return err
			}, `SELECT rowid FROM patient_words WHERE patient_words MATCH ? ORDER BY rowid`, term(word))
		}, `SELECT word FROM name_word ORDER BY word`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func dumpRows(b *strings.Builder, rows *sql.Rows) error {
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		vals, ptrs := make([]any, len(names)), make([]any, len(names))
		for i := range vals {
			ptrs[i] = &vals[i]
		}
		if err := rows.Scan(ptrs...); err != nil {
			return err
		}
		for i, v := range vals {
			if raw, ok := v.([]byte); ok {
				v = hex.EncodeToString(raw)
			}
			fmt.Fprintf(b, "%s=%v|", names[i], v)
		}
		b.WriteByte('\n')
	}
	return rows.Err()
}

// answers asks a log everything that record.Reader can tell.
func answers(t testing.TB, l record.Log) any {
	t.Helper()
	type all struct {
		Lists map[string][]record.Record
		Facts map[string][]record.Fact
	}
	a := all{map[string][]record.Record{}, map[string][]record.Fact{}}
	err := l.View(t.Context(), func(r record.Reader) error {
		for _, typ := range []string{"patient", "session", "clinic"} {
			for _, p := range append([]record.ID{""}, randomPatients...) {
				recs, err := r.List(typ, p)
				if err != nil {
					return err
				}
				a.Lists[typ+"/"+string(p)] = recs
				for _, rec := range recs {
					f, err := r.Fields(rec.Ref)
					if err != nil {
						return err
					}
					if !reflect.DeepEqual(f, rec.Fields) {
						return fmt.Errorf("%v: List and Fields differ", rec.Ref)
					}
				}
			}
		}
		for _, f := range randomFilters() {
			facts, err := r.Facts(f)
			if err != nil {
				return err
			}
			a.Facts[fmt.Sprintf("%+v", f)] = facts
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

var (
	randomPatients = []record.ID{"p1", "p2", "p3", "p4"}
	randomKinds    = []string{kindVital, "entry.written", "body.measured"}
	randomNames    = []string{"José", "Łukasz", "Nguyễn", "O'Brien", "Ana María", "de la Cruz", "Zoë", "", "Smith-Jones"}
)

func randomFilters() (out []record.Filter) {
	for _, p := range append([]record.ID{""}, randomPatients...) {
		for _, superseded := range []bool{false, true} {
			for _, kinds := range [][]string{nil, randomKinds[:1], randomKinds[1:]} {
				for _, last := range []int{0, 1, 5} {
					out = append(out, record.Filter{Patient: p, Kinds: kinds, Superseded: superseded, Last: last})
				}
				out = append(out, record.Filter{Record: record.Ref{Type: "session", ID: "s-" + p}, Kinds: kinds, Superseded: superseded})
			}
		}
	}
	return out
}

// play writes the same random changes in each of the logs: updates of this
// laptop and events of two others, which know more or less of each other.
func play(t testing.TB, seed uint64, steps int, now *time.Time, own record.ID, logs ...logtest.Subject) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(seed, 1))
	var facts []record.EventID
	var mine uint64
	others := []*logtest.Elsewhere{{Device: "other-1"}, {Device: "other-2"}}
	for step := range steps {
		*now = now.Add(time.Second)
		changes := make([]record.Change, 1+rnd.IntN(3))
		for i := range changes {
			changes[i] = randomChange(rnd, facts)
		}
		if rnd.IntN(4) == 0 {
			o := others[rnd.IntN(2)]
			if o.Seen == nil || rnd.IntN(3) == 0 { // it hears of everything
				o.Seen = record.Vector{own: mine, o.Device: o.Seen[o.Device]}
				for _, p := range others {
					o.Seen[p.Device] = p.Seen[p.Device]
				}
			}
			c := changes[0]
			c.Supersedes, c.Reason = record.EventID{}, ""
			e := o.Write("elsewhere", c, logtest.Start.Add(time.Duration(step)*time.Second))
			for _, l := range logs {
				if err := l.Receive(t.Context(), e); err != nil {
					t.Fatal(err)
				}
			}
			if e.Fact != nil {
				facts = append(facts, e.ID)
			}
			continue
		}
		fail := rnd.IntN(10) == 0
		for i, l := range logs {
			err := l.Update(t.Context(), record.Actor{ID: "nurse"}, func(tx record.Tx) error {
				events, err := tx.Append(changes...)
				if err != nil {
					return err
				}
				if fail {
					return errOver // any error
				}
				for _, e := range events {
					if i == 0 && e.Fact != nil {
						facts = append(facts, e.ID)
					}
				}
				if i == 0 {
					mine += uint64(len(events))
				}
				return nil
			})
			if (err != nil) != fail {
				t.Fatal(err)
			}
		}
	}
}

func randomChange(rnd *rand.Rand, facts []record.EventID) record.Change {
	p := randomPatients[rnd.IntN(len(randomPatients))]
	name := func() any {
		if rnd.IntN(8) == 0 {
			return nil
		}
		return randomNames[rnd.IntN(len(randomNames))]
	}
	switch rnd.IntN(4) {
	case 0:
		set := map[string]any{}
		for _, f := range []string{"given", "family", "preferred", "note"} {
			if rnd.IntN(2) == 0 {
				set[f] = name()
			}
		}
		if rnd.IntN(3) == 0 {
			set["phone"] = fmt.Sprintf("(303) 555-%04d", rnd.IntN(10000))
			set["born"] = record.Date{Year: 1950 + rnd.IntN(50), Month: time.Month(1 + rnd.IntN(12)), Day: 1 + rnd.IntN(28)}
		}
		return record.Change{Kind: "patient.changed", Version: 1, Record: record.Ref{Type: "patient", ID: p}, Patient: p, Set: set}
	case 1:
		return record.Change{Kind: "visit.changed", Version: 1, Record: record.Ref{Type: "session", ID: "s-" + p}, Patient: p,
			Set: map[string]any{"kind": "dosing", "starts": logtest.Start.Add(time.Duration(rnd.IntN(1e6)) * time.Second), "room": name(), "state": "booked"}}
	}
	c := record.Change{Kind: randomKinds[rnd.IntN(len(randomKinds))], Version: 1, Record: record.Ref{Type: "session", ID: "s-" + p}, Patient: p,
		Fact: map[string]any{"systolic": 90 + rnd.IntN(60), "pulse": nil, "words": name()}}
	if rnd.IntN(3) == 0 {
		c.At = logtest.Start.Add(-time.Duration(rnd.IntN(1e6)) * time.Millisecond)
	}
	if len(facts) > 0 && rnd.IntN(3) == 0 {
		c.Supersedes, c.Reason = facts[rnd.IntN(len(facts))], "typed wrong"
	}
	return c
}

// pair makes the memory log and the store the same laptop, so that
// their answers can be compared whole.
func pair(t testing.TB) (*Store, *memlog.Log, *time.Time) {
	t.Helper()
	now := logtest.Start
	clock := func() time.Time { return now }
	s, err := Open(t.Context(), Options{Dir: t.TempDir(), Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, memlog.New(clock).As(s.Device()), &now
}

func TestProjectionsAndAnswers(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			s, m, now := pair(t)
			play(t, seed, 150, now, s.Device(), s, m)
			if want, got := answers(t, m), answers(t, s); !reflect.DeepEqual(want, got) {
				t.Error("the store does not answer as the log in memory:\n", firstDifference(want, got))
			}
			kept := dump(t, s)
			if err := s.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if rebuilt := dump(t, s); rebuilt != kept {
				t.Error("rebuilt tables differ from those kept along the way:\n", diffLines(kept, rebuilt))
			}
			if n, err := s.Verify(t.Context()); err != nil || n != len(m.Events()) {
				t.Errorf("verified %d of %d: %v", n, len(m.Events()), err)
			}
		})
	}
}

// TestAnyPrefixOfTheLogIsAClinic replays the first n events, for many n, in a
// store of their own.
func TestAnyPrefixOfTheLogIsAClinic(t *testing.T) {
	s, m, now := pair(t)
	play(t, 42, 60, now, s.Device(), s, m)
	all := m.Events()
	replay, err := Open(t.Context(), Options{Dir: t.TempDir(), Clock: aClock()})
	if err != nil {
		t.Fatal(err)
	}
	defer replay.Close()
	for n := 1; n <= len(all); n++ {
		if err := replay.Receive(t.Context(), all[n-1]); err != nil {
			t.Fatalf("event %d: %v", n, err)
		}
		if n%7 != 0 && n != len(all) {
			continue
		}
		kept := dump(t, replay)
		if err := replay.Rebuild(t.Context()); err != nil {
			t.Fatalf("after %d events: %v", n, err)
		}
		if rebuilt := dump(t, replay); rebuilt != kept {
			t.Fatalf("after %d events: %s", n, diffLines(kept, rebuilt))
		}
		if want, got := answers(t, m.Replay(n)), answers(t, replay); !reflect.DeepEqual(want, got) {
			t.Fatalf("after %d events: %s", n, firstDifference(want, got))
		}
	}
}

func diffLines(a, b string) string {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(la), len(lb)) {
		if la[i] != lb[i] {
			return fmt.Sprintf("kept    %s\nrebuilt %s", la[i], lb[i])
		}
	}
	return fmt.Sprintf("%d lines kept, %d rebuilt", len(la), len(lb))
}

func firstDifference(a, b any) string {
	ja, _ := json.MarshalIndent(a, "", " ")
	jb, _ := json.MarshalIndent(b, "", " ")
	return diffLines(string(ja), string(jb))
}
