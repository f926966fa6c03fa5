package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kapdesk/assets"
)

// tryCase runs the command; stdin is what the standard input holds.
func tryCase(stdin string, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = protocolCommand(args, strings.NewReader(stdin), &o, &e)
	return code, o.String(), e.String()
}

const aCase = `{"on": "2026-11-23", "facts": {"stroke": {"answer": "no"}, "age": {"number": 17}, "liver": {"answer": "yes"},
 "heart": {"answer": "yes", "kind": "stable", "when": "2019-03"}, "pressure": {"pressure": "148/92", "date": "2026-11-23"},
 "medicines": {"medicines": ["Xanax XR 0.5 mg at night", "sertralin"]}}}`

func TestProtocolTryRefuses(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	draft, err := assets.FS.ReadFile("protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	good := put("case.json", aCase)
	for _, x := range []struct {
		stdin string
		args  []string
		code  int
		want  string
	}{
		{"", nil, exitUsage, "try; see kapdesk help"},
		{"", []string{"adopt"}, exitUsage, "try; see kapdesk help"},
		{"", []string{"try"}, exitUsage, "name one case"},
		{"", []string{"try", ""}, exitUsage, "name one case"},
		{"", []string{"try", good, good}, exitUsage, "name one case"},
		{"", []string{"try", "--loud", good}, exitUsage, "loud"},
		{"", []string{"try", good, "--protocol"}, exitUsage, "protocol"},
		{"", []string{"try", good, "--protocol", ""}, exitUsage, "no file is named"},
		{"", []string{"try", "--lang", "fr", good}, exitUsage, "en or es"},
		{"", []string{"try", filepath.Join(dir, "none.json")}, exitError, "none.json"},
		{"", []string{"try", dir}, exitError, filepath.Base(dir)},
		{"", []string{"try", "-"}, exitError, "-: case: this is not whole JSON"},
		{"{}", []string{"try", "-"}, exitError, "on is missing"},
		{`{"on":"2026-11-23","facts":{"shoes":{}}}`, []string{"try", "-"}, exitError, "facts.shoes: the protocol declares no such fact"},
		{`{"on":"2026-11-23","facts":{"age":{"number":200}}}`, []string{"try", "-"}, exitError, "facts.age.number: 200 years cannot be"},
		{`{"on":"2026-11-23","facts":{"age":{"number":200},"liver":{"answer":1}}}`, []string{"try", "-"}, exitError, "(and 1 more like it)"},
		{strings.Repeat(" ", maxInput+1), []string{"try", "-"}, exitError, "more than"},
		{"", []string{"try", "--protocol", put("p.json", "{"), good}, exitError, "p.json: protocol:"},
		{"", []string{"try", good, "--protocol", put("q.json", strings.Replace(string(draft), `"state": "stop"`, `"state": "halt"`, 1))}, exitError, `q.json: protocol: criteria[1] "age": rules[0]: state "halt" is not one`},
		{"{\"on\":\"2026-11-23\",\"facts\":{\"a\\nb\":{}}}", []string{"try", "-"}, exitError, `facts."a\nb": the protocol declares no such fact`},
	} {
		code, out, errs := tryCase(x.stdin, x.args...)
		if code != x.code || out != "" || !strings.Contains(errs, x.want) || strings.Count(errs, "\n") != 1 || !strings.HasSuffix(errs, "\n") {
			t.Errorf("%.60q: code %d, %q, %q; not %d and %q", x.args, code, out, errs, x.code, x.want)
		}
	}
}

// tried is the answer as somebody else reads it.
type tried struct {
	Protocol struct{ ID, Status, Notice, Hash string }
	On       string
	Outcome  struct {
		State  string
		AtBest string `json:"at_best"`
		Say    string
		Counts map[string]int
	}
	Criteria []struct {
		ID, State, Rule, Choice string
		No                      *int `json:"rule_no"`
		Fact                    struct {
			Known   bool
			Value   any
			Kind    string
			When    string
			Matched []string
		}
		Sources, Dissent []struct {
			Text string
			Year *int
		}
	}
	Medicines []struct {
		Typed      string
		Classes    []string
		Recognised bool
		DidMean    []string `json:"did_mean"`
	}
}

func readTried(t *testing.T, out string) (a tried) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(out))
	if err := d.Decode(&a); err != nil || d.More() {
		t.Fatalf("%v, more %v: %.200s", err, d.More(), out)
	}
	return a
}

func TestProtocolTry(t *testing.T) {
	code, out, errs := tryCase(aCase, "try", "-")
	if code != exitOK || errs != "" {
		t.Fatalf("%d %s", code, errs)
	}
	a := readTried(t, out)
	if a.Protocol.ID != "draft" || len(a.Protocol.Hash) != 64 || a.On != "2026-11-23" || a.Outcome.State != "stop" || a.Outcome.AtBest != "review" ||
		!strings.Contains(a.Outcome.Say, "can end at review at best") {
		t.Errorf("%+v %s %+v", a.Protocol, a.On, a.Outcome)
	}
	type line struct {
		state string
		value any
	}
	want := map[string]line{"stroke": {"clear", "no"}, "age": {"stop", 17.0}, "liver": {"unknown", "yes"}, "heart": {"review", "yes"}, "pressure": {"review", "148/92"},
		"pregnancy": {"unknown", nil}, "intake_confirmed": {"unknown", nil}}
	sum := 0
	for _, n := range a.Outcome.Counts {
		sum += n
	}
	if sum != len(a.Criteria) || sum < 50 {
		t.Errorf("%d counted, %d lines", sum, len(a.Criteria))
	}
	for _, c := range a.Criteria {
		if w, ok := want[c.ID]; ok && (c.State != w.state || c.Fact.Value != w.value || c.Fact.Known != (w.value != nil)) {
			t.Errorf("%s: %s on %v", c.ID, c.State, c.Fact)
		}
		if c.Rule == "" || len(c.Sources) == 0 || len(c.Dissent) > 0 && c.Choice == "" || c.State == "clear" && c.No == nil {
			t.Errorf("%s says %q after %v, against %v, chosen %q", c.ID, c.Rule, c.Sources, c.Dissent, c.Choice)
		}
		switch {
		case c.ID == "heart" && c.Fact.When != "2019-03",
			c.ID == "pressure" && (len(c.Dissent) != 3 || *c.Dissent[2].Year != 2022 || c.Fact.When != "2026-11-23" || *c.No != 3),
			c.ID == "benzodiazepine" && (c.State != "review" || len(c.Fact.Matched) != 1),
			c.ID == "opioid" && c.State != "unknown":
			t.Errorf("%s: %+v", c.ID, c)
		}
	}
	if len(a.Medicines) != 2 || a.Medicines[0].Classes[0] != "benzodiazepine" || !a.Medicines[0].Recognised || a.Medicines[1].Recognised || len(a.Medicines[1].DidMean) == 0 {
		t.Errorf("%+v", a.Medicines)
	}
}

// Flags stand anywhere, the same bytes give the same answer, Spanish is said
// in Spanish, and a protocol of one's own is used.
func TestProtocolTryItsFlags(t *testing.T) {
	dir := t.TempDir()
	draft, err := assets.FS.ReadFile("protocols/draft.json")
	if err != nil {
		t.Fatal(err)
	}
	mine, facts := filepath.Join(dir, "mine.json"), filepath.Join(dir, "case.json")
	text := strings.Replace(string(draft), `"below": 18`, `"below": 17`, 1)
	text = strings.Replace(strings.Replace(text, `"at_least": 18`, `"at_least": 17`, 1), `"status": "draft"`, `"status": "adopted"`, 1)
	for name, s := range map[string]string{mine: text, facts: aCase} {
		if err := os.WriteFile(name, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, first, _ := tryCase("", "try", facts, "--protocol", mine)
	code, second, errs := tryCase("", "try", "--protocol", mine, facts)
	if code != exitOK || first != second || errs != "" {
		t.Fatalf("%d %s, the same: %v", code, errs, first == second)
	}
	if a := readTried(t, first); a.Outcome.State != "unknown" || a.Outcome.AtBest != "clear" || a.Criteria[1].State != "clear" || strings.Contains(a.Outcome.Say, "draft") {
		t.Errorf("%+v, age %s", a.Outcome, a.Criteria[1].State)
	}
	_, out, _ := tryCase(aCase, "try", "--lang", "es", "-")
	if a := readTried(t, out); !strings.HasPrefix(a.Outcome.Say, "Un criterio detiene.") || a.Criteria[2].Rule != "No se sabe nada: pregunte." {
		t.Errorf("%q, %q", a.Outcome.Say, a.Criteria[2].Rule)
	}
}

// FuzzProtocolTry: whatever stands on the standard input, the answer is one
// object, or one line and exit code 1.
func FuzzProtocolTry(f *testing.F) {
	f.Add(aCase)
	f.Add("")
	f.Add(`{"on":"2026-11-23","facts":{"medicines":{"medicines":["a\nb\u0000"]}}}`)
	f.Add(`{"on":"2026-11-23","facts":{"a\nb":{}}}`)
	f.Add("{\"on\":\"2026-11-23\",\"facts\":{\"age\":{\"a\nb\":1}}}")
	f.Fuzz(func(t *testing.T, stdin string) {
		code, out, errs := tryCase(stdin, "try", "-")
		switch {
		case code == exitOK && errs == "" && json.Valid([]byte(out)):
		case code == exitError && out == "" && strings.Count(errs, "\n") == 1:
		default:
			t.Errorf("%d %q %q", code, out, errs)
		}
	})
}
