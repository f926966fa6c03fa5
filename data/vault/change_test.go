package vault

import (
	"bytes"
	"testing"

	"filippo.io/age"

	"kapdesk/app/record"
)

func TestAdd(t *testing.T) {
	v := clinic(t)
	is(t, v.Add(v.k, anna, newPass), ErrPersonExists)
	if err := v.Add(v.k, cleo, "cleo marsh 123"); record.CodeOf(err) != record.Invalid {
		t.Errorf("her own name: %v", err)
	}
	is(t, v.Add(stranger(t).k, cleo, newPass), ErrStale)
	must(t, v.Add(v.k, cleo, newPass))
	k, _ := unlock(t, v.Vault, cleo.ID, newPass)
	if !bytes.Equal(k.Data(), v.k.Data()) {
		t.Error("another key")
	}
	if got := v.file.person(cleo.ID).KDF.cost(); got != cheap {
		t.Errorf("a slot at another cost than the vault's: %+v", got)
	}
}

func TestRename(t *testing.T) {
	v := clinic(t)
	is(t, v.Rename(v.k, cleo.ID, "Cleo"), ErrNoPerson)
	if err := v.Rename(v.k, ben.ID, ""); record.CodeOf(err) != record.Invalid {
		t.Errorf("no name: %v", err)
	}
	must(t, v.Rename(v.k, ben.ID, `Ben "Benny" O'Ortiz & <Söhne>`))
	unlock(t, v.Vault, ben.ID, benPass)
	if got := v.People()[1].Name; got != `Ben "Benny" O'Ortiz & <Söhne>` {
		t.Errorf("name: %q", got)
	}
}

func TestChange(t *testing.T) {
	v := clinic(t)
	_, before := unlock(t, v.Vault, ben.ID, benPass)
	note, err := Seal([]string{before.PublicKey()}, []byte("note"))
	must(t, err)
	is(t, v.Change(ben.ID, annaPass, newPass), ErrWrong)
	is(t, v.Change(cleo.ID, benPass, newPass), ErrWrong)
	if err := v.Change(ben.ID, benPass, "short"); record.CodeOf(err) != record.Invalid {
		t.Errorf("weak: %v", err)
	}
	old := *v.file.person(ben.ID)
	must(t, v.Change(ben.ID, benPass, newPass))

	_, _, err = v.Unlock(ben.ID, benPass)
	is(t, err, ErrWrong)
	k, p := unlock(t, v.Vault, ben.ID, newPass)
	if !bytes.Equal(k.Data(), v.k.Data()) {
		t.Error("another data key")
	}
	if plain, err := p.Open(note); err != nil || string(plain) != "note" {
		t.Errorf("the sealed note: %q, %v", plain, err)
	}
	now := v.file.person(ben.ID)
	if now.Public == old.Public || bytes.Equal(now.KDF.Salt, old.KDF.Salt) || now.ID == old.ID {
		t.Error("the slot is not new")
	}
	// The private halves that the old passphrase opens in an old copy of the
	// file open nothing in the new one.
	o, err := v.file.open(&old, benPass)
	must(t, err)
	for _, s := range v.file.Slots {
		for _, r := range s.Keys {
			for _, id := range []age.Identity{o.entry, o.mine} {
				if _, err := openWith(r.Sealed, id); err == nil {
					t.Error("the old passphrase opens something in the new file")
				}
			}
		}
	}
	must(t, v.Add(v.k, cleo, newPass)) // the keys unlocked before still fit
}

func TestReset(t *testing.T) {
	v := clinic(t)
	_, before := unlock(t, v.Vault, ben.ID, benPass)
	_, owner := unlock(t, v.Vault, anna.ID, annaPass)
	note, err := Seal([]string{before.PublicKey(), owner.PublicKey()}, []byte("note"))
	must(t, err)
	is(t, v.Reset(v.k, cleo.ID, newPass), ErrNoPerson)
	is(t, v.Reset(stranger(t).k, ben.ID, newPass), ErrStale)

	sheet, err := v.Recover(v.sheet.Identity())
	must(t, err)
	must(t, v.Reset(sheet, ben.ID, newPass))
	_, _, err = v.Unlock(ben.ID, benPass)
	is(t, err, ErrWrong)
	_, after := unlock(t, v.Vault, ben.ID, newPass)
	_, err = after.Open(note)
	is(t, err, ErrSealed)
	plain, err := owner.Open(note) // the successor seals it anew
	must(t, err)
	note, err = Seal([]string{after.PublicKey(), owner.PublicKey()}, plain)
	must(t, err)
	if plain, err = after.Open(note); err != nil || string(plain) != "note" {
		t.Errorf("sealed anew: %q, %v", plain, err)
	}
	if got := v.People(); len(got) != 2 || got[1] != ben {
		t.Errorf("people: %v", got)
	}
}

func TestRemove(t *testing.T) {
	v := clinic(t)
	is(t, v.Remove(v.k, cleo.ID), ErrNoPerson)
	must(t, v.Remove(v.k, ben.ID))
	_, _, err := v.Unlock(ben.ID, benPass)
	is(t, err, ErrWrong)
	is(t, v.Remove(v.k, anna.ID), ErrLast)
	unlock(t, v.Vault, anna.ID, annaPass)
	must(t, v.Add(v.k, ben, newPass)) // who comes back begins anew
	unlock(t, v.Vault, ben.ID, newPass)
}

func TestNewRecovery(t *testing.T) {
	v := clinic(t)
	if _, err := v.NewRecovery(stranger(t).k); err == nil {
		t.Error("with the keys of another clinic")
	}
	sheet, err := v.NewRecovery(v.k)
	must(t, err)
	_, err = v.Recover(v.sheet.Identity())
	is(t, err, ErrWrongSheet)
	_, err = v.Recover(sheet.Identity())
	must(t, err)
	recovery, backup, err := v.Recipients(v.k)
	if err != nil || recovery != sheet.Recipient() || backup == recovery {
		t.Errorf("recipients of a backup: %v", err)
	}
}

func TestBackupIdentities(t *testing.T) {
	v := clinic(t)
	_, err := v.BackupIdentities(stranger(t).k)
	is(t, err, ErrStale)
	_, _, err = v.Recipients(stranger(t).k)
	is(t, err, ErrStale)
	_, before, err := v.Recipients(v.k)
	must(t, err)
	old := sealed(t, before, "before")
	must(t, v.BeginRekey(v.k))
	must(t, v.FinishRekey(v.k))
	_, after, err := v.Recipients(v.k)
	must(t, err)
	if before == after {
		t.Error("who was shut out can still open backups")
	}
	ids, err := v.BackupIdentities(v.k)
	must(t, err)
	if len(ids) != 2 {
		t.Fatalf("%d identities", len(ids))
	}
	if plain, err := openWith(sealed(t, after, "after"), ids[0]); err != nil || string(plain) != "after" {
		t.Errorf("a new backup: %v", err)
	}
	if plain, err := openWith(old, ids[1]); err != nil || string(plain) != "before" {
		t.Errorf("an old backup: %v", err)
	}
}

func sealed(t *testing.T, to, text string) []byte {
	t.Helper()
	b, err := Seal([]string{to}, []byte(text))
	must(t, err)
	return b
}
