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

	"filippo.io/age"

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
	v, keys, sheet, err := vault.Create(dir, vault.Person{ID: "ilse", Name: "Ilse"}, "river chalk button moth", quick)
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
	if _, err := Restore(t.Context(), m.Path, filepath.Join(t.TempDir(), "drill"), own, func() time.Time { return now }); err != nil {
		t.Errorf("with the clinic's own key: %v", err)
	}
	write(t, s, "after the backup")
	to := filepath.Join(t.TempDir(), "clinic")
	if _, err := Restore(t.Context(), m.Path, to, bySheet(t, strings.ToLower(sheet)), func() time.Time { return now }); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(to)
	if err != nil {
		t.Fatal(err)
	}
	keys, _, err := v.Unlock("ilse", "river chalk button moth")
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
	c, _, sheet := clinicOf(t)
	_, _, other := clinicOf(t)
	_, m := made(t, c, now)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "something"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	free := filepath.Join(t.TempDir(), "clinic")
	clock := func() time.Time { return now }
	if _, err := Restore(t.Context(), m.Path, full, bySheet(t, sheet), clock); !errors.Is(err, ErrTaken) {
		t.Errorf("over something: %v", err)
	}
	if _, err := Restore(t.Context(), m.Path, free, bySheet(t, other), clock); err == nil {
		t.Error("with another clinic's sheet")
	}
	if _, err := Sheet(sheet[:len(sheet)-1]); record.ProblemsOf(err) == nil {
		t.Errorf("a sheet cut short: %v", err)
	}
	if _, err := Restore(t.Context(), m.Path+"x", free, bySheet(t, sheet), clock); err == nil {
		t.Error("from nothing")
	}
	if left, err := os.ReadDir(filepath.Dir(free)); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Damage of every kind is found, and nothing crashes.
func TestDamageIsFound(t *testing.T) {
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

// A backup that somebody else made for our recipients is not ours: age lets
// anyone seal to a public key.
func TestAForgedBackupIsFound(t *testing.T) {
	c, _, _ := clinicOf(t)
	stranger, _, _ := clinicOf(t)
	to, err := c.recipients()
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	m, paths, err := stranger.stage(t.Context(), work, now)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(m Manifest, paths []string) error {
		path := filepath.Join(t.TempDir(), "forged.backup")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(writeArchive(t.Context(), f, m, paths, to), f.Close()); err != nil {
			t.Fatal(err)
		}
		_, err = c.Verify(t.Context(), path)
		return err
	}
	if err := forge(m, paths); !errors.Is(err, ErrForged) {
		t.Errorf("a stranger's: %v", err)
	}
	own, ownPaths, err := c.stage(t.Context(), t.TempDir(), now)
	if err != nil {
		t.Fatal(err)
	}
	if err := forge(own, ownPaths); err != nil {
		t.Errorf("our own: %v", err)
	}
	later := own
	later.Made = now.Add(time.Hour)
	if err := forge(later, ownPaths); !errors.Is(err, ErrForged) {
		t.Errorf("another date: %v", err)
	}
	if err := forge(own, []string{ownPaths[0], paths[1]}); err == nil {
		t.Error("another clinic's store under our manifest")
	}
}

// A folder that is full or gone leaves the backups before as they are.
func TestAFailedBackupLeavesTheOneBefore(t *testing.T) {
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

// Whatever bytes come as a manifest, it is refused or is one of ours.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"version":1,"clinic":"0123abcd","files":[{"name":"kapdesk.keys","size":1},{"name":"kapdesk.db","size":1}]}`))
	f.Add([]byte(`{"version":1,"files":[{"name":"../../etc/passwd","size":1},{"name":"kapdesk.db","size":1}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := parseManifest(raw)
		if err == nil && (m.Version != version || m.Files[0].Name != keysName || m.Files[1].Name != storeName) {
			t.Errorf("accepted %+v", m)
		}
	})
}

// Whatever bytes come as an archive, nothing is written outside the folder and
// nothing crashes.
func FuzzUnpack(f *testing.F) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("not a tar"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var sealed bytes.Buffer
		w, err := age.Encrypt(&sealed, id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(raw); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		top := t.TempDir()
		dir := filepath.Join(top, "in")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		_, _ = unpack(t.Context(), &sealed, dir, id)
		if entries, err := os.ReadDir(top); err != nil || len(entries) != 1 {
			t.Errorf("outside the folder: %v, %v", entries, err)
		}
	})
}

// What was cut short is swept away, and nothing else.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{stagePrefix + "1", verifyPrefix + "2", "notes"} {
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
