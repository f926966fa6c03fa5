package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"kapdesk/app/record"
	"kapdesk/data/store"
)

// verify checks every page of a store and the whole chain of its log, or a
// backup of it. Exit code 1 and the first thing that does not fit when it is
// not sound.
func verify(args []string, out, errs io.Writer) int {
	o := storeOptions{verb: "verify", words: 1}
	if code, done := o.parse(o.flags(), args, out, errs); done {
		return code
	}
	if len(o.rest) > 0 {
		return verifyBackup(o, out, errs)
	}
	ring, code := o.ring(errs)
	if code != exitOK {
		return code
	}
	n, err := store.VerifyFolder(context.Background(), store.Options{Dir: o.dir, Clock: time.Now, Key: ring.data()})
	if err != nil {
		var chain *store.ChainError
		if errors.As(err, &chain) {
			o.fail(errs, exitError, "the first event that does not fit is %s: %s", chain.Event, chain.Why)
		}
		return o.fail(errs, exitError, "%s", plain(err))
	}
	fmt.Fprintf(out, "%s is sound: every page, and %d events in the chain\n", o.dir, n)
	return exitOK
}

// storeOptions say which store a command works on, and who opens it.
type storeOptions struct {
	verb     string
	words    int  // how many words may stand beside the flags
	optional bool // there may be no store

	dir, user, secretFile string
	secretFD              int
	person                record.ID // who the user is, once the key file is open
	rest                  []string
}

func (o *storeOptions) flags() *flag.FlagSet {
	flags := newFlags("kapdesk " + o.verb)
	flags.StringVar(&o.dir, "store", "", "the folder of the store")
	flags.StringVar(&o.user, "user", "", "who opens it, by name")
	flags.StringVar(&o.secretFile, "secret-file", "", "a file that holds the passphrase")
	flags.IntVar(&o.secretFD, "secret-fd", -1, "an open file that holds the passphrase")
	return flags
}

// fail prints one line and gives the code.
func (o *storeOptions) fail(errs io.Writer, code int, format string, a ...any) int {
	fmt.Fprintf(errs, "kapdesk "+o.verb+": "+format+"\n", a...)
	return code
}

// parse reads the words and then the flags; done when there is nothing more to
// do.
func (o *storeOptions) parse(flags *flag.FlagSet, args []string, out, errs io.Writer) (code int, done bool) {
	for len(args) > 0 && !strings.HasPrefix(args[0], "-") && len(o.rest) < o.words {
		o.rest, args = append(o.rest, args[0]), args[1:]
	}
	if code, done = parseFlags(flags, args, out, errs); done {
		return code, true
	}
	switch {
	case o.dir == "" && !o.optional:
		return o.fail(errs, exitUsage, "say which store with --store DIR"), true
	case o.dir != "" && o.user == "":
		return o.fail(errs, exitUsage, "say who opens it with --user NAME"), true
	}
	return exitOK, false
}

// ring opens the store's key file with the user's passphrase.
func (o *storeOptions) ring(errs io.Writer) (*keyring, int) {
	ring, err := openKeyring(o.dir, time.Now)
	if err != nil {
		return nil, o.fail(errs, exitError, "%s", plain(err))
	}
	for _, p := range ring.People() {
		if strings.EqualFold(p.Name, o.user) {
			o.person = p.ID
		}
	}
	if o.person == "" {
		return nil, o.fail(errs, exitUsage, "nobody called %q can open this store", o.user)
	}
	secret, err := o.secret(errs, "Passphrase: ")
	if err != nil {
		return nil, o.fail(errs, exitUsage, "%v", err)
	}
	if _, err := ring.unlock(o.person, secret); err != nil {
		return nil, o.fail(errs, exitError, "%s", plain(err))
	}
	if store.Exists(o.dir) { // a new key that was begun in the window
		if err := ring.resume(context.Background()); err != nil {
			return nil, o.fail(errs, exitError, "%s", plain(err))
		}
	}
	return ring, exitOK
}

// secretLimit is how long a passphrase may be, in bytes.
const secretLimit = 4096

// secret reads the passphrase from the named file, the inherited one, or the
// keyboard; never from an argument or the environment, which others can read.
func (o *storeOptions) secret(errs io.Writer, ask string) (string, error) {
	switch {
	case o.secretFile != "":
		f, err := os.Open(o.secretFile)
		if err != nil {
			return "", errors.New("the secret's file cannot be read")
		}
		return readSecret(f)
	case o.secretFD >= 0:
		return readSecret(os.NewFile(uintptr(o.secretFD), "secret"))
	case !term.IsTerminal(int(os.Stdin.Fd())):
		return "", errors.New("nobody is here to type the passphrase; name a file with --secret-file")
	}
	fmt.Fprint(errs, ask)
	raw, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(errs)
	return string(raw), err
}

// readSecret reads one line and closes the file.
func readSecret(f *os.File) (string, error) {
	if f == nil {
		return "", errors.New("the secret's file is not open")
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, secretLimit))
	if err != nil {
		return "", errors.New("the secret's file cannot be read")
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}
