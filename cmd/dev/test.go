package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// tag makes the toolkit run callbacks on the window's own goroutine without
// its extra checks; every build has it but one.
const tag = "-tags=migrated_fynedo"

const (
	buildDir = ".build"
	program  = buildDir + "/kapdesk"
	// checked is the program without the tag, whose checks find a widget
	// that is touched from a wrong goroutine.
	checked = buildDir + "/kapdesk-checked"
)

// threadError starts the toolkit's message about such a touch.
const threadError = "*** Error in Fyne call thread"

// lostFocus is in the toolkit's message when a screen gives the focus to what
// is not shown, so that keys go nowhere.
const lostFocus = "Failed to focus object"

// test runs every check and reports all that failed.
func test(args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("test takes no arguments, got %q", args)
	}
	s := &steps{out: os.Stdout}
	s.run("set-up", func() error {
		return thisHost().setUp(slices.Concat(buildNeeds, driveNeeds, testNeeds, aloneNeeds))
	})
	undo, err := setEnvironment()
	if err != nil {
		return err
	}
	defer undo()
	s.run("gofmt", gofmt)
	s.run("build", func() error { return build(program, tag) })
	s.run("rules", func() error { return command("go", "test", "-count=1", "./cmd/dev/rules") })
	s.run("vet", func() error { return command("go", "vet", tag, "./...") })
	s.run("staticcheck", func() error { return command("go", "tool", "staticcheck", tag, "./...") })
	s.run("smoke: real window", func() error { return smoke(program) })
	s.run("smoke: without the tag", func() error {
		if err := build(checked); err != nil {
			return err
		}
		return smoke(checked)
	})
	s.run("no network, nothing outside", smokeAlone)
	s.run("kill -9 in every form", kills)
	s.run("go test -race", func() error {
		return command("go", "test", "-race", tag, "-count=1", "-timeout=15m", "./...")
	})
	return s.end()
}

// gofmt fails when a file is not formatted.
func gofmt() error {
	tool, err := exec.LookPath("gofmt")
	if err != nil {
		root, err := output("go", "env", "GOROOT")
		if err != nil {
			return err
		}
		tool = filepath.Join(strings.TrimSpace(root), "bin", "gofmt")
	}
	list, err := output(tool, "-l", ".")
	if err != nil {
		return err
	}
	if list = strings.TrimSpace(list); list != "" {
		fmt.Println(list)
		return fmt.Errorf("%d files are not formatted: run gofmt -w on them", len(strings.Fields(list)))
	}
	return nil
}

// build builds the program.
func build(to string, flags ...string) error {
	return buildPackage(to, "./cmd/kapdesk", flags...)
}

func buildPackage(to, pkg string, flags ...string) error {
	if err := os.MkdirAll(buildDir, 0o755); err != nil {
		return err
	}
	if err := os.Setenv("CGO_ENABLED", "1"); err != nil {
		return err
	}
	if err := os.RemoveAll(to); err != nil { // nothing old may be taken for the result
		return err
	}
	args := append([]string{"build", "-buildvcs=false"}, flags...)
	return command("go", append(args, "-o", to, pkg)...)
}

// faults finds in the program's standard error what must not be there.
func faults(stderr string) error {
	for _, bad := range []string{threadError, lostFocus, "panic:", "fatal error:", "DATA RACE"} {
		if i := strings.Index(stderr, bad); i >= 0 {
			end := min(len(stderr), i+2000)
			return errors.New("the program's standard error has:\n" + stderr[i:end])
		}
	}
	return nil
}
