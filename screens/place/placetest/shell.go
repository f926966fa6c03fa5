// Package placetest is the shell that the tests of screens stand in: it does
// slow work at once and remembers what the screen asked of it.
package placetest

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/place"
)

// Shell is a place.Shell for tests. Its zero value is a clinic without a name
// in English where nobody is signed in; set what the test needs.
type Shell struct {
	Language words.Lang // "" is English
	Words    *words.Book
	Who      clinic.Person
	Practice clinic.Clinic
	Time     time.Time
	Win      fyne.Window

	// SavePath is what SaveFile answers; "" is a person who thought better
	// of it. SaveErr and OpenErr are what goes wrong.
	SavePath         string
	SaveErr, OpenErr error

	Went     []place.Route // where the screen went
	Backs    int           // how often it went back
	Notes    []string      // what it said was saved
	Said     []string      // its short messages
	Failures []error       // the errors it showed
	Drafts   int           // how often a draft was kept
	Charts   int           // how often it had the chart's header refreshed
	Offered  []string      // file names offered to be saved
	Written  [][]byte      // bytes that were saved
	Opened   []string      // files that were opened
	RoomMode bool
}

var _ place.Shell = (*Shell)(nil)

// T implements place.Shell.
func (s *Shell) T(english string, args ...any) string {
	return s.Words.Say(s.Lang(), english, args...)
}

// Lang implements place.Shell.
func (s *Shell) Lang() words.Lang {
	if s.Language == "" {
		return words.English
	}
	return s.Language
}

// Book implements place.Shell.
func (s *Shell) Book() *words.Book { return s.Words }

// Actor implements place.Shell.
func (s *Shell) Actor() record.Actor { return record.Actor{ID: s.Who.ID} }

// Person implements place.Shell.
func (s *Shell) Person() clinic.Person { return s.Who }

// Clinic implements place.Shell.
func (s *Shell) Clinic() clinic.Clinic { return s.Practice }

// Now implements place.Shell.
func (s *Shell) Now() time.Time { return s.Time }

// Window implements place.Shell.
func (s *Shell) Window() fyne.Window { return s.Win }

// Go implements place.Shell.
func (s *Shell) Go(r place.Route) { s.Went = append(s.Went, r) }

// Back implements place.Shell.
func (s *Shell) Back() { s.Backs++ }

// Saved implements place.Shell.
func (s *Shell) Saved(what string) { s.Notes = append(s.Notes, what) }

// After is a clock that stands still: a test's window has no goroutine of its
// own, and a draft kept in the middle of a word would read what is written.
// Drafts are kept when a form is left.
func (s *Shell) After(time.Duration, func()) (stop func() bool) {
	return func() bool { return true }
}

// DraftKept implements place.Shell.
func (s *Shell) DraftKept(time.Time) { s.Drafts++ }

// Say implements place.Shell.
func (s *Shell) Say(message string) { s.Said = append(s.Said, message) }

// Fail implements place.Shell.
func (s *Shell) Fail(err error) { s.Failures = append(s.Failures, err) }

// Run implements place.Shell: at once.
func (s *Shell) Run(work func(context.Context) (apply func())) {
	place.Inline{}.Run(context.Background(), work)
}

// RefreshChart implements place.Shell.
func (s *Shell) RefreshChart() { s.Charts++ }

// OpenFile implements place.Shell.
func (s *Shell) OpenFile(path string) error {
	s.Opened = append(s.Opened, path)
	return s.OpenErr
}

// SaveFile implements place.Shell: it writes nothing and remembers the bytes.
func (s *Shell) SaveFile(suggested string, content []byte, done func(path string, err error)) {
	s.Offered = append(s.Offered, suggested)
	if s.SaveErr == nil && s.SavePath != "" {
		s.Written = append(s.Written, content)
	}
	done(s.SavePath, s.SaveErr)
}

// SetRoomMode implements place.Shell.
func (s *Shell) SetRoomMode(on bool) { s.RoomMode = on }

// LastFailure is the last error shown; nil if there was none.
func (s *Shell) LastFailure() error {
	if len(s.Failures) == 0 {
		return nil
	}
	return s.Failures[len(s.Failures)-1]
}
