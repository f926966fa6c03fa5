package eligibility

import (
	"time"

	"kapdesk/app/record"
)

// Dosing is a dosing session as the checklist sees it.
type Dosing struct {
	ID    record.ID
	Began time.Time // zero before it is started
	Last  time.Time // of its start and its doses, the latest; zero before it is started
	Over  bool      // the patient has left
	// Checked is what its checks asked that the checklist asks too.
	Checked []Checked
}

// Checked is a question of a session's checks that was answered calmly.
type Checked struct {
	Check string // as the protocol's rescreen names it
	// Says is Same where nothing has changed, or the answer itself.
	Says string
	At   time.Time
	By   string // who asked
}

// Same is what Checked says where the question was whether anything changed.
const Same = "same"

// Sessions gives a patient's dosing sessions that were not called off, by
// their booked start. session.Dosings is one.
type Sessions func(r record.Reader, patient record.ID) ([]Dosing, error)

// visits is what the checklist looks at of the dosing sessions.
type visits struct {
	all []Dosing
	// of is the session that the checklist is for: the one asked about, or
	// the one under way, or the next; "" when none is booked.
	of record.ID
}

// visits reads the sessions; of is the one that is asked about, "" for
// whichever is next.
func (d *Desk) visits(r record.Reader, patient, of record.ID) (v visits, err error) {
	if d.sessions == nil {
		return visits{of: of}, nil
	}
	v.of = of
	if v.all, err = d.sessions(r, patient); err != nil || of != "" {
		return v, err
	}
	for _, s := range v.all {
		switch {
		case !s.Over && !s.Began.IsZero():
			v.of = s.ID
			return v, nil
		case !s.Over && v.of == "":
			v.of = s.ID
		}
	}
	return v, nil
}

// before gives the last session that was held before the one the checklist is
// for; false when none was.
func (v visits) before() (last Dosing, ok bool) {
	for _, s := range v.all {
		if s.ID != v.of && !s.Began.IsZero() && (!ok || s.Last.After(last.Last)) {
			last, ok = s, true
		}
	}
	return last, ok
}

// spent gives the session for which a screening signed at that instant was
// used. One screening opens one dosing session: whatever was started or given
// in another one since needs a re-screen before the next.
func (v visits) spent(signed time.Time) (Dosing, bool) {
	last, ok := v.before()
	return last, ok && !last.Last.Before(signed)
}

// checked gives the questions that were answered in the checks of the session
// that the checklist is for.
func (v visits) checked() []Checked {
	for _, s := range v.all {
		if s.ID == v.of {
			return s.Checked
		}
	}
	return nil
}
