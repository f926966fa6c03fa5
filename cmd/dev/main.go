// Command dev is for people who work on KAP Desk. It uses the standard
// library only, so that it starts on a machine that has nothing but Go.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// verbs are what dev can do, in the order in which the help lists them.
var verbs = []struct {
	name, what string
	do         func(args []string) error
}{
	{"run", "installs what the build needs, builds and opens the program;\n           without a display it plays the sample day and keeps the screenshots\n           (-day plays it in any case; arguments after -- go to the program)", run},
	{"test", "everything a change must pass", test},
	{"alone", "plays the sample day without a network, and looks at every socket that the\n           program asks for (-smoke: the short way)", alone},
	{"wine", "the tests of data/ built for Windows and run under Wine, where that is\n           installed (-require: fail where not; -long: at full length; packages)", wine},
	{"bench", "the benchmarks against the budgets", bench},
	{"shots", "the screenshots of the README, into docs/shots", shots},
}

func main() {
	if err := start(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

func start(args []string) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help()
		return nil
	}
	for _, v := range verbs {
		if v.name == args[0] {
			if err := top(); err != nil {
				return err
			}
			return v.do(args[1:])
		}
	}
	help()
	return fmt.Errorf("unknown command %q", args[0])
}

func help() {
	fmt.Println("usage: go run ./cmd/dev <command>")
	fmt.Println()
	for _, v := range verbs {
		fmt.Printf("  %-8s %s\n", v.name, v.what)
	}
}

// top goes to the top of the repository.
func top() error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "FyneApp.toml")); err == nil {
			return os.Chdir(dir)
		}
		if dir == filepath.Dir(dir) {
			return fmt.Errorf("run this inside the repository: there is no FyneApp.toml above the current folder")
		}
	}
}
