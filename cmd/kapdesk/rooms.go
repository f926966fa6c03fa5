package main

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
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
}

// openRooms opens the store in the folder and makes the rooms over it.
func openRooms(ctx context.Context, dir string, clock record.Clock) (*rooms, error) {
	d, err := openDesks(ctx, dir, clock)
	if err != nil {
		return nil, err
	}
	return &rooms{desks: d}, nil
}

func (r *rooms) shellRooms() shell.Rooms {
	return shell.Rooms{Clinics: r.clinics, Charts: r.chart, Openings: r.patients, Screen: r.screen, ChartCommands: r.chartCommands,
		Welcome: func(s place.Shell, picked func(clinic.Person)) place.Screen {
			return start.NewWelcome(s, r.clinics, picked)
		}}
}

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
	case place.Settings:
		return r.settings(s)
	}
	if sc := r.chartScreen(s, to); sc != nil {
		return sc
	}
	return today.New(today.Deps{Shell: s, Schedule: r.schedule, Visits: r.sessions})
}

func (r *rooms) settings(s place.Shell) place.Screen {
	sh := r.program.shell
	l := sh.Look()
	return settings.New(settings.Deps{Shell: s, Clinics: r.clinics, Drafts: r.store, Look: settings.Look{Lang: l.Lang, Dark: l.Dark, Scale: l.Scale},
		SetLook: func(l settings.Look) { sh.SetLook(shell.Look{Lang: l.Lang, Dark: l.Dark, Scale: l.Scale}) },
		Changed: sh.SettingsChanged, Where: r.program.data})
}
