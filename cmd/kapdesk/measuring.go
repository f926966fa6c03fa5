package main

import (
	"context"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/place"
	"kapdesk/screens/today"
)

// scalesRoute is the page of the permissions for scales.
var scalesRoute = place.Route{Place: place.Settings, Part: "scales"}

// lateRoute is the list of who is late with scales.
var lateRoute = place.Route{Place: place.Today, Part: today.PartLate}

// scalesOf is where a patient's scales are.
func scalesOf(patient record.ID) place.Route {
	return place.Route{Place: place.Scales, Patient: patient}
}

// measuring is what the desk of measures works with.
func (d *desks) measuring() measures.Deps {
	return measures.Deps{Log: d.store, Shelf: d.scales, Book: d.book, Course: session.CourseOf,
		Times: func(r record.Reader) (measures.Times, error) {
			p, err := d.inUse(r)
			if err != nil {
				return nil, err
			}
			return measures.TimesOf(p), nil
		},
		Active: d.dosedBetween}
}

// dosedBetween finds the patients with a dosing session that starts in the
// time, each once, the earliest first.
func (d *desks) dosedBetween(ctx context.Context, from, to time.Time) (who []record.ID, err error) {
	visits, err := d.store.Visits(ctx, from, to)
	if err != nil {
		return nil, err
	}
	err = d.store.View(ctx, func(r record.Reader) error {
		seen := map[record.ID]bool{}
		for _, id := range visits {
			v, err := session.Of(r, id)
			if err != nil {
				return err
			}
			if v.Kind == session.Dosing && v.Patient != "" && !seen[v.Patient] {
				seen[v.Patient] = true
				who = append(who, v.Patient)
			}
		}
		return nil
	})
	return who, err
}
