package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var embedded embed.FS

var migrationFiles = sub(embedded, "migrations")

func sub(files fs.FS, dir string) fs.FS {
	s, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // the name is a constant
	}
	return s
}

// applicationID marks a file as a store of this program: "KAPD".
const applicationID = 0x4B415044

// copyPrefix begins the name of the copy made before a migration.
const copyPrefix = "kapdesk-before-"

// rebuildMark in a migration asks for a rebuild of what follows from the log.
const rebuildMark = "-- rebuild"

// migration is one numbered file.
type migration struct {
	version int // of the tables afterwards
	name    string
	text    string
}

// migrations reads the files, which are numbered from 1 without a gap.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	var out []migration
	for i, name := range names {
		number, _, _ := strings.Cut(name, "-")
		v, err := strconv.Atoi(number)
		if err != nil || v != i+1 {
			return nil, fmt.Errorf("migration %s: its number should be %04d", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		out = append(out, migration{v, name, string(text)})
	}
	return out, nil
}

func latest(files fs.FS) int {
	names, _ := fs.Glob(files, "*.sql")
	return len(names)
}

// migrate brings the file from version to the latest. A file that holds
// something is copied first, and the copy checked.
func migrate(ctx context.Context, path, vfs string, m mode, version int, files fs.FS) (err error) {
	all, err := migrations(files)
	if err != nil {
		return err
	}
	if version >= len(all) {
		return nil
	}
	p, err := connect(ctx, path, vfs, m, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	c := p.all[0]
	if version > 0 {
		to := filepath.Join(filepath.Dir(path), fmt.Sprintf("%s%04d.db", copyPrefix, len(all)))
		if err := verifiedCopy(ctx, c, vfs, to); err != nil {
			return err
		}
	}
	// A migration may take tables apart; what refers to what is checked at
	// its end. The setting has no effect inside a transaction.
	if _, err := c.c.ExecContext(ctx, `PRAGMA foreign_keys = 0`); err != nil {
		return err
	}
	for _, mig := range all[version:] {
		if err := c.transact("BEGIN IMMEDIATE", func() error { return mig.run(ctx, c) }); err != nil {
			return fmt.Errorf("migration %s: %w", mig.name, err)
		}
	}
	return nil
}

func (m migration) run(ctx context.Context, c *conn) error {
	if _, err := c.c.ExecContext(ctx, m.text); err != nil {
		return err
	}
	if strings.Contains(m.text, rebuildMark) {
		if err := rebuild(ctx, c); err != nil {
			return err
		}
	}
	err := c.each(ctx, func(rows *sql.Rows) error {
		var table, parent string
		var rowid sql.NullInt64
		var key int
		if err := rows.Scan(&table, &rowid, &parent, &key); err != nil {
			return err
		}
		return fmt.Errorf("row %d of %s refers to nothing in %s", rowid.Int64, table, parent)
	}, `PRAGMA foreign_key_check`)
	if err != nil {
		return err
	}
	_, err = c.c.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, m.version))
	return err
}

// verifiedCopy writes a copy of the whole database, checks it and only then
// gives it its name. An older copy of that name is replaced: it was made by
// an attempt at the same migration that did not succeed.
func verifiedCopy(ctx context.Context, c *conn, vfs, to string) error {
	partial := to + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := c.c.ExecContext(ctx, `VACUUM INTO ?`, partial); err != nil {
		return fmt.Errorf("copy before the migration: %w", err)
	}
	count, err := eventCount(ctx, c)
	if err != nil {
		return err
	}
	// Not for reading only: such a connection leaves its log beside the copy.
	p, err := connect(ctx, partial, vfs, writing, 1)
	if err != nil {
		return err
	}
	copied, err := eventCount(ctx, p.all[0])
	if err == nil {
		err = intact(ctx, p.all[0], "integrity_check")
	}
	if err == nil && copied != count {
		err = fmt.Errorf("copy before the migration: %d events of %d", copied, count)
	}
	if err := errors.Join(err, p.close()); err != nil {
		return err
	}
	if err := syncFile(partial); err != nil {
		return err
	}
	return os.Rename(partial, to)
}

func eventCount(ctx context.Context, c *conn) (n int, err error) {
	_, err = c.one(ctx, []any{&n}, `SELECT count(*) FROM event`)
	return n, err
}

// syncFile makes sure that the bytes of a file are on disk.
func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
