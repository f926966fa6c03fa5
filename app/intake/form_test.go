package intake_test

import (
	"slices"
	"strings"
	"testing"

	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// smallForm is the least form that has a question of every type.
const smallForm = `{"version": 1, "sections": [{"id": "s", "title": {"en": "S", "es": "S"}, "questions": [
 {"id": "heart", "type": "yesno", "ask": {"en": "H", "es": "H"}, "required": true, "detail": {"en": "D", "es": "D"}, "kinds": [{"id": "bad", "title": {"en": "B", "es": "B"}}], "when": {"en": "W", "es": "W"}},
 {"id": "why", "type": "text", "ask": {"en": "W", "es": "W"}, "lines": 2},
 {"id": "pain", "type": "number", "ask": {"en": "P", "es": "P"}, "min": 0, "max": 10},
 {"id": "ready", "type": "choice", "ask": {"en": "R", "es": "R"}, "options": [{"id": "yes", "title": {"en": "Y", "es": "S"}}]},
 {"id": "goals", "type": "multi", "ask": {"en": "G", "es": "G"}, "options": [{"id": "sleep", "title": {"en": "S", "es": "S"}}, {"id": "work", "title": {"en": "W", "es": "T"}}]},
 {"id": "weight", "type": "weight", "ask": {"en": "W", "es": "P"}, "on": "measured"},
 {"id": "measured", "type": "date", "ask": {"en": "M", "es": "M"}},
 {"id": "medicines", "type": "list", "ask": {"en": "M", "es": "M"}, "row": "medicine", "columns": [{"id": "name", "title": {"en": "N", "es": "N"}, "required": true}], "none": {"en": "None", "es": "Ninguno"}}
]}]}`

func TestParseFormRefuses(t *testing.T) {
	if _, err := intake.ParseForm([]byte(smallForm)); err != nil {
		t.Fatalf("the small one: %v", err)
	}
	for _, x := range []struct{ old, new, want string }{
		{`{"version": 1`, `[{"version": 1`, "intake form:"},
		{`"version": 1`, `"version": 0`, "version of 1 or more"},
		{`"lines": 2`, `"lines": 2, "colour": "red"`, `unknown field "colour"`},
		{`"id": "why"`, `"id": "heart"`, `"heart" stands twice`},
		{`"id": "why"`, `"id": "Why now"`, `id "Why now"`},
		{`"row": "medicine"`, `"row": "heart"`, `"heart" stands twice`},
		{`"type": "text"`, `"type": "poem"`, `question "why": type "poem"`},
		{`"ask": {"en": "W", "es": "W"}, "lines"`, `"ask": {"en": "W", "es": ""}, "lines"`, `question "why": ask needs words`},
		{`"lines": 2`, `"detail": {"en": "D", "es": "D"}`, "only a yes-or-no question"},
		{`"min": 0, "max": 10`, `"min": 0, "max": 0`, "a number needs min and max"},
		{`"options": [{"id": "yes", "title": {"en": "Y", "es": "S"}}]`, `"options": []`, "options belong to a choice"},
		{`{"id": "work"`, `{"id": "sleep"`, `option "sleep"`},
		{`"on": "measured"`, `"on": "why"`, `on "why" is not a date question`},
		{`"row": "medicine", `, ``, "a list needs them"},
		{`{"id": "name"`, `{"id": "Name"`, `column "Name"`},
		{`{"id": "s", "title": {"en": "S", "es": "S"}`, `{"id": "s", "title": {"en": "S", "es": ""}`, `section "s" needs a title`},
	} {
		raw := strings.Replace(smallForm, x.old, x.new, 1)
		if raw == smallForm {
			t.Fatalf("%q is not in the form", x.old)
		}
		if _, err := intake.ParseForm([]byte(raw)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s\n  gives %v\n  not    %s", x.new, err, x.want)
		}
	}
	if _, err := intake.ParseForm([]byte(smallForm + "x")); err == nil {
		t.Error("something after the end is taken")
	}
}

func TestNormal(t *testing.T) {
	f, err := intake.ParseForm([]byte(smallForm))
	if err != nil {
		t.Fatal(err)
	}
	today := date("2026-11-23")
	for _, x := range []struct {
		id   string
		in   intake.Answer
		want intake.Answer
		bad  bool
	}{
		{id: "pain", in: intake.Wrote("11"), bad: true},
		{id: "pain", in: intake.Wrote("much"), bad: true},
		{id: "pain", in: intake.Wrote(" 7 "), want: intake.Answer{Text: "7", Number: 7}},
		{id: "goals", in: intake.Answer{Picked: []string{"work", "play", "sleep"}}, want: intake.Answer{Picked: []string{"sleep", "work"}}},
		{id: "medicines", in: intake.Said("some", ""), bad: true},
		{id: "why", in: intake.Wrote("  \n "), want: intake.Answer{}},
		{id: "heart", in: intake.Answer{Say: "no", Kind: "bad", When: "2019", Detail: "x"}, want: intake.Answer{Say: "no"}},
		{id: "heart", in: intake.Answer{Say: "yes", Kind: "bad", When: " 2019 ", Detail: " x "}, want: intake.Answer{Say: "yes", Kind: "bad", When: "2019", Detail: "x"}},
		{id: "weight", in: intake.Wrote("82,6 kg"), want: intake.Answer{Text: "82,6 kg", Unit: "kg", Grams: 82600}},
		{id: "weight", in: intake.Wrote("182"), want: intake.Answer{Text: "182", Unit: "lb", Grams: 82554}},
	} {
		q, _ := f.Question(x.id)
		got, p := f.Normal(q, x.in, "lb", today)
		if (p != nil) != x.bad {
			t.Errorf("%s %+v: %v", x.id, x.in, p)
		}
		if p == nil && (got.Say != x.want.Say || got.Kind != x.want.Kind || got.When != x.want.When || got.Detail != x.want.Detail || got.Text != x.want.Text ||
			got.Number != x.want.Number || got.Grams != x.want.Grams || got.Unit != x.want.Unit || !slices.Equal(got.Picked, x.want.Picked)) {
			t.Errorf("%s %+v: %+v", x.id, x.in, got)
		}
	}
}

func TestParseHeight(t *testing.T) {
	for s, want := range map[string]int{"178": 1780, "178 cm": 1780, "178,5": 1785, "1.78 m": 1780, "5 ft 10": 1778, "5'10\"": 1778, "5’ 10”": 1778, "5 ft": 1524, "70 in": 1778, "6'": 1829} {
		if mm, ok := intake.ParseHeight(s); !ok || mm != want {
			t.Errorf("%q: %d, %v", s, mm, ok)
		}
	}
	for _, s := range []string{"", "tall", "5 ft 12", "17800", "-178", "1e3", "5 10"} {
		if mm, ok := intake.ParseHeight(s); ok {
			t.Errorf("%q is taken for %d mm", s, mm)
		}
	}
}

func TestWhatTheScreenReads(t *testing.T) {
	c, d := setUp(t)
	f := d.Form()
	save(t, d, c.Desk, c.Patient, intake.Entry{Field: "heart", Answer: intake.Answer{Say: intake.Yes, Kind: "stable"}}, row("allergy.", "name", "latex"))
	v, err := d.View(ctx, c.Nurse, c.Patient)
	if err != nil {
		t.Fatal(err)
	}
	if v.Names[c.Desk.ID] != "Mara Okafor" || len(v.Missing) == 0 || v.Standing.Stage != intake.InPart {
		t.Errorf("%v, %d missing, %s", v.Names, len(v.Missing), v.Standing.Stage)
	}
	var body, medicines intake.Section
	for _, s := range f.Sections {
		switch s.ID {
		case "body":
			body = s
		case "medicines":
			medicines = s
		}
	}
	if n, all := v.Answers.Progress(body); n != 1 || all != len(body.Questions) {
		t.Errorf("progress %d of %d", n, all)
	}
	if by, at := v.Answers.Last(medicines); by != c.Desk.ID || !at.Equal(c.Now) {
		t.Errorf("last asked by %s at %v", by, at)
	}
	q, _ := f.Question("heart")
	if q.KindTitle("stable").EN != "Stable" || q.KindTitle("gone") != (words.Text{EN: "gone", ES: "gone"}) {
		t.Error("words of a kind")
	}
	if q, ok := f.QuestionOf("allergy.x"); !ok || q.ID != "allergies" {
		t.Errorf("a row belongs to %q", q.ID)
	}
	if _, err := d.View(ctx, c.Owner, c.Patient); record.CodeOf(err) != record.NotAllowed {
		t.Errorf("the owner reads it: %v", err)
	}
	if _, err := d.View(ctx, c.Nurse, "nobody"); record.CodeOf(err) != record.NotFound {
		t.Errorf("nobody's intake: %v", err)
	}
}
