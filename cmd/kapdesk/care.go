package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/audit"
	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/machine"
	"kapdesk/screens/place"
	"kapdesk/screens/scales"
	"kapdesk/screens/start"
)

// What is done for an open clinic from time to time, without anybody asking:
// the log is signed, and the clock is watched.

// careEvery is how often the caretaker looks.
const careEvery = 30 * time.Second

// caretaker remembers what was done last.
type caretaker struct {
	watch   audit.ClockWatch
	steady  func() time.Duration // a clock that nobody can turn
	signed  time.Time
	badged  time.Time // when the badge last looked at the disks
	backing bool      // the look at what is due is under way
}

// sinceStart is a steady clock: the computer's, which a sleep does not stop,
// or Go's where there is none.
func sinceStart() func() time.Duration {
	if _, err := machine.Steady(); err == nil {
		return func() time.Duration {
			t, _ := machine.Steady()
			return t
		}
	}
	begun := time.Now()
	return func() time.Duration { return time.Since(begun) }
}

// care looks after the open clinic; called again and again on the window.
func (p *program) care() {
	now := p.clock()
	from, to, jumped := p.caring.watch.Look(now, p.caring.steady())
	r := p.open
	if r == nil || r.ring == nil || p.shell.Person().ID == "" {
		return
	}
	by := p.shell.Actor()
	if jumped {
		p.behind(func(ctx context.Context) error { return r.audit.ClockJumped(ctx, by, from, to) })
	}
	if since := now.Sub(p.caring.signed); since >= audit.EveryTime || since < 0 {
		p.caring.signed = now
		p.behind(func(ctx context.Context) error { _, err := r.store.Checkpoint(ctx); return err })
	}
	p.careForBackups(now)
}

// behind does something for the open clinic off the window. Nobody asked for
// it and so nobody is told when it fails; a clinic that is locked meanwhile is
// no failure.
func (p *program) behind(work func(ctx context.Context) error) {
	p.shell.Runner.Run(context.Background(), func(ctx context.Context) func() {
		if err := work(ctx); err != nil && record.CodeOf(err) != record.Unavailable {
			slog.Error("care of the clinic", "kind", fmt.Sprintf("%T", err))
		}
		return nil
	})
}

// close keeps every draft, signs the log and lets the window go.
func (p *program) close() {
	if p.takeBack(scales.Ended{}) {
		return // a patient has the window: who works here closes the program
	}
	if p.closing {
		p.shut() // asked twice: at once
		return
	}
	p.closing, p.apart = true, true
	by, r := p.shell.Actor(), p.open
	p.shell.Empty()
	if r == nil || r.ring == nil {
		p.shut()
		return
	}
	screen := start.NewClosing(p.shell, p.shut)
	p.shell.Begin(place.Route{Place: "closing"}, func() place.Screen { return screen })
	tell := func(n backups.Now) {
		fyne.Do(func() { screen.Tell(p.shell.T(string(n.Progress.Step)), n.Progress.Done, n.Progress.Total) })
	}
	p.shell.Run(func(ctx context.Context) func() {
		err := errors.Join(r.signOff(by), r.lastBackup(ctx, tell))
		return func() {
			if err != nil {
				slog.Error("closing", "kind", fmt.Sprintf("%T", err))
			}
			p.shut()
		}
	})
}

// shut lets the window go.
func (p *program) shut() {
	p.shell.Stop()
	p.window.SetCloseIntercept(nil)
	p.window.Close()
}
