// Package shell is the window around every screen: the rail, the search box,
// the chart's header with its stepper, the foot line and the menu. It knows
// where one is and who is signed in, and nothing of what a screen does.
package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/chart"
	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Charts gives what stands over a chart.
type Charts interface {
	Header(ctx context.Context, by record.Actor, patient record.ID) (chart.Header, error)
}

// Openings records that a chart was opened.
type Openings interface {
	Open(ctx context.Context, by record.Actor, patient record.ID, place string) (patients.Patient, error)
}

// Clinics gives the clinic and its people.
type Clinics interface {
	Clinic(ctx context.Context) (clinic.Clinic, error)
	People(ctx context.Context) ([]clinic.Person, error)
}

// Deps is what the shell needs of the outside.
type Deps struct {
	App    fyne.App
	Window fyne.Window
	Book   *words.Book
	Runner place.Runner
	Clock  record.Clock
	// OpenFile shows a file in the system's viewer.
	OpenFile func(path string) error
	// After runs something on the window's goroutine after a while; nil is
	// place.After. A test's clock stands still.
	After func(d time.Duration, f func()) (stop func() bool)
	// Version is shown in About.
	Version string
	// Quit closes the program; nil closes the window at once.
	Quit func()
}

// Rooms is what the shell needs of an open clinic.
type Rooms struct {
	Clinics  Clinics
	Charts   Charts
	Openings Openings
	// Screen makes the screen of a route.
	Screen func(place.Shell, place.Route) place.Screen
	// ChartCommands are what can be done on every page of a chart; may be nil.
	ChartCommands func(s place.Shell, patient record.ID) []place.Command
	// Welcome makes the screen on which a person picks their name.
	Welcome func(s place.Shell, picked func(clinic.Person)) place.Screen
	// Backups says that this clinic has a page of its backups, and a badge.
	Backups bool
	// Refused is told every error that is shown, with where it happened; it
	// may be nil.
	Refused func(at place.Route, err error)
	// Locked, when set, is called instead when the window has been emptied:
	// it closes the clinic behind who was signed in, if anybody was, and asks
	// for a passphrase. Who gives one comes in by Use and Enter.
	Locked func(Leaving)
}

// Shell is the window. It implements place.Shell.
type Shell struct {
	Deps
	Rooms
	prefs  prefs
	clinic clinic.Clinic
	person clinic.Person

	route   place.Route
	screen  place.Screen
	history []place.Route
	back    place.Route         // where the window was when it was locked
	away    record.ID           // who was signed in then
	dimmed  bool                // and whether it was dim
	opened  record.ID           // the chart whose opening is on record
	queried string              // what the patients list was last asked for
	greyed  string              // which commands the menu shows as disabled
	begun   func() place.Screen // makes the screen of the first start; nil in a clinic
	gen     int                 // drops results that come too late
	busy    int
	ctx     context.Context
	cancel  context.CancelFunc

	search   *kit.SearchField
	rail     *kit.Rail
	top      fyne.CanvasObject
	head     *chartHead
	foot     *foot
	body     *fyne.Container
	frame    *fyne.Container
	toasts   *toasts
	badge    badge
	warned   string // what was last told about the backups
	room     bool
	handed   *handing // nil unless a patient has the window
	trace    traceState
	folderOf string // where files went last time
}

var _ place.Shell = (*Shell)(nil)

// New makes the shell in its window. Start shows it.
func New(d Deps) *Shell {
	s := &Shell{Deps: d}
	if s.After == nil {
		s.After = place.After
	}
	s.prefs = loadPrefs(d.App.Preferences())
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.applyTheme()
	return s
}

// Begin shows a screen of the first start, before there is a clinic. make is
// called again when another language or size of text is chosen.
func (s *Shell) Begin(route place.Route, make func() place.Screen) {
	if s.screen != nil {
		s.screen.Leave()
	}
	s.gen++
	s.route, s.begun = route, make
	s.show(make())
}

// Start opens a clinic that is set up: it asks who is here.
func (s *Shell) Start(rooms Rooms) {
	if s.Use(rooms) {
		s.Lock()
	}
}

// Use takes over the rooms of a clinic that has been opened, and reports
// whether it could.
func (s *Shell) Use(rooms Rooms) bool {
	s.Rooms, s.begun, s.badge = rooms, nil, badge{}
	c, err := s.Clinics.Clinic(s.ctx)
	if err != nil {
		s.Fail(err)
		return false
	}
	s.clinic = c
	if s.prefs.lang == "" {
		s.prefs.lang = c.Lang
	}
	return true
}

// Stop ends what runs and keeps every draft; the window is about to close.
func (s *Shell) Stop() {
	if s.screen != nil {
		s.screen.Leave()
		s.screen = nil
	}
	s.cancel()
}

// Go implements place.Shell.
func (s *Shell) Go(r place.Route) {
	if s.person.ID == "" || s.handed != nil {
		return
	}
	if s.route.Place != "" && s.route != r {
		s.history = append(s.history, s.route)
	}
	s.open(r)
}

// Back implements place.Shell.
func (s *Shell) Back() {
	if s.handed != nil {
		return
	}
	for n := len(s.history); n > 0; n = len(s.history) {
		r := s.history[n-1]
		s.history = s.history[:n-1]
		if r != s.route {
			s.open(r)
			return
		}
	}
	if s.route.Place != place.Today {
		s.open(place.Route{Place: place.Today})
	}
}

func (s *Shell) open(r place.Route) {
	if s.screen != nil {
		s.screen.Leave()
	}
	s.SetRoomMode(s.dimmed)
	s.gen++
	s.route = r
	if s.search != nil && r.Place != place.Patients {
		s.search.SetText("")
		s.queried = ""
	}
	if r.InChart() && s.opened != r.Patient {
		s.noteOpening(r)
	}
	if !r.InChart() {
		s.opened = ""
	}
	s.show(s.Screen(s, r))
}

// noteOpening puts on record that the chart was opened.
func (s *Shell) noteOpening(r place.Route) {
	s.opened = r.Patient
	by := s.Actor()
	s.Run(func(ctx context.Context) func() {
		_, err := s.Openings.Open(ctx, by, r.Patient, r.Place)
		if err == nil {
			return nil
		}
		return func() { s.Fail(err) }
	})
}

// show puts a screen into the window.
func (s *Shell) show(sc place.Screen) {
	s.screen = sc
	content := sc.Content()
	full, ok := sc.(place.Full)
	switch {
	case s.alone():
		s.showAlone(content)
	case s.person.ID == "", ok && full.FullWindow():
		s.frame = nil
		s.foot = newFoot(s)
		s.Window().SetContent(s.overlaid(kit.Ground(kit.Frame(nil, content, s.foot.content))))
	default:
		s.showFramed(content)
	}
	s.greyed = ""
	s.refreshMenu()
	sc.Show()
	s.focusFirst(sc)
}

// focusFirst puts the focus where typing starts; while somebody looks for a
// patient it stays in the search box.
func (s *Shell) focusFirst(sc place.Screen) {
	if s.route.Place == place.Patients && s.search != nil && s.search.Focused() {
		return
	}
	if f, ok := sc.(place.FirstFocus); ok {
		if first := f.FirstFocus(); first != nil {
			s.Window().Canvas().Focus(first)
			if s.Window().Canvas().Focused() == first {
				return
			}
		}
	}
	// No key goes to a field of the screen before, which nobody sees any more.
	s.Window().Canvas().Unfocus()
}

func (s *Shell) showFramed(content fyne.CanvasObject) {
	if s.frame == nil {
		s.buildFrame()
	}
	s.rail.Select(railPlace(s.route))
	if s.route.InChart() {
		s.head.show(s.route)
	} else {
		s.head.hide()
	}
	s.roomForLargeText()
	s.body.Objects = []fyne.CanvasObject{content}
	s.body.Refresh()
	s.frame.Refresh()
}

// largeText is the size of text, in percent, from which a chart needs the
// room of the search box.
const largeText = 150

// roomForLargeText takes the search box off a chart while text is large;
// Ctrl+K leads to the list of patients, where it stands. Who is signed in is
// then told in the foot line.
func (s *Shell) roomForLargeText() {
	if s.route.InChart() && s.prefs.scale >= largeText {
		s.top.Hide()
	} else {
		s.top.Show()
	}
	s.foot.tell()
}

func (s *Shell) buildFrame() {
	s.head = newChartHead(s)
	s.foot = newFoot(s)
	s.body = container.NewStack()
	s.top = s.topBar()
	right := kit.Stack(0, s.top, s.head.content, kit.Flex(1, s.body), s.foot.content)
	s.frame = kit.Columns(0, s.buildRail(), kit.VRule(), kit.Flex(1, right))
	s.Window().SetContent(s.overlaid(kit.Ground(s.frame)))
}

// T implements place.Shell.
func (s *Shell) T(english string, args ...any) string {
	return s.Deps.Book.Say(s.Lang(), english, args...)
}

// Lang implements place.Shell.
func (s *Shell) Lang() words.Lang {
	if s.handed != nil {
		return s.handed.lang
	}
	if s.prefs.lang == "" {
		return words.English
	}
	return s.prefs.lang
}

// Book implements place.Shell.
func (s *Shell) Book() *words.Book { return s.Deps.Book }

// Actor implements place.Shell.
func (s *Shell) Actor() record.Actor { return record.Actor{ID: s.person.ID} }

// Refresh lets the open screen read its state anew.
func (s *Shell) Refresh() {
	if s.screen != nil {
		s.screen.Show()
	}
}

// Route is the place that is open.
func (s *Shell) Route() place.Route { return s.route }

// Person implements place.Shell.
func (s *Shell) Person() clinic.Person { return s.person }

// Clinic implements place.Shell.
func (s *Shell) Clinic() clinic.Clinic { return s.clinic }

// Now implements place.Shell.
func (s *Shell) Now() time.Time { return s.Clock().UTC() }

// Window implements place.Shell.
func (s *Shell) Window() fyne.Window { return s.Deps.Window }

// Run implements place.Shell. What comes back after another place was opened
// is dropped.
func (s *Shell) Run(work func(context.Context) (apply func())) {
	gen := s.gen
	s.busy++
	s.Runner.Run(s.ctx, func(ctx context.Context) func() {
		apply := work(ctx)
		return func() {
			s.busy--
			s.showBusy()
			if apply != nil && gen == s.gen {
				apply()
				s.refreshMenu()
			}
		}
	})
	if s.busy > 0 {
		s.After(busyWait, s.showBusy)
	}
}

// busyWait is how long work may take without a sign that it is under way.
const busyWait = 100 * time.Millisecond

// showBusy says in the foot line whether work is under way.
func (s *Shell) showBusy() {
	if s.foot != nil {
		s.foot.working(s.busy > 0)
	}
}

// RefreshChart implements place.Shell.
func (s *Shell) RefreshChart() {
	if s.head != nil && s.route.InChart() {
		s.head.show(s.route)
	}
}

// SettingsChanged reads the clinic anew after Settings saved it.
func (s *Shell) SettingsChanged() {
	if c, err := s.Clinics.Clinic(s.ctx); err == nil {
		s.clinic = c
	} else {
		s.Fail(err)
	}
}
