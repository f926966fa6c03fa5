package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is what the package needs of a file system; tests put one beneath it
// that fails, or loses what was not synced.
type disk interface {
	// Read gives a regular file of at most max bytes.
	Read(path string, max int64) ([]byte, error)
	// Create makes a file that only its owner may read, instead of any other.
	Create(path string) (writer, error)
	Rename(from, to string) error
	// SyncDir makes what was renamed in the folder last.
	SyncDir(dir string) error
}

type writer interface {
	io.WriteCloser
	Sync() error
}

// writeFile puts data in the place of the file: beside it first, synced and
// read back, and renamed only then.
func writeFile(d disk, path string, data []byte) error {
	partial := path + ".partial"
	if err := writePartial(d, partial, data); err != nil {
		return translate(err)
	}
	back, err := d.Read(partial, int64(len(data)))
	if err != nil {
		return translate(err)
	}
	if !bytes.Equal(back, data) {
		return translate(errors.New("the disk gave back something else"))
	}
	if err := d.Rename(partial, path); err != nil {
		return translate(err)
	}
	if err := d.SyncDir(filepath.Dir(path)); err != nil {
		return unsure(err)
	}
	return nil
}

func writePartial(d disk, partial string, data []byte) error {
	w, err := d.Create(partial)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	if err == nil {
		err = w.Sync()
	}
	return errors.Join(err, w.Close())
}

type osDisk struct{}

func (osDisk) Read(path string, max int64) (data []byte, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", filepath.Base(path)) // a pipe would keep us waiting
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	// One byte more than allowed, so that the reader of it sees it is too long.
	return io.ReadAll(io.LimitReader(f, max+1))
}

func (osDisk) Create(path string) (writer, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (osDisk) Rename(from, to string) error { return os.Rename(from, to) }

func (osDisk) SyncDir(dir string) error { return syncDir(dir) }
