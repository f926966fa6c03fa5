package schedule_test

import (
	"context"
	"testing"
	"time"

	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/schedule"
	"kapdesk/app/session"
)

var ctx = context.Background()

// index finds visits by reading them all; the store has a real one.
type index struct{ log record.Log }

func (ix index) Visits(ctx context.Context, from, to time.Time) (ids []record.ID, err error) {
	err = ix.log.View(ctx, func(r record.Reader) error {
		all, err := session.List(r, "")
		for _, v := range all {
			if !v.Starts.Before(from) && v.Starts.Before(to) {
				ids = append(ids, v.ID)
			}
		}
		return err
	})
	return ids, err
}

type fixture struct {
	*plantest.Clinic
	visits *session.Desk
	desk   *schedule.Desk
	scales scales
	zone   *time.Location
}

func start(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{Clinic: plantest.New(t)}
	closed := func(r record.Reader, p record.ID) (*record.Problem, error) {
		if p == f.Other {
			return &record.Problem{Code: record.Refused, Field: "plan", Text: "There is no signed plan."}, nil
		}
		return nil, nil
	}
	f.visits = session.New(session.Deps{Log: f.Log, Gates: []session.Gate{{Name: "plan", Check: closed}},
		Order: func(record.Reader, record.ID) (session.Order, bool, error) { return session.Order{}, false, nil },
		Rules: func(record.Reader) (session.Rules, error) {
			return session.Rules{Triggers: []session.Trigger{{ID: "panic", Card: session.Recheck}}}, nil
		},
		Measure: func(record.Tx, record.ID, session.Measured) error { return nil }})
	f.desk = schedule.New(f.Log, index{f.Log}, f.visits, &f.scales)
	var err error
	if f.zone, err = time.LoadLocation("America/Denver"); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) book(t *testing.T, p record.ID, kind session.Kind, at time.Time) record.ID {
	t.Helper()
	id, err := f.visits.Book(ctx, f.Desk, p, kind, at, "Room 1", f.Therapist.ID)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestDayRefusesStrangers(t *testing.T) {
	f := start(t)
	if _, err := f.desk.Day(ctx, record.Actor{ID: "x"}, record.Date{Year: 2026, Month: 11, Day: 23}); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("a stranger reads the day: %v", err)
	}
}

// The day is the clinic's own, from midnight to midnight there, also on the
// day that has 25 hours.
func TestTheDayIsTheClinicsOwn(t *testing.T) {
	f := start(t)
	fall := record.Date{Year: 2026, Month: time.November, Day: 1} // clocks go back
	first := f.book(t, f.Patient, session.Preparation, fall.Start(f.zone))
	last := f.book(t, f.Patient, session.Integration, fall.AddDays(1).Start(f.zone).Add(-time.Minute))
	f.book(t, f.Patient, session.FollowUp, fall.AddDays(1).Start(f.zone))
	f.book(t, f.Patient, session.Consultation, fall.Start(f.zone).Add(-time.Minute))
	day, err := f.desk.Day(ctx, f.Desk, fall)
	if err != nil || len(day.Rows) != 2 || day.Rows[0].Visit.ID != first || day.Rows[1].Visit.ID != last {
		t.Errorf("%+v, %v", day.Rows, err)
	}
}

func TestRowsSayWhatStandsBefore(t *testing.T) {
	f := start(t)
	day := record.DateOf(f.Now, f.zone)
	at := day.Start(f.zone).Add(9 * time.Hour)
	f.book(t, f.Patient, session.Integration, at)
	blocked := f.book(t, f.Other, session.Dosing, at.Add(time.Hour))
	gone := f.book(t, f.Patient, session.FollowUp, at.Add(2*time.Hour))
	missed := f.book(t, f.Other, session.Dosing, at.Add(-time.Hour))
	if err := f.visits.Cancel(ctx, f.Desk, gone, "ill"); err != nil {
		t.Fatal(err)
	}
	f.Pass(2 * time.Hour)
	if err := f.visits.Miss(ctx, f.Desk, missed, "did not come"); err != nil {
		t.Fatal(err)
	}
	got, err := f.desk.Day(ctx, f.Therapist, day)
	if err != nil || len(got.Rows) != 3 {
		t.Fatalf("%d rows, %v", len(got.Rows), err)
	}
	for _, r := range got.Rows {
		fields := map[string]bool{}
		for _, p := range r.Blocks {
			fields[p.Field] = true
		}
		switch r.Visit.ID {
		case blocked:
			if !fields["plan"] || !fields["details"] || !fields[session.GateChecks] || r.Patient.Family != "Lindqvist" || r.With != "Ana Brandt" || r.Nth != 1 {
				t.Errorf("the blocked visit: %+v", r)
			}
		default:
			if len(r.Blocks) != 0 {
				t.Errorf("%s is blocked by %v", r.Visit.Kind, r.Blocks)
			}
		}
	}
	if got.Waiting() != 1 {
		t.Errorf("%d wait", got.Waiting())
	}
}
