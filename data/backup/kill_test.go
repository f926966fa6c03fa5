package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kapdesk/app/backups"
	"kapdesk/data/store"
	"kapdesk/data/vault"
)

// The test binary is also the program that is killed: with killDir set it
// makes a backup of the clinic there, until it comes to killAt.
const (
	killDir    = "KAPDESK_KILL_DIR"
	killFolder = "KAPDESK_KILL_FOLDER"
	killAt     = "KAPDESK_KILL_AT"
	long       = "KAPDESK_LONG" // at every operation, for a longer campaign
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(killDir); dir != "" {
		fmt.Fprintln(os.Stderr, backUpUntilKilled(dir, os.Getenv(killFolder), os.Getenv(killAt)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const passphrase = "river chalk button moth"

func backUpUntilKilled(dir, folder, at string) error {
	c, _, err := unlocked(dir)
	if err != nil {
		return err
	}
	reached := func(what string) {
		if what == at {
			kill()
		}
	}
	c.disk = trouble{ask: func(op, path string) error {
		if strings.HasPrefix(path, folder) {
			reached(op)
		} else {
			reached("own " + op)
		}
		return nil
	}}
	_, err = NewMaker(c, aMachine{}, time.Now).Make(context.Background(), folder, func(p backups.Progress) { reached(string(p.Step)) })
	return errors.Join(errors.New("it came to the end"), err)
}

// kill ends this program at once, as the system would.
func kill() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until it has happened
}

// unlocked opens the clinic in a folder.
func unlocked(dir string) (c Clinic, s *store.Store, err error) {
	v, err := vault.Open(dir)
	if err != nil {
		return c, nil, err
	}
	keys, _, err := v.Unlock("ilse", passphrase)
	if err != nil {
		return c, nil, err
	}
	s, err = store.Open(context.Background(), store.Options{Dir: dir, Clock: time.Now, Key: keys.Data()})
	return Clinic{Dir: dir, Store: s, Vault: v, Keys: keys}, s, err
}

// The program is killed at each step of a backup. At the next start everything
// from before is there, what was begun does not count unless it was whole, and
// nothing of it stays.
func TestKilledAtEachStep(t *testing.T) {
	t.Parallel()
	c, s, _ := clinicOf(t)
	folder, first := made(t, c, now)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	earlier := contents(t, folder)
	// After "rename" was asked for it has not happened yet; after "syncdir" it
	// has.
	steps := []string{string(backups.Copying), "write"}
	if os.Getenv(long) != "" {
		steps = append(steps, "create", "own removeall", "sync", "close", "open", "own create", "own write", "own close", string(backups.Trying))
	}
	steps = append(steps, "rename", "syncdir") // with the last there is one more
	for _, at := range steps {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killDir+"="+c.Dir, killFolder+"="+folder, killAt+"="+at)
		if out, err := cmd.CombinedOutput(); err == nil || strings.Contains(string(out), "came to the end") {
			t.Fatalf("at %q: %v, %s", at, err, out)
		}
		s, err := store.Open(t.Context(), store.Options{Dir: c.Dir, Clock: time.Now, Key: c.Keys.Data()})
		if err != nil {
			t.Fatal(err)
		}
		c.Store = s
		if err := Sweep(c.Dir); err != nil {
			t.Error(err)
		}
		clean(t, c.Dir)
		k := NewMaker(c, aMachine{}, time.Now)
		found, err := k.List(t.Context(), folder)
		whole := 1
		if at == "syncdir" {
			whole = 2
		}
		if err != nil || len(found) != whole || contents(t, folder)[filepath.Base(first.Path)] != earlier[filepath.Base(first.Path)] {
			t.Errorf("killed at %q: %+v, %v", at, found, err)
		}
		for _, f := range found[:whole-1] { // the others are byte for byte what they were
			if err := k.Verify(t.Context(), folder, f.Name, nil); err != nil {
				t.Errorf("killed at %q: %s: %v", at, f.Name, err)
			}
		}
		// What lies there half-written, the next backup in this folder removes.
		if err := c.job(nil, nil).mayHold(t.Context(), folder); err != nil {
			t.Error(err)
		}
		for name := range contents(t, folder) {
			if _, _, ok := parseName(name); !ok {
				t.Errorf("killed at %q: %s stays", at, name)
			}
		}
		if n, err := s.Verify(t.Context()); err != nil || n != 3 {
			t.Errorf("killed at %q: %d events, %v", at, n, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
