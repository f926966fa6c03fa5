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
	buttons := []fyne.CanvasObject{kit.Secondary("settings.passphrase", s.T("Change my passphrase"), v.changeOwn), v.pinButton()}
	if v.isOwner() {
		buttons = append(buttons, kit.Secondary("settings.sheet", s.T("Make a new recovery sheet"), func() {
			s.Go(place.Route{Place: place.Settings, Part: "sheet"})
		}), kit.Secondary("settings.renew", s.T("New key for the clinic"), func() { v.offerKey("") }))
	}
	return kit.NewCard(s.T("Passphrase"), kit.Stack(kit.GapM, v.own, kit.FlowRow(kit.GapS, buttons...),
		kit.SmallPara(s.T("A PIN lets you back in quickly after the lock. It is forgotten when KAP Desk is closed, and after five wrong tries."))))
}

// pinButton sets a PIN, or forgets the one that there is.
func (v *Settings) pinButton() *kit.Button {
	s := v.Shell
	button := kit.Secondary("settings.pin", s.T("Set a PIN"), nil)
	button.OnTapped = func() {
		if v.Access.HasPIN(s.Actor()) {
			v.Access.DropPIN(s.Actor())
			s.Say(s.T("The PIN is forgotten."))
			v.labelPIN()
			return
		}
		v.setPIN()
	}
	v.pin = button
	v.labelPIN()
	return button
}

func (v *Settings) labelPIN() {
	if v.Access.HasPIN(v.Shell.Actor()) {
		v.pin.SetText(v.Shell.T("Forget my PIN"))
		return
	}
	v.pin.SetText(v.Shell.T("Set a PIN"))
}

// setPIN opens the fields for a PIN.
func (v *Settings) setPIN() {
	s := v.Shell
	pin := kit.NewPasswordField(s.T, "pin.new", s.T("PIN of four to eight digits"))
	again := kit.NewPasswordField(s.T, "pin.again", s.T("The same again"))
	again.SetCheck(func(typed string) string {
		if typed != pin.Text() {
			return s.T("The two are not the same. Type it again.")
		}
		return ""
	})
	v.openFields(v.own, ask{"pin", s.T("Set the PIN"), s.T("The PIN is set")}, kit.FormGrid(2, pin, again), func(ctx context.Context, by record.Actor) error {
		return v.Access.SetPIN(ctx, by, pin.Text())
	})
	pin.Focus()
}

// offerKey explains what a new key is for, and begins one. gone is somebody who
// has just left; "" where the owner asked by themselves.
func (v *Settings) offerKey(gone string) {
	s := v.Shell
	if v.RenewKey == nil {
		return
	}
	why := s.T("Whoever has copied the clinic's folder and knew a passphrase can still read that copy, and what is saved under the same key.")
	if gone != "" {
		why = s.T("%s can no longer sign in here. If you do not trust them: whoever has copied the clinic's folder can still read that copy, and what is saved under the same key.", gone)
	}
	kit.Ask(s.Window(), s.T, s.T("New key for the clinic"), kit.Stack(kit.GapM, kit.Paragraph(why),
		kit.Paragraph(s.T("A new key makes everything from now on unreadable to them. Passphrases and the recovery sheet stay as they are. Everybody else's work pauses for a moment."))),
		s.T("Write under a new key"), func() bool {
			v.RenewKey()
			return true
		}, func() {})
}

// changeOwn opens the fields for one's own passphrase.
func (v *Settings) changeOwn() {
	s := v.Shell
	old := kit.NewPasswordField(s.T, "passphrase.old", s.T("Present passphrase"))
	next := practice.NewPassphrase(s, "passphrase")
	v.openFields(v.own, v.asked("passphrase"), kit.Stack(kit.GapM, kit.FormGrid(2, old), next.View()), func(ctx context.Context, by record.Actor) error {
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
	v.openFields(v.editor, v.asked("access"), kit.Stack(kit.GapM,
		kit.Paragraph(s.T("%s types a passphrase here. It replaces an earlier one.", p.Name)), next.View()), func(ctx context.Context, by record.Actor) error {
		return v.Access.Give(ctx, by, p.ID, next.Text())
	})
	next.Focus()
}

// ask is what fields are opened for: their IDs' beginning, the button that
// saves them, and what is said then.
type ask struct{ id, button, done string }

func (v *Settings) asked(id string) ask {
	return ask{id, v.Shell.T("Set the new passphrase"), v.Shell.T("The new passphrase is set")}
}

// openFields shows fields with a button that saves them and one that closes
// them.
func (v *Settings) openFields(in *fyne.Container, a ask, fields fyne.CanvasObject, save func(context.Context, record.Actor) error) {
	s := v.Shell
	form := kit.NewForm(fields, nil, nil)
	shut := func() {
		in.Objects = nil
		in.Refresh()
		v.form.Refresh()
	}
	ok := kit.Primary(a.id+".save", a.button, func() { v.set(form, a.done, save, shut) })
	in.Objects = []fyne.CanvasObject{fields, kit.Row(kit.GapS, ok, kit.Secondary(a.id+".cancel", s.T("Cancel"), shut))}
	in.Refresh()
	v.form.Adopt(in)
	v.form.Refresh()
}

func (v *Settings) set(form *kit.Form, done string, save func(context.Context, record.Actor) error, shut func()) {
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
			v.Shell.Saved(done)
			shut()
			v.labelPIN()
			v.showPeople()
		}
	})
}
