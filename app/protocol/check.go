package protocol

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kapdesk/app/record"
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

// say says what is wrong at a place of the file.
func (c *checker) say(at, text string, args ...any) {
	c.errs = append(c.errs, wrong(at, text, args...))
}

// wrong is say for what has been put into words already.
func (c *checker) wrong(at string, p *record.Problem) {
	p.Field = at
	c.errs = append(c.errs, &Wrong{At: at, Problem: p})
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
		c.say("", "id %q must be small letters, figures and _", p.ID)
	}
	if p.Version < 1 {
		c.say("", "version must be 1 or more")
	}
	if p.Status != Draft && p.Status != Adopted {
		c.say("", "status %q must be %q or %q", p.Status, Draft, Adopted)
	}
	c.text("title", p.Title)
	if p.IsDraft() {
		c.text("notice", p.Notice)
	}
	if len(p.Criteria) == 0 {
		c.say("criteria", "there are none")
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
			c.say(fmt.Sprintf("%s[%d]", list, i), "%q stands twice", id(x))
		}
		seen[id(x)] = true
	}
}

func (c *checker) named(list string, items []Named, strictID bool) {
	unique(c, list, items, func(n Named) string { return n.ID })
	for i, n := range items {
		if n.ID == "" || strictID && !idForm.MatchString(n.ID) {
			c.say(fmt.Sprintf("%s[%d]", list, i), "id %q is not one", n.ID)
		}
		c.text(fmt.Sprintf("%s[%d] %q: title", list, i, n.ID), n.Title)
	}
}

func (c *checker) text(at string, t words.Text) {
	if t.EN == "" || t.ES == "" {
		c.say(at, "must have words in en and es")
	}
}

// basis checks that an item says where it comes from.
func (c *checker) basis(at string, b Basis) {
	if len(b.Sources) == 0 {
		c.say(at, "names no source")
	}
	for _, s := range append(slices.Clone(b.Sources), b.Dissent...) {
		if s.Text == "" {
			c.say(at, "has a source without a text")
		}
		if s.Year != 0 && (s.Year < 1950 || s.Year > 2100) {
			c.say(at, "year %d is not one", s.Year)
		}
		if s.Grade != Published && s.Grade != General && s.Grade != Weak {
			c.say(at, "grade %q must be %q or %q, or left out", s.Grade, General, Weak)
		}
		if s.Ref == "" && s.Grade != General {
			c.say(at, "source %q needs a ref", s.Text)
		}
	}
	if len(b.Dissent) > 0 && b.Choice.EN == "" {
		c.say(at, "has sources that disagree and no choice between them")
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
			c.say(at, "the id must be small letters, figures and _")
		}
		if !slices.Contains([]Type{TypeAnswer, TypeNumber, TypePressure, TypeMedicines, TypeDate}, f.Type) {
			c.say(at, "type %q is not one", f.Type)
		}
		if len(f.Kinds) > 0 && f.Type != TypeAnswer {
			c.say(at, "only an answer has kinds")
		}
		c.bounds(at, f)
		c.text(at+": title", f.Title)
		if !slices.ContainsFunc(c.p.Criteria, func(cr Criterion) bool { return cr.Fact == f.ID }) {
			c.say(at, "no criterion looks at it")
		}
	}
}

// bounds checks what a figure can be at the least and at the most.
func (c *checker) bounds(at string, f FactType) {
	switch {
	case f.Range != nil && f.Type != TypeNumber:
		c.say(at, "only a number has a range")
	case f.Range != nil && (f.Range.Low < 0 || f.Range.High < f.Range.Low):
		c.say(at, "range must be 0 or more, and high no less than low")
	case f.Pressures != nil && f.Type != TypePressure:
		c.say(at, "only a pressure has pressures")
	case f.Pressures != nil && (f.Pressures.High.Systolic < f.Pressures.Low.Systolic || f.Pressures.High.Diastolic < f.Pressures.Low.Diastolic):
		c.say(at, "pressures must have a high no less than the low")
	}
}

func (c *checker) criterion(at string, cr Criterion) {
	if !idForm.MatchString(cr.ID) {
		c.say(at, "the id must be small letters, figures and _")
	}
	if !slices.ContainsFunc(c.p.Groups, func(g Group) bool { return g.ID == cr.Group }) {
		c.say(at, "group %q is not declared", cr.Group)
	}
	c.text(at+": title", cr.Title)
	c.basis(at, cr.Basis)
	ft, ok := c.p.FactType(cr.Fact)
	if !ok {
		c.say(at, "fact %q is not declared", cr.Fact)
		return
	}
	if len(cr.Rules) == 0 || len(cr.Rules) > maxRules {
		c.say(at, "has %d rules, not 1 to %d", len(cr.Rules), maxRules)
		return
	}
	sound := true
	for i, r := range cr.Rules {
		place := fmt.Sprintf("%s: rules[%d]", at, i)
		if !slices.Contains(States, r.State) {
			c.say(place, "state %q is not one", r.State)
		}
		c.text(place+": say", r.Say)
		if p := c.p.typed(ft, r.If); p != nil {
			c.wrong(place, p)
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
			c.say(at, "the id must be small letters, figures and _")
		}
		c.text(at+": title", cl.Title)
		c.basis(at, cl.Basis)
		if len(cl.Names) == 0 {
			c.say(at, "has no names")
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
		c.say("classes", "%q and %q are one letter apart and not of the same classes: a slip would be taken for the other", pair[0], pair[1])
	}
	for i, w := range c.p.DoseWords {
		if f := fold(w); f == "" || strings.Contains(f, " ") || len(c.p.classOf[f]) > 0 {
			c.say(fmt.Sprintf("dose_words[%d]", i), "%q is not one word, or is the name of a medicine", w)
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
		c.say(at, "name %q is empty or stands twice", n)
	}
	seen[f] = true
	if len(f) > maxLetters || len(strings.Fields(f)) > maxWords {
		c.say(at, "name %q is longer than %d words or %d letters", n, maxWords, maxLetters)
		return
	}
	if l := c.p.read(n); !l.all || !slices.Contains(l.classes, class) || !isName(f) {
		c.say(at, "name %q would not match itself", n)
	}
}
