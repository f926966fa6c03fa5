// Package notes is the place of psychotherapy notes in a chart: the list on
// the left, and on the right the open note or the form to write one. What is
// typed and opened stands in its widgets alone, and leaves them with the place.
package notes

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/notes"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk reads and writes the notes.
type Desk interface {
	List(ctx context.Context, by record.Actor, patient record.ID) (notes.View, error)
	Open(ctx context.Context, by record.Actor, patient, note record.ID, version record.EventID) (string, error)
	Write(ctx context.Context, by record.Actor, patient record.ID, text string, readers []record.ID) (record.ID, error)
	Correct(ctx context.Context, by record.Actor, patient, note record.ID, version record.EventID, text string, reason notes.Reason) error
	Share(ctx context.Context, by record.Actor, patient, note record.ID, to ...record.ID) error
	ShareBack(ctx context.Context, by record.Actor, author record.ID) (int, error)
	NameSuccessor(ctx context.Context, by record.Actor, id record.ID) (notes.Named, error)
}

// Deps is what the screen needs.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts // sealed, as by notes.SealedDrafts
}

// screen is the place of one patient's notes.
type screen struct {
	Deps
	patient record.ID
	loads   int  // counts loads and openings, so that a late one is dropped
	away    bool // the place has been left, and its widgets emptied
	ready   bool
	view    notes.View

	table  *kit.DataTable
	count  *kit.Text
	warned *fyne.Container // why nothing can be written
	after  *kit.Text       // who the successor is
	left   *fyne.Container
	side   *fyne.Container
	write  *kit.Button
	name   *kit.Button

	reading *reading // the open note; nil while one is written
	writing *writing // the form; nil while one is read
}

// New makes the screen. Who may not write such notes gets a page that does not
// tell whether there are any.
func New(d Deps, patient record.ID) place.Screen {
	if !d.Shell.Person().May(clinic.WritePsychNotes) {
		return &closed{d.Shell}
	}
	s := d.Shell
	v := &screen{Deps: d, patient: patient, count: kit.Muted(""), warned: kit.Stack(0), after: kit.SmallPara(""), side: kit.Stack(0)}
	v.table = kit.NewDataTable("notes.list", s.T("No notes yet. Write one with Ctrl+Shift+N."),
		kit.Column{ID: "date", Label: s.T("Signed"), Width: 100}, kit.Column{ID: "author", Label: s.T("Author")},
		kit.Column{ID: "access", Label: s.T("Sealed"), Width: 138, Less: true})
	v.table.OnSelected = func(string) { v.closeForm(); v.showNote() }
	v.table.OnOpen = func(string) { v.focusText() }
	v.write = kit.Primary("notes.new", s.T("Write a note"), v.onNew)
	v.name = kit.Secondary("notes.successor.name", s.T("Name a successor"), v.onSuccessor)
	return v
}

// closed is the page of who may not write such notes.
type closed struct{ shell place.Shell }

// Content implements place.Screen.
func (c *closed) Content() fyne.CanvasObject {
	s := c.shell
	return kit.Pad(kit.GapL, kit.NewCard("", kit.EmptyState(s.T("This page is for therapists and prescribers"), s.T("Your role does not open it."))))
}

// Show implements place.Screen.
func (c *closed) Show() {}

// Leave implements place.Screen.
func (c *closed) Leave() {}

// Commands implements place.Screen.
func (c *closed) Commands() []place.Command { return nil }

// Content implements place.Screen. With large text the left side scrolls as a
// whole, the list first: with all the words above it, it would have no room.
func (v *screen) Content() fyne.CanvasObject {
	s := v.Shell
	head := kit.FlowRow(kit.GapM, kit.Section(s.T("Psychotherapy notes")), v.count, v.write)
	what := kit.SmallPara(s.T("Only you and whom you name can read what you write here; nobody else can, the owner included. It is in no print, search or export. If you forget your passphrase, your notes are lost to you unless you named a reader or a successor."))
	below := kit.Stack(kit.GapS, v.after, kit.Row(0, v.name, kit.Spacer()))
	list := kit.Flex(1, kit.FlushCard(v.table))
	v.left = kit.Stack(kit.GapM, head, what, v.warned, list, below)
	v.hold(kit.NewCard("", kit.Muted(s.T("Reading the notes…"))))
	v.enable()
	var left fyne.CanvasObject = v.left
	if kit.LargeText() {
		v.left = kit.Stack(kit.GapM, head, v.warned, list, below, what)
		left = kit.VScroll(v.left)
	}
	return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(2, left), kit.Flex(3, v.side)))
}

// hold shows something on the right.
func (v *screen) hold(o fyne.CanvasObject) {
	v.side.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.side.Refresh()
}

// Show implements place.Screen.
func (v *screen) Show() {
	v.away = false
	v.load("", "")
}

// load reads the list anew, chooses a note and says what was done. The first
// time a note that was begun and not signed is opened again.
func (v *screen) load(choose record.ID, done string) {
	v.loads++
	load, by, first := v.loads, v.Shell.Actor(), !v.ready
	v.Shell.Run(func(ctx context.Context) func() {
		view, err := v.Desk.List(ctx, by, v.patient)
		var b begun
		if err == nil && first {
			b = v.begun(ctx, by, view)
		}
		return func() {
			switch {
			case load != v.loads || v.away:
			case err != nil:
				v.failed(err)
			default:
				v.view = view
				v.apply(choose, b)
				if done != "" {
					v.Shell.Saved(done)
				}
			}
		}
	})
}

func (v *screen) failed(err error) {
	s := v.Shell
	s.Fail(err)
	if !v.ready {
		again := kit.Secondary("notes.again", s.T("Try again"), v.Show)
		v.hold(kit.NewCard("", kit.EmptyState(s.T("The notes could not be read"), s.T("Nothing was changed. Try again; if it happens again, tell whoever looks after the program."), again)))
		v.focusLost(again)
	}
}

// focusLost gives the focus to something if nothing else has it.
func (v *screen) focusLost(f fyne.Focusable) {
	if canvas := v.Shell.Window().Canvas(); canvas.Focused() == nil {
		canvas.Focus(f)
	}
}

func (v *screen) apply(choose record.ID, b begun) {
	v.ready = true
	keep := v.table.SelectedKey()
	rows := make([]kit.TableRow, len(v.view.Notes))
	for i, n := range v.view.Notes {
		text, tone := v.access(n)
		rows[i] = kit.TableRow{Key: string(n.ID), Cells: []kit.Cell{kit.MutedCell(v.day(n.Author.At)), kit.StrongCell(n.Author.Name), kit.PillCell(text, tone)}}
	}
	v.table.SetRows(rows)
	if choose == "" {
		choose = b.note.ID
	}
	if choose != "" {
		keep = string(choose)
	}
	if _, ok := v.byID(keep); !ok && len(v.view.Notes) > 0 {
		keep = string(v.view.Notes[0].ID)
	}
	v.table.SelectKey(keep)
	v.showLeft()
	if b.found && v.view.Sealable {
		w := v.openForm(b)
		// Who types in the search box is left there.
		if at := v.Shell.Window().Canvas().Focused(); at == nil || strings.HasPrefix(kit.FocusID(at), "notes.") {
			w.text.Focus()
		}
	}
	if v.writing == nil {
		v.showNote()
		v.focusLost(v.table)
	}
}

// showLeft shows how many notes there are, who follows, and what stands
// against writing.
func (v *screen) showLeft() {
	s := v.Shell
	switch n := len(v.view.Notes); n {
	case 0:
		v.count.SetText("")
	case 1:
		v.count.SetText(s.T("1 note"))
	default:
		v.count.SetText(s.T("%d notes", n))
	}
	v.warned.Objects = nil
	if !v.view.Sealable {
		v.warned.Objects = []fyne.CanvasObject{kit.Banner(kit.ToneReview, "", s.T("You have no passphrase of your own here, so nothing can be sealed to you. Ask an owner to give you one, then sign in with it."))}
	}
	v.after.SetText(v.follows())
	v.name.SetText(s.T("Name a successor"))
	if len(v.view.Successors) > 0 {
		v.name.SetText(s.T("Name another one"))
	}
	v.enable()
	v.warned.Refresh() // it takes room of its own
	v.left.Refresh()
}

// follows says who the successor is.
func (v *screen) follows() string {
	s := v.Shell
	switch all := v.view.Successors; {
	case len(all) == 0:
		return s.T("You have named no successor: what you share with nobody is lost with your passphrase.")
	case len(all) > 1:
		return s.T("Two successors were named on two laptops at once: %s and %s. Name the one who stays.", all[0].Person.Name, all[1].Person.Name)
	case !all[0].Reads:
		return s.T("Your successor, %s, has left or has no passphrase here. Name another one.", all[0].Person.Name)
	default:
		return s.T("Your successor is %s. What you sign is sealed to them too.", all[0].Person.Name)
	}
}

func (v *screen) enable() {
	v.write.SetEnabled(v.mayWrite())
	v.name.SetEnabled(v.mayWrite())
}

func (v *screen) mayWrite() bool { return v.ready && v.view.Sealable }

// access says how a note stands to the person who looks, and in which tone.
func (v *screen) access(n notes.Note) (string, kit.Tone) {
	s := v.Shell
	switch n.Access {
	case notes.Yours:
		if n.AuthorLost {
			return s.T("Share back"), kit.ToneReview
		}
		return s.T("For you"), kit.ToneAccent
	case notes.Lost:
		return s.T("For your old key"), kit.ToneReview
	}
	return s.T("Sealed to others"), kit.ToneNeutral
}

func (v *screen) byID(id string) (notes.Note, bool) {
	for _, n := range v.view.Notes {
		if string(n.ID) == id {
			return n, true
		}
	}
	return notes.Note{}, false
}

// chosen is the note on the right; none while one is written.
func (v *screen) chosen() (notes.Note, bool) {
	if !v.ready || v.writing != nil {
		return notes.Note{}, false
	}
	return v.byID(v.table.SelectedKey())
}

// Leave implements place.Screen. The draft is kept, and then everything that
// was typed or opened goes.
func (v *screen) Leave() {
	v.closeForm()
	v.away, v.ready, v.reading, v.view = true, false, nil, notes.View{}
	v.loads++
	v.side.Objects = nil
	v.side.Refresh()
}

// FirstFocus implements place.FirstFocus.
func (v *screen) FirstFocus() fyne.Focusable {
	if v.writing != nil {
		v.writing.form.FocusFirst()
		return v.Shell.Window().Canvas().Focused()
	}
	return v.table
}
