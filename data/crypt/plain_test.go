package crypt

import (
	"bytes"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// tells are what gives a plain file away, in all the ways it may be written.
func tells() map[string][]byte {
	var le, be []byte
	for _, u := range utf16.Encode([]rune(marker)) {
		le = append(le, byte(u), byte(u>>8))
		be = append(be, byte(u>>8), byte(u))
	}
	return map[string][]byte{
		"marker": []byte(marker), "UTF-16LE": le, "UTF-16BE": be,
		"hex": []byte(hex.EncodeToString([]byte(marker))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(marker)))),
		"magic": []byte(magic[:15]), "SQL": []byte("CREATE TABLE"), "index": []byte("CREATE INDEX"),
	}
}

// noPlaintext looks through all files of a folder but those named, and gives
// how many bytes it has seen.
func noPlaintext(t *testing.T, dir string, but ...string) (seen int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || slices.Contains(but, d.Name()) {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen += len(b)
		for what, bytesOf := range tells() {
			if i := bytes.Index(b, bytesOf); i >= 0 {
				t.Errorf("%s: %s at %d of %d", d.Name(), what, i, len(b))
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return seen
}

// TestThePlaintextTestCanFail looks at a plain database.
func TestThePlaintextTestCanFail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plain.db")
	plainDatabase(t, path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"marker", "magic", "SQL"} {
		if !bytes.Contains(b, tells()[what]) {
			t.Errorf("%s is not found", what)
		}
	}
}

func TestNoPlaintextOnDisk(t *testing.T) {
	for _, c := range bothCiphers {
		t.Run(c.String(), func(t *testing.T) {
			v := registered(t, testKey, c, watcher{})
			path := madeNew(t, v)
			dir := filepath.Dir(path)
			db := connect(t, path, v.Name(), 1, "_pragma=cache_size(10)")
			do(t, db, schema)
			do(t, db, `CREATE TABLE coded (utf16le BLOB, utf16be BLOB, hex TEXT)`)
			tx, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			for i := range 100 {
				if _, err := tx.Exec(`INSERT INTO note (text, n) VALUES (?, ?)`, text(1500), i); err != nil {
					t.Fatal(err)
				}
				if _, err := tx.Exec(`INSERT INTO coded VALUES (?, ?, ?)`, tells()["UTF-16LE"], tells()["UTF-16BE"], tells()["hex"]); err != nil {
					t.Fatal(err)
				}
			}
			if seen := noPlaintext(t, dir); seen < 20*pageSize {
				t.Errorf("only %d bytes on disk: the cache did not spill", seen)
			}
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
			noPlaintext(t, dir)
			do(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
			do(t, db, `DELETE FROM note WHERE n % 2 = 0`)
			noPlaintext(t, dir)
			do(t, db, `VACUUM`)
			noPlaintext(t, dir)
			do(t, db, `VACUUM INTO ?`, filepath.Join(dir, "copy.db"))
			db.Close()
			if seen := noPlaintext(t, dir); seen < 40*pageSize {
				t.Errorf("only %d bytes on disk", seen)
			}
			verified(t, path)
			verified(t, filepath.Join(dir, "copy.db"))
		})
	}
}
