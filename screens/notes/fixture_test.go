package notes_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/notes"
	"kapdesk/app/notes/notestest"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	screen "kapdesk/screens/notes"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

// room is a clinic with a window in which the screen stands.
type room struct {
	*plantest.Clinic
	t      *testing.T
	ring   *notestest.Ring
	desk   *notes.Desk
	shell  *placetest.Shell
	deps   screen.Deps
	screen place.Screen
	win    fyne.Window
}

func open(t *testing.T) *room {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	c := plantest.New(t)
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	practice, err := clinic.New(c.Log).Clinic(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{Clinic: c, t: t, ring: notestest.New()}
	for _, by := range []record.Actor{c.Owner, c.Prescriber, c.Therapist, c.Nurse, c.Desk, c.Both, c.Second} {
		r.ring.Give(by.ID)
	}
	r.desk = notes.New(c.Log, r.ring)
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 565))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: r.win}
	r.deps = screen.Deps{Shell: r.shell, Desk: r.desk, Drafts: notes.SealedDrafts(r.ring, c.Log)}
	r.as(c.Therapist)
	return r
}

// as signs somebody in.
func (r *room) as(by record.Actor) record.Actor {
	r.shell.Who = r.People[by.ID]
	r.ring.SignedIn = by.ID
	return by
}

// show opens the place anew.
func (r *room) show() {
	r.t.Helper()
	if r.screen != nil {
		r.screen.Leave()
	}
	r.win.Canvas().Unfocus()
	r.screen = screen.New(r.deps, r.Patient)
	r.win.SetContent(kit.Ground(r.screen.Content()))
	r.screen.Show()
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// wrote signs a note of somebody's.
func (r *room) wrote(by record.Actor, text string, readers ...record.Actor) record.ID {
	r.t.Helper()
	was := r.shell.Who
	var to []record.ID
	for _, a := range readers {
		to = append(to, a.ID)
	}
	id, err := r.desk.Write(ctx, r.as(by), r.Patient, text, to)
	r.must(err)
	r.Pass(time.Hour)
	r.as(record.Actor{ID: was.ID})
	return id
}

// some are three notes: Ana's own, one that she may read, one sealed to others.
func (r *room) some() {
	r.t.Helper()
	r.wrote(r.Second, "for Ugo alone")
	r.wrote(r.Both, "Bo's note, which Ana may read.", r.Therapist)
	id := r.wrote(r.Therapist, own, r.Both)
	v := r.notes()[0].Versions[0].ID
	r.must(r.desk.Correct(ctx, r.Therapist, r.Patient, id, v, own+" It was his idea.", notes.Missing))
}

const own = "He spoke of the kitchen for the first time.\n\nI noticed that I held my breath with him; I want to look at this in supervision."

// notes are the notes as whoever is signed in sees them.
func (r *room) notes() []notes.Note {
	r.t.Helper()
	v, err := r.desk.List(ctx, r.shell.Actor(), r.Patient)
	r.must(err)
	return v.Notes
}

// text is what whoever is signed in reads in a version.
func (r *room) text(n notes.Note, v notes.Version) string {
	r.t.Helper()
	text, err := r.desk.Open(ctx, r.shell.Actor(), r.Patient, n.ID, v.ID)
	r.must(err)
	return text
}

func at[T any](r *room, id string) T { r.t.Helper(); return placetest.At[T](r.t, r.win, id) }

func (r *room) tap(id string) { r.t.Helper(); at[*kit.Button](r, id).Tapped(nil) }

func (r *room) has(id string) bool { return placetest.Find(r.win, id) != nil }

func (r *room) typed(id, text string) { r.t.Helper(); placetest.Type(r.t, r.win, id, text) }

// choose types into a picker and takes the first that it offers.
func (r *room) choose(id, text string) {
	r.t.Helper()
	r.typed(id, text)
	placetest.Press(r.win, fyne.KeyReturn)
}

// tick ticks a box by the keyboard.
func (r *room) tick(id string) {
	r.t.Helper()
	at[*kit.Check](r, id).Focus()
	placetest.Press(r.win, fyne.KeySpace)
}

func (r *room) can(id string) bool {
	r.t.Helper()
	c := placetest.Command(r.t, r.screen, id)
	return c.Disabled == nil || !c.Disabled()
}

// do runs a command that must be enabled.
func (r *room) do(id string) {
	r.t.Helper()
	if !r.can(id) {
		r.t.Fatalf("%s is disabled", id)
	}
	placetest.Command(r.t, r.screen, id).Do()
}

// table is the list of notes.
func (r *room) table() *kit.DataTable {
	r.t.Helper()
	var found *kit.DataTable
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		if t, ok := o.(*kit.DataTable); ok {
			found = t
		}
	})
	if found == nil {
		r.t.Fatal("there is no list")
	}
	return found
}

// pick chooses the note of a row as a person does.
func (r *room) pick(row int) {
	r.t.Helper()
	t := r.table()
	t.SelectKey(t.Rows()[row].Key)
	t.OnSelected(t.SelectedKey())
}

// told are the rows of the list.
func (r *room) told() (out []string) {
	r.t.Helper()
	for _, row := range r.table().Rows() {
		out = append(out, row.Cells[1].Text+": "+row.Cells[2].Text)
	}
	return out
}

// said is every word in the window.
func (r *room) said() string {
	var out []string
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			if o.Visible() {
				out = append(out, o.String())
			}
		case *kit.NotesField:
			out = append(out, o.Text())
		case *kit.Button:
			out = append(out, o.Text())
		case *kit.Pill:
			out = append(out, o.String())
		case *kit.Card:
			out = append(out, o.AccessibilityLabel())
		}
	})
	return strings.Join(out, "\n")
}

func (r *room) says(want string) {
	r.t.Helper()
	if said := r.said(); !strings.Contains(said, want) {
		r.t.Errorf("%q is not in %q", want, said)
	}
}

func (r *room) focus() string { return kit.FocusID(r.win.Canvas().Focused()) }

// broken is a store that cannot be read.
type broken struct{ screen.Desk }

var errDisk = errors.New("disk I/O error")

func (broken) List(context.Context, record.Actor, record.ID) (notes.View, error) {
	return notes.View{}, errDisk
}
