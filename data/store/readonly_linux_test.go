package store

import (
	"os"
	"runtime"
	"syscall"
	"testing"
)

// withoutWriting runs f while dir cannot be written to. Root could write all
// the same, so that f then runs with the rights of nobody.
func withoutWriting(t *testing.T, dir string, f func()) {
	t.Helper()
	chmod(t, dir, 0o555)
	defer chmod(t, dir, 0o700)
	if os.Geteuid() == 0 {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := syscall.Setfsuid(65534); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := syscall.Setfsuid(0); err != nil {
				t.Fatal(err)
			}
		}()
	}
	f()
}

func chmod(t *testing.T, dir string, m os.FileMode) {
	t.Helper()
	if err := os.Chmod(dir, m); err != nil {
		t.Fatal(err)
	}
}
