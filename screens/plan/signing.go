package plan

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// showSide shows the cards on the right anew.
func (o *overview) showSide() {
	cards := []fyne.CanvasObject{o.signatures(), o.consentCard(), o.expectCard()}
	if c := o.versionsCard(); c != nil {
		cards = append(cards, c)
	}
	o.shownDirty = o.dirty()
	o.side.SetContent(kit.Stack(kit.GapM, cards...))
}

// actions are what a signer's role must permit.
var actions = map[plan.Signer]clinic.Action{plan.AsPrescriber: clinic.PrescribePlan, plan.AsTherapist: clinic.CosignPlan}

// wanted are the signatures that are still missing and that the person may
// give.
func (o *overview) wanted() []plan.Signer {
	var mine []plan.Signer
	if !o.view.Open() {
		return nil
	}
	for _, as := range o.view.Offer.Wants() {
		if o.Shell.Person().May(actions[as]) {
			mine = append(mine, as)
		}
	}
	return mine
}

func (o *overview) maySignAny() bool {
	return len(o.wanted()) > 0 && len(o.view.Missing) == 0 && !o.dirty()
}
func (o *overview) mayAmend() bool {
	return !o.view.Open() && o.Shell.Person().May(clinic.WritePlan)
}
func (o *overview) amending() bool { return o.view.Amending != "" && o.mayWrite() }
func (o *overview) mayWithdraw() bool {
	_, in := o.view.InForce()
	return in && o.Shell.Person().May(clinic.WritePlan)
}

// state is the plan's state in a word or two, and its tone.
func (o *overview) state() (string, kit.Tone) {
	s := o.Shell
	in, ok := o.view.InForce()
	switch {
	case ok && o.view.Amending == "":
		return s.T("In force, version %d", in.Number), kit.ToneDone
	case len(o.view.Offer.Signatures) > 0 && o.view.Offer.SignedAs(plan.AsPrescriber):
		return s.T("Waiting for the therapist"), kit.ToneReview
	case len(o.view.Offer.Signatures) > 0:
		return s.T("Waiting for the prescriber"), kit.ToneReview
	case ok:
		return s.T("Version %d in force", in.Number), kit.ToneReview
	case len(o.view.Versions) > 0 && o.view.Versions[len(o.view.Versions)-1].Withdrawn:
		return s.T("Withdrawn"), kit.ToneStop
	}
	return s.T("Not signed"), kit.ToneNeutral
}

// signatures is the card that tells who signed, and what is still missing.
func (o *overview) signatures() fyne.CanvasObject {
	s := o.Shell
	text, tone := o.state()
	shown := o.view.Offer
	if in, ok := o.view.InForce(); ok && o.view.Amending == "" {
		shown = in
	}
	parts := []fyne.CanvasObject{head(s.T("Signatures"), kit.NewPill(text, tone))}
	for _, as := range shown.Model.Signers() {
		parts = append(parts, o.signatureLine(shown, as))
	}
	for _, g := range o.view.Stale() {
		parts = append(parts, kit.SmallPara(s.T("%s signed an earlier wording; it no longer applies.", g.By.Name)).In(kit.ColorReview))
	}
	if o.view.Open() {
		parts = append(parts, o.toSign()...)
	}
	var buttons []fyne.CanvasObject
	if o.mayAmend() {
		buttons = append(buttons, kit.Secondary("plan.amend", s.T("Amend"), o.onAmend))
	}
	if o.mayWithdraw() {
		buttons = append(buttons, kit.Secondary("plan.withdraw", s.T("Withdraw"), o.onWithdraw))
	}
	if len(buttons) > 0 {
		parts = append(parts, kit.FlowRow(kit.GapS, buttons...))
	}
	return kit.NewCard("", kit.Stack(kit.GapS, parts...))
}

func (o *overview) signatureLine(p plan.Plan, as plan.Signer) fyne.CanvasObject {
	for _, g := range p.Signatures {
		if g.As == as {
			return kit.Paragraph("✓ " + o.v.signer(as) + ": " + o.v.signature(g.By)).In(kit.ColorDone)
		}
	}
	return kit.Paragraph("○ " + o.v.signer(as) + ": " + o.Shell.T("not yet"))
}

// toSign is what still stands before a signature, or the buttons to sign.
func (o *overview) toSign() []fyne.CanvasObject {
	s := o.Shell
	var parts []fyne.CanvasObject
	if o.dirty() {
		return append(parts, kit.SmallPara(s.T("Save the plan first; then it can be signed.")))
	}
	if len(o.view.Missing) > 0 {
		parts = append(parts, kit.Small(s.T("Needed before signing:")))
		for _, p := range o.view.Missing {
			parts = append(parts, kit.SmallPara("· "+place.Words(s, p)))
		}
		return parts
	}
	for _, as := range o.wanted() {
		parts = append(parts, kit.Row(0, kit.Primary("plan.sign."+string(as), o.signText(as), func() { o.onSign(as) })))
	}
	if len(o.wanted()) == 0 && !o.signsAtAll() {
		parts = append(parts, kit.SmallPara(s.T("Your role does not sign this plan.")))
	}
	if len(o.view.Offer.Signatures) > 0 && o.mayWrite() {
		parts = append(parts, kit.SmallPara(s.T("If the plan is changed now, this signature no longer applies and both sign anew.")))
	}
	return parts
}

// signsAtAll reports whether the person holds a role that signs such a plan.
func (o *overview) signsAtAll() bool {
	for _, as := range o.view.Offer.Model.Signers() {
		if o.Shell.Person().May(actions[as]) {
			return true
		}
	}
	return false
}

func (o *overview) signText(as plan.Signer) string {
	if as == plan.AsTherapist {
		return o.Shell.T("Sign as therapist")
	}
	return o.Shell.T("Sign as prescriber")
}

// onSignNext signs in the first role in which the person may.
func (o *overview) onSignNext() {
	if o.maySignAny() {
		o.onSign(o.wanted()[0])
	}
}

// onSign shows what is signed, and signs exactly that.
func (o *overview) onSign(as plan.Signer) {
	s, offer := o.Shell, o.view.Offer
	text := s.T("%s, %s. At most %s mg in one session. %s. The content cannot be changed afterwards without a new version.",
		o.v.route(offer.Route), o.v.dose(offer.Terms, offer.Weight), offer.Max.MG(), o.v.cadence(offer.Terms))
	kit.Confirm(s.Window(), s.T, o.signText(as), text, s.T("Sign"), false, func() {
		o.do(s.T("Plan signed"), func(ctx context.Context, by record.Actor) error {
			return o.Plans.Sign(ctx, by, o.patient, as, offer.Hash)
		})
	}, nil)
}

// askReason asks for the reason of a step.
func (o *overview) askReason(id, title, text, yes string, then func(reason string, draft *place.Keeper)) {
	s := o.Shell
	reason := kit.NewTextField(s.T, "plan.reason", s.T("Reason"))
	keeper := place.KeepText(o.Drafts, s, "plan."+id+"/"+string(o.patient), reason)
	kit.Ask(s.Window(), s.T, title, kit.Stack(kit.GapM, kit.Paragraph(text), reason), yes, func() bool {
		if strings.TrimSpace(reason.Text()) == "" {
			reason.SetError(s.T("Say in a few words why."))
			reason.Focus()
			return false
		}
		then(reason.Text(), keeper)
		return true
	}, nil)
}

func (o *overview) onAmend() {
	s := o.Shell
	o.askReason("amend", s.T("Amend the plan"), s.T("A new version begins. The signed one stays in force until the new one is signed, and stays readable after that."), s.T("Amend"), func(reason string, draft *place.Keeper) {
		o.do(s.T("A new version was begun"), func(ctx context.Context, by record.Actor) error { return o.Plans.Amend(ctx, by, o.patient, reason) }, draft)
	})
}

func (o *overview) onWithdraw() {
	s := o.Shell
	o.askReason("withdraw", s.T("Withdraw the plan"), s.T("Nobody can be dosed by this plan from now on. It stays readable."), s.T("Withdraw"), func(reason string, draft *place.Keeper) {
		o.do(s.T("The plan was withdrawn"), func(ctx context.Context, by record.Actor) error { return o.Plans.Withdraw(ctx, by, o.patient, reason) }, draft)
	})
}

// versionsCard lists the versions that are no longer in force; nil when
// there are none.
func (o *overview) versionsCard() fyne.CanvasObject {
	s := o.Shell
	var rows []fyne.CanvasObject
	for i := len(o.view.Versions) - 1; i >= 0; i-- {
		p := o.view.Versions[i]
		if !p.Complete() || p.InForce() {
			continue
		}
		why := s.T("replaced")
		if p.Withdrawn {
			why = s.T("withdrawn: %s", p.WithdrawnReason)
		}
		rows = append(rows, kit.Row(kit.GapS, kit.Flex(1, kit.Paragraph(s.T("Version %d", p.Number)+" · "+why)),
			kit.Quiet("plan.version."+p.Hash.String()[:8], s.T("Read"), func() { o.readVersion(p) })))
	}
	if len(rows) == 0 {
		return nil
	}
	return kit.NewCard(s.T("Earlier versions"), kit.Stack(kit.GapXS, rows...))
}

// readVersion shows a version that is no longer in force, as it was signed.
func (o *overview) readVersion(p plan.Plan) {
	s := o.Shell
	parts := []fyne.CanvasObject{o.v.summary(p.Terms, p.Weight)}
	for _, g := range p.Signatures {
		parts = append(parts, line(o.v.signer(g.As), "✓ "+o.v.signature(g.By)))
	}
	kit.Ask(s.Window(), s.T, s.T("Plan, version %d", p.Number), kit.Stack(kit.GapS, parts...), s.T("Close"), func() bool { return true }, nil)
}
