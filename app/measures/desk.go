package measures

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Deps is what a Desk works with.
type Deps struct {
	Log   record.Log
	Shelf *Shelf
	Book  *words.Book
	// Course tells what the plan asks for and which sessions there were; nil
	// where no plan does.
	Course func(r record.Reader, patient record.ID) (Course, error)
	// Times tells when each point lies, as the protocol in use has it; nil
	// where none is due.
	Times func(record.Reader) (Times, error)
	// Active finds who had or has a dosing session; nil where nobody is chased.
	Active Active
}

// Desk does what concerns measures.
type Desk struct{ deps Deps }

// New makes a Desk.
func New(deps Deps) *Desk { return &Desk{deps} }

// Wording says whether an instrument's own words may be shown.
type Wording string

// The states of the wording.
const (
	Worded      Wording = "worded"      // they may be shown and printed, with the notice
	NeedsAttest Wording = "attestation" // the clinic has not put its permission on record
	NeedsWords  Wording = "words"       // the clinic has not imported them
	NeverWorded Wording = "total"       // nobody here may: only the total is entered
)

// Shown is an instrument as it may be shown now.
type Shown struct {
	// Instrument holds the words only where Wording is Worded; otherwise its
	// items have the program's own labels, or none, and its options their
	// values alone.
	Instrument *Instrument
	Wording    Wording
	Why        *record.Problem // why the words are not shown; nil where they are
	Pack       record.Hash     // of the imported words; zero where there are none
}

// Modes lists how the instrument can be filled in now.
func (s Shown) Modes() []Mode {
	switch {
	case s.Wording == NeverWorded:
		return []Mode{BareTotal}
	case s.Wording != Worded:
		return []Mode{OnPaper}
	case s.Instrument.By == Clinician:
		return []Mode{OnScreen, OnPaper}
	}
	return []Mode{OnScreen, Kiosk, OnPaper}
}

// List gives every instrument as it may be shown now, in the order of their
// ids, for somebody who may take a scale.
func (d *Desk) List(ctx context.Context, by record.Actor) (all []Shown, err error) {
	err = d.view(ctx, by, clinic.TakeMeasure, func(r record.Reader) error {
		for _, in := range d.deps.Shelf.All() {
			s, err := d.Words(r, in.ID)
			if err != nil {
				return err
			}
			all = append(all, s)
		}
		return nil
	})
	return all, err
}

// Show gives one instrument as it may be shown now, for somebody who may take
// a scale. Code NotFound for an unknown one.
func (d *Desk) Show(ctx context.Context, by record.Actor, instrument string) (s Shown, err error) {
	err = d.view(ctx, by, clinic.TakeMeasure, func(r record.Reader) error {
		s, err = d.Words(r, instrument)
		return err
	})
	return s, err
}

// History gives every measure of a patient by the time it was filled in,
// corrected ones too.
func (d *Desk) History(ctx context.Context, by record.Actor, patient record.ID) (all []Taken, err error) {
	err = d.view(ctx, by, clinic.SeeChart, func(r record.Reader) error {
		all, err = readTaken(r, record.Filter{Patient: patient, Kinds: []string{KindTaken}, Superseded: true})
		return err
	})
	return all, err
}

// Read gives one measure of a patient, with the instrument in the words that
// it was taken with. Code NotFound if there is no such measure.
func (d *Desk) Read(ctx context.Context, by record.Actor, patient record.ID, measure record.EventID) (t Taken, s Shown, err error) {
	err = d.view(ctx, by, clinic.SeeChart, func(r record.Reader) error {
		if t, err = measureOf(r, patient, measure); err != nil {
			return err
		}
		s, err = d.takenWith(r, t)
		return err
	})
	return t, s, err
}

// measureOf finds one measure of a patient.
func measureOf(r record.Reader, patient record.ID, measure record.EventID) (Taken, error) {
	all, err := readTaken(r, record.Filter{Patient: patient, Kinds: []string{KindTaken}, Superseded: true})
	if err != nil {
		return Taken{}, err
	}
	for _, t := range all {
		if t.Event == measure {
			return t, nil
		}
	}
	return Taken{}, &record.Problem{Code: record.NotFound, Text: "This form is not in the patient's chart."}
}

// find gives the instrument of the shelf.
func (d *Desk) find(id string) (*Instrument, error) {
	if in, ok := d.deps.Shelf.Find(id); ok {
		return in, nil
	}
	return nil, &record.Problem{Code: record.NotFound, Field: "instrument", Text: "There is no scale of this name here.", Next: "Choose one from the list."}
}

// view runs a reading use case.
func (d *Desk) view(ctx context.Context, by record.Actor, a clinic.Action, f func(record.Reader) error) error {
	return d.deps.Log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, a); err != nil {
			return err
		}
		return f(r)
	})
}

// change runs a writing use case.
func (d *Desk) change(ctx context.Context, by record.Actor, a clinic.Action, f func(record.Tx, clinic.Person) error) error {
	return d.deps.Log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, a)
		if err != nil {
			return err
		}
		return f(tx, p)
	})
}

// known refuses a patient who is not registered.
func known(r record.Reader, patient record.ID) error {
	_, err := patients.Of(r, patient)
	return err
}
