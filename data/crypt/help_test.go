package crypt

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"modernc.org/libc"
	_ "modernc.org/sqlite" // the driver
	lib "modernc.org/sqlite/lib"
)

// testKey is the key of all tests but those of wrong keys.
var testKey = bytes.Repeat([]byte{0x2a}, KeySize)

var bothCiphers = []Cipher{XAES256GCM, XChaCha20Poly1305}

// long is for the campaigns of the full size.
func long() bool { return os.Getenv("KAPDESK_LONG") == "1" }

// sized gives how often something is tried.
func sized(usual, full int) int {
	if long() {
		return full
	}
	return usual
}

// settings are those of the store's connections.
var settings = []string{
	"_busy_timeout=5000", "_defensive=1", "_dqs=0", "_error_rc=1", "_foreign_keys=1", "_synchronous=FULL",
	"_pragma=temp_store(memory)", "_pragma=cache_size(-16384)", "_pragma=trusted_schema(0)",
	"_pragma=cell_size_check(1)", "_pragma=journal_size_limit(16777216)", "_pragma=recursive_triggers(1)",
}

// dsn is the store's, with more settings.
func dsn(path, vfs string, more ...string) string {
	var q []string
	for _, s := range settings {
		// What a test sets stands in place of what the store sets.
		if name, _, _ := strings.Cut(s, "="); name == "_pragma" || !slices.ContainsFunc(more, func(m string) bool { return strings.HasPrefix(m, name+"=") }) {
			q = append(q, s)
		}
	}
	q = append(q, more...)
	if vfs != "" {
		q = append(q, "vfs="+vfs)
	}
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: strings.Join(q, "&")}).String()
}

var writing = []string{"mode=rw", "_txlock=immediate", "_journal_mode=WAL"}

// registered gives a file system that is closed with the test.
func registered(t testing.TB, key []byte, c Cipher, w watcher) *VFS {
	t.Helper()
	v, err := register(key, c, w)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

// connect opens a pool of n connections as the store does, and closes it with
// the test.
func connect(t testing.TB, path, vfs string, n int, more ...string) *sql.DB {
	t.Helper()
	db, err := dialled(path, vfs, n, more...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func dialled(path, vfs string, n int, more ...string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, vfs, append(append([]string(nil), writing...), more...)...))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	if err := db.Ping(); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func do(t testing.TB, db *sql.DB, q string, args ...any) {
	t.Helper()
	if _, err := db.Exec(q, args...); err != nil {
		t.Fatalf("%.60s: %v", q, err)
	}
}

func ask[T any](t testing.TB, db *sql.DB, q string, args ...any) (v T) {
	t.Helper()
	if err := db.QueryRow(q, args...).Scan(&v); err != nil {
		t.Fatalf("%.60s: %v", q, err)
	}
	return v
}

func whole(t testing.TB, db *sql.DB) {
	t.Helper()
	if said := ask[string](t, db, "PRAGMA integrity_check"); said != "ok" {
		t.Errorf("integrity_check: %s", said)
	}
}

// madeNew makes a database with a table, and gives its path.
func madeNew(t testing.TB, v *VFS) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	if err := Create(path, testKey, v.cipher); err != nil {
		t.Fatal(err)
	}
	return path
}

const schema = `CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, n INTEGER NOT NULL);
	CREATE INDEX note_n ON note (n);
	CREATE VIRTUAL TABLE words USING fts5 (text, prefix='2 3');
	CREATE TRIGGER note_words AFTER INSERT ON note BEGIN
		INSERT INTO words (rowid, text) VALUES (new.id, new.text); END;
	CREATE TRIGGER note_gone AFTER DELETE ON note BEGIN
		DELETE FROM words WHERE rowid = old.id; END`

// fill writes rows in one transaction.
func fill(t testing.TB, db *sql.DB, rows, length int) {
	t.Helper()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for i := range rows {
		if _, err := tx.Exec(`INSERT INTO note (text, n) VALUES (?, ?)`, text(length), i); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// text gives words that come in every language of bytes.
func text(length int) string {
	return strings.Repeat(fmt.Sprintf("%s session %d ", marker, rand.IntN(1000)), length/24+1)[:length]
}

// marker must never be on disk.
const marker = "Quetzalcoatlus"

// verified wants every page to authenticate.
func verified(t testing.TB, path string) {
	t.Helper()
	if err := Verify(path, testKey); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

// loneLog opens a log without SQLite above it.
func loneLog(t *testing.T, v *VFS, path string, k *keys) (*log, func()) {
	t.Helper()
	size := at[lib.Tsqlite3_vfs](v.under).FszOsFile
	p, err := allocate(v.tls, uintptr(size))
	if err != nil {
		t.Fatal(err)
	}
	// SQLite's names have their parameters behind them.
	name, err := allocate(v.tls, uintptr(len(path)+8))
	if err != nil {
		t.Fatal(err)
	}
	copy(bytesAt(name, len(path)), path)
	b := below{vfs: v, name: path, file: p}
	const flags = lib.SQLITE_OPEN_READWRITE | lib.SQLITE_OPEN_CREATE | lib.SQLITE_OPEN_WAL
	f, rc := opened(v.tls, b, name, flags, 0, func(tls *libc.TLS, b below) (file, int32) { return openLog(tls, b, k) })
	if rc != lib.SQLITE_OK {
		t.Fatalf("opening the log: %d", rc)
	}
	return f.(*log), func() {
		f.close(v.tls)
		release(v.tls, name)
		release(v.tls, p)
	}
}

// plainDatabase makes a plain database in WAL mode and closes it.
func plainDatabase(t testing.TB, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, "", "mode=rwc", "_journal_mode=WAL"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	do(t, db, schema)
	fill(t, db, 20, 300)
}

// withLog makes a database whose rows, each its own commit, stand only in the
// log, as a crash would leave it.
func withLog(t testing.TB, v *VFS, commits int) string {
	t.Helper()
	live := madeNew(t, v)
	db := connect(t, live, v.Name(), 1, "_pragma=wal_autocheckpoint(0)")
	do(t, db, schema)
	for i := range commits {
		do(t, db, `INSERT INTO note (text, n) VALUES (?, ?)`, text(700), i)
	}
	path := filepath.Join(t.TempDir(), "b.db")
	copyDatabase(t, live, path)
	db.Close()
	return path
}

// copyDatabase copies a database and its log, if it has one.
func copyDatabase(t testing.TB, from, to string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(from + suffix)
		if suffix != "" && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+suffix, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
