package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"kapdesk/app/record"
)

// projector writes what follows from an event, in the transaction of the
// event itself or, in a rebuild, of all events.
type projector struct {
	c       *conn
	ctx     context.Context
	devices map[record.ID]int64
}

func (p *projector) exec(q string, args ...any) error { return p.c.exec(p.ctx, q, args...) }

func (p *projector) one(dest []any, q string, args ...any) (bool, error) {
	return p.c.one(p.ctx, dest, q, args...)
}

// apply writes what follows from e, whose row is r.
func (p *projector) apply(e record.Event, r *row) error {
	rec, isNew, err := p.record(r)
	if err != nil {
		return err
	}
	for _, name := range sortedKeys(e.Set) {
		if err := p.field(e, r, rec, isNew, name); err != nil {
			return err
		}
	}
	if e.Set != nil {
		return p.typedRecord(e, rec, isNew)
	}
	if err := p.exec(`INSERT INTO fact (n, patient, type, id, kind, at) VALUES (?,?,?,?,?,?)`,
		r.n, r.patient, r.typ, r.id, r.kind, r.at); err != nil {
		return err
	}
	if err := p.supersede(e, r); err != nil {
		return err
	}
	return p.typedFact(e, r)
}

// record finds the record of the event, or makes it, and gives its number.
func (p *projector) record(r *row) (n int64, isNew bool, err error) {
	var patient string
	found, err := p.one([]any{&n, &patient}, `SELECT n, patient FROM record WHERE type = ? AND id = ?`, r.typ, r.id)
	switch {
	case err != nil:
		return 0, false, err
	case !found:
		return r.n, true, p.exec(`INSERT INTO record (n, type, id, patient) VALUES (?,?,?,?)`, r.n, r.typ, r.id, r.patient)
	case patient == "" && r.patient != "":
		err = p.exec(`UPDATE record SET patient = ? WHERE n = ?`, r.patient, n)
	}
	return n, false, err
}

// field sets one field: the new value takes the place of those that its
// author knew of. Others stay beside it, as a conflict for a person.
func (p *projector) field(e record.Event, r *row, rec int64, isNew bool, name string) error {
	if !isNew {
		if err := p.forget(e, rec, name); err != nil {
			return err
		}
	}
	raw := e.Set[name]
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	return p.exec(`INSERT INTO field (rec, name, n, raw, device, seq, actor, entered) VALUES (?,?,?,?,?,?,?,?)`,
		rec, name, r.n, string(raw), r.device, r.seq, r.actor, r.entered)
}

// forget removes the values of a field that e's author had seen.
func (p *projector) forget(e record.Event, rec int64, name string) error {
	if len(p.devices) == 1 { // nobody else to differ with
		return p.exec(`DELETE FROM field WHERE rec = ? AND name = ?`, rec, name)
	}
	var known []int64
	err := p.c.each(p.ctx, func(rows *sql.Rows) error {
		var n, seq int64
		var device string
		if err := rows.Scan(&n, &seq, &device); err != nil {
			return err
		}
		if e.Seen.Covers(record.EventID{Device: record.ID(device), Seq: uint64(seq)}) {
			known = append(known, n)
		}
		return nil
	}, `SELECT f.n, f.seq, d.id FROM field f JOIN device d ON d.n = f.device WHERE f.rec = ? AND f.name = ?`, rec, name)
	for _, n := range known {
		if err == nil {
			err = p.exec(`DELETE FROM field WHERE rec = ? AND name = ? AND n = ?`, rec, name, n)
		}
	}
	return err
}

// supersede notes that e corrects an earlier fact.
func (p *projector) supersede(e record.Event, r *row) error {
	if e.Supersedes.IsZero() {
		return nil
	}
	var old int64
	found, err := p.one([]any{&old}, `SELECT x.n FROM event e JOIN fact x ON x.n = e.n WHERE e.device = ? AND e.seq = ?`,
		p.devices[e.Supersedes.Device], int64(e.Supersedes.Seq))
	if err != nil || !found {
		return err
	}
	if err := p.exec(`INSERT INTO correction (old, new) VALUES (?,?)`, old, r.n); err != nil {
		return err
	}
	if err := p.exec(`UPDATE fact SET superseded = superseded + 1 WHERE n = ?`, old); err != nil {
		return err
	}
	return p.exec(`UPDATE vital SET superseded = superseded + 1 WHERE n = ?`, old)
}

func sortedKeys(set map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
