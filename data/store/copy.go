package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/google/uuid"

	"kapdesk/app/audit"
	"kapdesk/app/record"
	"kapdesk/data/crypt"
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
// of that name yet, and after an error there is none. tell, if there is one,
// hears now and then how many bytes of how many are written; it is called
// from another goroutine, and not any more once CopyTo has returned.
func (s *Store) CopyTo(ctx context.Context, to string, tell func(done, total int64)) (m Mark, err error) {
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return m, errors.Join(fs.ErrExist, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeCopy(to))
		}
	}()
	if err := s.vacuumInto(ctx, to, tell); err != nil {
		return m, translate(err)
	}
	if err := syncFile(to); err != nil {
		return m, translate(err)
	}
	m, err = s.markOf(ctx, to)
	return m, translate(err)
}

func (s *Store) vacuumInto(ctx context.Context, to string, tell func(done, total int64)) (err error) {
	p, err := connect(ctx, s.path(), s.vfs, writing, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	c := p.all[0]
	if tell != nil {
		var pages, unused, size int64
		if _, err := c.one(ctx, []any{&pages, &unused, &size}, `SELECT p.page_count, f.freelist_count, s.page_size
			FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s`); err != nil {
			return err
		}
		defer watch(to, (pages-unused)*size, tell)()
	}
	_, err = c.c.ExecContext(ctx, `VACUUM INTO ?`, to)
	return err
}

// watchEvery is how often the size of a growing copy is told.
const watchEvery = 100 * time.Millisecond

// watch tells how large a file has become until the function that it gives is
// called. It only asks for the size: opening and closing a file that SQLite
// has open would take SQLite's locks away.
func watch(path string, total int64, tell func(done, total int64)) (stop func()) {
	var over sync.WaitGroup
	done := make(chan struct{})
	over.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if info, err := os.Stat(path); err == nil {
					tell(min(info.Size(), total), total)
				}
			}
		}
	})
	return func() {
		close(done)
		over.Wait()
	}
}

func removeCopy(path string) (err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(path + suffix); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
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

// Content is what a store holds at one moment.
type Content struct {
	Events   int // of all devices
	Patients int
	Visits   int
	Heads    []audit.Link // the last event of each device that has one
}

// Content counts what the store holds.
func (s *Store) Content(ctx context.Context) (c Content, err error) {
	err = s.view(ctx, func(r *reader) error {
		if _, err := r.c.one(ctx, []any{&c.Events, &c.Patients, &c.Visits},
			`SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM patient), (SELECT count(*) FROM visit)`); err != nil {
			return err
		}
		return r.c.each(ctx, func(rows *sql.Rows) error {
			var l audit.Link
			var seq int64
			var hash sql.RawBytes
			err := rows.Scan(&l.Device, &seq, &hash)
			l.Seq = uint64(seq)
			copy(l.Hash[:], hash)
			c.Heads = append(c.Heads, l)
			return err
		}, `SELECT d.id, e.seq, e.hash FROM device d JOIN event e ON e.device = d.n
			WHERE e.seq = (SELECT max(seq) FROM event WHERE device = d.n) ORDER BY d.n`)
	})
	return c, err
}

// Holds reports whether all of these events are in the log. An event's hash
// follows from everything before it on its device, so that the whole of that
// device's chain up to there is then the same.
func (s *Store) Holds(ctx context.Context, heads []audit.Link) (all bool, err error) {
	all = true
	err = s.view(ctx, func(r *reader) error {
		for _, l := range heads {
			found, err := r.c.one(ctx, []any{new(int)}, `SELECT 1 FROM device d JOIN event e ON e.device = d.n
				WHERE d.id = ? AND e.seq = ? AND e.hash = ?`, string(l.Device), int64(l.Seq), l.Hash[:])
			if err != nil {
				return err
			}
			all = all && found
		}
		return nil
	})
	return all && err == nil, err
}

// Hold keeps every program out of the store in a folder until release is
// called. The error is a Problem if one is in it.
func Hold(dir string) (release func() error, err error) {
	s := &Store{dir: dir}
	if err := s.takeLock(); err != nil {
		return nil, translate(err)
	}
	return s.lock.Unlock, nil
}

// IsFull reports whether an error of this package says that the disk is full.
func IsFull(err error) bool { return sameProblem(err, full(nil)) }

// IsNewer reports whether a store was refused because a newer version of the
// program has written it.
func IsNewer(err error) bool {
	return errors.Is(err, crypt.ErrVersion) || sameProblem(err, newer(nil))
}

func sameProblem(err, as error) bool {
	ps := record.ProblemsOf(err)
	return len(ps) > 0 && ps[0].Text == record.ProblemsOf(as)[0].Text
}

// IsDamaged reports whether a store was refused because of what is in its
// files.
func IsDamaged(err error) bool {
	for _, as := range []error{damaged(nil), damagedLog(nil), wrongKey(nil), foreign(nil), missing(nil)} {
		if sameProblem(err, as) {
			return true
		}
	}
	var broken *crypt.DamageError
	return errors.As(err, &broken) || errors.Is(err, crypt.ErrPlain) || errors.Is(err, crypt.ErrForeign) || errors.Is(err, crypt.ErrWrongKey)
}
