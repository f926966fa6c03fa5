package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"kapdesk/app/record"
)

// KeepDraft implements record.Drafts. It is on disk when it returns nil.
func (s *Store) KeepDraft(ctx context.Context, by record.Actor, form string, body json.RawMessage) error {
	if !json.Valid(body) {
		return fmt.Errorf("draft %s: not JSON", form)
	}
	return s.write(ctx, func(t *tx) error {
		return t.did(t.c.exec(t.ctx, `INSERT INTO draft (actor, form, body, kept) VALUES (?,?,?,?)
			ON CONFLICT (actor, form) DO UPDATE SET body = excluded.body, kept = excluded.kept`,
			string(by.ID), form, string(body), t.now.UnixNano()))
	})
}

// DropDraft implements record.Drafts.
func (s *Store) DropDraft(ctx context.Context, by record.Actor, form string) error {
	return s.write(ctx, func(t *tx) error {
		return t.did(t.c.exec(t.ctx, `DELETE FROM draft WHERE actor = ? AND form = ?`, string(by.ID), form))
	})
}

// Draft implements record.Drafts.
func (s *Store) Draft(ctx context.Context, by record.Actor, form string) (d record.Draft, ok bool, err error) {
	found, err := s.drafts(ctx, `SELECT form, body, kept FROM draft WHERE actor = ? AND form = ?`, string(by.ID), form)
	if err != nil || len(found) == 0 {
		return record.Draft{}, false, err
	}
	return found[0], true, nil
}

// AllDrafts implements record.Drafts.
func (s *Store) AllDrafts(ctx context.Context, by record.Actor) ([]record.Draft, error) {
	return s.drafts(ctx, `SELECT form, body, kept FROM draft WHERE actor = ? ORDER BY kept DESC, form`, string(by.ID))
}

func (s *Store) drafts(ctx context.Context, q string, args ...any) (out []record.Draft, err error) {
	err = s.view(ctx, func(r *reader) error {
		return r.each(func(rows *sql.Rows) error {
			var d record.Draft
			var body string
			var kept int64
			err := rows.Scan(&d.Form, &body, &kept)
			d.Body, d.Kept = json.RawMessage(body), time.Unix(0, kept).UTC()
			out = append(out, d)
			return err
		}, q, args...)
	})
	return out, err
}
