package backups

import (
	"context"
	"errors"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/record"
)

// Outcome is what came of a backup in one folder.
type Outcome struct {
	Folder Folder
	Made   Made
	Err    error // why there is none
}

// Report is what came of a run.
type Report struct {
	Outcomes []Outcome
	Proof    *Proof // of the drill that followed; nil if none was due
	DrillErr error  // why the drill failed
}

// Made counts the backups that were made.
func (r Report) Made() int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Err == nil {
			n++
		}
	}
	return n
}

// Run makes the backups that are due, to one folder after the other, and puts
// on record what came of each. When a week has passed since a backup was last
// tried, it tries one of those it made. By hand anybody who is signed in may
// run it; by itself the program does, whose actor has no ID. tell, which may be
// nil, is told the progress. Code Refused while anything else is under way, and
// when no folder is chosen. That a folder failed is no error of Run, but that
// it could not be put on record is.
func (d *Desk) Run(ctx context.Context, by record.Actor, why Why, tell func(Now)) (report Report, err error) {
	if why == ByHand || by.ID != "" {
		if err := d.check(ctx, by); err != nil {
			return report, err
		}
	}
	err = d.alone(ctx, Making, func(ctx context.Context) error {
		h, now, err := d.History(ctx)
		if err != nil {
			return err
		}
		if why == ByHand && len(h.Settings.Folders) == 0 {
			return &record.Problem{Code: record.Refused, Field: "backups.path", Text: "No folder for backups is chosen yet. Nothing was made.", Next: "Choose a folder on another disk first."}
		}
		report, err = d.run(ctx, by, h, now, why, tell)
		return err
	})
	return report, err
}

func (d *Desk) run(ctx context.Context, by record.Actor, h History, now time.Time, why Why, tell func(Now)) (report Report, err error) {
	for _, f := range h.Due(now, why) {
		o, failed := d.one(ctx, by, f, tell)
		report.Outcomes = append(report.Outcomes, o)
		err = errors.Join(err, failed)
	}
	if best, ok := report.best(); ok && h.DrillDue(now) && ctx.Err() == nil {
		proof, failed := d.drill(ctx, by, best.Folder, best.Made.Name, tell)
		if failed == nil {
			report.Proof = &proof
		}
		report.DrillErr = failed
	}
	return report, err
}

// one makes a backup in one folder. Once somebody has stopped, the folders
// that are left are not begun, and rest like any that failed.
func (d *Desk) one(ctx context.Context, by record.Actor, f Folder, tell func(Now)) (Outcome, error) {
	o := Outcome{Folder: f, Err: ctx.Err()}
	if o.Err == nil {
		o.Made, o.Err = d.Maker.Make(ctx, f.Path, d.telling(Making, f, tell))
	}
	if o.Err != nil && ctx.Err() != nil {
		o.Err = stopped(o.Err)
	}
	return o, d.write(ctx, by, outcome(f.N, o.Made, o.Err)...)
}

// outcome gives the facts about a backup that was made and read back, or that
// failed.
func outcome(folder int, m Made, err error) []record.Change {
	if err != nil {
		return []record.Change{fact(audit.KindBackupFailed, body{Folder: folder, What: said(err)})}
	}
	b := body{Folder: folder, Name: m.Name, At: m.At.UTC(), Size: m.Size, Holds: int64(m.Events), Disk: m.Disk, Events: m.Checkpoint.Events}
	if b.Events > 0 {
		b.Head = audit.Short(m.Checkpoint.Hash)
	}
	return []record.Change{fact(audit.KindBackupMade, b), fact(audit.KindBackupVerified, body{Folder: folder, Name: m.Name, Events: b.Events, Head: b.Head})}
}

// best gives the backup that is worth trying: one on another disk, if there is
// any.
func (r Report) best() (best Outcome, ok bool) {
	for _, o := range r.Outcomes {
		if o.Err == nil && (!ok || best.Made.Disk != OtherDisk && o.Made.Disk == OtherDisk) {
			best, ok = o, true
		}
	}
	return best, ok
}

// Record puts on record what came of a backup that was made outside of Run, as
// by the command line. It counts for the state if it lies in a chosen folder.
func (d *Desk) Record(ctx context.Context, by record.Actor, path string, m Made, err error) error {
	s, failed := d.Settings(ctx)
	if failed != nil {
		return failed
	}
	n := 0
	for _, f := range s.Folders {
		if sameness(f.Path) == sameness(path) {
			n = f.N
		}
	}
	return d.write(ctx, by, outcome(n, m, err)...)
}
