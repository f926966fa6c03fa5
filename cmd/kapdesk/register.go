package main

import (
	"context"

	"kapdesk/app/audit"
	"kapdesk/app/patients"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/place"
	screen "kapdesk/screens/register"
)

// openRegister makes the desk of the register over the log, with the rules of
// the protocol in use.
func openRegister(log record.Log, audit *audit.Desk, book *words.Book, inUse func(record.Reader) (*protocol.Protocol, error)) *register.Desk {
	return register.New(register.Deps{Log: log, Audit: audit, Book: book,
		Rules: func(r record.Reader) (register.Rules, error) {
			p, err := inUse(r)
			if err != nil {
				return register.Rules{}, err
			}
			return register.FromProtocol(p), nil
		},
		Number: func(r record.Reader, patient record.ID) (string, error) {
			p, err := patients.Of(r, patient)
			return p.Number, err
		}})
}

// registerScreen makes the screen of a place in the register.
func (r *rooms) registerScreen(s place.Shell, to place.Route) place.Screen {
	return screen.New(screen.Deps{Shell: s, Desk: r.register, Drafts: r.store, Second: r.second(s), Sessions: r.dosingToday, Paint: paint}, to)
}

// dosingToday gives the dosing sessions of the day, for which something may be
// drawn.
func (r *rooms) dosingToday(ctx context.Context, by record.Actor, day record.Date) ([]screen.Session, error) {
	d, err := r.schedule.Day(ctx, by, day)
	if err != nil {
		return nil, err
	}
	var out []screen.Session
	for _, row := range d.Rows {
		if row.Visit.Kind == session.Dosing && !row.Visit.State.Over() {
			out = append(out, screen.Session{ID: row.Visit.ID, Patient: row.Patient.ID, At: row.Visit.Starts, Name: row.Patient.Name(), Number: row.Patient.Number})
		}
	}
	return out, nil
}
