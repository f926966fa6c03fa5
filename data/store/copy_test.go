package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"kapdesk/app/audit"
	"kapdesk/app/record"
	"kapdesk/data/crypt"
)

// A copy that is stopped leaves nothing, and tells how far it came only while
// it runs.
func TestCopyToIsStopped(t *testing.T) {
	s, to := sealed(t, t.TempDir()), t.TempDir()
	write(t, s, "something")
	path := filepath.Join(to, fileName)
	if _, err := s.CopyTo(cancelled(t), path, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before: %v", err)
	}
	if entries, err := os.ReadDir(to); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	running := true
	_, err := s.CopyTo(t.Context(), path, func(done, total int64) {
		if !running || done > total || total <= 0 {
			t.Errorf("%d of %d, running %v", done, total, running)
		}
	})
	running = false
	if err != nil {
		t.Fatal(err)
	}
}

// A growing file is watched by its size.
func TestWatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, make([]byte, 70), 0o600); err != nil {
		t.Fatal(err)
	}
	told := make(chan int64, 1000)
	stop := watch(path, 50, func(done, total int64) { told <- done })
	if got := <-told; got != 50 { // never more than all of it
		t.Errorf("%d", got)
	}
	stop()
}

// What a store holds is counted, and its chains are found in another that has
// them and more.
func TestContentAndHolds(t *testing.T) {
	a, b := sealed(t, t.TempDir()), sealed(t, t.TempDir())
	register(t, a, somePeople...)
	err := a.Update(t.Context(), record.Actor{ID: "nurse"}, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "visit.booked", Version: 1, Record: record.Ref{Type: typeVisit, ID: tx.NewID()}, Set: map[string]any{"kind": "dosing"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := a.Content(t.Context())
	if err != nil || c.Patients != len(somePeople) || c.Visits != 1 || len(c.Heads) != 1 || c.Heads[0].Device != a.Device() || c.Heads[0].Hash != a.head.hash || int(c.Heads[0].Seq) != c.Events {
		t.Fatalf("%+v, %v", c, err)
	}
	holds := func(s *Store, heads ...audit.Link) bool {
		t.Helper()
		ok, err := s.Holds(t.Context(), heads)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if holds(b, c.Heads...) || !holds(a, c.Heads...) || !holds(b) {
		t.Error("a chain is found where it is not, or not where it is")
	}
	if err := a.Events(t.Context(), func(e record.Event) error { return b.Receive(t.Context(), e) }); err != nil {
		t.Fatal(err)
	}
	write(t, b, "one more")
	if !holds(b, c.Heads...) {
		t.Error("a chain that was received is not found")
	}
	for _, change := range []func(*audit.Link){func(l *audit.Link) { l.Seq-- }, func(l *audit.Link) { l.Hash[0] ^= 1 }, func(l *audit.Link) { l.Device = b.Device() }} {
		l := c.Heads[0]
		if change(&l); holds(b, l) {
			t.Errorf("%+v is found", l)
		}
	}
	if both, err := b.Content(t.Context()); err != nil || both.Patients != c.Patients || len(both.Heads) != 2 {
		t.Errorf("%+v, %v", both, err)
	}
}

// A folder that is held lets nobody in, and one that is open cannot be held.
func TestHold(t *testing.T) {
	dir := t.TempDir()
	s := sealed(t, dir)
	if _, err := Hold(dir); record.CodeOf(err) != record.Unavailable {
		t.Errorf("while it is open: %v", err)
	}
	closed(t, s)
	release, err := Hold(dir)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Dir: dir, Clock: aClock(), Key: aKey}
	if _, err := Open(t.Context(), o); record.CodeOf(err) != record.Unavailable {
		t.Errorf("while it is held: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	closed(t, sealed(t, dir))
}

// Refusals are told apart, also by who wraps them.
func TestWhatARefusalSays(t *testing.T) {
	is := map[string]func(error) bool{"full": IsFull, "newer": IsNewer, "damaged": IsDamaged}
	for want, list := range map[string][]error{
		"full":    {full(nil), translateFile(&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})},
		"newer":   {newer(errors.New("version 9")), crypt.ErrVersion},
		"damaged": {damaged(nil), damagedLog(nil), wrongKey(nil), foreign(nil), missing(nil), &crypt.DamageError{Page: 3}, crypt.ErrPlain, crypt.ErrForeign, crypt.ErrWrongKey},
		"none":    {nil, errors.New("x"), inUse(nil), readOnly(nil), noFolder(nil), forked(nil)},
	} {
		for _, err := range list {
			for name, f := range is {
				if got := f(err); got != (name == want) {
					t.Errorf("%v is %s: %v", err, name, got)
				}
				if got := f(fmt.Errorf("while restoring: %w", err)); err != nil && got != (name == want) {
					t.Errorf("wrapped, %v is %s: %v", err, name, got)
				}
			}
		}
	}
}
