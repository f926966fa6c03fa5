package backup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// errDead is what every operation gives after the power failed.
var errDead = errors.New("the power failed")

// dying is a disk that does so many operations that change something, and no
// more.
func dying(after int) (trouble, *int) {
	done := new(int)
	return trouble{ask: func(op, path string) error {
		switch op {
		case "stat", "list", "open":
			return nil
		case "write": // no step of its own
		default:
			*done++
		}
		if *done > after {
			return errDead
		}
		return nil
	}}, done
}

// aFolder makes a folder that holds one word.
func aFolder(t testing.TB, dir, word string) {
	t.Helper()
	if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, "word"), []byte(word), 0o600)); err != nil {
		t.Fatal(err)
	}
}

func wordIn(dir string) string {
	raw, err := os.ReadFile(filepath.Join(dir, "word"))
	if err != nil {
		return ""
	}
	return string(raw)
}

// beside gives the words of the folders beside a clinic's by the kind of name.
func besideOf(t testing.TB, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		kind := e.Name()
		for _, part := range []string{restoredPart, beforePart} {
			if strings.HasPrefix(kind, filepath.Base(dir)+part) {
				kind = part
			}
		}
		out[kind] = wordIn(filepath.Join(filepath.Dir(dir), e.Name()))
	}
	return out
}

// The exchange of the folders is cut short after every operation, and Mend
// after every operation of its own: the clinic is then the one from before or
// the restored one, never none and never half of one, and the one from before
// is there in any case.
func TestMendAfterEveryInterruption(t *testing.T) {
	t.Parallel()
	outcomes := map[string]int{}
	for cut := 0; ; cut++ {
		finished := false
		for again := 0; ; again++ {
			dir := filepath.Join(t.TempDir(), "clinic")
			work := filepath.Join(filepath.Dir(dir), scratchOf(dir)+"1")
			aFolder(t, dir, "before")
			aFolder(t, work, "restored")
			d, did := dying(cut)
			s := restorer{disk: d, now: func() time.Time { return now }}.swapOf(dir)
			err := s.mark(work)
			if err == nil {
				err = s.run(work)
			}
			finished = *did <= cut
			if finished && err != nil {
				t.Fatalf("without an interruption: %v", err)
			}
			d, did = dying(again)
			_ = mend(d, dir)
			mended := *did <= again
			if err := mend(osDisk{}, dir); err != nil {
				t.Errorf("cut after %d and %d: %v", cut, again, err)
			}
			left := besideOf(t, dir)
			switch got := left["clinic"]; {
			case got == "before" && len(left) == 1:
			case got == "restored" && left[beforePart] == "before" && len(left) == 2:
			default:
				t.Errorf("cut after %d and %d: %v", cut, again, left)
			}
			outcomes[left["clinic"]]++
			if _, err := os.Stat(filepath.Join(dir, markName)); err == nil {
				t.Errorf("cut after %d and %d: the mark is still there", cut, again)
			}
			if err := mend(osDisk{}, dir); err != nil || len(besideOf(t, dir)) != len(left) {
				t.Errorf("a second time: %v, %v", err, besideOf(t, dir))
			}
			if mended {
				break
			}
		}
		if finished {
			break
		}
	}
	if outcomes["before"] < 5 || outcomes["restored"] < 5 {
		t.Errorf("%v", outcomes)
	}
}

// An exchange that the disk does not let through is taken back at once.
func TestAnExchangeThatFailsIsTakenBack(t *testing.T) {
	for n := range 6 {
		for _, op := range []string{"rename", "syncdir"} {
			dir := filepath.Join(t.TempDir(), "clinic")
			work := filepath.Join(filepath.Dir(dir), scratchOf(dir)+"1")
			aFolder(t, dir, "before")
			aFolder(t, work, "restored")
			seen := 0
			d := trouble{ask: func(o, path string) error {
				if o == op {
					if seen++; seen == n+1 { // this once
						return pathError(op, path, codesReadOnly[0])
					}
				}
				return nil
			}}
			s := restorer{disk: d, now: func() time.Time { return now }}.swapOf(dir)
			err := s.run(work)
			if got := wordIn(dir); (err != nil) != (got == "before") || got == "" {
				t.Errorf("%s number %d fails: %q, %v", op, n, got, err)
			}
			if err := os.RemoveAll(work); err != nil { // as beside does
				t.Error(err)
			}
			if left := besideOf(t, dir); err != nil && len(left) != 1 {
				t.Errorf("%s number %d fails: %v is left", op, n, left)
			}
		}
	}
}

// Mend leaves alone what is not of a restore, and a clinic that somebody began
// anew meanwhile.
func TestMendLeavesOthersAlone(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "clinic")
	if err := Mend(dir); err != nil {
		t.Errorf("where there is nothing: %v", err)
	}
	if err := Mend(filepath.Join(top, "no", "such", "place")); err != nil {
		t.Errorf("where there is not even a place: %v", err)
	}
	date := now.Format(nameTime)
	names := []string{"clinic", "clinic" + restoredPart + date, "clinic" + beforePart + date, "clinic" + restoredPart + "mine", "clinic2", ".clinic2-restoring-1", ".other"}
	for _, name := range names {
		aFolder(t, filepath.Join(top, name), name)
	}
	for _, marked := range []bool{false, true} { // the one that waits has no mark, then one
		if marked {
			if err := os.WriteFile(filepath.Join(top, names[1], markName), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := Mend(dir); err != nil {
			t.Error(err)
		}
		for _, name := range names {
			if wordIn(filepath.Join(top, name)) != name {
				t.Errorf("marked %v: %s is gone", marked, name)
			}
		}
	}
	// Without a clinic the unmarked one is still nobody's business.
	if err := errors.Join(os.Remove(filepath.Join(top, names[1], markName)), os.RemoveAll(dir), Mend(dir)); err != nil {
		t.Fatal(err)
	}
	if wordIn(dir) != "" {
		t.Error("an unmarked folder took the clinic's place")
	}
}

// A clinic is restored in its place: the set from before stays beside it, and
// the restored one is another laptop.
func TestRestoreInPlace(t *testing.T) {
	t.Parallel()
	c, s, sheet := clinicOf(t)
	dir := filepath.Join(t.TempDir(), "clinic")
	_, m := made(t, c, now)
	write(t, s, "after the backup")
	device := s.Device()
	clock := func() time.Time { return now }
	// The clinic is moved to a folder with a name of its own.
	if err := errors.Join(s.Close(), os.Rename(c.Dir, dir)); err != nil {
		t.Fatal(err)
	}
	opened, err := store.Open(t.Context(), store.Options{Dir: dir, Clock: clock, Key: c.Keys.Data()})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = RestoreBeside(t.Context(), m.Path, dir, bySheet(t, sheet), clock, nil)
	if record.CodeOf(err) != record.Unavailable || opened.Device() != device {
		t.Errorf("while it is open: %v", err)
	}
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := RestoreBeside(t.Context(), m.Path+"x", dir, bySheet(t, sheet), clock, nil); record.CodeOf(err) != record.NotFound {
		t.Errorf("from nothing: %v", err)
	}
	if left := besideOf(t, dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	told := &steps{}
	got, before, err := RestoreBeside(t.Context(), m.Path, dir, bySheet(t, sheet), clock, told.tell)
	if err != nil || got.Events != 3 || before != dir+beforePart+now.Format(nameTime) || len(told.all) < 2 || told.all[0].Step != backups.Reading {
		t.Fatalf("%+v, %q, %v, %v", got, before, err, told.all)
	}
	if left := besideOf(t, dir); len(left) != 2 {
		t.Errorf("beside it: %v", left)
	}
	if exists(osDisk{}, filepath.Join(dir, markName)) {
		t.Error("the mark is still there")
	}
	if err := Mend(dir); err != nil {
		t.Error(err)
	}
	for at, want := range map[string]int{dir: 3, before: 4} {
		r, err := store.Open(t.Context(), store.Options{Dir: at, Clock: clock, Key: c.Keys.Data()})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := r.Verify(t.Context()); err != nil || n != want || (r.Device() == device) != (at == before) {
			t.Errorf("%s: %d events, %v, the laptop from before: %v", at, n, err, r.Device() == device)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		if !vault.Exists(at) {
			t.Errorf("%s has no key file", at)
		}
	}
	// A second time on the same day finds names of its own; and where there is
	// no clinic it is an ordinary restore.
	if _, second, err := RestoreBeside(t.Context(), m.Path, dir, bySheet(t, sheet), clock, nil); err != nil || second == before {
		t.Errorf("%q, %v", second, err)
	}
	empty := filepath.Join(t.TempDir(), "new")
	if _, before, err := RestoreBeside(t.Context(), m.Path, empty, bySheet(t, sheet), clock, nil); err != nil || before != "" || !store.Exists(empty) {
		t.Errorf("%q, %v", before, err)
	}
}

// A whole restore in place is cut short after many operations.
func TestRestoreInPlaceCutShortAnywhere(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	_, m := made(t, c, now)
	write(t, s, "after the backup")
	own, err := c.Opener()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	step := 4 // the exchange itself is cut after each in TestMendAfterEveryInterruption
	if os.Getenv(long) != "" {
		step = 1
	}
	for after := 0; ; after += step {
		dir := filepath.Join(t.TempDir(), "clinic")
		if err := os.CopyFS(dir, os.DirFS(c.Dir)); err != nil {
			t.Fatal(err)
		}
		d, did := dying(after)
		_, _, err := restorer{d, own, clock, nil}.inPlace(t.Context(), m.Path, dir)
		if err := Mend(dir); err != nil {
			t.Errorf("after %d: %v", after, err)
		}
		left := besideOf(t, dir)
		n, err2 := store.VerifyFolder(t.Context(), store.Options{Dir: dir, Clock: clock, Key: c.Keys.Data()})
		switch {
		case err2 != nil:
			t.Errorf("after %d: %v", after, err2)
		case n == 4 && len(left) == 1, n == 3 && len(left) == 2:
		default:
			t.Errorf("after %d: %d events, beside it %v", after, n, left)
		}
		if *did <= after {
			if err != nil || n != 3 {
				t.Errorf("without an interruption: %v", err)
			}
			break
		}
	}
}
