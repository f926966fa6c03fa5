package backup

import (
	"slices"
	"testing"
	"time"
)

const ours = "0123abcd"

func TestNames(t *testing.T) {
	at := time.Date(2026, 11, 24, 16, 5, 9, 0, time.UTC)
	name := fileName(ours, at)
	if c, got, ok := parseName(name); !ok || c != ours || !got.Equal(at) {
		t.Errorf("%s reads as %q, %v, %v", name, c, got, ok)
	}
	for _, n := range []string{"", "photo.jpg", "kapdesk-0123abcd-20261124T160509Z.backup.partial", "kapdesk-0123ABCD-20261124T160509Z.backup",
		"kapdesk-0123abcd-20261324T160509Z.backup", "xkapdesk-0123abcd-20261124T160509Z.backup"} {
		if _, _, ok := parseName(n); ok {
			t.Errorf("%q is taken for a backup", n)
		}
	}
}

// Hourly backups over three years: what is kept is the latest of 7 days, 5
// weeks and 12 months, and nothing of anybody else's is touched.
func TestRotation(t *testing.T) {
	end := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	foreign := []string{"holiday.jpg", fileName("ffffffff", end.AddDate(-2, 0, 0)), fileName(ours, end) + ".partial"}
	have := slices.Clone(foreign)
	for at := end.AddDate(-3, 0, 0); !at.After(end); at = at.Add(5 * time.Hour) {
		have = append(have, fileName(ours, at))
		for _, gone := range expired(have, ours) {
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
	if again := expired(have, ours); len(again) != 0 {
		t.Errorf("a second look takes away %v", again)
	}
	latest := slices.Max(slices.DeleteFunc(slices.Clone(have), func(n string) bool { c, _, ok := parseName(n); return !ok || c != ours }))
	if got, _, _ := parseName(latest); got != ours {
		t.Errorf("the latest is %s", latest)
	}
}

// The latest is kept whatever else is there.
func TestTheLatestIsKept(t *testing.T) {
	one := fileName(ours, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	if gone := expired([]string{one}, ours); len(gone) != 0 {
		t.Errorf("the only backup goes: %v", gone)
	}
}
