package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/screens/place"
)

// Backups are made by themselves, before the window closes too, and the badge
// tells how they stand; the restored clinic is another laptop's.
func TestBackupsInTheWindow(t *testing.T) {
	g := openGuarded(t)
	ctx := context.Background()
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	if g.shell.Badge() == "" || g.shell.Badge() == "Backed up" {
		t.Errorf("without any backup the badge says %q", g.shell.Badge())
	}
	folder := t.TempDir()
	g.care()
	if n := len(list(t, folder)); n != 0 {
		t.Fatalf("%d backups before a folder was chosen", n)
	}
	if _, err := g.open.backups.AddFolder(ctx, g.shell.Actor(), folder); err != nil {
		t.Fatal(err)
	}
	g.care()
	first := list(t, folder)
	if len(first) != 1 {
		t.Fatalf("%d backups after the first look", len(first))
	}
	g.care()
	g.now = g.now.Add(2 * time.Hour)
	g.care() // nothing has changed
	if again := list(t, folder); len(again) != 1 || again[0] != first[0] {
		t.Errorf("%v although nothing changed", again)
	}
	if badge := g.shell.Badge(); badge == "Backed up" && sameDisk(g.data, folder) {
		t.Errorf("the only backup lies on the same disk, and the badge says %q", badge)
	}
	if _, err := g.open.sessions.Book(ctx, g.shell.Actor(), g.jose, "integration", g.now.Add(48*time.Hour), "Room 2", g.day.ana.ID); err != nil {
		t.Fatal(err)
	}
	g.close()
	if last := list(t, folder); len(last) != 1 || last[0] == first[0] { // the later one of a day is kept
		t.Errorf("after closing there is %v", last)
	}
}

func sameDisk(a, b string) bool { same, known := disks{}.SameDisk(a, b); return same && known }

// list gives the backups in a folder; anything else in it fails the test.
func list(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".backup") {
			t.Errorf("in the folder for backups lies %s", e.Name())
		}
		names = append(names, filepath.Join(folder, e.Name()))
	}
	return names
}

// A lock ends a backup that is under way, and leaves nothing half done.
func TestTheLockEndsABackup(t *testing.T) {
	g := openGuarded(t)
	ctx := context.Background()
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	folder := t.TempDir()
	if _, err := g.open.backups.AddFolder(ctx, g.shell.Actor(), folder); err != nil {
		t.Fatal(err)
	}
	by, desk := g.shell.Actor(), g.open.backups
	locked := make(chan struct{})
	started := make(chan struct{}, 100)
	go func() {
		<-started
		g.shell.Lock()
		close(locked)
	}()
	_, _ = desk.Run(ctx, by, backups.ByHand, func(backups.Now) {
		select {
		case started <- struct{}{}:
		default:
		}
	})
	<-locked
	if g.open != nil {
		t.Error("the clinic is still open")
	}
	for _, path := range list(t, folder) { // it may have come to its end first
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%v, %v", info, err)
		}
	}
	left, err := filepath.Glob(filepath.Join(g.clinicDir(), ".*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left in the clinic's folder: %v, %v", left, err)
	}
}

// The sheet brings a clinic back on a new laptop, and in the place of one that
// is kept under another name.
func TestRestoreInTheWindow(t *testing.T) {
	g := openGuarded(t)
	ctx := context.Background()
	g.must(g.come(g.day.ilse.ID, ilsesWords))
	groups, err := g.open.access.NewSheet(ctx, g.shell.Actor())
	g.must(err)
	folder, device := t.TempDir(), g.open.store.Device()
	_, err = g.open.backups.AddFolder(ctx, g.shell.Actor(), folder)
	g.must(err)
	g.care()
	backup := list(t, folder)[0]
	g.must(g.open.audit.Printed(ctx, g.shell.Actor(), "Who opened the chart", "")) // after the backup
	g.restoreHere()
	if g.open != nil || g.ring.data() != nil || !strings.Contains(g.text(), "recovery sheet") {
		t.Fatalf("the clinic stays open: %s", g.text())
	}
	r := restorer{g.program}
	if err := r.Restore(ctx, backup, "no sheet", nil); record.ProblemsOf(err) == nil || record.ProblemsOf(err)[0].Field != "restore.sheet" {
		t.Errorf("a wrong sheet: %v", err)
	}
	if err := r.Restore(ctx, filepath.Join(folder, "none.backup"), strings.Join(groups, " "), nil); record.ProblemsOf(err) == nil {
		t.Errorf("no such file: %v", err)
	}
	g.must(r.Restore(ctx, backup, strings.Join(groups, " "), nil))
	before, err := filepath.Glob(g.clinicDir() + "-before-*")
	if err != nil || len(before) != 1 {
		t.Errorf("what was here is kept as %v, %v", before, err)
	}
	g.ring = nil
	g.begin()
	g.must(g.come(g.day.ana.ID, anasWords))
	if g.open.store.Device() == device {
		t.Error("the restored laptop goes on as the old one")
	}
	if g.kinds()["paper.printed"] != 0 {
		t.Error("what came after the backup is in it")
	}
	g.shell.Go(place.Route{Place: place.Intake, Patient: g.jose})
	if !strings.Contains(g.text(), "José") {
		t.Error("the chart is not there")
	}
}
