package crypt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	lib "modernc.org/sqlite/lib"
)

// Create makes an empty database of one page in WAL mode, readable and writable
// by its owner alone. It is there whole or not at all. A file of that name, or
// a log that is left of one, is refused (fs.ErrExist).
func Create(path string, key []byte, c Cipher) (err error) {
	for _, p := range []string{path, path + "-wal"} {
		if info, err := os.Lstat(p); err == nil && (p == path || info.Size() > 0) {
			return &fs.PathError{Op: "create", Path: p, Err: fs.ErrExist}
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	k, err := derive(key, newHeader(c))
	if err != nil {
		return err
	}
	raw := make([]byte, pageSize)
	k.sealPage(1, raw, firstPage())
	return writeNew(path, raw)
}

// writeNew writes a file beside and then gives it its name.
func writeNew(path string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return takeName(f.Name(), path)
}

// takeName renames a file to a name that nobody has, and makes the name last.
func takeName(from, to string) error {
	// A link never replaces a file. Where there are no links, nothing but a
	// second copy of this program, which the store's lock keeps out, could
	// come between the look and the rename.
	switch err := os.Link(from, to); {
	case err == nil:
		err = os.Remove(from)
		if err != nil {
			return errors.Join(err, os.Remove(to))
		}
	case errors.Is(err, fs.ErrExist):
		return err
	default:
		if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(&fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}, err)
		}
		if err := os.Rename(from, to); err != nil {
			return err
		}
	}
	if err := syncDir(filepath.Dir(to)); err != nil {
		return fmt.Errorf("%s is written, but its name may not last: %w", filepath.Base(to), err)
	}
	return nil
}

// firstPage is the page of a database without tables.
func firstPage() []byte {
	p := make([]byte, pageSize)
	geometry(p)
	be := binary.BigEndian
	be.PutUint32(p[24:], 1) // changes so far
	be.PutUint32(p[28:], 1) // pages
	be.PutUint32(p[92:], 1) // the change for which the count of pages holds
	be.PutUint32(p[96:], uint32(lib.SQLITE_VERSION_NUMBER))
	p[100] = 0x0d                 // a leaf of a table,
	be.PutUint16(p[105:], usable) // empty: its content would begin at the end
	return p
}

// Replace gives a database that nobody has open the name of another, which is
// gone then. When it returns nil the new name lasts, also through a failing
// power supply.
func Replace(partial, path string) error {
	if err := os.Rename(partial, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
