// Package second asks a second person to sign in for one act, beside the
// person who is signed in and stays so.
package second

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// People lists who works here.
type People interface {
	People(ctx context.Context) ([]clinic.Person, error)
}

// Keys is what the dialog asks of the clinic's keys. Both may wait for a slow
// key derivation and are called off the window.
type Keys interface {
	// Has reports whether somebody has a passphrase.
	Has(id record.ID) bool
	// PIN gives how many tries a person has left for a PIN that they set since
	// the program was started; 0 where there is none.
	PIN(id record.ID) int
}

// FieldSecret is the field at which a refused passphrase is told.
const FieldSecret = "second.passphrase"

// Deps is what the dialog needs.
type Deps struct {
	Shell  place.Shell
	People People
	Keys   Keys // nil in the sample clinic, where nobody has a passphrase
	// SignIn checks the secret and puts on record who signed in beside whom,
	// for what. It is called off the window; its errors are Problems.
	SignIn func(ctx context.Context, action clinic.Action, beside, who record.Actor, secret string) error
}

// Dialog implements place.Second.
type Dialog struct {
	Deps
	open bool // one at a time
}

var _ place.Second = (*Dialog)(nil)

// New makes a Dialog.
func New(d Deps) *Dialog { return &Dialog{Deps: d} }

// named is somebody who may be the second.
type named struct {
	clinic.Person
	pin int // tries left for their PIN
}

// Ask implements place.Second.
func (d *Dialog) Ask(action clinic.Action, why string, done func(second record.Actor)) {
	if d.open {
		return
	}
	d.open = true
	s, by := d.Shell, d.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		names, err := d.names(ctx, by, action)
		return func() {
			switch {
			case s.Actor() != by: // locked meanwhile
				d.open = false
			case err != nil:
				d.open = false
				s.Fail(err)
			case len(names) == 0:
				d.nobody(action)
			default:
				a := &asking{dialog: d, action: action, by: by, names: names, done: done}
				a.show(why)
			}
		}
	})
}

// names are those who may do the action and can sign in here, without who is
// signed in.
func (d *Dialog) names(ctx context.Context, by record.Actor, action clinic.Action) (out []named, err error) {
	people, err := d.People.People(ctx)
	for _, p := range people {
		if !p.Active || p.ID == by.ID || !p.May(action) {
			continue
		}
		n := named{Person: p}
		if d.Keys != nil {
			if !d.Keys.Has(p.ID) {
				continue
			}
			n.pin = d.Keys.PIN(p.ID)
		}
		out = append(out, n)
	}
	return out, err
}

func (d *Dialog) nobody(action clinic.Action) {
	s := d.Shell
	kit.Message(s.Window(), s.T, s.T("Nobody else can sign in for this"),
		s.T("Nobody else here may do this: %s. It takes a second person whose role allows it and who has a passphrase; an owner can see to that in Settings. What you typed is kept.", clinic.Said(action)),
		func() { d.open = false })
}

// asking is one dialog on the window.
type asking struct {
	dialog *Dialog
	action clinic.Action
	by     record.Actor
	names  []named
	done   func(record.Actor)

	who    *kit.Choice
	secret *kit.TextField // nil in the sample clinic
	form   *kit.Form      // over the fields, for their errors
	box    *kit.Dialog
	busy   bool
	gone   bool // thought better of
}

func (a *asking) show(why string) {
	s := a.dialog.Shell
	var options []kit.Option
	for _, n := range a.names {
		options = append(options, kit.Option{Value: string(n.ID), Label: n.Name})
	}
	a.who = kit.NewChoice(s.T, "second.who", s.T("Your name"), options...)
	fields := []fyne.CanvasObject{kit.Paragraph(why), a.who}
	if a.dialog.Keys != nil {
		a.secret = kit.NewPasswordField(s.T, FieldSecret, s.T("Passphrase"))
		a.secret.OnEnter = func(string) bool { a.try(); return true }
		fields = append(fields, a.secret)
	}
	fields = append(fields, kit.SmallPara(s.T("%s stays signed in. This is kept under your name.", s.Person().Name)))
	content := kit.Stack(kit.GapM, fields...)
	a.form = kit.NewForm(content, nil, nil)
	a.box = kit.Ask(s.Window(), s.T, s.T("A second person signs in"), content, s.T("Sign in"), func() bool { a.try(); return false }, a.leave)
	a.who.OnChanged = func() {
		a.who.SetError("")
		a.label()
	}
	if len(a.names) == 1 && a.secret != nil { // there is nothing to choose
		a.who.SetValue(options[0].Value)
		a.label()
		a.secret.Focus()
	}
}

// label says what is asked for: somebody with a PIN may type that.
func (a *asking) label() {
	if a.secret == nil {
		return
	}
	s := a.dialog.Shell
	a.secret.SetLabel(s.T("Passphrase"))
	a.secret.SetHint("")
	a.secret.SetError("")
	for _, n := range a.names {
		if string(n.ID) == a.who.Value() && n.pin > 0 {
			a.secret.SetLabel(s.T("PIN or passphrase"))
			a.secret.SetHint(s.T("Tries left for the PIN: %d", n.pin))
		}
	}
}

// try takes what was typed off the window and tries it. A second press while
// it is tried does nothing.
func (a *asking) try() {
	s, d := a.dialog.Shell, a.dialog
	if a.busy || a.gone {
		return
	}
	if a.who.Value() == "" {
		a.who.SetError(s.T("Choose your name."))
		a.who.Focus()
		return
	}
	who, secret := record.Actor{ID: record.ID(a.who.Value())}, ""
	if a.secret != nil {
		if secret = a.secret.Text(); secret == "" {
			a.secret.SetError(s.T("Type your passphrase."))
			a.secret.Focus()
			return
		}
		a.secret.SetText("")
		a.secret.SetError("")
		a.secret.SetHint(s.T("It is being checked…"))
	}
	a.working(true)
	s.Run(func(ctx context.Context) func() {
		err := d.SignIn(ctx, a.action, a.by, who, secret)
		pin := 0
		if d.Keys != nil {
			pin = d.Keys.PIN(who.ID)
		}
		return func() { a.tried(who, pin, err) }
	})
}

// working keeps the name from being changed under what is tried.
func (a *asking) working(on bool) {
	a.busy = on
	a.who.SetReadOnly(on)
	if a.secret != nil {
		a.secret.SetReadOnly(on)
	}
}

// tried comes after the check: the second has signed in, or is told why not.
// Whoever locked the window or left the dialog meanwhile is not followed.
func (a *asking) tried(who record.Actor, pin int, err error) {
	s := a.dialog.Shell
	a.working(false)
	if a.gone || s.Actor() != a.by {
		a.dialog.open = false
		return
	}
	for i := range a.names {
		if a.names[i].ID == who.ID {
			a.names[i].pin = pin
		}
	}
	a.label()
	if err != nil {
		place.ShowProblems(s, a.form, err)
		a.box.Refit()
		return
	}
	a.leave()
	a.box.Close()
	a.done(who)
}

// leave ends the dialog; nothing typed in it stays.
func (a *asking) leave() {
	a.gone, a.dialog.open = true, false
	if a.secret != nil {
		a.secret.SetText("")
	}
}
