package scales

import (
	"strconv"
	"strings"

	"kapdesk/app/measures"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// item is one question of a form with its field: coded answers, or a figure.
type item struct {
	measures.Item
	codes  *kit.Codes
	number *kit.NumberField
}

// longest is the widest range of whole numbers that is answered by codes
// rather than typed into a field.
const longest = 20

// newItem makes the field of a question. It stands in the form under the
// item's own id, so that a refusal of the answer finds it.
func newItem(s place.Shell, in *measures.Instrument, it measures.Item, label string, look kit.CodesLook) *item {
	f := &item{Item: it}
	if options := coded(in, it); options != nil {
		f.codes = kit.NewCodes(s.T, it.ID, label, look, options...)
		return f
	}
	f.number = kit.NewNumberField(s.T, it.ID, label, "")
	lo, hi := "", ""
	if it.Min != nil {
		lo = strconv.Itoa(*it.Min)
	}
	if it.Max != nil {
		hi = strconv.Itoa(*it.Max)
	}
	f.number.SetRange(lo, hi)
	f.number.SetHint(ends(s, it, lo, hi))
	return f
}

// ends says what the figure can be, with the words at the ends of its line.
func ends(s place.Shell, it measures.Item, lo, hi string) string {
	switch {
	case it.Low != "" && it.High != "":
		return lo + " " + it.Low + " … " + hi + " " + it.High
	case hi != "":
		return s.T("%s to %s", lo, hi)
	}
	return s.T("%s or more", lo)
}

// coded gives the answers of an item that is answered by codes; nil for a
// figure.
func coded(in *measures.Instrument, it measures.Item) []kit.Coded {
	if it.Options == "" {
		if it.Min == nil || it.Max == nil || it.Decimals > 0 || *it.Max-*it.Min > longest {
			return nil
		}
		var out []kit.Coded
		for n := *it.Min; n <= *it.Max; n++ {
			c := kit.Coded{Code: strconv.Itoa(n), Value: string(measures.Number(n))}
			switch {
			case n == *it.Min:
				c.Label = it.Low
			case n == *it.Max:
				c.Label = it.High
			}
			out = append(out, c)
		}
		return out
	}
	options := in.Options[it.Options]
	shared := shares(options)
	var out []kit.Coded
	for i, o := range options {
		c := kit.Coded{Label: o.Label}
		switch {
		case shared: // the number alone would not tell them apart
			c.Code = strconv.Itoa(i + 1)
		case o.Value != nil:
			c.Code = strconv.Itoa(*o.Value)
		default:
			c.Code = o.ID[:1]
		}
		if c.Value = string(measures.Word(o.ID)); o.ID == "" {
			c.Value = string(measures.Number(*o.Value))
		}
		out = append(out, c)
	}
	return out
}

// shares reports whether two options have the same number.
func shares(options []measures.Option) bool {
	seen := map[int]bool{}
	for _, o := range options {
		if o.Value != nil && seen[*o.Value] {
			return true
		}
		if o.Value != nil {
			seen[*o.Value] = true
		}
	}
	return false
}

func (f *item) object() kit.Field {
	if f.codes != nil {
		return f.codes
	}
	return f.number
}

// answer is what was answered; "" for nothing. A figure that cannot be is
// given as it was typed, so that it is refused and not lost.
func (f *item) answer() measures.Answer {
	if f.codes != nil {
		return measures.Answer(f.codes.Value())
	}
	t := strings.TrimSpace(f.number.Text())
	if d, ok := kit.ParseDecimal(t); ok {
		return measures.Answer(d)
	}
	if t == "" {
		return ""
	}
	return measures.Word(t)
}

func (f *item) set(a measures.Answer) {
	if f.codes != nil {
		f.codes.SetValue(string(a))
		return
	}
	f.number.SetText(strings.Trim(string(a), `"`))
}

// listen calls changed after each change and on when the answer is whole.
func (f *item) listen(changed, on, back func()) {
	if f.codes != nil {
		f.codes.OnChanged, f.codes.OnChosen, f.codes.OnBack = changed, on, back
		return
	}
	f.number.OnChanged = changed
	f.number.OnEnter = func(string) bool { on(); return true }
}

// quiet shows that the question is not asked after the answers given.
func (f *item) quiet(on bool, why string) {
	if f.codes == nil {
		return
	}
	f.codes.SetQuiet(on)
	if !on {
		why = ""
	}
	f.codes.SetHint(why)
}

// echo is the answer as it was typed, for reading back: "2", or "–" for none.
func (f *item) echo() string {
	if f.codes != nil {
		if code, _ := f.codes.Chosen(); code != "" {
			return code
		}
		return "–"
	}
	if t := strings.TrimSpace(f.number.Text()); t != "" {
		return t
	}
	return "–"
}
