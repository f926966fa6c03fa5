package patients

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"kapdesk/app/record"
)

// KindMeasured is the kind of a Measurement fact.
const KindMeasured = "body.measured"

// Measurement is what was measured of the body at one time. Zero parts were
// not measured.
type Measurement struct {
	Grams     int       `json:"grams,omitempty"`
	Typed     string    `json:"typed,omitempty"` // the weight as typed
	Unit      string    `json:"unit,omitempty"`  // in this unit, "kg" or "lb"
	HeightMM  int       `json:"height_mm,omitempty"`
	Systolic  int       `json:"systolic,omitempty"`  // mmHg
	Diastolic int       `json:"diastolic,omitempty"` // mmHg
	Pulse     int       `json:"pulse,omitempty"`     // per minute
	At        time.Time `json:"-"`                   // when measured; zero means now
	Source    string    `json:"source,omitempty"`    // where it was entered, as "intake"

	Event record.EventID `json:"-"` // the fact it was read from; zero when it is new
}

// HasWeight reports whether a weight was measured.
func (m Measurement) HasWeight() bool { return m.Grams > 0 }

// HasPressure reports whether a blood pressure was measured.
func (m Measurement) HasPressure() bool { return m.Systolic > 0 && m.Diastolic > 0 }

// Limits outside which a measurement is a slip of the hand and not a person.
// They are limits of what can be typed, not clinical thresholds.
const (
	minGrams, maxGrams         = 20_000, 400_000
	minHeight, maxHeight       = 500, 2_600
	minSystolic, maxSystolic   = 50, 300
	minDiastolic, maxDiastolic = 20, 200
	minPulse, maxPulse         = 20, 300
)

// Check gives every problem with the measurement; field names start with
// prefix, as "intake.".
func (m Measurement) Check(prefix string) record.Problems {
	var ps record.Problems
	out := func(v, lo, hi int) bool { return v != 0 && (v < lo || v > hi) }
	if out(m.Grams, minGrams, maxGrams) {
		ps = append(ps, record.Invalidf(prefix+"weight", "A weight must be 20 to 400 kg (44 to 882 lb). Kept as typed."))
	}
	if out(m.HeightMM, minHeight, maxHeight) {
		ps = append(ps, record.Invalidf(prefix+"height", "A height must be 50 to 260 cm. Kept as typed."))
	}
	switch {
	case (m.Systolic == 0) != (m.Diastolic == 0):
		ps = append(ps, record.Invalidf(prefix+"pressure", "Type both numbers, as 120/80. Kept as typed."))
	case out(m.Systolic, minSystolic, maxSystolic):
		ps = append(ps, record.Invalidf(prefix+"pressure", "The upper number must be 50 to 300. Kept as typed."))
	case out(m.Diastolic, minDiastolic, maxDiastolic):
		ps = append(ps, record.Invalidf(prefix+"pressure", "The lower number must be 20 to 200. Kept as typed."))
	case m.Systolic != 0 && m.Systolic <= m.Diastolic:
		ps = append(ps, record.Invalidf(prefix+"pressure", "The upper number must be above the lower one. Kept as typed."))
	}
	if out(m.Pulse, minPulse, maxPulse) {
		ps = append(ps, record.Invalidf(prefix+"pulse", "A pulse must be 20 to 300. Kept as typed."))
	}
	return ps
}

// RecordMeasurement appends a measurement within a transaction whose actor
// has been checked. A measurement in the future is refused.
func RecordMeasurement(tx record.Tx, patient record.ID, m Measurement) error {
	return measured(tx, patient, m, record.EventID{}, "")
}

// CorrectMeasurement appends a measurement in the place of one that was wrong,
// as RecordMeasurement does. Both stay readable.
func CorrectMeasurement(tx record.Tx, patient record.ID, wrong record.EventID, m Measurement, reason string) error {
	return measured(tx, patient, m, wrong, reason)
}

func measured(tx record.Tx, patient record.ID, m Measurement, wrong record.EventID, reason string) error {
	if err := m.Check("").Err(); err != nil {
		return err
	}
	if m.At.After(tx.Now().Add(time.Minute)) {
		return record.Invalidf("measured", "This time is in the future.")
	}
	_, err := tx.Append(record.Change{Kind: KindMeasured, Version: 1, Record: Ref(patient), Patient: patient, At: m.At, Fact: m, Supersedes: wrong, Reason: reason})
	return err
}

// Measurements gives what was measured of a patient, the oldest first.
func Measurements(r record.Reader, patient record.ID) ([]Measurement, error) {
	facts, err := r.Facts(record.Filter{Record: Ref(patient), Kinds: []string{KindMeasured}})
	if err != nil {
		return nil, err
	}
	all := make([]Measurement, 0, len(facts))
	for _, f := range facts {
		var m Measurement
		if err := f.Read(&m); err != nil {
			return nil, err
		}
		m.At, m.Event = f.At, f.ID
		all = append(all, m)
	}
	return all, nil
}

func latest(r record.Reader, patient record.ID, has func(Measurement) bool) (Measurement, bool, error) {
	all, err := Measurements(r, patient)
	for i := len(all) - 1; i >= 0; i-- {
		if has(all[i]) {
			return all[i], true, err
		}
	}
	return Measurement{}, false, err
}

// LatestWeight gives the last measurement with a weight; false if there is
// none.
func LatestWeight(r record.Reader, patient record.ID) (Measurement, bool, error) {
	return latest(r, patient, Measurement.HasWeight)
}

// LatestPressure gives the last measurement with a blood pressure.
func LatestPressure(r record.Reader, patient record.ID) (Measurement, bool, error) {
	return latest(r, patient, Measurement.HasPressure)
}

// LatestHeight gives the last measurement with a height.
func LatestHeight(r record.Reader, patient record.ID) (Measurement, bool, error) {
	return latest(r, patient, func(m Measurement) bool { return m.HeightMM > 0 })
}

// gramsPerPound is exact by international agreement (1959): 453.59237 g.
var gramsPerPound = big.NewRat(45359237, 100000)

// ParseWeight reads a weight as typed, "182" or "82,6", in the unit ("kg" or
// "lb") and gives grams, rounded to the nearest gram. A unit typed behind the
// number wins.
func ParseWeight(text, unit string) (int, error) {
	s := strings.ToLower(strings.TrimSpace(text))
	for _, u := range []string{"kg", "lbs", "lb"} {
		if strings.HasSuffix(s, u) {
			s, unit = strings.TrimSpace(strings.TrimSuffix(s, u)), strings.TrimSuffix(u, "s")
			break
		}
	}
	n, ok := decimal(s)
	if !ok {
		return 0, record.Invalidf("weight", "Type a number, such as 82.6. Kept as typed.")
	}
	if unit == "lb" {
		n.Mul(n, gramsPerPound)
	} else {
		n.Mul(n, big.NewRat(1000, 1))
	}
	return roundRat(n), nil
}

// decimal reads digits with at most one point or comma, so that "1e9" and
// "1/3" are not numbers here.
func decimal(s string) (*big.Rat, bool) {
	s = strings.Replace(s, ",", ".", 1)
	if s == "" || len(s) > 12 || strings.Trim(s, "0123456789.") != "" || strings.Count(s, ".") > 1 || s == "." {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// roundRat gives the nearest whole number, halves away from zero; n >= 0.
func roundRat(n *big.Rat) int {
	q := new(big.Int).Add(new(big.Int).Mul(n.Num(), big.NewInt(2)), n.Denom())
	q.Div(q, new(big.Int).Mul(n.Denom(), big.NewInt(2)))
	return int(q.Int64())
}

// Kg gives grams as kilograms with one decimal, "82.6".
func Kg(grams int) string { return tenths((grams + 50) / 100) }

// Lb gives grams as whole pounds, "182".
func Lb(grams int) string {
	return strconv.Itoa(roundRat(new(big.Rat).Quo(big.NewRat(int64(grams), 1), gramsPerPound)))
}

// Pounds gives grams as pounds with one decimal, "181.7", rounded to the
// nearest, halves up.
func Pounds(grams int) string {
	return tenths(roundRat(new(big.Rat).Quo(big.NewRat(int64(grams)*10, 1), gramsPerPound)))
}

func tenths(n int) string { return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10) }
