package store

import (
	"context"
	"database/sql"
	"strings"

	"kapdesk/app/audit"
)

var _ audit.Trail = (*Store)(nil)

// Trail implements audit.Trail.
func (s *Store) Trail(ctx context.Context, span audit.Span) (out []audit.Entry, err error) {
	q, args := trailQuery(span)
	err = s.view(ctx, func(r *reader) error {
		return r.each(func(rows *sql.Rows) error {
			var w row
			if err := rows.Scan(w.dest()...); err != nil {
				return err
			}
			e, err := w.decode(s.names.of(w.device))
			if err != nil {
				return damaged(err)
			}
			out = append(out, audit.Entry{N: w.n, Event: e})
			return ctx.Err()
		}, q, args...)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// trailQuery turns a span into a query. The numbers of the events are found
// first, in an index of the narrowest part of the span; "+" keeps the planner
// from the others. What is left is read from the events, the newest first,
// until there are enough.
func trailQuery(s audit.Span) (string, []any) {
	var where []string
	var args []any
	add := func(cond string, a ...any) {
		where, args = append(where, cond), append(args, a...)
	}
	limit := max(s.Limit, 1)
	day, patient, kinds := "+e.entered", "+e.patient", "+e.kind"
	switch {
	case s.Patient != "":
		patient = "e.patient"
	case !s.From.IsZero() && !s.To.IsZero():
		day = "e.entered"
	case len(s.Kinds) == 1 && !s.Others:
		kinds = "e.kind"
	}
	if s.Patient != "" {
		add(patient+` = ? AND `+patient+` <> ''`, string(s.Patient))
	}
	if !s.From.IsZero() {
		add(day+` >= ?`, s.From.UnixNano())
	}
	if !s.To.IsZero() {
		add(day+` < ?`, s.To.UnixNano())
	}
	if s.Actor != "" {
		add(`e.actor = ?`, string(s.Actor))
	}
	if s.Before > 0 {
		add(`e.n < ?`, s.Before)
	}
	if len(s.Kinds) > 0 {
		if kinds == "+e.kind" && !s.Others && patient == "+e.patient" && day == "+e.entered" {
			return eachKind(s.Kinds, where, args, limit)
		}
		not := ""
		if s.Others {
			not = ` NOT`
		}
		add(kinds+not+` IN (?`+strings.Repeat(`,?`, len(s.Kinds)-1)+`)`, anys(s.Kinds)...)
	}
	if len(where) == 0 {
		where = []string{`1`}
	}
	return `SELECT ` + eventColumns + ` FROM event e WHERE ` + strings.Join(where, ` AND `) + ` ORDER BY e.n DESC LIMIT ?`, append(args, limit)
}

// eachKind asks for the newest of each kind and takes the newest of those:
// SQLite would read all events of all the kinds and sort them.
func eachKind(kinds []string, where []string, args []any, limit int) (string, []any) {
	cond := ``
	if len(where) > 0 {
		cond = ` AND ` + strings.Join(where, ` AND `)
	}
	var parts []string
	var all []any
	for _, k := range kinds {
		parts = append(parts, `SELECT n FROM (SELECT e.n FROM event e WHERE e.kind = ?`+cond+` ORDER BY e.n DESC LIMIT ?)`)
		all = append(append(append(all, k), args...), limit)
	}
	return `SELECT ` + eventColumns + ` FROM event e WHERE e.n IN (` + strings.Join(parts, ` UNION ALL `) + `) ORDER BY e.n DESC LIMIT ?`, append(all, limit)
}
