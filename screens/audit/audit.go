// Package audit is the place where the owner reads what happened in the
// clinic: who did what to whom, when, and on which laptop.
package audit

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/audit"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Audit reads the log in plain words.
type Audit interface {
	Lines(ctx context.Context, by record.Actor, q audit.Query) (audit.Page, error)
	Export(ctx context.Context, by record.Actor, q audit.Query, lang words.Lang) ([]byte, error)
	Paper(ctx context.Context, by record.Actor, patient record.ID, print handout.Print) (handout.Document, error)
	KeepPaper(ctx context.Context, by record.Actor, patient record.ID, name string, pdf []byte) error
}

// Checkpoints is the device's signature under the log.
type Checkpoints interface {
	Checkpoint(ctx context.Context) (audit.Checkpoint, error)
	FindCheckpoint(ctx context.Context, short string) (audit.Checkpoint, error)
}

// Patients finds whose events to show.
type Patients interface {
	Search(ctx context.Context, by record.Actor, query string, limit int) ([]patients.Hit, error)
	ByID(ctx context.Context, by record.Actor, id record.ID) (patients.Patient, error)
}

// People are those who work here.
type People interface {
	People(ctx context.Context) ([]clinic.Person, error)
}

// Deps is what the screen needs.
type Deps struct {
	Shell       place.Shell
	Audit       Audit
	Checkpoints Checkpoints
	Patients    Patients
	People      People
	Paint       place.Paint
}

// most is how many lines are read at a time.
const most = 100

// screen has the filters on top and the lines under them.
type screen struct {
	Deps
	loads int // counts loads, so that a late one is dropped
	ready bool
	lines []audit.Line
	next  int64       // where the next lines begin; 0 when all are shown
	asked audit.Query // what the lines are the answer to
	first record.ID   // the patient whose events are shown first

	filters *filters
	table   *kit.DataTable
	holder  *fyne.Container // the table, or what is shown instead
	count   *kit.Text
	detail  *kit.Text // all of the chosen line, which a column may cut off
	signed  *kit.Text
	export  *kit.Button
	older   *kit.Button
	print   *kit.Button
	around  fyne.CanvasObject // what is laid out anew when a text in it changes
}

// New makes the screen of the route; its Patient is whose events are shown
// first, "" for everybody's. Who may not see the audit gets a page that says
// so.
func New(d Deps, r place.Route) place.Screen {
	if !d.Shell.Person().May(clinic.SeeAudit) {
		return &closed{d.Shell}
	}
	s := d.Shell
	v := &screen{Deps: d, first: r.Patient, count: kit.Muted(""), detail: kit.SmallPara(""), signed: kit.SmallPara("")}
	v.filters = newFilters(v)
	// With large text there is room for two columns; the line under the table
	// tells the rest.
	less, when := kit.LargeText(), float32(150)
	if less {
		when = 185
	}
	v.table = kit.NewDataTable("audit.lines", s.T("Nothing of this kind has happened. Choose less above, or show everything with Ctrl+Backspace."),
		kit.Column{ID: "when", Label: s.T("When"), Width: when}, kit.Column{ID: "who", Label: s.T("Who"), Width: 160, Less: less},
		kit.Column{ID: "what", Label: s.T("What was done"), Flex: 3}, kit.Column{ID: "patient", Label: s.T("Patient"), Flex: 2, Less: true},
		kit.Column{ID: "laptop", Label: s.T("Laptop"), Width: 110, Less: true})
	v.table.OnSelected = func(string) { v.showChosen() }
	v.export = kit.Primary("audit.export", s.T("Export"), v.onExport)
	v.older = kit.Secondary("audit.older", s.T("Show older"), v.onOlder)
	v.print = kit.Secondary("audit.print", s.T("Print openings"), v.onPrint)
	v.holder = kit.Stack(0, kit.Flex(1, waiting(s)))
	return v
}

func waiting(s place.Shell) fyne.CanvasObject {
	return kit.NewCard("", kit.Muted(s.T("Reading the audit…")))
}

// closed is the page of who may not see the audit.
type closed struct{ shell place.Shell }

// Content implements place.Screen.
func (c *closed) Content() fyne.CanvasObject {
	s := c.shell
	return kit.Pad(kit.GapL, kit.NewCard("", kit.EmptyState(s.T("The audit is for the owner"), s.T("Your role does not open it. What you do yourself stands in it."))))
}

// Show implements place.Screen.
func (c *closed) Show() {}

// Leave implements place.Screen.
func (c *closed) Leave() {}

// Commands implements place.Screen.
func (c *closed) Commands() []place.Command { return nil }

// Content implements place.Screen. With large text the filters stand beside
// the lines and scroll: on top they would leave no room for any.
func (v *screen) Content() fyne.CanvasObject {
	s := v.Shell
	buttons := kit.FlowRow(kit.GapS, v.older, v.print, kit.Quiet("audit.check", s.T("Check a code"), v.onCheck))
	head := kit.Row(kit.GapM, kit.Title(s.T("Audit")), kit.Flex(1, v.count), v.export)
	lines := kit.Flex(1, v.holder)
	v.enable()
	if kit.LargeText() {
		side := kit.NewForm(kit.Stack(kit.GapM, v.detail, v.filters.content(1), buttons, v.signed), nil, s.Back)
		v.around = side
		return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(1, kit.Stack(kit.GapM, head, lines)), kit.Fixed(sideWidth, side)))
	}
	page := kit.Stack(kit.GapM, head, v.filters.content(4), lines, kit.Stack(kit.GapS, v.detail, buttons, v.signed))
	v.around = page
	return kit.Pad(kit.GapL, page)
}

// sideWidth is the width of what stands beside the lines with large text.
const sideWidth = 250

// Show implements place.Screen.
func (v *screen) Show() {
	by, first := v.Shell.Actor(), v.first
	v.Shell.Run(func(ctx context.Context) func() {
		people, err := v.People.People(ctx)
		var p patients.Patient
		if err == nil && first != "" {
			p, err = v.Patients.ByID(ctx, by, first)
		}
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			v.first = ""
			v.filters.fill(people, p)
			v.load()
			v.sign()
		}
	})
}

// load reads the newest lines that the filters leave.
func (v *screen) load() { v.read(v.filters.query(), nil) }

// onOlder reads the lines before the last that is shown.
func (v *screen) onOlder() {
	if !v.ready || v.next == 0 {
		return
	}
	q := v.asked
	q.After = v.next
	v.read(q, v.lines)
}

// read reads lines and shows them under those given.
func (v *screen) read(q audit.Query, above []audit.Line) {
	v.loads++
	load, by := v.loads, v.Shell.Actor()
	v.asked = q
	v.asked.After = 0
	q.Limit = most
	v.Shell.Run(func(ctx context.Context) func() {
		page, err := v.Audit.Lines(ctx, by, q)
		return func() {
			if load != v.loads {
				return
			}
			if err != nil {
				v.failed(err)
				return
			}
			v.lines, v.next = append(above[:len(above):len(above)], page.Lines...), page.Next
			v.apply()
		}
	})
}

// sign has the log signed as it stands, and shows the code that reports carry.
func (v *screen) sign() {
	s := v.Shell
	s.Run(func(ctx context.Context) func() {
		c, err := v.Checkpoints.Checkpoint(ctx)
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			v.signed.SetText(v.stamp(c))
			v.around.Refresh()
		}
	})
}

func (v *screen) stamp(c audit.Checkpoint) string {
	if c.Events == 0 {
		return ""
	}
	s := v.Shell
	return s.T("This laptop signed the log up to event %d on %s. Its code, as reports carry it: %s", c.Events,
		s.Book().DateTime(s.Lang(), c.At, s.Clinic().Location()), audit.Short(c.Hash))
}

func (v *screen) failed(err error) {
	s := v.Shell
	s.Fail(err)
	if v.ready {
		return // what was read before stays
	}
	v.hold(kit.NewCard("", kit.EmptyState(s.T("The audit could not be read"), s.T("Nothing was changed. Try again; if it happens again, tell whoever looks after the program."),
		kit.Secondary("audit.again", s.T("Try again"), v.Show))))
	v.enable()
}

func (v *screen) hold(o fyne.CanvasObject) {
	v.holder.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.holder.Refresh()
}

func (v *screen) apply() {
	if !v.ready {
		v.ready = true
		v.hold(kit.FlushCard(v.table))
		if canvas := v.Shell.Window().Canvas(); canvas.Focused() == nil {
			canvas.Focus(v.table)
		}
	}
	s := v.Shell
	rows := make([]kit.TableRow, len(v.lines))
	for i, l := range v.lines {
		patient := kit.TextCell(l.PatientName)
		patient.Note = l.Number
		rows[i] = kit.TableRow{Key: l.ID.String(), Cells: []kit.Cell{kit.MutedCell(v.when(l)), kit.StrongCell(l.Who(s.Book(), s.Lang())),
			kit.TextCell(l.Said(s.Book(), s.Lang(), s.Clinic().Location())), patient, kit.MutedCell(l.Laptop(s.Book(), s.Lang()))}}
	}
	v.table.SetRows(rows)
	if v.table.SelectedKey() == "" && len(rows) > 0 {
		v.table.SelectKey(rows[0].Key)
	}
	switch {
	case len(rows) == 0:
		v.count.SetText("")
	case v.next != 0:
		v.count.SetText(s.T("The newest %d", len(rows)))
	case len(rows) == 1:
		v.count.SetText(s.T("1 line"))
	default:
		v.count.SetText(s.T("%d lines", len(rows)))
	}
	v.showChosen()
}

func (v *screen) when(l audit.Line) string {
	return v.Shell.Book().DateTime(v.Shell.Lang(), l.At, v.Shell.Clinic().Location())
}

// chosen is the selected line.
func (v *screen) chosen() (audit.Line, bool) {
	for _, l := range v.lines {
		if l.ID.String() == v.table.SelectedKey() {
			return l, true
		}
	}
	return audit.Line{}, false
}

// subject is the patient to tell who opened the chart: the one that the lines
// are of, or else that of the chosen line.
func (v *screen) subject() record.ID {
	if v.asked.Patient != "" {
		return v.asked.Patient
	}
	l, _ := v.chosen()
	if l.Number == "" {
		return "" // not known here
	}
	return l.Patient
}

// showChosen shows all of the chosen line, and what can be done.
func (v *screen) showChosen() {
	s := v.Shell
	v.detail.SetText("")
	if l, ok := v.chosen(); ok {
		text := v.when(l) + " · " + l.Who(s.Book(), s.Lang())
		for i, r := range l.Roles {
			text += map[bool]string{true: " (", false: ", "}[i == 0] + s.T(string(r))
		}
		if len(l.Roles) > 0 {
			text += ")"
		}
		text += " · " + l.Said(s.Book(), s.Lang(), s.Clinic().Location())
		if l.PatientName != "" {
			text += " · " + l.PatientName + ", " + l.Number
		}
		v.detail.SetText(text + " · " + l.Laptop(s.Book(), s.Lang()) + " · " + s.T("event %d", l.N))
	}
	v.enable()
	v.around.Refresh()
}

func (v *screen) enable() {
	v.export.SetEnabled(v.ready)
	v.older.SetEnabled(v.ready && v.next != 0)
	v.print.SetEnabled(v.ready && v.subject() != "")
}

// Leave implements place.Screen.
func (v *screen) Leave() {}

// FirstFocus implements place.FirstFocus. Until the lines are read there is no
// table to go to; it takes the focus then.
func (v *screen) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	return v.table
}
