package schedule_test

import (
	"testing"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
)

// scales stands for the desk of measures.
type scales struct {
	open  []measures.Alert
	needs map[record.ID][]measures.Need
	at    time.Time
}

func (s *scales) Alerts(_ record.Reader, patient record.ID) ([]measures.Alert, error) {
	var out []measures.Alert
	for _, a := range s.open {
		if patient == "" || a.Patient == patient {
			out = append(out, a)
		}
	}
	return out, nil
}

func (s *scales) Due(_ record.Reader, patient record.ID, now time.Time) ([]measures.Need, error) {
	s.at = now
	return s.needs[patient], nil
}

func TestAlertsStandOnEveryDay(t *testing.T) {
	f := start(t)
	f.scales.open = []measures.Alert{{Patient: f.Other, Said: "Several days"}, {Patient: f.Patient, Said: "Yes"}, {Patient: f.Other, Said: "Yes"}}
	today := record.DateOf(f.Now, f.zone)
	for _, date := range []record.Date{today, today.AddDays(1)} {
		day, err := f.desk.Day(ctx, f.Nurse, date)
		if err != nil || len(day.Alerts) != 3 || day.Alerts[0].Patient.Family != "Lindqvist" || day.Alerts[0].What.Said != "Several days" || day.Alerts[1].What.Said != "Yes" {
			t.Errorf("%+v, %v", day.Alerts, err)
		}
	}
}

// Who may not see the chart learns for whom a clinician is needed and nothing
// else.
func TestTheFrontDeskIsToldNoContent(t *testing.T) {
	f := start(t)
	f.scales.open = []measures.Alert{{Patient: f.Other, Said: "Several days"}, {Patient: f.Other, Said: "Yes"}, {Patient: f.Patient}}
	for _, who := range []record.Actor{f.Desk, f.Owner} {
		day, err := f.desk.Day(ctx, who, record.DateOf(f.Now, f.zone))
		if err != nil || len(day.Alerts) != 2 {
			t.Fatalf("%+v, %v", day.Alerts, err)
		}
		for _, a := range day.Alerts {
			if a.What != nil || a.Patient.ID == "" {
				t.Errorf("%+v", a)
			}
		}
	}
}

func TestScalesStandOnTheRowAndBlockNothing(t *testing.T) {
	f := start(t)
	at := record.DateOf(f.Now, f.zone).Start(f.zone).Add(9 * time.Hour)
	f.book(t, f.Patient, session.Integration, at)
	f.scales.needs = map[record.ID][]measures.Need{f.Patient: {
		{Instrument: "a", Standing: measures.NotYet}, {Instrument: "b", Standing: measures.DueNow}, {Instrument: "c", Standing: measures.LateNow},
		{Instrument: "d", Standing: measures.Answered}, {Instrument: "e", Standing: measures.Lost}}}
	day, err := f.desk.Day(ctx, f.Desk, record.DateOf(f.Now, f.zone))
	if err != nil || len(day.Rows) != 1 {
		t.Fatalf("%v", err)
	}
	r := day.Rows[0]
	if len(r.Scales) != 2 || r.Scales[0].Instrument != "b" || r.Scales[1].Instrument != "c" || len(r.Blocks) != 0 || day.Waiting() != 0 || !f.scales.at.Equal(f.Now) {
		t.Errorf("%+v", r)
	}
}
