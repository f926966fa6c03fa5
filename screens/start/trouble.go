package start

import (
	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Trouble says why the store does not open.
type Trouble struct {
	shell    place.Shell
	problems record.Problems
	where    string
	try      *kit.Button
	quit     *kit.Button
}

// NewTrouble makes the screen. where is the folder that holds everything.
func NewTrouble(s place.Shell, problems record.Problems, where string, again, quit func()) *Trouble {
	return &Trouble{shell: s, problems: problems, where: where,
		try: kit.Primary("trouble.again", s.T("Try again"), again), quit: kit.Secondary("trouble.quit", s.T("Quit"), quit)}
}

// Content implements place.Screen.
func (t *Trouble) Content() fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.Title(t.shell.T("The clinic cannot be opened"))}
	for _, p := range t.problems {
		parts = append(parts, kit.Paragraph(place.Words(t.shell, p)))
	}
	parts = append(parts, kit.SmallPara(t.shell.T("Folder: %s", t.where)), kit.Row(kit.GapS, t.try, t.quit))
	card := kit.NewCard("", kit.Stack(kit.GapM, parts...))
	card.SetLine(kit.ColorStop)
	return kit.VScroll(middle(640, kit.PadXY(0, 120, kit.Stack(0, card))))
}

// Show implements place.Screen.
func (t *Trouble) Show() {}

// FirstFocus implements place.FirstFocus.
func (t *Trouble) FirstFocus() fyne.Focusable { return t.try }

// Leave implements place.Screen.
func (t *Trouble) Leave() {}

// Commands implements place.Screen.
func (t *Trouble) Commands() []place.Command { return nil }

// Making says that the sample clinic is being made.
type Making struct{ shell place.Shell }

// NewMaking makes the screen.
func NewMaking(s place.Shell) *Making { return &Making{s} }

// Content implements place.Screen.
func (m *Making) Content() fyne.CanvasObject {
	return middle(560, kit.PadXY(0, 160, kit.EmptyState(m.shell.T("Making the sample clinic"), m.shell.T("This takes a few seconds."))))
}

// Show implements place.Screen.
func (m *Making) Show() {}

// Leave implements place.Screen.
func (m *Making) Leave() {}

// Commands implements place.Screen.
func (m *Making) Commands() []place.Command { return nil }
