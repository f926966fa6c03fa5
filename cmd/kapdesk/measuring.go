package main

import (
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/place"
)

// scalesRoute is the page of the permissions for scales.
var scalesRoute = place.Route{Place: place.Settings, Part: "scales"}

// measuring is what the desk of measures works with.
func (d *desks) measuring() measures.Deps {
	times := measures.TimesOf(d.protocol)
	return measures.Deps{Log: d.store, Shelf: d.scales, Book: d.book, Course: session.CourseOf,
		Times: func(record.Reader) (measures.Times, error) { return times, nil }}
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
