package measures

import (
	"slices"
	"time"

	"kapdesk/app/record"
)

// Standing says how a scale that is asked for stands at an instant.
type Standing string

// The standings.
const (
	NotYet   Standing = "not yet"
	DueNow   Standing = "due"
	LateNow  Standing = "late"
	Answered Standing = "done"
	Lost     Standing = "lost" // its time has passed without a whole form
)

// Need is one scale at one point of a patient's course.
type Need struct {
	Instrument             string
	Title                  string // of the instrument, English
	Point                  Point
	Session                record.ID // the dosing session it hangs on; "" for the baseline before one is booked
	From, Due, Late, Until time.Time
	Standing               Standing
	By                     record.EventID // the measure that answers it; zero where none does
}

// Waits reports whether the scale should be filled in now.
func (n Need) Waits() bool { return n.Standing == DueNow || n.Standing == LateNow }

// Due lists what the plan in force asks for at the instant now, point by point
// in the order of their time. A whole form answers a point when it names it,
// or, naming none, when it was filled in within the point's window; one form
// may answer two points whose windows meet. Where no plan asks for scales the
// list is empty.
func (d *Desk) Due(r record.Reader, patient record.ID, now time.Time) ([]Need, error) {
	if d.deps.Course == nil || d.deps.Times == nil {
		return nil, nil
	}
	c, err := d.deps.Course(r, patient)
	if err != nil || len(c.Asked) == 0 {
		return nil, err
	}
	times, err := d.deps.Times(r)
	if err != nil {
		return nil, err
	}
	taken, err := Of(r, patient)
	if err != nil {
		return nil, err
	}
	var out []Need
	for _, asked := range c.Asked {
		title := asked.Instrument
		if in, ok := d.deps.Shelf.Find(asked.Instrument); ok {
			title = in.Title
		}
		for _, n := range c.needs(asked, times, now) {
			n.Title = title
			n.stand(taken, now)
			out = append(out, n)
		}
	}
	slices.SortStableFunc(out, func(a, b Need) int { return a.Due.Compare(b.Due) })
	return out, nil
}

// needs lists the points of one scale with their windows.
func (c Course) needs(asked DueScale, times Times, now time.Time) []Need {
	var out []Need
	add := func(w Window, session record.ID, at, ends time.Time) {
		n := Need{Instrument: asked.Instrument, Point: w.Point, Session: session, From: at.Add(w.From), Due: at.Add(w.Due), Late: at.Add(w.Late), Until: at.Add(w.Until)}
		if !ends.IsZero() && ends.Before(n.Until) {
			n.Until = ends
			n.Late = earlier(n.Late, ends)
		}
		out = append(out, n)
	}
	latest, ahead := c.latest(now)
	for _, w := range times {
		switch {
		case !slices.Contains(asked.Points, w.Point):
		case w.Point == Baseline:
			first, _ := c.first()
			add(w, "", c.Since, first)
		case w.Point == Before || w.Point == DayAfter:
			for _, s := range c.Sessions {
				var dosed time.Time
				if s.Dosed && w.Point == Before {
					dosed = s.Starts
				}
				if s.Dosed || w.Point == Before && !s.Over {
					add(w, s.ID, s.Starts, dosed)
				}
			}
		case latest.ID != "" && !ahead:
			add(w, latest.ID, latest.Starts, time.Time{})
		}
	}
	return out
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// first gives the start of the first session in which the drug was given
// under this plan.
func (c Course) first() (time.Time, bool) {
	for _, s := range c.Sessions {
		if s.Dosed && !s.Starts.Before(c.Since) {
			return s.Starts, true
		}
	}
	return time.Time{}, false
}

// latest gives the last session in which the drug was given; ahead tells that
// another is booked, so that what counts from the latest has not begun.
func (c Course) latest(now time.Time) (last Dosing, ahead bool) {
	for _, s := range c.Sessions {
		switch {
		case s.Dosed:
			last, ahead = s, false
		case !s.Over && s.Starts.After(now):
			ahead = true
		}
	}
	return last, ahead
}

// stand finds the form that answers the need, and says how it stands.
func (n *Need) stand(taken []Taken, now time.Time) {
	for _, t := range taken {
		if t.Instrument == n.Instrument && t.whole() && n.answeredBy(t) {
			n.Standing, n.By = Answered, t.Event
			return
		}
	}
	switch {
	case !now.Before(n.Until):
		n.Standing = Lost
	case !now.Before(n.Late):
		n.Standing = LateNow
	case !now.Before(n.Due):
		n.Standing = DueNow
	default:
		n.Standing = NotYet
	}
}

// whole reports whether the form was filled in far enough for its score.
func (t Taken) whole() bool { return t.Outcome.Status == Scored || t.Outcome.Status == Prorated }

func (n *Need) answeredBy(t Taken) bool {
	within := !t.At.Before(n.From) && t.At.Before(n.Until)
	switch {
	case t.Point == Unasked:
		return within
	case t.Point != n.Point:
		return false
	case t.Session != "" && n.Session != "":
		return t.Session == n.Session
	}
	return within
}
