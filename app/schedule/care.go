package schedule

import (
	"time"

	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// Card is a finding of a session about which nobody has written what was done.
type Card struct {
	Patient patients.Patient
	Visit   record.ID
	Title   words.Text
	Kind    session.Card
	At      time.Time
}

// FollowUp is an adverse event whose outcome somebody still has to find out.
type FollowUp struct {
	Patient patients.Patient
	Visit   record.ID
	What    string
	Who     string
	Until   record.Date
	Overdue bool // the day has passed
}

// after reads what sessions have left to do, also those of other days: it
// stands on every day until somebody has done it.
func (day *Day) after(r record.Reader, today record.Date) error {
	cards, err := session.WaitingCards(r)
	if err != nil {
		return err
	}
	for _, c := range cards {
		p, err := patients.Of(r, c.Patient)
		if err != nil {
			return err
		}
		day.Cards = append(day.Cards, Card{Patient: p, Visit: c.Visit, Title: c.Title, Kind: c.Card, At: c.At})
	}
	follow, err := session.FollowUps(r)
	if err != nil {
		return err
	}
	for _, f := range follow {
		p, err := patients.Of(r, f.Patient)
		if err != nil {
			return err
		}
		day.FollowUps = append(day.FollowUps, FollowUp{Patient: p, Visit: f.Visit, What: f.What, Who: f.Who, Until: f.Until,
			Overdue: f.Until.Compare(today) < 0})
	}
	return nil
}
