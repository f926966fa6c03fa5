package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"time"
)

// Hash is a SHA-256, printed in lower-case hex.
type Hash [sha256.Size]byte

// String gives the hex form.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalJSON writes the hex form.
func (h Hash) MarshalJSON() ([]byte, error) { return json.Marshal(h.String()) }

// UnmarshalJSON reads the hex form.
func (h *Hash) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != len(h) {
		return fmt.Errorf("not a SHA-256: %q", s)
	}
	copy(h[:], raw)
	return nil
}

// HLC is a hybrid logical time: milliseconds since 1970 UTC and a counter
// that orders what the clock cannot. It never runs backwards on a device.
type HLC struct {
	Wall    int64  `json:"wall"`
	Counter uint32 `json:"counter"`
}

// Less orders hybrid times.
func (h HLC) Less(o HLC) bool {
	return h.Wall < o.Wall || h.Wall == o.Wall && h.Counter < o.Counter
}

// Next gives the time of the next event after h when the wall clock says now.
func (h HLC) Next(now time.Time) HLC {
	if ms := now.UnixMilli(); ms > h.Wall {
		return HLC{Wall: ms}
	}
	return HLC{Wall: h.Wall, Counter: h.Counter + 1}
}

// Change is what somebody wants to have recorded: either a Fact, a statement
// that stands for ever, or fields Set on a record that people keep up to date.
type Change struct {
	Kind    string // what happened, noun.verb: "vitals.taken"
	Version int    // version of the body's schema, from 1
	Record  Ref    // the record it is about
	Patient ID     // the patient it is about; "" when it concerns the clinic alone

	// At is when it happened; zero means now. A late entry has an At before
	// the instant it was entered; both are kept.
	At time.Time

	Set  map[string]any // fields to set; a nil value clears the field
	Fact any            // the statement, a struct that marshals to a JSON object

	Supersedes EventID // the fact this one corrects or withdraws
	Reason     string  // why: required with Supersedes
}

// Check refuses a change that no event may carry.
func (c Change) Check() error {
	switch {
	case c.Kind == "" || c.Version < 1:
		return fmt.Errorf("change %q version %d: kind and version are required", c.Kind, c.Version)
	case c.Record.Type == "" || c.Record.ID == "":
		return fmt.Errorf("change %s names no record", c.Kind)
	case (c.Set == nil) == (c.Fact == nil):
		return fmt.Errorf("change %s must be a fact or fields set, and not both", c.Kind)
	case !c.At.IsZero() && (c.At.Year() < 1800 || c.At.Year() > 2200):
		return fmt.Errorf("change %s happened in the year %d", c.Kind, c.At.Year())
	case !c.Supersedes.IsZero() && c.Fact == nil:
		return fmt.Errorf("change %s: only a fact supersedes", c.Kind)
	case !c.Supersedes.IsZero() && c.Reason == "":
		return &Problem{Code: Invalid, Field: "reason", Text: "A correction needs a reason.", Next: "Say in a few words why."}
	}
	return nil
}

// Event is one line of the log. Its fields are fixed for ever once written.
type Event struct {
	ID         EventID                    `json:"id"`
	Prev       Hash                       `json:"prev"` // hash of this device's previous event
	Hash       Hash                       `json:"hash"` // of everything else in the event
	Seen       Vector                     `json:"seen"` // what was known, this event included
	Time       HLC                        `json:"time"`
	Entered    time.Time                  `json:"entered"` // wall clock when written, UTC
	At         time.Time                  `json:"at"`      // when it happened, UTC
	Actor      ID                         `json:"actor"`
	Kind       string                     `json:"kind"`
	Version    int                        `json:"version"`
	Record     Ref                        `json:"record"`
	Patient    ID                         `json:"patient,omitempty"`
	Set        map[string]json.RawMessage `json:"set,omitempty"`
	Fact       json.RawMessage            `json:"fact,omitempty"`
	Supersedes EventID                    `json:"supersedes,omitzero"`
	Reason     string                     `json:"reason,omitempty"`
}

// Late reports whether the event was entered noticeably after it happened.
func (e Event) Late() bool { return e.Entered.Sub(e.At) > 2*time.Minute }

// Sum computes the event's hash: SHA-256 over the length-prefixed parts in a
// fixed order, so that no two different events share a message.
func (e Event) Sum() Hash {
	var b bytes.Buffer
	part := func(p []byte) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		b.Write(n[:])
		b.Write(p)
	}
	num := func(n int64) {
		var p [8]byte
		binary.BigEndian.PutUint64(p[:], uint64(n))
		part(p[:])
	}
	part([]byte("kapdesk event 1"))
	part([]byte(e.ID.Device))
	num(int64(e.ID.Seq))
	part(e.Prev[:])
	devices := make([]string, 0, len(e.Seen))
	for d := range e.Seen {
		devices = append(devices, string(d))
	}
	sort.Strings(devices)
	num(int64(len(devices)))
	for _, d := range devices {
		part([]byte(d))
		num(int64(e.Seen[ID(d)]))
	}
	num(e.Time.Wall)
	num(int64(e.Time.Counter))
	num(e.Entered.UnixNano())
	num(e.At.UnixNano())
	for _, s := range []string{string(e.Actor), e.Kind, e.Record.Type, string(e.Record.ID), string(e.Patient), string(e.Supersedes.Device), e.Reason} {
		part([]byte(s))
	}
	num(int64(e.Version))
	num(int64(e.Supersedes.Seq))
	part(e.Fact)
	keys := make([]string, 0, len(e.Set))
	for k := range e.Set {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	num(int64(len(keys)))
	for _, k := range keys {
		part([]byte(k))
		part(e.Set[k])
	}
	return sha256.Sum256(b.Bytes())
}
