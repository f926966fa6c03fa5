package measures

import (
	"fmt"
	"slices"
)

var reports = []string{"raw", "sum", "mean", "percent"}

func (c *checker) scoring() {
	s := c.in.Scoring
	goes := map[Method]Missing{Sum: Complete, Mean: Complete, Domains: InDomain, Triage: Partial, Total: Complete}
	rule, known := goes[s.Method]
	c.must(known, "scoring.method %q is none of sum, mean, domains, triage, total", s.Method)
	c.must(s.Missing == rule || s.Method == Sum && s.Missing == Prorate, "scoring.missing %q does not go with the method %q", s.Missing, s.Method)
	c.must(slices.Contains([]Better{HigherWorse, HigherBetter, Neither}, s.HigherIs), "scoring.higher_is %q is none of worse, better, neither", s.HigherIs)
	c.must((s.Missing == Prorate) == (s.MaxMissing > 0) && s.MaxMissing >= 0 && s.MaxMissing < c.scored(), "scoring.max_missing %d", s.MaxMissing)
	c.must(s.Factor == 0 || s.Factor > 1 && s.Factor <= 100 && s.Method == Sum && s.Missing == Complete, "scoring.factor %d", s.Factor)
	c.must(s.Decimals >= 0 && s.Decimals <= 3 && (s.Decimals == 0 || s.Method == Mean || s.Method == Total), "scoring.decimals %d", s.Decimals)
	if s.Gate != "" {
		gate, ok := c.in.Item(s.Gate)
		c.must(ok && gate.Unscored && !gate.Optional && gate.AskedIf == nil && s.Method == Sum && s.Missing == Complete, "scoring.gate %q must be an unscored item that is always asked", s.Gate)
	}
	c.once("scoring.report", s.Report)
	for _, r := range s.Report {
		c.must(slices.Contains(reports, r), "scoring.report %q is none of raw, sum, mean, percent", r)
	}
	for _, it := range c.in.Items {
		c.must(s.Method == Triage || it.Unscored || c.allScored(it), "item %q: an option without a value cannot be added", it.ID)
		c.must(it.AskedIf == nil || s.Method == Triage || s.Gate != "", "item %q: asked_if goes with triage and with a gate", it.ID)
	}
	c.span()
}

// scored counts the items that make the total.
func (c *checker) scored() int {
	n := 0
	for _, it := range c.in.Items {
		if !it.Unscored {
			n++
		}
	}
	return n
}

func (c *checker) allScored(it Item) bool {
	return !slices.ContainsFunc(c.in.Options[it.Options], func(o Option) bool { return o.Value == nil })
}

// span compares the range with what the items can add up to.
func (c *checker) span() {
	s, low, high := c.in.Scoring, 0, 0
	for _, it := range c.in.Items {
		if !it.Unscored {
			a, b := c.in.span(it)
			low, high = low+a, high+b
		}
	}
	switch s.Method {
	case Triage:
		c.must(len(s.Range) == 0, "scoring.range: a triage has no total")
		return
	case Total:
		it := c.in.Items[0]
		c.must((it.Max == nil) == (len(s.Range) == 0) && it.Decimals == s.Decimals, "scoring: the total's item has another range or other decimals")
		if it.Max == nil {
			return
		}
	case Mean:
		low, high = low/c.scored(), high/c.scored()
	case Domains:
		low, high = 0, 0
		for _, d := range s.Domains {
			a, b := c.domainSpan(d)
			low, high = low+a, high+b
		}
	}
	if s.Factor > 0 {
		low, high = low*s.Factor, high*s.Factor
	}
	c.must(slices.Equal(s.Range, []int{low, high}), "scoring.range %v, but the items give %d to %d", s.Range, low, high)
}

func (c *checker) domainSpan(d Domain) (low, high int) {
	for i, id := range d.Items {
		it, _ := c.in.Item(id) // an unknown one is complained of elsewhere
		if it.Options == "" && it.Min == nil {
			continue
		}
		a, b := c.in.span(it)
		if i == 0 || a < low {
			low = a
		}
		if i == 0 || b > high {
			high = b
		}
	}
	return low, high
}

func (c *checker) domains() {
	s := c.in.Scoring
	c.must((s.Method == Domains) == (len(s.Domains) > 0), "scoring.domains go with the method domains")
	var all []string
	for i, d := range s.Domains {
		at := fmt.Sprintf("scoring.domains[%d]", i)
		c.known(at, d.Items)
		all = append(all, d.Items...)
		for _, pair := range d.AnyOf {
			c.must(len(pair) > 1, "%s: any_of needs two items", at)
			for _, id := range pair {
				c.must(slices.Contains(d.Items, id), "%s: any_of %q is not in the domain", at, id)
			}
		}
	}
	c.once("scoring.domains", all)
	c.must(s.Method != Domains || len(all) == c.scored(), "scoring.domains must hold every scored item")
}

func (c *checker) levels() {
	s := c.in.Scoring
	c.must((s.Method == Triage) == (len(s.Levels) > 1), "scoring.levels go with the method triage, two at least")
	c.must(s.Contradict == nil || s.Method == Triage, "scoring.inconsistent goes with the method triage")
	c.once("scoring.levels", ids(s.Levels, func(l Level) string { return l.ID }))
	for i, l := range s.Levels {
		at := fmt.Sprintf("scoring.levels[%d] %q", i, l.ID)
		c.must(nameForm.MatchString(l.ID) && l.Title != "", "%s needs an id and a title", at)
		if i == 0 {
			c.must(len(l.When) == 0 && l.Flag == "" && l.Say == "" && l.Severity == "", "%s is where nothing was found: it has no flag", at)
			continue
		}
		c.flag(at, l.Flag, l.Severity, l.Say)
		c.must(len(l.When) > 0, "%s is never reached", at)
		for _, w := range l.When {
			c.known(at, []string{w.Item})
			c.must(len(w.In) > 0, "%s: %q with no answer", at, w.Item)
			c.fits(at, w.Item, w.In)
		}
	}
	if x := s.Contradict; x != nil {
		c.flag("scoring.inconsistent", x.Flag, x.Severity, x.Say)
	}
}

// flag checks the three parts of a flag.
func (c *checker) flag(at, id string, severity Severity, say string) {
	c.must(nameForm.MatchString(id), "%s: flag %q", at, id)
	c.must(slices.Contains([]Severity{Review, SameDay, Immediate}, severity), "%s: severity %q is none of review, urgent-review, immediate", at, severity)
	c.must(say != "", "%s says nothing", at)
}

func (c *checker) subscales() {
	c.once("subscales", ids(c.in.Subscales, func(s Subscale) string { return s.ID }))
	for i, s := range c.in.Subscales {
		at := fmt.Sprintf("subscales[%d] %q", i, s.ID)
		c.must(nameForm.MatchString(s.ID) && s.Title != "", "%s needs an id and a title", at)
		c.known(at, s.Items)
		low, high := 0, 0
		for _, id := range s.Items {
			if it, ok := c.in.Item(id); ok {
				a, b := c.in.span(it)
				low, high = low+a, high+b
			}
		}
		c.must(slices.Equal(s.Range, []int{low, high}), "%s: range %v, but the items give %d to %d", at, s.Range, low, high)
		c.must(s.Positive == 0 || s.Positive > low && s.Positive <= high, "%s: positive from %d", at, s.Positive)
	}
}
