package vault

import (
	"slices"

	"filippo.io/age"

	"kapdesk/app/record"
)

// edit changes the file on behalf of somebody who holds its keys. ErrStale if
// the keys no longer fit.
func (v *Vault) edit(k *Keys, change func(f *file, keys [][]byte) error) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	f, err := v.read()
	if err != nil {
		return err
	}
	all := k.all()
	defer wipe(all...)
	keys := f.fit(all)
	if keys == nil {
		return ErrStale
	}
	if err := change(f, keys); err != nil {
		return err
	}
	return v.save(f, keys)
}

// fit gives those of the keys under which the file stands: both, the first,
// or the second alone, whatever an interrupted step of re-keying left; nil if
// none.
func (f *file) fit(keys [][]byte) [][]byte {
	if f.authentic(keys) {
		return keys
	}
	if len(keys) == 2 && f.authentic(keys[:1]) {
		return keys[:1]
	}
	if len(keys) == 2 && f.authentic(keys[1:]) {
		return keys[1:]
	}
	return nil
}

// cost is that of new slots: the dearest that anybody here has.
func (f *file) cost() Cost {
	var c Cost
	for _, s := range f.Slots {
		if s.KDF != nil && s.KDF.Memory > c.MemoryKiB {
			c = s.KDF.cost()
		}
	}
	return c
}

// Add lets another person in, at the cost that the vault was made with.
func (v *Vault) Add(k *Keys, p Person, passphrase string) error {
	if err := checkPerson(p); err != nil {
		return err
	}
	if err := CheckPassphrase(passphrase, p.Name); err != nil {
		return err
	}
	return v.edit(k, func(f *file, keys [][]byte) error {
		if f.person(p.ID) != nil {
			return ErrPersonExists
		}
		s, err := f.newPersonSlot(p, passphrase, f.cost(), nil, keys)
		if err == nil {
			f.Slots = append(f.Slots, *s)
		}
		return err
	})
}

// Rename changes how a person is shown on the sign-in screen.
func (v *Vault) Rename(k *Keys, id record.ID, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	return v.edit(k, func(f *file, _ [][]byte) error {
		s := f.person(id)
		if s == nil {
			return ErrNoPerson
		}
		s.Name = name
		return nil
	})
}

// Change exchanges a person's own passphrase. The personal key pair stays, and
// with it the sealed notes; the entry is new, so that the old passphrase with
// an old copy of the file leads to nothing that is sealed later. ErrWrong if
// the old passphrase does not fit.
func (v *Vault) Change(id record.ID, old, new string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	f, err := v.read()
	if err != nil {
		return err
	}
	o, keys, err := f.unlock(id, old)
	if err != nil {
		return err
	}
	defer wipe(keys...)
	if err := f.replace(id, new, o.mine, keys); err != nil {
		return err
	}
	return v.save(f, keys)
}

// Reset gives a person a new passphrase, by somebody who holds the keys:
// another owner, or whoever used the recovery sheet. The personal key pair is
// made anew, because nobody but that person can reach the old one: notes sealed
// to it can be read only by the others they were sealed to, one of whom has to
// seal them again to the new public key. That is the price of a promise kept,
// and the person must be told before.
func (v *Vault) Reset(k *Keys, id record.ID, new string) error {
	return v.edit(k, func(f *file, keys [][]byte) error {
		return f.replace(id, new, nil, keys)
	})
}

// replace makes a person's slot anew, in its place.
func (f *file) replace(id record.ID, passphrase string, mine *age.HybridIdentity, keys [][]byte) error {
	s := f.person(id)
	if s == nil {
		return ErrNoPerson
	}
	if err := CheckPassphrase(passphrase, s.Name); err != nil {
		return err
	}
	fresh, err := f.newPersonSlot(Person{s.Person, s.Name}, passphrase, f.cost(), mine, keys)
	if err == nil {
		*s = *fresh
	}
	return err
}

// Remove takes a person's slot away; the last person stays. Whoever may hold
// a copy of the data key (everybody who ever unlocked does) is shut out for
// good only by re-keying afterwards.
func (v *Vault) Remove(k *Keys, id record.ID) error {
	return v.edit(k, func(f *file, _ [][]byte) error {
		if f.person(id) == nil {
			return ErrNoPerson
		}
		if len(f.people()) == 1 {
			return ErrLast
		}
		f.Slots = slices.DeleteFunc(f.Slots, func(s slot) bool { return s.Kind == kindPerson && s.Person == id })
		return nil
	})
}

// NewRecovery makes a new recovery sheet; the old one no longer opens this key
// file, nor backups made from now on. Older backups still open with it. After
// an error keep the old sheet and call it again: it may or may not be in force.
func (v *Vault) NewRecovery(k *Keys) (*Recovery, error) {
	sheet, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, err
	}
	err = v.edit(k, func(f *file, keys [][]byte) error {
		s, err := f.newRecoverySlot(sheet, keys)
		if err == nil {
			*f.recovery() = *s
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Recovery{identity: behind(sheet)}, nil
}
