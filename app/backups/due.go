package backups

import (
	"time"

	"kapdesk/app/audit"
)

// Why is what a backup is made for.
type Why string

// The reasons.
const (
	ByHand  Why = "by hand" // somebody asked: every folder
	Hourly  Why = "hourly"  // by itself, while somebody works
	Closing Why = "closing" // the program is locked or closed
)

const (
	// every is how long work may go on before it is backed up.
	every = time.Hour
	// again is how long a folder that failed is left alone.
	again = 10 * time.Minute
	// drillEvery is how long a proof that a backup can be restored holds.
	drillEvery = 7 * 24 * time.Hour
	// slack is how far the clock may run backwards without having been turned.
	slack = audit.ClockLimit
)

// Due gives the folders that a backup should go to now. A folder that failed
// keeps no other from its backup; it is tried again after ten minutes, and
// once more at the close. A time that lies ahead counts as one long past:
// with a clock that was put back, an hour could else last a year.
func (h History) Due(now time.Time, why Why) []Folder {
	if why == ByHand {
		return h.Settings.Folders
	}
	if why == Hourly && !h.Settings.Hourly {
		return nil
	}
	var due []Folder
	for _, f := range h.Settings.Folders {
		if h.lacks(f.N, now) && (why == Closing || h.turn(f.N, now)) {
			due = append(due, f)
		}
	}
	return due
}

// lacks reports whether the folder has not all that there is to back up, or
// only what is not fresh any more.
func (h History) lacks(folder int, now time.Time) bool {
	c, ok := h.last(folder)
	return !ok || h.Changed > c.Events || h.Tries[folder].Failed || over(c.At, now, h.fresh())
}

// turn reports whether enough time has passed since the last try.
func (h History) turn(folder int, now time.Time) bool {
	if t := h.Tries[folder]; t.Failed {
		return over(t.At, now, again-1)
	}
	c, ok := h.last(folder)
	return !ok || over(c.At, now, every-1)
}

// DrillDue reports whether a backup should be tried: the last proof is too
// old, or something failed since.
func (h History) DrillDue(now time.Time) bool {
	return h.Passed == nil || h.Drill != h.Passed || over(h.Passed.At, now, drillEvery-1)
}

func (h History) fresh() time.Duration { return time.Duration(h.Settings.Fresh) * time.Hour }

// over reports whether more than limit has passed between two instants; so
// does an instant that lies ahead by more than a clock may stray.
func over(then, now time.Time, limit time.Duration) bool {
	age := now.Sub(then)
	return age > limit || ahead(then, now)
}

// ahead reports whether an instant lies in what the clock says is the future.
func ahead(then, now time.Time) bool { return now.Sub(then) < -slack }
