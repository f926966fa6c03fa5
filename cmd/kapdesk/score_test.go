package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// scored runs the score command over what stands on its standard input.
func scored(input string, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = score(args, strings.NewReader(input), &o, &e)
	return code, o.String(), e.String()
}

func TestScoreUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"no instrument":    {},
		"two instruments":  {"phq-9", "gad-7"},
		"unknown flag":     {"--chance", "phq-9", "10", "5"},
		"change of one":    {"--change", "phq-9", "10"},
		"change of three":  {"--change", "phq-9", "10", "5", "3"},
		"change of none":   {"--change"},
		"flag behind":      {"phq-9", "--change", "10", "5"},
		"flag with a word": {"--change=often", "phq-9", "10", "5"},
	} {
		code, out, errs := scored(`{"answers":{}}`, args...)
		if code != exitUsage || out != "" || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "kapdesk score: ") {
			t.Errorf("%s: code %d, printed %q, said %q", name, code, out, errs)
		}
	}
	if code, out, errs := scored("", "--help"); code != exitOK || !strings.Contains(out, "score --change ID") || errs != "" {
		t.Errorf("help: code %d, said %q", code, errs)
	}
}

// What cannot be exits 1 with one line that says what is allowed, and prints
// nothing where there is no form to score.
func TestScoreRefuses(t *testing.T) {
	for _, c := range []struct{ input, args, want string }{
		{`{"answers":{}}`, "phq-10", `there is no instrument "phq-10"; there are 5d-asc, aldrete-modified, asq, audit, audit-c,`},
		{`{"answers":{}}`, "PHQ-9", `there is no instrument "PHQ-9"`},
		{`{"answers":{}}`, "../phq-9", "there is no instrument"},
		{`{"answers":{},"patient":"x"}`, "phq-9", `unknown field "patient"`},
		{`{"answers":{},"context":{"gender":"male"}}`, "audit-c", `unknown field "gender"`},
		{`{"answer":{}}`, "phq-9", `unknown field "answer"`},
		{`{"q1":0}`, "phq-9", `unknown field "q1"`},
		{`{"context":{}}`, "phq-9", `no "answers"`},
		{`{"answers":{"q1":0,"q1":1}}`, "phq-9", `"answers.q1" stands twice`},
		{``, "phq-9", "not JSON"},
		{"", "--change phq-10 10 5", `there is no instrument "phq-10"`},
		{"", "--change phq-9 ten 5", `"ten" is not a number such as 12 or 4.2`},
		{"", "--change phq-9 10 five", `"five" is not a number`},
		{"", "--change phq-9 10 28", "lies from 0 to 27"},
		{"", "--change c-ssrs-screener 1 0", "its results are none, low, moderate, high"},
	} {
		code, out, errs := scored(c.input, strings.Fields(c.args)...)
		if code != exitError || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("%s %s: code %d, printed %q, said %q, want %q", c.args, c.input, code, out, errs, c.want)
		}
	}
}

// An answer that cannot be fails too, but the form is printed: its flags
// count.
func TestScoreInvalidFormKeepsItsFlags(t *testing.T) {
	for _, c := range []struct{ id, input, errors, flags, want string }{
		{"phq-9", `{"answers":{"q1":4,"q9":1}}`, `["q1"]`, `["phq9.item9.positive"]`, "q1 takes 0, 1, 2, 3"},
		{"phq-9", `{"answers":{"q1":"3","q9":2}}`, `["q1"]`, `["phq9.item9.positive"]`, "q1 takes 0, 1, 2, 3"},
		{"phq-9", `{"answers":{"q11":0,"q9":1}}`, `["q11"]`, `["phq9.item9.positive"]`, `there is no item "q11": phq-9 has q1, q2,`},
		{"asq", `{"answers":{"q1":"no","q2":1}}`, `["q1"]`, `["asq.non_acute_positive"]`, `q1 takes 0, 1, "refused"`},
		{"audit-c", `{"answers":{"q2":"some"}}`, `["q2"]`, `[]`, `q2 takes 0, "none", "1_or_2", 1, "3_or_4", 2, "5_or_6", 3, "7_to_9", 4, "10_or_more"`},
		{"audit-c", `{"answers":{"q1":0},"context":{"sex":"x"}}`, `["context.sex"]`, `[]`, "context.sex is male, female, unknown"},
		{"ebi", `{"answers":{"q1":101}}`, `["q1"]`, `[]`, "q1 takes a whole number from 0 to 100"},
		{"phq-9", `{"answers":{"a\nb":1}}`, `["a\nb"]`, `[]`, `there is no item "a\nb"`},
	} {
		code, out, errs := scored(c.input, c.id)
		if code != exitError || strings.Count(errs, "\n") != 1 || strings.Count(out, "\n") != 1 {
			t.Fatalf("%s %s: code %d, printed %q, said %q", c.id, c.input, code, out, errs)
		}
		for _, want := range []string{`"status":"invalid"`, `"total":null`, `"errors":` + c.errors, `"flags":` + c.flags} {
			if !strings.Contains(out, want) {
				t.Errorf("%s %s: %s lacks %s", c.id, c.input, out, want)
			}
		}
		if !strings.Contains(errs, c.want) {
			t.Errorf("%s %s: said %q, want %q", c.id, c.input, errs, c.want)
		}
	}
}

func TestScorePrintsOneObject(t *testing.T) {
	for _, c := range []struct {
		input, args string
		want        map[string]any
	}{
		{`{"answers":{"q1":3,"q2":3,"q3":3,"q4":2,"q5":2,"q6":0,"q7":0,"q9":0}}`, "phq-9",
			map[string]any{"status": "prorated", "total": 15.0, "raw": 13.0, "band": "moderately_severe", "positive": true, "algorithm": "major_depressive_syndrome"}},
		{`{"answers":{"q1":4,"q2":4,"q3":5},"context":{}}`, "peg", map[string]any{"status": "scored", "total": 4.3, "sum": 13.0, "band": nil, "positive": nil, "algorithm": nil}},
		{`{"answers":{"q1":5,"q2":5,"q3":2,"q4":1,"q5":0}}`, "who-5", map[string]any{"status": "scored", "total": 52.0, "raw": 13.0, "band": "adequate", "positive": false}},
		{`{"answers":{"q1":2,"q2":2}}`, "c-ssrs-screener", map[string]any{"status": "invalid", "band": nil}},
		{`{"answers":{"q1":0,"q2":0}}`, "c-ssrs-screener", map[string]any{"status": "incomplete", "band": nil, "lower_bound": true}},
		{`{"answers":{"q1":3,"q2":"none","q3":0},"context":{"sex":"male"}}`, "audit-c", map[string]any{"status": "scored", "total": 3.0, "positive": false}},
		{`{"answers":{"q1":0,"q2":0,"q3":0,"q4":0,"q5":0,"q6":0,"q7":0,"q8":0,"q9":0,"q10":0},"context":{"variant":"dast-10-original"}}`, "dast-10", map[string]any{"total": 1.0, "variant": "dast-10-original"}},
		{``, "--change peg 6.0 4.2", map[string]any{"improvement": 1.8, "response": true, "remission": nil, "meaningful": nil}},
		{``, "--change phq-9 20 4", map[string]any{"improvement": 16.0, "response": true, "remission": true, "meaningful": true}},
		{``, "--change rass -3 0", map[string]any{"improvement": nil}},
	} {
		code, out, errs := scored(c.input, strings.Fields(c.args)...)
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%s: %q, %q: %v", c.args, out, errs, err)
		}
		if invalid := c.want["status"] == "invalid"; (code == exitOK) == invalid || (errs == "") == invalid {
			t.Errorf("%s: code %d, said %q", c.args, code, errs)
		}
		for key, want := range c.want {
			if x, ok := got[key]; !ok || x != want {
				t.Errorf("%s: %s is %v, want %v", c.args, key, x, want)
			}
		}
	}
}

// The verb is wired: the command line reaches it.
func TestScoreIsACommand(t *testing.T) {
	if code, out, errs := kapdesk("score", "--change", "gad-7", "15", "7"); code != exitOK || !strings.Contains(out, `"improvement":8`) || errs != "" {
		t.Errorf("code %d, printed %q, said %q", code, out, errs)
	}
	if code, out, _ := kapdesk("help"); code != exitOK || !strings.Contains(out, "kapdesk score ID") {
		t.Errorf("help says nothing of it: %q", out)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errors.New("the pipe broke") }
func (broken) Write([]byte) (int, error) { return 0, errors.New("the pipe broke") }

func TestScoreOverABrokenPipe(t *testing.T) {
	var o, e bytes.Buffer
	if code := score([]string{"phq-9"}, broken{}, &o, &e); code != exitError || !strings.Contains(e.String(), "cannot be read") {
		t.Errorf("reading: code %d, said %q", code, e.String())
	}
	e.Reset()
	if code := score([]string{"phq-9"}, strings.NewReader(`{"answers":{}}`), broken{}, &e); code != exitError || e.Len() == 0 {
		t.Errorf("writing: code %d, said %q", code, e.String())
	}
}

// FuzzScore: whatever stands on standard input, the command ends with 0 and
// one object, or with 1 and one line.
func FuzzScore(f *testing.F) {
	for _, id := range []string{"phq-9", "asq", "audit-c", "ors", "nothing"} {
		f.Add(id, `{"answers":{"q1":1}}`)
		f.Add(id, `{"answers":{"q1":"refused","total":3.5},"context":{"sex":"female"}}`)
		f.Add(id, "\x00{")
	}
	f.Fuzz(func(t *testing.T, id, input string) {
		if strings.HasPrefix(id, "-") {
			return // a flag, which is about other words
		}
		code, out, errs := scored(input, id)
		switch {
		case code == exitOK && errs == "" && json.Valid([]byte(out)) && strings.Count(out, "\n") == 1:
		case code == exitError && strings.Count(errs, "\n") == 1 && (out == "" || json.Valid([]byte(out))):
		default:
			t.Errorf("%q %q: code %d, printed %q, said %q", id, input, code, out, errs)
		}
	})
}
