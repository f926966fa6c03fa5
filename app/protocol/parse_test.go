package protocol

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kapdesk/app/words"
)

// small is the least protocol that Parse takes.
const small = `{
 "id": "small", "version": 1, "status": "draft", "title": {"en": "S", "es": "S"}, "notice": {"en": "N", "es": "N"},
 "facts": [{"id": "heart", "type": "answer", "title": {"en": "H", "es": "H"}, "kinds": ["bad", "good"]},
  {"id": "age", "type": "number", "title": {"en": "A", "es": "A"}},
  {"id": "medicines", "type": "medicines", "title": {"en": "M", "es": "M"}}],
 "groups": [{"id": "g", "title": {"en": "G", "es": "G"}}],
 "criteria": [
  {"id": "heart", "group": "g", "title": {"en": "H", "es": "H"}, "fact": "heart", "rules": [
   {"if": {"is": "yes", "kind": ["bad"]}, "state": "stop", "say": {"en": "x", "es": "x"}},
   {"if": {"is": "yes"}, "state": "review", "say": {"en": "x", "es": "x"}},
   {"if": {"is": "no"}, "state": "clear", "say": {"en": "x", "es": "x"}}],
   "sources": [{"text": "T", "year": 2020, "ref": "R"}]},
  {"id": "age", "group": "g", "title": {"en": "A", "es": "A"}, "fact": "age", "rules": [
   {"if": {"below": 18}, "state": "stop", "say": {"en": "x", "es": "x"}},
   {"if": {"at_least": 18}, "state": "clear", "say": {"en": "x", "es": "x"}}], "sources": [{"text": "T", "grade": "general clinical knowledge"}]},
  {"id": "benzo", "group": "g", "title": {"en": "B", "es": "B"}, "fact": "medicines", "rules": [
   {"if": {"any_of": ["benzo"]}, "state": "review", "say": {"en": "x", "es": "x"}},
   {"if": {"none_of": ["benzo"]}, "state": "clear", "say": {"en": "x", "es": "x"}}], "sources": [{"text": "T", "ref": "R"}]}
 ],
 "classes": [{"id": "benzo", "title": {"en": "B", "es": "B"}, "names": ["alprazolam"], "sources": [{"text": "T", "ref": "R"}]}],
 "routes": [{"id": "IV", "title": {"en": "IV", "es": "IV"}}], "styles": [{"id": "low", "title": {"en": "L", "es": "L"}}],
 "validity": {"days": 30, "sources": [{"text": "T", "ref": "R"}]},
 "limits": [{"id": "pre", "title": {"en": "P", "es": "P"}, "above": "140/90", "action": {"en": "x", "es": "x"}, "sources": [{"text": "T", "ref": "R"}]}],
 "doses": [{"id": "d", "route": "IV", "style": "low", "unit": "mg/kg", "low": "0.5", "high": "1", "sources": [{"text": "T", "ref": "R"}]}],
 "dose_change": {"id": "dose_change", "title": {"en": "C", "es": "C"}, "over_percent": 25, "action": {"en": "x", "es": "x"}, "sources": [{"text": "T", "ref": "R"}]},
 "monitoring": [{"route": "IV", "steps": [{"every": 10, "until": 40}], "observe": 0, "sources": [{"text": "T", "ref": "R"}]}],
 "fasting": [{"route": "IV", "food": 360, "liquids": 120, "sources": [{"text": "T", "ref": "R"}]}],
 "holds": [{"class": "benzo", "hours": 24, "say": {"en": "x", "es": "x"}, "sources": [{"text": "T", "ref": "R"}]}],
 "discharge": {"items": [{"id": "gait", "title": {"en": "x", "es": "x"}, "override": true, "sources": [{"text": "T", "ref": "R"}]}],
  "no_driving_hours": 24, "after": {"en": "x", "es": "x"}, "sources": [{"text": "T", "ref": "R"}]},
 "triggers": [{"id": "spo2", "title": {"en": "x", "es": "x"}, "measure": "spo2", "below": 92, "card": "emergency", "action": {"en": "x", "es": "x"}, "sources": [{"text": "T", "grade": "weak", "ref": "R"}]}]
}`

func TestParseRefuses(t *testing.T) {
	if _, err := Parse([]byte(small)); err != nil {
		t.Fatalf("the small one: %v", err)
	}
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ old, new, want string }{
		{`{`, `[`, "protocol:"},
		{`"version": 1`, `"version": 0`, "version must be"},
		{`"status": "draft"`, `"status": "final"`, `status "final"`},
		{`"id": "small"`, `"id": "Small Protocol"`, `id "Small Protocol"`},
		{`"id": "small"`, `"id": "small", "Id": "other"`, "Id stands twice"},
		{`"version": 1`, `"version": 1, "doctor": "me"`, `unknown field "doctor"`},
		{`"fact": "heart",`, `"fact": "heart", "weight": 3,`, `criteria[0] "heart": json: unknown field "weight"`},
		{`"fact": "heart",`, `"fact": "hart",`, `criteria[0] "heart": fact "hart" is not declared`},
		{`"group": "g", "title": {"en": "A", "es": "A"}`, `"group": "h", "title": {"en": "A", "es": "A"}`, `criteria[1] "age": group "h"`},
		{`{"id": "age", "group"`, `{"id": "heart", "group"`, `criteria[1]: "heart" stands twice`},
		{`"state": "stop"`, `"state": "no go"`, `rules[0]: state "no go"`},
		{`{"below": 18}`, `{"is": "yes"}`, `criteria[1] "age": rules[0]: "is" does not go with the fact "age" of type number`},
		{`{"below": 18}`, `{}`, "the condition is empty"},
		{`{"below": 18}`, `{"below": 18.5}`, `criteria[1] "age"`},
		{`{"at_least": 18}`, `{"at_least": 30}`, "no rule says anything about"},
		{`{"at_least": 18}`, `{"below": 10}`, "rules[1] can never decide"},
		{`{"is": "yes", "kind": ["bad"]}`, `{"is": "yes"}`, `criteria[0] "heart": rules[1] can never decide`},
		{`{"is": "yes", "kind": ["bad"]}`, `{"is": "yes", "kind": ["worse"]}`, `kind "worse" is not declared`},
		{`{"is": "yes", "kind": ["bad"]}`, `{"is": "yes", "kind": []}`, "a list is empty"},
		{`{"is": "yes", "kind": ["bad"]}`, `{"is": "unknown"}`, "unknown is never looked for"},
		{`{"is": "no"}`, `{"is": "no", "within_days": 3}`, "only a yes has"},
		{`{"is": "yes", "kind": ["bad"]}`, `{"is": "yes", "within_days": -1}`, "-1 days"},
		{`"any_of": ["benzo"]`, `"any_of": ["benzos"]`, `class "benzos" is not declared`},
		{`"sources": [{"text": "T", "year": 2020, "ref": "R"}]`, `"sources": []`, `criteria[0] "heart" names no source`},
		{`"sources": [{"text": "T", "year": 2020, "ref": "R"}]`, `"sources": [{"text": "T", "year": 20, "ref": "R"}]`, "year 20"},
		{`"sources": [{"text": "T", "year": 2020, "ref": "R"}]`, `"sources": [{"text": "T"}]`, `source "T" needs a ref`},
		{`"sources": [{"text": "T", "year": 2020, "ref": "R"}]`, `"sources": [{"text": "T", "ref": "R"}], "dissent": [{"text": "U", "ref": "R"}]`, "no choice between them"},
		{`"grade": "weak"`, `"grade": "so-so"`, `triggers[0] "spo2": grade "so-so"`},
		{`"title": {"en": "H", "es": "H"}, "fact"`, `"title": {"en": "H", "es": ""}, "fact"`, `criteria[0] "heart": title must have words in en and es`},
		{`"type": "number"`, `"type": "float"`, `facts[1] "age": type "float"`},
		{`"type": "number", "title"`, `"type": "number", "kinds": ["a"], "title"`, "only an answer has kinds"},
		{`{"id": "age", "type"`, `{"id": "weight", "type"`, "no criterion looks at it"},
		{`"names": ["alprazolam"]`, `"names": ["alprazolam", "Alprazolam"]`, "stands twice"},
		{`"names": ["alprazolam"]`, `"names": ["10 mg"]`, "would not match itself"},
		{`"names": ["alprazolam"]`, `"names": ["alprazolam", ""]`, "is empty"},
		{`"names": ["alprazolam"]`, `"names": ["a b c d e f g"]`, "longer than 6 words"},
		{`"names": ["alprazolam"]`, `"names": ["` + strings.Repeat("a", 61) + `"]`, "or 60 letters"},
		{`"version": 1`, `"version": 1, "dose_words": ["at night"]`, `dose_words[0]: "at night" is not one word`},
		{`"version": 1`, `"version": 1, "dose_words": ["mg", "Alprazolam"]`, `dose_words[1]: "Alprazolam"`},
		{`"names": ["alprazolam"], "sources": [{"text": "T", "ref": "R"}]}`, `"names": ["alprazolam"], "sources": [{"text": "T", "ref": "R"}]},
		  {"id": "other", "title": {"en": "B", "es": "B"}, "names": ["alprazolan"], "sources": [{"text": "T", "ref": "R"}]}`, `"alprazolam" and "alprazolan" are one letter apart`},
		{`"names": ["alprazolam"], "sources": [{"text": "T", "ref": "R"}]}`, `"names": ["alprazolam"], "sources": [{"text": "T", "ref": "R"}]},
		  {"id": "other", "title": {"en": "B", "es": "B"}, "names": ["laprazolam"], "sources": [{"text": "T", "ref": "R"}]}`, `"alprazolam" and "laprazolam" are one letter apart`},
		{`"type": "number", "title"`, `"type": "number", "range": {"low": 9, "high": 8}, "title"`, `facts[1] "age": range must be`},
		{`"type": "number", "title"`, `"type": "number", "range": {"low": -1, "high": 8}, "title"`, `facts[1] "age": range must be`},
		{`"type": "number", "title"`, `"type": "number", "pressures": {"low": "50/20", "high": "300/200"}, "title"`, "only a pressure has pressures"},
		{`"type": "medicines", "title"`, `"type": "medicines", "range": {"low": 1, "high": 8}, "title"`, "only a number has a range"},
		{`"days": 30`, `"days": ` + strings.Repeat("[", 99), "deep"},
		{`"days": 30`, `"days": 0`, "validity: 0 days"},
		{`"above": "140/90"`, `"above": "90/140"`, `limits[0] "pre"`},
		{`"above": "140/90"`, `"above": 140`, `limits[0] "pre"`},
		{`"low": "0.5"`, `"low": 0.5`, `doses[0] "d"`},
		{`"low": "0.5"`, `"low": "0.5001"`, "three decimals"},
		{`"low": "0.5"`, `"low": "-1"`, "three decimals"},
		{`"low": "0.5"`, `"low": "2"`, "high no less"},
		{`"unit": "mg/kg"`, `"unit": "g"`, `unit "g"`},
		{`"route": "IV", "style"`, `"route": "nose", "style"`, `route "nose" is not declared`},
		{`"every": 10, "until": 40`, `"every": 0, "until": 40`, "at least one reading"},
		{`"food": 360`, `"food": 60`, "for food no fewer"},
		{`"hours": 24`, `"hours": -1`, "-1 hours"},
		{`"card": "emergency"`, `"card": "shout"`, `card "shout"`},
		{`"measure": "spo2"`, `"measure": "mood"`, `measure "mood"`},
		{`"measure": "spo2", "below": 92`, `"measure": "spo2"`, "needs below or above"},
		{`"measure": "spo2"`, `"measure": "pressure"`, "needs a pressure"},
		{`"override": true, "sources"`, `"override": "yes", "sources"`, "discharge"},
		{`"over_percent": 25`, `"over_percent": 0`, "dose_change: over_percent 0 is not 1 to 100"},
		{`"over_percent": 25`, `"over_percent": 101`, "dose_change: over_percent 101 is not 1 to 100"},
		{`"over_percent": 25`, `"over_percent": 25.5`, "dose_change: json: cannot unmarshal number 25.5"},
		{`"over_percent": 25, "action": {"en": "x", "es": "x"}`, `"over_percent": 25, "action": {"en": "x"}`, "dose_change: action"},
		{`"dose_change": {"id": "dose_change"`, `"dose_change": {"id": "jump"`, `dose_change: id "jump"`},
	} {
		raw := strings.Replace(small, x.old, x.new, 1)
		if raw == small {
			t.Fatalf("%q is not in the protocol", x.old)
		}
		_, err := Parse([]byte(raw))
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s\n  gives %v\n  not    %s", x.new, err, x.want)
		}
		for _, w := range Wrongs(err) {
			if !book.Has(words.Spanish, w.Problem.Text) || !strings.Contains(err.Error(), w.Error()) {
				t.Errorf("%s: %q has no Spanish, or is not what Parse says", x.new, w.Problem.Text)
			}
		}
	}
	for _, raw := range []string{"", "{}", "null", small + "x", strings.Repeat(" ", maxFile+1)} {
		if _, err := Parse([]byte(raw)); err == nil {
			t.Errorf("%.20q is taken for a protocol", raw)
		}
	}
}

func TestTheHashIsOfTheBytes(t *testing.T) {
	a, _ := Parse([]byte(small))
	b, err := Parse([]byte(small + "\n"))
	if err != nil || a.Hash == b.Hash {
		t.Errorf("%v: %s and %s", err, a.Hash, b.Hash)
	}
}

func TestAmounts(t *testing.T) {
	for s, mg := range map[string]string{`"0.5"`: "0.5", `"1"`: "1", `"56.125"`: "56.125", `"0.001"`: "0.001", `"10000"`: "10000", `"100"`: "100"} {
		var a Amount
		if err := json.Unmarshal([]byte(s), &a); err != nil || a.MG() != mg {
			t.Errorf("%s: %s, %v", s, a.MG(), err)
		}
	}
	for _, s := range []string{`1`, `""`, `"."`, `"1."`, `".5"`, `"1e3"`, `"+1"`, `"10001"`, `"1_0"`, `"0.0001"`} {
		var a Amount
		if err := json.Unmarshal([]byte(s), &a); err == nil {
			t.Errorf("%s is taken for %s mg", s, a.MG())
		}
	}
}

// FuzzParse: whatever the bytes, Parse answers, and what it takes can be
// evaluated without any fact and is then unknown throughout.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	raw, err := os.ReadFile(filepath.FromSlash("../../assets/protocols/draft.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(strings.Replace(small, `"names": ["alprazolam"]`, `"names": ["a b c d", "a"]`, 1)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := Parse(raw)
		if err != nil {
			return
		}
		for _, c := range p.Criteria {
			if r := p.Evaluate(c, nil, probeDay); r.State != Unknown {
				t.Errorf("%s is %s without a fact", c.ID, r.State)
			}
		}
		p.ClassesOf("alprazolam 0.5 mg, x")
	})
}
