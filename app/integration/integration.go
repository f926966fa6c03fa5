// Package integration turns what became clear in a dosing session into small
// steps, and follows each of them up.
//
// There is one integration plan for each dosing session, and it has that
// session's ID. While it is written, each of its parts is a field of the record,
// so that several people can write at it. Signed, the whole of it is one fact:
// a later change is a further version with a reason, and the earlier one stays
// readable. What became of a step is a fact of its own.
package integration

import (
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// RecordType is the type of an integration plan's record.
const RecordType = "integration"

// Kinds of events.
const (
	kindDrafted  = "integration.drafted"
	kindSigned   = "integration.signed"
	kindFollowed = "integration.followed"
)

// Ref names the integration plan of a dosing session.
func Ref(session record.ID) record.Ref { return record.Ref{Type: RecordType, ID: session} }

// Moment is a marked moment of a session: a line of its log that somebody
// marked to come back to.
type Moment struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Carried is what a plan takes over from its session to read.
type Carried struct {
	Intention string   `json:"intention,omitempty"`
	Moments   []Moment `json:"moments,omitempty"` // in the order of time
}

// Sessions tells what a session left to work with.
type Sessions interface {
	// Carried gives the session's intention and marked moments.
	Carried(r record.Reader, session record.ID) (Carried, error)
}

// Version is the plan as it was signed once.
type Version struct {
	ID           record.EventID   `json:"-"`
	SupersededBy []record.EventID `json:"-"` // more than one when two corrections were made at once
	Reason       string           `json:"-"` // why it took the place of the one before; "" for the first

	Carried
	Content
	Booked    []Visit          `json:"booked,omitempty"` // the visits that stood in the diary when it was signed
	Signature clinic.Signature `json:"signature"`
}

// Stands reports whether no later version has taken its place.
func (v Version) Stands() bool { return len(v.SupersededBy) == 0 }

// Conflict is a part of the plan that two laptops wrote at the same time.
type Conflict struct {
	Field  string // as "supports" or "insight.<id>"
	Values []Value
}

// Value is one of the versions of a part in conflict.
type Value struct {
	Event record.EventID
	By    record.ID
	Text  string // for people
}

// Plan is one integration plan: as it is being written, every version that was
// signed, and what its session left to read.
type Plan struct {
	Patient   record.ID
	Session   Visit
	Carried   Carried
	Content   Content
	Conflicts []Conflict
	Versions  []Version // the oldest first
}

// Signed gives the version that stands; ok is false if none was signed.
func (p Plan) Signed() (v Version, ok bool) {
	for _, x := range p.Versions {
		if x.Stands() {
			v, ok = x, true
		}
	}
	return v, ok
}

// Changed reports whether a version is signed and the writing went on since.
func (p Plan) Changed() bool {
	v, ok := p.Signed()
	return ok && !v.Content.Equal(p.Content)
}

// Of reads the plan of a dosing session. Code NotFound if the patient has no
// such session, Refused if the session is not one of dosing.
func Of(r record.Reader, sessions Sessions, patient, session record.ID) (Plan, error) {
	visit, err := dosing(r, patient, session)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{Patient: patient, Session: visit}
	if p.Carried, err = sessions.Carried(r, session); err != nil {
		return Plan{}, err
	}
	f, err := r.Fields(Ref(session))
	if err != nil {
		return Plan{}, err
	}
	p.Content, p.Conflicts = contentOf(f), conflictsOf(f)
	p.Versions, err = versionsOf(r, session)
	return p, err
}

// versionsOf reads every signed version of a session's plan, the oldest first.
func versionsOf(r record.Reader, session record.ID) ([]Version, error) {
	facts, err := r.Facts(record.Filter{Record: Ref(session), Kinds: []string{kindSigned}, Superseded: true})
	if err != nil {
		return nil, err
	}
	versions := make([]Version, 0, len(facts))
	for _, f := range facts {
		v, err := versionOf(f)
		if err != nil {
			return nil, err
		}
		versions = append(versions, v)
	}
	return versions, nil
}

func versionOf(f record.Fact) (Version, error) {
	var v Version
	err := f.Read(&v)
	v.ID, v.SupersededBy, v.Reason = f.ID, f.SupersededBy, f.Reason
	return v, err
}
