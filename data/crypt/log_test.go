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

// journaled is a database whose rows stand in the log, with its bytes.
type journaled struct {
	keys    *keys
	db, log []byte
	commits int
	ends    []int // the frame that ends each commit, from the first
}

func journaledDatabase(t *testing.T, v *VFS, commits int) journaled {
	t.Helper()
	path := withLog(t, v, commits)
	var j journaled
	var err error
	if j.db, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	if j.log, err = os.ReadFile(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	if j.keys, err = keysOf(path, testKey); err != nil {
		t.Fatal(err)
	}
	n := 0
	if _, err := scanLog(path, j.keys, func(_ []byte, _, pages uint32) {
		if n++; pages != 0 {
			j.ends = append(j.ends, n)
		}
	}); err != nil {
		t.Fatal(err)
	}
	j.commits = len(j.ends)
	if j.commits < commits || n != (len(j.log)-logHeader)/frameSize {
		t.Fatalf("%d commits in %d frames", j.commits, n)
	}
	return j
}

// placed writes the database with another log.
func (j journaled) placed(t *testing.T, log []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "j.db")
	for p, b := range map[string][]byte{path: j.db, path + "-wal": log} {
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func inspected(t *testing.T, path string) Log {
	t.Helper()
	found, err := InspectWAL(path, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// inspect is InspectWAL of the database with another log, without files.
func (j journaled) inspect(t *testing.T, log []byte) Log {
	t.Helper()
	found, err := readerOf(j.keys, log).inspect()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func readerOf(k *keys, log []byte) *logReader {
	return &logReader{r: bytes.NewReader(log), keys: k, raw: make([]byte, frameSize), plain: make([]byte, frameSize)}
}

// upTo gives how many commits end at or before a frame.
func (j journaled) upTo(frame int) (n int) {
	for _, end := range j.ends {
		if end <= frame {
			n++
		}
	}
	return n
}

func frameOf(log []byte, n int) []byte {
	from := frameOffset(uint32(n))
	return log[from : from+frameSize]
}

func TestInspectWholeLog(t *testing.T) {
	v := registered(t, testKey, XChaCha20Poly1305, watcher{})
	j := journaledDatabase(t, v, 30)
	path := j.placed(t, j.log)
	if got, want := inspected(t, path), (Log{Frames: j.ends[j.commits-1], Commits: j.commits}); got != want {
		t.Errorf("%+v, not %+v", got, want)
	}
	verified(t, path)
	if got := inspected(t, j.placed(t, nil)); got != (Log{}) {
		t.Errorf("an empty log: %+v", got)
	}
	if err := os.Remove(path + "-wal"); err != nil {
		t.Fatal(err)
	}
	if got := inspected(t, path); got != (Log{}) {
		t.Errorf("no log: %+v", got)
	}
	plain := filepath.Join(t.TempDir(), "plain.db")
	plainDatabase(t, plain)
	if _, err := InspectWAL(plain, testKey); !errors.Is(err, ErrPlain) {
		t.Errorf("a plain database: %v", err)
	}
}

// TestATornEndIsNoDamage cuts the log anywhere, and tears its last commit.
func TestATornEndIsNoDamage(t *testing.T) {
	v := registered(t, testKey, XChaCha20Poly1305, watcher{})
	j := journaledDatabase(t, v, 30)
	rnd := rand.New(rand.NewPCG(3, 3))
	for range sized(100, 3000) {
		at := rnd.IntN(len(j.log) + 1)
		got := j.inspect(t, j.log[:at])
		if want := j.upTo((at - logHeader) / frameSize); got.Damaged || got.Commits != want {
			t.Fatalf("cut at %d: %+v, not %d commits", at, got, want)
		}
	}
	for range sized(100, 3000) {
		// Each sector of the commit being written is there or is what was
		// there before: nothing, or the rest of an older log.
		of := 1 + rnd.IntN(j.commits-1)
		from, to := frameOffset(uint32(j.ends[of-1]+1)), frameOffset(uint32(j.ends[of]+1))
		torn := bytes.Clone(j.log[:to])
		old := make([]byte, len(torn))
		if rnd.IntN(2) == 0 {
			rnd2 := rand.NewChaCha8([32]byte{byte(of)})
			rnd2.Read(old)
		}
		for at := from / sector * sector; at < to; at += sector {
			if rnd.IntN(3) == 0 {
				copy(torn[max(at, from):min(at+sector, to)], old[max(at, from):])
			}
		}
		got := j.inspect(t, torn)
		if got.Damaged || got.Commits < of || got.Commits > of+1 {
			t.Fatalf("commit %d torn: %+v", of, got)
		}
	}
}

// TestTwoTornEndsAreNoDamage: the power failed while a long commit was written,
// and again while the next one was, which is shorter. Behind the torn frame
// stand two commits, of which the second never came to be.
func TestTwoTornEndsAreNoDamage(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	live := madeNew(t, v)
	db := connect(t, live, v.Name(), 1, "_pragma=wal_autocheckpoint(0)")
	do(t, db, schema)
	kept := inspected(t, live)
	fill(t, db, 30, 900)
	path := filepath.Join(t.TempDir(), "twice.db")
	copyDatabase(t, live, path)
	tear := func() {
		t.Helper()
		f, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteAt(make([]byte, sector), frameOffset(uint32(kept.Frames+1))); err != nil {
			t.Fatal(err)
		}
		if got := inspected(t, path); got != kept {
			t.Errorf("%+v, not %+v", got, kept)
		}
	}
	tear()
	again := connect(t, path, v.Name(), 1, "_pragma=wal_autocheckpoint(0)")
	do(t, again, `INSERT INTO note (text, n) VALUES ('short', 1)`)
	after := filepath.Join(t.TempDir(), "after.db")
	copyDatabase(t, path, after)
	again.Close()
	path = after
	if got := inspected(t, path); got.Commits != kept.Commits+1 || got.Frames < kept.Frames+2 {
		t.Fatalf("%+v after %+v", got, kept)
	}
	tear()
}

// TestDamageInTheMiddleIsNamed flips, swaps, replaces and removes frames that
// at least two later commits follow.
func TestDamageInTheMiddleIsNamed(t *testing.T) {
	for _, c := range bothCiphers {
		v := registered(t, testKey, c, watcher{})
		j, other := journaledDatabase(t, v, 30), journaledDatabase(t, v, 30)
		rnd := rand.New(rand.NewPCG(4, 4))
		last := j.ends[j.commits-3] // the third commit from the end
		changes := map[string]func(log []byte, n int){
			"flip":       func(log []byte, n int) { frameOf(log, n)[rnd.IntN(frameSize)] ^= 1 << rnd.IntN(8) },
			"transplant": func(log []byte, n int) { copy(frameOf(log, n), frameOf(other.log, n)) },
			"swap": func(log []byte, n int) {
				copy(frameOf(log, n), frameOf(j.log, n+1))
				copy(frameOf(log, n+1), frameOf(j.log, n))
			},
			"zeros": func(log []byte, n int) { clear(frameOf(log, n)) },
		}
		for what, change := range changes {
			for range sized(8, 250) {
				n := 1 + rnd.IntN(last-1)
				log := bytes.Clone(j.log)
				change(log, n)
				got := j.inspect(t, log)
				if !got.Damaged || got.DamagedAt != n || got.Commits != j.upTo(n-1) {
					t.Errorf("%s at frame %d of %d: %+v", what, n, last, got)
				}
			}
			log := bytes.Clone(j.log)
			change(log, 7)
			var e *DamageError
			if err := Verify(j.placed(t, log), testKey); !errors.As(err, &e) || e.Frame != 7 {
				t.Errorf("%s at frame 7: Verify: %v", what, err)
			}
		}
		for at := range logHeader {
			log := bytes.Clone(j.log)
			log[at] ^= 1
			if got := j.inspect(t, log); !got.Damaged || got.DamagedAt != 0 || got.Frames != 0 {
				t.Errorf("header byte %d: %+v", at, got)
			}
		}
	}
}

// TestNoDamagedLogGivesWrongRows opens databases with a damaged log: what is
// read is what stood there after some commit.
func TestNoDamagedLogGivesWrongRows(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	j := journaledDatabase(t, v, 12)
	rnd := rand.New(rand.NewPCG(5, 5))
	for range sized(12, 120) {
		log := bytes.Clone(j.log)
		log[logHeader+rnd.IntN(len(log)-logHeader)] ^= 1 << rnd.IntN(8)
		path := j.placed(t, log)
		want := inspected(t, path)
		db, err := dialled(path, v.Name(), 1)
		if err != nil {
			t.Fatal(err)
		}
		whole(t, db)
		tables := ask[int](t, db, `SELECT count(*) FROM sqlite_schema WHERE name = 'note_words'`)
		rows := 0
		if tables == 1 {
			rows = ask[int](t, db, `SELECT count(*) FROM note WHERE n = id - 1`)
		}
		if schemaCommits := j.commits - 12; rows != max(0, want.Commits-schemaCommits) {
			t.Errorf("%d rows after %d commits", rows, want.Commits)
		}
		db.Close()
	}
}

// TestFramesOfAnOlderLogAreRefused puts frames from before the log began anew
// in the place of newer ones of the same pages while the database is open. The
// rows would be whole, and old.
func TestFramesOfAnOlderLogAreRefused(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1, "_pragma=wal_autocheckpoint(0)")
	do(t, db, schema)
	fill(t, db, 30, 900)
	do(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
	do(t, db, `UPDATE note SET text = 'old ' || substr(text, 5)`)
	old, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, `PRAGMA wal_checkpoint(RESTART)`)
	do(t, db, `UPDATE note SET text = 'new ' || substr(text, 5)`)
	fresh, err := os.ReadFile(path + "-wal")
	if err != nil || len(fresh) != len(old) {
		t.Fatalf("logs of %d and %d bytes, %v", len(old), len(fresh), err)
	}
	log, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	// Another connection has nothing in its cache.
	count := func() (n int, err error) {
		other := connect(t, path, v.Name(), 1, "_pragma=wal_autocheckpoint(0)")
		defer other.Close()
		return n, other.QueryRow(`SELECT count(*) FROM note WHERE text LIKE 'new %'`).Scan(&n)
	}
	if n, err := count(); n != 30 || err != nil {
		t.Fatalf("%d rows are new, %v", n, err)
	}
	if _, err := log.WriteAt(old[logHeader:], logHeader); err != nil {
		t.Fatal(err)
	}
	n, err := count()
	if err == nil {
		t.Errorf("frames of an older log were used: %d rows are new", n)
	}
	refusedWith(t, err, lib.SQLITE_IOERR_DATA)
}

// TestSQLiteWritesFramesWhole guards what log.write relies on, through all
// that makes SQLite write to the log: each header of a frame is followed by its
// page, and what is on disk is whole frames.
func TestSQLiteWritesFramesWhole(t *testing.T) {
	frames, headers := 0, 0
	v := registered(t, testKey, Preferred(), watcher{see: func(c change) {
		if c.kind != wrote || filepath.Ext(c.path) != ".db-wal" {
			return
		}
		switch {
		case len(c.data) == frameSize && (c.off-logHeader)%frameSize == 0:
			frames++
		case len(c.data) == logHeader && c.off == 0:
			headers++
		default:
			t.Errorf("%d bytes at %d of the log", len(c.data), c.off)
		}
	}})
	path := madeNew(t, v)
	db := connect(t, path, v.Name(), 1, "_pragma=cache_size(10)", "_pragma=wal_autocheckpoint(40)")
	do(t, db, schema)
	for i := range 5 {
		fill(t, db, 60, 600)
		do(t, db, `UPDATE note SET n = n + 1, text = text || ?`, text(50+i))
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		// A savepoint is undone, and the log is written again from there.
		for _, q := range []string{`SAVEPOINT a`, `UPDATE note SET text = text || text`, `ROLLBACK TO a`, `UPDATE note SET n = n * 2`, `DELETE FROM note WHERE n % 3 = 0`} {
			if _, err := tx.Exec(q); err != nil {
				t.Fatal(err)
			}
		}
		if i%2 == 0 {
			err = tx.Rollback()
		} else {
			err = tx.Commit()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	do(t, db, `VACUUM`)
	do(t, db, `INSERT INTO words (words) VALUES ('optimize')`)
	whole(t, db)
	db.Close()
	verified(t, path)
	if frames < 100 || headers < 2 {
		t.Errorf("only %d frames and %d headers", frames, headers)
	}
	if n := v.late.Load(); n != 0 {
		t.Errorf("%d headers of frames were not followed by their page", n)
	}
}

// TestALateHeaderIsStillRight: should SQLite ever write a header alone, nothing
// is lost.
func TestALateHeaderIsStillRight(t *testing.T) {
	v := registered(t, testKey, Preferred(), watcher{})
	path := madeNew(t, v)
	k, err := keysOf(path, testKey)
	if err != nil {
		t.Fatal(err)
	}
	l, done := loneLog(t, v, path+"-wal", k)
	defer done()
	frame := make([]byte, frameSize)
	frame[3], frame[8] = 2, 9 // of page 2, with some salts
	frame[frameHeader] = 'x'
	for n := uint32(1); n <= 2; n++ {
		for _, from := range []int{0, frameHeader} {
			to := frameHeader
			if from > 0 {
				to = frameSize
			}
			if rc := l.write(v.tls, frame[from:to], frameOffset(n)+int64(from)); rc != 0 {
				t.Fatalf("write: %d", rc)
			}
		}
	}
	changed := bytes.Clone(frame[:frameHeader])
	changed[7] = 5 // now it commits
	if rc := l.write(v.tls, changed, frameOffset(1)); rc != 0 {
		t.Fatalf("write: %d", rc)
	}
	if rc := l.sync(v.tls, 2); rc != 0 || v.late.Load() != 1 {
		t.Errorf("sync: %d, %d late", rc, v.late.Load())
	}
	got := make([]byte, frameSize)
	if rc := l.read(v.tls, got, frameOffset(1)); rc != 0 || !bytes.Equal(got, append(changed, frame[frameHeader:]...)) {
		t.Errorf("read: %d, header % x", rc, got[:frameHeader])
	}
	for what, w := range map[string]struct {
		n   int
		off int64
	}{
		"part of a page": {100, frameOffset(1) + frameHeader}, "across frames": {frameHeader, frameOffset(2) - 5},
		"before the first": {frameHeader, 8}, "a page that was never there": {pageSize, frameOffset(9) + frameHeader},
	} {
		if rc := l.write(v.tls, frame[:w.n], w.off); rc == 0 {
			t.Errorf("%s was written", what)
		}
	}
}
