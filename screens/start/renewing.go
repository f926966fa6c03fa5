package start

import (
	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Renewing stands while the clinic is written anew under a new key.
type Renewing struct{ shell place.Shell }

// NewRenewing makes the screen.
func NewRenewing(s place.Shell) *Renewing { return &Renewing{s} }

// Content implements place.Screen.
func (r *Renewing) Content() fyne.CanvasObject {
	s := r.shell
	return middle(560, kit.PadXY(0, 120, kit.EmptyState(s.T("Writing everything under a new key"),
		s.T("This takes a few seconds, or a minute in a large clinic. If the computer goes off meanwhile, nothing is lost: it goes on at the next sign-in."))))
}

// Show implements place.Screen.
func (r *Renewing) Show() {}

// Leave implements place.Screen.
func (r *Renewing) Leave() {}

// Commands implements place.Screen.
func (r *Renewing) Commands() []place.Command { return nil }
