package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/backup"
	"kapdesk/data/machine"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/start"
)

// Backups in the window: made by themselves, shown by the badge, restored.

// disks is what the computer says about its disks.
type disks struct{}

func (disks) SameDisk(a, b string) (same, known bool)          { return machine.SameDisk(a, b) }
func (disks) Free(path string) (uint64, error)                 { return machine.Free(path) }
func (disks) LargestFile(path string) (limit int64, fs string) { return machine.LargestFile(path) }

// watchBackups gives the rooms their backups. The sample has none.
func (r *rooms) watchBackups() {
	c := backup.Clinic{Dir: r.ring.dir, Store: r.store, Vault: r.ring.vault, Keys: r.ring.keys}
	r.backups = backups.New(backups.Deps{Log: r.store, Trail: r.store, Maker: backup.NewMaker(c, disks{}, r.program.clock),
		Audit: r.audit, Book: r.book, Version: appVersion})
}

// close ends what is under way and closes the store.
func (r *rooms) close() error {
	if r.backups != nil {
		r.backups.Stop()
		r.backups.Wait()
	}
	return r.store.Close()
}

// badgeEvery is how often the badge looks at the disks: a stick that is pulled
// out is noticed by then.
const badgeEvery = 5 * time.Minute

// careForBackups makes the backups that are due, off the window, and keeps the
// badge true. It is called again and again on the window.
func (p *program) careForBackups(now time.Time) {
	r := p.open
	if _, busy := r.backups.Running(); busy || p.caring.backing {
		return
	}
	look := now.Sub(p.caring.badged) >= badgeEvery || now.Before(p.caring.badged)
	p.caring.backing = true
	p.shell.Runner.Run(context.Background(), func(ctx context.Context) func() {
		made := r.backUp(ctx)
		return func() {
			p.caring.backing = false
			if p.open != r {
				return
			}
			if made || look {
				p.showBadge()
			}
			if made && p.shell.Route() == backupsRoute {
				p.shell.Refresh()
			}
		}
	})
}

// backUp makes the backups that are due, and reports whether any were.
func (r *rooms) backUp(ctx context.Context) bool {
	due, err := r.backups.Due(ctx, backups.Hourly)
	if err == nil && len(due) > 0 {
		_, err = r.backups.Run(ctx, record.Actor{}, backups.Hourly, nil)
	}
	if err != nil && record.ProblemsOf(err) == nil {
		slog.Error("backups", "kind", fmt.Sprintf("%T", err))
	}
	return len(due) > 0
}

// showBadge says on top of the window how the backups stand.
func (p *program) showBadge() {
	r, s := p.open, p.shell
	if r == nil || r.backups == nil {
		return
	}
	p.caring.badged = p.clock()
	// Not the shell's Run: the badge belongs to the clinic and not to the place
	// that is open.
	s.Runner.Run(context.Background(), func(ctx context.Context) func() {
		state, err := r.backups.State(ctx)
		if err != nil {
			return nil // the next look tells; the Backups page says why
		}
		return func() {
			if p.open == r {
				p.setBadge(state)
			}
		}
	})
}

func (p *program) setBadge(state backups.State) {
	s, b := p.shell, state.Badge()
	s.SetBadge(badgeTone[b.Level], badgeWord[b.Level], b.Text)
}

var badgeTone = map[backups.Level]kit.Tone{backups.Green: kit.ToneDone, backups.Amber: kit.ToneReview, backups.Red: kit.ToneStop}

// badgeWord is read where colour is not seen.
var badgeWord = map[backups.Level]string{backups.Green: "Backed up", backups.Amber: "Backup: look", backups.Red: "No good backup"}

// lastBackup makes a backup before the program closes, with what it shows.
func (r *rooms) lastBackup(ctx context.Context, tell func(backups.Now)) error {
	if r.backups == nil {
		return nil
	}
	due, err := r.backups.Due(ctx, backups.Closing)
	if err != nil || len(due) == 0 {
		return err
	}
	_, err = r.backups.Run(ctx, record.Actor{}, backups.Closing, tell)
	return err
}

// pickFolder asks for a folder.
func (p *program) pickFolder(done func(path string)) { place.LookForFolder(p.window, done) }

// askRestore asks for a backup and the recovery sheet: on a new laptop, or to
// put a backup in the place of the clinic that is here. Nothing of the clinic
// is open meanwhile.
func (p *program) askRestore() {
	p.shell.Begin(place.Route{Place: "restore"}, func() place.Screen {
		return start.NewRestore(start.RestoreDeps{Shell: p.shell, Restorer: restorer{p}, Done: p.begin, Back: p.begin, Tick: p.tick})
	})
}

// restoreHere closes the clinic for who may manage it, and asks for the backup
// that is to take its place.
func (p *program) restoreHere() {
	r, by := p.open, p.shell.Actor()
	if r == nil || r.ring == nil {
		return
	}
	if err := r.access.MayRenew(context.Background(), by); err != nil {
		p.shell.Fail(err)
		return
	}
	p.shell.Empty()
	if err := errors.Join(r.signOff(by), p.closeStore()); err != nil {
		p.shell.Fail(err)
	}
	r.ring.lock()
	p.askRestore()
}

// restorer brings the clinic of the data folder back.
type restorer struct{ program *program }

// Restore implements start.Restorer.
func (r restorer) Restore(ctx context.Context, path, sheet string, tell func(backups.Progress)) error {
	opener, err := backup.Sheet(sheet)
	if err != nil {
		return at("restore.sheet", err)
	}
	_, _, err = backup.RestoreBeside(ctx, path, r.program.clinicDir(), opener, r.program.clock, tell)
	return err
}
