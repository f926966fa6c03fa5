package session

import (
	"slices"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Bound is from where the protocol asks whether a value is right: nothing
// clinical follows from it, it catches slips of the finger.
type Bound struct {
	Measure      string // a name of Vitals.Value
	Title        words.Text
	Below, Above *int
	Change       *int // a difference of more than so much from the set before
	Source       string
}

// Value gives one measure by its name: "systolic", "diastolic", "pulse",
// "spo2", "breaths", "sedation"; nil where it was not taken.
func (v Vitals) Value(measure string) *int {
	switch measure {
	case "systolic":
		return v.Systolic
	case "diastolic":
		return v.Diastolic
	case "pulse":
		return v.Pulse
	case "spo2":
		return v.SpO2
	case "breaths":
		return v.Breaths
	case "sedation":
		return v.Sedation
	}
	return nil
}

// keepIt is how a question is answered; it tells a question from a refusal.
const keepIt = "Press Enter again to keep it."

// Asks reports whether a problem asks if an improbable value is right. The
// same set with the value in Vitals.Confirmed is not asked again.
func Asks(p *record.Problem) bool { return p.Next == keepIt }

// question is one value that is asked about.
type question struct {
	Confirmed
	problem *record.Problem
}

// Improbable gives a question for each value that lies outside the protocol's
// bounds, or far from the one before, and is not confirmed. before holds the
// latest value of each measure that was taken earlier in this visit.
func (v Vitals) Improbable(rules Rules, before Vitals) record.Problems {
	var ps record.Problems
	for _, q := range v.questions(rules, before) {
		if !slices.Contains(v.Confirmed, q.Confirmed) {
			ps = append(ps, q.problem)
		}
	}
	return ps
}

// questions gives every question, confirmed or not, one for each measure.
func (v Vitals) questions(rules Rules, before Vitals) []question {
	var qs []question
	for _, b := range rules.Improbable {
		n, old := v.Value(b.Measure), before.Value(b.Measure)
		if n == nil || slices.ContainsFunc(qs, func(q question) bool { return q.Measure == b.Measure }) {
			continue
		}
		ask := func(text string, args ...any) {
			args = append([]any{b.Title, *n}, args...)
			qs = append(qs, question{Confirmed{b.Measure, *n},
				&record.Problem{Code: record.Invalid, Field: "vitals." + fieldOf(b.Measure), Text: text, Args: args, Next: keepIt}})
		}
		switch {
		case b.Below != nil && *n < *b.Below, b.Above != nil && *n > *b.Above:
			ask("%s %d: is this right?")
		case b.Change != nil && old != nil && (*n-*old > *b.Change || *old-*n > *b.Change):
			ask("%s %d, and %d before: is this right?", *old)
		}
	}
	return qs
}

// fieldOf gives the field in which a measure is typed.
func fieldOf(measure string) string {
	if measure == "systolic" || measure == "diastolic" {
		return "pressure"
	}
	return measure
}

// kept gives what was really asked and kept; a confirmation of anything else
// says nothing and is not stored.
func kept(qs []question) []Confirmed {
	var out []Confirmed
	for _, q := range qs {
		out = append(out, q.Confirmed)
	}
	return out
}

// measuredBefore gives the latest value of each measure taken before the instant,
// leaving out the set that is being corrected.
func measuredBefore(taken []Taken, at time.Time, corrects record.EventID) Vitals {
	return latestParts(taken, func(t Taken) bool { return !t.At.After(at) && (corrects.IsZero() || t.ID != corrects) })
}
