package protocol

import (
	"fmt"
	"slices"
)

func (c *checker) route(at, id string) {
	if !slices.ContainsFunc(c.p.Routes, func(r Named) bool { return r.ID == id }) {
		c.say(at, "route %q is not declared", id)
	}
}

// care checks what stands before a session: validity, limits, doses,
// fasting, holds.
func (c *checker) care() {
	p := c.p
	if p.Validity.Days < 1 || p.Validity.Days > 366 {
		c.say("validity", "%d days is not 1 to 366", p.Validity.Days)
	}
	c.basis("validity", p.Validity.Basis)
	for i, l := range p.Limits {
		at := fmt.Sprintf("limits[%d] %q", i, l.ID)
		c.text(at+": title", l.Title)
		c.text(at+": action", l.Action)
		if l.Above == (Pressure{}) {
			c.say(at, "above is missing")
		}
		c.basis(at, l.Basis)
	}
	for i, d := range p.Doses {
		at := fmt.Sprintf("doses[%d] %q", i, d.Route+"/"+d.Style)
		c.route(at, d.Route)
		if !slices.ContainsFunc(p.Styles, func(s Named) bool { return s.ID == d.Style }) {
			c.say(at, "style %q is not declared", d.Style)
		}
		if d.Unit != PerDose && d.Unit != PerKG {
			c.say(at, "unit %q must be %q or %q", d.Unit, PerDose, PerKG)
		}
		if d.Low <= 0 || d.High < d.Low {
			c.say(at, "low must be above 0 and high no less")
		}
		c.basis(at, d.Basis)
	}
	for i, f := range p.Fasting {
		at := fmt.Sprintf("fasting[%d] %q", i, f.Route)
		c.route(at, f.Route)
		if f.Food < 0 || f.Liquids < 0 || f.Food < f.Liquids || f.Food > 24*60 {
			c.say(at, "minutes must be 0 to 1440, for food no fewer than for liquids")
		}
		c.basis(at, f.Basis)
	}
	for i, h := range p.Holds {
		at := fmt.Sprintf("holds[%d] %q", i, h.Class)
		if _, ok := p.Class(h.Class); !ok {
			c.say(at, "class is not declared")
		}
		if h.Hours < 0 || h.Hours > 90*24 {
			c.say(at, "%d hours is not 0 to 2160", h.Hours)
		}
		c.text(at+": say", h.Say)
		c.basis(at, h.Basis)
	}
}

// session checks what stands for the session itself: monitoring, discharge,
// triggers.
func (c *checker) session() {
	for i, m := range c.p.Monitoring {
		at := fmt.Sprintf("monitoring[%d] %q", i, m.Route)
		c.route(at, m.Route)
		last := 0
		for _, s := range m.Steps {
			if s.Every < 1 || s.Until < last+s.Every || s.Until > 24*60 {
				c.say(at, "a step must go on from minute %d by at least one reading", last)
				break
			}
			last = s.Until
		}
		if len(m.Steps) == 0 || m.Observe < 0 || m.Observe > 24*60 {
			c.say(at, "needs steps, and observe of 0 to 1440 minutes")
		}
		c.basis(at, m.Basis)
	}
	d := c.p.Discharge
	if len(d.Items) == 0 || d.NoDriving < 0 {
		c.say("discharge", "needs items, and hours of no driving of 0 or more")
	}
	c.text("discharge: after", d.After)
	c.basis("discharge", d.Basis)
	for i, it := range d.Items {
		at := fmt.Sprintf("discharge.items[%d] %q", i, it.ID)
		c.text(at+": title", it.Title)
		c.judge(at, it)
		c.basis(at, it.Basis)
	}
	for i, t := range c.p.Triggers {
		c.trigger(fmt.Sprintf("triggers[%d] %q", i, t.ID), t)
	}
}

// judge checks that an item has the figures of what it is judged by, and no
// others. Which scales there are is not known here: an item that names an
// unknown one is never met.
func (c *checker) judge(at string, it DischargeItem) {
	scale, least, percent, within := it.By == ByScale, it.By == ByScale || it.By == BySedation, it.By == ByChange, it.By == ByChange || it.By == BySedation
	switch it.By {
	case Asked, ByScale, ByChange, BySedation, ByStay:
	default:
		c.say(at, "by %q is not one", it.By)
		return
	}
	if scale != (it.Scale != "") || least != (it.AtLeast != nil) || percent != (it.Percent != nil) || within != (it.Within != 0) {
		c.say(at, "by %q does not go with its figures", it.By)
	}
	if it.Percent != nil && (*it.Percent < 1 || *it.Percent > 100) || it.Within < 0 || it.Within > 240 || it.AtLeast != nil && *it.AtLeast < 0 {
		c.say(at, "a percent is 1 to 100, within 1 to 240 minutes, at_least 0 or more")
	}
}

func (c *checker) trigger(at string, t Trigger) {
	c.text(at+": title", t.Title)
	c.text(at+": action", t.Action)
	c.basis(at, t.Basis)
	if t.Card != Recheck && t.Card != Call && t.Card != Emergency {
		c.say(at, "card %q is not one", t.Card)
	}
	figures := t.Below != nil || t.Above != nil
	switch t.Measure {
	case "":
		if figures || t.Pressure != nil {
			c.say(at, "has a figure and no measure")
		}
	case "pressure":
		if t.Pressure == nil || figures {
			c.say(at, "needs a pressure and no other figure")
		}
	case "spo2", "pulse", "breaths", "sedation":
		if !figures || t.Pressure != nil {
			c.say(at, "needs below or above")
		}
	default:
		c.say(at, "measure %q is not one", t.Measure)
	}
	if t.Sustained < 0 || t.Sustained > 120 {
		c.say(at, "sustained must be 0 to 120 minutes")
	}
	if t.Recheck < 0 || t.Recheck > 120 {
		c.say(at, "recheck must be 0 to 120 minutes")
	}
}
