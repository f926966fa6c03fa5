// Package documents is the place where the files of a chart are listed,
// opened and added.
package documents

import (
	"bytes"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Documents reads and writes the files of a chart.
type Documents interface {
	List(ctx context.Context, by record.Actor, patient record.ID) (docs []document.Document, hidden int, err error)
	Open(ctx context.Context, by record.Actor, patient, id record.ID) (document.Document, []byte, error)
	Add(ctx context.Context, by record.Actor, patient record.ID, doc document.Document, content []byte) (record.ID, error)
	Withdraw(ctx context.Context, by record.Actor, patient, id record.ID, reason string) error
	Move(ctx context.Context, by record.Actor, from, id, to record.ID, reason string) error
}

// Patients finds the chart a document belongs into.
type Patients interface {
	Search(ctx context.Context, by record.Actor, query string, limit int) ([]patients.Hit, error)
}

// Deps is what the screen needs.
type Deps struct {
	Shell     place.Shell
	Drafts    record.Drafts
	Documents Documents
	Patients  Patients
	// Exported puts on record that a copy of a document left the program; nil
	// where nobody keeps a record.
	Exported func(ctx context.Context, by record.Actor, patient record.ID) error
}

// screen lists the files on the left; on the right stands the chosen one, or
// the form to add one.
type screen struct {
	Deps
	patient record.ID
	loads   int // counts loads, so that a late one is dropped
	ready   bool
	docs    []document.Document
	hidden  int

	table  *kit.DataTable
	side   *fyne.Container
	note   *kit.Text
	count  *kit.Text
	add    *adding
	adding bool // the form to add a file stands on the right
}

// New makes the screen of the route; its Record is the document chosen first.
// Who may not handle documents gets a page that says so.
func New(d Deps, r place.Route) place.Screen {
	if !d.Shell.Person().May(clinic.AddDocument) {
		return &closed{d.Shell}
	}
	s := d.Shell
	v := &screen{Deps: d, patient: r.Patient, side: kit.Stack(kit.GapM), note: kit.SmallPara(""), count: kit.Muted("")}
	v.table = kit.NewDataTable("documents.list", s.T("No documents to show. Add a scan or a letter with Ctrl+Shift+A; what is printed comes here by itself."),
		kit.Column{ID: "name", Label: s.T("Document"), Flex: 5}, kit.Column{ID: "kind", Label: s.T("Kind"), Flex: 2, Less: true},
		kit.Column{ID: "date", Label: s.T("Added"), Width: 96, Less: true}, kit.Column{ID: "state", Label: s.T("State"), Width: 120})
	v.table.OnSelected = func(string) {
		v.adding = false
		v.showSide()
	}
	v.table.OnOpen = func(string) { v.onOpen() }
	v.table.SelectKey(string(r.Record))
	v.add = newAdding(v)
	return v
}

// closed is the page of who may not handle documents.
type closed struct{ shell place.Shell }

// Content implements place.Screen.
func (c *closed) Content() fyne.CanvasObject {
	s := c.shell
	return kit.Pad(kit.GapL, kit.NewCard("", kit.EmptyState(s.T("Documents are for those who work with the chart"), s.T("Your role does not open documents."))))
}

// Show implements place.Screen.
func (c *closed) Show() {}

// Leave implements place.Screen.
func (c *closed) Leave() {}

// Commands implements place.Screen.
func (c *closed) Commands() []place.Command { return nil }

// Content implements place.Screen.
func (v *screen) Content() fyne.CanvasObject {
	s := v.Shell
	head := kit.Row(kit.GapM, kit.Section(s.T("Documents")), kit.Flex(1, v.count), kit.Primary("documents.new", s.T("Add a document"), v.onNew))
	left := kit.Stack(kit.GapM, head, kit.Flex(1, kit.FlushCard(v.table)), v.note)
	return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(2, left), kit.Flex(1, kit.VScroll(v.side))))
}

// Show implements place.Screen.
func (v *screen) Show() { v.load("", "") }

// load reads the list anew, chooses a document and says what was done.
func (v *screen) load(choose record.ID, done string) {
	v.loads++
	load, by := v.loads, v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		docs, hidden, err := v.Documents.List(ctx, by, v.patient)
		return func() {
			if load != v.loads {
				return
			}
			if err != nil {
				v.failed(err)
				return
			}
			v.docs, v.hidden = docs, hidden
			v.apply(choose)
			if done != "" {
				v.Shell.Saved(done)
			}
		}
	})
}

func (v *screen) failed(err error) {
	s := v.Shell
	s.Fail(err)
	if !v.ready {
		v.side.Objects = []fyne.CanvasObject{kit.NewCard("", kit.EmptyState(s.T("The documents could not be read"), s.T("Nothing was changed. Try again; if it happens again, tell whoever looks after the program."),
			kit.Secondary("documents.again", s.T("Try again"), v.Show)))}
		v.side.Refresh()
	}
}

func (v *screen) apply(choose record.ID) {
	s := v.Shell
	if first := !v.ready; first {
		v.ready = true
		v.adding = v.add.restore()
	}
	keep := v.table.SelectedKey()
	rows := make([]kit.TableRow, len(v.docs))
	for i, d := range v.docs {
		text, tone := v.state(d)
		rows[i] = kit.TableRow{Key: string(d.ID), Cells: []kit.Cell{kit.StrongCell(d.Name), kit.TextCell(s.T(string(d.Kind))),
			kit.MutedCell(v.day(d)), kit.PillCell(text, tone)}}
	}
	v.table.SetRows(rows)
	if choose != "" {
		keep = string(choose)
	}
	if _, ok := v.byID(keep); !ok && len(v.docs) > 0 {
		keep = string(v.docs[0].ID)
	}
	v.table.SelectKey(keep)
	v.count.SetText(v.countLine())
	v.note.Hide()
	if v.hidden > 0 {
		v.note.SetText(s.T("Clinical documents not shown to your role: %d", v.hidden))
		v.note.Show()
	}
	v.showSide()
}

func (v *screen) countLine() string {
	switch len(v.docs) {
	case 0:
		return ""
	case 1:
		return v.Shell.T("1 document")
	}
	return v.Shell.T("%d documents", len(v.docs))
}

func (v *screen) day(d document.Document) string {
	return v.Shell.Book().Date(v.Shell.Lang(), record.DateOf(d.At(), v.Shell.Clinic().Location()))
}

func (v *screen) state(d document.Document) (string, kit.Tone) {
	s := v.Shell
	switch {
	case d.State == document.Withdrawn:
		return s.T("Withdrawn"), kit.ToneStop
	case d.State == document.MovedAway:
		return s.T("Moved away"), kit.ToneReview
	case d.Origin == document.Produced:
		return s.T("Printed here"), kit.ToneNeutral
	}
	return s.T("Received"), kit.ToneNeutral
}

func (v *screen) byID(id string) (document.Document, bool) {
	for _, d := range v.docs {
		if string(d.ID) == id {
			return d, true
		}
	}
	return document.Document{}, false
}

// chosen is the document on the right.
func (v *screen) chosen() (document.Document, bool) {
	if v.adding {
		return document.Document{}, false
	}
	return v.byID(v.table.SelectedKey())
}

// showSide shows the chosen document, or the form to add one.
func (v *screen) showSide() {
	if !v.ready {
		return
	}
	if v.adding {
		v.side.Objects = []fyne.CanvasObject{v.add.card}
	} else if d, ok := v.chosen(); ok {
		v.side.Objects = []fyne.CanvasObject{v.card(d)}
		v.look(d)
	} else {
		v.side.Objects = nil
	}
	v.side.Refresh()
}

// card is all about one document, with what can be done with it.
func (v *screen) card(d document.Document) fyne.CanvasObject {
	s := v.Shell
	text, tone := v.state(d)
	parts := []fyne.CanvasObject{kit.Section(d.Name).Wrapped(), kit.FlowRow(kit.GapS, kit.NewPill(s.T(string(d.Kind)), kit.ToneNeutral), kit.NewPill(text, tone)),
		kit.SmallPara(s.T("Added %s by %s", s.Book().DateTime(s.Lang(), d.At(), s.Clinic().Location()), d.Added.Name)),
		kit.SmallPara(s.T("%s · fingerprint %s", v.size(d), d.Hash.String()[:12]))}
	if d.State != document.Kept {
		parts = append(parts, kit.SmallPara(s.T("%s, %s: %s", d.Left.Name, s.Book().DateTime(s.Lang(), d.Left.At, s.Clinic().Location()), d.Reason)).In(kit.ColorReview))
	}
	if d.State == document.MovedAway {
		return kit.NewCard("", kit.Stack(kit.GapS, parts...))
	}
	buttons := []fyne.CanvasObject{kit.Primary("documents.open", s.T("Open a copy"), v.onOpen)}
	if d.State == document.Kept {
		buttons = append(buttons, kit.Secondary("documents.withdraw", s.T("Withdraw"), v.onWithdraw), kit.Secondary("documents.move", s.T("Wrong chart"), v.onMove))
	}
	parts = append(parts, kit.FlowRow(kit.GapS, buttons...), kit.Stack(0))
	return kit.NewCard("", kit.Stack(kit.GapS, parts...))
}

func (v *screen) size(d document.Document) string {
	if d.Size < 1<<20 {
		return v.Shell.T("%d kB", (d.Size+1023)/1024)
	}
	return v.Shell.T("%d MB", (d.Size+1<<20-1)>>20)
}

// look shows a picture or a text on the card itself, so that it can be read
// without leaving a copy outside the store.
func (v *screen) look(d document.Document) {
	if d.State == document.MovedAway || d.Mime != document.PNG && d.Mime != document.JPEG && d.Mime != document.Text {
		return
	}
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		_, content, err := v.Documents.Open(ctx, by, v.patient, d.ID)
		return func() {
			if now, ok := v.chosen(); err != nil || !ok || now.ID != d.ID || len(v.side.Objects) == 0 {
				return
			}
			v.side.Objects = append(v.side.Objects[:1:1], kit.NewCard("", picture(d, content)))
			v.side.Refresh()
		}
	})
}

// lookText is how much of a text is shown on the card, in bytes.
const lookText = 4000

func picture(d document.Document, content []byte) fyne.CanvasObject {
	if d.Mime == document.Text {
		text := string(content)
		if len(content) > lookText {
			text = string(bytes.ToValidUTF8(content[:lookText], nil)) + "…"
		}
		return kit.Paragraph(text)
	}
	img := canvas.NewImageFromReader(bytes.NewReader(content), d.Name)
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSize(200, 260))
	return img
}

// Leave implements place.Screen.
func (v *screen) Leave() { v.add.keeper.Keep() }

// FirstFocus implements place.FirstFocus.
func (v *screen) FirstFocus() fyne.Focusable { return v.table }
