package plan_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"math/rand"
	"testing"

	"kapdesk/app/plan"
	"kapdesk/app/record"
)

func TestAmendRefuses(t *testing.T) {
	r := open(t)
	n := len(r.Log.Events())
	r.Refused(t, r.Amend(ctx, r.Therapist, r.Patient, "more"), record.Refused, "", n)
	r.Refused(t, r.DropAmendment(ctx, r.Therapist, r.Patient), record.Refused, "", n)
	r.Refused(t, r.Withdraw(ctx, r.Prescriber, r.Patient, "over"), record.Refused, "", n)
	r.signed()
	n = len(r.Log.Events())
	r.Refused(t, r.Amend(ctx, r.Therapist, r.Patient, " "), record.Invalid, "plan.reason", n)
	r.Refused(t, r.Amend(ctx, r.Nurse, r.Patient, "more"), record.NotAllowed, "", n)
	r.Refused(t, r.Withdraw(ctx, r.Prescriber, r.Patient, ""), record.Invalid, "plan.reason", n)
	r.Refused(t, r.Withdraw(ctx, r.Nurse, r.Patient, "over"), record.NotAllowed, "", n)
	r.Refused(t, r.DropAmendment(ctx, r.Therapist, r.Patient), record.Refused, "", n)
}

func TestAnAmendmentIsANewVersionWithAReason(t *testing.T) {
	r := open(t)
	r.signed()
	first, _ := r.state().InForce()
	r.must(r.Amend(ctx, r.Therapist, r.Patient, "no effect at 41.3 mg"))
	n := len(r.Log.Events())
	r.Refused(t, r.Amend(ctx, r.Therapist, r.Patient, "again"), record.Refused, "", n)
	more := r.terms()
	more.Dose, more.DosePerKg = 60_000, 0
	r.must(r.Save(ctx, r.Therapist, r.Patient, more))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	if p, ok := r.state().InForce(); !ok || p.Hash != first.Hash || r.gate() != "" {
		t.Fatal("the first version must hold until the second is signed")
	}
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	s := r.state()
	p, ok := s.InForce()
	if !ok || p.Number != 2 || p.Reason != "no effect at 41.3 mg" || p.Dose != 60_000 || s.Amending != "" || s.Open() {
		t.Fatalf("%v %+v", ok, p)
	}
	if len(s.Versions) != 2 || !s.Versions[0].Replaced || s.Versions[0].Hash != first.Hash || s.Versions[0].Dose != 41_300 || len(s.Versions[0].Signatures) != 2 {
		t.Errorf("the first version is not readable as it was: %+v", s.Versions[0])
	}
	last := r.Log.Events()
	for _, e := range last {
		if e.Supersedes == first.Signatures[1].Event && e.Reason != "no effect at 41.3 mg" {
			t.Errorf("superseded without the reason: %+v", e)
		}
	}
}

func TestTheSameTermsCanBeSignedAnewWithAReason(t *testing.T) {
	r := open(t)
	r.signed()
	r.Weigh(t, 70_000)
	r.must(r.Amend(ctx, r.Therapist, r.Patient, "a new weight"))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if p, ok := r.state().InForce(); !ok || p.Number != 2 || p.Weight.Grams != 70_000 {
		t.Errorf("%v %+v", ok, p)
	}
}

func TestAnAmendmentCanBeGivenUp(t *testing.T) {
	r := open(t)
	r.signed()
	r.must(r.Amend(ctx, r.Therapist, r.Patient, "a thought"))
	r.must(r.Save(ctx, r.Therapist, r.Patient, plan.Terms{Goals: "other"}))
	r.must(r.DropAmendment(ctx, r.Therapist, r.Patient))
	s := r.state()
	if p, _ := s.InForce(); s.Open() || s.Draft.Goals != p.Goals || s.Draft.Dose != 41_300 {
		t.Errorf("%+v", s.Draft)
	}
}

func TestAWithdrawnPlanClosesTheGateAndStaysReadable(t *testing.T) {
	r := open(t)
	r.signed()
	r.must(r.Amend(ctx, r.Therapist, r.Patient, "a thought"))
	r.must(r.Withdraw(ctx, r.Prescriber, r.Patient, "pregnant"))
	s := r.state()
	if _, ok := s.InForce(); ok || r.gate() != "The plan was withdrawn." || !s.Open() || s.Amending != "" {
		t.Fatalf("%q %+v", r.gate(), s)
	}
	if v := s.Versions[0]; !v.Withdrawn || v.WithdrawnReason != "pregnant" || v.WithdrawnBy.Name != "Dr. Ilse Baum" || v.Dose != 41_300 {
		t.Errorf("%+v", v)
	}
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if p, ok := r.state().InForce(); !ok || p.Number != 2 || r.gate() != "" {
		t.Errorf("%v %+v", ok, p)
	}
}

func TestASignatureFromBeforeAWithdrawnPlanNeverAppliesAgain(t *testing.T) {
	r := open(t)
	early := r.terms()
	early.Dose = 50_000
	r.must(r.Save(ctx, r.Therapist, r.Patient, early))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.signed()
	r.must(r.Withdraw(ctx, r.Prescriber, r.Patient, "over"))
	r.must(r.Save(ctx, r.Therapist, r.Patient, early))
	if s := r.state(); len(s.Offer.Signatures) != 0 || s.Offer.Number != 2 {
		t.Errorf("%+v", s.Offer)
	}
}

// forge writes signatures as another laptop would have: under content that
// this one never offered.
func (r *room) forge(spoil bool, change func(*plan.Content)) {
	r.t.Helper()
	r.must(r.Log.Update(context.Background(), r.Prescriber, func(tx record.Tx) error {
		facts, err := tx.Facts(record.Filter{Kinds: []string{plan.KindSigned}})
		if err != nil {
			return err
		}
		for _, f := range facts {
			var b map[string]json.RawMessage
			var c plan.Content
			r.must(f.Read(&b))
			r.must(json.Unmarshal(b["content"], &c))
			change(&c)
			b["content"], _ = json.Marshal(c)
			if !spoil {
				b["hash"], _ = json.Marshal(record.Hash(sha256.Sum256(b["content"])))
			}
			if _, err := tx.Append(record.Change{Kind: plan.KindSigned, Version: 1, Record: plan.Ref(r.Patient), Patient: r.Patient, Fact: b}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestTwoPlansSignedAtOnceCloseTheGateUntilAmended(t *testing.T) {
	r := open(t)
	r.signed()
	r.forge(false, func(c *plan.Content) { c.Dose = 50_000 })
	if g := r.gate(); g != "Two different plans were signed on two laptops." {
		t.Fatal(g)
	}
	r.must(r.Amend(ctx, r.Therapist, r.Patient, "the smaller one"))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if g := r.gate(); g != "" {
		t.Error(g)
	}
	if p, _ := r.state().InForce(); p.Dose != 41_300 || p.Number != 2 {
		t.Errorf("%+v", p)
	}
}

func TestASignedPlanThatIsNotWhatWasSignedIsNeverShown(t *testing.T) {
	r := open(t)
	r.signed()
	r.forge(true, func(c *plan.Content) { c.Dose = 60_000 })
	if _, err := r.Of(ctx, r.Therapist, r.Patient); err == nil {
		t.Error("a plan with the wrong hash was read")
	}
}

// Whatever is done in whatever order, a plan is in force exactly when the
// last version that both signed was not withdrawn, and what is in force is
// what they signed.
func TestSignedIsNeverShownUnsignedOrTheReverse(t *testing.T) {
	for seed := range int64(60) {
		r := open(t)
		rng := rand.New(rand.NewSource(seed))
		var draft plan.Terms // what the model says
		var inForce *plan.Terms
		var by = map[plan.Signer]bool{}
		amending := false
		for step := range 40 {
			switch op := rng.Intn(8); op {
			case 0, 1:
				terms := r.terms()
				terms.Dose = plan.Micrograms(rng.Intn(3)+1) * 10_000
				if err := r.Save(ctx, r.Therapist, r.Patient, terms); (err == nil) != (inForce == nil || amending) {
					t.Fatalf("seed %d step %d: save: %v", seed, step, err)
				} else if err == nil {
					if draft.Dose != terms.Dose {
						by = map[plan.Signer]bool{}
					}
					draft = terms
				}
			case 2, 3, 4, 5:
				as, who := plan.AsPrescriber, r.Prescriber
				if op%2 == 1 {
					as, who = plan.AsTherapist, r.Therapist
				}
				// A signature under an earlier wording applies again when the
				// draft says the very same again.
				had := r.state().Offer
				for _, s := range had.Signatures {
					by[s.As] = true
				}
				err := r.sign(who, as)
				if ok := draft.Dose > 0 && (inForce == nil || amending) && !by[as]; (err == nil) != ok {
					t.Fatalf("seed %d step %d: sign: %v", seed, step, err)
				}
				if err == nil {
					if by[as] = true; len(by) == 2 {
						signed := draft
						inForce, amending, by = &signed, false, map[plan.Signer]bool{}
					}
				}
			case 6:
				if err := r.Amend(ctx, r.Therapist, r.Patient, "why"); err == nil {
					amending, by = true, map[plan.Signer]bool{}
				}
			case 7:
				if rng.Intn(4) == 0 {
					if err := r.Withdraw(ctx, r.Prescriber, r.Patient, "why"); (err == nil) != (inForce != nil) {
						t.Fatalf("seed %d step %d: withdraw: %v", seed, step, err)
					}
					inForce, amending, by = nil, false, map[plan.Signer]bool{}
				}
			}
			p, ok := r.state().InForce()
			if ok != (inForce != nil) || (r.gate() == "") != ok || ok && p.Dose != inForce.Dose {
				t.Fatalf("seed %d step %d: in force %v (%s mg), want %+v; gate %q", seed, step, ok, p.Dose.MG(), inForce, r.gate())
			}
		}
	}
}
