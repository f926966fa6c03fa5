package shell

import (
	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

// prefs is how somebody likes the window. It stands in the toolkit's plain
// preferences file and so holds nothing about a patient: people who work
// here are named by identifier only.
type prefs struct {
	store  fyne.Preferences
	person string
	lang   words.Lang
	dark   bool
	scale  int // of text, percent
}

func loadPrefs(p fyne.Preferences) prefs {
	p.RemoveValue("folder") // earlier versions kept it
	return prefs{store: p, scale: clampScale(p.IntWithFallback("last.scale", 100)), dark: p.BoolWithFallback("last.dark", false),
		lang: words.Lang(p.String("last.lang"))}
}

// readFor takes over what the person chose, or the clinic's language.
func (p *prefs) readFor(id record.ID, fallback words.Lang) {
	p.person = string(id)
	p.lang = words.Lang(p.store.StringWithFallback(p.person+".lang", string(fallback)))
	p.dark = p.store.BoolWithFallback(p.person+".dark", p.dark)
	p.scale = clampScale(p.store.IntWithFallback(p.person+".scale", p.scale))
}

func (p *prefs) save() {
	for _, who := range []string{p.person, "last"} {
		if who == "" {
			continue
		}
		p.store.SetString(who+".lang", string(p.lang))
		p.store.SetBool(who+".dark", p.dark)
		p.store.SetInt(who+".scale", p.scale)
	}
}

func clampScale(n int) int { return min(max(n, 100), 200) }

// applyTheme puts the chosen look on everything.
func (s *Shell) applyTheme() {
	mode := kit.Light
	switch {
	case s.room:
		mode = kit.Room
	case s.prefs.dark:
		mode = kit.Dark
	}
	s.App.Settings().SetTheme(kit.NewTheme(mode, s.scale()))
}

// SetRoomMode implements place.Shell.
func (s *Shell) SetRoomMode(on bool) {
	if s.room != on {
		s.room = on
		s.applyTheme()
	}
}

// Look is how the signed-in person sees the program.
type Look struct {
	Lang  words.Lang
	Dark  bool
	Scale int // percent, 100 to 200
}

// Look gives the present look.
func (s *Shell) Look() Look { return Look{s.Lang(), s.prefs.dark, s.prefs.scale} }

// SetLook changes and keeps the look; in another language everything on the
// window is made anew.
func (s *Shell) SetLook(l Look) {
	anew := l.Lang != s.Lang() || l.Scale != s.prefs.scale
	s.prefs.lang, s.prefs.dark, s.prefs.scale = l.Lang, l.Dark, clampScale(l.Scale)
	s.prefs.save()
	s.applyTheme()
	if anew {
		s.again()
	}
}

// again makes the open screen anew, drafts included.
func (s *Shell) again() {
	s.frame = nil
	switch {
	case s.begun != nil:
		s.Begin(s.route, s.begun)
	case s.person.ID == "":
		s.Lock()
	default:
		s.open(s.route)
	}
}
