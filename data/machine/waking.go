package machine

import (
	"context"
	"time"
)

const (
	// lookEvery is the time between two looks at the clocks.
	lookEvery = time.Second
	// sleepLimit is the gap between two looks from which on the computer
	// counts as having slept.
	sleepLimit = 5 * time.Second
)

// waking notices that the computer slept. It looks at the clock on the wall,
// which goes on meanwhile, and at the steady one, which nobody can turn but
// which sleeps too on most systems: one of them shows the gap. A clock turned
// back hides a sleep and counts as one. The zero waking is ready.
type waking struct {
	wall   time.Time
	steady time.Duration
	begun  bool
}

// look is told both clocks, the steady one as the time since any fixed moment,
// and reports whether there was a sleep since the look before.
func (w *waking) look(wall time.Time, steady time.Duration) bool {
	wall = wall.Round(0) // without the reading that no one can turn
	gap, begun := wall.Sub(w.wall), w.begun
	steadyGap := steady - w.steady
	w.wall, w.steady, w.begun = wall, steady, true
	return begun && (gap > sleepLimit || gap < -sleepLimit || steadyGap > sleepLimit)
}

// clocks gives a reading of both clocks.
func clocks() func() (wall time.Time, steady time.Duration) {
	start := time.Now()
	return func() (time.Time, time.Duration) {
		now := time.Now()
		return now, now.Sub(start)
	}
}

// watchClock looks at the clocks with each tick until ctx ends.
func watchClock(ctx context.Context, ticks <-chan time.Time, now func() (time.Time, time.Duration), say func(Signal)) {
	var w waking
	w.look(now())
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			if w.look(now()) {
				say(Resumed)
			}
		}
	}
}
