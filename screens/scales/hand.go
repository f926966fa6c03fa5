package scales

import (
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

// Handing is a form that a patient is to answer alone.
type Handing struct {
	Patient record.ID
	Called  string // what to call the patient: no other name is shown
	Lang    words.Lang
	Shown   measures.Shown
	begun   half // where it stopped, or what it is for
}

// onHand hands the laptop over for the chosen scale. One that was begun goes
// on where it stopped.
func (v *list) onHand() {
	h := half{Instrument: v.chosen, Page: hello}
	if v.forWhat != nil {
		h.Point, h.Session = v.forWhat.Point, v.forWhat.Session
	}
	for _, begun := range v.half {
		if begun.Instrument == v.chosen && begun.Finished.IsZero() {
			h = begun
		}
	}
	v.confirmHand(h)
}

// confirmHand says what handing over means, and does it.
func (v *list) confirmHand(h half) {
	s := v.Shell
	shown, ok := v.instrument(h.Instrument)
	if !ok || v.HandOver == nil {
		return
	}
	if h.Pack != shown.Pack { // answers belong to the words that were read
		h.Answers, h.Page, h.Passed, h.Pack = nil, hello, nil, shown.Pack
	}
	hand := func() {
		v.HandOver(Handing{Patient: v.patient, Called: v.person.CalledName(), Lang: v.person.Lang, Shown: shown, begun: h})
	}
	title, yes := s.T("Hand the laptop to %s?", v.person.CalledName()), s.T("Hand over")
	text := s.T("Nothing but this form can be reached. When it is finished, or after 2 minutes without a key or the mouse, the clinic is locked and you sign in again. Stay within call.")
	sex := whoseLimit(s, shown.Instrument)
	if sex == nil {
		kit.Confirm(s.Window(), s.T, title, text, yes, false, hand, nil)
		return
	}
	sex.SetValue(h.Sex) // it is not the patient who is asked about a limit
	kit.Ask(s.Window(), s.T, title, kit.Stack(kit.GapM, kit.Paragraph(text), sex), yes, func() bool {
		h.Sex = sex.Value()
		hand()
		return true
	}, nil)
}
