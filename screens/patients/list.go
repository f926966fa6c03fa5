// Package patients is the list of patients that the search box asks for, and
// the form of a patient's own details.
package patients

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk finds, registers and changes patients.
type Desk interface {
	Search(ctx context.Context, by record.Actor, query string, limit int) ([]patients.Hit, error)
	Doubles(ctx context.Context, by record.Actor, p patients.Patient) ([]patients.Hit, error)
	Register(ctx context.Context, by record.Actor, p patients.Patient) (patients.Patient, error)
	Change(ctx context.Context, by record.Actor, p patients.Patient) error
	ByID(ctx context.Context, by record.Actor, id record.ID) (patients.Patient, error)
}

// Deps is what the screens need.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts
	// Query is what the search box holds when the list opens.
	Query string
}

// most is how many patients the list shows; more are found by typing more.
const most = 100

// List is the list of patients.
type List struct {
	Deps
	table *kit.DataTable
	count *kit.Text
	query string
	gen   int
}

// NewList makes the list.
func NewList(d Deps) *List {
	s := d.Shell
	l := &List{Deps: d, query: d.Query, count: kit.Muted("")}
	l.table = kit.NewDataTable("patients.table", s.T("Nobody found. Check the spelling, or register a new patient with Ctrl+N."),
		kit.Column{ID: "name", Label: s.T("Name"), Flex: 2}, kit.Column{ID: "born", Label: s.T("Date of birth"), Width: 130},
		kit.Column{ID: "phone", Label: s.T("Phone"), Width: 180}, kit.Column{ID: "number", Label: s.T("Chart no."), Width: 110})
	l.table.OnOpen = func(key string) { s.Go(place.Route{Place: place.Intake, Patient: record.ID(key)}) }
	return l
}

// Content implements place.Screen.
func (l *List) Content() fyne.CanvasObject {
	s := l.Shell
	add := kit.Primary("patients.new", s.T("New patient"), func() { s.Go(place.Route{Place: place.Patients, Part: "new"}) })
	head := kit.Row(kit.GapM, kit.Title(s.T("Patients")), l.count, kit.Spacer(), add)
	return kit.Pad(20, kit.Stack(kit.GapM, head, kit.Flex(1, kit.FlushCard(l.table))))
}

// Show implements place.Screen.
func (l *List) Show() { l.Find(l.query) }

// Find lists who fits the query. What comes back after a later query is
// dropped.
func (l *List) Find(query string) {
	l.query = query
	l.gen++
	gen, by := l.gen, l.Shell.Actor()
	l.Shell.Run(func(ctx context.Context) func() {
		hits, err := l.Desk.Search(ctx, by, query, most)
		return func() {
			switch {
			case gen != l.gen:
			case err != nil:
				l.Shell.Fail(err)
			default:
				l.list(hits)
			}
		}
	})
}

func (l *List) list(hits []patients.Hit) {
	s := l.Shell
	rows := make([]kit.TableRow, 0, len(hits))
	for _, h := range hits {
		name := kit.StrongCell(h.Name())
		if h.Preferred != "" && h.Preferred != h.Given {
			name.Note = "“" + h.Preferred + "”"
		}
		rows = append(rows, kit.TableRow{Key: string(h.ID), Cells: []kit.Cell{name,
			kit.TextCell(s.Book().Date(s.Lang(), h.Born)), kit.TextCell(h.Phone), kit.MutedCell(h.Number)}})
	}
	l.table.SetRows(rows)
	if len(rows) > 0 {
		l.table.SelectKey(rows[0].Key)
	}
	switch {
	case len(hits) == most:
		l.count.SetText(s.T("The first %d; type more to narrow", most))
	case l.query == "":
		l.count.SetText(s.T("Registered last"))
	default:
		l.count.SetText(s.T("%d found", len(hits)))
	}
}

// Move moves the mark while the person types in the search box.
func (l *List) Move(by int) {
	rows, now := l.table.Rows(), l.table.SelectedKey()
	for i, r := range rows {
		if r.Key == now && i+by >= 0 && i+by < len(rows) {
			l.table.SelectKey(rows[i+by].Key)
			return
		}
	}
}

// OpenSelected opens the marked chart.
func (l *List) OpenSelected() {
	if key := l.table.SelectedKey(); key != "" {
		l.table.OnOpen(key)
	}
}

// FirstFocus implements place.FirstFocus.
func (l *List) FirstFocus() fyne.Focusable { return l.table }

// Leave implements place.Screen.
func (l *List) Leave() {}

// Commands implements place.Screen.
func (l *List) Commands() []place.Command { return nil }
