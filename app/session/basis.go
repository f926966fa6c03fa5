package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
)

// Range is what the protocol gives for a route and style: micrograms, or
// micrograms per kilogram. It is shown, and never proposed.
type Range struct {
	Low, High int64
	PerKg     bool
	Source    string
}

// over reports whether so many micrograms are more than the range for a weight
// in grams. Nothing is rounded.
func (r Range) over(ug int64, grams int) bool {
	if r.PerKg {
		return ug*1000 > r.High*int64(grams)
	}
	return ug > r.High
}

// most is the upper end in micrograms for a weight in grams, rounded down.
func (r Range) most(grams int) int64 {
	if r.PerKg {
		return r.High * int64(grams) / 1000
	}
	return r.High
}

// least is the lower end in micrograms for a weight in grams, rounded up.
func (r Range) least(grams int) int64 {
	if r.PerKg {
		return (r.Low*int64(grams) + 999) / 1000
	}
	return r.Low
}

// Span gives both ends in micrograms for a weight in grams, each rounded into
// the range; ok is false for a range per kilogram without a weight.
func (r Range) Span(grams int) (low, high int64, ok bool) {
	return r.least(grams), r.most(grams), !r.PerKg || grams > 0
}

// RangeOf is a route and a style, which have a range together.
type RangeOf struct{ Route, Style string }

// Range gives the range of a route and style; false where the protocol names
// none.
func (r Rules) Range(route, style string) (Range, bool) {
	x, ok := r.Ranges[RangeOf{route, style}]
	return x, ok
}

// Change is the rise of a dose in per cent above which a second clinician
// confirms it; 0 is none.
type Change struct {
	Percent int
	Source  string
}

// Past is what one earlier session gave by one route, all doses together.
type Past struct {
	Session record.ID
	Route   string
	UG      int64
	At      time.Time // of its last dose
}

// Basis is everything that a dose of one session is measured against, read at
// one instant.
type Basis struct {
	Order   Order
	Ordered bool
	MaxUG   int64 // in force: the order's, or what a prescriber raised it to
	Rules   Rules
	Zone    *time.Location
	Weight  Weight    // of this session's checks
	Weighed time.Time // when
	Doses   []Given   // of this session
	Past    []Past    // of the patient's other sessions, in the order of time
	Signed  bool      // the session is signed: nobody confirms any more
	Kept    bool      // the clinic keeps a register
	Lots    []register.Offer
}

// last gives what the last session before the instant gave by the route.
func (b Basis) last(route string, at time.Time) (last Past, ok bool) {
	for _, p := range b.Past {
		if p.Route == route && p.At.Before(at) {
			last, ok = p, true
		}
	}
	return last, ok
}

// Basis reads everything that a dose of the visit is measured against.
func (l *Log) Basis(ctx context.Context, by record.Actor, id record.ID) (b Basis, err error) {
	err = l.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		v, err := Of(r, id)
		if err != nil {
			return err
		}
		d, err := l.dosing(r, v)
		if err != nil {
			return err
		}
		b, err = l.basis(r, d)
		return err
	})
	return b, err
}

func (l *Log) basis(r record.Reader, d dosing) (b Basis, err error) {
	b = Basis{Order: d.order, Ordered: d.ordered, MaxUG: d.maximum(), Rules: d.rules, Zone: d.zone, Weight: d.checks.Weight, Weighed: d.checked, Doses: d.doses,
		Signed: d.visit.State == Closed}
	if b.Past, err = past(r, d.visit); err != nil {
		return b, err
	}
	if l.deps.Register == nil {
		return b, nil
	}
	if b.Kept, err = register.Kept(r); err != nil || !b.Kept {
		return b, err
	}
	b.Lots, err = l.deps.Register.Offers(r, d.visit.ID)
	return b, err
}

// past gives what each other session of the patient gave, route by route.
func past(r record.Reader, v Visit) ([]Past, error) {
	fs, err := r.Facts(record.Filter{Patient: v.Patient, Kinds: []string{factDose}})
	if err != nil {
		return nil, err
	}
	type key struct {
		visit record.ID
		route string
	}
	given := map[key][]Given{}
	for _, f := range fs {
		if f.Record.ID == v.ID || f.Record.Type != RecordType {
			continue
		}
		g := Given{ID: f.ID, At: f.At, Corrects: f.Supersedes}
		if err := f.Read(&g.DoseFact); err != nil {
			return nil, err
		}
		k := key{f.Record.ID, g.Route}
		given[k] = append(given[k], g)
	}
	var out []Past
	for k, doses := range given {
		p := Past{Session: k.visit, Route: k.route, UG: Total(doses)}
		for _, g := range doses {
			if g.At.After(p.At) {
				p.At = g.At
			}
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Past) int {
		if n := a.At.Compare(b.At); n != 0 {
			return n
		}
		return strings.Compare(string(a.Session)+a.Route, string(b.Session)+b.Route)
	})
	return out, nil
}
