package protocol

import "kapdesk/app/words"

// DoseChange says how much more than the last time may be given before a
// second clinician confirms it.
type DoseChange struct {
	ID          string     `json:"id"`
	Title       words.Text `json:"title"`
	OverPercent int        `json:"over_percent"` // a rise of more than so many per cent
	Action      words.Text `json:"action"`
	Basis
}

// largestRise bounds the percentage: a protocol that lets a dose more than
// double has a slip in it.
const largestRise = 100

// change checks the part about the change of a dose.
func (c *checker) change() {
	d, at := c.p.DoseChange, "dose_change"
	if d.ID != at {
		c.say(at, "id %q must be %q", d.ID, at)
	}
	c.text(at+": title", d.Title)
	c.text(at+": action", d.Action)
	if d.OverPercent < 1 || d.OverPercent > largestRise {
		c.say(at, "over_percent %d is not 1 to %d", d.OverPercent, largestRise)
	}
	c.basis(at, d.Basis)
}
