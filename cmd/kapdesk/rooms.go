package main

import (
	"context"
	"fmt"
	"log/slog"

	"kapdesk/app/access"
	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/screens/audit"
	"kapdesk/screens/patients"
	"kapdesk/screens/place"
	"kapdesk/screens/settings"
	"kapdesk/screens/shell"
	"kapdesk/screens/start"
	"kapdesk/screens/today"
)

// rooms makes the screens over an open clinic.
type rooms struct {
	*desks
	program *program
	ring    *keyring     // nil in the sample clinic
	access  *access.Desk // nil in the sample clinic
}

// openRooms opens the store in the folder and makes the rooms over it.
func openRooms(ctx context.Context, dir string, clock record.Clock, key []byte) (*rooms, error) {
	d, err := openDesks(ctx, dir, clock, key)
	if err != nil {
		return nil, err
	}
	return &rooms{desks: d}, nil
}

func (r *rooms) shellRooms() shell.Rooms {
	made := shell.Rooms{Clinics: r.clinics, Charts: r.chart, Openings: r.patients, Screen: r.screen, ChartCommands: r.chartCommands,
		Welcome: func(s place.Shell, picked func(clinic.Person)) place.Screen {
			return start.NewWelcome(s, r.clinics, picked)
		}}
	made.Refused = r.noteRefusal
	if r.ring != nil {
		made.Locked = r.program.lock
	}
	return made
}

// noteRefusal puts on record what somebody's role did not allow. When that
// fails too, the refusal itself has been shown.
func (r *rooms) noteRefusal(at place.Route, err error) {
	s := r.program.shell
	by := s.Actor()
	s.Run(func(ctx context.Context) func() {
		if err := r.audit.Note(ctx, by, at.Place, at.Patient, err); err != nil {
			slog.Error("a refusal is not on record", "kind", fmt.Sprintf("%T", err))
		}
		return nil
	})
}

// giveAccess lets the keys be given and taken by the rules.
func (r *rooms) giveAccess() { r.access = access.New(r.store, r.ring) }

// screen makes the screen of a route: the one switch of the program.
func (r *rooms) screen(s place.Shell, to place.Route) place.Screen {
	switch to.Place {
	case place.Patients:
		d := patients.Deps{Shell: s, Desk: r.patients, Drafts: r.store, Query: r.program.shell.Query()}
		if to.Part == "new" {
			return patients.NewDetails(d, "")
		}
		return patients.NewList(d)
	case place.Details:
		return patients.NewDetails(patients.Deps{Shell: s, Desk: r.patients, Drafts: r.store}, to.Patient)
	case place.Audit:
		return audit.New(audit.Deps{Shell: s, Audit: r.audit, Checkpoints: r.store, Patients: r.patients, People: r.clinics, Paint: r.report}, to)
	case place.Settings:
		if to == sheetRoute && r.access != nil {
			return start.NewRecovery(s, sheets{r, s}, func() { s.Go(place.Route{Place: place.Today}) })
		}
		if to == rolesRoute {
			return settings.NewRoles(s)
		}
		return r.settings(s)
	}
	if sc := r.chartScreen(s, to); sc != nil {
		return sc
	}
	return today.New(today.Deps{Shell: s, Schedule: r.schedule, Visits: r.sessions, Notices: r.notices})
}

// rolesRoute is the table of who may do what.
var rolesRoute = place.Route{Place: place.Settings, Part: "roles"}

func (r *rooms) settings(s place.Shell) place.Screen {
	sh := r.program.shell
	l := sh.Look()
	d := settings.Deps{Shell: s, Clinics: r.clinics, Drafts: r.store, Look: settings.Look{Lang: l.Lang, Dark: l.Dark, Scale: l.Scale},
		SetLook: func(l settings.Look) { sh.SetLook(shell.Look{Lang: l.Lang, Dark: l.Dark, Scale: l.Scale}) },
		Changed: sh.SettingsChanged, Where: r.program.data}
	if r.access != nil { // a nil *access.Desk would be an Access that is not nil
		d.Access, d.RenewKey = r.access, r.program.renewKey
	}
	return settings.New(d)
}
