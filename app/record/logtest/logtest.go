// Package logtest is what every event log must do, as tests: the in-memory
// log of app's tests and the store on disk are run through the same ones.
package logtest

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"kapdesk/app/record"
)

// Subject is a log under test.
type Subject interface {
	record.Log
	record.Drafts
	record.IDs
	// Receive adds events that another device wrote.
	Receive(context.Context, ...record.Event) error
}

// Make gives a new, empty log that takes its time from the clock.
type Make func(t *testing.T, clock record.Clock) Subject

// Start is the time at which the clock of each test begins.
var Start = time.Date(2026, 11, 23, 9, 0, 0, 123456789, time.UTC)

// Run runs the whole suite.
func Run(t *testing.T, makeLog Make) {
	tests := []struct {
		name string
		test func(*testing.T, *bench)
	}{
		{"refused changes leave nothing", refusedChanges},
		{"an error leaves nothing", errorLeavesNothing},
		{"a panic leaves nothing", panicLeavesNothing},
		{"a half-refused append leaves nothing of itself", halfRefused},
		{"an ended context", endedContext},
		{"events", events},
		{"fields", fields},
		{"fields set on two laptops", conflict},
		{"received events must follow", receiveRefusals},
		{"facts and their order", factOrder},
		{"filters", filters},
		{"supersession", supersession},
		{"list", list},
		{"a record's patient", recordPatient},
		{"blobs", blobs},
		{"numbers", numbers},
		{"reads see own writes", ownWrites},
		{"one time in a transaction", oneTime},
		{"clock jumps", clockJumps},
		{"updates one at a time", serialised},
		{"a view stands still", viewStandsStill},
		{"drafts", drafts},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := &bench{T: t, now: Start}
			b.log = makeLog(t, b.clock)
			tt.test(t, b)
		})
	}
}

// bench is a log with a clock that goes on by a second at each look.
type bench struct {
	*testing.T
	log Subject
	mu  sync.Mutex
	now time.Time
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(time.Second)
	return b.now
}

var nurse = record.Actor{ID: "nurse"}

var errNo = errors.New("no")

func ref(id record.ID) record.Ref { return record.Ref{Type: "thing", ID: id} }

// set is a change of fields of one thing.
func set(id record.ID, fields map[string]any) record.Change {
	return record.Change{Kind: "thing.changed", Version: 1, Record: ref(id), Set: fields}
}

// said is a fact about one thing of one patient.
func said(kind string, id, patient record.ID, word string) record.Change {
	return record.Change{Kind: kind, Version: 1, Record: ref(id), Patient: patient, Fact: statement{word}}
}

type statement struct {
	Word string `json:"word"`
}

// append writes changes in one update.
func (b *bench) append(changes ...record.Change) []record.Event {
	b.Helper()
	var out []record.Event
	err := b.log.Update(b.Context(), nurse, func(tx record.Tx) (err error) {
		out, err = tx.Append(changes...)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

func (b *bench) view(f func(record.Reader) error) {
	b.Helper()
	if err := b.log.View(b.Context(), f); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) fields(r record.Ref) (f record.Fields) {
	b.Helper()
	b.view(func(rd record.Reader) (err error) { f, err = rd.Fields(r); return err })
	return f
}

func (b *bench) facts(f record.Filter) (out []record.Fact) {
	b.Helper()
	b.view(func(rd record.Reader) (err error) { out, err = rd.Facts(f); return err })
	return out
}

// words gives what the facts say, in order.
func words(t *testing.T, facts []record.Fact) []string {
	t.Helper()
	var out []string
	for _, f := range facts {
		var s statement
		if err := f.Read(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s.Word)
	}
	return out
}

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// empty fails unless the log holds nothing.
func (b *bench) empty() {
	b.Helper()
	want(b.T, "facts", len(b.facts(record.Filter{Superseded: true})), 0)
	want(b.T, "fields", b.fields(ref("a")), record.Fields{})
	b.view(func(r record.Reader) error {
		recs, err := r.List("thing", "")
		want(b.T, "records", len(recs), 0)
		return err
	})
}

// Elsewhere writes events as another device would.
type Elsewhere struct {
	Device record.ID
	Seen   record.Vector // what it knows
	last   record.Hash
	time   record.HLC
}

// Write gives the event of a change made at the instant.
func (o *Elsewhere) Write(by record.ID, c record.Change, at time.Time) record.Event {
	if o.Seen == nil {
		o.Seen = record.Vector{}
	}
	o.Seen[o.Device]++
	o.time = o.time.Next(at)
	e := record.Event{ID: record.EventID{Device: o.Device, Seq: o.Seen[o.Device]}, Prev: o.last, Seen: record.Vector{}, Time: o.time,
		Entered: at, At: at, Actor: by, Kind: c.Kind, Version: c.Version, Record: c.Record, Patient: c.Patient, Supersedes: c.Supersedes, Reason: c.Reason}
	for d, n := range o.Seen {
		e.Seen[d] = n
	}
	if !c.At.IsZero() {
		e.At = c.At
	}
	if c.Fact != nil {
		e.Fact, _ = json.Marshal(c.Fact)
	}
	if c.Set != nil {
		e.Set = map[string]json.RawMessage{}
		for k, v := range c.Set {
			e.Set[k], _ = json.Marshal(v)
		}
	}
	e.Hash = e.Sum()
	o.last = e.Hash
	return e
}
