package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kapdesk/data/crypt"
)

// encipher puts the encrypting file system under the store: over a new file,
// one that is encrypted already, or a plain one, which is encrypted now.
func (s *Store) encipher(ctx context.Context, key []byte, isNew bool) error {
	if err := s.ready(ctx, key, isNew); err != nil {
		return err
	}
	v, err := crypt.Register(key)
	if err != nil {
		return err
	}
	s.cipher, s.vfs = v, v.Name()
	return nil
}

// ready sees to it that the file is encrypted with the key, and refuses what
// cannot be opened without losing something.
func (s *Store) ready(ctx context.Context, key []byte, isNew bool) error {
	if isNew {
		// A file of no length is what a first start that was cut short leaves.
		if err := os.Remove(s.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return crypt.Create(s.path(), key, crypt.Preferred())
	}
	err := s.opens(key)
	switch {
	case errors.Is(err, crypt.ErrPlain):
		return s.encrypt(ctx, key)
	case err != nil:
		return err
	}
	return s.dropPlain()
}

// opens refuses a file that the key does not open, and one whose log is damaged
// in its middle: opened, it would lose what came after. Nobody may have it
// open.
func (s *Store) opens(key []byte) error {
	err := crypt.Check(s.path(), key)
	switch {
	case errors.Is(err, crypt.ErrWrongKey):
		return wrongKey(err)
	case errors.Is(err, crypt.ErrForeign):
		return foreign(err)
	case err != nil:
		return err
	}
	log, err := crypt.InspectWAL(s.path(), key)
	if err != nil {
		return err
	}
	if log.Damaged {
		return damagedLog(fmt.Errorf("frame %d of %d", log.DamagedAt, log.Frames))
	}
	return nil
}

// newSuffix ends the name of the encrypted file while it is made.
const newSuffix = ".encrypted.partial"

// encrypt makes an encrypted store of a plain one from before stores were
// encrypted. Cut short anywhere, the plain file is whole and it begins again.
func (s *Store) encrypt(ctx context.Context, key []byte) error {
	if err := s.settle(ctx); err != nil {
		return err
	}
	partial := s.path() + newSuffix
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := crypt.Convert(ctx, s.path(), partial, key, crypt.Preferred()); err != nil {
		return err
	}
	if err := crypt.Replace(partial, s.path()); err != nil {
		return err
	}
	return s.dropPlain()
}

// settle moves the latest saves of a plain store into its file, so that no
// plain log is left beside an encrypted file.
func (s *Store) settle(ctx context.Context) error {
	if _, err := s.inspect(ctx); err != nil {
		return err
	}
	p, err := connect(ctx, s.path(), "", writing, 1)
	if err != nil {
		return err
	}
	_, err = p.all[0].c.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return errors.Join(err, p.close())
}

// dropPlain removes the copies that updates made of a store while it was not
// encrypted yet.
func (s *Store) dropPlain() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), copyPrefix) {
			continue
		}
		path := filepath.Join(s.dir, e.Name())
		if plain, err := isPlain(path); err != nil {
			return err
		} else if !plain {
			continue
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}

// isPlain reports whether a file is a database that is not encrypted.
func isPlain(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	const magic = "SQLite format 3\x00"
	head := make([]byte, len(magic))
	n, _ := f.Read(head)
	return string(head[:n]) == magic, nil
}

// VerifyFolder checks everything of an encrypted store that is not open: each
// page and each frame of its log, SQLite's own checks, and the whole chain.
// It gives the number of events. The error is a Problem.
func VerifyFolder(ctx context.Context, o Options) (n int, err error) {
	guard := &Store{dir: o.Dir}
	if err := guard.takeLock(); err != nil {
		return 0, translate(err)
	}
	err = verifyPages(guard.path(), o.Key)
	if err := errors.Join(err, guard.lock.Unlock()); err != nil {
		return 0, translate(err)
	}
	s, err := Open(ctx, o)
	if err != nil {
		return 0, err
	}
	n, err = s.Verify(ctx)
	return n, errors.Join(err, s.Close())
}

func verifyPages(path string, key []byte) error {
	err := crypt.Check(path, key)
	if err == nil {
		err = crypt.Verify(path, key)
	}
	var broken *crypt.DamageError
	switch {
	case errors.As(err, &broken):
		return damaged(err)
	case errors.Is(err, crypt.ErrWrongKey):
		return wrongKey(err)
	}
	return err
}
