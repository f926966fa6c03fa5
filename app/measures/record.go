package measures

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Filled is a form that somebody filled in.
type Filled struct {
	Instrument string
	Form       Form
	Mode       Mode
	Point      Point
	Session    record.ID // the dosing session that the point belongs to; "" for none
	At         time.Time // when it was filled in; zero is now
	// Corrects is the measure that this one takes the place of, with the
	// reason. What the correction leaves blank of Point, Session and At stays
	// as it was.
	Corrects record.EventID
	Reason   string
}

// Record keeps a form with its score and raises an alert for each answer that
// needs somebody now. A form that a patient finished alone is kept once,
// however often it is sent. An incomplete form is kept as it is; an answer that
// cannot be is refused with the item's id as the field, and then nothing is
// kept. Of the outcome, somebody who may not see the chart gets the status
// and the missing items alone.
func (d *Desk) Record(ctx context.Context, by record.Actor, patient record.ID, f Filled) (id record.ID, out Outcome, err error) {
	err = d.change(ctx, by, clinic.TakeMeasure, func(tx record.Tx, p clinic.Person) error {
		t, err := d.taken(tx, p, patient, f)
		if err != nil {
			return err
		}
		old, done, err := again(tx, t, f)
		switch {
		case err != nil:
			return err
		case done:
			id = old
		default:
			if id, err = keep(tx, t, f); err != nil {
				return err
			}
		}
		out = t.Outcome
		if !p.May(clinic.SeeChart) {
			out = Outcome{Status: out.Status, Missing: out.Missing}
		}
		return nil
	})
	return id, out, err
}

// taken makes the fact from the form.
func (d *Desk) taken(r record.Reader, p clinic.Person, patient record.ID, f Filled) (Taken, error) {
	t := Taken{Patient: patient, Instrument: f.Instrument, Form: f.Form, Mode: f.Mode, Point: f.Point, Session: f.Session, At: f.At, By: p.Sign(r.Now())}
	if err := known(r, patient); err != nil {
		return t, err
	}
	in, err := d.find(f.Instrument)
	if err != nil {
		return t, err
	}
	if err := t.correct(r, p, f); err != nil {
		return t, err
	}
	if err := d.place(r, &t); err != nil {
		return t, err
	}
	shown, err := d.Words(r, in.ID)
	if err != nil {
		return t, err
	}
	if err := shown.takes(t.Mode); err != nil {
		return t, err
	}
	if err := d.judgedBy(r, in, &t); err != nil {
		return t, err
	}
	if !t.Form.any() {
		return t, record.Invalidf(in.Items[0].ID, "Nothing is filled in yet.")
	}
	result := Score(in, t.Form.Answers, t.Form.Context)
	if err := in.refuse(result).Err(); err != nil {
		return t, err
	}
	t.Version, t.Hash, t.Pack, t.Outcome = in.Version, in.Hash, shown.Pack, result.outcome()
	return t, nil
}

// correct takes over what a correction leaves as it was.
func (t *Taken) correct(r record.Reader, p clinic.Person, f Filled) error {
	if f.Corrects.IsZero() {
		t.ID = ""
		return nil
	}
	if !p.May(clinic.SeeChart) {
		return &record.Problem{Code: record.NotAllowed, Text: "Your role does not allow this: %s.", Args: []any{clinic.Said(clinic.SeeChart)},
			Next: "Ask a colleague whose role does; what you typed is kept."}
	}
	old, err := measureOf(r, t.Patient, f.Corrects)
	switch {
	case err != nil:
		return err
	case old.Instrument != t.Instrument:
		return record.Refusedf("A correction is of the same scale.")
	case len(old.SupersededBy) > 0:
		return &record.Problem{Code: record.Conflict, Text: "This form was corrected already.", Next: "Open the latest one and correct that."}
	case strings.TrimSpace(f.Reason) == "":
		return record.Invalidf("reason", "Say in a few words why.")
	}
	t.ID = old.ID
	if t.Form.Context.Cut == nil {
		t.Form.Context.Cut = old.Form.Context.Cut
	}
	if t.Point == Unasked && t.Session == "" {
		t.Point, t.Session = old.Point, old.Session
	}
	if t.At.IsZero() {
		t.At = old.At
	}
	return nil
}

// Points lists the points in the order of a course.
var Points = []Point{Baseline, Before, DayAfter, Week1, Week4, Week12}

// place checks time, point and session.
func (d *Desk) place(r record.Reader, t *Taken) error {
	switch {
	case t.At.After(r.Now().Add(time.Minute)):
		return record.Invalidf("at", "This time is in the future.")
	case t.Point != Unasked && !slices.Contains(Points, t.Point):
		return record.Invalidf("point", "Choose when in the course this form belongs.")
	}
	if t.Session == "" || d.deps.Course == nil {
		return nil
	}
	c, err := d.deps.Course(r, t.Patient)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(c.Sessions, func(s Dosing) bool { return s.ID == t.Session }) {
		return record.Invalidf("session", "This dosing session is not one of the patient's.")
	}
	return nil
}

// takes refuses a way of filling in that is not open now.
func (s Shown) takes(m Mode) error {
	modes := s.Modes()
	switch {
	case slices.Contains(modes, m):
		return nil
	case s.Wording == NeverWorded:
		return record.Invalidf("mode", "Only the total of this scale can be entered.")
	case m == BareTotal:
		return record.Invalidf("mode", "This scale is entered answer by answer: the score is worked out here.")
	case m == Kiosk && s.Wording == Worded:
		return record.Invalidf("mode", "This scale is asked by a clinician and not handed to the patient.")
	case s.Why != nil && (m == OnScreen || m == Kiosk):
		return s.Why
	}
	return record.Invalidf("mode", "Say how the form was filled in.")
}

// refuse names each item with an answer that cannot be, with what it takes.
func (in *Instrument) refuse(r Result) record.Problems {
	var ps record.Problems
	for _, id := range r.Errors {
		it, ok := in.Item(id)
		switch {
		case !ok:
			ps = append(ps, record.Invalidf(id, "There is no such question in this scale."))
		case it.Options != "":
			ps = append(ps, record.Invalidf(id, "This answer cannot be. It takes one of these: %s.", in.Allowed(id)))
		case it.Max == nil:
			ps = append(ps, record.Invalidf(id, "This must be a number of %d or more.", *it.Min))
		case it.Decimals > 0:
			ps = append(ps, record.Invalidf(id, "This must be a number from %d to %d with at most %d digits after the point.", *it.Min, *it.Max, it.Decimals))
		default:
			ps = append(ps, record.Invalidf(id, "This must be a whole number from %d to %d.", *it.Min, *it.Max))
		}
	}
	return ps
}

// keptPlaces is more than any scale has: what is kept is not rounded again.
const keptPlaces = 6

// any reports whether something was answered.
func (f Form) any() bool {
	for _, a := range f.Answers {
		if a != "" {
			return true
		}
	}
	return false
}

// outcome is what stands of the result for ever.
func (r Result) outcome() Outcome {
	o := Outcome{Status: r.Status, Band: r.Band, Positive: r.Positive, Flags: r.Flags}
	if r.Total != nil {
		o.Total = Decimal(r.Total, keptPlaces)
	}
	if len(r.Missing) > 0 {
		o.Missing = r.Missing
	}
	for _, s := range r.Subscales {
		if s.Sum != nil {
			if o.Subscales == nil {
				o.Subscales = map[string]string{}
			}
			o.Subscales[s.ID] = Decimal(s.Sum, keptPlaces)
		}
	}
	return o
}

// keep writes the measure and its alerts.
func keep(tx record.Tx, t Taken, f Filled) (record.ID, error) {
	if t.ID == "" {
		t.ID = tx.NewID()
	}
	c := record.Change{Kind: KindTaken, Version: 1, Record: record.Ref{Type: RecordType, ID: t.ID}, Patient: t.Patient, At: t.At, Fact: t}
	if !f.Corrects.IsZero() {
		c.Supersedes, c.Reason = f.Corrects, strings.TrimSpace(f.Reason)
	}
	events, err := tx.Append(c)
	if err != nil {
		return "", err
	}
	t.Event = events[0].ID
	return t.ID, raise(tx, t, f.Corrects)
}

// TotalForm is the form of a total that was typed, as "31.5"; the decimal
// sign may be a comma. What is no number is refused when it is recorded.
func TotalForm(typed string) Form {
	s := strings.Replace(strings.TrimSpace(typed), ",", ".", 1)
	if whole, err := strconv.Atoi(s); err == nil {
		return Form{Answers: Answers{"total": Number(whole)}}
	}
	if a := Answer(s); s != "" && decimal.MatchString(s) {
		return Form{Answers: Answers{"total": a}}
	}
	if s == "" {
		return Form{Answers: Answers{}}
	}
	return Form{Answers: Answers{"total": Word(s)}}
}
