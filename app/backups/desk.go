package backups

import (
	"context"
	"errors"
	"sync"
	"time"

	"kapdesk/app/audit"
	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Printer puts on record that a paper was printed. audit.Desk implements it.
type Printer interface {
	Printed(ctx context.Context, by record.Actor, what string, patient record.ID) error
}

// Deps is what the desk needs.
type Deps struct {
	Log     record.Log
	Trail   audit.Trail
	Maker   Maker
	Audit   Printer
	Book    *words.Book
	Version string // of the program, for the proof
}

// Desk decides when backups are made, has them made, and knows how they stand.
// It may be used from several goroutines at once.
type Desk struct {
	Deps

	busy sync.Mutex // held while something is under way: one thing at a time

	mu   sync.Mutex // over what follows
	now  *Now       // what is under way; nil for nothing
	stop context.CancelFunc
}

// New makes a Desk.
func New(d Deps) *Desk { return &Desk{Deps: d} }

// Task is what is done with a backup.
type Task string

// The tasks, each as it is shown in English.
const (
	Making   Task = "Making a backup"
	Checking Task = "Checking a backup"
	Drilling Task = "Trying to restore a backup"
)

// Now is what is under way.
type Now struct {
	Task     Task
	Folder   Folder
	Progress Progress
}

// Running tells what is under way, whoever began it.
func (d *Desk) Running() (Now, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.now == nil {
		return Now{}, false
	}
	return *d.now, true
}

// Stop ends what is under way, if anything is. It does not wait for the end.
func (d *Desk) Stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stop != nil {
		d.stop()
	}
}

// Wait returns when nothing is under way: before the store is closed.
func (d *Desk) Wait() {
	d.busy.Lock()
	defer d.busy.Unlock()
}

// alone does one thing at a time; a second is refused.
func (d *Desk) alone(ctx context.Context, task Task, f func(context.Context) error) error {
	if !d.busy.TryLock() {
		return &record.Problem{Code: record.Refused, Text: "Another backup is being made, checked or tried already. It goes on.", Next: "Wait until it is done, or stop it."}
	}
	defer d.busy.Unlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d.set(&Now{Task: task}, cancel)
	defer d.set(nil, nil)
	return f(ctx)
}

func (d *Desk) set(now *Now, stop context.CancelFunc) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now, d.stop = now, stop
}

// telling is what a Maker tells its progress to.
func (d *Desk) telling(task Task, f Folder, tell func(Now)) func(Progress) {
	told := func(p Progress) {
		now := Now{Task: task, Folder: f, Progress: p}
		d.mu.Lock()
		if d.now != nil {
			*d.now = now
		}
		d.mu.Unlock()
		if tell != nil {
			tell(now)
		}
	}
	told(Progress{})
	return told
}

// Due gives the folders that a backup should go to now. It asks no disk.
func (d *Desk) Due(ctx context.Context, why Why) ([]Folder, error) {
	h, now, err := d.History(ctx)
	return h.Due(now, why), err
}

// State tells how the backups stand. It asks each folder's disk, which may
// take its time: call it off the window.
func (d *Desk) State(ctx context.Context) (State, error) {
	h, now, err := d.History(ctx)
	if err != nil {
		return State{}, err
	}
	where := map[int]Place{}
	for _, f := range h.Settings.Folders {
		disk, err := d.Maker.Where(f.Path)
		where[f.N] = Place{Disk: disk, Err: err}
	}
	return h.State(now, where), ctx.Err()
}

// Listed is a backup that lies in a folder, with what is known of it.
type Listed struct {
	Found
	Checked time.Time // when it was last read back whole; zero if it never was here, or was not whole
}

// List gives the clinic's backups in a folder, the latest first.
func (d *Desk) List(ctx context.Context, by record.Actor, folder int) ([]Listed, error) {
	h, f, err := d.allowed(ctx, by, folder)
	if err != nil {
		return nil, err
	}
	found, err := d.Maker.List(ctx, f.Path)
	out := make([]Listed, len(found))
	for i, one := range found {
		out[i].Found = one
		if c := h.copyOf(body{Folder: folder, Name: one.Name}); c != nil {
			out[i].Checked = c.Verified
		}
	}
	return out, err
}

// allowed gives what is known and the folder of a number, to who may make
// backups.
func (d *Desk) allowed(ctx context.Context, by record.Actor, folder int) (History, Folder, error) {
	if err := d.check(ctx, by); err != nil {
		return History{}, Folder{}, err
	}
	h, _, err := d.History(ctx)
	if err != nil {
		return h, Folder{}, err
	}
	f, ok := h.Settings.Folder(folder)
	if !ok {
		return h, f, &record.Problem{Code: record.NotFound, Text: "This folder is not chosen any more."}
	}
	return h, f, nil
}

func (d *Desk) check(ctx context.Context, by record.Actor) error {
	return d.Log.View(ctx, func(r record.Reader) error {
		_, err := clinic.Check(r, by, clinic.MakeBackup)
		return err
	})
}

// Check reads a whole backup and puts on record what came of it. One that is
// there and was not read to its end does not count any more, whatever the
// reason: a disk that fails looks like a stick that was pulled.
func (d *Desk) Check(ctx context.Context, by record.Actor, folder int, name string, tell func(Now)) error {
	_, f, err := d.allowed(ctx, by, folder)
	if err != nil {
		return err
	}
	return d.alone(ctx, Checking, func(ctx context.Context) error {
		err := d.Maker.Verify(ctx, f.Path, name, d.telling(Checking, f, tell))
		b := body{Folder: f.N, Name: name}
		switch {
		case err == nil:
			return d.write(ctx, by, fact(audit.KindBackupVerified, b))
		case ctx.Err() != nil:
			return stopped(err)
		case record.CodeOf(err) == record.NotFound:
			b.Name = "" // its disk is elsewhere, and so is the backup
		}
		b.What = said(err)
		return errors.Join(err, d.write(ctx, by, fact(audit.KindBackupFailed, b)))
	})
}

// Try restores a backup into a scratch place, compares it with the clinic and
// puts on record what came of it.
func (d *Desk) Try(ctx context.Context, by record.Actor, folder int, name string, tell func(Now)) (proof Proof, err error) {
	_, f, err := d.allowed(ctx, by, folder)
	if err != nil {
		return proof, err
	}
	err = d.alone(ctx, Drilling, func(ctx context.Context) error {
		proof, err = d.drill(ctx, by, f, name, tell)
		return err
	})
	return proof, err
}

// drill is Try for who does one thing already. One that was stopped says
// nothing of the backup and is not put on record.
func (d *Desk) drill(ctx context.Context, by record.Actor, f Folder, name string, tell func(Now)) (Proof, error) {
	proof, err := d.Maker.Drill(ctx, f.Path, name, d.telling(Drilling, f, tell))
	switch {
	case err == nil:
		return proof, d.write(ctx, by, fact(audit.KindDrillPassed, body{Folder: f.N, Name: name, Proof: &proof, Version: d.Version}))
	case ctx.Err() != nil:
		return proof, stopped(err)
	}
	return proof, errors.Join(err, d.write(ctx, by, fact(audit.KindDrillFailed, body{Folder: f.N, Name: name, What: said(err)})))
}

// wasStopped is what is kept of a backup that somebody stopped.
const wasStopped = "It was stopped before it was done."

// stopped makes the error of what was stopped one for people, and one that can
// be told from a failure with errors.Is(err, context.Canceled).
func stopped(err error) error {
	if len(record.ProblemsOf(err)) > 0 {
		return errors.Join(err, context.Canceled)
	}
	return errors.Join(&record.Problem{Code: record.Unavailable, Text: wasStopped, Next: "The backups before it still count."}, err, context.Canceled)
}

// said is what is kept of an error: the English sentence of a Problem without
// its arguments, and nothing of any other error. They might name a folder or a
// person.
func said(err error) string {
	if ps := record.ProblemsOf(err); len(ps) > 0 {
		return ps[0].Text
	}
	return ""
}

func fact(kind string, b body) record.Change {
	return record.Change{Kind: kind, Version: 1, Record: record.Ref{Type: recordType}, Fact: b}
}

// write records facts about this laptop's backups under the actor's name, also
// when what they tell of was stopped.
func (d *Desk) write(ctx context.Context, by record.Actor, changes ...record.Change) error {
	for i := range changes {
		changes[i].Record.ID = d.Trail.Device()
	}
	return d.Log.Update(context.WithoutCancel(ctx), by, func(tx record.Tx) error {
		_, err := tx.Append(changes...)
		return err
	})
}
