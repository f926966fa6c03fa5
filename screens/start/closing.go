package start

import (
	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Closing stands while the clinic is put away: its log is signed and a backup
// is made. Nothing of the clinic is on the window any more.
type Closing struct {
	shell place.Shell
	now   func() // closes without waiting
	said  *kit.Text
	bar   *kit.Progress
}

// NewClosing makes the screen; now closes the program without waiting for a
// backup.
func NewClosing(s place.Shell, now func()) *Closing {
	return &Closing{shell: s, now: now, said: kit.Paragraph(s.T("Everything is saved. The record is being signed.")), bar: kit.NewProgress()}
}

// Tell shows how far a step has come; total is 0 where nobody can say.
func (c *Closing) Tell(what string, done, total int64) {
	c.said.SetText(what)
	percent := 0
	if total > 0 {
		percent = int(100 * done / total)
	}
	c.bar.Set(percent, 100, "")
}

// Content implements place.Screen.
func (c *Closing) Content() fyne.CanvasObject {
	s := c.shell
	return middle(560, kit.PadXY(0, 120, kit.Stack(kit.GapL, kit.Title(s.T("Closing")), c.said, c.bar,
		kit.SmallPara(s.T("You need not wait: what is saved is safe. The next backup is made when KAP Desk is opened again.")),
		kit.Row(0, kit.Secondary("closing.now", s.T("Close now"), c.now)))))
}

// Show implements place.Screen.
func (c *Closing) Show() {}

// Leave implements place.Screen.
func (c *Closing) Leave() {}

// Commands implements place.Screen.
func (c *Closing) Commands() []place.Command { return nil }
