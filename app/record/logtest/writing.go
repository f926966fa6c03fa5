package logtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kapdesk/app/record"
)

func refusedChanges(t *testing.T, b *bench) {
	unknown := record.EventID{Device: "nobody", Seq: 7}
	for name, c := range map[string]record.Change{
		"no kind":            {Version: 1, Record: ref("a"), Set: map[string]any{"x": 1}},
		"no version":         {Kind: "k", Record: ref("a"), Set: map[string]any{"x": 1}},
		"no record":          {Kind: "k", Version: 1, Set: map[string]any{"x": 1}},
		"neither":            {Kind: "k", Version: 1, Record: ref("a")},
		"both":               {Kind: "k", Version: 1, Record: ref("a"), Set: map[string]any{"x": 1}, Fact: statement{}},
		"not an object":      {Kind: "k", Version: 1, Record: ref("a"), Fact: 7},
		"not to be written":  {Kind: "k", Version: 1, Record: ref("a"), Fact: func() {}},
		"field of no kind":   {Kind: "k", Version: 1, Record: ref("a"), Set: map[string]any{"x": func() {}}},
		"supersedes nothing": {Kind: "k", Version: 1, Record: ref("a"), Fact: statement{}, Supersedes: unknown, Reason: "r"},
		"no reason":          {Kind: "k", Version: 1, Record: ref("a"), Fact: statement{}, Supersedes: unknown},
		"a year beyond":      {Kind: "k", Version: 1, Record: ref("a"), Fact: statement{}, At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		err := b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
			_, err := tx.Append(c)
			return err
		})
		if err == nil {
			t.Errorf("%s: not refused", name)
		}
		if name == "no reason" {
			want(t, name, record.CodeOf(err), record.Invalid)
		}
	}
	b.empty()
}

func errorLeavesNothing(t *testing.T, b *bench) {
	var hash record.Hash
	err := b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
		if _, err := tx.Append(set("a", map[string]any{"x": 1}), said("k", "a", "p", "one")); err != nil {
			return err
		}
		var err error
		if hash, err = tx.PutBlob([]byte("bytes")); err != nil {
			return err
		}
		if _, err := tx.Number("receipt"); err != nil {
			return err
		}
		return fmt.Errorf("stop: %w", errNo)
	})
	want(t, "the error comes through", errors.Is(err, errNo), true)
	b.nothingStayed(hash)
}

// nothingStayed fails if a failed update left something.
func (b *bench) nothingStayed(hash record.Hash) {
	b.Helper()
	b.empty()
	b.view(func(r record.Reader) error {
		_, err := r.Blob(hash)
		want(b.T, "blob", record.CodeOf(err), record.NotFound)
		return nil
	})
	err := b.log.Update(b.Context(), nurse, func(tx record.Tx) error {
		n, err := tx.Number("receipt")
		want(b.T, "number", n, "L-00001")
		return err
	})
	if err != nil {
		b.Error(err)
	}
	want(b.T, "the first event", b.append(set("a", map[string]any{"x": 1}))[0].ID.Seq, uint64(1))
}

func panicLeavesNothing(t *testing.T, b *bench) {
	var hash record.Hash
	func() {
		defer func() { want(t, "the panic comes through", recover(), any("oh")) }()
		_ = b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
			if _, err := tx.Append(set("a", map[string]any{"x": 1}), said("k", "a", "p", "one")); err != nil {
				t.Error(err)
			}
			hash, _ = tx.PutBlob([]byte("bytes"))
			_, _ = tx.Number("receipt")
			panic("oh")
		})
	}()
	b.nothingStayed(hash)
}

func halfRefused(t *testing.T, b *bench) {
	err := b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
		if _, err := tx.Append(set("a", map[string]any{"x": 1}), record.Change{Kind: "bad"}); err == nil {
			t.Error("not refused")
		}
		return nil // whoever passes over the error keeps nothing of it
	})
	if err != nil {
		t.Fatal(err)
	}
	b.empty()
}

func endedContext(t *testing.T, b *bench) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	never := func() { t.Error("ran although its context had ended") }
	err := b.log.Update(ended, nurse, func(record.Tx) error { never(); return nil })
	want(t, "Update", errors.Is(err, context.Canceled), true)
	err = b.log.View(ended, func(record.Reader) error { never(); return nil })
	want(t, "View", errors.Is(err, context.Canceled), true)
	err = b.log.KeepDraft(ended, nurse, "form", []byte(`{}`))
	want(t, "KeepDraft", errors.Is(err, context.Canceled), true)

	ctx, cancel := context.WithCancel(t.Context())
	err = b.log.Update(ctx, nurse, func(tx record.Tx) error {
		_, err := tx.Append(set("a", map[string]any{"x": 1}))
		cancel()
		return err
	})
	want(t, "ended before its end", errors.Is(err, context.Canceled), true)
	b.empty()
}

func events(t *testing.T, b *bench) {
	at := time.Date(2026, 11, 23, 11, 30, 0, 0, time.FixedZone("east", 2*3600))
	c := said("k", "a", "p", "one <&> ñ \u2028")
	c.At = at
	es := b.append(set("a", map[string]any{"x": "y", "gone": nil}), c)
	es = append(es, b.append(said("k", "a", "p", "two"))...)
	for i, e := range es {
		want(t, "sequence", e.ID.Seq, uint64(i+1))
		want(t, "sum", e.Sum(), e.Hash)
		want(t, "actor", e.Actor, nurse.ID)
		want(t, "seen", e.Seen, record.Vector{e.ID.Device: e.ID.Seq})
		if i > 0 {
			want(t, "previous", e.Prev, es[i-1].Hash)
			want(t, "hybrid time rises", es[i-1].Time.Less(e.Time), true)
		}
	}
	want(t, "first previous", es[0].Prev, record.Hash{})
	want(t, "entered at once", es[0].Entered, es[1].Entered)
	want(t, "happened", es[1].At, at.UTC())
	want(t, "happened now", es[0].At, es[0].Entered)
	got := b.facts(record.Filter{})
	want(t, "facts", len(got), 2)
	for _, f := range got {
		if i := slices.IndexFunc(es, func(e record.Event) bool { return e.ID == f.ID }); i >= 0 {
			want(t, "as it was written", f.Event, es[i])
		}
	}
}

func numbers(t *testing.T, b *bench) {
	for i, series := range []string{"patient", "patient", "receipt", "patient"} {
		wanted := []string{"L-00001", "L-00002", "L-00001", "L-00003"}[i]
		err := b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
			n, err := tx.Number(series)
			want(t, series, n, wanted)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func blobs(t *testing.T, b *bench) {
	var h1, h2, h3 record.Hash
	data := []byte{0, 1, 2, 255}
	err := b.log.Update(t.Context(), nurse, func(tx record.Tx) (err error) {
		h1, _ = tx.PutBlob(data)
		h2, _ = tx.PutBlob(append([]byte(nil), data...))
		h3, err = tx.PutBlob(nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the same bytes", h1, h2)
	data[0] = 9 // the caller's slice is the caller's
	b.view(func(r record.Reader) error {
		got, err := r.Blob(h1)
		want(t, "bytes", got, []byte{0, 1, 2, 255})
		if err != nil {
			return err
		}
		none, err := r.Blob(h3)
		want(t, "no bytes", len(none), 0)
		if err != nil {
			return err
		}
		_, err = r.Blob(record.Hash{1})
		want(t, "unknown", record.CodeOf(err), record.NotFound)
		return nil
	})
}

func ownWrites(t *testing.T, b *bench) {
	err := b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
		if _, err := tx.Append(set("a", map[string]any{"x": "1"}), said("k", "a", "p", "one")); err != nil {
			return err
		}
		f, err := tx.Fields(ref("a"))
		want(t, "field", f.Text("x"), "1")
		if err != nil {
			return err
		}
		facts, err := tx.Facts(record.Filter{Patient: "p"})
		want(t, "facts", words(t, facts), []string{"one"})
		if err != nil {
			return err
		}
		recs, err := tx.List("thing", "")
		want(t, "records", len(recs), 1)
		if err != nil {
			return err
		}
		h, err := tx.PutBlob([]byte("b"))
		if err != nil {
			return err
		}
		got, err := tx.Blob(h)
		want(t, "blob", string(got), "b")
		one, two := tx.NewID(), tx.NewID()
		want(t, "ids differ", one != two, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func oneTime(t *testing.T, b *bench) {
	err := b.log.Update(t.Context(), nurse, func(tx record.Tx) error {
		now := tx.Now()
		b.now = b.now.Add(time.Hour)
		want(t, "later in the transaction", tx.Now(), now)
		want(t, "UTC", now.Location(), time.UTC)
		es, err := tx.Append(set("a", map[string]any{"x": 1}))
		want(t, "entered", es[0].Entered, now)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func clockJumps(t *testing.T, b *bench) {
	var last record.HLC
	for _, jump := range []time.Duration{0, -3 * 365 * 24 * time.Hour, 5 * 365 * 24 * time.Hour, -2 * 365 * 24 * time.Hour, time.Millisecond} {
		b.now = b.now.Add(jump)
		for _, e := range b.append(said("k", "a", "p", "x"), said("k", "a", "p", "y")) {
			want(t, "hybrid time rises", last.Less(e.Time), true)
			want(t, "entered is what the clock said", e.Entered, b.now)
			last = e.Time
		}
	}
}

func serialised(t *testing.T, b *bench) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	const each, people = 20, 4
	errs := make(chan error, each*people)
	for p := range people {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range each {
				errs <- b.log.Update(t.Context(), record.Actor{ID: record.ID(fmt.Sprint(p))}, func(tx record.Tx) error {
					if !mu.TryLock() {
						return errors.New("two updates at once")
					}
					defer mu.Unlock()
					f, err := tx.Fields(ref("count"))
					if err != nil {
						return err
					}
					n := 0
					f.Get("n", &n)
					_, err = tx.Append(set("count", map[string]any{"n": n + 1}))
					return err
				})
			}
		}()
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	b.fields(ref("count")).Get("n", &n)
	want(t, "count", n, each*people)
}
