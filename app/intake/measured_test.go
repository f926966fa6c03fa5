package intake_test

import (
	"testing"
	"time"

	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// A measurement whose day or figure is corrected is the corrected one, also
// when that lies before what was entered first.
func TestACorrectedMeasurementDoesNotStandBesideTheSlip(t *testing.T) {
	c, d := setUp(t)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "weight", Answer: intake.Wrote("182 kg")}, intake.Entry{Field: "pressure", Answer: intake.Wrote("128/82")})
	c.Pass(time.Minute)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "weight", Answer: intake.Wrote("182 lb")}, intake.Entry{Field: "measured", Answer: intake.Answer{Date: date("2026-08-01")}})
	err := c.Log.View(ctx, func(r record.Reader) error {
		w, _, err := patients.LatestWeight(r, c.Patient)
		if patients.Kg(w.Grams) != "82.6" {
			t.Errorf("the latest weight is %s kg, want 82.6", patients.Kg(w.Grams))
		}
		p, ok, err2 := patients.LatestPressure(r, c.Patient)
		if got := p.At.Format("2006-01-02"); !ok || got != "2026-08-01" {
			t.Errorf("the pressure is of %s, want 2026-08-01", got)
		}
		if err == nil {
			err = err2
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The day alone corrected: the reading is as old as it is.
func TestACorrectedDayMovesTheMeasurement(t *testing.T) {
	c, d := setUp(t)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "pressure", Answer: intake.Wrote("128/82")}, intake.Entry{Field: "measured", Answer: intake.Answer{Date: date("2026-11-23")}})
	c.Pass(time.Minute)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "measured", Answer: intake.Answer{Date: date("2025-11-23")}})
	all := measurements(t, c)
	if len(all) != 1 || all[0].At.Format("2006-01-02") != "2025-11-23" || all[0].Systolic != 128 {
		t.Errorf("measured: %+v, want 128/82 of 2025-11-23 alone", all)
	}
}
