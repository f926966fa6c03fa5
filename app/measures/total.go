package measures

import (
	"math/big"
	"slices"
)

// total gives the form its status and its total.
func (f *filled) total(r *Result) {
	s := f.in.Scoring
	missing := f.missing
	switch {
	case len(f.errors) > 0:
		r.Status = Invalid
	case len(missing) == 0:
		r.Status = Scored
	case s.Missing == Prorate && len(missing) <= s.MaxMissing:
		r.Status = Prorated
	default:
		r.Status = Incomplete
	}
	if s.Method == Triage {
		f.triage(r)
		return
	}
	if r.Status == Scored || r.Status == Prorated {
		f.add(r)
	}
}

// add makes the total of a form that has one.
func (f *filled) add(r *Result) {
	s := f.in.Scoring
	sum, items, answered := new(big.Rat), int64(0), int64(0)
	for _, it := range f.in.Items {
		if it.Unscored {
			continue
		}
		items++
		if x, ok := f.score[it.ID]; ok {
			answered++
			sum.Add(sum, x)
		}
	}
	if s.Gate != "" && f.score[s.Gate].Sign() == 0 {
		sum = new(big.Rat)
	}
	r.Raw, r.Sum, r.Total = sum, sum, sum
	mean := new(big.Rat).Quo(sum, big.NewRat(items, 1))
	switch {
	case s.Method == Domains:
		r.Total = f.domains()
	case s.Method == Mean:
		r.Total = halfUp(mean, s.Decimals)
	case r.Status == Prorated:
		r.Total = halfUp(new(big.Rat).Mul(sum, big.NewRat(items, answered)), 0)
	case s.Factor != 0:
		r.Total = new(big.Rat).Mul(sum, rat(s.Factor))
	}
	r.Mean = mean
	if len(s.Range) == 2 && s.Range[1] > 0 {
		r.Percent = new(big.Rat).Mul(r.Total, big.NewRat(100, int64(s.Range[1])))
	}
	for name, x := range map[string]**big.Rat{"raw": &r.Raw, "sum": &r.Sum, "mean": &r.Mean, "percent": &r.Percent} {
		if !slices.Contains(s.Report, name) {
			*x = nil
		}
	}
}

// domains adds the highest item of each domain.
func (f *filled) domains() *big.Rat {
	total := new(big.Rat)
	for _, d := range f.in.Scoring.Domains {
		var highest *big.Rat
		for _, id := range d.Items {
			if x, ok := f.score[id]; ok && (highest == nil || x.Cmp(highest) > 0) {
				highest = x
			}
		}
		if highest != nil {
			total.Add(total, highest)
		}
	}
	return total
}

// triage gives the highest level that an answer reaches. Where answers are
// missing or cannot be, that is a lower bound; and that nothing was found so
// far is then no result.
func (f *filled) triage(r *Result) {
	reached := 0
	levels := f.in.Scoring.Levels
	for i, l := range levels {
		for _, w := range l.When {
			a, ok := f.answered[w.Item]
			if ok && slices.ContainsFunc(w.In, func(want Answer) bool { return f.same(w.Item, a, want) }) {
				reached = i
			}
		}
	}
	r.LowerBound = r.Status != Scored
	if reached == 0 && r.LowerBound {
		return
	}
	l, positive := levels[reached], reached > 0
	r.Band, r.Positive = l.ID, &positive
	if positive {
		r.Flags = append(r.Flags, Flag{l.Flag, "", l.Severity, l.Say})
	}
	if c := f.in.Scoring.Contradict; c != nil && f.contradicted() {
		r.Flags = append(r.Flags, Flag{c.Flag, "", c.Severity, c.Say})
	}
}

// contradicted reports whether an item has an answer that reaches a level
// though the answers before it say that it is not asked.
func (f *filled) contradicted() bool {
	for _, it := range f.in.Items {
		if it.AskedIf == nil || f.answered[it.ID] == "" {
			continue
		}
		if asked, sure := f.asked(it); asked || !sure {
			continue
		}
		for _, l := range f.in.Scoring.Levels {
			for _, w := range l.When {
				if w.Item == it.ID && slices.ContainsFunc(w.In, func(want Answer) bool { return f.same(it.ID, f.answered[it.ID], want) }) {
					return true
				}
			}
		}
	}
	return false
}

// judge gives band and positive to a total.
func (f *filled) judge(r *Result, c Context) {
	if r.Total == nil {
		return
	}
	if p := f.in.Positive; p != nil {
		positive := holds(r.Total, p.Op, p.limit(c))
		r.Positive = &positive
	}
	for _, b := range f.in.Bands {
		if r.Total.Cmp(rat(b.Min)) >= 0 {
			r.Band = b.ID
		}
	}
}

// limit gives the value that applies.
func (p *Positive) limit(c Context) int {
	switch {
	case p.BySex == nil:
		return p.Value
	case c.Sex == "":
		return p.BySex[UnknownSex]
	}
	return p.BySex[c.Sex]
}

// rules decides the named rules; a form with an answer that cannot be decides
// none.
func (f *filled) rules(r *Result) {
	for _, n := range f.in.Algorithms {
		v := Verdict{n.ID, Unsure}
		if r.Status != Invalid {
			v.Truth = f.all(n.All)
		}
		if v.Truth == True && r.Algorithm == "" {
			r.Algorithm = n.ID
		}
		r.Algorithms = append(r.Algorithms, v)
	}
	for _, n := range f.in.Notes {
		if f.all(n.All) == True {
			r.Notes = append(r.Notes, n.ID)
		}
	}
}

// parts adds up the subscales whose items are all known.
func (f *filled) parts(r *Result) {
	for _, s := range f.in.Subscales {
		sub := SubResult{ID: s.ID, Max: s.Range[1], Items: len(s.Items)}
		sum, known := new(big.Rat), r.Status != Invalid
		for _, id := range s.Items {
			x, ok := f.score[id]
			if known = known && ok; known {
				sum.Add(sum, x)
			}
		}
		if known {
			sub.Sum = sum
			if s.Positive > 0 {
				positive := holds(sum, ">=", s.Positive)
				sub.Positive = &positive
			}
		}
		r.Subscales = append(r.Subscales, sub)
	}
}
