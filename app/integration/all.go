package integration

import (
	"kapdesk/app/record"
)

// AllSteps gives every step of the patient's signed plans with what became of
// it, by the time of the dosing session.
func AllSteps(r record.Reader, patient record.ID) ([]Step, error) {
	all, err := visits(r, patient)
	if err != nil {
		return nil, err
	}
	var out []Step
	for _, v := range all {
		if !v.dosing() {
			continue
		}
		steps, err := stepsOf(r, v)
		if err != nil {
			return nil, err
		}
		out = append(out, steps...)
	}
	return out, nil
}
