package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"kapdesk/app/backups"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// Verify reads a whole backup as a restore would, in a folder beside the
// store that is removed afterwards: the sealed stream to its end, the
// manifest under this clinic's key, each file, each page of the copy.
func (c Clinic) Verify(ctx context.Context, path string) (Manifest, error) {
	return c.job(nil, nil).verify(ctx, path, checking, noBackup)
}

// verify is Verify for a task; lost gives the Problem for a file that cannot
// be read.
func (j job) verify(ctx context.Context, path string, t task, lost func(error) error) (m Manifest, err error) {
	err = j.unpacked(ctx, path, verifyPrefix, t, lost, func(_ string, got Manifest, _ *vault.Keys) error {
		m = got
		return nil
	})
	return m, err
}

// unpacked reads a whole backup into a scratch folder, calls f with what is
// there, and removes the folder.
func (j job) unpacked(ctx context.Context, path, prefix string, t task, lost func(error) error, f func(dir string, m Manifest, k *vault.Keys) error) error {
	own, err := j.Opener()
	if err != nil {
		return err
	}
	if info, err := j.disk.Stat(path); err != nil {
		return lost(err)
	} else if err := j.roomHere(info.Size()); err != nil {
		return err
	}
	work, err := j.disk.Scratch(j.Dir, prefix)
	if err != nil {
		return t.here(ctx, err)
	}
	// What cannot be removed now is swept away at the next start.
	defer func() { _ = j.disk.RemoveAll(work) }()
	r := reading{disk: j.disk, opener: own, task: t, lost: lost, tell: j.tell}
	m, k, err := r.into(ctx, path, work)
	if err != nil {
		return err
	}
	return f(work, m, k)
}

// Opener is what opens a backup: who it was sealed to, and the clinic's keys
// once its key file is unpacked.
type Opener struct {
	identities []age.Identity
	clinic     string // that the backup must be of; "" for any
	keys       func(dir string) (*vault.Keys, error)
}

// Opener is the clinic's own: it opens every backup made since its store was
// last written under a new key.
func (c Clinic) Opener() (Opener, error) {
	with, err := c.Vault.BackupIdentities(c.Keys)
	return Opener{with, c.Vault.Short(), func(string) (*vault.Keys, error) { return c.Keys, nil }}, err
}

// Sheet is the opener of a recovery sheet as it was typed. The error is a
// Problem.
func Sheet(typed string) (Opener, error) {
	identity, err := vault.ParseSheet(typed)
	return Opener{identities: []age.Identity{identity}, keys: func(dir string) (*vault.Keys, error) {
		v, err := vault.Open(dir)
		if err != nil {
			return nil, err
		}
		return v.Recover(typed)
	}}, err
}

// reading is one reading of a backup.
type reading struct {
	disk   disk
	opener Opener
	task   task
	lost   func(error) error // the Problem for a file that cannot be read
	tell   *teller
}

// into unpacks a backup into a folder and authenticates all of it. It gives
// the keys that open what was unpacked. The error is a Problem.
func (r reading) into(ctx context.Context, path, dir string) (m Manifest, k *vault.Keys, err error) {
	info, err := r.disk.Stat(path)
	if err != nil {
		return m, nil, r.lost(err)
	}
	if info.IsDir() {
		return m, nil, because(ErrDamaged, errors.New("it is a folder"))
	}
	f, err := r.disk.Open(path)
	if err != nil {
		return m, nil, r.lost(err)
	}
	defer f.Close()
	r.tell.begin(backups.Reading, info.Size())
	from := &source{r: stoppable{ctx, f}}
	u := unpacker{disk: r.disk, dir: dir, authentic: func(m Manifest) error {
		k, err = r.authentic(m, dir)
		return err
	}}
	if m, err = u.unpack(&counted{r: from, t: r.tell, total: info.Size()}, r.opener.identities...); err != nil {
		return m, nil, r.said(ctx, from.err, err)
	}
	r.tell.begin(backups.Trying, 0)
	return m, k, r.sound(ctx, dir, m, k)
}

// authentic checks the manifest under the clinic's key and gives the keys.
func (r reading) authentic(m Manifest, dir string) (*vault.Keys, error) {
	if r.opener.clinic != "" && m.Clinic != r.opener.clinic {
		return nil, because(ErrOther, fmt.Errorf("it is of %s, not of %s", m.Clinic, r.opener.clinic))
	}
	k, err := r.opener.keys(dir)
	if err != nil {
		return nil, err
	}
	s, err := secretsOf(k)
	if err != nil {
		return nil, err
	}
	return k, m.check(s.mac)
}

// sound checks the copy of the store.
func (r reading) sound(ctx context.Context, dir string, m Manifest, k *vault.Keys) error {
	s, err := secretsOf(k)
	if err != nil {
		return err
	}
	n, err := store.VerifyFolder(ctx, store.Options{Dir: dir, Clock: time.Now, Key: s.data})
	switch {
	case ctx.Err() != nil:
		return because(r.task.stopped, ctx.Err())
	case isNewer(err):
		return because(ErrNewer, err)
	case store.IsDamaged(err):
		return because(ErrDamaged, err)
	case store.IsFull(err):
		return because(r.task.full, err)
	case err != nil:
		return because(r.task.broken, err)
	case n != m.Events:
		return because(ErrDamaged, fmt.Errorf("the copy has %d events, the manifest says %d", n, m.Events))
	}
	return nil
}

// said gives the Problem for an error of unpacking; read is the file's own.
func (r reading) said(ctx context.Context, read, err error) error {
	var own ownDisk
	var nobody *age.NoIdentityMatchError
	switch {
	case ctx.Err() != nil:
		return because(r.task.stopped, ctx.Err())
	case read != nil:
		return r.lost(read)
	case errors.As(err, &own):
		return r.task.here(ctx, err)
	case isSaid(err) || errors.Is(err, ErrForged) || errors.Is(err, vault.ErrWrongSheet):
		return err
	case errors.As(err, &nobody):
		return because(ErrOther, err)
	case isNewer(err):
		return because(ErrNewer, err)
	}
	return because(ErrDamaged, err)
}

// source remembers why a file could not be read on.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// Sweep removes what a backup, a check or a drill that was cut short left in a
// clinic's folder. Nothing of the clinic may be at work meanwhile. What was
// left where backups go is removed when the next one is made there.
func Sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		for _, prefix := range []string{stagePrefix, verifyPrefix, drillPrefix} {
			if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
				errs = append(errs, os.RemoveAll(filepath.Join(dir, e.Name())))
			}
		}
	}
	return errors.Join(errs...)
}

// The folders in which a backup is made, checked and tried begin so.
const (
	stagePrefix  = ".backup-"
	verifyPrefix = ".verify-"
	drillPrefix  = ".drill-"
)
