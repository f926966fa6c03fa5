package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Book books a visit and gives its identifier. with is the person in charge
// and may be open (""). Refused when the patient already has a visit of this
// kind at this very time.
func (d *Desk) Book(ctx context.Context, by record.Actor, patient record.ID, kind Kind, starts time.Time, room string, with record.ID) (record.ID, error) {
	var id record.ID
	err := d.deps.Log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.BookVisit); err != nil {
			return err
		}
		var ps record.Problems
		if patient == "" {
			ps = append(ps, record.Invalidf("book.patient", "A visit needs a patient."))
		}
		if !slices.Contains(Kinds, kind) {
			ps = append(ps, record.Invalidf("book.kind", "Choose what the visit is for."))
		}
		if starts.IsZero() {
			ps = append(ps, record.Invalidf("book.time", "A visit needs a date and a time."))
		}
		if err := ps.Err(); err != nil {
			return err
		}
		if err := noDouble(tx, patient, "", kind, starts); err != nil {
			return err
		}
		if with != "" {
			if _, err := clinic.PersonByID(tx, with); err != nil {
				return record.Invalidf("book.with", "This person does not work here.")
			}
		}
		id = tx.NewID()
		_, err := tx.Append(record.Change{Kind: "session.booked", Version: 1, Record: Ref(id), Patient: patient, Set: map[string]any{
			"kind": kind, "patient": patient, "starts": starts.UTC(), "room": strings.TrimSpace(room), "with": with, "state": Booked}})
		return err
	})
	return id, err
}

func noDouble(r record.Reader, patient, except record.ID, kind Kind, starts time.Time) error {
	visits, err := List(r, patient)
	if err != nil {
		return err
	}
	for _, v := range visits {
		if v.ID != except && v.Kind == kind && v.Starts.Equal(starts) && v.State != Cancelled && v.State != Missed {
			return &record.Problem{Code: record.Refused, Field: "book.time", Text: "This patient already has the same visit at this time.",
				Next: "Choose another time, or open the one that is booked."}
		}
	}
	return nil
}

// change runs one change of a visit's fields in a transaction.
func (l *Log) change(ctx context.Context, by record.Actor, id record.ID, a clinic.Action, f func(record.Tx, Visit) (record.Change, error)) error {
	return l.deps.Log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, a); err != nil {
			return err
		}
		v, err := Of(tx, id)
		if err != nil {
			return err
		}
		c, err := f(tx, v)
		if err != nil || c.Kind == "" {
			return err
		}
		c.Version, c.Record, c.Patient = 1, v.Ref(), v.Patient
		_, err = tx.Append(c)
		return err
	})
}

// Move gives a booked visit another time, room or person in charge.
func (d *Desk) Move(ctx context.Context, by record.Actor, id record.ID, starts time.Time, room string, with record.ID) error {
	return d.change(ctx, by, id, clinic.BookVisit, func(tx record.Tx, v Visit) (record.Change, error) {
		if v.State != Booked {
			return record.Change{}, record.Refusedf("Only a booked visit can be moved; this one is: %s.", v.State)
		}
		if starts.IsZero() {
			return record.Change{}, record.Invalidf("book.time", "A visit needs a date and a time.")
		}
		if err := noDouble(tx, v.Patient, id, v.Kind, starts); err != nil {
			return record.Change{}, err
		}
		set := map[string]any{}
		if !starts.Equal(v.Starts) {
			set["starts"] = starts.UTC()
		}
		if room = strings.TrimSpace(room); room != v.Room {
			set["room"] = room
		}
		if with != v.With {
			set["with"] = with
		}
		if len(set) == 0 {
			return record.Change{}, nil
		}
		return record.Change{Kind: "session.moved", Set: set}, nil
	})
}

// Cancel calls a visit off that has not begun. The reason is kept.
func (d *Desk) Cancel(ctx context.Context, by record.Actor, id record.ID, why string) error {
	return d.end(ctx, by, id, Cancelled, "session.cancelled", why)
}

// Miss records that the patient did not come.
func (d *Desk) Miss(ctx context.Context, by record.Actor, id record.ID, why string) error {
	return d.end(ctx, by, id, Missed, "session.missed", why)
}

func (d *Desk) end(ctx context.Context, by record.Actor, id record.ID, to State, kind, why string) error {
	return d.change(ctx, by, id, clinic.BookVisit, func(tx record.Tx, v Visit) (record.Change, error) {
		if why = strings.TrimSpace(why); why == "" {
			return record.Change{}, record.Invalidf("book.why", "Say in a few words why.")
		}
		if v.State != Booked && v.State != Arrived {
			return record.Change{}, record.Refusedf("This visit cannot be called off any more; it is: %s.", v.State)
		}
		if to == Missed && tx.Now().Before(v.Starts) {
			return record.Change{}, record.Refusedf("This visit has not begun yet.")
		}
		// A visit in whose log something stands has taken place: it is
		// closed with a signature and never called off.
		facts, err := tx.Facts(record.Filter{Record: v.Ref(), Superseded: true, Last: 1})
		if err != nil {
			return record.Change{}, err
		}
		if len(facts) > 0 {
			return record.Change{}, &record.Problem{Code: record.Refused, Text: "Something is written in the log of this visit.",
				Next: "Close it with a note that says what happened."}
		}
		return record.Change{Kind: kind, Set: map[string]any{"state": to, "why": why}}, nil
	})
}

// Arrive records that the patient is here.
func (d *Desk) Arrive(ctx context.Context, by record.Actor, id record.ID) error {
	return d.change(ctx, by, id, clinic.BookVisit, func(tx record.Tx, v Visit) (record.Change, error) {
		switch v.State {
		case Arrived, Running:
			return record.Change{}, nil
		case Booked:
			return record.Change{Kind: "session.arrived", Set: map[string]any{"state": Arrived}}, nil
		}
		return record.Change{}, record.Refusedf("This visit is over: %s.", v.State)
	})
}

// Start starts a dosing session: from now the clock runs. Only on the day for
// which it is booked. It keeps the protocol's version: what is adopted while it
// runs changes nothing under anybody's hands.
func (l *Log) Start(ctx context.Context, by record.Actor, id record.ID) error {
	return l.change(ctx, by, id, clinic.RecordSession, func(tx record.Tx, v Visit) (record.Change, error) {
		if v.Kind != Dosing {
			return record.Change{}, record.Refusedf("Only a dosing session is started.")
		}
		if v.State == Running {
			return record.Change{}, nil
		}
		if v.State.Over() {
			return record.Change{}, record.Refusedf("This visit is over: %s.", v.State)
		}
		c, err := clinic.Of(tx)
		if err != nil {
			return record.Change{}, err
		}
		if day := record.DateOf(v.Starts, c.Location()); day != record.DateOf(tx.Now(), c.Location()) {
			return record.Change{}, &record.Problem{Code: record.Refused, Text: "This session is booked for %s.", Args: []any{day},
				Next: "Move it to today first."}
		}
		set := map[string]any{"state": Running, "began": tx.Now()}
		if l.deps.Keep != nil {
			if set["protocol"], err = l.deps.Keep(tx); err != nil {
				return record.Change{}, err
			}
		}
		return record.Change{Kind: "session.started", Set: set}, nil
	})
}
