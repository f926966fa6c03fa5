// Package sessions is the list of a patient's visits: what there was, what is
// booked, what still stands before the next one, and the form that books one.
package sessions

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk is what the screen asks of the visits.
type Desk interface {
	Rows(ctx context.Context, by record.Actor, patient record.ID) ([]session.Row, error)
	Book(ctx context.Context, by record.Actor, patient record.ID, kind session.Kind, starts time.Time, room string, with record.ID) (record.ID, error)
	Move(ctx context.Context, by record.Actor, id record.ID, starts time.Time, room string, with record.ID) error
	Cancel(ctx context.Context, by record.Actor, id record.ID, why string) error
	Miss(ctx context.Context, by record.Actor, id record.ID, why string) error
	Arrive(ctx context.Context, by record.Actor, id record.ID) error
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
	People People
}

// Sessions is the screen.
type Sessions struct {
	Deps
	patient record.ID
	booking bool // opened to book a visit
	rows    []session.Row
	loaded  bool

	table *kit.DataTable
	left  *kit.Form       // scrolls where text is large
	side  *fyne.Container // what belongs to the marked visit
	book  *booking
}

// New makes the screen for the chart of the route.
func New(d Deps, r place.Route) place.Screen {
	s := d.Shell
	v := &Sessions{Deps: d, patient: r.Patient, booking: r.Part == "book", side: kit.Stack(kit.GapM)}
	v.table = kit.NewDataTable("sessions.visits", s.T("No visits yet. Book the first one at the right."),
		kit.Column{ID: "when", Label: s.T("When"), Width: 168}, kit.Column{ID: "what", Label: s.T("Visit"), Flex: 2},
		kit.Column{ID: "with", Label: s.T("With"), Flex: 2, Less: true}, kit.Column{ID: "state", Label: s.T("Status"), Width: 140, Less: true})
	v.table.OnSelected = func(string) { v.showSide() }
	v.table.OnOpen = func(string) { v.open() }
	v.book = newBooking(v)
	return v
}

// Content implements place.Screen.
func (v *Sessions) Content() fyne.CanvasObject {
	v.left = kit.NewForm(kit.Pad(kit.GapXL, kit.Muted(v.Shell.T("Reading the visits…"))), nil, v.Shell.Back)
	return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(1, v.left), kit.Fixed(300, v.book.content())))
}

// Show implements place.Screen.
func (v *Sessions) Show() {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		rows, err := v.Desk.Rows(ctx, by, v.patient)
		var people []clinic.Person
		if err == nil {
			people, err = v.People.People(ctx)
		}
		return func() {
			if err != nil {
				v.trouble(err)
				return
			}
			v.apply(rows, people)
		}
	})
}

// trouble says that the visits could not be read. What was read before stays.
func (v *Sessions) trouble(err error) {
	s := v.Shell
	s.Fail(err)
	if v.loaded {
		return
	}
	v.left.SetContent(kit.EmptyState(s.T("The visits could not be read."), s.T("Nothing was changed. Try again; if it happens again, restart KAP Desk."),
		kit.Secondary("sessions.again", s.T("Try again"), v.Show)))
}

func (v *Sessions) apply(rows []session.Row, people []clinic.Person) {
	v.rows = rows
	first := !v.loaded
	if first {
		v.loaded = true
		v.left.SetContent(kit.Stack(kit.GapM, kit.Flex(1, kit.FlushCard(v.table)), v.side))
		v.book.fill(people)
	}
	var table []kit.TableRow
	for _, r := range rows {
		table = append(table, kit.TableRow{Key: string(r.Visit.ID), Cells: v.cells(r)})
	}
	keep := v.table.SelectedKey()
	if v.book.after != "" {
		keep, v.book.after = string(v.book.after), ""
	}
	v.table.SetRows(table)
	if keep == "" {
		keep = v.next()
	}
	v.table.SelectKey(keep)
	v.showSide()
	if first && v.Shell.Window().Canvas().Focused() == nil {
		v.table.Focus()
	}
}

// next is the visit to begin with: the earliest of today or later that is not
// over, else the latest of all.
func (v *Sessions) next() string {
	zone := v.Shell.Clinic().Location()
	today := record.DateOf(v.Shell.Now(), zone)
	for i := len(v.rows) - 1; i >= 0; i-- {
		if r := v.rows[i].Visit; !r.State.Over() && record.DateOf(r.Starts, zone).Compare(today) >= 0 {
			return string(r.ID)
		}
	}
	if len(v.rows) > 0 {
		return string(v.rows[0].Visit.ID)
	}
	return ""
}

func (v *Sessions) cells(r session.Row) []kit.Cell {
	s := v.Shell
	what := kit.StrongCell(s.T(r.Visit.Kind.Name()))
	if r.Nth > 0 {
		what.Text += fmt.Sprintf(" %d", r.Nth)
	}
	with := r.WithName
	if r.Visit.Room != "" {
		with = joined(with, r.Visit.Room)
	}
	state := kit.PillCell(s.T(r.Visit.State.Name()), tone(r.Visit.State))
	if n := len(r.Blocks); n > 0 && !r.Visit.State.Over() {
		what.Note = s.T("%d to mend", n)
	}
	return []kit.Cell{kit.TextCell(s.Book().DateTime(s.Lang(), r.Visit.Starts, s.Clinic().Location())), what, kit.MutedCell(with), state}
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " · " + b
}

func tone(st session.State) kit.Tone {
	switch st {
	case session.Arrived, session.Running:
		return kit.ToneAccent
	case session.Closed:
		return kit.ToneDone
	case session.Missed:
		return kit.ToneReview
	}
	return kit.ToneNeutral
}

func (v *Sessions) selected() (session.Row, bool) {
	for _, r := range v.rows {
		if string(r.Visit.ID) == v.table.SelectedKey() {
			return r, true
		}
	}
	return session.Row{}, false
}

// showSide shows what can be done with the marked visit, and what stands
// against it.
func (v *Sessions) showSide() {
	v.side.Objects = nil
	if r, ok := v.selected(); ok {
		v.side.Objects = []fyne.CanvasObject{v.visitCard(r)}
	}
	v.side.Refresh()
	if v.left != nil {
		v.left.Adopt(v.side)
		v.left.Refresh()
	}
}

func (v *Sessions) visitCard(r session.Row) fyne.CanvasObject {
	s := v.Shell
	may := s.Person().May(clinic.BookVisit)
	title := s.T(r.Visit.Kind.Name()) + ", " + s.Book().DateTime(s.Lang(), r.Visit.Starts, s.Clinic().Location())
	parts := []fyne.CanvasObject{kit.Strong(title)}
	if r.Visit.Why != "" {
		parts = append(parts, kit.SmallPara(r.Visit.Why))
	}
	if r.Signed.Name != "" {
		parts = append(parts, kit.Small(s.T("Signed by %s, %s", r.Signed.Name, s.Book().DateTime(s.Lang(), r.Signed.At, s.Clinic().Location()))))
	}
	for i, p := range r.Blocks {
		to := place.Mend(p.Field, v.patient, r.Visit.ID)
		parts = append(parts, kit.Row(kit.GapM, kit.Flex(1, kit.Paragraph("○ "+place.Words(s, p)).In(kit.ColorReview)),
			kit.Quiet(fmt.Sprintf("sessions.mend%d", i+1), s.T("Mend this"), func() { s.Go(to) })))
	}
	if r.Visit.Kind == session.Dosing && len(r.Blocks) == 0 && !r.Visit.State.Over() {
		parts = append(parts, kit.Body("✓ "+s.T("Nothing stands against a dose.")).In(kit.ColorDone))
	}
	buttons := []fyne.CanvasObject{kit.Primary("sessions.open", s.T("Open"), v.open)}
	add := func(show bool, b *kit.Button) {
		if show {
			buttons = append(buttons, b)
		}
	}
	booked := r.Visit.State == session.Booked
	add(may && booked, kit.Secondary("sessions.arrive", s.T("Has arrived"), v.arrive))
	add(may && booked, kit.Secondary("sessions.move", s.T("Move"), v.move))
	add(may && (booked || r.Visit.State == session.Arrived), kit.Secondary("sessions.cancel", s.T("Call off"), func() { v.end(session.Cancelled) }))
	add(may && booked && s.Now().After(r.Visit.Starts), kit.Secondary("sessions.miss", s.T("Did not come"), func() { v.end(session.Missed) }))
	parts = append(parts, kit.FlowRow(kit.GapS, buttons...))
	return kit.NewCard("", kit.Stack(kit.GapS, parts...))
}

// open opens the marked visit.
func (v *Sessions) open() {
	if r, ok := v.selected(); ok {
		v.Shell.Go(place.Route{Place: place.Session, Patient: v.patient, Record: r.Visit.ID})
	}
}

func (v *Sessions) move() {
	if r, ok := v.selected(); ok && r.Visit.State == session.Booked {
		v.book.move(r.Visit)
	}
}

// do changes something in the background and shows the list anew.
func (v *Sessions) do(work func(ctx context.Context, by record.Actor) error, done func(error)) {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		err := work(ctx, by)
		return func() {
			if done != nil {
				done(err)
			} else if err != nil {
				v.Shell.Fail(err)
			}
			if err == nil {
				v.Shell.Saved(v.Shell.T("All changes saved"))
				v.Shell.RefreshChart()
				v.Show()
			}
		}
	})
}

func (v *Sessions) arrive() {
	if r, ok := v.selected(); ok {
		v.do(func(ctx context.Context, by record.Actor) error { return v.Desk.Arrive(ctx, by, r.Visit.ID) }, nil)
	}
}

// end asks why the marked visit did not take place, and records it.
func (v *Sessions) end(as session.State) {
	r, ok := v.selected()
	if !ok {
		return
	}
	s := v.Shell
	why := kit.NewTextField(s.T, "sessions.why", s.T("Why"))
	keeper := place.KeepText(v.Drafts, s, "sessions."+string(as)+"/"+string(r.Visit.ID), why)
	title, yes, end := s.T("Call this visit off?"), s.T("Call off"), v.Desk.Cancel
	if as == session.Missed {
		title, yes, end = s.T("The patient did not come?"), s.T("Did not come"), v.Desk.Miss
	}
	var ask *kit.Dialog
	ask = kit.Ask(s.Window(), s.T, title, why, yes, func() bool {
		v.do(func(ctx context.Context, by record.Actor) error { return end(ctx, by, r.Visit.ID, why.Text()) }, func(err error) {
			switch ps := record.ProblemsOf(err); {
			case err == nil:
				keeper.Drop()
				ask.Close()
			case len(ps) > 0 && ps[0].Field == "book.why":
				why.SetError(place.Words(s, ps[0]))
				why.Focus()
			default:
				ask.Close()
				s.Fail(err)
			}
		})
		return false
	}, nil)
}

// FirstFocus implements place.FirstFocus: the list, or the booking for whoever
// came to book.
func (v *Sessions) FirstFocus() fyne.Focusable {
	if v.booking {
		v.book.focus()
		return v.Shell.Window().Canvas().Focused()
	}
	if !v.loaded {
		return nil // it gets the focus once it is shown
	}
	return v.table
}

// Leave implements place.Screen.
func (v *Sessions) Leave() { v.book.keeper.Keep() }

// Commands implements place.Screen.
func (v *Sessions) Commands() []place.Command {
	s := v.Shell
	ctrl := fyne.KeyModifierShortcutDefault
	not := func(ok func(session.State) bool) func() bool {
		return func() bool {
			r, has := v.selected()
			return !has || !ok(r.Visit.State)
		}
	}
	any := func(session.State) bool { return true }
	may := s.Person().May(clinic.BookVisit)
	booked := func(st session.State) bool { return may && st == session.Booked }
	begun := func(st session.State) bool { return may && (st == session.Booked || st == session.Arrived) }
	return []place.Command{
		{ID: "sessions.open", Label: s.T("Open visit"), Key: fyne.KeyO, Modifier: ctrl, Do: v.open, Disabled: not(any)},
		{ID: "sessions.book", Label: s.T("Book a visit"), Key: fyne.KeyB, Modifier: ctrl, Do: v.book.focus, Disabled: func() bool { return !may }},
		{ID: "sessions.arrive", Label: s.T("Has arrived"), Key: fyne.KeyR, Modifier: ctrl, Do: v.arrive, Disabled: not(booked)},
		{ID: "sessions.move", Label: s.T("Move"), Key: fyne.KeyM, Modifier: ctrl, Do: v.move, Disabled: not(booked)},
		{ID: "sessions.cancel", Label: s.T("Call off"), Key: fyne.KeyDelete, Modifier: ctrl, Do: func() { v.end(session.Cancelled) }, Disabled: not(begun)},
		{ID: "sessions.miss", Label: s.T("Did not come"), Key: fyne.KeyDelete, Modifier: ctrl | fyne.KeyModifierShift, Do: func() { v.end(session.Missed) }, Disabled: not(booked)},
	}
}
