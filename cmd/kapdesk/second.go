package main

import (
	"context"

	"kapdesk/app/audit"
	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/screens/place"
	"kapdesk/screens/second"
)

// second asks a second person to sign in for one act. In the sample clinic,
// where nobody has a passphrase, they choose their name.
func (r *rooms) second(s place.Shell) place.Second {
	d := second.Deps{Shell: s, People: r.clinics, SignIn: r.signInBeside}
	if r.ring != nil { // a nil *keyring would be Keys that are not nil
		d.Keys = r.ring
	}
	return second.New(d)
}

// signInBeside fits the second's secret, without unlocking anything anew, and
// puts on record that they signed in.
func (r *rooms) signInBeside(ctx context.Context, action clinic.Action, beside, who record.Actor, secret string) error {
	var before []audit.Failed
	if r.ring != nil {
		failed, err := r.ring.prove(second.FieldSecret, who.ID, secret)
		if err != nil {
			return err
		}
		before = append(before, failed)
	}
	return r.audit.SecondSignedIn(ctx, beside, who, action, before...)
}
