package main

import (
	"context"
	"errors"

	"kapdesk/app/record"
	"kapdesk/data/store"
	"kapdesk/data/vault"
	"kapdesk/screens/place"
	"kapdesk/screens/start"
)

// A new key for the whole clinic, for when somebody who is not trusted may
// have a copy of the old one. Cut short anywhere, it is ended at the next
// sign-in; the clinic is whole all the time.

// renew begins a new key for the store, which must be closed, and writes it
// anew.
func (k *keyring) renew(ctx context.Context) error {
	return k.change(func(keys *vault.Keys) error {
		if err := k.vault.BeginRekey(keys); err != nil {
			return err
		}
		return k.writeAnew(ctx, keys)
	})
}

// resume ends a new key that was begun, and does nothing where there is none.
func (k *keyring) resume(ctx context.Context) error {
	return k.change(func(keys *vault.Keys) error {
		if _, begun := k.vault.Pending(keys); !begun {
			return nil
		}
		return k.writeAnew(ctx, keys)
	})
}

func (k *keyring) writeAnew(ctx context.Context, keys *vault.Keys) error {
	next, _ := k.vault.Pending(keys)
	if err := store.Rekey(ctx, store.Options{Dir: k.dir, Clock: k.clock, Key: keys.Data()}, next); err != nil {
		return err
	}
	if err := k.vault.FinishRekey(keys); err != nil {
		return err
	}
	k.dropPINs()
	return nil
}

// renewKey is asked for in Settings. The window shows nothing of the clinic
// while it lasts, and comes back to Settings.
func (p *program) renewKey() {
	by, r := p.shell.Actor(), p.open
	if r == nil || r.ring == nil {
		return
	}
	if err := r.access.MayRenew(context.Background(), by); err != nil {
		p.shell.Fail(err)
		return
	}
	p.apart = true
	p.shell.Empty()
	p.take(nil) // closed below, off the window
	p.shell.Begin(place.Route{Place: "renewing"}, func() place.Screen { return start.NewRenewing(p.shell) })
	p.shell.Run(func(ctx context.Context) func() {
		err := errors.Join(r.signOff(record.Actor{}), r.close())
		if err == nil {
			err = r.ring.renew(ctx)
		}
		if err != nil {
			return func() { p.notRenewed(r.ring, err) }
		}
		enter, err := p.enterRenewed(ctx, r.ring, by)
		if err != nil {
			return func() { p.notRenewed(r.ring, err) }
		}
		return enter
	})
}

// enterRenewed opens the clinic again for who renewed its key.
func (p *program) enterRenewed(ctx context.Context, ring *keyring, by record.Actor) (func(), error) {
	r, err := p.unlocked(ctx, ring)
	if err != nil {
		return nil, err
	}
	if err := r.access.Renewed(ctx, by); err != nil {
		return nil, err
	}
	who, _, err := r.welcome(ctx, by.ID)
	return func() {
		p.take(r)
		p.letIn(r, who, true)
		p.shell.Go(place.Route{Place: place.Settings})
		p.together()
		p.shell.Say(p.shell.T("The clinic stands under a new key. Make a backup now: older ones open with the recovery sheet alone."))
	}, err
}

// notRenewed says that it did not come to its end, and asks who is here: the
// next sign-in goes on.
func (p *program) notRenewed(ring *keyring, err error) {
	ring.lock()
	p.apart, p.later = false, "" // nothing is open
	if record.ProblemsOf(err) == nil {
		err = errors.Join(&record.Problem{Code: record.Unavailable, Text: "The new key did not come to its end. Nothing is lost.",
			Next: "Sign in: what was begun goes on by itself."}, err)
	}
	p.trouble(err, p.begin)
}
