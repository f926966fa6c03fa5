// Package scales is the place where rating scales are taken: what is due and
// what was taken, the form on screen, what is typed in from the clipboard, and
// the pages on which a patient answers alone.
package scales

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/place"
)

// Desk is what the screens ask of the measures.
type Desk interface {
	// List gives every scale as it may be shown now.
	List(ctx context.Context, by record.Actor) ([]measures.Shown, error)
	Show(ctx context.Context, by record.Actor, instrument string) (measures.Shown, error)
	// History gives every measure of a patient, corrected ones too, for who
	// may see the chart.
	History(ctx context.Context, by record.Actor, patient record.ID) ([]measures.Taken, error)
	Read(ctx context.Context, by record.Actor, patient record.ID, measure record.EventID) (measures.Taken, measures.Shown, error)
	// Settled gives what was done about a patient's alerts.
	Settled(ctx context.Context, by record.Actor, patient record.ID) ([]measures.Settled, error)
	Record(ctx context.Context, by record.Actor, patient record.ID, f measures.Filled) (record.ID, measures.Outcome, error)
}

// Patients gives a patient's own details.
type Patients interface {
	ByID(ctx context.Context, by record.Actor, id record.ID) (patients.Patient, error)
}

// Papers makes the papers of a scale.
type Papers struct {
	Blank  func(ctx context.Context, by record.Actor, patient record.ID, instrument string) (handout.Document, error)
	Filled func(ctx context.Context, by record.Actor, patient record.ID, measure record.EventID) (handout.Document, error)
	Paint  place.Paint
	Keep   func(patient record.ID) place.Keep
}

// Deps is what the screens need.
type Deps struct {
	Shell    place.Shell
	Drafts   record.Drafts
	Desk     Desk
	Patients Patients
	// Due tells what the plan asks for that waits to be filled in; nil where
	// no plan asks for anything.
	Due func(ctx context.Context, by record.Actor, patient record.ID) ([]measures.Need, error)
	// HandOver gives the laptop to the patient.
	HandOver func(Handing)
	Papers   Papers
}

// paper is the ending of a Route's Part for what is typed in from paper.
const paper = "/paper"

// forPoint stands in a Route's Part between a scale and the point that it is for:
// "phq-9@baseline".
const forPoint = "@"

// New makes the screen of a route: a measure that was taken, a form, or what
// is due and was taken.
func New(d Deps, to place.Route) place.Screen {
	switch {
	case to.Record != "" && to.Part == "":
		return newTaken(d, to.Patient, to.Record)
	case to.Part != "":
		scale, onPaper := strings.CutSuffix(to.Part, paper)
		id, point, _ := strings.Cut(scale, forPoint)
		v := newForm(d, to.Patient, to.Record, id, onPaper)
		v.point = measures.Point(point)
		return v
	}
	return newList(d, to.Patient)
}

// listRoute is the list of a patient's scales.
func listRoute(patient record.ID) place.Route {
	return place.Route{Place: place.Scales, Patient: patient}
}

// pointNames says what a measure was for.
var pointNames = map[measures.Point]string{
	measures.Baseline: "Before the treatment", measures.Before: "Before a dosing session", measures.DayAfter: "The day after a dose",
	measures.Week1: "1 week after", measures.Week4: "4 weeks after", measures.Week12: "12 weeks after", measures.Unasked: "Not asked for by the plan",
}

// modeNames says how the answers came in.
var modeNames = map[measures.Mode]string{
	measures.OnScreen: "On screen", measures.Kiosk: "By the patient alone", measures.OnPaper: "On paper", measures.BareTotal: "Total only",
}

// foreign says, in the words of the screen, that the scale's words are in a
// language that the patient does not read; "" where they do.
func foreign(s place.Shell, in *measures.Instrument, patient words.Lang) string {
	if patient == "" || in.OwnWords || !in.HasWords() || strings.HasPrefix(in.Language, string(patient)) {
		return ""
	}
	return s.T("The wording of this scale is in English and is never translated, because it was only tested as it is. The patient reads Spanish: sit down with them, or leave it out.")
}

func maySeeChart(s place.Shell) bool { return s.Person().May(clinic.SeeChart) }

// mayTake reports whether who is signed in may take a scale.
func mayTake(s place.Shell) bool { return s.Person().May(clinic.TakeMeasure) }
