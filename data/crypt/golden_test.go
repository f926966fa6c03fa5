package crypt

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// The files in testdata are of released versions of the format, and must open
// for ever: none is ever made again. -golden makes those that are not there.
var makeGolden = flag.Bool("golden", false, "make the files of testdata that are missing")

var goldenKey = []byte("kapdesk golden files, version 1 ")

// goldens are the files of version 1: each has ten rows, of which logged stand
// in the log alone.
var goldens = []struct {
	name   string
	cipher Cipher
	logged int
}{
	{"v1-xaes.db", XAES256GCM, 0},
	{"v1-xchacha.db", XChaCha20Poly1305, 0},
	{"v1-xaes-log.db", XAES256GCM, 4},
}

func TestGoldenFiles(t *testing.T) {
	for _, g := range goldens {
		from := filepath.Join("testdata", g.name)
		if *makeGolden {
			golden(t, from, g.cipher, g.logged)
		}
		path := filepath.Join(t.TempDir(), g.name)
		copyDatabase(t, from, path)
		if err := Check(path, goldenKey); err != nil {
			t.Errorf("%s: Check: %v", g.name, err)
		}
		if err := Check(path, testKey); !errors.Is(err, ErrWrongKey) {
			t.Errorf("%s with another key: %v", g.name, err)
		}
		if err := Verify(path, goldenKey); err != nil {
			t.Errorf("%s: Verify: %v", g.name, err)
		}
		found, err := InspectWAL(path, goldenKey)
		if err != nil || found.Damaged || found.Commits != g.logged {
			t.Errorf("%s: InspectWAL: %+v, %v", g.name, found, err)
		}
		v := registered(t, goldenKey, Preferred(), watcher{})
		db := connect(t, path, v.Name(), 1)
		whole(t, db)
		if n := ask[int](t, db, `SELECT count(*) FROM note WHERE text = 'note ' || n`); n != 10 {
			t.Errorf("%s: %d rows", g.name, n)
		}
		if n := ask[int](t, db, `SELECT count(*) FROM words WHERE words MATCH 'not*'`); n != 10 {
			t.Errorf("%s: %d rows by word", g.name, n)
		}
		do(t, db, `INSERT INTO note (text, n) VALUES ('written by a newer version', 11)`)
		db.Close()
		if err := Verify(path, goldenKey); err != nil {
			t.Errorf("%s after writing: Verify: %v", g.name, err)
		}
	}
}

func golden(t *testing.T, to string, c Cipher, logged int) {
	t.Helper()
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	v := registered(t, goldenKey, c, watcher{})
	live := filepath.Join(t.TempDir(), "live.db")
	if err := Create(live, goldenKey, c); err != nil {
		t.Fatal(err)
	}
	db := connect(t, live, v.Name(), 1)
	do(t, db, schema)
	for n := 1; n <= 10; n++ {
		if n == 11-logged {
			do(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
		}
		do(t, db, `INSERT INTO note (text, n) VALUES ('note ' || ?, ?)`, n, n)
	}
	if logged == 0 {
		db.Close()
	}
	copyDatabase(t, live, to)
	t.Logf("made %s", to)
}

// TestTheFormatIsAsSpecified seals by hand, from docs/format.md alone, what the
// package must open: the first page of a file with a known identity.
func TestTheFormatIsAsSpecified(t *testing.T) {
	for _, c := range bothCiphers {
		h := header{cipher: c, id: [idSize]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}
		page := specified(t, c, "db", []byte{0, 0, 0, 1}, h.id, firstPage()[16:4056])
		page = append([]byte{'K', 'D', 1, byte(c), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, page...)
		k, err := derive(testKey, h)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, pageSize)
		if err := k.openPage(1, got, page); err != nil || !bytes.Equal(got, firstPage()) {
			t.Errorf("%s: page 1: %v", c, err)
		}
		plain := bytes.Repeat([]byte{5}, 24+4056)
		frame := specified(t, c, "wal", []byte{0, 0, 1, 2}, h.id, plain)
		got = make([]byte, frameSize)
		if err := k.openFrame(258, got, frame); err != nil || !bytes.Equal(got[:len(plain)], plain) || !bytes.Equal(got[len(plain):], make([]byte, 40)) {
			t.Errorf("%s: frame 258: %v", c, err)
		}
	}
}
