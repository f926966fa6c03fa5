package settings

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/practice"
)

// passphraseCard is one's own passphrase and, for the owner, the recovery
// sheet.
func (v *Settings) passphraseCard() fyne.CanvasObject {
	s := v.Shell
	buttons := []fyne.CanvasObject{kit.Secondary("settings.passphrase", s.T("Change my passphrase"), v.changeOwn)}
	if v.isOwner() {
		buttons = append(buttons, kit.Secondary("settings.sheet", s.T("Make a new recovery sheet"), func() {
			s.Go(place.Route{Place: place.Settings, Part: "sheet"})
		}))
	}
	return kit.NewCard(s.T("Passphrase"), kit.Stack(kit.GapM, v.own, kit.FlowRow(kit.GapS, buttons...)))
}

// changeOwn opens the fields for one's own passphrase.
func (v *Settings) changeOwn() {
	s := v.Shell
	old := kit.NewPasswordField(s.T, "passphrase.old", s.T("Present passphrase"))
	next := practice.NewPassphrase(s, "passphrase")
	v.openFields(v.own, "passphrase", kit.Stack(kit.GapM, kit.FormGrid(2, old), next.View()), func(ctx context.Context, by record.Actor) error {
		return v.Access.Change(ctx, by, old.Text(), next.Text())
	})
	old.Focus()
}

// accessOf says whether a person can sign in, and lets the owner give them a
// passphrase.
func (v *Settings) accessOf(p clinic.Person, n int) []fyne.CanvasObject {
	s := v.Shell
	id := "settings.access" + strconv.Itoa(n)
	if v.Access.Has(p.ID) {
		return []fyne.CanvasObject{kit.Quiet(id, s.T("New passphrase"), func() { v.give(p) })}
	}
	return []fyne.CanvasObject{kit.NewPill(s.T("Cannot sign in yet"), kit.ToneReview), kit.Quiet(id, s.T("Give a passphrase"), func() { v.give(p) })}
}

// give opens the fields for another person's passphrase, which they type
// themselves.
func (v *Settings) give(p clinic.Person) {
	s := v.Shell
	next := practice.NewPassphrase(s, "access")
	v.person = nil
	v.openFields(v.editor, "access", kit.Stack(kit.GapM,
		kit.Paragraph(s.T("%s types a passphrase here. It replaces an earlier one.", p.Name)), next.View()), func(ctx context.Context, by record.Actor) error {
		return v.Access.Give(ctx, by, p.ID, next.Text())
	})
	next.Focus()
}

// openFields shows fields with a button that saves them and one that closes
// them.
func (v *Settings) openFields(in *fyne.Container, id string, fields fyne.CanvasObject, save func(context.Context, record.Actor) error) {
	s := v.Shell
	form := kit.NewForm(fields, nil, nil)
	shut := func() {
		in.Objects = nil
		in.Refresh()
		v.form.Refresh()
	}
	ok := kit.Primary(id+".save", s.T("Set the new passphrase"), func() { v.setPassphrase(form, save, shut) })
	in.Objects = []fyne.CanvasObject{fields, kit.Row(kit.GapS, ok, kit.Secondary(id+".cancel", s.T("Cancel"), shut))}
	in.Refresh()
	v.form.Adopt(in)
	v.form.Refresh()
}

func (v *Settings) setPassphrase(form *kit.Form, save func(context.Context, record.Actor) error, shut func()) {
	if v.saving || !place.CheckAnew(form) {
		return
	}
	v.saving = true
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		err := save(ctx, by)
		return func() {
			v.saving = false
			if err != nil {
				place.ShowProblems(v.Shell, form, err)
				return
			}
			v.Shell.Saved(v.Shell.T("The new passphrase is set"))
			shut()
			v.showPeople()
		}
	})
}
