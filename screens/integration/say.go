package integration

import (
	"time"

	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// day gives a date as people say it: today, yesterday, or by its name.
func (s *Screen) day(t time.Time) string {
	sh := s.Shell
	zone := sh.Clinic().Location()
	d, today := record.DateOf(t, zone), record.DateOf(sh.Now(), zone)
	switch d {
	case today:
		return sh.T("today")
	case today.AddDays(-1):
		return sh.T("yesterday")
	}
	return sh.Book().Date(sh.Lang(), d)
}

// when gives a moment with its date in the clinic's zone.
func (s *Screen) when(t time.Time) string {
	return s.Shell.Book().DateTime(s.Shell.Lang(), t, s.Shell.Clinic().Location())
}

// clock gives the time of day in the clinic's zone.
func (s *Screen) clock(t time.Time) string { return words.Time(t, s.Shell.Clinic().Location()) }

func (s *Screen) fromSession(v integration.Visit) string {
	return s.Shell.T("From session %d, %s", v.Number, s.day(v.Starts))
}

func (s *Screen) sessionDay(v integration.Visit) string {
	return s.Shell.T("Session %d, %s", v.Number, s.day(v.Starts))
}

// visit gives a booked visit in one line.
func (s *Screen) visit(v integration.Visit) string {
	text := s.when(v.Starts) + " · " + s.Shell.T(v.Kind.Name())
	if v.With != "" {
		text += " · " + v.With
	}
	return text
}

// outcome gives what became of a step in the reader's language.
func (s *Screen) outcome(o integration.Outcome) string {
	sh := s.Shell
	switch o {
	case integration.Done:
		return sh.T("Done")
	case integration.Partly:
		return sh.T("Partly")
	case integration.NotYet:
		return sh.T("Not yet")
	}
	return sh.T("Dropped")
}
