package integration

import (
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Overdue is a signed plan with steps that nobody has asked about in time.
type Overdue struct {
	Patient record.ID
	Session record.ID
	Steps   []Action    // those without any follow-up
	Since   record.Date // the day on which they should have been looked at
	Undated bool        // no day was set and no visit is booked: Since is the day of signing
}

// recentPlans is how many signed plans Due looks back over: some months of a
// small clinic. An older plan that nobody asked about still shows in its chart.
const recentPlans = 500

// Due lists the plans whose steps are overdue at the instant now, the longest
// waiting first by the time of signing. A step is looked at by its own day, else
// by the plan's, else at the first visit after signing; it is overdue from the
// day after. Where nobody set a day and no visit follows, it is so from the day
// after signing, because nothing else would bring it back.
func Due(r record.Reader, now time.Time) ([]Overdue, error) {
	c, err := clinic.Of(r)
	if err != nil {
		return nil, err
	}
	facts, err := r.Facts(record.Filter{Kinds: []string{kindSigned}, Last: recentPlans})
	if err != nil {
		return nil, err
	}
	today := record.DateOf(now, c.Location())
	var out []Overdue
	for _, f := range facts {
		v, err := versionOf(f)
		if err != nil {
			return nil, err
		}
		o, err := overdue(r, f.Patient, f.Record.ID, v, today, c.Location())
		if err != nil {
			return nil, err
		}
		if len(o.Steps) > 0 {
			out = append(out, o)
		}
	}
	return out, nil
}

func overdue(r record.Reader, patient, session record.ID, v Version, today record.Date, zone *time.Location) (Overdue, error) {
	o := Overdue{Patient: patient, Session: session}
	if len(v.Actions) == 0 {
		return o, nil
	}
	history, err := followedOf(r, session)
	if err != nil {
		return o, err
	}
	plan, undated, err := planDay(r, patient, v, zone)
	if err != nil {
		return o, err
	}
	for _, a := range v.Actions {
		day, none := a.By, false
		if day.IsZero() {
			day, none = plan, undated
		}
		if len(history[a.ID]) > 0 || day.Compare(today) >= 0 {
			continue
		}
		o.Steps = append(o.Steps, a)
		if o.Since.IsZero() || day.Compare(o.Since) < 0 {
			o.Since, o.Undated = day, none
		}
	}
	return o, nil
}

// planDay is the day on which the plan as a whole is looked at again.
func planDay(r record.Reader, patient record.ID, v Version, zone *time.Location) (day record.Date, undated bool, err error) {
	if !v.Review.IsZero() {
		return v.Review, false, nil
	}
	all, err := visits(r, patient)
	if err != nil {
		return day, false, err
	}
	for _, visit := range all {
		if visit.kept() && visit.Starts.After(v.Signature.At) {
			return record.DateOf(visit.Starts, zone), false, nil
		}
	}
	return record.DateOf(v.Signature.At, zone), true, nil
}
