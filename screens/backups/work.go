package backups

import (
	"context"
	"errors"
	"fmt"

	"kapdesk/app/backups"
	"kapdesk/screens/kit"
)

// work shows what is under way, whoever began it, with a way to stop it.
type work struct {
	v    *screen
	on   bool
	mine bool // begun here: its end is told by what began it
	stop func()

	card *kit.Card
	said *kit.Text
	bar  *kit.Progress
	halt func()
}

func newWork(v *screen) *work {
	s := v.Shell
	w := &work{v: v, said: kit.Paragraph(""), bar: kit.NewProgress()}
	w.card = kit.NewCard("", kit.Stack(kit.GapM, w.said, w.bar, kit.Row(0, kit.Secondary("backups.stop", s.T("Stop"), v.Desk.Stop))))
	w.card.Hide()
	w.halt = func() {
		if w.stop != nil {
			w.stop()
			w.stop = nil
		}
	}
	return w
}

// start looks again and again while the screen is on show. What this screen
// began before it was left is like anybody's now: its end was not told.
func (w *work) start() {
	w.halt()
	w.mine = false
	w.look()
	w.stop = w.v.Tick(look, w.look)
}

// look shows what is under way now. The end of what others began has the
// state read anew.
func (w *work) look() {
	now, on := w.v.Desk.Running()
	switch {
	case on:
		w.show(now)
	case w.on && !w.mine:
		w.hide()
		w.v.load()
	}
}

func (w *work) show(now backups.Now) {
	s := w.v.Shell
	said := s.T(string(now.Task))
	if now.Folder.Path != "" {
		said += " · " + now.Folder.Path
	}
	if now.Progress.Step != "" {
		said += " · " + s.T(string(now.Progress.Step))
	}
	w.said.SetText(said)
	const whole = 1000
	done, words := int64(0), ""
	if p := now.Progress; p.Total > 0 {
		done = min(whole*p.Done/p.Total, whole)
		words = s.T("%s of %s", bytes(p.Done), bytes(p.Total))
	}
	w.bar.Set(int(done), whole, words)
	if !w.on {
		w.on = true
		w.card.Show()
		w.v.enable()
		w.v.form.Adopt(w.card)
	}
	w.v.form.Refresh()
}

func (w *work) hide() {
	w.on, w.mine = false, false
	w.card.Hide()
	w.v.enable()
	w.v.form.Refresh()
}

// begin does something that takes its time, off the window, and shows that it
// is under way. done is told its error on the window; then everything is read
// anew.
func (w *work) begin(task backups.Task, do func(context.Context) error, done func(error)) {
	if w.on {
		return
	}
	w.mine = true
	w.show(backups.Now{Task: task})
	w.v.Shell.Run(func(ctx context.Context) func() {
		err := do(ctx)
		return func() {
			w.hide()
			if errors.Is(err, context.Canceled) {
				w.v.Shell.Say(w.v.Shell.T("Stopped. The backups before it still count."))
			} else {
				done(err)
			}
			w.v.load()
		}
	})
}

// onNow makes a backup in every folder.
func (v *screen) onNow() {
	if !v.canRun() {
		return
	}
	by := v.Shell.Actor()
	var report backups.Report
	v.work.begin(backups.Making, func(ctx context.Context) (err error) {
		report, err = v.Desk.Run(ctx, by, backups.ByHand, nil)
		for _, o := range report.Outcomes {
			if errors.Is(o.Err, context.Canceled) {
				err = errors.Join(err, context.Canceled)
			}
		}
		return err
	}, func(err error) { v.ran(report, err) })
}

// ran tells what came of a run. What failed in which folder stands at the
// folder too; the same words are told once.
func (v *screen) ran(report backups.Report, err error) {
	s := v.Shell
	told := map[string]bool{}
	tell := func(err error) {
		if err != nil && !told[err.Error()] {
			told[err.Error()] = true
			s.Fail(err)
		}
	}
	tell(err)
	for _, o := range report.Outcomes {
		tell(o.Err)
	}
	if !errors.Is(report.DrillErr, context.Canceled) {
		tell(report.DrillErr)
	}
	switch {
	case report.Made() == 0:
	case report.Proof != nil:
		s.Saved(s.T("A backup was made, and trying it showed that it can be restored"))
	default:
		s.Saved(s.T("A backup was made and read back"))
	}
}

// onCheck reads the chosen backup.
func (v *screen) onCheck() {
	b, ok := v.found.chosen()
	if !ok || !v.found.canCheck() {
		return
	}
	s, by, folder := v.Shell, v.Shell.Actor(), v.folder
	v.work.begin(backups.Checking, func(ctx context.Context) error {
		return v.Desk.Check(ctx, by, folder, b.Name, nil)
	}, func(err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.Saved(s.T("The backup was read and is whole"))
	})
}

// onTry restores the chosen backup into a scratch place.
func (v *screen) onTry() {
	b, ok := v.found.chosen()
	if !ok || !v.found.canTry() {
		return
	}
	s, by, folder := v.Shell, v.Shell.Actor(), v.folder
	v.work.begin(backups.Drilling, func(ctx context.Context) error {
		_, err := v.Desk.Try(ctx, by, folder, b.Name, nil)
		return err
	}, func(err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.Saved(s.T("The backup can be restored; the proof can be printed"))
	})
}

// bytes says a size as people read it, "12 MB".
func bytes(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.0f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.0f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d B", n)
}
