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

// What is made is told, found again, and on the disk that it is on.
func TestMadeAndFound(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	folder := t.TempDir()
	signed, err := s.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for m, want := range map[[2]bool]backups.Disk{{true, true}: backups.SameDisk, {false, true}: backups.OtherDisk, {false, false}: backups.UnknownDisk} {
		k := aMaker(c, aMachine{same: m[0], known: m[1]})
		if disk, err := k.Where(folder); disk != want || err != nil {
			t.Errorf("%+v: %v, %v", m, disk, err)
		}
	}
	k := aMaker(c, aMachine{known: true})
	first, err := k.Make(t.Context(), folder, nil)
	if err != nil || first.Events != 3 || first.Checkpoint.Hash != signed.Hash || first.Disk != backups.OtherDisk || first.Removed != 0 {
		t.Fatalf("%+v, %v", first, err)
	}
	k.clock = func() time.Time { return now.AddDate(0, 0, 1) }
	second, err := k.Make(t.Context(), folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	old := series{c.Vault.Short(), ""}.fileName(now.AddDate(0, 0, -1))
	other := series{c.Vault.Short(), "77777777"}.fileName(now.AddDate(0, 0, -2))
	for _, name := range []string{old, other, theirs.fileName(now), "holiday.jpg", old + partialSuffix} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// Neither a file of no length nor a folder is a backup.
	if err := errors.Join(os.WriteFile(filepath.Join(folder, series{c.Vault.Short(), ""}.fileName(now.AddDate(0, 0, -3))), nil, 0o600),
		os.Mkdir(filepath.Join(folder, series{c.Vault.Short(), ""}.fileName(now.AddDate(0, 0, -4))), 0o700)); err != nil {
		t.Fatal(err)
	}
	found, err := k.List(t.Context(), folder)
	if err != nil || len(found) != 4 {
		t.Fatalf("%+v, %v", found, err)
	}
	short := ShortDevice(s.Device())
	for i, want := range []backups.Found{{Name: second.Name, At: second.At.Truncate(time.Second), Size: second.Size, Device: short, Own: true},
		{Name: first.Name, At: first.At.Truncate(time.Second), Size: first.Size, Device: short, Own: true},
		{Name: old, At: now.AddDate(0, 0, -1), Size: 1}, {Name: other, At: now.AddDate(0, 0, -2), Size: 1, Device: "77777777"}} {
		if found[i] != want {
			t.Errorf("%d: %+v, want %+v", i, found[i], want)
		}
	}
	if err := k.Verify(t.Context(), folder, first.Name, nil); err != nil {
		t.Error(err)
	}
	saidOf(t, "damaged", k.Verify(t.Context(), folder, old, nil), record.Unavailable)
}

// Two backups within one second have two names, and neither replaces another.
func TestTwoBackupsInOneSecond(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	c = quickly(t, c, s)
	folder := t.TempDir()
	for i := range 4 {
		m, err := c.To(t.Context(), folder, now)
		if err != nil {
			t.Fatal(err)
		}
		name, made := filepath.Base(m.Path), now.Add(time.Duration(i)*time.Second)
		if _, at, ok := parseName(name); !ok || !at.Equal(made) || !m.Manifest.Made.Equal(made) {
			t.Errorf("backup %d is %s, made at %v", i, name, m.Manifest.Made)
		}
		if left := contents(t, folder); len(left) != 1 || left[name] == "" { // the latest of the day
			t.Errorf("after backup %d there are %d", i, len(left))
		}
	}
}

// Two laptops of one clinic write into one folder at the same time. Neither
// touches what is the other's, nor what is of the first form.
func TestTwoLaptopsOnOneFolder(t *testing.T) {
	t.Parallel()
	c, s, sheet := clinicOf(t)
	_, m := made(t, c, now)
	dir := filepath.Join(t.TempDir(), "second")
	if _, err := Restore(t.Context(), m.Path, dir, bySheet(t, sheet), func() time.Time { return now }, nil); err != nil {
		t.Fatal(err)
	}
	r, err := store.Open(t.Context(), store.Options{Dir: dir, Clock: func() time.Time { return now }, Key: c.Keys.Data()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	write(t, r, "on the second laptop")
	other := c
	other.Dir, other.Store = dir, r
	folder := t.TempDir()
	old := series{c.Vault.Short(), ""}.fileName(now.AddDate(-1, 0, 0))
	for _, name := range []string{old, old + partialSuffix} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("kept"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	makers := []*Maker{aMaker(quickly(t, c, s), aMachine{}), aMaker(quickly(t, other, r), aMachine{})}
	for _, k := range makers {
		wait.Go(func() {
			for range 3 {
				if _, err := k.Make(t.Context(), folder, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	for i, k := range makers {
		found, err := k.List(t.Context(), folder)
		if err != nil {
			t.Fatal(err)
		}
		own := 0
		for _, f := range found {
			if f.Own {
				own++
				if err := k.Verify(t.Context(), folder, f.Name, nil); err != nil {
					t.Errorf("%s: %v", f.Name, err)
				}
			}
		}
		// They were all made in one day; every laptop keeps its own latest.
		if own != 1 || len(found) != 3 {
			t.Errorf("laptop %d: %d of its own, found %+v", i, own, found)
		}
	}
	if left := contents(t, folder); left[old] != "kept" || left[old+partialSuffix] != "kept" || len(left) != 4 {
		t.Errorf("the folder holds %d files", len(left))
	}
}

// folding is a disk that changes the names of backups to capitals, and finds
// them however they are written, as FAT may.
type folding struct{ osDisk }

func capitals(path string) string {
	if name := strings.ToUpper(filepath.Base(path)); strings.Contains(name, ".BACKUP") {
		return filepath.Join(filepath.Dir(path), name)
	}
	return path
}

func (d folding) Stat(path string) (fs.FileInfo, error) { return d.osDisk.Stat(capitals(path)) }

func (d folding) Open(path string) (io.ReadCloser, error) { return d.osDisk.Open(capitals(path)) }

func (d folding) Create(path string) (writer, error) { return d.osDisk.Create(capitals(path)) }

func (d folding) Rename(from, to string) error { return d.osDisk.Rename(capitals(from), capitals(to)) }

func (d folding) Remove(path string) error { return d.osDisk.Remove(capitals(path)) }

// On a disk that folds capitals, and that keeps no times, all is as elsewhere.
func TestADiskThatFoldsCapitals(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	c = quickly(t, c, s)
	folder := filepath.Join(t.TempDir(), "stick")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	c.disk = folding{}
	k := aMaker(c, aMachine{})
	if err := os.WriteFile(filepath.Join(folder, capitals(series{c.Vault.Short(), ShortDevice(s.Device())}.fileName(now)+partialSuffix)), []byte("cut short"), 0o600); err != nil {
		t.Fatal(err)
	}
	var names []string
	for range 3 {
		m, err := k.Make(t.Context(), folder, nil)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, strings.ToUpper(m.Name))
		for name := range contents(t, folder) { // a FAT's day of creation
			if err := os.Chtimes(filepath.Join(folder, name), time.Unix(315532800, 0), time.Unix(315532800, 0)); err != nil {
				t.Fatal(err)
			}
		}
	}
	found, err := k.List(t.Context(), folder)
	if err != nil || len(found) != 1 || found[0].Name != names[2] || !found[0].Own {
		t.Fatalf("%+v, %v; made were %v", found, err, names)
	}
	if err := k.Verify(t.Context(), folder, found[0].Name, nil); err != nil {
		t.Error(err)
	}
	if left := contents(t, folder); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
}

// The person can stop at each step, and nothing is left.
func TestStopAtEachStep(t *testing.T) {
	t.Parallel()
	c, _, sheet := clinicOf(t)
	folder, m := made(t, c, now)
	before := contents(t, folder)
	k := aMaker(c, aMachine{})
	name := filepath.Base(m.Path)
	place := t.TempDir()
	clock := func() time.Time { return now }
	read := []backups.Step{backups.Reading, backups.Trying}
	for what, w := range map[string]struct {
		steps []backups.Step
		do    func(ctx context.Context, tell func(backups.Progress)) error
	}{
		"make": {[]backups.Step{backups.Copying, backups.Writing, backups.Reading, backups.Trying}, func(ctx context.Context, tell func(backups.Progress)) error {
			return errorOf(k.Make(ctx, folder, tell))
		}},
		"verify": {read, func(ctx context.Context, tell func(backups.Progress)) error { return k.Verify(ctx, folder, name, tell) }},
		"drill": {read, func(ctx context.Context, tell func(backups.Progress)) error {
			return errorOf(k.Drill(ctx, folder, name, tell))
		}},
		"restore": {read, func(ctx context.Context, tell func(backups.Progress)) error {
			return errorOf(Restore(ctx, m.Path, filepath.Join(place, "clinic"), bySheet(t, sheet), clock, tell))
		}},
	} {
		for _, at := range w.steps {
			ctx, cancel := context.WithCancel(t.Context())
			s := &steps{then: func(p backups.Progress) {
				if p.Step == at {
					cancel()
				}
			}}
			err := w.do(ctx, s.tell)
			cancel()
			saidOf(t, what+" at "+string(at), err, record.Unavailable)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s at %q: %v", what, at, err)
			}
			if after := contents(t, folder); len(after) != len(before) || after[name] != before[name] {
				t.Errorf("%s at %q: the folder holds %d files", what, at, len(after))
			}
			if left := contents(t, place); len(left) != 0 {
				t.Errorf("%s at %q: %v is left", what, at, left)
			}
			clean(t, c.Dir)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		saidOf(t, what, w.do(ctx, func(backups.Progress) {}), record.Unavailable)
	}
}

// A clinic that is locked meanwhile makes no backup under no key.
func TestALockedClinic(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	folder, m := made(t, c, now)
	s := &steps{then: func(p backups.Progress) {
		if p.Step == backups.Reading {
			c.Keys.Wipe()
		}
	}}
	k := aMaker(c, aMachine{})
	err := k.Verify(t.Context(), folder, filepath.Base(m.Path), s.tell)
	saidOf(t, "locked while checking", err, record.Unavailable)
	if _, err := k.Make(t.Context(), folder, nil); record.ProblemsOf(err) == nil {
		t.Errorf("locked before: %v", err)
	}
	if len(contents(t, folder)) != 1 {
		t.Error("a backup was made")
	}
	clean(t, c.Dir)
}
