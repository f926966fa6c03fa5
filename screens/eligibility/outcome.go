package eligibility

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/eligibility"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// outcome is the card at the right: where the patient stands, the reasoning,
// and the two signatures.
type outcome struct {
	v         *Screen
	card      *kit.Card
	stand     *fyne.Container
	result    *kit.Text // what the lines come to
	byCase    *kit.Text // that the protocol is a draft
	status    *kit.Text
	why       *kit.Text
	until     *kit.Text
	reasoning *kit.NotesField
	yes, no   *kit.Button
	save      *kit.Button
	print     *kit.Button
}

func newOutcome(v *Screen) *outcome {
	t := v.Shell.T
	o := &outcome{v: v, stand: kit.Stack(kit.GapXS), status: kit.Paragraph(""), why: kit.SmallPara(""), until: kit.SmallPara("").In(kit.ColorInk)}
	o.reasoning = kit.NewNotesField(t, "eligibility.reasoning", t("Reasoning (goes on the summary)")).SetRows(3)
	o.reasoning.OnChanged = v.changed
	o.yes = kit.Primary("eligibility.sign", t("Sign eligible"), v.onEligible)
	o.no = kit.Secondary("eligibility.reject", t("Not eligible"), v.onNotEligible)
	o.save = kit.Secondary("eligibility.save", t("Save for later"), v.onSave)
	o.print = kit.Quiet("eligibility.print", t("Make a PDF"), v.onPrint)
	o.result, o.byCase = kit.Paragraph("").Bold(), kit.SmallPara(t(eligibility.CaseByCase)).In(kit.ColorReview)
	o.card = kit.NewCard(t("Outcome"), kit.Stack(kit.GapS, o.stand, kit.Stack(2, o.result, o.byCase), o.status, o.why,
		kit.SmallPara(t("The program lists facts and rules. The decision is yours.")), o.reasoning, o.until,
		kit.FlowRow(kit.GapS, o.yes, o.no), kit.FlowRow(kit.GapM, o.save, o.print)))
	return o
}

// update shows what stands on the screen.
func (o *outcome) update() {
	v, s := o.v, o.v.Shell
	now := v.now()
	against := now.Against(true)
	before := o.status.String() + o.why.String() + o.result.String()
	o.result.SetText(s.T("By the criteria: %s", v.voice().State(now.Outcome())))
	show(o.byCase, now.Protocol.IsDraft())
	o.status.SetText(o.readiness(now, len(against) == 0))
	why := o.reasons(against)
	o.why.SetText(why)
	show(o.why, why != "" && v.maySign() && !o.settled())
	o.until.SetText(s.T("Valid until %s (%d days)", now.ValidUntil, now.Protocol.Validity.Days))
	o.yes.SetEnabled(v.maySign() && len(against) == 0)
	o.no.SetEnabled(v.maySign())
	o.print.SetEnabled(v.mayPrint())
	// Most keys change neither: laying everything out again for each would
	// make typing slow.
	if o.status.String()+o.why.String()+o.result.String() != before {
		o.card.Refresh()
	}
}

// reasons says why it cannot be signed: what is to be asked again in one line,
// and the first of the rest.
func (o *outcome) reasons(against record.Problems) string {
	v, t := o.v, o.v.Shell.T
	var lines []string
	if n := v.toAsk(); n > 0 {
		lines = append(lines, "· "+t("To ask again: %d.", n))
	}
	more := 0
	for _, p := range place.Unsaid(v.Shell, v.fields(), against) {
		switch {
		case v.lapsed(p.Field):
		case len(lines) == 3:
			more++
		default:
			lines = append(lines, "· "+place.Words(v.Shell, p))
		}
	}
	if more > 0 {
		lines = append(lines, t("%d more", more))
	}
	return strings.Join(lines, "\n")
}

func show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// readiness says in one line whether it can be signed.
func (o *outcome) readiness(now eligibility.Sheet, ready bool) string {
	t := o.v.Shell.T
	stop, unknown := now.Count(protocol.Stop), now.Count(protocol.Unknown)
	switch {
	case o.settled():
		return t("Signed and in date. Fill in here only to sign a new one.")
	case !o.v.maySign():
		return t("A prescriber decides and signs. You can fill in and write notes.")
	case ready && now.Again && now.Standing.Signed.Reasoning != "" && now.Reasoning == "":
		return t("Ready to sign. The reasoning that was signed goes on.")
	case ready:
		return t("Ready to sign.")
	case stop > 0 && unknown > 0:
		return t("Not ready to sign: %d stop, %d unknown.", stop, unknown)
	case stop > 0:
		return t("Not ready to sign: %d stop.", stop)
	case unknown > 0:
		return t("Not ready to sign: %d unknown.", unknown)
	}
	return t("Not ready to sign yet.")
}

// settled reports whether a good checklist is signed and nobody has begun a
// new one.
func (o *outcome) settled() bool {
	return o.v.sheet.Standing.Kind == eligibility.Eligible && o.v.sheet.Screening == "" && len(o.v.marks()) == 0 && o.reasoning.Text() == ""
}

// showStanding says what is signed now.
func (o *outcome) showStanding() {
	s, st := o.v.Shell, o.v.sheet.Standing
	o.stand.Objects = nil
	if st.Signed == nil {
		o.stand.Hide()
		return
	}
	o.stand.Show()
	pill := map[eligibility.Kind]*kit.Pill{
		eligibility.Eligible:    kit.NewPill(s.T("Eligible"), kit.ToneDone),
		eligibility.NotEligible: kit.NewPill(s.T("Not eligible"), kit.ToneStop),
		eligibility.Expired:     kit.NewPill(s.T("Expired"), kit.ToneStop),
		eligibility.OutOfDate:   kit.NewPill(s.T("Out of date"), kit.ToneStop),
		eligibility.Used:        kit.NewPill(s.T("Used"), kit.ToneReview),
	}[st.Kind]
	o.stand.Add(kit.Row(0, pill, kit.Spacer()))
	o.stand.Add(kit.SmallPara(s.T("Signed by %s, %s; valid until %s.", st.Signed.Signature.Name,
		s.Book().DateTime(s.Lang(), st.Signed.Signature.At, s.Clinic().Location()), st.Signed.ValidUntil)))
	if st.Signed.Reasoning != "" {
		o.stand.Add(kit.SmallPara(st.Signed.Reasoning))
	}
	o.stand.Add(kit.Rule())
}

// onEligible asks once more and then signs.
func (v *Screen) onEligible() {
	if !v.ready || !v.maySign() {
		return
	}
	now := v.now()
	if ps := now.Against(true); len(ps) > 0 {
		v.refused(ps)
		return
	}
	t := v.Shell.T
	text := t("Your signature adopts what is clear by rule. It cannot be changed; a new checklist can replace it.")
	if now.Again {
		text = t("Your signature adopts what stands as it was signed and what was asked again. It cannot be changed; a new checklist can replace it.")
	}
	kit.Confirm(v.Shell.Window(), t, t("Sign as eligible?"), text,
		t("Sign eligible"), false, func() { v.sign(true) }, nil)
}

// onNotEligible asks once more and then signs.
func (v *Screen) onNotEligible() {
	if !v.ready || !v.maySign() {
		return
	}
	if ps := v.now().Against(false); len(ps) > 0 {
		v.refused(ps)
		return
	}
	t := v.Shell.T
	kit.Confirm(v.Shell.Window(), t, t("Sign as not eligible?"), t("No dose can be given on it. It cannot be changed; a new checklist can replace it."),
		t("Sign not eligible"), false, func() { v.sign(false) }, nil)
}

func (v *Screen) sign(eligible bool) {
	by := v.Shell.Actor()
	d := eligibility.Decision{Seen: v.sheet.Seen, Eligible: eligible, Marks: v.marks(), Reasoning: v.out.reasoning.Text()}
	v.Shell.Run(func(ctx context.Context) func() {
		err := v.Desk.Sign(ctx, by, v.patient, d)
		return func() {
			if err != nil {
				v.refused(err)
				return
			}
			v.keeper.Drop()
			v.Shell.Saved(v.Shell.T("The checklist is signed"))
			v.Shell.RefreshChart()
			v.Show()
		}
	})
}
