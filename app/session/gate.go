package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Reason is one thing that stands against a dose now.
type Reason struct {
	Gate       string
	Problem    *record.Problem
	Overridden bool // a prescriber has overridden this very reason for this session
}

// Override is a prescriber's decision to give a dose although a gate is
// closed. It covers the reasons that stood when it was made, in this session,
// and nothing that comes up later.
type Override struct {
	Gates   []string         `json:"gates"`
	Covers  []string         `json:"covers"`          // the reasons, in English words
	Notes   []string         `json:"notes,omitempty"` // with GateChecks: what was said about the answers
	UpToUG  int64            `json:"upTo,omitempty"`  // with GateMaximum: the new maximum of this session
	OverUG  int64            `json:"over,omitempty"`  // with GateMaximum: the order's maximum, which it raises
	Route   string           `json:"route,omitempty"` // with GateRoute: the route
	Because string           `json:"because"`
	By      clinic.Signature `json:"by"`
}

// dosing is everything that GiveDose looks at, read in one transaction.
type dosing struct {
	visit     Visit
	order     Order
	ordered   bool
	rules     Rules
	zone      *time.Location
	checks    Checks
	checked   time.Time
	doses     []Given
	overrides []Override
}

func (l *Log) dosing(r record.Reader, v Visit) (d dosing, err error) {
	d.visit = v
	if d.order, d.ordered, err = l.deps.Order(r, v.Patient); err != nil {
		return d, err
	}
	if d.rules, err = l.rules(r, v); err != nil {
		return d, err
	}
	c, err := clinic.Of(r)
	if err != nil {
		return d, err
	}
	d.zone = c.Location()
	if d.checks, d.checked, _, err = ChecksOf(r, v); err != nil {
		return d, err
	}
	if d.doses, err = Doses(r, v); err != nil {
		return d, err
	}
	d.overrides, err = Overrides(r, v)
	return d, err
}

// Overrides gives the overrides of the visit that stand.
func Overrides(r record.Reader, v Visit) ([]Override, error) {
	fs, err := facts(r, v, factOverridden)
	if err != nil {
		return nil, err
	}
	out := make([]Override, len(fs))
	for i, f := range fs {
		if err := f.Read(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// covered reports whether an override of this session covers the reason. The
// words of a worrying answer are the same whatever was said about it: checks
// with other notes are looked at anew.
func (d dosing) covered(re Reason) bool {
	for _, o := range d.overrides {
		if slices.Contains(o.Gates, re.Gate) && slices.Contains(o.Covers, re.Problem.Error()) &&
			(re.Gate != GateChecks || slices.Equal(o.Notes, d.checks.notes())) {
			return true
		}
	}
	return false
}

// maximum is the most this session may give: the order's, or what a
// prescriber raised it to for this session. A new order is raised anew.
func (d dosing) maximum() int64 {
	m := d.order.Maximum()
	for _, o := range d.overrides {
		if slices.Contains(o.Gates, GateMaximum) && o.OverUG == d.order.Maximum() {
			m = max(m, o.UpToUG)
		}
	}
	return m
}

// planned is the dose that GiveDose is asked for, or nil to look at what
// stands against any dose.
type planned struct {
	ug       int64
	route    string
	corrects record.EventID
}

// reasons gives everything that stands against the dose at the instant, in
// the order in which a person would mend it.
func (l *Log) reasons(r record.Reader, d dosing, at time.Time, p *planned) ([]Reason, error) {
	var out []Reason
	add := func(gate string, problem *record.Problem) {
		re := Reason{Gate: gate, Problem: problem}
		re.Overridden = gate != GateRunning && d.covered(re)
		out = append(out, re)
	}
	for _, g := range l.deps.Gates {
		problem, err := g.check(r, d.visit)
		if err != nil {
			return nil, err
		}
		if problem != nil {
			add(g.Name, problem)
		}
	}
	for _, problem := range d.checkReasons(at, p) {
		add(GateChecks, problem)
	}
	if p != nil {
		d.orderReasons(*p, add)
	}
	if d.visit.State != Running {
		add(GateRunning, &record.Problem{Code: record.Refused, Field: RecordType, Text: "The session has not been started.", Next: "Start it first."})
	}
	return out, nil
}

func (d dosing) checkReasons(at time.Time, p *planned) record.Problems {
	if d.checked.IsZero() {
		return record.Problems{{Code: record.Refused, Field: GateChecks, Text: "Today's checks are not done.", Next: "Ask each question of today's checks."}}
	}
	if !fresh(d.checked, at, d.zone) {
		return record.Problems{{Code: record.Refused, Field: GateChecks, Text: "The checks of this session are from %s, not from today.",
			Args: []any{record.DateOf(d.checked, d.zone)}, Next: "Ask each question of today's checks."}}
	}
	route := d.order.Route
	if p != nil {
		route = p.route
	}
	return d.checks.Reasons(d.rules, route, at, d.zone)
}

func (d dosing) orderReasons(p planned, add func(string, *record.Problem)) {
	if !d.ordered && d.maximum() == 0 {
		return // the plan's own gate says so, and there is nothing to compare with
	}
	if d.ordered && p.route != d.order.Route {
		add(GateRoute, &record.Problem{Code: record.Refused, Field: "dose.route", Text: "The order is for %s, this dose for %s.", Args: []any{said(d.order.Route), said(p.route)}})
	}
	total := p.ug + Total(without(d.doses, p.corrects))
	if most := d.maximum(); total > most {
		add(GateMaximum, &record.Problem{Code: record.Refused, Field: "dose.amount", Text: "With this dose the session's total would be %s mg; the maximum is %s mg.",
			Args: []any{MG(total), MG(most)}, Next: overMaximum})
	}
}

// overMaximum is the next step where a dose would be over the maximum.
const overMaximum = "Check the dose, or ask a prescriber."

// said is a route as an argument of a sentence, turned into the reader's
// language by the translator.
type said string

func (s said) String() string { return string(s) }

// Reasons gives everything that stands against a dose in this visit now, as
// far as it can be known before an amount is typed. A visit that is not a
// dosing session, or is over, has none.
func (l *Log) Reasons(r record.Reader, v Visit) ([]Reason, error) {
	if v.Kind != Dosing || v.State.Over() {
		return nil, nil
	}
	d, err := l.dosing(r, v)
	if err != nil {
		return nil, err
	}
	return l.reasons(r, d, r.Now(), nil)
}

// Ask is what a prescriber wants to override.
type Ask struct {
	Gates  []string
	UpToUG int64  // with GateMaximum: the total up to which this session may go
	Route  string // with GateRoute: the route that may be used
	Reason string
}

// Override records a prescriber's decision to give a dose although the named
// gates are closed now. It holds for this session alone and for the reasons
// that stand at this moment; a reason that comes up afterwards is refused
// again. That a session has been started cannot be overridden.
func (l *Log) Override(ctx context.Context, by record.Actor, id record.ID, ask Ask) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.OverrideGate, When{}, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		o := Override{Gates: ask.Gates, UpToUG: ask.UpToUG, Route: ask.Route, Because: strings.TrimSpace(ask.Reason), By: p.Sign(at)}
		if v.Kind != Dosing || v.State == Closed {
			return entry{}, record.Refusedf("There is no dose to decide on in this visit.")
		}
		if o.Because == "" {
			return entry{}, record.Invalidf("override.reason", "An override needs a reason.")
		}
		d, err := l.dosing(tx, v)
		if err != nil {
			return entry{}, err
		}
		standing, err := l.reasons(tx, d, at, nil)
		if err != nil {
			return entry{}, err
		}
		if o.Covers, err = d.covers(standing, ask); err != nil {
			return entry{}, err
		}
		if slices.Contains(ask.Gates, GateMaximum) {
			o.OverUG = d.order.Maximum()
		}
		if slices.Contains(ask.Gates, GateChecks) {
			o.Notes = d.checks.notes()
		}
		return entry{kind: factOverridden, body: o}, nil
	})
}

// covers gives the words of the reasons that the override is about, and
// refuses one that is about nothing.
func (d dosing) covers(standing []Reason, ask Ask) ([]string, error) {
	if len(ask.Gates) == 0 {
		return nil, record.Invalidf("override.gates", "Choose what is to be overridden.")
	}
	// Without an order nothing else bounds the dose.
	if slices.Contains(ask.Gates, gatePlan) && !d.ordered && d.maximum() == 0 && !slices.Contains(ask.Gates, GateMaximum) {
		return nil, record.Invalidf("override.upto", "Give the new maximum in mg; it must be over %s mg.", MG(0))
	}
	var words []string
	for _, gate := range ask.Gates {
		switch gate {
		case GateRunning:
			return nil, record.Refusedf("The session has not been started.")
		case GateMaximum:
			if ask.UpToUG <= d.maximum() {
				return nil, record.Invalidf("override.upto", "Give the new maximum in mg; it must be over %s mg.", MG(d.maximum()))
			}
			continue
		case GateRoute:
			if ask.Route == "" {
				return nil, record.Invalidf("override.route", "Choose the route.")
			}
			standingRoute := &record.Problem{Text: "The order is for %s, this dose for %s.", Args: []any{said(d.order.Route), said(ask.Route)}}
			words = append(words, standingRoute.Error())
			continue
		}
		found := false
		for _, re := range standing {
			if re.Gate == gate && !re.Overridden {
				words, found = append(words, re.Problem.Error()), true
			}
		}
		if !found {
			return nil, record.Refusedf("Nothing stands against a dose here: %s.", said(gate))
		}
	}
	return words, nil
}
