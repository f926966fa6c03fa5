package measures

import (
	"slices"
	"strings"

	"kapdesk/app/record"
)

// MaxPack bounds a text pack, in bytes.
const MaxPack = 256 << 10

// Pack is the words of a scale that the program does not carry, as a clinic
// brings them under its own permission. docs/scales.md describes the file.
type Pack struct {
	Format       int                 `json:"pack"` // 1
	Instrument   string              `json:"instrument"`
	Language     string              `json:"language"`
	Source       string              `json:"source"` // where the words come from
	Notice       string              `json:"notice,omitempty"`
	Instructions string              `json:"instructions,omitempty"`
	Stem         string              `json:"stem,omitempty"`
	Options      map[string][]Option `json:"options,omitempty"`
	Items        []PackItem          `json:"items"`
}

// PackItem is the words of one question. Options names the list of its
// answers; Low and High are the words at the ends of a line.
type PackItem struct {
	ID      string `json:"id"`
	Heading string `json:"heading,omitempty"`
	Text    string `json:"text"`
	Options string `json:"options,omitempty"`
	Low     string `json:"low,omitempty"`
	High    string `json:"high,omitempty"`
}

// ParsePack reads a text pack. What is wrong is a Problem with the field
// "pack" and the words of what and where.
func ParsePack(raw []byte) (Pack, error) {
	var p Pack
	if len(raw) > MaxPack {
		return Pack{}, wrong(record.Invalidf("pack", "This file is too large for a text pack."))
	}
	if err := noDoubledKeys(raw); err != nil {
		return Pack{}, wrong(record.Invalidf("pack", "This file is no text pack: %s.", err.Error()))
	}
	if err := strict(raw, &p); err != nil {
		return Pack{}, wrong(record.Invalidf("pack", "This file is no text pack: %s.", err.Error()))
	}
	switch {
	case p.Format != 1:
		return Pack{}, wrong(record.Invalidf("pack", "This text pack has format %d; this version reads format 1.", p.Format))
	case p.Language != "en" && p.Language != "es":
		return Pack{}, wrong(record.Invalidf("pack", "The language of a text pack is en or es."))
	case strings.TrimSpace(p.Source) == "":
		return Pack{}, wrong(record.Invalidf("pack", "The text pack does not say where its words come from."))
	}
	return p, nil
}

// wrong adds what is to be done about a file that was not taken.
func wrong(p *record.Problem) error {
	p.Next = "Nothing was imported. Mend the file and choose it again."
	return p
}

// Over gives the instrument with the pack's words. The scoring is the
// instrument's own: a pack with other questions or other answers is refused,
// and the question is named.
func (p Pack) Over(in *Instrument) (*Instrument, error) {
	if in.Licence.Class != Ask {
		return nil, wrong(record.Invalidf("pack", "This scale takes no text pack."))
	}
	w := *in
	w.Language, w.Instructions, w.Stem = p.Language, p.Instructions, p.Stem
	if p.Notice != "" {
		w.Licence.Notice = p.Notice
	}
	w.Items, w.Options = slices.Clone(in.Items), map[string][]Option{}
	used := map[string]bool{}
	for i, it := range p.Items {
		if i >= len(in.Items) || it.ID != in.Items[i].ID {
			return nil, wrong(record.Invalidf("pack", "Question %d of the pack is %s; the scale has these, in this order: %s.", i+1, it.ID, strings.Join(ids(in.Items, func(it Item) string { return it.ID }), ", ")))
		}
		if strings.TrimSpace(it.Text) == "" {
			return nil, wrong(record.Invalidf("pack", "Question %s has no words.", it.ID))
		}
		w.Items[i].Heading, w.Items[i].Text, w.Items[i].Low, w.Items[i].High = it.Heading, it.Text, it.Low, it.High
		used[it.Options] = true
		options, problem := p.options(in, in.Items[i], it)
		if problem != nil {
			return nil, wrong(problem)
		}
		if options != nil {
			w.Items[i].Options, w.Items[i].Min, w.Items[i].Max = it.Options, nil, nil
			w.Options[it.Options] = options
		}
	}
	if len(p.Items) < len(in.Items) {
		return nil, wrong(record.Invalidf("pack", "Question %s is missing from the pack.", in.Items[len(p.Items)].ID))
	}
	for set := range p.Options {
		if !used[set] {
			return nil, wrong(record.Invalidf("pack", "No question uses the answers %s.", set))
		}
	}
	return &w, nil
}

// options gives the answers to one question in the pack's words; nil where it
// is a number to be typed.
func (p Pack) options(in *Instrument, it Item, words PackItem) ([]Option, *record.Problem) {
	if words.Options == "" {
		if it.Options != "" {
			return nil, record.Invalidf("pack", "Question %s has no answers.", it.ID)
		}
		return nil, nil
	}
	given := p.Options[words.Options]
	want := in.choices(it)
	if len(given) != len(want) {
		return nil, record.Invalidf("pack", "Question %s has %d answers in the pack and takes %d.", it.ID, len(given), len(want))
	}
	for i, o := range given {
		if strings.TrimSpace(o.Label) == "" {
			return nil, record.Invalidf("pack", "An answer to question %s has no words.", it.ID)
		}
		same := func(w Option) bool {
			return o.ID == w.ID && (o.Value == nil) == (w.Value == nil) && (o.Value == nil || *o.Value == *w.Value)
		}
		if !slices.ContainsFunc(want, same) || slices.ContainsFunc(given[:i], func(e Option) bool { return e.name() == o.name() }) {
			return nil, record.Invalidf("pack", "Question %s does not take the answer %s, or has it twice.", it.ID, o.name())
		}
	}
	return slices.Clone(given), nil
}

// name names an option among the others.
func (o Option) name() string {
	switch {
	case o.ID != "":
		return o.ID
	case o.Value != nil:
		return rat(*o.Value).RatString()
	}
	return ""
}

// choices gives the options of an item; those of a range of whole numbers are
// its numbers.
func (in *Instrument) choices(it Item) []Option {
	if it.Options != "" {
		return in.Options[it.Options]
	}
	var all []Option
	if it.Max == nil || it.Decimals > 0 {
		return all
	}
	for v := *it.Min; v <= *it.Max; v++ {
		all = append(all, Option{Value: &v})
	}
	return all
}
