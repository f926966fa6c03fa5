// Package access is who can open the clinic: passphrases given, changed,
// recovered and taken away, and the recovery sheet. It decides who may do
// that and puts it on record; the keys themselves are the business of
// whoever implements Keys.
package access

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Keys is the clinic's key file. Its errors are Problems.
type Keys interface {
	// Has reports whether somebody has a passphrase.
	Has(id record.ID) bool
	// Give sets a person's passphrase, the first or a new one.
	Give(id record.ID, name, passphrase string) error
	// Change changes a person's own passphrase.
	Change(id record.ID, old, new string) error
	// Take takes it away. Code Refused for the last person who has one.
	Take(id record.ID) error
	// Rename says under which name somebody signs in.
	Rename(id record.ID, name string) error
	// SetPIN sets somebody's PIN for a quick way back in while the program
	// runs; DropPIN forgets it. PIN gives how many tries it has left.
	SetPIN(id record.ID, pin string) error
	DropPIN(id record.ID)
	PIN(id record.ID) int
	// NewSheet makes a new recovery sheet and gives its words, a few letters
	// each; the sheet before it opens nothing any more. recipient names the
	// sheet without opening anything.
	NewSheet() (groups []string, recipient string, err error)
	// Sheet names the sheet that opens the clinic now.
	Sheet() (recipient string)
}

// Desk gives and takes access.
type Desk struct {
	log  record.Log
	keys Keys
}

// New makes a Desk.
func New(log record.Log, keys Keys) *Desk { return &Desk{log, keys} }

// The kinds of event, each a fact.
const (
	kindGiven     = "access.given"
	kindChanged   = "access.changed"
	kindTaken     = "access.taken"
	kindRecovered = "access.recovered"
	kindPIN       = "access.pin"
	kindRenewed   = "keys.renewed"
	kindSheet     = "recovery.made"
	kindProved    = "recovery.proved"
)

// about is the fact of every kind: whose access, or which sheet.
type about struct {
	Person record.ID `json:"person,omitempty"`
	Sheet  string    `json:"sheet,omitempty"`
}

// theKeys is the record of the clinic's key file.
var theKeys = record.Ref{Type: "keys", ID: "keys"}

func change(kind string, a about) record.Change {
	return record.Change{Kind: kind, Version: 1, Record: theKeys, Fact: a}
}

// Has reports whether somebody has a passphrase.
func (d *Desk) Has(id record.ID) bool { return d.keys.Has(id) }

// Give sets a person's passphrase: the first, or a new one for somebody who
// has forgotten theirs. Only for those who manage people.
func (d *Desk) Give(ctx context.Context, by record.Actor, id record.ID, passphrase string) error {
	p, err := d.manage(ctx, by, id)
	if err != nil {
		return err
	}
	if err := d.keys.Give(id, p.Name, passphrase); err != nil {
		return err
	}
	return d.write(ctx, by, change(kindGiven, about{Person: id}))
}

// Take takes a person's passphrase away. Only for those who manage people.
func (d *Desk) Take(ctx context.Context, by record.Actor, id record.ID) error {
	if _, err := d.manage(ctx, by, id); err != nil {
		return err
	}
	if err := d.keys.Take(id); err != nil {
		return err
	}
	return d.write(ctx, by, change(kindTaken, about{Person: id}))
}

// Change changes the actor's own passphrase.
func (d *Desk) Change(ctx context.Context, by record.Actor, old, new string) error {
	if err := d.keys.Change(by.ID, old, new); err != nil {
		return err
	}
	return d.write(ctx, by, change(kindChanged, about{Person: by.ID}))
}

// SetPIN sets the actor's own PIN.
func (d *Desk) SetPIN(ctx context.Context, by record.Actor, pin string) error {
	if err := d.keys.SetPIN(by.ID, pin); err != nil {
		return err
	}
	return d.write(ctx, by, change(kindPIN, about{Person: by.ID}))
}

// DropPIN forgets the actor's own PIN. That takes nothing from anybody, and so
// is not on record.
func (d *Desk) DropPIN(by record.Actor) { d.keys.DropPIN(by.ID) }

// HasPIN reports whether the actor has a PIN.
func (d *Desk) HasPIN(by record.Actor) bool { return d.keys.PIN(by.ID) > 0 }

// MayRenew refuses a new key for the whole clinic to who may not manage
// people.
func (d *Desk) MayRenew(ctx context.Context, by record.Actor) error {
	_, err := d.manage(ctx, by, by.ID)
	return err
}

// Renewed puts on record that everything was written under a new key.
func (d *Desk) Renewed(ctx context.Context, by record.Actor) error {
	if err := d.MayRenew(ctx, by); err != nil {
		return err
	}
	return d.write(ctx, by, change(kindRenewed, about{Person: by.ID}))
}

// Recovered puts on record that somebody set a new passphrase by the recovery
// sheet.
func (d *Desk) Recovered(ctx context.Context, by record.Actor) error {
	return d.write(ctx, by, change(kindRecovered, about{Person: by.ID}))
}

// Follow makes the key file agree with the clinic's people after one was
// changed: whoever no longer works here opens nothing, and a new name is the
// one under which somebody signs in.
func (d *Desk) Follow(ctx context.Context, by record.Actor, id record.ID) error {
	p, err := d.manage(ctx, by, id)
	if err != nil || !d.keys.Has(id) {
		return err
	}
	if p.Active {
		return d.keys.Rename(id, p.Name)
	}
	return d.Take(ctx, by, id)
}

// manage gives a person to somebody who may manage people.
func (d *Desk) manage(ctx context.Context, by record.Actor, id record.ID) (p clinic.Person, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.ManagePeople); err != nil {
			return err
		}
		p, err = clinic.PersonByID(r, id)
		return err
	})
	return p, err
}

func (d *Desk) write(ctx context.Context, by record.Actor, c record.Change) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		_, err := tx.Append(c)
		return err
	})
}
