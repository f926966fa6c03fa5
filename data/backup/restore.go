package backup

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"kapdesk/app/backups"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// Restore opens a backup and puts the clinic into a folder that is empty or
// not there. It is never put over another: it is made beside the folder,
// checked, given a laptop's identity of its own, and only then takes its
// place. tell, if there is one, hears how far it has come. The error is a
// Problem; nothing is left then.
func Restore(ctx context.Context, path, to string, o Opener, now func() time.Time, tell func(backups.Progress)) (Manifest, error) {
	t := newTeller(tell)
	defer t.end()
	return restorer{osDisk{}, o, now, t}.to(ctx, path, to)
}

// restorer restores with one opener.
type restorer struct {
	disk   disk
	opener Opener
	now    func() time.Time
	tell   *teller
}

func (r restorer) to(ctx context.Context, path, to string) (m Manifest, err error) {
	if to, err = filepath.Abs(to); err != nil {
		return m, err
	}
	if err := r.free(to); err != nil {
		return m, restoring.here(ctx, err)
	}
	m, err = r.beside(ctx, path, to, func(work string) error {
		if err := r.disk.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return move(r.disk, work, to)
	})
	return m, restoring.here(ctx, err)
}

// beside makes the restored clinic in a hidden folder beside another and gives
// it to use, which gives it a name. If it does not, it is removed.
func (r restorer) beside(ctx context.Context, path, to string, use func(work string) error) (m Manifest, err error) {
	work, err := r.disk.Scratch(filepath.Dir(to), scratchOf(to))
	if err != nil {
		return m, err
	}
	// Only what was not used is there still; what cannot be removed now, Mend
	// removes.
	defer func() { _ = r.disk.RemoveAll(work) }()
	reading := reading{disk: r.disk, opener: r.opener, task: restoring, lost: noBackup, tell: r.tell}
	m, keys, err := reading.into(ctx, path, work)
	if err != nil {
		return m, err
	}
	if err := renew(ctx, work, keys, r.now); err != nil {
		return m, err
	}
	if err := ctx.Err(); err != nil {
		return m, err
	}
	return m, use(work)
}

// scratchOf begins the names of the folders in which a clinic's folder is
// restored.
func scratchOf(to string) string { return "." + filepath.Base(to) + "-restoring-" }

// free refuses a folder that holds anything.
func (r restorer) free(dir string) error {
	entries, err := r.disk.List(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return ErrTaken
	}
	return nil
}

// renew gives the restored store a laptop's identity of its own.
func renew(ctx context.Context, dir string, keys *vault.Keys, now func() time.Time) error {
	secrets, err := secretsOf(keys)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, store.Options{Dir: dir, Clock: now, Key: secrets.data})
	if err != nil {
		return err
	}
	return errors.Join(s.NewDevice(ctx), s.Close())
}
