package handout

import (
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// SheetOf makes the sheet of a patient's paper from the clinic's and the
// patient's details as they stand. lang "" is the patient's language.
func SheetOf(r record.Reader, patient record.ID, lang words.Lang, print Print) (Sheet, patients.Patient, error) {
	c, err := clinic.Of(r)
	if err != nil {
		return Sheet{}, patients.Patient{}, err
	}
	p, err := patients.Of(r, patient)
	if err != nil {
		return Sheet{}, patients.Patient{}, err
	}
	if lang == "" {
		lang = p.Lang
	}
	if lang == "" {
		lang = c.Lang
	}
	return Sheet{
		Clinic:      Clinic{Name: c.Name, Address: c.Address, Phone: c.Phone, Emergency: c.Emergency, Crisis: c.Crisis},
		PatientName: p.Name(), ChartNumber: p.Number, Lang: lang, Paper: Paper(strings.ToLower(c.Paper)), Print: print,
		Printed: r.Now(), Zone: c.Location(), Sample: c.Sample,
	}, p, nil
}

// SheetOfClinic makes the sheet of a paper that is about no patient.
func SheetOfClinic(c clinic.Clinic, lang words.Lang, print Print, now time.Time) Sheet {
	return Sheet{Clinic: Clinic{Name: c.Name, Address: c.Address, Phone: c.Phone, Emergency: c.Emergency, Crisis: c.Crisis}, Lang: lang,
		Paper: Paper(strings.ToLower(c.Paper)), Print: print, Printed: now, Zone: c.Location(), Sample: c.Sample}
}
