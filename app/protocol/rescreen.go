package protocol

import (
	"fmt"
	"slices"

	"kapdesk/app/words"
)

// Rescreen says how long what is known of a fact holds. A re-screen asks for
// it once more when it no longer does.
type Rescreen struct {
	ID   string `json:"id"`
	Fact string `json:"fact"`
	// EachDosing: asked before each dosing session.
	EachDosing bool `json:"each_dosing,omitempty"`
	// Days: asked again when it is older than so many days; 0: however old.
	Days int `json:"days,omitempty"`
	// Check is the question of today's checks that asks for the same: its
	// calm answer counts. "" where none does.
	Check string     `json:"check,omitempty"`
	Say   words.Text `json:"say"`
	Basis
}

// Checks lists the questions of today's checks that a Rescreen may name.
var Checks = []string{"medicines", "health", "pregnancy", "substances", "safety"}

// RescreenOf tells how long a fact holds; false where it does as long as the
// screening.
func (p *Protocol) RescreenOf(fact string) (Rescreen, bool) {
	return find(p.Rescreen, func(r Rescreen) bool { return r.Fact == fact })
}

// rescreen checks how long facts hold.
func (c *checker) rescreen() {
	unique(c, "rescreen", c.p.Rescreen, func(r Rescreen) string { return r.ID })
	facts := map[string]bool{}
	for i, r := range c.p.Rescreen {
		at := fmt.Sprintf("rescreen[%d] %q", i, r.ID)
		if !idForm.MatchString(r.ID) {
			c.say(at, "the id must be small letters, figures and _")
		}
		ft, ok := c.p.FactType(r.Fact)
		switch {
		case !ok:
			c.say(at, "fact %q is not declared", r.Fact)
		case ft.Type == TypeNumber:
			c.say(at, "a number is not asked again")
		case facts[r.Fact]:
			c.say(at, "fact %q stands twice", r.Fact)
		}
		facts[r.Fact] = true
		if !r.EachDosing && r.Days == 0 {
			c.say(at, "needs days or each_dosing")
		}
		if r.Days < 0 || r.Days > 366 {
			c.say(at, "%d days is not 1 to 366", r.Days)
		}
		if r.Check != "" && !slices.Contains(Checks, r.Check) {
			c.say(at, "check %q must be one of %v", r.Check, Checks)
		}
		if r.Check != "" && ok && ft.Type != TypeAnswer && ft.Type != TypeMedicines {
			c.say(at, "a word does not answer for a %s", word(ft.Type))
		}
		c.text(at+": say", r.Say)
		c.basis(at, r.Basis)
	}
}
