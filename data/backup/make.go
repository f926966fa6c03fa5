package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"kapdesk/app/audit"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// Store is the open store that is backed up.
type Store interface {
	CopyTo(ctx context.Context, path string) (store.Mark, error)
}

// Clinic is what a backup is made of and for.
type Clinic struct {
	Dir   string // of the store and its key file
	Store Store
	Vault *vault.Vault
	Keys  *vault.Keys
}

// Made is a backup that was verified.
type Made struct {
	Path     string
	Manifest Manifest
	Gone     []string // older backups that need not be kept any more
}

// To makes a backup in a folder and verifies it by reading it back. Then the
// older ones that need not be kept are removed. Whatever goes wrong, the
// backups before it stay, and nothing of this one counts.
func (c Clinic) To(ctx context.Context, folder string, now time.Time) (made Made, err error) {
	work, err := os.MkdirTemp(c.Dir, stagePrefix+"*")
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	m, paths, err := c.stage(ctx, work, now)
	if err != nil {
		return made, err
	}
	path := filepath.Join(folder, fileName(m.Clinic, now))
	partial := path + ".partial"
	if err := c.writeTo(ctx, partial, m, paths); err != nil {
		return made, errors.Join(err, removeIfThere(partial))
	}
	// What counts is what lies on the other disk, not what was meant to.
	if _, err := c.Verify(ctx, partial); err != nil {
		return made, errors.Join(err, removeIfThere(partial))
	}
	if err := os.Rename(partial, path); err != nil {
		return made, errors.Join(err, removeIfThere(partial))
	}
	gone, err := rotate(folder, m.Clinic)
	return Made{path, m, gone}, err
}

// stage makes the files of a backup in a folder of the clinic's own disk; the
// copy of the store is encrypted as the store is.
func (c Clinic) stage(ctx context.Context, work string, now time.Time) (m Manifest, paths []string, err error) {
	copied := filepath.Join(work, storeName)
	mark, err := c.Store.CopyTo(ctx, copied)
	if err != nil {
		return m, nil, err
	}
	m = Manifest{Version: version, Clinic: c.Vault.Short(), Made: now.UTC(), Device: mark.Device, Events: mark.Events, Head: mark.Head, Signed: audit.Short(mark.Signed.Hash)}
	paths = []string{filepath.Join(c.Dir, vault.FileName), copied}
	for i, name := range []string{keysName, storeName} {
		f, err := fileOf(name, paths[i])
		if err != nil {
			return m, nil, err
		}
		m.Files = append(m.Files, f)
	}
	m.MAC, err = m.sum(c.Keys.For(purpose))
	return m, paths, err
}

// purpose names the key that authenticates manifests.
const purpose = "backup"

func (c Clinic) writeTo(ctx context.Context, path string, m Manifest, paths []string) error {
	to, err := c.recipients()
	if err != nil {
		return err
	}
	if err := removeIfThere(path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = writeArchive(ctx, f, m, paths, to)
	return errors.Join(err, f.Sync(), f.Close())
}

// recipients are the recovery sheet and the clinic's own backup key.
func (c Clinic) recipients() ([]age.Recipient, error) {
	recovery, own, err := c.Vault.Recipients(c.Keys)
	if err != nil {
		return nil, err
	}
	return age.ParseRecipients(strings.NewReader(recovery + "\n" + own))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// rotate removes the clinic's backups that need not be kept any more.
func rotate(folder, clinic string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	gone := expired(names, clinic)
	for _, n := range gone {
		if err := removeIfThere(filepath.Join(folder, n)); err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// Verify reads a whole backup as a restore would, in a folder beside the
// store that is removed afterwards: the sealed stream to its end, the
// manifest under this clinic's key, each file, each page of the copy.
func (c Clinic) Verify(ctx context.Context, path string) (m Manifest, err error) {
	work, err := os.MkdirTemp(c.Dir, verifyPrefix+"*")
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	own, err := c.Opener()
	if err != nil {
		return m, err
	}
	m, _, err = check(ctx, path, work, own)
	return m, err
}

// Opener is what opens a backup: who it was sealed to, and the clinic's keys
// once its key file is unpacked.
type Opener struct {
	identities []age.Identity
	keys       func(dir string) (*vault.Keys, error)
}

// Opener is the clinic's own: it opens every backup made since its store was
// last written under a new key.
func (c Clinic) Opener() (Opener, error) {
	with, err := c.Vault.BackupIdentities(c.Keys)
	return Opener{with, func(string) (*vault.Keys, error) { return c.Keys, nil }}, err
}

// Sheet is the opener of a recovery sheet as it was typed. The error is a
// Problem.
func Sheet(typed string) (Opener, error) {
	identity, err := vault.ParseSheet(typed)
	return Opener{[]age.Identity{identity}, func(dir string) (*vault.Keys, error) {
		v, err := vault.Open(dir)
		if err != nil {
			return nil, err
		}
		return v.Recover(typed)
	}}, err
}

// check unpacks a backup into a folder and authenticates all of it. It gives
// the keys that open what was unpacked.
func check(ctx context.Context, path, dir string, o Opener) (m Manifest, k *vault.Keys, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, nil, err
	}
	defer f.Close()
	if m, err = unpack(ctx, f, dir, o.identities...); err != nil {
		return m, nil, err
	}
	if k, err = o.keys(dir); err != nil {
		return m, nil, err
	}
	if err := m.check(k.For(purpose)); err != nil {
		return m, nil, err
	}
	n, err := store.VerifyFolder(ctx, store.Options{Dir: dir, Clock: time.Now, Key: k.Data()})
	if err == nil && n != m.Events {
		err = errors.New("backup: the copy has other events than the manifest says")
	}
	return m, k, err
}

// Sweep removes what a backup or a check that was cut short left in a clinic's
// folder. Nothing of the clinic may be at work meanwhile.
func Sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		if e.IsDir() && (strings.HasPrefix(e.Name(), stagePrefix) || strings.HasPrefix(e.Name(), verifyPrefix)) {
			errs = append(errs, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return errors.Join(errs...)
}

// The folders in which a backup is made and checked begin so.
const (
	stagePrefix  = ".backup-"
	verifyPrefix = ".verify-"
)
