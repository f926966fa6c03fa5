package plan_test

import (
	"testing"
	"time"

	"kapdesk/app/plan"
	"kapdesk/app/record/memlog"
)

// The plan is withdrawn on one laptop while its amendment gets its last
// signature on another: the withdrawal holds until both sign anew.
func TestAWithdrawalHoldsOverAnAmendmentSignedAtOnce(t *testing.T) {
	r := open(t)
	r.signed()
	r.must(r.Amend(ctx, r.Therapist, r.Patient, "too deep"))
	less := r.terms()
	less.Dose = 30_000
	r.must(r.Save(ctx, r.Therapist, r.Patient, less))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.Pass(time.Minute)

	away := memlog.New(func() time.Time { return r.Now }).As("device-2")
	r.must(away.Receive(ctx, r.Log.Events()...))
	r.must(plan.New(away, intakeForm(t), nil).Sign(ctx, r.Therapist, r.Patient, plan.AsTherapist, r.state().Offer.Hash))
	r.must(r.Withdraw(ctx, r.Prescriber, r.Patient, "chest pain"))
	r.must(r.Log.Receive(ctx, away.Events()...))

	if g := r.gate(); g != "The plan was withdrawn." {
		t.Errorf("the gate says %q", g)
	}
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if g := r.gate(); g != "" {
		t.Errorf("signed anew, the gate says %q", g)
	}
}
