package measures

import "math/big"

// Truth is the answer to a rule over a form that may have gaps.
type Truth string

// The truths. Unsure is neither: the missing answers decide.
const (
	True   Truth = "true"
	False  Truth = "false"
	Unsure Truth = "unsure"
)

// Condition is a count of answers, a sum of items, or an item that was not
// answered. Count and sum lie from Min to Max, both included.
type Condition struct {
	Count      []Part   `json:"count,omitempty"`
	Sum        []string `json:"sum,omitempty"`
	Unanswered string   `json:"unanswered,omitempty"`
	Min        *int     `json:"min,omitempty"`
	Max        *int     `json:"max,omitempty"`
}

// Part counts those of its items whose score compares with Value.
type Part struct {
	Items []string `json:"items"`
	Op    string   `json:"op"`
	Value int      `json:"value"`
}

// truth decides a condition over what is known; an item that is not known may
// still have any of its scores.
func (f *filled) truth(c Condition) Truth {
	if c.Unanswered != "" {
		if _, ok := f.score[c.Unanswered]; ok {
			return False
		}
		return True
	}
	low, high := new(big.Rat), new(big.Rat)
	for _, part := range c.Count {
		for _, id := range part.Items {
			if x, ok := f.score[id]; !ok {
				high.Add(high, rat(1))
			} else if holds(x, part.Op, part.Value) {
				low.Add(low, rat(1))
				high.Add(high, rat(1))
			}
		}
	}
	for _, id := range c.Sum {
		a, b := f.bounds(id)
		low.Add(low, a)
		high.Add(high, b)
	}
	return within(low, high, c)
}

// within compares the span from low to high with the condition's.
func within(low, high *big.Rat, c Condition) Truth {
	switch {
	case c.Min != nil && high.Cmp(rat(*c.Min)) < 0, c.Max != nil && low.Cmp(rat(*c.Max)) > 0:
		return False
	case (c.Min == nil || low.Cmp(rat(*c.Min)) >= 0) && (c.Max == nil || high.Cmp(rat(*c.Max)) <= 0):
		return True
	}
	return Unsure
}

// all decides a rule: one condition that fails is enough to deny it.
func (f *filled) all(conditions []Condition) Truth {
	result := True
	for _, c := range conditions {
		switch f.truth(c) {
		case False:
			return False
		case Unsure:
			result = Unsure
		}
	}
	return result
}

// bounds gives the lowest and highest score that an item has or can have.
func (f *filled) bounds(id string) (low, high *big.Rat) {
	if x, ok := f.score[id]; ok {
		return x, x
	}
	it, _ := f.in.Item(id)
	a, b := f.in.span(it)
	return rat(a), rat(b)
}

// span gives the lowest and highest score of an item with a known range.
func (in *Instrument) span(it Item) (low, high int) {
	if it.Options == "" {
		if it.Max == nil {
			return *it.Min, *it.Min
		}
		return *it.Min, *it.Max
	}
	first := true
	for _, o := range in.Options[it.Options] {
		if o.Value == nil {
			continue
		}
		if first || *o.Value < low {
			low = *o.Value
		}
		if first || *o.Value > high {
			high = *o.Value
		}
		first = false
	}
	return low, high
}
