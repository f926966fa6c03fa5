package register_test

import (
	"context"
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/register"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
	screen "kapdesk/screens/register"
)

var ctx = context.Background()

// exit counts what left the program.
type exit struct{ exported, printed []string }

func (e *exit) Exported(_ context.Context, _ record.Actor, what string, _ record.ID) error {
	e.exported = append(e.exported, what)
	return nil
}

func (e *exit) Printed(_ context.Context, _ record.Actor, what string, _ record.ID) error {
	e.printed = append(e.printed, what)
	return nil
}

// witness is a second person who signs in at once; nobody where it is zero.
type witness struct {
	who  record.Actor
	asks []string
}

func (w *witness) Ask(action clinic.Action, why string, done func(record.Actor)) {
	w.asks = append(w.asks, string(action)+": "+why)
	if w.who.ID != "" {
		done(w.who)
	}
}

// room is a clinic with a window in which the screens stand.
type room struct {
	*plantest.Clinic
	t        *testing.T
	shell    *placetest.Shell
	desk     *register.Desk
	second   *witness
	exit     *exit
	deps     screen.Deps
	sessions []screen.Session
	screen   place.Screen
	win      fyne.Window
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
	r := &room{Clinic: c, t: t, second: &witness{who: c.Prescriber}, exit: &exit{}}
	r.desk = r.over(c.Log, book)
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 615))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/nuru/paper.pdf"}
	r.sessions = []screen.Session{{ID: "visit-1", Patient: c.Patient, At: c.Now.Add(time.Hour), Name: "José Ñandú", Number: "L-1"}}
	r.deps = screen.Deps{Shell: r.shell, Desk: r.desk, Drafts: c.Log, Second: r.second,
		Sessions: func(context.Context, record.Actor, record.Date) ([]screen.Session, error) { return r.sessions, nil },
		Paint:    func(handout.Document) ([]byte, error) { return []byte("%PDF-1.4 register"), nil }}
	r.as(c.Nurse)
	return r
}

// over makes the desk over a log, with the rules of the draft.
func (r *room) over(log record.Log, book *words.Book) *register.Desk {
	r.t.Helper()
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	r.must(err)
	p, err := protocol.Parse(raw)
	r.must(err)
	rules := register.FromProtocol(p)
	return register.New(register.Deps{Log: log, Audit: r.exit, Book: book, Rules: func(record.Reader) (register.Rules, error) { return rules, nil },
		Number: func(t record.Reader, patient record.ID) (string, error) {
			p, err := patients.Of(t, patient)
			return p.Number, err
		}})
}

// as signs somebody in.
func (r *room) as(by record.Actor) { r.shell.Who = r.People[by.ID] }

// later turns the clock.
func (r *room) later(d time.Duration) {
	r.Now = r.Now.Add(d)
	r.shell.Time = r.Now
}

// goes opens a route of the place anew.
func (r *room) goes(lot record.ID, part string) {
	r.t.Helper()
	r.screen = screen.New(r.deps, place.Route{Place: place.Register, Record: lot, Part: part})
	r.win.SetContent(r.screen.Content())
	r.screen.Show()
	if f, ok := r.screen.(place.FirstFocus); ok {
		if first := f.FirstFocus(); first != nil {
			r.win.Canvas().Focus(first)
		}
	}
}

// follow opens where the screen went last.
func (r *room) follow() place.Route {
	r.t.Helper()
	if len(r.shell.Went) == 0 {
		r.t.Fatalf("the screen went nowhere: %v", r.shell.LastFailure())
	}
	to := r.shell.Went[len(r.shell.Went)-1]
	r.screen.Leave()
	r.goes(to.Record, to.Part)
	return to
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

// picks chooses the first option of a picker whose words hold the text.
func (r *room) picks(id, text string) {
	r.t.Helper()
	p := at[*kit.Picker](r, id)
	p.Focus()
	for _, c := range text {
		r.win.Canvas().Focused().TypedRune(c)
	}
	placetest.Press(r.win, fyne.KeyDown)
	placetest.Press(r.win, fyne.KeyReturn)
	if p.Value() == "" {
		r.t.Fatalf("%s offers no %q", id, text)
	}
}

// chooses presses an option of a choice by the arrows.
func (r *room) chooses(id, value string) {
	r.t.Helper()
	c := at[*kit.Choice](r, id)
	c.Focus()
	placetest.Press(r.win, fyne.KeyHome)
	for i := 0; i < 5 && c.Value() != value; i++ {
		placetest.Press(r.win, fyne.KeyRight)
	}
	if c.Value() != value {
		r.t.Fatalf("%s has no %q", id, value)
	}
}

// wrong is what stands as an error at a field.
func (r *room) wrong(id string) string { r.t.Helper(); return at[kit.Field](r, id).Error() }

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

// golden compares the window with its markup; with KAP_SHOTS it also keeps a
// picture for a person to look at.
func (r *room) golden(name string) {
	r.t.Helper()
	if dir := os.Getenv("KAP_SHOTS"); dir != "" {
		file, err := os.Create(filepath.Join(dir, name+".png"))
		r.must(err)
		defer file.Close()
		r.must(png.Encode(file, r.win.Canvas().Capture()))
	}
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

// table is the table on the screen.
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

// cells are the words of the table, a row each.
func (r *room) cells() []string {
	r.t.Helper()
	var out []string
	for _, row := range r.table().Rows() {
		var line []string
		for _, c := range row.Cells {
			line = append(line, c.Text)
		}
		out = append(out, strings.Join(line, "|"))
	}
	return out
}

// says reports whether a text stands somewhere on the screen.
func (r *room) says(text string) bool {
	r.t.Helper()
	return slices.ContainsFunc(test.LaidOutObjects(r.win.Content()), func(o fyne.CanvasObject) bool {
		s, ok := o.(fmt.Stringer)
		return ok && o.Visible() && strings.Contains(s.String(), text)
	})
}

// said is everything that can be read.
func (r *room) said() string {
	var out []string
	for _, o := range test.LaidOutObjects(r.win.Content()) {
		if s, ok := o.(fmt.Stringer); ok && o.Visible() {
			out = append(out, s.String())
		}
	}
	return strings.Join(out, "\n")
}

// events counts the lines of the register.
func (r *room) events() int { return len(r.Log.Events()) }

var k1 = register.Receipt{Label: register.Label{Drug: "Ketamine", Form: register.MultiVial, Strength: register.Strength{UG: 50, Per: 1}, Size: 10_000, Number: "K-1",
	Expiry: record.Date{Year: 2027, Month: 6, Day: 30}}, Containers: 5, Supplier: "Mountain Supply", Invoice: "4711"}

var l9 = register.Receipt{Label: register.Label{Drug: "Ketamine", Form: register.Lozenge, Strength: register.Strength{UG: 100_000, Per: 1}, Number: "L-9",
	Expiry: record.Date{Year: 2026, Month: 12, Day: 31}}, Containers: 30, Supplier: "River Compounding", Invoice: "88"}

// received is a room with a lot of vials.
func received(t *testing.T) (*room, record.ID) {
	t.Helper()
	r := open(t)
	return r, r.receive(k1)
}

func (r *room) receive(rc register.Receipt) record.ID {
	r.t.Helper()
	lot, _, err := r.desk.Receive(ctx, r.Nurse, rc, time.Time{})
	r.must(err)
	r.later(5 * time.Minute)
	return lot
}

// drawn opens a vial and draws 1.5 mL of it for the session of the day.
func (r *room) drawn(lot record.ID) (vial, draw record.EventID) {
	r.t.Helper()
	vial, err := r.desk.Open(ctx, r.Nurse, lot, time.Time{})
	r.must(err)
	r.later(5 * time.Minute)
	draw, err = r.desk.Draw(ctx, r.Nurse, register.Taken{Lot: lot, Vial: vial, Amount: 1500, Session: "visit-1", Patient: r.Patient})
	r.must(err)
	r.later(5 * time.Minute)
	return vial, draw
}

// balance is what the book says now.
func (r *room) balance(lot record.ID) register.Balance {
	r.t.Helper()
	books, err := r.desk.Books(ctx, r.Nurse)
	r.must(err)
	for _, b := range books {
		if b.ID == lot {
			return b.Balance(r.Now)
		}
	}
	r.t.Fatal("no such lot")
	return register.Balance{}
}

// broken is a desk whose disk cannot be read.
type broken struct{ screen.Desk }

var errDisk = errors.New("disk I/O error")

func (broken) Books(context.Context, record.Actor) ([]register.Book, error) { return nil, errDisk }
func (broken) ToCount(context.Context, record.Actor, record.ID) (register.Sheet, error) {
	return register.Sheet{}, errDisk
}

// twoLaptops makes a room whose book another laptop wrote in too: both took
// the last of a vial.
func twoLaptops(t *testing.T) (*room, record.ID) {
	t.Helper()
	r, lot := received(t)
	vial, _ := r.drawn(lot)
	log := memlog.New(func() time.Time { return r.Now }).As("other")
	r.must(log.Receive(ctx, r.Log.Events()...))
	there := r.over(log, r.shell.Words)
	for _, d := range []*register.Desk{r.desk, there} {
		_, err := d.Draw(ctx, r.Nurse, register.Taken{Lot: lot, Vial: vial, Amount: 8000, Session: "visit-1", Patient: r.Patient})
		r.must(err)
	}
	r.must(r.Log.Receive(ctx, log.Events()...))
	r.later(time.Minute)
	return r, lot
}

// flaky is a desk that stops being readable.
type flaky struct {
	screen.Desk
	bad bool
}

func (f *flaky) Books(ctx context.Context, by record.Actor) ([]register.Book, error) {
	if f.bad {
		return nil, errDisk
	}
	return f.Desk.Books(ctx, by)
}
