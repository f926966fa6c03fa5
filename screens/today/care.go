package today

import (
	"fmt"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// shownCare is how many lines of a kind stand on the page.
const shownCare = 6

// careCards show what sessions have left to do: cards without an answer
// first, then the follow-ups of adverse events, the first due first.
func (t *Today) careCards() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if len(t.day.Cards) > 0 {
		out = append(out, t.waitingCard())
	}
	if len(t.day.FollowUps) > 0 {
		out = append(out, t.followUpCard())
	}
	return out
}

// waitingCard links to the findings that nobody has answered.
func (t *Today) waitingCard() fyne.CanvasObject {
	s := t.Shell
	var parts []fyne.CanvasObject
	for i, c := range t.day.Cards {
		if i == shownCare {
			parts = append(parts, kit.Small(s.T("and %d more", len(t.day.Cards)-i)))
			break
		}
		tone := kit.ToneReview
		if c.Kind != session.Recheck {
			tone = kit.ToneStop
		}
		parts = append(parts, kit.Row(0, kit.NewPill(s.T(c.Kind.Name()), tone)), t.toSession(fmt.Sprintf("today.card%d", i+1), c.Patient.Name(), c.Patient.ID, c.Visit, "card"),
			kit.SmallPara(s.T("%s, at %s", c.Title, words.Time(c.At, s.Clinic().Location()))))
	}
	return kit.NewCard(s.T("What was done?"), kit.Stack(kit.GapXS, parts...))
}

// followUpCard links to the adverse events whose outcome is open.
func (t *Today) followUpCard() fyne.CanvasObject {
	s := t.Shell
	var parts []fyne.CanvasObject
	for i, f := range t.day.FollowUps {
		if i == shownCare {
			parts = append(parts, kit.Small(s.T("and %d more", len(t.day.FollowUps)-i)))
			break
		}
		parts = append(parts, t.toSession(fmt.Sprintf("today.followup%d", i+1), f.Patient.Name(), f.Patient.ID, f.Visit, "adverse"), kit.SmallPara(f.What))
		if f.Overdue {
			parts = append(parts, kit.Paragraph("▲ "+s.T("Overdue since %s: %s", f.Until, f.Who)).In(kit.ColorStop))
		} else {
			parts = append(parts, kit.SmallPara(s.T("Until %s: %s", f.Until, f.Who)))
		}
	}
	return kit.NewCard(s.T("Follow up adverse events"), kit.Stack(kit.GapXS, parts...))
}

// toSession is a link to a part of a session.
func (t *Today) toSession(id, label string, patient, visit record.ID, part string) fyne.CanvasObject {
	return kit.Row(0, kit.Quiet(id, label, func() {
		t.Shell.Go(place.Route{Place: place.Session, Patient: patient, Record: visit, Part: part})
	}))
}
