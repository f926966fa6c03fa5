package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kapdesk/data/crypt"
)

// rekeySuffix ends the name of the file under the new key until it takes the
// place of the old one.
const rekeySuffix = ".rekeyed.partial"

// Rekey writes a store that is not open anew under another key: o.Key is the
// old one. The file under the new key takes the place of the old one in one
// step once it has been compared with it. Cut short anywhere, the store stands
// whole under one of the two keys, and calling it again ends what was begun;
// a store that stands under the new key already is left as it is.
// Every refusal is a Problem, and then nothing was changed.
func Rekey(ctx context.Context, o Options, next []byte) error {
	s := &Store{dir: o.Dir}
	if err := s.takeLock(); err != nil {
		return translate(err)
	}
	err := s.rekey(ctx, o.Key, next)
	return translate(errors.Join(err, s.lock.Unlock()))
}

func (s *Store) rekey(ctx context.Context, old, next []byte) error {
	partial := s.path() + rekeySuffix
	if err := s.sweep(partial); err != nil {
		return err
	}
	if crypt.Check(s.path(), next) == nil {
		return s.dropOld(next)
	}
	if err := s.opens(old); err != nil {
		return err
	}
	if err := crypt.Rekey(ctx, s.path(), partial, old, next, crypt.Preferred()); err != nil {
		return err
	}
	if err := s.noLog(); err != nil {
		return err
	}
	if err := crypt.Replace(partial, s.path()); err != nil {
		return err
	}
	return s.dropOld(next)
}

// sweep removes what an earlier call that was cut short has left.
func (s *Store) sweep(partial string) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(partial)) {
			if err := os.Remove(filepath.Join(s.dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// noLog makes sure that no log of the old key would lie beside the new file.
func (s *Store) noLog() error {
	info, err := os.Stat(s.path() + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Size() > 0 {
		return errors.New("rekey: the log was not settled")
	}
	return os.Remove(s.path() + "-wal")
}

// dropOld removes the copies that updates made under an earlier key: whoever
// was shut out has that key.
func (s *Store) dropOld(next []byte) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(s.dir, e.Name())
		if !strings.HasPrefix(e.Name(), copyPrefix) || crypt.Check(path, next) == nil {
			continue
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}
