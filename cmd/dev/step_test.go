package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFailedStepFailsTheWholeAndStopsNothing(t *testing.T) {
	var out bytes.Buffer
	s := &steps{out: &out}
	ran := 0
	s.run("first", func() error { ran++; return errors.New("broken\nwith details") })
	s.run("second", func() error { ran++; return nil })
	s.run("third", func() error { ran++; return errors.New("broken too") })
	err := s.end()
	if err == nil || !strings.Contains(err.Error(), "2 of 3 steps failed: first, third") || ran != 3 {
		t.Errorf("%v after %d steps", err, ran)
	}
	table := out.String()[strings.LastIndex(out.String(), "== third"):]
	for _, want := range []string{"FAILED  broken\n", "second", "ok\n", "together"} {
		if !strings.Contains(table, want) {
			t.Errorf("the table lacks %q:\n%s", want, table)
		}
	}
}

func TestStepsThatAllGoWell(t *testing.T) {
	s := &steps{out: &bytes.Buffer{}}
	if !s.run("only", func() error { return nil }) || s.end() != nil {
		t.Error("a good step failed")
	}
}

func TestFaultsInStandardError(t *testing.T) {
	for _, bad := range []string{
		"2026/11/23 *** Error in Fyne call thread, this should have been called in fyne.Do[AndWait] ***\n  From: x.go:3",
		"panic: runtime error", "fatal error: concurrent map writes", "WARNING: DATA RACE",
	} {
		if faults("first line\n"+bad) == nil {
			t.Errorf("%q passed", bad)
		}
	}
	if err := faults("Fyne error:  failed to watch theme settings\n"); err != nil {
		t.Error(err)
	}
}

func TestHeadless(t *testing.T) {
	env := func(name string) func(string) string {
		return func(n string) string {
			if n == name {
				return ":0"
			}
			return ""
		}
	}
	if !headless("linux", env("")) {
		t.Error("Linux without a display is headless")
	}
	if headless("linux", env("DISPLAY")) || headless("linux", env("WAYLAND_DISPLAY")) || headless("darwin", env("")) || headless("windows", env("")) {
		t.Error("a machine with a display is not headless")
	}
}

func TestScreenshotsReplaceTheOldOnes(t *testing.T) {
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "shots")
	if copyShots(from, to) == nil {
		t.Error("an empty folder was copied")
	}
	for n, name := range append([]string{"today-arrived", "other"}, readmeShots...) {
		if err := os.WriteFile(filepath.Join(from, fmt.Sprintf("light-%02d-%s.png", n+1, name)), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, "old.png"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := copyShots(from, to); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(to)
	if err != nil || len(entries) != len(readmeShots) {
		t.Errorf("copied: %v, %v", entries, err)
	}
	if raw, err := os.ReadFile(filepath.Join(to, "today.png")); string(raw) != "today" {
		t.Errorf("today.png is %q, %v", raw, err)
	}
}

func TestUnknownCommandsAreRefused(t *testing.T) {
	for _, args := range [][]string{{"pack"}, {"test", "fast"}, {"shots", "x"}} {
		if start(args) == nil {
			t.Errorf("%q went well", args)
		}
	}
}
