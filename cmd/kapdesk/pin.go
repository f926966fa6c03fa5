package main

import (
	"strings"

	"kapdesk/app/record"
	"kapdesk/data/vault"
)

// The PINs that people set for a quick way back in. They live as long as the
// program runs and stand nowhere on disk.

// PIN implements start.Keys.
func (k *keyring) PIN(id record.ID) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.pins[id]; p != nil {
		return p.Left()
	}
	return 0
}

// open gives a person's keys for a PIN or a passphrase. Digits alone are a PIN
// while there is one: a passphrase is never so short.
func (k *keyring) open(id record.ID, secret string) (*vault.Keys, *vault.Personal, error) {
	p := k.pins[id]
	if p == nil || len(secret) > 8 || strings.Trim(secret, "0123456789") != "" {
		return k.vault.Unlock(id, secret)
	}
	keys, own, err := p.Unlock(secret)
	if p.Left() == 0 {
		k.dropPIN(id)
	}
	return keys, own, err
}

// SetPIN implements access.Keys.
func (k *keyring) SetPIN(id record.ID, pin string) error {
	return k.change(func(keys *vault.Keys) error {
		made, err := vault.NewPIN(pin, keys, k.own)
		if err != nil {
			return at("pin.new", err)
		}
		k.dropPIN(id)
		k.pins[id] = made
		return nil
	})
}

// DropPIN implements access.Keys.
func (k *keyring) DropPIN(id record.ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dropPIN(id)
}

func (k *keyring) dropPIN(id record.ID) {
	if p := k.pins[id]; p != nil {
		p.Wipe()
		delete(k.pins, id)
	}
}

// dropPINs forgets all of them: they hold keys that open nothing any more.
func (k *keyring) dropPINs() {
	for id := range k.pins {
		k.dropPIN(id)
	}
}
