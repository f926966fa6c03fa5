package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"kapdesk/app/record"
)

// reader reads in one transaction.
type reader struct {
	s    *Store
	c    *conn
	ctx  context.Context
	now  time.Time
	over bool
}

func (r *reader) Now() time.Time { return r.now }

func (r *reader) each(f func(*sql.Rows) error, q string, args ...any) error {
	if r.over {
		return errOver
	}
	return translate(r.c.each(r.ctx, f, q, args...))
}

const valueColumns = `f.name, f.raw, f.device, f.seq, f.actor, f.entered`

// scanValue reads valueColumns after the columns in before.
func (r *reader) scanValue(rows *sql.Rows, before ...any) (name string, v record.Value, err error) {
	var raw, actor sql.RawBytes
	var device, seq, entered int64
	if err := rows.Scan(append(before, &name, &raw, &device, &seq, &actor, &entered)...); err != nil {
		return "", v, err
	}
	v.Raw = append(json.RawMessage(nil), raw...)
	v.By, v.At = record.ID(actor), time.Unix(0, entered).UTC()
	v.Event = record.EventID{Device: r.s.names.of(device), Seq: uint64(seq)}
	return name, v, nil
}

// Fields implements record.Reader.
func (r *reader) Fields(ref record.Ref) (record.Fields, error) {
	fields := record.Fields{}
	err := r.each(func(rows *sql.Rows) error {
		name, v, err := r.scanValue(rows)
		fields[name] = append(fields[name], v)
		return err
	}, `SELECT `+valueColumns+` FROM record r JOIN field f ON f.rec = r.n
		WHERE r.type = ? AND r.id = ? ORDER BY f.name, f.n`, ref.Type, string(ref.ID))
	return fields, err
}

// List implements record.Reader.
func (r *reader) List(typ string, patient record.ID) ([]record.Record, error) {
	where, args := `r.type = ?`, []any{typ}
	if patient != "" {
		where, args = `r.type = ? AND r.patient = ?`, append(args, string(patient))
	}
	var out []record.Record
	place := map[int64]int{}
	err := r.each(func(rows *sql.Rows) error {
		var n int64
		rec := record.Record{Ref: record.Ref{Type: typ}, Fields: record.Fields{}}
		if err := rows.Scan(&n, &rec.Ref.ID, &rec.Patient); err != nil {
			return err
		}
		place[n] = len(out)
		out = append(out, rec)
		return nil
	}, `SELECT r.n, r.id, r.patient FROM record r WHERE `+where+` ORDER BY r.n`, args...)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	err = r.each(func(rows *sql.Rows) error {
		var n int64
		name, v, err := r.scanValue(rows, &n)
		f := out[place[n]].Fields
		f[name] = append(f[name], v)
		return err
	}, `SELECT f.rec, `+valueColumns+` FROM record r JOIN field f ON f.rec = r.n WHERE `+where+` ORDER BY f.rec, f.name, f.n`, args...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Facts implements record.Reader.
func (r *reader) Facts(f record.Filter) ([]record.Fact, error) {
	q, args := factQuery(f)
	var out []record.Fact
	var corrected []int64
	var at []int
	err := r.each(func(rows *sql.Rows) error {
		var w row
		if err := rows.Scan(append(w.dest(), &w.superseded)...); err != nil {
			return err
		}
		e, err := w.decode(r.s.names.of(w.device))
		if err != nil {
			return damaged(err)
		}
		if w.superseded > 0 {
			corrected, at = append(corrected, w.n), append(at, len(out))
		}
		out = append(out, record.Fact{Event: e})
		return nil
	}, q, args...)
	if err != nil {
		return nil, err
	}
	for i, n := range corrected {
		if out[at[i]].SupersededBy, err = r.corrections(n); err != nil {
			return nil, err
		}
	}
	if f.Last > 0 { // they came latest first
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out, nil
}

// factQuery turns a filter into a query. "+" keeps the planner from an index
// that would fit the filter less well.
func factQuery(f record.Filter) (string, []any) {
	var where []string
	var args []any
	add := func(cond string, a ...any) {
		where, args = append(where, cond), append(args, a...)
	}
	kind := "x.kind"
	switch {
	case f.Record != record.Ref{}:
		add(`x.id = ?`, string(f.Record.ID))
		add(`+x.type = ?`, f.Record.Type)
		if f.Patient != "" {
			add(`+x.patient = ?`, string(f.Patient))
		}
	case f.Patient != "":
		add(`x.patient = ?`, string(f.Patient))
	}
	if len(f.Kinds) > 0 {
		add(kind+` IN (?`+strings.Repeat(`,?`, len(f.Kinds)-1)+`)`, anys(f.Kinds)...)
	}
	if !f.Superseded {
		add(`x.superseded = 0`)
	}
	if len(where) == 0 {
		add(`1`)
	}
	q := `SELECT ` + eventColumns + `, x.superseded FROM fact x JOIN event e ON e.n = x.n WHERE ` + strings.Join(where, ` AND `)
	if f.Last > 0 {
		return q + ` ORDER BY x.at DESC, x.n DESC LIMIT ?`, append(args, f.Last)
	}
	return q + ` ORDER BY x.at, x.n`, args
}

func anys(ss []string) []any {
	out := make([]any, len(ss))
	for i, s := range ss {
		out[i] = s
	}
	return out
}

// corrections gives the facts that correct fact number n.
func (r *reader) corrections(n int64) (out []record.EventID, err error) {
	err = r.each(func(rows *sql.Rows) error {
		var device, seq int64
		err := rows.Scan(&device, &seq)
		out = append(out, record.EventID{Device: r.s.names.of(device), Seq: uint64(seq)})
		return err
	}, `SELECT e.device, e.seq FROM correction k JOIN event e ON e.n = k.new WHERE k.old = ? ORDER BY k.new`, n)
	return out, err
}

// Blob implements record.Reader. The bytes are checked against their hash.
func (r *reader) Blob(h record.Hash) ([]byte, error) {
	var b []byte
	found := false
	err := r.each(func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&b)
	}, `SELECT bytes FROM blob WHERE hash = ?`, h[:])
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, &record.Problem{Code: record.NotFound, Text: "This file is not in the store."}
	case record.Hash(sha256.Sum256(b)) != h:
		return nil, damaged(errors.New("bytes do not fit their hash " + h.String()))
	}
	return b, nil
}

// factNumber gives the number of the event id if it is a fact, else 0.
func (r *reader) factNumber(id record.EventID) (n int64, err error) {
	err = r.each(func(rows *sql.Rows) error { return rows.Scan(&n) },
		`SELECT x.n FROM device d JOIN event e ON e.device = d.n AND e.seq = ? JOIN fact x ON x.n = e.n WHERE d.id = ?`,
		int64(id.Seq), string(id.Device))
	return n, err
}
