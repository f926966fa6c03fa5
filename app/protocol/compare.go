package protocol

import (
	"reflect"
	"slices"
)

// Part is what of a criterion another version says otherwise.
type Part string

// The parts, as they are stored.
const (
	PartWording   Part = "wording"   // its title, or what a rule says
	PartRule      Part = "rule"      // what it looks at, the states, the medicines
	PartThreshold Part = "threshold" // a figure or a number of days
	PartSources   Part = "sources"
	PartAdded     Part = "added"
	PartRemoved   Part = "removed"
)

// Decides reports whether what changed can decide otherwise than before, or
// is read otherwise: sources alone do neither.
func Decides(parts []Part) bool {
	return slices.ContainsFunc(parts, func(p Part) bool { return p != PartSources })
}

// Compared is one criterion that two versions say differently.
type Compared struct {
	Criterion Criterion // as the newer has it; as the older, where it was removed
	Parts     []Part
}

// CompareCriteria gives the criteria that the newer version says otherwise
// than the older, in the newer's order, those that it left out at the end.
// Medicines that moved between classes change the criteria that look at them.
func CompareCriteria(older, newer *Protocol) []Compared {
	var out []Compared
	for _, c := range newer.Criteria {
		old, ok := older.Criterion(c.ID)
		if !ok {
			out = append(out, Compared{c, []Part{PartAdded}})
			continue
		}
		if parts := compare(older, newer, old, c); len(parts) > 0 {
			out = append(out, Compared{c, parts})
		}
	}
	for _, c := range older.Criteria {
		if _, ok := newer.Criterion(c.ID); !ok {
			out = append(out, Compared{c, []Part{PartRemoved}})
		}
	}
	return out
}

func compare(older, newer *Protocol, a, b Criterion) []Part {
	var out []Part
	add := func(p Part, differs bool) {
		if differs {
			out = append(out, p)
		}
	}
	plainA, figuresA := taken(a.Rules)
	plainB, figuresB := taken(b.Rules)
	add(PartWording, a.Title != b.Title || !slices.Equal(says(a.Rules), says(b.Rules)))
	add(PartRule, a.Fact != b.Fact || !reflect.DeepEqual(plainA, plainB) || !reflect.DeepEqual(names(older, a.Rules), names(newer, b.Rules)))
	add(PartThreshold, !reflect.DeepEqual(figuresA, figuresB))
	add(PartSources, !reflect.DeepEqual(a.Basis, b.Basis))
	return out
}

func says(rules []Rule) []string {
	var out []string
	for _, r := range rules {
		out = append(out, r.Say.EN, r.Say.ES)
	}
	return out
}

// taken takes rules apart into what they look at and its figures.
func taken(rules []Rule) (plain, figures []Condition) {
	for _, r := range rules {
		c := r.If
		figures = append(figures, Condition{WithinDays: c.WithinDays, OverDays: c.OverDays, Below: c.Below, AtLeast: c.AtLeast, Above: c.Above, AtMost: c.AtMost})
		plain = append(plain, Condition{Is: c.Is + " " + string(r.State), Kind: c.Kind, AnyOf: c.AnyOf, NoneOf: c.NoneOf, Unrecognised: c.Unrecognised})
	}
	return plain, figures
}

// names gives the medicines that the rules look for, by their class. A rule
// about unrecognised names looks at every class.
func names(p *Protocol, rules []Rule) map[string][]string {
	out := map[string][]string{}
	for _, r := range rules {
		for _, c := range p.Classes {
			if r.If.Unrecognised != nil || slices.Contains(r.If.AnyOf, c.ID) || slices.Contains(r.If.NoneOf, c.ID) {
				out[c.ID] = c.Names
			}
		}
	}
	return out
}
