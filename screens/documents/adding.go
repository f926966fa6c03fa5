package documents

import (
	"context"

	"kapdesk/app/document"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// adding is the form to add a file.
type adding struct {
	v      *screen
	file   *place.Attach
	kind   *kit.Picker
	name   *kit.TextField
	form   *kit.Form
	card   *kit.Card
	keeper *place.Keeper
}

// typed is what was typed into the form.
type typed struct{ Path, Kind, Name string }

func newAdding(v *screen) *adding {
	s := v.Shell
	a := &adding{v: v, file: place.NewAttach(s, "documents.file", s.T("File")), name: kit.NewTextField(s.T, "documents.name", s.T("Name in the chart"))}
	a.name.SetHint(s.T("Leave it empty to keep the file's own name."))
	var kinds []kit.Option
	for _, k := range document.Kinds {
		kinds = append(kinds, kit.Option{Value: string(k), Label: s.T(string(k))})
	}
	a.kind = kit.NewPicker(s.T, "documents.kind", s.T("What is it?"), kinds...)
	a.keeper = place.NewKeeper(v.Drafts, s, "documents/"+string(v.patient), func() any { return a.typed() })
	a.file.Path.OnChanged, a.kind.OnChanged, a.name.OnChanged = a.keeper.Changed, a.keeper.Changed, a.keeper.Changed
	content := kit.Stack(kit.GapM, a.file.Content(), a.kind, a.name,
		kit.FlowRow(kit.GapS, kit.Primary("documents.save", s.T("Add to the chart"), a.onSave), kit.Quiet("documents.leave", s.T("Not now"), a.onLeave)),
		kit.SmallPara(s.T("PDF files, pictures and plain text, up to %d MB. The file is copied into the chart; the one outside stays where it is.", document.MaxBytes>>20)))
	a.form = kit.NewForm(content, a.onSave, a.onLeave)
	a.card = kit.NewCard(s.T("Add a document"), content)
	return a
}

func (a *adding) typed() typed {
	return typed{Path: a.file.Path.Text(), Kind: a.kind.Value(), Name: a.name.Text()}
}

func (a *adding) set(t typed) {
	a.file.Path.SetText(t.Path)
	a.kind.SetValue(t.Kind)
	a.name.SetText(t.Name)
}

// restore brings the draft back and reports whether there is one.
func (a *adding) restore() bool {
	a.keeper.Clean()
	var t typed
	if !a.keeper.Restore(&t) || t == (typed{}) {
		return false
	}
	a.set(t)
	return true
}

// onLeave goes back to the list; what was typed stays a draft.
func (a *adding) onLeave() {
	a.keeper.Keep()
	a.v.adding = false
	a.v.showSide()
	a.v.table.Focus()
}

func (a *adding) onSave() {
	if !a.v.adding || !place.CheckAnew(a.form) {
		return
	}
	t, patient := a.typed(), a.v.patient
	var id record.ID
	a.keeper.Save(func(ctx context.Context, by record.Actor) error {
		name, content, err := place.ReadFile("documents.file", t.Path, document.MaxBytes)
		if err != nil {
			return err
		}
		if t.Name != "" {
			name = t.Name
		}
		id, err = a.v.Documents.Add(ctx, by, patient, document.Document{Name: name, Kind: document.Kind(t.Kind)}, content)
		return err
	}, func(err error) { a.saved(id, err) })
}

func (a *adding) saved(id record.ID, err error) {
	s := a.v.Shell
	if err != nil {
		place.ShowProblems(s, a.form, err)
		a.v.side.Refresh() // what is wrong takes room of its own
		return
	}
	a.set(typed{})
	a.keeper.Drop()
	a.v.adding = false
	a.v.load(id, s.T("The document is in the chart"))
	a.v.table.Focus()
	s.RefreshChart()
}
