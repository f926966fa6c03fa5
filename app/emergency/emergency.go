// Package emergency is reading a chart when somebody's life may depend on it:
// one page with what a helper needs. Whoever treats patients opens it at once;
// everybody else breaks the glass: says why, and an owner is told.
package emergency

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// The kinds of event, each a fact about the patient's emergency record.
const (
	kindOpened   = "emergency.opened"
	kindReviewed = "emergency.reviewed"
)

// openFor is how long a chart that was opened in an emergency stays open to
// that person.
const openFor = time.Hour

// The bounds of a reason, in letters. A word alone explains nothing.
const (
	shortestReason = 10
	longestReason  = 500
)

// reason is the fact of an opening.
type reason struct {
	Why   string    `json:"why"`
	Until time.Time `json:"until"`
}

// reviewed is the fact of a review.
type reviewed struct {
	Opening record.EventID `json:"opening"`
}

// Desk opens charts in an emergency.
type Desk struct {
	log  record.Log
	form intake.Form
	book *words.Book
}

// New makes a Desk.
func New(log record.Log, form intake.Form, book *words.Book) *Desk { return &Desk{log, form, book} }

func ref(patient record.ID) record.Ref { return record.Ref{Type: "emergency", ID: patient} }

// Open breaks the glass: it puts the reason on record and opens the patient's
// page to the actor for an hour. It gives until when.
func (d *Desk) Open(ctx context.Context, by record.Actor, patient record.ID, why string) (until time.Time, err error) {
	why = strings.TrimSpace(why)
	switch n := utf8.RuneCountInString(why); {
	case n < shortestReason:
		return until, record.Problems{record.Invalidf("emergency.why", "Say in a few words what has happened.")}
	case n > longestReason:
		return until, record.Problems{record.Invalidf("emergency.why", "A few words are enough: at most 500 letters.")}
	}
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.BreakGlass); err != nil {
			return err
		}
		if _, err := patients.Of(tx, patient); err != nil {
			return err
		}
		until = tx.Now().Add(openFor)
		_, err := tx.Append(record.Change{Kind: kindOpened, Version: 1, Record: ref(patient), Patient: patient, Fact: reason{why, until}})
		return err
	})
	return until, err
}

// Until tells whether the page is open to the actor: always to who may see
// the chart (until is then zero), else for as long as the broken glass lasts.
func (d *Desk) Until(ctx context.Context, by record.Actor, patient record.ID) (until time.Time, open bool, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		until, open, err = admitted(r, by, patient)
		return err
	})
	return until, open, err
}

// admitted is Until inside a transaction. A clock that was set back opens
// nothing again: an opening counts from when it was entered.
func admitted(r record.Reader, by record.Actor, patient record.ID) (until time.Time, open bool, err error) {
	p, err := clinic.PersonByID(r, by.ID)
	if err != nil {
		return until, false, err
	}
	if p.May(clinic.SeeChart) {
		return until, true, nil
	}
	facts, err := r.Facts(record.Filter{Record: ref(patient), Kinds: []string{kindOpened}})
	for _, f := range facts {
		var why reason
		if err := f.Read(&why); err != nil {
			return until, false, err
		}
		if f.Actor == by.ID && p.May(clinic.BreakGlass) && r.Now().Before(why.Until) && !r.Now().Before(f.Entered) {
			until, open = why.Until, true
		}
	}
	return until, open, err
}

// Opening is a chart that was opened in an emergency and that no owner has
// looked at yet.
type Opening struct {
	ID      record.EventID
	At      time.Time
	Patient record.ID
	Name    string // of the patient
	Person  record.ID
	By      string // who opened it
	Why     string
}

// Unreviewed lists what an owner is to be told, the earliest first. Who may
// not see the audit is told nothing.
func (d *Desk) Unreviewed(ctx context.Context, by record.Actor) (out []Opening, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		out, err = unreviewed(r, by)
		return err
	})
	return out, err
}

func unreviewed(r record.Reader, by record.Actor) ([]Opening, error) {
	if _, err := clinic.Check(r, by, clinic.SeeAudit); err != nil {
		return nil, err
	}
	done, err := looked(r)
	if err != nil {
		return nil, err
	}
	facts, err := r.Facts(record.Filter{Kinds: []string{kindOpened}})
	if err != nil {
		return nil, err
	}
	var out []Opening
	for _, f := range facts {
		if done[f.ID] {
			continue
		}
		o, err := openingOf(r, f)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

func looked(r record.Reader) (map[record.EventID]bool, error) {
	done := map[record.EventID]bool{}
	facts, err := r.Facts(record.Filter{Kinds: []string{kindReviewed}})
	for _, f := range facts {
		var what reviewed
		if err := f.Read(&what); err != nil {
			return nil, err
		}
		done[what.Opening] = true
	}
	return done, err
}

func openingOf(r record.Reader, f record.Fact) (Opening, error) {
	o := Opening{ID: f.ID, At: f.At, Patient: f.Patient, Person: f.Actor}
	var why reason
	if err := f.Read(&why); err != nil {
		return o, err
	}
	o.Why = why.Why
	p, err := patients.Of(r, f.Patient)
	if err != nil {
		return o, err
	}
	o.Name = p.Name()
	who, err := clinic.PersonByID(r, f.Actor)
	o.By = who.Name
	return o, err
}

// Review puts on record that an owner has looked at an opening. Nobody reviews
// what they opened themselves while another owner can.
func (d *Desk) Review(ctx context.Context, by record.Actor, opening record.EventID) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		waiting, err := unreviewed(tx, by)
		if err != nil {
			return err
		}
		for _, o := range waiting {
			if o.ID != opening {
				continue
			}
			if err := notOneself(tx, by, o); err != nil {
				return err
			}
			_, err := tx.Append(record.Change{Kind: kindReviewed, Version: 1, Record: ref(o.Patient), Patient: o.Patient, Fact: reviewed{opening}})
			return err
		}
		return &record.Problem{Code: record.NotFound, Text: "Somebody has looked at this already."}
	})
}

func notOneself(r record.Reader, by record.Actor, o Opening) error {
	if o.Person != by.ID {
		return nil
	}
	people, err := clinic.People(r)
	for _, p := range people {
		if p.ID != by.ID && p.May(clinic.SeeAudit) {
			return &record.Problem{Code: record.Refused, Text: "You opened this chart yourself.", Next: "Another owner looks at it."}
		}
	}
	return err
}
