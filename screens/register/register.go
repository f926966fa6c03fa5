// Package register is the place of the controlled-drug book: the lots, one lot
// with its lines, the forms by which lines are written, and the reports.
package register

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/register"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk keeps the register.
type Desk interface {
	Books(ctx context.Context, by record.Actor) ([]register.Book, error)
	Report(ctx context.Context, by record.Actor, from, to record.Date) (register.Report, error)
	ToCount(ctx context.Context, by record.Actor, lot record.ID) (register.Sheet, error)

	Receive(ctx context.Context, by record.Actor, rc register.Receipt, at time.Time) (record.ID, record.EventID, error)
	Open(ctx context.Context, by record.Actor, lot record.ID, at time.Time) (record.EventID, error)
	Draw(ctx context.Context, by record.Actor, t register.Taken) (record.EventID, error)
	Waste(ctx context.Context, by, witness record.Actor, w register.Waste) (record.EventID, error)
	PutBack(ctx context.Context, by record.Actor, lot record.ID, draw record.EventID, containers int64, at time.Time) (record.EventID, error)
	SendBack(ctx context.Context, by record.Actor, b register.Back) (record.EventID, error)
	Destroy(ctx context.Context, by, witness record.Actor, d register.Destroyed) (record.EventID, error)
	Count(ctx context.Context, by record.Actor, c register.Counted) (record.EventID, bool, error)
	Resolve(ctx context.Context, by, witness record.Actor, e register.Explanation) (record.EventID, error)
	Correct(ctx context.Context, by, witness record.Actor, lot record.ID, line record.EventID, reason string) (record.EventID, error)
	CorrectReceipt(ctx context.Context, by record.Actor, lot record.ID, line record.EventID, rc register.Receipt, reason string) (record.ID, record.EventID, error)

	InventoryDocument(ctx context.Context, by record.Actor, at time.Time, lang words.Lang, print handout.Print) (*handout.Document, error)
	ReportDocument(ctx context.Context, by record.Actor, from, to record.Date, lang words.Lang, print handout.Print) (*handout.Document, error)
	InventoryCSV(ctx context.Context, by record.Actor, at time.Time, lang words.Lang) ([]byte, error)
	ReportCSV(ctx context.Context, by record.Actor, from, to record.Date, lang words.Lang) ([]byte, error)
	Printed(ctx context.Context, by record.Actor, paper string) error
}

// Session is a dosing session for which something may be drawn.
type Session struct {
	ID, Patient  record.ID
	At           time.Time
	Name, Number string
}

// Deps is what the screens need.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts
	Second place.Second
	// Sessions gives the dosing sessions of a day that are not over.
	Sessions func(ctx context.Context, by record.Actor, day record.Date) ([]Session, error)
	Paint    place.Paint
}

// The parts of the place. The part of a line or a count goes on with its
// identifier after a colon.
const (
	partReceive  = "receive"
	partOpen     = "open"
	partDraw     = "draw"
	partWaste    = "waste"
	partPutBack  = "putback"
	partSendBack = "sendback"
	partDestroy  = "destroy"
	partExplain  = "explain"
	partSettle   = "settle" // as explain, on the way through all lots
	partCorrect  = "correct"
	partMend     = "mend"
	partCount    = "count"
	partReports  = "reports"
)

// New makes the screen of a route: its Record is a lot, its Part a form. Who
// may not see the register gets a page that says so.
func New(d Deps, r place.Route) place.Screen {
	part, of, _ := strings.Cut(r.Part, ":")
	switch {
	case !d.Shell.Person().May(clinic.SeeRegister):
		return &closed{d.Shell}
	case part == partReports:
		return newReports(d)
	case part == partCount:
		return newCounting(d, r.Record, record.ID(of))
	case part == partSettle:
		v := newForm(d, r.Record, partExplain, of)
		v.onward = partCount + ":" + string(r.Record)
		return v
	case part != "":
		return newForm(d, r.Record, part, of)
	case r.Record != "":
		return newLot(d, r.Record)
	}
	return newList(d)
}

// closed is the page of who may not see the register.
type closed struct{ shell place.Shell }

// Content implements place.Screen.
func (c *closed) Content() fyne.CanvasObject {
	s := c.shell
	return kit.Pad(kit.GapL, kit.NewCard("", kit.EmptyState(s.T("This page is for those who treat and for the owner"), s.T("Your role does not open it."))))
}

// Show implements place.Screen.
func (c *closed) Show() {}

// Leave implements place.Screen.
func (c *closed) Leave() {}

// Commands implements place.Screen.
func (c *closed) Commands() []place.Command { return nil }

const (
	ctrl  = fyne.KeyModifierShortcutDefault
	shift = fyne.KeyModifierShift
)

// open opens a part of the place.
func (d Deps) open(lot record.ID, part string) {
	d.Shell.Go(place.Route{Place: place.Register, Record: lot, Part: part})
}

// may reports whether the person who is signed in may do the action.
func (d Deps) may(a clinic.Action) bool { return d.Shell.Person().May(a) }

// when says an instant in the clinic's zone.
func (d Deps) when(t time.Time) string {
	return d.Shell.Book().DateTime(d.Shell.Lang(), t, d.Shell.Clinic().Location())
}

// today is the day in the clinic's zone.
func (d Deps) today() record.Date { return record.DateOf(d.Shell.Now(), d.Shell.Clinic().Location()) }

// endOf is the last instant of a day, or now for a day that is not over; zero,
// which is now too, for none.
func (d Deps) endOf(day record.Date) time.Time {
	if day.IsZero() {
		return time.Time{}
	}
	if end := day.AddDays(1).Start(d.Shell.Clinic().Location()).Add(-time.Nanosecond); end.Before(d.Shell.Now()) {
		return end
	}
	return d.Shell.Now()
}

// amount says an amount of a lot with its unit: "1.5 mL".
func (d Deps) amount(f register.Form, n int64) string {
	return f.Said(d.Shell.T, n)
}

// named says which lot it is: "Ketamine 50 mg/mL, multi-dose vial, lot K-1".
func (d Deps) named(l register.Label) string {
	return d.Shell.T("%s %s, %s, lot %s", l.Drug, l.Strength.Said(l.Form), l.Form, l.Number)
}

// narrow keeps a form from becoming as wide as the window. Large text needs the
// room.
func narrow(form fyne.CanvasObject) fyne.CanvasObject {
	if kit.LargeText() {
		return form
	}
	return kit.Columns(0, kit.Fixed(760, form), kit.Flex(1, kit.Stack(0)))
}

// unread stands where the register could not be read, with a button to try
// again.
func (d Deps) unread(id string, again func()) fyne.CanvasObject {
	s := d.Shell
	return kit.NewCard("", kit.EmptyState(s.T("The register could not be read"), s.T("Nothing was changed. Try again; if it happens again, tell whoever looks after the program."),
		kit.Secondary(id, s.T("Try again"), again)))
}

func (d Deps) waiting() fyne.CanvasObject {
	return kit.NewCard("", kit.Muted(d.Shell.T("Reading the register…")))
}

// find gives the book of a lot.
func find(books []register.Book, lot record.ID) (register.Book, error) {
	for _, b := range books {
		if b.ID == lot {
			return b, nil
		}
	}
	return register.Book{}, &record.Problem{Code: record.NotFound, Text: "This lot is not in the register.", Next: "Record its delivery first."}
}
