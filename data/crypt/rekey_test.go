package crypt

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// made makes an encrypted database with notes, whose log is not settled, and
// closes it.
func made(t *testing.T, path string, key []byte, notes int) {
	t.Helper()
	if err := Create(path, key, XAES256GCM); err != nil {
		t.Fatal(err)
	}
	with(t, path, key, func(db *sql.DB) {
		do(t, db, schema)
		fill(t, db, notes, 400)
	})
}

// with opens a database for f and closes it.
func with(t *testing.T, path string, key []byte, f func(*sql.DB)) {
	t.Helper()
	v, err := Register(key)
	if err != nil {
		t.Fatal(err)
	}
	db, err := dialled(path, v.Name(), 1)
	if err != nil {
		t.Fatal(err)
	}
	f(db)
	if err := errors.Join(db.Close(), v.Close()); err != nil {
		t.Fatal(err)
	}
}

// A database under another key holds the same, and the old key opens nothing
// of it.
func TestRekeyMakesAnotherFile(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	path, next := filepath.Join(dir, "old.db"), filepath.Join(dir, "new.db")
	key, wrong := bytes.Repeat([]byte{2}, KeySize), bytes.Repeat([]byte{3}, KeySize)
	made(t, path, testKey, 300)
	stopped, stop := context.WithCancel(ctx)
	stop()
	for name, err := range map[string]error{
		"a wrong old key": Rekey(ctx, path, next, wrong, key, XAES256GCM),
		"no database":     Rekey(ctx, filepath.Join(dir, "none.db"), next, testKey, key, XAES256GCM),
		"a short key":     Rekey(ctx, path, next, testKey, key[1:], XAES256GCM),
		"stopped":         Rekey(stopped, path, next, testKey, key, XAES256GCM),
	} {
		if _, there := os.Stat(next); err == nil || there == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := Rekey(ctx, path, next, testKey, key, XChaCha20Poly1305); err != nil {
		t.Fatal(err)
	}
	if err := Rekey(ctx, path, next, testKey, key, XAES256GCM); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	if !errors.Is(Check(next, testKey), ErrWrongKey) || Verify(next, key) != nil || Verify(path, testKey) != nil {
		t.Error("the keys are not as they should be")
	}
	for file, k := range map[string][]byte{path: testKey, next: key} {
		with(t, file, k, func(db *sql.DB) {
			if n := ask[int](t, db, `SELECT count(*) FROM note`); n != 300 {
				t.Errorf("%s holds %d", filepath.Base(file), n)
			}
		})
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("left beside them: %v", entries)
	}
}
