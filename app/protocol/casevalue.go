package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kapdesk/app/record"
)

// take reads the value of one key into the fact: the answer before its kind
// and its date. The error begins with the rest of the path.
func (f *Fact) take(ft FactType, key string, raw json.RawMessage, on record.Date) error {
	err := f.value(ft, key, raw, on)
	if err != nil && !strings.HasPrefix(err.Error(), "[") {
		return fmt.Errorf(": %w", err)
	}
	return err
}

func (f *Fact) value(ft FactType, key string, raw json.RawMessage, on record.Date) error {
	var err error
	switch key {
	case "number":
		f.Number, err = ft.number(raw)
	case "medicines":
		f.Medicines, err = medicines(raw)
	default:
		var s string
		if s, err = text(raw); err != nil {
			return err
		}
		switch key {
		case "answer":
			f.Say, f.Known = s, s != dontKnow
			if !slices.Contains([]string{Yes, No, dontKnow}, s) {
				return fmt.Errorf("answer %q must be yes, no or unknown", s)
			}
		case "kind":
			f.Kind = s
			err = f.kind(ft)
		case "pressure":
			f.Pressure, err = ft.pressure(s)
		case "when", "date":
			if key == "when" && f.Say != Yes {
				return errors.New("only a yes has a kind or a date")
			}
			f.From, f.To, err = ParseWhen(s)
			if err == nil && f.From.Compare(on) > 0 {
				err = fmt.Errorf("%s lies after %s, the day of the case", s, on)
			}
		}
	}
	return err
}

func (f *Fact) kind(ft FactType) error {
	if f.Say != Yes {
		return errors.New("only a yes has a kind or a date")
	}
	if len(ft.Kinds) == 0 {
		return errors.New("this fact has no kinds")
	}
	if !slices.Contains(ft.Kinds, f.Kind) {
		return fmt.Errorf("kind %q is not one of %s", f.Kind, strings.Join(ft.Kinds, ", "))
	}
	return nil
}

func text(raw json.RawMessage) (string, error) {
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil || s == nil {
		return "", fmt.Errorf("%s must be a text in quotes", short(raw))
	}
	return *s, nil
}

func (ft FactType) number(raw json.RawMessage) (int, error) {
	var n *int
	if err := json.Unmarshal(raw, &n); err != nil || n == nil {
		return 0, fmt.Errorf("%s must be a whole number, without quotes", short(raw))
	}
	if *n < 0 || ft.Range != nil && (*n < ft.Range.Low || *n > ft.Range.High) {
		if ft.Range == nil {
			return 0, fmt.Errorf("%d cannot be: it is less than 0", *n)
		}
		return 0, fmt.Errorf("%d %s cannot be: it must be %d to %d", *n, ft.Unit, ft.Range.Low, ft.Range.High)
	}
	return *n, nil
}

func (ft FactType) pressure(s string) (Pressure, error) {
	b, err := ParsePressure(s)
	if err != nil || ft.Pressures == nil {
		return b, err
	}
	low, high := ft.Pressures.Low, ft.Pressures.High
	if b.exceeds(high) || b.Systolic < low.Systolic || b.Diastolic < low.Diastolic {
		return b, fmt.Errorf("%s %s cannot be: it must be %s to %s", b, ft.Unit, low, high)
	}
	return b, nil
}

func medicines(raw json.RawMessage) ([]string, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		return nil, fmt.Errorf("%s must be a list of names, in brackets", short(raw))
	}
	names := []string{}
	for i, item := range list {
		s, err := text(item)
		if err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
		if strings.TrimSpace(s) == "" || len(s) > maxTyped {
			return nil, fmt.Errorf("[%d]: a name must have 1 to %d letters", i, maxTyped)
		}
		names = append(names, s)
	}
	return names, nil
}

// short gives the beginning of a value for an error, in one line.
func short(raw json.RawMessage) string {
	s := []rune(strings.Join(strings.Fields(string(raw)), " "))
	if len(s) > 40 {
		return string(s[:40]) + "…"
	}
	return string(s)
}
