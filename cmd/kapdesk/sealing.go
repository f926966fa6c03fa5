package main

import (
	"errors"

	"kapdesk/app/record"
	"kapdesk/data/vault"
)

// The keyring seals and opens psychotherapy notes: it implements notes.Keys.

// Seal implements notes.Keys.
func (k *keyring) Seal(to []record.ID, plain []byte) (sealed []byte, err error) {
	err = k.change(func(keys *vault.Keys) error {
		var recipients []string
		for _, id := range to {
			r, err := k.vault.PublicKey(keys, id)
			if errors.Is(err, vault.ErrNoPerson) {
				return &record.Problem{Code: record.NotFound, Text: "Somebody among the readers has no passphrase yet.", Next: "An owner gives one in Settings."}
			}
			if err != nil {
				return err
			}
			recipients = append(recipients, r)
		}
		sealed, err = vault.Seal(recipients, plain)
		return err
	})
	return sealed, err
}

// Open implements notes.Keys.
func (k *keyring) Open(sealed []byte) (plain []byte, err error) {
	err = k.change(func(*vault.Keys) error {
		if k.own == nil {
			return vault.ErrSealed
		}
		plain, err = k.own.Open(sealed)
		return err
	})
	return plain, err
}

// Key implements notes.Keys. A key file that cannot be read names no key.
func (k *keyring) Key(id record.ID) (name string) {
	_ = k.change(func(keys *vault.Keys) (err error) {
		name, err = k.vault.PublicKey(keys, id)
		return err
	})
	return name
}

// noKeys stands in the sample clinic, where nobody has a passphrase of their
// own: nothing can be sealed there.
type noKeys struct{}

func (noKeys) Seal([]record.ID, []byte) ([]byte, error) {
	return nil, &record.Problem{Code: record.NotFound, Text: "Nobody in the sample clinic has a passphrase."}
}

func (noKeys) Open([]byte) ([]byte, error) { return nil, vault.ErrSealed }

func (noKeys) Key(record.ID) string { return "" }
