package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"

	"kapdesk/app/measures"
	"kapdesk/assets"
)

// score scores the form on standard input, or with --change compares two
// totals. A form with an answer that cannot be is printed as invalid, because
// its safety flags count, and fails.
func score(args []string, in io.Reader, out, errs io.Writer) int {
	flags := newFlags("kapdesk score")
	change := flags.Bool("change", false, "compare the totals BASE and FOLLOWUP")
	fail := func(code int, format string, a ...any) int {
		fmt.Fprintf(errs, "kapdesk score: "+format+"\n", a...)
		return code
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(out, usage)
		return exitOK
	} else if err != nil {
		return fail(exitUsage, "%v; see kapdesk help", err)
	}
	switch {
	case *change && flags.NArg() != 3:
		return fail(exitUsage, "say score --change ID BASE FOLLOWUP; see kapdesk help")
	case !*change && flags.NArg() != 1:
		return fail(exitUsage, "say score ID; see kapdesk help")
	}
	shelf, err := instruments()
	if err != nil {
		return fail(exitError, "%v", err)
	}
	scale, ok := shelf.Find(flags.Arg(0))
	if !ok {
		return fail(exitError, "there is no instrument %q; there are %s", flags.Arg(0), shelf.IDs())
	}
	if *change {
		if err := compareTotals(scale, flags.Arg(1), flags.Arg(2), out); err != nil {
			return fail(exitError, "%v", err)
		}
		return exitOK
	}
	if err := scoreForm(scale, in, out); err != nil {
		return fail(exitError, "%v", err)
	}
	return exitOK
}

// instruments reads the shipped rating scales.
func instruments() (*measures.Shelf, error) {
	files, err := fs.Sub(assets.FS, "instruments")
	if err != nil {
		return nil, err
	}
	return measures.Load(files)
}

// scoreForm prints the result of the form that is read. An invalid form is
// printed too, and is an error.
func scoreForm(scale *measures.Instrument, in io.Reader, out io.Writer) error {
	raw, err := io.ReadAll(io.LimitReader(in, measures.MaxForm+1))
	if err != nil {
		return fmt.Errorf("the form cannot be read: %w", err)
	}
	form, err := measures.ParseForm(raw)
	if err != nil {
		return err
	}
	result := measures.Score(scale, form.Answers, form.Context)
	if err := printJSON(out, result); err != nil {
		return err
	}
	if wrong := scale.Explain(result); wrong != "" {
		return errors.New(wrong)
	}
	return nil
}

// compareTotals prints what changed between two totals.
func compareTotals(scale *measures.Instrument, base, followup string, out io.Writer) error {
	from, err := measures.ParseTotal(base)
	if err != nil {
		return err
	}
	to, err := measures.ParseTotal(followup)
	if err != nil {
		return err
	}
	c, err := measures.Change(scale, from, to)
	if err != nil {
		return err
	}
	return printJSON(out, c)
}

// printJSON prints one value on one line.
func printJSON(out io.Writer, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, string(raw))
	return err
}
