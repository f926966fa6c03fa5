package store

import (
	"bytes"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kapdesk/app/record/logtest"
)

// withMigrations gives the store's own migrations and more.
func withMigrations(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	all, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		files[m.name] = &fstest.MapFile{Data: []byte(m.text)}
	}
	for name, text := range more {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

// nextName is the name of a migration that would follow the store's own.
func nextName(what string) string { return fmt.Sprintf("%04d-%s.sql", latest(migrationFiles)+1, what) }

func TestMigrationRefusals(t *testing.T) {
	for name, text := range map[string]string{
		"what is no SQL":               `ALTER TABLE draft ADD COLUMN x TEXT; NONSENSE`,
		"a row that refers to nothing": `INSERT INTO field (rec, name, n, raw, device, seq, actor, entered) VALUES (99, 'x', 1, '1', 1, 1, 'a', 1)`,
		"an event changed":             `UPDATE event SET actor = 'x'`,
		"no room":                      `PRAGMA max_page_count = 1; CREATE TABLE large (x BLOB); INSERT INTO large VALUES (zeroblob(1000000))`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			someEvents(t, dir, 3)
			before := content(t, dir)
			path := filepath.Join(dir, fileName)
			if err := migrate(t.Context(), path, "", writing, latest(migrationFiles), withMigrations(t, map[string]string{nextName("bad"): text})); err == nil {
				t.Fatal("not refused")
			}
			if !bytes.Equal(content(t, dir), before) {
				t.Error("the store is not as it was")
			}
			s := openIn(t, dir)
			if n, err := s.Verify(t.Context()); err != nil || n != 3 {
				t.Errorf("%d events: %v", n, err)
			}
		})
	}
	for _, name := range []string{"0099-gap.sql", "first.sql"} {
		if _, err := migrations(withMigrations(t, map[string]string{name: ``})); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestMigrationKeepsAVerifiedCopy(t *testing.T) {
	dir := t.TempDir()
	someEvents(t, dir, 3)
	path := filepath.Join(dir, fileName)
	next := latest(migrationFiles) + 1
	files := withMigrations(t, map[string]string{nextName("more"): "-- rebuild\nDELETE FROM vital; ALTER TABLE draft ADD COLUMN more TEXT"})
	// A copy that an earlier attempt did not finish is in the way of nothing.
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s%04d.db.partial", copyPrefix, next)), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), path, "", writing, next-1, files); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, copyPrefix+"*"))
	if err != nil || len(found) != 1 || !strings.HasSuffix(found[0], fmt.Sprintf("%04d.db", next)) {
		t.Fatalf("copies: %v %v", found, err)
	}
	// The copy is a whole store of the old version.
	old := t.TempDir()
	b, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, fileName), b, 0o600); err != nil {
		t.Fatal(err)
	}
	s := openIn(t, old)
	if n, err := s.Verify(t.Context()); err != nil || n != 3 {
		t.Errorf("the copy has %d events: %v", n, err)
	}
	// The new one has what the migration made, and its tables rebuilt.
	p, err := connect(t.Context(), path, "", reading, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	var version, vitals int
	if _, err := p.all[0].one(t.Context(), []any{&version}, `PRAGMA user_version`); err != nil || version != next {
		t.Errorf("version %d: %v", version, err)
	}
	if _, err := p.all[0].one(t.Context(), []any{&vitals}, `SELECT count(*) FROM vital`); err != nil || vitals != 3 {
		t.Errorf("%d vital signs: %v", vitals, err)
	}
}

func TestSettings(t *testing.T) {
	s := openIn(t, t.TempDir())
	for _, c := range append([]*conn{s.writer.all[0]}, s.readers.all...) {
		reads := "1"
		if c == s.writer.all[0] {
			reads = "0"
		}
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "temp_store": "2", "foreign_keys": "1", "mmap_size": "0",
			"query_only": reads, "recursive_triggers": "1", "busy_timeout": "5000", "application_id": "1262571588", "user_version": strconv.Itoa(latest(migrationFiles)), "trusted_schema": "0"} {
			var got string
			if _, err := c.one(t.Context(), []any{&got}, `PRAGMA `+pragma); err != nil || got != want {
				t.Errorf("%s is %q, want %q (%v)", pragma, got, want, err)
			}
		}
	}
	var loose int
	if _, err := s.readers.all[0].one(t.Context(), []any{&loose}, `SELECT count(*) FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`); err != nil || loose != 0 {
		t.Errorf("%d tables are not STRICT: %v", loose, err)
	}
}

// oddName is what a folder may be called; Windows forbids the question mark.
func oddName() string {
	const name = "José's clinic 100% #1"
	if filepath.Separator == '\\' {
		return name
	}
	return name + "?"
}

func TestDSN(t *testing.T) {
	for _, tt := range []struct{ path, vfs, want, not string }{
		{"/a b/c?d#e%", "", "file:///a%20b/c%3Fd%23e%25?", "vfs="},
		{"/x", "crypt-1", "vfs=crypt-1", "mmap"},
	} {
		got := dsn(tt.path, tt.vfs, writing)
		if !strings.Contains(got, tt.want) || strings.Contains(got, tt.not) {
			t.Errorf("%s", got)
		}
	}
	dir := filepath.Join(t.TempDir(), oddName())
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	someEvents(t, dir, 1)
	if !Exists(dir) {
		t.Error("the file is not where it should be")
	}
}

// olderThan2 gives a store as the first version of the tables left it, with
// random events of three laptops, and what its tables held.
func olderThan2(t *testing.T) (dir, kept string, n int) {
	t.Helper()
	now := logtest.Start
	dir = t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	play(t, 7, 120, &now, s.Device(), s)
	kept = dump(t, s)
	if n, err = s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw(t, dir, `DROP TABLE checkpoint; DROP TABLE signer; DROP INDEX event_patient; DROP INDEX event_kind; DROP INDEX event_entered; PRAGMA user_version = 1`)
	return dir, kept, n
}

// schema gives the statements that made the tables of a closed store.
func schema(t *testing.T, path string) string {
	t.Helper()
	p, err := connect(t.Context(), path, "", reading, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	var b strings.Builder
	if err := p.all[0].each(t.Context(), func(rows *sql.Rows) error {
		var name, text sql.NullString
		err := rows.Scan(&name, &text)
		fmt.Fprintln(&b, name.String, text.String)
		return err
	}, `SELECT name, sql FROM sqlite_schema ORDER BY name`); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The first version had no checkpoints. Brought forward, a store holds what it
// held; until somebody writes in it there is nothing to check, and with the
// next event everything before it is signed.
func TestFromVersion1(t *testing.T) {
	dir, kept, n := olderThan2(t)
	first, err := fs.ReadFile(migrationFiles, "0001-event-log.sql")
	if err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(t.TempDir(), fileName)
	if err := migrate(t.Context(), fresh, "", creating, 0, fstest.MapFS{"0001-event-log.sql": {Data: first}}); err != nil {
		t.Fatal(err)
	}
	if a, b := schema(t, fresh), schema(t, filepath.Join(dir, fileName)); a != b {
		t.Fatalf("this is no store of version 1: %s", diffLines(a, b))
	}
	s := openIn(t, dir)
	if got := dump(t, s); got != kept {
		t.Error("the migration changed what the tables hold: ", diffLines(kept, got))
	}
	if again, err := s.Verify(t.Context()); err != nil || again != n {
		t.Errorf("%d events of %d: %v", again, n, err)
	}
	if list, err := s.Checkpoints(t.Context(), 10); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	addVital(t, s)
	list, err := s.Checkpoints(t.Context(), 10)
	if err != nil || len(list) != 1 || list[0].Events != int64(n+1) {
		t.Errorf("after the next event: %+v, %v", list, err)
	}
	if again, err := s.Verify(t.Context()); err != nil || again != n+1 {
		t.Errorf("%d events of %d: %v", again, n+1, err)
	}
}
