package session

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// sign opens the summary and the signature that closes the session.
func (d *dosing) sign() {
	s := d.v.Shell
	summary := kit.NewNotesField(s.T, "note.summary", s.T("Summary of the session")).SetRows(8)
	summary.SetText(d.v.show.Visit.Note.Summary)
	p := d.panelOf("summary", func() any { return summary.Text() })
	summary.OnChanged = p.changed
	count := 0
	for _, l := range d.v.show.Lines {
		if !l.Struck() {
			count++
		}
	}
	fields := kit.Stack(kit.GapM, summary, kit.SmallPara(s.T("You sign %d lines. What is signed never changes; later lines are additions or corrections with a reason.", count)))
	p.build(s.T("Sign the session"), s.T("Sign and close"), fields, func() {
		text := summary.Text()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.Sign(ctx, by, d.v.route.Record, text)
			return err
		})
	})
	restore(p, summary.SetText)
	d.openPanel(p)
}

// emergency opens the emergency card: the number, where we are, and the steps
// of the protocol with their sources.
func (d *dosing) emergency() {
	s, c, show := d.v.Shell, d.v.Shell.Clinic(), d.v.show
	p := d.panelOf("emergency", nil)
	fields := []fyne.CanvasObject{
		kit.Clock(s.T("Call %s", c.Emergency)).In(kit.ColorStop),
		kit.Strong(c.Name),
		kit.Paragraph(strings.ReplaceAll(c.Address, "\n", ", ")),
		kit.Paragraph(dots(s.T("Our phone: %s", c.Phone), show.Visit.Room)),
		kit.Paragraph(dots(d.v.header.Patient.Name(), d.person())),
		kit.Paragraph(d.given()),
		kit.Rule(),
	}
	for _, t := range show.Rules.Triggers {
		if t.Card == session.Emergency {
			fields = append(fields, kit.Strong(t.Title.In(s.Lang())).Wrapped(), kit.Paragraph(t.Action.In(s.Lang())), kit.SmallPara(s.T("Source: %s", t.Source)))
		}
	}
	var act func()
	label := ""
	if d.open() {
		label = s.T("Write the call in the log")
		act = func() {
			p.do(func(ctx context.Context, by record.Actor) error {
				_, err := d.v.Desk.AddEntry(ctx, by, d.v.route.Record, session.Entry{Sort: session.EmergencyOn, Text: s.T("Emergency number called: %s", c.Emergency)}, false, session.When{})
				return err
			})
		}
	}
	p.build(s.T("Emergency"), label, kit.Stack(kit.GapS, fields...), act)
	d.openPanel(p)
	if p.save != nil {
		s.Window().Canvas().Focus(p.save)
	}
}

// given says what the patient has been given and what was measured last, to
// be read out on the telephone.
func (d *dosing) given() string {
	s, show := d.v.Shell, d.v.show
	var parts []string
	for _, g := range show.Doses {
		parts = append(parts, d.v.clock(g.At)+" "+g.Said(s.T))
	}
	if taken := show.Taken(); len(taken) > 0 {
		last := taken[len(taken)-1]
		parts = append(parts, d.v.clock(last.At)+" "+last.Said(s.T))
	}
	if len(parts) == 0 {
		return s.T("Nothing has been given in this session.")
	}
	return dots(parts...)
}
