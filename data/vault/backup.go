package vault

import (
	"slices"

	"filippo.io/age"
)

// addBackup puts a new backup identity before the others.
func (f *file) addBackup(keys [][]byte) error {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return err
	}
	b := backup{Public: id.Recipient().String()}
	for _, data := range keys {
		b.Private = append(b.Private, f.wrapBackup(&b, data, []byte(id.String())))
	}
	f.Backup = slices.Insert(f.Backup, 0, b)
	return nil
}

func (f *file) backupKey(data []byte) []byte { return derive(data, f.Vault, "kapdesk/vault/backup") }

func (f *file) backupHead(b *backup) []byte {
	return newCanon("kapdesk/backup").number(f.Version).bytes(f.Vault).text(b.Public).b
}

func (f *file) wrapBackup(b *backup, data, private []byte) []byte {
	return wrap(f.backupKey(data), private, f.backupHead(b))
}

// openBackup gives a backup identity's text, as it stands under the i-th key.
func (f *file) openBackup(b *backup, i int, data []byte) ([]byte, error) {
	return unwrap(f.backupKey(data), b.Private[i], f.backupHead(b))
}

// authentic gives the file as it is on disk and the keys that it stands under,
// or ErrStale.
func (v *Vault) authentic(k *Keys) (*file, [][]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	f, err := v.load()
	if err != nil {
		return nil, nil, err
	}
	keys := f.fit(k.all())
	if keys == nil {
		return nil, nil, ErrStale
	}
	return f, keys, nil
}

// Recipients gives the age recipients of a backup made now: the recovery
// sheet, and the backup identity in this file. They come only from a file that
// k has authenticated: a backup sealed to a planted recipient would be a gift.
func (v *Vault) Recipients(k *Keys) (recovery, backup string, err error) {
	f, keys, err := v.authentic(k)
	if err != nil {
		return "", "", err
	}
	wipe(keys...)
	return f.recovery().Public, f.Backup[0].Public, nil
}

// BackupIdentities gives the age identities that open this clinic's backups
// without the recovery sheet, the newest first: re-keying begins a new one.
func (v *Vault) BackupIdentities(k *Keys) ([]age.Identity, error) {
	f, keys, err := v.authentic(k)
	if err != nil {
		return nil, err
	}
	defer wipe(keys...)
	var ids []age.Identity
	for i := range f.Backup {
		text, err := f.openBackup(&f.Backup[i], 0, keys[0])
		if err != nil {
			return nil, forged(err)
		}
		id, err := age.ParseHybridIdentity(string(text))
		wipe(text)
		if err != nil {
			return nil, forged(err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}
