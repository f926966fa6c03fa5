package vault

import "errors"

// BeginRekey puts a new data key beside the old one: every person and the
// recovery sheet reach both from now on, and so does k. The store is then
// written anew under the new key (Pending) and FinishRekey called. Until then
// the store may be under either. Called again it goes on with the same new
// key. Keys that others unlocked before do not know it: they are ErrStale
// until unlocked again, also for this call.
//
// The new key is not stored under the old one: who holds the old key and both
// files cannot follow.
func (v *Vault) BeginRekey(k *Keys) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	f, err := v.read()
	if err != nil {
		return err
	}
	all := k.all()
	defer wipe(all...)
	keys := f.fit(all)
	switch len(keys) {
	case 0:
		return ErrStale
	case 2:
		return nil
	}
	next := random(keyLen)
	if err := f.addNext(keys[0], next); err != nil {
		return err
	}
	// Before it is written: should the write succeed and only say otherwise,
	// k must know the key that the file asks for.
	both := [][]byte{keys[0], next}
	k.set(both)
	return v.save(f, both)
}

// addNext grants the next key to every slot, and wraps the backup identities
// under it.
func (f *file) addNext(data, next []byte) error {
	for i := range f.Slots {
		s := &f.Slots[i]
		link, err := f.link(s, data)
		if err != nil {
			return err
		}
		if err := f.grant(s, link, [][]byte{next}); err != nil {
			return err
		}
	}
	for i := range f.Backup {
		b := &f.Backup[i]
		private, err := f.openBackup(b, 0, data)
		if err != nil {
			return err
		}
		b.Private = append(b.Private, f.wrapBackup(b, next, private))
		wipe(private)
	}
	return nil
}

// Pending gives the new data key, 32 bytes, while re-keying is under way.
func (v *Vault) Pending(k *Keys) (next []byte, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	all := k.all()
	if len(all) != 2 || !v.file.authentic(all) {
		wipe(all...)
		return nil, false
	}
	wipe(all[0])
	return all[1], true
}

var errNotRekeying = errors.New("no re-keying is under way")

// FinishRekey makes the new key the data key and forgets the old one, in the
// file and in k. To be called when the store stands under the new key, on
// disk. Called again after it was interrupted it ends what was begun.
func (v *Vault) FinishRekey(k *Keys) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	f, err := v.read()
	if err != nil {
		return err
	}
	all := k.all()
	defer wipe(all...)
	if len(all) == 2 && f.authentic(all[1:]) {
		k.set(all[1:]) // an earlier call wrote the file and could not say so
		return nil
	}
	keys := f.fit(all)
	switch len(keys) {
	case 0:
		return ErrStale
	case 1:
		return errNotRekeying
	}
	for i := range f.Slots {
		f.Slots[i].Keys = f.Slots[i].Keys[1:]
	}
	for i := range f.Backup {
		f.Backup[i].Private = f.Backup[i].Private[1:]
	}
	// Whoever is shut out knows the backup identities until now, and could
	// open one that ever stood beside the old key.
	if err := f.addBackup(keys[1:]); err != nil {
		return err
	}
	if err := v.save(f, keys[1:]); err != nil {
		return err
	}
	k.set(keys[1:])
	return nil
}
