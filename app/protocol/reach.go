package protocol

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kapdesk/app/record"
)

// typed refuses a condition whose keys do not fit the fact's type.
func (p *Protocol) typed(ft FactType, c Condition) *record.Problem {
	use := []struct {
		key   string
		given bool
		types []Type
	}{
		{"is", c.Is != "", []Type{TypeAnswer}},
		{"kind", c.Kind != nil, []Type{TypeAnswer}},
		{"within_days", c.WithinDays != nil, []Type{TypeAnswer, TypePressure, TypeDate}},
		{"over_days", c.OverDays != nil, []Type{TypeAnswer, TypePressure, TypeDate}},
		{"below", c.Below != nil, []Type{TypeNumber}},
		{"at_least", c.AtLeast != nil, []Type{TypeNumber}},
		{"above", c.Above != nil, []Type{TypePressure}},
		{"at_most", c.AtMost != nil, []Type{TypePressure}},
		{"any_of", c.AnyOf != nil, []Type{TypeMedicines}},
		{"none_of", c.NoneOf != nil, []Type{TypeMedicines}},
		{"unrecognised", c.Unrecognised != nil, []Type{TypeMedicines}},
	}
	given := 0
	for _, u := range use {
		if !u.given {
			continue
		}
		given++
		if !slices.Contains(u.types, ft.Type) {
			return record.Invalidf("", "%q does not go with the fact %q of type %s", u.key, ft.ID, word(ft.Type))
		}
	}
	if given == 0 {
		return record.Invalidf("", "the condition is empty")
	}
	return p.values(ft, c)
}

// values refuses a condition whose values are not of their kind.
func (p *Protocol) values(ft FactType, c Condition) *record.Problem {
	if ft.Type == TypeAnswer && c.Is != Yes && c.Is != No {
		return record.Invalidf("", `"is" must be %q or %q: unknown is never looked for`, Yes, No)
	}
	for _, k := range c.Kind {
		if !slices.Contains(ft.Kinds, k) {
			return record.Invalidf("", "kind %q is not declared by the fact %q", k, ft.ID)
		}
	}
	if c.Is == No && (c.Kind != nil || c.WithinDays != nil || c.OverDays != nil) {
		return record.Invalidf("", "only a yes has a kind or a date")
	}
	if c.Kind != nil && len(c.Kind) == 0 || c.AnyOf != nil && len(c.AnyOf) == 0 || c.NoneOf != nil && len(c.NoneOf) == 0 {
		return record.Invalidf("", "a list is empty")
	}
	for _, d := range []*int{c.WithinDays, c.OverDays} {
		if d != nil && (*d < 0 || *d > 36600) {
			return record.Invalidf("", "%d days is not 0 to 36600", *d)
		}
	}
	for _, n := range []*int{c.Below, c.AtLeast} {
		if n != nil && (*n < -1_000_000 || *n > 1_000_000) {
			return record.Invalidf("", "%d is out of bounds", *n)
		}
	}
	for _, id := range append(slices.Clone(c.AnyOf), c.NoneOf...) {
		if _, ok := p.Class(id); !ok {
			return record.Invalidf("", "class %q is not declared", id)
		}
	}
	return nil
}

// probeDay is the day on which probes are evaluated; any day would do.
var probeDay = record.Date{Year: 2026, Month: 6, Day: 15}

// reachable finds rules that can never decide, and known facts about which no
// rule says anything, by trying the values at and beside every threshold that
// the criterion names.
func (c *checker) reachable(at string, ft FactType, cr Criterion) {
	decided := make([]bool, len(cr.Rules))
	var silent any
	for _, f := range c.p.probes(ft, cr) {
		r := c.p.Evaluate(cr, Facts{cr.Fact: f}, probeDay)
		switch {
		case r.Rule >= 0:
			decided[r.Rule] = true
		case silent == nil:
			silent = probed(ft, f)
		}
	}
	for i, d := range decided {
		if !d {
			c.say(fmt.Sprintf("%s: rules[%d]", at, i), "can never decide: rules above it always do")
		}
	}
	if silent != nil {
		c.say(at, "no rule says anything about %s", silent)
	}
}

// probed says a probe as an argument of a sentence.
func probed(ft FactType, f Fact) any {
	var out any = word(f.Say)
	switch {
	case ft.Type == TypeNumber:
		return fmt.Sprint(f.Number)
	case ft.Type == TypePressure:
		out = f.Pressure
	case ft.Type == TypeDate:
		out = word(ft.Type)
	case ft.Type == TypeMedicines && len(f.Medicines) == 0:
		return word("no medicine")
	case ft.Type == TypeMedicines:
		return strings.Join(f.Medicines, ", ")
	case f.Kind != "":
		out = record.Invalidf("", "%s, of the kind %q", out, f.Kind)
	}
	if days := int(probeDay.Start(time.UTC).Sub(f.From.Start(time.UTC)).Hours() / 24); !f.From.IsZero() && days > 0 {
		return record.Invalidf("", "%s, %d days before", out, days)
	}
	return out
}

// probes gives complete facts on both sides of each threshold.
func (p *Protocol) probes(ft FactType, cr Criterion) []Fact {
	dates := []record.Date{probeDay}
	numbers := []int{0}
	sys, dia := []int{120}, []int{80}
	lists := [][]string{{}}
	around := func(n int) []int { return []int{n - 1, n, n + 1} }
	for _, r := range cr.Rules {
		for _, d := range []*int{r.If.WithinDays, r.If.OverDays} {
			if d != nil {
				dates = append(dates, probeDay.AddDays(-*d), probeDay.AddDays(-*d-1))
			}
		}
		for _, n := range []*int{r.If.Below, r.If.AtLeast} {
			if n != nil {
				numbers = append(numbers, around(*n)...)
			}
		}
		for _, l := range []*Pressure{r.If.Above, r.If.AtMost} {
			if l != nil {
				sys, dia = append(sys, around(l.Systolic)...), append(dia, around(l.Diastolic)...)
			}
		}
		lists = append(lists, p.medicineProbes(r.If)...)
	}
	var out []Fact
	for _, d := range dates {
		switch ft.Type {
		case TypeAnswer:
			for _, k := range append([]string{""}, ft.Kinds...) {
				if k != "" || len(ft.Kinds) == 0 {
					out = append(out, Fact{Known: true, Say: Yes, Kind: k, From: d, To: d})
				}
			}
			out = append(out, Fact{Known: true, Say: No})
		case TypePressure:
			for _, s := range sys {
				for _, l := range dia {
					out = append(out, Fact{Known: true, Pressure: Pressure{s, l}, From: d, To: d})
				}
			}
		case TypeDate:
			out = append(out, Fact{Known: true, From: d, To: d})
		}
	}
	switch ft.Type {
	case TypeNumber:
		for _, n := range numbers {
			out = append(out, Fact{Known: true, Number: n})
		}
	case TypeMedicines:
		for _, l := range lists {
			out = append(out, Fact{Known: true, Medicines: l})
		}
	}
	return out
}

// nowhere is a medicine of no class.
const nowhere = "zzyzxine"

// medicineProbes gives lists with and without the classes of a condition. A
// medicine of no class is tried where a rule asks for one: elsewhere it is
// unknown, as it should be.
func (p *Protocol) medicineProbes(c Condition) [][]string {
	var lists [][]string
	if c.Unrecognised != nil {
		lists = append(lists, []string{nowhere})
	}
	for _, id := range append(slices.Clone(c.AnyOf), c.NoneOf...) {
		if cl, ok := p.Class(id); ok && len(cl.Names) > 0 {
			lists = append(lists, []string{cl.Names[0]}, []string{cl.Names[0], nowhere})
		}
	}
	return lists
}
