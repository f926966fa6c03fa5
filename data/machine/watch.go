package machine

import (
	"context"
	"sync"
	"time"
)

// Signal is something that happens to the computer or the person's session.
type Signal int

const (
	// Suspending: the computer is about to sleep. It waits for the callback,
	// for two seconds at most, where the system lets a program hear of it
	// (Linux with logind).
	Suspending Signal = iota + 1
	// Resumed: the computer has slept and is awake again.
	Resumed
	// SessionLocked: the screen asks for the person's password, or hides.
	SessionLocked
	// SessionUnlocked: the screen shows again. Other programs can claim it;
	// nothing may open because of it.
	SessionUnlocked
)

// String names the signal for a log.
func (s Signal) String() string {
	switch s {
	case Suspending:
		return "suspending"
	case Resumed:
		return "resumed"
	case SessionLocked:
		return "session locked"
	case SessionUnlocked:
		return "session unlocked"
	}
	return "no signal"
}

// Watch calls tell for each signal until ctx ends, and returns when that is so
// and the last call has come back. It calls tell from one goroutine, one call
// at a time. Several parts of a system may tell of the same thing: a signal can
// come twice, and a lock that held already when Watch begins is told then.
//
// Whatever the system says or does not, a clock is looked at once a second: a
// gap in it means that the computer slept, and is told as Resumed. A computer
// that stood still for other reasons, or whose clock somebody turned, looks
// the same.
func Watch(ctx context.Context, tell func(Signal)) {
	t := newTeller()
	var sources sync.WaitGroup
	sources.Go(func() {
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		watchClock(ctx, ticker.C, clocks(), func(s Signal) { t.say(s) })
	})
	sources.Go(func() { watchSystem(ctx, t) })
	t.run(ctx, tell)
	sources.Wait()
}

// mostUntold is how many signals wait for a callback that does not come back.
const mostUntold = 64

// teller hands signals from several sources to one callback.
type teller struct{ untold chan note }

type note struct {
	signal Signal
	told   chan struct{}
}

func newTeller() *teller { return &teller{make(chan note, mostUntold)} }

// say hands the signal over and does not wait; the channel is closed once the
// callback has come back from it. A signal is lost only if the callback has
// been away for mostUntold of them.
func (t *teller) say(s Signal) <-chan struct{} {
	n := note{s, make(chan struct{})}
	select {
	case t.untold <- n:
	default:
	}
	return n.told
}

func (t *teller) run(ctx context.Context, tell func(Signal)) {
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-t.untold:
			if ctx.Err() != nil {
				return
			}
			tell(n.signal)
			close(n.told)
		}
	}
}
