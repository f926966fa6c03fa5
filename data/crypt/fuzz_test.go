package crypt

import (
	"bytes"
	"encoding/binary"
	"errors"
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

// FuzzFile checks and verifies any bytes as a database with any bytes as its
// log. Only whole ones pass, and none makes SQLite crash.
func FuzzFile(f *testing.F) {
	db, log := goldenBytes(f, "v1-xaes-log.db"), goldenBytes(f, "v1-xaes-log.db-wal")
	f.Add(db, log)
	f.Add(db, []byte{})
	f.Add(db[:pageSize], log)
	f.Add(db[:pageSize-1], log)
	f.Add(db[:headerSize], log)
	f.Add([]byte{}, []byte{})
	f.Add([]byte(magic), []byte{})
	f.Add(append([]byte("KD\x01\x02"), make([]byte, 5000)...), log)
	f.Add(bytes.Repeat([]byte("KD\x01\x01"), 3000), headed(pageSize, nil))
	f.Add(db, headed(1024, log[logHeader:]))
	f.Add(db, headed(1024, nil))
	v, err := Register(goldenKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { v.Close() })
	f.Fuzz(func(t *testing.T, b, log []byte) {
		path := filepath.Join(t.TempDir(), "f.db")
		if err := errors.Join(os.WriteFile(path, b, 0o600), os.WriteFile(path+"-wal", log, 0o600)); err != nil {
			t.Fatal(err)
		}
		checked, verified := Check(path, goldenKey), Verify(path, goldenKey)
		if checked != nil && verified == nil {
			t.Errorf("Verify passes what Check refuses: %v", checked)
		}
		db, err := dialled(path, v.Name(), 1)
		if err != nil {
			if verified == nil {
				t.Errorf("Verify passes what SQLite refuses: %v", err)
			}
			return
		}
		defer db.Close()
		var said string
		if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&said); verified == nil && (err != nil || said != "ok") {
			t.Errorf("Verify passes what SQLite finds damaged: %s, %v", said, err)
		}
	})
}
