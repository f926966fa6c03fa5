package eligibility

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/eligibility"
	"kapdesk/app/protocol"
	"kapdesk/screens/kit"
)

// row is one criterion: its fact, the state, the rule with its sources, and a
// note.
type row struct {
	v       *Screen
	line    eligibility.Line
	state   *kit.Choice
	note    *kit.NotesField
	addNote *kit.Button
	sources *kit.Text
	more    *kit.Button
	obj     fyne.CanvasObject
	shown   bool
}

func (r *row) id() string { return "eligibility." + r.line.Criterion.ID }

func newRow(v *Screen, l eligibility.Line) *row {
	t := v.Shell.T
	r := &row{v: v, line: l}
	r.state = kit.NewChoice(t, r.id(), "", r.states()...)
	r.state.SetValue(string(l.State))
	r.state.OnChanged = func() {
		r.showNote()
		v.changed()
		v.root.Refresh()
	}
	r.note = kit.NewNotesField(t, r.id()+".note", t("Note")).SetRows(2)
	r.note.SetText(l.Note)
	r.note.OnChanged = v.changed
	r.addNote = kit.Quiet(r.id()+".addnote", t("Add a note"), func() {
		r.note.Show()
		r.addNote.Hide()
		v.root.Refresh()
		r.note.Focus()
	})
	r.sources = kit.SmallPara("")
	r.sources.Hide()
	r.more = kit.Quiet(r.id()+".sources", r.sourcesLabel(), r.toggleSources)
	r.arrange()
	r.showNote()
	return r
}

// states are the states the signed-in person may choose.
func (r *row) states() []kit.Option {
	t := r.v.Shell.T
	all := []kit.Option{
		{Value: string(protocol.Clear), Label: t("Clear"), Tone: kit.ToneDone},
		{Value: string(protocol.Review), Label: t("Review"), Tone: kit.ToneReview},
		{Value: string(protocol.Stop), Label: t("Stop"), Tone: kit.ToneStop},
		{Value: string(protocol.Unknown), Label: t("Unknown"), Tone: kit.ToneNeutral},
	}
	for i, key := range "CRSU" {
		all[i].Key = key
	}
	if !r.v.Shell.Person().May(clinic.ClearCriterion) && r.line.State != protocol.Clear {
		return all[1:]
	}
	return all
}

func (r *row) arrange() {
	c, v := r.line.Criterion, r.v
	lang := v.Shell.Lang()
	fact := kit.Stack(2, kit.Paragraph(c.Title.In(lang)).Bold(), kit.SmallPara(v.voice().Fact(r.line.Fact)))
	if g := v.sheet.Standing.Signed; g != nil {
		if since := v.voice().Since(r.line, *g); since != "" {
			fact.Add(kit.SmallPara(since).In(kit.ColorStop))
		}
	}
	middle := kit.Stack(kit.GapXS, r.state, r.note)
	if by := r.setBy(); by != "" {
		middle.Add(kit.SmallPara(by))
	}
	right := kit.Stack(2, kit.SmallPara(r.rule()).In(kit.ColorInk), kit.FlowRow(kit.GapM, r.more, r.addNote), r.sources)
	r.obj = kit.Stack(0, kit.PadXY(kit.GapM, kit.GapS, kit.FormGridMin(3, 226, fact, middle, right)), kit.Rule())
}

// setBy says who chose another state than the rule's.
func (r *row) setBy() string {
	switch {
	case r.line.Set:
		return r.v.Shell.T("Set by %s; the rule says: %s", r.line.SetBy, said(r.v, r.line.ByRule.State))
	case r.line.Was != "" && r.line.Was != r.line.State:
		return r.v.Shell.T("When it was signed: %s", said(r.v, r.line.Was))
	}
	return ""
}

func said(v *Screen, s protocol.State) string {
	return map[protocol.State]string{protocol.Clear: v.Shell.T("Clear"), protocol.Review: v.Shell.T("Review"),
		protocol.Stop: v.Shell.T("Stop"), protocol.Unknown: v.Shell.T("Unknown")}[s]
}

// rule is what the rule that decided says.
func (r *row) rule() string {
	if r.line.ByRule.Rule < 0 {
		return r.v.Shell.T("Not known: ask. Unknown is never clear.")
	}
	return r.line.ByRule.Say.In(r.v.Shell.Lang())
}

// sourcesLabel tells how many sources there are, and how many disagree.
func (r *row) sourcesLabel() string {
	b := r.line.Criterion.Basis
	if n := len(b.Dissent); n > 0 {
		return r.v.Shell.T("Sources (%d, %d differ)", len(b.Sources)+n, n)
	}
	return r.v.Shell.T("Sources (%d)", len(b.Sources))
}

func (r *row) toggleSources() {
	if r.sources.Visible() {
		r.sources.Hide()
	} else {
		r.sources.SetText(strings.Join(r.v.voice().Sources(r.line.Criterion.Basis), "\n"))
		r.sources.Show()
	}
	r.v.root.Refresh()
}

// showNote shows the note's field where there is a note or one is needed.
func (r *row) showNote() {
	need := r.note.Text() != "" || r.state.Value() != string(r.line.ByRule.State) || r.line.State == protocol.Review
	if need {
		r.note.Show()
		r.addNote.Hide()
	} else if !r.note.Focused() {
		r.note.Hide()
		r.addNote.Show()
	}
}

func (r *row) restore(m eligibility.Mark) {
	r.state.SetValue(string(m.State))
	r.note.SetText(m.Note)
	r.showNote()
}

// mark is what stands in the row, and whether it differs from what is stored.
func (r *row) mark() (eligibility.Mark, bool) {
	state := protocol.State(r.state.Value())
	if state == "" {
		state = r.line.ByRule.State // taken back: as the rule says
	}
	m := eligibility.Mark{Criterion: r.line.Criterion.ID, State: state, Note: strings.TrimSpace(r.note.Text())}
	return m, state != r.line.State || m.Note != r.line.Note
}

// showRows sets the rows: what needs a person first, then, if wanted, what is
// clear by its groups.
func (v *Screen) showRows() {
	v.table.Objects, v.more.Objects = nil, nil
	var rest []*row
	v.addLapses()
	for _, r := range v.rows {
		if _, touched := r.mark(); touched || r.line.Attention() && v.lapseOf(r.line) == nil {
			v.table.Add(r.obj)
			r.shown = true
			continue
		}
		r.shown = v.all
		rest = append(rest, r)
	}
	if len(v.table.Objects) == 0 && !v.all {
		v.table.Add(kit.Pad(kit.GapL, kit.Paragraph(v.nothing())))
	}
	if v.all {
		v.addGroups(rest)
	}
	label := v.Shell.T("Show all")
	text := v.Shell.T("%d more are clear and unchanged.", len(rest))
	if v.sheet.Again {
		text = v.folded()
	}
	if v.all {
		label, text = v.Shell.T("Show only what needs a person"), ""
	}
	if len(rest) > 0 {
		v.more.Add(kit.FlowRow(kit.GapS, kit.Small(text), kit.Quiet("eligibility.all", label, v.onAll)))
	}
	v.form.Adopt(v.table)
	v.form.Adopt(v.more)
	v.form.Refresh()
}

// nothing says that no line needs a person.
func (v *Screen) nothing() string {
	if v.sheet.Again {
		return v.Shell.T("Nothing changed or expired: everything stands as it was signed.")
	}
	return v.Shell.T("Nothing needs a person: every criterion is clear by its rule.")
}

func (v *Screen) addGroups(rest []*row) {
	for _, g := range v.sheet.Protocol.Groups {
		first := true
		for _, r := range rest {
			if r.line.Criterion.Group != g.ID {
				continue
			}
			if first {
				first = false
				v.table.Add(kit.PadXY(kit.GapM, kit.GapS, kit.Small(g.Title.In(v.Shell.Lang())).Bold()))
				v.table.Add(kit.Rule())
			}
			v.table.Add(r.obj)
		}
	}
}

// showCounts shows the protocol and how many criteria are in each state.
func (v *Screen) showCounts() {
	s, now := v.Shell, v.now()
	shown := fmt.Sprint(now.Count(protocol.Clear), now.Count(protocol.Review), now.Count(protocol.Stop), now.Count(protocol.Unknown))
	if shown == v.counted {
		return
	}
	v.counted = shown
	title := kit.Section(s.T("Checklist · %s, version %d", now.Protocol.Title.In(s.Lang()), now.Protocol.Version))
	objs := []fyne.CanvasObject{title}
	for _, c := range []struct {
		state protocol.State
		text  string
		tone  kit.Tone
	}{{protocol.Clear, "%d clear", kit.ToneDone}, {protocol.Review, "%d review", kit.ToneReview}, {protocol.Stop, "%d stop", kit.ToneStop}, {protocol.Unknown, "%d unknown", kit.ToneNeutral}} {
		if n := now.Count(c.state); n > 0 {
			objs = append(objs, kit.NewPill(s.T(c.text, n), c.tone))
		}
	}
	v.counts.Objects = objs
	v.counts.Refresh()
}
