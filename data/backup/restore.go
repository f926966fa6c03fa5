package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// Restore opens a backup and puts the clinic into a folder that is empty or
// not there. It is never put over another: it is made beside the folder,
// checked, given a laptop's identity of its own, and only then takes its place.
func Restore(ctx context.Context, path, to string, o Opener, now func() time.Time) (m Manifest, err error) {
	if err := free(to); err != nil {
		return m, err
	}
	work, err := os.MkdirTemp(filepath.Dir(to), ".restore-*")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	m, keys, err := check(ctx, path, work, o)
	if err != nil {
		return m, err
	}
	if err := renew(ctx, work, keys, now); err != nil {
		return m, err
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return m, err
	}
	return m, os.Rename(work, to)
}

// ErrTaken means that a restore's folder holds something.
var ErrTaken = errors.New("backup: the folder is not empty")

// free refuses a folder that holds anything.
func free(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return ErrTaken
	}
	return nil
}

// renew gives the restored store a laptop's identity of its own.
func renew(ctx context.Context, dir string, keys *vault.Keys, now func() time.Time) error {
	s, err := store.Open(ctx, store.Options{Dir: dir, Clock: now, Key: keys.Data()})
	if err != nil {
		return err
	}
	return errors.Join(s.NewDevice(ctx), s.Close())
}
