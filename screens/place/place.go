// Package place is what the screens of different places share: the Route by
// which they meet, what they ask of the shell around them, and the Runner that
// keeps slow work off the window.
package place

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Route names a place in the program and what is open there. It holds
// identifiers only, never a name.
type Route struct {
	Place   string    // one of the places below
	Patient record.ID // the open chart, if any
	Record  record.ID // the session, plan, document ... that is open, if any
	Part    string    // a part of the place: a form's section, a tab
}

// The places.
const (
	Today       = "today"
	Patients    = "patients" // search, and registration with Part "new"
	Register    = "register" // the controlled-drug book
	Reports     = "reports"
	Settings    = "settings"
	Protocol    = "protocol" // the clinic's protocol: items, versions, adoption
	Audit       = "audit"    // who did what; with Patient, only what concerns them
	Details     = "details"  // a patient's own details
	Intake      = "intake"
	Eligibility = "eligibility"
	Plan        = "plan" // plan and consent
	Sessions    = "sessions"
	Session     = "session" // one visit, named by Record
	Integration = "integration"
	Outcomes    = "outcomes"
	Scales      = "scales" // where a patient's rating scales are taken and read
	Documents   = "documents"
	Notes       = "notes"     // psychotherapy notes
	Emergency   = "emergency" // the one page that helps in an emergency
)

// String gives "place" or "place/part", for the trace and for tests.
func (r Route) String() string {
	return strings.TrimSuffix(r.Place+"/"+r.Part, "/")
}

// InChart reports whether the place stands under the chart's header.
func (r Route) InChart() bool {
	switch r.Place {
	case Details, Intake, Eligibility, Plan, Sessions, Session, Integration, Outcomes, Scales, Documents, Notes, Emergency:
		return r.Patient != ""
	}
	return false
}

// Command is one action of a screen: it stands in the menu with its shortcut
// and can be done from anywhere in the screen.
type Command struct {
	ID       string // stable, as "intake.save"
	Label    string // in the reader's language
	Key      fyne.KeyName
	Modifier fyne.KeyModifier // none is allowed for function keys only
	Do       func()
	Disabled func() bool // nil: always enabled
}

// Screen is one place on show.
type Screen interface {
	// Content arranges the screen; it is called once.
	Content() fyne.CanvasObject
	// Show loads what the screen shows; the shell calls it after Content
	// and again whenever the screen comes back into view.
	Show()
	// Leave is called before another screen takes its place. The screen
	// keeps its draft now. It cannot refuse.
	Leave()
	// Commands lists the screen's own actions for the menu.
	Commands() []Command
}

// FirstFocus is a Screen that says where typing starts.
type FirstFocus interface {
	FirstFocus() fyne.Focusable
}

// Full is a Screen that takes the whole window, without rail and search:
// the dosing session in room mode.
type Full interface {
	FullWindow() bool
}

// Dimmed is a Screen that can come back as dim as it was when the window was
// locked.
type Dimmed interface {
	Dim()
}

// Shell is what a screen may ask of the window around it.
type Shell interface {
	// T says an English sentence in the screen's language.
	T(english string, args ...any) string
	Lang() words.Lang
	Book() *words.Book
	// Actor is who is signed in; Person is the same with name and roles.
	Actor() record.Actor
	Person() clinic.Person
	// Clinic is the practice with its zone, units and paper.
	Clinic() clinic.Clinic
	Now() time.Time
	Window() fyne.Window
	// Go opens another place.
	Go(Route)
	// Back returns to the place before.
	Back()
	// Saved tells in the foot line what was saved, "All changes saved".
	Saved(what string)
	// DraftKept tells in the foot line that a draft is on disk.
	DraftKept(at time.Time)
	// Say shows a short message that goes away by itself.
	Say(message string)
	// Fail shows an error: a Problem in its own words, anything else in
	// general ones (and in the error log). It never loses what was typed.
	Fail(err error)
	// Run does slow work off the window and then applies it on it.
	Run(work func(context.Context) (apply func()))
	// RefreshChart makes the chart's header and stepper read their state anew.
	RefreshChart()
	// OpenFile opens a file in the system's viewer.
	OpenFile(path string) error
	// SaveFile asks where to keep a file the person exports, writes it there
	// and gives the path; "" when the person thought better of it.
	SaveFile(suggested string, content []byte, done func(path string, err error))
	// SetRoomMode switches the dim room theme on or off.
	SetRoomMode(on bool)
}

// Words is a printed problem in the shell's language.
func Words(s Shell, p *record.Problem) string { return s.Book().Problem(s.Lang(), p) }
