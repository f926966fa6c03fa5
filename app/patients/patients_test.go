package patients_test

import (
	"context"
	"math/big"
	"math/rand"
	"strconv"
	"testing"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/app/words"
)

var ctx = context.Background()

// fakeIndex finds by exact family name; the real folding is the store's.
type fakeIndex struct{ all []patients.Hit }

func (f *fakeIndex) Search(context.Context, string, int) ([]patients.Hit, error) { return f.all, nil }
func (f *fakeIndex) Namesakes(_ context.Context, _, family string, _ record.Date) ([]patients.Hit, error) {
	var out []patients.Hit
	for _, h := range f.all {
		if h.Family == family {
			out = append(out, h)
		}
	}
	return out, nil
}

func setUp(t *testing.T) (*memlog.Log, *patients.Desk, *fakeIndex, record.Actor) {
	t.Helper()
	log := memlog.New(func() time.Time { return time.Date(2026, 11, 24, 5, 30, 0, 0, time.UTC) }) // still the 23rd in Denver
	people, err := clinic.New(log).SetUp(ctx, clinic.Clinic{Name: "C", Phone: "555 1234", Emergency: "911", Zone: "America/Denver",
		Weight: clinic.Pounds, Paper: clinic.Letter, Lang: words.English}, log,
		[]clinic.Person{{Name: "O", Roles: []clinic.Role{clinic.Owner, clinic.Prescriber}}})
	if err != nil {
		t.Fatal(err)
	}
	ix := &fakeIndex{}
	return log, patients.New(log, ix), ix, record.Actor{ID: people[0].ID}
}

func jose() patients.Patient {
	return patients.Patient{Given: "José", Family: "Ñandú", Preferred: "Pepe", Born: record.Date{Year: 1985, Month: 6, Day: 2}, Lang: words.Spanish,
		Phone: "+1 (321) 555-0199", Ride: patients.Contact{Name: "Luis", Phone: "555 0100"}}
}

func TestRegisterRefusals(t *testing.T) {
	log, d, _, by := setUp(t)
	before := len(log.Events())
	for field, spoil := range map[string]func(*patients.Patient){
		"details.given":      func(p *patients.Patient) { p.Given, p.Family = " ", "" },
		"details.born":       func(p *patients.Patient) { p.Born = record.Date{} },
		"details.lang":       func(p *patients.Patient) { p.Lang = "" },
		"details.phone":      func(p *patients.Patient) { p.Phone = "call me" },
		"details.ride.phone": func(p *patients.Patient) { p.Ride.Phone = "1" },
		"details.email":      func(p *patients.Patient) { p.Email = "pepe" },
	} {
		p := jose()
		spoil(&p)
		_, err := d.Register(ctx, by, p)
		if ps := record.ProblemsOf(err); len(ps) != 1 || ps[0].Field != field {
			t.Errorf("want one problem at %s, got %v", field, err)
		}
	}
	for _, born := range []string{"2026-11-24", "1905-01-01"} { // tomorrow in the clinic's zone; 121 years
		p := jose()
		p.Born, _ = record.ParseDate(born)
		if _, err := d.Register(ctx, by, p); record.CodeOf(err) != record.Invalid {
			t.Errorf("born %s: %v", born, err)
		}
	}
	if _, err := d.Register(ctx, record.Actor{ID: "x"}, jose()); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("a stranger registered: %v", err)
	}
	if len(log.Events()) != before {
		t.Error("something was written")
	}
}

func TestRegisterAndChange(t *testing.T) {
	log, d, ix, by := setUp(t)
	p, err := d.Register(ctx, by, jose())
	if err != nil || p.Number != "L-00001" {
		t.Fatal(p.Number, err)
	}
	got, err := d.ByID(ctx, by, p.ID)
	if err != nil || got.Name() != "José Ñandú" || got.CalledName() != "Pepe" || got.Ride.Name != "Luis" || got.Born != jose().Born {
		t.Fatalf("got %+v, %v", got, err)
	}
	before := len(log.Events())
	if err := d.Change(ctx, by, got); err != nil || len(log.Events()) != before {
		t.Errorf("a change of nothing wrote an event: %v", err)
	}
	got.Phone, got.Preferred = "555 777", ""
	if err := d.Change(ctx, by, got); err != nil {
		t.Fatal(err)
	}
	last := log.Events()[len(log.Events())-1]
	if len(last.Set) != 2 {
		t.Errorf("the change touches %d fields, want 2", len(last.Set))
	}
	if got, _ = d.ByID(ctx, by, p.ID); got.Phone != "555 777" || got.Preferred != "" || got.Number != p.Number {
		t.Errorf("got %+v", got)
	}
	ix.all = []patients.Hit{{ID: p.ID, Family: "Ñandú"}, {ID: "other", Family: "Ñandú"}}
	hits, err := d.Doubles(ctx, by, got)
	if err != nil || len(hits) != 1 || hits[0].ID != "other" {
		t.Errorf("doubles: %v, %v", hits, err)
	}
	if _, err := d.ByID(ctx, by, "nobody"); record.CodeOf(err) != record.NotFound {
		t.Errorf("a patient who is not there: %v", err)
	}
}

func TestOpenIsOnTheRecord(t *testing.T) {
	log, d, _, by := setUp(t)
	p, _ := d.Register(ctx, by, jose())
	if _, err := d.Open(ctx, by, p.ID, "intake"); err != nil {
		t.Fatal(err)
	}
	if e := log.Events()[len(log.Events())-1]; e.Kind != "chart.opened" || e.Actor != by.ID || e.Patient != p.ID {
		t.Errorf("got %+v", e)
	}
}

func TestParseWeight(t *testing.T) {
	for _, bad := range []string{"", "abc", "1e2", "1/2", "-70", "7 0", ".", "1.2.3", "99999999999999"} {
		if g, err := patients.ParseWeight(bad, "kg"); err == nil {
			t.Errorf("%q passes for %d g", bad, g)
		}
	}
	for _, c := range []struct {
		text, unit string
		grams      int
		kg         string
	}{{"182", "lb", 82554, "82.6"}, {"182 lb", "kg", 82554, "82.6"}, {"82,6", "kg", 82600, "82.6"}, {"71.25kg", "lb", 71250, "71.3"},
		{"1", "lb", 454, "0.5"}, {"150.5 lbs", "kg", 68266, "68.3"}} {
		g, err := patients.ParseWeight(c.text, c.unit)
		if err != nil || g != c.grams || patients.Kg(g) != c.kg {
			t.Errorf("%s %s: %d g (%s kg), %v; want %d (%s)", c.text, c.unit, g, patients.Kg(g), err, c.grams, c.kg)
		}
	}
}

// Property: whole pounds survive the way to grams and back, and the grams
// never differ by more than half a gram from the exact value.
func TestPoundsRoundTrip(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	for range 2000 {
		lb := 44 + rnd.Intn(800)
		g, err := patients.ParseWeight(strconv.Itoa(lb), "lb")
		if err != nil || patients.Lb(g) != strconv.Itoa(lb) {
			t.Fatalf("%d lb is %d g is %s lb, %v", lb, g, patients.Lb(g), err)
		}
		exact := new(big.Rat).Mul(big.NewRat(int64(lb), 1), big.NewRat(45359237, 100000))
		if d := new(big.Rat).Sub(exact, big.NewRat(int64(g), 1)); d.Abs(d).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("%d lb is %d g: off by more than half a gram", lb, g)
		}
	}
}

func TestMeasurements(t *testing.T) {
	log, d, _, by := setUp(t)
	p, _ := d.Register(ctx, by, jose())
	put := func(m patients.Measurement) error {
		return log.Update(ctx, by, func(tx record.Tx) error { return patients.RecordMeasurement(tx, p.ID, m) })
	}
	now := time.Date(2026, 11, 24, 5, 30, 0, 0, time.UTC)
	for name, m := range map[string]patients.Measurement{
		"light":       {Grams: 19_999},
		"heavy":       {Grams: 400_001},
		"tall":        {HeightMM: 2601},
		"one number":  {Systolic: 120},
		"upside down": {Systolic: 80, Diastolic: 120},
		"equal":       {Systolic: 80, Diastolic: 80},
		"148/920":     {Systolic: 148, Diastolic: 920},
		"fast":        {Pulse: 301},
		"tomorrow":    {Grams: 70_000, At: now.Add(24 * time.Hour)},
	} {
		if err := put(m); record.CodeOf(err) != record.Invalid {
			t.Errorf("%s was accepted: %v", name, err)
		}
	}
	for _, m := range []patients.Measurement{
		{Grams: 82_554, Typed: "182", Unit: "lb", At: now.Add(-time.Hour)},
		{Systolic: 148, Diastolic: 92, At: now},
		{Grams: 81_000, Typed: "81", Unit: "kg", At: now.Add(-48 * time.Hour)}, // entered late, weighed before
	} {
		if err := put(m); err != nil {
			t.Fatal(err)
		}
	}
	err := log.View(ctx, func(r record.Reader) error {
		w, ok, err := patients.LatestWeight(r, p.ID)
		if !ok || w.Grams != 82_554 || !w.At.Equal(now.Add(-time.Hour)) {
			t.Errorf("latest weight %+v", w)
		}
		if bp, ok, _ := patients.LatestPressure(r, p.ID); !ok || bp.Systolic != 148 {
			t.Errorf("latest pressure %+v", bp)
		}
		if _, ok, _ := patients.LatestHeight(r, p.ID); ok {
			t.Error("a height that nobody measured")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
