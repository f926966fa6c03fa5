package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"kapdesk/app/protocol"
	"kapdesk/app/words"
)

// maxInput bounds what a file or the standard input may hold.
const maxInput = 4 << 20

// protocolCommand tries a protocol on a case, without any store, and prints
// one JSON object. Exit code 1 and one line when the case or the protocol
// cannot be read.
func protocolCommand(args []string, in io.Reader, out, errs io.Writer) int {
	const name = "kapdesk protocol try"
	if len(args) == 0 || args[0] != "try" {
		fmt.Fprintln(errs, "kapdesk protocol: what is to be done? try; see kapdesk help")
		return exitUsage
	}
	o, code, done := tryOptions(newFlags(name), args[1:], out, errs)
	if done {
		return code
	}
	text, err := try(o, in)
	if err != nil {
		first, rest, more := strings.Cut(err.Error(), "\n")
		if more {
			first += fmt.Sprintf(" (and %d more like it)", strings.Count(rest, "\n")+1)
		}
		fmt.Fprintf(errs, "%s: %s\n", name, first)
		return exitError
	}
	if _, err := out.Write(text); err != nil {
		fmt.Fprintf(errs, "%s: the answer could not be written: %v\n", name, err)
		return exitError
	}
	return exitOK
}

// tryOption says what to try: file "" is the protocol that ships.
type tryOption struct {
	file, caseFile string
	lang           words.Lang
}

// tryOptions reads flags and words in any order.
func tryOptions(flags *flag.FlagSet, args []string, out, errs io.Writer) (o tryOption, code int, done bool) {
	o.lang = words.English
	flags.Func("protocol", "the file of the protocol", func(s string) error {
		if o.file = s; s == "" {
			return errors.New("no file is named")
		}
		return nil
	})
	flags.Func("lang", "en or es", func(s string) error {
		if o.lang = words.Lang(s); !slices.Contains(words.Langs, o.lang) {
			return errors.New("it must be en or es")
		}
		return nil
	})
	var cases []string
	for {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			fmt.Fprint(out, usage)
			return o, exitOK, true
		case err != nil:
			fmt.Fprintf(errs, "%s: %v; see kapdesk help\n", flags.Name(), err)
			return o, exitUsage, true
		}
		if flags.NArg() == 0 {
			break
		}
		cases, args = append(cases, flags.Arg(0)), flags.Args()[1:]
	}
	if len(cases) != 1 || cases[0] == "" {
		fmt.Fprintf(errs, "%s: name one case, or - for the standard input; see kapdesk help\n", flags.Name())
		return o, exitUsage, true
	}
	o.caseFile = cases[0]
	return o, exitOK, false
}

// try reads the protocol and the case and gives the JSON.
func try(o tryOption, in io.Reader) ([]byte, error) {
	t, err := loadTexts()
	if err != nil {
		return nil, err
	}
	p := t.protocol
	if o.file != "" {
		if p, err = readInput(o.file, nil, protocol.Parse); err != nil {
			return nil, err
		}
	}
	c, err := readInput(o.caseFile, in, p.ParseCase)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(teller{book: t.book, lang: o.lang, p: p}.trial(c, p.Try(c)), "", " ")
	return append(text, '\n'), err
}

// readInput reads a file whole, or in where it is named -, and parses it. The error
// names the file.
func readInput[T any](file string, in io.Reader, parse func([]byte) (T, error)) (T, error) {
	var none T
	if file != "-" || in == nil {
		f, err := os.Open(file)
		if err != nil {
			return none, err
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return none, err
	}
	if len(raw) > maxInput {
		return none, fmt.Errorf("%s: more than %d bytes", file, maxInput)
	}
	v, err := parse(raw)
	if err != nil {
		return none, fmt.Errorf("%s: %w", file, err)
	}
	return v, nil
}
