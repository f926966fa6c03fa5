package plan_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"kapdesk/app/intake"
	"kapdesk/app/plan"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

var ctx = context.Background()

// room is a clinic with the desk under test and a patient who was weighed.
type room struct {
	*plantest.Clinic
	*plan.Desk
	t *testing.T
}

func open(t *testing.T) *room {
	c := plantest.New(t)
	c.Weigh(t, 82_554)
	strengths := func(_ record.Reader, route plan.Route) ([]plan.Micrograms, error) {
		if route == plan.Esketamine {
			return []plan.Micrograms{56_000, 84_000}, nil
		}
		return nil, nil
	}
	return &room{c, plan.New(c.Log, intakeForm(t), strengths), t}
}

func intakeForm(t *testing.T) intake.Form {
	raw, err := os.ReadFile("../../assets/intake/intake.json")
	if err != nil {
		t.Fatal(err)
	}
	form, err := intake.ParseForm(raw)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func (r *room) terms() plan.Terms {
	return plan.Terms{Model: plan.KAP, Indication: []plan.Indication{{Code: "trd", Name: words.Text{EN: "Treatment-resistant depression", ES: "Depresión resistente"}}},
		Route: plan.IM, Style: plan.Style{Depth: plan.Psychedelic, Titration: plan.Escalating}, Dose: 41_300, Max: 60_000,
		Sessions: 6, Cadence: plan.Cadence{Times: 1, Days: 14}, Goals: "To sleep, and to play with my children again.",
		Fees: plan.Fees{By: r.Therapist.ID, On: record.Date{Year: 2026, Month: 11, Day: 23}}}
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) state() plan.State {
	r.t.Helper()
	v, err := r.Of(ctx, r.Therapist, r.Patient)
	r.must(err)
	return v.State
}

func (r *room) sign(by record.Actor, as plan.Signer) error {
	r.t.Helper()
	return r.Sign(ctx, by, r.Patient, as, r.state().Offer.Hash)
}

// signed saves the terms and has both sign.
func (r *room) signed() {
	r.t.Helper()
	r.must(r.Save(ctx, r.Therapist, r.Patient, r.terms()))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	r.must(r.sign(r.Therapist, plan.AsTherapist))
}

// gate gives the words of the closed gate, "" when it is open.
func (r *room) gate() string {
	r.t.Helper()
	var p *record.Problem
	r.must(r.Log.View(ctx, func(rd record.Reader) (err error) {
		p, err = plan.Gate(rd, r.Patient)
		return err
	}))
	if p == nil {
		return ""
	}
	if p.Field != "plan" || p.Code != record.Refused {
		r.t.Errorf("%+v", p)
	}
	return p.Text
}

func TestSaveRefuses(t *testing.T) {
	r := open(t)
	n := len(r.Log.Events())
	for name, try := range map[string]struct {
		by    record.Actor
		spoil func(*plan.Terms)
		code  record.Code
		field string
	}{
		"the front desk":       {r.Clinic.Desk, func(*plan.Terms) {}, record.NotAllowed, ""},
		"a nurse":              {r.Nurse, func(*plan.Terms) {}, record.NotAllowed, ""},
		"nobody":               {record.Actor{}, func(*plan.Terms) {}, record.NotAllowed, ""},
		"a model of no clinic": {r.Therapist, func(p *plan.Terms) { p.Model = "home" }, record.Invalid, "plan.model"},
		"a route of no clinic": {r.Therapist, func(p *plan.Terms) { p.Route = "epidural" }, record.Invalid, "plan.route"},
		"an odd depth":         {r.Therapist, func(p *plan.Terms) { p.Style.Depth = "deep" }, record.Invalid, "plan.depth"},
		"an odd titration":     {r.Therapist, func(p *plan.Terms) { p.Style.Titration = "some" }, record.Invalid, "plan.titration"},
		"a negative dose":      {r.Therapist, func(p *plan.Terms) { p.Dose = -1 }, record.Invalid, "plan.dose"},
		"above the most":       {r.Therapist, func(p *plan.Terms) { p.Dose = 60_010 }, record.Invalid, "plan.dose"},
		"a slip of the hand":   {r.Therapist, func(p *plan.Terms) { p.Max = 60_000_000 }, record.Invalid, "plan.max"},
		"no device gives 41.3": {r.Therapist, func(p *plan.Terms) { p.Route, p.Max = plan.Esketamine, 84_000 }, record.Invalid, "plan.dose"},
		"no device gives 60":   {r.Therapist, func(p *plan.Terms) { p.Route, p.Dose = plan.Esketamine, 56_000 }, record.Invalid, "plan.max"},
		"a thousand sessions":  {r.Therapist, func(p *plan.Terms) { p.Sessions = 1000 }, record.Invalid, "plan.sessions"},
		"half a cadence":       {r.Therapist, func(p *plan.Terms) { p.Cadence = plan.Cadence{Times: 2} }, record.Invalid, "plan.cadence"},
		"a book of goals":      {r.Therapist, func(p *plan.Terms) { p.Goals = strings.Repeat("x", 20_001) }, record.Invalid, "plan.goals"},
		"fees of tomorrow":     {r.Therapist, func(p *plan.Terms) { p.Fees.On.Day = 24 }, record.Invalid, "plan.feeson"},
		"fees by a stranger":   {r.Therapist, func(p *plan.Terms) { p.Fees.By = "x" }, record.Invalid, "plan.feesby"},
	} {
		terms := r.terms()
		try.spoil(&terms)
		t.Run(name, func(t *testing.T) {
			r.Refused(t, r.Save(ctx, try.by, r.Patient, terms), try.code, try.field, n)
		})
	}
	r.Refused(t, r.Save(ctx, r.Therapist, "nobody", r.terms()), record.NotFound, "", n)
}

func TestADraftIsSavedInParts(t *testing.T) {
	r := open(t)
	r.must(r.Save(ctx, r.Therapist, r.Patient, plan.Terms{Goals: " Sleep. "}))
	r.must(r.Save(ctx, r.Prescriber, r.Patient, plan.Terms{Goals: "Sleep.", Route: plan.Esketamine, Dose: 56_000, Max: 84_000}))
	s := r.state()
	if s.Draft.Goals != "Sleep." || s.Draft.Route != plan.Esketamine || s.Draft.Dose != 56_000 {
		t.Errorf("%+v", s.Draft)
	}
	if events := r.Log.Events(); len(events[len(events)-1].Set) != 3 {
		t.Errorf("wrote what was the same: %v", events[len(events)-1].Set)
	}
	n := len(r.Log.Events())
	r.must(r.Save(ctx, r.Prescriber, r.Patient, s.Draft))
	if len(r.Log.Events()) != n {
		t.Error("saving nothing new wrote an event")
	}
	fields := map[string]bool{}
	for _, p := range s.Missing {
		fields[p.Field] = true
	}
	for _, f := range []string{"plan.model", "plan.indication", "plan.depth", "plan.titration", "plan.sessions", "plan.cadence", "plan.feesby"} {
		if !fields[f] {
			t.Errorf("%s is not said to be missing: %v", f, s.Missing)
		}
	}
	if fields["plan.goals"] || fields["plan.dose"] || fields["plan.weight"] {
		t.Errorf("said to be missing: %v", s.Missing)
	}
	r.Refused(t, r.sign(r.Prescriber, plan.AsPrescriber), record.Invalid, "plan.model", n)
}

func TestNoPlanIsSignedWithoutAWeight(t *testing.T) {
	c := plantest.New(t)
	r := &room{c, plan.New(c.Log, intakeForm(t), nil), t}
	r.must(r.Save(ctx, r.Therapist, r.Patient, r.terms()))
	n := len(r.Log.Events())
	r.Refused(t, r.sign(r.Prescriber, plan.AsPrescriber), record.Invalid, "plan.weight", n)
	r.Weigh(t, 70_000)
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	if w := r.state().Offer.Weight; w.Grams != 70_000 || !w.At.Equal(r.Now) {
		t.Errorf("%+v", w)
	}
}

func TestSignRefuses(t *testing.T) {
	r := open(t)
	r.must(r.Save(ctx, r.Therapist, r.Patient, r.terms()))
	seen := r.state().Offer.Hash
	n := len(r.Log.Events())
	r.Refused(t, r.Sign(ctx, r.Clinic.Desk, r.Patient, plan.AsPrescriber, seen), record.NotAllowed, "", n)
	r.Refused(t, r.Sign(ctx, r.Therapist, r.Patient, plan.AsPrescriber, seen), record.NotAllowed, "", n)
	r.Refused(t, r.Sign(ctx, r.Prescriber, r.Patient, plan.AsTherapist, seen), record.NotAllowed, "", n)
	r.Refused(t, r.Sign(ctx, r.Nurse, r.Patient, plan.AsTherapist, seen), record.NotAllowed, "", n)
	r.Refused(t, r.Sign(ctx, r.Owner, r.Patient, plan.AsPrescriber, seen), record.NotAllowed, "", n)
	other := r.terms()
	other.Dose = 20_000
	r.must(r.Save(ctx, r.Therapist, r.Patient, other))
	n = len(r.Log.Events())
	r.Refused(t, r.Sign(ctx, r.Prescriber, r.Patient, plan.AsPrescriber, seen), record.Conflict, "", n)
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	n = len(r.Log.Events())
	r.Refused(t, r.sign(r.Second, plan.AsPrescriber), record.Refused, "", n)
}

func TestBothSignTheVerySameContent(t *testing.T) {
	r := open(t)
	if g := r.gate(); g != "There is no signed plan." {
		t.Error(g)
	}
	r.must(r.Save(ctx, r.Therapist, r.Patient, r.terms()))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	if g := r.gate(); g != "The plan is signed by the prescriber and waits for the therapist." {
		t.Error(g)
	}
	r.Pass(time.Hour)
	r.Weigh(t, 80_000) // a new weight does not change what the prescriber signed
	s := r.state()
	if len(s.Versions) != 1 || s.Offer.Weight.Grams != 82_554 || len(s.Offer.Wants()) != 1 || s.Offer.Wants()[0] != plan.AsTherapist {
		t.Fatalf("%+v", s.Offer)
	}
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if g := r.gate(); g != "" {
		t.Error(g)
	}
	p, ok := r.state().InForce()
	if !ok || p.Number != 1 || p.Dose.MG() != "41.3" || p.PerKg().String() != "0.50" || p.Weight.Grams != 82_554 || p.Fees.Name != "Ana Brandt" ||
		len(p.Signatures) != 2 || p.Signatures[0].By.Name != "Dr. Ilse Baum" || p.Signatures[1].By.Name != "Ana Brandt" {
		t.Errorf("%v %+v", ok, p)
	}
	var got plan.Plan
	r.must(r.Log.View(ctx, func(rd record.Reader) (err error) {
		got, ok, err = plan.Signed(rd, r.Patient)
		return err
	}))
	if !ok || got.Hash != p.Hash {
		t.Errorf("%v %+v", ok, got)
	}
	n := len(r.Log.Events())
	r.Refused(t, r.Save(ctx, r.Therapist, r.Patient, plan.Terms{}), record.Refused, "", n)
	r.Refused(t, r.sign(r.Second, plan.AsPrescriber), record.Refused, "", n)
}

func TestAChangeAfterTheFirstSignatureNeedsBothAnew(t *testing.T) {
	r := open(t)
	r.must(r.Save(ctx, r.Therapist, r.Patient, r.terms()))
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	less := r.terms()
	less.Dose, less.DosePerKg = 30_000, 0
	r.must(r.Save(ctx, r.Therapist, r.Patient, less))
	s := r.state()
	if len(s.Offer.Signatures) != 0 || len(s.Stale()) != 1 || s.Stale()[0].By.Name != "Dr. Ilse Baum" {
		t.Fatalf("%+v", s.Offer)
	}
	if g := r.gate(); g != "The plan was changed after it was signed, so the signature does not apply." {
		t.Error(g)
	}
	r.must(r.sign(r.Therapist, plan.AsTherapist))
	if g := r.gate(); g != "The plan is signed by the therapist and waits for the prescriber." {
		t.Error(g)
	}
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	if p, ok := r.state().InForce(); !ok || p.Dose != 30_000 || p.Number != 1 {
		t.Errorf("%v %+v", ok, p)
	}
}

func TestOnePersonWithBothRolesGivesTwoSignatures(t *testing.T) {
	r := open(t)
	r.must(r.Save(ctx, r.Both, r.Patient, r.terms()))
	r.must(r.sign(r.Both, plan.AsPrescriber))
	if r.gate() == "" {
		t.Fatal("one signature opened the gate")
	}
	r.must(r.sign(r.Both, plan.AsTherapist))
	p, ok := r.state().InForce()
	if !ok || p.Signatures[0].By.Person != p.Signatures[1].By.Person || p.Signatures[0].As == p.Signatures[1].As {
		t.Errorf("%v %+v", ok, p.Signatures)
	}
}

func TestInfusionOnlyIsSignedByThePrescriberAlone(t *testing.T) {
	r := open(t)
	terms := r.terms()
	terms.Model = plan.InfusionOnly
	r.must(r.Save(ctx, r.Therapist, r.Patient, terms))
	if d := r.state().Draft.Style.Depth; d != "" {
		t.Errorf("a depth of %q without therapy", d)
	}
	n := len(r.Log.Events())
	r.Refused(t, r.sign(r.Therapist, plan.AsTherapist), record.Refused, "", n)
	r.must(r.sign(r.Prescriber, plan.AsPrescriber))
	if g := r.gate(); g != "" {
		t.Error(g)
	}
	if p, _ := r.state().InForce(); p.Model.NeedsTherapist() || !p.Complete() {
		t.Errorf("%+v", p)
	}
}

func TestTheConditionsComeFromTheIntake(t *testing.T) {
	r := open(t)
	row := func(name, note string) intake.Entry {
		return intake.Entry{Field: "condition.", Answer: intake.Answer{Row: map[string]string{"name": name, "note": note}}}
	}
	r.must(intake.New(r.Log, intakeForm(t)).Save(ctx, r.Nurse, r.Patient, []intake.Entry{row("ptsd", "the fire"), row("other", "tinnitus"), row("ptsd", "again")}))
	v, err := r.Of(ctx, r.Therapist, r.Patient)
	r.must(err)
	if len(v.Conditions) != 2 || v.Conditions[0].Name.ES != "Estrés postraumático o trauma complejo" || v.Conditions[1].Name.EN != "tinnitus" ||
		!v.HasWeight || v.Weight.Grams != 82_554 {
		t.Errorf("%+v", v)
	}
	if _, err := r.Of(ctx, r.Clinic.Desk, r.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk reads the plan: %v", err)
	}
	if _, err := r.Of(ctx, r.Nurse, "nobody"); record.CodeOf(err) != record.NotFound {
		t.Error(err)
	}
}
