package session

import (
	"encoding/json"
	"slices"
	"sort"
	"time"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// RecordType is the type of a visit's record.
const RecordType = "session"

// Kind is what a visit is for.
type Kind string

// The kinds, as they are stored; Name gives the word to show.
const (
	Preparation  Kind = "preparation"
	Dosing       Kind = "dosing"
	Integration  Kind = "integration"
	FollowUp     Kind = "follow-up"
	Consultation Kind = "consultation"
)

// Kinds lists the kinds in the order in which they are offered.
var Kinds = []Kind{Preparation, Dosing, Integration, FollowUp, Consultation}

// Name gives the kind's English word, the key of its translation.
func (k Kind) Name() string {
	switch k {
	case Preparation:
		return "Preparation"
	case Dosing:
		return "Dosing"
	case Integration:
		return "Integration"
	case FollowUp:
		return "Follow-up"
	case Consultation:
		return "Consultation"
	}
	return string(k)
}

// String gives the same word, so that a kind can be an argument of a sentence.
func (k Kind) String() string { return k.Name() }

// State is how far a visit has come.
type State string

// The states, as they are stored; Name gives the word to show.
const (
	Booked    State = "booked"
	Arrived   State = "arrived"
	Running   State = "running"
	Closed    State = "closed"
	Cancelled State = "cancelled"
	Missed    State = "missed"
)

// Name gives the state's English word, the key of its translation.
func (s State) Name() string {
	switch s {
	case Booked:
		return "Booked"
	case Arrived:
		return "Arrived"
	case Running:
		return "Running"
	case Closed:
		return "Closed and signed"
	case Cancelled:
		return "Cancelled"
	case Missed:
		return "Missed"
	}
	return string(s)
}

// String gives the same word, so that a state can be an argument of a sentence.
func (s State) String() string { return s.Name() }

// Over reports whether nothing more is expected of the visit.
func (s State) Over() bool { return s == Closed || s == Cancelled || s == Missed }

// Visit is one visit as its record's fields hold it.
type Visit struct {
	ID      record.ID
	Patient record.ID
	Kind    Kind
	Starts  time.Time // booked start, UTC
	Room    string
	With    record.ID // the person in charge; "" when open
	State   State
	Why     string    // why it was cancelled or missed
	Began   time.Time // when a dosing session was started; zero before
	// Protocol is the version that a dosing session was started with and
	// goes by to its end; the zero Used before, and in old records.
	Protocol protocol.Used
	Note     Note // the unsigned or signed note, as last saved

	// Conflicts names the fields that two laptops set at the same time.
	Conflicts []string
}

// Ref names the visit's record.
func (v Visit) Ref() record.Ref { return Ref(v.ID) }

// Ref names the record of a visit.
func Ref(id record.ID) record.Ref { return record.Ref{Type: RecordType, ID: id} }

func visitOf(ref record.Ref, patient record.ID, f record.Fields) Visit {
	v := Visit{ID: ref.ID, Patient: patient, Kind: Kind(f.Text("kind")), Room: f.Text("room"), With: record.ID(f.Text("with")),
		State: stateOf(f), Why: f.Text("why"), Note: noteOf(f), Conflicts: f.Conflicts()}
	if v.Patient == "" {
		v.Patient = record.ID(f.Text("patient"))
	}
	f.Get("starts", &v.Starts)
	f.Get("began", &v.Began)
	f.Get("protocol", &v.Protocol)
	slices.Sort(v.Conflicts)
	return v
}

// stateOf gives how far the visit has come. Of two states set on two laptops at
// once the further one holds: what is signed is never shown as unsigned.
func stateOf(f record.Fields) State {
	order := []State{Booked, Arrived, Cancelled, Missed, Running, Closed}
	var state State
	for _, v := range f["state"] {
		var s State
		if json.Unmarshal(v.Raw, &s) == nil && (state == "" || slices.Index(order, s) > slices.Index(order, state)) {
			state = s
		}
	}
	return state
}

// Of reads one visit. Code NotFound if there is none.
func Of(r record.Reader, id record.ID) (Visit, error) {
	f, err := r.Fields(Ref(id))
	if err != nil {
		return Visit{}, err
	}
	if !f.Has("kind") {
		return Visit{}, &record.Problem{Code: record.NotFound, Text: "This visit is not in the store."}
	}
	return visitOf(Ref(id), "", f), nil
}

// List gives the patient's visits of every kind and state, by their start.
func List(r record.Reader, patient record.ID) ([]Visit, error) {
	recs, err := r.List(RecordType, patient)
	if err != nil {
		return nil, err
	}
	visits := make([]Visit, 0, len(recs))
	for _, rec := range recs {
		if rec.Fields.Has("kind") {
			visits = append(visits, visitOf(rec.Ref, rec.Patient, rec.Fields))
		}
	}
	sort.SliceStable(visits, func(i, j int) bool { return visits[i].Starts.Before(visits[j].Starts) })
	return visits, nil
}

// Nth gives which of the patient's dosing sessions v is, from 1, leaving out
// cancelled and missed ones; 0 when v itself is none of them.
func Nth(visits []Visit, id record.ID) int {
	n := 0
	for _, v := range visits {
		if v.Kind != Dosing || v.State == Cancelled || v.State == Missed {
			continue
		}
		n++
		if v.ID == id {
			return n
		}
	}
	return 0
}
