package shell

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Fail implements place.Shell.
func (s *Shell) Fail(err error) {
	if s.Refused != nil && s.person.ID != "" {
		s.Refused(s.route, err)
	}
	if s.alone() {
		slog.Error("while a patient has the window", "kinds", kinds(err))
		s.screen.(place.Alone).Trouble()
		return
	}
	if ps := record.ProblemsOf(err); ps != nil {
		said := ""
		for i, p := range ps {
			if i > 0 {
				said += "\n"
			}
			said += place.Words(s, p)
		}
		s.toast(said, kit.ToneStop)
		return
	}
	slog.Error("internal error", "route", s.route.String(), "kinds", kinds(err))
	s.toast(s.T("Something went wrong inside the program. What you typed is kept. Try again; if it happens again, restart KAP Desk."), kit.ToneStop)
}

// kinds names what an error is made of, without its words: they might quote
// what somebody typed, and no log holds that.
func kinds(err error) string {
	var names []string
	for err != nil {
		names = append(names, fmt.Sprintf("%T", err))
		if many, ok := err.(interface{ Unwrap() []error }); ok && len(many.Unwrap()) > 0 {
			err = many.Unwrap()[0]
			continue
		}
		err = errors.Unwrap(err)
	}
	return strings.Join(names, " < ")
}

// Say implements place.Shell.
func (s *Shell) Say(message string) { s.toast(message, kit.ToneDone) }

// Saved implements place.Shell.
func (s *Shell) Saved(what string) {
	s.trace.saved(s.Now())
	if s.foot != nil {
		s.foot.saved(what)
	}
}

// DraftKept implements place.Shell.
func (s *Shell) DraftKept(at time.Time) {
	s.trace.drafted(at)
	if s.foot != nil {
		s.foot.draft(at)
	}
}
