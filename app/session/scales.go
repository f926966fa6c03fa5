package session

import (
	"kapdesk/app/measures"
	"kapdesk/app/plan"
	"kapdesk/app/record"
)

// CourseOf is measures' Deps.Course over the signed plan and the dosing
// sessions. It is cheap where the plan asks for no scales.
func CourseOf(r record.Reader, patient record.ID) (c measures.Course, err error) {
	if c.Asked, c.Since, err = plan.ScalesOf(r, patient); err != nil {
		return c, err
	}
	visits, err := List(r, patient)
	if err != nil {
		return c, err
	}
	for _, v := range visits {
		if v.Kind != Dosing {
			continue
		}
		s := measures.Dosing{ID: v.ID, Starts: v.Starts, Over: v.State.Over()}
		if len(c.Asked) > 0 && (v.State == Running || v.State == Closed) {
			doses, err := Doses(r, v)
			if err != nil {
				return c, err
			}
			if s.Dosed = Total(doses) > 0; s.Dosed {
				s.Starts = doses[0].At
			}
		}
		c.Sessions = append(c.Sessions, s)
	}
	return c, nil
}
