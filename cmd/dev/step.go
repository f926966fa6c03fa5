package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// steps runs named steps and keeps how each went. A step that fails does not
// keep the later ones from running.
type steps struct {
	out  io.Writer
	rows []row
}

type row struct {
	name string
	took time.Duration
	err  error
}

// run runs one step and reports whether it went well.
func (s *steps) run(name string, do func() error) bool {
	fmt.Fprintf(s.out, "\n== %s\n", name)
	began := time.Now()
	err := do()
	r := row{name, time.Since(began), err}
	s.rows = append(s.rows, r)
	if err != nil {
		fmt.Fprintf(s.out, "== %s: FAILED after %s: %v\n", name, short(r.took), err)
		return false
	}
	fmt.Fprintf(s.out, "== %s: ok, %s\n", name, short(r.took))
	return true
}

// end prints the table of all steps and gives an error if one failed.
func (s *steps) end() error {
	fmt.Fprintln(s.out)
	var failed []string
	var all time.Duration
	for _, r := range s.rows {
		verdict := "ok"
		if r.err != nil {
			verdict = "FAILED  " + firstLine(r.err.Error())
			failed = append(failed, r.name)
		}
		fmt.Fprintf(s.out, "%-34s %8s  %s\n", r.name, short(r.took), verdict)
		all += r.took
	}
	fmt.Fprintf(s.out, "%-34s %8s\n", "together", short(all))
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d steps failed: %s", len(failed), len(s.rows), strings.Join(failed, ", "))
	}
	return nil
}

func short(d time.Duration) string { return fmt.Sprintf("%.1fs", d.Seconds()) }

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// command runs a program with its output on ours and the environment of all
// steps.
func command(name string, args ...string) error {
	fmt.Println("+", name, strings.Join(args, " "))
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// output runs a program and gives what it prints.
func output(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && strings.TrimSpace(stderr.String()) != "" {
		err = fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
	}
	return string(out), err
}

// setEnvironment makes runs on different machines alike: a locale that
// exists, one time zone, a private runtime folder, cgo on. The returned
// function removes what it made.
func setEnvironment() (undo func(), err error) {
	locale, err := utf8Locale(output)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "kapdesk-dev-")
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"CGO_ENABLED": "1", "LANG": locale, "LC_ALL": locale, "TZ": "UTC", "XDG_RUNTIME_DIR": dir,
	} {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	return func() { os.RemoveAll(dir) }, nil
}
