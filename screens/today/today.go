// Package today is the clinic's day: the visits, what still stands before
// each, and what is overdue.
package today

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/schedule"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Schedule reads a day.
type Schedule interface {
	Day(ctx context.Context, by record.Actor, date record.Date) (schedule.Day, error)
}

// Visits changes a visit's state at the front desk.
type Visits interface {
	Arrive(ctx context.Context, by record.Actor, id record.ID) error
}

// Deps is what the screen needs.
type Deps struct {
	Shell    place.Shell
	Schedule Schedule
	Visits   Visits
	Alerts   Alerts
	Drafts   record.Drafts
	// First is whose alert is shown first; "" for the most urgent one.
	First record.ID
	// Notices gives what the person is to be told before the day begins; nil
	// for nothing.
	Notices func(ctx context.Context, by record.Actor) ([]Notice, error)
}

// Notice is one thing to be told, in the reader's language.
type Notice struct {
	ID    string
	Tone  kit.Tone
	Tag   string // one or two words
	Text  string
	Label string // of its button; "" for none
	// Do is what the button does, off the window; then the notices are read
	// anew. Go, where it is set, opens a place instead.
	Do func(ctx context.Context) error
	Go place.Route
}

// Today is the screen.
type Today struct {
	Deps
	date record.Date
	day  schedule.Day

	title  *kit.Text
	count  *kit.Text
	table  *kit.DataTable
	side   *fyne.Container
	scroll *kit.Form
	arrive *kit.Button
	told   *fyne.Container // the notices
	alerts *alerts
	page   *fyne.Container
}

// New makes the screen for today in the clinic's zone.
func New(d Deps) *Today {
	s := d.Shell
	t := &Today{Deps: d, date: record.DateOf(s.Now(), s.Clinic().Location()), title: kit.Title(""), count: kit.Muted(""), side: kit.Stack(kit.GapM), told: kit.Stack(kit.GapS)}
	t.told.Hide()
	t.alerts = newAlerts(t)
	t.scroll = kit.VScroll(t.side)
	t.table = kit.NewDataTable("today.visits", s.T("No visits on this day. Find a patient with Ctrl+K or register one with Ctrl+N, and book a visit under Sessions."),
		kit.Column{ID: "time", Label: s.T("Time"), Width: 64}, kit.Column{ID: "patient", Label: s.T("Patient"), Flex: 4},
		kit.Column{ID: "visit", Label: s.T("Visit"), Flex: 3, Less: true}, kit.Column{ID: "state", Label: s.T("Status"), Width: 136, Less: true},
		kit.Column{ID: "before", Label: s.T("Before we can start"), Flex: 4})
	t.table.OnSelected = func(string) { t.showSide() }
	t.table.OnOpen = func(string) { t.open() }
	return t
}

// Content implements place.Screen.
func (t *Today) Content() fyne.CanvasObject {
	s := t.Shell
	step := func(id, label string, by int) *kit.Button {
		return kit.Secondary(id, label, func() { t.goTo(t.date.AddDays(by)) })
	}
	days := kit.FlowRow(kit.GapS, step("today.before", "‹ "+s.T("Before"), -1),
		kit.Secondary("today.now", s.T("Today"), func() { t.goTo(record.DateOf(s.Now(), s.Clinic().Location())) }),
		step("today.after", s.T("After")+" ›", 1))
	if s.Person().May(clinic.TakeMeasure) {
		days.Add(kit.Quiet("today.late", s.T("Late scales"), t.late))
	}
	head := kit.FlowRow(kit.GapM, t.title, t.count)
	body := kit.Columns(kit.GapL, kit.Flex(1, kit.FlushCard(t.table)), kit.Fixed(288, kit.Stack(kit.GapM, days, kit.Flex(1, t.scroll))))
	t.page = kit.Stack(kit.GapL, t.alerts.box, t.told, head, kit.Flex(1, body))
	return kit.Pad(20, t.page)
}

// Show implements place.Screen.
func (t *Today) Show() {
	t.goTo(t.date)
	t.tell()
}

// tell reads what the person is to be told.
func (t *Today) tell() {
	if t.Notices == nil {
		return
	}
	by := t.Shell.Actor()
	t.Shell.Run(func(ctx context.Context) func() {
		notices, err := t.Notices(ctx, by)
		return func() {
			if err != nil {
				t.Shell.Fail(err)
				return
			}
			t.showNotices(notices)
		}
	})
}

func (t *Today) showNotices(notices []Notice) {
	t.told.Objects = nil
	for _, n := range notices {
		var actions []fyne.CanvasObject
		if n.Label != "" {
			actions = append(actions, kit.Secondary(n.ID, n.Label, func() { t.follow(n) }))
		}
		t.told.Objects = append(t.told.Objects, kit.Banner(n.Tone, n.Tag, n.Text, actions...))
	}
	if len(notices) == 0 {
		t.told.Hide()
	} else {
		t.told.Show()
	}
	t.told.Refresh()
	t.page.Refresh()
}

// follow does what a notice asks for.
func (t *Today) follow(n Notice) {
	if n.Do == nil {
		t.Shell.Go(n.Go)
		return
	}
	t.Shell.Run(func(ctx context.Context) func() {
		err := n.Do(ctx)
		return func() {
			if err != nil {
				t.Shell.Fail(err)
			}
			t.tell()
		}
	})
}

func (t *Today) goTo(date record.Date) {
	t.date = date
	by := t.Shell.Actor()
	t.Shell.Run(func(ctx context.Context) func() {
		day, err := t.Schedule.Day(ctx, by, date)
		return func() {
			if err != nil {
				t.Shell.Fail(err)
				return
			}
			if date == t.date {
				t.apply(day)
			}
		}
	})
}

func (t *Today) apply(day schedule.Day) {
	s := t.Shell
	t.day = day
	t.alerts.set(day.Alerts)
	t.title.SetText(s.Book().LongDate(s.Lang(), day.Date))
	t.count.SetText(countLine(s, len(day.Rows), day.Waiting()))
	rows := make([]kit.TableRow, 0, len(day.Rows))
	for _, r := range day.Rows {
		rows = append(rows, kit.TableRow{Key: string(r.Visit.ID), Cells: t.cells(r)})
	}
	keep := t.table.SelectedKey()
	t.table.SetRows(rows)
	if _, still := t.selected(); !still {
		keep = ""
	}
	if keep == "" && len(rows) > 0 {
		keep = rows[0].Key
	}
	t.table.SelectKey(keep)
	t.showSide()
}

func countLine(s place.Shell, visits, waiting int) string {
	said := s.T("%d visits", visits)
	if visits == 1 {
		said = s.T("1 visit")
	}
	switch waiting {
	case 0:
		return said
	case 1:
		return said + " · " + s.T("1 needs something first")
	}
	return said + " · " + s.T("%d need something first", waiting)
}

func (t *Today) cells(r schedule.Row) []kit.Cell {
	s := t.Shell
	name := kit.TextCell(r.Patient.Name())
	if r.Patient.Preferred != "" && r.Patient.Preferred != r.Patient.Given {
		name.Note = "(" + r.Patient.Preferred + ")"
	}
	visit := s.T(r.Visit.Kind.Name())
	if r.Visit.Room != "" {
		visit += " · " + r.Visit.Room
	}
	before := kit.MutedCell("")
	switch {
	case r.Visit.State.Over():
	case len(r.Blocks) == 0:
		before = kit.MutedCell(s.T("Ready"))
		if len(r.Scales) > 0 {
			before = kit.MutedCell(s.T("Ready, score due"))
		}
	default:
		before = kit.PillCell(shortly(s, r.Blocks), kit.ToneReview)
	}
	return []kit.Cell{kit.StrongCell(words.Time(r.Visit.Starts, s.Clinic().Location())), name, kit.MutedCell(visit),
		kit.PillCell(s.T(r.Visit.State.Name()), stateTone(r.Visit.State)), before}
}

// shortly names what stands before a visit, each place once: "Plan · Consent".
// The card beside the table says it in full.
func shortly(s place.Shell, blocks record.Problems) string {
	names := map[string]string{"eligibility": s.T("Eligibility"), "plan": s.T("Plan"), "consent": s.T("Consent"),
		session.GateChecks: s.T("Today's checks"), "details": s.T("Ride")}
	var said []string
	for _, p := range blocks {
		name := names[p.Field]
		if name == "" {
			name = s.T("Something")
		}
		if !slices.Contains(said, name) {
			said = append(said, name)
		}
	}
	return strings.Join(said, " · ")
}

func stateTone(st session.State) kit.Tone {
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

func (t *Today) selected() (schedule.Row, bool) {
	for _, r := range t.day.Rows {
		if string(r.Visit.ID) == t.table.SelectedKey() {
			return r, true
		}
	}
	return schedule.Row{}, false
}

// showSide shows what the marked visit needs, and what is overdue.
func (t *Today) showSide() {
	t.side.Objects = t.careCards()
	if r, ok := t.selected(); ok {
		t.side.Objects = append(t.side.Objects, t.visitCard(r))
	}
	if len(t.day.Overdue) > 0 {
		t.side.Objects = append(t.side.Objects, t.overdueCard())
	}
	t.side.Refresh()
	t.scroll.Refresh()
}

func (t *Today) visitCard(r schedule.Row) fyne.CanvasObject {
	s := t.Shell
	what := s.T(r.Visit.Kind.Name())
	if r.Nth > 0 {
		what += " " + fmt.Sprint(r.Nth)
	}
	if r.With != "" {
		what += " · " + r.With
	}
	parts := []fyne.CanvasObject{kit.Small(what).Wrapped()}
	for i, p := range r.Blocks {
		link := place.Mend(p.Field, r.Patient.ID, r.Visit.ID)
		parts = append(parts, kit.Paragraph("○ "+place.Words(s, p)).In(kit.ColorReview),
			kit.Row(0, kit.Quiet(fmt.Sprintf("today.mend%d", i+1), s.T("Mend this"), func() { s.Go(link) })))
	}
	if len(r.Blocks) == 0 && !r.Visit.State.Over() {
		parts = append(parts, kit.Body("✓ "+s.T("Nothing stands in the way.")).In(kit.ColorDone))
	}
	parts = append(parts, place.DueScales(s, "today.score", r.Patient.ID, r.Scales)...)
	t.arrive = kit.Secondary("today.arrive", s.T("Has arrived"), t.onArrive)
	open := kit.Primary("today.open", s.T("Open"), t.open)
	buttons := kit.FlowRow(kit.GapS, open)
	if r.Visit.State == session.Booked {
		buttons = kit.FlowRow(kit.GapS, open, t.arrive)
	}
	parts = append(parts, buttons)
	title := r.Patient.Name() + ", " + words.Time(r.Visit.Starts, s.Clinic().Location())
	return kit.NewCard("", kit.Stack(kit.GapS, append([]fyne.CanvasObject{kit.Section(title).Wrapped()}, parts...)...))
}

func (t *Today) overdueCard() fyne.CanvasObject {
	s := t.Shell
	var parts []fyne.CanvasObject
	for i, o := range t.day.Overdue {
		if i == 5 {
			parts = append(parts, kit.Small(s.T("and %d more", len(t.day.Overdue)-5)))
			break
		}
		parts = append(parts, kit.Row(0, kit.Quiet(fmt.Sprintf("today.overdue%d", i+1), o.Patient.Name(), func() {
			s.Go(place.Route{Place: place.Integration, Patient: o.Patient.ID})
		})), kit.SmallPara(s.T("Integration steps, since %s", o.Since)))
	}
	return kit.NewCard(s.T("Overdue"), kit.Stack(kit.GapXS, parts...))
}

// open opens the marked visit where its work is done.
func (t *Today) open() {
	if r, ok := t.selected(); ok {
		t.Shell.Go(place.Route{Place: place.Session, Patient: r.Patient.ID, Record: r.Visit.ID})
	}
}

func (t *Today) onArrive() {
	r, ok := t.selected()
	if !ok {
		return
	}
	by := t.Shell.Actor()
	t.Shell.Run(func(ctx context.Context) func() {
		err := t.Visits.Arrive(ctx, by, r.Visit.ID)
		return func() {
			if err != nil {
				t.Shell.Fail(err)
				return
			}
			t.Shell.Saved(t.Shell.T("All changes saved"))
			t.goTo(t.date)
		}
	})
}

// late opens the list of who is late with scales.
func (t *Today) late() { t.Shell.Go(place.Route{Place: place.Today, Part: PartLate}) }

// FirstFocus implements place.FirstFocus.
func (t *Today) FirstFocus() fyne.Focusable { return t.table }

// Leave implements place.Screen.
func (t *Today) Leave() {}

// Commands implements place.Screen.
func (t *Today) Commands() []place.Command {
	s := t.Shell
	none := func() bool { _, ok := t.selected(); return !ok }
	return append([]place.Command{
		{ID: "today.open", Label: s.T("Open visit"), Key: fyne.KeyO, Modifier: fyne.KeyModifierShortcutDefault, Do: t.open, Disabled: none},
		{ID: "today.arrive", Label: s.T("Has arrived"), Key: fyne.KeyR, Modifier: fyne.KeyModifierShortcutDefault, Do: t.onArrive, Disabled: none},
		{ID: "today.before", Label: s.T("Day before"), Key: fyne.KeyPageUp, Modifier: fyne.KeyModifierShortcutDefault, Do: func() { t.goTo(t.date.AddDays(-1)) }},
		{ID: "today.after", Label: s.T("Day after"), Key: fyne.KeyPageDown, Modifier: fyne.KeyModifierShortcutDefault, Do: func() { t.goTo(t.date.AddDays(1)) }},
		{ID: "today.late", Label: s.T("Late scales"), Key: fyne.KeyM, Modifier: fyne.KeyModifierShortcutDefault, Do: t.late,
			Disabled: func() bool { return !s.Person().May(clinic.TakeMeasure) }},
	}, t.alerts.commands()...)
}
