package notes

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"kapdesk/app/notes"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// onNew shows the form for a new note.
func (v *screen) onNew() {
	if !v.mayWrite() {
		return
	}
	if w := v.writing; w != nil && w.isNew() {
		w.text.Focus()
		return
	}
	v.closeForm()
	v.openForm(begun{}).text.Focus()
}

// onSign signs what is being written.
func (v *screen) onSign() {
	if v.writing != nil {
		v.writing.onSign()
	}
}

// onCorrect opens the version on show to be corrected.
func (v *screen) onCorrect() {
	if !v.correctable() {
		return
	}
	v.loads++
	load, by, b := v.loads, v.Shell.Actor(), begun{note: v.reading.note, version: v.reading.version()}
	v.Shell.Run(func(ctx context.Context) func() {
		text, err := v.Desk.Open(ctx, by, v.patient, b.note.ID, b.version.ID)
		return func() {
			switch {
			case load != v.loads || v.away:
			case err != nil:
				v.Shell.Fail(err)
			default:
				b.was = text
				v.openForm(b).text.Focus()
			}
		}
	})
}

// do runs a step off the window, reads the list anew and says what was done;
// then comes last, if it has succeeded.
func (v *screen) do(step func(ctx context.Context, by record.Actor) (said string, err error), then ...func()) {
	by, id := v.Shell.Actor(), record.ID(v.table.SelectedKey())
	v.Shell.Run(func(ctx context.Context) func() {
		said, err := step(ctx, by)
		return func() {
			switch {
			case err != nil:
				v.Shell.Fail(err)
			case !v.away:
				v.load(id, said)
				for _, f := range then {
					f()
				}
			}
		}
	})
}

// onShare asks who else is to read the open note.
func (v *screen) onShare() {
	if !v.shareable() {
		return
	}
	s, n := v.Shell, v.reading.note
	var boxes []*kit.Check
	var people []record.ID
	objs := []fyne.CanvasObject{kit.Paragraph(s.T("They can read the note as it stands, now and for ever: sharing cannot be taken back. It is on record who shared it, with whom and when."))}
	for _, p := range v.view.Others {
		if !readAll(n, p.ID) {
			c := kit.NewCheck(s.T, "notes.share."+string(p.ID), p.Name)
			boxes, people, objs = append(boxes, c), append(people, p.ID), append(objs, c)
		}
	}
	if len(boxes) == 0 {
		s.Say(s.T("Everybody who may read such notes can read this one, or has no passphrase here."))
		return
	}
	kit.Ask(s.Window(), s.T, s.T("Let others read it"), kit.Stack(kit.GapS, objs...), s.T("Share"), func() bool {
		var to []record.ID
		for i, c := range boxes {
			if c.On() {
				to = append(to, people[i])
			}
		}
		if len(to) == 0 {
			boxes[0].SetError(s.T("Choose who is to read it."))
			boxes[0].Focus()
			return false
		}
		v.do(func(ctx context.Context, by record.Actor) (string, error) {
			return s.T("The note is shared"), v.Desk.Share(ctx, by, v.patient, n.ID, to...)
		})
		return true
	}, nil)
}

// readAll reports whether somebody can read everything of a note that stands.
func readAll(n notes.Note, id record.ID) bool {
	return !slices.ContainsFunc(n.Standing(), func(w notes.Version) bool {
		return !slices.ContainsFunc(w.Readers, func(r notes.Reader) bool { return r.Person == id && !r.Lost })
	})
}

// onBack seals to an author what their new key does not open.
func (v *screen) onBack() {
	if !v.returnable() {
		return
	}
	s, author := v.Shell, v.reading.note.Author
	kit.Confirm(s.Window(), s.T, s.T("Share back"),
		s.T("The passphrase of %s was made anew, and their earlier notes do not open any more. This seals to them everything of theirs that you can open, in every chart. Do it only after %s has asked you in person: whoever signs in under that name reads the notes then.", author.Name, author.Name),
		s.T("Share back"), true, func() {
			v.do(func(ctx context.Context, by record.Actor) (string, error) {
				n, err := v.Desk.ShareBack(ctx, by, author.Person)
				return s.T("Shared back, texts: %d", n), err
			})
		}, nil)
}

// nobody is the choice of no successor.
const nobody = "nobody"

// onSuccessor asks who reads the notes after their author.
func (v *screen) onSuccessor() {
	if !v.mayWrite() {
		return
	}
	s := v.Shell
	var options []kit.Option
	for _, p := range v.view.Others {
		options = append(options, kit.Option{Value: string(p.ID), Label: p.Name})
	}
	if len(v.view.Successors) > 0 {
		options = append(options, kit.Option{Value: nobody, Label: s.T("Nobody")})
	}
	if len(options) == 0 {
		s.Say(s.T("Nobody else here may read such notes and has a passphrase."))
		return
	}
	who := kit.NewPicker(s.T, "notes.successor", s.T("Who reads your notes after you"), options...)
	var d *kit.Dialog
	d = kit.Ask(s.Window(), s.T, s.T("Name a successor"), kit.Stack(kit.GapM, kit.Paragraph(v.meaning()), who), s.T("Name them"), func() bool {
		if who.Value() == "" {
			who.SetError(s.T("Choose one from the list."))
			who.Focus()
			return false
		}
		d.Close() // what comes of it may be told in a dialog of its own
		v.nameSuccessor(who.Value(), who.Text())
		return true
	}, nil)
}

// meaning says what naming a successor does now.
func (v *screen) meaning() string {
	s := v.Shell
	for _, f := range v.view.Successors {
		if f.Reads {
			return s.T("%s keeps what they can read already. Whom you name instead gets only what you sign from now on. To give them your earlier notes too, name nobody first and then them.", f.Person.Name)
		}
	}
	return s.T("Everything that you have signed, in every chart, is sealed to them now, and so is what you sign from now on. They can read it at once, and that cannot be taken back.")
}

func (v *screen) nameSuccessor(value, name string) {
	s := v.Shell
	id := record.ID(value)
	if value == nobody {
		id = ""
	}
	left := 0
	v.do(func(ctx context.Context, by record.Actor) (string, error) {
		got, err := v.Desk.NameSuccessor(ctx, by, id)
		left = got.Left
		switch {
		case id == "":
			return s.T("You have no successor now"), err
		case got.Later:
			return s.T("%s gets what you sign from now on", name), err
		}
		return s.T("%s is your successor; texts sealed to them: %d", name, got.Sealed), err
	}, func() {
		if left > 0 {
			kit.Message(s.Window(), s.T, s.T("Not everything could be sealed"),
				s.T("Texts that you cannot open yourself any more, and that were left as they are: %d. Ask somebody who can read them to share them back, then name your successor again.", left), nil)
		}
	})
}

// Commands implements place.Screen.
func (v *screen) Commands() []place.Command {
	s := v.Shell
	const ctrl, shift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	not := func(may func() bool) func() bool { return func() bool { return !may() } }
	writing := func() bool { return v.mayWrite() && v.writing != nil }
	return []place.Command{
		{ID: "notes.new", Label: s.T("Write a note"), Key: fyne.KeyN, Modifier: ctrl | shift, Do: v.onNew, Disabled: not(v.mayWrite)},
		{ID: "notes.sign", Label: s.T("Sign and seal"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.onSign, Disabled: not(writing)},
		{ID: "notes.correct", Label: s.T("Correct the note"), Key: fyne.KeyE, Modifier: ctrl | shift, Do: v.onCorrect, Disabled: not(v.correctable)},
		{ID: "notes.share", Label: s.T("Let others read it"), Key: fyne.KeyR, Modifier: ctrl | shift, Do: v.onShare, Disabled: not(v.shareable)},
		{ID: "notes.back", Label: s.T("Share back"), Key: fyne.KeyB, Modifier: ctrl | shift, Do: v.onBack, Disabled: not(v.returnable)},
		{ID: "notes.version", Label: s.T("Show another version"), Key: fyne.KeyV, Modifier: ctrl | shift, Do: v.onVersion, Disabled: not(v.versions)},
		{ID: "notes.read", Label: s.T("Go to the text"), Key: fyne.KeyG, Modifier: ctrl, Do: v.focusText, Disabled: func() bool { return v.reading == nil }},
		{ID: "notes.successor.name", Label: s.T("Name a successor"), Key: fyne.KeyU, Modifier: ctrl | shift, Do: v.onSuccessor, Disabled: not(v.mayWrite)},
	}
}
