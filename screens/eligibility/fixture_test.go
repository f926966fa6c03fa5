package eligibility

import (
	"context"
	"errors"
	"io/fs"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/eligibility"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

var errDisk = errors.New("disk")

// fixture is a clinic in memory with the shipped form and protocol behind the
// screen.
type fixture struct {
	t      *testing.T
	clinic *plantest.Clinic
	in     *intake.Desk
	desk   *desk
	shell  *placetest.Shell
	win    fyne.Window
	kept   []string
	p      *protocol.Protocol   // in use
	held   []eligibility.Dosing // the patient's dosing sessions
}

// desk is the real one, but fails when told to.
type desk struct {
	*eligibility.Desk
	err error
}

func (d *desk) Sheet(ctx context.Context, by record.Actor, p record.ID) (eligibility.Sheet, error) {
	if d.err != nil {
		return eligibility.Sheet{}, d.err
	}
	return d.Desk.Sheet(ctx, by, p)
}

func asset(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := fs.ReadFile(assets.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	form, err := intake.ParseForm(asset(t, "intake/intake.json"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := protocol.Parse(asset(t, "protocols/draft.json"))
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
	f := &fixture{t: t, clinic: c, in: intake.New(c.Log, form), p: p, shell: &placetest.Shell{Words: book, Time: c.Now}}
	f.desk = &desk{Desk: eligibility.New(c.Log, func(record.Reader) (*protocol.Protocol, error) { return f.p, nil }, form, book,
		func(record.Reader, record.ID) ([]eligibility.Dosing, error) { return f.held, nil })}
	f.shell.Practice.Zone = "America/Denver"
	f.signIn(c.Prescriber)
	return f
}

func (f *fixture) signIn(a record.Actor) { f.shell.Who = f.clinic.People[a.ID] }

func (f *fixture) deps() Deps {
	return Deps{Shell: f.shell, Desk: f.desk, Drafts: f.clinic.Log,
		Paint: func(handout.Document) ([]byte, error) { return []byte("pdf"), nil },
		Keep: func(_ context.Context, _ record.Actor, _ record.ID, name string, _ []byte) error {
			f.kept = append(f.kept, name)
			return nil
		}}
}

func (f *fixture) open() *Screen {
	f.t.Helper()
	v := New(f.deps(), place.Route{Place: place.Eligibility, Patient: f.clinic.Patient}).(*Screen)
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

func (f *fixture) answer(by record.Actor, field string, a intake.Answer) {
	f.t.Helper()
	if err := f.in.Save(ctx, by, f.clinic.Patient, []intake.Entry{{Field: field, Answer: a}}); err != nil {
		f.t.Fatal(err)
	}
}

// asked answers the whole intake with no, but for a few things that need a
// person, and confirms it.
func (f *fixture) asked() {
	f.t.Helper()
	var es []intake.Entry
	for _, q := range f.in.Form().Questions() {
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
			a.Text = "148/92"
		case intake.DateAnswer:
			a.Date = record.Date{Year: 2026, Month: 11, Day: 23}
		}
		es = append(es, intake.Entry{Field: q.ID, Answer: a})
	}
	if err := f.in.Save(ctx, f.clinic.Desk, f.clinic.Patient, es); err != nil {
		f.t.Fatal(err)
	}
	f.answer(f.clinic.Desk, "medicine.", intake.Answer{Row: map[string]string{"name": "alprazolam", "dose": "0.5 mg", "last": "Saturday 21:00"}})
	f.clinic.Now = f.clinic.Now.Add(time.Minute)
	if err := f.in.Confirm(ctx, f.clinic.Therapist, f.clinic.Patient); err != nil {
		f.t.Fatal(err)
	}
	f.answer(f.clinic.Desk, "pregnancy", intake.Said(intake.Unknown, ""))
}

func (f *fixture) row(v *Screen, id string) *row {
	f.t.Helper()
	for _, r := range v.rows {
		if r.line.Criterion.ID == id {
			return r
		}
	}
	f.t.Fatalf("no criterion %s", id)
	return nil
}

// choose sets a row's state as a tap does.
func (f *fixture) choose(v *Screen, id string, s protocol.State) {
	r := f.row(v, id)
	r.state.SetValue(string(s))
	r.state.OnChanged()
}

func (f *fixture) write(v *Screen, id, note string) {
	r := f.row(v, id)
	r.note.SetText(note)
	r.note.OnChanged()
}

func (f *fixture) reason(v *Screen, s string) {
	v.out.reasoning.SetText(s)
	v.out.reasoning.OnChanged()
}

// confirm presses the yes of the dialog on show.
func (f *fixture) confirm() {
	f.t.Helper()
	top := f.win.Canvas().Overlays().Top()
	if top == nil {
		f.t.Fatal("no dialog")
	}
	for _, o := range test.LaidOutObjects(top) {
		if b, ok := o.(*kit.Button); ok && b.ID == "dialog.yes" {
			test.Tap(b)
			return
		}
	}
	f.t.Fatal("the dialog has no yes")
}
