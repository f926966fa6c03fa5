package session

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// typedEntry is what stands in the form of a line, for its draft.
type typedEntry struct{ Sort, Text, At, Reason string }

// entry opens the form of one line: to correct it, to add one with its time,
// or to add one to a signed log with its reason.
func (d *dosing) entry(fixes *session.Line) {
	s := d.v.Shell
	sort := kit.NewChoice(s.T, "entry.sort", s.T("What it is about"))
	var sorts []kit.Option
	for _, x := range session.Sorts {
		sorts = append(sorts, kit.Option{Value: string(x), Label: s.T(x.Name()), Tone: kit.ToneAccent})
	}
	sort.SetOptions(sorts...)
	sort.SetValue(string(session.Observation))
	text := kit.NewNotesField(s.T, "entry.text", s.T("What happened")).SetRows(4)
	var p *panel
	draft := func() any { return typedEntry{sort.Value(), text.Text(), p.clock.Text(), reasonText(p)} }
	id, title, save := "entry", s.T("Add to the log"), s.T("Write it in the log")
	if fixes != nil {
		id, title, save = "entryfix", s.T("Correct the line of %s", d.v.clock(fixes.At)), s.T("Save the correction")
	}
	p = d.panelFor(id, fixes, draft)
	sort.OnChanged, text.OnChanged = p.changed, p.changed
	fields := append([]fyne.CanvasObject{kit.Wide(sort), kit.Wide(text)}, p.late(fixes)...)
	var more []fyne.CanvasObject
	if fixes != nil {
		more = append(more, d.withdraw(p, fixes))
	}
	p.build(title, save, kit.FormGrid(3, fields...), func() {
		e, w := session.Entry{Sort: session.Sort(sort.Value()), Text: text.Text()}, p.when()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.AddEntry(ctx, by, d.v.route.Record, e, false, w)
			return err
		})
	}, more...)
	if fixes != nil {
		sort.SetValue(string(fixes.Entry.Sort))
		text.SetText(fixes.Entry.Text)
	}
	restore(p, func(t typedEntry) {
		sort.SetValue(t.Sort)
		text.SetText(t.Text)
		p.clock.SetText(t.At)
		if p.reason != nil {
			p.reason.SetText(t.Reason)
		}
	})
	d.openPanel(p)
}

func reasonText(p *panel) string {
	if p.reason == nil {
		return ""
	}
	return p.reason.Text()
}

// typedAdverse is what stands in the form of an adverse event, for its draft.
type typedAdverse struct{ What, Severity, Action, Outcome, At, Reason string }

// adverse opens the form of an adverse event, or of the correction of one: an
// outcome that was open is written there.
func (d *dosing) adverse(fixes *session.Line) {
	s := d.v.Shell
	what := kit.NewTextField(s.T, "adverse.what", s.T("What happened"))
	severity := kit.NewChoice(s.T, "adverse.severity", s.T("How severe"))
	var options []kit.Option
	for i, x := range session.Severities {
		tone := kit.ToneReview
		if i > 1 {
			tone = kit.ToneStop
		}
		options = append(options, kit.Option{Value: string(x), Label: s.T(x.Name()), Tone: tone})
	}
	severity.SetOptions(options...)
	action := kit.NewTextField(s.T, "adverse.action", s.T("What was done"))
	outcome := kit.NewTextField(s.T, "adverse.outcome", s.T("Outcome, when it is known"))
	var p *panel
	draft := func() any {
		return typedAdverse{what.Text(), severity.Value(), action.Text(), outcome.Text(), p.clock.Text(), reasonText(p)}
	}
	id, title, save := "adverse", s.T("Adverse event"), s.T("Write it in the log")
	if fixes != nil {
		id, title, save = "adversefix", s.T("Adverse event of %s", d.v.clock(fixes.At)), s.T("Save the correction")
	}
	p = d.panelFor(id, fixes, draft)
	what.OnChanged, severity.OnChanged, action.OnChanged, outcome.OnChanged = p.changed, p.changed, p.changed, p.changed
	fields := append([]fyne.CanvasObject{kit.Wide(what), kit.Wide(severity), kit.Wide(action), kit.Wide(outcome)}, p.late(fixes)...)
	var more []fyne.CanvasObject
	if fixes != nil {
		more = append(more, d.withdraw(p, fixes))
	}
	p.build(title, save, kit.FormGrid(3, fields...), func() {
		a := session.Adverse{What: what.Text(), Severity: session.Severity(severity.Value()), Action: action.Text(), Outcome: outcome.Text()}
		w := p.when()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.AddAdverse(ctx, by, d.v.route.Record, a, w)
			return err
		})
	}, more...)
	fill := func(t typedAdverse) {
		what.SetText(t.What)
		severity.SetValue(t.Severity)
		action.SetText(t.Action)
		outcome.SetText(t.Outcome)
	}
	if fixes != nil {
		a := fixes.Adverse
		fill(typedAdverse{What: a.What, Severity: string(a.Severity), Action: a.Action, Outcome: a.Outcome})
		if a.Outcome == "" {
			p.reason.SetText(s.T("Outcome known"))
		}
	}
	restore(p, func(t typedAdverse) {
		fill(t)
		p.clock.SetText(t.At)
		if p.reason != nil {
			p.reason.SetText(t.Reason)
		}
	})
	d.openPanel(p)
}

// toOpenAdverse opens the adverse event whose outcome is still open.
func (d *dosing) toOpenAdverse() {
	for _, l := range d.v.show.Lines {
		if l.Adverse != nil && l.Adverse.Outcome == "" && !l.Struck() {
			d.adverse(&l)
			return
		}
	}
}
