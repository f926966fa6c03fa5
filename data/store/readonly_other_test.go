//go:build !linux

package store

import (
	"os"
	"testing"
)

// withoutWriting runs f while nothing in dir can be written. On Windows a
// folder's own mark does not keep files out, so that each file is marked.
func withoutWriting(t *testing.T, dir string, f func()) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	mark := func(file, folder os.FileMode) {
		for _, e := range entries {
			if err := os.Chmod(dir+string(os.PathSeparator)+e.Name(), file); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(dir, folder); err != nil {
			t.Fatal(err)
		}
	}
	mark(0o400, 0o500)
	defer mark(0o600, 0o700)
	f()
}
