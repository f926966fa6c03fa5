package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"kapdesk/cmd/dev/day"
)

// run builds the program and opens it, or plays the sample day where there
// is no display to open it on.
func run(args []string) error {
	flags := flag.NewFlagSet("run", flag.ExitOnError)
	play := flags.Bool("day", false, "play the sample day, also with a display")
	if err := flags.Parse(args); err != nil {
		return err
	}
	*play = *play || headless(runtime.GOOS, os.Getenv)
	needs := buildNeeds
	if *play {
		needs = slices.Concat(buildNeeds, driveNeeds)
	}
	s := &steps{out: os.Stdout}
	if !s.run("set-up", func() error { return thisHost().setUp(needs) }) || !s.run("build", func() error { return build(program, tag) }) {
		return s.end()
	}
	if !*play {
		fmt.Println()
		cmd := exec.Command(program, flags.Args()...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		return cmd.Run()
	}
	fmt.Println("\nThere is no display: playing the sample day on a virtual one.")
	folder := filepath.Join(buildDir, "day", time.Now().Format("2006-01-02-150405"))
	for _, look := range day.Looks {
		s.run("sample day, "+look.Name, func() error { return playDay(folder, look, day.Scenes(), program) })
	}
	err := s.end()
	if full, absErr := filepath.Abs(folder); absErr == nil {
		fmt.Printf("\nScreenshots and PDFs: %s\n", full)
	}
	return err
}

// headless reports whether there is no display to open a window on.
func headless(goos string, getenv func(string) string) bool {
	return goos == "linux" && getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == ""
}

func playDay(folder string, look day.Look, scenes []day.Scene, binary string) error {
	if runtime.GOOS != "linux" {
		return errors.New("playing through the real window needs the virtual display of Linux")
	}
	return day.Play{Binary: binary, Scenes: scenes, Look: look, Folder: folder, Out: os.Stdout, Check: faults}.Run()
}

// smoke plays the short way through a built program.
func smoke(binary string) error {
	folder := filepath.Join(buildDir, "smoke", filepath.Base(binary))
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return playDay(folder, day.Light, day.Smoke(), binary)
}

// kills pulls the plug in every form of the program and looks for the drafts.
func kills() error {
	folder := filepath.Join(buildDir, "kills")
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return playDay(folder, day.Light, day.Kills(), program)
}

// shotsDir is where the README finds its screenshots.
const shotsDir = "docs/shots"

// shots plays the sample day and keeps its screenshots for the README.
func shots(args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("shots takes no arguments, got %q", args)
	}
	s := &steps{out: os.Stdout}
	folder := filepath.Join(buildDir, "shots")
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	well := s.run("set-up", func() error { return thisHost().setUp(slices.Concat(buildNeeds, driveNeeds)) }) &&
		s.run("build", func() error { return build(program, tag) }) &&
		s.run("light", func() error { return playDay(folder, day.Light, day.Scenes(), program) })
	if well {
		s.run("copy to "+shotsDir, func() error { return copyShots(folder, shotsDir) })
	}
	return s.end()
}

// readmeShots are the screenshots that the README shows.
var readmeShots = []string{"today", "intake-body", "eligibility-ready", "plan-in-force", "dosing-room-mode", "integration-signed"}

// copyShots replaces the pictures in the folder to by those of the README,
// under their names without look and number.
func copyShots(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, name := range readmeShots {
		found, err := filepath.Glob(filepath.Join(from, "light-[0-9]*-"+name+".png"))
		if err != nil {
			return err
		}
		found = slices.DeleteFunc(found, func(path string) bool { return shotName(path) != name })
		if len(found) != 1 {
			return fmt.Errorf("%d screenshots are called %s", len(found), name)
		}
		b, err := os.ReadFile(found[0])
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, name+".png"), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// shotName is the name that a scene gave to a screenshot, "today" of
// "light-55-today.png".
func shotName(path string) string {
	parts := strings.SplitN(strings.TrimSuffix(filepath.Base(path), ".png"), "-", 3)
	return parts[len(parts)-1]
}
