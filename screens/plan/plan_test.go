package plan_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/consent"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/intake"
	"kapdesk/app/plan"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
	screen "kapdesk/screens/plan"
)

var ctx = context.Background()

// room is a clinic with a window in which the screen stands.
type room struct {
	*plantest.Clinic
	t        *testing.T
	shell    *placetest.Shell
	deps     screen.Deps
	plans    *plan.Desk
	consents *consent.Desk
	screen   place.Screen
	win      fyne.Window
}

func asset[T any](t *testing.T, name string, parse func([]byte) (T, error)) T {
	t.Helper()
	raw, err := assets.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	v, err := parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return v
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
	lib, err := consent.NewLibrary(asset(t, "consent/kap.en.json", consent.Parse), asset(t, "consent/kap.es.json", consent.Parse))
	if err != nil {
		t.Fatal(err)
	}
	practice, err := clinic.New(c.Log).Clinic(ctx)
	if err != nil {
		t.Fatal(err)
	}
	form := asset(t, "intake/intake.json", intake.ParseForm)
	r := &room{Clinic: c, t: t, plans: plan.New(c.Log, form, nil), consents: consent.New(c.Log, lib, book)}
	r.win = test.NewTempWindow(t, kit.Stack(0))
	r.win.SetPadded(false)
	r.win.Resize(fyne.NewSize(1132, 565))
	r.shell = &placetest.Shell{Words: book, Practice: practice, Time: c.Now, Win: r.win, SavePath: "/home/ana/consent.pdf"}
	draft := asset(t, "protocols/draft.json", protocol.Parse)
	ranges := func(context.Context) (screen.Ranges, error) { return draft, nil }
	r.deps = screen.Deps{Handout: func(l words.Lang) string { return "What to expect, " + string(l) + " 2" }, Shell: r.shell, Drafts: c.Log, Plans: r.plans, Consents: r.consents, People: clinic.New(c.Log), Documents: document.New(c.Log),
		Ranges: ranges, Paint: func(handout.Document) ([]byte, error) { return []byte("%PDF-1.7 page"), nil }}
	r.as(c.Therapist)
	err = intake.New(c.Log, form).Save(ctx, c.Nurse, c.Patient, []intake.Entry{{Field: "condition.", Answer: intake.Answer{Row: map[string]string{"name": "ptsd"}}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// as signs somebody in.
func (r *room) as(by record.Actor) { r.shell.Who = r.People[by.ID] }

// show opens the place anew.
func (r *room) show(part string) {
	r.t.Helper()
	if r.screen != nil {
		r.screen.Leave()
	}
	r.shell.Time = r.Now
	r.screen = screen.New(r.deps, place.Route{Place: place.Plan, Patient: r.Patient, Part: part})
	r.win.SetContent(r.screen.Content())
	r.screen.Show()
	r.win.Resize(fyne.NewSize(1132, 565))
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// terms is a whole plan.
func (r *room) terms() plan.Terms {
	return plan.Terms{Model: plan.KAP, Indication: []plan.Indication{{Code: "typed", Name: words.Text{EN: "Grief", ES: "Duelo"}}},
		Route: plan.IM, Style: plan.Style{Depth: plan.Psychedelic, Titration: plan.Escalating}, Dose: 62_000, Max: 90_000,
		Sessions: 6, Cadence: plan.Cadence{Times: 1, Days: 14}, Goals: "To sleep, and to play with my children again.",
		Fees: plan.Fees{By: r.Therapist.ID, On: record.Date{Year: 2026, Month: 11, Day: 23}}}
}

// sign has the person sign what is on offer.
func (r *room) sign(by record.Actor, as plan.Signer) {
	r.t.Helper()
	v, err := r.plans.Of(ctx, by, r.Patient)
	r.must(err)
	r.must(r.plans.Sign(ctx, by, r.Patient, as, v.Offer.Hash))
}

func (r *room) signed() {
	r.t.Helper()
	r.Weigh(r.t, 82_554)
	r.must(r.plans.Save(ctx, r.Therapist, r.Patient, r.terms()))
	r.sign(r.Prescriber, plan.AsPrescriber)
	r.sign(r.Therapist, plan.AsTherapist)
}

func (r *room) consented() consent.Consent {
	r.t.Helper()
	c, err := r.consents.Sign(ctx, r.Therapist, r.Patient, consent.Signing{Lang: words.Spanish, Method: consent.OnScreen, Signer: consent.Signer{Who: consent.Patient},
		Strokes: [][]consent.Spot{{{X: .1, Y: .5}, {X: .8, Y: .4}}}, NoQuestions: true})
	r.must(err)
	return c
}

// find gives the object of an ID, or nil.
func (r *room) find(id string) fyne.CanvasObject { return placetest.Find(r.win, id) }

func at[T any](r *room, id string) T { r.t.Helper(); return placetest.At[T](r.t, r.win, id) }

func (r *room) tap(id string) { r.t.Helper(); at[*kit.Button](r, id).Tapped(nil) }

func (r *room) typed(id, text string) { r.t.Helper(); placetest.Type(r.t, r.win, id, text) }

func (r *room) command(id string) place.Command {
	r.t.Helper()
	return placetest.Command(r.t, r.screen, id)
}

// broken is a store that cannot be read.
type broken struct{ screen.Plans }

func (broken) Of(context.Context, record.Actor, record.ID) (plan.View, error) {
	return plan.View{}, errors.New("disk I/O error")
}
