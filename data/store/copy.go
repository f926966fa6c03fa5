package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/google/uuid"

	"kapdesk/app/audit"
	"kapdesk/app/record"
)

// Mark says where a log stands.
type Mark struct {
	Device record.ID
	Events int              // of all devices
	Head   record.Hash      // of this device's last event
	Signed audit.Checkpoint // the latest that the copy holds
}

// CopyTo writes a copy of the store as it stands at one moment, encrypted with
// the same key, and checks it. Work goes on meanwhile. There must be no file
// of that name yet.
func (s *Store) CopyTo(ctx context.Context, to string) (m Mark, err error) {
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return m, errors.Join(fs.ErrExist, err)
	}
	p, err := connect(ctx, s.path(), s.vfs, writing, 1)
	if err != nil {
		return m, translate(err)
	}
	defer func() { err = translate(errors.Join(err, p.close())) }()
	if _, err := p.all[0].c.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return m, err
	}
	if err := syncFile(to); err != nil {
		return m, err
	}
	return s.markOf(ctx, to)
}

// markOf checks a copy and reads where its log stands.
func (s *Store) markOf(ctx context.Context, path string) (m Mark, err error) {
	// Not for reading only: such a connection leaves its log beside the copy.
	p, err := connect(ctx, path, s.vfs, writing, 1)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	c := p.all[0]
	if err := intact(ctx, c, "integrity_check"); err != nil {
		return m, err
	}
	if m.Events, err = verifyLog(ctx, c); err != nil {
		return m, err
	}
	h, err := loadHead(c, s.device, s.now())
	m.Device, m.Head, m.Signed = s.device, h.hash, h.last
	return m, err
}

// NewDevice gives the store another laptop's identity: what was restored from
// a backup must not go on counting where the lost laptop may have gone on too.
// Nothing else may use the store meanwhile.
func (s *Store) NewDevice(ctx context.Context) error {
	v7, err := uuid.NewV7()
	if err != nil {
		return err
	}
	id, prefix, names := record.ID(v7.String()), "", map[int64]record.ID(nil)
	err = s.write(ctx, func(t *tx) error {
		n := 0
		if _, err := t.c.one(ctx, []any{&n}, `SELECT count(*) FROM device`); err != nil {
			return err
		}
		prefix = fmt.Sprintf("%s%d", Prefix, n+1)
		if err := t.c.exec(ctx, `UPDATE device SET own = 0 WHERE own = 1`); err != nil {
			return err
		}
		if err := t.c.exec(ctx, `INSERT INTO device (id, prefix, own) VALUES (?,?,1)`, string(id), prefix); err != nil {
			return err
		}
		if names, err = loadDevices(t.c); err != nil {
			return err
		}
		t.head, err = loadHead(t.c, id, s.now())
		return err
	})
	if err == nil {
		s.device, s.prefix = id, prefix
		s.names.m.Store(&names)
	}
	return err
}
