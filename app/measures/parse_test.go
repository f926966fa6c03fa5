package measures

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// small is about the least instrument that Parse takes, with a part of each
// kind.
const small = `{
 "id": "small", "version": 1, "title": "S", "by": "self", "recall": "Now", "language": "en", "rights": "free",
 "licence": {"class": "SHIP", "notice": "N", "terms": "T"}, "citation": "C", "variant": "small",
 "variants": [{"id": "other", "item": "q2", "text": "Z", "reverse": true, "note": "n"}],
 "options": {"yn": [{"value": 0, "label": "No", "loinc": "LA32-8"}, {"value": 1, "label": "Yes"}], "three": [{"value": 0, "label": "a"}, {"id": "x", "value": 0, "label": "b"}, {"value": 2, "label": "c"}]},
 "items": [{"id": "q1", "text": "A", "options": "yn", "loinc": "44250-9"}, {"id": "q2", "text": "B", "options": "three", "skipped_if": [{"sum": ["q1"], "max": 0}]},
  {"id": "q3", "text": "D", "min": 0, "max": 4}],
 "scoring": {"method": "sum", "range": [0, 7], "higher_is": "worse", "missing": "complete", "report": ["raw"]},
 "subscales": [{"id": "two", "title": "T", "items": ["q1", "q2"], "range": [0, 3], "positive": 2}],
 "bands": [{"id": "low", "min": 0, "max": 3, "title": "L"}, {"id": "high", "min": 4, "max": 7, "title": "H"}],
 "positive": {"op": ">=", "value": 4, "cuts": [3, 4], "source": "X"},
 "change": {"response": {"percent": 50, "source": "X"}, "remission": {"op": "<", "value": 2, "source": "X"}, "meaningful": {"points": 3, "source": "X"}},
 "algorithms": [{"id": "rule", "title": "R", "all": [{"count": [{"items": ["q1", "q2"], "op": ">=", "value": 1}], "min": 2}], "source": "X"}],
 "safety": [{"item": "q3", "op": ">=", "value": 2, "flag": "small.q3", "severity": "review", "say": "Look."}],
 "notes": [{"id": "note", "title": "N", "all": [{"unanswered": "q3"}]}],
 "loinc": {"panel": "44249-1", "notice": "L"}
}`

func TestParseRefuses(t *testing.T) {
	if _, err := Parse([]byte(small)); err != nil {
		t.Fatalf("the small one: %v", err)
	}
	for _, x := range []struct{ old, new, want string }{
		{`{`, `[`, "instrument:"},
		{small, ``, "EOF"},
		{`"version": 1`, `"version": 0`, "version must be 1"},
		{`"version": 1`, `"version": 1, "author": "me"`, `unknown field "author"`},
		{`"id": "small"`, `"id": "small", "ID": "s"`, "stands twice"},
		{`"id": "small"`, `"id": "Small Scale"`, `id "Small Scale"`},
		{`"title": "S"`, `"title": ""`, "title is missing"},
		{`"recall": "Now"`, `"recall": ""`, "recall is missing"},
		{`"notice": "N"`, `"notice": ""`, "licence.notice is missing"},
		{`"terms": "T"`, `"terms": ""`, "licence.terms is missing"},
		{`"by": "self"`, `"by": "dog"`, `by "dog"`},
		{`"rights": "free"`, `"rights": "stolen"`, `rights "stolen"`},
		{`"rights": "free"`, `"rights": "total_only"`, "total_only and method total go together"},
		{`"class": "SHIP"`, `"class": "MINE"`, `licence.class "MINE"`},
		{`"class": "SHIP"`, `"class": "ASK"`, "the class ASK ships no words"},
		{`"rights": "free"`, `"rights": "attestation"`, "do not go with the class SHIP"},
		{`"text": "A"`, `"text": ""`, `item "q1": text is there exactly where`},
		{`"label": "No"`, `"label": ""`, "a label is there exactly where"},
		{`"id": "other"`, `"id": "small"`, `variant "small" needs an id of its own`},
		{`"item": "q2", "text"`, `"item": "q9", "text"`, `there is no item "q9"`},
		{`"note": "n"`, `"note": ""`, "needs text and note"},
		{`"id": "q2", "text"`, `"id": "q1", "text"`, `"q1" stands twice`},
		{`"options": "yn"`, `"options": "no"`, `options "no" are not declared`},
		{`"options": "yn"`, `"options": "three"`, `options "yn": no item uses them`},
		{`"min": 0, "max": 4}`, `"min": 0}`, "no highest number"},
		{`"min": 0, "max": 4}`, `"max": 4}`, "neither options nor a lowest number"},
		{`"min": 0, "max": 4}`, `"min": 4, "max": 4}`, "the range is empty"},
		{`"min": 0, "max": 4}`, `"min": 0, "max": 5}`, "scoring.range [0 7], but the items give 0 to 8"},
		{`"min": 0, "max": 4}`, `"min": 0, "max": 4, "optional": true}`, "what is scored is not optional"},
		{`"value": 1, "label": "Yes"`, `"value": 0, "label": "Yes"`, `"0" stands twice`},
		{`{"value": 2, "label": "c"}`, `{"label": "c"}`, "neither id nor value"},
		{`{"value": 2, "label": "c"}`, `{"id": "c", "label": "c"}`, "an option without a value cannot be added"},
		{`{"value": 2, "label": "c"}`, `{"id": "x", "value": 2, "label": "c"}`, `"x" stands twice`},
		{`{"value": 2, "label": "c"}`, `{"value": 2.5, "label": "c"}`, "cannot unmarshal"},
		{`"sum": ["q1"], "max": 0`, `"sum": ["q3"], "max": 0`, `"q3" is no earlier item`},
		{`"sum": ["q1"], "max": 0`, `"sum": ["q1"]`, "must be a sum with a max"},
		{`"method": "sum"`, `"method": "product"`, `scoring.method "product"`},
		{`"method": "sum"`, `"method": "mean"`, "scoring.range [0 7], but the items give 0 to 2"},
		{`"missing": "complete"`, `"missing": "prorate"`, "scoring.max_missing 0"},
		{`"missing": "complete"`, `"missing": "complete", "max_missing": 2`, "scoring.max_missing 2"},
		{`"missing": "complete"`, `"missing": "partial"`, `scoring.missing "partial" does not go`},
		{`"higher_is": "worse"`, `"higher_is": "nice"`, `scoring.higher_is "nice"`},
		{`"higher_is": "worse"`, `"higher_is": "neither"`, "a total that has a better end"},
		{`"higher_is": "worse"`, `"higher_is": "worse", "gate": "q1"`, `scoring.gate "q1"`},
		{`"higher_is": "worse"`, `"higher_is": "worse", "factor": 4`, "but the items give 0 to 28"},
		{`"report": ["raw"]`, `"report": ["median"]`, `scoring.report "median"`},
		{`"range": [0, 7]`, `"range": [0, 9]`, "but the items give 0 to 7"},
		{`"items": ["q1", "q2"], "range": [0, 3]`, `"items": ["q1", "q9"], "range": [0, 3]`, `there is no item "q9"`},
		{`"range": [0, 3]`, `"range": [0, 4]`, "but the items give 0 to 3"},
		{`"positive": 2`, `"positive": 9`, "positive from 9"},
		{`"min": 4, "max": 7`, `"min": 5, "max": 7`, "the one before ends at 3"},
		{`"min": 4, "max": 7`, `"min": 3, "max": 7`, "the one before ends at 3"},
		{`"min": 4, "max": 7`, `"min": 4, "max": 6`, "bands end at 6, the range at 7"},
		{`"id": "high"`, `"id": "low"`, `bands: "low" stands twice`},
		{`"op": ">=", "value": 4, "cuts"`, `"op": "=>", "value": 4, "cuts"`, `op "=>"`},
		{`"value": 4, "cuts"`, `"value": 8, "cuts"`, "8 lies outside the range"},
		{`"cuts": [3, 4]`, `"cuts": [3]`, "must hold the value itself"},
		{`"cuts": [3, 4]`, `"by_sex": {"male": 4}`, "by_sex must have"},
		{`"cuts": [3, 4], "source": "X"`, `"cuts": [3, 4], "source": ""`, "positive names no source"},
		{`"percent": 50`, `"percent": 0`, "change.response"},
		{`"op": "<", "value": 2`, `"op": "~", "value": 2`, "change.remission"},
		{`"points": 3`, `"points": 30`, "30 lies outside the range"},
		{`"min": 2}], "source"`, `"min": 3}], "source"`, "decides nothing"},
		{`"min": 2}], "source"`, `"min": 0}], "source"`, "decides nothing"},
		{`"min": 2}], "source": "X"`, `"min": 2}]`, `algorithm "rule" names no source`},
		{`{"unanswered": "q3"}`, `{"unanswered": "q4"}`, `there is no item "q4"`},
		{`{"unanswered": "q3"}`, `{"unanswered": "q3", "sum": ["q1"]}`, "a condition is a count, a sum or unanswered"},
		{`{"unanswered": "q3"}`, `{}`, "a condition is a count, a sum or unanswered"},
		{`"value": 2, "flag"`, `"value": 0, "flag"`, "raised by every answer or by none"},
		{`"value": 2, "flag"`, `"value": 5, "flag"`, "raised by every answer or by none"},
		{`"item": "q3", "op"`, `"item": "q8", "op"`, `there is no item "q8"`},
		{`"severity": "review"`, `"severity": "mild"`, `severity "mild"`},
		{`"say": "Look."`, `"say": ""`, "says nothing"},
		{`"loinc": "44250-9"`, `"loinc": "44250-8"`, `LOINC code "44250-8" has a wrong check digit`},
		{`"panel": "44249-1"`, `"panel": "PHQ"`, `LOINC code "PHQ"`},
		{`"notice": "L"`, `"notice": ""`, "LOINC codes need their notice"},
	} {
		bad := strings.Replace(small, x.old, x.new, 1)
		if bad == small {
			t.Fatalf("%q is not in the small one", x.old)
		}
		if _, err := Parse([]byte(bad)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s instead of %s: %v; want %q", x.new, x.old, err, x.want)
		}
	}
	if _, err := Parse(make([]byte, maxFile+1)); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("too long: %v", err)
	}
}

// The same for the parts that only some scales have.
func TestParseRefusesInShipped(t *testing.T) {
	for _, x := range []struct{ id, old, new, want string }{
		{"c-ssrs-screener", `"item": "q3", "in": [1]`, `"item": "q3", "in": [2]`, `"q3" does not take 2`},
		{"c-ssrs-screener", `"any_of": ["q2"]`, `"any_of": ["q7"]`, `asked_if "q7" is no earlier item`},
		{"c-ssrs-screener", `"flag": "cssrs.low"`, `"flag": ""`, `flag ""`},
		{"c-ssrs-screener", `"method": "triage"`, `"method": "triage", "range": [0, 7]`, "a triage has no total"},
		{"asq", `"in": [1, "refused"]`, `"in": [1, "refuse"]`, `does not take "refuse"`},
		{"qids-sr16", `["q1", "q2", "q3", "q4"]`, `["q1", "q2", "q3"]`, "must hold every scored item"},
		{"qids-sr16", `["q6", "q7"]`, `["q6", "q5"]`, `any_of "q5" is not in the domain`},
		{"qids-sr16", `"range": [0, 27]`, `"range": [0, 48]`, "but the items give 0 to 27"},
		{"qids-sr16", `"label": "sad mood"`, `"label": "sad mood", "text": "x"`, "text is there exactly where the class lets it ship"},
		{"pcl-5", `"value": 33, "cuts"`, `"value": 32, "cuts"`, "two bands that meet"},
		{"ors", `"max": 40`, `"max": 41`, "but the items give 0 to 41"},
		{"ors", `"class": "DON'T"`, `"class": "ASK"`, "do not go with the class ASK"},
	} {
		raw, err := os.ReadFile(filepath.Join("../../assets/instruments", x.id+".json"))
		if err != nil {
			t.Fatal(err)
		}
		bad := strings.Replace(string(raw), x.old, x.new, 1)
		if bad == string(raw) {
			t.Fatalf("%s: %q is not there", x.id, x.old)
		}
		if _, err := Parse([]byte(bad)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s, %s: %v; want %q", x.id, x.new, err, x.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		`holds the instrument "small"`: {"other.json": {Data: []byte(small)}},
		"bad.json: instrument":         {"bad.json": {Data: []byte("{")}},
	} {
		if _, err := Load(files); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q: %v", name, err)
		}
	}
	s, err := Load(fstest.MapFS{"small.json": {Data: []byte(small)}, "notes.md": {Data: []byte("x")}})
	if err != nil || s.IDs() != "small" {
		t.Errorf("%v, %v", s, err)
	}
	if _, ok := s.Find("other"); ok {
		t.Error("found what is not there")
	}
}

func TestParseFormRefuses(t *testing.T) {
	for _, x := range []struct{ raw, want string }{
		{``, "EOF"},
		{`null`, `no "answers"`},
		{`{}`, `no "answers"`},
		{`{"answers":null}`, `no "answers"`},
		{`[]`, "must be"},
		{`{"answers":[]}`, "must be"},
		{`{"answers":{},"who":"me"}`, `unknown field "who"`},
		{`{"answers":{},"context":{"age":3}}`, `unknown field "age"`},
		{`{"answers":{},"context":{"sex":1}}`, "must be"},
		{`{"answers":{},"context":{"cut":"31"}}`, "must be"},
		{`{"answers":{"q1":0,"q1":3}}`, `"answers.q1" stands twice`},
		{`{"answers":{"q1":0,"Q1":3}}`, `"answers.q1" stands twice`},
		{`{"answers":{"a\nb":0,"a\nb":3}}`, `"answers.a\nb" stands twice`},
		{`{"answers":{},"answers":{}}`, `"answers" stands twice`},
		{`{"answers":{}} {}`, "something follows"},
		{`{"answers":{"q1":}}`, "not JSON"},
		{`{"answers":` + strings.Repeat("[", 20000), "nested more than"},
		{strings.Repeat(" ", MaxForm+1), "at most"},
	} {
		if f, err := ParseForm([]byte(x.raw)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%.60s: %+v, %v; want %q", x.raw, f, err, x.want)
		}
	}
	f, err := ParseForm([]byte(`{"answers":{"q1":0,"q2":null,"q3":"refused"},"context":{"sex":"male","variant":"x","cut":31}}`))
	if err != nil || len(f.Answers) != 3 || f.Answers["q2"] != "" || f.Answers["q1"] != Number(0) || f.Answers["q3"] != Word("refused") || f.Context.Sex != Male || *f.Context.Cut != 31 {
		t.Errorf("%+v, %v", f, err)
	}
}

// FuzzParse: whatever the bytes, Parse answers, and what it takes can be
// scored, blank and full, within its range.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	names, err := filepath.Glob("../../assets/instruments/*.json")
	if err != nil || len(names) < 20 {
		f.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, err := Parse(raw)
		if err != nil {
			return
		}
		blank := Score(in, Answers{}, Context{})
		if blank.Total != nil {
			t.Errorf("%s: a blank form has the total %s", in.ID, text(blank.Total))
		}
		for _, answers := range []Answers{lowest(in), highest(in)} {
			r := Score(in, answers, Context{})
			if s := in.Scoring.Range; len(s) == 2 && r.Total != nil && (r.Total.Cmp(rat(s[0])) < 0 || r.Total.Cmp(rat(s[1])) > 0) {
				t.Errorf("%s: total %s outside %v", in.ID, text(r.Total), s)
			}
			if _, err := json.Marshal(r); err != nil {
				t.Error(err)
			}
		}
	})
}

// FuzzForm: whatever stands on standard input, the form is refused or scored,
// its result is JSON, and an error says what is allowed in one line.
func FuzzForm(f *testing.F) {
	for _, s := range []string{`{"answers":{"q1":1,"q9":3}}`, `{"answers":{"q1":"refused","q5":1}}`, `{"answers":{"q1":1e9,"q2":[1],"\u0000\n":{"a":1}},"context":{"sex":"male"}}`, `{"answers":{"total":24.5}}`, `{"answers":{},"context":{"variant":"dast-10-original","cut":31}}`, `{`, ``} {
		f.Add([]byte(s))
	}
	s := shelf(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		form, err := ParseForm(raw)
		if err != nil {
			return
		}
		for _, in := range s.All() {
			r := Score(in, form.Answers, form.Context)
			out, err := json.Marshal(r)
			if err != nil || !json.Valid(out) {
				t.Fatalf("%s: %q, %v", in.ID, out, err)
			}
			wrong := in.Explain(r)
			if (wrong != "") != (r.Status == Invalid) || strings.ContainsAny(wrong, "\n\r") {
				t.Fatalf("%s: %s, explained as %q", in.ID, r.Status, wrong)
			}
			if r.Total != nil && r.Status != Scored && r.Status != Prorated {
				t.Fatalf("%s: %s with a total", in.ID, r.Status)
			}
		}
	})
}
