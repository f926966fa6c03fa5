package integration

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/document"
	"kapdesk/app/handout"
	"kapdesk/app/integration"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/assets"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

var ctx = context.Background()

// fixture is a clinic with a patient, over the real rules and a log in memory.
type fixture struct {
	t       *testing.T
	log     *memlog.Log
	plans   *integration.Desk
	shell   *placetest.Shell
	now     time.Time
	people  map[string]clinic.Person
	patient record.ID
	kept    []string // names of what was kept in the chart
	fail    error    // what Open answers instead
	carried map[record.ID]integration.Carried

	conflicts []integration.Conflict // what two laptops wrote
	settled   []string
}

// Carried implements integration.Sessions.
func (f *fixture) Carried(_ record.Reader, id record.ID) (integration.Carried, error) {
	return f.carried[id], nil
}

// Keep implements Documents.
func (f *fixture) Keep(_ context.Context, _ record.Actor, _ record.ID, name string, kind document.Kind, _ []byte) (record.ID, error) {
	f.kept = append(f.kept, name+" "+string(kind))
	return "d", nil
}

// failing answers Open with an error where the test says so.
type failing struct {
	*integration.Desk
	f *fixture
}

func (p failing) Open(ctx context.Context, by record.Actor, patient, id record.ID) (integration.View, error) {
	if p.f.fail != nil {
		return integration.View{}, p.f.fail
	}
	v, err := p.Desk.Open(ctx, by, patient, id)
	v.Conflicts = p.f.conflicts
	return v, err
}

// Settle notes what was settled.
func (p failing) Settle(_ context.Context, _ record.Actor, _, _ record.ID, field string, keep record.EventID) error {
	p.f.settled = append(p.f.settled, field+" "+keep.String())
	p.f.conflicts = nil
	return p.f.fail
}

func start(t *testing.T, lang words.Lang) *fixture {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	f := &fixture{t: t, now: time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC), patient: "patient-1",
		people: map[string]clinic.Person{}, carried: map[record.ID]integration.Carried{}}
	f.log = memlog.New(func() time.Time { return f.now })
	book := loadBook(t)
	texts := map[words.Lang]*handout.Texts{}
	for _, l := range words.Langs {
		raw, err := assets.FS.ReadFile("handouts/" + handout.PlanTexts + "." + string(l) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		if texts[l], err = handout.ParseTexts(raw); err != nil {
			t.Fatal(err)
		}
	}
	f.plans = integration.New(f.log, f, book, texts)
	c := clinic.Clinic{Name: "Clínica Orilla", Address: "Calle Mayor 5", Phone: "(321) 555-0148", Emergency: "911", Zone: "America/Denver",
		Weight: clinic.Kilograms, Paper: clinic.Letter, Lang: words.English}
	people, err := clinic.New(f.log).SetUp(ctx, c, f.log, []clinic.Person{
		{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}},
		{Name: "Rosa Lima", Roles: []clinic.Role{clinic.FrontDesk}},
		{Name: "Inés Roy", Roles: []clinic.Role{clinic.Prescriber, clinic.Owner}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		first, _, _ := strings.Cut(p.Name, " ")
		f.people[first] = p
	}
	f.shell = &placetest.Shell{Language: lang, Words: book, Who: f.people["Ana"], Practice: c, Time: f.now}
	f.update(record.Change{Kind: "patient.registered", Version: 1, Record: record.Ref{Type: "patient", ID: f.patient}, Patient: f.patient,
		Set: map[string]any{"number": "L-00231", "given": "José", "family": "Ñandú", "lang": "es", "born": "1985-06-02"}})
	return f
}

func loadBook(t *testing.T) *words.Book {
	t.Helper()
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func (f *fixture) actor() record.Actor { return record.Actor{ID: f.people["Ana"].ID} }

func (f *fixture) update(changes ...record.Change) {
	f.t.Helper()
	err := f.log.Update(ctx, record.Actor{ID: f.people["Ana"].ID}, func(tx record.Tx) error {
		_, err := tx.Append(changes...)
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
}

// visit books a visit so long from now.
func (f *fixture) visit(kind session.Kind, in time.Duration, state session.State) record.ID {
	id := f.log.NewID()
	f.update(record.Change{Kind: "session.booked", Version: 1, Record: session.Ref(id), Patient: f.patient,
		Set: map[string]any{"kind": kind, "starts": f.now.Add(in), "room": "Room 2", "state": state, "with": f.people["Ana"].ID}})
	return id
}

// course is a patient after the second session, with a signed plan of the
// first whose steps were partly followed up.
func (f *fixture) course() (first, second record.ID) {
	f.t.Helper()
	first = f.visit(session.Dosing, -8*24*time.Hour, session.Closed)
	second = f.visit(session.Dosing, -24*time.Hour, session.Closed)
	f.visit(session.Integration, 7*24*time.Hour, session.Booked)
	f.carried[second] = integration.Carried{Intention: "To meet the fear without running from it.", Moments: []integration.Moment{
		{At: f.now.Add(-24 * time.Hour), Text: "Like the floor is breathing with me"},
		{At: f.now.Add(-23*time.Hour - 47*time.Minute), Text: "I was eight, in the kitchen. I could stay."}}}
	v := f.sign(first, integration.Content{Insights: []integration.Insight{{Text: "Rest is allowed."}}, Actions: []integration.Action{
		{What: "Walk before work", When: "5 days a week"}, {What: "Call sister", When: "by Sunday"}}})
	for i, o := range []integration.Outcome{integration.Done, integration.Partly} {
		if err := f.plans.FollowUp(ctx, f.actor(), f.patient, first, v.Content.Actions[i].ID, o, []string{"4 of 5 days", "She did not pick up"}[i]); err != nil {
			f.t.Fatal(err)
		}
	}
	return first, second
}

func content() integration.Content {
	return integration.Content{
		Insights: []integration.Insight{{Text: "I can feel afraid and stay in the room."}},
		Actions: []integration.Action{
			{What: "Five slow breaths before opening mail", When: "each day", With: "alone", Know: "tick on the sheet"},
			{What: "Tell Luis about the kitchen", When: "by Sunday", With: "Luis", Know: "it is said"}},
		Supports: "Luis\nThe Tuesday group",
	}
}

func (f *fixture) save(id record.ID, c integration.Content) integration.View {
	f.t.Helper()
	v, err := f.plans.Save(ctx, f.actor(), f.patient, id, integration.Content{}, c)
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func (f *fixture) sign(id record.ID, c integration.Content) integration.View {
	f.t.Helper()
	f.save(id, c)
	v, err := f.plans.Sign(ctx, f.actor(), f.patient, id, "")
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

func (f *fixture) view(id record.ID) integration.View {
	f.t.Helper()
	v, err := f.plans.Open(ctx, f.actor(), f.patient, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return v
}

// open shows the place in a window of the size.
func (f *fixture) open(id record.ID, size fyne.Size) (*Screen, fyne.Window) {
	f.t.Helper()
	s := New(Deps{Plans: failing{f.plans, f}, Documents: f, Drafts: f.log, Shell: f.shell,
		Paint: func(handout.Document) ([]byte, error) { return []byte("%PDF"), nil }},
		place.Route{Place: place.Integration, Patient: f.patient, Record: id})
	w := test.NewTempWindow(f.t, nil)
	w.SetPadded(false)
	f.shell.Win = w
	w.SetContent(kit.Ground(s.Content()))
	w.Resize(size)
	s.Show()
	return s, w
}

var (
	desk    = fyne.NewSize(1132, 565)
	errDisk = errors.New("disk")
)
