package measures

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// checker collects what is amiss, with its place.
type checker struct {
	in   *Instrument
	errs []error
}

func (c *checker) say(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

// must complains unless ok.
func (c *checker) must(ok bool, format string, args ...any) {
	if !ok {
		c.say(format, args...)
	}
}

var (
	idForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,40}$`)
	nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,60}$`)
	loinc    = regexp.MustCompile(`^(LA)?[0-9]{1,6}-[0-9]$`)
)

// check names everything that is amiss. The items come first: the later
// checks lean on them.
func (in *Instrument) check() error {
	c := &checker{in: in}
	c.head()
	c.rights()
	c.options()
	c.items()
	if len(c.errs) == 0 {
		c.scoring()
		c.domains()
		c.levels()
		c.subscales()
	}
	if len(c.errs) == 0 {
		c.bands()
		c.positive()
		c.change()
		c.named()
		c.safety()
		c.codes()
	}
	return errors.Join(c.errs...)
}

func (c *checker) head() {
	in := c.in
	c.must(idForm.MatchString(in.ID), "id %q must be small letters, digits and dashes", in.ID)
	c.must(in.Version > 0, "version must be 1 or more")
	for _, x := range []struct{ name, text string }{
		{"title", in.Title}, {"recall", in.Recall}, {"language", in.Language}, {"citation", in.Citation},
		{"licence.notice", in.Licence.Notice}, {"licence.terms", in.Licence.Terms}} {
		c.must(x.text != "", "%s is missing", x.name)
	}
	c.must(slices.Contains([]By{Self, Clinician, Either, Elsewhere}, in.By), "by %q is none of self, clinician, either, elsewhere", in.By)
	for _, v := range in.Variants {
		c.must(in.Variant != "" && v.ID != in.Variant && nameForm.MatchString(v.ID), "variant %q needs an id of its own", v.ID)
		_, known := in.Item(v.Item)
		c.must(known, "variant %q: there is no item %q", v.ID, v.Item)
		c.must(v.Text != "" && v.Note != "", "variant %q needs text and note", v.ID)
	}
	c.once("variant", ids(in.Variants, func(v Variant) string { return v.ID }))
}

// may are the rights that a class can have.
var may = map[Class][]Rights{Ship: {Free}, WithNotice: {Free, Attestation}, Ask: {Attestation}, Dont: {TotalOnly}}

func (c *checker) rights() {
	in := c.in
	allowed, known := may[in.Licence.Class]
	c.must(known, "licence.class %q is none of SHIP, SHIP-WITH-NOTICE, ASK, DON'T", in.Licence.Class)
	c.must(!known || slices.Contains(allowed, in.Rights), "rights %q do not go with the class %s", in.Rights, in.Licence.Class)
	c.must((in.Rights == TotalOnly) == (in.Scoring.Method == Total), "rights total_only and method total go together")
	ours := in.Licence.Class == Ship || in.Licence.Class == WithNotice
	if !ours {
		c.must(in.Instructions == "" && in.Stem == "" && len(in.Variants) == 0 && !in.OwnWords, "the class %s ships no words", in.Licence.Class)
	}
	for _, it := range in.Items {
		c.must(ours == (it.Text != ""), "item %q: text is there exactly where the class lets it ship", it.ID)
		c.must(ours || it.Heading == "" && it.Label != "", "item %q: a label in own words and no heading, where the words do not ship", it.ID)
	}
	for set, options := range in.Options {
		for i, o := range options {
			c.must(ours == (o.Label != ""), "options %q[%d]: a label is there exactly where the class lets it ship", set, i)
		}
	}
}

func (c *checker) options() {
	used := map[string]bool{}
	for _, it := range c.in.Items {
		used[it.Options] = true
	}
	for set, options := range c.in.Options {
		c.must(used[set], "options %q: no item uses them", set)
		c.must(len(options) >= 2, "options %q: two at least", set)
		var names, shared []string
		values := 0
		for i, o := range options {
			c.must(o.ID != "" || o.Value != nil, "options %q[%d] has neither id nor value", set, i)
			c.must(o.ID == "" || nameForm.MatchString(o.ID), "options %q[%d]: id %q", set, i, o.ID)
			if o.ID != "" {
				names = append(names, o.ID)
			}
			if o.Value != nil {
				values++
				c.must(*o.Value >= -1000 && *o.Value <= 1000, "options %q[%d]: value %d", set, i, *o.Value)
			}
			if o.Value != nil && o.ID == "" {
				shared = append(shared, strconv.Itoa(*o.Value))
			}
		}
		c.must(values >= 2, "options %q: two at least have a value", set)
		c.once("options "+set, names)
		c.once("options "+set, shared)
	}
}

func (c *checker) items() {
	in := c.in
	c.must(len(in.Items) > 0, "there are no items")
	c.once("items", ids(in.Items, func(it Item) string { return it.ID }))
	for i, it := range in.Items {
		at := fmt.Sprintf("items[%d] %q", i, it.ID)
		c.must(nameForm.MatchString(it.ID), "%s: the id has letters, digits, dots, dashes", at)
		_, known := in.Options[it.Options]
		switch {
		case it.Options != "":
			c.must(known, "%s: options %q are not declared", at, it.Options)
			c.must(it.Min == nil && it.Max == nil && it.Decimals == 0, "%s: options or a range, not both", at)
		case it.Min == nil:
			c.say("%s: neither options nor a lowest number", at)
		default:
			c.must(*it.Min >= -1000 && (it.Max == nil || *it.Max > *it.Min && *it.Max <= 100000), "%s: the range is empty or too wide", at)
			c.must(it.Max != nil || in.Rights == TotalOnly, "%s: no highest number", at)
			c.must(it.Decimals >= 0 && it.Decimals <= 3, "%s: %d decimals", at, it.Decimals)
		}
		c.must(!it.Optional || it.Unscored, "%s: what is scored is not optional", at)
		c.must(!it.Reverse || it.Max != nil || it.Options != "", "%s: what is reversed has a range", at)
		c.before(at, it, in.Items[:i])
	}
	if in.Scoring.Method == Total {
		c.must(len(in.Items) == 1, "method total has one item")
	}
}

// before checks that an item hangs on earlier ones alone.
func (c *checker) before(at string, it Item, earlier []Item) {
	known := func(id string) bool { return slices.ContainsFunc(earlier, func(e Item) bool { return e.ID == id }) }
	c.must(it.AskedIf == nil || len(it.SkippedIf) == 0, "%s: asked_if or skipped_if, not both", at)
	if a := it.AskedIf; a != nil {
		c.must(len(a.AnyOf) > 0 && len(a.In) > 0, "%s: asked_if is empty", at)
		for _, id := range a.AnyOf {
			c.must(known(id), "%s: asked_if %q is no earlier item", at, id)
			c.fits(at+": asked_if", id, a.In)
		}
	}
	for i, cond := range it.SkippedIf {
		place := fmt.Sprintf("%s: skipped_if[%d]", at, i)
		for _, id := range cond.Sum {
			c.must(known(id), "%s: %q is no earlier item", place, id)
		}
		c.must(len(cond.Sum) > 0 && len(cond.Count) == 0 && cond.Unanswered == "" && cond.Max != nil, "%s must be a sum with a max", place)
	}
}

// fits checks that an item takes the answers.
func (c *checker) fits(at, item string, answers []Answer) {
	it, ok := c.in.Item(item)
	if !ok || it.Options == "" && it.Min == nil {
		return // complained of already
	}
	for _, a := range answers {
		_, takes := c.in.read(it, a)
		c.must(takes, "%s: %q does not take %s", at, item, a)
	}
}

// once complains of an id that stands twice.
func (c *checker) once(list string, ids []string) {
	for i, id := range ids {
		c.must(!slices.Contains(ids[:i], id), "%s: %q stands twice", list, id)
	}
}

func ids[T any](list []T, id func(T) string) []string {
	var all []string
	for _, x := range list {
		all = append(all, id(x))
	}
	return all
}

// known complains of items that are not there.
func (c *checker) known(at string, items []string) {
	c.must(len(items) > 0, "%s: no items", at)
	c.once(at, items)
	for _, id := range items {
		_, ok := c.in.Item(id)
		c.must(ok, "%s: there is no item %q", at, id)
	}
}
