package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"slices"

	"kapdesk/app/audit"
	"kapdesk/app/record"
)

const (
	// tail is how many events are verified when a store is opened.
	tail = 1000
	// quickCheckLimit is the size, in bytes, up to which a whole plain file is
	// checked at each opening; larger ones are checked by Verify alone, so
	// that starting takes no longer with every year.
	quickCheckLimit = 16 << 20
)

// ChainError says which event is the first that does not fit the chain.
type ChainError struct {
	Event record.EventID
	Why   string
}

func (e *ChainError) Error() string { return fmt.Sprintf("event %s: %s", e.Event, e.Why) }

// Verify checks the whole file, every event against the chain, and every
// checkpoint against both, and gives the number of events. The error is a
// Problem that wraps a *ChainError naming the first event that does not fit.
func (s *Store) Verify(ctx context.Context) (n int, err error) {
	err = s.view(ctx, func(r *reader) error {
		if err := intact(ctx, r.c, "integrity_check"); err != nil {
			return err
		}
		n, err = verifyLog(ctx, r.c)
		return err
	})
	return n, err
}

// inspect looks at an existing file without writing to it, refuses what this
// program cannot keep safe, and gives the version of its tables.
func (s *Store) inspect(ctx context.Context) (version int, err error) {
	p, err := connect(ctx, s.path(), s.vfs, reading, 1)
	if err != nil {
		return 0, err
	}
	defer p.close()
	c := p.all[0]
	app := 0
	if _, err := c.one(ctx, []any{&app}, `PRAGMA application_id`); err != nil {
		return 0, err
	}
	if _, err := c.one(ctx, []any{&version}, `PRAGMA user_version`); err != nil {
		return 0, err
	}
	tables := 0
	if _, err := c.one(ctx, []any{&tables}, `SELECT count(*) FROM sqlite_schema`); err != nil {
		return 0, err
	}
	switch {
	case app == 0 && version == 0 && tables == 0:
		return 0, nil // a first start that was cut short
	case app != applicationID:
		return 0, foreign(fmt.Errorf("application_id %d", app))
	case version > latest(migrationFiles):
		return 0, newer(fmt.Errorf("version %d", version))
	}
	info, err := os.Stat(s.path())
	if err != nil {
		return 0, err
	}
	// A page of an encrypted file says by itself whether it is damaged, when it
	// is read, and each backup reads them all.
	if s.cipher == nil && info.Size() <= quickCheckLimit {
		if err := intact(ctx, c, "quick_check"); err != nil {
			return 0, err
		}
	}
	var last int64
	if _, err := c.one(ctx, []any{&last}, `SELECT coalesce(max(n), 0) FROM event`); err != nil {
		return 0, err
	}
	_, err = verifyChain(ctx, c, last-tail)
	return version, err
}

// intact runs one of SQLite's own checks.
func intact(ctx context.Context, c *conn, check string) error {
	return c.each(ctx, func(rows *sql.Rows) error {
		var said string
		if err := rows.Scan(&said); err != nil {
			return err
		}
		if said != "ok" {
			return damaged(fmt.Errorf("%s: %s", check, said))
		}
		return nil
	}, `PRAGMA `+check)
}

// verifyLog walks the whole chain and checks every checkpoint on the way.
func verifyLog(ctx context.Context, c *conn) (n int, err error) {
	v, err := newNotary(ctx, c)
	if err != nil {
		return 0, err
	}
	return walk(ctx, c, 0, v)
}

// verifyChain walks the events after number from and gives how many there
// were. The first event of each device after from is taken at its word about
// the one before, unless from is before the beginning.
func verifyChain(ctx context.Context, c *conn, from int64) (n int, err error) {
	return walk(ctx, c, from, nil)
}

// walk is verifyChain with a notary who checks the checkpoints on the way;
// nil passes them over.
func walk(ctx context.Context, c *conn, from int64, v *notary) (n int, err error) {
	devices, err := loadDevices(c)
	if err != nil {
		return 0, err
	}
	last := map[record.ID]audit.Link{}
	links := func() []audit.Link { return slices.Collect(maps.Values(last)) }
	var latest record.EventID
	order := max(from, 0)
	err = c.each(ctx, func(rows *sql.Rows) error {
		var r row
		if err := rows.Scan(r.dest()...); err != nil {
			return err
		}
		id := devices[r.device]
		e, err := r.decode(id)
		if err != nil {
			return damaged(&ChainError{record.EventID{Device: id, Seq: uint64(r.seq)}, err.Error()})
		}
		before, known := last[id]
		order++
		why := ""
		switch {
		case r.n != order:
			why = fmt.Sprintf("events before it are missing: it is number %d of %d", r.n, order)
		case !known && from > 0:
		case e.ID.Seq != before.Seq+1:
			why = fmt.Sprintf("the device's event before it was %d", before.Seq)
		case e.Prev != before.Hash:
			why = "it does not follow from the event before it"
		}
		if why == "" && e.Sum() != e.Hash {
			why = "its content is not what was written"
		}
		last[id], latest = audit.Link{Device: id, Seq: e.ID.Seq, Hash: e.Hash}, e.ID
		if why == "" && v != nil {
			why = v.pass(r.n, links)
		}
		if why != "" {
			return damaged(&ChainError{e.ID, why})
		}
		n++
		return nil
	}, `SELECT `+eventColumns+` FROM event e WHERE e.n > ? ORDER BY e.n`, from)
	if err == nil && v != nil {
		if why := v.end(); why != "" {
			err = damaged(&ChainError{latest, why})
		}
	}
	return n, err
}

// loadDevices reads the table device.
func loadDevices(c *conn) (map[int64]record.ID, error) {
	out := map[int64]record.ID{}
	err := c.each(context.Background(), func(rows *sql.Rows) error {
		var n int64
		var id string
		err := rows.Scan(&n, &id)
		out[n] = record.ID(id)
		return err
	}, `SELECT n, id FROM device`)
	return out, err
}
