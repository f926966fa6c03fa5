// Package plantest sets up a small clinic in memory for tests: one person of
// every role, two patients and a clock that the test turns.
package plantest

import (
	"context"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
)

// Clinic is the clinic of a test.
type Clinic struct {
	Log *memlog.Log
	Now time.Time // what the clock says; tests turn it

	Owner, Prescriber, Therapist, Nurse, Desk, Both, Second record.Actor // Both is prescriber and therapist, Second a second prescriber
	People                                                  map[record.ID]clinic.Person
	Patient, Other                                          record.ID // José Ñandú, who reads Spanish, and Grace Lindqvist
}

// New sets the clinic up at 15:00 UTC on 23 November 2026, 08:00 in Denver.
func New(t testing.TB) *Clinic {
	t.Helper()
	c := &Clinic{Now: time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC), People: map[record.ID]clinic.Person{}}
	c.Log = memlog.New(func() time.Time { return c.Now })
	people, err := clinic.New(c.Log).SetUp(context.Background(), clinic.Clinic{Name: "Clínica Orilla", Address: "12 River Street", Phone: "(321) 555-0148",
		Emergency: "911", Zone: "America/Denver", Weight: clinic.Pounds, Paper: clinic.Letter, Lang: words.English}, c.Log, []clinic.Person{
		{Name: "Olga Ortiz", Roles: []clinic.Role{clinic.Owner}},
		{Name: "Dr. Ilse Baum", Roles: []clinic.Role{clinic.Prescriber}},
		{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}},
		{Name: "Nuru Nash", Roles: []clinic.Role{clinic.Nurse}},
		{Name: "Mara Okafor", Roles: []clinic.Role{clinic.FrontDesk}},
		{Name: "Dr. Bo Two", Roles: []clinic.Role{clinic.Prescriber, clinic.Therapist}},
		{Name: "Dr. Ugo Rey", Roles: []clinic.Role{clinic.Prescriber}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range []*record.Actor{&c.Owner, &c.Prescriber, &c.Therapist, &c.Nurse, &c.Desk, &c.Both, &c.Second} {
		*a = record.Actor{ID: people[i].ID}
		c.People[people[i].ID] = people[i]
	}
	c.Patient = c.register(t, patients.Patient{Given: "José", Family: "Ñandú", Born: record.Date{Year: 1985, Month: 6, Day: 2}, Lang: words.Spanish})
	c.Other = c.register(t, patients.Patient{Given: "Grace", Family: "Lindqvist", Born: record.Date{Year: 1974, Month: 3, Day: 14}, Lang: words.English})
	return c
}

func (c *Clinic) register(t testing.TB, p patients.Patient) record.ID {
	t.Helper()
	p, err := patients.New(c.Log, nil).Register(context.Background(), c.Desk, p)
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// Weigh records a weight in grams at the clock's time.
func (c *Clinic) Weigh(t testing.TB, grams int) {
	t.Helper()
	err := c.Log.Update(context.Background(), c.Nurse, func(tx record.Tx) error {
		return patients.RecordMeasurement(tx, c.Patient, patients.Measurement{Grams: grams, Typed: patients.Kg(grams), Unit: clinic.Kilograms, Source: "test"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Pass turns the clock on.
func (c *Clinic) Pass(d time.Duration) { c.Now = c.Now.Add(d) }

// Refused fails the test unless the error is for people, has the code and, if
// field is not "", names that field; nothing may have been written since
// there were n events.
func (c *Clinic) Refused(t testing.TB, err error, code record.Code, field string, n int) {
	t.Helper()
	if got := record.CodeOf(err); got != code {
		t.Fatalf("code %q (%v), want %q", got, err, code)
	}
	if field != "" && record.ProblemsOf(err)[0].Field != field {
		t.Errorf("field %q, want %q: %v", record.ProblemsOf(err)[0].Field, field, err)
	}
	if now := len(c.Log.Events()); now != n {
		t.Errorf("a refusal wrote %d events", now-n)
	}
}
