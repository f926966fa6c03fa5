// Command kapdesk is KAP Desk, the desktop chart of a small clinic for
// ketamine-assisted psychotherapy.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// What the program is called towards the system; FyneApp.toml says the same.
const (
	appID      = "org.kapdesk.desk"
	appVersion = "0.1.0"
)

// Exit codes of the command line.
const (
	exitOK    = 0
	exitError = 1 // it could not be done
	exitUsage = 2 // the words of the call are wrong
)

const usage = `KAP Desk, the chart of a small clinic that works without a network.

  kapdesk [--data DIR]           open the program; DIR holds the clinic's store
  kapdesk demo --out DIR [--json]
                                 play a sample day into DIR, without a window
  kapdesk backup --to DIR --store DIR --user NAME
                                 make a backup of a store, and read it back
  kapdesk verify [BACKUP] --store DIR --user NAME
                                 check every page of a store and the whole chain
                                 of its log, or a backup of it
  kapdesk restore BACKUP --to DIR [--store DIR --user NAME]
                                 put a backup into a new folder: with the recovery
                                 sheet, or with the clinic that made it
                                 The passphrase, or the words of the sheet, is asked
                                 for, or read with --secret-file FILE or, from an
                                 open file, with --secret-fd N
  kapdesk protocol try [--protocol FILE] [--lang en|es] CASE.json
                                 say what a protocol, or the one that ships, makes
                                 of a case's facts; - reads the case from the
                                 standard input
  kapdesk score ID               score the form on standard input, as
                                 {"answers": {"q1": 0}, "context": {}}
  kapdesk score --change ID BASE FOLLOWUP
                                 compare two totals of a rating scale
  kapdesk version                print the version
  kapdesk help                   print this
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run runs the verb of the command line and gives the exit code.
func run(args []string, out, errs io.Writer) int {
	verb := ""
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		verb, args = args[0], args[1:]
	}
	switch verb {
	case "":
		return window(args, out, errs)
	case "demo":
		return demo(args, out, errs)
	case "backup":
		return makeBackup(args, out, errs)
	case "verify":
		return verify(args, out, errs)
	case "restore":
		return restore(args, out, errs)
	case "protocol":
		return protocolCommand(args, os.Stdin, out, errs)
	case "score":
		return score(args, os.Stdin, out, errs)
	case "version":
		fmt.Fprintln(out, "KAP Desk", appVersion)
		return exitOK
	case "help":
		fmt.Fprint(out, usage)
		return exitOK
	}
	fmt.Fprintf(errs, "kapdesk: there is no command %q; see kapdesk help\n", verb)
	return exitUsage
}

// newFlags makes the flags of a command.
func newFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parseFlags reads a command's words; done when they say all that there is to
// do, or are wrong.
func parseFlags(flags *flag.FlagSet, args []string, out, errs io.Writer) (code int, done bool) {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(out, usage)
		return exitOK, true
	case err != nil:
		fmt.Fprintf(errs, "%s: %v; see kapdesk help\n", flags.Name(), err)
		return exitUsage, true
	case flags.NArg() > 0:
		fmt.Fprintf(errs, "%s: what is %q? see kapdesk help\n", flags.Name(), flags.Arg(0))
		return exitUsage, true
	}
	return exitOK, false
}

// window opens the program in its window.
func window(args []string, out, errs io.Writer) int {
	flags := newFlags("kapdesk")
	data := flags.String("data", "", "the folder that holds the clinic's store")
	if code, done := parseFlags(flags, args, out, errs); done {
		return code
	}
	if *data == "" {
		base, err := os.UserConfigDir()
		if err != nil {
			fmt.Fprintln(errs, "kapdesk: this system names no folder for a program's data; say where with --data DIR")
			return exitError
		}
		*data = filepath.Join(base, "kapdesk")
	}
	if err := runWindow(*data); err != nil {
		fmt.Fprintln(errs, "kapdesk:", err)
		return exitError
	}
	return exitOK
}
