package plan_test

import (
	"strings"
	"testing"
	"time"

	"kapdesk/app/plan"
	"kapdesk/app/record"
)

// A dose typed in mg/kg belongs to the weight it was worked out from: once the
// weight is corrected nobody signs the milligrams of the wrong one.
func TestADosePerKgIsNotSignedWithAnotherWeight(t *testing.T) {
	r := open(t)
	terms := r.terms()
	terms.DosePerKg = 500
	r.must(r.Save(ctx, r.Therapist, r.Patient, terms))
	r.Pass(time.Minute)
	r.Weigh(t, 37_446) // it was pounds
	n := len(r.Log.Events())
	err := r.sign(r.Prescriber, plan.AsPrescriber)
	r.Refused(t, err, record.Invalid, "plan.perkg", n)
	if err != nil && !strings.Contains(err.Error(), "0.50 mg/kg at 37.4 kg is 18.7 mg") {
		t.Errorf("says %q", err)
	}
	terms.Dose = 18_700
	r.must(r.Save(ctx, r.Therapist, r.Patient, terms))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if p, ok := r.state().InForce(); !ok || p.Weight.Grams != 37_446 || p.Dose != 18_700 {
		t.Errorf("in force: %v, %+v", ok, p)
	}
}

// A plan in force is not undone by the weight of a later day.
func TestAPlanInForceOutlivesAnotherWeight(t *testing.T) {
	r := open(t)
	terms := r.terms()
	terms.DosePerKg = 500
	r.must(r.Save(ctx, r.Therapist, r.Patient, terms))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	r.Pass(time.Hour)
	r.Weigh(t, 81_000)
	if g := r.gate(); g != "" || len(r.state().Missing) > 0 {
		t.Errorf("the gate says %q, missing %v", g, r.state().Missing)
	}
}
