package vault

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func attempts(t testing.TB, dir string) *Attempts {
	t.Helper()
	a, err := OpenAttempts(dir)
	must(t, err)
	return a
}

func TestWaits(t *testing.T) {
	dir := t.TempDir()
	now := noon
	for i, want := range []int{0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300} {
		a := attempts(t, dir) // each try after a restart
		must(t, a.Failed(anna.ID, now))
		for _, a := range []*Attempts{a, attempts(t, dir)} {
			if got := a.Wait(anna.ID, now); got != time.Duration(want)*time.Second {
				t.Errorf("after %d failures: %v, want %d s", i+1, got, want)
			}
			if got := a.Wait(anna.ID, now.Add(time.Second)); want > 0 && got != time.Duration(want-1)*time.Second {
				t.Errorf("after %d failures and a second: %v", i+1, got)
			}
			if a.Wait(anna.ID, now.Add(time.Duration(want)*time.Second)) != 0 || a.Wait(ben.ID, now) != 0 {
				t.Errorf("after %d failures: waits too long, or the wrong person", i+1)
			}
		}
		now = now.Add(time.Hour)
	}
	a := attempts(t, dir)
	if n := a.Failures(anna.ID); n != 14 {
		t.Errorf("shown: %d failures", n)
	}
	n, err := a.Succeeded(anna.ID)
	if n != 14 || err != nil {
		t.Errorf("to be audited: %d, %v", n, err)
	}
	for _, a := range []*Attempts{a, attempts(t, dir)} {
		if n, _ := a.Succeeded(anna.ID); n != 0 || a.Wait(anna.ID, now) != 0 || a.Failures(anna.ID) != 0 {
			t.Error("the failures outlived the success")
		}
	}
	if got := waitAfter(maxCount); got != longestWait {
		t.Errorf("at the end of the count: %v", got)
	}
}

func TestClockSetBack(t *testing.T) {
	dir := t.TempDir()
	a := attempts(t, dir)
	for range 7 { // 16 s
		must(t, a.Failed(anna.ID, noon))
	}
	for _, back := range []time.Duration{time.Second, time.Hour, 20 * 365 * 24 * time.Hour} {
		a := attempts(t, dir)
		earlier := noon.Add(-back)
		if got := a.Wait(anna.ID, earlier); got != 16*time.Second {
			t.Errorf("%v back: %v", back, got)
		}
		// It does not last until the clock has caught up.
		if got := a.Wait(anna.ID, earlier.Add(16*time.Second)); got != 0 {
			t.Errorf("%v back, 16 s later: %v", back, got)
		}
	}
	must(t, a.Failed(anna.ID, noon.Add(-time.Hour)))
	if got := attempts(t, dir).Wait(anna.ID, noon.Add(-time.Hour)); got != 32*time.Second {
		t.Errorf("one more by the clock set back: %v", got)
	}
}

// While the program runs, Go's monotonic reading counts, whatever the clock.
func TestClockChangedWhileRunning(t *testing.T) {
	a := attempts(t, t.TempDir())
	now := time.Now()
	for range 7 {
		must(t, a.Failed(anna.ID, now))
	}
	if got := a.Wait(anna.ID, now.Add(6*time.Second)); got != 10*time.Second {
		t.Errorf("6 s later: %v", got)
	}
	if a.people[anna.ID].Last.String() == a.people[anna.ID].Last.Round(0).String() {
		t.Error("the monotonic reading is lost")
	}
}

func TestAttemptsFileDamaged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, AttemptsName)
	if attempts(t, dir).Damaged() {
		t.Error("no file is a damaged one")
	}
	good := fmt.Sprintf(`{"version":1,"people":{%q:{"count":9,"last":"2026-03-02T12:00:00Z"}}}`, anna.ID)
	for _, bad := range []string{"", "null", "{}", good + "x", good + good, good[:len(good)-2], `{"version":1}`,
		strings.Replace(good, "count\":9", "count\":0", 1), strings.Replace(good, "count\":9", "count\":-4", 1), strings.Replace(good, ":1", ":2", 1),
		strings.Replace(good, "count", "number", 1), strings.Replace(good, string(anna.ID), "../x", 1),
		`{"version":1,"people":{"a":null}}`, good + strings.Repeat(" ", maxAttempts)} {
		must(t, os.WriteFile(path, []byte(bad), 0o600))
		a := attempts(t, dir)
		if !a.Damaged() || a.Wait(anna.ID, noon) != 0 {
			t.Errorf("%.60q: taken for a good file", bad)
		}
		must(t, a.Failed(anna.ID, noon))
		if attempts(t, dir).Damaged() {
			t.Errorf("%.60q: not mended by the next failure", bad)
		}
	}
	must(t, os.WriteFile(path, []byte(good), 0o600))
	if a := attempts(t, dir); a.Damaged() || a.Failures(anna.ID) != 9 {
		t.Error("the good file is not read")
	}
}

func TestAttemptsThatCannotBeKept(t *testing.T) {
	d := newMemDisk()
	a, err := openAttempts(d, "clinic")
	must(t, err)
	for range 5 {
		d.left = 1 // each write fails
		if err := a.Failed(anna.ID, noon); record.CodeOf(err) != record.Unavailable {
			t.Errorf("full disk: %v", err)
		}
	}
	if a.Failures(anna.ID) != 5 || a.Wait(anna.ID, noon) != 4*time.Second {
		t.Error("what could not be kept was not counted either")
	}
	is(t, a.Failed("../x", noon), ErrNoPerson)
}

func FuzzAttempts(f *testing.F) {
	f.Add([]byte(`{"version":1,"people":{"a":{"count":9,"last":"2026-03-02T12:00:00Z"}}}`))
	f.Add([]byte(`{"version":1,"people":{"a":{"count":1,"last":"0001-01-01T00:00:00Z"}}}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		people, err := parseAttempts(raw)
		if err != nil {
			return
		}
		a := &Attempts{people: people, disk: newMemDisk(), path: AttemptsName}
		for id := range people {
			if w := a.Wait(id, noon); w < 0 || w > longestWait {
				t.Fatalf("waits %v", w)
			}
		}
		must(t, a.Failed("a", noon))
		again, err := openAttempts(a.disk, ".")
		if err != nil || again.Damaged() {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
	})
}
