package vault

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

// What belongs to testdata/v1 and testdata/v1-rekeying, key files of version 1
// that must open for ever. They were written once, by the first program that
// knew the format, and are never written again.
const (
	goldenAnna  = "caf\u00e9 nutmeg harbor tile"
	goldenName  = "Zoë \"Z\" O'Brien & <Söhne> \\ \u200d李"
	goldenSheet = "AGE-SECRET-KEY-PQ-1WNYZEMD3F086T74T85QGVGA5FP2TA698TNUTNEQVKPP5Z97CHM7QP7PSNE"
	goldenData  = "278ee4ccd2fe4b914197357fc36e3a7da6573d771ea91e94942d20e3297fdc7d"
	goldenNext  = "73b9716cdd0e820ea974e057b846ec056c2e0bea8c0ad6582489d7ff6b491f95"
	goldenAudit = "633d46f24560ac47713e1c909fae4687b0ee561eb55fc2343c013bb42bbe2b4b"
)

// golden gives a copy of one of them in a folder of its own.
func golden(t *testing.T, name string) *Vault {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name, FileName))
	must(t, err)
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")) // as a checkout on Windows may have made it
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, FileName), raw, 0o600))
	v, err := Open(dir)
	must(t, err)
	return v
}

func TestVersion1OpensForEver(t *testing.T) {
	v := golden(t, "v1")
	if got := v.People(); len(got) != 2 || got[0] != (Person{anna.ID, goldenName}) || got[1] != ben {
		t.Errorf("people: %q", got)
	}
	k, _, err := v.Unlock(anna.ID, goldenAnna)
	must(t, err)
	_, own, err := v.Unlock(ben.ID, benPass)
	must(t, err)
	r, err := v.Recover(goldenSheet)
	must(t, err)
	for _, k := range []*Keys{k, r} {
		if hex.EncodeToString(k.Data()) != goldenData || hex.EncodeToString(k.For("audit")) != goldenAudit {
			t.Error("another data key, or another key for a purpose")
		}
	}
	note, err := os.ReadFile(filepath.Join("testdata", "v1", "note.age"))
	must(t, err)
	if plain, err := own.Open(note); err != nil || string(plain) != "sealed in 2026" {
		t.Errorf("the sealed note: %q, %v", plain, err)
	}
	if ids, err := v.BackupIdentities(k); err != nil || len(ids) != 1 {
		t.Errorf("backup identities: %d, %v", len(ids), err)
	}
	must(t, v.Add(k, cleo, newPass)) // and it lives on
	unlock(t, v, cleo.ID, newPass)
}

func TestVersion1WhileRekeying(t *testing.T) {
	v := golden(t, "v1-rekeying")
	k, _, err := v.Unlock(ben.ID, benPass)
	must(t, err)
	next, ok := v.Pending(k)
	if !ok || hex.EncodeToString(next) != goldenNext || hex.EncodeToString(k.Data()) != goldenData {
		t.Error("other keys")
	}
	must(t, v.FinishRekey(k))
	r, err := v.Recover(goldenSheet)
	must(t, err)
	if hex.EncodeToString(r.Data()) != goldenNext {
		t.Error("the end of the re-keying leads elsewhere")
	}
}
