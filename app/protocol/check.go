package protocol

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kapdesk/app/words"
)

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// maxRules bounds the rules of one criterion: more could not be read.
const maxRules = 12

// checker gathers everything that is wrong with a protocol.
type checker struct {
	p    *Protocol
	errs []error
}

func (c *checker) say(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// check looks at what the JSON decoder cannot see.
func (p *Protocol) check() error {
	c := &checker{p: p}
	c.head()
	c.facts()
	for i, cr := range p.Criteria {
		c.criterion(fmt.Sprintf("criteria[%d] %q", i, cr.ID), cr)
	}
	c.classes()
	c.care()
	c.change()
	c.rescreen()
	c.session()
	c.scales()
	c.stock()
	c.improbable()
	return errors.Join(c.errs...)
}

func (c *checker) head() {
	p := c.p
	if !idForm.MatchString(p.ID) {
		c.say("id %q must be small letters, figures and _", p.ID)
	}
	if p.Version < 1 {
		c.say("version must be 1 or more")
	}
	if p.Status != Draft && p.Status != Adopted {
		c.say("status %q must be %q or %q", p.Status, Draft, Adopted)
	}
	c.text("title", p.Title)
	if p.IsDraft() {
		c.text("notice", p.Notice)
	}
	if len(p.Criteria) == 0 {
		c.say("criteria: there are none")
	}
	c.named("groups", p.Groups, true)
	c.named("routes", p.Routes, false)
	c.named("styles", p.Styles, false)
	unique(c, "criteria", p.Criteria, func(x Criterion) string { return x.ID })
	unique(c, "facts", p.Facts, func(x FactType) string { return x.ID })
	unique(c, "classes", p.Classes, func(x Class) string { return x.ID })
	unique(c, "limits", p.Limits, func(x Limit) string { return x.ID })
	unique(c, "doses", p.Doses, func(x DoseRange) string { return x.Route + "/" + x.Style })
	unique(c, "monitoring", p.Monitoring, func(x Monitoring) string { return x.Route })
	unique(c, "fasting", p.Fasting, func(x Fasting) string { return x.Route })
	unique(c, "holds", p.Holds, func(x Hold) string { return x.Class })
	unique(c, "discharge.items", p.Discharge.Items, func(x DischargeItem) string { return x.ID })
	unique(c, "triggers", p.Triggers, func(x Trigger) string { return x.ID })
}

func unique[T any](c *checker, list string, items []T, id func(T) string) {
	seen := map[string]bool{}
	for i, x := range items {
		if seen[id(x)] {
			c.say("%s[%d]: %q stands twice", list, i, id(x))
		}
		seen[id(x)] = true
	}
}

func (c *checker) named(list string, items []Named, strictID bool) {
	unique(c, list, items, func(n Named) string { return n.ID })
	for i, n := range items {
		if n.ID == "" || strictID && !idForm.MatchString(n.ID) {
			c.say("%s[%d]: id %q is not one", list, i, n.ID)
		}
		c.text(fmt.Sprintf("%s[%d] %q: title", list, i, n.ID), n.Title)
	}
}

func (c *checker) text(at string, t words.Text) {
	if t.EN == "" || t.ES == "" {
		c.say("%s must have words in en and es", at)
	}
}

// basis checks that an item says where it comes from.
func (c *checker) basis(at string, b Basis) {
	if len(b.Sources) == 0 {
		c.say("%s names no source", at)
	}
	for _, s := range append(slices.Clone(b.Sources), b.Dissent...) {
		if s.Text == "" {
			c.say("%s has a source without a text", at)
		}
		if s.Year != 0 && (s.Year < 1950 || s.Year > 2100) {
			c.say("%s: year %d is not one", at, s.Year)
		}
		if s.Grade != Published && s.Grade != General && s.Grade != Weak {
			c.say("%s: grade %q must be %q or %q, or left out", at, s.Grade, General, Weak)
		}
		if s.Ref == "" && s.Grade != General {
			c.say("%s: source %q needs a ref", at, s.Text)
		}
	}
	if len(b.Dissent) > 0 && b.Choice.EN == "" {
		c.say("%s has sources that disagree and no choice between them", at)
	}
	if b.Choice != (words.Text{}) {
		c.text(at+": choice", b.Choice)
	}
	if b.Note != (words.Text{}) {
		c.text(at+": note", b.Note)
	}
}

func (c *checker) facts() {
	for i, f := range c.p.Facts {
		at := fmt.Sprintf("facts[%d] %q", i, f.ID)
		if !idForm.MatchString(f.ID) {
			c.say("%s: the id must be small letters, figures and _", at)
		}
		if !slices.Contains([]Type{TypeAnswer, TypeNumber, TypePressure, TypeMedicines, TypeDate}, f.Type) {
			c.say("%s: type %q is not one", at, f.Type)
		}
		if len(f.Kinds) > 0 && f.Type != TypeAnswer {
			c.say("%s: only an answer has kinds", at)
		}
		c.bounds(at, f)
		c.text(at+": title", f.Title)
		if !slices.ContainsFunc(c.p.Criteria, func(cr Criterion) bool { return cr.Fact == f.ID }) {
			c.say("%s: no criterion looks at it", at)
		}
	}
}

// bounds checks what a figure can be at the least and at the most.
func (c *checker) bounds(at string, f FactType) {
	switch {
	case f.Range != nil && f.Type != TypeNumber:
		c.say("%s: only a number has a range", at)
	case f.Range != nil && (f.Range.Low < 0 || f.Range.High < f.Range.Low):
		c.say("%s: range must be 0 or more, and high no less than low", at)
	case f.Pressures != nil && f.Type != TypePressure:
		c.say("%s: only a pressure has pressures", at)
	case f.Pressures != nil && (f.Pressures.High.Systolic < f.Pressures.Low.Systolic || f.Pressures.High.Diastolic < f.Pressures.Low.Diastolic):
		c.say("%s: pressures must have a high no less than the low", at)
	}
}

func (c *checker) criterion(at string, cr Criterion) {
	if !idForm.MatchString(cr.ID) {
		c.say("%s: the id must be small letters, figures and _", at)
	}
	if !slices.ContainsFunc(c.p.Groups, func(g Group) bool { return g.ID == cr.Group }) {
		c.say("%s: group %q is not declared", at, cr.Group)
	}
	c.text(at+": title", cr.Title)
	c.basis(at, cr.Basis)
	ft, ok := c.p.FactType(cr.Fact)
	if !ok {
		c.say("%s: fact %q is not declared", at, cr.Fact)
		return
	}
	if len(cr.Rules) == 0 || len(cr.Rules) > maxRules {
		c.say("%s has %d rules, not 1 to %d", at, len(cr.Rules), maxRules)
		return
	}
	sound := true
	for i, r := range cr.Rules {
		place := fmt.Sprintf("%s: rules[%d]", at, i)
		if !slices.Contains(States, r.State) {
			c.say("%s: state %q is not one", place, r.State)
		}
		c.text(place+": say", r.Say)
		if err := c.p.typed(ft, r.If); err != nil {
			c.say("%s: %w", place, err)
			sound = false
		}
	}
	if sound {
		c.reachable(at, ft, cr)
	}
}

func (c *checker) classes() {
	for i, cl := range c.p.Classes {
		at := fmt.Sprintf("classes[%d] %q", i, cl.ID)
		if !idForm.MatchString(cl.ID) {
			c.say("%s: the id must be small letters, figures and _", at)
		}
		c.text(at+": title", cl.Title)
		c.basis(at, cl.Basis)
		if len(cl.Names) == 0 {
			c.say("%s has no names", at)
		}
		seen := map[string]bool{}
		for _, n := range cl.Names {
			c.name(at, cl.ID, n, seen)
		}
	}
	if len(c.errs) > 0 {
		return // names that are wrong in themselves need no comparing
	}
	for _, pair := range c.p.oneSlipApart() {
		c.say("classes: %q and %q are one letter apart and not of the same classes: a slip would be taken for the other", pair[0], pair[1])
	}
	for i, w := range c.p.DoseWords {
		if f := fold(w); f == "" || strings.Contains(f, " ") || len(c.p.classOf[f]) > 0 {
			c.say("dose_words[%d]: %q is not one word, or is the name of a medicine", i, w)
		}
	}
}

// A name of a medicine is no longer than this.
const (
	maxLetters = 60
	maxWords   = 6
)

// name checks one name of a class; seen holds those before it.
func (c *checker) name(at, class, n string, seen map[string]bool) {
	f := fold(n)
	if f == "" || seen[f] {
		c.say("%s: name %q is empty or stands twice", at, n)
	}
	seen[f] = true
	if len(f) > maxLetters || len(strings.Fields(f)) > maxWords {
		c.say("%s: name %q is longer than %d words or %d letters", at, n, maxWords, maxLetters)
		return
	}
	if l := c.p.read(n); !l.all || !slices.Contains(l.classes, class) || !isName(f) {
		c.say("%s: name %q would not match itself", at, n)
	}
}
