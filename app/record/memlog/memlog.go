// Package memlog keeps an event log in memory. It is the plainest reading of
// what record.Log promises: app's tests run over it, and the conformance suite
// of the real store runs over both.
package memlog

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"sync"
	"time"

	"kapdesk/app/record"
)

// Log is a record.Log and record.Drafts in memory. The zero Log is not
// usable; call New.
type Log struct {
	mu      sync.Mutex
	clock   record.Clock
	device  record.ID
	seen    record.Vector // what has been applied
	heads   map[record.ID]record.Hash
	events  []record.Event
	series  map[string]int
	blobs   map[record.Hash][]byte
	drafts  map[string]record.Draft
	records map[record.Ref]*record.Record
	order   []record.Ref
	facts   map[record.EventID]*record.Fact
	ids     int
}

// New makes an empty log that takes its time from the clock.
func New(clock record.Clock) *Log {
	return &Log{clock: clock, device: "device-1", seen: record.Vector{}, heads: map[record.ID]record.Hash{}, series: map[string]int{}, blobs: map[record.Hash][]byte{},
		drafts: map[string]record.Draft{}, records: map[record.Ref]*record.Record{}, facts: map[record.EventID]*record.Fact{}}
}

// As makes the log that of another device. Call it before anything is written.
func (l *Log) As(device record.ID) *Log {
	l.device = device
	return l
}

// Replay makes a log that holds the first n events of l, rebuilt from them.
func (l *Log) Replay(n int) *Log {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := New(l.clock)
	m.device, m.ids, m.blobs, m.series = l.device, l.ids, maps.Clone(l.blobs), maps.Clone(l.series)
	for _, e := range l.events[:n] {
		m.apply(e)
	}
	return m
}

// Events gives the whole log.
func (l *Log) Events() []record.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.events)
}

// NewID makes an identifier that is unique in this log and always the same
// for the same sequence of calls.
func (l *Log) NewID() record.ID {
	l.ids++
	return record.ID(fmt.Sprintf("00000000-0000-7000-8000-%012d", l.ids))
}

// View implements record.Log.
func (l *Log) View(ctx context.Context, f func(record.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return f(&tx{Log: l, now: l.clock().Round(0).UTC()})
}

// Update implements record.Log.
func (l *Log) Update(ctx context.Context, by record.Actor, f func(record.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.atomic(func() error {
		if err := f(&tx{Log: l, now: l.clock().Round(0).UTC(), by: by}); err != nil {
			return err
		}
		return ctx.Err()
	})
}

// atomic runs f; nothing of it stays when it fails or panics.
func (l *Log) atomic(f func() error) (err error) {
	before, series, blobs := len(l.events), maps.Clone(l.series), maps.Clone(l.blobs)
	done := false
	defer func() {
		if done {
			return
		}
		kept := l.events[:before]
		l.events, l.order = nil, nil
		l.seen, l.heads = record.Vector{}, map[record.ID]record.Hash{}
		l.records, l.facts = map[record.Ref]*record.Record{}, map[record.EventID]*record.Fact{}
		l.series, l.blobs = series, blobs
		for _, e := range kept {
			l.apply(e)
		}
	}()
	err = f()
	done = err == nil
	return err
}

// Receive adds events that another device wrote. Those that are known already
// are passed over; one that does not follow refuses them all.
func (l *Log) Receive(ctx context.Context, events ...record.Event) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.atomic(func() error {
		for _, e := range events {
			if l.seen.Covers(e.ID) {
				if i := slices.IndexFunc(l.events, func(o record.Event) bool { return o.ID == e.ID }); l.events[i].Hash != e.Hash {
					return fmt.Errorf("event %s is known with other content", e.ID)
				}
				continue
			}
			if e.ID.Device == l.device {
				return fmt.Errorf("event %s is of this device and not known to it", e.ID)
			}
			if err := e.Follows(l.seen, l.heads[e.ID.Device]); err != nil {
				return err
			}
			l.apply(e)
		}
		return nil
	})
}

// apply adds the event and what follows from it.
func (l *Log) apply(e record.Event) {
	l.events = append(l.events, e)
	l.seen[e.ID.Device], l.heads[e.ID.Device] = e.ID.Seq, e.Hash
	rec := l.records[e.Record]
	if rec == nil {
		rec = &record.Record{Ref: e.Record, Fields: record.Fields{}}
		l.records[e.Record] = rec
		l.order = append(l.order, e.Record)
	}
	if rec.Patient == "" {
		rec.Patient = e.Patient
	}
	for name, raw := range e.Set {
		left := slices.DeleteFunc(slices.Clone(rec.Fields[name]), func(v record.Value) bool { return e.Seen.Covers(v.Event) })
		if !bytes.Equal(raw, []byte("null")) {
			left = append(left, record.Value{Raw: raw, Event: e.ID, By: e.Actor, At: e.Entered})
		}
		if rec.Fields[name] = left; len(left) == 0 {
			delete(rec.Fields, name)
		}
	}
	if e.Fact != nil {
		l.facts[e.ID] = &record.Fact{Event: e}
		if old := l.facts[e.Supersedes]; old != nil {
			old.SupersededBy = append(old.SupersededBy, e.ID)
		}
	}
}

// KeepDraft implements record.Drafts.
func (l *Log) KeepDraft(ctx context.Context, by record.Actor, form string, body json.RawMessage) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !json.Valid(body) {
		return fmt.Errorf("draft %s: not JSON", form)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drafts[string(by.ID)+"\x00"+form] = record.Draft{Form: form, Body: bytes.Clone(body), Kept: l.clock().UTC()}
	return nil
}

// Draft implements record.Drafts.
func (l *Log) Draft(_ context.Context, by record.Actor, form string) (record.Draft, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d, ok := l.drafts[string(by.ID)+"\x00"+form]
	return d, ok, nil
}

// DropDraft implements record.Drafts.
func (l *Log) DropDraft(_ context.Context, by record.Actor, form string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.drafts, string(by.ID)+"\x00"+form)
	return nil
}

// AllDrafts implements record.Drafts.
func (l *Log) AllDrafts(_ context.Context, by record.Actor) ([]record.Draft, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []record.Draft
	for k, d := range l.drafts {
		if len(k) > len(by.ID) && k[:len(by.ID)+1] == string(by.ID)+"\x00" {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b record.Draft) int {
		return cmp.Or(b.Kept.Compare(a.Kept), cmp.Compare(a.Form, b.Form))
	})
	return out, nil
}

// tx is one transaction; it has the lock.
type tx struct {
	*Log
	now time.Time
	by  record.Actor
}

func (t *tx) Now() time.Time { return t.now }

func (t *tx) Fields(ref record.Ref) (record.Fields, error) {
	if rec := t.records[ref]; rec != nil {
		return maps.Clone(rec.Fields), nil
	}
	return record.Fields{}, nil
}

func (t *tx) List(typ string, patient record.ID) ([]record.Record, error) {
	var out []record.Record
	for _, ref := range t.order {
		rec := t.records[ref]
		if ref.Type == typ && (patient == "" || rec.Patient == patient) {
			out = append(out, record.Record{Ref: ref, Patient: rec.Patient, Fields: maps.Clone(rec.Fields)})
		}
	}
	return out, nil
}

func (t *tx) Facts(f record.Filter) ([]record.Fact, error) {
	var out []record.Fact
	for _, e := range t.events {
		fact := t.facts[e.ID]
		switch {
		case fact == nil,
			f.Patient != "" && e.Patient != f.Patient,
			f.Record != record.Ref{} && e.Record != f.Record,
			len(f.Kinds) > 0 && !slices.Contains(f.Kinds, e.Kind),
			!f.Superseded && len(fact.SupersededBy) > 0:
			continue
		}
		with := *fact
		with.SupersededBy = slices.Clone(fact.SupersededBy)
		out = append(out, with)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	if f.Last > 0 && len(out) > f.Last {
		out = out[len(out)-f.Last:]
	}
	return out, nil
}

func (t *tx) Blob(h record.Hash) ([]byte, error) {
	b, ok := t.blobs[h]
	if !ok {
		return nil, &record.Problem{Code: record.NotFound, Text: "This file is not in the store."}
	}
	return bytes.Clone(b), nil
}

func (t *tx) PutBlob(b []byte) (record.Hash, error) {
	h := record.Hash(sha256.Sum256(b))
	t.blobs[h] = bytes.Clone(b)
	return h, nil
}

func (t *tx) Number(series string) (string, error) {
	t.series[series]++
	return fmt.Sprintf("L-%05d", t.series[series]), nil
}

// Append implements record.Tx. Either all changes are appended or, with an
// error, none.
func (t *tx) Append(changes ...record.Change) ([]record.Event, error) {
	out := make([]record.Event, len(changes))
	for i, c := range changes {
		var err error
		if out[i], err = t.event(c); err != nil {
			return nil, err
		}
	}
	for i := range out {
		e := &out[i]
		e.ID = record.EventID{Device: t.device, Seq: t.seen[t.device] + 1}
		e.Time = record.HLC{}.Next(t.now)
		if n := len(t.events); n > 0 {
			e.Time = t.events[n-1].Time.Next(t.now)
		}
		e.Prev, e.Seen = t.heads[t.device], maps.Clone(t.seen)
		e.Seen[t.device] = e.ID.Seq
		e.Hash = e.Sum()
		t.apply(*e)
	}
	return out, nil
}

// event checks the change and gives its event without its place in the log.
func (t *tx) event(c record.Change) (e record.Event, err error) {
	if err := c.Check(); err != nil {
		return e, err
	}
	if !c.Supersedes.IsZero() && t.facts[c.Supersedes] == nil {
		return e, fmt.Errorf("change %s supersedes %s, which is no known fact", c.Kind, c.Supersedes)
	}
	e = record.Event{Entered: t.now, At: c.At.Round(0).UTC(), Actor: t.by.ID, Kind: c.Kind, Version: c.Version, Record: c.Record,
		Patient: c.Patient, Supersedes: c.Supersedes, Reason: c.Reason}
	if c.At.IsZero() {
		e.At = t.now
	}
	if c.Fact != nil {
		if e.Fact, err = json.Marshal(c.Fact); err == nil && e.Fact[0] != '{' {
			err = fmt.Errorf("change %s: a fact must be an object", c.Kind)
		}
		return e, err
	}
	e.Set = map[string]json.RawMessage{}
	for k, v := range c.Set {
		if e.Set[k], err = json.Marshal(v); err != nil {
			return e, fmt.Errorf("change %s, field %s: %w", c.Kind, k, err)
		}
	}
	return e, nil
}
