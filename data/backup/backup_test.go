package backup

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

var now = time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)

// quick is the least that a passphrase may cost, so that tests do not wait.
var quick = vault.Cost{MemoryKiB: 19 << 10, Time: 2, Threads: 1}

// clinicOf makes a clinic with some events, and its recovery sheet.
func clinicOf(t testing.TB) (Clinic, *store.Store, string) {
	t.Helper()
	dir := t.TempDir()
	v, keys, sheet, err := vault.Create(dir, vault.Person{ID: "ilse", Name: "Ilse"}, passphrase, quick)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Clock: func() time.Time { return now }, Key: keys.Data()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	write(t, s, "one", "two", "three")
	return Clinic{Dir: dir, Store: s, Vault: v, Keys: keys}, s, sheet.Identity()
}

func write(t testing.TB, s *store.Store, words ...string) {
	t.Helper()
	for _, w := range words {
		err := s.Update(context.Background(), record.Actor{ID: "ilse"}, func(tx record.Tx) error {
			_, err := tx.Append(record.Change{Kind: "note.written", Version: 1, Record: record.Ref{Type: "note", ID: tx.NewID()}, Fact: struct{ Text string }{w}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// made makes a backup.
func made(t testing.TB, c Clinic, at time.Time) (folder string, m Made) {
	t.Helper()
	folder = t.TempDir()
	m, err := c.To(context.Background(), folder, at)
	if err != nil {
		t.Fatal(err)
	}
	return folder, m
}

func bySheet(t testing.TB, sheet string) Opener {
	t.Helper()
	o, err := Sheet(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestABackupIsMadeVerifiedAndRestored(t *testing.T) {
	t.Parallel()
	c, s, sheet := clinicOf(t)
	folder, m := made(t, c, now)
	if m.Manifest.Events != 3 || m.Manifest.Device != s.Device() {
		t.Errorf("%+v", m.Manifest)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
	if own, err := filepath.Glob(filepath.Join(c.Dir, ".*-*")); err != nil || len(own) != 0 {
		t.Errorf("left behind: %v, %v", own, err)
	}
	own, err := c.Opener()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), m.Path, filepath.Join(t.TempDir(), "drill"), own, func() time.Time { return now }, nil); err != nil {
		t.Errorf("with the clinic's own key: %v", err)
	}
	write(t, s, "after the backup")
	to := filepath.Join(t.TempDir(), "clinic")
	if _, err := Restore(t.Context(), m.Path, to, bySheet(t, strings.ToLower(sheet)), func() time.Time { return now }, nil); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(to)
	if err != nil {
		t.Fatal(err)
	}
	keys, _, err := v.Unlock("ilse", passphrase)
	if err != nil {
		t.Fatal(err)
	}
	r, err := store.Open(t.Context(), store.Options{Dir: to, Clock: func() time.Time { return now }, Key: keys.Data()})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if n, err := r.Verify(t.Context()); err != nil || n != 3 || r.Device() == s.Device() {
		t.Errorf("%d events, %v, the same laptop %v", n, err, r.Device() == s.Device())
	}
}

func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	c, _, sheet := clinicOf(t)
	_, _, other := clinicOf(t)
	_, m := made(t, c, now)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "something"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	free := filepath.Join(t.TempDir(), "clinic")
	clock := func() time.Time { return now }
	if _, err := Restore(t.Context(), m.Path, full, bySheet(t, sheet), clock, nil); !errors.Is(err, ErrTaken) {
		t.Errorf("over something: %v", err)
	}
	if _, err := Restore(t.Context(), m.Path, free, bySheet(t, other), clock, nil); err == nil {
		t.Error("with another clinic's sheet")
	}
	if _, err := Sheet(sheet[:len(sheet)-1]); record.ProblemsOf(err) == nil {
		t.Errorf("a sheet cut short: %v", err)
	}
	if _, err := Restore(t.Context(), m.Path+"x", free, bySheet(t, sheet), clock, nil); err == nil {
		t.Error("from nothing")
	}
	if left, err := os.ReadDir(filepath.Dir(free)); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Damage of every kind is found, and nothing crashes.
func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	_, m := made(t, c, now)
	good, err := os.ReadFile(m.Path)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.backup")
	found := func(name string, raw []byte) {
		t.Helper()
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Verify(t.Context(), bad); err == nil {
			t.Errorf("%s: not found", name)
		}
	}
	if err := os.WriteFile(bad, good, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Verify(t.Context(), bad); err != nil {
		t.Fatalf("a good one: %v", err)
	}
	found("empty", nil)
	found("a byte more", append(bytes.Clone(good), 0))
	for i := range 24 {
		at := len(good) * i / 24
		flipped := bytes.Clone(good)
		flipped[at] ^= 1
		found("a bit flipped", flipped)
		found("cut short", good[:at])
	}
}

// A folder that is full or gone leaves the backups before as they are.
func TestAFailedBackupLeavesTheOneBefore(t *testing.T) {
	t.Parallel()
	c, _, _ := clinicOf(t)
	folder, first := made(t, c, now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.To(ctx, folder, now.Add(time.Hour)); err == nil {
		t.Error("a backup that was stopped counts")
	}
	if _, err := c.To(t.Context(), filepath.Join(folder, "gone"), now.Add(time.Hour)); err == nil {
		t.Error("a folder that is not there")
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 || entries[0].Name() != filepath.Base(first.Path) {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

// What was cut short is swept away, and nothing else.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{stagePrefix + "1", verifyPrefix + "2", drillPrefix + "3", "notes"} {
		if err := os.MkdirAll(filepath.Join(dir, name, "in"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, stagePrefix+"file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Sweep(dir); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("left are %v, %v", entries, err)
	}
}
