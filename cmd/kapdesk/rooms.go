package main

import (
	"context"
	"fmt"
	"log/slog"

	"kapdesk/app/access"
	"kapdesk/app/backups"
	"kapdesk/app/clinic"
	"kapdesk/app/notes"
	"kapdesk/app/record"
	"kapdesk/data/machine"
	"kapdesk/screens/audit"
	screen "kapdesk/screens/backups"
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
	ring    *keyring      // nil in the sample clinic
	access  *access.Desk  // nil in the sample clinic
	backups *backups.Desk // nil in the sample clinic
	notes   *notes.Desk
	sealed  record.Drafts // the drafts of notes, which stand readable nowhere
}

// openRooms opens the store in the folder and makes the rooms over it.
func openRooms(ctx context.Context, dir string, clock record.Clock, key []byte) (*rooms, error) {
	d, err := openDesks(ctx, dir, clock, key)
	if err != nil {
		return nil, err
	}
	return &rooms{desks: d, notes: notes.New(d.store, noKeys{}), sealed: notes.SealedDrafts(noKeys{}, d.store)}, nil
}

func (r *rooms) shellRooms() shell.Rooms {
	made := shell.Rooms{Clinics: r.clinics, Charts: r.chart, Openings: r.patients, Screen: r.screen, ChartCommands: r.chartCommands,
		Welcome: func(s place.Shell, picked func(clinic.Person)) place.Screen {
			return start.NewWelcome(s, r.clinics, picked)
		}}
	made.Refused, made.Backups = r.noteRefusal, r.backups != nil
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

// useKeys gives the rooms what needs the clinic's keys: access by the rules,
// psychotherapy notes, and backups.
func (r *rooms) useKeys() {
	r.access = access.New(r.store, r.ring)
	r.notes, r.sealed = notes.New(r.store, r.ring), notes.SealedDrafts(r.ring, r.store)
	r.watchBackups()
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
	case place.Register:
		return r.registerScreen(s, to)
	case place.Audit:
		return audit.New(audit.Deps{Shell: s, Audit: r.audit, Checkpoints: r.store, Patients: r.patients, People: r.clinics, Paint: r.report}, to)
	case place.Protocol:
		return r.protocolScreen(s)
	case place.Reports:
		return r.reportsScreen(s)
	case place.Settings:
		if to == sheetRoute && r.access != nil {
			return start.NewRecovery(s, sheets{r, s}, func() { s.Go(place.Route{Place: place.Today}) })
		}
		if to == rolesRoute {
			return settings.NewRoles(s)
		}
		if to == scalesRoute {
			return settings.NewScales(settings.ScalesDeps{Shell: s, Desk: r.measures, Drafts: r.store})
		}
		if to == backupsRoute && r.backups != nil {
			return screen.New(screen.Deps{Shell: s, Desk: r.backups, Drafts: r.store, PickFolder: r.program.pickFolder, Paint: paint, Tick: r.program.tick,
				Told: r.program.setBadge, Restore: r.program.restoreHere})
		}
		return r.settings(s)
	}
	if sc := r.chartScreen(s, to); sc != nil {
		return sc
	}
	if to == lateRoute {
		return today.NewLate(today.LateDeps{Shell: s, Chases: r.measures, Drafts: r.store, Scales: scalesOf})
	}
	return today.New(today.Deps{Shell: s, Schedule: r.schedule, Visits: r.sessions, Alerts: r.measures, First: to.Patient, Drafts: r.store, Notices: r.noticesFor(s)})
}

// diskSaid says what is known about the encryption of the disk.
func diskSaid(s place.Shell, e machine.Encryption) string {
	switch e {
	case machine.EncryptionOn:
		return s.T("The system encrypts this disk.")
	case machine.EncryptionOff:
		return s.T("The system does not encrypt this disk. Turn on BitLocker, FileVault or LUKS.")
	}
	return s.T("Whether the system encrypts this disk could not be found out. Look at BitLocker, FileVault or LUKS yourself.")
}

// backupsRoute is the page of the backups.
var backupsRoute = place.Route{Place: place.Settings, Part: "backups"}

// rolesRoute is the table of who may do what.
var rolesRoute = place.Route{Place: place.Settings, Part: "roles"}

func (r *rooms) settings(s place.Shell) place.Screen {
	sh := r.program.shell
	l := sh.Look()
	d := settings.Deps{Shell: s, Clinics: r.clinics, Drafts: r.store, Look: settings.Look{Lang: l.Lang, Dark: l.Dark, Scale: l.Scale},
		SetLook: func(l settings.Look) { sh.SetLook(shell.Look{Lang: l.Lang, Dark: l.Dark, Scale: l.Scale}) },
		Changed: sh.SettingsChanged, Where: r.program.data, Disk: diskSaid(s, r.program.computer.disk), Blind: r.program.computer.blind}
	if r.access != nil { // a nil *access.Desk would be an Access that is not nil
		d.Access, d.RenewKey = r.access, r.program.renewKey
		d.Backups = func() { s.Go(backupsRoute) }
	}
	return settings.New(d)
}
