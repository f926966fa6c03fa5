package shell

import (
	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Leaving is how somebody left the window.
type Leaving struct {
	By record.Actor // who was signed in, if anybody was
	// Switch is set when somebody else is to come in at once.
	Switch bool
}

// Lock takes everything off the window and asks who is here. Afterwards the
// same place is open again if the same person comes back.
func (s *Shell) Lock() { s.lock(false) }

// Switch is Lock for somebody else to take over.
func (s *Shell) Switch() { s.lock(true) }

func (s *Shell) lock(swap bool) {
	if s.person.ID == "" && s.Locked != nil {
		return // locked already
	}
	s.back, s.away = s.route, s.person.ID
	s.empty()
	if s.Locked != nil {
		s.Locked(Leaving{By: record.Actor{ID: s.away}, Switch: swap})
		return
	}
	s.route = place.Route{Place: "welcome"}
	s.show(s.Welcome(s, s.Enter))
}

// Empty keeps what was typed and takes everything off the window, the
// clipboard's copy and every dialog too. Something must be shown next.
func (s *Shell) Empty() {
	s.back, s.away = place.Route{}, ""
	s.empty()
}

func (s *Shell) empty() {
	s.dimmed = s.room // so that no white flash fills a dim room
	if s.screen != nil {
		s.screen.Leave()
	}
	s.screen, s.person, s.opened, s.queried = nil, clinic.Person{}, "", ""
	s.takeWindow()
	s.SetRoomMode(s.dimmed)
	s.sweep()
	s.gen++
	s.history, s.frame = nil, nil
}

// sweep takes away what lies over the window, and the clipboard's copy.
func (s *Shell) sweep() {
	overlays := s.Window().Canvas().Overlays()
	for top := overlays.Top(); top != nil; top = overlays.Top() {
		overlays.Remove(top)
	}
	kit.ForgetCopied(s.App.Clipboard())
	if s.toasts != nil {
		s.toasts.clear() // it may name a patient
	}
}

// Enter lets a person in, to where they were when the window was locked.
func (s *Shell) Enter(p clinic.Person) {
	to := s.back
	if p.ID != s.away || to.Place == "" || to.Place == "welcome" {
		to = place.Route{Place: place.Today}
		s.dimmed = false
	}
	s.person, s.back, s.away = p, place.Route{}, ""
	s.prefs.readFor(p.ID, s.clinic.Lang)
	s.applyTheme()
	s.open(to)
	if d, ok := s.screen.(place.Dimmed); ok && s.dimmed {
		d.Dim()
	}
	s.dimmed = false
}
