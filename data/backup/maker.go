package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"kapdesk/app/audit"
	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// Maker makes, finds and tries the backups of an open clinic. Its methods may
// be called at the same time; backups are made one after the other.
type Maker struct {
	clinic  Clinic
	machine Machine
	clock   record.Clock
	turn    chan struct{} // whoever makes a backup holds it
}

var _ backups.Maker = (*Maker)(nil)

// NewMaker gives the maker of a clinic that is open and unlocked.
func NewMaker(c Clinic, m Machine, clock record.Clock) *Maker {
	return &Maker{c, m, clock, make(chan struct{}, 1)}
}

// Make implements backups.Maker.
func (k *Maker) Make(ctx context.Context, folder string, tell func(backups.Progress)) (backups.Made, error) {
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return backups.Made{}, because(making.stopped, ctx.Err())
	}
	t := newTeller(tell)
	defer t.end()
	made, err := k.clinic.job(k.machine, t).make(ctx, folder, k.clock())
	if err != nil {
		return backups.Made{}, err
	}
	return backups.Made{Name: filepath.Base(made.Path), At: made.Manifest.Made, Size: made.Size, Events: made.Manifest.Events,
		Checkpoint: made.Signed, Disk: k.disk(folder), Removed: len(made.Gone)}, nil
}

// List implements backups.Maker.
func (k *Maker) List(ctx context.Context, folder string) ([]backups.Found, error) {
	if _, err := k.Where(folder); err != nil {
		return nil, err
	}
	found, err := k.clinic.job(k.machine, nil).list(folder)
	switch {
	case ctx.Err() != nil:
		return nil, because(checking.stopped, ctx.Err())
	case err != nil:
		return nil, noBackup(err)
	}
	return found, nil
}

// Verify implements backups.Maker.
func (k *Maker) Verify(ctx context.Context, folder, name string, tell func(backups.Progress)) error {
	path, err := pathOf(folder, name)
	if err != nil {
		return err
	}
	t := newTeller(tell)
	defer t.end()
	_, err = k.clinic.job(k.machine, t).verify(ctx, path, checking, noBackup)
	return err
}

// Where implements backups.Maker.
func (k *Maker) Where(folder string) (backups.Disk, error) {
	if info, err := k.clinic.job(k.machine, nil).disk.Stat(folder); err != nil {
		return "", noFolder(err)
	} else if !info.IsDir() {
		return "", noFolder(errors.New("it is a file"))
	}
	return k.disk(folder), nil
}

func (k *Maker) disk(folder string) backups.Disk {
	switch same, known := k.machine.SameDisk(k.clinic.Dir, folder); {
	case !known:
		return backups.UnknownDisk
	case same:
		return backups.SameDisk
	}
	return backups.OtherDisk
}

// pathOf gives a file of a folder, and refuses a name that leads out of it.
func pathOf(folder, name string) (string, error) {
	if name == "" || name == "." || name != filepath.Base(name) || !filepath.IsLocal(name) {
		return "", noBackup(fmt.Errorf("%q: %w", name, fs.ErrNotExist))
	}
	return filepath.Join(folder, name), nil
}

// Drill implements backups.Maker. It restores the backup into a folder beside
// the store as Restore does, through the store's own opening, and compares:
// the log with the manifest, and each laptop's chain with that of the running
// store, in which it must end somewhere. Nothing is written to the running
// store, and nothing lies on the disk that is not encrypted.
func (k *Maker) Drill(ctx context.Context, folder, name string, tell func(backups.Progress)) (backups.Proof, error) {
	path, err := pathOf(folder, name)
	if err != nil {
		return backups.Proof{}, err
	}
	t := newTeller(tell)
	defer t.end()
	j := k.clinic.job(k.machine, t)
	var p backups.Proof
	err = j.unpacked(ctx, path, drillPrefix, checking, noBackup, func(dir string, m Manifest, keys *vault.Keys) error {
		got, err := j.try(ctx, dir, m, keys, k.clock)
		p = backups.Proof{Name: name, At: m.Made, Events: got.Events, Patients: got.Patients, Visits: got.Visits, Head: m.Head}
		if m.Signed != audit.Short(record.Hash{}) { // which stands for no checkpoint
			p.Signed = m.Signed
		}
		return err
	})
	if err != nil {
		return backups.Proof{}, err
	}
	p.Tried = k.clock().UTC()
	return p, nil
}

// try opens a restored clinic, compares it and takes the last step of a
// restore.
func (j job) try(ctx context.Context, dir string, m Manifest, keys *vault.Keys, clock record.Clock) (got store.Content, err error) {
	secrets, err := secretsOf(keys)
	if err != nil {
		return got, err
	}
	s, err := store.Open(ctx, store.Options{Dir: dir, Clock: clock, Key: secrets.data})
	if err != nil {
		return got, checking.here(ctx, err)
	}
	defer func() { err = errors.Join(err, checking.here(ctx, s.Close())) }()
	if got, err = s.Content(ctx); err != nil {
		return got, checking.here(ctx, err)
	}
	if err := j.compare(ctx, m, got); err != nil {
		return got, checking.here(ctx, err)
	}
	return got, checking.here(ctx, s.NewDevice(ctx))
}

// compare compares a restored clinic with its manifest and the running store.
func (j job) compare(ctx context.Context, m Manifest, got store.Content) error {
	head := record.Hash{}
	for _, l := range got.Heads {
		if l.Device == m.Device {
			head = l.Hash
		}
	}
	switch {
	case got.Events != m.Events:
		return because(ErrDamaged, fmt.Errorf("%d events, the manifest says %d", got.Events, m.Events))
	case head != m.Head:
		return because(ErrDamaged, fmt.Errorf("the head is %s, the manifest says %s", audit.Short(head), audit.Short(m.Head)))
	}
	if ours, err := j.Store.Holds(ctx, got.Heads); err != nil {
		return err
	} else if !ours {
		return because(ErrHistory, errors.New("an event at the end of a chain is not in the running store"))
	}
	have, err := j.Store.Content(ctx)
	if err == nil && have.Events == got.Events && (have.Patients != got.Patients || have.Visits != got.Visits) {
		err = because(ErrDamaged, fmt.Errorf("%d patients and %d visits of the same log, here %d and %d", got.Patients, got.Visits, have.Patients, have.Visits))
	}
	return err
}
