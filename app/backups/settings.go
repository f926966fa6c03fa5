package backups

import (
	"context"
	"slices"
	"strings"

	"kapdesk/app/audit"
	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// recordType is the type of the one record of each laptop, named by its
// device: the settings are its fields, and what came of its backups are facts
// about it.
const recordType = "backups"

// kindChanged is the event of settings that were changed.
const kindChanged = "backups.changed"

// How many folders there may be, and how long a backup may stay fresh, in
// hours.
const (
	MostFolders  = 5
	LeastFresh   = 1
	MostFresh    = 168
	DefaultFresh = 24
)

// Folder is where backups go. Its number is given once and never to another
// folder, so that a fact can name it without its path.
type Folder struct {
	N    int    `json:"n"`
	Path string `json:"path"` // as the person gave it; nothing here reads it
}

// Settings is how one laptop is backed up.
type Settings struct {
	Folders []Folder // in the order in which they were chosen
	Fresh   int      // hours for which a backup stays fresh
	Hourly  bool     // backups are made by themselves while somebody works
	given   int      // the highest number that a folder ever had
}

// Folder gives the folder of a number.
func (s Settings) Folder(n int) (Folder, bool) {
	for _, f := range s.Folders {
		if f.N == n {
			return f, true
		}
	}
	return Folder{}, false
}

// Check gives every problem with the settings.
func (s Settings) Check() record.Problems {
	var ps record.Problems
	if s.Fresh < LeastFresh || s.Fresh > MostFresh {
		ps = append(ps, record.Invalidf("backups.fresh", "A backup can stay fresh for %d to %d hours.", LeastFresh, MostFresh))
	}
	if len(s.Folders) > MostFolders {
		ps = append(ps, &record.Problem{Code: record.Invalid, Field: "backups.path", Text: "There can be %d folders for backups.", Args: []any{MostFolders}, Next: "Remove one first."})
	}
	seen := map[string]bool{}
	for _, f := range s.Folders {
		same := sameness(f.Path)
		switch {
		case f.Path == "":
			ps = append(ps, record.Invalidf("backups.path", "Type the folder, or choose it."))
		case seen[same]:
			ps = append(ps, record.Invalidf("backups.path", "This folder is chosen already."))
		}
		seen[same] = true
	}
	return ps
}

// sameness is a path without what makes no other folder of it.
func sameness(path string) string {
	if short := strings.TrimRight(path, `/\`); short != "" {
		return short
	}
	return path
}

// pasted is a path without what comes along when it is copied: spaces, and the
// quotes that a file manager puts around it.
func pasted(path string) string {
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(path), `"`))
}

func (s Settings) fields() map[string]any {
	return map[string]any{"folders": s.Folders, "given": s.given, "fresh": s.Fresh, "hourly": s.Hourly}
}

// settingsOf reads the settings of a laptop; one that has none gets those that
// a new clinic begins with.
func settingsOf(r record.Reader, device record.ID) (Settings, error) {
	s := Settings{Fresh: DefaultFresh, Hourly: true}
	f, err := r.Fields(record.Ref{Type: recordType, ID: device})
	if err != nil {
		return s, err
	}
	f.Get("folders", &s.Folders)
	f.Get("given", &s.given)
	f.Get("fresh", &s.Fresh)
	f.Get("hourly", &s.Hourly)
	return s, nil
}

// Settings gives how this laptop is backed up.
func (d *Desk) Settings(ctx context.Context) (s Settings, err error) {
	err = d.Log.View(ctx, func(r record.Reader) error {
		s, err = settingsOf(r, d.Trail.Device())
		return err
	})
	return s, err
}

// AddFolder adds a folder for backups, which must be there now: a slip in its
// path would else be noticed when it is too late. Only for who may change the
// clinic's settings.
func (d *Desk) AddFolder(ctx context.Context, by record.Actor, path string) (Folder, error) {
	added := Folder{Path: pasted(path)}
	err := d.change(ctx, by, func(s *Settings) error {
		s.given++
		added.N = s.given
		s.Folders = append(s.Folders, added)
		return nil
	}, func() error {
		_, err := d.Maker.Where(added.Path)
		return err
	})
	return added, err
}

// RemoveFolder lets go of a folder; the backups in it stay where they are.
// The last one stays: without a folder nothing would be backed up. Only for
// who may change the clinic's settings.
func (d *Desk) RemoveFolder(ctx context.Context, by record.Actor, n int) error {
	return d.change(ctx, by, func(s *Settings) error {
		if _, ok := s.Folder(n); !ok {
			return &record.Problem{Code: record.NotFound, Text: "This folder is not chosen any more."}
		}
		if len(s.Folders) == 1 {
			return &record.Problem{Code: record.Refused, Text: "This is the only folder for backups. It stays.", Next: "Choose another one first, then remove this one."}
		}
		s.Folders = slices.DeleteFunc(slices.Clone(s.Folders), func(f Folder) bool { return f.N == n })
		return nil
	}, nil)
}

// SetTimes changes for how many hours a backup stays fresh, and whether
// backups are made by themselves. Only for who may change the clinic's
// settings.
func (d *Desk) SetTimes(ctx context.Context, by record.Actor, fresh int, hourly bool) error {
	return d.change(ctx, by, func(s *Settings) error {
		s.Fresh, s.Hourly = fresh, hourly
		return nil
	}, nil)
}

// change changes the settings by the rules. look, if any, looks at the world
// before anything is written; it may be slow, so that no transaction waits for
// it, and it only runs when the rules allow the change.
func (d *Desk) change(ctx context.Context, by record.Actor, edit func(*Settings) error, look func() error) error {
	device := d.Trail.Device()
	try := func(r record.Reader) (Settings, error) {
		if _, err := clinic.Check(r, by, clinic.ChangeSettings); err != nil {
			return Settings{}, err
		}
		s, err := settingsOf(r, device)
		if err != nil {
			return s, err
		}
		if err := edit(&s); err != nil {
			return s, err
		}
		return s, s.Check().Err()
	}
	if look != nil {
		err := d.Log.View(ctx, func(r record.Reader) error { _, err := try(r); return err })
		if err != nil {
			return err
		}
		if err := look(); err != nil {
			return atField("backups.path", err)
		}
	}
	return d.Log.Update(ctx, by, func(tx record.Tx) error {
		s, err := try(tx)
		if err != nil {
			return err
		}
		_, err = tx.Append(record.Change{Kind: kindChanged, Version: 1, Record: record.Ref{Type: recordType, ID: device}, Set: s.fields()})
		return err
	})
}

// atField puts the problems of err that belong to no field to one.
func atField(field string, err error) error {
	var ps record.Problems
	for _, p := range record.ProblemsOf(err) {
		at := *p
		if at.Field == "" {
			at.Field = field
		}
		ps = append(ps, &at)
	}
	if ps == nil {
		return err
	}
	return ps
}

// quiet are the kinds of event that are no change worth a backup: coming,
// going, the clock, and the backups themselves. Otherwise each backup would
// make the next one due.
var quiet = []string{audit.KindSignedIn, audit.KindSignInFailed, audit.KindLockedOut, audit.KindUncounted, audit.KindLocked, audit.KindClockJumped,
	audit.KindBackupMade, audit.KindBackupFailed, audit.KindBackupVerified, audit.KindDrillPassed, audit.KindDrillFailed}
