package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/backup"
)

// makeBackup makes a backup of a store in a folder and verifies it.
func makeBackup(args []string, out, errs io.Writer) int {
	o := storeOptions{verb: "backup"}
	to := ""
	flags := o.flags()
	flags.StringVar(&to, "to", "", "the folder for the backup")
	if code, done := o.parse(flags, args, out, errs); done {
		return code
	}
	if to == "" {
		return o.fail(errs, exitUsage, "say where with --to DIR")
	}
	c, d, code := o.open(errs)
	if code != exitOK {
		return code
	}
	made, err := d.backUp(context.Background(), c, record.Actor{ID: o.person}, to)
	if err := errors.Join(err, d.store.Close()); err != nil {
		return o.fail(errs, exitError, "%s; no backup was made, and those before it are as they were", saidOf(err))
	}
	fmt.Fprintf(out, "%s: %d events, verified\n", made.Path, made.Manifest.Events)
	for _, name := range made.Gone {
		fmt.Fprintf(out, "  %s was not needed any more\n", name)
	}
	return exitOK
}

// backUp makes a backup that holds a checkpoint, and puts on record what came
// of it.
func (d *desks) backUp(ctx context.Context, c backup.Clinic, by record.Actor, to string) (backup.Made, error) {
	signed, err := d.store.Checkpoint(ctx)
	if err != nil {
		return backup.Made{}, err
	}
	made, err := c.To(ctx, to, time.Now())
	told := backups.Made{Name: filepath.Base(made.Path), At: made.Manifest.Made, Events: made.Manifest.Events, Checkpoint: signed, Disk: backups.UnknownDisk}
	return made, errors.Join(err, backups.New(backups.Deps{Log: d.store, Trail: d.store}).Record(ctx, by, to, told, err))
}

// restore puts a backup into a new folder.
func restore(args []string, out, errs io.Writer) int {
	o := storeOptions{verb: "restore", words: 1, optional: true}
	to := ""
	flags := o.flags()
	flags.StringVar(&to, "to", "", "the folder to make")
	if code, done := o.parse(flags, args, out, errs); done {
		return code
	}
	switch {
	case to == "":
		return o.fail(errs, exitUsage, "say where with --to DIR")
	case len(o.rest) == 0:
		return o.fail(errs, exitUsage, "say which backup")
	}
	to, err := filepath.Abs(to)
	if err != nil {
		return o.fail(errs, exitError, "%v", err)
	}
	opener, code := o.opener(errs)
	if code != exitOK {
		return code
	}
	m, err := backup.Restore(context.Background(), o.rest[0], to, opener, time.Now, nil)
	switch {
	case errors.Is(err, backup.ErrTaken):
		return o.fail(errs, exitUsage, "%s is not empty; a backup is never put over anything", to)
	case err != nil:
		return o.fail(errs, exitError, "%s; nothing was left in %s", saidOf(err), to)
	}
	fmt.Fprintf(out, "%s: %d events of %s, as another laptop\n", to, m.Events, m.Made.Format("2006-01-02 15:04 MST"))
	return exitOK
}

// verifyBackup reads a whole backup as a restore would.
func verifyBackup(o storeOptions, out, errs io.Writer) int {
	c, d, code := o.open(errs)
	if code != exitOK {
		return code
	}
	m, err := c.Verify(context.Background(), o.rest[0])
	if err := errors.Join(err, d.store.Close()); err != nil {
		return o.fail(errs, exitError, "%s is not sound: %s", o.rest[0], saidOf(err))
	}
	fmt.Fprintf(out, "%s is sound: %d events of %s\n", o.rest[0], m.Events, m.Made.Format("2006-01-02 15:04 MST"))
	return exitOK
}

// open opens the clinic that a backup is made of or belongs to.
func (o *storeOptions) open(errs io.Writer) (backup.Clinic, *desks, int) {
	ring, code := o.ring(errs)
	if code != exitOK {
		return backup.Clinic{}, nil, code
	}
	d, err := openDesks(context.Background(), o.dir, time.Now, ring.data())
	if err != nil {
		return backup.Clinic{}, nil, o.fail(errs, exitError, "%s", plain(err))
	}
	return backup.Clinic{Dir: o.dir, Store: d.store, Vault: ring.vault, Keys: ring.keys}, d, exitOK
}

// opener is what opens the backup: the clinic that is here, or the recovery
// sheet, whose words are then the secret.
func (o *storeOptions) opener(errs io.Writer) (backup.Opener, int) {
	if o.dir == "" {
		words, err := o.secret(errs, "Words of the recovery sheet: ")
		if err != nil {
			return backup.Opener{}, o.fail(errs, exitUsage, "%v", err)
		}
		opener, err := backup.Sheet(words)
		if err != nil {
			return opener, o.fail(errs, exitError, "%s", plain(err))
		}
		return opener, exitOK
	}
	ring, code := o.ring(errs)
	if code != exitOK {
		return backup.Opener{}, code
	}
	opener, err := backup.Clinic{Vault: ring.vault, Keys: ring.keys}.Opener()
	if err != nil {
		return opener, o.fail(errs, exitError, "%s", plain(err))
	}
	return opener, exitOK
}

// saidOf gives an error in one line.
func saidOf(err error) string { return strings.ReplaceAll(plain(err), "\n", "; ") }
