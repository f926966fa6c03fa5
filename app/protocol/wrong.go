package protocol

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"kapdesk/app/record"
)

// Wrong is one thing that Parse finds wrong. Problem says what, without the
// place, in words that there are in both languages; Error names the place too
// and speaks English, for the command line and for the log.
type Wrong struct {
	At      string // `criteria[3] "stroke": rules[0]`; "" for the whole file
	Problem *record.Problem
	detail  string // the English words of whoever read the JSON, where they say more
}

// goesOn are texts that go on from the name of their place.
var goesOn = regexp.MustCompile(`^(names|has|needs|is|can|must have) `)

// Error gives the place and the English words.
func (w *Wrong) Error() string {
	said := w.detail
	if said == "" {
		said = w.Problem.Error()
	}
	switch {
	case w.At == "":
		return said
	case goesOn.MatchString(said):
		return w.At + " " + said
	}
	return w.At + ": " + said
}

// wrong is a Wrong with the whole file or with a place.
func wrong(at, text string, args ...any) *Wrong {
	return &Wrong{At: at, Problem: record.Invalidf(at, text, args...)}
}

// Wrongs gives everything that Parse has found wrong, in the order of the
// file: something for every error.
func Wrongs(err error) []*Wrong {
	switch e := err.(type) {
	case nil:
		return nil
	case *Wrong:
		return []*Wrong{e}
	case interface{ Unwrap() []error }:
		var all []*Wrong
		for _, one := range e.Unwrap() {
			all = append(all, Wrongs(one)...)
		}
		return all
	case interface{ Unwrap() error }:
		return Wrongs(e.Unwrap())
	}
	return []*Wrong{unread("", err)}
}

// unread puts an error of the JSON reader at its place, in words that are not
// the reader's own.
func unread(at string, err error) *Wrong {
	var p *record.Problem
	var kind *json.UnmarshalTypeError
	unknown, isUnknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	w := &Wrong{At: at, detail: err.Error()}
	switch {
	case errors.As(err, &p): // one of our own values
		w.Problem = p
	case isUnknown:
		w.Problem = record.Invalidf(at, "unknown field %s", unknown)
	case errors.As(err, &kind) && kind.Field != "":
		w.Problem = record.Invalidf(at, "the value of %q is not of its kind", kind.Field)
	case errors.As(err, &kind):
		w.Problem = record.Invalidf(at, "a value is not of its kind")
	default:
		w.Problem = record.Invalidf(at, "it is not whole, or not written as JSON")
	}
	return w
}

// word is a word of the file as an argument of a sentence, turned into the
// reader's language by the translator.
type word string

// String gives the English word, the key of its translation.
func (w word) String() string { return string(w) }
