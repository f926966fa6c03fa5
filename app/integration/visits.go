package integration

import (
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// Visit is a visit as a plan names it, and as it stands in what was signed.
type Visit struct {
	ID     record.ID     `json:"id"`
	Kind   session.Kind  `json:"kind"`
	Starts time.Time     `json:"starts"`
	Room   string        `json:"room,omitempty"`
	With   string        `json:"with,omitempty"` // the name of the person in charge
	State  session.State `json:"state,omitempty"`
	Number int           `json:"number,omitempty"` // which dosing session it is, from 1; 0 for the others
}

// kept reports whether the visit took place or will: neither cancelled nor missed.
func (v Visit) kept() bool { return v.State != session.Cancelled && v.State != session.Missed }

// dosing reports whether it is a dosing session.
func (v Visit) dosing() bool { return v.Kind == session.Dosing }

// visits reads the patient's visits in the order of time.
func visits(r record.Reader, patient record.ID) ([]Visit, error) {
	all, err := session.List(r, patient)
	if err != nil {
		return nil, err
	}
	people, err := clinic.People(r)
	if err != nil {
		return nil, err
	}
	names := make(map[record.ID]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	out := make([]Visit, 0, len(all))
	for _, v := range all {
		out = append(out, Visit{ID: v.ID, Kind: v.Kind, Starts: v.Starts, Room: v.Room, With: names[v.With], State: v.State, Number: session.Nth(all, v.ID)})
	}
	return out, nil
}

// dosing finds one dosing session of the patient.
func dosing(r record.Reader, patient, id record.ID) (Visit, error) {
	all, err := visits(r, patient)
	if err != nil {
		return Visit{}, err
	}
	for _, v := range all {
		if v.ID != id {
			continue
		}
		if !v.dosing() {
			return Visit{}, record.Refusedf("An integration plan belongs to a dosing session.")
		}
		return v, nil
	}
	return Visit{}, &record.Problem{Code: record.NotFound, Text: "This patient has no such session.", Next: "Choose it from the list of sessions."}
}

// booked gives the visits that are still to come.
func booked(r record.Reader, patient record.ID) ([]Visit, error) {
	all, err := visits(r, patient)
	var out []Visit
	for _, v := range all {
		if v.kept() && v.Starts.After(r.Now()) {
			out = append(out, v)
		}
	}
	return out, err
}

// written gives the dosing sessions that began, which a plan can be about, the
// latest first. One that is only booked has left nothing to integrate, also
// when its time has passed.
func written(all []Visit) []Visit {
	var out []Visit
	for i := len(all) - 1; i >= 0; i-- {
		v := all[i]
		if v.dosing() && (v.State == session.Running || v.State == session.Closed) {
			out = append(out, v)
		}
	}
	return out
}
