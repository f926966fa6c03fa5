package backup

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/store"
)

// once is a store that is copied once; further copies are of that one, so that
// a test of what comes after the copy need not wait.
type once struct {
	*store.Store
	mu   sync.Mutex
	path string
	mark store.Mark
}

func (o *once) CopyTo(ctx context.Context, to string, tell func(done, total int64)) (store.Mark, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, err := os.Stat(o.path); err != nil {
		if o.mark, err = o.Store.CopyTo(ctx, o.path, tell); err != nil {
			return o.mark, err
		}
	}
	raw, err := os.ReadFile(o.path)
	if err != nil {
		return o.mark, err
	}
	return o.mark, os.WriteFile(to, raw, 0o600)
}

// quickly gives the clinic with such a store.
func quickly(t testing.TB, c Clinic, s *store.Store) Clinic {
	c.Store = &once{Store: s, path: filepath.Join(t.TempDir(), "copy")}
	return c
}

// trouble is a disk that fails on demand: ask hears of every operation before
// it is done, and what it gives is the operation's error.
type trouble struct {
	ask  func(op, path string) error
	open func(path string, f io.ReadCloser) io.ReadCloser // nil leaves it as it is
	room func(path string) *int64                         // the bytes that may still be written; nil for no limit
}

func (d trouble) do(op, path string, f func() error) error {
	if d.ask != nil {
		if err := d.ask(op, path); err != nil {
			return err
		}
	}
	return f()
}

func (d trouble) Stat(path string) (info fs.FileInfo, err error) {
	err = d.do("stat", path, func() (err error) { info, err = osDisk{}.Stat(path); return err })
	return info, err
}

func (d trouble) List(folder string) (entries []fs.DirEntry, err error) {
	err = d.do("list", folder, func() (err error) { entries, err = osDisk{}.List(folder); return err })
	return entries, err
}

func (d trouble) Open(path string) (f io.ReadCloser, err error) {
	err = d.do("open", path, func() (err error) { f, err = osDisk{}.Open(path); return err })
	if err == nil && d.open != nil {
		f = d.open(path, f)
	}
	return f, err
}

func (d trouble) Create(path string) (w writer, err error) {
	err = d.do("create", path, func() (err error) { w, err = osDisk{}.Create(path); return err })
	return &troubled{w, d, path}, err
}

func (d trouble) Scratch(folder, prefix string) (dir string, err error) {
	err = d.do("scratch", folder, func() (err error) { dir, err = osDisk{}.Scratch(folder, prefix); return err })
	return dir, err
}

func (d trouble) Rename(from, to string) error {
	return d.do("rename", from, func() error { return osDisk{}.Rename(from, to) })
}

func (d trouble) Remove(path string) error {
	return d.do("remove", path, func() error { return osDisk{}.Remove(path) })
}

func (d trouble) RemoveAll(path string) error {
	return d.do("removeall", path, func() error { return osDisk{}.RemoveAll(path) })
}

func (d trouble) SyncDir(folder string) error {
	return d.do("syncdir", folder, func() error { return osDisk{}.SyncDir(folder) })
}

type troubled struct {
	w    writer
	d    trouble
	path string
}

func (w *troubled) Write(p []byte) (n int, err error) {
	err = w.d.do("write", w.path, func() (err error) {
		short := false
		if w.d.room != nil {
			if room := w.d.room(w.path); room != nil {
				short = int64(len(p)) > *room
				p = p[:min(int64(len(p)), *room)]
				*room -= int64(len(p))
			}
		}
		if n, err = w.w.Write(p); err == nil && short {
			err = pathError("write", w.path, codesFull[0])
		}
		return err
	})
	return n, err
}

func (w *troubled) Sync() error { return w.d.do("sync", w.path, w.w.Sync) }

func (w *troubled) Close() error {
	// Whatever it says, the file is closed.
	return errors.Join(w.d.do("close", w.path, func() error { return nil }), w.w.Close())
}

func pathError(op, path string, err error) error {
	return &fs.PathError{Op: op, Path: path, Err: err}
}

// contents gives the files of a folder.
func contents(t testing.TB, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(raw)
	}
	return out
}

// clean checks that no scratch folder is left in a clinic's folder.
func clean(t testing.TB, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}

// saidOf checks that an error is a Problem that tells what still stands and
// what to do.
func saidOf(t testing.TB, what string, err error, code record.Code) {
	t.Helper()
	ps := record.ProblemsOf(err)
	if len(ps) != 1 || ps[0].Code != code || ps[0].Next == "" {
		t.Errorf("%s: %v, want a Problem with code %q and a next step", what, err, code)
		return
	}
	stands := strings.Contains(ps[0].Text, "still") || strings.Contains(ps[0].Text, "as they were") || strings.Contains(ps[0].Text, "Neither was changed") ||
		strings.Contains(ps[0].Text, "Nothing was put over")
	if !stands {
		t.Errorf("%s: %q says nothing about what stands", what, ps[0].Text)
	}
}

// aMachine is a computer whose disks are as the test says.
type aMachine struct {
	same, known bool
	free        map[string]uint64 // by folder; others have all room
	limit       int64
}

func (m aMachine) SameDisk(_, _ string) (same, known bool) { return m.same, m.known }

func (m aMachine) Free(path string) (uint64, error) {
	if free, ok := m.free[path]; ok {
		return free, nil
	}
	return untold{}.Free(path)
}

func (m aMachine) LargestFile(string) (limit int64, fs string) { return m.limit, "FAT32" }

// aMaker gives the clinic's maker on a computer.
func aMaker(c Clinic, m Machine) *Maker {
	at := now
	var mu sync.Mutex
	return NewMaker(c, m, func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(time.Minute)
		return at
	})
}

// steps collects the steps that are told.
type steps struct {
	mu   sync.Mutex
	all  []backups.Progress
	then func(backups.Progress)
}

func (s *steps) tell(p backups.Progress) {
	s.mu.Lock()
	s.all = append(s.all, p)
	s.mu.Unlock()
	if s.then != nil {
		s.then(p)
	}
}

func (s *steps) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}
