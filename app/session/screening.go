package session

import (
	"time"

	"kapdesk/app/eligibility"
	"kapdesk/app/record"
)

// Dosings is eligibility.Sessions: the patient's dosing sessions that were not
// called off, with what their checks asked that the checklist asks too.
func Dosings(r record.Reader, patient record.ID) ([]eligibility.Dosing, error) {
	visits, err := List(r, patient)
	if err != nil {
		return nil, err
	}
	var out []eligibility.Dosing
	for _, v := range visits {
		if v.Kind != Dosing || v.State == Cancelled || v.State == Missed {
			continue
		}
		d, err := asDosing(r, v)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

func asDosing(r record.Reader, v Visit) (eligibility.Dosing, error) {
	d := eligibility.Dosing{ID: v.ID, Began: v.Began, Last: v.Began, Over: v.State == Closed}
	doses, err := Doses(r, v)
	if err != nil {
		return d, err
	}
	for _, g := range doses {
		if g.At.After(d.Last) {
			d.Last = g.At
		}
	}
	_, left, ok, err := DischargeOf(r, v)
	if err != nil {
		return d, err
	}
	d.Over = d.Over || ok && !dosedSince(doses, left)
	checks, at, ok, err := ChecksOf(r, v)
	if ok {
		d.Checked = checks.calm(at)
	}
	return d, err
}

// calm gives the questions that were answered calmly, under the names by
// which a protocol's rescreen knows them. Any other answer leaves the
// checklist's own question open.
func (c Checks) calm(at time.Time) []eligibility.Checked {
	var out []eligibility.Checked
	for _, q := range []struct {
		check, says string
		Asked
	}{{"medicines", eligibility.Same, c.Medicines}, {"health", eligibility.Same, c.Health}, {"pregnancy", string(No), c.Pregnancy},
		{"substances", string(No), c.Substances}, {"safety", string(No), c.Safety}} {
		if q.Answer == No || q.Answer == NotApplicable {
			out = append(out, eligibility.Checked{Check: q.check, Says: q.says, At: at, By: c.By.Name})
		}
	}
	return out
}
