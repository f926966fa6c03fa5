package session

import (
	"slices"
	"time"

	"kapdesk/app/words"
)

// early is how long before it is due a set of vital signs counts for it.
const early = 5 * time.Minute

// NextVitals gives when vital signs are due next by the schedule: the first
// due time that the last set does not already count for. ok is false while
// nothing is due: before the first dose, or without a schedule. doses and
// vitals are the instants of both, in any order.
func (m Monitoring) NextVitals(doses, vitals []time.Time) (due time.Time, ok bool) {
	if len(doses) == 0 {
		return time.Time{}, false
	}
	first, last := slices.MinFunc(doses, time.Time.Compare), slices.MaxFunc(doses, time.Time.Compare)
	since := first.Add(-time.Nanosecond)
	if len(vitals) > 0 {
		if v := slices.MaxFunc(vitals, time.Time.Compare).Add(early); v.After(since) {
			since = v
		}
	}
	var times []time.Time
	for _, d := range doses {
		for _, after := range m.After {
			times = append(times, d.Add(after))
		}
	}
	if m.Every > 0 {
		next := last
		if len(m.After) > 0 {
			next = last.Add(slices.Max(m.After))
		}
		// The first repetition after what has been measured.
		n := time.Duration(1)
		if gap := since.Sub(next); gap > 0 {
			n = gap/m.Every + 1
		}
		times = append(times, next.Add(n*m.Every))
	}
	for _, t := range times {
		if t.After(since) && (!ok || t.Before(due)) {
			due, ok = t, true
		}
	}
	return due, ok
}

// Due is one time at which vital signs are due.
type Due struct {
	At       time.Time
	Done     time.Time  // when the set that counts for it was taken; zero for none
	Missed   bool       // nothing was taken, and a later set has been
	Baseline bool       // before the first dose
	Why      words.Text // the finding that asks to measure again; blank for the schedule
}

// Waits reports whether it is still to be done.
func (d Due) Waits() bool { return d.Done.IsZero() && !d.Missed }

// Over gives how many whole seconds it has been waiting at the instant: what
// is due at this second is not overdue yet.
func (d Due) Over(now time.Time) time.Duration {
	if !d.Waits() {
		return 0
	}
	return max(0, now.Sub(d.At).Truncate(time.Second))
}

// Schedule lists the times of the schedule from the first dose up to the one
// that is due next, each with what was measured for it. Its first that waits
// is NextVitals.
func (m Monitoring) Schedule(doses, vitals []time.Time) []Due {
	if len(doses) == 0 {
		return nil
	}
	times := m.times(doses, vitals)
	vitals = slices.SortedFunc(slices.Values(vitals), time.Time.Compare)
	var out []Due
	for i, t := range times {
		d := Due{At: t}
		for _, v := range vitals {
			switch {
			case v.Before(t.Add(-early)):
			case i+1 < len(times) && !v.Before(times[i+1].Add(-early)):
				d.Missed = d.Done.IsZero()
			case d.Done.IsZero():
				d.Done = v
			}
		}
		out = append(out, d)
	}
	return out
}

// times gives the due times in order: those after each dose, and then the
// repetitions up to the first that nothing counts for.
func (m Monitoring) times(doses, vitals []time.Time) []time.Time {
	var times []time.Time
	for _, d := range doses {
		for _, after := range m.After {
			times = append(times, d.Add(after))
		}
	}
	next := slices.MaxFunc(doses, time.Time.Compare)
	if len(m.After) > 0 {
		next = next.Add(slices.Max(m.After))
	}
	last := next
	if len(vitals) > 0 {
		last = slices.MaxFunc(vitals, time.Time.Compare).Add(early)
	}
	for m.Every > 0 {
		next = next.Add(m.Every)
		times = append(times, next)
		if next.After(last) {
			break
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	return slices.CompactFunc(times, time.Time.Equal)
}

// Earlier gives the latest instant up to now at which the clocks of the zone
// showed the time of day: what people mean when they type "9:46" for something
// that has happened. Shortly after midnight 23:50 is yesterday; in the hour
// that a clock change shows twice it is the later one that has passed.
func Earlier(hour, minute int, now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	y, m, d := local.Date()
	for back := range 2 {
		at := time.Date(y, m, d-back, hour, minute, 0, 0, zone)
		if again := at.Add(time.Hour); again.In(zone).Hour() == hour && again.In(zone).Minute() == minute && !again.After(now.Add(skew)) {
			at = again
		}
		if !at.After(now.Add(skew)) {
			return at.UTC()
		}
	}
	return now.UTC()
}
