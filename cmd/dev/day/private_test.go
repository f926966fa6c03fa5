package day

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheSampleHasTheWordsThatAreLookedFor(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"sample*.go", "demo.go"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "kapdesk", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %q, %v", pattern, files, err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(b)
		}
	}
	for _, w := range append([]string{"Mara Okafor"}, sampleWords...) {
		// A family name is a word of its own there.
		for _, part := range strings.SplitN(w, " Ñ", 2) {
			if !strings.Contains(source.String(), part) {
				t.Errorf("the sample clinic does not hold %q", w)
			}
		}
	}
}
