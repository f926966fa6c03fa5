package plan_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/consent"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
	screen "kapdesk/screens/plan"
)

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

func TestStates(t *testing.T) {
	for name, c := range map[string]struct {
		part string
		set  func(*room)
	}{
		"empty":   {"", func(*room) {}},
		"draft":   {"", func(r *room) { r.Weigh(t, 82_554); r.must(r.plans.Save(ctx, r.Therapist, r.Patient, r.terms())) }},
		"signed":  {"", func(r *room) { r.signed(); r.consented() }},
		"spanish": {"", func(r *room) { r.signed(); r.consented(); r.shell.Language = words.Spanish }},
		"waiting": {"", func(r *room) {
			r.Weigh(t, 82_554)
			r.must(r.plans.Save(ctx, r.Therapist, r.Patient, r.terms()))
			r.sign(r.Prescriber, plan.AsPrescriber)
		}},
		"nurse": {"", func(r *room) {
			r.Weigh(t, 82_554)
			r.must(r.plans.Save(ctx, r.Therapist, r.Patient, r.terms()))
			r.as(r.Nurse)
		}},
		"nurse-empty": {"", func(r *room) { r.as(r.Nurse) }},
		"amending-large": {"", func(r *room) {
			r.signed()
			r.must(r.plans.Amend(ctx, r.Therapist, r.Patient, "no effect"))
			r.shell.Language = words.Spanish
			fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		}},
		"withdrawn": {"", func(r *room) {
			r.signed()
			r.consented()
			r.must(r.plans.Withdraw(ctx, r.Prescriber, r.Patient, "pregnant"))
			r.must(r.consents.Withdraw(ctx, r.Nurse, r.Patient, consent.Signer{Who: consent.Patient}, "changed my mind"))
		}},
		"closed": {"", func(r *room) { r.as(r.Clinic.Desk) }},
		"error":  {"", func(r *room) { r.deps.Plans = broken{r.plans} }},
		"taking": {screen.PartConsent, func(*room) {}},
		"taking-large": {screen.PartConsent, func(r *room) {
			r.shell.Language = words.Spanish
			fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t)
			c.set(r)
			r.show(c.part)
			r.golden(name)
		})
	}
}

func TestTheErrorCanBeTriedAgain(t *testing.T) {
	r := open(t)
	r.deps.Plans = broken{r.plans}
	r.show("")
	if r.shell.LastFailure() == nil {
		t.Fatal("the error is not shown")
	}
	if c := r.command("plan.save"); !c.Disabled() {
		t.Error("what was not read can be saved")
	}
	r.tap("plan.again")
	if len(r.shell.Failures) != 2 {
		t.Error("trying again did not read again")
	}
}

func TestNobodyWithoutTheChartSeesAnything(t *testing.T) {
	r := open(t)
	r.signed()
	for _, part := range []string{"", screen.PartConsent} {
		for _, who := range []string{"desk", "owner"} {
			r.as(map[string]record.Actor{"desk": r.Clinic.Desk, "owner": r.Owner}[who])
			r.screen = nil
			r.show(part)
			if r.find("plan.model") != nil || r.find("consent.method") != nil || r.screen.Commands() != nil {
				t.Errorf("the %s sees part %q", who, part)
			}
		}
	}
}

func TestEveryCommandHasItsKey(t *testing.T) {
	r := open(t)
	for _, part := range []string{"", screen.PartConsent} {
		r.show(part)
		placetest.Keys(t, r.screen)
	}
}
