package shell

import (
	"runtime"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// handing is that a patient has the window.
type handing struct{ lang words.Lang }

// largePrint is the least size of text for a patient, in percent.
const largePrint = 150

// HandOver gives the window to a patient, with one screen in their language
// and in large print. The screen that made makes is to be a place.Alone. Who
// is signed in stays so behind it, because what the patient answers is kept
// under that name; back is where they will be when they have signed in again.
func (s *Shell) HandOver(lang words.Lang, back place.Route, made func(place.Shell) place.Screen) {
	if s.person.ID == "" || s.handed != nil {
		return
	}
	if s.screen != nil {
		s.screen.Leave()
		s.screen = nil
	}
	s.SetRoomMode(false)
	s.sweep()
	s.gen++
	s.history, s.frame, s.route = nil, nil, back
	s.giveWindow(lang)
	s.show(made(s))
}

// Handed reports whether a patient has the window.
func (s *Shell) Handed() bool { return s.handed != nil }

// TakeBack locks the window that a patient has: everything is taken off it and
// the clinic is closed. Then page, a place.Alone, stands there until who works
// here goes on to sign in.
func (s *Shell) TakeBack(page func(s place.Shell, signIn func()) place.Screen) {
	if s.handed == nil || s.person.ID == "" {
		return
	}
	lang := s.handed.lang
	s.Lock()
	begun, route := s.begun, s.route
	signIn := func() {
		s.takeWindow()
		if begun != nil {
			s.Begin(route, begun)
			return
		}
		s.begun, s.route = nil, place.Route{Place: "welcome"}
		s.show(s.Welcome(s, s.Enter))
	}
	s.giveWindow(lang)
	s.Begin(place.Route{Place: "handed"}, func() place.Screen { return page(s, signIn) })
}

func (s *Shell) giveWindow(lang words.Lang) {
	s.handed = &handing{lang}
	s.applyTheme()
}

// takeWindow ends that a patient has the window, if one has.
func (s *Shell) takeWindow() {
	if s.handed != nil {
		s.handed = nil
		s.applyTheme()
	}
}

// scale is the size of text, in percent.
func (s *Shell) scale() int {
	if s.handed != nil {
		return max(s.prefs.scale, largePrint)
	}
	return s.prefs.scale
}

// alone reports whether the open screen is a patient's.
func (s *Shell) alone() bool {
	_, ok := s.screen.(place.Alone)
	return ok
}

// own reports whether the command is one of the open screen's.
func (s *Shell) own(c place.Command) bool {
	return slices.ContainsFunc(s.screen.Commands(), func(mine place.Command) bool { return mine.ID == c.ID })
}

// showAlone puts a patient's screen into the window: no foot line and no
// messages over it.
func (s *Shell) showAlone(content fyne.CanvasObject) {
	s.frame, s.foot = nil, nil
	s.Window().SetMainMenu(s.menuAlone()) // first: the content has its room too
	s.Window().SetContent(container.New(windowLayout{}, kit.Ground(content)))
}

// menuAlone is no menu at all. On a Mac the system's menu bar keeps the last
// one until another takes its place, so there it holds what the screen offers.
func (s *Shell) menuAlone() *fyne.MainMenu {
	if own := s.screen.Commands(); runtime.GOOS == "darwin" && len(own) > 0 {
		return fyne.NewMainMenu(s.group("Help", own))
	}
	return nil
}
