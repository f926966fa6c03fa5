package protocol

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Type is the kind of a fact.
type Type string

// The types.
const (
	TypeAnswer    Type = "answer"    // yes, no or unknown, with a kind and a date
	TypeNumber    Type = "number"    // a whole number in the fact's unit
	TypePressure  Type = "pressure"  // a blood pressure in mmHg with its date
	TypeMedicines Type = "medicines" // a list of medicines by name
	TypeDate      Type = "date"      // a civil date
)

// FactType declares a fact that criteria look at.
type FactType struct {
	ID    string     `json:"id"`
	Type  Type       `json:"type"`
	Title words.Text `json:"title"`
	Unit  string     `json:"unit,omitempty"`  // of a number
	Kinds []string   `json:"kinds,omitempty"` // of an answer
	// Range and Pressures bound what a figure can be at all; what lies
	// outside was mistyped. Both ends count.
	Range     *Range     `json:"range,omitempty"`     // of a number
	Pressures *Pressures `json:"pressures,omitempty"` // of a pressure
}

// Range is what a number can be.
type Range struct {
	Low  int `json:"low"`
	High int `json:"high"`
}

// Pressures is what a blood pressure can be, figure by figure.
type Pressures struct {
	Low  Pressure `json:"low"`
	High Pressure `json:"high"`
}

// What an answer can be. Anything else is unknown.
const (
	Yes = "yes"
	No  = "no"
)

// Fact is what is known about a patient. The zero Fact is not known.
type Fact struct {
	Known bool
	Say   string // answer: Yes or No
	Kind  string // answer: one of the declared kinds, "" if not known
	// From and To are the earliest and the latest date at which it happened
	// or was measured: the same date when that is known to the day, zero
	// when it is not known at all.
	From, To  record.Date
	Number    int
	Pressure  Pressure
	Medicines []string // as typed
}

// Facts is what is known about one patient, by the id of the fact.
type Facts map[string]Fact

// Pressure is a blood pressure in mmHg.
type Pressure struct{ Systolic, Diastolic int }

// String gives "120/80".
func (p Pressure) String() string { return fmt.Sprintf("%d/%d", p.Systolic, p.Diastolic) }

// exceeds reports whether either figure is higher than the limit's.
func (p Pressure) exceeds(limit Pressure) bool {
	return p.Systolic > limit.Systolic || p.Diastolic > limit.Diastolic
}

var pressureForm = regexp.MustCompile(`^([0-9]{2,3})/([0-9]{2,3})$`)

// ParsePressure reads "120/80". The systolic figure must be the higher one.
func ParsePressure(s string) (Pressure, error) {
	m := pressureForm.FindStringSubmatch(s)
	if m == nil {
		return Pressure{}, record.Invalidf("", "pressure %q is not of the form 120/80", s)
	}
	sys, _ := strconv.Atoi(m[1])
	dia, _ := strconv.Atoi(m[2])
	if sys <= dia {
		return Pressure{}, record.Invalidf("", "pressure %q: the first number must be the higher one", s)
	}
	return Pressure{sys, dia}, nil
}

// MarshalJSON writes "120/80".
func (p Pressure) MarshalJSON() ([]byte, error) { return json.Marshal(p.String()) }

// UnmarshalJSON reads "120/80".
func (p *Pressure) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	var err error
	*p, err = ParsePressure(s)
	return err
}

// ParseWhen reads how exactly a date is known: "2019", "2019-03" or
// "2019-03-05" give the first and the last day it can have been.
func ParseWhen(s string) (from, to record.Date, err error) {
	switch len(s) {
	case 4:
		from, err = record.ParseDate(s + "-01-01")
		to = record.Date{Year: from.Year, Month: 12, Day: 31}
	case 7:
		from, err = record.ParseDate(s + "-01")
		to = record.Date{Year: from.Year, Month: from.Month + 1, Day: 1}.AddDays(-1)
	default:
		from, err = record.ParseDate(s)
		to = from
	}
	if err != nil {
		return record.Date{}, record.Date{}, fmt.Errorf("date %q is not of the form 2019, 2019-03 or 2019-03-05", s)
	}
	return from, to, nil
}
