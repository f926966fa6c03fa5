package plan

import (
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/consent"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// who is the question of who signs or withdraws: the patient, or somebody
// for the patient.
type who struct {
	shell          place.Shell
	choice         *kit.Choice
	name, relation *kit.TextField
	onChanged      func()
}

func newWho(s place.Shell, id string) *who {
	w := &who{shell: s, onChanged: func() {}}
	w.choice = kit.NewChoice(s.T, id+".who", s.T("Who?"), kit.Option{Value: consent.Patient, Label: s.T("The patient")},
		kit.Option{Value: consent.Representative, Label: s.T("Somebody for the patient")})
	w.name = kit.NewTextField(s.T, id+".name", s.T("Name"))
	w.relation = kit.NewTextField(s.T, id+".relation", s.T("With what right? Parent, guardian, health care proxy"))
	w.choice.OnChanged = func() { w.show(); w.onChanged() }
	w.name.OnChanged = func() { w.onChanged() }
	w.relation.OnChanged = func() { w.onChanged() }
	w.show()
	return w
}

func (w *who) content() fyne.CanvasObject { return kit.Stack(kit.GapM, w.choice, w.name, w.relation) }

// show asks for a name only where somebody else signs.
func (w *who) show() {
	for _, f := range []*kit.TextField{w.name, w.relation} {
		if w.choice.Value() == consent.Representative {
			f.Show()
		} else {
			f.Hide()
		}
	}
}

func (w *who) signer() consent.Signer {
	s := consent.Signer{Who: w.choice.Value()}
	if s.Who == consent.Representative {
		s.Name, s.Relation = strings.TrimSpace(w.name.Text()), strings.TrimSpace(w.relation.Text())
	}
	return s
}

// check says what is missing at its field, for a dialog, where no form does.
func (w *who) check() bool {
	switch s := w.signer(); {
	case s.Who == "":
		w.choice.SetError(w.shell.T("Choose who."))
		w.choice.Focus()
	case s.Who == consent.Representative && s.Name == "":
		w.name.SetError(w.shell.T("Type the name of the representative."))
		w.name.Focus()
	default:
		return true
	}
	return false
}
