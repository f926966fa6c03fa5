package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/record"
)

// Checkpoint signs the log as it stands and gives the checkpoint. When nothing
// was written since the last one, that one is given; of an empty log it is
// the zero Checkpoint. The store signs by itself as events are written
// (audit.Due); this is for the lock, the clock, and for what is to carry the
// latest hash: a report or a backup.
func (s *Store) Checkpoint(ctx context.Context) (c audit.Checkpoint, err error) {
	err = s.write(ctx, func(t *tx) error {
		if audit.Due(t.head.last, t.head.n, t.now, true) {
			if err := t.checkpoint(); err != nil {
				return t.did(err)
			}
		}
		c = t.head.last
		return nil
	})
	if err != nil {
		return audit.Checkpoint{}, err
	}
	return c, nil
}

// Checkpoints gives the latest checkpoints, the newest first.
func (s *Store) Checkpoints(ctx context.Context, limit int) (out []audit.Checkpoint, err error) {
	err = s.view(ctx, func(r *reader) error {
		out, err = readCheckpoints(ctx, r.c, ` ORDER BY c.number DESC LIMIT ?`, limit)
		return err
	})
	return out, err
}

// FindCheckpoint gives the checkpoint whose hash begins as audit.Short printed
// it, from a report or a backup's label; code NotFound if there is none. That
// there is none on the store that printed it shows that its log was cut off
// or written anew.
func (s *Store) FindCheckpoint(ctx context.Context, short string) (c audit.Checkpoint, err error) {
	digits, ok := audit.ParseShort(short)
	if !ok {
		return c, record.Invalidf("short", "Type the twelve letters and figures as they are printed, such as 1a2b 3c4d 5e6f.")
	}
	err = s.view(ctx, func(r *reader) error {
		found, err := readCheckpoints(ctx, r.c, ` WHERE lower(hex(substr(c.hash, 1, 6))) = ?`, digits)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return &record.Problem{Code: record.NotFound, Text: "No checkpoint of this clinic has this hash.",
				Next: "Check the letters and figures. If they are right, part of the log is missing or was changed: keep a copy of the folder and ask for help."}
		}
		c = found[0]
		return nil
	})
	return c, err
}

// checkpoint signs the log as it stands in this transaction.
func (t *tx) checkpoint() error {
	key, err := t.signingKey()
	if err != nil {
		return err
	}
	links := make([]audit.Link, 0, len(t.head.seen))
	for device, seq := range t.head.seen {
		hash, err := t.hashOf(device, seq)
		if err != nil {
			return err
		}
		links = append(links, audit.Link{Device: device, Seq: seq, Hash: hash})
	}
	c := audit.Checkpoint{Number: t.head.last.Number + 1, Events: t.head.n, Device: t.s.device, Seq: t.head.seen[t.s.device], Hash: audit.HeadOf(links), At: t.now}
	c.Sign(key)
	err = t.c.exec(t.ctx, `INSERT INTO checkpoint (number, n, device, seq, hash, at, signature) VALUES (?,?,?,?,?,?,?)`,
		c.Number, c.Events, t.head.devices[c.Device], int64(c.Seq), c.Hash[:], c.At.UnixNano(), c.Signature)
	if err == nil {
		t.head.last = c
	}
	return err
}

// signingKey reads this laptop's key, or makes it at the first checkpoint.
func (t *tx) signingKey() (ed25519.PrivateKey, error) {
	own := t.head.devices[t.s.device]
	var secret []byte
	found, err := t.c.one(t.ctx, []any{&secret}, `SELECT secret FROM signer WHERE device = ?`, own)
	if err != nil {
		return nil, err
	}
	if !found {
		secret = make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(secret); err != nil {
			return nil, err
		}
	}
	if len(secret) != ed25519.SeedSize {
		return nil, damaged(errors.New("this laptop's key is not whole"))
	}
	key := ed25519.NewKeyFromSeed(secret)
	if found {
		return key, nil
	}
	return key, t.c.exec(t.ctx, `INSERT INTO signer (device, public, secret) VALUES (?,?,?)`, own, []byte(key.Public().(ed25519.PublicKey)), secret)
}

// readCheckpoints reads the checkpoints that the rest of a query chooses.
func readCheckpoints(ctx context.Context, c *conn, rest string, args ...any) (out []audit.Checkpoint, err error) {
	err = c.each(ctx, func(rows *sql.Rows) error {
		var p audit.Checkpoint
		var seq, at int64
		var hash []byte
		if err := rows.Scan(&p.Number, &p.Events, &p.Device, &seq, &hash, &at, &p.Signature); err != nil {
			return err
		}
		p.Seq, p.At = uint64(seq), time.Unix(0, at).UTC()
		copy(p.Hash[:], hash)
		out = append(out, p)
		return nil
	}, `SELECT c.number, c.n, d.id, c.seq, c.hash, c.at, c.signature FROM checkpoint c JOIN device d ON d.n = c.device`+rest, args...)
	return out, err
}

// notary checks the checkpoints while the chain is walked.
type notary struct {
	keys map[record.ID]ed25519.PublicKey
	left []audit.Checkpoint // those still ahead
	last audit.Checkpoint   // the one passed last
	any  bool
}

// newNotary reads all checkpoints and the keys they were signed with.
func newNotary(ctx context.Context, c *conn) (*notary, error) {
	v := &notary{keys: map[record.ID]ed25519.PublicKey{}}
	tables := 0
	if _, err := c.one(ctx, []any{&tables}, `SELECT count(*) FROM sqlite_schema WHERE name = 'checkpoint'`); err != nil || tables == 0 {
		return v, err // a copy from before there were checkpoints
	}
	err := c.each(ctx, func(rows *sql.Rows) error {
		var id string
		var public []byte
		err := rows.Scan(&id, &public)
		v.keys[record.ID(id)] = public
		return err
	}, `SELECT d.id, s.public FROM signer s JOIN device d ON d.n = s.device`)
	if err != nil {
		return nil, err
	}
	v.left, err = readCheckpoints(ctx, c, ` ORDER BY c.number`)
	v.any = len(v.left) > 0 || len(v.keys) > 0
	return v, err
}

// pass is told of every event, in order of arrival, and where each chain
// stands with it. It says what does not fit, or "".
func (v *notary) pass(n int64, links func() []audit.Link) string {
	if !v.any {
		return "" // a store from before there were checkpoints
	}
	if len(v.left) == 0 || v.left[0].Events > n {
		// The first of a store from before comes when it next is written to.
		if v.last.Number > 0 && n-v.last.Events >= audit.EveryEvents {
			return "the checkpoint that was signed here is missing"
		}
		return ""
	}
	c := v.left[0]
	v.left = v.left[1:]
	switch {
	case c.Number != v.last.Number+1:
		return fmt.Sprintf("the checkpoint before number %d is missing", c.Number)
	case c.Events != n:
		return fmt.Sprintf("checkpoint %d is out of order", c.Number)
	case !c.SignedBy(v.keys[c.Device]):
		return fmt.Sprintf("the signature of checkpoint %d is not the device's", c.Number)
	}
	var seq uint64
	all := links()
	for _, l := range all {
		if l.Device == c.Device {
			seq = l.Seq
		}
	}
	if seq != c.Seq || audit.HeadOf(all) != c.Hash {
		return fmt.Sprintf("the log up to here is not what checkpoint %d was signed under", c.Number)
	}
	v.last = c
	return ""
}

// end says what does not fit after the last event, or "".
func (v *notary) end() string {
	switch {
	case len(v.left) > 0:
		return fmt.Sprintf("events after it are missing: checkpoint %d was signed under %d", v.left[0].Number, v.left[0].Events)
	case v.any && v.last.Number == 0:
		return "every checkpoint is missing"
	}
	return ""
}
