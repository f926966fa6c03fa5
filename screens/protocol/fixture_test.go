package protocol

import (
	"context"
	"errors"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/adoption"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

var errDisk = errors.New("disk")

// room is the screen over a clinic in memory with the draft that ships.
type room struct {
	*plantest.Clinic
	t     *testing.T
	desk  *desk
	shell *placetest.Shell
	win   fyne.Window
	v     *Screen
	told  []string
}

// desk is the real one, but fails when told to.
type desk struct {
	*adoption.Desk
	err error
}

func (d *desk) State(ctx context.Context, by record.Actor) (adoption.State, error) {
	if d.err != nil {
		return adoption.State{}, d.err
	}
	return d.Desk.State(ctx, by)
}

// shipped is one library for all tests: what it remembers never changes.
var shipped *adoption.Library

func library(t *testing.T) *adoption.Library {
	t.Helper()
	if shipped != nil {
		return shipped
	}
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	l, err := adoption.NewLibrary(raw)
	if err != nil {
		t.Fatal(err)
	}
	shipped = l
	return l
}

func newRoom(t *testing.T) *room {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	c := plantest.New(t)
	practice, err := clinic.New(c.Log).Clinic(ctx)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{Clinic: c, t: t, desk: &desk{Desk: adoption.New(c.Log, library(t), book)}}
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 615))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/ilse/protocol.json"}
	r.as(c.Prescriber)
	return r
}

func (r *room) as(a record.Actor) { r.shell.Who = r.People[a.ID] }

func (r *room) make() *Screen {
	note := func(what string) func(context.Context, record.Actor) error {
		return func(context.Context, record.Actor) error { r.told = append(r.told, what); return nil }
	}
	r.v = New(Deps{Shell: r.shell, Desk: r.desk, Drafts: r.Log, Exported: note("exported"), Printed: note("printed"),
		Paint: func(handout.Document) ([]byte, error) { return []byte("%PDF"), nil }}).(*Screen)
	r.win.SetContent(r.v.Content())
	return r.v
}

// show opens the screen as somebody who comes to the place.
func (r *room) show() *Screen {
	r.t.Helper()
	v := r.make()
	v.Show()
	r.settle()
	return v
}

// at shows one item.
func (r *room) at(item string) *Screen {
	v := r.show()
	v.choose(item)
	r.settle()
	return v
}

// settle lays everything out again, as a real window does of itself.
func (r *room) settle() {
	r.win.Resize(fyne.NewSize(1130, 615))
	r.win.Resize(fyne.NewSize(1132, 615))
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) tap(id string) {
	r.t.Helper()
	placetest.At[*kit.Button](r.t, r.win, id).Tapped(nil)
	r.settle()
}

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

// change makes a change of the working copy behind the screen.
func (r *room) change(log record.Log, item, key, figure, reason string) {
	r.t.Helper()
	d := adoption.New(log, library(r.t), nil)
	st, err := d.State(ctx, r.Prescriber)
	r.must(err)
	l, ok := st.Working.Line(item)
	if !ok {
		r.t.Fatal(item)
	}
	now := l.Node.Copy()
	n, err := adoption.ReadNode([]byte(figure))
	r.must(err)
	now.Set(key, n)
	r.must(d.Change(ctx, r.Prescriber, reason, adoption.Edit{Item: item, Was: l.Node, Now: now}))
}

// adopt adopts the working copy behind the screen.
func (r *room) adopt(log record.Log, by record.Actor) {
	r.t.Helper()
	d := adoption.New(log, library(r.t), nil)
	st, err := d.State(ctx, by)
	r.must(err)
	_, err = d.Adopt(ctx, by, adoption.Adoption{Seen: st.Working.Hash, Statement: adoption.Statement})
	r.must(err)
}

// other is the log of a second laptop, as the clinic stands now.
func (r *room) other() *memlog.Log {
	r.t.Helper()
	log := memlog.New(r.shell.Now).As("device-2")
	r.must(log.Receive(ctx, r.Log.Events()...))
	return log
}

var _ place.Screen = (*Screen)(nil)
