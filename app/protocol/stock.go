package protocol

import (
	"fmt"
	"slices"

	"kapdesk/app/words"
)

// Stock is which stock of the register may be given by one route.
type Stock struct {
	ID    string     `json:"id"`
	Route string     `json:"route"`
	Title words.Text `json:"title"`
	Forms []string   `json:"forms"`
	// Least and Most are the weakest and the strongest that may be given, in
	// mg a millilitre of a liquid and mg a piece of anything else; 0 sets no
	// bound.
	Least Amount `json:"least,omitempty"`
	Most  Amount `json:"most,omitempty"`
	Basis
}

// Opened is how long an opened container of one form may be used.
type Opened struct {
	ID      string     `json:"id"`
	Form    string     `json:"form"`
	Title   words.Text `json:"title"`
	Minutes int        `json:"minutes"`
	Basis
}

// longestOpened bounds how long an opened container may be used: a year.
const longestOpened = 366 * 24 * 60

// stock checks what is said of the register's stock. A protocol from before
// there was a register says nothing of it.
func (c *checker) stock() {
	p := c.p
	c.named("forms", p.Forms, false)
	unique(c, "stock", p.Stock, func(x Stock) string { return x.Route })
	unique(c, "opened", p.Opened, func(x Opened) string { return x.Form })
	for i, s := range p.Stock {
		at := fmt.Sprintf("stock[%d] %q", i, s.ID)
		if !idForm.MatchString(s.ID) {
			c.say(at, "the id must be small letters, figures and _")
		}
		c.route(at, s.Route)
		c.text(at+": title", s.Title)
		if len(s.Forms) == 0 {
			c.say(at, "names no form")
		}
		for _, f := range s.Forms {
			c.form(at, f)
		}
		if s.Least < 0 || s.Most < 0 || s.Most > 0 && s.Most < s.Least {
			c.say(at, "least must be 0 or more, and most no less")
		}
		c.basis(at, s.Basis)
	}
	for i, o := range p.Opened {
		at := fmt.Sprintf("opened[%d] %q", i, o.ID)
		if !idForm.MatchString(o.ID) {
			c.say(at, "the id must be small letters, figures and _")
		}
		c.form(at, o.Form)
		c.text(at+": title", o.Title)
		if o.Minutes < 1 || o.Minutes > longestOpened {
			c.say(at, "%d minutes is not 1 to %d", o.Minutes, longestOpened)
		}
		c.basis(at, o.Basis)
	}
}

func (c *checker) form(at, id string) {
	if !slices.ContainsFunc(c.p.Forms, func(n Named) bool { return n.ID == id }) {
		c.say(at, "form %q is not declared", id)
	}
}
