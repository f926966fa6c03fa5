package store

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"kapdesk/app/record"
)

// eventColumns are read by row.scan, in this order. The device is given by
// its number in the table device.
const eventColumns = `e.n, e.device, e.seq, e.prev, e.hash, e.seen, e.wall, e.counter, e.entered, e.at, e.actor,
 e.kind, e.version, e.type, e.id, e.patient, e.fields, e.fact, e.old_device, e.old_seq, e.reason`

// row is an event as it stands in the table.
type row struct {
	n, device, seq   int64
	prev, hash       []byte
	seen             string
	wall, counter    int64
	entered, at      int64
	actor, kind      string
	version          int64
	typ, id, patient string
	fields, fact     sql.NullString
	oldDevice        string
	oldSeq           int64
	reason           string
	superseded       int64 // only where the query asks for it
}

func (r *row) dest() []any {
	return []any{&r.n, &r.device, &r.seq, &r.prev, &r.hash, &r.seen, &r.wall, &r.counter, &r.entered, &r.at, &r.actor,
		&r.kind, &r.version, &r.typ, &r.id, &r.patient, &r.fields, &r.fact, &r.oldDevice, &r.oldSeq, &r.reason}
}

// args are the values to insert, in the order of eventColumns.
func (r *row) args() []any {
	return []any{r.n, r.device, r.seq, r.prev, r.hash, r.seen, r.wall, r.counter, r.entered, r.at, r.actor,
		r.kind, r.version, r.typ, r.id, r.patient, r.fields, r.fact, r.oldDevice, r.oldSeq, r.reason}
}

// encode gives the row of an event.
func encode(e record.Event, n, device int64) *row {
	r := &row{n: n, device: device, seq: int64(e.ID.Seq), prev: e.Prev[:], hash: e.Hash[:], seen: encodeSeen(e.ID, e.Seen),
		wall: e.Time.Wall, counter: int64(e.Time.Counter), entered: e.Entered.UnixNano(), at: e.At.UnixNano(),
		actor: string(e.Actor), kind: e.Kind, version: int64(e.Version), typ: e.Record.Type, id: string(e.Record.ID),
		patient: string(e.Patient), oldDevice: string(e.Supersedes.Device), oldSeq: int64(e.Supersedes.Seq), reason: e.Reason}
	if e.Set != nil {
		r.fields = sql.NullString{String: encodeSet(e.Set), Valid: true}
	}
	if e.Fact != nil {
		r.fact = sql.NullString{String: string(e.Fact), Valid: true}
	}
	return r
}

// decode gives the event of a row that the device wrote. Whatever stands in
// the row, it gives an event or an error.
func (r *row) decode(device record.ID) (record.Event, error) {
	e := record.Event{ID: record.EventID{Device: device, Seq: uint64(r.seq)}, Time: record.HLC{Wall: r.wall, Counter: uint32(r.counter)},
		Entered: time.Unix(0, r.entered).UTC(), At: time.Unix(0, r.at).UTC(), Actor: record.ID(r.actor), Kind: r.kind, Version: int(r.version),
		Record: record.Ref{Type: r.typ, ID: record.ID(r.id)}, Patient: record.ID(r.patient), Reason: r.reason}
	if r.oldSeq != 0 || r.oldDevice != "" {
		e.Supersedes = record.EventID{Device: record.ID(r.oldDevice), Seq: uint64(r.oldSeq)}
	}
	if len(r.prev) != len(e.Prev) || len(r.hash) != len(e.Hash) {
		return e, fmt.Errorf("event %s: a hash of %d bytes", e.ID, len(r.hash))
	}
	copy(e.Prev[:], r.prev)
	copy(e.Hash[:], r.hash)
	var err error
	if e.Seen, err = decodeSeen(r.seen, device, r.seq); err != nil {
		return e, fmt.Errorf("event %s: seen: %w", e.ID, err)
	}
	if r.fields.Valid {
		if err := json.Unmarshal([]byte(r.fields.String), &e.Set); err != nil {
			return e, fmt.Errorf("event %s: fields: %w", e.ID, err)
		}
		if e.Set == nil {
			return e, fmt.Errorf("event %s: fields are null", e.ID)
		}
		for k, v := range e.Set {
			if v == nil { // encoding/json reads null so
				e.Set[k] = json.RawMessage("null")
			}
		}
	}
	if r.fact.Valid {
		if !json.Valid([]byte(r.fact.String)) {
			return e, fmt.Errorf("event %s: the fact is not JSON", e.ID)
		}
		e.Fact = json.RawMessage(r.fact.String)
	}
	return e, nil
}

// encodeSeen writes the vector; "" stands for what is by far the commonest, a
// device that knows of itself alone.
func encodeSeen(id record.EventID, v record.Vector) string {
	if len(v) == 1 && v[id.Device] == id.Seq {
		return ""
	}
	b, _ := json.Marshal(v) // a map of strings and numbers always marshals
	return string(b)
}

func decodeSeen(s string, device record.ID, seq int64) (record.Vector, error) {
	if s == "" {
		return record.Vector{device: uint64(seq)}, nil
	}
	var v record.Vector
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return nil, err
	}
	return v, nil
}

// encodeSet writes the object by hand, keys in order and each value byte for
// byte as it was hashed, which encoding/json does not promise.
func encodeSet(set map[string]json.RawMessage) string {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range slices.Sorted(maps.Keys(set)) {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(k)
		b.Write(key)
		b.WriteByte(':')
		b.Write(set[k])
	}
	b.WriteByte('}')
	return b.String()
}

// body marshals what a change says, and refuses what could not be read back
// as it was written.
func body(c record.Change) (set map[string]json.RawMessage, fact json.RawMessage, err error) {
	for _, s := range []string{c.Kind, c.Record.Type, string(c.Record.ID), string(c.Patient), string(c.Supersedes.Device), c.Reason} {
		if !utf8.ValidString(s) {
			return nil, nil, fmt.Errorf("change %q: text that is not UTF-8", c.Kind)
		}
	}
	if c.Fact != nil {
		if fact, err = json.Marshal(c.Fact); err == nil && fact[0] != '{' {
			err = fmt.Errorf("change %s: a fact must be an object", c.Kind)
		}
		return nil, fact, err
	}
	set = map[string]json.RawMessage{}
	for k, v := range c.Set {
		raw, err := json.Marshal(v)
		if err != nil {
			return nil, nil, fmt.Errorf("change %s, field %s: %w", c.Kind, k, err)
		}
		if !utf8.ValidString(k) {
			return nil, nil, fmt.Errorf("change %s: the name of a field is not UTF-8", c.Kind)
		}
		set[k] = raw
	}
	return set, nil, nil
}
