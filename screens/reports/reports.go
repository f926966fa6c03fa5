// Package reports is the place of the clinic's outcomes: who was lost, who
// responded, who got worse, with the counts always shown and what others have
// published beside them. It leads on to the reports of the register.
package reports

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/outcomes"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Outcomes reads and writes out the clinic's outcomes.
type Outcomes interface {
	Cohort(ctx context.Context, by record.Actor, progress func(done, total int)) (*outcomes.Cohort, error)
	ClinicDocument(ctx context.Context, by record.Actor, c *outcomes.Cohort, t outcomes.Table, p *outcomes.Published, lang words.Lang) (handout.Document, error)
	CSV(c *outcomes.Cohort, t outcomes.Table, lang words.Lang) ([]byte, error)
}

// Audit puts on record what leaves the program.
type Audit interface {
	Exported(ctx context.Context, by record.Actor, what string, patient record.ID) error
	Printed(ctx context.Context, by record.Actor, what string, patient record.ID) error
}

// Deps is what the place needs.
type Deps struct {
	Shell     place.Shell
	Outcomes  Outcomes
	Rules     *outcomes.Rules
	Published *outcomes.Published
	Audit     Audit
	Paint     place.Paint
	Tick      func(every time.Duration, f func()) (stop func()) // looks at how far the reading is
}

// look is how often the screen looks at how far the reading is.
const look = 200 * time.Millisecond

// Screen is the place.
type Screen struct {
	Deps
	body   *fyne.Container
	cohort *outcomes.Cohort // nil while there is none
	page   *page
	halt   func() // ends a reading that is under way; nil when none is
}

var _ place.Screen = (*Screen)(nil)

// New makes the place.
func New(d Deps) *Screen { return &Screen{Deps: d, body: container.NewStack()} }

// Content implements place.Screen.
func (s *Screen) Content() fyne.CanvasObject { return kit.Pad(kit.GapL, s.body) }

func (s *Screen) show(o fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{o}
	s.body.Refresh()
}

// state shows that there are no outcomes, and what can be done.
func (s *Screen) state(title, text string, actions ...*kit.Button) {
	s.cohort, s.page = nil, nil
	if register := s.registerButton(); register != nil {
		actions = append(actions, register)
	}
	objs := make([]fyne.CanvasObject, len(actions))
	for i, a := range actions {
		objs[i] = a
	}
	s.show(kit.Stack(kit.GapM, kit.Title(s.Shell.T("Reports")), kit.NewCard("", kit.EmptyState(title, text, objs...))))
	if canvas := s.Shell.Window().Canvas(); canvas.Focused() == nil && len(actions) > 0 {
		canvas.Focus(actions[0])
	}
}

// Show implements place.Screen: it reads everybody who started, with a way to
// stop.
func (s *Screen) Show() {
	sh := s.Shell
	if !sh.Person().May(clinic.SeeOutcomes) {
		s.state(sh.T("The clinic’s outcomes are not open to your role"), sh.T("Ask the owner or somebody who treats."))
		return
	}
	s.stop()
	var done, total atomic.Int64
	bar := kit.NewProgress()
	own, end := context.WithCancel(context.Background())
	still := s.Tick(look, func() {
		if n := int(total.Load()); n > 0 {
			bar.Set(int(done.Load()), n, sh.T("%d of %d", int(done.Load()), n))
		}
	})
	halt := func() { end(); still() }
	s.halt = halt
	s.state(sh.T("Reading the outcomes…"), sh.T("Every patient who started is read."), kit.Secondary("reports.stop", sh.T("Stop"), s.onStop))
	s.body.Objects = append(s.body.Objects, container.NewVBox(bar))
	by := sh.Actor()
	sh.Run(func(ctx context.Context) func() {
		both, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(own, cancel)()
		c, err := s.Outcomes.Cohort(both, by, func(n, of int) { done.Store(int64(n)); total.Store(int64(of)) })
		var first outcomes.Table
		if err == nil {
			first = most(c)
		}
		return func() {
			if own.Err() == nil {
				halt()
				s.halt = nil
				s.loaded(c, first, err)
			}
		}
	})
}

// stop ends a reading that is under way.
func (s *Screen) stop() {
	if s.halt != nil {
		s.halt()
		s.halt = nil
	}
}

func (s *Screen) onStop() {
	if s.halt == nil {
		return
	}
	s.stop()
	sh := s.Shell
	s.state(sh.T("The reading was stopped"), sh.T("Nothing was changed."), kit.Primary("reports.again", sh.T("Read again"), s.Show))
}

func (s *Screen) loaded(c *outcomes.Cohort, first outcomes.Table, err error) {
	sh := s.Shell
	again := kit.Primary("reports.again", sh.T("Try again"), s.Show)
	switch {
	case err != nil && len(record.ProblemsOf(err)) > 0:
		s.state(sh.T("The outcomes are not here"), place.Words(sh, record.ProblemsOf(err)[0]), again)
	case err != nil:
		sh.Fail(err)
		s.state(sh.T("The outcomes are not here"), sh.T("The outcomes could not be read. Nothing was changed."), again)
	case len(c.Scales()) == 0:
		s.state(sh.T("There are no outcomes yet"), sh.T("They stand here once patients have had a first dose and have completed a scale."))
	default:
		s.cohort = c
		s.page = newPage(s, first)
		s.show(s.page.content)
		if canvas := sh.Window().Canvas(); canvas.Focused() == nil {
			s.page.scale.Focus()
		}
	}
}

// registerButton leads to the register's reports; nil for who may not see it.
func (s *Screen) registerButton() *kit.Button {
	if !s.maySeeRegister() {
		return nil
	}
	return kit.Secondary("reports.register", s.Shell.T("Reports of the register"), s.toRegister)
}

func (s *Screen) maySeeRegister() bool { return s.Shell.Person().May(clinic.SeeRegister) }

func (s *Screen) toRegister() { s.Shell.Go(place.Route{Place: place.Register, Part: "reports"}) }

// Leave implements place.Screen.
func (s *Screen) Leave() { s.stop() }

// FirstFocus implements place.FirstFocus.
func (s *Screen) FirstFocus() fyne.Focusable { return nil }

// Commands implements place.Screen.
func (s *Screen) Commands() []place.Command {
	sh := s.Shell
	const ctrl = fyne.KeyModifierShortcutDefault
	none := func() bool { return s.page == nil }
	return []place.Command{
		{ID: "reports.print", Label: sh.T("Print"), Key: fyne.KeyP, Modifier: ctrl, Do: s.onPrint, Disabled: none},
		{ID: "reports.export", Label: sh.T("Export"), Key: fyne.KeyE, Modifier: ctrl, Do: s.onExport, Disabled: none},
		{ID: "reports.filter", Label: sh.T("Go to the filters"), Key: fyne.KeyF, Modifier: ctrl, Do: func() { s.page.scale.Focus() }, Disabled: none},
		{ID: "reports.all", Label: sh.T("Show everybody"), Key: fyne.KeyBackspace, Modifier: ctrl, Do: func() { s.page.clear() }, Disabled: none},
		{ID: "reports.stop", Label: sh.T("Stop"), Key: fyne.KeyB, Modifier: ctrl | fyne.KeyModifierShift, Do: s.onStop, Disabled: func() bool { return s.halt == nil }},
		{ID: "reports.register", Label: sh.T("Reports of the register"), Key: fyne.KeyG, Modifier: ctrl, Do: s.toRegister, Disabled: func() bool { return !s.maySeeRegister() }},
	}
}
