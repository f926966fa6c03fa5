package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kapdesk/app/record"
)

// Case is facts to try a protocol on, outside any chart.
type Case struct {
	On    record.Date
	Facts Facts
}

// dontKnow is the third answer of a case.
const dontKnow = "unknown"

// maxCase bounds a case in bytes and maxTyped one medicine in letters: a
// patient's facts are a thousandth of it.
const (
	maxCase  = 1 << 20
	maxTyped = 500
)

// ParseCase reads a case in the form that docs/protocol.md describes. A fact
// that the protocol does not declare, an unknown or doubled key, a value of
// the wrong kind, and a date or figure that cannot be are errors that name
// the place, in the order of the names.
func (p *Protocol) ParseCase(raw []byte) (Case, error) {
	c, err := p.parseCase(raw)
	if err != nil {
		return Case{}, fmt.Errorf("case: %w", err)
	}
	return c, nil
}

func (p *Protocol) parseCase(raw []byte) (Case, error) {
	if len(raw) > maxCase {
		return Case{}, fmt.Errorf("%d bytes is more than the %d allowed", len(raw), maxCase)
	}
	if err := noDoubledKeys(raw); err != nil {
		return Case{}, notJSON(err)
	}
	top, err := object(raw, "on", "facts")
	if err != nil {
		return Case{}, notJSON(err)
	}
	c := Case{Facts: Facts{}}
	if c.On, err = caseDay(top["on"]); err != nil {
		return Case{}, err
	}
	facts, err := object(orEmpty(top["facts"]))
	if err != nil {
		return Case{}, fmt.Errorf("facts: %w", err)
	}
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(facts)) {
		fact, err := p.caseFact(id, facts[id], c.On)
		if err != nil {
			errs = append(errs, fmt.Errorf("facts.%s%w", keyName(id), err))
		}
		c.Facts[id] = fact
	}
	return c, errors.Join(errs...)
}

// notJSON says what a person can do with the decoder's words.
func notJSON(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || strings.HasSuffix(err.Error(), "EOF") {
		return fmt.Errorf("this is not whole JSON: %w", err)
	}
	return err
}

// keyName gives a key as it stands in a path, in quotes where it is no name.
func keyName(k string) string {
	if strings.IndexFunc(k, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' }) < 0 {
		return k
	}
	return strconv.Quote(k)
}

func orEmpty(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("{}")
	}
	return raw
}

// object reads the keys of an object, by their exact letters; with allowed
// given, any other key is refused.
func object(raw []byte, allowed ...string) (map[string]json.RawMessage, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return nil, errors.New("must be an object in braces")
	}
	var keys map[string]json.RawMessage
	if err := strict(raw, &keys); err != nil {
		return nil, err
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if len(allowed) > 0 && !slices.Contains(allowed, k) {
			return nil, fmt.Errorf("unknown field %q: only %s can stand here", k, strings.Join(allowed, ", "))
		}
	}
	return keys, nil
}

func caseDay(raw json.RawMessage) (record.Date, error) {
	if raw == nil {
		return record.Date{}, errors.New("on is missing: the day the rules are applied on")
	}
	s, err := text(raw)
	if err != nil {
		return record.Date{}, fmt.Errorf("on: %w", err)
	}
	d, err := record.ParseDate(s)
	if err != nil {
		return record.Date{}, fmt.Errorf("on: %w", err)
	}
	return d, nil
}

// caseKeys are the keys that go with each type; those that must be there
// first.
var caseKeys = map[Type]struct{ must, may []string }{
	TypeAnswer:    {must: []string{"answer"}, may: []string{"kind", "when"}},
	TypeNumber:    {must: []string{"number"}},
	TypePressure:  {must: []string{"pressure", "date"}},
	TypeDate:      {must: []string{"date"}},
	TypeMedicines: {must: []string{"medicines"}},
}

// caseFact reads one fact. Its error begins with the rest of the path.
func (p *Protocol) caseFact(id string, raw json.RawMessage, on record.Date) (Fact, error) {
	ft, ok := p.FactType(id)
	if !ok {
		return Fact{}, errors.New(": the protocol declares no such fact")
	}
	in, err := object(raw)
	if err != nil {
		return Fact{}, fmt.Errorf(": %w", err)
	}
	fits := caseKeys[ft.Type]
	for _, k := range slices.Sorted(maps.Keys(in)) {
		switch {
		case slices.Contains(fits.must, k) || slices.Contains(fits.may, k):
		case known(k):
			return Fact{}, fmt.Errorf(".%s: %q does not go with a fact of type %s", keyName(k), k, ft.Type)
		default:
			return Fact{}, fmt.Errorf(".%s: unknown field %q: only %s can stand here", keyName(k), k, strings.Join(slices.Concat(fits.must, fits.may), ", "))
		}
	}
	for _, k := range fits.must {
		if in[k] == nil {
			return Fact{}, fmt.Errorf(": %q is missing", k)
		}
	}
	f := Fact{Known: true}
	for _, k := range slices.Concat(fits.must, fits.may) {
		if in[k] == nil {
			continue
		}
		if err := f.take(ft, k, in[k], on); err != nil {
			return Fact{}, fmt.Errorf(".%s%w", k, err)
		}
	}
	return f, nil
}

// known tells a key that another type of fact has.
func known(key string) bool {
	for _, k := range caseKeys {
		if slices.Contains(k.must, key) || slices.Contains(k.may, key) {
			return true
		}
	}
	return false
}
