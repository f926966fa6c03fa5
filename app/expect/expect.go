// Package expect makes the handout that a patient takes home before the first
// dose: what to expect, and what to do afterwards, for this patient's route,
// visit and ride. It tells nobody to stop a medicine: that is for the
// prescriber to say.
package expect

import (
	"context"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/plan"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// Desk makes the handout.
type Desk struct {
	log   record.Log
	use   protocol.Use
	book  *words.Book
	texts map[words.Lang]*handout.Texts
}

// New makes a Desk. texts are those of assets/handouts with the ID
// handout.ExpectTexts, one for each language.
func New(log record.Log, use protocol.Use, book *words.Book, texts map[words.Lang]*handout.Texts) *Desk {
	return &Desk{log, use, book, texts}
}

// routes maps the plan's routes to those of the handout.
var routes = map[plan.Route]handout.Route{plan.IV: handout.IV, plan.IM: handout.IM, plan.Lozenge: handout.Lozenge, plan.Esketamine: handout.Nasal}

// Paper makes the handout in the patient's language. The route is that of the
// plan, signed or not; code Refused while no route is chosen, because what to
// expect depends on it.
func (d *Desk) Paper(ctx context.Context, by record.Actor, patient record.ID, print handout.Print) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.PrintHandout); err != nil {
			return err
		}
		doc, err = d.paper(r, patient, print)
		return err
	})
	return doc, err
}

func (d *Desk) paper(r record.Reader, patient record.ID, print handout.Print) (handout.Document, error) {
	route, err := routeOf(r, patient)
	if err != nil {
		return handout.Document{}, err
	}
	sheet, p, err := handout.SheetOf(r, patient, "", print)
	if err != nil {
		return handout.Document{}, err
	}
	rules, err := d.use(r)
	if err != nil {
		return handout.Document{}, err
	}
	matter := handout.Expect{PreferredName: p.CalledName(), Route: routes[route], Ride: p.Ride.Name, DriveHours: rules.Discharge.NoDriving}
	if f, ok := rules.FastingFor(string(route)); ok {
		matter.FoodHours, matter.DrinkHours = float64(f.Food)/60, float64(f.Liquids)/60
	}
	if matter.VisitAt, err = nextDosing(r, patient); err != nil {
		return handout.Document{}, err
	}
	doc, err := handout.WhatToExpect(d.book, sheet, d.texts[sheet.Lang], matter)
	if err != nil {
		return handout.Document{}, err
	}
	return *doc, nil
}

// routeOf is the route of the signed plan, or of the draft.
func routeOf(r record.Reader, patient record.ID) (plan.Route, error) {
	if p, ok, err := plan.Signed(r, patient); err != nil || ok {
		return p.Route, err
	}
	s, err := plan.Of(r, patient)
	if err != nil {
		return "", err
	}
	if s.Draft.Route == "" {
		return "", &record.Problem{Code: record.Refused, Field: "plan", Text: "What to expect depends on the route, and none is chosen yet.", Next: "Choose it in the plan."}
	}
	return s.Draft.Route, nil
}

// nextDosing is the start of the next booked dosing session; zero if there is
// none.
func nextDosing(r record.Reader, patient record.ID) (time.Time, error) {
	visits, err := session.List(r, patient)
	for _, v := range visits {
		if v.Kind == session.Dosing && !v.State.Over() && v.Starts.After(r.Now().Add(-12*time.Hour)) {
			return v.Starts, err
		}
	}
	return time.Time{}, err
}
