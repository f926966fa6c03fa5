package crypt

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

func TestRoundTrip(t *testing.T) {
	for _, c := range bothCiphers {
		t.Run(c.String(), func(t *testing.T) {
			v := registered(t, testKey, c, watcher{})
			path := madeNew(t, v)
			verified(t, path)
			db := connect(t, path, v.Name(), 1, "_pragma=cache_size(20)")
			do(t, db, schema)
			fill(t, db, 300, 120) // leaves the cache before it commits
			if n := ask[int](t, db, `SELECT count(*) FROM words WHERE words MATCH 'quetz*'`); n != 300 {
				t.Errorf("%d rows found", n)
			}
			do(t, db, `DELETE FROM note WHERE n % 3 = 0`)
			do(t, db, `VACUUM`)
			whole(t, db)
			db.Close()
			verified(t, path)
			if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
				t.Errorf("after closing there are %v, %v", left, err)
			}
			// The key alone opens it, in another file system.
			db = connect(t, path, registered(t, testKey, Preferred(), watcher{}).Name(), 1)
			whole(t, db)
			if n := ask[int](t, db, `SELECT count(*) FROM note`); n != 200 {
				t.Errorf("%d rows", n)
			}
		})
	}
}

// TestPreferred follows the processor; the other cipher works all the same.
func TestPreferred(t *testing.T) {
	if c := Preferred(); !c.known() {
		t.Errorf("%s", c)
	}
	if got := Cipher(9).String(); got != "cipher 9" {
		t.Error(got)
	}
}

func TestFilesHaveTheirOwnIdentity(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1)
	do(t, db, schema)
	fill(t, db, 40, 300)
	ids := map[header]bool{}
	remember := func(path string) {
		k, err := keysOf(path, testKey)
		if err != nil {
			t.Fatal(err)
		}
		if ids[k.header] {
			t.Errorf("%s has an identity that another file has", filepath.Base(path))
		}
		ids[k.header] = true
		verified(t, path)
		if info, err := os.Stat(path); err != nil || filepath.Separator == '/' && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	for range 3 {
		to := filepath.Join(t.TempDir(), "copy.db")
		do(t, db, `VACUUM INTO ?`, to)
		remember(to)
		copied := connect(t, to, v.Name(), 1)
		whole(t, copied)
		if mode := ask[string](t, copied, `PRAGMA journal_mode`); mode != "wal" {
			t.Errorf("the copy is in mode %s", mode)
		}
		if n := ask[int](t, copied, `SELECT count(*) FROM note`); n != 40 {
			t.Errorf("%d rows", n)
		}
		fill(t, copied, 5, 40)
		copied.Close()
		verified(t, to)
	}
	if _, err := db.Exec(`VACUUM INTO ?`, path); err == nil {
		t.Error("VACUUM INTO replaced a file")
	}
	db.Close()
	remember(path)
}

// TestACopyThatIsCutShort leaves the database as it was, and no file that
// passes for a copy.
func TestACopyThatIsCutShort(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1, "_pragma=cache_size(10)")
	do(t, db, schema)
	fill(t, db, 60, 900)
	ctx, cancel := context.WithCancel(t.Context())
	wrote := 0
	v.watch.see = func(c change) {
		if filepath.Base(c.path) == "copy.db" {
			if wrote++; wrote == 5 {
				cancel()
			}
		}
	}
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, to); err == nil {
		t.Fatal("VACUUM INTO came to its end")
	}
	v.watch.see = nil
	if err := Verify(to, testKey); err == nil {
		t.Error("half a copy passes for a copy")
	}
	whole(t, db)
	db.Close()
	verified(t, path)
}

// TestRekey copies into a file of another key.
func TestRekey(t *testing.T) {
	newKey := bytes.Repeat([]byte{9}, KeySize)
	v := registered(t, testKey, XAES256GCM, watcher{})
	w := registered(t, newKey, XChaCha20Poly1305, watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1)
	do(t, db, schema)
	fill(t, db, 40, 300)
	to := filepath.Join(t.TempDir(), "new key.db")
	do(t, db, `VACUUM INTO ?`, uri(to, "vfs="+w.Name()))
	if err := Verify(to, testKey); !errors.Is(err, ErrWrongKey) {
		t.Errorf("with the old key: %v", err)
	}
	if err := Verify(to, newKey); err != nil {
		t.Errorf("with the new key: %v", err)
	}
	copied := connect(t, to, w.Name(), 1)
	whole(t, copied)
	if n := ask[int](t, copied, `SELECT count(*) FROM note`); n != 40 {
		t.Errorf("%d rows", n)
	}
}

// TestBackupInterface: SQLite's other way to copy goes through too.
func TestBackupInterface(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1)
	do(t, db, schema)
	fill(t, db, 60, 600)
	to := filepath.Join(t.TempDir(), "backup.db")
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Raw(func(driver any) error {
		b, err := driver.(interface {
			NewBackup(string) (*sqlite.Backup, error)
		}).NewBackup(uri(to, "vfs="+v.Name()))
		if err != nil {
			return err
		}
		_, err = b.Step(-1)
		return errors.Join(err, b.Finish())
	})
	if err != nil {
		t.Fatal(err)
	}
	verified(t, to)
	copied := connect(t, to, v.Name(), 1)
	whole(t, copied)
	if n := ask[int](t, copied, `SELECT count(*) FROM note`); n != 60 {
		t.Errorf("%d rows", n)
	}
}

// TestReadersBesideAWriter: each reader sees whole transactions.
func TestReadersBesideAWriter(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	writer := connect(t, path, v.Name(), 1, "_pragma=cache_size(10)", "_pragma=wal_autocheckpoint(20)")
	do(t, writer, `CREATE TABLE note (id INTEGER PRIMARY KEY, of INTEGER, text TEXT)`)
	readers, err := sql.Open("sqlite", dsn(path, v.Name(), "mode=ro", "_pragma=query_only(1)", "_pragma=cache_size(5)"))
	if err != nil {
		t.Fatal(err)
	}
	defer readers.Close()
	const transactions, each = 60, 5
	done := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for reads := 0; ; reads++ {
				select {
				case <-done:
					if reads == 0 {
						t.Error("a reader came to nothing")
					}
					return
				default:
				}
				var n, last, length int
				err := readers.QueryRow(`SELECT count(*), coalesce(max(of), 0), coalesce(sum(length(text)), 0) FROM note`).Scan(&n, &last, &length)
				if err != nil || n != last*each || length != n*500 {
					t.Errorf("%d rows of %d transactions, %d letters, %v", n, last, length, err)
					return
				}
				runtime.Gosched()
			}
		})
	}
	for n := 1; n <= transactions; n++ {
		tx, err := writer.Begin()
		if err != nil {
			t.Fatal(err)
		}
		for range each {
			if _, err := tx.Exec(`INSERT INTO note (of, text) VALUES (?, ?)`, n, text(500)); err != nil {
				t.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	wg.Wait()
	readers.Close()
	whole(t, writer)
	writer.Close()
	verified(t, path)
}

// TestAReadOnlyCopy is how a copy is looked at without leaving a log beside it.
func TestAReadOnlyCopy(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1)
	do(t, db, schema)
	to := filepath.Join(t.TempDir(), "copy.db")
	do(t, db, `VACUUM INTO ?`, to)
	copied, err := sql.Open("sqlite", dsn(to, v.Name(), "mode=ro", "immutable=1"))
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	whole(t, copied)
	_, err = copied.Exec(`INSERT INTO note (text, n) VALUES ('', 1)`)
	refusedWith(t, err, lib.SQLITE_READONLY)
	copied.Close()
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) != 1 {
		t.Errorf("beside the copy: %v, %v", left, err)
	}
}
