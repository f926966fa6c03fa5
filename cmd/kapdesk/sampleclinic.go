package main

import (
	"context"
	"errors"
	"os"
	"time"

	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// fillSample makes the clinic to look around in: the sample day, and a diary
// of today with people at every point of the way. It is made beside its place
// and moved there when it is whole.
func fillSample(ctx context.Context, dir string, now time.Time) error {
	work := dir + ".partial"
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	if err := os.MkdirAll(work, 0o700); err != nil {
		return err
	}
	if err := fillStore(ctx, work, now); err != nil {
		return errors.Join(err, os.RemoveAll(work))
	}
	return os.Rename(work, dir)
}

func fillStore(ctx context.Context, dir string, now time.Time) (err error) {
	s, err := newSampler(ctx, now)
	if err != nil {
		return err
	}
	key, err := sampleKey(dir, dir)
	if err != nil {
		return err
	}
	if s.desks, err = openDesks(ctx, dir, s.clock.Now, key); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.store.Close()) }()
	jose, _, _ := s.day()
	s.diary(jose)
	return s.err
}

// diary books today and leaves people at different points of the way.
func (s *sampler) diary(jose patients.Patient) {
	s.at(3, 10, 0)
	s.measured(jose, joseForms)
	someone := func(given, family string, born record.Date, phone string, lang words.Lang, ride string) patients.Patient {
		s.later(15)
		return s.register(patients.Patient{Given: given, Family: family, Born: born, Phone: phone, Lang: lang, Ride: patients.Contact{Name: ride, Phone: phone}})
	}
	amira := someone("Amira", "Haddad", record.Date{Year: 1988, Month: 11, Day: 5}, "(321) 555-0151", words.English, "Samir Haddad")
	daniel := someone("Daniel", "Reyes", record.Date{Year: 1990, Month: 8, Day: 9}, "(321) 555-0152", words.Spanish, "Marta Reyes")
	tuan := someone("Tuấn", "Nguyễn", record.Date{Year: 1979, Month: 1, Day: 30}, "(321) 555-0153", words.English, "Lan Nguyễn")
	lukasz := someone("Łukasz", "Wiśniewski", record.Date{Year: 1996, Month: 5, Day: 17}, "(321) 555-0154", words.English, "Ola Wiśniewska")
	s.later(10)
	a, rows := joseAnswers(record.DateOf(s.clock.now, s.zone))
	s.fillIn(daniel, a, rows)
	s.at(2, 15, 0)
	s.screen(daniel, true, map[string]string{"hypertension": "Controlled; 128/82."}, "Two trials without response, medically stable.")
	s.at(1, 9, 0)
	s.book(amira, session.Integration, 0, 9, 0, "Room 2", s.ana.ID)
	s.book(jose, session.Dosing, 0, 9, 30, "Room 1", s.ana.ID)
	s.book(daniel, session.Dosing, 0, 10, 15, "Room 3", s.ana.ID)
	s.book(lukasz, session.Dosing, 0, 13, 0, "Room 1", s.ana.ID)
	s.book(tuan, session.Consultation, 0, 15, 30, "Room 2", s.ilse.ID)
}
