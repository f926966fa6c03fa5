package session_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

var ctx = context.Background()

// fixture is a clinic in Denver with two patients on a Monday morning.
type fixture struct {
	t        *testing.T
	log      *memlog.Log
	desk     *session.Desk
	now      time.Time
	closed   map[string]*record.Problem // gates of the neighbours that are closed
	order    session.Order
	ordered  bool
	rules    session.Rules
	measured []session.Measured
	scales   func(string) (session.Scale, bool)
	deps     session.Deps

	ana, inez, nora, rosa record.Actor // therapist, prescriber, nurse, front desk
	jose, lena            record.ID
}

func start(t *testing.T) *fixture {
	t.Helper()
	return startIn(t, "America/Denver", time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC))
}

// startIn is the same clinic in another zone at another time.
func startIn(t *testing.T, zone string, now time.Time) *fixture {
	t.Helper()
	f := &fixture{t: t, now: now, closed: map[string]*record.Problem{}, jose: "patient-1", lena: "patient-2",
		order: session.Order{Route: "lozenge", Style: "psycholytic", DoseUG: 100_000, MaxUG: 150_000, Sessions: 6}, ordered: true}
	f.rules = session.Rules{Version: "draft 1", BeforeDose: session.Pressure{Systolic: 140, Diastolic: 90}, Call: session.Pressure{Systolic: 160, Diastolic: 100},
		Fasting:    map[string]session.Fasting{"lozenge": {Solids: 3 * time.Hour, Liquids: time.Hour}},
		Monitoring: map[string]session.Monitoring{"lozenge": {After: []time.Duration{0, 15 * time.Minute, 30 * time.Minute}, Every: 30 * time.Minute}},
		Discharge: []session.DischargeItem{{ID: "gait", Text: words.Text{EN: "Walks steadily without help"}, Override: true},
			{ID: "oriented", Text: words.Text{EN: "Knows who, where and when"}}},
		Triggers: []session.Trigger{{ID: "spo2", Measure: "spo2", Below: session.Int(92), Card: session.CallCard},
			{ID: "pressure", Measure: "pressure", Pressure: session.Pressure{Systolic: 180, Diastolic: 110}, Sustained: 5 * time.Minute}}}
	f.log = memlog.New(func() time.Time { return f.now })
	var gates []session.Gate
	for _, name := range []string{"eligibility", "plan", "consent"} {
		gates = append(gates, session.Gate{Name: name, Check: func(record.Reader, record.ID) (*record.Problem, error) { return f.closed[name], nil }})
	}
	f.scales = func(string) (session.Scale, bool) { return session.Scale{}, false }
	f.deps = session.Deps{Log: f.log, Gates: gates, Scale: func(id string) (session.Scale, bool) { return f.scales(id) },
		Order: func(record.Reader, record.ID) (session.Order, bool, error) { return f.order, f.ordered, nil },
		Rules: func(record.Reader) (session.Rules, error) { return f.rules, nil },
		Measure: func(_ record.Tx, _ record.ID, m session.Measured) error {
			f.measured = append(f.measured, m)
			return nil
		}}
	f.desk = session.New(f.deps)
	people, err := clinic.New(f.log).SetUp(ctx, clinic.Clinic{Name: "Clínica Orilla", Phone: "(321) 555-0148", Emergency: "911", Zone: zone,
		Weight: clinic.Kilograms, Paper: clinic.Letter, Lang: words.English}, f.log, []clinic.Person{
		{Name: "Ana Brandt", Roles: []clinic.Role{clinic.Therapist}}, {Name: "Inés Roy", Roles: []clinic.Role{clinic.Prescriber}},
		{Name: "Nora Diaz", Roles: []clinic.Role{clinic.Nurse}}, {Name: "Rosa Lima", Roles: []clinic.Role{clinic.FrontDesk, clinic.Owner}}})
	if err != nil {
		t.Fatal(err)
	}
	f.ana, f.inez, f.nora, f.rosa = record.Actor{ID: people[0].ID}, record.Actor{ID: people[1].ID}, record.Actor{ID: people[2].ID}, record.Actor{ID: people[3].ID}
	return f
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// book books a dosing session for now.
func (f *fixture) book(patient record.ID) record.ID {
	f.t.Helper()
	id, err := f.desk.Book(ctx, f.rosa, patient, session.Dosing, f.now, "Room 2", f.ana.ID)
	f.must(err)
	return id
}

// calm is checks in which nothing stands against a dose.
func (f *fixture) calm() session.Checks {
	no := session.Asked{Answer: session.No}
	return session.Checks{Medicines: no, Health: no, Solids: session.Since{At: f.now.Add(-10 * time.Hour)}, Liquids: session.Since{At: f.now.Add(-3 * time.Hour)},
		Ride: session.Ride{Answer: session.Yes, Name: "Luis", Phone: "555-0101"}, Weight: session.Weight{Grams: 82_400, Typed: "82.4", Unit: "kg"},
		Vitals: session.Vitals{Systolic: session.Int(128), Diastolic: session.Int(80), Pulse: session.Int(72)}, Pregnancy: session.Asked{Answer: session.NotApplicable},
		Substances: no, Mood: "Nervous, hopeful", Safety: no}
}

// running gives a dosing session that has been checked and started.
func (f *fixture) running(patient record.ID) record.ID {
	f.t.Helper()
	id := f.book(patient)
	_, err := f.desk.CompleteChecks(ctx, f.nora, id, f.calm())
	f.must(err)
	f.must(f.desk.Start(ctx, f.ana, id))
	return id
}

func lozenge(ug int64) session.Dose {
	return session.Dose{UG: ug, Route: "lozenge", Lot: "K24-118", Tablets: 1, HeldMin: 12}
}

func (f *fixture) give(id record.ID, ug int64) record.EventID {
	f.t.Helper()
	e, err := f.desk.GiveDose(ctx, f.nora, id, lozenge(ug), session.When{})
	f.must(err)
	return e
}

func (f *fixture) show(id record.ID) session.Show {
	f.t.Helper()
	s, err := f.desk.Show(ctx, f.ana, id)
	f.must(err)
	return s
}

// refused checks that err is for people, has the code, and says the words,
// and that the call left no event behind.
func (f *fixture) refused(code record.Code, says string, call func() error) {
	f.t.Helper()
	before := len(f.log.Events())
	err := call()
	switch ps := record.ProblemsOf(err); {
	case err == nil:
		f.t.Errorf("was not refused; should say %q", says)
	case len(ps) == 0 || ps[0].Code != code:
		f.t.Errorf("refused with %q (code %q), want code %q", err, record.CodeOf(err), code)
	case !strings.Contains(ps.Error(), says):
		f.t.Errorf("says %q, want %q in it", ps.Error(), says)
	}
	if n := len(f.log.Events()); n != before {
		f.t.Errorf("a refusal wrote %d events", n-before)
	}
}

func texts(ps record.Problems) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Error())
	}
	slices.Sort(out)
	return out
}
