package scales

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/place"
)

// mayPrintBlank reports whether a form to fill in on paper can be printed.
func (d Deps) mayPrintBlank(shown measures.Shown) bool {
	return d.Papers.Blank != nil && shown.Wording == measures.Worded && d.Shell.Person().May(clinic.PrintHandout)
}

// printBlank prints a form to fill in on the clipboard.
func (d Deps) printBlank(patient record.ID, shown measures.Shown) {
	s, by := d.Shell, d.Shell.Actor()
	place.PrintPaper(s, d.Papers.Paint, d.Papers.Keep(patient), shown.Instrument.ID, func(ctx context.Context) (handout.Document, error) {
		return d.Papers.Blank(ctx, by, patient, shown.Instrument.ID)
	})
}

// mayPrintFilled reports whether a completed form can be printed.
func (d Deps) mayPrintFilled() bool {
	return d.Papers.Filled != nil && d.Shell.Person().May(clinic.PrintChart)
}

// printFilled prints a completed form with its result.
func (d Deps) printFilled(t measures.Taken) {
	s, by := d.Shell, d.Shell.Actor()
	name := t.Instrument + " " + record.DateOf(t.At, s.Clinic().Location()).String()
	place.PrintPaper(s, d.Papers.Paint, d.Papers.Keep(t.Patient), name, func(ctx context.Context) (handout.Document, error) {
		return d.Papers.Filled(ctx, by, t.Patient, t.Event)
	})
}
