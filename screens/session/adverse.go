package session

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// typedAdverse is what stands in the form of an adverse event, for its draft.
type typedAdverse struct {
	What, Severity, Relation, Action, Ending, Outcome, Who, WhoName, Until, At, Reason string
}

// adverseForm is an adverse event: what happened, how the drug has to do with
// it, and how it ended or who looks after it.
type adverseForm struct {
	d                          *dosing
	p                          *panel
	what, action, outcome      *kit.TextField
	severity, relation, ending *kit.Choice
	who                        *kit.Picker
	until                      *kit.DateField
}

// adverse opens the form of an adverse event, or of the correction of one: an
// outcome that was open is written there.
func (d *dosing) adverse(fixes *session.Line) {
	s := d.v.Shell
	f := &adverseForm{d: d}
	id, title, save := "adverse", s.T("Adverse event"), s.T("Write it in the log")
	if fixes != nil {
		id, title, save = "adversefix", s.T("Adverse event of %s", d.v.clock(fixes.At)), s.T("Save the correction")
	}
	f.make()
	f.p = d.panelFor(id, fixes, func() any { return f.typed() })
	p := f.p
	f.listen(p.changed)
	fields := append([]fyne.CanvasObject{kit.Wide(f.what), kit.Wide(f.severity), kit.Wide(f.relation), kit.Wide(f.action), kit.Wide(f.ending),
		kit.Wide(f.outcome), f.who, f.until}, p.late(fixes)...)
	var more []fyne.CanvasObject
	if fixes != nil {
		more = append(more, d.withdraw(p, fixes))
	}
	p.build(title, save, kit.FormGrid(3, fields...), func() { f.save() }, more...)
	if fixes != nil {
		f.set(*fixes.Adverse)
	}
	restore(p, f.fill)
	d.openPanel(p)
}

func (f *adverseForm) make() {
	s := f.d.v.Shell
	f.what = kit.NewTextField(s.T, "adverse.what", s.T("What happened"))
	f.severity = kit.NewChoice(s.T, "adverse.severity", s.T("How severe"))
	var options []kit.Option
	for i, x := range session.Severities {
		tone := kit.ToneReview
		if i > 1 {
			tone = kit.ToneStop
		}
		options = append(options, kit.Option{Value: string(x), Label: s.T(x.Name()), Tone: tone})
	}
	f.severity.SetOptions(options...)
	f.relation = kit.NewChoice(s.T, "adverse.relation", s.T("Did the drug cause it? Needed to sign"))
	options = nil
	for _, x := range session.Relations {
		options = append(options, kit.Option{Value: string(x), Label: s.T(x.Name()), Tone: kit.ToneReview})
	}
	f.relation.SetOptions(options...)
	f.action = kit.NewTextField(s.T, "adverse.action", s.T("What was done"))
	f.ending = kit.NewChoice(s.T, "adverse.ending", s.T("How it ended"))
	options = nil
	for _, x := range session.Endings {
		tone := kit.ToneReview
		if x == session.Recovered {
			tone = kit.ToneDone
		}
		options = append(options, kit.Option{Value: string(x), Label: s.T(x.Name()), Tone: tone})
	}
	f.ending.SetOptions(options...)
	f.outcome = kit.NewTextField(s.T, "adverse.outcome", s.T("Outcome, when it is known"))
	options = nil
	for _, p := range f.d.v.people {
		if p.Active && p.May(clinic.RecordSession) {
			options = append(options, kit.Option{Value: string(p.ID), Label: p.Name})
		}
	}
	f.who = kit.NewPicker(s.T, "adverse.who", s.T("While it is open: who follows it up"), options...)
	f.until = kit.NewDateField(s.T, "adverse.until", s.T("Until when"))
}

// listen is told of every change.
func (f *adverseForm) listen(changed func()) {
	f.what.OnChanged, f.severity.OnChanged, f.relation.OnChanged, f.action.OnChanged = changed, changed, changed, changed
	f.ending.OnChanged, f.outcome.OnChanged, f.who.OnChanged, f.until.OnChanged = changed, changed, changed, changed
}

func (f *adverseForm) save() {
	until, _ := f.until.Value()
	a := session.Adverse{What: f.what.Text(), Severity: session.Severity(f.severity.Value()), Relation: session.Relation(f.relation.Value()),
		Action: f.action.Text(), Ending: session.Ending(f.ending.Value()), Outcome: f.outcome.Text(),
		FollowUp: session.FollowedBy{Who: record.ID(f.who.Value()), Until: until}}
	d, w := f.d, f.p.when()
	f.p.do(func(ctx context.Context, by record.Actor) error {
		_, err := d.v.Desk.AddAdverse(ctx, by, d.v.route.Record, a, w)
		return err
	})
}

func (f *adverseForm) typed() typedAdverse {
	return typedAdverse{What: f.what.Text(), Severity: f.severity.Value(), Relation: f.relation.Value(), Action: f.action.Text(),
		Ending: f.ending.Value(), Outcome: f.outcome.Text(), Who: f.who.Value(), WhoName: f.who.Text(), Until: f.until.Text(),
		At: f.p.clock.Text(), Reason: reasonText(f.p)}
}

func (f *adverseForm) fill(t typedAdverse) {
	f.what.SetText(t.What)
	f.severity.SetValue(t.Severity)
	f.relation.SetValue(t.Relation)
	f.action.SetText(t.Action)
	f.ending.SetValue(t.Ending)
	f.outcome.SetText(t.Outcome)
	f.who.Set(kit.Option{Value: t.Who, Label: t.WhoName})
	f.until.SetText(t.Until)
	f.p.clock.SetText(t.At)
	if f.p.reason != nil {
		f.p.reason.SetText(t.Reason)
	}
}

// set fills the form with the event that is corrected.
func (f *adverseForm) set(a session.Adverse) {
	at := f.p.clock.Text()
	f.fill(typedAdverse{What: a.What, Severity: string(a.Severity), Relation: string(a.Relation), Action: a.Action, Ending: string(a.Ending),
		Outcome: a.Outcome, At: at})
	f.who.SetValue(string(a.FollowUp.Who))
	if !a.FollowUp.Until.IsZero() {
		f.until.SetValue(a.FollowUp.Until)
	}
	if a.OutcomeOpen() {
		f.p.reason.SetText(f.d.v.Shell.T("Outcome known"))
	}
}

// toOpenAdverse opens the adverse event that still needs something: a
// judgement, an outcome, or who follows it up.
func (d *dosing) toOpenAdverse() {
	for _, l := range d.v.show.Lines {
		if l.Adverse != nil && !l.Struck() && (l.Adverse.OutcomeOpen() || l.Adverse.Relation == "") {
			d.adverse(&l)
			return
		}
	}
}
