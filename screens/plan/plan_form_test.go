package plan_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/plan"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

func (r *room) choose(id, value string) {
	r.t.Helper()
	c := at[*kit.Choice](r, id)
	c.Focus()
	for range 8 {
		placetest.Press(r.win, fyne.KeyLeft)
	}
	for range 8 {
		if c.Value() == value {
			return
		}
		placetest.Press(r.win, fyne.KeyRight)
	}
	r.t.Fatalf("%s cannot be chosen in %s", value, id)
}

func (r *room) text(id string) string { r.t.Helper(); return at[*kit.TextField](r, id).Text() }

func (r *room) hint(id string) string {
	r.t.Helper()
	return at[interface{ Hint() string }](r, id).Hint()
}

func (r *room) view() plan.View {
	r.t.Helper()
	v, err := r.plans.Of(ctx, r.Therapist, r.Patient)
	r.must(err)
	return v
}

func TestTheDoseIsShownBothWays(t *testing.T) {
	r := open(t)
	r.show("")
	r.typed("plan.dose", "41.3")
	if h := r.hint("plan.dose"); h != "No weight yet: mg/kg cannot be shown." {
		t.Errorf("%q", h)
	}
	r.Weigh(t, 82_554)
	r.show("")
	if h := r.hint("plan.dose"); h != "= 0.50 mg/kg at 82.6 kg" {
		t.Errorf("%q", h)
	}
	r.typed("plan.perkg", "0.75")
	if d, h := r.text("plan.dose"), r.hint("plan.perkg"); d != "61.9" || h != "× 82.6 kg = 61.9 mg, rounded to 0.1 mg" {
		t.Errorf("%q, %q", d, h)
	}
	r.typed("plan.max", "90")
	r.command("plan.save").Do()
	if d := r.view().Draft; d.Dose != 61_900 || d.DosePerKg != 750 || d.Max != 90_000 {
		t.Fatalf("%+v %v", d, r.shell.LastFailure())
	}
	if p := r.text("plan.perkg"); p != "0.75" {
		t.Errorf("what was typed in mg/kg is not shown again: %q", p)
	}
	at[*kit.TextField](r, "plan.dose").SetText("")
	r.typed("plan.dose", "60")
	if p := r.text("plan.perkg"); p != "" {
		t.Errorf("mg typed by hand, and still %q mg/kg asked for", p)
	}
	r.command("plan.save").Do()
	if d := r.view().Draft; d.Dose != 60_000 || d.DosePerKg != 0 {
		t.Errorf("%+v", d)
	}
}

func TestARangeIsShownAndNothingIsProposed(t *testing.T) {
	r := open(t)
	r.Weigh(t, 80_000)
	r.show("")
	r.choose("plan.route", string(plan.IM))
	r.choose("plan.depth", string(plan.Psychedelic))
	if d := r.text("plan.dose"); d != "" {
		t.Errorf("the program proposes %q", d)
	}
	said := func() string {
		var b strings.Builder
		kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
			if text, ok := o.(*kit.Text); ok && text.Visible() {
				b.WriteString(text.String() + "\n")
			}
		})
		return b.String()
	}
	if s := said(); !strings.Contains(s, "The protocol has 0.75–1.5 mg/kg for IM, Psychedelic (high). After Kolp") || !strings.Contains(s, "Others differ: A study with trainees") {
		t.Errorf("%s", s)
	}
	if strings.Contains(said(), "outside this range") {
		t.Error("nothing ordered, and outside of the range")
	}
	r.typed("plan.dose", "30")
	if !strings.Contains(said(), "The order is outside this range; the decision is yours.") {
		t.Error("30 mg at 80 kg is not said to be outside")
	}
}

func TestWhatCannotBeRightStaysAtItsField(t *testing.T) {
	r := open(t)
	r.Weigh(t, 80_000)
	r.show("")
	r.typed("plan.dose", "1,000")
	r.typed("plan.sessions", "six")
	r.command("plan.save").Do()
	if at[kit.Field](r, "plan.dose").Error() == "" || at[kit.Field](r, "plan.sessions").Error() == "" || r.text("plan.dose") != "1,000" {
		t.Error("a slip is not shown, or not kept")
	}
	if r.view().Draft.Dose != 0 {
		t.Error("a slip was saved")
	}
	at[*kit.TextField](r, "plan.dose").SetText("")
	at[*kit.TextField](r, "plan.sessions").SetText("")
	r.typed("plan.dose", "90")
	r.typed("plan.max", "60")
	r.command("plan.save").Do()
	if e := at[kit.Field](r, "plan.dose").Error(); e != "The ordered dose, 90 mg, is above the most for one session, 60 mg." {
		t.Errorf("%q", e)
	}
}

func TestTheDraftComesBack(t *testing.T) {
	r := open(t)
	r.Weigh(t, 80_000)
	r.show("")
	r.typed("plan.goals", "To sleep.")
	r.typed("plan.dose", "1,0,0")
	r.show("")
	if g := at[*kit.NotesField](r, "plan.goals").Text(); g != "To sleep." || r.text("plan.dose") != "1,0,0" {
		t.Errorf("%q %q", g, r.text("plan.dose"))
	}
	if c := r.command("plan.sign"); !c.Disabled() {
		t.Error("what is not saved can be signed")
	}
	r.tap("plan.discard")
	if g := at[*kit.NotesField](r, "plan.goals").Text(); g != "" {
		t.Errorf("%q", g)
	}
}

func TestInfusionOnlyAsksForNoDepth(t *testing.T) {
	r := open(t)
	r.show("")
	r.choose("plan.model", string(plan.InfusionOnly))
	if r.find("plan.depth") != nil || !strings.Contains(r.hint("plan.model"), "signs alone") {
		t.Errorf("%q", r.hint("plan.model"))
	}
	r.choose("plan.model", string(plan.KAP))
	if r.find("plan.depth") == nil {
		t.Error("the depth is gone")
	}
}

func TestTheConditionsOfTheIntakeAreOffered(t *testing.T) {
	r := open(t)
	r.show("")
	at[*kit.Check](r, "plan.indication.1").Tapped(nil)
	r.typed("plan.indication", "since the fire")
	r.command("plan.save").Do()
	got := r.view().Draft.Indication
	if len(got) != 2 || got[0].Code != "ptsd" || got[1].Name.EN != "since the fire" {
		t.Errorf("%+v", got)
	}
	if !at[*kit.Check](r, "plan.indication.1").On() || r.text("plan.indication") != "since the fire" {
		t.Error("what was saved is not shown")
	}
}

func TestSignAmendAndWithdraw(t *testing.T) {
	r := open(t)
	r.Weigh(t, 82_554)
	r.must(r.plans.Save(ctx, r.Therapist, r.Patient, r.terms()))
	r.as(r.Prescriber)
	r.show("")
	r.command("plan.sign").Do()
	r.tap("dialog.cancel")
	if len(r.view().Versions) != 0 {
		t.Fatal("signed without a yes")
	}
	r.command("plan.sign").Do()
	r.tap("dialog.yes")
	if g := r.view().Offer.Signatures; len(g) != 1 || g[0].As != plan.AsPrescriber {
		t.Fatalf("%+v %v", g, r.shell.LastFailure())
	}
	if !r.command("plan.sign").Disabled() {
		t.Error("the prescriber can sign twice")
	}
	r.as(r.Therapist)
	r.show("")
	r.tap("plan.sign.therapist")
	r.tap("dialog.yes")
	if in, ok := r.view().InForce(); !ok || in.Number != 1 {
		t.Fatal("not in force after both signed")
	}
	if r.find("plan.dose") != nil || r.shell.Charts < 2 {
		t.Error("a signed plan is shown as a form, or the chart's header not anew")
	}
	r.command("plan.amend").Do()
	r.tap("dialog.yes")
	if r.view().Amending != "" {
		t.Fatal("amended without a reason")
	}
	r.typed("plan.reason", "no effect")
	r.tap("dialog.yes")
	if r.view().Amending != "no effect" || r.find("plan.dose") == nil {
		t.Fatal("not amending")
	}
	r.command("plan.drop").Do()
	r.tap("dialog.yes")
	if r.view().Amending != "" {
		t.Fatal("still amending")
	}
	r.command("plan.withdraw").Do()
	r.typed("plan.reason", "pregnant")
	r.tap("dialog.yes")
	if _, ok := r.view().InForce(); ok {
		t.Error("still in force")
	}
}

func TestASignatureIsUnderWhatWasShown(t *testing.T) {
	r := open(t)
	r.Weigh(t, 82_554)
	r.must(r.plans.Save(ctx, r.Therapist, r.Patient, r.terms()))
	r.as(r.Prescriber)
	r.show("")
	other := r.terms()
	other.Dose = 20_000
	r.must(r.plans.Save(ctx, r.Therapist, r.Patient, other)) // meanwhile, by somebody else
	r.command("plan.sign").Do()
	r.tap("dialog.yes")
	if v := r.view(); len(v.Versions) != 0 || r.shell.LastFailure() == nil {
		t.Fatal("signed what was not shown")
	}
	if d := r.text("plan.dose"); d != "" && d != "20" {
		t.Errorf("the change is not shown after the refusal: %q", d)
	}
}

func TestAnEarlierVersionCanBeRead(t *testing.T) {
	r := open(t)
	r.signed()
	r.must(r.plans.Amend(ctx, r.Therapist, r.Patient, "less"))
	less := r.terms()
	less.Dose = 40_000
	r.must(r.plans.Save(ctx, r.Therapist, r.Patient, less))
	r.sign(r.Prescriber, plan.AsPrescriber)
	r.sign(r.Therapist, plan.AsTherapist)
	r.show("")
	first := r.view().Versions[0]
	r.tap("plan.version." + first.Hash.String()[:8])
	if top := r.win.Canvas().Overlays().Top(); top == nil {
		t.Fatal("nothing to read")
	}
	r.golden("version")
	r.tap("dialog.yes")
}
