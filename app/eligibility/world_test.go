package eligibility_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"kapdesk/app/eligibility"
	"kapdesk/app/intake"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

var ctx = context.Background()

// world is a clinic with the shipped form and protocol.
type world struct {
	*plantest.Clinic
	t    *testing.T
	form intake.Form
	p    *protocol.Protocol
	in   *intake.Desk
	desk *eligibility.Desk
	// dosings are the patient's dosing sessions.
	dosings []eligibility.Dosing
}

// use is the protocol in use, which a test may change.
func (w *world) use(record.Reader) (*protocol.Protocol, error) { return w.p, nil }

func (w *world) held(record.Reader, record.ID) ([]eligibility.Dosing, error) { return w.dosings, nil }

func file(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../assets/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// draft is the shipped protocol, parsed once.
var draft = sync.OnceValues(func() (*protocol.Protocol, error) {
	raw, err := os.ReadFile("../../assets/protocols/draft.json")
	if err != nil {
		return nil, err
	}
	return protocol.Parse(raw)
})

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Clinic: plantest.New(t), t: t}
	var err error
	if w.form, err = intake.ParseForm(file(t, "intake/intake.json")); err != nil {
		t.Fatal(err)
	}
	if w.p, err = draft(); err != nil {
		t.Fatal(err)
	}
	w.in = intake.New(w.Log, w.form)
	w.desk = eligibility.New(w.Log, w.use, w.form, nil, w.held)
	return w
}

func (w *world) answer(by record.Actor, field string, a intake.Answer) {
	w.t.Helper()
	if err := w.in.Save(ctx, by, w.Patient, []intake.Entry{{Field: field, Answer: a}}); err != nil {
		w.t.Fatal(err)
	}
}

// healthy answers everything with no and confirms it.
func (w *world) healthy() {
	w.t.Helper()
	var es []intake.Entry
	for _, q := range w.form.Questions() {
		a := intake.Answer{}
		switch q.Type {
		case intake.YesNo:
			a.Say = intake.No
		case intake.Text:
			a.Text = "Something."
		case intake.Choice:
			a.Say = q.Options[0].ID
		case intake.List:
			a.Say = intake.None
		case intake.Weight:
			a.Text = "80 kg"
		case intake.Height:
			a.Text = "178 cm"
		case intake.Pressure:
			a.Text = "128/82"
		case intake.DateAnswer:
			a.Date = record.Date{Year: 2026, Month: 11, Day: 23}
		}
		es = append(es, intake.Entry{Field: q.ID, Answer: a})
	}
	if err := w.in.Save(ctx, w.Desk, w.Patient, es); err != nil {
		w.t.Fatal(err)
	}
	w.Now = w.Now.Add(time.Minute)
	if err := w.in.Confirm(ctx, w.Therapist, w.Patient); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) sheet() eligibility.Sheet {
	w.t.Helper()
	s, err := w.desk.Sheet(ctx, w.Prescriber, w.Patient)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) line(id string) eligibility.Line {
	w.t.Helper()
	for _, l := range w.sheet().Lines {
		if l.Criterion.ID == id {
			return l
		}
	}
	w.t.Fatalf("no criterion %q", id)
	return eligibility.Line{}
}

func (w *world) sign(eligible bool, marks ...eligibility.Mark) error {
	w.t.Helper()
	return w.desk.Sign(ctx, w.Prescriber, w.Patient, eligibility.Decision{Seen: w.sheet().Seen, Eligible: eligible, Marks: marks, Reasoning: "Benefit outweighs risk."})
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) standing() (s eligibility.Standing) {
	w.t.Helper()
	w.must(w.Log.View(ctx, func(r record.Reader) (err error) { s, err = w.desk.Standing(r, w.Patient, ""); return err }))
	return s
}

func (w *world) gate() (p *record.Problem) {
	w.t.Helper()
	w.must(w.Log.View(ctx, func(r record.Reader) (err error) { p, err = w.desk.Gate(r, w.Patient); return err }))
	return p
}
