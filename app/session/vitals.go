package session

import (
	"context"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Vitals is one set of vital signs. A nil part was not taken; no part is ever
// filled in from an earlier set.
type Vitals struct {
	Systolic  *int   `json:"systolic,omitempty"`  // mmHg
	Diastolic *int   `json:"diastolic,omitempty"` // mmHg
	Pulse     *int   `json:"pulse,omitempty"`     // beats a minute
	SpO2      *int   `json:"spo2,omitempty"`      // per cent
	Breaths   *int   `json:"breaths,omitempty"`   // a minute
	Sedation  *int   `json:"sedation,omitempty"`  // MOAA/S, 5 awake to 0
	Note      string `json:"note,omitempty"`
}

// Int makes a part of Vitals.
func Int(n int) *int { return &n }

func value(p *int) int {
	if p == nil {
		return 0
	}
	return *p
}

// Blank reports whether nothing was measured; a note alone measures nothing.
func (v Vitals) Blank() bool {
	return v.Systolic == nil && v.Diastolic == nil && v.Pulse == nil && v.SpO2 == nil && v.Breaths == nil && v.Sedation == nil
}

// Check gives every part that cannot be right. The bounds are what a living
// patient and a cuff, an oximeter or a watch can show, not clinical limits;
// MOAA/S has the values 0 to 5. prefix stands before the fields' names.
func (v Vitals) Check(prefix string) record.Problems {
	var ps record.Problems
	if v.Blank() {
		return record.Problems{record.Invalidf(prefix+"pressure", "Enter at least one vital sign.")}
	}
	within := func(field string, n *int, low, high int, text string) {
		if n != nil && (*n < low || *n > high) {
			ps = append(ps, record.Invalidf(prefix+field, text, *n, low, high))
		}
	}
	switch {
	case (v.Systolic == nil) != (v.Diastolic == nil):
		ps = append(ps, record.Invalidf(prefix+"pressure", "Blood pressure needs both numbers, such as 128/82."))
	case v.Systolic != nil && *v.Systolic <= *v.Diastolic:
		ps = append(ps, record.Invalidf(prefix+"pressure", "The upper blood pressure must be higher than the lower one."))
	}
	within("pressure", v.Systolic, 30, 320, "An upper blood pressure of %d cannot be right; it lies between %d and %d.")
	within("pressure", v.Diastolic, 10, 220, "A lower blood pressure of %d cannot be right; it lies between %d and %d.")
	within("pulse", v.Pulse, 10, 300, "A heart rate of %d cannot be right; it lies between %d and %d.")
	within("spo2", v.SpO2, 30, 100, "An oxygen saturation of %d cannot be right; it lies between %d and %d.")
	within("breaths", v.Breaths, 0, 80, "%d breaths a minute cannot be right; the number lies between %d and %d.")
	within("sedation", v.Sedation, 0, 5, "MOAA/S %d does not exist; it goes from %d to %d.")
	return ps
}

// AddVitals writes a set of vital signs into the log.
func (l *Log) AddVitals(ctx context.Context, by record.Actor, id record.ID, v Vitals, w When) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, _ Visit, _ clinic.Person, _ time.Time) (entry, error) {
		v.Note = strings.TrimSpace(v.Note)
		if err := v.Check("vitals.").Err(); err != nil {
			return entry{}, err
		}
		return entry{kind: factVitals, body: v}, nil
	})
}
