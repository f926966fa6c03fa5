package store

import (
	"context"
	"database/sql"

	"kapdesk/app/record"
)

// projections are the tables that follow from the log, those that refer to
// others first.
var projections = []string{"vital", "visit", "name_word", "patient_words", "patient_phone", "patient", "correction", "fact", "field", "record"}

// Rebuild empties the tables that follow from the log and fills them again,
// in one transaction. The log, blobs, drafts and counters stay as they are.
func (s *Store) Rebuild(ctx context.Context) error {
	defer s.vocabulary.forget()
	return s.write(ctx, func(t *tx) error { return t.did(rebuild(ctx, t.c)) })
}

// rebuild runs in a transaction of c; it ends early when ctx does.
func rebuild(ctx context.Context, c *conn) error {
	for _, table := range projections {
		clear := `DELETE FROM ` + table
		if table == "patient_words" { // an index without content has its own way
			clear = `INSERT INTO patient_words (patient_words) VALUES ('delete-all')`
		}
		if _, err := c.c.ExecContext(context.Background(), clear); err != nil {
			return err
		}
	}
	names, err := loadDevices(c)
	if err != nil {
		return err
	}
	p := projector{c: c, ctx: context.Background(), devices: map[record.ID]int64{}}
	for n, id := range names {
		p.devices[id] = n
	}
	for from := int64(0); ; {
		batch, err := events(c, from, 1000)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, r := range batch {
			e, err := r.decode(names[r.device])
			if err != nil {
				return damaged(err)
			}
			if err := p.apply(e, r); err != nil {
				return err
			}
		}
		from = batch[len(batch)-1].n
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// events reads up to limit events after number from.
func events(c *conn, from int64, limit int) (out []*row, err error) {
	err = c.each(context.Background(), func(rows *sql.Rows) error {
		r := &row{}
		out = append(out, r)
		return rows.Scan(r.dest()...)
	}, `SELECT `+eventColumns+` FROM event e WHERE e.n > ? ORDER BY e.n LIMIT ?`, from, limit)
	return out, err
}
