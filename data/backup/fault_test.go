package backup

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"kapdesk/app/record"
)

// aFault is one thing that goes wrong with the disk for the backup.
type aFault struct {
	name string
	code record.Code
	disk trouble
}

// isPartial reports whether a path is that of a backup being written.
func isPartial(path string) bool { return strings.HasSuffix(path, ".backup"+partialSuffix) }

// failing is a disk on which an operation on a backup fails.
func failing(op string, code error) trouble {
	return trouble{ask: func(o, path string) error {
		if o == op && (isPartial(path) || op == "syncdir") {
			return pathError(o, path, code)
		}
		return nil
	}}
}

// readingBack is a disk that gives back something else than was written.
func readingBack(change func(f io.ReadCloser) io.ReadCloser) trouble {
	return trouble{open: func(_ string, f io.ReadCloser) io.ReadCloser { return change(f) }}
}

type faulty struct {
	io.Reader
	io.Closer
}

// flipped gives a reader with one bit turned, at a part of the stream.
func flipped(f io.ReadCloser, part int) io.ReadCloser {
	raw, err := io.ReadAll(f)
	if err != nil {
		panic(err)
	}
	raw[len(raw)*part/100] ^= 4
	return faulty{bytes.NewReader(raw), f}
}

func faults() []aFault {
	list := []aFault{
		{"cannot be created", record.Unavailable, failing("create", codesReadOnly[0])},
		{"cannot be synced", record.Unavailable, failing("sync", syscall.EIO)},
		{"full at the sync", record.Unavailable, failing("sync", codesFull[0])},
		{"cannot be closed", record.Unavailable, failing("close", syscall.EIO)},
		{"full at the close", record.Unavailable, failing("close", codesFull[0])},
		{"too large for the file system", record.Refused, failing("write", codesTooLarge[0])},
		{"pulled out while writing", record.Unavailable, failing("write", syscall.ENXIO)},
		{"cannot be opened", record.Unavailable, failing("open", syscall.EIO)},
		{"cannot be renamed", record.Unavailable, failing("rename", syscall.EIO)},
		{"its folder cannot be synced", record.Unavailable, failing("syncdir", syscall.EIO)},
		{"vanished before it was read back", record.Unavailable, trouble{ask: func(op, path string) error {
			if op == "open" && isPartial(path) {
				return os.Remove(path)
			}
			return nil
		}}},
		{"pulled out while reading back", record.Unavailable, readingBack(func(f io.ReadCloser) io.ReadCloser {
			return faulty{io.MultiReader(io.LimitReader(f, 70_000), failingReader{}), f}
		})},
		{"cut short when read back", record.Unavailable, readingBack(func(f io.ReadCloser) io.ReadCloser {
			return faulty{io.LimitReader(f, 100_000), f}
		})},
		{"empty when read back", record.Unavailable, readingBack(func(f io.ReadCloser) io.ReadCloser {
			return faulty{bytes.NewReader(nil), f}
		})},
	}
	for _, part := range []int{0, 1, 2, 30, 60, 99} {
		list = append(list, aFault{"a bit flipped", record.Unavailable, readingBack(func(f io.ReadCloser) io.ReadCloser { return flipped(f, part) })})
	}
	return list
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, pathError("read", "stick", syscall.EIO) }

// Whatever goes wrong with the disk, the earlier backups are byte for byte what
// they were, nothing more counts, and the person is told.
func TestEveryFaultLeavesTheEarlierBackups(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	c = quickly(t, c, s)
	folder, _ := made(t, c, now)
	before := contents(t, folder)
	for _, f := range faults() {
		c.disk = f.disk
		_, err := aMaker(c, aMachine{}).Make(t.Context(), folder, nil)
		saidOf(t, f.name, err, f.code)
		if after := contents(t, folder); !maps.Equal(after, before) {
			t.Errorf("%s: the folder has %d files", f.name, len(after))
		}
		clean(t, c.Dir)
	}
	c.disk = nil
	if _, err := aMaker(c, aMachine{}).Make(t.Context(), folder, nil); err != nil {
		t.Errorf("when all is well again: %v", err)
	}
}

// The disk may be full anywhere in the archive.
func TestADiskThatIsFullAtAnyBlock(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	c = quickly(t, c, s)
	folder, first := made(t, c, now)
	before := contents(t, folder)
	tried := 0
	for limit := int64(0); limit < first.Size; limit += 4 << 10 {
		room := limit
		c.disk = trouble{room: func(path string) *int64 {
			if isPartial(path) {
				return &room
			}
			return nil
		}}
		_, err := aMaker(c, aMachine{}).Make(t.Context(), folder, nil)
		saidOf(t, "full", err, record.Unavailable)
		if !isAny(err, codesFull) {
			t.Errorf("full after %d bytes: %v", limit, err)
		}
		if !maps.Equal(contents(t, folder), before) {
			t.Fatalf("full after %d bytes: the folder has changed", limit)
		}
		tried++
	}
	clean(t, c.Dir)
	if tried < 20 {
		t.Errorf("tried at %d blocks only", tried)
	}
}

// The laptop's own disk may be full too, while reading back.
func TestAnOwnDiskThatIsFull(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	c = quickly(t, c, s)
	folder, m := made(t, c, now)
	before := contents(t, folder)
	for limit := int64(0); limit < m.Manifest.Files[1].Size; limit += 16 << 10 {
		room := limit
		c.disk = trouble{room: func(path string) *int64 {
			if strings.HasPrefix(path, c.Dir) {
				return &room
			}
			return nil
		}}
		k := aMaker(c, aMachine{})
		for what, err := range map[string]error{"making": errorOf(k.Make(t.Context(), folder, nil)), "checking": k.Verify(t.Context(), folder, filepath.Base(m.Path), nil)} {
			saidOf(t, what, err, record.Unavailable)
			if errors.Is(err, ErrDamaged) || !isAny(err, codesFull) || !strings.Contains(record.ProblemsOf(err)[0].Text, "own disk is full") {
				t.Errorf("%s, full after %d bytes: %v", what, limit, err)
			}
		}
		if !maps.Equal(contents(t, folder), before) {
			t.Fatal("the folder has changed")
		}
		clean(t, c.Dir)
	}
}

func errorOf[T any](_ T, err error) error { return err }

// What cannot be read is told from what is damaged: only that says that the
// backup is no good.
func TestReadingTellsDamageFromAPulledStick(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	folder, m := made(t, c, now)
	name := filepath.Base(m.Path)
	for what, f := range map[string]struct {
		disk trouble
		as   error
		code record.Code
	}{
		"a bit": {readingBack(func(f io.ReadCloser) io.ReadCloser { return flipped(f, 50) }), ErrDamaged, record.Unavailable},
		"short": {readingBack(func(f io.ReadCloser) io.ReadCloser { return faulty{io.LimitReader(f, 90_000), f} }), ErrDamaged, record.Unavailable},
		"pulled": {readingBack(func(f io.ReadCloser) io.ReadCloser {
			return faulty{io.MultiReader(io.LimitReader(f, 90_000), failingReader{}), f}
		}), syscall.EIO, record.Unavailable},
		"not there":  {failingAll("open", fs.ErrNotExist), fs.ErrNotExist, record.NotFound},
		"no scratch": {failingAll("scratch", codesFull[0]), codesFull[0], record.Unavailable},
	} {
		c.disk = f.disk
		k := aMaker(c, aMachine{})
		for _, err := range []error{k.Verify(t.Context(), folder, name, nil), errorOf(k.Drill(t.Context(), folder, name, nil))} {
			saidOf(t, what, err, f.code)
			if !errors.Is(err, f.as) || f.as != ErrDamaged && errors.Is(err, ErrDamaged) {
				t.Errorf("%s: %v", what, err)
			}
		}
		clean(t, c.Dir)
	}
}

func failingAll(op string, code error) trouble {
	return trouble{ask: func(o, path string) error {
		if o == op {
			return pathError(o, path, code)
		}
		return nil
	}}
}
