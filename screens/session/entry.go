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
