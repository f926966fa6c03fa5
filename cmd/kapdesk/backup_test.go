package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kapdesk/data/vault"
)

// The commands make a backup, verify it, put it into a new folder, and say in
// one line what is wrong.
func TestBackupAndRestoreByCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if code, _, errs := kapdesk("demo", "--out", dir); code != exitOK {
		t.Fatalf("code %d: %s", code, errs)
	}
	storeDir, secret, stick := filepath.Join(dir, demoStore), filepath.Join(dir, secretFile), t.TempDir()
	who := []string{"--store", storeDir, "--user", sampleName, "--secret-file", secret}
	run := func(want int, words ...string) string {
		t.Helper()
		code, out, errs := kapdesk(words...)
		if code != want || (want != exitOK) != (errs != "") || strings.Count(errs, "\n") > 1 {
			t.Errorf("%v: code %d, out %q, errors %q", words, code, out, errs)
		}
		return out
	}
	with := func(verb string, words ...string) []string { return append(append([]string{verb}, words...), who...) }

	run(exitUsage, with("backup")...)
	run(exitError, with("backup", "--to", filepath.Join(stick, "gone"))...)
	run(exitOK, with("backup", "--to", stick)...)
	files, err := filepath.Glob(filepath.Join(stick, "*.backup"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	run(exitOK, with("verify", files[0])...)

	free := filepath.Join(t.TempDir(), "restored")
	run(exitUsage, with("restore", files[0])...)
	run(exitUsage, with("restore", "--to", free)...)
	run(exitUsage, with("restore", files[0], "--to", storeDir)...)
	run(exitError, with("restore", secret, "--to", free)...)
	run(exitError, "restore", files[0], "--to", free, "--secret-file", secret) // the secret is no sheet
	run(exitOK, with("restore", files[0], "--to", free)...)
	run(exitOK, "verify", "--store", free, "--user", sampleName, "--secret-file", secret)

	flip(t, files[0])
	run(exitError, with("verify", files[0])...)
	run(exitError, with("restore", files[0], "--to", filepath.Join(t.TempDir(), "x"))...)
}

// With the recovery sheet a backup opens where nothing of the clinic is left.
func TestRestoreByTheSheet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	if code, _, errs := kapdesk("demo", "--out", dir); code != exitOK {
		t.Fatalf("code %d: %s", code, errs)
	}
	storeDir, secret, stick := filepath.Join(dir, demoStore), filepath.Join(dir, secretFile), t.TempDir()
	v, err := vault.Open(storeDir)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(secret)
	if err != nil {
		t.Fatal(err)
	}
	keys, _, err := v.Unlock(v.People()[0].ID, strings.TrimSpace(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := v.NewRecovery(keys)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := kapdesk("backup", "--to", stick, "--store", storeDir, "--user", sampleName, "--secret-file", secret); code != exitOK {
		t.Fatalf("code %d: %s", code, errs)
	}
	files, err := filepath.Glob(filepath.Join(stick, "*.backup"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	if err := os.RemoveAll(storeDir); err != nil {
		t.Fatal(err)
	}
	words := filepath.Join(t.TempDir(), "sheet.txt")
	if err := os.WriteFile(words, []byte(strings.Join(sheet.Groups(), " ")), 0o600); err != nil {
		t.Fatal(err)
	}
	free := filepath.Join(t.TempDir(), "restored")
	if code, _, errs := kapdesk("restore", files[0], "--to", free, "--secret-file", words); code != exitOK {
		t.Fatalf("code %d: %s", code, errs)
	}
	if code, out, errs := kapdesk("verify", "--store", free, "--user", sampleName, "--secret-file", secret); code != exitOK || !strings.Contains(out, "58 events") {
		t.Errorf("code %d: %s %s", code, out, errs)
	}
}
