package vault

import (
	"crypto/hmac"
	"encoding/hex"
	"errors"

	"filippo.io/age"
)

// newPersonSlot makes a slot by which the passphrase reaches the keys. The
// personal key pair is made where mine is nil.
func (f *file) newPersonSlot(p Person, passphrase string, c Cost, mine *age.HybridIdentity, keys [][]byte) (*slot, error) {
	entry, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, err
	}
	if mine == nil {
		if mine, err = age.GenerateHybridIdentity(); err != nil {
			return nil, err
		}
	}
	s := &slot{
		ID: newSlotID(), Kind: kindPerson, Person: p.ID, Name: p.Name,
		KDF:      &kdf{kdfName, c.MemoryKiB, c.Time, c.Threads, random(saltLen)},
		Public:   entry.Recipient().String(),
		Personal: &personal{Public: mine.Recipient().String()},
	}
	key := c.stretch(passphrase, s.KDF.Salt)
	defer wipe(key)
	s.Entry = wrap(key, []byte(entry.String()), f.head("entry", s).b)
	s.Personal.Private = wrap(key, []byte(mine.String()), f.head("personal", s).b)
	return s, f.grant(s, linkOf(entry), keys)
}

// newRecoverySlot makes the slot of a new recovery sheet.
func (f *file) newRecoverySlot(sheet *age.HybridIdentity, keys [][]byte) (*slot, error) {
	s := &slot{ID: newSlotID(), Kind: kindRecovery, Public: sheet.Recipient().String()}
	return s, f.grant(s, linkOf(sheet), keys)
}

func newSlotID() string { return hex.EncodeToString(random(slotIDLen / 2)) }

// linkOf gives the link of a slot: what proves that a data key was put there
// by somebody who held the data key before, and not by a stranger who knows
// the public half, as everybody does. It opens nothing.
func linkOf(entry *age.HybridIdentity) []byte {
	return derive([]byte(entry.String()), nil, "kapdesk/vault/link")
}

// grant appends the keys to what the slot reaches.
func (f *file) grant(s *slot, link []byte, keys [][]byte) error {
	to, err := age.ParseHybridRecipient(s.Public)
	if err != nil {
		return err
	}
	for _, data := range keys {
		sealed, err := sealTo(data, to)
		if err != nil {
			return err
		}
		s.Keys = append(s.Keys, reach{
			Sealed: sealed,
			Proof:  sum(link, f.head("proof", s).bytes(sealed)),
			Link:   wrap(f.linkKey(data), link, f.head("link", s).b),
		})
	}
	return nil
}

func (f *file) linkKey(data []byte) []byte { return derive(data, f.Vault, "kapdesk/vault/links") }

// link opens the slot's link with the present data key.
func (f *file) link(s *slot, data []byte) ([]byte, error) {
	return unwrap(f.linkKey(data), s.Keys[0].Link, f.head("link", s).b)
}

// opened is a person's slot with its private halves.
type opened struct {
	entry, mine *age.HybridIdentity
}

// open unwraps a person's slot: ErrWrong if the passphrase does not fit.
func (f *file) open(s *slot, passphrase string) (opened, error) {
	key := s.KDF.cost().stretch(passphrase, s.KDF.Salt)
	defer wipe(key)
	text, err := unwrap(key, s.Entry, f.head("entry", s).b)
	if err != nil {
		return opened{}, ErrWrong
	}
	defer wipe(text)
	own, err := unwrap(key, s.Personal.Private, f.head("personal", s).b)
	if err != nil {
		return opened{}, forged(err)
	}
	defer wipe(own)
	entry, err := age.ParseHybridIdentity(string(text))
	if err != nil {
		return opened{}, forged(err)
	}
	mine, err := age.ParseHybridIdentity(string(own))
	if err != nil {
		return opened{}, forged(err)
	}
	return opened{entry, mine}, nil
}

// reach gives the data keys that a slot leads to, and authenticates the whole
// file with them.
func (f *file) reach(s *slot, entry *age.HybridIdentity) ([][]byte, error) {
	link := linkOf(entry)
	var keys [][]byte
	for _, r := range s.Keys {
		if !hmac.Equal(r.Proof, sum(link, f.head("proof", s).bytes(r.Sealed))) {
			return nil, forged(errors.New("a data key from a stranger"))
		}
		data, err := openWith(r.Sealed, entry)
		if err != nil {
			return nil, forged(err)
		}
		if len(data) != keyLen {
			return nil, forged(errors.New("a data key of another length"))
		}
		keys = append(keys, data)
	}
	if !f.authentic(keys) {
		wipe(keys...)
		return nil, forged(errors.New("the whole does not fit"))
	}
	return keys, nil
}
