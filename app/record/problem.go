package record

import (
	"errors"
	"fmt"
)

// Code says to the program what went wrong; the words are for people.
type Code string

// The codes. Anything that is not a Problem is internal: it is logged and
// shown in general words only.
const (
	Invalid     Code = "invalid"     // an entry cannot be right; Field says which
	Refused     Code = "refused"     // a rule of the clinic stands against it
	NotAllowed  Code = "not allowed" // the actor's roles do not permit it
	NotFound    Code = "not found"   // there is no such record
	Conflict    Code = "conflict"    // it changed meanwhile
	Unavailable Code = "unavailable" // disk full, read-only folder, ...
)

// Problem is an error that a person can act on. Text and Next are English
// sentences and at the same time the keys of their translations; Args fill
// the verbs in Text. Nothing of a patient stands in Text itself.
type Problem struct {
	Code  Code
	Field string // the field it belongs to, as "born" or "medicine.<id>"; "" for none
	Text  string // what happened
	Args  []any
	Next  string // the next step, a sentence of its own; "" where Text says it
}

// Error gives the English words.
func (p *Problem) Error() string {
	s := p.Text
	if len(p.Args) > 0 {
		s = fmt.Sprintf(p.Text, p.Args...)
	}
	if p.Next != "" {
		s += " " + p.Next
	}
	return s
}

// Problems is several problems at once: every reason, not just the first.
type Problems []*Problem

// Error joins the problems' words.
func (ps Problems) Error() string {
	s := ""
	for i, p := range ps {
		if i > 0 {
			s += " "
		}
		s += p.Error()
	}
	return s
}

// Err gives nil when there is no problem, so that a check can end in
// "return problems.Err()".
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// ProblemsOf takes every Problem out of err; nil if there is none.
func ProblemsOf(err error) Problems {
	var ps Problems
	if errors.As(err, &ps) {
		return ps
	}
	var p *Problem
	if errors.As(err, &p) {
		return Problems{p}
	}
	return nil
}

// Moved gives err with its problems at the fields of who shows them and has
// other names for them.
func Moved(err error, to func(field string) string) error {
	ps := ProblemsOf(err)
	if ps == nil {
		return err
	}
	out := make(Problems, len(ps))
	for i, p := range ps {
		moved := *p
		moved.Field = to(p.Field)
		out[i] = &moved
	}
	return out
}

// Named is a way to move problems by a list of names; any other stays.
func Named(names map[string]string) func(field string) string {
	return func(field string) string {
		if to, ok := names[field]; ok {
			return to
		}
		return field
	}
}

// CodeOf gives the code of the first Problem in err, or "" if err is internal.
func CodeOf(err error) Code {
	if ps := ProblemsOf(err); len(ps) > 0 {
		return ps[0].Code
	}
	return ""
}

// Invalidf makes a problem with an entry.
func Invalidf(field, text string, args ...any) *Problem {
	return &Problem{Code: Invalid, Field: field, Text: text, Args: args}
}

// Refusedf makes a problem with a rule.
func Refusedf(text string, args ...any) *Problem {
	return &Problem{Code: Refused, Text: text, Args: args}
}
