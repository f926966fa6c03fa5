package intake

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/intake"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

// fixture is a clinic in memory with the shipped form behind the screen.
type fixture struct {
	t      *testing.T
	clinic *plantest.Clinic
	desk   *desk
	shell  *placetest.Shell
	win    fyne.Window
}

// desk is the real one, but fails when told to.
type desk struct {
	*intake.Desk
	err error
}

func (d *desk) View(ctx context.Context, by record.Actor, p record.ID) (intake.View, error) {
	if d.err != nil {
		return intake.View{}, d.err
	}
	return d.Desk.View(ctx, by, p)
}

var errDisk = errors.New("disk")

func newFixture(t *testing.T) *fixture {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	raw, err := fs.ReadFile(assets.FS, "intake/intake.json")
	if err != nil {
		t.Fatal(err)
	}
	form, err := intake.ParseForm(raw)
	if err != nil {
		t.Fatal(err)
	}
	sub, err := fs.Sub(assets.FS, "words")
	if err != nil {
		t.Fatal(err)
	}
	book, err := words.Load(sub)
	if err != nil {
		t.Fatal(err)
	}
	c := plantest.New(t)
	f := &fixture{t: t, clinic: c, desk: &desk{Desk: intake.New(c.Log, form)}, shell: &placetest.Shell{Words: book, Time: c.Now}}
	f.shell.Practice.Zone, f.shell.Practice.Weight = "America/Denver", "lb"
	f.signIn(c.Desk)
	return f
}

func (f *fixture) signIn(a record.Actor) { f.shell.Who = f.clinic.People[a.ID] }

func (f *fixture) deps() Deps { return Deps{Shell: f.shell, Desk: f.desk, Drafts: f.clinic.Log} }

// open shows a part in a window of the size a chart screen has.
func (f *fixture) open(part string) *Screen {
	f.t.Helper()
	v := New(f.deps(), place.Route{Place: place.Intake, Patient: f.clinic.Patient, Part: part}).(*Screen)
	f.win = test.NewTempWindow(f.t, nil)
	f.win.SetPadded(false)
	f.shell.Win = f.win
	f.win.SetContent(v.Content())
	f.win.Resize(fyne.NewSize(1132, 565))
	v.Show()
	f.settle()
	return v
}

// settle lays everything out again, as a real window does of itself when
// something in it has grown.
func (f *fixture) settle() {
	f.win.Resize(fyne.NewSize(1100, 565))
	f.win.Resize(fyne.NewSize(1132, 565))
}

// healthy answers everything with no, by the front desk.
func (f *fixture) healthy() {
	f.t.Helper()
	var es []intake.Entry
	for _, q := range f.desk.Form().Questions() {
		a := intake.Answer{}
		switch q.Type {
		case intake.YesNo:
			a.Say = intake.No
		case intake.Text:
			a.Text = "Sleeps badly since the accident."
		case intake.Choice:
			a.Say = q.Options[0].ID
		case intake.List:
			a.Say = intake.None
		case intake.Weight:
			a.Text, a.Unit = "182", "lb"
		case intake.Height:
			a.Text = "178 cm"
		case intake.Pressure:
			a.Text = "128/82"
		case intake.DateAnswer:
			a.Date = record.Date{Year: 2026, Month: 11, Day: 23}
		}
		es = append(es, intake.Entry{Field: q.ID, Answer: a})
	}
	if err := f.desk.Save(ctx, f.clinic.Desk, f.clinic.Patient, es); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) answers() (a intake.Answers) {
	f.t.Helper()
	if err := f.clinic.Log.View(ctx, func(r record.Reader) (err error) { a, err = intake.Of(r, f.clinic.Patient); return err }); err != nil {
		f.t.Fatal(err)
	}
	return a
}

// field gives a field of the form by its ID.
func field[T kit.Field](f *fixture, v *Screen, id string) T {
	f.t.Helper()
	got, ok := v.form.Field(id).(T)
	if !ok {
		f.t.Fatalf("no such field on show: %s", id)
	}
	return got
}

// key types one key or letter into what has the focus.
func (f *fixture) key(name fyne.KeyName) {
	f.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

func (f *fixture) focused() string { return kit.FocusID(f.win.Canvas().Focused()) }
