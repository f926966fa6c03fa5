package crypt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	lib "modernc.org/sqlite/lib"
)

// Rekey makes a copy of a database under another key. The old one must not be
// open anywhere; it is only read, but its log is moved into it. The copy has
// its name once it has been compared with the old one, as Convert does it.
// There must be no file of the new name, and when anything fails there is none
// afterwards.
func Rekey(ctx context.Context, path, newPath string, old, key []byte, c Cipher) (err error) {
	for _, p := range []string{newPath, newPath + "-wal"} {
		if _, err := os.Lstat(p); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(&fs.PathError{Op: "rekey", Path: p, Err: fs.ErrExist}, err)
		}
	}
	if err := Check(path, old); err != nil {
		return err
	}
	from, err := Register(old)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := register(key, c, watcher{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	partial, err := emptyBeside(newPath)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, removeAll(partial)) }()
	if err := rekeyInto(ctx, path, partial, from, to); err != nil {
		return fmt.Errorf("writing %s under a new key: %w", filepath.Base(path), err)
	}
	if err := Verify(partial, key); err != nil {
		return err
	}
	if err := syncFile(partial); err != nil {
		return err
	}
	return takeName(partial, newPath)
}

// rekeyInto copies through both file systems. It leaves the old database
// without a log: what stands in one would not fit the new file.
func rekeyInto(ctx context.Context, path, partial string, from, to *VFS) (err error) {
	old, err := dialAs(ctx, uri(path, "mode=rw"), from.Name(), lib.SQLITE_OPEN_READWRITE)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.close()) }()
	if err := old.exec(`PRAGMA temp_store = memory; PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return err
	}
	if err := old.exec(`VACUUM INTO ` + quote(uri(partial, "vfs="+to.Name()))); err != nil {
		return err
	}
	made, err := dial(ctx, uri(partial, "mode=ro", "immutable=1"), to.Name())
	if err != nil {
		return err
	}
	return errors.Join(compare(old, made), made.close())
}
