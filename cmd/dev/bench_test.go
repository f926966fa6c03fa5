package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

const benchOutput = `goos: linux
pkg: kapdesk/data/store
BenchmarkSearch/patients=1000-2     	     100	   2000 ns/op	         1.000 p99-ms
BenchmarkSearch/patients=100000-2   	     100	   5000 ns/op	         2.000 p99-ms
BenchmarkSearch/patients=100000-2   	     100	   5000 ns/op	         9.000 p99-ms
BenchmarkSearch/patients=100000-2   	     100	   5000 ns/op	         2.500 p99-ms
PASS
ok  	kapdesk/data/store	1.2s
pkg: kapdesk/data/pdf
BenchmarkTwoPages 	 10	 100 ns/op	 64 B/op	 1 allocs/op
`

func compared(t *testing.T, b budget) (string, error) {
	t.Helper()
	found, err := parseBench(strings.NewReader(benchOutput))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = compare(&out, []budget{b}, found)
	return out.String(), err
}

func TestBudgetsThatAreExceededFail(t *testing.T) {
	for name, b := range map[string]budget{
		"ratio":       {"x", "data/store", "Search/patients=100000", "Search/patients=1000", "p99-ms", 2.4},
		"value":       {"x", "data/store", "Search/patients=100000", "", "p99-ms", 2.4},
		"half a pair": {"x", "data/store", "Search/patients=100000", "Search/patients=10", "p99-ms", 100},
		"other half":  {"x", "data/store", "Search/patients=10", "Search/patients=1000", "p99-ms", 100},
	} {
		if out, err := compared(t, b); err == nil {
			t.Errorf("%s went well:\n%s", name, out)
		}
	}
}

func TestBudgetsThatAreKept(t *testing.T) {
	for name, c := range map[string]struct {
		b    budget
		says string
	}{
		"ratio of medians": {budget{"x", "data/store", "Search/patients=100000", "Search/patients=1000", "p99-ms", 2.5}, "2.5 ×"},
		"value":            {budget{"x", "data/pdf", "TwoPages", "", "ns/op", 100}, "100 ns/op"},
		"other package":    {budget{"x", "data/csv", "TwoPages", "", "ns/op", 1}, "not measured"},
	} {
		if out, err := compared(t, c.b); err != nil || !strings.Contains(out, c.says) {
			t.Errorf("%s: %v, want %q in:\n%s", name, err, c.says, out)
		}
	}
}

func TestPackagesWithBenchmarks(t *testing.T) {
	files := fstest.MapFS{
		"data/store/a_test.go":          {Data: []byte("package a\n\nfunc BenchmarkA(b *testing.B) {}\n")},
		"data/store/b_test.go":          {Data: []byte("package a\n\nfunc BenchmarkB(b *testing.B) {}\n")},
		"app/a/a_test.go":               {Data: []byte("package a\n\nfunc TestA(t *testing.T) {}\n")},
		"app/a/a.go":                    {Data: []byte("package a\n\nfunc BenchmarkNot() {}\n")},
		".build/x/a_test.go":            {Data: []byte("package a\n\nfunc BenchmarkC(b *testing.B) {}\n")},
		"app/a/testdata/x/also_test.go": {Data: []byte("package a\n\nfunc BenchmarkD(b *testing.B) {}\n")},
	}
	got, err := withBenchmarks(files)
	if err != nil || len(got) != 1 || got[0] != "./data/store" {
		t.Errorf("packages: %q, %v", got, err)
	}
}
