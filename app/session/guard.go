package session

import (
	"slices"
	"strings"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/register"
)

// Level is what a finding of the guard means for the dose.
type Level string

// The levels.
const (
	Told   Level = "told"   // to be known; the dose may be given
	Second Level = "second" // a second clinician confirms it and a reason is written
	Stop   Level = "stop"   // it is refused
)

// The kinds of findings.
const (
	FindMaximum  = "maximum"  // over the order's maximum
	FindJump     = "jump"     // more than the last session by this route
	FindStep     = "step"     // more than the dose before in this session
	FindRange    = "range"    // over the protocol's range
	FindNoRange  = "norange"  // the protocol names no range
	FindWeight   = "weight"   // unknown, or not of today
	FindLot      = "lot"      // not in the register, expired, or not for this
	FindStrength = "strength" // of the lot, unknown
	FindTablets  = "tablets"  // their count and their strength are another dose
	FindDrawn    = "drawn"    // too little is drawn for the session
)

// Finding is one thing about a dose that somebody should see. Its Problem
// holds the words and names the field.
type Finding struct {
	Kind    string
	Level   Level
	Problem *record.Problem
	Source  string // of the protocol's figure; "" where it is none
}

// Guard is a dose as it is being typed beside everything it is measured
// against. It proposes none: what it computes follows from what was typed.
type Guard struct {
	UG       int64
	Route    string
	PerKg    string // mg/kg of today's weight, rounded to 0.01, halves up; "" without a weight or a dose
	TotalUG  int64  // of the session, every route, this dose included
	Before   Given  // the dose before it in this session by this route
	HasPrior bool   // there is one
	Last     Past   // the last session before it by this route
	HasLast  bool
	Range    Range // the protocol's, for this route and the plan's style
	HasRange bool
	Lot      register.Offer
	HasLot   bool
	Near     []string // numbers of lots that may be meant
	Amount   int64    // of the lot, in microlitres or pieces, exact; 0 where there is none
	Findings []Finding
	settled  bool // nobody needs to confirm it: it was confirmed already, or the session is signed
}

// NeedsSecond reports whether a second clinician must sign in for the dose.
func (g Guard) NeedsSecond() bool { return len(g.Asks()) > 0 && !g.settled }

// Asks gives the findings for which a second clinician signs in.
func (g Guard) Asks() []Finding { return g.at(Second) }

// Stops gives the findings that refuse the dose.
func (g Guard) Stops() []Finding { return g.at(Stop) }

// beyond gives the kinds of the findings for which a second clinician signs in.
func (g Guard) beyond() (out []string) {
	for _, f := range g.Asks() {
		out = append(out, f.Kind)
	}
	return out
}

func (g Guard) at(l Level) (out []Finding) {
	for _, f := range g.Findings {
		if f.Level == l {
			out = append(out, f)
		}
	}
	return out
}

func (g *Guard) find(kind string, level Level, field, text string, args ...any) *Finding {
	g.Findings = append(g.Findings, Finding{Kind: kind, Level: level, Problem: &record.Problem{Code: record.Refused, Field: field, Text: text, Args: args}})
	return &g.Findings[len(g.Findings)-1]
}

// Guard measures a dose that is given at the instant. corrects is the line
// that it corrects, or zero; what is not typed yet is not judged.
//
// What the patient is given in a session together counts: the session's total
// by the route is compared with the last session's total by the same route,
// and with the protocol's range. Within a session each dose is compared with
// the one before it by the same route too, because a slip of the hand shows
// there even in a first session. Giving less is no jump.
func (b Basis) Guard(d Dose, at time.Time, corrects record.EventID) Guard {
	doses := without(b.Doses, corrects)
	g := Guard{UG: d.UG, Route: d.Route, TotalUG: d.UG + Total(doses)}
	if d.UG > 0 {
		g.PerKg = PerKg(d.UG, b.Weight.Grams)
	}
	g.Before, g.HasPrior = before(doses, d.Route, at)
	g.Last, g.HasLast = b.last(d.Route, at)
	g.Range, g.HasRange = b.Rules.Range(d.Route, b.Order.Style)
	b.maximum(&g, doses)
	b.weight(&g, at)
	if d.Route != "" {
		byRoute := d.UG + Total(ofRoute(doses, d.Route))
		b.change(&g, byRoute)
		b.inRange(&g, byRoute)
	}
	g.settled = b.Signed || b.dose(corrects).covers(d, g.beyond())
	if b.Stocked(corrects) {
		b.lot(&g, d, at, b.dose(corrects))
	} else if d.UG > 0 {
		g.find(FindStrength, Told, "dose.lot", "The clinic keeps no register: the lot's strength is unknown, so no mL and no count is worked out.")
	}
	return g
}

// before gives the latest of the doses by the route up to the instant.
func before(doses []Given, route string, at time.Time) (last Given, ok bool) {
	for _, g := range doses {
		if g.Route == route && !g.At.After(at) && (!ok || !g.At.Before(last.At)) {
			last, ok = g, true
		}
	}
	return last, ok
}

func ofRoute(doses []Given, route string) (out []Given) {
	for _, g := range doses {
		if g.Route == route {
			out = append(out, g)
		}
	}
	return out
}

func (b Basis) maximum(g *Guard, doses []Given) {
	order := b.Order.Maximum()
	switch {
	case g.UG <= 0:
	case b.MaxUG > 0 && g.TotalUG > b.MaxUG:
		level, next := Stop, overMaximum
		if b.Signed { // a correction then tells what happened
			level, next = Told, ""
		}
		g.find(FindMaximum, level, "dose.amount", "With this dose the session's total would be %s mg; the maximum is %s mg.", MG(g.TotalUG), MG(b.MaxUG)).Problem.Next = next
	case b.Ordered && b.MaxUG > order && g.TotalUG > order:
		g.find(FindMaximum, Told, "dose.amount", "The order's maximum is %s mg; a prescriber has raised it to %s mg for this session.", MG(order), MG(b.MaxUG))
	}
}

func (b Basis) weight(g *Guard, at time.Time) {
	switch {
	case b.Weight.Grams == 0:
		g.find(FindWeight, Told, "dose.amount", "Today's weight is unknown: mg/kg cannot be worked out.")
	case !fresh(b.Weighed, at, b.Zone):
		g.find(FindWeight, Told, "dose.amount", "The weight is from %s and not from the day of the dose.", record.DateOf(b.Weighed, b.Zone))
	}
}

// rises reports whether to is more than the percentage above from.
func rises(from, to int64, percent int) bool { return to*100 > from*int64(100+percent) }

func (b Basis) change(g *Guard, byRoute int64) {
	c := b.Rules.Change
	if g.UG <= 0 || c.Percent <= 0 {
		return
	}
	if g.HasLast && rises(g.Last.UG, byRoute, c.Percent) {
		g.find(FindJump, Second, "dose.amount", "%s mg in this session is more than %d %% above the last session by this route: %s mg on %s.",
			MG(byRoute), c.Percent, MG(g.Last.UG), record.DateOf(g.Last.At, b.Zone)).Source = c.Source
	}
	if g.HasPrior && rises(g.Before.UG, g.UG, c.Percent) {
		g.find(FindStep, Second, "dose.amount", "%s mg is more than %d %% above the dose before it: %s mg at %s.",
			MG(g.UG), c.Percent, MG(g.Before.UG), g.Before.At.In(b.Zone).Format("15:04")).Source = c.Source
	}
}

func (b Basis) inRange(g *Guard, byRoute int64) {
	r := g.Range
	switch {
	case !g.HasRange:
		g.find(FindNoRange, Told, "dose.route", "The protocol names no range for this route and style: %s, %s.", said(g.Route), said(or(b.Order.Style, "–")))
	case g.UG <= 0:
	case r.PerKg && b.Weight.Grams == 0:
		g.find(FindWeight, Told, "dose.amount", "Without a weight the dose cannot be compared with the protocol's range of %s to %s mg/kg.", MG(r.Low), MG(r.High)).Source = r.Source
	case !r.over(byRoute, b.Weight.Grams):
	case r.PerKg:
		g.find(FindRange, Second, "dose.amount", "%s mg in this session is over the protocol's range of %s to %s mg/kg, which is up to %s mg at this weight.",
			MG(byRoute), MG(r.Low), MG(r.High), MG(r.most(b.Weight.Grams))).Source = r.Source
	default:
		g.find(FindRange, Second, "dose.amount", "%s mg in this session is over the protocol's range of %s to %s mg.", MG(byRoute), MG(r.Low), MG(r.High)).Source = r.Source
	}
}

// lot finds the lot that was read from the label and measures the dose by it.
// What a dose that is corrected took out of its lot is there again.
func (b Basis) lot(g *Guard, d Dose, at time.Time, old *DoseFact) {
	number := strings.TrimSpace(d.Lot)
	if number == "" {
		return
	}
	switch named := register.Named(b.Lots, number); len(named) {
	case 0:
		g.Near = register.Near(b.Lots, number)
		f := g.find(FindLot, Stop, "dose.lot", "Lot %s is not in the register.", number)
		f.Problem.Next = "Read the label again, or record its delivery first."
		return
	case 1:
		g.Lot, g.HasLot = named[0], true
	default:
		f := g.find(FindLot, Stop, "dose.lot", "Several drugs in the register have the lot %s.", number)
		f.Problem.Next = "Record in the register which of them was drawn for this session."
		return
	}
	if g.Lot.Expired(at) {
		g.find(FindLot, Stop, "dose.lot", "Lot %s expired on %s.", g.Lot.Number, g.Lot.Expiry).Problem.Next = "Take another lot, and have this one destroyed."
		return
	}
	if d.UG <= 0 || d.Route == "" {
		return
	}
	amount, err := g.Lot.Amount(d.Route, d.UG, at)
	if err != nil {
		for _, p := range record.ProblemsOf(inDose(err)) {
			g.Findings = append(g.Findings, Finding{Kind: FindLot, Level: Stop, Problem: p})
		}
		return
	}
	g.Amount = amount
	if old != nil && old.Stock.Lot == g.Lot.Lot {
		g.Lot.Drawn += old.Stock.Amount
	}
	g.count(d)
	g.drawn()
}

// count refuses a count of pieces that is another dose than the one typed.
func (g *Guard) count(d Dose) {
	if d.Tablets <= 0 || g.Lot.Form.Liquid() || int64(d.Tablets) == g.Amount {
		return
	}
	ug, _ := g.Lot.Strength.Micrograms(int64(d.Tablets))
	g.find(FindTablets, Stop, "dose.tablets", "%d × %s is %s mg, not %s mg.", d.Tablets, g.Lot.Strength.Said(g.Lot.Form), MG(ug), MG(g.UG)).Problem.Next = "Check the dose, the count and the lot."
}

// drawn says when too little is drawn. Pieces that nobody drew before are
// drawn with the dose.
func (g *Guard) drawn() {
	form := g.Lot.Form
	if !form.Liquid() || g.Lot.Drawn >= g.Amount {
		return
	}
	g.find(FindDrawn, Stop, "dose.lot", "Of this lot: %s %s drawn for this session and not accounted for; the dose takes %s.",
		form.Figure(g.Lot.Drawn), form.UnitOf(g.Lot.Drawn), form.Figure(g.Amount)).Problem.Next = "Record in the register what was drawn."
}

// Stocked reports whether the lot of the dose is one of the register's. A
// dose from before the register was begun stays outside of it when it is
// corrected.
func (b Basis) Stocked(corrects record.EventID) bool {
	if corrects.IsZero() {
		return b.Kept
	}
	old := b.dose(corrects)
	return old != nil && old.Stock != nil
}

// dose gives the dose of a line; nil if there is none.
func (b Basis) dose(id record.EventID) *DoseFact {
	i := slices.IndexFunc(b.Doses, func(g Given) bool { return g.ID == id })
	if i < 0 || id.IsZero() {
		return nil
	}
	return &b.Doses[i].DoseFact
}
