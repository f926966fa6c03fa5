package store

import (
	"os"
	"path/filepath"
	"testing"
)

// A folder may be called anything that the system allows.
func TestAFolderOfAnyName(t *testing.T) {
	for _, name := range []string{"Clínica de María José", "disk [1]", "50%20 #2", "it's"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), name)
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			someEvents(t, dir, 3)
			someEvents(t, dir, 3)
			if _, err := os.Stat(filepath.Join(dir, fileName)); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(filepath.Join(dir, fileName), filepath.Join(dir, fileName+"-wal")); err != nil {
				t.Fatal(err)
			}
			refused(t, dir, "gone")
		})
	}
}
