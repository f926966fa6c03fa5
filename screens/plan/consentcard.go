package plan

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

func (o *overview) mayTake() bool { return o.Shell.Person().May(clinic.ExplainConsent) }

func (o *overview) mayWithdrawConsent() bool {
	_, ok := o.consent.Current()
	return ok && o.mayTake()
}

// onTake goes to the page on which a consent is taken.
func (o *overview) onTake() {
	o.Shell.Go(place.Route{Place: place.Plan, Patient: o.patient, Part: PartConsent})
}

// consentState is the state of the consent in a word or two. A signed consent
// that no longer suffices is shown as signed, with what is wrong below.
func (o *overview) consentState() (string, kit.Tone) {
	s := o.Shell
	_, ok := o.consent.Current()
	switch {
	case ok && o.consent.Closed == nil:
		return s.T("Signed"), kit.ToneDone
	case ok:
		return s.T("Signed, sign anew"), kit.ToneReview
	case len(o.consent.All) > 0:
		return s.T("Withdrawn"), kit.ToneStop
	}
	return s.T("Not signed"), kit.ToneNeutral
}

// consentCard tells whether a consent stands.
func (o *overview) consentCard() fyne.CanvasObject {
	s := o.Shell
	text, tone := o.consentState()
	parts := []fyne.CanvasObject{head(s.T("Consent"), kit.NewPill(text, tone))}
	c, ok := o.consent.Current()
	if !ok && len(o.consent.All) > 0 {
		c = o.consent.All[len(o.consent.All)-1]
	}
	if c.Method != "" {
		parts = append(parts, o.consentLines(c)...)
	}
	if ok && o.consent.Closed != nil {
		parts = append(parts, kit.SmallPara(place.Words(s, o.consent.Closed)).In(kit.ColorReview))
	}
	if c.Method == "" {
		parts = append(parts, kit.SmallPara(s.T("Edition %d of the text, in %s. Explain it, answer the questions, then have it signed here or on paper.", o.consent.Text.Version, o.consent.Text.Lang.Name())))
	}
	var buttons []fyne.CanvasObject
	if o.mayTake() {
		label := s.T("Explain and sign")
		if ok {
			label = s.T("Sign anew")
		}
		if ok && o.consent.Closed == nil {
			buttons = append(buttons, kit.Secondary("plan.takeconsent", label, o.onTake))
		} else {
			buttons = append(buttons, kit.Primary("plan.takeconsent", label, o.onTake))
		}
	}
	if o.Shell.Person().May(clinic.PrintChart) {
		buttons = append(buttons, kit.Secondary("plan.print", s.T("Print"), o.onPrint))
	}
	if o.mayWithdrawConsent() {
		buttons = append(buttons, kit.Secondary("plan.consentwithdraw", s.T("Withdraw"), o.onConsentWithdraw))
	}
	if len(buttons) > 0 {
		parts = append(parts, kit.FlowRow(kit.GapS, buttons...))
	}
	return kit.NewCard("", kit.Stack(kit.GapS, parts...))
}

// consentLines say who signed what, and what became of it.
func (o *overview) consentLines(c consent.Consent) []fyne.CanvasObject {
	s := o.Shell
	at := func(l words.Lang) string { return s.T("Edition %d, %s", c.Text.Version, l.Name()) }
	who := c.Signer.Name
	if c.Signer.Relation != "" {
		who += " (" + c.Signer.Relation + ")"
	}
	lines := []fyne.CanvasObject{
		kit.Paragraph(who + ", " + s.Book().DateTime(s.Lang(), c.SignedAt, s.Clinic().Location())),
		kit.SmallPara(at(c.Text.Lang) + " · " + o.method(c.Method) + " · " + s.T("explained by %s", c.Explained.Name)),
	}
	if w := c.Withdrawn; w != nil {
		lines = append(lines, kit.SmallPara(s.T("Withdrawn %s by %s: %s", s.Book().DateTime(s.Lang(), w.At, s.Clinic().Location()), w.Said.Name, w.Reason)).In(kit.ColorStop))
	}
	return lines
}

func (o *overview) method(m consent.Method) string {
	switch m {
	case consent.OnScreen:
		return o.Shell.T("signed on the screen")
	case consent.Typed:
		return o.Shell.T("name typed")
	}
	return o.Shell.T("signed on paper, scan in the chart")
}

// onConsentWithdraw asks who withdraws the consent and why.
func (o *overview) onConsentWithdraw() {
	s := o.Shell
	who := newWho(s, "plan.withdraw")
	reason := kit.NewTextField(s.T, "consent.reason", s.T("Reason, in their words"))
	keeper := place.KeepText(o.Drafts, s, "consent.withdraw/"+string(o.patient), reason)
	content := kit.Stack(kit.GapM, kit.Paragraph(s.T("From now on nobody can be dosed until a consent is signed anew. The signed page stays readable.")), who.content(), reason)
	kit.Ask(s.Window(), s.T, s.T("Withdraw the consent"), content, s.T("Withdraw"), func() bool {
		if reason.Text() == "" {
			reason.SetError(s.T("Say in a few words why."))
			reason.Focus()
			return false
		}
		if !who.check() {
			return false
		}
		o.do(s.T("The consent was withdrawn"), func(ctx context.Context, by record.Actor) error {
			return o.Consents.Withdraw(ctx, by, o.patient, who.signer(), reason.Text())
		}, keeper)
		return true
	}, nil)
}

// expectCard tells when what to expect was explained.
func (o *overview) expectCard() fyne.CanvasObject {
	s := o.Shell
	all := o.consent.Explanations
	pill := kit.NewPill(s.T("Not recorded"), kit.ToneNeutral)
	var parts []fyne.CanvasObject
	if len(all) > 0 {
		last := all[len(all)-1]
		pill.Set(s.T("Given"), kit.ToneDone)
		parts = append(parts, kit.Paragraph(last.By.Name+", "+s.Book().DateTime(s.Lang(), last.At, s.Clinic().Location())))
		if last.Handout != "" {
			parts = append(parts, kit.SmallPara(s.T("Handout: %s, %s", last.Handout, last.Lang.Name())))
		}
		if last.Note != "" {
			parts = append(parts, kit.SmallPara(last.Note))
		}
	} else {
		parts = append(parts, kit.SmallPara(s.T("Nobody has recorded yet that what to expect was explained.")))
	}
	if o.mayTake() {
		parts = append(parts, kit.FlowRow(kit.GapS, kit.Secondary("plan.expect", s.T("Record what was explained"), o.onExpect)))
	}
	parts = append([]fyne.CanvasObject{head(s.T("What to expect"), pill)}, parts...)
	return kit.NewCard("", kit.Stack(kit.GapS, parts...))
}

// onExpect asks whether the handout was given, and in which language.
func (o *overview) onExpect() {
	s := o.Shell
	// Ticked by a person each time: that a page was given is never assumed.
	given := kit.NewCheck(s.T, "plan.expect.handout", "")
	lang := kit.NewChoice(s.T, "plan.expect.lang", s.T("Language of the handout"), langOptions()...)
	lang.SetValue(string(o.consent.Text.Lang))
	name := func() string { return o.Handout(words.Lang(lang.Value())) }
	say := func() { given.SetText(s.T("The handout was given: %s", name())) }
	lang.OnChanged = say
	say()
	note := kit.NewTextField(s.T, "plan.expect.note", s.T("Note"))
	keeper := place.KeepText(o.Drafts, s, "plan.expect/"+string(o.patient), note)
	kit.Ask(s.Window(), s.T, s.T("What to expect was explained"), kit.Stack(kit.GapM, lang, given, note), s.T("Record"), func() bool {
		e := consent.Explanation{Lang: words.Lang(lang.Value()), Note: note.Text()}
		if given.On() {
			e.Handout = name()
		}
		o.do(s.T("Recorded"), func(ctx context.Context, by record.Actor) error { return o.Consents.Explain(ctx, by, o.patient, e) }, keeper)
		return true
	}, nil)
}

func langOptions() []kit.Option {
	var all []kit.Option
	for _, l := range words.Langs {
		all = append(all, kit.Option{Value: string(l), Label: l.Name()})
	}
	return all
}

// onPrint prints the consent as it was signed last, or a page to be signed by
// hand.
func (o *overview) onPrint() {
	if !o.Shell.Person().May(clinic.PrintChart) {
		return
	}
	var c *consent.Consent
	if n := len(o.consent.All); n > 0 {
		last := o.consent.All[n-1]
		c = &last
	}
	printConsent(o.Deps, o.patient, c, o.consent.Text.Lang)
}

// printConsent makes the page, asks where to keep it, and keeps the same
// bytes in the chart.
func printConsent(d Deps, patient record.ID, c *consent.Consent, lang words.Lang) {
	s, by := d.Shell, d.Shell.Actor()
	kind := document.Handout
	if c != nil {
		kind = document.Consent
	}
	keep := func(ctx context.Context, name string, pdf []byte) error {
		_, err := d.Documents.Keep(ctx, by, patient, name, kind, pdf)
		return err
	}
	place.PrintPaper(s, d.Paint, keep, s.T("Consent"), func(ctx context.Context) (handout.Document, error) {
		return d.Consents.Paper(ctx, by, patient, c, lang, handout.Normal)
	})
}
