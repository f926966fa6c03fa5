package session

import (
	"slices"
	"time"

	"kapdesk/app/record"
)

// Open gives the cards that wait for what was done, the gravest first.
func (s Show) Open() []Opened {
	open := slices.DeleteFunc(slices.Clone(s.Cards), func(o Opened) bool { return !o.Open() })
	slices.SortStableFunc(open, func(a, b Opened) int { return b.Card.grave() - a.Card.grave() })
	return open
}

// unanswered names the cards that wait as what stands in the way of an end.
func (s Show) unanswered() record.Problems {
	var ps record.Problems
	for _, o := range s.Open() {
		ps = append(ps, o.Unmet())
	}
	return ps
}

// dueList gives when vital signs are due from the start of the session until
// the discharge: once before the first dose, then by the schedule of the route
// that was given, and again where a finding asks for it.
func (s Show) dueList() []Due {
	if s.Stage != StageReady && s.Stage != StageDosing {
		return nil
	}
	var doses, vitals []time.Time
	for _, g := range s.Doses {
		doses = append(doses, g.At)
	}
	for _, t := range s.Taken() {
		vitals = append(vitals, t.At)
	}
	due := []Due{s.baseline(vitals)}
	if len(s.Doses) > 0 {
		due = append(due, s.Rules.Monitoring[s.Doses[len(s.Doses)-1].Route].Schedule(doses, vitals)...)
	}
	due = append(due, s.again()...)
	slices.SortStableFunc(due, func(a, b Due) int { return a.At.Compare(b.At) })
	return due
}

// baseline is due from the start: without it nothing later can be compared.
// The vital signs of today's checks count.
func (s Show) baseline(vitals []time.Time) Due {
	d := Due{At: s.Visit.Began, Baseline: true}
	for _, v := range vitals {
		if len(s.Doses) == 0 || !v.After(s.Doses[0].At) {
			d.Done = v
		}
	}
	d.Missed = d.Done.IsZero() && len(s.Doses) > 0
	return d
}

// again gives when findings ask to measure once more: a reading that must be
// found again to count, and one whose card says so. Once a set without the
// finding is there, nothing asks any more.
func (s Show) again() []Due {
	var out []Due
	add := func(at time.Time, t Trigger) {
		if !slices.ContainsFunc(out, func(d Due) bool { return d.At.Equal(at) }) {
			out = append(out, Due{At: at, Why: t.Title})
		}
	}
	taken := s.Taken()
	for _, t := range s.Rules.Triggers {
		if t.Measure == "" {
			continue
		}
		run := t.run(taken)
		if len(run) == 0 {
			continue
		}
		first, last := run[0].At, run[len(run)-1].At
		switch {
		case last.Sub(first) < t.Sustained:
			add(first.Add(t.Sustained), t)
		case t.Recheck > 0:
			add(last.Add(t.Recheck), t)
		}
	}
	for _, o := range s.Cards {
		if o.Measure != "" || o.Recheck == 0 || o.TakenBack {
			continue
		}
		after := slices.IndexFunc(taken, func(t Taken) bool { return t.At.After(o.At) })
		if after < 0 {
			add(o.At.Add(o.Recheck), Trigger{Title: o.Title})
		}
	}
	return out
}
