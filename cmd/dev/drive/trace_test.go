package drive

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func appendTo(t *testing.T, path, s string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(s); err != nil {
		t.Fatal(err)
	}
}

func TestTraceThatProvesNothingIsRefused(t *testing.T) {
	for name, lines := range map[string]string{
		"not JSON":      "route: today\n",
		"a gap":         `{"n":1,"route":"today"}` + "\n" + `{"n":3,"route":"today"}` + "\n",
		"starts late":   `{"n":2,"route":"today"}` + "\n",
		"twice":         `{"n":1}` + "\n" + `{"n":1}` + "\n",
		"wrong type":    `{"n":1,"busy":"no"}` + "\n",
		"half a points": `{"n":1,"points":{"a":[1,2]` + "\n",
	} {
		path := filepath.Join(t.TempDir(), "trace")
		appendTo(t, path, lines)
		if err := NewTrace(path).Read(); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

func TestTraceIsReadWhileItGrows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace")
	tr := NewTrace(path)
	read := func() Line {
		t.Helper()
		if err := tr.Read(); err != nil {
			t.Fatal(err)
		}
		return tr.Last()
	}
	if got := read(); got.N != 0 {
		t.Fatalf("before the file exists: %+v", got)
	}
	appendTo(t, path, `{"n":1,"route":"today","focus":"search","points":{"search":[1,2,30,40]}}`+"\n"+`{"n":2,"rou`)
	if got := read(); got.N != 1 || got.Focus != "search" || got.Points["search"] != [4]float64{1, 2, 30, 40} {
		t.Fatalf("a whole line and a half one: %+v", got)
	}
	appendTo(t, path, `te":"intake/body","busy":true,"dialog":"confirm.leave","saved":"1 14:05:09","draft":"2 14:05:10"}`+"\n")
	got := read()
	if got.Route != "intake/body" || !got.Busy || got.Dialog != "confirm.leave" || got.Saved != "1 14:05:09" || got.Draft != "2 14:05:10" {
		t.Fatalf("the finished line: %+v", got)
	}
	if got.Points["search"][2] != 30 {
		t.Fatalf("points left out of a line stay those of the line before: %+v", got.Points)
	}
}

func TestRecentLinesAreFewAndWithoutPoints(t *testing.T) {
	path := filepath.Join(t.TempDir(), "trace")
	tr := NewTrace(path)
	for i := 1; i <= 2*keepRecent; i++ {
		appendTo(t, path, `{"n":`+strconv.Itoa(i)+`,"points":{"a":[1,2,3,4]}}`+"\n")
	}
	if err := tr.Read(); err != nil {
		t.Fatal(err)
	}
	recent := tr.Recent()
	if len(recent) != keepRecent || !strings.Contains(recent[keepRecent-1], `"n":24`) || strings.Contains(recent[0], "points") {
		t.Fatalf("recent lines: %q", recent)
	}
}
