package protocol

import (
	"fmt"
	"slices"

	"kapdesk/app/words"
)

// Improbable is from where a typed vital sign is asked about once before it
// is kept. It catches slips of the finger and is no clinical limit.
type Improbable struct {
	ID      string     `json:"id"`
	Measure string     `json:"measure"` // "systolic", "diastolic", "pulse", "spo2", "breaths"
	Title   words.Text `json:"title"`
	Below   *int       `json:"below,omitempty"`
	Above   *int       `json:"above,omitempty"`
	Change  *int       `json:"change,omitempty"` // more than so much up or down from the set before
	Basis
}

// improbable checks the questions that are asked about vital signs.
func (c *checker) improbable() {
	unique(c, "improbable", c.p.Improbable, func(x Improbable) string { return x.ID })
	for i, m := range c.p.Improbable {
		at := fmt.Sprintf("improbable[%d] %q", i, m.ID)
		c.text(at+": title", m.Title)
		c.basis(at, m.Basis)
		if !slices.Contains([]string{"systolic", "diastolic", "pulse", "spo2", "breaths"}, m.Measure) {
			c.say(at, "measure %q is not one", m.Measure)
		}
		if m.Below == nil && m.Above == nil && m.Change == nil {
			c.say(at, "needs below, above or change")
		}
		if m.Below != nil && m.Above != nil && *m.Below >= *m.Above {
			c.say(at, "below must be under above")
		}
		if m.Change != nil && *m.Change < 1 {
			c.say(at, "change must be 1 or more")
		}
	}
}
