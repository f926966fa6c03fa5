package handout

import (
	"strings"

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
		Clinic:      Clinic{Name: c.Name, Address: c.Address, Phone: c.Phone, Emergency: c.Emergency},
		PatientName: p.Name(), ChartNumber: p.Number, Lang: lang, Paper: Paper(strings.ToLower(c.Paper)), Print: print,
		Printed: r.Now(), Zone: c.Location(), Sample: c.Sample,
	}, p, nil
}
