package intake

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kapdesk/app/patients"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// What can be said to a yes-or-no question, and of a list.
const (
	Yes     = "yes"
	No      = "no"
	Unknown = "unknown" // asked, and not known; never a no
	None    = "none"    // of a list: said outright that there are none
)

// Answer is the answer to one question, or one row of a list. Which parts it
// has depends on the question's type. The zero Answer answers nothing.
type Answer struct {
	Say    string            `json:"say,omitempty"`    // yesno: Yes, No, Unknown; choice: the option; list: None
	Kind   string            `json:"kind,omitempty"`   // after yes
	When   string            `json:"when,omitempty"`   // after yes: "2019", "2019-03" or "2019-03-05"
	Detail string            `json:"detail,omitempty"` // after yes
	Text   string            `json:"text,omitempty"`   // text; and figures as typed
	Unit   string            `json:"unit,omitempty"`   // of a weight: "kg" or "lb"
	Picked []string          `json:"picked,omitempty"` // multi
	Date   record.Date       `json:"date,omitzero"`
	Row    map[string]string `json:"row,omitempty"` // a list's row: column to text

	Number    int `json:"number,omitempty"`
	Grams     int `json:"grams,omitempty"`
	HeightMM  int `json:"height_mm,omitempty"`
	Systolic  int `json:"systolic,omitempty"`
	Diastolic int `json:"diastolic,omitempty"`
}

// Said is an answer to a yes-or-no question or a choice.
func Said(say, detail string) Answer { return Answer{Say: say, Detail: detail} }

// Wrote is an answer in words or figures.
func Wrote(text string) Answer { return Answer{Text: text} }

// isZero reports whether nothing is answered.
func (a Answer) isZero() bool {
	return a.Say == "" && strings.TrimSpace(a.Text) == "" && len(a.Picked) == 0 && a.Date.IsZero() && len(a.Row) == 0
}

// maxText bounds a text, in bytes: far above any answer.
const maxText = 40_000

// Normal checks an answer and gives it as it is kept: figures read, spaces
// trimmed, what was not asked for left out. unit is what a weight without a
// unit is in. The zero Answer comes back for nothing answered.
func (f Form) Normal(q Question, a Answer, unit string, today record.Date) (Answer, *record.Problem) {
	field := "intake." + q.ID
	if a.isZero() {
		return Answer{}, nil
	}
	if len(a.Text) > maxText || len(a.Detail) > maxText {
		return a, record.Invalidf(field, "This is too long: %d letters at most.", maxText)
	}
	text := strings.TrimSpace(a.Text)
	switch q.Type {
	case YesNo:
		return normalYesNo(q, a, field, today)
	case Choice:
		if !hasOption(q.Options, a.Say) {
			return a, record.Invalidf(field, "Choose one of the answers offered.")
		}
		return Answer{Say: a.Say}, nil
	case Multi:
		var picked []string
		for _, o := range q.Options {
			if slices.Contains(a.Picked, o.ID) {
				picked = append(picked, o.ID)
			}
		}
		return Answer{Picked: picked}, nil
	case DateAnswer:
		if a.Date.Compare(today) > 0 {
			return a, record.Invalidf(field, "This date is in the future. Kept as typed.")
		}
		return Answer{Date: a.Date}, nil
	case List:
		if a.Say != None {
			return a, record.Invalidf(field, "Add what there is, or say that there is none.")
		}
		return Answer{Say: None}, nil
	case Number:
		n, err := strconv.Atoi(text)
		if err != nil || n < q.Min || n > q.Max {
			return a, record.Invalidf(field, "Type a number from %d to %d. Kept as typed.", q.Min, q.Max)
		}
		return Answer{Text: text, Number: n}, nil
	case Weight, Height, Pressure:
		return normalMeasure(q, text, unitOf(a, unit))
	}
	return Answer{Text: text}, nil
}

func unitOf(a Answer, unit string) string {
	if a.Unit != "" {
		return a.Unit
	}
	return unit
}

func hasOption(options []Option, id string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
}

func normalYesNo(q Question, a Answer, field string, today record.Date) (Answer, *record.Problem) {
	out := Answer{Say: a.Say}
	if a.Say != Yes && a.Say != No && a.Say != Unknown {
		return a, record.Invalidf(field, "Answer yes, no or don't know.")
	}
	if a.Say != Yes {
		return out, nil
	}
	if a.Kind != "" && !hasOption(q.Kinds, a.Kind) {
		return a, record.Invalidf(field, "Choose one of the answers offered.")
	}
	if when := strings.TrimSpace(a.When); when != "" && q.HasWhen() {
		from, _, err := protocol.ParseWhen(when)
		switch {
		case err != nil:
			return a, record.Invalidf(field, "Type a year, as 2019, or a date, as 2019-03-05. Kept as typed.")
		case from.Compare(today) > 0:
			return a, record.Invalidf(field, "This date is in the future. Kept as typed.")
		}
		out.When = when
	}
	out.Kind = a.Kind
	if q.HasDetail() {
		out.Detail = strings.TrimSpace(a.Detail)
	}
	return out, nil
}

func normalMeasure(q Question, text, unit string) (Answer, *record.Problem) {
	field := "intake." + q.ID
	a := Answer{Text: text}
	m := patients.Measurement{}
	switch q.Type {
	case Weight:
		grams, err := patients.ParseWeight(text, unit)
		if err != nil {
			return a, record.Invalidf(field, "Type a number, such as 82.6. Kept as typed.")
		}
		a.Grams, a.Unit, m.Grams = grams, weightUnit(text, unit), grams
	case Height:
		mm, ok := ParseHeight(text)
		if !ok {
			return a, record.Invalidf(field, "Type a height as 178 cm or 5 ft 10. Kept as typed.")
		}
		a.HeightMM, m.HeightMM = mm, mm
	case Pressure:
		sys, dia, ok := ParsePressure(text)
		if !ok {
			return a, record.Invalidf(field, "Type both numbers, as 120/80. Kept as typed.")
		}
		a.Systolic, a.Diastolic, m.Systolic, m.Diastolic = sys, dia, sys, dia
	}
	if ps := m.Check("intake."); len(ps) > 0 {
		ps[0].Field = field
		return a, ps[0]
	}
	return a, nil
}

// weightUnit is the unit in which a weight was typed.
func weightUnit(text, unit string) string {
	t := strings.ToLower(strings.TrimSpace(text))
	switch {
	case strings.HasSuffix(t, "kg"):
		return "kg"
	case strings.HasSuffix(t, "lb"), strings.HasSuffix(t, "lbs"):
		return "lb"
	}
	return unit
}

var (
	pressureForm = regexp.MustCompile(`^([0-9]{1,4}) ?/ ?([0-9]{1,4})(?: ?mmHg)?$`)
	metricForm   = regexp.MustCompile(`^([0-9]{1,3}(?:[.,][0-9])?) ?(?:cm)?$`)
	metreForm    = regexp.MustCompile(`^([0-9][.,][0-9]{1,2}) ?m$`)
	inchForm     = regexp.MustCompile(`^([0-9]{2,3}) ?(?:in|inches|")$`)
	feetForm     = regexp.MustCompile(`^([0-9]) ?(?:ft|feet|') ?(?:([0-9]{1,2}) ?(?:in|inches|"|'')?)?$`)
)

// ParsePressure reads "148/92"; it does not judge the figures.
func ParsePressure(s string) (systolic, diastolic int, ok bool) {
	m := pressureForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, 0, false
	}
	systolic, _ = strconv.Atoi(m[1])
	diastolic, _ = strconv.Atoi(m[2])
	return systolic, diastolic, true
}

// ParseHeight reads "178", "178 cm", "1.78 m", "5 ft 10", `5'10"` or "70 in"
// and gives millimetres. A bare number is in centimetres.
func ParseHeight(s string) (mm int, ok bool) {
	s = strings.ToLower(strings.TrimSpace(strings.NewReplacer("’", "'", "′", "'", "”", `"`, "″", `"`).Replace(s)))
	inches := func(n int) int { return (n*254 + 5) / 10 }
	if m := metricForm.FindStringSubmatch(s); m != nil {
		return scaled(m[1], 10)
	}
	if m := metreForm.FindStringSubmatch(s); m != nil {
		return scaled(m[1], 1000)
	}
	if m := inchForm.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		return inches(n), true
	}
	if m := feetForm.FindStringSubmatch(s); m != nil {
		feet, _ := strconv.Atoi(m[1])
		in := 0
		if m[2] != "" {
			in, _ = strconv.Atoi(m[2])
		}
		return inches(feet*12 + in), in < 12
	}
	return 0, false
}

// scaled reads a decimal and multiplies it, exactly.
func scaled(s string, by int64) (int, bool) {
	r, ok := new(big.Rat).SetString(strings.Replace(s, ",", ".", 1))
	if !ok {
		return 0, false
	}
	r.Mul(r, big.NewRat(by, 1))
	return int(new(big.Int).Quo(r.Num(), r.Denom()).Int64()), true
}

// normalRow checks one row of a list.
func normalRow(q Question, a Answer, field string) (Answer, *record.Problem) {
	row := map[string]string{}
	for _, c := range q.Columns {
		v := strings.TrimSpace(a.Row[c.ID])
		switch {
		case v == "" && c.Required:
			return a, record.Invalidf(field+"."+c.ID, "This cannot be empty.")
		case len(v) > maxText:
			return a, record.Invalidf(field+"."+c.ID, "This is too long: %d letters at most.", maxText)
		case v != "" && len(c.Options) > 0 && !hasOption(c.Options, v):
			return a, record.Invalidf(field+"."+c.ID, "Choose one of the answers offered.")
		case v != "":
			row[c.ID] = v
		}
	}
	return Answer{Row: row}, nil
}
