package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kapdesk/app/record"
)

// Case is facts to try a protocol on, outside any chart.
type Case struct {
	On    record.Date
	Facts Facts
}

// caseFact is one fact as it is written in a case; which keys go depends on
// the fact's type.
type caseFact struct {
	Answer    *string   `json:"answer"`
	Kind      *string   `json:"kind"`
	When      *string   `json:"when"`
	Number    *int      `json:"number"`
	Pressure  *Pressure `json:"pressure"`
	Date      *string   `json:"date"`
	Medicines *[]string `json:"medicines"`
}

// ParseCase reads a case in the form that docs/protocol.md describes. A fact
// that the protocol does not declare, an unknown or doubled key and a value of
// the wrong kind are errors that name the place.
func (p *Protocol) ParseCase(raw []byte) (Case, error) {
	if err := noDoubledKeys(raw); err != nil {
		return Case{}, fmt.Errorf("case: %w", err)
	}
	var f struct {
		On    record.Date                `json:"on"`
		Facts map[string]json.RawMessage `json:"facts"`
	}
	if err := strict(raw, &f); err != nil {
		return Case{}, fmt.Errorf("case: %w", err)
	}
	c := Case{On: f.On, Facts: Facts{}}
	var errs []error
	if c.On.IsZero() {
		errs = append(errs, errors.New("case: on is missing: the day the rules are applied on"))
	}
	for id, raw := range f.Facts {
		fact, err := p.caseFact(id, raw)
		if err != nil {
			errs = append(errs, fmt.Errorf("case: facts.%s: %w", id, err))
		}
		c.Facts[id] = fact
	}
	return c, errors.Join(errs...)
}

func (p *Protocol) caseFact(id string, raw json.RawMessage) (Fact, error) {
	ft, ok := p.FactType(id)
	if !ok {
		return Fact{}, errors.New("the protocol declares no such fact")
	}
	var in caseFact
	if err := strict(raw, &in); err != nil {
		return Fact{}, err
	}
	if err := in.fits(ft); err != nil {
		return Fact{}, err
	}
	f := Fact{Known: true}
	var err error
	switch ft.Type {
	case TypeAnswer:
		f.Say, f.Known = *in.Answer, *in.Answer != "unknown"
		if in.Kind != nil {
			f.Kind = *in.Kind
		}
		if in.When != nil {
			f.From, f.To, err = ParseWhen(*in.When)
		}
	case TypeNumber:
		f.Number = *in.Number
	case TypePressure:
		f.Pressure = *in.Pressure
	case TypeMedicines:
		f.Medicines = *in.Medicines
	}
	if in.Date != nil && err == nil {
		f.From, f.To, err = ParseWhen(*in.Date)
	}
	return f, err
}

// fits refuses keys and values that do not go with the fact's type.
func (in caseFact) fits(ft FactType) error {
	for _, k := range []struct {
		key   string
		given bool
		types []Type
		must  bool
	}{
		{"answer", in.Answer != nil, []Type{TypeAnswer}, true},
		{"kind", in.Kind != nil, []Type{TypeAnswer}, false},
		{"when", in.When != nil, []Type{TypeAnswer}, false},
		{"number", in.Number != nil, []Type{TypeNumber}, true},
		{"pressure", in.Pressure != nil, []Type{TypePressure}, true},
		{"date", in.Date != nil, []Type{TypePressure, TypeDate}, true},
		{"medicines", in.Medicines != nil, []Type{TypeMedicines}, true},
	} {
		goes := slices.Contains(k.types, ft.Type)
		switch {
		case k.given && !goes:
			return fmt.Errorf("%q does not go with a fact of type %s", k.key, ft.Type)
		case !k.given && goes && k.must:
			return fmt.Errorf("%q is missing", k.key)
		}
	}
	if in.Answer != nil && !slices.Contains([]string{Yes, No, "unknown"}, *in.Answer) {
		return fmt.Errorf("answer %q must be yes, no or unknown", *in.Answer)
	}
	if in.Kind != nil && !slices.Contains(ft.Kinds, *in.Kind) {
		return fmt.Errorf("kind %q is not one of %q", *in.Kind, ft.Kinds)
	}
	if in.Answer != nil && *in.Answer != Yes && (in.Kind != nil || in.When != nil) {
		return errors.New("only a yes has a kind or a date")
	}
	return nil
}
