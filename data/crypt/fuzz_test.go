package crypt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// goldenBytes reads a file of testdata.
func goldenBytes(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzLog inspects any bytes as a log.
func FuzzLog(f *testing.F) {
	log := goldenBytes(f, "v1-xaes-log.db-wal")
	f.Add(log)
	f.Add([]byte{})
	f.Add(log[:logHeader])
	f.Add(log[:len(log)-1])
	f.Add(log[:logHeader+frameSize])
	f.Add(append(bytes.Clone(log), log[logHeader:]...))
	f.Add(bytes.Repeat([]byte{0}, 9000))
	f.Add(append(make([]byte, logHeader), log[logHeader:]...))
	f.Add(headed(1024, log[logHeader:]))
	f.Add(headed(pageSize, bytes.Repeat([]byte{1}, frameSize+1)))
	k, err := keysOf(filepath.Join("testdata", "v1-xaes-log.db"), goldenKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := readerOf(k, b)
		found, err := r.inspect()
		if err != nil {
			t.Fatal(err)
		}
		frames := max(0, len(b)-logHeader) / frameSize
		if found.Commits > found.Frames || found.Frames > frames || found.Damaged && (found.DamagedAt > frames || found.DamagedAt > 0 && found.DamagedAt <= found.Frames) {
			t.Errorf("%+v of %d frames", found, frames)
		}
		used := 0
		if err := r.use(found.Frames, func([]byte, uint32, uint32) { used++ }); err != nil || used != found.Frames {
			t.Errorf("%d of %d frames, %v", used, found.Frames, err)
		}
	})
}

// headed puts a right header for pages of some size before frames.
func headed(size uint32, frames []byte) []byte {
	b := make([]byte, logHeader)
	be := binary.BigEndian
	be.PutUint32(b, 0x377f0683)
	be.PutUint32(b[4:], 3007000)
	be.PutUint32(b[8:], size)
	sum := checksum{}.add(true, b[:24])
	be.PutUint32(b[24:], sum[0])
	be.PutUint32(b[28:], sum[1])
	return append(b, frames...)
}

// files are databases with logs, whole and not, to begin from.
func files(t testing.TB) (all [][2][]byte) {
	db, log := goldenBytes(t, "v1-xaes-log.db"), goldenBytes(t, "v1-xaes-log.db-wal")
	return [][2][]byte{
		{db, log}, {db, nil}, {db[:pageSize], log}, {db[:pageSize-1], log}, {db[:headerSize], log}, {nil, nil}, {nil, log},
		{[]byte(magic), nil}, {append([]byte("KD\x01\x02"), make([]byte, 5000)...), log},
		{bytes.Repeat([]byte("KD\x01\x01"), 3000), headed(pageSize, nil)},
		{db, headed(1024, log[logHeader:])}, {db, headed(1024, nil)}, {goldenBytes(t, "v1-xaes.db"), log},
	}
}

func placed(t testing.TB, db, log []byte) string {
	path := filepath.Join(t.TempDir(), "f.db")
	if err := errors.Join(os.WriteFile(path, db, 0o600), os.WriteFile(path+"-wal", log, 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}

// FuzzFile checks and verifies any bytes as a database with any bytes as its
// log.
func FuzzFile(f *testing.F) {
	for _, b := range files(f) {
		f.Add(b[0], b[1])
	}
	f.Fuzz(func(t *testing.T, db, log []byte) {
		path := placed(t, db, log)
		if err := Check(path, goldenKey); err != nil && Verify(path, goldenKey) == nil {
			t.Errorf("Verify passes what Check refuses: %v", err)
		}
	})
}

// TestWhatVerifyPassesIsWhole: SQLite opens what Verify passes, and finds it
// whole; what it does not pass harms nobody.
func TestWhatVerifyPassesIsWhole(t *testing.T) {
	v := registered(t, goldenKey, Preferred(), watcher{})
	rnd := rand.New(rand.NewPCG(9, 9))
	passed, all := 0, files(t)
	for i := range len(all) + sized(60, 2000) {
		b := all[i%len(all)]
		if i >= len(all) {
			b = [2][]byte{mutated(rnd, b[0]), mutated(rnd, b[1])}
		}
		path := placed(t, b[0], b[1])
		verified := Verify(path, goldenKey)
		said, err := integrity(path, v)
		if verified != nil {
			continue
		}
		if passed++; err != nil || said != "ok" {
			t.Errorf("file %d: %s, %v", i, said, err)
		}
	}
	if passed == 0 {
		t.Error("Verify passed nothing")
	}
}

// mutated changes, cuts, lengthens or repeats some of the bytes, or nothing.
func mutated(rnd *rand.Rand, b []byte) []byte {
	b = bytes.Clone(b)
	if len(b) == 0 {
		return b
	}
	at := rnd.IntN(len(b))
	switch rnd.IntN(5) {
	case 0:
		b[at] ^= 1 << rnd.IntN(8)
	case 1:
		b = b[:at]
	case 2:
		b = append(b, b[at:]...)
	case 3:
		copy(b[at:], b)
	}
	return b
}

func integrity(path string, v *VFS) (said string, err error) {
	db, err := dialled(path, v.Name(), 1)
	if err != nil {
		return "", err
	}
	defer db.Close()
	return said, db.QueryRow(`PRAGMA integrity_check`).Scan(&said)
}
