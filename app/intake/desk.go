package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// Desk fills in and confirms intakes.
type Desk struct {
	log  record.Log
	form Form
}

// New makes a Desk over the log for a form.
func New(log record.Log, form Form) *Desk { return &Desk{log, form} }

// Form is the form that is filled in.
func (d *Desk) Form() Form { return d.form }

// View is a patient's intake as it is shown.
type View struct {
	Answers  Answers
	Standing Standing
	Missing  []Question           // required and without an answer
	Names    map[record.ID]string // of the people who answered or confirmed
}

// View gives a patient's intake to somebody who may fill it in or see the
// chart.
func (d *Desk) View(ctx context.Context, by record.Actor, patient record.ID) (v View, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.FillIntake); err != nil {
			return err
		}
		if _, err := patients.Of(r, patient); err != nil {
			return err
		}
		if v.Answers, err = Of(r, patient); err != nil {
			return err
		}
		if v.Standing, err = State(r, patient); err != nil {
			return err
		}
		v.Missing = v.Answers.Missing(d.form)
		people, err := clinic.People(r)
		v.Names = map[record.ID]string{}
		for _, p := range people {
			v.Names[p.ID] = p.Name
		}
		return err
	})
	return v, err
}

// Entry is one answer to be saved.
type Entry struct {
	// Field is the question's id; "medicine.<id>" for a row of a list, and
	// "medicine." for a new row, which then gets its id.
	Field  string
	Answer Answer // the zero Answer clears the field
}

// Save records answers: those that changed, each under the name of who
// changed it. Nothing is written if one of them cannot be right; every
// problem is told. A weight, height or pressure that changed is recorded as
// measured too.
func (d *Desk) Save(ctx context.Context, by record.Actor, patient record.ID, entries []Entry) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.FillIntake); err != nil {
			return err
		}
		if _, err := patients.Of(tx, patient); err != nil {
			return err
		}
		c, err := clinic.Of(tx)
		if err != nil {
			return err
		}
		had, err := Of(tx, patient)
		if err != nil {
			return err
		}
		s := saving{tx: tx, form: d.form, clinic: c, had: had, set: map[string]any{}, ids: map[string]record.ID{}}
		for _, e := range entries {
			if err := s.add(e); err != nil {
				return err
			}
		}
		s.lists()
		if err := s.problems.Err(); err != nil || len(s.set) == 0 {
			return err
		}
		if _, err := tx.Append(record.Change{Kind: "intake.answered", Version: 1, Record: Ref(patient), Patient: patient, Set: s.set}); err != nil {
			return err
		}
		return s.measure(patient)
	})
}

// saving gathers what a Save changes.
type saving struct {
	tx       record.Tx
	form     Form
	clinic   clinic.Clinic
	had      Answers
	set      map[string]any
	ids      map[string]record.ID
	problems record.Problems
	measured patients.Measurement
	on       string // the question that says when that was
}

func (s *saving) today() record.Date { return record.DateOf(s.tx.Now(), s.clinic.Location()) }

func (s *saving) add(e Entry) error {
	q, ok := s.form.QuestionOf(e.Field)
	if !ok {
		return &record.Problem{Code: record.Invalid, Field: "intake." + e.Field, Text: "The form has no such question."}
	}
	_, id, isRow := strings.Cut(e.Field, ".")
	var a Answer
	var p *record.Problem
	switch {
	case isRow && len(e.Answer.Row) == 0:
		if id == "" {
			return nil // a new row that was left empty
		}
	case isRow:
		a, p = normalRow(q, e.Answer, "intake."+e.Field)
		if id == "" {
			e.Field += string(s.tx.NewID())
		}
	default:
		a, p = s.form.Normal(q, e.Answer, s.clinic.Weight, s.today())
	}
	if p != nil {
		s.problems = append(s.problems, p)
		return nil
	}
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	vals := s.had.fields[e.Field]
	switch {
	case a.isZero() && len(vals) == 0:
	case a.isZero():
		s.set[e.Field] = nil
	case len(vals) == 1 && bytes.Equal(compact(vals[0].Raw), raw):
	default:
		s.set[e.Field] = a
		s.note(q, a)
	}
	return nil
}

// note remembers what was measured.
func (s *saving) note(q Question, a Answer) {
	switch q.Type {
	case Weight:
		s.measured.Grams, s.measured.Typed, s.measured.Unit, s.on = a.Grams, a.Text, a.Unit, q.On
	case Height:
		s.measured.HeightMM, s.on = a.HeightMM, q.On
	case Pressure:
		s.measured.Systolic, s.measured.Diastolic, s.on = a.Systolic, a.Diastolic, q.On
	}
}

// lists sees to it that a list does not hold rows and "none" at once.
func (s *saving) lists() {
	for _, q := range s.form.Questions() {
		if q.Type != List {
			continue
		}
		rows := false
		for _, r := range s.had.Rows(q.Row) {
			gone, touched := s.set[q.Row+"."+string(r.ID)]
			rows = rows || !touched || gone != nil
		}
		for name, v := range s.set {
			rows = rows || strings.HasPrefix(name, q.Row+".") && v != nil
		}
		if !rows {
			continue
		}
		if none, ok := s.set[q.ID]; ok && none != nil {
			s.problems = append(s.problems, record.Invalidf("intake."+q.ID, "The list is not empty. Take its entries out first, or do not say that there is none."))
		} else if s.had.fields.Has(q.ID) {
			s.set[q.ID] = nil
		}
	}
}

// measure records what was measured under the date that the form gives; today
// means now. What an earlier answer put after that date was a slip: the
// corrected measurement takes its place.
func (s *saving) measure(patient record.ID) error {
	day, moved := s.day()
	if s.measured == (patients.Measurement{}) && !moved {
		return nil
	}
	s.measured.Source = "intake"
	var slips []patients.Measurement
	if !day.IsZero() && day != s.today() {
		s.measured.At = day.Start(s.clinic.Location()).Add(12 * time.Hour)
		all, err := patients.Measurements(s.tx, patient)
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.Source == s.measured.Source && m.At.After(s.measured.At) {
				slips = append(slips, m)
				s.again(m)
			}
		}
	}
	for _, m := range slips {
		if err := patients.CorrectMeasurement(s.tx, patient, m.Event, s.measured, "Corrected in the intake."); err != nil {
			return err
		}
	}
	if len(slips) > 0 || moved && !s.measured.HasWeight() && !s.measured.HasPressure() && s.measured.HeightMM == 0 {
		return nil
	}
	return patients.RecordMeasurement(s.tx, patient, s.measured)
}

// day is the day that the form gives for its measurements, and whether it is
// being changed.
func (s *saving) day() (day record.Date, moved bool) {
	for _, q := range s.form.Questions() {
		if a, ok := s.set[q.On].(Answer); ok {
			return a.Date, true
		}
	}
	if g, ok := s.had.Get(s.on); ok {
		day = g.Date
	}
	return day, false
}

// again takes up what the slip measured and the form still says.
func (s *saving) again(slip patients.Measurement) {
	for _, q := range s.form.Questions() {
		g, _ := s.had.Get(q.ID)
		if _, changed := s.set[q.ID]; changed {
			continue // noted already, or taken away
		}
		if q.Type == Weight && slip.HasWeight() || q.Type == Height && slip.HeightMM > 0 || q.Type == Pressure && slip.HasPressure() {
			s.note(q, g.Answer)
		}
	}
}

// Confirm records that the intake is complete, under the actor's signature
// and with a copy of every answer. It refuses while a required question has
// no answer, and names each.
func (d *Desk) Confirm(ctx context.Context, by record.Actor, patient record.ID) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		person, err := clinic.Check(tx, by, clinic.ConfirmIntake)
		if err != nil {
			return err
		}
		if _, err := patients.Of(tx, patient); err != nil {
			return err
		}
		a, err := Of(tx, patient)
		if err != nil {
			return err
		}
		if err := d.incomplete(a).Err(); err != nil {
			return err
		}
		before, err := confirmations(tx, patient)
		if err != nil {
			return err
		}
		c := Confirmation{Signature: person.Sign(tx.Now()), Form: d.form.Version, Answers: a.snapshot()}
		if c.Hash, err = hashOf(c.Answers); err != nil {
			return err
		}
		change := record.Change{Kind: KindConfirmed, Version: 1, Record: Ref(patient), Patient: patient, Fact: c}
		if n := len(before); n > 0 {
			change.Supersedes, change.Reason = before[n-1].ID, "Confirmed again."
		}
		_, err = tx.Append(change)
		return err
	})
}

// incomplete gives a Problem for each question that keeps the intake from
// being confirmed.
func (d *Desk) incomplete(a Answers) record.Problems {
	var ps record.Problems
	if len(a.snapshot()) == 0 {
		return record.Problems{{Code: record.Refused, Field: "intake", Text: "The intake is blank.", Next: "Fill it in first; don't know is an answer."}}
	}
	for _, q := range a.Missing(d.form) {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: "intake." + q.ID, Text: "Not answered yet: %s.", Args: []any{q.Ask}})
	}
	for field := range a.fields {
		if g, ok := a.Get(field); ok && g.Conflict {
			q, _ := d.form.QuestionOf(field)
			ps = append(ps, &record.Problem{Code: record.Refused, Field: "intake." + q.ID, Text: "Two different answers: %s.", Args: []any{q.Ask}, Next: "Answer it again."})
		}
	}
	return ps
}
