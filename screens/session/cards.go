package session

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// cardMarks are the shapes of the cards, so that no colour is needed to tell
// them apart.
var cardMarks = map[session.Card]string{session.Recheck: "○", session.CallCard: "◆", session.Emergency: "▲"}

// offered are answers that are often right; whoever picks one can go on
// writing.
var offered = []string{"Measured again", "Prescriber called", "Dosing stopped", "Oxygen given", "Stayed with the patient, calm voice", "Emergency number called", "Looked at, nothing needed"}

func cardTone(c session.Card) kit.Tone {
	if c == session.Recheck {
		return kit.ToneReview
	}
	return kit.ToneStop
}

// showCards puts up the cards that wait for an answer, over the vital signs and
// in silence. They come from the log: leaving, locking and starting anew do
// not make them go. It reports whether they are others than before.
func (d *dosing) showCards() bool {
	open := d.v.show.Open()
	if !d.cardsDrawn.anew([]any{open, d.mayWrite()}) {
		return false
	}
	var objs []fyne.CanvasObject
	for i, o := range open {
		objs = append(objs, d.cardOf(o, i == 0))
	}
	d.right.Objects = append(objs, d.measured...)
	return true
}

// cardOf draws one card: what was found and when, what the protocol says to
// do, by which source.
func (d *dosing) cardOf(o session.Opened, first bool) fyne.CanvasObject {
	s, lang := d.v.Shell, d.v.Shell.Lang()
	ink := kit.ColorReview
	if o.Card != session.Recheck {
		ink = kit.ColorStop
	}
	parts := []fyne.CanvasObject{kit.Row(0, kit.NewPill(cardMarks[o.Card]+" "+s.T(o.Card.Name()), cardTone(o.Card))),
		kit.Strong(o.Title.In(lang)).Wrapped().In(ink), kit.SmallPara(d.readings(o))}
	if o.Card == session.Emergency {
		parts = append(parts, kit.Clock(s.T("Call %s", s.Clinic().Emergency)).In(kit.ColorStop))
	}
	parts = append(parts, kit.Paragraph(o.Action.In(lang)), kit.SmallPara(dots(s.T("Source: %s", o.Source), s.T("protocol %s", o.Protocol))))
	if d.mayWrite() {
		label := s.T("What was done")
		if first { // the key answers the gravest
			label += "  Ctrl+U"
		}
		parts = append(parts, kit.Row(0, kit.Secondary("session.answer."+o.ID.String(), label, func() { d.answer(o, nil) })))
	}
	return kit.NewCard("", kit.Stack(kit.GapXS, parts...))
}

// readings says in one line what raised the card, and when.
func (d *dosing) readings(o session.Opened) string {
	s := d.v.Shell
	parts := []string{}
	for _, l := range d.v.show.Lines {
		for _, id := range o.Readings {
			switch {
			case l.ID != id:
			case l.Vitals != nil:
				parts = append(parts, d.v.clock(l.At)+" "+l.Vitals.Said(s.T))
			case l.Checks != nil:
				parts = append(parts, d.v.clock(l.At)+" "+l.Checks.Vitals.Said(s.T))
			}
		}
	}
	if len(parts) == 0 {
		parts = append(parts, s.T("seen at %s", d.v.clock(o.At)), o.Note)
	}
	return dots(parts...)
}

// answerFirst opens the answer of the gravest card that waits.
func (d *dosing) answerFirst() {
	if open := d.v.show.Open(); len(open) > 0 {
		d.answer(open[0], nil)
	}
}

// typedAnswer is what stands in the answer of a card, for its draft.
type typedAnswer struct{ Done, At, Reason string }

// answer opens the form for what was done about a card, or corrects it.
func (d *dosing) answer(o session.Opened, fixes *session.Line) {
	s := d.v.Shell
	done := kit.NewTextField(s.T, "answer.done", s.T("What was done"))
	var p *panel
	draft := func() any { return typedAnswer{done.Text(), p.clock.Text(), reasonText(p)} }
	p = d.panelFor("answer", fixes, draft)
	if fixes == nil {
		p.keeper = d.keeperOf("answer/"+o.ID.String(), draft)
	}
	done.OnChanged = p.changed
	var words []fyne.CanvasObject
	for i, w := range offered {
		words = append(words, kit.Chip("answer.word"+string(rune('1'+i)), s.T(w), func() {
			done.SetText(strings.TrimPrefix(done.Text()+", "+s.T(w), ", "))
			done.ToEnd()
			done.Focus()
			p.changed()
		}))
	}
	fields := append([]fyne.CanvasObject{kit.Wide(done), kit.Wide(kit.FlowRow(kit.GapS, words...))}, p.late(fixes)...)
	p.build(s.T("What was done: %s", o.Title), s.T("Write it in the log"), kit.FormGrid(3, fields...), func() {
		text, w := done.Text(), p.when()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.AnswerCard(ctx, by, d.v.route.Record, o.ID, text, w)
			return err
		})
	})
	done.OnEnter = func(string) bool { p.trySave(); return true }
	p.say(kit.Strong(s.T(o.Card.Name())).In(kit.ColorReview), kit.SmallPara(d.readings(o)), kit.Paragraph(o.Action.In(s.Lang())))
	if fixes != nil {
		done.SetText(fixes.Answer.Done)
	}
	restore(p, func(t typedAnswer) {
		done.SetText(t.Done)
		p.clock.SetText(t.At)
		if p.reason != nil {
			p.reason.SetText(t.Reason)
		}
	})
	d.openPanel(p)
}

// correctAnswer opens the answer that stands in a line.
func (d *dosing) correctAnswer(l *session.Line) {
	for _, o := range d.v.show.Cards {
		if o.ID == l.Answer.Of {
			d.answer(o, l)
		}
	}
}

// typedFinding is what stands in the form of something seen, for its draft.
type typedFinding struct{ What, Note, At, Reason string }

// finding opens the list of what no figure shows: somebody sees it, picks it,
// and its card opens.
func (d *dosing) finding() {
	s := d.v.Shell
	var options []kit.Option
	for _, t := range d.v.show.Rules.Seen() {
		options = append(options, kit.Option{Value: t.ID, Label: cardMarks[t.Card] + " " + t.Title.In(s.Lang()), Tone: cardTone(t.Card)})
	}
	what := kit.NewPicker(s.T, "finding.what", s.T("What you see"), options...)
	note := kit.NewTextField(s.T, "finding.note", s.T("More about it"))
	var p *panel
	p = d.panelFor("finding", nil, func() any { return typedFinding{what.Value(), note.Text(), p.clock.Text(), reasonText(p)} })
	what.OnChanged, note.OnChanged = p.changed, p.changed
	fields := append([]fyne.CanvasObject{kit.Wide(what), kit.Wide(note)}, p.late(nil)...)
	p.build(s.T("Something is seen"), s.T("Open its card"), kit.FormGrid(3, fields...), func() {
		trigger, text, w := what.Value(), note.Text(), p.when()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.RaiseCard(ctx, by, d.v.route.Record, trigger, text, w)
			return err
		})
	})
	restore(p, func(t typedFinding) {
		what.SetValue(t.What)
		note.SetText(t.Note)
		p.clock.SetText(t.At)
		if p.reason != nil {
			p.reason.SetText(t.Reason)
		}
	})
	d.openPanel(p)
}
