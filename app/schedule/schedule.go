// Package schedule knows the clinic's day: which visits there are, what still
// stands before each, and what is overdue.
package schedule

import (
	"context"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/integration"
	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// Index finds visits by time. data/store implements it.
type Index interface {
	// Visits gives the visits that start in [from, to), the earliest first.
	Visits(ctx context.Context, from, to time.Time) ([]record.ID, error)
}

// Blocks says what stands against a visit; session.Desk implements it. With
// chart false, clinical answers are not told.
type Blocks interface {
	Blocks(r record.Reader, v session.Visit, chart bool) (record.Problems, error)
}

// Row is one visit of the day.
type Row struct {
	Visit   session.Visit
	Patient patients.Patient
	With    string          // who sees the patient; "" while open
	Nth     int             // of a dosing session, from 1; 0 otherwise
	Blocks  record.Problems // what stands before it; Field names the place that mends it
	Scales  []measures.Need // those to be filled in now; they block nothing
}

// Overdue is something that somebody should have done by now.
type Overdue struct {
	Patient patients.Patient
	Since   record.Date
	Steps   int // of the integration plan, not yet asked about
}

// Day is one day of the clinic.
type Day struct {
	Date    record.Date
	Rows    []Row
	Overdue []Overdue
	Alerts  []Alert // those that nobody has dealt with, of every day

	Cards     []Card     // of sessions, that wait for what was done
	FollowUps []FollowUp // of adverse events, the first due first
}

// Waiting counts the visits that need something first.
func (d Day) Waiting() int {
	n := 0
	for _, r := range d.Rows {
		if !r.Visit.State.Over() && len(r.Blocks) > 0 {
			n++
		}
	}
	return n
}

// Desk reads the schedule.
type Desk struct {
	log    record.Log
	index  Index
	blocks Blocks
	scales Scales
}

// New makes a Desk. scales may be nil, and then no day tells of scales.
func New(log record.Log, index Index, blocks Blocks, scales Scales) *Desk {
	return &Desk{log, index, blocks, scales}
}

// Day gives the clinic's day, midnight to midnight in the clinic's zone, with
// what is overdue on it. Cancelled visits are left out.
func (d *Desk) Day(ctx context.Context, by record.Actor, date record.Date) (Day, error) {
	day := Day{Date: date}
	var zone *time.Location
	err := d.log.View(ctx, func(r record.Reader) error {
		c, err := clinic.Of(r)
		zone = c.Location()
		return err
	})
	if err != nil {
		return day, err
	}
	ids, err := d.index.Visits(ctx, date.Start(zone), date.AddDays(1).Start(zone))
	if err != nil {
		return day, err
	}
	err = d.log.View(ctx, func(r record.Reader) error {
		who, err := clinic.Check(r, by, clinic.SeeSchedule)
		if err != nil {
			return err
		}
		for _, id := range ids {
			row, err := d.row(r, id, who.May(clinic.SeeChart))
			if err != nil {
				return err
			}
			if row.Visit.State != session.Cancelled {
				day.Rows = append(day.Rows, row)
			}
		}
		if day.Alerts, err = d.alerts(r, who.May(clinic.SeeChart)); err != nil {
			return err
		}
		if who.May(clinic.SeeChart) {
			if day.Overdue, err = overdue(r); err == nil {
				err = day.after(r, record.DateOf(r.Now(), zone))
			}
		}
		return err
	})
	return day, err
}

func (d *Desk) row(r record.Reader, id record.ID, chart bool) (Row, error) {
	v, err := session.Of(r, id)
	if err != nil {
		return Row{}, err
	}
	row := Row{Visit: v}
	visits, err := session.List(r, v.Patient)
	if err != nil {
		return row, err
	}
	for _, same := range visits { // the list knows the patient of an old record
		if same.ID == id {
			row.Visit = same
		}
	}
	row.Nth = session.Nth(visits, id)
	if row.Patient, err = patients.Of(r, row.Visit.Patient); err != nil {
		return row, err
	}
	if v.With != "" {
		p, err := clinic.PersonByID(r, v.With)
		if err != nil {
			return row, err
		}
		row.With = p.Name
	}
	if !v.State.Over() {
		if row.Scales, err = d.waiting(r, row.Visit.Patient); err != nil {
			return row, err
		}
	}
	if v.State.Over() || v.Kind != session.Dosing {
		return row, nil
	}
	if row.Blocks, err = d.blocks.Blocks(r, row.Visit, chart); err != nil {
		return row, err
	}
	if row.Patient.Ride.Name == "" {
		row.Blocks = append(row.Blocks, &record.Problem{Code: record.Refused, Field: "details", Text: "No ride home is named yet.", Next: "Ask who drives, and for their phone."})
	}
	return row, nil
}

func overdue(r record.Reader) ([]Overdue, error) {
	due, err := integration.Due(r, r.Now())
	if err != nil {
		return nil, err
	}
	var out []Overdue
	for _, o := range due {
		p, err := patients.Of(r, o.Patient)
		if err != nil {
			return nil, err
		}
		out = append(out, Overdue{Patient: p, Since: o.Since, Steps: len(o.Steps)})
	}
	return out, nil
}
