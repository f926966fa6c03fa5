package session

import (
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/register"
)

// Register is the controlled-drug book as a session needs it: each method
// writes in the transaction in which the session writes its dose, so that
// neither stands without the other. register.Desk implements it.
type Register interface {
	Offers(r record.Reader, session record.ID) ([]register.Offer, error)
	Given(tx record.Tx, by record.Actor, g register.Gift) ([]record.EventID, error)
	Regiven(tx record.Tx, by record.Actor, old record.EventID, g register.Gift, reason string) ([]record.EventID, error)
	TakeBack(tx record.Tx, by record.Actor, dose record.EventID, reason string) error
}

// Stock is the lot of a dose as the register knew it when the dose was given.
type Stock struct {
	Lot      record.ID         `json:"lot"`
	Drug     string            `json:"drug"`
	Form     register.Form     `json:"form"`
	Strength register.Strength `json:"strength"`
	Expiry   record.Date       `json:"expiry"`
	Amount   int64             `json:"amount"` // microlitres or pieces
}

func stockOf(g Guard) *Stock {
	if !g.HasLot {
		return nil
	}
	return &Stock{Lot: g.Lot.Lot, Drug: g.Lot.Drug, Form: g.Lot.Form, Strength: g.Lot.Strength, Expiry: g.Lot.Expiry, Amount: g.Amount}
}

// Figure gives the amount with its unit: "1.25 mL", "2 pieces".
func (s Stock) Figure(say Sayer) string {
	return s.Form.Said(say, s.Amount)
}

// tie gives what writes the dose into the register once it stands in the log.
func (l *Log) tie(by record.Actor, v Visit, f DoseFact, at time.Time, w When) func(tx record.Tx, id record.EventID) error {
	if f.Stock == nil {
		return nil
	}
	return func(tx record.Tx, id record.EventID) error {
		g := register.Gift{Lot: f.Lot, Session: v.ID, Patient: v.Patient, Dose: id, Route: f.Route, UG: f.UG, Amount: f.Stock.Amount,
			GivenBy: f.GivenBy.Person, At: at}
		var err error
		if w.Corrects.IsZero() {
			_, err = l.deps.Register.Given(tx, by, g)
		} else {
			_, err = l.deps.Register.Regiven(tx, by, w.Corrects, g, w.Reason)
		}
		return inDose(err)
	}
}

// untie gives what takes a dose that is withdrawn out of the register.
func (l *Log) untie(by record.Actor, dose record.Fact, reason string) (func(tx record.Tx, _ record.EventID) error, error) {
	var f DoseFact
	if err := dose.Read(&f); err != nil || f.Stock == nil || l.deps.Register == nil {
		return nil, err
	}
	return func(tx record.Tx, _ record.EventID) error { return l.deps.Register.TakeBack(tx, by, dose.ID, reason) }, nil
}

// inDose puts the register's words at the fields of the dose: the register
// names its own.
func inDose(err error) error {
	return record.Moved(err, record.Named(map[string]string{"lot": "dose.lot", "vial": "dose.lot", "amount": "dose.amount", "draw.session": "dose.lot"}))
}

// undrawn names each draw of the visit that is not accounted for: drawn is
// given, wasted or returned before the session is signed.
func (l *Log) undrawn(r record.Reader, v Visit) (record.Problems, error) {
	if l.deps.Register == nil {
		return nil, nil
	}
	open, err := register.OpenDraws(r, v.ID)
	if err != nil {
		return nil, err
	}
	c, err := clinic.Of(r)
	if err != nil {
		return nil, err
	}
	var ps record.Problems
	for _, d := range open {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: "register", Text: "Of lot %s: %s %s drawn at %s, not accounted for.",
			Args: []any{d.Number, d.Form.Figure(d.Still), d.Form.UnitOf(d.Still), d.At.In(c.Location()).Format("15:04")},
			Next: "Waste the rest before a witness, or put unopened pieces back."})
	}
	return ps, nil
}
