package store

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kapdesk/app/record"
	"kapdesk/data/crypt"
)

var (
	aKey       = bytes.Repeat([]byte{1}, crypt.KeySize)
	anotherKey = bytes.Repeat([]byte{2}, crypt.KeySize)
)

func sealed(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: dir, Clock: aClock(), Key: aKey})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func closed(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// write saves one event that can be found in the bytes of a plain file.
func write(t *testing.T, s *Store, word string) {
	t.Helper()
	err := s.Update(t.Context(), record.Actor{ID: "nurse"}, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "note.written", Version: 1, Record: record.Ref{Type: "note", ID: tx.NewID()}, Fact: struct{ Text string }{word}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// notes gives what write saved.
func notes(t *testing.T, s *Store) (all []string) {
	t.Helper()
	err := s.View(t.Context(), func(r record.Reader) error {
		facts, err := r.Facts(record.Filter{Kinds: []string{"note.written"}})
		for _, f := range facts {
			var n struct{ Text string }
			if err := f.Read(&n); err != nil {
				return err
			}
			all = append(all, n.Text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAKeyThatDoesNotFit(t *testing.T) {
	dir := t.TempDir()
	s := sealed(t, dir)
	write(t, s, "something")
	closed(t, s)
	refusedKey(t, dir, anotherKey, "does not fit")
	refused(t, dir, "damaged") // without a key it is no database
	if got := notes(t, sealed(t, dir)); len(got) != 1 {
		t.Errorf("afterwards %v", got)
	}
}

// A log damaged in its middle is not a power failure: opened, it would lose
// what came after without a word.
func TestALogDamagedInItsMiddleStops(t *testing.T) {
	dir := t.TempDir()
	s := sealed(t, dir)
	for range 40 {
		write(t, s, "something")
	}
	copied := t.TempDir()
	for _, name := range []string{fileName, fileName + "-wal"} {
		raw, err := os.ReadFile(filepath.Join(dir, name)) // as after a kill: nothing is moved into the file
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "-wal") {
			raw[len(raw)/2] ^= 1
		}
		if err := os.WriteFile(filepath.Join(copied, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	refusedKey(t, copied, aKey, "damaged in their middle")
	// Cut at the same place it is the end of a power failure, and opens.
	wal := filepath.Join(copied, fileName+"-wal")
	info, err := os.Stat(wal)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(wal, info.Size()/2); err != nil {
		t.Fatal(err)
	}
	if got := notes(t, sealed(t, copied)); len(got) == 0 || len(got) >= 40 {
		t.Errorf("%d events after the cut", len(got))
	}
}

// A store from before stores were encrypted is encrypted when it is opened
// with a key, with its latest saves and without leaving a plain file.
func TestAPlainStoreIsEncrypted(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	for _, w := range []string{"Ñandú", "breathing"} {
		write(t, s, w)
	}
	if err := s.KeepDraft(t.Context(), record.Actor{ID: "nurse"}, "form", []byte(`{"a":1}`)); err != nil {
		t.Fatal(err)
	}
	before, err := s.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	plain, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil || !bytes.Contains(plain, []byte("breathing")) {
		t.Fatalf("the plain file does not hold the word: %v", err)
	}
	// A copy that an update made, and what a conversion cut short left.
	for _, name := range []string{copyPrefix + "0002.db", fileName + newSuffix} {
		if err := os.WriteFile(filepath.Join(dir, name), plain, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = sealed(t, dir)
	if got := notes(t, s); len(got) != 2 {
		t.Errorf("holds %v", got)
	}
	if d, ok, err := s.Draft(t.Context(), record.Actor{ID: "nurse"}, "form"); err != nil || !ok || string(d.Body) != `{"a":1}` {
		t.Errorf("the draft: %s, %v, %v", d.Body, ok, err)
	}
	if n, err := s.Verify(t.Context()); err != nil || n != before {
		t.Errorf("%d events of %d, %v", n, before, err)
	}
	write(t, s, "later")
	closed(t, s)
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte("breathing")) || bytes.Contains(raw, []byte("SQLite format 3")) {
			t.Errorf("%s can be read", e.Name())
		}
	}
	if got := notes(t, sealed(t, dir)); len(got) != 3 {
		t.Errorf("the next time it holds %v", got)
	}
}

// A copy holds what the store held at one moment, is encrypted with its key,
// and refuses to replace anything.
func TestCopyTo(t *testing.T) {
	dir, to := t.TempDir(), t.TempDir()
	s := sealed(t, dir)
	write(t, s, "something")
	path := filepath.Join(to, fileName)
	mark, err := s.CopyTo(t.Context(), path, nil)
	if err != nil || mark.Events != 1 || mark.Device != s.Device() || mark.Head == (record.Hash{}) {
		t.Fatalf("%+v, %v", mark, err)
	}
	if _, err := s.CopyTo(t.Context(), path, nil); err == nil {
		t.Error("a file was replaced")
	}
	if entries, err := os.ReadDir(to); err != nil || len(entries) != 1 {
		t.Errorf("beside the copy: %v, %v", entries, err)
	}
	if n, err := VerifyFolder(t.Context(), Options{Dir: to, Clock: aClock(), Key: aKey}); err != nil || n != 1 {
		t.Errorf("%d events, %v", n, err)
	}
}

// What was restored goes on under another identity, with other numbers.
func TestANewDeviceCountsAnew(t *testing.T) {
	dir := t.TempDir()
	s := sealed(t, dir)
	write(t, s, "before")
	old := s.Device()
	if err := s.NewDevice(t.Context()); err != nil || s.Device() == old {
		t.Fatalf("%s, %v", s.Device(), err)
	}
	write(t, s, "after")
	closed(t, s)
	s = sealed(t, dir)
	if s.Device() == old || len(notes(t, s)) != 2 {
		t.Errorf("%s, %v", s.Device(), notes(t, s))
	}
	if n, err := s.Verify(t.Context()); err != nil || n != 2 {
		t.Errorf("%d events, %v", n, err)
	}
	number := ""
	err := s.Update(t.Context(), record.Actor{ID: "nurse"}, func(tx record.Tx) (err error) {
		number, err = tx.Number("patient")
		return err
	})
	if err != nil || number != "L2-00001" {
		t.Errorf("%q, %v", number, err)
	}
}

func TestVerifyFolderFindsDamage(t *testing.T) {
	dir := t.TempDir()
	s := sealed(t, dir)
	write(t, s, "something")
	closed(t, s)
	o := Options{Dir: dir, Clock: aClock(), Key: aKey}
	if n, err := VerifyFolder(t.Context(), o); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	o.Key = anotherKey
	if _, err := VerifyFolder(t.Context(), o); record.CodeOf(err) != record.Unavailable {
		t.Errorf("another key: %v", err)
	}
	o.Key = aKey
	raw, err := os.ReadFile(filepath.Join(dir, fileName))
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-100] ^= 1
	if err := os.WriteFile(filepath.Join(dir, fileName), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := VerifyFolder(t.Context(), o); record.CodeOf(err) != record.Unavailable {
		t.Errorf("a flipped bit: %v", err)
	}
}
