package protocol

import (
	"fmt"
	"slices"

	"kapdesk/app/words"
)

// ScaleTime says when in a course a point for rating scales lies, in hours
// from what it hangs on; before it, they are negative. A form counts for the
// point from From to Until; it is due from Due and late from Late.
type ScaleTime struct {
	ID    string     `json:"id"`
	Point string     `json:"point"` // one of ScalePoints
	Title words.Text `json:"title"`
	From  int        `json:"from"`
	Due   int        `json:"due"`
	Late  int        `json:"late"`
	Until int        `json:"until"`
	Basis
}

// ScaleOffer is a scale that is offered for a new plan, with its points.
type ScaleOffer struct {
	ID     string   `json:"id"` // of the instrument
	Points []string `json:"points"`
	Basis
}

// ScalePoints are the points that the program knows, in their order: the
// beginning of a course, before a dosing session, a day after it, and one,
// four and twelve weeks after the latest.
var ScalePoints = []string{"baseline", "before", "24h", "1w", "4w", "12w"}

// OfferedScales gives the scales that are offered for a new plan.
func (p *Protocol) OfferedScales() []ScaleOffer { return p.ScaleOffers }

// scales checks when scales are due and which are offered. A protocol may say
// nothing of them; then none is due.
func (c *checker) scales() {
	const year = 366 * 24
	unique(c, "scale_times", c.p.ScaleTimes, func(s ScaleTime) string { return s.Point })
	for i, s := range c.p.ScaleTimes {
		at := fmt.Sprintf("scale_times[%d] %q", i, s.ID)
		if !slices.Contains(ScalePoints, s.Point) {
			c.say(at, "point %q is none of %v", s.Point, ScalePoints)
		}
		if s.From > s.Due || s.Due > s.Late || s.Late > s.Until || s.From == s.Until || s.From < -year || s.Until > year {
			c.say(at, "from, due, late and until must rise and lie within a year")
		}
		c.text(at+": title", s.Title)
		c.basis(at, s.Basis)
	}
	unique(c, "scale_offers", c.p.ScaleOffers, func(s ScaleOffer) string { return s.ID })
	for i, s := range c.p.ScaleOffers {
		at := fmt.Sprintf("scale_offers[%d] %q", i, s.ID)
		if len(s.Points) == 0 {
			c.say(at, "no points")
		}
		for _, p := range s.Points {
			if !slices.ContainsFunc(c.p.ScaleTimes, func(t ScaleTime) bool { return t.Point == p }) {
				c.say(at, "scale_times has no point %q", p)
			}
		}
		c.basis(at, s.Basis)
	}
}
