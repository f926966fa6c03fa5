package crypt

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sqlite "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// refusedWith wants an error of SQLite with one of the codes.
func refusedWith(t *testing.T, err error, codes ...int) {
	t.Helper()
	var e *sqlite.Error
	if !errors.As(err, &e) || !slices.Contains(codes, e.Code()) {
		t.Errorf("%v, not one of %v", err, codes)
	}
}

func TestKeysAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	for _, key := range [][]byte{nil, make([]byte, 16), make([]byte, 33)} {
		if err := Create(path, key, Preferred()); err == nil {
			t.Errorf("Create took a key of %d bytes", len(key))
		}
		if v, err := Register(key); err == nil {
			t.Errorf("Register took a key of %d bytes", len(key))
			v.Close()
		}
	}
	if err := Create(path, testKey, 0); err == nil {
		t.Error("Create took no cipher")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) > 0 {
		t.Errorf("what was refused left %v, %v", left, err)
	}
}

func TestCreateReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	old, log := filepath.Join(dir, "old.db"), filepath.Join(dir, "gone.db-wal")
	for _, p := range []string{old, log} {
		if err := os.WriteFile(p, []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []string{old, filepath.Join(dir, "gone.db")} {
		if err := Create(p, testKey, Preferred()); !errors.Is(err, fs.ErrExist) {
			t.Errorf("Create(%s): %v", filepath.Base(p), err)
		}
	}
	if err := takeName(log, old); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a name that is taken: %v", err)
	}
	for _, p := range []string{old, log} {
		if b, err := os.ReadFile(p); err != nil || string(b) != "kept" {
			t.Errorf("%s: %q, %v", p, b, err)
		}
	}
	fresh := filepath.Join(dir, "new.db")
	if err := Create(fresh, testKey, Preferred()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(fresh)
	if err != nil || info.Size() != pageSize || filepath.Separator == '/' && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	if err := Create(good, testKey, XAES256GCM); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(dir, "plain.db")
	plainDatabase(t, plain)
	changed := func(name string, change func([]byte) []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, change(bytes.Clone(b)), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	newer := changed("newer", func(b []byte) []byte { b[2] = 2; return b })
	for _, c := range []struct {
		path string
		key  []byte
		want error
	}{
		{good, testKey, nil},
		{good, bytes.Repeat([]byte{1}, KeySize), ErrWrongKey},
		{plain, testKey, ErrPlain},
		{newer, testKey, ErrVersion},
		{changed("empty", func([]byte) []byte { return nil }), testKey, ErrForeign},
		{changed("short", func(b []byte) []byte { return b[:15] }), testKey, ErrForeign},
		{changed("zeros", func(b []byte) []byte { return make([]byte, 8192) }), testKey, ErrForeign},
		{changed("version 0", func(b []byte) []byte { b[2] = 0; return b }), testKey, ErrForeign},
		{changed("no cipher", func(b []byte) []byte { b[3] = 9; return b }), testKey, ErrForeign},
		{changed("other cipher", func(b []byte) []byte { b[3] = byte(XChaCha20Poly1305); return b }), testKey, ErrWrongKey},
		{changed("cut", func(b []byte) []byte { return b[:4095] }), testKey, ErrWrongKey},
		{filepath.Join(dir, "none"), testKey, fs.ErrNotExist},
	} {
		if err := Check(c.path, c.key); !errors.Is(err, c.want) {
			t.Errorf("Check(%s): %v, not %v", filepath.Base(c.path), err, c.want)
		}
		if err := Verify(c.path, c.key); !errors.Is(err, c.want) {
			t.Errorf("Verify(%s): %v, not %v", filepath.Base(c.path), err, c.want)
		}
	}
}

// TestForeignFilesAreNoDatabases: neither is touched.
func TestForeignFilesAreNoDatabases(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	dir := t.TempDir()
	plain, foreign := filepath.Join(dir, "plain.db"), filepath.Join(dir, "foreign.db")
	plainDatabase(t, plain)
	if err := os.WriteFile(foreign, bytes.Repeat([]byte("a letter "), 2000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{plain, foreign} {
		before, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		_, err = dialled(p, v.Name(), 1)
		refusedWith(t, err, lib.SQLITE_NOTADB)
		if after, err := os.ReadFile(p); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s was changed: %v", filepath.Base(p), err)
		}
	}
}

// TestWrongKeyLeavesTheLog: SQLite would delete a log in which it finds
// nothing.
func TestWrongKeyLeavesTheLog(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := withLog(t, v, 5)
	before, err := os.ReadFile(path + "-wal")
	if err != nil || len(before) == 0 {
		t.Fatalf("no log: %v", err)
	}
	wrong := registered(t, bytes.Repeat([]byte{7}, KeySize), Preferred(), watcher{})
	_, err = dialled(path, wrong.Name(), 1)
	refusedWith(t, err, lib.SQLITE_NOTADB)
	if after, err := os.ReadFile(path + "-wal"); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the log was changed: %v", err)
	}
	db := connect(t, path, v.Name(), 1)
	if n := ask[int](t, db, `SELECT count(*) FROM note`); n != 5 {
		t.Errorf("%d of 5 rows", n)
	}
}

func TestNewFilesComeFromCreate(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := sql.Open("sqlite", dsn(path, v.Name(), "mode=rwc"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`CREATE TABLE a (b)`)
	refusedWith(t, err, lib.SQLITE_IOERR_WRITE)
	holds(t, path, nil)

	main := connect(t, madeNew(t, v), v.Name(), 1)
	other := filepath.Join(t.TempDir(), "attached.db")
	do(t, main, `ATTACH ? AS other`, other)
	_, err = main.Exec(`CREATE TABLE other.a (b)`)
	refusedWith(t, err, lib.SQLITE_IOERR_WRITE)
	holds(t, other, nil)
}

// holds compares a file with what should be in it.
func holds(t *testing.T, path string, want []byte) {
	t.Helper()
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, want) {
		t.Errorf("%s holds %d bytes, not %d: %v", filepath.Base(path), len(b), len(want), err)
	}
}

func TestTemporaryFilesAreRefused(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	db := connect(t, madeNew(t, v), v.Name(), 1)
	do(t, db, schema)
	fill(t, db, 50, 500)
	do(t, db, `CREATE TEMP TABLE fine AS SELECT * FROM note`)
	do(t, db, `DROP TABLE fine`)
	do(t, db, `PRAGMA temp_store = file`)
	_, err := db.Exec(`CREATE TEMP TABLE a AS SELECT * FROM note`)
	if err == nil {
		// SQLite makes the file only when the table leaves its cache.
		_, err = db.Exec(`PRAGMA temp.cache_size = 2; INSERT INTO a SELECT a.* FROM a, note`)
	}
	refusedWith(t, err, lib.SQLITE_CANTOPEN, lib.SQLITE_IOERR)
	whole(t, db)
}

func TestOtherJournalModesAreRefused(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1, "_defensive=0")
	do(t, db, schema)
	fill(t, db, 20, 500)
	for _, mode := range []string{"DELETE", "TRUNCATE", "PERSIST", "MEMORY", "OFF", "nonsense"} {
		for _, q := range []string{"PRAGMA journal_mode=", "PRAGMA main.journal_mode="} {
			if _, err := db.Exec(q + mode); err == nil || !strings.Contains(err.Error(), "stays in WAL mode") {
				t.Errorf("%s%s: %v", q, mode, err)
			}
		}
	}
	if mode := ask[string](t, db, `PRAGMA journal_mode`); mode != "wal" {
		t.Errorf("now in mode %s", mode)
	}
	if mode := ask[string](t, db, `PRAGMA journal_mode=WAL`); mode != "wal" {
		t.Errorf("now in mode %s", mode)
	}
	whole(t, db)
	db.Close()
	verified(t, path)
}

func TestGeometryStays(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1)
	do(t, db, schema)
	fill(t, db, 20, 500)
	if n := ask[int](t, db, `PRAGMA mmap_size = 1000000`); n != 0 {
		t.Errorf("%d bytes are mapped", n)
	}
	do(t, db, `PRAGMA page_size = 8192; VACUUM`)
	if n := ask[int](t, db, `PRAGMA page_size`); n != pageSize {
		t.Errorf("pages of %d bytes", n)
	}
	do(t, db, `PRAGMA page_size = 8192`)
	_, err := db.Exec(`VACUUM INTO ?`, path+".8192")
	refusedWith(t, err, lib.SQLITE_IOERR_WRITE)
	do(t, db, `PRAGMA page_size = 4096`)
	_, err = db.Exec(`PRAGMA auto_vacuum = 1; VACUUM`)
	refusedWith(t, err, lib.SQLITE_IOERR_WRITE)
	db.Close()
	verified(t, path)
	db = connect(t, path, v.Name(), 1)
	whole(t, db)
	if n := ask[int](t, db, `SELECT count(*) FROM note`); n != 20 {
		t.Errorf("%d of 20 rows", n)
	}
}

// TestPagesAreChecked: each row is a first page that must not be written.
func TestPagesAreChecked(t *testing.T) {
	if err := checkPage(1, firstPage()); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]byte){
		"magic":         func(p []byte) { p[3] ^= 1 },
		"page size":     func(p []byte) { p[16], p[17] = 0x20, 0 },
		"reserve":       func(p []byte) { p[20] = 0 },
		"write version": func(p []byte) { p[18] = 1 },
		"read version":  func(p []byte) { p[19] = 1 },
		"auto_vacuum":   func(p []byte) { p[55] = 1 },
		"first reserved": func(p []byte) {
			p[usable] = 1
		},
		"last reserved": func(p []byte) { p[pageSize-1] = 1 },
	} {
		p := firstPage()
		change(p)
		if checkPage(1, p) == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

// TestPlainMainCannotFillAnEncryptedFile: pages without reserved bytes are
// refused, and nothing of them is written.
func TestPlainMainCannotFillAnEncryptedFile(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain.db")
	plainDatabase(t, plain)
	db := connect(t, plain, "", 1)
	to := filepath.Join(dir, "to.db")
	_, err := db.Exec(`VACUUM INTO ` + quote(uri(to, "vfs="+v.Name())))
	refusedWith(t, err, lib.SQLITE_IOERR_WRITE)
	noPlaintext(t, dir, "plain.db")
}

// TestForeignJournalIsNotPlayedBack: it would write plain pages of anybody's
// choice into the database.
func TestForeignJournalIsNotPlayedBack(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1)
	do(t, db, schema)
	fill(t, db, 20, 500)
	db.Close()
	journal := append([]byte{0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 16, 0}, make([]byte, 484)...)
	if err := os.WriteFile(path+journalSuffix, journal, 0o600); err != nil {
		t.Fatal(err)
	}
	db = connect(t, path, v.Name(), 1)
	if n := ask[int](t, db, `SELECT count(*) FROM note`); n != 20 {
		t.Errorf("%d of 20 rows", n)
	}
	db.Close()
	verified(t, path)
	holds(t, path+journalSuffix, journal)
}

// TestALogOfOtherPagesIsRefused: SQLite would find no commit in it and delete
// it.
func TestALogOfOtherPagesIsRefused(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	j := journaledDatabase(t, v, 5)
	path := j.placed(t, headed(1024, j.log[logHeader:]))
	if found := inspected(t, path); !found.Damaged || found.DamagedAt != 0 {
		t.Errorf("InspectWAL: %+v", found)
	}
	_, err := dialled(path, v.Name(), 1)
	refusedWith(t, err, lib.SQLITE_IOERR_DATA)
	holds(t, path+"-wal", headed(1024, j.log[logHeader:]))
}

func TestCloseWaitsForFiles(t *testing.T) {
	v, err := Register(testKey)
	if err != nil {
		t.Fatal(err)
	}
	db := connect(t, madeNew(t, v), v.Name(), 2)
	if err := v.Close(); !errors.Is(err, ErrInUse) {
		t.Errorf("closed while in use: %v", err)
	}
	do(t, db, schema)
	db.Close()
	key := v.key
	for range 2 {
		if err := v.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if !bytes.Equal(key, make([]byte, KeySize)) {
		t.Error("the key is not wiped")
	}
	if _, err := dialled(filepath.Join(t.TempDir(), "a.db"), v.Name(), 1); err == nil {
		t.Error("the file system is still there")
	}
}
