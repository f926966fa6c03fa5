package start

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/practice"
)

// Owner asks who sets the clinic up, and for their passphrase: with it the
// clinic's key is made, before anything is written. In a clinic from before
// clinics were encrypted it asks one of its owners.
type Owner struct {
	shell  place.Shell
	owners []Named
	make   MakeKeys
	sample func()

	name  *kit.TextField
	who   *kit.Choice // among owners
	twice *practice.Passphrase
	form  *kit.Form
	busy  bool
}

// MakeKeys makes the clinic's keys with their first person; it is called off
// the window. id is "" for somebody new. The function that it gives goes on,
// on the window.
type MakeKeys func(ctx context.Context, id record.ID, name, passphrase string) (next func(), err error)

// NewOwner makes the screen, for somebody new or for one of the owners.
// sample, which may be nil, is called when the person would rather look
// around first.
func NewOwner(s place.Shell, owners []Named, make MakeKeys, sample func()) *Owner {
	return &Owner{shell: s, owners: owners, make: make, sample: sample}
}

// Content implements place.Screen.
func (v *Owner) Content() fyne.CanvasObject {
	s := v.shell
	v.twice = practice.NewPassphrase(s, "owner")
	title, who := s.T("Set up your clinic"), v.newcomer()
	if len(v.owners) > 0 {
		title, who = s.T("Protect your clinic"), v.oneOf()
	}
	buttons := []fyne.CanvasObject{kit.Primary("owner.next", s.T("Go on"), v.next)}
	if v.sample != nil {
		buttons = append(buttons, kit.Secondary("owner.sample", s.T("Look around with a sample clinic"), v.sample))
	}
	v.form = kit.NewForm(kit.Stack(kit.GapL,
		kit.Title(title),
		kit.NewCard(s.T("You, and your passphrase"), kit.Stack(kit.GapM,
			kit.Paragraph(s.T("Everything in the clinic is locked with a key that only the people who work here can open, each with their own passphrase. Yours is the first.")),
			who, v.twice.View(),
			kit.SmallPara(s.T("Afterwards you print a recovery sheet. It opens the clinic when every passphrase is forgotten.")))),
		kit.FlowRow(kit.GapM, buttons...)), v.next, nil)
	return middle(760, kit.PadXY(0, kit.GapXL, v.form))
}

// newcomer is the field for somebody who is not known yet.
func (v *Owner) newcomer() fyne.CanvasObject {
	s := v.shell
	v.name = kit.NewTextField(s.T, "owner.name", s.T("Your name"))
	v.name.SetCheck(func(text string) string {
		if strings.TrimSpace(text) == "" {
			return s.T("Type your name.")
		}
		return ""
	})
	return v.name
}

// oneOf is the choice among the owners.
func (v *Owner) oneOf() fyne.CanvasObject {
	s := v.shell
	var options []kit.Option
	for _, o := range v.owners {
		options = append(options, kit.Option{Value: string(o.ID), Label: o.Name})
	}
	v.who = kit.NewChoice(s.T, "owner.who", s.T("Your name"), options...)
	v.who.SetValue(options[0].Value)
	return kit.Stack(kit.GapM, kit.Paragraph(s.T("This clinic is from before clinics were encrypted. Choose your name and a passphrase: everything is then encrypted, checked, and the old file removed.")), v.who)
}

// person is who was typed or chosen.
func (v *Owner) person() Named {
	for _, o := range v.owners {
		if v.who.Value() == string(o.ID) {
			return o
		}
	}
	return Named{Name: strings.TrimSpace(v.name.Text())}
}

func (v *Owner) next() {
	if v.busy || !place.CheckAnew(v.form) {
		return
	}
	v.busy = true
	who, passphrase := v.person(), v.twice.Text()
	v.shell.Run(func(ctx context.Context) func() {
		next, err := v.make(ctx, who.ID, who.Name, passphrase)
		return func() {
			v.busy = false
			if err != nil {
				place.ShowProblems(v.shell, v.form, err)
				return
			}
			next()
		}
	})
}

// Show implements place.Screen.
func (v *Owner) Show() {}

// FirstFocus implements place.FirstFocus.
func (v *Owner) FirstFocus() fyne.Focusable {
	v.form.FocusFirst()
	return v.shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *Owner) Leave() { v.twice.Clear() }

// Commands implements place.Screen.
func (v *Owner) Commands() []place.Command { return nil }
