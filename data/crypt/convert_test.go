package crypt

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// plainWith makes a plain database of another geometry.
func plainWith(t *testing.T, path string, pragmas ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, "", "mode=rwc", "_defensive=0"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	for _, p := range pragmas {
		do(t, db, "PRAGMA "+p)
	}
	do(t, db, schema)
	do(t, db, `PRAGMA user_version = 41; PRAGMA application_id = 1262571588; CREATE TABLE "odd ""name" (a)`)
	do(t, db, `INSERT INTO "odd ""name" VALUES (1), (2), (3)`)
	fill(t, db, 80, 500)
	do(t, db, `DELETE FROM note WHERE n % 4 = 0`)
	return db
}

// oddName is what a folder may be called; Windows forbids the question mark.
func oddName() string {
	const name = "with spaces, 100 % 'quoted' #1"
	if filepath.Separator == '\\' {
		return name
	}
	return name + "?"
}

func TestConvert(t *testing.T) {
	for name, pragmas := range map[string][]string{
		"journal":     {"journal_mode=DELETE"},
		"log":         {"journal_mode=WAL", "wal_autocheckpoint=0"},
		"small pages": {"page_size=1024", "journal_mode=WAL"},
		"large pages": {"page_size=65536", "journal_mode=DELETE"},
		"auto_vacuum": {"auto_vacuum=1", "journal_mode=DELETE"},
		"UTF-16":      {"encoding='UTF-16le'"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), oddName())
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			plain, encrypted := filepath.Join(dir, "plain.db"), filepath.Join(dir, "new.db")
			old := plainWith(t, plain, pragmas...)
			before, err := os.ReadFile(plain)
			if err != nil {
				t.Fatal(err)
			}
			c := bothCiphers[len(name)%2]
			if err := Convert(t.Context(), plain, encrypted, testKey, c); err != nil {
				t.Fatal(err)
			}
			verified(t, encrypted)
			converted(t, encrypted, c, old)
			noPlaintext(t, dir, "plain.db", "plain.db-wal", "plain.db-shm")
			if err := os.Remove(encrypted); err != nil {
				t.Fatal(err)
			}
			if after, err := os.ReadFile(plain); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the plain file was changed: %v", err)
			}
			old.Close()
			onlyPlain(t, dir)
		})
	}
}

// converted compares an encrypted database with the plain one that it was made
// from, and writes in it.
func converted(t *testing.T, path string, c Cipher, old *sql.DB) {
	t.Helper()
	k, err := keysOf(path, testKey)
	if err != nil || k.cipher != c {
		t.Errorf("cipher %v, %v", k, err)
	}
	v, err := Register(testKey)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	db, err := dialled(path, v.Name(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	whole(t, db)
	for _, q := range []string{
		`SELECT group_concat(id || ' ' || n || ' ' || text) FROM (SELECT * FROM note ORDER BY id)`,
		`SELECT group_concat(rowid) FROM words WHERE words MATCH 'session'`,
		`SELECT group_concat(a) FROM "odd ""name"`, `PRAGMA user_version`, `PRAGMA application_id`, `PRAGMA encoding`,
	} {
		if a, b := ask[string](t, old, q), ask[string](t, db, q); a != b || a == "" {
			t.Errorf("%s: %.40q, not %.40q", q, b, a)
		}
	}
	if mode := ask[string](t, db, `PRAGMA journal_mode`); mode != "wal" {
		t.Errorf("in mode %s", mode)
	}
	fill(t, db, 3, 50)
	whole(t, db)
}

// onlyPlain wants nothing in the folder but the plain database.
func onlyPlain(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "plain.db") {
			t.Errorf("%s is left", e.Name())
		}
	}
}

func TestConvertRefuses(t *testing.T) {
	dir := t.TempDir()
	plain, taken, encrypted := filepath.Join(dir, "plain.db"), filepath.Join(dir, "plain.db.taken"), filepath.Join(dir, "plain.db.encrypted")
	plainDatabase(t, plain)
	if err := os.WriteFile(taken, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Create(encrypted, testKey, Preferred()); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	to := filepath.Join(dir, "to.db")
	for name, c := range map[string]struct {
		ctx      context.Context
		from, to string
		key      []byte
		cipher   Cipher
		want     error // nil: any
	}{
		"no plain file": {t.Context(), filepath.Join(dir, "none"), to, testKey, XAES256GCM, fs.ErrNotExist},
		"a taken name":  {t.Context(), plain, taken, testKey, XAES256GCM, fs.ErrExist},
		"encrypted":     {t.Context(), encrypted, to, testKey, XAES256GCM, nil},
		"no database":   {t.Context(), taken, to, testKey, XAES256GCM, ErrForeign},
		"a short key":   {t.Context(), plain, to, testKey[1:], XAES256GCM, nil},
		"no cipher":     {t.Context(), plain, to, testKey, 7, nil},
		"ended":         {ended, plain, to, testKey, XAES256GCM, context.Canceled},
		"no folder":     {t.Context(), plain, filepath.Join(dir, "none", "to.db"), testKey, XAES256GCM, fs.ErrNotExist},
	} {
		if err := Convert(c.ctx, c.from, c.to, c.key, c.cipher); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		onlyPlain(t, dir)
	}
	holds(t, taken, []byte("kept"))
}

// TestConvertOfDamage: a plain database that SQLite finds damaged is not
// converted.
func TestConvertOfDamage(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain.db")
	plainDatabase(t, plain)
	b, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	for n := 3; n < len(b)/pageSize; n++ {
		copy(b[n*pageSize:], bytes.Repeat([]byte{0xff}, 100))
	}
	if err := os.WriteFile(plain, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Convert(t.Context(), plain, filepath.Join(dir, "to.db"), testKey, Preferred()); err == nil {
		t.Error("a damaged database was converted")
	}
	onlyPlain(t, dir)
}

// TestConvertIsStopped at some moment: there is a whole new file or none.
func TestConvertIsStopped(t *testing.T) {
	dir := t.TempDir()
	plain, to := filepath.Join(dir, "plain.db"), filepath.Join(dir, "to.db")
	plainDatabase(t, plain)
	stopped := 0
	for wait := time.Millisecond; stopped == 0 || wait < 4*time.Millisecond; wait += time.Millisecond / 2 {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		err := Convert(ctx, plain, to, testKey, Preferred())
		cancel()
		if err != nil {
			if stopped++; !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("after %v: %v", wait, err)
			}
			onlyPlain(t, dir)
			continue
		}
		verified(t, to)
		if err := os.Remove(to); err != nil {
			t.Fatal(err)
		}
		if stopped == 0 {
			t.Fatalf("it takes less than %v", wait)
		}
	}
}
