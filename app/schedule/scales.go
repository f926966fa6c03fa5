package schedule

import (
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// Scales tells what rating scales ask of the day; measures.Desk implements it.
type Scales interface {
	Alerts(r record.Reader, patient record.ID) ([]measures.Alert, error)
	Due(r record.Reader, patient record.ID, now time.Time) ([]measures.Need, error)
}

// Alert is an answer that nobody has dealt with.
type Alert struct {
	Patient patients.Patient
	// What is the alert itself; nil for who may not see the chart, who is told
	// only that a clinician is needed, once for each patient.
	What *measures.Alert
}

// alerts lists the open alerts, the most urgent first.
func (d *Desk) alerts(r record.Reader, chart bool) ([]Alert, error) {
	if d.scales == nil {
		return nil, nil
	}
	open, err := d.scales.Alerts(r, "")
	if err != nil {
		return nil, err
	}
	var out []Alert
	told := map[record.ID]bool{}
	for i, a := range open {
		if !chart && told[a.Patient] {
			continue
		}
		told[a.Patient] = true
		p, err := patients.Of(r, a.Patient)
		if err != nil {
			return nil, err
		}
		alert := Alert{Patient: p}
		if chart {
			alert.What = &open[i]
		}
		out = append(out, alert)
	}
	return out, nil
}

// waiting lists the scales that a patient should fill in now.
func (d *Desk) waiting(r record.Reader, patient record.ID) ([]measures.Need, error) {
	if d.scales == nil {
		return nil, nil
	}
	needs, err := d.scales.Due(r, patient, r.Now())
	if err != nil {
		return nil, err
	}
	var out []measures.Need
	for _, n := range needs {
		if n.Waits() {
			out = append(out, n)
		}
	}
	return out, nil
}
