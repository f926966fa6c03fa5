package backup

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kapdesk/app/backups"
	"kapdesk/app/record"
)

// Machine is what the computer says about its disks.
type Machine interface {
	// SameDisk reports whether two folders lie on one physical disk; known is
	// false where the system does not tell.
	SameDisk(a, b string) (same, known bool)
	// Free gives the bytes that this person may still write in a folder.
	Free(path string) (uint64, error)
	// LargestFile gives the limit of one file on a folder's file system, in
	// bytes (0 when none is known), and that file system's name.
	LargestFile(path string) (limit int64, fs string)
}

// untold is a computer that says nothing.
type untold struct{}

func (untold) SameDisk(_, _ string) (same, known bool) { return false, false }

func (untold) Free(string) (uint64, error) { return math.MaxUint64, nil }

func (untold) LargestFile(string) (limit int64, fs string) { return 0, "" }

// mayHold refuses a folder that no backup may or can be made in, and removes
// what this laptop left half-written there.
func (j job) mayHold(ctx context.Context, folder string) error {
	info, err := j.disk.Stat(folder)
	switch {
	case ctx.Err() != nil:
		return because(making.stopped, ctx.Err())
	case errors.Is(err, fs.ErrNotExist):
		return noFolder(err)
	case err != nil:
		return making.there(ctx, err)
	case !info.IsDir():
		return &record.Problem{Code: record.Invalid, Text: "What was chosen for the backups is a file, not a folder. The earlier backups still count.",
			Next: "Choose a folder."}
	}
	inside, err := within(folder, j.Dir)
	if err != nil {
		return making.there(ctx, err)
	}
	if inside {
		return &record.Problem{Code: record.Refused, Text: "The folder for the backups is the clinic's own or lies in it: what destroys the clinic would destroy them too. The earlier backups still count.",
			Next: "Choose a folder on another disk."}
	}
	if err := j.sweepPartials(folder); err != nil {
		return making.there(ctx, err)
	}
	return making.there(ctx, j.probe(folder))
}

// within reports whether a folder is dir or lies beneath it. The system is
// asked whether they are the same, so that links and capitals in their names
// make no difference.
func within(folder, dir string) (bool, error) {
	top, err := os.Stat(dir)
	if err != nil {
		return false, err
	}
	at, err := filepath.Abs(folder)
	if err != nil {
		return false, err
	}
	if at, err = filepath.EvalSymlinks(at); err != nil {
		return false, err
	}
	for {
		info, err := os.Stat(at)
		if err != nil {
			return false, err
		}
		if os.SameFile(info, top) {
			return true, nil
		}
		up := filepath.Dir(at)
		if up == at {
			return false, nil
		}
		at = up
	}
}

// sweepPartials removes what this laptop left of backups that were cut short.
// Nobody else writes under such names: the laptop's is in them, and on it the
// store lets in one program only. Those of the first form are left alone,
// because they may be another laptop's.
func (j job) sweepPartials(folder string) error {
	entries, err := j.disk.List(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name, partial := strings.CutSuffix(strings.ToLower(e.Name()), partialSuffix)
		if of, _, ok := parseName(name); partial && ok && of == j.series() && e.Type().IsRegular() {
			if err := removeIfThere(j.disk, filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// probe sees to it that a file can be made in the folder, before the clinic is
// copied for nothing.
func (j job) probe(folder string) error {
	path := filepath.Join(folder, "kapdesk-"+j.series().clinic+"-"+j.series().laptop+"-probe"+partialSuffix)
	if err := removeIfThere(j.disk, path); err != nil {
		return err
	}
	f, err := j.disk.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), j.disk.Remove(path))
}

// roomForStore refuses when the clinic's own disk cannot hold a copy.
func (j job) roomForStore() error {
	info, err := j.disk.Stat(filepath.Join(j.Dir, storeName))
	if err != nil {
		return err
	}
	return j.roomHere(info.Size())
}

// roomHere refuses when so many bytes do not fit on the clinic's own disk.
// What the system does not tell is found out while writing.
func (j job) roomHere(size int64) error {
	free, err := j.machine.Free(j.Dir)
	if need := withReserve(size); err == nil && free < need {
		return because(&record.Problem{Code: record.Unavailable, Text: "This laptop's own disk has not enough free space for it: %s are needed and less than %s are free. The earlier backups still count.",
			Args: []any{inWords(need), inWords(free)}, Next: "Free some space on this laptop, then start it again."}, errNoRoom)
	}
	return nil
}

var errNoRoom = errors.New("backup: not enough free space")

// roomFor refuses a folder whose disk or file system does not take an archive
// of that size.
func (j job) roomFor(folder string, size int64) error {
	if limit, name := j.machine.LargestFile(folder); limit > 0 && size > limit {
		return because(&record.Problem{Code: record.Refused, Text: "The backup would be one file of %s, and the file system of this disk (%s) takes at most %s. The earlier backups still count.",
			Args: []any{inWords(uint64(size)), name, inWords(uint64(limit))},
			Next: "Choose another stick, or copy away what is on this one and have it formatted as exFAT."}, codesTooLarge[0])
	}
	free, err := j.machine.Free(folder)
	if need := withReserve(size); err == nil && free < need {
		return because(&record.Problem{Code: record.Unavailable, Text: "There is not enough free space for the backup: %s are needed and less than %s are free. The earlier backups still count.",
			Args: []any{inWords(need), inWords(free)}, Next: "Free some space there, or choose another stick, then make the backup again."}, errNoRoom)
	}
	return nil
}

// list gives this clinic's backups in a folder, the latest first. A file is
// one by its name; whether it is any good, only Verify says. Times of files
// are never asked for: FAT keeps them by two seconds and without a zone.
func (j job) list(folder string) ([]backups.Found, error) {
	entries, err := j.disk.List(folder)
	if err != nil {
		return nil, err
	}
	own := j.series()
	var out []backups.Found
	for _, e := range entries {
		of, at, ok := parseName(e.Name())
		if !ok || of.clinic != own.clinic {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // it went meanwhile
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() && info.Size() > 0 {
			out = append(out, backups.Found{Name: e.Name(), At: at, Size: info.Size(), Device: of.laptop, Own: of == own})
		}
	}
	slices.SortStableFunc(out, func(a, b backups.Found) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out, nil
}
