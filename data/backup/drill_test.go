package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/store"
)

// marker is text of a patient that must never lie readable on a disk.
const marker = "Kettlewhistle"

// register adds patients with a visit each.
func register(t testing.TB, s *store.Store, n int) {
	t.Helper()
	err := s.Update(context.Background(), record.Actor{ID: "ilse"}, func(tx record.Tx) error {
		for i := range n {
			id := tx.NewID()
			number, err := tx.Number("patient")
			if err != nil {
				return err
			}
			_, err = tx.Append(
				record.Change{Kind: "patient.added", Version: 1, Record: record.Ref{Type: "patient", ID: id}, Patient: id,
					Set: map[string]any{"number": number, "given": fmt.Sprint("Ana ", i), "family": marker, "born": "1990-08-09", "phone": "303 555 0100"}},
				record.Change{Kind: "visit.booked", Version: 1, Record: record.Ref{Type: "session", ID: tx.NewID()}, Patient: id,
					Set: map[string]any{"kind": "dosing", "patient": id, "starts": tx.Now(), "state": "booked"}})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A drill proves a backup: it is restored, opened, counted and compared, while
// the running store goes on and is not touched.
func TestADrillProvesABackup(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	register(t, s, 4)
	if _, err := s.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	folder, m := made(t, c, now)
	write(t, s, "after the backup")
	device, was := s.Device(), m.Manifest
	p, err := aMaker(c, aMachine{}).Drill(t.Context(), folder, filepath.Base(m.Path), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := backups.Proof{Name: filepath.Base(m.Path), At: was.Made, Tried: p.Tried, Events: 11, Patients: 4, Visits: 4, Head: was.Head, Signed: audit.Short(m.Signed.Hash)}
	if p != want || p.Tried.Before(was.Made) || m.Signed.Number == 0 {
		t.Errorf("%+v, want %+v", p, want)
	}
	clean(t, c.Dir)
	got, err := s.Content(t.Context())
	if err != nil || got.Events != 12 || len(got.Heads) != 1 || s.Device() != device {
		t.Errorf("the running store has %+v, %v", got, err)
	}
	if n, err := s.Verify(t.Context()); err != nil || n != 12 {
		t.Errorf("%d, %v", n, err)
	}
}

// Nothing that can be read lies on the disk at any moment of a backup, a check,
// a drill or a restore.
func TestNothingReadableOnTheDisk(t *testing.T) {
	t.Parallel()
	c, s, sheet := clinicOf(t)
	register(t, s, 10)
	folder, place := t.TempDir(), t.TempDir()
	looked, l := map[backups.Step]int{}, newLooker(t)
	last := backups.Progress{}
	look := &steps{then: func(p backups.Progress) {
		if p.Step == last.Step && p.Done-last.Done <= p.Total/2 {
			return
		}
		last = p
		for _, top := range []string{c.Dir, folder, place} {
			found, n := l.plain(top)
			looked[p.Step] += n
			for _, path := range found {
				t.Errorf("while %q %s can be read", p.Step, path)
			}
		}
	}}
	k := aMaker(c, aMachine{})
	m, err := k.Make(t.Context(), folder, look.tell)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Drill(t.Context(), folder, m.Name, look.tell); err != nil {
		t.Error(err)
	}
	if _, err := Restore(t.Context(), filepath.Join(folder, m.Name), filepath.Join(place, "clinic"), bySheet(t, sheet), func() time.Time { return now }, look.tell); err != nil {
		t.Error(err)
	}
	for _, step := range []backups.Step{backups.Copying, backups.Writing, backups.Reading, backups.Trying} {
		if looked[step] == 0 {
			t.Errorf("nobody looked while %q", step)
		}
	}
	// The negative control: what lies readable is found.
	if err := os.WriteFile(filepath.Join(place, "plain"), []byte(marker), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, _ := l.plain(place); len(found) != 1 {
		t.Errorf("of readable files it finds %v", found)
	}
}

// looker reads files that SQLite may have open. They stay open until the test
// ends, because closing one would take SQLite's locks away.
type looker map[string]*os.File

func newLooker(t *testing.T) looker {
	l := looker{}
	t.Cleanup(func() {
		for _, f := range l {
			f.Close()
		}
	})
	return l
}

// plain gives the files beneath a folder that can be read, and how many there
// are.
func (l looker) plain(top string) (found []string, n int) {
	_ = filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return nil // gone meanwhile
		}
		f := l[path]
		if f == nil {
			if f, err = os.Open(path); err != nil {
				return nil
			}
			l[path] = f
		}
		if runtime.GOOS == "windows" { // no lock is lost there, and an open file could not be renamed
			delete(l, path)
			defer f.Close()
		}
		n++
		raw, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<40))
		if err == nil && (bytes.Contains(raw, []byte(marker)) || bytes.Contains(raw, []byte("SQLite format 3"))) {
			found = append(found, path)
		}
		return nil
	})
	return found, n
}

// A backup that is whole and ours, but whose log is not the beginning of this
// one, is told from damage.
func TestADrillOfAnotherHistory(t *testing.T) {
	t.Parallel()
	c, s, sheet := clinicOf(t)
	_, early := made(t, c, now)
	write(t, s, "only in the clinic that was lost")
	folder, late := made(t, c, now.Add(time.Hour))
	// The clinic goes on from the early backup.
	dir := filepath.Join(t.TempDir(), "clinic")
	if _, err := Restore(t.Context(), early.Path, dir, bySheet(t, sheet), func() time.Time { return now }, nil); err != nil {
		t.Fatal(err)
	}
	r, err := store.Open(t.Context(), store.Options{Dir: dir, Clock: func() time.Time { return now }, Key: c.Keys.Data()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	other := c
	other.Dir, other.Store = dir, r
	k := aMaker(other, aMachine{})
	if err := k.Verify(t.Context(), folder, filepath.Base(late.Path), nil); err != nil {
		t.Errorf("it is whole: %v", err)
	}
	_, err = k.Drill(t.Context(), folder, filepath.Base(late.Path), nil)
	saidOf(t, "another history", err, record.Conflict)
	if !errors.Is(err, ErrHistory) || errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	clean(t, dir)
	// One from before it parted is of this history.
	p, err := k.Drill(t.Context(), filepath.Dir(early.Path), filepath.Base(early.Path), nil)
	if err != nil || p.Signed == "" || p.Events != 3 {
		t.Errorf("%+v, %v", p, err)
	}
	// And a backup of the clinic that went on has the other laptop's chain too.
	write(t, r, "after the restore")
	folder, m := made(t, other, now.Add(2*time.Hour))
	if p, err := k.Drill(t.Context(), folder, filepath.Base(m.Path), nil); err != nil || p.Events != 4 || p.Head != m.Manifest.Head {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = aMaker(c, aMachine{}).Drill(t.Context(), folder, filepath.Base(m.Path), nil)
	if !errors.Is(err, ErrHistory) {
		t.Errorf("in the clinic that was lost: %v", err)
	}
}

// A copy that passes every check of its pages, but does not hold what its
// manifest says, is found by the drill.
func TestADrillComparesWithTheManifest(t *testing.T) {
	c, s, _ := clinicOf(t)
	j := c.job(nil, nil)
	got, err := s.Content(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := Manifest{Device: s.Device(), Events: got.Events, Head: got.Heads[0].Hash}
	if err := j.compare(t.Context(), m, got); err != nil {
		t.Errorf("what is right: %v", err)
	}
	for what, change := range map[string]func(*Manifest, *store.Content){
		"events":        func(m *Manifest, _ *store.Content) { m.Events++ },
		"head":          func(m *Manifest, _ *store.Content) { m.Head[0] ^= 1 },
		"no head":       func(m *Manifest, _ *store.Content) { m.Head = record.Hash{} },
		"device":        func(m *Manifest, _ *store.Content) { m.Device = "another" },
		"fewer patient": func(_ *Manifest, c *store.Content) { c.Patients++ },
		"fewer visits":  func(_ *Manifest, c *store.Content) { c.Visits++ },
	} {
		m, got := m, got
		change(&m, &got)
		if err := j.compare(t.Context(), m, got); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	other := got
	other.Heads = slices.Clone(got.Heads)
	other.Heads[0].Seq--
	if err := j.compare(t.Context(), m, other); !errors.Is(err, ErrHistory) {
		t.Errorf("another chain: %v", err)
	}
}

// Whatever is in the way of a drill is a Problem, and the running store never
// hears of it.
func TestADrillOfADamagedBackup(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	folder, m := made(t, c, now)
	raw, err := os.ReadFile(m.Path)
	if err != nil {
		t.Fatal(err)
	}
	for part := range 10 {
		flipped := bytes.Clone(raw)
		flipped[len(raw)*part/10] ^= 8
		if err := os.WriteFile(m.Path, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := aMaker(c, aMachine{}).Drill(t.Context(), folder, filepath.Base(m.Path), nil)
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrOther) {
			t.Errorf("part %d: %v", part, err)
		}
		clean(t, c.Dir)
	}
	if got, err := s.Content(t.Context()); err != nil || got.Events != 3 {
		t.Errorf("%+v, %v", got, err)
	}
}
