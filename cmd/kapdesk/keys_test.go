package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"kapdesk/app/record"
	"kapdesk/data/vault"
)

// testKey is the key of the stores that tests make.
var testKey = bytes.Repeat([]byte{7}, 32)

// demoKey is that of a store that the demo made.
func demoKey(t *testing.T, dir string) []byte {
	t.Helper()
	key, err := sampleKey(filepath.Join(dir, demoStore), dir)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// quick is the least that a passphrase may cost, so that tests do not wait.
var quick = vault.Cost{MemoryKiB: 19 << 10, Time: 2, Threads: 1}

// aRing is the key file of a clinic whose owner is "ilse".
func aRing(t *testing.T, clock *time.Time) *keyring {
	t.Helper()
	ring, err := makeKeyring(t.TempDir(), func() time.Time { return *clock }, "ilse", "Ilse", "river chalk button moth", quick)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestAWrongPassphraseOpensNothingAndMakesWait(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ring := aRing(t, &now)
	ring.lock()
	if _, err := ring.unlock("nobody", "river chalk button moth"); err == nil || ring.data() != nil {
		t.Fatalf("nobody got in: %v", err)
	}
	for range 4 {
		if _, err := ring.unlock("ilse", "wrong"); err == nil || ring.data() != nil {
			t.Fatalf("a wrong passphrase got in: %v", err)
		}
	}
	_, err := ring.unlock("ilse", "river chalk button moth")
	ps := record.ProblemsOf(err)
	if len(ps) != 1 || ps[0].Field != "signin.passphrase" || !strings.Contains(ps[0].Text, "Wait") {
		t.Fatalf("after four failures: %v", err)
	}
	now = now.Add(time.Minute)
	before, err := ring.unlock("ilse", "river chalk button moth")
	if err != nil || before.Times != 4 || before.Until.IsZero() || before.Uncounted || len(ring.data()) != 32 {
		t.Errorf("after a minute: %+v, %v", before, err)
	}
}

func TestTheLockForgetsTheKeys(t *testing.T) {
	now := time.Now()
	ring := aRing(t, &now)
	if ring.data() == nil {
		t.Fatal("a new clinic is locked")
	}
	ring.lock()
	if ring.data() != nil || ring.Give("mara", "Mara", "kettle feather harbor plum") == nil {
		t.Error("the keys are still there")
	}
}

func TestPassphrasesAreGivenChangedAndTaken(t *testing.T) {
	now := time.Now()
	ring := aRing(t, &now)
	for name, err := range map[string]error{
		"too short":       ring.Give("mara", "Mara", "short"),
		"the wrong old":   ring.Change("ilse", "wrong", "cedar thimble fog anchor"),
		"a weak new one":  ring.Change("ilse", "river chalk button moth", "password1234"),
		"taken the last":  ring.Take("ilse"),
		"taken of nobody": ring.Take("nobody"),
	} {
		if record.ProblemsOf(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := ring.Give("mara", "Mara", "kettle feather harbor plum"); err != nil || !ring.Has("mara") {
		t.Fatal(err)
	}
	if err := ring.Change("ilse", "river chalk button moth", "cedar thimble fog anchor"); err != nil {
		t.Fatal(err)
	}
	again, err := openKeyring(ring.dir, ring.clock)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.unlock("ilse", "river chalk button moth"); err == nil {
		t.Error("the old passphrase still opens it")
	}
	if _, err := again.unlock("mara", "kettle feather harbor plum"); err != nil || !bytes.Equal(again.data(), ring.data()) {
		t.Errorf("Mara: %v", err)
	}
	if err := ring.Take("mara"); err != nil || ring.Has("mara") {
		t.Error(err)
	}
}

func TestTheSheetOpensTheClinic(t *testing.T) {
	now := time.Now()
	ring := aRing(t, &now)
	first, name, err := ring.NewSheet()
	if err != nil || name != ring.Sheet() {
		t.Fatalf("%q, %v", name, err)
	}
	second, _, err := ring.NewSheet()
	if err != nil {
		t.Fatal(err)
	}
	key := ring.data()
	ring.lock()
	if err := ring.recover("ilse", strings.Join(first, " "), "cedar thimble fog anchor"); record.ProblemsOf(err) == nil {
		t.Errorf("a sheet that was replaced: %v", err)
	}
	if err := ring.recover("ilse", strings.Join(second, " "), "short"); record.ProblemsOf(err) == nil || ring.data() != nil {
		t.Errorf("a weak passphrase: %v", err)
	}
	if err := ring.recover("ilse", strings.ToLower(strings.Join(second, " ")), "cedar thimble fog anchor"); err != nil || !bytes.Equal(ring.data(), key) {
		t.Errorf("%v", err)
	}
	ring.lock()
	if _, err := ring.unlock("ilse", "cedar thimble fog anchor"); err != nil {
		t.Errorf("the new passphrase: %v", err)
	}
}

// The commands and the whole sample day leave nothing to read: no name, word
// or figure of a patient in any file but those that were exported.
func TestNothingOfAPatientCanBeRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if code, _, errs := kapdesk("demo", "--out", dir); code != exitOK {
		t.Fatalf("code %d: %s", code, errs)
	}
	found := func(under string) (hits []string) {
		err := filepath.WalkDir(under, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			for _, mark := range []string{"Ñandú", "Lindqvist", "breathing with me", "lisinopril", "SQLite format 3", "CREATE TABLE"} {
				for form, b := range forms(mark) {
					if bytes.Contains(raw, b) {
						hits = append(hits, filepath.Base(path)+": "+mark+" as "+form)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return hits
	}
	if hits := found(filepath.Join(dir, demoStore)); len(hits) != 0 {
		t.Errorf("in the store: %v", hits)
	}
	// The same look finds a store that is not encrypted.
	plain := t.TempDir()
	s, err := newSampler(context.Background(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if s.desks, err = openDesks(context.Background(), plain, s.clock.Now, nil); err != nil {
		t.Fatal(err)
	}
	s.day()
	if err := s.store.Close(); err != nil || s.err != nil {
		t.Fatal(err, s.err)
	}
	if hits := found(plain); len(hits) < 5 {
		t.Errorf("a plain store shows only %v: the test tests nothing", hits)
	}
}

// forms are the ways in which a text may stand in a file.
func forms(s string) map[string][]byte {
	var le []byte
	for _, u := range utf16.Encode([]rune(s)) {
		le = append(le, byte(u), byte(u>>8))
	}
	return map[string][]byte{"UTF-8": []byte(s), "UTF-16": le, "hex": []byte(hex.EncodeToString([]byte(s))), "HEX": []byte(strings.ToUpper(hex.EncodeToString([]byte(s))))}
}

func TestVerify(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if code, _, errs := kapdesk("demo", "--out", dir); code != exitOK {
		t.Fatalf("code %d: %s", code, errs)
	}
	storeDir, secret := filepath.Join(dir, demoStore), filepath.Join(dir, secretFile)
	wrong := filepath.Join(dir, "wrong.txt")
	if err := os.WriteFile(wrong, []byte("not the passphrase\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		args []string
		code int
	}{
		{"no store", []string{"--user", sampleName}, exitUsage},
		{"nobody", []string{"--store", storeDir}, exitUsage},
		{"somebody else", []string{"--store", storeDir, "--user", "x", "--secret-file", secret}, exitUsage},
		{"a secret that is not there", []string{"--store", storeDir, "--user", sampleName, "--secret-file", "/nowhere"}, exitUsage},
		{"no secret and nobody at the keyboard", []string{"--store", storeDir, "--user", sampleName}, exitUsage},
		{"a word too many", []string{"--store", storeDir, "--user", sampleName, "x"}, exitUsage},
		{"another folder", []string{"--store", dir, "--user", sampleName, "--secret-file", secret}, exitError},
		{"a wrong secret", []string{"--store", storeDir, "--user", sampleName, "--secret-file", wrong}, exitError},
		{"sound", []string{"--store", storeDir, "--user", sampleName, "--secret-file", secret}, exitOK},
	} {
		code, out, errs := kapdesk(append([]string{"verify"}, tt.args...)...)
		if code != tt.code || (code != exitOK) != (errs != "") {
			t.Errorf("%s: code %d, out %q, errors %q", tt.name, code, out, errs)
		}
	}
	flip(t, filepath.Join(storeDir, "kapdesk.db"))
	if code, _, errs := kapdesk("verify", "--store", storeDir, "--user", sampleName, "--secret-file", secret); code != exitError || !strings.Contains(errs, "damaged") {
		t.Errorf("a flipped bit: code %d, %q", code, errs)
	}
}

// flip turns a bit in the middle of a file.
func flip(t *testing.T, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 4
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
