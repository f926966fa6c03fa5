package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"modernc.org/sqlite"
)

// The test binary is also a program that has a store open while other code in
// it opens and closes the database file: with holdDir set it is that.
const (
	holdDir   = "KAPDESK_HOLD_DIR"
	holdPOSIX = "KAPDESK_HOLD_POSIX" // with the locks that such a close takes away: the negative control
)

func init() {
	if dir := os.Getenv(holdDir); dir != "" {
		fmt.Fprintln(os.Stderr, hold(dir, os.Getenv(holdPOSIX) != ""))
		os.Exit(1)
	}
}

// hold opens the store, opens and closes the database file by the side, says
// so, and keeps the store open until it is killed.
func hold(dir string, posix bool) error {
	if posix {
		if _, err := sqlite.OFDLocking(false); err != nil {
			return err
		}
	}
	s, err := Open(context.Background(), Options{Dir: dir, Clock: time.Now, Key: aKey})
	if err != nil {
		return err
	}
	f, err := os.Open(s.path())
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if sqlite.OFDLockingEnabled() == posix {
		return errors.New("the locks are not those that were asked for")
	}
	fmt.Println("held")
	select {}
}

// besideHolder lets a program hold a store as above, and asks in this one for
// the lock that SQLite takes before it empties the log of a database that
// nobody else has open, and removes it. Whoever gets it takes the newest saves
// from under the holder. (SQLite since 3.51 asks the log's own locks as well;
// older ones and other programs do not.)
func besideHolder(t *testing.T, posix bool) error {
	t.Helper()
	dir := t.TempDir()
	closed(t, sealed(t, dir))
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), holdDir+"="+dir)
	if posix {
		cmd.Env = append(cmd.Env, holdPOSIX+"=1")
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	if said, err := bufio.NewReader(out).ReadString('\n'); said != "held\n" {
		t.Fatalf("the holder says %q, %v", said, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, fileName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// The bytes of which every connection has a shared lock.
	const first, length = 0x40000002, 510
	return syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK, Start: first, Len: length})
}

func TestLocksOutliveOtherCodeThatClosesTheFile(t *testing.T) {
	if err := besideHolder(t, false); !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, syscall.EACCES) {
		t.Errorf("another program asks for the database alone: %v", err)
	}
}

// TestTheLocksTestCanFail shows what POSIX locks would do.
func TestTheLocksTestCanFail(t *testing.T) {
	if err := besideHolder(t, true); err != nil {
		t.Errorf("POSIX locks have held: %v", err)
	}
}
