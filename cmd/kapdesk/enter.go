package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/data/backup"
	"kapdesk/data/store"
	"kapdesk/data/vault"
	"kapdesk/screens/place"
	"kapdesk/screens/start"
)

// How people come into the clinic: the first passphrase, the sign-in, the
// recovery sheet, and the lock.

// unlockTime is how long a try at a passphrase is to take on this computer.
const unlockTime = 700 * time.Millisecond

// signIn shows the names and asks for a passphrase; nothing is open behind it.
func (p *program) signIn() {
	ring, err := openKeyring(p.clinicDir(), p.clock)
	if err != nil {
		p.trouble(err, p.begin)
		return
	}
	p.ask(ring, start.Before{})
}

func (p *program) ask(ring *keyring, before start.Before) {
	p.shell.Begin(place.Route{Place: "welcome"}, func() place.Screen { return start.NewSignIn(p.shell, doors{ring, p}, before) })
}

// askOwner begins a new clinic with the passphrase of who sets it up.
func (p *program) askOwner() {
	p.shell.Begin(place.Route{Place: "owner"}, func() place.Screen {
		return start.NewOwner(p.shell, nil, p.firstKeys, p.openSample)
	})
}

// protect asks an owner of a clinic from before clinics were encrypted for a
// passphrase; the store is encrypted when it is opened with it.
func (p *program) protect() {
	owners, err := p.plainOwners()
	if err != nil {
		p.trouble(err, p.begin)
		return
	}
	if len(owners) == 0 { // its set-up was not finished
		p.askOwner()
		return
	}
	p.shell.Begin(place.Route{Place: "protect"}, func() place.Screen { return start.NewOwner(p.shell, owners, p.firstKeys, nil) })
}

// plainOwners reads who may manage people in a store that is not encrypted.
func (p *program) plainOwners() (owners []start.Named, err error) {
	d, err := openDesks(context.Background(), p.clinicDir(), p.clock, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	people, err := d.clinics.People(context.Background())
	for _, who := range people {
		if who.May(clinic.ManagePeople) {
			owners = append(owners, start.Named{ID: who.ID, Name: who.Name})
		}
	}
	return owners, err
}

// firstKeys makes the clinic's key file with its first person, who is new
// where id is "", and opens the clinic for them.
func (p *program) firstKeys(ctx context.Context, id record.ID, name, passphrase string) (func(), error) {
	if err := at("owner.new", vault.CheckPassphrase(passphrase, name)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(p.clinicDir(), 0o700); err != nil {
		return nil, err
	}
	if id == "" {
		var err error
		if id, err = newPersonID(); err != nil {
			return nil, err
		}
	}
	ring, err := makeKeyring(p.clinicDir(), p.clock, id, name, passphrase, vault.Calibrate(unlockTime))
	if err != nil {
		return nil, err
	}
	return p.enterAs(ctx, ring, id)
}

// enterAs opens the clinic with the unlocked keys, off the window; the
// function that it gives lets the person in. When the store does not open it
// says why on a screen of its own.
func (p *program) enterAs(ctx context.Context, ring *keyring, id record.ID, before ...audit.Failed) (func(), error) {
	r, err := p.unlocked(ctx, ring)
	if err != nil {
		ring.lock()
		return func() { p.trouble(err, p.begin) }, nil
	}
	set, err := r.clinics.IsSetUp(ctx)
	if err != nil {
		return nil, err
	}
	if !set {
		return func() { p.take(r); p.setUp(r, id) }, nil
	}
	who, proven, err := r.welcome(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := r.audit.SignedIn(ctx, record.Actor{ID: id}, before...); err != nil {
		return nil, err
	}
	return func() { p.take(r); p.letIn(r, who, proven) }, nil
}

// enterRecovered is enterAs for somebody who came by the recovery sheet.
func (p *program) enterRecovered(ctx context.Context, ring *keyring, id record.ID) (func(), error) {
	enter, err := p.enterAs(ctx, ring, id)
	if err != nil || p.pending == nil {
		return enter, err
	}
	return enter, p.pending.access.Recovered(ctx, record.Actor{ID: id})
}

// unlocked opens the rooms of a clinic off the window. They wait until
// somebody is let in; those of a try that came to nothing are closed first.
func (p *program) unlocked(ctx context.Context, ring *keyring) (*rooms, error) {
	if err := p.closePending(); err != nil {
		return nil, err
	}
	if store.Exists(ring.dir) {
		if err := ring.resume(ctx); err != nil {
			return nil, err
		}
	}
	p.opening.Lock()
	defer p.opening.Unlock()
	r, err := openRooms(ctx, ring.dir, p.clock, ring.data())
	if err != nil {
		return nil, err
	}
	if err := backup.Sweep(ring.dir); err != nil {
		return nil, errors.Join(err, r.store.Close())
	}
	r.program, r.ring = p, ring
	r.useKeys()
	p.pending = r
	return r, nil
}

// take makes the rooms that were waiting those of the program.
func (p *program) take(r *rooms) {
	p.opening.Lock()
	defer p.opening.Unlock()
	p.open, p.pending = r, nil
}

// welcome gives the person who signed in, and whether the recovery sheet is
// known to be on paper.
func (r *rooms) welcome(ctx context.Context, id record.ID) (clinic.Person, bool, error) {
	people, err := r.clinics.People(ctx)
	if err != nil {
		return clinic.Person{}, false, err
	}
	i := slices.IndexFunc(people, func(who clinic.Person) bool { return who.ID == id && who.Active })
	if i < 0 {
		return clinic.Person{}, false, record.Problems{{Code: record.NotAllowed, Field: "signin.passphrase",
			Text: "This person no longer works here.", Next: "Sign in as somebody else."}}
	}
	proven, err := r.access.Proven(ctx)
	return people[i], proven, err
}

// letIn opens the window for a person. An owner whose recovery sheet is not
// on paper is led there first, unless something was under way.
func (p *program) letIn(r *rooms, who clinic.Person, proven bool) {
	if !p.shell.Use(r.shellRooms()) {
		return
	}
	p.shell.Enter(who)
	p.caring.badged = time.Time{}
	if r.backups != nil {
		p.showBadge()
	}
	if !proven && who.May(clinic.ManagePeople) && p.shell.Route().Place == place.Today {
		p.shell.Go(sheetRoute)
	}
}

// setUp asks for the clinic's details; owner made its keys.
func (p *program) setUp(r *rooms, owner record.ID) {
	named := start.Named{ID: owner}
	for _, who := range r.ring.People() {
		if who.ID == owner {
			named = who
		}
	}
	p.shell.Begin(place.Route{Place: "setup"}, func() place.Screen {
		return start.NewSetUp(p.shell, r.clinics, r.store, r.store, named, func() { p.wasSetUp(r, owner) }, p.openSample)
	})
}

func (p *program) wasSetUp(r *rooms, owner record.ID) {
	who, proven, err := r.welcome(context.Background(), owner)
	if err != nil {
		p.trouble(err, p.begin)
		return
	}
	p.letIn(r, who, proven)
}

// sheetRoute is the place of the recovery sheet.
var sheetRoute = place.Route{Place: place.Settings, Part: "sheet"}

// sheets makes recovery sheets for the person who is signed in.
type sheets struct {
	*rooms
	shell place.Shell
}

// Make implements start.Sheets.
func (s sheets) Make(ctx context.Context) (start.Sheet, error) {
	groups, err := s.access.NewSheet(ctx, s.shell.Actor())
	if err != nil {
		return start.Sheet{}, err
	}
	c := s.shell.Clinic()
	paper := handout.Letter
	if c.Paper == clinic.A4 {
		paper = handout.A4
	}
	doc, err := handout.RecoverySheet(s.book, handout.Sheet{Clinic: handout.Clinic{Name: c.Name, Address: c.Address, Phone: c.Phone, Emergency: c.Emergency},
		Lang: s.shell.Lang(), Paper: paper, Print: handout.Normal, Printed: s.shell.Now(), Zone: c.Location(), Sample: c.Sample}, groups)
	if err != nil {
		return start.Sheet{}, err
	}
	pdf, err := paint(*doc)
	return start.Sheet{Groups: groups, Paper: pdf, Name: s.shell.T("Recovery sheet") + ".pdf"}, err
}

// Prove implements start.Sheets.
func (s sheets) Prove(ctx context.Context) error { return s.access.Prove(ctx, s.shell.Actor()) }

// clinicDir is the folder of the clinic's own store.
func (p *program) clinicDir() string { return filepath.Join(p.data, clinicFolder) }
