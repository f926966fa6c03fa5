package plan_test

import (
	"testing"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/plan"
	"kapdesk/app/record"
)

func TestScalesRefused(t *testing.T) {
	r := open(t)
	ok := measures.DueScale{Instrument: "phq-9", Points: []measures.Point{measures.Baseline}}
	for name, scales := range map[string][]measures.DueScale{
		"no instrument": {{Points: ok.Points}},
		"no points":     {{Instrument: "phq-9"}},
		"no such point": {{Instrument: "phq-9", Points: []measures.Point{"2w"}}},
		"no point":      {{Instrument: "phq-9", Points: []measures.Point{measures.Unasked}}},
		"a point twice": {{Instrument: "phq-9", Points: []measures.Point{measures.Baseline, measures.Baseline}}},
		"a scale twice": {ok, ok},
	} {
		t.Run(name, func(t *testing.T) {
			terms, n := r.terms(), len(r.Log.Events())
			terms.Scales = scales
			r.Refused(t, r.Save(ctx, r.Therapist, r.Patient, terms), record.Invalid, "plan.scales", n)
		})
	}
}

func (r *room) scales() (scales []measures.DueScale, since time.Time) {
	r.t.Helper()
	r.must(r.Log.View(ctx, func(rd record.Reader) (err error) {
		scales, since, err = plan.ScalesOf(rd, r.Patient)
		return err
	}))
	return scales, since
}

// The scales are part of what is signed: a change of them needs new
// signatures, and only a plan in force asks for any.
func TestScalesAreSigned(t *testing.T) {
	r := open(t)
	terms := r.terms()
	r.must(r.Save(ctx, r.Therapist, r.Patient, terms))
	plain := r.state().Offer.Hash
	terms.Scales = []measures.DueScale{{Instrument: "phq-9", Points: []measures.Point{measures.Baseline, measures.Week12}}}
	r.must(r.Save(ctx, r.Therapist, r.Patient, terms))
	if r.state().Offer.Hash == plain {
		t.Error("the scales are not part of what is signed")
	}
	if got, _ := r.scales(); got != nil {
		t.Errorf("a draft asks for %+v", got)
	}
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.Pass(time.Hour)
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	signed := r.Now
	if got, since := r.scales(); len(got) != 1 || got[0].Instrument != "phq-9" || len(got[0].Points) != 2 || !since.Equal(signed) {
		t.Errorf("%+v since %v", got, since)
	}
	r.Pass(24 * time.Hour)
	r.must(r.Amend(ctx, r.Therapist, r.Patient, "one scale less"))
	terms.Scales = nil
	r.must(r.Save(ctx, r.Therapist, r.Patient, terms))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if got, since := r.scales(); got != nil || !since.Equal(signed) {
		t.Errorf("an amendment began a new course: %+v since %v", got, since)
	}
}
