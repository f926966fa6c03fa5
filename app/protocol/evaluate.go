package protocol

import (
	"slices"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Result is what a criterion's rules say.
type Result struct {
	State State
	Rule  int        // which rule decided, from 0; -1 when none could
	Say   words.Text // the rule's words; empty when no rule decided
}

// Evaluate applies the criterion's rules to the facts as they stand on a
// day. A missing or unknown fact gives Unknown, and so does a fact that lacks
// what a rule looks at before any other rule holds.
func (p *Protocol) Evaluate(c Criterion, facts Facts, on record.Date) Result {
	unknown := Result{State: Unknown, Rule: -1}
	ft, ok := p.FactType(c.Fact)
	f := facts[c.Fact]
	if !ok || !f.Known || ft.Type == TypeAnswer && f.Say != Yes && f.Say != No {
		return unknown
	}
	for i, r := range c.Rules {
		switch p.holds(ft.Type, r.If, f, on) {
		case yes:
			return Result{State: r.State, Rule: i, Say: r.Say}
		case maybe:
			return unknown
		}
	}
	return unknown
}

// truth is the value of a condition over a fact that may be incomplete.
type truth int

const (
	no truth = iota
	maybe
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) and(o truth) truth { return min(t, o) }

func (t truth) not() truth { return yes - t }

// holds evaluates a condition over a known fact.
func (p *Protocol) holds(typ Type, c Condition, f Fact, on record.Date) truth {
	t := yes
	if c.WithinDays != nil {
		t = t.and(within(*c.WithinDays, f, on))
	}
	if c.OverDays != nil {
		t = t.and(within(*c.OverDays, f, on).not())
	}
	switch typ {
	case TypeAnswer:
		t = t.and(answerHolds(c, f))
	case TypeNumber:
		t = t.and(truthOf((c.Below == nil || f.Number < *c.Below) && (c.AtLeast == nil || f.Number >= *c.AtLeast)))
	case TypePressure:
		t = t.and(truthOf((c.Above == nil || f.Pressure.exceeds(*c.Above)) && (c.AtMost == nil || !f.Pressure.exceeds(*c.AtMost))))
	case TypeMedicines:
		t = t.and(p.medicinesHold(c, f.Medicines))
	}
	return t
}

func answerHolds(c Condition, f Fact) truth {
	if c.Is != f.Say {
		return no
	}
	if len(c.Kind) == 0 {
		return yes
	}
	if f.Kind == "" {
		return maybe
	}
	return truthOf(slices.Contains(c.Kind, f.Kind))
}

// within tells whether it was at most so many days before on. A date after
// that day counts as the day itself.
func within(days int, f Fact, on record.Date) truth {
	switch {
	case f.From.IsZero() || f.To.IsZero():
		return maybe
	case daysBetween(f.From, on) <= days:
		return yes
	case daysBetween(f.To, on) > days:
		return no
	}
	return maybe
}

func daysBetween(d, on record.Date) int {
	noon := func(d record.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }
	return int(noon(on).Sub(noon(d)) / (24 * time.Hour))
}

func (p *Protocol) medicinesHold(c Condition, medicines []string) truth {
	t := yes
	if len(c.AnyOf) > 0 {
		t = t.and(truthOf(len(p.Among(medicines, c.AnyOf)) > 0))
	}
	if len(c.NoneOf) > 0 {
		t = t.and(p.noneOf(medicines, c.NoneOf))
	}
	if c.Unrecognised != nil {
		t = t.and(truthOf((len(p.Unrecognised(medicines)) > 0) == *c.Unrecognised))
	}
	return t
}

// noneOf is not certain while a name that no list holds may be one of the
// classes: what a medicine is must be known before it is said not to be there.
func (p *Protocol) noneOf(medicines, classes []string) truth {
	switch {
	case len(p.Among(medicines, classes)) > 0:
		return no
	case len(p.Unrecognised(medicines)) > 0:
		return maybe
	}
	return yes
}
