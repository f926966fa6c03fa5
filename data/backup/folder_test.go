package backup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kapdesk/app/backups"
	"kapdesk/app/record"
)

// A folder that no backup may go to is refused before anything is copied.
func TestFoldersThatAreRefused(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	top := t.TempDir()
	file := filepath.Join(top, "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	beneath := filepath.Join(c.Dir, "a", "b")
	if err := os.MkdirAll(beneath, 0o700); err != nil {
		t.Fatal(err)
	}
	list := map[string]record.Code{filepath.Join(top, "gone"): record.NotFound, file: record.Invalid, c.Dir: record.Refused, beneath: record.Refused,
		filepath.Join(top, "..", filepath.Base(top), "gone"): record.NotFound}
	link := filepath.Join(top, "link")
	if err := os.Symlink(beneath, link); err == nil {
		if _, err := os.Stat(link); err == nil { // where links can be made and lead somewhere
			list[link] = record.Refused
		}
	}
	k := aMaker(c, aMachine{})
	for folder, code := range list {
		_, err := k.Make(t.Context(), folder, func(p backups.Progress) { t.Errorf("%s: it was begun: %v", folder, p) })
		saidOf(t, folder, err, code)
	}
	for _, folder := range []string{filepath.Join(top, "gone"), file} {
		_, err := k.List(t.Context(), folder)
		saidOf(t, folder, err, record.NotFound)
		_, err = k.Where(folder)
		saidOf(t, folder, err, record.NotFound)
	}
	for _, name := range []string{"", ".", "..", "../x.backup", "a/b", c.Dir, "gone.backup"} {
		saidOf(t, name, k.Verify(t.Context(), top, name, nil), record.NotFound)
		saidOf(t, name, errorOf(k.Drill(t.Context(), top, name, nil)), record.NotFound)
	}
	// A folder that holds the clinic's is a poor place, but another one.
	if _, err := k.Make(t.Context(), filepath.Dir(c.Dir), nil); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatCannotBeWrittenTo(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	c = quickly(t, c, s)
	folder := t.TempDir()
	for _, code := range codesReadOnly {
		c.disk = trouble{ask: func(op, path string) error {
			if op == "create" && strings.HasPrefix(path, folder) {
				return pathError(op, path, code)
			}
			return nil
		}}
		_, err := aMaker(c, aMachine{}).Make(t.Context(), folder, func(p backups.Progress) { t.Errorf("it was begun: %v", p) })
		saidOf(t, "read-only", err, record.Unavailable)
		if !strings.Contains(record.ProblemsOf(err)[0].Text, "cannot be written to") {
			t.Error(err)
		}
	}
}

// What the computer says about its disks is asked before it is too late.
func TestRoomAndLimits(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	c = quickly(t, c, s)
	folder := t.TempDir()
	_, first := made(t, c, now)
	need := withReserve(archiveSize(first.Manifest))
	for what, m := range map[string]aMachine{
		"no room there": {free: map[string]uint64{folder: need - 1}},
		"no room here":  {free: map[string]uint64{c.Dir: 100_000}},
		"a limit":       {limit: first.Size - 1},
	} {
		_, err := aMaker(c, m).Make(t.Context(), folder, nil)
		code := record.Unavailable
		if what == "a limit" {
			code = record.Refused
		}
		saidOf(t, what, err, code)
		if args := record.ProblemsOf(err)[0].Args; len(args) < 2 || !strings.HasSuffix(args[0].(string), " MB") {
			t.Errorf("%s: %v", what, args)
		}
		if left := contents(t, folder); len(left) != 0 {
			t.Errorf("%s: left in the folder: %d files", what, len(left))
		}
		clean(t, c.Dir)
	}
	got, err := aMaker(c, aMachine{free: map[string]uint64{folder: need}, limit: archiveSize(first.Manifest), same: true, known: true}).Make(t.Context(), folder, nil)
	if err != nil || got.Disk != backups.SameDisk || got.Size > archiveSize(first.Manifest) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSizesInWords(t *testing.T) {
	for bytes, want := range map[uint64]string{0: "0 MB", 1: "1 MB", 1_000_000: "1 MB", 1_000_001: "2 MB", 9_999_000_001: "10000 MB", 10_000_000_000: "10 GB", 10_000_000_001: "11 GB"} {
		if got := inWords(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}
