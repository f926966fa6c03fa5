package vault

import (
	"bytes"
	"testing"
)

func TestSealedNotes(t *testing.T) {
	v := clinic(t)
	k, author := unlock(t, v.Vault, anna.ID, annaPass)
	_, colleague := unlock(t, v.Vault, ben.ID, benPass)
	note := []byte("what was said in the room")

	if _, err := Seal(nil, note); err == nil {
		t.Error("sealed to nobody")
	}
	for _, bad := range []string{"", "age1", v.sheet.Identity(), "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"} {
		if _, err := Seal([]string{author.PublicKey(), bad}, note); err == nil {
			t.Errorf("sealed to %q", bad)
		}
	}
	_, err := v.PublicKey(k, cleo.ID)
	is(t, err, ErrNoPerson)
	_, err = v.PublicKey(stranger(t).k, anna.ID)
	is(t, err, ErrStale)

	own, err := v.PublicKey(k, anna.ID)
	must(t, err)
	sealed, err := Seal([]string{own}, note)
	must(t, err)
	if bytes.Contains(sealed, note[:8]) {
		t.Error("the note can be read")
	}
	_, err = colleague.Open(sealed)
	is(t, err, ErrSealed)
	if plain, err := author.Open(sealed); err != nil || !bytes.Equal(plain, note) {
		t.Errorf("its author: %q, %v", plain, err)
	}
	named, err := Seal([]string{own, colleague.PublicKey()}, note)
	must(t, err)
	if plain, err := colleague.Open(named); err != nil || !bytes.Equal(plain, note) {
		t.Errorf("whom the author named: %q, %v", plain, err)
	}
	for i := 0; i < len(sealed); i += 11 {
		b := bytes.Clone(sealed)
		b[i] ^= 4
		if _, err := author.Open(b); err == nil {
			t.Fatalf("byte %d changed, and opened", i)
		}
	}
	for _, n := range []int{0, 1, len(sealed) / 2, len(sealed) - 1} {
		if _, err := author.Open(sealed[:n]); err == nil {
			t.Errorf("cut at %d, and opened", n)
		}
	}
	author.Wipe()
	_, err = author.Open(sealed)
	is(t, err, ErrSealed)
	if author.PublicKey() != "" {
		t.Error("a wiped key has a public half")
	}
}

// Nothing that the owner, the recovery sheet or the data key reaches opens a
// note sealed to somebody else.
func TestNobodyElseOpensANote(t *testing.T) {
	v := clinic(t)
	public, err := v.PublicKey(v.k, ben.ID)
	must(t, err)
	sealed, err := Seal([]string{public}, []byte("note"))
	must(t, err)
	ids, err := v.BackupIdentities(v.k)
	must(t, err)
	owner, err := v.file.open(v.file.person(anna.ID), annaPass)
	must(t, err)
	his, err := v.file.open(v.file.person(ben.ID), benPass)
	must(t, err)
	ids = append(ids, v.sheet.identity(), owner.entry, owner.mine, his.entry)
	for i, id := range ids {
		if _, err := openWith(sealed, id); err == nil {
			t.Errorf("identity %d opens it", i)
		}
	}
	s := v.file.person(ben.ID)
	for _, key := range [][]byte{v.k.Data(), v.file.linkKey(v.k.Data()), v.file.backupKey(v.k.Data()), linkOf(his.entry)} {
		if _, err := unwrap(key, s.Personal.Private, v.file.head("personal", s).b); err == nil {
			t.Error("a key that others have unwraps the private half")
		}
	}
}
