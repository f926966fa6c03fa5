package documents_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/documents"
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
	deps   documents.Deps
	desk   *document.Desk
	screen place.Screen
	win    fyne.Window
}

// found is a search that finds Grace Lindqvist.
type found struct{ id record.ID }

func (f found) Search(context.Context, record.Actor, string, int) ([]patients.Hit, error) {
	return []patients.Hit{{ID: f.id, Number: "L-00002", Given: "Grace", Family: "Lindqvist", Born: record.Date{Year: 1974, Month: 3, Day: 14}}}, nil
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
	r := &room{Clinic: c, t: t, desk: document.New(c.Log)}
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 565))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/ana/copy.pdf"}
	r.deps = documents.Deps{Shell: r.shell, Drafts: c.Log, Documents: r.desk, Patients: found{c.Other}}
	r.as(c.Nurse)
	return r
}

// as signs somebody in.
func (r *room) as(by record.Actor) { r.shell.Who = r.People[by.ID] }

// show opens the place anew.
func (r *room) show() {
	r.t.Helper()
	if r.screen != nil {
		r.screen.Leave()
	}
	r.screen = documents.New(r.deps, place.Route{Place: place.Documents, Patient: r.Patient})
	r.win.SetContent(r.screen.Content())
	r.screen.Show()
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) add(by record.Actor, kind document.Kind, name string, content []byte) record.ID {
	r.t.Helper()
	id, err := r.desk.Add(ctx, by, r.Patient, document.Document{Name: name, Kind: kind}, content)
	r.must(err)
	r.Pass(1e9)
	return id
}

func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range 40 {
		img.Set(i, i*3/4, color.Black)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// find gives the object of an ID, or nil.
func (r *room) find(id string) fyne.CanvasObject { return placetest.Find(r.win, id) }

func at[T any](r *room, id string) T { r.t.Helper(); return placetest.At[T](r.t, r.win, id) }

func (r *room) tap(id string) { r.t.Helper(); at[*kit.Button](r, id).Tapped(nil) }

func (r *room) typed(id, text string) { r.t.Helper(); placetest.Type(r.t, r.win, id, text) }

// do runs a command that must be enabled.
func (r *room) do(id string) {
	r.t.Helper()
	c := placetest.Command(r.t, r.screen, id)
	if c.Disabled != nil && c.Disabled() {
		r.t.Fatalf("%s is disabled", id)
	}
	c.Do()
}

func (r *room) docs() []document.Document {
	r.t.Helper()
	all, _, err := r.desk.List(ctx, r.Nurse, r.Patient)
	r.must(err)
	return all
}

// broken is a store that cannot be read.
type broken struct{ documents.Documents }

func (broken) List(context.Context, record.Actor, record.ID) ([]document.Document, int, error) {
	return nil, 0, errors.New("disk I/O error")
}
