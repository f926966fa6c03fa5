package shell

import (
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// badge is what the top of the window says about the clinic's backups.
type badge struct {
	button *kit.Button
	tone   kit.Tone
	word   string // in English, "" until it is known
}

// backupsRoute is where a badge leads.
var backupsRoute = place.Route{Place: place.Settings, Part: "backups"}

// SetBadge says how the backups stand, in English that the shell says in the
// language of who is there: a word or two, and a sentence that is told once, and not again at each unlock, when work may be lost.
func (s *Shell) SetBadge(tone kit.Tone, word, said string) {
	s.badge.tone, s.badge.word = tone, word
	s.showBadge()
	if tone == kit.ToneStop && said != s.warned {
		s.warned = said
		s.toast(s.T(said), kit.ToneReview)
	}
}

// Badge is the word that the badge shows; "" for none.
func (s *Shell) Badge() string { return s.badge.word }

// makeBadge makes the badge for a new top bar.
func (s *Shell) makeBadge() *kit.Button {
	s.badge.button = kit.ToneChip("badge.backup", "", kit.ToneNeutral, func() { s.Go(backupsRoute) })
	s.showBadge()
	return s.badge.button
}

func (s *Shell) showBadge() {
	b := s.badge.button
	if b == nil {
		return
	}
	if s.badge.word == "" || !s.Backups {
		b.Hide()
		return
	}
	b.SetText(s.T(s.badge.word))
	b.SetTone(s.badge.tone)
	b.Show()
	if s.top != nil {
		s.top.Refresh()
	}
}
