package measures

import (
	"math/big"
	"slices"
)

// Status says what became of a form.
type Status string

// The statuses.
const (
	Scored     Status = "scored"
	Prorated   Status = "prorated"   // some items were missing; the mean of the others stands for them
	Incomplete Status = "incomplete" // too much is missing for a total
	Invalid    Status = "invalid"    // an answer is none that the item takes; Errors names the items
)

// Flag is a reason to look at the patient now: it stands whatever became of
// the form.
type Flag struct {
	ID       string   `json:"flag"`
	Item     string   `json:"item,omitempty"` // whose answer raised it; "" for a level
	Severity Severity `json:"severity"`
	Say      string   `json:"say"` // English, with its Spanish in assets/words
}

// SubResult is the sum of a subscale; nil where one of its items is not known.
type SubResult struct {
	ID       string
	Sum      *big.Rat
	Max      int
	Items    int
	Positive *bool // nil where the subscale has no limit, or no sum
}

// Verdict is what a named rule says about the form.
type Verdict struct {
	ID    string
	Truth Truth
}

// Result is a scored form. Numbers are exact; nil and "" mean that the scale
// has no such thing or that it cannot be known.
type Result struct {
	Instrument string
	Version    int
	Variant    string // the wording that was scored, where the scale has several

	Status     Status
	Total      *big.Rat
	Band       string // the id of the band, or the level of a triage
	Positive   *bool
	Algorithm  string // the id of the named rule that holds
	Algorithms []Verdict
	Subscales  []SubResult
	Flags      []Flag
	Missing    []string // items that were to be answered, in the form's order
	Errors     []string // items with an answer that cannot be, and context.<key>
	Notes      []string // ids of the notes that hold

	LowerBound bool // Band is the least that it can be: answers are missing
	Raw        *big.Rat
	Sum        *big.Rat
	Mean       *big.Rat
	Percent    *big.Rat

	report []string // which of the last four the scale defines
}

// filled is a form on the way to its result.
type filled struct {
	in       *Instrument
	score    map[string]*big.Rat // answered, or skipped by rule and so 0
	answered map[string]Answer   // with an answer that the item takes
	missing  []string
	errors   []string
}

// Score scores a form by the instrument's own rule. It never refuses: what
// cannot be scored says why, and the safety flags of the valid answers stand
// in every result.
func Score(in *Instrument, answers Answers, context Context) Result {
	worded, variant, wrong := in.worded(context)
	f := worded.Judged(context).fill(answers)
	f.errors = append(f.errors, wrong...)
	r := Result{Instrument: in.ID, Version: in.Version, Variant: variant, Missing: f.missing, Errors: f.errors, report: in.Scoring.Report}
	f.total(&r)
	f.judge(&r, context)
	f.rules(&r)
	f.parts(&r)
	r.Flags = append(r.Flags, f.flags()...)
	return r
}

// worded gives the instrument with the wording that was shown, its id, and
// what is wrong with the context.
func (in *Instrument) worded(c Context) (worded *Instrument, variant string, wrong []string) {
	if c.Sex != "" && !slices.Contains(sexes, c.Sex) {
		wrong = append(wrong, "context.sex")
	}
	if c.Cut != nil && !slices.Contains(in.Cuts(), *c.Cut) {
		wrong = append(wrong, "context.cut")
	}
	if c.Variant == "" || c.Variant == in.Variant {
		return in, in.Variant, wrong
	}
	if w, ok := in.Wording(c.Variant); ok {
		return w, c.Variant, wrong
	}
	return in, in.Variant, append(wrong, "context.variant")
}

// Wording gives the instrument with another wording and the scoring that
// belongs to it.
func (in *Instrument) Wording(variant string) (*Instrument, bool) {
	for _, v := range in.Variants {
		if v.ID != variant {
			continue
		}
		w := *in
		w.Variant, w.VariantNote, w.Items = v.ID, v.Note, slices.Clone(in.Items)
		for i, it := range w.Items {
			if it.ID == v.Item {
				w.Items[i].Text, w.Items[i].Reverse = v.Text, v.Reverse
			}
		}
		return &w, true
	}
	return in, in.Variant != "" && variant == in.Variant
}

// fill reads the answers item by item.
func (in *Instrument) fill(answers Answers) *filled {
	f := &filled{in: in, score: map[string]*big.Rat{}, answered: map[string]Answer{}, missing: []string{}, errors: []string{}}
	for _, it := range in.Items {
		a := answers[it.ID]
		asked, sure := f.asked(it)
		value, ok := in.read(it, a)
		switch {
		case a == "" && asked:
			f.missing = append(f.missing, it.ID)
		case a == "" && sure && !it.Optional:
			f.score[it.ID] = new(big.Rat)
		case a != "" && !ok:
			f.errors = append(f.errors, it.ID)
		case a != "":
			f.answered[it.ID] = a
			if value != nil {
				f.score[it.ID] = in.turned(it, value)
			}
		}
	}
	if in.Scoring.Method == Domains {
		f.missing = slices.DeleteFunc(f.missing, f.otherwise)
	}
	f.errors = append(f.errors, in.strange(answers)...)
	return f
}

// strange lists the items of the form that the instrument does not have.
func (in *Instrument) strange(answers Answers) []string {
	var ids []string
	for id := range answers {
		if _, known := in.Item(id); !known {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// turned gives the score of a value: the other way round in a reversed item.
func (in *Instrument) turned(it Item, value *big.Rat) *big.Rat {
	if !it.Reverse {
		return value
	}
	low, high := in.span(it)
	return new(big.Rat).Sub(rat(low+high), value)
}

// asked reports whether the item must be answered, and, where it need not be,
// whether that is sure from the answers given.
func (f *filled) asked(it Item) (asked, sure bool) {
	if it.Optional {
		return false, true
	}
	if it.AskedIf != nil {
		open := true
		for _, id := range it.AskedIf.AnyOf {
			a, ok := f.answered[id]
			if ok && slices.ContainsFunc(it.AskedIf.In, func(want Answer) bool { return f.same(id, a, want) }) {
				return true, true
			}
			open = open && ok
		}
		return false, open
	}
	for _, c := range it.SkippedIf {
		if f.truth(c) == True {
			return false, true
		}
	}
	return true, true
}

// same reports whether two answers to an item are the same option.
func (f *filled) same(item string, a, b Answer) bool {
	if a == b {
		return true
	}
	x, ok := f.in.Choice(item, a)
	y, also := f.in.Choice(item, b)
	return ok && also && x == y
}

// otherwise reports whether an unanswered item is not missed, because another
// that does as well was answered.
func (f *filled) otherwise(id string) bool {
	for _, d := range f.in.Scoring.Domains {
		for _, pair := range d.AnyOf {
			if slices.Contains(pair, id) {
				return slices.ContainsFunc(pair, func(other string) bool { return f.score[other] != nil })
			}
		}
	}
	return false
}

// flags gives the safety flags that the valid answers raise.
func (f *filled) flags() []Flag {
	var raised []Flag
	for _, s := range f.in.Safety {
		if _, ok := f.answered[s.Item]; ok && holds(f.score[s.Item], s.Op, s.Value) {
			raised = append(raised, Flag{s.Flag, s.Item, s.Severity, s.Say})
		}
	}
	return raised
}
