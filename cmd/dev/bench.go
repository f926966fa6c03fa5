package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// bench runs the benchmarks and compares them with the budgets.
func bench(args []string) error {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	count := flags.Int("count", 3, "how often each benchmark runs; the median counts")
	full := flags.Bool("full", false, "also the sign-in to a clinic of 100,000 patients, which takes minutes to make")
	start := flags.Bool("start", false, "only the start, the memory and the size, in about a minute")
	if err := flags.Parse(args); err != nil {
		return err
	}
	s := &steps{out: os.Stdout}
	if !s.run("set-up", func() error { return thisHost().setUp(slices.Concat(buildNeeds, driveNeeds)) }) {
		return s.end()
	}
	undo, err := setEnvironment()
	if err != nil {
		return err
	}
	defer undo()
	if *full {
		if err := os.Setenv("KAPDESK_BENCH_FULL", "1"); err != nil {
			return err
		}
	}
	packages, err := withBenchmarks(os.DirFS("."))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	s.run("benchmarks", func() error {
		if *start {
			return nil
		}
		args := append([]string{"test", tag, "-run=^$", "-bench=.", "-count=" + strconv.Itoa(*count), "-timeout=60m"}, packages...)
		cmd := exec.Command("go", args...)
		cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, &out), os.Stderr
		return cmd.Run()
	})
	found, err := parseBench(&out)
	if err != nil {
		return err
	}
	s.run("start and memory", func() error { return measureStart(found) })
	s.run("size", func() error { return measureSize(found) })
	s.run("budgets", func() error { return compare(os.Stdout, budgets, found) })
	return s.end()
}

// withBenchmarks lists the packages whose tests declare a benchmark.
func withBenchmarks(files fs.FS) ([]string, error) {
	var list []string
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && strings.HasPrefix(d.Name(), "."), d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		pkg := "./" + filepath.ToSlash(filepath.Dir(path))
		if strings.Contains("\n"+string(text), "\nfunc Benchmark") && !slices.Contains(list, pkg) {
			list = append(list, pkg)
		}
		return nil
	})
	return list, err
}

// results maps "package name metric" to the values of all runs.
type results map[string][]float64

func (r results) add(pkg, name, metric string, value float64) {
	k := key(pkg, name, metric)
	r[k] = append(r[k], value)
}

func key(pkg, name, metric string) string { return pkg + " " + name + " " + metric }

// parseBench reads what go test -bench prints.
func parseBench(r io.Reader) (results, error) {
	found := results{}
	pkg := ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		if p, ok := strings.CutPrefix(line, "pkg: "); ok {
			_, pkg, _ = strings.Cut(p, "/")
			continue
		}
		f := strings.Fields(line)
		if len(f) < 4 || len(f)%2 != 0 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(f[0], "Benchmark")
		if i := strings.LastIndexByte(name, '-'); i > 0 {
			if _, err := strconv.Atoi(name[i+1:]); err == nil {
				name = name[:i] // the number of processors
			}
		}
		for i := 2; i+1 < len(f); i += 2 {
			v, err := strconv.ParseFloat(f[i], 64)
			if err != nil {
				return nil, fmt.Errorf("benchmark line %q: %w", line, err)
			}
			found.add(pkg, name, f[i+1], v)
		}
	}
	return found, lines.Err()
}

// median gives the middle value, which one slow run does not move.
func median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	if len(v)%2 == 1 {
		return v[len(v)/2]
	}
	return (v[len(v)/2-1] + v[len(v)/2]) / 2
}

// compare prints the table of budgets and fails when one is exceeded.
func compare(out io.Writer, budgets []budget, found results) error {
	var over, torn []string
	fmt.Fprintf(out, "%-44s %14s %14s\n", "", "measured", "budget")
	for _, b := range budgets {
		measured, ok := found[key(b.pkg, b.measured, b.metric)]
		base, baseOK := found[key(b.pkg, b.base, b.metric)]
		paired := b.base != ""
		unit := " " + b.metric
		switch {
		case !ok && !baseOK:
			fmt.Fprintf(out, "%-44s %14s\n", b.what, "not measured")
			continue
		case paired && ok != baseOK:
			torn = append(torn, b.what)
			fmt.Fprintf(out, "%-44s %14s\n", b.what, "half a pair")
			continue
		}
		value := median(measured)
		if paired {
			if median(base) <= 0 {
				torn = append(torn, b.what)
				continue
			}
			value, unit = value/median(base), " ×"
		}
		verdict := "ok"
		if value > b.max {
			verdict = "OVER"
			over = append(over, b.what)
		}
		fmt.Fprintf(out, "%-44s %14s %14s  %s\n", b.what, amount(value)+unit, amount(b.max)+unit, verdict)
	}
	switch {
	case len(over) > 0:
		return fmt.Errorf("over budget: %s", strings.Join(over, "; "))
	case len(torn) > 0:
		return fmt.Errorf("one benchmark of a pair is missing: %s", strings.Join(torn, "; "))
	}
	return nil
}

func amount(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
