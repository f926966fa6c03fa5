// Package chart composes what stands over every page of a patient's chart:
// who it is, what must never be overlooked, and how far the journey has come.
package chart

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/integration"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// State is how far one step of the journey is.
type State int

// The states of a step.
const (
	Open    State = iota // nothing to do yet
	Due                  // waits for somebody
	Done                 // complete for now
	Blocked              // something stands in the way
)

// The steps, in the order of the journey.
const (
	Intake      = "intake"
	Eligibility = "eligibility"
	Plan        = "plan"
	Sessions    = "sessions"
	Integration = "integration"
	Outcomes    = "outcomes"
	Documents   = "documents"
)

// Step is one step of the journey with its state and, unless it is done, why.
type Step struct {
	Place string
	State State
	Why   *record.Problem // nil when there is nothing to say
}

// Header is what stands over the chart.
type Header struct {
	Patient   patients.Patient
	Allergies intake.ListState
	Allergens []string // the names, where the state says there are some
	Weight    patients.Measurement
	HasWeight bool
	Alerts    Alerts
	Steps     []Step
}

// Gate says what stands against a dose, as session.Gate does.
type Gate func(r record.Reader, patient record.ID) (*record.Problem, error)

// Desk reads the header.
type Desk struct {
	log                        record.Log
	eligibility, plan, consent Gate
	note                       Gate  // what is said of the eligibility although its gate is open; nil for nothing
	alerts                     Asker // nil where nobody knows of alerts
}

// New makes a Desk over the log and the three gates of a dose.
func New(log record.Log, eligibility, plan, consent Gate) *Desk {
	return &Desk{log: log, eligibility: eligibility, plan: plan, consent: consent}
}

// Noting lets the step of eligibility, once it is done, say what note says:
// that it was done on a draft.
func (d *Desk) Noting(note Gate) *Desk {
	d.note = note
	return d
}

// Header reads what stands over a patient's chart, for anybody who may see
// names and contacts. Allergies are shown to everybody: who brings a cup of
// tea must know them too.
func (d *Desk) Header(ctx context.Context, by record.Actor, patient record.ID) (h Header, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		who, err := clinic.Check(r, by, clinic.SeeContact)
		if err != nil {
			return err
		}
		h, err = d.header(r, patient, who.May(clinic.SeeChart))
		return err
	})
	return h, err
}

func (d *Desk) header(r record.Reader, patient record.ID, chart bool) (h Header, err error) {
	if h.Patient, err = patients.Of(r, patient); err != nil {
		return h, err
	}
	answers, err := intake.Of(r, patient)
	if err != nil {
		return h, err
	}
	h.Allergies = answers.AllergyState()
	for _, a := range answers.Allergies() {
		h.Allergens = append(h.Allergens, a.Name)
	}
	if h.Weight, h.HasWeight, err = patients.LatestWeight(r, patient); err != nil {
		return h, err
	}
	if h.Alerts, err = d.open(r, patient, chart); err != nil {
		return h, err
	}
	h.Steps, err = d.steps(r, patient)
	return h, err
}

func (d *Desk) steps(r record.Reader, patient record.ID) ([]Step, error) {
	in, err := intakeStep(r, patient)
	if err != nil {
		return nil, err
	}
	elig, err := gateStep(r, patient, Eligibility, d.eligibility)
	if err == nil && elig.State == Done && d.note != nil {
		elig.Why, err = d.note(r, patient)
	}
	if err != nil {
		return nil, err
	}
	plan, err := gateStep(r, patient, Plan, d.plan, d.consent)
	if err != nil {
		return nil, err
	}
	visits, err := session.List(r, patient)
	if err != nil {
		return nil, err
	}
	ses := sessionStep(visits, elig, plan)
	integ, err := integrationStep(r, visits)
	if err != nil {
		return nil, err
	}
	out, err := outcomesStep(r, patient, visits)
	if err != nil {
		return nil, err
	}
	return []Step{in, elig, plan, ses, integ, out, {Place: Documents}}, nil
}

func intakeStep(r record.Reader, patient record.ID) (Step, error) {
	st, err := intake.State(r, patient)
	step := Step{Place: Intake, State: Due}
	switch st.Stage {
	case intake.Confirmed:
		step.State = Done
	case intake.Changed:
		step.Why = record.Refusedf("The intake was changed after it was confirmed.")
	}
	return step, err
}

// gateStep is done when every gate is open, and else waits for the first
// that is not.
func gateStep(r record.Reader, patient record.ID, place string, gates ...Gate) (Step, error) {
	for _, g := range gates {
		p, err := g(r, patient)
		if err != nil {
			return Step{}, err
		}
		if p != nil {
			return Step{Place: place, State: Due, Why: p}, nil
		}
	}
	return Step{Place: place, State: Done}, nil
}

// sessionStep is blocked while a dosing session is booked that may not be
// held, due while one runs, and done when one was held and none is booked.
func sessionStep(visits []session.Visit, before ...Step) Step {
	step := Step{Place: Sessions}
	booked := false
	for _, v := range visits {
		switch {
		case v.State == session.Running:
			step.State = Due
		case !v.State.Over() && v.Kind == session.Dosing:
			booked = true
		case v.State == session.Closed && step.State == Open:
			step.State = Done
		}
	}
	if !booked {
		return step
	}
	if step.State == Done {
		step.State = Open
	}
	for _, b := range before {
		if b.State != Done && step.State != Due {
			return Step{Place: Sessions, State: Blocked, Why: b.Why}
		}
	}
	return step
}

// integrationStep is due while a dosing session that was held has no signed
// plan.
func integrationStep(r record.Reader, visits []session.Visit) (Step, error) {
	step := Step{Place: Integration}
	for _, v := range visits {
		if v.Kind != session.Dosing || v.State != session.Closed {
			continue
		}
		signed, err := integration.IsSigned(r, v.ID)
		if err != nil {
			return step, err
		}
		if !signed {
			return Step{Place: Integration, State: Due, Why: record.Refusedf("A dosing session has no signed integration plan yet.")}, nil
		}
		step.State = Done
	}
	return step, nil
}
