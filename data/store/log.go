package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"

	"kapdesk/app/audit"
	"kapdesk/app/record"
)

var (
	_ record.Log    = (*Store)(nil)
	_ record.Drafts = (*Store)(nil)
	_ record.IDs    = (*Store)(nil)
)

// head is where the log stands. The writer keeps it in memory: no other
// program writes in the same store.
type head struct {
	n       int64       // the last event in order of arrival
	hash    record.Hash // of this device's last event
	time    record.HLC
	seen    record.Vector
	devices map[record.ID]int64
	last    audit.Checkpoint // the latest; zero if there is none
}

func (h head) clone() head {
	h.seen, h.devices = maps.Clone(h.seen), maps.Clone(h.devices)
	return h
}

// View implements record.Log. Several may run at once, beside an Update.
func (s *Store) View(ctx context.Context, f func(record.Reader) error) error {
	return s.view(ctx, func(r *reader) error { return f(r) })
}

func (s *Store) view(ctx context.Context, f func(*reader) error) error {
	c, err := s.readers.take(ctx)
	if err != nil {
		return err
	}
	defer s.readers.give(c)
	r := &reader{s: s, c: c, ctx: ctx, now: s.now()}
	defer func() { r.over = true }()
	return translate(c.transact("BEGIN", func() error { return f(r) }))
}

// Update implements record.Log.
func (s *Store) Update(ctx context.Context, by record.Actor, f func(record.Tx) error) error {
	return s.write(ctx, func(t *tx) error {
		t.by = by
		return f(t)
	})
}

// write runs f in the one writing transaction.
func (s *Store) write(ctx context.Context, f func(*tx) error) error {
	c, err := s.writer.take(ctx)
	if err != nil {
		return err
	}
	defer s.writer.give(c)
	if s.stale {
		if s.head, err = loadHead(c, s.device, s.now()); err != nil {
			return translate(err)
		}
		s.stale = false
	}
	t := &tx{reader: reader{s: s, c: c, ctx: context.Background(), now: s.now()}, head: s.head.clone()}
	s.stale = true // until the commit is known to have succeeded
	defer func() { t.over = true }()
	err = c.transact("BEGIN IMMEDIATE", func() error {
		if err := f(t); err != nil {
			return err
		}
		if t.broken != nil {
			return t.broken
		}
		return ctx.Err()
	})
	if err == nil {
		s.head, s.stale = t.head, false
	}
	return translate(err)
}

// now is the time of a transaction, without the monotonic reading, which no
// stored time has.
func (s *Store) now() time.Time { return s.clock().Round(0).UTC() }

// NewID makes a UUIDv7.
func (s *Store) NewID() record.ID { return record.ID(uuid.Must(uuid.NewV7()).String()) }

// tx is a writing transaction.
type tx struct {
	reader
	by   record.Actor
	head head
	// broken is the first error of the database. SQLite may have rolled back
	// already then, so that nothing more may be written in this transaction,
	// even if its function goes on and returns nil.
	broken error
}

var errOver = errors.New("store: the transaction is over")

// can refuses to write in a transaction that is over or broken.
func (t *tx) can() error {
	if t.over {
		return errOver
	}
	return t.broken
}

// did remembers an error of the database and translates it.
func (t *tx) did(err error) error {
	if err != nil && t.broken == nil {
		t.broken = err
	}
	return translate(err)
}

func (t *tx) NewID() record.ID { return t.s.NewID() }

// Number implements record.Tx.
func (t *tx) Number(series string) (string, error) {
	if err := t.can(); err != nil {
		return "", err
	}
	var last int64
	_, err := t.c.one(t.ctx, []any{&last}, `INSERT INTO series (name, last) VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last`, series)
	if err != nil {
		return "", t.did(err)
	}
	return fmt.Sprintf("%s-%05d", t.s.prefix, last), nil
}

// PutBlob implements record.Tx.
func (t *tx) PutBlob(b []byte) (record.Hash, error) {
	if err := t.can(); err != nil {
		return record.Hash{}, err
	}
	h := record.Hash(sha256.Sum256(b))
	if b == nil {
		b = []byte{}
	}
	return h, t.did(t.c.exec(t.ctx, `INSERT INTO blob (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING`, h[:], b))
}

// Append implements record.Tx. Either all changes are appended or, with an
// error, none.
func (t *tx) Append(changes ...record.Change) ([]record.Event, error) {
	if err := t.can(); err != nil {
		return nil, err
	}
	events := make([]record.Event, len(changes))
	for i, c := range changes {
		if err := c.Check(); err != nil {
			return nil, err
		}
		set, fact, err := body(c)
		if err != nil {
			return nil, err
		}
		at := c.At.Round(0).UTC()
		if c.At.IsZero() {
			at = t.now
		}
		events[i] = record.Event{Entered: t.now, At: at, Actor: t.by.ID, Kind: c.Kind, Version: c.Version, Record: c.Record,
			Patient: c.Patient, Set: set, Fact: fact, Supersedes: c.Supersedes, Reason: c.Reason}
	}
	if err := t.checkSuperseded(events); err != nil {
		return nil, err
	}
	own := t.s.device
	for i := range events {
		e := &events[i]
		t.head.seen[own]++
		e.ID = record.EventID{Device: own, Seq: t.head.seen[own]}
		e.Prev, e.Seen = t.head.hash, maps.Clone(t.head.seen)
		e.Time = t.head.time.Next(t.now)
		e.Hash = e.Sum()
		t.head.hash, t.head.time = e.Hash, e.Time
		if err := t.insert(*e); err != nil {
			return nil, t.did(err)
		}
	}
	return events, nil
}

// checkSuperseded refuses a correction of what is not a known fact.
func (t *tx) checkSuperseded(events []record.Event) error {
	for _, e := range events {
		if e.Supersedes.IsZero() {
			continue
		}
		if n, err := t.factNumber(e.Supersedes); err != nil {
			return t.did(err)
		} else if n == 0 {
			return fmt.Errorf("change %s supersedes %s, which is no known fact", e.Kind, e.Supersedes)
		}
	}
	return nil
}

// insert writes the event and what follows from it, and signs a checkpoint
// where one is due: in the same transaction, so that no event beyond the
// hundredth can be there without it.
func (t *tx) insert(e record.Event) error {
	t.head.n++
	r := encode(e, t.head.n, t.head.devices[e.ID.Device])
	if err := t.c.exec(t.ctx, insertEvent, r.args()...); err != nil {
		return err
	}
	p := projector{c: t.c, ctx: t.ctx, devices: t.head.devices}
	if err := p.apply(e, r); err != nil {
		return err
	}
	if audit.Due(t.head.last, t.head.n, t.now, false) {
		return t.checkpoint()
	}
	return nil
}

const insertEvent = `INSERT INTO event (n, device, seq, prev, hash, seen, wall, counter, entered, at, actor,
	kind, version, type, id, patient, fields, fact, old_device, old_seq, reason)
	VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`

// loadHead reads where the log stands.
func loadHead(c *conn, own record.ID, now time.Time) (head, error) {
	ctx := context.Background()
	h := head{seen: record.Vector{}, devices: map[record.ID]int64{}}
	devices, err := loadDevices(c)
	if err != nil {
		return h, err
	}
	if _, err := c.one(ctx, []any{&h.n}, `SELECT coalesce(max(n), 0) FROM event`); err != nil {
		return h, err
	}
	last, err := readCheckpoints(ctx, c, ` ORDER BY c.number DESC LIMIT 1`)
	if err != nil {
		return h, err
	}
	for _, p := range last {
		h.last = p
	}
	for n, id := range devices {
		h.devices[id] = n
		var seq, wall, counter int64
		var hash []byte
		found, err := c.one(ctx, []any{&seq, &hash, &wall, &counter},
			`SELECT seq, hash, wall, counter FROM event WHERE device = ? ORDER BY seq DESC LIMIT 1`, n)
		if err != nil {
			return h, err
		}
		if !found {
			continue
		}
		h.seen[id] = uint64(seq)
		last := record.HLC{Wall: wall, Counter: uint32(counter)}
		if id == own {
			copy(h.hash[:], hash)
		}
		if h.time.Less(last) && (id == own || near(last, now)) {
			h.time = last
		}
	}
	return h, nil
}
