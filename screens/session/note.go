package session

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// note is the form of a visit without a dose: a preparation, an integration, a
// follow-up, a consultation.
type note struct {
	v       *Visit
	form    *kit.Form
	side    *fyne.Container
	banner  *fyne.Container
	keeper  *place.Keeper
	saved   session.Note
	missing *fyne.Container
	lacks   string // what was shown last as missing
	amend   bool   // a signed note is being corrected
	loaded  bool

	texts    map[string]*kit.NotesField
	answers  map[string]*kit.Answer3
	reason   *kit.TextField
	save     *kit.Button
	signs    *kit.Button
	fix      *kit.Button
	printing *kit.Button
}

// parts of a note by their names, with the words above each field.
var noteParts = []struct{ name, label string }{
	{"intention", "Intention, in the patient's own words"},
	{"touch", "Touch: what is agreed, and the word or sign that stops it"},
	{"limits", "Other boundaries"},
	{"distress", "What helps when it gets hard"},
	{"questions", "Questions, and what was answered"},
	{"how", "How the patient has been since the last visit"},
	{"danger", "What was said and done about thoughts of suicide"},
	{"notes", "What was worked on"},
	{"next", "What comes next"},
}

func newNote(v *Visit) *note {
	s := v.Shell
	n := &note{v: v, side: kit.Stack(kit.GapM), missing: kit.Stack(0), banner: kit.Stack(kit.GapS), texts: map[string]*kit.NotesField{}, answers: map[string]*kit.Answer3{}}
	for _, p := range noteParts {
		f := kit.NewNotesField(s.T, "note."+p.name, s.T(p.label)).SetRows(3)
		f.OnChanged = n.changed
		n.texts[p.name] = f
	}
	ask := func(name, question string) {
		a := kit.NewAnswerRow(s.T, "note."+name, s.T(question))
		a.OnChanged = n.changed
		n.answers[name] = a
	}
	ask("explained", "What to expect was explained: effects, risks, the day, the hours after")
	n.answers["explained"].SetTones(kit.ToneDone, kit.ToneReview, kit.ToneReview)
	ask("safety", "Thoughts of suicide?")
	n.reason = kit.NewTextField(s.T, "note.reason", s.T("Reason for the correction"))
	n.reason.OnChanged = n.changed
	n.keeper = place.NewKeeper(v.Drafts, s, v.form("note"), func() any { return n.read() })
	n.save = kit.Primary("note.save", s.T("Save"), n.onSave)
	n.signs = kit.Secondary("note.sign", s.T("Save and sign"), n.onSign)
	n.fix = kit.Secondary("note.amend", s.T("Correct with a reason"), n.onAmend)
	n.printing = kit.Secondary("note.print", s.T("Print the summary"), v.print)
	return n
}

func (n *note) content() fyne.CanvasObject {
	s, kind := n.v.Shell, n.v.show.Visit.Kind
	fields := []fyne.CanvasObject{n.banner}
	if kind == session.Preparation {
		fields = append(fields, n.texts["intention"], n.answers["explained"], kit.FormGridMin(2, 240, n.texts["touch"], n.texts["limits"], n.texts["distress"], n.texts["questions"]))
	} else {
		fields = append(fields, n.texts["how"], n.answers["safety"], n.texts["danger"], n.texts["notes"], n.texts["next"])
	}
	fields = append(fields, n.reason)
	n.form = kit.NewForm(kit.Stack(kit.GapM, fields...), n.onSave, s.Back)
	buttons := kit.FlowRow(kit.GapS, n.save, n.signs, n.fix, n.printing)
	beside(n.form, buttons)
	card := kit.NewCard("", kit.Stack(kit.GapM, kit.Flex(1, n.form), buttons))
	return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(1, card), kit.Fixed(288, kit.VScroll(n.side))))
}

func (n *note) changed() {
	n.keeper.Changed()
	n.showWhatApplies()
}

func (n *note) closed() bool { return n.v.show.Visit.State == session.Closed }

// writable reports whether the fields can be typed into now.
func (n *note) writable() bool {
	st := n.v.show.Visit.State
	return n.v.Shell.Person().May(clinic.PrepareSession) && st != session.Cancelled && st != session.Missed && (!n.closed() || n.amend)
}

func (n *note) showWhatApplies() {
	setShown(n.texts["danger"], n.answers["safety"].Answer() == kit.Yes)
	setShown(n.reason, n.amend)
	for _, f := range n.texts {
		f.SetReadOnly(!n.writable())
	}
	for _, a := range n.answers {
		a.SetReadOnly(!n.writable())
	}
	n.save.SetEnabled(n.writable())
	setShown(n.save, !n.closed() && n.writable())
	setShown(n.signs, n.writable())
	setShown(n.fix, n.closed() && !n.amend)
	if n.amend {
		n.signs.SetText(n.v.Shell.T("Sign the correction"))
	}
	n.showMissing()
	if n.form != nil {
		n.form.Refresh()
	}
}

func (n *note) read() session.Note {
	text := func(name string) string { return n.texts[name].Text() }
	answer := func(name string) session.Answer { return session.Answer(n.answers[name].Value()) }
	return session.Note{Intention: text("intention"), Explained: answer("explained"), Touch: text("touch"), Limits: text("limits"), Distress: text("distress"),
		Questions: text("questions"), How: text("how"), Safety: answer("safety"), Danger: text("danger"), Notes: text("notes"), Next: text("next"),
		Summary: n.saved.Summary}
}

func (n *note) fill(x session.Note) {
	for name, text := range map[string]string{"intention": x.Intention, "touch": x.Touch, "limits": x.Limits, "distress": x.Distress, "questions": x.Questions,
		"how": x.How, "danger": x.Danger, "notes": x.Notes, "next": x.Next} {
		n.texts[name].SetText(text)
	}
	n.answers["explained"].SetValue(string(x.Explained))
	n.answers["safety"].SetValue(string(x.Safety))
}

func (n *note) apply() {
	s, show := n.v.Shell, n.v.show
	n.saved = show.Visit.Note
	n.banner.Objects = nil
	if !n.loaded {
		n.loaded = true
		n.fill(n.saved)
		n.keeper.Clean()
		var draft session.Note
		if n.writable() && n.keeper.Restore(&draft) {
			n.fill(draft)
			n.banner.Objects = append(n.banner.Objects, kit.Banner(kit.ToneNeutral, s.T("Draft"), s.T("What was typed here and not saved is back."),
				kit.Quiet("note.discard", s.T("Discard"), n.discard)))
		}
	}
	for _, name := range show.Visit.Conflicts {
		n.banner.Objects = append(n.banner.Objects, kit.Banner(kit.ToneReview, s.T("Two versions"), s.T("“%s” was written on two laptops at once. One is shown; save what is right.", name)))
	}
	n.showSide()
	n.showWhatApplies()
	n.banner.Refresh()
	n.form.Adopt(n.banner)
}

func (n *note) discard() {
	n.fill(n.saved)
	n.keeper.Drop()
	n.banner.Objects = nil
	n.showWhatApplies()
}

// showSide says what visit it is, what is missing, who signed, and what the
// preparation said.
func (n *note) showSide() {
	s, show := n.v.Shell, n.v.show
	v := show.Visit
	tone := kit.ToneAccent
	if v.State == session.Closed {
		tone = kit.ToneDone
	}
	about := []fyne.CanvasObject{kit.Row(0, kit.NewPill(s.T(v.State.Name()), tone)), kit.Paragraph(s.Book().DateTime(s.Lang(), v.Starts, n.v.zone()))}
	if with := dots(show.WithName, v.Room); with != "" {
		about = append(about, kit.Paragraph(with).In(kit.ColorMuted))
	}
	if v.Why != "" {
		about = append(about, kit.SmallPara(v.Why))
	}
	n.side.Objects = []fyne.CanvasObject{kit.NewCard(s.T(v.Kind.Name()), kit.Stack(kit.GapXS, about...))}
	if due := n.v.scalesCard(); due != nil {
		n.side.Objects = append(n.side.Objects, due)
	}
	if v.Kind != session.Preparation && show.Intention.Text != "" {
		n.side.Objects = append(n.side.Objects, kit.NewCard(s.T("Intention"), kit.Paragraph("“"+show.Intention.Text+"”")))
	}
	if v.Kind == session.Integration || v.Kind == session.FollowUp {
		n.side.Objects = append(n.side.Objects, kit.NewCard("", kit.Row(0, kit.Quiet("note.plan", s.T("Open the integration plan"), func() {
			s.Go(place.Route{Place: place.Integration, Patient: v.Patient})
		}))))
	}
	if !n.closed() && !v.State.Over() {
		n.side.Objects = append(n.side.Objects, n.missing)
	}
	for i := len(show.Notes) - 1; i >= 0; i-- {
		x := show.Notes[i]
		parts := []fyne.CanvasObject{kit.Paragraph(s.T("Signed by %s, %s", x.By.Name, s.Book().DateTime(s.Lang(), x.By.At, n.v.zone())))}
		if x.Reason != "" {
			parts = append(parts, kit.SmallPara(s.T("Corrected: %s", x.Reason)))
		}
		if i < len(show.Notes)-1 {
			parts = append(parts, kit.SmallPara(s.T("This version no longer stands:")))
			for _, part := range x.Note.Said(s.T) {
				parts = append(parts, kit.SmallPara(part.Name+": "+part.Text))
			}
		}
		n.side.Objects = append(n.side.Objects, kit.NewCard("", kit.Stack(kit.GapXS, parts...)))
	}
	n.side.Refresh()
}

// showMissing lists what the note as it is typed still needs. It is drawn anew
// only when that has changed, not at every key.
func (n *note) showMissing() {
	s := n.v.Shell
	ps := n.read().Missing(n.v.show.Visit.Kind)
	unsaid := place.Unsaid(s, n.form, ps)
	said := fmt.Sprint(len(ps), unsaid)
	if said == n.lacks {
		return
	}
	n.lacks = said
	parts := []fyne.CanvasObject{kit.Section(s.T("Before signing"))}
	if len(unsaid) < len(ps) {
		parts = append(parts, kit.Paragraph("○ "+s.T("What is missing is marked in the form.")).In(kit.ColorReview))
	}
	for _, p := range unsaid {
		parts = append(parts, kit.Paragraph("○ "+place.Words(s, p)).In(kit.ColorReview))
	}
	if len(ps) == 0 {
		parts = append(parts, kit.Paragraph("✓ "+s.T("Everything that is needed is written.")).In(kit.ColorDone))
	}
	n.missing.Objects = []fyne.CanvasObject{kit.NewCard("", kit.Stack(kit.GapXS, parts...))}
	n.missing.Refresh()
	n.side.Refresh()
}

func (n *note) onSave() {
	if n.amend {
		n.onSign()
		return
	}
	if place.Forget(n.form); !n.writable() || !n.form.Check() {
		return
	}
	x := n.read()
	n.v.do(func(ctx context.Context, by record.Actor) error {
		return n.v.Desk.SaveNote(ctx, by, n.v.route.Record, x)
	}, n.done)
}

func (n *note) done(err error) {
	if err != nil {
		place.ShowProblems(n.v.Shell, n.form, record.Moved(err, record.Named(map[string]string{"reason": n.reason.FieldID()})))
		n.showMissing()
		return
	}
	n.keeper.Drop()
	n.banner.Objects = nil
}

// onSign saves what is written and signs it, or signs the correction of a
// signed note.
func (n *note) onSign() {
	if place.Forget(n.form); !n.writable() || !n.form.Check() {
		return
	}
	x, reason, id := n.read(), n.reason.Text(), n.v.route.Record
	if n.amend {
		n.v.do(func(ctx context.Context, by record.Actor) error {
			_, err := n.v.Desk.AmendNote(ctx, by, id, x, reason)
			return err
		}, func(err error) {
			if n.done(err); err == nil {
				n.amend = false
				n.reason.SetText("")
			}
		})
		return
	}
	n.v.do(func(ctx context.Context, by record.Actor) error {
		if err := n.v.Desk.SaveNote(ctx, by, id, x); err != nil {
			return err
		}
		_, err := n.v.Desk.SignNote(ctx, by, id)
		return err
	}, n.done)
}

func (n *note) onAmend() {
	if !n.closed() || n.amend {
		return
	}
	n.amend = true
	n.showWhatApplies()
	n.form.FocusFirst()
}

func (n *note) first() { n.form.FocusFirst() }
func (n *note) leave() { n.keeper.Keep() }
func (n *note) tick()  {}

func (n *note) commands() []place.Command {
	s := n.v.Shell
	ctrl := fyne.KeyModifierShortcutDefault
	no := func() bool { return !n.writable() }
	return []place.Command{
		{ID: "note.save", Label: s.T("Save"), Key: fyne.KeyS, Modifier: ctrl, Do: n.onSave, Disabled: no},
		{ID: "note.sign", Label: s.T("Save and sign"), Key: fyne.KeyS, Modifier: ctrl | fyne.KeyModifierShift, Do: n.onSign, Disabled: no},
		{ID: "note.amend", Label: s.T("Correct with a reason"), Key: fyne.KeyE, Modifier: ctrl | fyne.KeyModifierShift, Do: n.onAmend, Disabled: func() bool { return !n.closed() || n.amend }},
		{ID: "note.print", Label: s.T("Print the summary"), Key: fyne.KeyP, Modifier: ctrl, Do: n.v.print},
	}
}
