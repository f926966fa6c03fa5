package measures

import (
	"math/big"
	"slices"
)

// OpenSex reports whether the limit of the scale differs by sex, so that the
// form must say which one holds.
func (in *Instrument) OpenSex() bool { return in.Positive != nil && in.Positive.BySex != nil }

// undecided reports whether the form does not say which of two limits holds,
// and they say different things about its total.
func (p *Positive) undecided(c Context, total *big.Rat) bool {
	if !p.apart(c) || total == nil {
		return false
	}
	return holds(total, p.Op, p.BySex[Male]) != holds(total, p.Op, p.BySex[Female])
}

// apart reports whether the limits of both sexes are to be looked at.
func (p *Positive) apart(c Context) bool {
	return p.BySex != nil && (c.Sex == "" || c.Sex == UnknownSex)
}

// Amount says a limit: "4 or more".
func (p *Positive) Amount(say func(english string, args ...any) string, limit int) string {
	if p.Op == "<=" {
		return say("%d or less", limit)
	}
	return say("%d or more", limit)
}

// LimitSaid says how a measure compares with the limit that it was judged by,
// as say speaks; "" where the scale has none, or the form no total.
func (in *Instrument) LimitSaid(say func(english string, args ...any) string, t Taken) string {
	in = in.Judged(t.Form.Context)
	positive, p := t.Outcome.Positive, in.Positive
	switch {
	case positive == nil:
		return ""
	case p == nil: // a triage: its levels say what is reached
		return in.verdict(say, say("Limit of the scale"), *positive)
	}
	which := in.limitSaid(say, t.Form.Context)
	if p.undecided(t.Form.Context, t.Number()) {
		return say("%s: not compared, because the form does not say which one holds", which)
	}
	return in.verdict(say, which, *positive)
}

// limitSaid names the limit that applies.
func (in *Instrument) limitSaid(say func(english string, args ...any) string, c Context) string {
	p := in.Positive
	switch {
	case p.apart(c):
		return say("Limit for men (%s) and women (%s)", p.Amount(say, p.BySex[Male]), p.Amount(say, p.BySex[Female]))
	case p.BySex != nil && c.Sex == Male:
		return say("Limit for men (%s)", p.Amount(say, p.limit(c)))
	case p.BySex != nil:
		return say("Limit for women (%s)", p.Amount(say, p.limit(c)))
	}
	return say("Limit of the scale (%s)", p.Amount(say, p.limit(c)))
}

// verdict says whether a limit is reached. Where that is the better end, as
// when somebody may go home, it calls for nothing.
func (in *Instrument) verdict(say func(english string, args ...any) string, which string, reached bool) string {
	better := in.Positive != nil && (in.Scoring.HigherIs == HigherBetter) == (in.Positive.Op == ">=")
	switch {
	case !reached:
		return say("%s: not reached", which)
	case better:
		return say("%s: reached", which)
	}
	return say("%s: reached, look closer", which)
}

// NotesSaid gives what the scale's own rules say beside the total of a measure,
// in English. One of another version of the scale has none.
func (in *Instrument) NotesSaid(t Taken) []string {
	if in.Version != t.Version {
		return nil
	}
	holding := Score(in, t.Form.Answers, t.Form.Context).Notes
	var said []string
	for _, n := range in.Notes {
		if slices.Contains(holding, n.ID) {
			said = append(said, n.Title)
		}
	}
	return said
}
