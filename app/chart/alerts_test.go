package chart_test

import (
	"errors"
	"testing"

	"kapdesk/app/chart"
	"kapdesk/app/measures"
	"kapdesk/app/record"
)

// asker stands for the desk of measures.
type asker struct {
	open map[record.ID][]measures.Alert
	err  error
}

func (a *asker) Alerts(_ record.Reader, patient record.ID) ([]measures.Alert, error) {
	return a.open[patient], a.err
}

func TestAlertsInTheHeader(t *testing.T) {
	c, _, d, _ := start(t)
	a := &asker{err: errors.New("disk")}
	d.Asking(a)
	if _, err := d.Header(ctx, c.Nurse, c.Patient); !errors.Is(err, a.err) {
		t.Errorf("alerts that cannot be read: %v", err)
	}
	a.err = nil
	a.open = map[record.ID][]measures.Alert{"somebody else": {{}}}
	if h, err := d.Header(ctx, c.Nurse, c.Patient); err != nil || h.Alerts != (chart.Alerts{}) {
		t.Errorf("no alert of this patient is open: %+v, %v", h.Alerts, err)
	}
	a.open[c.Patient] = []measures.Alert{{Flag: measures.Flag{Severity: measures.Immediate}}, {Flag: measures.Flag{Severity: measures.Review}}}
	if h, err := d.Header(ctx, c.Nurse, c.Patient); err != nil || h.Alerts != (chart.Alerts{Open: 2, Worst: measures.Immediate}) {
		t.Errorf("two are open: %+v, %v", h.Alerts, err)
	}
	// The front desk learns that a clinician is needed, and not how badly.
	if h, err := d.Header(ctx, c.Desk, c.Patient); err != nil || h.Alerts != (chart.Alerts{Open: 2}) {
		t.Errorf("the front desk is told %+v, %v", h.Alerts, err)
	}
}
