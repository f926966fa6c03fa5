package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"kapdesk/cmd/dev/day"
)

var aloneNeeds = []need{
	{[]string{"strace"}, "strace", "tells every socket that the program asks for"},
}

// alone plays the program where there is no network, and looks at what it
// asks the system for.
func alone(args []string) error {
	flags := flag.NewFlagSet("alone", flag.ExitOnError)
	short := flags.Bool("smoke", false, "the short way through every place and not the whole day")
	if err := flags.Parse(args); err != nil {
		return err
	}
	s := &steps{out: os.Stdout}
	well := s.run("set-up", func() error { return thisHost().setUp(slices.Concat(buildNeeds, driveNeeds, aloneNeeds)) }) &&
		s.run("build", func() error { return build(program, tag) })
	if well {
		scenes := day.Scenes()
		if *short {
			scenes = day.Smoke()
		}
		s.run("no network, nothing outside", func() error { return playAlone(scenes) })
	}
	return s.end()
}

// smokeAlone is the short way, as a step of the test. Where the system lets
// nobody trace a program, that is said, and proves nothing.
func smokeAlone() error {
	err := playAlone(day.Smoke())
	if errors.Is(err, errNoTracing) {
		fmt.Println("NOT PROVEN:", err)
		return nil
	}
	return err
}

var errNoTracing = errors.New("strace may not trace here")

// playAlone plays the scenes in a namespace without a network, where the
// system allows that, and under strace, after it has looked whether both work.
func playAlone(scenes []day.Scene) error {
	if runtime.GOOS != "linux" {
		return errors.New("this needs the namespaces and the strace of Linux")
	}
	folder, err := filepath.Abs(filepath.Join(buildDir, "alone"))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	var under []string
	if out, err := output("strace", "-o", filepath.Join(folder, "try"), "true"); err != nil {
		return fmt.Errorf("%w: %v %s", errNoTracing, err, out)
	}
	if under = noNetwork(); under == nil {
		fmt.Println("    no namespace without a network may be made here: strace alone watches")
	}
	if err := aloneCanFail(folder, under); err != nil {
		return fmt.Errorf("what watches the program is no good: %w", err)
	}
	trace := filepath.Join(folder, "calls")
	err = day.Play{Binary: program, Scenes: scenes, Look: day.Light, Folder: folder, Out: os.Stdout, Check: faults,
		Under: traced(under, trace)}.Run()
	if err != nil {
		return err
	}
	c, err := finished(trace, filepath.Join(folder, "home", day.Light.Name))
	if err != nil {
		return err
	}
	return c.report(os.Stdout)
}

// noNetwork gives the command that runs another in a namespace whose only
// network is a loopback that is switched off; nil where that is not allowed.
func noNetwork() []string {
	for _, c := range [][]string{{"unshare", "-n", "--"}, {"unshare", "-r", "-n", "--"}} {
		if _, err := output(c[0], append(c[1:], "true")...); err == nil {
			return c
		}
	}
	return nil
}

// traced is the command that runs a program under another command and strace,
// which writes to the file what is watched. The program keeps the process
// number of the command (-D), so that it can be found and killed.
func traced(under []string, file string) []string {
	return append(slices.Clone(under), "strace", "-D", "-f", "-q", "-y", "-x", "-A", "-o", file, "--seccomp-bpf", "-e", watched, "--")
}

// aloneCanFail runs a program that dials and that writes outside of its home:
// it must not get through, and it must be found out.
func aloneCanFail(folder string, under []string) error {
	dial := filepath.Join(folder, "dial")
	if err := buildPackage(dial, "./cmd/dev/dial"); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	said, err := output(dial, l.Addr().String(), filepath.Join(folder, "outside"))
	if err != nil || !strings.HasSuffix(said, "\nconnected\n") {
		return fmt.Errorf("a program that is free does not get through: %v %s", err, said)
	}
	trace := filepath.Join(folder, "calls-of-dial")
	call := append(traced(under, trace), dial, l.Addr().String(), filepath.Join(folder, "outside"))
	said, err = output(call[0], call[1:]...)
	if through := strings.HasSuffix(said, "\nconnected\n"); err != nil || through == (under != nil) {
		return fmt.Errorf("in the namespace %q: got through: %v, %v", under, through, err)
	}
	c, err := finished(trace, filepath.Join(folder, "home"))
	if err != nil {
		return err
	}
	verdict := c.verdict()
	for _, want := range []string{"socket(AF_INET,", "socket(AF_NETLINK,", "sa_family=AF_INET,", "outside of its home: " + filepath.Join(folder, "outside")} {
		if verdict == nil || !strings.Contains(verdict.Error(), want) {
			return fmt.Errorf("%q is not found in what dial did: %v", want, verdict)
		}
	}
	fmt.Println("    a program that dials 127.0.0.1, asks for the networks and writes outside is found out")
	return nil
}

// finished reads the calls once strace has told the end of every thread; it
// may end a little after the program.
func finished(trace, home string) (calls, error) {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		f, err := os.Open(trace)
		if err != nil {
			return calls{}, err
		}
		c, err := readCalls(f, home)
		f.Close()
		switch {
		case err == nil && c.lines > 0 && len(c.running) == 0:
			return c, nil
		case time.Now().After(deadline) && err == nil:
			return c, fmt.Errorf("strace has not told the end of %d threads", len(c.running))
		case time.Now().After(deadline):
			return c, err
		}
	}
}

// report prints whom the program talked to, and gives the verdict.
func (c calls) report(out io.Writer) error {
	fmt.Fprintf(out, "    %d calls; Unix sockets:\n", c.lines)
	display := false
	for _, a := range slices.Sorted(maps.Keys(c.unix)) {
		fmt.Fprintf(out, "    %6d × %s\n", c.unix[a], a)
		display = display || strings.Contains(a, "X11-unix")
	}
	if !display {
		return errors.New("the program did not even ask for its display: what was watched is not the program")
	}
	if err := c.verdict(); err != nil {
		return err
	}
	fmt.Fprintln(out, "    no other socket, and no file written outside of the program's home")
	return nil
}
