package intake_test

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
)

var ctx = context.Background()

func shippedForm(t testing.TB) intake.Form {
	t.Helper()
	raw, err := os.ReadFile("../../assets/intake/intake.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := intake.ParseForm(raw)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func setUp(t *testing.T) (*plantest.Clinic, *intake.Desk) {
	c := plantest.New(t)
	return c, intake.New(c.Log, shippedForm(t))
}

func date(s string) record.Date { d, _ := record.ParseDate(s); return d }

// full answers every required question: no to all, none of all.
func full(f intake.Form) []intake.Entry {
	var out []intake.Entry
	for _, q := range f.Questions() {
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
			a.Text, a.Unit = "182", "lb"
		case intake.Height:
			a.Text = "178 cm"
		case intake.Pressure:
			a.Text = "128/82"
		case intake.DateAnswer:
			a.Date = date("2026-11-23")
		}
		out = append(out, intake.Entry{Field: q.ID, Answer: a})
	}
	return out
}

func fieldOf(err error) string {
	if ps := record.ProblemsOf(err); len(ps) > 0 {
		return ps[0].Field
	}
	return ""
}

func TestSaveRefuses(t *testing.T) {
	c, d := setUp(t)
	before := len(c.Log.Events())
	for name, x := range map[string]struct {
		by    record.Actor
		entry intake.Entry
		field string
	}{
		"owner who treats nobody": {c.Owner, intake.Entry{Field: "heart", Answer: intake.Said(intake.No, "")}, ""},
		"unknown question":        {c.Desk, intake.Entry{Field: "shoe_size", Answer: intake.Wrote("42")}, "intake.shoe_size"},
		"unknown list":            {c.Desk, intake.Entry{Field: "shoe.", Answer: intake.Answer{Row: map[string]string{"name": "x"}}}, "intake.shoe."},
		"answer that is none":     {c.Desk, intake.Entry{Field: "heart", Answer: intake.Said("perhaps", "")}, "intake.heart"},
		"unknown kind":            {c.Desk, intake.Entry{Field: "heart", Answer: intake.Answer{Say: "yes", Kind: "sort of"}}, "intake.heart"},
		"lower number":            {c.Desk, intake.Entry{Field: "pressure", Answer: intake.Wrote("148/920")}, "intake.pressure"},
		"one number":              {c.Desk, intake.Entry{Field: "pressure", Answer: intake.Wrote("148")}, "intake.pressure"},
		"numbers swapped":         {c.Desk, intake.Entry{Field: "pressure", Answer: intake.Wrote("80/120")}, "intake.pressure"},
		"weight of a mouse":       {c.Desk, intake.Entry{Field: "weight", Answer: intake.Wrote("2 kg")}, "intake.weight"},
		"weight in words":         {c.Desk, intake.Entry{Field: "weight", Answer: intake.Wrote("heavy")}, "intake.weight"},
		"height of a house":       {c.Desk, intake.Entry{Field: "height", Answer: intake.Wrote("9 ft 2")}, "intake.height"},
		"thirteen inches":         {c.Desk, intake.Entry{Field: "height", Answer: intake.Wrote("5 ft 13")}, "intake.height"},
		"measured tomorrow":       {c.Desk, intake.Entry{Field: "measured", Answer: intake.Answer{Date: date("2026-11-24")}}, "intake.measured"},
		"event in the future":     {c.Desk, intake.Entry{Field: "heart", Answer: intake.Answer{Say: "yes", When: "2027"}}, "intake.heart"},
		"event on no date":        {c.Desk, intake.Entry{Field: "heart", Answer: intake.Answer{Say: "yes", When: "last week"}}, "intake.heart"},
		"medicine without name":   {c.Desk, intake.Entry{Field: "medicine.", Answer: intake.Answer{Row: map[string]string{"dose": "1 mg"}}}, "intake.medicine..name"},
		"unknown effect":          {c.Desk, intake.Entry{Field: "treatment.", Answer: intake.Answer{Row: map[string]string{"name": "CBT", "effect": "magic"}}}, "intake.treatment..effect"},
		"unknown option":          {c.Desk, intake.Entry{Field: "readiness", Answer: intake.Said("perhaps", "")}, "intake.readiness"},
		"a novel":                 {c.Desk, intake.Entry{Field: "why_now", Answer: intake.Wrote(strings.Repeat("x", 50_000))}, "intake.why_now"},
	} {
		err := d.Save(ctx, x.by, c.Patient, []intake.Entry{{Field: "goals", Answer: intake.Wrote("Sleep")}, x.entry})
		if code := record.CodeOf(err); code != record.Invalid && code != record.NotAllowed {
			t.Errorf("%s: %v", name, err)
		}
		if got := fieldOf(err); got != x.field {
			t.Errorf("%s: problem at %q, not %q", name, got, x.field)
		}
	}
	if err := d.Save(ctx, c.Desk, "nobody", full(d.Form())); record.CodeOf(err) != record.NotFound {
		t.Errorf("a patient who is not there: %v", err)
	}
	if n := len(c.Log.Events()); n != before {
		t.Errorf("a refused save wrote %d events", n-before)
	}
}

func TestUnknownIsNotNo(t *testing.T) {
	c, d := setUp(t)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "heart", Answer: intake.Said(intake.Unknown, "asks his doctor")})
	a := answers(t, c, c.Patient)
	g, ok := a.Get("heart")
	if !ok || g.Say != intake.Unknown {
		t.Fatalf("%+v", g)
	}
	if g.Detail != "" {
		t.Errorf("a detail is kept without a yes: %q", g.Detail)
	}
	if _, ok := a.Get("stroke"); ok {
		t.Error("a question that was not asked has an answer")
	}
	if a.AllergyState() != intake.NotAsked || a.MedicineState() != intake.NotAsked {
		t.Error("a list that was not asked for has a state")
	}
}

func TestEveryAnswerKeepsWhoAndWhen(t *testing.T) {
	c, d := setUp(t)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "heart", Answer: intake.Said(intake.No, "")}, intake.Entry{Field: "stroke", Answer: intake.Said(intake.No, "")})
	c.Now = c.Now.Add(26 * time.Hour)
	save(t, d, c.Nurse, c.Patient, intake.Entry{Field: "heart", Answer: intake.Said(intake.No, "")},
		intake.Entry{Field: "stroke", Answer: intake.Said(intake.Yes, "2019")})
	a := answers(t, c, c.Patient)
	heart, _ := a.Get("heart")
	stroke, _ := a.Get("stroke")
	if heart.By != c.Desk.ID || stroke.By != c.Nurse.ID || !stroke.At.Equal(c.Now) {
		t.Errorf("heart by %s, stroke by %s at %v", heart.By, stroke.By, stroke.At)
	}
	n := len(c.Log.Events())
	save(t, d, c.Therapist, c.Patient, intake.Entry{Field: "stroke", Answer: intake.Said(intake.Yes, "2019")})
	if len(c.Log.Events()) != n {
		t.Error("saving what is there already wrote an event")
	}
}

func TestLists(t *testing.T) {
	c, d := setUp(t)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "allergies", Answer: intake.Answer{Say: intake.None}})
	if s := answers(t, c, c.Patient).AllergyState(); s != intake.NoneKnown {
		t.Fatalf("after none: %s", s)
	}
	save(t, d, c.Desk, c.Patient, row("allergy.", "name", "penicillin", "reaction", "hives"),
		row("medicine.", "name", "alprazolam", "dose", "0.5 mg", "times", "at night", "last", "Saturday"), row("medicine."))
	a := answers(t, c, c.Patient)
	if s := a.AllergyState(); s != intake.Listed {
		t.Errorf("after one: %s", s)
	}
	if al := a.Allergies(); len(al) != 1 || al[0].Name != "penicillin" || al[0].Reaction != "hives" {
		t.Errorf("allergies: %+v", al)
	}
	ms := a.Medicines()
	if len(ms) != 1 || ms[0].Line() != "alprazolam 0.5 mg at night" || ms[0].Last != "Saturday" {
		t.Fatalf("medicines: %+v", ms)
	}
	err := d.Save(ctx, c.Desk, c.Patient, []intake.Entry{{Field: "medicines", Answer: intake.Answer{Say: intake.None}}})
	if record.CodeOf(err) != record.Invalid {
		t.Errorf("none beside a medicine: %v", err)
	}
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "medicine." + string(ms[0].ID)})
	if a := answers(t, c, c.Patient); len(a.Medicines()) != 0 || a.MedicineState() != intake.NotAsked {
		t.Errorf("after deletion: %+v", a.Medicines())
	}
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "allergy." + string(a.Allergies()[0].ID)}, intake.Entry{Field: "allergies", Answer: intake.Answer{Say: intake.None}})
	if s := answers(t, c, c.Patient).AllergyState(); s != intake.NoneKnown {
		t.Errorf("taken out and none said at once: %s", s)
	}
}

func TestMeasurementsBecomeTheBodys(t *testing.T) {
	c, d := setUp(t)
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "weight", Answer: intake.Wrote("182")}, intake.Entry{Field: "height", Answer: intake.Wrote("5'10\"")},
		intake.Entry{Field: "pressure", Answer: intake.Wrote("148/92")}, intake.Entry{Field: "measured", Answer: intake.Answer{Date: date("2026-11-20")}})
	all := measurements(t, c)
	if len(all) != 1 {
		t.Fatalf("%d measurements", len(all))
	}
	m := all[0]
	if patients.Kg(m.Grams) != "82.6" || m.Unit != "lb" || m.HeightMM != 1778 || m.Systolic != 148 || m.Diastolic != 92 || m.Source != "intake" {
		t.Errorf("%+v", m)
	}
	if got := m.At.In(time.FixedZone("MST", -7*3600)).Format("2006-01-02"); got != "2026-11-20" {
		t.Errorf("measured on %s", got)
	}
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "weight", Answer: intake.Wrote("182")})
	if n := len(measurements(t, c)); n != 1 {
		t.Errorf("the same weight was recorded again: %d", n)
	}
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "weight", Answer: intake.Wrote("180")}, intake.Entry{Field: "measured", Answer: intake.Answer{Date: date("2026-11-23")}})
	all = measurements(t, c)
	if len(all) != 2 || all[1].HasPressure() || !all[1].At.Equal(c.Now) {
		t.Errorf("the pressure was copied forward, or the time is wrong: %+v", all)
	}
}

func TestConfirmRefuses(t *testing.T) {
	c, d := setUp(t)
	if err := d.Confirm(ctx, c.Therapist, c.Patient); record.CodeOf(err) != record.Refused {
		t.Errorf("a blank intake: %v", err)
	}
	entries := full(d.Form())
	without := slices.DeleteFunc(slices.Clone(entries), func(e intake.Entry) bool { return e.Field == "heart" || e.Field == "allergies" })
	save(t, d, c.Desk, c.Patient, without...)
	ps := record.ProblemsOf(d.Confirm(ctx, c.Therapist, c.Patient))
	if len(ps) != 2 || ps[0].Field != "intake.heart" || ps[1].Field != "intake.allergies" {
		t.Errorf("missing: %v", ps)
	}
	save(t, d, c.Desk, c.Patient, entries...)
	if err := d.Confirm(ctx, c.Desk, c.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the front desk confirmed: %v", err)
	}
	if s := state(t, c); s.Stage != intake.InPart {
		t.Errorf("stage %s", s.Stage)
	}
}

func TestConfirmAndChangeAfterwards(t *testing.T) {
	c, d := setUp(t)
	if s := state(t, c); s.Stage != intake.NotStarted {
		t.Fatalf("stage %s", s.Stage)
	}
	save(t, d, c.Desk, c.Patient, full(d.Form())...)
	if err := d.Confirm(ctx, c.Therapist, c.Patient); err != nil {
		t.Fatal(err)
	}
	s := state(t, c)
	if s.Stage != intake.Confirmed || s.Confirmed.Signature.Name != "Ana Brandt" {
		t.Fatalf("%+v", s)
	}
	hash := s.Confirmed.Hash
	save(t, d, c.Nurse, c.Patient, intake.Entry{Field: "heart", Answer: intake.Said(intake.Yes, "angina")})
	s = state(t, c)
	if s.Stage != intake.Changed || !slices.Equal(s.Changed, []string{"heart"}) || s.Confirmed.Hash != hash {
		t.Fatalf("%+v", s)
	}
	if err := d.Confirm(ctx, c.Prescriber, c.Patient); err != nil {
		t.Fatal(err)
	}
	if s := state(t, c); s.Stage != intake.Confirmed || s.Confirmed.Hash == hash || s.Confirmed.Signature.Name != "Dr. Ilse Baum" {
		t.Errorf("confirmed again: %+v", s)
	}
	all, err := factsOf(c)
	if err != nil || len(all) != 2 {
		t.Errorf("%d confirmations readable: %v", len(all), err)
	}
}

// TestTwoAnswersAtOnce builds a field with two values as two laptops make it.
func TestTwoAnswersAtOnce(t *testing.T) {
	var f record.Fields
	raw := `{"heart":[{"Raw":{"say":"no"},"By":"a","At":"2026-11-23T10:00:00Z"},{"Raw":{"say":"yes"},"By":"b","At":"2026-11-23T11:00:00Z"}]}`
	if err := json.Unmarshal([]byte(raw), &f); err != nil {
		t.Fatal(err)
	}
	a, err := intake.Of(fieldsOnly{f}, "p")
	if err != nil {
		t.Fatal(err)
	}
	g, ok := a.Get("heart")
	if !ok || !g.Conflict || g.By != "b" || len(a.All("heart")) != 2 {
		t.Errorf("%+v", g)
	}
}

type fieldsOnly struct{ f record.Fields }

func (r fieldsOnly) Now() time.Time                                  { return time.Time{} }
func (r fieldsOnly) Fields(record.Ref) (record.Fields, error)        { return r.f, nil }
func (r fieldsOnly) List(string, record.ID) ([]record.Record, error) { return nil, nil }
func (r fieldsOnly) Facts(record.Filter) ([]record.Fact, error)      { return nil, nil }
func (r fieldsOnly) Blob(record.Hash) ([]byte, error)                { return nil, nil }

func row(field string, kv ...string) intake.Entry {
	m := map[string]string{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return intake.Entry{Field: field, Answer: intake.Answer{Row: m}}
}

func save(t *testing.T, d *intake.Desk, by record.Actor, patient record.ID, entries ...intake.Entry) {
	t.Helper()
	if err := d.Save(ctx, by, patient, entries); err != nil {
		t.Fatal(err)
	}
}

func answers(t *testing.T, c *plantest.Clinic, patient record.ID) (a intake.Answers) {
	t.Helper()
	if err := c.Log.View(ctx, func(r record.Reader) (err error) { a, err = intake.Of(r, patient); return err }); err != nil {
		t.Fatal(err)
	}
	return a
}

func state(t *testing.T, c *plantest.Clinic) (s intake.Standing) {
	t.Helper()
	if err := c.Log.View(ctx, func(r record.Reader) (err error) { s, err = intake.State(r, c.Patient); return err }); err != nil {
		t.Fatal(err)
	}
	return s
}

func measurements(t *testing.T, c *plantest.Clinic) (all []patients.Measurement) {
	t.Helper()
	if err := c.Log.View(ctx, func(r record.Reader) (err error) { all, err = patients.Measurements(r, c.Patient); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

func factsOf(c *plantest.Clinic) (all []record.Fact, err error) {
	err = c.Log.View(ctx, func(r record.Reader) (err error) {
		all, err = r.Facts(record.Filter{Patient: c.Patient, Kinds: []string{intake.KindConfirmed}, Superseded: true})
		return err
	})
	return all, err
}
