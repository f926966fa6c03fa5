package scales

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

var errDisk = errors.New("disk")

// fixture is a clinic in memory with the shipped scales behind the screens.
type fixture struct {
	t      *testing.T
	clinic *plantest.Clinic
	desk   *desk
	shell  *placetest.Shell
	win    fyne.Window
	due    []measures.Need
	handed []Handing
	width  float32
	height float32
}

// desk is the real one, but fails when told to.
type desk struct {
	*measures.Desk
	err     error // of what is read
	saveErr error
}

func (d *desk) List(ctx context.Context, by record.Actor) ([]measures.Shown, error) {
	if d.err != nil {
		return nil, d.err
	}
	return d.Desk.List(ctx, by)
}

func (d *desk) Record(ctx context.Context, by record.Actor, p record.ID, f measures.Filled) (record.ID, measures.Outcome, error) {
	if d.saveErr != nil {
		return "", measures.Outcome{}, d.saveErr
	}
	return d.Desk.Record(ctx, by, p, f)
}

// shelf and book are the same for every test.
func shipped(t *testing.T) (*measures.Shelf, *words.Book) {
	t.Helper()
	files, err := fs.Sub(assets.FS, "instruments")
	if err != nil {
		t.Fatal(err)
	}
	shelf, err := measures.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	said, err := fs.Sub(assets.FS, "words")
	if err != nil {
		t.Fatal(err)
	}
	book, err := words.Load(said)
	if err != nil {
		t.Fatal(err)
	}
	return shelf, book
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	shelf, book := shipped(t)
	c := plantest.New(t)
	f := &fixture{t: t, clinic: c, shell: &placetest.Shell{Words: book, Time: c.Now}, width: 1132, height: 565}
	f.desk = &desk{Desk: measures.New(measures.Deps{Log: c.Log, Shelf: shelf, Book: book})}
	f.shell.Practice.Zone, f.shell.Practice.Emergency = "America/Denver", "911"
	f.signIn(c.Nurse)
	return f
}

func (f *fixture) signIn(a record.Actor) { f.shell.Who = f.clinic.People[a.ID] }

func (f *fixture) deps() Deps {
	return Deps{Shell: f.shell, Drafts: f.clinic.Log, Desk: f.desk, Patients: patients.New(f.clinic.Log, nil),
		Due:      func(context.Context, record.Actor, record.ID) ([]measures.Need, error) { return f.due, nil },
		HandOver: func(h Handing) { f.handed = append(f.handed, h) }}
}

// open shows a route in a window of the size a chart screen has.
func (f *fixture) open(to place.Route) place.Screen {
	f.t.Helper()
	to.Place = place.Scales
	if to.Patient == "" {
		to.Patient = f.clinic.Other // who reads English
	}
	return f.show(New(f.deps(), to))
}

func (f *fixture) show(v place.Screen) place.Screen {
	f.t.Helper()
	if f.win == nil {
		f.win = test.NewTempWindow(f.t, nil)
		f.win.SetPadded(false)
		f.shell.Win = f.win
	}
	f.win.Canvas().Unfocus()
	f.win.SetContent(v.Content())
	f.win.Resize(fyne.NewSize(f.width, f.height))
	v.Show()
	f.settle()
	if first, ok := v.(place.FirstFocus); ok {
		if at := first.FirstFocus(); at != nil {
			f.win.Canvas().Focus(at)
		}
	}
	return v
}

// settle lays everything out again, as a real window does of itself.
func (f *fixture) settle() {
	f.win.Resize(fyne.NewSize(f.width-20, f.height))
	f.win.Resize(fyne.NewSize(f.width, f.height))
}

// form opens a scale for the patient who reads English.
func (f *fixture) form(part string) *form {
	f.t.Helper()
	return f.open(place.Route{Part: part}).(*form)
}

// kiosk opens a scale for a patient alone.
func (f *fixture) kiosk(instrument string, h half) (*Kiosk, *[]Ended) {
	f.t.Helper()
	shown, err := f.desk.Show(ctx, f.shell.Actor(), instrument)
	if err != nil {
		f.t.Fatal(err)
	}
	h.Instrument = instrument
	if h.Answers == nil {
		h.Page = hello
	}
	var ended []Ended
	v := NewKiosk(KioskDeps{Shell: f.shell, Drafts: f.clinic.Log, Desk: f.desk, Ended: func(e Ended) { ended = append(ended, e) }},
		Handing{Patient: f.clinic.Other, Called: "Grace", Lang: f.shell.Lang(), Shown: shown, begun: h})
	f.show(v)
	return v, &ended
}

func (f *fixture) typeIn(s string) {
	f.t.Helper()
	for _, r := range s { // the focus moves on between two keys
		f.win.Canvas().Focused().TypedRune(r)
	}
}

func (f *fixture) key(name fyne.KeyName) { placetest.Press(f.win, name) }

func (f *fixture) tap(id string) { placetest.At[*kit.Button](f.t, f.win, id).Tapped(nil) }

func (f *fixture) focused() string { return kit.FocusID(f.win.Canvas().Focused()) }

// text is everything that can be read in the window.
func (f *fixture) text() string { return read(f.win.Content()) }

// asked is what the dialog over the window says.
func (f *fixture) asked() string {
	f.t.Helper()
	top := f.win.Canvas().Overlays().Top()
	if top == nil {
		f.t.Fatal("nothing is asked")
	}
	return read(top)
}

func read(in fyne.CanvasObject) string {
	var b strings.Builder
	for _, o := range test.LaidOutObjects(in) {
		if t, ok := o.(*kit.Text); ok && t.Visible() {
			b.WriteString(t.String() + "\n")
		}
		if t, ok := o.(*kit.Button); ok && t.Visible() {
			b.WriteString(t.Text() + "\n")
		}
	}
	return b.String()
}

// taken are the measures in the chart, corrected ones too.
func (f *fixture) taken() []measures.Taken {
	f.t.Helper()
	all, err := f.desk.History(ctx, f.clinic.Nurse, f.clinic.Other)
	if err != nil {
		f.t.Fatal(err)
	}
	return all
}

func (f *fixture) golden(name string) {
	f.t.Helper()
	f.settle()
	test.AssertRendersToMarkup(f.t, name, f.win.Canvas())
}
