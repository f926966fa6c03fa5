package crypt

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	lib "modernc.org/sqlite/lib"
)

// kept is a database on disk, whole, from which damaged ones are made.
type kept struct {
	path string
	b    []byte
	rows int
}

func keptDatabase(t *testing.T, v *VFS) kept {
	t.Helper()
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1)
	do(t, db, schema)
	fill(t, db, 60, 900)
	db.Close()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) < 20*pageSize {
		t.Fatalf("only %d bytes", len(b))
	}
	return kept{path, b, 60}
}

// damaged wants Verify to refuse the bytes as a database. Where read is set,
// reading all of it through SQLite must fail too.
func damaged(t *testing.T, v *VFS, what string, b []byte, read bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "d.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Verify(path, testKey); err == nil {
		t.Errorf("%s: Verify finds nothing", what)
	}
	if !read {
		return
	}
	db, err := dialled(path, v.Name(), 1)
	if err != nil {
		return
	}
	defer db.Close()
	var said string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&said); err == nil && said == "ok" {
		t.Errorf("%s: SQLite finds nothing", what)
	}
}

func TestEveryFlippedBitIsFound(t *testing.T) {
	for _, c := range bothCiphers {
		v := registered(t, testKey, c, watcher{})
		k := keptDatabase(t, v)
		rnd := rand.New(rand.NewPCG(1, uint64(c)))
		flip := func(at int, bit int, read bool) {
			b := bytes.Clone(k.b)
			b[at] ^= 1 << bit
			damaged(t, v, c.String(), b, read)
		}
		for at := range headerSize {
			for bit := range 8 {
				flip(at, bit, bit == at%8)
			}
		}
		for i := range sized(100, 2000) {
			flip(rnd.IntN(len(k.b)), rnd.IntN(8), i%20 == 0)
		}
		// The last byte of text, the tag and the nonce of some page.
		for _, at := range []int{usable - 1, usable, usable + tagSize, pageSize - 1} {
			flip(5*pageSize+at, 0, true)
		}
	}
}

func TestMovedPagesAreFound(t *testing.T) {
	for _, c := range bothCiphers {
		v := registered(t, testKey, c, watcher{})
		k, other := keptDatabase(t, v), keptDatabase(t, v)
		page := func(b []byte, n int) []byte { return b[(n-1)*pageSize : n*pageSize] }

		swapped := bytes.Clone(k.b)
		copy(page(swapped, 4), page(k.b, 5))
		copy(page(swapped, 5), page(k.b, 4))
		damaged(t, v, "swapped pages", swapped, true)

		transplanted := bytes.Clone(k.b)
		copy(page(transplanted, 6), page(other.b, 6))
		damaged(t, v, "a page of another file of the same key", transplanted, true)

		headed := bytes.Clone(k.b)
		copy(headed, other.b[:headerSize])
		damaged(t, v, "the header of another file", headed, true)

		zeroed := bytes.Clone(k.b)
		clear(page(zeroed, 7))
		damaged(t, v, "a page of zeros", zeroed, true)

		damaged(t, v, "a page cut off", k.b[:len(k.b)-pageSize], true)
		damaged(t, v, "a byte cut off", k.b[:len(k.b)-1], true)
		damaged(t, v, "a byte added", append(bytes.Clone(k.b), 0), false)
		damaged(t, v, "a page added", append(bytes.Clone(k.b), page(k.b, 3)...), false)
	}
}

// TestDamageIsNamed: the error says which page.
func TestDamageIsNamed(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	k := keptDatabase(t, v)
	last := len(k.b) / pageSize
	for _, c := range []struct {
		change func([]byte) []byte
		want   DamageError
	}{
		{func(b []byte) []byte { b[100] ^= 1; return b }, DamageError{Page: 1}},
		{func(b []byte) []byte { b[6*pageSize+9] ^= 1; return b }, DamageError{Page: 7}},
		{func(b []byte) []byte { return b[:len(b)-1] }, DamageError{Page: last, Short: true}},
		{func(b []byte) []byte { return append(b, 1) }, DamageError{Page: last + 1, Extra: true}},
	} {
		path := filepath.Join(t.TempDir(), "d.db")
		if err := os.WriteFile(path, c.change(bytes.Clone(k.b)), 0o600); err != nil {
			t.Fatal(err)
		}
		var e *DamageError
		if err := Verify(path, testKey); !errors.As(err, &e) || *e != c.want || e.Error() == "" {
			t.Errorf("%v, not %+v", err, c.want)
		}
	}
}

// TestAnOldPageIsNotFound: what docs/format.md says is not protected. An older
// version of a page, at its own place in its own file, authenticates.
func TestAnOldPageIsNotFound(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	k := keptDatabase(t, v)
	db := connect(t, k.path, v.Name(), 1)
	do(t, db, `UPDATE note SET text = 'short' WHERE id = 30`)
	db.Close()
	b, err := os.ReadFile(k.path)
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for n := 1; n*pageSize <= len(k.b) && n*pageSize <= len(b); n++ {
		old := k.b[(n-1)*pageSize : n*pageSize]
		if bytes.Equal(old, b[(n-1)*pageSize:n*pageSize]) {
			continue
		}
		changed++
		mixed := bytes.Clone(b)
		copy(mixed[(n-1)*pageSize:], old)
		path := filepath.Join(t.TempDir(), "d.db")
		if err := os.WriteFile(path, mixed, 0o600); err != nil {
			t.Fatal(err)
		}
		if n > 1 {
			verified(t, path)
		}
	}
	if changed == 0 {
		t.Error("no page was changed")
	}
}

// TestACutFileIsNotZeros: with a log beside it SQLite does not compare the
// file's size with its pages, and would read what is cut off as zeros.
func TestACutFileIsNotZeros(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	live := madeNew(t, v)
	db := connect(t, live, v.Name(), 1, "_pragma=wal_autocheckpoint(0)")
	do(t, db, `CREATE TABLE small (a); CREATE TABLE large (a)`)
	do(t, db, `INSERT INTO large VALUES (?)`, text(6*pageSize))
	do(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
	do(t, db, `INSERT INTO small VALUES (1)`)
	path := filepath.Join(t.TempDir(), "cut.db")
	copyDatabase(t, live, path)
	verified(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()-pageSize); err != nil {
		t.Fatal(err)
	}
	var e *DamageError
	if err := Verify(path, testKey); !errors.As(err, &e) || !e.Short {
		t.Errorf("Verify: %v", err)
	}
	cut := connect(t, path, v.Name(), 1)
	var b []byte
	refusedWith(t, cut.QueryRow(`SELECT a FROM large`).Scan(&b), lib.SQLITE_IOERR_DATA)
}
