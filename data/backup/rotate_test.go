package backup

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// ours is a laptop's series; the others are of the same clinic's other laptop,
// of the first form, and of another clinic.
var (
	ours   = series{"0123abcd", "89abcdef"}
	second = series{"0123abcd", "77777777"}
	first  = series{"0123abcd", ""}
	theirs = series{"ffffffff", "89abcdef"}
)

func TestNames(t *testing.T) {
	at := time.Date(2026, 11, 24, 16, 5, 9, 0, time.UTC)
	for want, s := range map[string]series{"kapdesk-0123abcd-89abcdef-20261124T160509Z.backup": ours, "kapdesk-0123abcd-20261124T160509Z.backup": first} {
		name := s.fileName(at)
		if name != want {
			t.Errorf("%s, want %s", name, want)
		}
		for _, n := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
			if of, got, ok := parseName(n); !ok || of != s || !got.Equal(at) {
				t.Errorf("%s reads as %q, %v, %v", n, of, got, ok)
			}
		}
	}
	for _, n := range []string{"", "photo.jpg", "kapdesk-0123abcd-20261124T160509Z.backup.partial", "kapdesk-0123abcd-20261324T160509Z.backup",
		"kapdesk-0123abcd-89abcde-20261124T160509Z.backup", "kapdesk-0123abcd-89abcdef-89abcdef-20261124T160509Z.backup",
		"xkapdesk-0123abcd-20261124T160509Z.backup", "kapdesk-0123abcd-20261124T160509Z.backup (1)"} {
		if _, _, ok := parseName(n); ok {
			t.Errorf("%q is taken for a backup", n)
		}
	}
}

// Whatever stands in a folder, a name that is taken for a backup's is one that
// this package would give.
func FuzzName(f *testing.F) {
	f.Add("kapdesk-0123abcd-89abcdef-20261124T160509Z.backup")
	f.Add("KAPDESK-0123ABCD-20261124T160509Z.BACKUP")
	f.Add("kapdesk-0123abcd-20260230T160509Z.backup")
	f.Add("kapdesk-0123abcd-89abcdef-20261124T160509Z.backup.partial")
	f.Fuzz(func(t *testing.T, name string) {
		of, at, ok := parseName(name)
		if ok && !strings.EqualFold(of.fileName(at), name) {
			t.Errorf("%q reads as %q at %v, which is %q", name, of, at, of.fileName(at))
		}
	})
}

// Backups every eleven hours over three years: what is kept is the latest of 7 days, 5
// weeks and 12 months, and nothing of anybody else's is touched.
func TestRotation(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	foreign := []string{"holiday.jpg", ours.fileName(end) + ".partial"}
	for i := range 3 { // more of one day than are kept
		at := end.AddDate(-2, 0, 0).Add(time.Duration(i) * time.Minute)
		foreign = append(foreign, theirs.fileName(at), second.fileName(at), first.fileName(at))
	}
	have := slices.Clone(foreign)
	for at := end.AddDate(-3, 0, 0); !at.After(end); at = at.Add(11 * time.Hour) {
		have = append(have, ours.fileName(at))
		for _, gone := range ours.expired(have, ours.fileName(at)) {
			have = slices.DeleteFunc(have, func(n string) bool { return n == gone })
		}
	}
	for _, n := range foreign {
		if !slices.Contains(have, n) {
			t.Errorf("%s is gone", n)
		}
	}
	kept := len(have) - len(foreign)
	if kept < keepDays+keepMonths || kept > keepDays+keepWeeks+keepMonths {
		t.Errorf("%d are kept: %v", kept, have)
	}
	if again := ours.expired(have, ""); len(again) != 0 {
		t.Errorf("a second look takes away %v", again)
	}
	if !slices.Contains(have, ours.fileName(end.Add(-end.Sub(end.AddDate(-3, 0, 0))%(11*time.Hour)))) {
		t.Error("the latest is gone")
	}
}

// The latest is kept whatever else is there, and so is the one just made when
// the clock was put back.
func TestTheLatestAndTheOneJustMadeAreKept(t *testing.T) {
	old := ours.fileName(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC))
	if gone := ours.expired([]string{old}, ""); len(gone) != 0 {
		t.Errorf("the only backup goes: %v", gone)
	}
	names := []string{old}
	for i := range 400 {
		names = append(names, ours.fileName(time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)))
	}
	if gone := ours.expired(names, ""); !slices.Contains(gone, old) {
		t.Error("an old one stays for ever")
	}
	if gone := ours.expired(names, strings.ToUpper(old)); slices.Contains(gone, old) {
		t.Error("the one just made goes")
	}
}
