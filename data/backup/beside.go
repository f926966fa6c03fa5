package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/store"
)

// RestoreBeside puts a backup in the place of a clinic that nobody has open.
// It is restored beside it and checked, as the sibling "<name>-restored-<date>";
// then the clinic's folder becomes "<name>-before-<date>", which is never
// removed, and the restored one takes its name. Cut short anywhere, Mend at
// the next start finishes it or takes it back. It gives the path of the set
// from before, "" if there was none. The error is a Problem, and the clinic is
// then as it was.
func RestoreBeside(ctx context.Context, path, dir string, o Opener, now func() time.Time, tell func(backups.Progress)) (m Manifest, before string, err error) {
	t := newTeller(tell)
	defer t.end()
	return restorer{osDisk{}, o, now, t}.inPlace(ctx, path, dir)
}

func (r restorer) inPlace(ctx context.Context, path, dir string) (m Manifest, before string, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return m, "", err
	}
	if err := mend(r.disk, dir); err != nil {
		return m, "", err
	}
	if !stands(r.disk, dir) {
		m, err = r.to(ctx, path, dir)
		return m, "", err
	}
	release, err := store.Hold(dir)
	if err != nil {
		return m, "", restoring.here(ctx, err)
	}
	held := true
	letGo := func() error {
		if !held {
			return nil
		}
		held = false
		return release()
	}
	s := r.swapOf(dir)
	m, err = r.beside(ctx, path, dir, func(work string) error {
		if err := s.mark(work); err != nil {
			return err
		}
		// Windows renames no folder in which a file is open.
		if err := letGo(); err != nil {
			return err
		}
		return s.run(work)
	})
	if err = errors.Join(err, letGo()); err != nil {
		return m, "", restoring.here(ctx, err)
	}
	return m, s.before, nil
}

// swap is the exchange of a clinic's folder for a restored one.
type swap struct {
	disk     disk
	dir      string
	restored string // where the restored one waits
	before   string // where the one of today goes
}

// The names beside a clinic's folder go on so, and end in a date.
const (
	restoredPart = "-restored-"
	beforePart   = "-before-"
)

// markName is the file by which a folder is known that is to take a clinic's
// place, or has just taken it. It is in it only when it is whole.
const markName = "kapdesk.restored"

// swapOf finds names that are free.
func (r restorer) swapOf(dir string) swap {
	for at := r.now().UTC(); ; at = at.Add(time.Second) {
		date := at.Format(nameTime)
		s := swap{r.disk, dir, dir + restoredPart + date, dir + beforePart + date}
		if !exists(r.disk, s.restored) && !exists(r.disk, s.before) {
			return s
		}
	}
}

// mark marks a restored clinic as whole.
func (s swap) mark(work string) error {
	f, err := s.disk.Create(filepath.Join(work, markName))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), s.disk.SyncDir(work))
}

// run exchanges the folders. Each name is last before the next is changed, so
// that after a power cut they are as after one of the steps.
func (s swap) run(work string) error {
	if err := move(s.disk, work, s.restored); err != nil {
		return err
	}
	if err := move(s.disk, s.dir, s.before); err != nil {
		return errors.Join(err, discard(s.disk, s.dir, s.restored))
	}
	if err := move(s.disk, s.restored, s.dir); err != nil {
		return errors.Join(err, s.takeBack(err))
	}
	// It is in its place; a mark that stays, Mend removes.
	_ = s.disk.Remove(filepath.Join(s.dir, markName))
	return nil
}

// move renames a folder for good; after an error it has its old name, if it
// can have it.
func move(d disk, from, to string) error {
	if err := d.Rename(from, to); err != nil {
		return err
	}
	if err := d.SyncDir(filepath.Dir(to)); err != nil {
		return errors.Join(err, d.Rename(to, from))
	}
	return nil
}

// discard removes a restored clinic that is not to take its place: out of the
// way first, so that half of one is never taken for a whole one.
func discard(d disk, dir, restored string) error {
	work := filepath.Join(filepath.Dir(dir), scratchOf(dir)+filepath.Base(restored))
	if err := d.Rename(restored, work); err != nil {
		return err
	}
	return d.RemoveAll(work)
}

// stranded is the Problem for a clinic whose folder could get neither name.
func stranded(cause error) error {
	return because(&record.Problem{Code: record.Unavailable, Text: "A restore was cut short between two steps, and the disk does not let it be finished or taken back. Both the clinic from before and the restored one are whole, in folders beside the clinic's.",
		Next: "Close other programs that look into these folders, then start KAP Desk again. Rename nothing yourself."}, cause)
}

// Mend finishes a RestoreBeside that was cut short between its two steps, or
// takes back one that was cut short before them, and removes what was left of
// restores. It must be called before anything else asks whether there is a
// clinic in the folder. Nothing of the clinic may be at work meanwhile. The
// error is a Problem.
func Mend(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	return mend(osDisk{}, dir)
}

func mend(d disk, dir string) error {
	left, err := leftOf(d, dir)
	if err != nil {
		return restoring.here(context.Background(), err)
	}
	for _, s := range left.swaps {
		if !exists(d, filepath.Join(s.restored, markName)) {
			continue // not ours
		}
		switch gone := exists(d, s.before); {
		case !stands(d, dir) && gone:
			if err := s.finish(); err != nil {
				return err
			}
		case stands(d, dir) && !gone:
			if err := discard(d, dir, s.restored); err != nil {
				return restoring.here(context.Background(), err)
			}
		}
	}
	if err := removeIfThere(d, filepath.Join(dir, markName)); err != nil && stands(d, dir) {
		return restoring.here(context.Background(), err)
	}
	for _, work := range left.scratch {
		if err := d.RemoveAll(work); err != nil {
			return restoring.here(context.Background(), err)
		}
	}
	return nil
}

// finish takes the last step of an exchange, or if it cannot, takes the one
// before it back.
func (s swap) finish() error {
	// A program that looked before Mend may have made an empty folder.
	if err := removeIfThere(s.disk, s.dir); err != nil {
		return stranded(err)
	}
	err := move(s.disk, s.restored, s.dir)
	if err == nil {
		return nil
	}
	return s.takeBack(err)
}

// takeBack gives the clinic's folder its name back, because of why.
func (s swap) takeBack(why error) error {
	if err := move(s.disk, s.before, s.dir); err != nil {
		return stranded(errors.Join(why, err))
	}
	return discard(s.disk, s.dir, s.restored)
}

// leftovers are what restores left beside a clinic's folder.
type leftovers struct {
	swaps   []swap // the latest first
	scratch []string
}

func leftOf(d disk, dir string) (l leftovers, err error) {
	parent := filepath.Dir(dir)
	entries, err := d.List(parent)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	for _, e := range entries {
		path := filepath.Join(parent, e.Name())
		if !e.IsDir() {
			continue
		}
		if strings.HasPrefix(e.Name(), scratchOf(dir)) {
			l.scratch = append(l.scratch, path)
		}
		date, ok := strings.CutPrefix(path, dir+restoredPart)
		if _, err := time.Parse(nameTime, date); ok && err == nil {
			l.swaps = append(l.swaps, swap{d, dir, path, dir + beforePart + date})
		}
	}
	slices.SortFunc(l.swaps, func(a, b swap) int { return strings.Compare(b.restored, a.restored) })
	return l, err
}

// stands reports whether there is anything in a clinic's folder.
func stands(d disk, dir string) bool {
	entries, err := d.List(dir)
	return len(entries) > 0 || err != nil && !errors.Is(err, os.ErrNotExist)
}
