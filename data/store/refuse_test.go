package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	lib "modernc.org/sqlite/lib"

	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
)

// someEvents writes n events in a new store in dir and closes it.
func someEvents(t *testing.T, dir string, n int) {
	t.Helper()
	s := openIn(t, dir)
	for range n {
		addVital(t, s)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func vitalChange() record.Change {
	return record.Change{Kind: kindVital, Version: 1, Record: record.Ref{Type: typeVisit, ID: "s"}, Patient: "p", Fact: map[string]any{"systolic": 120, "diastolic": 80, "pulse": 66, "spo2": 98}}
}

func addVital(t testing.TB, s *Store) {
	t.Helper()
	if err := tryVital(s); err != nil {
		t.Fatal(err)
	}
}

func tryVital(s *Store) error {
	return s.Update(context.Background(), record.Actor{ID: "nurse"}, func(tx record.Tx) error {
		_, err := tx.Append(vitalChange())
		return err
	})
}

// raw runs SQL in a closed store behind its back.
func raw(t *testing.T, dir, sql string) {
	t.Helper()
	p, err := connect(t.Context(), filepath.Join(dir, fileName), "", creating, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.all[0].c.ExecContext(t.Context(), `PRAGMA foreign_keys = 0; `+sql); err != nil {
		t.Fatal(err)
	}
	if err := p.close(); err != nil {
		t.Fatal(err)
	}
}

// content gives the bytes of the database, and of its WAL if it has any.
func content(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	for _, name := range []string{fileName, fileName + "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// refused fails unless opening is refused in these words and changes nothing.
func refused(t *testing.T, dir, words string) {
	t.Helper()
	refusedKey(t, dir, nil, words)
}

// refusedKey is refused with a key.
func refusedKey(t *testing.T, dir string, key []byte, words string) {
	t.Helper()
	before := content(t, dir)
	s, err := Open(t.Context(), Options{Dir: dir, Clock: aClock(), Key: key})
	if err == nil {
		s.Close()
		t.Fatal("not refused")
	}
	isProblem(t, err, words)
	if !bytes.Equal(before, content(t, dir)) {
		t.Error("what was refused was written to")
	}
}

func isProblem(t *testing.T, err error, words string) {
	t.Helper()
	ps := record.ProblemsOf(err)
	if len(ps) != 1 || ps[0].Code != record.Unavailable || ps[0].Next == "" || !strings.Contains(ps[0].Error(), words) {
		t.Errorf("got %v, want a problem with %q and a next step", err, words)
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name, words string
		harm        func(t *testing.T, dir string)
	}{
		{"a newer version", "newer version", func(t *testing.T, dir string) { raw(t, dir, `PRAGMA user_version = 99`) }},
		{"the file of another program", "does not belong", func(t *testing.T, dir string) { raw(t, dir, `PRAGMA application_id = 7`) }},
		{"no database at all", "damaged", func(t *testing.T, dir string) { overwrite(t, dir, 0, bytes.Repeat([]byte("no database "), 900)) }},
		{"a file cut short", "damaged", func(t *testing.T, dir string) { truncate(t, dir) }},
		{"a page of rubbish", "damaged", func(t *testing.T, dir string) { overwrite(t, dir, 5*4096, bytes.Repeat([]byte{0xA5}, 4096)) }},
		{"an event changed", "damaged", func(t *testing.T, dir string) {
			raw(t, dir, `DROP TRIGGER event_no_update; UPDATE event SET fact = '{"systolic":121}' WHERE n = 3`)
		}},
		{"an event removed", "damaged", func(t *testing.T, dir string) {
			raw(t, dir, `DROP TRIGGER event_no_delete; DELETE FROM event WHERE n = 3`)
		}},
		{"the file gone and its WAL left", "gone", func(t *testing.T, dir string) {
			if err := os.Rename(filepath.Join(dir, fileName), filepath.Join(dir, fileName+"-wal")); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			someEvents(t, dir, 5)
			tt.harm(t, dir)
			refused(t, dir, tt.words)
		})
	}
}

func overwrite(t *testing.T, dir string, at int64, b []byte) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, fileName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(b, at); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func truncate(t *testing.T, dir string) {
	t.Helper()
	path := filepath.Join(dir, fileName)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()-3*4096); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesAMissingFolder(t *testing.T) {
	refused(t, filepath.Join(t.TempDir(), "unplugged"), "not there")
}

func TestOpenRefusesAFileForAFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), Options{Dir: path, Clock: aClock()})
	isProblem(t, err, "not there")
}

func TestOpenRefusesASecondCopy(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir)
	_, err := Open(t.Context(), Options{Dir: dir, Clock: aClock()})
	isProblem(t, err, "another window")
	addVital(t, s) // the first goes on
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	openIn(t, dir)
}

func TestOpenRefusesAReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	someEvents(t, dir, 2)
	before := content(t, dir)
	withoutWriting(t, dir, func() {
		_, err := Open(t.Context(), Options{Dir: dir, Clock: aClock()})
		isProblem(t, err, "cannot be written to")
	})
	if !bytes.Equal(before, content(t, dir)) {
		t.Error("what was refused was written to")
	}
	openIn(t, dir)
}

func TestAStartCutShortBeginsAgain(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := openIn(t, dir)
	addVital(t, s)
}

// TestFullDisk fills the disk, sees the save refused, and saves again when
// there is room.
func TestFullDisk(t *testing.T) {
	s := openIn(t, t.TempDir())
	addVital(t, s)
	w := s.writer.all[0]
	pages := 0
	if _, err := w.one(t.Context(), []any{&pages}, `PRAGMA page_count`); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		t.Helper()
		if _, err := w.c.ExecContext(t.Context(), `PRAGMA max_page_count = `+strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 4)
	saved := fillUp(t, s)
	limit(1 << 30)
	stillWhole(t, s, saved)
}

// fillUp saves until the disk is full and gives the number of events saved.
func fillUp(t *testing.T, s *Store) int {
	t.Helper()
	for range 100_000 {
		err := tryVital(s)
		if err == nil {
			continue
		}
		isProblem(t, err, "disk is full")
		n, err := s.Verify(t.Context())
		if err != nil {
			t.Error(err)
		}
		return n
	}
	t.Fatal("the disk was never full")
	return 0
}

// stillWhole saves once more, with room again, after saved events.
func stillWhole(t *testing.T, s *Store, saved int) {
	t.Helper()
	addVital(t, s)
	n, err := s.Verify(t.Context())
	if err != nil || n != saved+1 {
		t.Errorf("%d events after %d and one more: %v", n, saved, err)
	}
	kept := dump(t, s)
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if dump(t, s) != kept {
		t.Error("what follows from the log differs after a full disk")
	}
}

func TestEventsNeverChange(t *testing.T) {
	s := openIn(t, t.TempDir())
	addVital(t, s)
	w := s.writer.all[0]
	for _, q := range []string{
		`UPDATE event SET actor = 'somebody'`,
		`DELETE FROM event`,
		`INSERT OR REPLACE INTO event SELECT n, device, seq, prev, hash, seen, wall, counter, entered, at, 'somebody', kind, version, type, id, patient,
			fields, fact, old_device, old_seq, reason FROM event`,
		`INSERT INTO series VALUES ('x', 5); UPDATE series SET last = 4`,
	} {
		if _, err := w.c.ExecContext(t.Context(), q); err == nil {
			t.Errorf("went through: %s", q)
		}
	}
	if n, err := s.Verify(t.Context()); err != nil || n != 1 {
		t.Errorf("%d events: %v", n, err)
	}
}

func TestVerifyNamesTheFirstEventThatDoesNotFit(t *testing.T) {
	s := openIn(t, t.TempDir())
	for range 9 {
		addVital(t, s)
	}
	if _, err := s.writer.all[0].c.ExecContext(t.Context(), `DROP TRIGGER event_no_update; UPDATE event SET reason = 'x' WHERE n IN (4, 6)`); err != nil {
		t.Fatal(err)
	}
	_, err := s.Verify(t.Context())
	isProblem(t, err, "damaged")
	var ce *ChainError
	if !errors.As(err, &ce) || ce.Event != (record.EventID{Device: s.Device(), Seq: 4}) {
		t.Errorf("got %v", err)
	}
}

func TestABrokenTransactionKeepsNothing(t *testing.T) {
	s := openIn(t, t.TempDir())
	addVital(t, s)
	err := s.Update(t.Context(), record.Actor{ID: "nurse"}, func(r record.Tx) error {
		if _, err := r.Append(vitalChange()); err != nil {
			return err
		}
		_, err := r.(*tx).c.c.ExecContext(t.Context(), `ROLLBACK`) // as SQLite itself may on a full disk
		r.(*tx).broken = errors.New("disk")
		if err != nil {
			return err
		}
		_, _ = r.Append(vitalChange()) // passes over the error
		return nil
	})
	if err == nil {
		t.Error("no error")
	}
	if n, err := s.Verify(t.Context()); err != nil || n != 1 {
		t.Errorf("%d events: %v", n, err)
	}
	addVital(t, s)
	var late record.Tx
	if err := s.Update(t.Context(), record.Actor{ID: "nurse"}, func(r record.Tx) error { late = r; return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := late.Append(vitalChange()); err == nil {
		t.Error("wrote after its end")
	}
	if _, err := late.Facts(record.Filter{}); err == nil {
		t.Error("read after its end")
	}
}

// TestEveryProblemIsSaidInSpanish takes the sentences from the problems
// themselves.
func TestEveryProblemIsSaidInSpanish(t *testing.T) {
	files, err := fs.Sub(assets.FS, "words")
	if err != nil {
		t.Fatal(err)
	}
	book, err := words.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	sqliteErrors := []error{full(nil), readOnly(nil), damaged(nil), foreign(nil), newer(nil), inUse(nil), noFolder(nil), missing(nil), forked(nil),
		translateCode(lib.SQLITE_CANTOPEN, nil), translateCode(lib.SQLITE_BUSY, nil), translateCode(lib.SQLITE_IOERR_FSYNC, nil)}
	for _, err := range sqliteErrors {
		ps := record.ProblemsOf(err)
		if len(ps) != 1 {
			t.Fatalf("%v is no problem", err)
		}
		for _, s := range []string{ps[0].Text, ps[0].Next} {
			if !book.Has(words.Spanish, s) {
				t.Errorf("not in Spanish: %q", s)
			}
		}
	}
}

func TestErrorsOfSQLiteAreTranslated(t *testing.T) {
	for code, words := range map[int]string{
		lib.SQLITE_FULL: "full", lib.SQLITE_READONLY_DBMOVED: "written to", lib.SQLITE_PERM: "written to", lib.SQLITE_CANTOPEN_ISDIR: "cannot be opened",
		lib.SQLITE_CORRUPT_INDEX: "damaged", lib.SQLITE_NOTADB: "damaged", lib.SQLITE_BUSY_SNAPSHOT: "Another program", lib.SQLITE_LOCKED: "Another program",
		lib.SQLITE_IOERR_WRITE: "disk reported", lib.SQLITE_IOERR_SHMSIZE: "full"} {
		isProblem(t, translateCode(code, errors.New("sqlite")), words)
	}
	other := errors.New("constraint")
	if got := translateCode(lib.SQLITE_CONSTRAINT, other); got != other {
		t.Errorf("an internal error became %v", got)
	}
	for _, err := range []error{fs.ErrPermission, syscall.EROFS, &os.PathError{Op: "open", Err: syscall.ENOSPC}} {
		if record.CodeOf(translate(err)) != record.Unavailable {
			t.Errorf("%v is not translated", err)
		}
	}
}
