// Package session is one visit: the dosing session with its clock, timeline
// and gate, and the note of a preparation, an integration or a follow-up.
package session

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/chart"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk is what the screen asks of the visits.
type Desk interface {
	Visit(ctx context.Context, by record.Actor, id record.ID) (session.Visit, error)
	Show(ctx context.Context, by record.Actor, id record.ID) (session.Show, error)
	Basis(ctx context.Context, by record.Actor, id record.ID) (session.Basis, error)
	Start(ctx context.Context, by record.Actor, id record.ID) error
	CompleteChecks(ctx context.Context, by record.Actor, id record.ID, c session.Checks) (record.EventID, error)
	Override(ctx context.Context, by record.Actor, id record.ID, ask session.Ask) (record.EventID, error)
	GiveDose(ctx context.Context, by record.Actor, id record.ID, d session.Dose, w session.When) (record.EventID, error)
	AddVitals(ctx context.Context, by record.Actor, id record.ID, v session.Vitals, w session.When) (record.EventID, error)
	AddEntry(ctx context.Context, by record.Actor, id record.ID, e session.Entry, key bool, w session.When) (record.EventID, error)
	RaiseCard(ctx context.Context, by record.Actor, id record.ID, trigger, note string, w session.When) (record.EventID, error)
	AnswerCard(ctx context.Context, by record.Actor, id record.ID, card record.EventID, done string, w session.When) (record.EventID, error)
	ChangePresence(ctx context.Context, by record.Actor, id record.ID, c session.Coming, w session.When) (record.EventID, error)
	AddAdverse(ctx context.Context, by record.Actor, id record.ID, a session.Adverse, w session.When) (record.EventID, error)
	SetRoom(ctx context.Context, by record.Actor, id record.ID, room session.Room, w session.When) (record.EventID, error)
	MarkKey(ctx context.Context, by record.Actor, id record.ID, line record.EventID, on bool) (record.EventID, error)
	Withdraw(ctx context.Context, by record.Actor, id record.ID, line record.EventID, reason string) error
	Discharge(ctx context.Context, by record.Actor, id record.ID, d session.Discharge) (record.EventID, error)
	Scale(id string) (session.Scale, bool)
	Sign(ctx context.Context, by record.Actor, id record.ID, summary string) (record.EventID, error)
	SaveNote(ctx context.Context, by record.Actor, id record.ID, n session.Note) error
	SignNote(ctx context.Context, by record.Actor, id record.ID) (record.EventID, error)
	AmendNote(ctx context.Context, by record.Actor, id record.ID, n session.Note, reason string) (record.EventID, error)
	Paper(ctx context.Context, by record.Actor, id record.ID, print handout.Print) (handout.Document, error)
}

// Charts gives what stands over the chart, for the head of the full window.
type Charts interface {
	Header(ctx context.Context, by record.Actor, patient record.ID) (chart.Header, error)
}

// People gives who works in the clinic.
type People interface {
	People(ctx context.Context) ([]clinic.Person, error)
}

// Deps is what the screen needs.
type Deps struct {
	Shell  place.Shell
	Drafts record.Drafts
	Desk   Desk
	Charts Charts
	People People
	Scales Scales // nil where no plan asks for scales
	// Register is the controlled-drug book, and Second asks a second person to
	// sign in; nil where the program has none.
	Register Register
	Second   place.Second
	Paint    place.Paint
	// Keep puts a printed summary into the patient's chart.
	Keep func(patient record.ID) place.Keep
	// Tick runs a clock; place.Tick in the program.
	Tick func(every time.Duration, f func()) (stop func())
}

// Visit is the screen of one visit.
type Visit struct {
	Deps
	route place.Route
	full  bool // a dosing session takes the whole window

	holder *fyne.Container
	body   body // nil where the visit cannot be shown
	loaded bool // show is filled in
	busy   bool // a change is on its way
	show   session.Show
	header chart.Header
	people []clinic.Person
	due    []measures.Need
	stop   func()
	ticks  int
}

// body is what the screen shows once it knows the visit's kind.
type body interface {
	content() fyne.CanvasObject
	apply() // shows the present state
	first() // puts the focus where work begins
	leave()
	tick()
	commands() []place.Command
}

// New makes the screen for the visit of the route. Which kind it is must be
// known before the window is laid out, so one record is read at once.
func New(d Deps, r place.Route) place.Screen {
	v := &Visit{Deps: d, route: r}
	visit, err := d.Desk.Visit(context.Background(), d.Shell.Actor(), r.Record)
	switch may := d.Shell.Person().May(clinic.SeeChart); {
	case err != nil || !may:
	case visit.Kind == session.Dosing:
		v.full, v.body = true, newDosing(v)
	default:
		v.body = newNote(v)
	}
	return v
}

// FullWindow implements place.Full.
func (v *Visit) FullWindow() bool { return v.full }

// Content implements place.Screen.
func (v *Visit) Content() fyne.CanvasObject {
	v.holder = container.NewStack(kit.Pad(kit.GapXL, kit.Muted(v.Shell.T("Opening the visit…"))))
	return v.holder
}

// Show implements place.Screen.
func (v *Visit) Show() {
	v.do(nil, nil)
	if v.stop == nil && v.full {
		v.stop = v.Tick(time.Second, v.tick)
	}
}

// Leave implements place.Screen.
func (v *Visit) Leave() {
	if v.stop != nil {
		v.stop()
		v.stop = nil
	}
	if v.loaded {
		v.body.leave()
	}
	if v.full {
		v.Shell.SetRoomMode(false)
	}
}

// often is how many seconds pass before the state is read anew: what stands
// against a dose changes with the time alone.
const often = 60

func (v *Visit) tick() {
	if !v.loaded {
		return
	}
	if v.ticks++; v.ticks%often == 0 {
		v.do(nil, nil)
	}
	v.body.tick()
}

// Commands implements place.Screen. They stand in the menu from the beginning
// and work once the visit is read.
func (v *Visit) Commands() []place.Command {
	if v.body == nil {
		return nil
	}
	cs := v.body.commands()
	for i := range cs {
		off, do := cs[i].Disabled, cs[i].Do
		cs[i].Disabled = func() bool { return v.loaded && off != nil && off() }
		cs[i].Do = func() {
			if v.loaded {
				do()
			}
		}
	}
	return cs
}

// do does one change off the window (none when work is nil), reads the visit
// anew and shows it. done is told how the change went; without it a failure is
// shown by the shell.
func (v *Visit) do(work func(ctx context.Context, by record.Actor) error, done func(error)) {
	if work != nil && v.busy {
		return // a second press of the same button gives no second dose
	}
	v.busy = v.busy || work != nil
	by, id, first := v.Shell.Actor(), v.route.Record, !v.loaded
	v.Shell.Run(func(ctx context.Context) func() {
		var changed, err error
		if work != nil {
			changed = work(ctx, by)
		}
		var show session.Show
		header, people, due := v.header, v.people, v.due
		if changed == nil {
			show, err = v.Desk.Show(ctx, by, id)
		}
		if err == nil && first {
			header, err = v.Charts.Header(ctx, by, show.Visit.Patient)
			if err == nil {
				people, err = v.People.People(ctx)
			}
			if err == nil {
				due, err = v.dueScales(ctx, by, show.Visit.Patient)
			}
		}
		return func() {
			v.busy = v.busy && work == nil
			v.done(work != nil, changed, err, done, func() { v.header, v.people, v.due = header, people, due; v.apply(show) })
		}
	})
}

func (v *Visit) done(changes bool, changed, err error, done func(error), apply func()) {
	switch {
	case changed != nil && done != nil:
		done(changed)
		return
	case changed != nil:
		v.Shell.Fail(changed)
		return
	case err != nil && !changes:
		v.trouble(err)
		return
	}
	if changes {
		v.Shell.Saved(v.Shell.T("All changes saved"))
		if !v.full {
			v.Shell.RefreshChart()
		}
	}
	if done != nil {
		done(nil)
	}
	if err != nil { // it is saved all the same, and must not be saved again
		v.trouble(err)
		return
	}
	apply()
}

// trouble shows what kept the visit from being read.
func (v *Visit) trouble(err error) {
	s := v.Shell
	if v.loaded {
		s.Fail(err)
		return
	}
	back := kit.Secondary("session.back", s.T("Back"), s.Back)
	title, text := s.T("This visit could not be opened."), s.T("Nothing was changed. Go back and open it again.")
	var p *record.Problem
	if errors.As(err, &p) {
		text = place.Words(s, p)
		if p.Code == record.NotAllowed {
			title = s.T("What happens in a visit belongs to the clinical chart.")
			text = s.T("Your role sees when and where a visit is, in the list of visits and on Today.")
		}
	} else {
		s.Fail(err)
	}
	v.holder.Objects = []fyne.CanvasObject{kit.EmptyState(title, text, back)}
	v.holder.Refresh()
}

func (v *Visit) apply(show session.Show) {
	if v.body == nil { // it could not be read a moment ago
		v.Shell.Go(v.route)
		return
	}
	v.show = show
	first := !v.loaded
	if v.loaded = true; first {
		// Laid out once while it is empty, so that a long log is wrapped at its
		// real width alone.
		v.holder.Objects = []fyne.CanvasObject{v.body.content()}
		v.holder.Refresh()
	}
	v.body.apply()
	if first {
		v.body.first()
	}
}

// zone is the clinic's.
func (v *Visit) zone() *time.Location { return v.Shell.Clinic().Location() }

// clock gives the time of day of an instant.
func (v *Visit) clock(t time.Time) string { return t.In(v.zone()).Format("15:04") }

// print puts the summary on paper and into the chart.
func (v *Visit) print() {
	by, id := v.Shell.Actor(), v.route.Record
	name := v.Shell.T("Session summary") + " " + record.DateOf(v.show.Visit.Starts, v.zone()).String()
	place.PrintPaper(v.Shell, v.Paint, v.Keep(v.show.Visit.Patient), name, func(ctx context.Context) (handout.Document, error) {
		return v.Desk.Paper(ctx, by, id, handout.Normal)
	})
}

// form names a draft of this visit.
func (v *Visit) form(part string) string { return "session/" + string(v.route.Record) + "/" + part }
