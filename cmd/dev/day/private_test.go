package day

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

// What every log line holds says nothing; a date of birth does.
func TestWhatIsOfToday(t *testing.T) {
	now := time.Date(2026, 11, 25, 11, 4, 0, 0, time.UTC)
	for text, want := range map[string]bool{"04:03": true, "9:05": true, "2026-11-25": true, "11/28/2026": true, "2026-12-20": true,
		"06/02/1985": false, "1985-06-02": false, "2024-11-25": false, "4815": false, "128/80": false, "25 mg": false, "": false} {
		if got := isOfToday(text, now); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
