package audit_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/audit"
	"kapdesk/app/audit/audittest"
	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	screen "kapdesk/screens/audit"
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
	deps   screen.Deps
	desk   *audit.Desk
	signed *signed
	screen place.Screen
	win    fyne.Window
}

// found is a search that finds Grace Lindqvist.
type found struct {
	*patients.Desk
	id record.ID
}

func (f found) Search(context.Context, record.Actor, string, int) ([]patients.Hit, error) {
	return []patients.Hit{{ID: f.id, Number: "L-00002", Given: "Grace", Family: "Lindqvist", Born: record.Date{Year: 1974, Month: 3, Day: 14}}}, nil
}

// signed is a laptop that has signed its log once.
type signed struct {
	last audit.Checkpoint
	err  error
}

func (s *signed) Checkpoint(context.Context) (audit.Checkpoint, error) { return s.last, s.err }

func (s *signed) FindCheckpoint(_ context.Context, short string) (audit.Checkpoint, error) {
	if digits, ok := audit.ParseShort(short); !ok || digits != s.last.Hash.String()[:12] {
		return audit.Checkpoint{}, &record.Problem{Code: record.NotFound, Text: "No checkpoint of this clinic has this hash."}
	}
	return s.last, s.err
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
	r := &room{Clinic: c, t: t, desk: audit.New(c.Log, audittest.Trail{Log: c.Log}, book)}
	r.signed = &signed{last: audit.Checkpoint{Number: 3, Events: 9, Device: "device-1", Seq: 9, Hash: record.Hash{0x1a, 0x2b, 0x3c, 0x4d, 0x5e, 0x6f}, At: c.Now}}
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 615))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/olga/file"}
	r.deps = screen.Deps{Shell: r.shell, Audit: r.desk, Checkpoints: r.signed, Patients: found{patients.New(c.Log, nil), c.Other}, People: clinic.New(c.Log),
		Paint: func(handout.Document) ([]byte, error) { return []byte("%PDF-1.4 list"), nil }}
	r.as(c.Owner)
	return r
}

// as signs somebody in.
func (r *room) as(by record.Actor) { r.shell.Who = r.People[by.ID] }

func (r *room) show() { r.t.Helper(); r.showFor("") }

// showFor opens the place anew, for a patient or for everybody.
func (r *room) showFor(patient record.ID) {
	r.t.Helper()
	r.screen = screen.New(r.deps, place.Route{Place: "audit", Patient: patient})
	r.win.SetContent(r.screen.Content())
	r.screen.Show()
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// look opens a chart as a person does.
func (r *room) look(by record.Actor, patient record.ID) {
	r.t.Helper()
	_, err := patients.New(r.Log, nil).Open(ctx, by, patient, "intake")
	r.must(err)
	r.Pass(time.Minute)
}

// some is a morning in the clinic.
func (r *room) some() {
	r.t.Helper()
	r.must(r.desk.SignedIn(ctx, r.Therapist, audit.Failed{Person: r.Nurse.ID, Times: 3}))
	r.look(r.Therapist, r.Patient)
	r.must(r.desk.Refused(ctx, r.Nurse, clinic.PrescribePlan, "plan", r.Patient))
	r.look(r.Both, r.Other)
	r.must(r.desk.ClockJumped(ctx, record.Actor{}, r.Now, r.Now.Add(time.Hour)))
	r.must(r.Log.Update(ctx, r.Owner, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: audit.KindBackupMade, Version: 1, Record: record.Ref{Type: "backups", ID: "device-1"},
			Fact: map[string]any{"events": r.signed.last.Events, "head": audit.Short(r.signed.last.Hash)}})
		return err
	}))
}

func at[T any](r *room, id string) T { r.t.Helper(); return placetest.At[T](r.t, r.win, id) }

func (r *room) tap(id string) { r.t.Helper(); at[*kit.Button](r, id).Tapped(nil) }

func (r *room) typed(id, text string) { r.t.Helper(); placetest.Type(r.t, r.win, id, text) }

// choose types into a picker and takes the first that it offers.
func (r *room) choose(id, text string) {
	r.t.Helper()
	r.typed(id, text)
	placetest.Press(r.win, fyne.KeyReturn)
}

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

// table is the list of lines.
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

// told is what the lines say, the newest first.
func (r *room) told() (out []string) {
	r.t.Helper()
	for _, row := range r.table().Rows() {
		out = append(out, row.Cells[1].Text+": "+row.Cells[2].Text)
	}
	return out
}

// broken is a log that cannot be read.
type broken struct{ screen.Audit }

func (broken) Lines(context.Context, record.Actor, audit.Query) (audit.Page, error) {
	return audit.Page{}, errors.New("disk I/O error")
}
