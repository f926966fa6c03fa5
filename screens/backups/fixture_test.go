package backups_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/backups"
	"kapdesk/app/backups/backupstest"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	screen "kapdesk/screens/backups"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

// room is a clinic with a window in which the screen stands.
type room struct {
	*plantest.Clinic
	t      *testing.T
	shell  *placetest.Shell
	maker  *backupstest.Maker
	desk   *backups.Desk
	deps   screen.Deps
	screen place.Screen
	win    fyne.Window
	ticks  []func() // the looks at what is under way; nil once stopped
	picked string   // what the folder dialog answers; "" for nothing
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
	r := &room{Clinic: c, t: t}
	trail := audittest.Trail{Log: c.Log}
	r.maker = backupstest.New(func() time.Time { return c.Now }, func() int { return len(c.Log.Events()) })
	r.desk = backups.New(backups.Deps{Log: c.Log, Trail: trail, Maker: r.maker, Audit: audit.New(c.Log, trail, book), Book: book, Version: "1.2"})
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 615))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/olga/proof.pdf"}
	r.deps = screen.Deps{Shell: r.shell, Desk: r.desk, Drafts: c.Log, Tick: r.tick,
		PickFolder: func(done func(string)) {
			if r.picked != "" {
				done(r.picked)
			}
		},
		Paint: func(handout.Document) ([]byte, error) { return []byte("%PDF-1.4 proof"), nil }}
	r.as(c.Owner)
	return r
}

// chosen is a room whose clinic is backed up to a stick and a share.
func chosen(t *testing.T) *room {
	t.Helper()
	r := open(t)
	for _, path := range []string{"/media/olga/STICK", "/mnt/share/clinic"} {
		r.maker.Put(path, backups.OtherDisk)
		_, err := r.desk.AddFolder(ctx, r.Owner, path)
		r.must(err)
	}
	return r
}

// sound is a room whose backups are in order.
func sound(t *testing.T) *room {
	t.Helper()
	r := chosen(t)
	r.run()
	return r
}

func (r *room) run() {
	r.t.Helper()
	_, err := r.desk.Run(ctx, r.Nurse, backups.ByHand, nil)
	r.must(err)
}

// tick is a clock that the test moves.
func (r *room) tick(_ time.Duration, f func()) func() {
	n := len(r.ticks)
	r.ticks = append(r.ticks, f)
	return func() { r.ticks[n] = nil }
}

// look lets every running clock tick once.
func (r *room) look() {
	for _, f := range r.ticks {
		if f != nil {
			f()
		}
	}
}

// as signs somebody in.
func (r *room) as(by record.Actor) { r.shell.Who = r.People[by.ID] }

// show opens the place anew.
func (r *room) show() {
	r.t.Helper()
	r.screen = screen.New(r.deps)
	r.win.SetContent(r.screen.Content())
	r.screen.Show()
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func at[T any](r *room, id string) T { r.t.Helper(); return placetest.At[T](r.t, r.win, id) }

func (r *room) tap(id string) { r.t.Helper(); at[*kit.Button](r, id).Tapped(nil) }

func (r *room) typed(id, text string) { r.t.Helper(); placetest.Type(r.t, r.win, id, text) }

// do runs a command that must be enabled.
func (r *room) do(id string) {
	r.t.Helper()
	if !r.can(id) {
		r.t.Fatalf("%s is disabled", id)
	}
	placetest.Command(r.t, r.screen, id).Do()
}

func (r *room) can(id string) bool {
	r.t.Helper()
	c := placetest.Command(r.t, r.screen, id)
	return c.Disabled == nil || !c.Disabled()
}

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

// table is the list of backups.
func (r *room) table() *kit.DataTable {
	r.t.Helper()
	var found *kit.DataTable
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		if t, ok := o.(*kit.DataTable); ok {
			found = t
		}
	})
	if found == nil {
		r.t.Fatal("there is no table")
	}
	return found
}

// says reports whether a text stands on the screen.
func (r *room) says(text string) bool {
	r.t.Helper()
	return slices.ContainsFunc(test.LaidOutObjects(r.win.Content()), func(o fyne.CanvasObject) bool {
		s, ok := o.(fmt.Stringer)
		return ok && o.Visible() && s.String() == text
	})
}

// broken is a desk that cannot read how things stand.
type broken struct{ screen.Desk }

var errDisk = errors.New("disk I/O error")

func (broken) State(context.Context) (backups.State, error) { return backups.State{}, errDisk }
