package outcomes

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// Cohort is everybody who had a first dose, with what the clinic's counts
// need. It holds facts of single patients, which nobody but Table can see.
type Cohort struct {
	rules  *Rules
	people []member
	scales []Named
	routes []Named
	change map[string]measures.Rules // of each scale
	At     time.Time                 // what it was read at
}

// Named is something to filter by: its id, and its English name.
type Named struct{ ID, Name string }

// member is one patient who started.
type member struct {
	route    string // the one route, or several
	span     int    // of the number of sessions
	reached  []tri  // per point: by any completed scale
	by       map[string]*scaled
	sessions int
}

// scaled is one patient on one scale: per point what became of it.
type scaled struct {
	state []state
	at    []measures.Comparison
	given bool // the scale was ever completed
}

// state is what is known of a patient on a scale at a point.
type state int

const (
	early    state = iota // the point has not come yet: its window is open
	lost                  // no measure that counts within the window
	baseless              // measured, with no baseline to compare with
	compared              // measured and compared
)

// tri says whether somebody was reached at a point.
type tri int

const (
	notYet tri = iota
	unreached
	reached
)

// severalRoutes is the route of somebody who was given doses by more than one.
const severalRoutes = "several"

// recordPatient is the type of a patient's record.
const recordPatient = patients.RecordType

// reading is how many patients are read between two looks at whether to stop.
const reading = 50

// Cohort reads everybody who started, for who may see the clinic's outcomes.
// progress is told now and then how many of how many patients are read; it may
// be nil. It is long in a large clinic and ends early with ctx.
func (d *Desk) Cohort(ctx context.Context, by record.Actor, progress func(done, total int)) (*Cohort, error) {
	var c *Cohort
	err := d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeOutcomes); err != nil {
			return err
		}
		var err error
		c, err = d.cohort(ctx, r, progress)
		return err
	})
	return c, err
}

func (d *Desk) cohort(ctx context.Context, r record.Reader, progress func(done, total int)) (*Cohort, error) {
	practice, err := clinic.Of(r)
	if err != nil {
		return nil, err
	}
	all, err := r.List(recordPatient, "")
	if err != nil {
		return nil, err
	}
	c := &Cohort{rules: d.rules, At: r.Now()}
	j := judge{rules: d.rules, shelf: d.shelf, zone: practice.Location(), today: record.DateOf(r.Now(), practice.Location())}
	for i, p := range all {
		if i%reading == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if progress != nil {
				progress(i, len(all))
			}
		}
		co, err := read(r, p.Ref.ID)
		if err != nil {
			return nil, err
		}
		if co.dosed() {
			c.people = append(c.people, j.member(co))
		}
	}
	if progress != nil {
		progress(len(all), len(all))
	}
	c.index(d.shelf)
	return c, nil
}

// index notes which scales and routes there are.
func (c *Cohort) index(shelf *measures.Shelf) {
	c.change = map[string]measures.Rules{}
	scales, routes := map[string]bool{}, map[string]bool{}
	for _, m := range c.people {
		routes[m.route] = true
		for id, s := range m.by {
			scales[id] = scales[id] || s.given
		}
	}
	for id, given := range scales {
		if in, ok := shelf.Find(id); ok && given {
			c.scales = append(c.scales, Named{id, in.Title})
			c.change[id] = *in.ChangeRules
		}
	}
	for id := range routes {
		name := id
		if id == severalRoutes {
			name = "More than one route"
		}
		c.routes = append(c.routes, Named{id, name})
	}
	for _, l := range [][]Named{c.scales, c.routes} {
		slices.SortFunc(l, func(a, b Named) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// Scales gives the scales that can be counted and were taken, by name.
func (c *Cohort) Scales() []Named { return c.scales }

// Routes gives the routes that were given, by name.
func (c *Cohort) Routes() []Named { return c.routes }

// Spans gives the spans of the number of sessions.
func (c *Cohort) Spans() []Span { return c.rules.Sessions }

// judge decides what became of one patient.
type judge struct {
	rules *Rules
	shelf *measures.Shelf
	zone  *time.Location
	today record.Date
}

// counted reports whether the clinic's outcomes tell of the scale: it has a
// good and a bad end, and a rule for change.
func counted(in *measures.Instrument) bool {
	return in.ChangeRules != nil && in.Scoring.HigherIs != measures.Neither
}

func (j judge) member(c course) member {
	m := member{route: c.route(), sessions: len(c.sessions), by: map[string]*scaled{}}
	m.span = j.rules.span(m.sessions)
	last := record.DateOf(c.last(), j.zone)
	for _, w := range j.rules.Points {
		m.reached = append(m.reached, j.reach(c, w, last))
	}
	for _, in := range j.shelf.All() {
		if counted(in) {
			m.by[in.ID] = j.scaled(c, in, last)
		}
	}
	return m
}

// route gives the one route of all doses, or that there were several.
func (c course) route() string {
	route := ""
	for _, s := range c.sessions {
		for _, r := range s.Routes {
			if route != "" && route != r {
				return severalRoutes
			}
			route = r
		}
	}
	return route
}

// within gives how many days from the point a measure lies; ok is false
// outside its window.
func (j judge) within(w When, last record.Date, at time.Time) (off int, ok bool) {
	n := days(last, record.DateOf(at, j.zone))
	off = n - w.Weeks*7
	if off < 0 {
		off = -off
	}
	return off, n >= w.FromDay && n <= w.ToDay
}

// days counts the civil days from one date to another.
func days(from, to record.Date) int {
	midday := func(d record.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }
	return int(midday(to).Sub(midday(from)).Hours() / 24)
}

// open reports whether the window of a point has not closed yet.
func (j judge) open(w When, last record.Date) bool { return days(last, j.today) <= w.ToDay }

func (j judge) reach(c course, w When, last record.Date) tri {
	if j.open(w, last) {
		return notYet
	}
	for _, m := range c.taken {
		if _, ok := j.within(w, last, m.At); ok && m.scored() {
			return reached
		}
	}
	return unreached
}

// scaled decides what became of a patient on one scale at every point.
func (j judge) scaled(c course, in *measures.Instrument, last record.Date) *scaled {
	ms := c.of(in.ID)
	base, _ := baseline(ms, c)
	s := &scaled{}
	for _, m := range ms {
		s.given = s.given || m.Counts()
	}
	for _, w := range j.rules.Points {
		st, change := lost, measures.Comparison{}
		if m := j.nearest(ms, w, last); j.open(w, last) {
			st = early
		} else if m >= 0 {
			st = baseless
			if base >= 0 && base < m { // a baseline that was taken later compares with nothing
				if got, ok := compare(in, ms[base], ms[m]); ok {
					st, change = compared, got
				}
			}
		}
		s.state, s.at = append(s.state, st), append(s.at, change)
	}
	return s
}

// nearest finds the measure that counts for a point: of those in its window
// that count, the one with the fewest days between, the later where two are
// as near. -1 is none.
func (j judge) nearest(ms []Measure, w When, last record.Date) int {
	best, off := -1, 0
	for i, m := range ms {
		n, ok := j.within(w, last, m.At)
		if ok && m.Counts() && (best < 0 || n <= off) {
			best, off = i, n
		}
	}
	return best
}
