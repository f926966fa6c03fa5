package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kapdesk/app/record"
)

// maxAhead is how far another laptop's clock may be ahead and still move
// ours. Order of cause and effect comes from the vectors, not from clocks.
const maxAhead = 15 * time.Minute

// Receive adds events that other laptops wrote, in one transaction: all or,
// with an error, none. Those that are known already are passed over. An event
// that does not follow is refused; so is one with the place of a known one
// and other content, which shows that a laptop's store was put back from a
// copy and went on (code Conflict).
func (s *Store) Receive(ctx context.Context, events ...record.Event) error {
	return s.write(ctx, func(t *tx) error {
		for _, e := range events {
			if err := t.receive(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) receive(e record.Event) error {
	if t.head.seen.Covers(e.ID) {
		have, err := t.hashOf(e.ID.Device, e.ID.Seq)
		if err != nil || have == e.Hash {
			return err
		}
		return forked(fmt.Errorf("event %s is known with other content", e.ID))
	}
	if e.ID.Device == t.s.device {
		return forked(fmt.Errorf("event %s is of this device and not known to it", e.ID))
	}
	before, err := t.hashOf(e.ID.Device, e.ID.Seq-1)
	if err != nil {
		return err
	}
	if err := e.Follows(t.head.seen, before); err != nil {
		return err
	}
	// What cannot be read back as it was hashed would break the chain here.
	if back, err := encode(e, 1, 1).decode(e.ID.Device); err != nil {
		return err
	} else if back.Sum() != e.Hash {
		return fmt.Errorf("event %s cannot be kept as it is", e.ID)
	}
	if err := t.addDevice(e.ID.Device); err != nil {
		return t.did(err)
	}
	t.head.seen[e.ID.Device] = e.ID.Seq
	if t.head.time.Less(e.Time) && near(e.Time, t.now) {
		t.head.time = e.Time
	}
	return t.did(t.insert(e))
}

// hashOf gives the hash of a known event, or the zero Hash.
func (t *tx) hashOf(device record.ID, seq uint64) (h record.Hash, err error) {
	err = t.each(func(rows *sql.Rows) error {
		var b sql.RawBytes
		err := rows.Scan(&b)
		copy(h[:], b)
		return err
	}, `SELECT hash FROM event WHERE device = ? AND seq = ?`, t.head.devices[device], int64(seq))
	return h, err
}

// addDevice makes a laptop known that has not been heard of before.
func (t *tx) addDevice(id record.ID) error {
	if _, ok := t.head.devices[id]; ok {
		return nil
	}
	var n int64
	if _, err := t.c.one(t.ctx, []any{&n}, `INSERT INTO device (id) VALUES (?) RETURNING n`, string(id)); err != nil {
		return err
	}
	t.head.devices[id] = n
	names := map[int64]record.ID{}
	for id, n := range t.head.devices {
		names[n] = id
	}
	// Readers do not see the device before the commit, and nobody minds a
	// name too many if there is none.
	t.s.names.m.Store(&names)
	return nil
}

func forked(cause error) error {
	return &fault{&record.Problem{Code: record.Conflict, Text: "Another copy of this clinic has gone its own way. Nothing was taken over from it.",
		Next: "Keep both as they are and ask for help before you go on."}, cause}
}

// near reports whether another laptop's time may move ours.
func near(h record.HLC, now time.Time) bool { return h.Wall <= now.Add(maxAhead).UnixMilli() }
