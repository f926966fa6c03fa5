package chart

import (
	"kapdesk/app/measures"
	"kapdesk/app/record"
)

// Asker tells of the answers that nobody has dealt with; measures.Desk
// implements it.
type Asker interface {
	// Alerts gives the open alerts of a patient, the most urgent first.
	Alerts(r record.Reader, patient record.ID) ([]measures.Alert, error)
}

// Alerts is what the header tells of a patient's open alerts. That there are
// some is told to everybody, so that a clinician is called; how soon somebody
// must look is told to who may see the chart.
type Alerts struct {
	Open  int
	Worst measures.Severity // "" for who may not see the chart
}

// Asking lets the header tell of alerts.
func (d *Desk) Asking(alerts Asker) *Desk {
	d.alerts = alerts
	return d
}

func (d *Desk) open(r record.Reader, patient record.ID, chart bool) (a Alerts, err error) {
	if d.alerts == nil {
		return a, nil
	}
	all, err := d.alerts.Alerts(r, patient)
	if err != nil || len(all) == 0 {
		return a, err
	}
	a.Open = len(all)
	if chart {
		a.Worst = all[0].Flag.Severity
	}
	return a, nil
}
