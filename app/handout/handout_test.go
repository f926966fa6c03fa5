package handout_test

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

const assetsDir = "../../assets"

func book(t *testing.T) *words.Book {
	t.Helper()
	b, err := words.Load(os.DirFS(filepath.Join(assetsDir, "words")))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func texts(t *testing.T, id string, l words.Lang) *handout.Texts {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(assetsDir, "handouts", id+"."+string(l)+".json"))
	if err != nil {
		t.Fatal(err)
	}
	ts, err := handout.ParseTexts(raw)
	if err != nil {
		t.Fatal(err)
	}
	if ts.ID != id || ts.Language != l {
		t.Fatalf("%s.%s says it is %s.%s", id, l, ts.ID, ts.Language)
	}
	return ts
}

var west = mustZone("America/Los_Angeles")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}

func at(h, m int) time.Time { return time.Date(2026, 11, 24, h, m, 0, 0, west) }

func sheet(l words.Lang) handout.Sheet {
	return handout.Sheet{
		Clinic:      handout.Clinic{Name: "Orilla", Phone: "(321) 555-0148", Emergency: "911"},
		PatientName: "José Ñandú", ChartNumber: "L-00231", Lang: l, Paper: handout.Letter, Print: handout.Normal,
		Printed: at(13, 5), Zone: west,
	}
}

// withCrisis is the sheet of a clinic that names a crisis line.
func withCrisis(l words.Lang) handout.Sheet {
	s := sheet(l)
	s.Clinic.Crisis = "988"
	return s
}

// said gives every text in the blocks, one in a line.
func said(d *handout.Document) string {
	var out []string
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			out = append(out, v.String())
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() {
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Interface:
			walk(v.Elem())
		}
	}
	walk(reflect.ValueOf(d.Blocks))
	return strings.Join(out, "\n")
}

func check(t *testing.T, d *handout.Document, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	return said(d)
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in:\n%s", w, text)
		}
	}
}

func hasNot(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if strings.Contains(text, w) {
			t.Errorf("%q is in:\n%s", w, text)
		}
	}
}

func TestSheetRefusals(t *testing.T) {
	for name, change := range map[string]func(*handout.Sheet){
		"no name":   func(s *handout.Sheet) { s.PatientName = " " },
		"no chart":  func(s *handout.Sheet) { s.ChartNumber = "" },
		"no clinic": func(s *handout.Sheet) { s.Clinic.Name = "" },
		"no zone":   func(s *handout.Sheet) { s.Zone = nil },
		"no time":   func(s *handout.Sheet) { s.Printed = time.Time{} },
	} {
		s := sheet(words.English)
		change(&s)
		_, err1 := handout.EligibilitySummary(nil, s, handout.Eligibility{Protocol: "P", Version: "1"})
		_, err2 := handout.SessionSummary(nil, s, handout.Session{Start: at(9, 0), Signers: []handout.Signer{{At: at(10, 0)}}})
		_, err3 := handout.IntegrationPlan(nil, s, texts(t, handout.PlanTexts, words.English), handout.Integration{PreferredName: "J"})
		_, err4 := handout.WhatToExpect(nil, s, texts(t, handout.ExpectTexts, words.English), handout.Expect{PreferredName: "J", Route: handout.IM})
		for i, err := range []error{err1, err2, err3, err4} {
			if err == nil {
				t.Errorf("%s: builder %d made a document", name, i)
			}
		}
	}
}

func TestEligibilityRefusals(t *testing.T) {
	for _, e := range []handout.Eligibility{
		{Version: "1"}, {Protocol: "P"},
		{Protocol: "P", Version: "1", Criteria: []handout.Criterion{{Name: "x"}}},
		{Protocol: "P", Version: "1", Criteria: []handout.Criterion{{Name: "x", State: "perhaps"}}},
	} {
		if _, err := handout.EligibilitySummary(nil, sheet(words.English), e); err == nil {
			t.Errorf("%+v made a document", e)
		}
	}
}

func TestEligibilitySummary(t *testing.T) {
	e := handout.Eligibility{
		Criteria: []handout.Criterion{
			{Name: "Allergy", State: handout.Clear, Fact: "No", Rule: "Stop if yes", Source: "all"},
			{Name: "Pressure", State: handout.Stop, Fact: "190/100 mmHg", Rule: "≤ 140/90", Source: "Spravato", Note: "twice"},
			{Name: "Apnoea", State: handout.Unknown, Fact: "not asked"},
		},
		Outcome: "Not eligible", State: handout.Stop, Reasoning: "Too high today.", Protocol: "Ketamine", Version: "0.3", Draft: true,
		Signer: handout.Signer{Name: "Dr. Nguyễn", Role: "Prescriber", At: at(9, 40)}, ValidUntil: record.Date{Year: 2027, Month: 2, Day: 22},
	}
	d, err := handout.EligibilitySummary(book(t), sheet(words.English), e)
	text := check(t, d, err)
	has(t, text, "Outcome: Not eligible", "1 stop, 0 review, 1 unknown, 1 clear", "Valid until 22 Feb 2027", "Draft protocol",
		"Protocol: Ketamine, version 0.3", "190/100 mmHg", "≤ 140/90", "twice", "signed 24 Nov 2026, 09:40", "Dr. Nguyễn", "Too high today.")
	hasNot(t, text, "Not signed", "Out of date")
	if strings.Index(text, "Pressure") > strings.Index(text, "Allergy") {
		t.Error("what needs a person does not come first")
	}
	if d.Version != "Ketamine 0.3" {
		t.Errorf("version %q", d.Version)
	}

	e.Signer.At, e.Draft, e.Outcome, e.Changed = time.Time{}, false, "", []string{"Weight: 78 kg"}
	d, err = handout.EligibilitySummary(book(t), sheet(words.Spanish), e)
	text = check(t, d, err)
	has(t, text, "Sin firma", "Sin decidir", "Weight: 78 kg", "Ya no está al día")
	hasNot(t, text, "firmado el", "borrador")
}

func TestUnsignedIsNeverShownAsSigned(t *testing.T) {
	in := handout.Session{Start: at(9, 0)}
	for _, signers := range [][]handout.Signer{nil, {{Name: "Ana"}}, {{Name: "Ana", At: at(10, 0)}, {Name: "Eva"}}} {
		in.Signers = signers
		d, err := handout.SessionSummary(book(t), sheet(words.English), in)
		has(t, check(t, d, err), "Not signed")
		if d.Version != "not signed" {
			t.Errorf("the foot says %q", d.Version)
		}
	}
	in.Signers = []handout.Signer{{Name: "Ana", At: at(10, 0)}}
	d, err := handout.SessionSummary(book(t), sheet(words.English), in)
	hasNot(t, check(t, d, err), "Not signed")
	if d.Version != "signed 24 Nov 2026, 10:00" {
		t.Errorf("the foot says %q", d.Version)
	}
}

func TestSessionSummary(t *testing.T) {
	if _, err := handout.SessionSummary(nil, sheet(words.English), handout.Session{}); err == nil {
		t.Error("a session without a beginning made a document")
	}
	st := func(h, m int) handout.Stamp { return handout.Stamp{At: at(h, m), By: "Ana"} }
	late, old, fixed := st(10, 15), st(10, 20), st(10, 20)
	late.Written = at(10, 52)
	old.Struck, old.Reason = true, "wrong monitor"
	fixed.Corrects = "10:20"
	in := handout.Session{
		Kind: "Dosing session", Number: "3 of 6", Start: at(9, 50), End: at(12, 5), OrderMG: 50, OrderKG: 75, Intention: "To stay.",
		Plan: []handout.Field{{Label: "Model", Value: "KAP"}}, Room: "eye mask",
		Checks: []handout.Check{{Name: "Fasting", Answer: "6 h", Sign: handout.Clear}, {Name: "Pregnancy"}}, People: []handout.Person{{Name: "Łukasz", Role: "Nurse"}},
		Overrides: []handout.Override{{What: "Consent", Reason: "renewed by phone", By: "Dr. N", At: at(9, 45)}},
		Doses:     []handout.Dose{{Stamp: st(10, 5), MG: 37.5, KG: 75, Route: "IM", Lot: "KT-1"}, {Stamp: st(10, 9), MG: 10}},
		Vitals: []handout.Vital{{Stamp: st(10, 25), Systolic: 150, Diastolic: 92, Pulse: 80, SpO2: 97},
			{Stamp: st(9, 55), Systolic: 130, Diastolic: 80}, {Stamp: old, Systolic: 241, Diastolic: 90}, {Stamp: fixed, Systolic: 141, Diastolic: 90}},
		Limits:  handout.VitalLimits{Systolic: 180},
		Entries: []handout.Entry{{Stamp: late, Kind: "Words", Text: "“Warm.”"}},
		Adverse: []handout.Adverse{{Stamp: st(10, 48), What: "Nausea", Severity: "mild", Action: "Side", Outcome: "Gone"}}, Discharge: []handout.Check{{Name: "Gait", Answer: "steady"}},
		Summary: "Gentle.", Signers: []handout.Signer{{Name: "Ana", At: at(12, 30)}},
	}
	d, err := handout.SessionSummary(book(t), sheet(words.English), in)
	text := check(t, d, err)
	has(t, text, "50 mg (0.67 mg/kg at 75 kg)", "37.5 mg (0.50 mg/kg at 75 kg)", "10 mg", "135 min", "To stay.", "KAP", "eye mask", "Łukasz", "not answered",
		"Override: Consent", "renewed by phone", "Dr. N · 09:45", "Late entry: happened 10:15, written 10:52", "241/90", "141/90",
		"Corrected: wrong monitor", "Corrects 10:20", "Nausea", "steady", "Gentle.", "signed 24 Nov 2026, 12:30", "Limit 180")

	c := find[handout.Chart](t, d)
	if len(c.Marks) != 2 || c.From != at(9, 50) || c.To != at(12, 5) {
		t.Errorf("the chart goes from %v to %v with %d marks", c.From, c.To, len(c.Marks))
	}
	systolic := c.Panels[0].Lines[0].Points
	var values []float64
	for _, p := range systolic {
		values = append(values, p.Value)
	}
	if !slices.Equal(values, []float64{130, 141, 150}) {
		t.Errorf("the chart shows %v: it takes what stands, in the order of time", values)
	}
	if c.Panels[0].High < 180 {
		t.Errorf("the scale ends at %v, below the limit", c.Panels[0].High)
	}
}

// More doses than the picture can mark: it says so, and the list has them.
func TestManyDoses(t *testing.T) {
	in := handout.Session{Start: at(9, 0), Vitals: []handout.Vital{{Stamp: handout.Stamp{At: at(9, 5)}, SpO2: 97}}}
	for i := range 30 {
		in.Doses = append(in.Doses, handout.Dose{Stamp: handout.Stamp{At: at(9, i)}, MG: float64(i + 1)})
	}
	d, err := handout.SessionSummary(book(t), sheet(words.English), in)
	has(t, check(t, d, err), "more doses than this picture can show", "30 mg")
}

// find gives the first block of a type.
func find[B handout.Block](t *testing.T, d *handout.Document) B {
	t.Helper()
	for _, b := range d.Blocks {
		if b, ok := b.(B); ok {
			return b
		}
	}
	t.Fatal("no such block")
	panic("unreachable")
}

// A session over midnight and over the end of daylight saving says which day
// and which of the two hours is meant.
func TestTimesAreHonest(t *testing.T) {
	start := time.Date(2026, 11, 1, 0, 30, 0, 0, west) // PDT; clocks go back at 2
	in := handout.Session{Start: start, Entries: []handout.Entry{
		{Stamp: handout.Stamp{At: start.Add(time.Hour)}, Text: "first half past one"},
		{Stamp: handout.Stamp{At: start.Add(2 * time.Hour)}, Text: "second half past one"},
		{Stamp: handout.Stamp{At: start.Add(25 * time.Hour)}, Text: "next day"}}}
	d, err := handout.SessionSummary(book(t), sheet(words.English), in)
	text := check(t, d, err)
	has(t, text, "01:30\n\nfirst", "01:30 PST\n\nsecond", "2 Nov 2026, 00:30 PST\n\nnext day")
}

func TestIntegrationPlanRefusals(t *testing.T) {
	en := texts(t, handout.PlanTexts, words.English)
	noPhone := sheet(words.English)
	noPhone.Clinic.Phone = ""
	for name, c := range map[string]struct {
		s  handout.Sheet
		ts *handout.Texts
		in handout.Integration
	}{
		"no texts":       {sheet(words.English), nil, handout.Integration{PreferredName: "J"}},
		"other language": {sheet(words.Spanish), en, handout.Integration{PreferredName: "J"}},
		"no name":        {sheet(words.English), en, handout.Integration{}},
		"no phone":       {noPhone, en, handout.Integration{PreferredName: "J"}},
		"empty action":   {sheet(words.English), en, handout.Integration{PreferredName: "J", Actions: []handout.Action{{When: "now"}}}},
	} {
		if _, err := handout.IntegrationPlan(nil, c.s, c.ts, c.in); err == nil {
			t.Errorf("%s made a document", name)
		}
	}
}

func TestIntegrationPlan(t *testing.T) {
	in := handout.Integration{PreferredName: "Pepe {name}", SessionAt: at(9, 50), Therapist: "Ana", Intention: "To stay.",
		Insights: []string{"I can feel afraid."}, Actions: []handout.Action{{What: "Walk", When: "each day", With: "Luis", HowKnown: "a tick"}},
		Supports: []handout.Support{{Name: "Luis", How: "walks"}}, CallWhen: []string{"the dreams come back"},
		Visits: []handout.NextVisit{{At: time.Date(2027, 1, 5, 14, 30, 0, 0, west), Kind: "Visit", With: "Ana"}}}
	d, err := handout.IntegrationPlan(book(t), sheet(words.English), texts(t, handout.PlanTexts, words.English), in)
	text := check(t, d, err)
	has(t, text, "Plan for Pepe {name}", "To stay.", "I can feel afraid.", "Walk", "each day", "Luis", "a tick", "the dreams come back",
		"Call us at (321) 555-0148 if", "Call 911 right away if", "Tuesday, 5 January 2027, 2:30\u00a0PM · Visit · with Ana", "tel:3215550148")
	hasNot(t, text, "Moments to remember", "You can also call")
	// What the fixed lines say is not said twice, above all not under another number.
	in.CallWhen = []string{"You cannot sleep for two nights.", "you think about hurting yourself", "my ears ring"}
	again, err := handout.IntegrationPlan(book(t), sheet(words.English), texts(t, handout.PlanTexts, words.English), in)
	twice := check(t, again, err)
	has(t, twice, "my ears ring")
	hasNot(t, twice, "You cannot sleep for two nights.")
	if n := strings.Count(twice, "you think about hurting yourself"); n != 1 {
		t.Errorf("said %d times", n)
	}
	if strings.Contains(d.Title, "Pepe") {
		t.Error("the title in the file's properties names the patient")
	}
	d, err = handout.IntegrationPlan(book(t), withCrisis(words.Spanish), texts(t, handout.PlanTexts, words.Spanish), handout.Integration{PreferredName: "Pepe"})
	text = check(t, d, err)
	has(t, text, "Plan para Pepe", "Llámenos al (321) 555-0148 si", "llamar al 988")
	hasNot(t, text, "Pasos pequeños", "Con qué vino", "{")
}

func TestWhatToExpectRefusals(t *testing.T) {
	en := texts(t, handout.ExpectTexts, words.English)
	for name, e := range map[string]handout.Expect{
		"no route":      {PreferredName: "J"},
		"unknown route": {PreferredName: "J", Route: "by ear"},
		"hours":         {PreferredName: "J", Route: handout.IV, FoodHours: -1},
	} {
		if _, err := handout.WhatToExpect(nil, sheet(words.English), en, e); err == nil {
			t.Errorf("%s made a document", name)
		}
	}
}

func TestWhatToExpect(t *testing.T) {
	only := map[handout.Route]string{handout.IV: "vein", handout.IM: "a shot", handout.Lozenge: "lozenge melt", handout.Nasal: "your nose"}
	full := handout.Expect{PreferredName: "Pepe", VisitAt: at(14, 30), Ride: "Łukasz", FoodHours: 6, DrinkHours: 0.5, DriveHours: 24,
		Held: []handout.Held{{Name: "Lorazepam", How: "from Sunday"}}}
	for route, mark := range only {
		full.Route = route
		d, err := handout.WhatToExpect(book(t), withCrisis(words.English), texts(t, handout.ExpectTexts, words.English), full)
		text := check(t, d, err)
		has(t, text, mark, "Your visit, Pepe", "Tuesday, 24 November, 2:30\u00a0PM", "Łukasz will take you home", "Stop eating 6 hours", "Stop drinking 30 minutes",
			"at least 24 hours before you drive", "until the next day, after a good night of sleep", "Lorazepam: from Sunday", "call 988", "Call 911")
		hasNot(t, text, "{", "}")
		for other, m := range only {
			if other != route {
				hasNot(t, text, m)
			}
		}
	}
	// Nothing known but the route: the page has no gap and no promise.
	d, err := handout.WhatToExpect(book(t), sheet(words.Spanish), texts(t, handout.ExpectTexts, words.Spanish), handout.Expect{PreferredName: "Pepe", Route: handout.IM})
	text := check(t, d, err)
	has(t, text, "Le vamos a llamar", "Pida a alguien de confianza", "La persona que usted eligió", "Llame al 911")
	hasNot(t, text, "{", "Deje de comer", "Medicinas que debe omitir", "988", "horas para manejar")
}
