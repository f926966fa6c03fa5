package store

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
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
			if err := migrate(t.Context(), path, "", writing, 1, withMigrations(t, map[string]string{"0002-bad.sql": text})); err == nil {
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
	for _, name := range []string{"0003-gap.sql", "first.sql"} {
		if _, err := migrations(withMigrations(t, map[string]string{name: ``})); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestMigrationKeepsAVerifiedCopy(t *testing.T) {
	dir := t.TempDir()
	someEvents(t, dir, 3)
	path := filepath.Join(dir, fileName)
	files := withMigrations(t, map[string]string{"0002-more.sql": "-- rebuild\nDELETE FROM vital; ALTER TABLE draft ADD COLUMN more TEXT"})
	// A copy that an earlier attempt did not finish is in the way of nothing.
	if err := os.WriteFile(filepath.Join(dir, copyPrefix+"0002.db.partial"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), path, "", writing, 1, files); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, copyPrefix+"*"))
	if err != nil || len(found) != 1 || !strings.HasSuffix(found[0], "0002.db") {
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
	if _, err := p.all[0].one(t.Context(), []any{&version}, `PRAGMA user_version`); err != nil || version != 2 {
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
			"query_only": reads, "recursive_triggers": "1", "busy_timeout": "5000", "application_id": "1262571588", "user_version": "1", "trusted_schema": "0"} {
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
	dir := filepath.Join(t.TempDir(), "José's clinic? 100% #1")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	someEvents(t, dir, 1)
	if !Exists(dir) {
		t.Error("the file is not where it should be")
	}
}
