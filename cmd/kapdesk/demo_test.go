package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
)

// kapdesk runs the command line and gives its exit code and what it printed.
func kapdesk(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, &o, &e)
	return code, o.String(), e.String()
}

func TestDemoRefusals(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "letter.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(full, "letter.txt")
	for name, args := range map[string][]string{
		"no folder":       {"demo"},
		"unknown flag":    {"demo", "--oot", "x"},
		"a word too many": {"demo", "--out", filepath.Join(full, "new"), "x"},
		"not empty":       {"demo", "--out", full},
		"a file":          {"demo", "--out", file},
		"unknown command": {"dance"},
		"unknown option":  {"--dance"},
		"stray word":      {"--data", full, "x"},
	} {
		code, out, errs := kapdesk(args...)
		if code != exitUsage || out != "" || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "kapdesk") {
			t.Errorf("%s: code %d, printed %q, said %q", name, code, out, errs)
		}
	}
	left, err := os.ReadDir(full)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A folder that nobody may write in leaves nothing behind and says so.
func TestDemoWhereNothingCanBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := kapdesk("demo", "--out", filepath.Join(file, "below", "it"))
	if code == exitOK || strings.Count(errs, "\n") != 1 {
		t.Errorf("code %d, said %q", code, errs)
	}
}

// TestDemoOnAFullDisk fills a small file system while the day is played.
func TestDemoOnAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if raw, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Logf("no small file system can be mounted here (%v: %s); the store's own test fills a disk by its page limit", err, raw)
		return
	}
	defer exec.Command("umount", dir).Run()
	code, _, errs := kapdesk("demo", "--out", filepath.Join(dir, "day"))
	if code != exitError || strings.Count(errs, "\n") != 1 {
		t.Errorf("code %d, said %q", code, errs)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	code, out, errs := kapdesk("demo", "--out", dir, "--json")
	if code != exitOK {
		t.Fatalf("code %d: %s", code, errs)
	}
	var m struct {
		made
		Store string `json:"store"`
	}
	if err := json.Unmarshal([]byte(out), &m); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if len(m.Patients) != 2 || !m.Patients[0].Eligible || m.Patients[1].Eligible {
		t.Errorf("patients %+v", m.Patients)
	}
	if len(m.Sessions) != 3 {
		t.Errorf("sessions %+v", m.Sessions)
	}
	for _, s := range m.Sessions {
		if s.State != "closed" {
			t.Errorf("session %+v is not closed", s)
		}
	}
	if len(m.Files) != 5 {
		t.Errorf("files %v", m.Files)
	}
	for _, f := range m.Files {
		raw, err := os.ReadFile(filepath.Join(dir, f))
		if err != nil || !bytes.HasPrefix(raw, []byte("%PDF-")) {
			t.Errorf("%s: %v", f, err)
		}
	}
	d, err := openDesks(context.Background(), filepath.Join(dir, m.Store), time.Now, demoKey(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	defer d.store.Close()
	if n, err := d.store.Verify(context.Background()); err != nil || n != m.Events {
		t.Errorf("%d events verified of %d: %v", n, m.Events, err)
	}
	if code, _, _ := kapdesk("demo", "--out", dir); code != exitUsage {
		t.Errorf("a second demo in the same folder: code %d", code)
	}
}

// The sample clinic has a day with people at every point of the way, and no
// event in the future, whenever it is made: also around midnight, on the days
// when the clocks change, and on a leap day.
func TestSampleClinic(t *testing.T) {
	zone, err := time.LoadLocation(sampleZone)
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range []time.Time{
		time.Now(),
		time.Date(2026, 11, 24, 0, 0, 30, 0, zone),
		time.Date(2026, 11, 24, 9, 30, 0, 0, zone),
		time.Date(2026, 11, 24, 23, 59, 30, 0, zone),
		time.Date(2026, 11, 1, 1, 30, 0, 0, zone), // this hour comes twice
		time.Date(2027, 3, 14, 3, 0, 0, 0, zone),  // the hour before is not there
		time.Date(2027, 3, 21, 12, 0, 0, 0, zone), // the dosing session is on the day of the change
		time.Date(2028, 2, 29, 12, 0, 0, 0, zone),
	} {
		t.Run(now.Format("2006-01-02 15.04"), func(t *testing.T) { sampleAt(t, now) })
	}
}

func sampleAt(t *testing.T, now time.Time) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "sample")
	if err := fillSample(ctx, dir, now); err != nil {
		t.Fatal(err)
	}
	key, err := sampleKey(dir, dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDesks(ctx, dir, func() time.Time { return now }, key)
	if err != nil {
		t.Fatal(err)
	}
	defer d.store.Close()
	c, err := d.clinics.Clinic(ctx)
	if err != nil || !c.Sample {
		t.Fatalf("%+v, %v", c, err)
	}
	people, err := d.clinics.People(ctx)
	if err != nil {
		t.Fatal(err)
	}
	day, err := d.schedule.Day(ctx, record.Actor{ID: people[1].ID}, record.DateOf(now, c.Location()))
	if err != nil || len(day.Rows) != 5 || day.Waiting() == 0 || day.Waiting() == 5 {
		t.Errorf("%d visits, %d waiting, %v", len(day.Rows), day.Waiting(), err)
	}
	err = d.store.View(ctx, func(r record.Reader) error {
		facts, err := r.Facts(record.Filter{Superseded: true})
		for _, f := range facts {
			if f.At.After(now) || f.Entered.After(now) {
				t.Errorf("%s happened in the future: %v", f.Kind, f.At)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
