package measures

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// bands must cover the range without gap and without overlap.
func (c *checker) bands() {
	in := c.in
	c.must(!in.BandsFollow || len(in.Bands) == 2 && in.Positive != nil && in.Positive.Op == ">=" && in.Positive.Value == in.Bands[1].Min,
		"bands_follow_cut needs two bands that meet at the limit of positive")
	if len(in.Bands) == 0 {
		return
	}
	if len(in.Scoring.Range) != 2 {
		c.say("bands without a range")
		return
	}
	c.once("bands", ids(in.Bands, func(b Band) string { return b.ID }))
	next := in.Scoring.Range[0]
	for i, b := range in.Bands {
		at := fmt.Sprintf("bands[%d] %q", i, b.ID)
		c.must(nameForm.MatchString(b.ID) && b.Title != "", "%s needs an id and a title", at)
		c.must(b.Min == next && b.Max >= b.Min, "%s: from %d to %d, but the one before ends at %d", at, b.Min, b.Max, next-1)
		next = b.Max + 1
	}
	c.must(next == in.Scoring.Range[1]+1, "bands end at %d, the range at %d", next-1, in.Scoring.Range[1])
	c.must(in.Scoring.Decimals == 0, "bands go with whole totals")
}

// total complains of a value that no total of the scale reaches.
func (c *checker) total(at string, value int) {
	r := c.in.Scoring.Range
	c.must(c.in.Scoring.Method != Triage, "%s: a triage has no total", at)
	c.must(len(r) == 0 || value >= r[0] && value <= r[1], "%s: %d lies outside the range", at, value)
}

func (c *checker) positive() {
	p := c.in.Positive
	if p == nil {
		return
	}
	c.must(p.Op == ">=" || p.Op == "<=", "positive: op %q is neither >= nor <=", p.Op)
	c.must(p.Source != "", "positive names no source")
	c.total("positive", p.Value)
	for _, cut := range p.Cuts {
		c.total("positive.cuts", cut)
	}
	c.must(len(p.Cuts) == 0 || slices.Contains(p.Cuts, p.Value) && p.BySex == nil, "positive.cuts must hold the value itself, and go without by_sex")
	if p.BySex == nil {
		return
	}
	want := slices.Sorted(slices.Values(sexes))
	c.must(slices.Equal(slices.Sorted(maps.Keys(p.BySex)), want), "positive.by_sex must have %s", strings.Join(sexes, ", "))
	for _, value := range p.BySex {
		c.total("positive.by_sex", value)
	}
}

func (c *checker) change() {
	r := c.in.ChangeRules
	if r == nil {
		return
	}
	c.must(c.in.Scoring.HigherIs != Neither && c.in.Scoring.Method != Triage, "change goes with a total that has a better end")
	c.must(r.Response != nil || r.Remission != nil || r.Meaningful != nil || r.Reliable != nil, "change is empty")
	if x := r.Response; x != nil {
		c.must(x.Percent > 0 && x.Percent <= 100 && x.Source != "", "change.response needs 1 to 100 percent and a source")
	}
	if x := r.Remission; x != nil {
		c.must(slices.Contains(ops[:4], x.Op) && x.Source != "", "change.remission needs an op and a source")
		c.total("change.remission", x.Value)
	}
	for name, x := range map[string]*Step{"meaningful": r.Meaningful, "reliable": r.Reliable} {
		if x != nil {
			c.must(x.Points > 0 && x.Source != "", "change.%s needs points and a source", name)
			c.total("change."+name, x.Points)
		}
	}
}

func (c *checker) named() {
	in := c.in
	all := slices.Concat(in.Algorithms, in.Notes)
	c.once("algorithms and notes", ids(all, func(n Named) string { return n.ID }))
	for _, n := range all {
		at := fmt.Sprintf("rule %q", n.ID)
		c.must(nameForm.MatchString(n.ID) && n.Title != "", "%s needs an id and a title", at)
		c.must(len(n.All) > 0, "%s has no condition", at)
		for _, cond := range n.All {
			c.condition(at, cond)
		}
	}
	for _, n := range in.Algorithms {
		c.must(n.Source != "", "algorithm %q names no source", n.ID)
	}
}

// condition checks one condition: exactly one of its kinds, over items with
// values, with a span that can be both met and missed.
func (c *checker) condition(at string, cond Condition) {
	kinds := 0
	low, high := 0, 0
	if cond.Unanswered != "" {
		kinds++
		c.known(at, []string{cond.Unanswered})
		c.must(cond.Min == nil && cond.Max == nil, "%s: unanswered has no min or max", at)
	}
	if len(cond.Count) > 0 {
		kinds++
		var counted []string
		for _, p := range cond.Count {
			c.known(at, p.Items)
			c.must(slices.Contains(ops, p.Op), "%s: op %q", at, p.Op)
			counted = append(counted, p.Items...)
		}
		c.once(at, counted)
		high = len(counted)
	}
	if len(cond.Sum) > 0 {
		kinds++
		c.known(at, cond.Sum)
		for _, id := range cond.Sum {
			if it, ok := c.in.Item(id); ok {
				a, b := c.in.span(it)
				low, high = low+a, high+b
			}
		}
	}
	c.must(kinds == 1, "%s: a condition is a count, a sum or unanswered", at)
	if kinds != 1 || cond.Unanswered != "" {
		return
	}
	from, to := low, high
	if cond.Min != nil {
		from = *cond.Min
	}
	if cond.Max != nil {
		to = *cond.Max
	}
	c.must(from <= to && from >= low && to <= high && (from > low || to < high), "%s: from %d to %d, of %d to %d, decides nothing", at, from, to, low, high)
}

func (c *checker) safety() {
	c.once("safety", ids(c.in.Safety, func(s Safety) string { return s.Flag }))
	for _, s := range c.in.Safety {
		at := fmt.Sprintf("safety %q", s.Flag)
		c.flag(at, s.Flag, s.Severity, s.Say)
		c.known(at, []string{s.Item})
		c.must(slices.Contains(ops, s.Op), "%s: op %q", at, s.Op)
		it, ok := c.in.Item(s.Item)
		if !ok {
			continue
		}
		low, high := c.in.span(it)
		raises := func(value int) bool { return holds(rat(value), s.Op, s.Value) }
		some, always := false, true
		for v := low; v <= high; v++ {
			some, always = some || raises(v), always && raises(v)
		}
		c.must(some && !always, "%s is raised by every answer or by none", at)
		c.must(c.allScored(it), "%s: an option of %q has no value", at, s.Item)
	}
}

// codes checks the LOINC codes' form and check digit, and their notice.
func (c *checker) codes() {
	var all []string
	for _, it := range c.in.Items {
		all = append(all, it.LOINC)
	}
	for _, options := range c.in.Options {
		for _, o := range options {
			all = append(all, o.LOINC)
		}
	}
	if l := c.in.LOINC; l != nil {
		all = append(all, l.Panel, l.Total, l.Risk)
	}
	some := false
	for _, code := range all {
		if code == "" {
			continue
		}
		some = true
		c.must(loinc.MatchString(code), "LOINC code %q has not the form of one", code)
		c.must(strings.HasPrefix(code, "LA") || !loinc.MatchString(code) || mod10(code), "LOINC code %q has a wrong check digit", code)
	}
	c.must(!some || c.in.LOINC != nil && c.in.LOINC.Notice != "", "LOINC codes need their notice")
}

// mod10 checks the last digit of a code as LOINC numbers do (Luhn).
func mod10(code string) bool {
	digits, check, _ := strings.Cut(code, "-")
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return (10-sum%10)%10 == int(check[0]-'0')
}
