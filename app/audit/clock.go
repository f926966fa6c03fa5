package audit

import "time"

// ClockLimit is how far the clock on the wall may part from the steady one
// before it counts as a jump. Time servers correct by seconds.
const ClockLimit = 2 * time.Minute

// ClockWatch notices when somebody turns the clock. It compares the clock on
// the wall with a steady one that nobody can turn. Where
// the steady clock sleeps with the laptop, a sleep shows as a jump forwards.
// The zero ClockWatch is ready.
type ClockWatch struct {
	wall   time.Time
	steady time.Duration
	begun  bool
}

// Look is told both clocks, the steady one as the time since any fixed moment.
// When they have parted by more than ClockLimit since the last look, it gives
// what the wall should show and what it does.
func (w *ClockWatch) Look(wall time.Time, steady time.Duration) (from, to time.Time, jumped bool) {
	wall = wall.Round(0).UTC() // without the reading that no one can turn
	expected := w.wall.Add(steady - w.steady)
	begun := w.begun
	off := wall.Sub(expected)
	if begun && off.Abs() <= ClockLimit {
		// Measured against the same start, so that many small turns of the
		// clock add up to one that is noticed.
		return time.Time{}, time.Time{}, false
	}
	w.wall, w.steady, w.begun = wall, steady, true
	if !begun {
		return time.Time{}, time.Time{}, false
	}
	return expected, wall, true
}
