package crypt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Convert makes an encrypted database of a plain one. The plain one is only
// read; nobody may write to it meanwhile. The new file has its name once it has
// been compared with the old one: each page authenticates, SQLite finds it
// whole, and all tables have as many rows as before. There must be no file of
// the new name, and when anything fails there is none afterwards.
func Convert(ctx context.Context, plainPath, newPath string, key []byte, c Cipher) (err error) {
	if err := convertible(plainPath, newPath); err != nil {
		return err
	}
	v, err := register(key, c, watcher{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	partial, err := emptyBeside(newPath)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, removeAll(partial)) }()
	if err := convertInto(ctx, plainPath, partial, v); err != nil {
		return fmt.Errorf("encrypting %s: %w", filepath.Base(plainPath), err)
	}
	if err := Verify(partial, key); err != nil {
		return err
	}
	if err := syncFile(partial); err != nil {
		return err
	}
	return takeName(partial, newPath)
}

// syncFile makes sure that the bytes of a file are on disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// convertible looks at what is to be converted.
func convertible(plainPath, newPath string) error {
	f, err := os.Open(plainPath)
	if err != nil {
		return err
	}
	defer f.Close()
	switch _, err := readHeader(f); {
	case err == nil:
		return fmt.Errorf("%s is encrypted already", filepath.Base(plainPath))
	case !errors.Is(err, ErrPlain):
		return err
	}
	for _, p := range []string{newPath, newPath + "-wal"} {
		if _, err := os.Lstat(p); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(&fs.PathError{Op: "convert", Path: p, Err: fs.ErrExist}, err)
		}
	}
	return nil
}

// emptyBeside makes an empty file in the same folder, for its owner alone.
func emptyBeside(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// removeAll removes a database with what SQLite puts beside it. What is not
// there is no error.
func removeAll(path string) (err error) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if e := os.Remove(path + suffix); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

func convertInto(ctx context.Context, plainPath, partial string, v *VFS) (err error) {
	from, err := dial(ctx, uri(plainPath, "mode=ro"), "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	before, err := from.value("PRAGMA data_version")
	if err != nil {
		return err
	}
	err = from.exec(fmt.Sprintf(`PRAGMA temp_store = memory; PRAGMA synchronous = FULL; PRAGMA page_size = %d; PRAGMA auto_vacuum = 0`, pageSize))
	if err != nil {
		return err
	}
	// Only now: setting the page size takes back what was reserved.
	if err := from.reserve(overhead); err != nil {
		return err
	}
	if err := from.exec(`VACUUM INTO ` + quote(uri(partial, "vfs="+v.Name()))); err != nil {
		return err
	}
	// Nobody else has it open: immutable leaves no log beside it.
	to, err := dial(ctx, uri(partial, "mode=ro", "immutable=1"), v.Name())
	if err != nil {
		return err
	}
	err = compare(from, to)
	if err = errors.Join(err, to.close()); err != nil {
		return err
	}
	after, err := from.value("PRAGMA data_version")
	if err == nil && before != after {
		err = errors.New("somebody has written to it meanwhile; nothing is changed, please try again")
	}
	return err
}

// compare checks the copy and counts the rows of both.
func compare(from, to *connection) error {
	if err := to.exec("PRAGMA temp_store = memory"); err != nil {
		return err
	}
	if said, err := to.value("PRAGMA integrity_check"); err != nil || said != "ok" {
		return errors.Join(fmt.Errorf("the copy is not whole: %s", said), err)
	}
	// Virtual tables keep their rows in tables that are counted.
	tables, err := from.column(`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`)
	if err != nil {
		return err
	}
	for _, q := range []string{"PRAGMA user_version", "PRAGMA application_id", "PRAGMA encoding"} {
		if err := sameAnswer(from, to, q); err != nil {
			return err
		}
	}
	for _, t := range append(tables, "sqlite_schema") {
		if err := sameAnswer(from, to, `SELECT count(*) FROM "`+strings.ReplaceAll(t, `"`, `""`)+`"`); err != nil {
			return err
		}
	}
	return nil
}

func sameAnswer(from, to *connection, q string) error {
	a, err := from.value(q)
	if err != nil {
		return err
	}
	b, err := to.value(q)
	if err != nil {
		return err
	}
	if a != b {
		return fmt.Errorf("the copy differs: %s was %s and is %s", q, a, b)
	}
	return nil
}

// uri names a file for SQLite.
func uri(path string, query ...string) string {
	slashed := filepath.ToSlash(path)
	if filepath.IsAbs(path) && !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/clinic becomes file:///C:/clinic
	}
	u := url.URL{Scheme: "file", Path: slashed, RawQuery: strings.Join(query, "&")}
	if !strings.HasPrefix(slashed, "/") {
		return "file:" + u.EscapedPath() + "?" + u.RawQuery
	}
	return u.String()
}

// quote writes a string into SQL.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
