package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWithoutWineNothingFailsUnlessItIsRequired(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := wine([]string{"-require"}); err == nil || !strings.Contains(err.Error(), "apt-get install") {
		t.Errorf("what is required is missing: %v", err)
	}
	if err := wine(nil); err != nil {
		t.Error(err)
	}
}

// Both must be found for anything to be run.
func TestTheCompilerAloneIsNotEnough(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if err := os.WriteFile(filepath.Join(dir, mingw), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if path, err := wineHere(); err == nil && !strings.HasPrefix(path, "/usr/lib/wine/") {
		t.Errorf("Wine was found at %q on an empty PATH", path)
	}
}
