package main

import (
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// measuring is what the desk of measures works with.
func (d *desks) measuring() measures.Deps {
	times := measures.TimesOf(d.protocol)
	return measures.Deps{Log: d.store, Shelf: d.scales, Book: d.book, Course: session.CourseOf,
		Times: func(record.Reader) (measures.Times, error) { return times, nil }}
}
