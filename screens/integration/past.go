package integration

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// past is the left of the place: what the session left to read, and what
// became of the last steps.
type past struct {
	s       *Screen
	box     *fyne.Container
	editing *following     // the follow-up that is being written, or nil
	first   fyne.Focusable // the first control of a follow-up that is wanted
}

// following is the follow-up of one step while it is written.
type following struct {
	step    int // in the view's steps
	correct record.EventID
	outcome integration.Outcome
	why     *kit.TextField
	reason  *kit.TextField
	start   *kit.Button // the outcome that is chosen, or the first
}

// followDraft is a follow-up that was typed and not saved.
type followDraft struct {
	Session record.ID           `json:"session"`
	Step    record.ID           `json:"step"`
	Correct record.EventID      `json:"correct,omitzero"`
	Outcome integration.Outcome `json:"outcome,omitempty"`
	Why     string              `json:"why,omitempty"`
	Reason  string              `json:"reason,omitempty"`
}

func newPast(s *Screen) *past { return &past{s: s, box: kit.Stack(kit.GapM)} }

func (p *past) draft() followDraft {
	f := p.editing
	if f == nil {
		return followDraft{}
	}
	step := p.s.view.Steps[f.step]
	return followDraft{step.Session.ID, step.Action.ID, f.correct, f.outcome, f.why.Text(), f.reason.Text()}
}

func (p *past) restore(d followDraft) {
	for i, step := range p.s.view.Steps {
		if d.Step != "" && step.Action.ID == d.Step && step.Session.ID == d.Session {
			p.editing = p.following(i, d.Correct)
			p.editing.outcome = d.Outcome
			p.editing.why.SetText(d.Why)
			p.editing.reason.SetText(d.Reason)
		}
	}
}

func (p *past) following(step int, correct record.EventID) *following {
	s := p.s
	f := &following{step: step, correct: correct,
		why:    kit.NewTextField(s.tr(), "integration.follow.why", s.Shell.T("Why, in a word")),
		reason: kit.NewTextField(s.tr(), "integration.follow.reason", s.Shell.T("Why the earlier answer was wrong"))}
	f.why.OnChanged, f.reason.OnChanged = s.keeper.Changed, s.keeper.Changed
	return f
}

func (p *past) arrange() {
	s, sh := p.s, p.s.Shell
	p.first = nil
	p.box.Objects = []fyne.CanvasObject{p.session()}
	from := 0
	for i := 1; i <= len(s.view.Steps); i++ {
		if i == len(s.view.Steps) || s.view.Steps[i].Session.ID != s.view.Steps[from].Session.ID {
			p.box.Add(p.group(from, i))
			from = i
		}
	}
	if len(s.view.Steps) == 0 {
		p.box.Add(kit.NewCard(sh.T("Last plan"), kit.Paragraph(sh.T("No plan was signed before this one.")).In(kit.ColorMuted)))
	}
	if len(s.view.Dosing) > 1 {
		p.box.Add(p.others())
	}
	if s.layout != nil {
		s.layout.left.Adopt(p.box)
		s.layout.left.Refresh()
		if s.layout.room == one {
			s.plan.form.Adopt(p.box)
			s.plan.form.Refresh()
		}
	}
	p.box.Refresh()
}

// session is what is carried over to read.
func (p *past) session() fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	c := s.view.Carried
	parts := []fyne.CanvasObject{kit.SmallPara(sh.T("Intention"))}
	if c.Intention == "" {
		parts = append(parts, kit.Paragraph(sh.T("None was written down.")).In(kit.ColorMuted))
	} else {
		parts = append(parts, kit.Paragraph("“"+c.Intention+"”"))
	}
	parts = append(parts, kit.SmallPara(sh.T("Marked moments")))
	for _, m := range c.Moments {
		parts = append(parts, kit.Paragraph(s.clock(m.At)+" “"+m.Text+"”"))
	}
	if len(c.Moments) == 0 {
		parts = append(parts, kit.Paragraph(sh.T("None was marked in the session log.")).In(kit.ColorMuted))
	}
	parts = append(parts, kit.Row(0, kit.Quiet("integration.log", sh.T("Open the whole log"), s.onLog), kit.Spacer()))
	return kit.NewCard(s.fromSession(s.view.Session), kit.Stack(kit.GapS-2, parts...))
}

// group is the steps of one plan.
func (p *past) group(from, to int) fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	plan := s.view.Steps[from].Session
	title := sh.T("Still open from session %d", plan.Number)
	switch {
	case plan.ID == s.session():
		title = sh.T("This plan so far")
	case from == 0:
		title = sh.T("Last plan")
	}
	var parts []fyne.CanvasObject
	for i := from; i < to; i++ {
		parts = append(parts, p.step(i))
	}
	return kit.NewCard(title, kit.Stack(kit.GapM, parts...))
}

// step is one step with what became of it and the controls to say so.
func (p *past) step(i int) fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	step := s.view.Steps[i]
	latest, followed := step.Latest()
	mark := "○"
	if followed {
		mark = marks[latest.Outcome]
	}
	parts := []fyne.CanvasObject{kit.Paragraph(mark + " " + step.Action.What)}
	if step.Action.When != "" {
		parts = append(parts, kit.SmallPara(step.Action.When))
	}
	for _, h := range step.History {
		parts = append(parts, p.history(h))
	}
	switch {
	case p.editing != nil && p.editing.step == i:
		parts = append(parts, p.editor(i))
	case !s.mayWrite():
	case !followed:
		chips, first := p.chips(i, "")
		p.offer(first)
		parts = append(parts, chips)
	default:
		buttons := []fyne.CanvasObject{}
		if step.Open() {
			again := kit.Quiet(fmt.Sprintf("integration.follow.%d.again", i+1), sh.T("Follow up again"), func() { p.begin(i, record.EventID{}, "") })
			p.offer(again)
			buttons = append(buttons, again)
		}
		buttons = append(buttons, kit.Quiet(fmt.Sprintf("integration.follow.%d.correct", i+1), sh.T("Correct"), func() { p.begin(i, latest.ID, latest.Outcome) }))
		parts = append(parts, kit.FlowRow(kit.GapM, buttons...))
	}
	return kit.Stack(kit.GapXS, parts...)
}

// offer remembers the first control of a follow-up that is wanted.
func (p *past) offer(b *kit.Button) {
	if p.first == nil {
		p.first = b
	}
}

// marks are the signs before a step, told apart by shape.
var marks = map[integration.Outcome]string{
	integration.Done: "✓", integration.Partly: "~", integration.NotYet: "○", integration.Dropped: "×",
}

// history is one follow-up to read.
func (p *past) history(h integration.Followed) fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	text := s.outcome(h.Outcome)
	if h.Why != "" {
		text += ": " + h.Why
	}
	text += "\n" + h.Signature.Name + ", " + s.when(h.Signature.At)
	if h.Reason != "" {
		text += "\n" + sh.T("Corrected because: %s", h.Reason)
	}
	if !h.Stands() {
		text = sh.T("Was:") + " " + text
	}
	return kit.SmallPara(text)
}

// chips are the four outcomes to choose from, with the one where choosing
// begins.
func (p *past) chips(i int, chosen integration.Outcome) (row fyne.CanvasObject, at *kit.Button) {
	s := p.s
	var objs []fyne.CanvasObject
	for _, o := range integration.Outcomes {
		tone := kit.ToneNeutral
		label := s.outcome(o)
		if o == chosen {
			tone, label = kit.ToneAccent, "✓ "+label
		}
		b := kit.ToneChip(fmt.Sprintf("integration.follow.%d.%s", i+1, strings.ReplaceAll(string(o), " ", "")), label, tone, func() { p.choose(i, o) })
		if at == nil || o == chosen {
			at = b
		}
		objs = append(objs, b)
	}
	return kit.FlowRow(kit.GapXS+2, objs...), at
}

// choose takes an outcome and goes on to the word why.
func (p *past) choose(i int, o integration.Outcome) {
	if p.editing == nil || p.editing.step != i {
		p.editing = p.following(i, record.EventID{})
	}
	p.editing.outcome = o
	p.arrange()
	p.editing.why.Focus()
	p.s.keeper.Changed()
}

func (p *past) begin(i int, correct record.EventID, o integration.Outcome) {
	p.editing = p.following(i, correct)
	p.editing.outcome = o
	p.arrange()
	p.s.Shell.Window().Canvas().Focus(p.editing.start)
}

// editor is a follow-up while it is written.
func (p *past) editor(i int) fyne.CanvasObject {
	sh, f := p.s.Shell, p.editing
	chips, start := p.chips(i, f.outcome)
	f.start = start
	parts := []fyne.CanvasObject{chips, f.why}
	if !f.correct.IsZero() {
		parts = append(parts, f.reason)
	}
	f.why.OnEnter = func(string) bool {
		if f.correct.IsZero() {
			p.save()
		}
		return f.correct.IsZero()
	}
	f.reason.OnEnter = func(string) bool { p.save(); return true }
	parts = append(parts, kit.FlowRow(kit.GapM, kit.Secondary("integration.follow.save", sh.T("Record follow-up"), p.save),
		kit.Quiet("integration.follow.cancel", sh.T("Cancel"), p.cancel)))
	return kit.Stack(kit.GapS, parts...)
}

func (p *past) cancel() {
	p.editing = nil
	p.arrange()
	p.s.keeper.Changed()
	p.focusFirst()
}

// focusFirst puts the focus on the first control of a follow-up, if there is
// one.
func (p *past) focusFirst() {
	if p.first != nil {
		p.s.Shell.Window().Canvas().Focus(p.first)
	}
}

// save records the follow-up.
func (p *past) save() {
	s, f := p.s, p.editing
	if f == nil || !s.mayWrite() {
		return
	}
	step, by := s.view.Steps[f.step], s.Shell.Actor()
	o, why, reason := f.outcome, f.why.Text(), f.reason.Text()
	s.Shell.Run(func(ctx context.Context) func() {
		var err error
		if f.correct.IsZero() {
			err = s.Plans.FollowUp(ctx, by, s.route.Patient, step.Session.ID, step.Action.ID, o, why)
		} else {
			err = s.Plans.CorrectFollowUp(ctx, by, s.route.Patient, step.Session.ID, step.Action.ID, f.correct, o, why, reason)
		}
		if err != nil {
			return func() { p.problems(err) }
		}
		v, err := s.Plans.Open(ctx, by, s.route.Patient, s.session())
		return func() { p.saved(v, err) }
	})
}

func (p *past) saved(v integration.View, err error) {
	s := p.s
	p.editing = nil
	if err != nil {
		s.Shell.Fail(err)
	} else {
		s.view.Steps = v.Steps
	}
	p.arrange()
	s.keeper.Keep()
	s.Shell.Saved(s.Shell.T("Follow-up recorded"))
	s.Shell.RefreshChart()
	p.focusFirst()
}

// problems shows what is wrong at the follow-up's own fields.
func (p *past) problems(err error) {
	f := p.editing
	own := record.Named(map[string]string{"why": f.why.FieldID(), "reason": f.reason.FieldID()})
	place.ShowProblems(p.s.Shell, place.Loose{f.why, f.reason}, record.Moved(err, own))
	p.box.Refresh()
	if p.s.layout != nil {
		p.s.layout.left.Refresh()
		p.s.plan.form.Refresh()
	}
}

// others opens the plans of the other sessions.
func (p *past) others() fyne.CanvasObject {
	s, sh := p.s, p.s.Shell
	var objs []fyne.CanvasObject
	for _, v := range s.view.Dosing {
		if v.ID != s.session() {
			objs = append(objs, kit.Quiet(fmt.Sprintf("integration.session.%d", v.Number), s.sessionDay(v), func() {
				sh.Go(place.Route{Place: place.Integration, Patient: s.route.Patient, Record: v.ID})
			}))
		}
	}
	return kit.NewCard(sh.T("Plans of other sessions"), kit.Stack(kit.GapS, objs...))
}
