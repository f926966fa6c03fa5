package documents

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/document"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// onNew shows the form to add a file.
func (v *screen) onNew() {
	if !v.ready {
		return
	}
	v.adding = true
	v.showSide()
	v.add.file.Path.Focus()
}

// onOpen saves a copy where the person chooses and opens it in the system's
// viewer.
func (v *screen) onOpen() {
	d, ok := v.chosen()
	if !ok || d.State == document.MovedAway {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		doc, content, err := v.Documents.Open(ctx, by, v.patient, d.ID)
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			s.SaveFile(doc.Name, content, func(path string, err error) { v.saved(path, err) })
		}
	})
}

func (v *screen) saved(path string, err error) {
	s := v.Shell
	switch {
	case err != nil:
		s.Fail(&record.Problem{Code: record.Unavailable, Text: "The file could not be written there. The chart is unchanged.", Next: "Choose another folder, or make room on the disk."})
	case path != "":
		v.exported()
		if err := s.OpenFile(path); err != nil {
			s.Fail(&record.Problem{Code: record.Unavailable, Text: "The copy was written, but nothing on this computer opened it.", Next: "Open it from its folder."})
			return
		}
		s.Saved(s.T("A copy was saved and opened"))
	}
}

// exported puts the copy on record.
func (v *screen) exported() {
	if v.Exported == nil {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		if err := v.Exported(ctx, by, v.patient); err != nil {
			return func() { s.Fail(err) }
		}
		return nil
	})
}

// kept reports whether the chosen document can be withdrawn or moved.
func (v *screen) kept() bool {
	d, ok := v.chosen()
	return ok && d.State == document.Kept
}

// do runs a step that changes a document and shows what came of it.
func (v *screen) do(done string, id record.ID, step func(ctx context.Context, by record.Actor) error, used ...*place.Keeper) {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		err := step(ctx, by)
		return func() {
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			for _, k := range used {
				k.Drop()
			}
			v.load(id, done)
			v.Shell.RefreshChart()
		}
	})
}

func (v *screen) onWithdraw() {
	d, ok := v.chosen()
	if !ok || !v.kept() {
		return
	}
	s := v.Shell
	reason := kit.NewTextField(s.T, "documents.reason", s.T("Reason"))
	keeper := place.KeepText(v.Drafts, s, "documents.withdraw/"+string(d.ID), reason)
	text := kit.Paragraph(s.T("“%s” will be marked as withdrawn. It stays readable, with the reason.", d.Name))
	kit.Ask(s.Window(), s.T, s.T("Withdraw the document"), kit.Stack(kit.GapM, text, reason), s.T("Withdraw"), func() bool {
		if !given(s, reason) {
			return false
		}
		v.do(s.T("The document was withdrawn"), d.ID, func(ctx context.Context, by record.Actor) error {
			return v.Documents.Withdraw(ctx, by, v.patient, d.ID, reason.Text())
		}, keeper)
		return true
	}, nil)
}

func given(s place.Shell, reason *kit.TextField) bool {
	if reason.Text() != "" {
		return true
	}
	reason.SetError(s.T("Say in a few words why."))
	reason.Focus()
	return false
}

// onMove asks which chart a document belongs into.
func (v *screen) onMove() {
	d, ok := v.chosen()
	if !ok || !v.kept() {
		return
	}
	s, by := v.Shell, v.Shell.Actor()
	to := kit.NewQueryPicker(s.T, "documents.to", s.T("Whose document is it? Name or chart number"), func(text string) []kit.Option {
		hits, err := v.Patients.Search(context.Background(), by, text, 8)
		if err != nil {
			return nil
		}
		var found []kit.Option
		for _, h := range hits {
			if h.ID != v.patient {
				found = append(found, kit.Option{Value: string(h.ID), Label: h.Name(), Note: s.Book().Date(s.Lang(), h.Born) + " · " + h.Number})
			}
		}
		return found
	})
	reason := kit.NewTextField(s.T, "documents.reason", s.T("Reason"))
	keeper := place.KeepText(v.Drafts, s, "documents.move/"+string(d.ID), reason)
	text := kit.Paragraph(s.T("“%s” leaves this chart. Here it stays noted that it was moved, and why.", d.Name))
	kit.Ask(s.Window(), s.T, s.T("Move to the right chart"), kit.Stack(kit.GapM, text, to, reason), s.T("Move"), func() bool {
		if to.Value() == "" {
			to.SetError(s.T("Choose a patient from the list."))
			to.Focus()
			return false
		}
		if !given(s, reason) {
			return false
		}
		v.do(s.T("The document was moved"), d.ID, func(ctx context.Context, by record.Actor) error {
			return v.Documents.Move(ctx, by, v.patient, d.ID, record.ID(to.Value()), reason.Text())
		}, keeper)
		return true
	}, nil)
}

// Commands implements place.Screen.
func (v *screen) Commands() []place.Command {
	s := v.Shell
	const ctrl, shift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	not := func(may func() bool) func() bool { return func() bool { return !v.ready || !may() } }
	open := func() bool { d, ok := v.chosen(); return ok && d.State != document.MovedAway }
	return []place.Command{
		{ID: "documents.new", Label: s.T("Add a document"), Key: fyne.KeyA, Modifier: ctrl | shift, Do: v.onNew, Disabled: func() bool { return !v.ready }},
		{ID: "documents.save", Label: s.T("Add to the chart"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.add.onSave, Disabled: not(func() bool { return v.adding })},
		{ID: "documents.open", Label: s.T("Open a copy"), Key: fyne.KeyO, Modifier: ctrl, Do: v.onOpen, Disabled: not(open)},
		{ID: "documents.print", Label: s.T("Print the document"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onOpen, Disabled: not(open)},
		{ID: "documents.withdraw", Label: s.T("Withdraw the document"), Key: fyne.KeyW, Modifier: ctrl | shift, Do: v.onWithdraw, Disabled: not(v.kept)},
		{ID: "documents.move", Label: s.T("Move to the right chart"), Key: fyne.KeyM, Modifier: ctrl | shift, Do: v.onMove, Disabled: not(v.kept)},
	}
}
