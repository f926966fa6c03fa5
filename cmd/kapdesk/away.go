package main

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/data/machine"
)

// away locks the clinic when nobody is at the computer: when it has not been
// touched for a while, when it goes to sleep, and when the system's own lock
// hides the screen. It ends with ctx.
func (p *program) away(ctx context.Context) {
	go machine.Watch(ctx, func(s machine.Signal) {
		// The computer waits for this before it sleeps.
		fyne.DoAndWait(func() { p.heard(s) })
	})
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			// A shorter time locks nothing, and need not wake the window.
			if idle, err := machine.Idle(); err == nil && idle >= clinic.ShortestIdle*time.Minute {
				fyne.Do(func() { p.untouched(idle) })
			}
		}
	}()
}

// heard is told what happens to the computer.
func (p *program) heard(s machine.Signal) {
	switch s {
	case machine.Suspending, machine.Resumed, machine.SessionLocked:
		p.lockItself(p.shell.T("The computer was locked or put to sleep, so KAP Desk locked itself too."))
	}
}

// untouched is told for how long nobody has touched the computer.
func (p *program) untouched(idle time.Duration) {
	if idle >= p.lockAfter() {
		p.lockItself(p.shell.T("Nobody has touched the computer for a while, so KAP Desk locked itself."))
	}
}

// computer is what was found out about the computer when the program began.
type computer struct {
	disk  machine.Encryption // of the folder of the clinic
	blind bool               // the system does not say when nobody is there
}

// look finds out about the computer, off the window: the system may take its
// time.
func (p *program) look() {
	p.shell.Runner.Run(context.Background(), func(context.Context) func() {
		found := computer{disk: machine.DiskEncryption(p.data)}
		_, err := machine.Idle()
		found.blind = err != nil
		return func() {
			p.computer = found
		}
	})
}
