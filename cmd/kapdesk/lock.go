package main

import (
	"context"
	"errors"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/scales"
	"kapdesk/screens/shell"
	"kapdesk/screens/start"
)

// How the clinic is locked: by a person, or by itself when nobody is there.

// lock closes the clinic behind who was signed in, forgets its keys and asks
// who is here. The shell has emptied the window and its drafts are on disk.
// The clocks of the sessions that go on stay on the window.
func (p *program) lock(l shell.Leaving) {
	if p.open == nil {
		return // locked already
	}
	ring := p.open.ring
	before := start.Before{Who: p.next(l), Why: p.why, Tick: p.tick}
	p.why = ""
	clocks, err := p.open.clocks()
	before.Clocks = clocks
	if err := errors.Join(err, p.open.signOff(l.By), p.closeStore()); err != nil {
		p.shell.Fail(err)
	}
	ring.lock()
	p.ask(ring, before)
}

// next gives who is likely to come in: the same person, or, where somebody
// else is to take over, who was here before.
func (p *program) next(l shell.Leaving) record.ID {
	if !l.Switch {
		return l.By.ID
	}
	other := p.earlier
	p.earlier = l.By.ID
	return other
}

// clocks are those of the dosing sessions under way. A session is found by
// when it was booked for, and may run over midnight.
func (r *rooms) clocks() ([]session.Clock, error) {
	ctx, now := context.Background(), r.program.clock()
	ids, err := r.store.Visits(ctx, now.Add(-runningFor), now.Add(runningFor))
	if err != nil {
		return nil, err
	}
	return r.sessions.Clocks(ctx, ids)
}

// runningFor is how far from its booked time a session may be under way.
const runningFor = 36 * time.Hour

// signOff puts the lock on record and signs the log as it stands.
func (r *rooms) signOff(by record.Actor) error {
	ctx := context.Background()
	if by.ID != "" {
		if err := r.audit.Locked(ctx, by); err != nil {
			return err
		}
	}
	_, err := r.store.Checkpoint(ctx)
	return err
}

// together ends what kept the clinic apart, and locks it now if it should have
// been locked meanwhile.
func (p *program) together() {
	p.apart = false
	if why := p.later; why != "" {
		p.later = ""
		p.lockItself(why)
	}
}

// lockItself locks the clinic because nobody is there, and says why to who
// comes back. The sample, where nobody is real, stays open.
func (p *program) lockItself(why string) {
	if p.apart {
		p.later = why
		return
	}
	if p.takeBack(scales.Ended{}) {
		return
	}
	if p.open == nil || p.open.ring == nil {
		return
	}
	p.why = why
	if p.shell.Person().ID != "" {
		p.shell.Lock()
		return
	}
	p.shell.Empty() // while the clinic is being set up
	p.lock(shell.Leaving{})
}
