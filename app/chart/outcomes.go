package chart

import (
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// outcomesStep is due while a dosing session was held and no scale has been
// completed since, and done when one was.
func outcomesStep(r record.Reader, patient record.ID, visits []session.Visit) (Step, error) {
	step := Step{Place: Outcomes}
	var last session.Visit
	for _, v := range visits {
		if v.Kind == session.Dosing && v.State == session.Closed {
			last = v
		}
	}
	if last.ID == "" {
		return step, nil
	}
	taken, err := measures.Of(r, patient)
	if err != nil {
		return step, err
	}
	for _, t := range taken {
		if t.At.After(last.Starts) && (t.Outcome.Status == measures.Scored || t.Outcome.Status == measures.Prorated) {
			return Step{Place: Outcomes, State: Done}, nil
		}
	}
	return Step{Place: Outcomes, State: Due, Why: record.Refusedf("No scale has been completed since the last dosing session.")}, nil
}
