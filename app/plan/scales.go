package plan

import (
	"slices"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/record"
)

// checkScales refuses a scale without points, one that stands twice, and a
// point that is none.
func checkScales(scales []measures.DueScale) record.Problems {
	var ps record.Problems
	for i, s := range scales {
		named := func(o measures.DueScale) bool { return o.Instrument == s.Instrument }
		bad := s.Instrument == "" || len(s.Points) == 0 || slices.ContainsFunc(scales[:i], named)
		for n, p := range s.Points {
			bad = bad || !slices.Contains(measures.Points, p) || slices.Contains(s.Points[:n], p)
		}
		if bad {
			ps = append(ps, record.Invalidf("plan.scales", "Choose for each scale, once, when it is to be filled in."))
			break
		}
	}
	return ps
}

// ScalesOf gives the scales that the plan in force asks for, and since when
// the course has had a plan: an amendment begins no new course, a plan after
// one that was withdrawn does. None where no plan is in force.
func ScalesOf(r record.Reader, patient record.ID) (scales []measures.DueScale, since time.Time, err error) {
	s, err := Of(r, patient)
	if err != nil {
		return nil, since, err
	}
	p, ok := s.InForce()
	if !ok {
		return nil, since, nil
	}
	for _, v := range s.Versions {
		switch {
		case v.Withdrawn:
			since = time.Time{}
		case v.Complete() && since.IsZero():
			since = v.Signatures[len(v.Signatures)-1].By.At
		}
	}
	return p.Scales, since, nil
}
