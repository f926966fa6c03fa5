package measures

import (
	"math/big"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// RecordType is the type of a measure's record.
const RecordType = "measure"

// KindTaken is the kind of the fact that completes a measure. A correction is
// a new one that supersedes it.
const KindTaken = "measure.taken"

// Mode is how the answers came in.
type Mode string

// The modes, as they are stored.
const (
	OnScreen  Mode = "screen" // staff filled it in
	Kiosk     Mode = "kiosk"  // the patient filled it in alone
	OnPaper   Mode = "paper"  // typed in from the clipboard
	BareTotal Mode = "total"  // nothing but the total was entered
)

// Point is when in the course of treatment a measure was due. Together with
// the session, if there is one, it says what the measure was for.
type Point string

// The points, as they are stored.
const (
	Baseline Point = "baseline"
	Before   Point = "before" // a dosing session
	DayAfter Point = "24h"    // after one
	Week1    Point = "1w"     // after the latest dosing session
	Week4    Point = "4w"
	Week12   Point = "12w"
	Unasked  Point = "" // no plan asked for it
)

// Outcome is what stands of a Result for ever: what people decided on when it
// was shown. Numbers are decimals, "" is none.
type Outcome struct {
	Status    Status            `json:"status"`
	Total     string            `json:"total,omitempty"`
	Band      string            `json:"band,omitempty"`
	Positive  *bool             `json:"positive,omitempty"`
	Subscales map[string]string `json:"subscales,omitempty"`
	Flags     []Flag            `json:"flags,omitempty"`
	Missing   []string          `json:"missing,omitempty"`
}

// Taken is one measure: a completed form with its score as it was then.
type Taken struct {
	Event   record.EventID `json:"-"`
	ID      record.ID      `json:"-"`
	Patient record.ID      `json:"-"`
	At      time.Time      `json:"-"` // when it was filled in
	Entered time.Time      `json:"-"` // when it came into the program

	Corrects     record.EventID   `json:"-"` // the measure whose place it took; zero for none
	Reason       string           `json:"-"` // why it did
	SupersededBy []record.EventID `json:"-"` // what took its place; two when it was done twice at once

	Instrument string           `json:"instrument"`
	Version    int              `json:"version"`
	Hash       record.Hash      `json:"hash"`          // of the instrument it was scored by
	Pack       record.Hash      `json:"pack,omitzero"` // of the imported words it was filled in with
	Form       Form             `json:"form"`
	Outcome    Outcome          `json:"outcome"`
	Mode       Mode             `json:"mode"`
	Point      Point            `json:"point,omitempty"`
	Session    record.ID        `json:"session,omitempty"`
	By         clinic.Signature `json:"by"` // who took it or typed it in
}

// Number gives the total, nil where there is none.
func (t Taken) Number() *big.Rat {
	if t.Outcome.Total == "" {
		return nil
	}
	n, ok := new(big.Rat).SetString(t.Outcome.Total)
	if !ok {
		return nil
	}
	return n
}

// Of gives the measures of a patient that stand, by the time they were
// filled in.
func Of(r record.Reader, patient record.ID) ([]Taken, error) {
	return readTaken(r, record.Filter{Patient: patient, Kinds: []string{KindTaken}})
}

func readTaken(r record.Reader, f record.Filter) ([]Taken, error) {
	facts, err := r.Facts(f)
	if err != nil {
		return nil, err
	}
	out := make([]Taken, len(facts))
	for i, f := range facts {
		t := &out[i]
		if err := f.Read(t); err != nil {
			return nil, err
		}
		t.Event, t.ID, t.Patient, t.At, t.Entered = f.ID, f.Record.ID, f.Patient, f.At, f.Entered
		t.Corrects, t.Reason, t.SupersededBy = f.Supersedes, f.Reason, f.SupersededBy
	}
	return out, nil
}
