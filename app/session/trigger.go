package session

import (
	"slices"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Card is what a trigger opens.
type Card string

// The cards, as the protocol names them.
const (
	Recheck   Card = "recheck"
	CallCard  Card = "call prescriber"
	Emergency Card = "emergency"
)

// Trigger is a finding that asks for something to be done. The program shows
// it with its source; what is done is the clinician's decision.
type Trigger struct {
	ID            string
	Title, Action words.Text
	Card          Card
	Source        string
	Measure       string // "spo2", "pulse", "breaths", "sedation", "pressure"; "" for what somebody sees
	Below, Above  *int
	Pressure      Pressure      // either figure at or above
	Sustained     time.Duration // it must be found again at least so much later
	Recheck       time.Duration // so much later vital signs are due again; 0: no sooner than the schedule says
}

// Name gives the card's English words, the key of their translation.
func (c Card) Name() string {
	switch c {
	case Recheck:
		return "Measure again"
	case CallCard:
		return "Call the prescriber"
	case Emergency:
		return "Emergency"
	}
	return string(c)
}

// grave orders the cards, the gravest highest.
func (c Card) grave() int { return slices.Index([]Card{Recheck, CallCard, Emergency}, c) }

// Taken is a set of vital signs with its instant and its line.
type Taken struct {
	Vitals
	At time.Time
	ID record.EventID
}

// holds reports whether the set shows the finding, and whether it measured
// what the trigger looks at.
func (t Trigger) holds(v Vitals) (holds, measured bool) {
	var n *int
	switch t.Measure {
	case "spo2":
		n = v.SpO2
	case "pulse":
		n = v.Pulse
	case "breaths":
		n = v.Breaths
	case "sedation":
		n = v.Sedation
	case "pressure":
		if v.Systolic == nil || v.Diastolic == nil {
			return false, false
		}
		return *v.Systolic >= t.Pressure.Systolic || *v.Diastolic >= t.Pressure.Diastolic, true
	}
	if n == nil {
		return false, false
	}
	return t.Below != nil && *n < *t.Below || t.Above != nil && *n > *t.Above, true
}

// Raised gives the triggers that the latest readings raise, in the protocol's
// order. taken stands in the order of time. A finding that must last counts
// once every reading over that long shows it.
func (r Rules) Raised(taken []Taken) []Trigger {
	var out []Trigger
	for _, t := range r.Triggers {
		if t.Measure != "" && t.raised(taken) {
			out = append(out, t)
		}
	}
	return out
}

func (t Trigger) raised(taken []Taken) bool { return len(t.shown(taken)) > 0 }

// shown gives the readings by which the latest ones raise the trigger, the
// earliest first; none where they do not.
func (t Trigger) shown(taken []Taken) []Taken {
	run := t.run(taken)
	for i := len(run) - 1; i >= 0; i-- {
		if run[len(run)-1].At.Sub(run[i].At) >= t.Sustained {
			return run[i:]
		}
	}
	return nil
}

// run gives the latest readings in a row that show the finding, the earliest
// first; sets that did not measure it stand in no row.
func (t Trigger) run(taken []Taken) []Taken {
	var out []Taken
	for i := len(taken) - 1; i >= 0; i-- {
		holds, measured := t.holds(taken[i].Vitals)
		if measured && !holds {
			break
		}
		if measured {
			out = append(out, taken[i])
		}
	}
	slices.Reverse(out)
	return out
}
