package scales

import (
	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Handed is the page on which a patient is asked to give the laptop back. The
// clinic is locked behind it.
type Handed struct {
	shell  place.Shell
	title  string
	lines  []string
	signIn func()
	button *kit.Button
}

var _ place.Alone = (*Handed)(nil)

// NewHanded makes the page with its words; signIn leads to the sign-in.
func NewHanded(s place.Shell, title string, lines []string, signIn func()) *Handed {
	return &Handed{shell: s, title: title, lines: lines, signIn: signIn}
}

// Content implements place.Screen.
func (v *Handed) Content() fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.Title(v.title).Wrapped()}
	for _, l := range v.lines {
		parts = append(parts, kit.Paragraph(l).Sized(kit.SizeSection))
	}
	v.button = kit.Quiet("handed.staff", v.shell.T("I work here"), v.signIn)
	form := kit.NewForm(kit.Stack(kit.GapXL, parts...), nil, nil)
	foot := kit.Row(0, kit.Spacer(), v.button)
	form.Adopt(foot)
	return kit.PadXY(3*kit.GapXL, 2*kit.GapXL, kit.Frame(nil, form, foot))
}

// Show implements place.Screen.
func (v *Handed) Show() {}

// Leave implements place.Screen.
func (v *Handed) Leave() {}

// Commands implements place.Screen: there are none.
func (v *Handed) Commands() []place.Command { return nil }

// Trouble implements place.Alone: nothing is kept any more.
func (v *Handed) Trouble() {}

// FirstFocus implements place.FirstFocus: nothing, so that a second press of
// the key that finished the form does not take the page away.
func (v *Handed) FirstFocus() fyne.Focusable { return nil }
