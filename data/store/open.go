package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/gofrs/flock"
	"github.com/google/uuid"

	"kapdesk/app/record"
	"kapdesk/data/crypt"
)

// The files of a store, in its folder.
const (
	fileName = "kapdesk.db"
	lockName = "kapdesk.lock"
)

// Prefix is that of the numbers which the first laptop of a clinic gives.
const Prefix = "L"

// Options say where a store is and how it is opened.
type Options struct {
	Dir    string       // an existing folder of its own
	Clock  record.Clock // the time of every transaction
	Key    []byte       // of crypt.KeySize bytes; nil opens a store that is not encrypted
	Prefix string       // of the numbers given here, for a new store; "" is Prefix
}

// Store is an open store. Its methods may be called at the same time.
type Store struct {
	dir     string
	vfs     string // the file system beneath SQLite; "" is the plain one
	cipher  *crypt.VFS
	clock   record.Clock
	lock    *flock.Flock
	writer  *pool // of one
	readers *pool

	device record.ID // this laptop
	prefix string
	names  devices

	// Only whoever holds the writer's connection may touch these.
	head  head
	stale bool // head must be read again: the last write did not succeed

	vocabulary vocabulary
	closed     atomic.Bool
}

// devices maps the numbers of the table device to identifiers.
type devices struct {
	m atomic.Pointer[map[int64]record.ID]
}

func (d *devices) of(n int64) record.ID { return (*d.m.Load())[n] }

// readerCount is the number of connections for reading.
const readerCount = 3

// Exists reports whether the folder holds a store.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, fileName))
	return err == nil
}

// Open opens the store in the folder, and makes it if there is no trace of
// one. Every refusal is a Problem with code Unavailable, and a store that is
// refused has not been written to.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{dir: o.Dir, clock: o.Clock}
	if err := s.open(ctx, o); err != nil {
		s.Close()
		return nil, translate(err)
	}
	return s, nil
}

func (s *Store) path() string { return filepath.Join(s.dir, fileName) }

func (s *Store) open(ctx context.Context, o Options) error {
	if info, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return noFolder(err)
	} else if err != nil {
		return err
	}
	if err := s.takeLock(); err != nil {
		return err
	}
	isNew, err := s.isNew()
	if err != nil {
		return err
	}
	if o.Key != nil {
		if err := s.encipher(ctx, o.Key, isNew); err != nil {
			return err
		}
	}
	version := 0
	m := creating
	if !isNew {
		m = writing
		if version, err = s.inspect(ctx); err != nil {
			return err
		}
	}
	if err := migrate(ctx, s.path(), s.vfs, m, version, migrationFiles); err != nil {
		return err
	}
	return s.connect(ctx, o)
}

// takeLock keeps a second copy of the program out.
func (s *Store) takeLock() error {
	l := flock.New(filepath.Join(s.dir, lockName))
	ok, err := l.TryLock()
	switch {
	case err != nil:
		return err
	case !ok:
		return inUse(nil)
	}
	s.lock = l
	return nil
}

// isNew reports whether a store is to be made. A folder where a store has
// been, and whose database is gone, is not one to begin anew in.
func (s *Store) isNew() (bool, error) {
	info, err := os.Stat(s.path())
	if err == nil {
		return info.Size() == 0 && !leftovers(s.dir), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if leftovers(s.dir) {
		return false, missing(err)
	}
	return true, nil
}

func leftovers(dir string) bool {
	// Not a pattern over the whole path: the folder's own name may hold a
	// bracket. What cannot be listed fails when the store is opened.
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() != fileName+"-wal" && !strings.HasPrefix(e.Name(), copyPrefix) {
			continue
		}
		// A WAL of no length is what a first start that was cut short leaves.
		if info, err := e.Info(); err == nil && info.Size() > 0 {
			return true
		}
	}
	return false
}

// connect opens the pools and reads where the log stands.
func (s *Store) connect(ctx context.Context, o Options) (err error) {
	if s.writer, err = connect(ctx, s.path(), s.vfs, writing, 1); err != nil {
		return err
	}
	w := s.writer.all[0]
	if err := s.identify(w, o.Prefix); err != nil {
		return err
	}
	if s.head, err = loadHead(w, s.device, s.now()); err != nil {
		return err
	}
	s.readers, err = connect(ctx, s.path(), s.vfs, reading, readerCount)
	return err
}

// identify reads which laptop this is, or gives a new store its identity.
func (s *Store) identify(w *conn, prefix string) error {
	ctx := context.Background()
	var id string
	found, err := w.one(ctx, []any{&id, &s.prefix}, `SELECT id, prefix FROM device WHERE own = 1`)
	if err != nil {
		return err
	}
	if !found {
		if prefix == "" {
			prefix = Prefix
		}
		v7, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("new device: %w", err)
		}
		id, s.prefix = v7.String(), prefix
		if err := w.exec(ctx, `INSERT INTO device (id, prefix, own) VALUES (?,?,1)`, id, prefix); err != nil {
			return err
		}
	}
	s.device = record.ID(id)
	names, err := loadDevices(w)
	s.names.m.Store(&names)
	return err
}

// Device gives the identifier of this laptop.
func (s *Store) Device() record.ID { return s.device }

// Close waits for running transactions, then closes the store and lets go of
// the folder. A second call does nothing.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	for _, p := range []*pool{s.readers, s.writer} {
		if p != nil {
			close(p.shut)
			for range p.all {
				<-p.free
			}
		}
	}
	err := errors.Join(s.readers.close(), s.writer.close())
	if s.cipher != nil {
		err = errors.Join(err, s.cipher.Close())
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Unlock())
	}
	return translate(err)
}
