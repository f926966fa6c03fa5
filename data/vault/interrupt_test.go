package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"testing"
)

// The model of a disk. What a program sees and what a power cut leaves are two
// things: the content of a file lasts when it is synced, a name when its
// folder is. Until then the cut may have left it, or not, or half of it.
type memDisk struct {
	names   map[string]*memFile   // as seen
	lasting map[string]*memFile   // as synced
	since   []map[string]*memFile // as seen between the last sync of the folder and now
	last    string                // the content last renamed into the key file's place

	left   int    // steps until one fails; never when negative
	done   bool   // whether the failing step takes effect all the same
	failed string // the step that failed
	lazy   bool   // for the control: nothing is ever synced
}

type memFile struct {
	data, synced []byte
}

var errDisk = errors.New("the disk failed")

func newMemDisk() *memDisk {
	return &memDisk{names: map[string]*memFile{}, lasting: map[string]*memFile{}, left: -1}
}

// step counts a step of the disk: whether it takes effect, and its error.
func (d *memDisk) step(name string) (takes bool, err error) {
	if d.left == 0 {
		d.left, d.failed = -1, name
		return d.done, errDisk
	}
	if d.left > 0 {
		d.left--
	}
	return true, nil
}

func (d *memDisk) Read(path string, max int64) ([]byte, error) {
	if _, err := d.step("read"); err != nil {
		return nil, err
	}
	f := d.names[path]
	if f == nil {
		return nil, fs.ErrNotExist
	}
	return bytes.Clone(f.data), nil
}

func (d *memDisk) Create(path string) (writer, error) {
	takes, err := d.step("create")
	f := &memFile{}
	if takes {
		d.since = append(d.since, maps.Clone(d.names))
		d.names[path] = f
	}
	return &memWriter{d, f}, err
}

type memWriter struct {
	d *memDisk
	f *memFile
}

func (w *memWriter) Write(p []byte) (int, error) {
	takes, err := w.d.step("write")
	if !takes {
		p = p[:len(p)/2] // a failing write has written something
	}
	w.f.data = append(w.f.data, p...)
	return len(p), err
}

func (w *memWriter) Sync() error {
	takes, err := w.d.step("sync")
	if takes && !w.d.lazy {
		w.f.synced = bytes.Clone(w.f.data)
	}
	return err
}

func (w *memWriter) Close() error {
	_, err := w.d.step("close")
	return err
}

func (d *memDisk) Rename(from, to string) error {
	takes, err := d.step("rename")
	if takes {
		d.since = append(d.since, maps.Clone(d.names))
		d.names[to] = d.names[from]
		delete(d.names, from)
		d.last = string(d.names[to].data)
	}
	return err
}

func (d *memDisk) SyncDir(string) error {
	takes, err := d.step("syncdir")
	if takes && !d.lazy {
		d.lasting, d.since = maps.Clone(d.names), nil
	}
	return err
}

// cut gives every content of a file that a power cut now may leave; nil
// stands for no file.
func (d *memDisk) cut(path string) [][]byte {
	var all [][]byte
	for _, names := range append([]map[string]*memFile{d.lasting, d.names}, d.since...) {
		f := names[path]
		if f == nil {
			all = append(all, nil)
			continue
		}
		half := len(f.synced) + (len(f.data)-len(f.synced))/2
		for _, n := range []int{len(f.synced), half, len(f.data)} {
			all = append(all, append([]byte{}, f.data[:n]...))
		}
	}
	return all
}

// operation is one that changes the key file.
type operation struct {
	name    string
	costly  bool // of argon2id
	pending bool // begins while a re-keying waits
	do      func(v *Vault, k *Keys) error
	is      func(f *file) bool // whether it is done
}

var operations = []operation{
	{"Add", true, false, func(v *Vault, k *Keys) error { return v.Add(k, cleo, newPass) },
		func(f *file) bool { return f.person(cleo.ID) != nil }},
	{"Rename", false, false, func(v *Vault, k *Keys) error { return v.Rename(k, ben.ID, "Benny") },
		func(f *file) bool { return f.person(ben.ID).Name == "Benny" }},
	{"Change", true, false, func(v *Vault, k *Keys) error { return v.Change(ben.ID, benPass, newPass) },
		func(f *file) bool { return opens(f, newPass) && !opens(f, benPass) }},
	{"Reset", true, true, func(v *Vault, k *Keys) error { return v.Reset(k, ben.ID, newPass) },
		func(f *file) bool { return opens(f, newPass) && !opens(f, benPass) }},
	{"Remove", false, false, func(v *Vault, k *Keys) error { return v.Remove(k, ben.ID) },
		func(f *file) bool { return f.person(ben.ID) == nil }},
	{"NewRecovery", false, false, func(v *Vault, k *Keys) error { _, err := v.NewRecovery(k); return err },
		func(f *file) bool { return f.recovery().Public != made[0].sheet.Recipient() }},
	{"BeginRekey", false, false, func(v *Vault, k *Keys) error { return v.BeginRekey(k) },
		func(f *file) bool { return f.count() == 2 }},
	{"FinishRekey", false, true, func(v *Vault, k *Keys) error { return v.FinishRekey(k) },
		func(f *file) bool { return f.count() == 1 && !f.authentic(made[0].keys) }},
}

func opens(f *file, benPass string) bool {
	_, _, err := f.unlock(ben.ID, benPass)
	return err == nil
}

// start gives a clinic on a disk of the model, in the state that the
// operation begins in.
func (o operation) start(t *testing.T) (clinicVault, *memDisk) {
	t.Helper()
	d := newMemDisk()
	v := clinicOf(t, 0, d, "clinic")
	if o.pending {
		must(t, v.BeginRekey(v.k))
	}
	return v, d
}

// Every step of the disk fails once, without and with its effect, at every
// change. A power cut at that moment leaves the old file or the new, never
// anything else; and so does going on.
func TestInterruptedAtEveryStep(t *testing.T) {
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			i := interruption{t: t, o: o, parsed: map[string]*file{}}
			for step := 0; i.at(step, false); step++ {
				if i.effect {
					i.at(step, true)
				}
			}
			if i.reached < 10 || i.isNew < 2 {
				t.Errorf("only %d interruptions, %d of them with the new file in place", i.reached, i.isNew)
			}
		})
	}
}

// interruption is one operation, interrupted again and again.
type interruption struct {
	t              *testing.T
	o              operation
	effect         bool // the step that failed last is one that may take effect
	reached, isNew int
	parsed         map[string]*file
}

// at lets one step fail; false if the operation has no such step.
func (i *interruption) at(step int, done bool) bool {
	v, d := i.o.start(i.t)
	old := string(d.names[v.path()].data)
	d.left, d.done = step, done
	err := i.o.do(v.Vault, v.k)
	if (err != nil) != (d.failed != "") {
		i.t.Fatalf("the disk failed at %q, and the answer is %v", d.failed, err)
	}
	if err == nil {
		return false
	}
	// All changes write by one way; a costly one goes only through its end.
	i.effect = d.failed == "rename" || d.failed == "syncdir" ||
		!i.o.costly && (d.failed == "create" || d.failed == "write" || d.failed == "sync")
	i.reached++
	where := fmt.Sprintf("%s (step %d), done %v", d.failed, step, done)
	if now := i.leaves(where, v, d, old); now != old {
		i.isNew++
		if i.isNew == 1 && !i.o.is(i.parsed[now]) { // once: it may cost an argon2id
			i.t.Errorf("%s: the new file is not what was asked for", where)
		}
	}
	i.goesOn(where, v, d)
	return true
}

// leaves checks what a power cut leaves of the key file, and gives what is
// there without one.
func (i *interruption) leaves(where string, v clinicVault, d *memDisk, old string) string {
	i.t.Helper()
	for _, raw := range d.cut(v.path()) {
		if s := string(raw); s != old && s != d.last {
			i.t.Errorf("%s: a power cut leaves %d bytes that are neither the old file nor the new", where, len(raw))
		}
	}
	for _, s := range []string{old, d.last} {
		if i.parsed[s] == nil {
			f, err := parse([]byte(s))
			must(i.t, err)
			i.parsed[s] = f
		}
		if i.parsed[s].fit(v.k.all()) == nil {
			i.t.Errorf("%s: the file does not open", where)
		}
	}
	return string(d.names[v.path()].data)
}

// goesOn checks that the program can go on with the keys it has, without a
// restart, and that a re-keying reaches its end.
func (i *interruption) goesOn(where string, v clinicVault, d *memDisk) {
	i.t.Helper()
	if err := v.Rename(v.k, anna.ID, "Anna P."); err != nil {
		i.t.Errorf("%s: afterwards: %v", where, err)
	}
	if i.o.name != "BeginRekey" && i.o.name != "FinishRekey" {
		return
	}
	if err := i.o.do(v.Vault, v.k); err != nil {
		i.t.Errorf("%s: again: %v", where, err)
	}
	again, err := open(d, v.dir)
	must(i.t, err)
	k, err := again.Recover(v.sheet.Identity())
	must(i.t, err)
	_, pending := v.Pending(v.k)
	if !i.o.is(again.file) || pending != (i.o.name == "BeginRekey") || !bytes.Equal(k.Data(), v.k.Data()) {
		i.t.Errorf("%s: again did not reach the end", where)
	}
}

func TestCreateInterruptedAtEveryStep(t *testing.T) {
	path := filepath.Join("clinic", FileName)
	for step := 0; ; step++ {
		d := newMemDisk()
		d.left = step
		_, _, _, err := create(d, "clinic", anna, annaPass, cheap)
		if (err != nil) != (d.failed != "") {
			t.Fatalf("the disk failed at %q, and the answer is %v", d.failed, err)
		}
		if err == nil {
			if step < 7 {
				t.Errorf("only %d steps", step)
			}
			return
		}
		for _, raw := range d.cut(path) {
			if s := string(raw); raw != nil && s != d.last {
				t.Errorf("step %d: a power cut leaves %d bytes of a key file", step, len(raw))
			}
		}
		if d.last == "" {
			continue // no file yet: it is made anew next time
		}
		v, err := open(d, "clinic")
		must(t, err)
		_, _, err = v.Unlock(anna.ID, annaPass)
		must(t, err)
	}
}

// The controls: the model finds what would be lost by a program that does not
// sync, and by one that writes in place.
func TestTheModelFindsLosses(t *testing.T) {
	o := operations[1]
	lossy := func(d *memDisk, v clinicVault, old string) bool {
		for _, raw := range d.cut(v.path()) {
			if s := string(raw); s != old && s != d.last {
				return true
			}
		}
		return false
	}
	v, d := o.start(t)
	old := string(d.names[v.path()].data)
	d.lazy = true
	must(t, o.do(v.Vault, v.k))
	if !lossy(d, v, old) {
		t.Error("nothing synced, and nothing lost")
	}
	v, d = o.start(t)
	w, err := d.Create(v.path())
	must(t, err)
	_, err = w.Write([]byte(old))
	must(t, err)
	if !lossy(d, v, old) {
		t.Error("written in place, and nothing lost")
	}
}

// A leftover of an interrupted write stands in nobody's way.
func TestLeftoverPartial(t *testing.T) {
	v := clinic(t)
	w, err := osDisk{}.Create(v.path() + ".partial")
	must(t, err)
	_, err = w.Write([]byte("half a key file"))
	must(t, errors.Join(err, w.Close()))
	must(t, v.Rename(v.k, ben.ID, "Benny"))
	left, err := filepath.Glob(filepath.Join(v.dir, "*.partial"))
	if err != nil || len(left) != 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
}
