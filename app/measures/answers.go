package measures

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Answer is one answer as JSON writes it: a number (3), or the id of an option
// ("refused"). "" is none. Anything else can be held and fits no item.
type Answer string

// Number is the answer with that value.
func Number(n int) Answer { return Answer(strconv.Itoa(n)) }

// Word is the answer that names the option of that id.
func Word(id string) Answer {
	raw, err := json.Marshal(id)
	if err != nil {
		return "" // a string always has its JSON
	}
	return Answer(raw)
}

// MarshalJSON writes the answer as it is.
func (a Answer) MarshalJSON() ([]byte, error) {
	if a == "" {
		return []byte("null"), nil
	}
	return []byte(a), nil
}

// UnmarshalJSON reads any JSON value; null is no answer.
func (a *Answer) UnmarshalJSON(raw []byte) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case string(raw) == "null":
		*a = ""
	case len(raw) > 0 && raw[0] == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
		*a = Word(s)
	default:
		var b bytes.Buffer
		if err := json.Compact(&b, raw); err != nil {
			return err
		}
		*a = Answer(b.String())
	}
	return nil
}

var decimal = regexp.MustCompile(`^(0|[1-9][0-9]{0,5})(\.[0-9]{1,6})?$`)

// number gives the answer's value if it is a plain number, without sign or
// exponent; a whole number may have a minus.
func (a Answer) number() (*big.Rat, bool) {
	if n, err := strconv.Atoi(string(a)); err == nil && strconv.Itoa(n) == string(a) {
		return big.NewRat(int64(n), 1), true
	}
	if !decimal.MatchString(string(a)) {
		return nil, false
	}
	return new(big.Rat).SetString(string(a))
}

// Answers is a filled-in form: the answers by item. An item that is not there,
// or has "", was not answered.
type Answers map[string]Answer

// Context is what a rule needs to know beside the answers.
type Context struct {
	Sex     string `json:"sex,omitempty"`     // male, female, unknown, as staff chose it on the form; "" is unknown
	Variant string `json:"variant,omitempty"` // the id of the wording shown; "" is the instrument's own
	Cut     *int   `json:"cut,omitempty"`     // the clinic's choice among Positive.Cuts
}

// The sexes that a rule tells apart.
const (
	Male       = "male"
	Female     = "female"
	UnknownSex = "unknown"
)

var sexes = []string{Male, Female, UnknownSex}

// Form is answers with their context.
type Form struct {
	Answers Answers `json:"answers"`
	Context Context `json:"context"`
}

// MaxForm bounds a form in bytes; the longest scale takes a thousandth of it.
const MaxForm = 1 << 20

// ParseForm reads {"answers": {…}, "context": {…}}. An unknown or doubled key
// and missing answers are errors; whether the answers fit is for Score.
func ParseForm(raw []byte) (Form, error) {
	var f Form
	if len(raw) > MaxForm {
		return f, fmt.Errorf("a form has at most %d bytes", MaxForm)
	}
	if err := noDoubledKeys(raw); err != nil {
		return f, fmt.Errorf("the form is not JSON that can be read: %w", err)
	}
	if err := strict(raw, &f); err != nil {
		return f, fmt.Errorf("the form must be {\"answers\": {…}, \"context\": {\"sex\", \"variant\", \"cut\"}}: %w", err)
	}
	if f.Answers == nil {
		return f, errors.New(`the form has no "answers"; a blank form is {"answers": {}}`)
	}
	return f, nil
}

// strict decodes one JSON value, refusing unknown keys and trailing data.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows the end")
	}
	return nil
}

// noDoubledKeys refuses an object that names a key twice (also in other
// letter case): JSON would silently take the last.
func noDoubledKeys(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // only the shape matters here; 1e999 is a number too
	return walk(d, "", 0)
}

// maxDepth is how deep JSON may nest here; an instrument goes to 8.
const maxDepth = 20

func walk(d *json.Decoder, at string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("it is nested more than %d deep", maxDepth)
	}
	tok, err := d.Token()
	if err != nil {
		return err
	}
	delim, ok := tok.(json.Delim)
	if !ok {
		return nil
	}
	var seen []string
	for i := 0; d.More(); i++ {
		place := fmt.Sprintf("%s[%d]", at, i)
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name := strings.ToLower(key.(string))
			place = strings.TrimPrefix(at+"."+name, ".")
			if slices.Contains(seen, name) {
				return fmt.Errorf("%q stands twice", place)
			}
			seen = append(seen, name)
		}
		if err := walk(d, place, depth+1); err != nil {
			return err
		}
	}
	_, err = d.Token() // the closing bracket
	return err
}

// read gives what an answer to an item is worth; ok is false where the item
// does not take it. The value is nil for an option that has none.
func (in *Instrument) read(it Item, a Answer) (value *big.Rat, ok bool) {
	if it.Options == "" {
		n, ok := a.number()
		if !ok || n.Cmp(rat(*it.Min)) < 0 || it.Max != nil && n.Cmp(rat(*it.Max)) > 0 || !places(n, it.Decimals) {
			return nil, false
		}
		return n, true
	}
	for _, o := range in.Options[it.Options] {
		switch {
		case o.Value != nil && a == Number(*o.Value):
			return rat(*o.Value), true
		case o.ID != "" && a == Word(o.ID):
			if o.Value == nil {
				return nil, true
			}
			return rat(*o.Value), true
		}
	}
	return nil, false
}

// Allowed lists in words what an item takes: `0, 1, 2, "refused"`, "0 to 100".
func (in *Instrument) Allowed(item string) string {
	it, ok := in.Item(item)
	if !ok {
		return ""
	}
	if it.Options == "" {
		kind := "a whole number"
		if it.Decimals > 0 {
			kind = fmt.Sprintf("a number with up to %d digits after the point", it.Decimals)
		}
		if it.Max == nil {
			return fmt.Sprintf("%s from %d", kind, *it.Min)
		}
		return fmt.Sprintf("%s from %d to %d", kind, *it.Min, *it.Max)
	}
	var all []string
	for _, o := range in.Options[it.Options] {
		if o.Value != nil && !slices.Contains(all, strconv.Itoa(*o.Value)) {
			all = append(all, strconv.Itoa(*o.Value))
		}
		if o.ID != "" {
			all = append(all, strconv.Quote(o.ID))
		}
	}
	return strings.Join(all, ", ")
}

// Choice gives the option that an answer names. It is false for a number that
// two options share: what is kept of such an item is the option's id.
func (in *Instrument) Choice(item string, a Answer) (Option, bool) {
	it, ok := in.Item(item)
	if !ok {
		return Option{}, false
	}
	var found []Option
	for _, o := range in.Options[it.Options] {
		if o.ID != "" && a == Word(o.ID) || o.Value != nil && a == Number(*o.Value) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return Option{}, false
	}
	return found[0], true
}
