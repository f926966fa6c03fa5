package backup

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"kapdesk/app/audit"
	"kapdesk/app/backups"
	"kapdesk/app/record"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// Store is the open store that is backed up.
type Store interface {
	CopyTo(ctx context.Context, path string, tell func(done, total int64)) (store.Mark, error)
	Device() record.ID
	Content(ctx context.Context) (store.Content, error)
	Holds(ctx context.Context, heads []audit.Link) (bool, error)
}

// Clinic is what a backup is made of and for.
type Clinic struct {
	Dir   string // of the store and its key file
	Store Store
	Vault *vault.Vault
	Keys  *vault.Keys

	disk disk // nil is the system's
}

// Made is a backup that was verified.
type Made struct {
	Path     string
	Size     int64 // bytes
	Manifest Manifest
	Signed   audit.Checkpoint // the latest that the copy holds; zero for none
	Gone     []string         // older backups that need not be kept any more
}

// To makes a backup in a folder and verifies it by reading it back. Then the
// older ones of this laptop that need not be kept are removed. Whatever goes
// wrong, the backups before it stay, and nothing of this one counts.
func (c Clinic) To(ctx context.Context, folder string, now time.Time) (Made, error) {
	return c.job(nil, nil).make(ctx, folder, now)
}

// job is one piece of work on a clinic's backups.
type job struct {
	Clinic
	disk    disk
	machine Machine
	tell    *teller
}

func (c Clinic) job(m Machine, t *teller) job {
	j := job{c, c.disk, m, t}
	if j.disk == nil {
		j.disk = osDisk{}
	}
	if j.machine == nil {
		j.machine = untold{}
	}
	return j
}

func (j job) make(ctx context.Context, folder string, now time.Time) (made Made, err error) {
	if err := j.mayHold(ctx, folder); err != nil {
		return made, err
	}
	s, err := j.stage(ctx, now, j.free(folder))
	// What cannot be removed now is swept away at the next start.
	defer func() { _ = j.disk.RemoveAll(s.dir) }()
	if err != nil {
		return made, making.here(ctx, err)
	}
	partial := s.path + partialSuffix
	defer func() {
		if err != nil {
			_ = j.disk.Remove(partial) // a stick that was pulled out keeps it; it does not count
		}
	}()
	if made.Size, err = j.writeTo(ctx, partial, s); err != nil {
		return made, j.whileWriting(ctx, err)
	}
	_ = j.disk.RemoveAll(s.dir) // the room is needed for reading back
	// What counts is what lies on the other disk, not what was meant to.
	if err := j.readBack(ctx, partial); err != nil {
		return made, err
	}
	if err := j.name(partial, s.path); err != nil {
		return made, making.there(ctx, err)
	}
	made.Path, made.Manifest, made.Signed = s.path, s.manifest, s.signed
	made.Gone = j.rotate(folder, filepath.Base(s.path))
	return made, nil
}

// free gives the path, in the folder, of a backup made at an instant: in its
// second, or the first one after that in which there is none yet. It comes
// after those of the same minute, so that the one made last is the latest.
func (j job) free(folder string) func(at time.Time) (string, time.Time) {
	return func(at time.Time) (string, time.Time) {
		at = at.UTC().Truncate(time.Second)
		files, _ := j.list(folder) // what cannot be listed is found out while writing
		for _, f := range slices.Backward(files) {
			if f.Own && !f.At.Before(at) && f.At.Before(at.Add(time.Minute)) {
				at = f.At.Add(time.Second)
			}
		}
		for ; ; at = at.Add(time.Second) {
			path := filepath.Join(folder, j.series().fileName(at))
			if !exists(j.disk, path) {
				return path, at
			}
		}
	}
}

// series is that of the backups this laptop makes.
func (j job) series() series { return series{j.Vault.Short(), ShortDevice(j.Store.Device())} }

// staged are the files of a backup on the clinic's own disk.
type staged struct {
	dir      string
	path     string // that the backup is to have
	manifest Manifest
	signed   audit.Checkpoint
	files    []string
}

// stage makes the files of a backup in a folder of the clinic's own disk; the
// copy of the store is encrypted as the store is.
func (j job) stage(ctx context.Context, now time.Time, free func(time.Time) (string, time.Time)) (s staged, err error) {
	if err := j.roomForStore(); err != nil {
		return s, err
	}
	secrets, err := secretsOf(j.Keys)
	if err != nil {
		return s, err
	}
	if s.dir, err = j.disk.Scratch(j.Dir, stagePrefix); err != nil {
		return s, err
	}
	copied := filepath.Join(s.dir, storeName)
	j.tell.begin(backups.Copying, 0)
	mark, err := j.Store.CopyTo(ctx, copied, j.tell.set)
	if err != nil {
		return s, err
	}
	s.path, now = free(now)
	s.signed = mark.Signed
	s.manifest = Manifest{Version: version, Clinic: j.Vault.Short(), Made: now, Device: mark.Device, Events: mark.Events, Head: mark.Head, Signed: audit.Short(mark.Signed.Hash)}
	s.files = []string{filepath.Join(j.Dir, vault.FileName), copied}
	for i, name := range []string{keysName, storeName} {
		f, err := fileOf(ctx, name, s.files[i])
		if err != nil {
			return s, err
		}
		s.manifest.Files = append(s.manifest.Files, f)
	}
	s.manifest.MAC, err = s.manifest.sum(secrets.mac)
	return s, err
}

// purpose names the key that authenticates manifests.
const purpose = "backup"

// secrets are the keys of a clinic that a backup needs.
type secrets struct{ mac, data []byte }

// secretsOf gives them, and refuses when the clinic was locked meanwhile: a
// manifest under no key would be anybody's.
func secretsOf(k *vault.Keys) (secrets, error) {
	s := secrets{k.For(purpose), k.Data()}
	if len(s.mac) == 0 || len(s.data) == 0 {
		return s, because(&record.Problem{Code: record.Unavailable, Text: "The clinic was locked meanwhile. The backups and the clinic are as they were.",
			Next: "Sign in, then start it again."}, vault.ErrStale)
	}
	return s, nil
}

// writeTo writes a staged backup and gives its size.
func (j job) writeTo(ctx context.Context, path string, s staged) (int64, error) {
	to, err := j.recipients()
	if err != nil {
		return 0, err
	}
	total := archiveSize(s.manifest)
	if err := j.roomFor(filepath.Dir(path), total); err != nil {
		return 0, err
	}
	if err := removeIfThere(j.disk, path); err != nil {
		return 0, err
	}
	f, err := j.disk.Create(path)
	if err != nil {
		return 0, err
	}
	j.tell.begin(backups.Writing, total)
	w := &counted{w: f, t: j.tell, total: total}
	if err = writeArchive(ctx, w, s.manifest, s.files, to); err == nil {
		err = f.Sync()
	}
	return w.done, errors.Join(err, f.Close())
}

// whileWriting tells an error of the staged files from one of the folder.
func (j job) whileWriting(ctx context.Context, err error) error {
	var own ownDisk
	if errors.As(err, &own) {
		return making.here(ctx, err)
	}
	return making.there(ctx, err)
}

// readBack verifies what was written as a restore would read it.
func (j job) readBack(ctx context.Context, partial string) error {
	_, err := j.verify(ctx, partial, making, func(err error) error { return making.there(ctx, err) })
	if errors.Is(err, ErrDamaged) || errors.Is(err, ErrOther) || errors.Is(err, ErrForged) {
		return differs(err)
	}
	return err
}

// name gives the backup its name, from which on it counts.
func (j job) name(partial, path string) error {
	if err := j.disk.Rename(partial, path); err != nil {
		return err
	}
	if err := j.disk.SyncDir(filepath.Dir(path)); err != nil {
		_ = j.disk.Remove(path)
		return err
	}
	return nil
}

// recipients are the recovery sheet and the clinic's own backup key.
func (j job) recipients() ([]age.Recipient, error) {
	recovery, own, err := j.Vault.Recipients(j.Keys)
	if err != nil {
		return nil, err
	}
	return age.ParseRecipients(strings.NewReader(recovery + "\n" + own))
}

// rotate removes this laptop's backups that need not be kept any more, and
// gives their names. One that cannot be removed is tried again after the next
// backup: the one just made is good all the same.
func (j job) rotate(folder, made string) (gone []string) {
	files, err := j.list(folder)
	if err != nil {
		return nil
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	for _, n := range j.series().expired(names, made) {
		if removeIfThere(j.disk, filepath.Join(folder, n)) == nil {
			gone = append(gone, n)
		}
	}
	return gone
}
