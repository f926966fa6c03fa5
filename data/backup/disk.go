package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// disk is what the package needs of a file system, the clinic's own and the
// one that backups lie on. Tests put one beneath it that fails.
type disk interface {
	Stat(path string) (fs.FileInfo, error)
	List(folder string) ([]fs.DirEntry, error)
	// Open reads a regular file, from the medium itself where the system can
	// be asked to.
	Open(path string) (io.ReadCloser, error)
	// Create makes a file that only its owner may read; there must be none.
	Create(path string) (writer, error)
	// Scratch makes a folder with a new name that begins so.
	Scratch(folder, prefix string) (string, error)
	Rename(from, to string) error
	Remove(path string) error
	RemoveAll(path string) error
	// SyncDir makes what was renamed in the folder last, where the file
	// system can be asked to.
	SyncDir(folder string) error
}

type writer interface {
	io.WriteCloser
	Sync() error
}

type osDisk struct{}

func (osDisk) Stat(path string) (fs.FileInfo, error) { return os.Stat(path) }

func (osDisk) List(folder string) ([]fs.DirEntry, error) { return os.ReadDir(folder) }

func (osDisk) Open(path string) (io.ReadCloser, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", filepath.Base(path)) // a pipe would keep us waiting
	}
	f, err := os.Open(path)
	if err == nil {
		uncache(f)
	}
	return f, err
}

func (osDisk) Create(path string) (writer, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

func (osDisk) Scratch(folder, prefix string) (string, error) {
	return os.MkdirTemp(folder, prefix+"*")
}

func (osDisk) Rename(from, to string) error {
	return patiently(func() error { return os.Rename(from, to) })
}

func (osDisk) Remove(path string) error { return patiently(func() error { return os.Remove(path) }) }

func (osDisk) RemoveAll(path string) error {
	return patiently(func() error { return os.RemoveAll(path) })
}

func (osDisk) SyncDir(folder string) error { return syncDir(folder) }

// exists reports whether there is anything of that name. What cannot be asked
// counts as there: nothing is put over it.
func exists(d disk, path string) bool {
	_, err := d.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func removeIfThere(d disk, path string) error {
	if err := d.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
