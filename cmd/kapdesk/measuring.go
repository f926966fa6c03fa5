package main

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

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

// pickPack asks for the file of a text pack with the toolkit's own window and
// gives its bytes, at most one more than a pack may have.
func (p *program) pickPack(done func(raw []byte, err error)) {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		if f == nil && err == nil {
			return
		}
		if err != nil {
			done(nil, err)
			return
		}
		raw, err := io.ReadAll(io.LimitReader(f, measures.MaxPack+1))
		if closed := f.Close(); err == nil {
			err = closed
		}
		done(raw, err)
	}, p.window)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".json"}))
	size := p.window.Canvas().Size()
	d.Show() // the toolkit's file dialog cannot be resized before it is shown
	d.Resize(fyne.NewSize(size.Width*0.8, size.Height*0.8))
}
