package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"kapdesk/app/audit"
	"kapdesk/app/record"
	"kapdesk/data/vault"
	"kapdesk/screens/start"
)

// keyring is the key file of one clinic's folder and, while it is unlocked,
// the keys in it. It serves the sign-in (start.Keys, by way of doors) and the
// people's access (access.Keys). Its errors are Problems.
type keyring struct {
	dir   string
	clock record.Clock

	mu    sync.Mutex
	vault *vault.Vault
	tries *vault.Attempts
	keys  *vault.Keys     // nil while locked
	own   *vault.Personal // of who is signed in; nil while locked, or where they came by the sheet
	pins  map[record.ID]*vault.PIN
	until map[record.ID]time.Time // the end of a wait that failures led to
	lost  bool                    // the count of failures could not be read, and nobody was told yet
}

// hasKeys reports whether the folder holds a key file.
func hasKeys(dir string) bool { return vault.Exists(dir) }

// openKeyring reads the key file in the folder.
func openKeyring(dir string, clock record.Clock) (*keyring, error) {
	v, err := vault.Open(dir)
	if err != nil {
		return nil, err
	}
	return newKeyring(dir, clock, v)
}

// makeKeyring makes the key file of a new clinic, with its first person.
func makeKeyring(dir string, clock record.Clock, id record.ID, name, passphrase string, cost vault.Cost) (*keyring, error) {
	v, keys, _, err := vault.Create(dir, vault.Person{ID: id, Name: name}, passphrase, cost)
	if err != nil {
		return nil, err
	}
	k, err := newKeyring(dir, clock, v)
	if err != nil {
		return nil, err
	}
	k.keys = keys
	_, k.own, err = v.Unlock(id, passphrase)
	return k, err
}

func newKeyring(dir string, clock record.Clock, v *vault.Vault) (*keyring, error) {
	tries, err := vault.OpenAttempts(dir)
	if err != nil {
		return nil, err
	}
	return &keyring{dir: dir, clock: clock, vault: v, tries: tries,
		pins: map[record.ID]*vault.PIN{}, until: map[record.ID]time.Time{}, lost: tries.Damaged()}, nil
}

// newPersonID makes the identifier of a clinic's first person, before there is
// a store to ask for one.
func newPersonID() (record.ID, error) {
	id, err := uuid.NewV7()
	return record.ID(id.String()), err
}

// People lists who has a passphrase, in the order of their names.
func (k *keyring) People() []start.Named {
	k.mu.Lock()
	defer k.mu.Unlock()
	var out []start.Named
	for _, p := range k.vault.People() {
		out = append(out, start.Named{ID: p.ID, Name: p.Name})
	}
	slices.SortFunc(out, func(a, b start.Named) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out
}

// unlock opens the keys with a passphrase, or with the PIN of somebody who set
// one, and gives what had gone wrong before it.
func (k *keyring) unlock(id record.ID, secret string) (audit.Failed, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, keys, own, err := k.try("signin.passphrase", id, secret)
	if err == nil {
		k.keys, k.own = keys, own
	}
	return before, err
}

// prove is unlock for a second person, while somebody else is signed in: it
// fits the secret and lets go of the keys that it gives. It counts and waits
// with the sign-in, so that it is no way to guess around the lock-out.
func (k *keyring) prove(field string, id record.ID, secret string) (audit.Failed, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, keys, own, err := k.try(field, id, secret)
	if keys != nil {
		keys.Wipe()
	}
	if own != nil {
		own.Wipe()
	}
	return before, err
}

// try fits a secret, counting what goes wrong; a refusal bears the field.
func (k *keyring) try(field string, id record.ID, secret string) (before audit.Failed, keys *vault.Keys, own *vault.Personal, err error) {
	before.Person = id
	now := k.clock()
	if wait := k.tries.Wait(id, now); wait > 0 {
		return before, nil, nil, waiting(field, wait)
	}
	keys, own, err = k.open(id, secret)
	if errors.Is(err, vault.ErrWrong) || errors.Is(err, vault.ErrWrongPIN) || errors.Is(err, vault.ErrPINGone) {
		if err := k.tries.Failed(id, now); err != nil {
			return before, nil, nil, err
		}
		if wait := k.tries.Wait(id, now); wait > 0 {
			k.until[id] = now.Add(wait)
			return before, nil, nil, waiting(field, wait)
		}
	}
	if err != nil {
		return before, nil, nil, at(field, err)
	}
	if before.Times, err = k.tries.Succeeded(id); err != nil {
		return before, nil, nil, err
	}
	before.Until, before.Uncounted = k.until[id], k.lost
	delete(k.until, id)
	k.lost = false
	return before, keys, own, nil
}

// recover opens the keys with the recovery sheet and gives a person a new
// passphrase.
func (k *keyring) recover(id record.ID, sheet, passphrase string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	keys, err := k.vault.Recover(sheet)
	if err != nil {
		return at("signin.sheet", err)
	}
	if err := k.fits("signin.new", id, passphrase); err != nil {
		return err
	}
	if err := k.vault.Reset(keys, id, passphrase); err != nil {
		return err
	}
	if _, err := k.tries.Succeeded(id); err != nil {
		return err
	}
	k.dropPIN(id)
	k.keys = keys
	_, k.own, err = k.vault.Unlock(id, passphrase)
	return err
}

// data is the store's key; nil while locked.
func (k *keyring) data() []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys == nil {
		return nil
	}
	return k.keys.Data()
}

// lock forgets the keys.
func (k *keyring) lock() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys != nil {
		k.keys.Wipe()
		k.keys = nil
	}
	if k.own != nil {
		k.own.Wipe()
		k.own = nil
	}
}

// change runs a change of the key file, which takes the keys.
func (k *keyring) change(f func(*vault.Keys) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.keys == nil {
		return &record.Problem{Code: record.NotAllowed, Text: "The clinic is locked.", Next: "Sign in, then try again."}
	}
	return f(k.keys)
}

// Has implements access.Keys.
func (k *keyring) Has(id record.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.has(id)
}

func (k *keyring) has(id record.ID) bool {
	return slices.ContainsFunc(k.vault.People(), func(p vault.Person) bool { return p.ID == id })
}

// Give implements access.Keys.
func (k *keyring) Give(id record.ID, name, passphrase string) error {
	return k.change(func(keys *vault.Keys) error {
		if err := k.fits("access.new", id, passphrase, name); err != nil {
			return err
		}
		k.dropPIN(id)
		if k.has(id) {
			return k.vault.Reset(keys, id, passphrase)
		}
		return k.vault.Add(keys, vault.Person{ID: id, Name: name}, passphrase)
	})
}

// Change implements access.Keys.
func (k *keyring) Change(id record.ID, old, new string) error {
	return k.change(func(*vault.Keys) error {
		if err := k.fits("passphrase.new", id, new); err != nil {
			return err
		}
		if err := k.vault.Change(id, old, new); err != nil {
			return at("passphrase.old", err)
		}
		k.dropPIN(id)
		return nil
	})
}

// Take implements access.Keys.
func (k *keyring) Take(id record.ID) error {
	return k.change(func(keys *vault.Keys) error {
		k.dropPIN(id)
		return k.vault.Remove(keys, id)
	})
}

// Rename implements access.Keys.
func (k *keyring) Rename(id record.ID, name string) error {
	return k.change(func(keys *vault.Keys) error { return k.vault.Rename(keys, id, name) })
}

// NewSheet implements access.Keys.
func (k *keyring) NewSheet() (groups []string, recipient string, err error) {
	err = k.change(func(keys *vault.Keys) error {
		r, err := k.vault.NewRecovery(keys)
		if err == nil {
			groups, recipient = r.Groups(), r.Recipient()
		}
		return err
	})
	return groups, recipient, err
}

// Sheet implements access.Keys. A key file that cannot be read names no sheet.
func (k *keyring) Sheet() (recipient string) {
	_ = k.change(func(keys *vault.Keys) (err error) {
		recipient, _, err = k.vault.Recipients(keys)
		return err
	})
	return recipient
}

// fits checks a new passphrase for the field it was typed into.
func (k *keyring) fits(field string, id record.ID, passphrase string, about ...string) error {
	for _, p := range k.vault.People() {
		if p.ID == id {
			about = append(about, p.Name)
		}
	}
	return at(field, vault.CheckPassphrase(passphrase, about...))
}

// at puts the problem with what was typed at the field of this form.
func at(field string, err error) error {
	ps := record.ProblemsOf(err)
	if ps == nil {
		return err
	}
	here := make(record.Problems, len(ps))
	for i, p := range ps {
		moved := *p
		if moved.Field != "" {
			moved.Field = field
		}
		here[i] = &moved
	}
	return here
}

func waiting(field string, d time.Duration) error {
	seconds := int((d + time.Second - 1) / time.Second)
	return record.Problems{{Code: record.NotAllowed, Field: field, Text: "Too many wrong tries. Wait %d seconds.", Args: []any{seconds},
		Next: "Then type it again, or ask an owner for a new passphrase."}}
}

// doors lets people into a clinic: the keys and the program behind them.
type doors struct {
	*keyring
	program *program
}

// Open implements start.Keys.
func (d doors) Open(ctx context.Context, id record.ID, passphrase string) (func(), error) {
	before, err := d.unlock(id, passphrase)
	if err != nil {
		return nil, err
	}
	return d.program.enterAs(ctx, d.keyring, id, before)
}

// Recover implements start.Keys.
func (d doors) Recover(ctx context.Context, id record.ID, sheet, passphrase string) (func(), error) {
	if err := d.recover(id, sheet, passphrase); err != nil {
		return nil, err
	}
	return d.program.enterRecovered(ctx, d.keyring, id)
}
