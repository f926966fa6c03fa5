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
	Systolic  *int `json:"systolic,omitempty"`  // mmHg
	Diastolic *int `json:"diastolic,omitempty"` // mmHg
	Pulse     *int `json:"pulse,omitempty"`     // beats a minute
	SpO2      *int `json:"spo2,omitempty"`      // per cent
	Breaths   *int `json:"breaths,omitempty"`   // a minute
	Sedation  *int `json:"sedation,omitempty"`  // MOAA/S, 5 awake to 0
	// Dissociation is how far away the patient seems to whoever is in the
	// room, 0 to 4, in the program's own words (DissociationName). It is no
	// rating scale and is compared with none.
	Dissociation *int `json:"dissociation,omitempty"`
	// Nausea is 0 none, 1 mild, 2 moderate, 3 severe: the words that severity
	// has everywhere else, and few enough to be asked in a dim room.
	Nausea *int `json:"nausea,omitempty"`
	// Comfort is the patient's own number, 0 worst to 10 best.
	Comfort *int   `json:"comfort,omitempty"`
	Note    string `json:"note,omitempty"`
	// Confirmed are improbable values that somebody looked at again and kept.
	Confirmed []Confirmed `json:"confirmed,omitempty"`
}

// Confirmed is one improbable value that was kept on purpose.
type Confirmed struct {
	Measure string `json:"measure"`
	Value   int    `json:"value"`
}

// The bounds of what the team itself judges.
const (
	MaxDissociation = 4
	MaxNausea       = 3
	MaxComfort      = 10
)

// DissociationName gives the English words of a level of dissociation, the
// key of their translation.
func DissociationName(n int) string {
	return named(n, "fully here", "a little away", "partly away", "far away", "fully away, no contact")
}

// NauseaName gives the English word of a level of nausea, the key of its
// translation.
func NauseaName(n int) string { return named(n, "no nausea", "mild", "moderate", "severe") }

func named(n int, names ...string) string {
	if n < 0 || n >= len(names) {
		return ""
	}
	return names[n]
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
	for _, n := range []*int{v.Systolic, v.Diastolic, v.Pulse, v.SpO2, v.Breaths, v.Sedation, v.Dissociation, v.Nausea, v.Comfort} {
		if n != nil {
			return false
		}
	}
	return true
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
	within("dissociation", v.Dissociation, 0, MaxDissociation, "Dissociation %d does not exist; it goes from %d to %d.")
	within("nausea", v.Nausea, 0, MaxNausea, "Nausea %d does not exist; it goes from %d to %d.")
	within("comfort", v.Comfort, 0, MaxComfort, "Comfort %d does not exist; it goes from %d to %d.")
	return ps
}

// AddVitals writes a set of vital signs into the log. A value that cannot be
// is refused; one that is improbable by the protocol is refused with a
// question (see Asks) until it is named in v.Confirmed. What the set shows
// opens its card in the same transaction.
func (l *Log) AddVitals(ctx context.Context, by record.Actor, id record.ID, v Vitals, w When) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, visit Visit, _ clinic.Person, at time.Time) (entry, error) {
		v.Note = strings.TrimSpace(v.Note)
		if err := v.Check("vitals.").Err(); err != nil {
			return entry{}, err
		}
		rules, err := l.rules(tx, visit)
		if err != nil {
			return entry{}, err
		}
		taken, err := takenIn(tx, visit)
		if err != nil {
			return entry{}, err
		}
		earlier := measuredBefore(taken, at, w.Corrects)
		if err := v.Improbable(rules, earlier).Err(); err != nil {
			return entry{}, err
		}
		v.Confirmed = kept(v.questions(rules, earlier))
		return entry{kind: factVitals, body: v}, nil
	})
}
