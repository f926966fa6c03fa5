package session

import (
	"slices"
	"time"
)

// early is how long before it is due a set of vital signs counts for it.
const early = 5 * time.Minute

// NextVitals gives when vital signs are due next by the schedule: the first
// due time that the last set does not already count for. ok is false while
// nothing is due: before the first dose, or without a schedule. doses and
// vitals are the instants of both, in any order. An instant in the past is
// overdue.
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
