package store

import (
	"context"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/record/logtest"
)

// aClock starts at a fixed instant and goes on by a millisecond each time.
func aClock() record.Clock {
	now := time.Date(2026, 11, 23, 9, 0, 0, 123456789, time.UTC)
	return func() time.Time {
		now = now.Add(time.Millisecond)
		return now
	}
}

func openIn(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: dir, Clock: aClock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestReopenKeepsWhatWasSaved(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	ctx := t.Context()
	ref := record.Ref{Type: "patient", ID: s.NewID()}
	err := s.Update(ctx, record.Actor{ID: "nurse"}, func(tx record.Tx) error {
		n, err := tx.Number("patient")
		if err != nil {
			return err
		}
		_, err = tx.Append(record.Change{Kind: "patient.added", Version: 1, Record: ref, Patient: ref.ID, Set: map[string]any{"number": n, "given": "José", "family": "Ñandú"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openIn(t, dir)
	err = s.View(ctx, func(r record.Reader) error {
		f, err := r.Fields(ref)
		if f.Text("given") != "José" || f.Text("number") != "L-00001" {
			t.Errorf("fields are %v", f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Verify(ctx); err != nil || n != 1 {
		t.Errorf("verified %d events: %v", n, err)
	}
}

func TestConformance(t *testing.T) {
	for name, key := range map[string][]byte{"plain": nil, "encrypted": aKey} {
		t.Run(name, func(t *testing.T) { conforms(t, key) })
	}
}

func conforms(t *testing.T, key []byte) {
	logtest.Run(t, func(t *testing.T, clock record.Clock) logtest.Subject {
		s, err := Open(t.Context(), Options{Dir: t.TempDir(), Clock: clock, Key: key})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := s.Verify(context.Background()); err != nil {
				t.Error(err)
			}
			s.Close()
		})
		return s
	})
}

// cancelled gives a context that has ended.
func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
