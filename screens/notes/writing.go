package notes

import (
	"context"
	"encoding/json"
	"slices"

	"fyne.io/fyne/v2"

	"kapdesk/app/notes"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// begun is what somebody is about to write: a new note, or a correction of the
// version of a note.
type begun struct {
	found   bool // a draft of it is kept
	note    notes.Note
	version notes.Version
	was     string // the text that is corrected
}

// isNew reports whether it is a new note.
func (b begun) isNew() bool { return b.note.ID == "" }

// typed is what stands in the form.
type typed struct {
	Text    string         `json:"text"`
	Readers []record.ID    `json:"readers,omitempty"`
	Reason  notes.Reason   `json:"reason,omitempty"`
	Of      record.EventID `json:"of,omitzero"` // the version that is corrected
}

// draftForm names the draft of what is written.
func (v *screen) draftForm(b begun) string {
	form := "notes/" + string(v.patient)
	if !b.isNew() {
		form += "/" + string(b.note.ID)
	}
	return form
}

// begun finds what was begun here and not signed: a new note, or a correction.
// A draft that cannot be opened counts too, so that its form tells of it.
func (v *screen) begun(ctx context.Context, by record.Actor, view notes.View) begun {
	if b := (begun{}); v.drafted(ctx, by, b) {
		b.found = true
		return b
	}
	for _, n := range view.Notes {
		for _, w := range n.Standing() {
			b := begun{found: true, note: n, version: w}
			if !n.Mine || !w.Open || !v.drafted(ctx, by, b) {
				continue
			}
			var err error
			if b.was, err = v.Desk.Open(ctx, by, v.patient, n.ID, w.ID); err == nil {
				return b
			}
		}
	}
	return begun{}
}

// drafted reports whether something is kept in a form.
func (v *screen) drafted(ctx context.Context, by record.Actor, b begun) bool {
	d, ok, err := v.Drafts.Draft(ctx, by, v.draftForm(b))
	if err != nil {
		return true
	}
	var t typed
	return ok && json.Unmarshal(d.Body, &t) == nil && (t.Text != "" || len(t.Readers) > 0 || t.Reason != "")
}

// writing is the form in which a note is written or corrected.
type writing struct {
	begun
	v       *screen
	text    *kit.NotesField
	readers []*kit.Check
	ids     []record.ID // of the readers, in the same order
	reason  *kit.Picker
	banner  *fyne.Container
	form    *kit.Form
	keeper  *place.Keeper
}

// openForm shows the form on the right, with the draft of it if there is one.
func (v *screen) openForm(b begun) *writing {
	s := v.Shell
	w := &writing{begun: b, v: v, banner: kit.Stack(0)}
	w.text = kit.NewNotesField(s.T, "notes.text", s.T("Note")).SetRows(7)
	parts := []fyne.CanvasObject{w.banner, w.text}
	if b.isNew() {
		parts = append(parts, w.asked()...)
	} else {
		parts = append(parts, w.corrected()...)
	}
	w.keeper = place.NewKeeper(v.Drafts, s, v.draftForm(b), func() any { return w.typed() })
	w.text.OnChanged = w.keeper.Changed
	w.set(typed{Text: b.was})
	w.keeper.Clean()
	w.form = kit.NewForm(kit.Stack(kit.GapM, parts...), w.onSign, w.onLeave)
	buttons := kit.FlowRow(kit.GapS, kit.Primary("notes.sign", s.T("Sign and seal"), w.onSign), kit.Quiet("notes.leave", s.T("Not now"), w.onLeave))
	w.form.Adopt(buttons)
	title := s.T("A new note")
	if !b.isNew() {
		title = s.T("Correct the note of %s", v.when(b.note.Author.At))
	}
	v.reading, v.writing = nil, w
	v.loads++ // a note that is being opened comes too late
	w.restore()
	v.hold(kit.NewCard(title, kit.Stack(kit.GapM, kit.Flex(1, w.form), buttons)))
	return w
}

// asked are the boxes of who else can read a new note.
func (w *writing) asked() []fyne.CanvasObject {
	s := w.v.Shell
	parts := []fyne.CanvasObject{kit.Strong(s.T("Who else can read it"))}
	var follow []string
	for _, p := range w.v.view.Successors {
		if p.Reads {
			follow = append(follow, p.Person.Name)
		}
	}
	for _, p := range w.v.view.Others {
		c := kit.NewCheck(s.T, "notes.reader."+string(p.ID), p.Name)
		c.OnChanged = func(bool) { w.keeper.Changed() }
		w.readers, w.ids = append(w.readers, c), append(w.ids, p.ID)
		parts = append(parts, c)
	}
	if len(w.readers) == 0 {
		parts = append(parts, kit.SmallPara(s.T("Nobody else here may read such notes and has a passphrase.")))
	}
	if len(follow) > 0 {
		parts = append(parts, kit.SmallPara(s.T("It is sealed to your successor too: %s.", names(follow))))
	}
	return append(parts, kit.SmallPara(s.T("Whom a note is sealed to can read it for ever: that cannot be taken back.")))
}

// corrected is what a correction asks for beside the text.
func (w *writing) corrected() []fyne.CanvasObject {
	s := w.v.Shell
	var options []kit.Option
	for _, r := range notes.Reasons {
		options = append(options, kit.Option{Value: string(r), Label: s.T(string(r))})
	}
	w.reason = kit.NewPicker(s.T, "notes.reason", s.T("Why it is corrected"), options...)
	w.reason.SetHint(s.T("The reason stands unsealed in the log. It says nothing of what you wrote."))
	w.reason.OnChanged = func() { w.keeper.Changed() }
	var who []string
	for _, r := range w.version.Readers {
		if r.Person != w.v.Shell.Person().ID {
			who = append(who, r.Name)
		}
	}
	parts := []fyne.CanvasObject{w.reason}
	if len(who) > 0 {
		parts = append(parts, kit.SmallPara(s.T("It is sealed to those who can read it now and still may: %s.", names(who))))
	}
	return append(parts, kit.SmallPara(s.T("The version before stays readable to whom it was sealed.")))
}

func (w *writing) typed() typed {
	t := typed{Text: w.text.Text(), Of: w.version.ID}
	for i, c := range w.readers {
		if c.On() {
			t.Readers = append(t.Readers, w.ids[i])
		}
	}
	if w.reason != nil {
		t.Reason = notes.Reason(w.reason.Value())
	}
	return t
}

func (w *writing) set(t typed) {
	w.text.SetText(t.Text)
	for i, c := range w.readers {
		c.SetOn(slices.Contains(t.Readers, w.ids[i]))
	}
	if w.reason != nil {
		w.reason.SetValue(string(t.Reason))
	}
}

// restore brings the draft back and says so, or says that it cannot be opened.
func (w *writing) restore() {
	s := w.v.Shell
	discard := kit.Quiet("notes.discard", s.T("Discard"), w.onDiscard)
	_, ok, err := w.v.Drafts.Draft(context.Background(), s.Actor(), w.v.draftForm(w.begun))
	if ps := record.ProblemsOf(err); ok && len(ps) > 0 {
		w.tell(kit.Banner(kit.ToneReview, s.T("Draft"), place.Words(s, ps[0]), discard))
		return
	}
	var t typed
	switch {
	case !w.keeper.Restore(&t):
		return
	case t.Of != w.version.ID:
		w.tell(kit.Banner(kit.ToneReview, s.T("Draft"), s.T("What was typed here and not signed is back. It was typed over another version: compare it with the one that stands before you sign."), discard))
	default:
		w.tell(kit.Banner(kit.ToneNeutral, s.T("Draft"), s.T("What was typed here and not signed is back."), discard))
	}
	w.set(t)
}

func (w *writing) tell(o ...fyne.CanvasObject) {
	w.banner.Objects = o
	w.banner.Refresh()
	w.form.Adopt(w.banner)
	w.form.Refresh()
}

// onDiscard forgets the draft.
func (w *writing) onDiscard() {
	w.set(typed{Text: w.was})
	w.keeper.Drop()
	w.tell()
	w.text.Focus()
}

// onLeave goes back to the list; what was typed stays a draft.
func (w *writing) onLeave() {
	w.v.closeForm()
	w.v.showNote()
	w.v.table.Focus()
}

// closeForm keeps the draft of what is being written, and empties and forgets
// the form.
func (v *screen) closeForm() {
	if w := v.writing; w != nil {
		w.keeper.Keep()
		v.dropForm()
	}
}

func (v *screen) dropForm() {
	v.writing.set(typed{})
	v.writing = nil
	v.side.Objects = nil
	v.side.Refresh()
}

// onSign signs and seals what stands in the form.
func (w *writing) onSign() {
	v := w.v
	if v.writing != w || !v.mayWrite() || !place.CheckAnew(w.form) {
		return
	}
	t, id := w.typed(), w.note.ID
	w.text.SetReadOnly(true) // what is typed now would be signed by nobody
	w.keeper.Save(func(ctx context.Context, by record.Actor) (err error) {
		if w.isNew() {
			id, err = v.Desk.Write(ctx, by, v.patient, t.Text, t.Readers)
			return err
		}
		return v.Desk.Correct(ctx, by, v.patient, id, w.version.ID, t.Text, t.Reason)
	}, func(err error) { w.signed(id, err) })
}

func (w *writing) signed(id record.ID, err error) {
	v := w.v
	w.text.SetReadOnly(false)
	if v.writing != w {
		if err != nil {
			v.Shell.Fail(err)
		} else if !v.away {
			v.load("", v.Shell.T("The note is signed and sealed"))
		}
		return
	}
	if err != nil {
		place.ShowProblems(v.Shell, w.form, err)
		w.form.Refresh() // what is wrong takes room of its own
		return
	}
	w.keeper.Drop()
	v.dropForm()
	v.load(id, v.Shell.T("The note is signed and sealed"))
	v.table.Focus()
}
