package measures

import (
	"fmt"
	"math/big"
	"strings"
)

// Comparison is what changed between two totals. nil means that the scale has
// no such rule, or that it cannot be decided.
type Comparison struct {
	Improvement *big.Rat // points towards the better end; negative where it got worse
	Percent     *big.Rat // Improvement of the baseline, in percent
	Response    *bool
	Remission   *bool // the follow-up lies where no illness shows
	Meaningful  *bool // the improvement is one that patients notice
	Reliable    *bool // the improvement is more than chance
	Worse       *bool // it got worse by as much as would be meaningful
}

// Change compares two totals of one scale. A total that the scale cannot have,
// and a scale without a total, are errors.
func Change(in *Instrument, base, followup *big.Rat) (Comparison, error) {
	var c Comparison
	for _, total := range []*big.Rat{base, followup} {
		if err := in.takes(total); err != nil {
			return c, err
		}
	}
	if in.Scoring.HigherIs == Neither {
		return c, nil
	}
	gain := new(big.Rat).Sub(base, followup)
	if in.Scoring.HigherIs == HigherBetter {
		gain.Neg(gain)
	}
	c.Improvement = gain
	if base.Sign() > 0 {
		c.Percent = new(big.Rat).Quo(new(big.Rat).Mul(gain, rat(100)), base)
	}
	rules := in.ChangeRules
	if rules == nil {
		return c, nil
	}
	if rules.Response != nil && c.Percent != nil {
		c.Response = is(holds(c.Percent, ">=", rules.Response.Percent))
	}
	if r := rules.Remission; r != nil {
		c.Remission = is(holds(followup, r.Op, r.Value))
	}
	if m := rules.Meaningful; m != nil {
		c.Meaningful = is(holds(gain, ">=", m.Points))
		c.Worse = is(holds(gain, "<=", -m.Points))
	}
	if m := rules.Reliable; m != nil {
		c.Reliable = is(holds(gain, ">=", m.Points))
	}
	return c, nil
}

func is(b bool) *bool { return &b }

// takes refuses a number that is no total of the scale.
func (in *Instrument) takes(total *big.Rat) error {
	s := in.Scoring
	switch {
	case s.Method == Triage:
		return fmt.Errorf("%s has no total: its results are %s", in.ID, strings.Join(in.results(), ", "))
	case len(s.Range) == 2 && (total.Cmp(rat(s.Range[0])) < 0 || total.Cmp(rat(s.Range[1])) > 0):
		return fmt.Errorf("a total of %s lies from %d to %d", in.ID, s.Range[0], s.Range[1])
	case len(s.Range) == 0 && total.Sign() < 0:
		return fmt.Errorf("a total of %s is not below 0", in.ID)
	case s.Decimals == 0 && !total.IsInt():
		return fmt.Errorf("a total of %s is a whole number", in.ID)
	}
	return nil
}

// results lists the levels of a triage.
func (in *Instrument) results() []string {
	var ids []string
	for _, l := range in.Scoring.Levels {
		ids = append(ids, l.ID)
	}
	return ids
}

// ParseTotal reads a total as somebody types it: digits with at most one point.
func ParseTotal(s string) (*big.Rat, error) {
	if x, ok := Answer(s).number(); ok {
		return x, nil
	}
	return nil, fmt.Errorf("%q is not a number such as 12 or 4.2", s)
}
