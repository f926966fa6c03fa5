package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Dose is one dose to be recorded. Amounts are whole micrograms.
type Dose struct {
	UG      int64
	Route   string
	Lot     string    // typed from the label each time
	Tablets int       // lozenges
	HeldMin int       // minutes held in the mouth; 0 when not said
	GivenBy record.ID // who gave it; "" is the actor

	Second  record.Actor // the clinician who signed in to confirm it, where the guard asks for one
	Because string       // why the dose is right all the same
}

// DoseFact is a dose as it stands in the log, with what it was measured
// against at that moment.
type DoseFact struct {
	UG       int64            `json:"ug"`
	Route    string           `json:"route"`
	Lot      string           `json:"lot"`
	Tablets  int              `json:"tablets,omitempty"`
	HeldMin  int              `json:"heldMin,omitempty"`
	GivenBy  clinic.Signature `json:"givenBy"`
	Grams    int              `json:"grams,omitempty"` // today's weight
	TotalUG  int64            `json:"total"`           // of the session, this dose included
	MaxUG    int64            `json:"max,omitempty"`   // the maximum in force
	Protocol string           `json:"protocol"`
	Used     protocol.Used    `json:"used,omitzero"`
	Despite  []string         `json:"despite,omitempty"` // gates that were open by override only

	Stock   *Stock            `json:"stock,omitempty"`   // of the register; nil where the clinic kept none
	Beyond  []string          `json:"beyond,omitempty"`  // the findings for which a second clinician was asked
	Second  *clinic.Signature `json:"second,omitempty"`  // who confirmed it
	Because string            `json:"because,omitempty"` // why
}

// Given is a dose of the log with its line.
type Given struct {
	DoseFact
	ID       record.EventID
	At       time.Time
	Entered  time.Time
	Corrects record.EventID
}

// Lozenge is the route whose tablets are counted, as plan names it.
const Lozenge = "lozenge"

// Doses gives the doses of the visit that stand, by the time they were given.
func Doses(r record.Reader, v Visit) ([]Given, error) {
	fs, err := facts(r, v, factDose)
	if err != nil {
		return nil, err
	}
	out := make([]Given, 0, len(fs))
	for _, f := range fs {
		g, err := ReadDose(f)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// Total gives the micrograms of the doses together. Where two laptops have
// corrected one dose at once, the larger correction counts.
func Total(doses []Given) int64 {
	var sum int64
	largest := map[record.EventID]int64{}
	for _, g := range doses {
		if g.Corrects.IsZero() {
			sum += g.UG
			continue
		}
		largest[g.Corrects] = max(largest[g.Corrects], g.UG)
	}
	for _, ug := range largest {
		sum += ug
	}
	return sum
}

func without(doses []Given, id record.EventID) []Given {
	var left []Given
	for _, g := range doses {
		if g.ID != id {
			left = append(left, g)
		}
	}
	return left
}

// Check gives every problem with what was typed.
func (d Dose) Check() record.Problems {
	var ps record.Problems
	need := func(field string, ok bool, text string) {
		if !ok {
			ps = append(ps, record.Invalidf(field, text))
		}
	}
	need("dose.amount", d.UG > 0, "Enter the dose in mg, such as 100 or 62.5.")
	need("dose.route", strings.TrimSpace(d.Route) != "", "Choose the route.")
	need("dose.lot", strings.TrimSpace(d.Lot) != "", "Read the lot from the label and type it.")
	need("dose.tablets", d.Route != Lozenge || d.Tablets > 0, "Count the lozenges.")
	need("dose.tablets", d.Tablets >= 0 && d.Tablets <= 20, "This number of lozenges cannot be right.")
	need("dose.held", d.HeldMin >= 0 && d.HeldMin <= 120, "This number of minutes cannot be right.")
	return ps
}

// GiveDose records a dose that is given now (or was, with When.At). It is
// refused with every reason at once, as record.Problems, unless each gate is
// open or overridden for this session, the guard finds nothing that stops it,
// and a second clinician has confirmed what the guard asks one for. In a
// clinic that keeps a register it is tied to it in the same transaction. A correction is measured against the
// maximum and the route only: the dose has been given. After signing, when
// nobody overrides any more, it is recorded with what it went beyond.
func (l *Log) GiveDose(ctx context.Context, by record.Actor, id record.ID, dose Dose, w When) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.GiveDose, w, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		if v.Kind != Dosing {
			return entry{}, record.Refusedf("A dose belongs to a dosing session.")
		}
		if v.State == Closed && w.Corrects.IsZero() {
			return entry{}, record.Refusedf("This session is signed: no dose can be added.")
		}
		if err := dose.Check().Err(); err != nil {
			return entry{}, err
		}
		giver, err := giver(tx, p, dose.GivenBy)
		if err != nil {
			return entry{}, err
		}
		d, err := l.dosing(tx, v)
		if err != nil {
			return entry{}, err
		}
		fact, err := l.guarded(tx, d, at, p, giver, dose, w)
		if err != nil {
			return entry{}, err
		}
		return entry{kind: factDose, body: fact, then: l.tie(by, v, fact, at, w)}, nil
	})
}

// guarded gives the dose as it will stand in the log, or refuses it with
// everything that the gates and the guard have against it.
func (l *Log) guarded(r record.Reader, d dosing, at time.Time, by, giver clinic.Person, dose Dose, w When) (DoseFact, error) {
	despite, against, err := l.gate(r, d, at, dose, w)
	if err != nil {
		return DoseFact{}, err
	}
	b, err := l.basis(r, d)
	if err != nil {
		return DoseFact{}, err
	}
	g := b.Guard(dose, at, w.Corrects)
	for _, f := range g.Stops() {
		if f.Kind != FindMaximum { // the gate knows who may go over it
			against = append(against, f.Problem)
		}
	}
	c, err := confirm(r, by, giver, dose, g, b.dose(w.Corrects))
	ps := record.ProblemsOf(err)
	if err != nil && ps == nil {
		return DoseFact{}, err
	}
	if err := append(against, ps...).Err(); err != nil {
		return DoseFact{}, err
	}
	f := DoseFact{UG: dose.UG, Route: dose.Route, Lot: strings.TrimSpace(dose.Lot), Tablets: dose.Tablets, HeldMin: dose.HeldMin,
		GivenBy: giver.Sign(at), Grams: d.checks.Weight.Grams, TotalUG: g.TotalUG, MaxUG: d.maximum(), Protocol: d.rules.Version, Used: d.rules.Used, Despite: despite,
		Stock: stockOf(g), Beyond: c.beyond, Second: c.second, Because: c.because}
	if f.Stock != nil {
		f.Lot = g.Lot.Number // as it stands in the register
	}
	return f, nil
}

// giver gives the person who gave the dose, who must be allowed to.
func giver(r record.Reader, actor clinic.Person, id record.ID) (clinic.Person, error) {
	if id == "" || id == actor.ID {
		return actor, nil
	}
	g, err := clinic.PersonByID(r, id)
	if err != nil {
		return g, record.Invalidf("dose.by", "This person does not work here.")
	}
	if !g.May(clinic.GiveDose) {
		return g, record.Invalidf("dose.by", "%s may not give a dose.", g.Name)
	}
	return g, nil
}

// gate gives every reason that stands against the dose and is not overridden,
// and the gates that are open by override alone.
func (l *Log) gate(r record.Reader, d dosing, at time.Time, dose Dose, w When) (despite []string, against record.Problems, err error) {
	p := &planned{ug: dose.UG, route: dose.Route, corrects: w.Corrects}
	reasons, err := l.reasons(r, d, at, p)
	if err != nil {
		return nil, nil, err
	}
	for _, re := range reasons {
		switch {
		case !w.Corrects.IsZero() && re.Gate != GateMaximum && re.Gate != GateRoute:
		case !w.Corrects.IsZero() && d.visit.State == Closed:
			despite = append(despite, re.Gate)
		case !re.Overridden:
			against = append(against, re.Problem)
		case len(despite) == 0 || despite[len(despite)-1] != re.Gate:
			despite = append(despite, re.Gate)
		}
	}
	if m := d.order.Maximum(); d.ordered && d.maximum() > m && dose.UG+Total(without(d.doses, w.Corrects)) > m {
		despite = append(despite, GateMaximum)
	}
	return slices.Compact(despite), against, nil
}
