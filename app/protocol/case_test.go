package protocol

import (
	"os"
	"strings"
	"testing"
)

func TestParseCaseRefuses(t *testing.T) {
	p := shipped(t)
	for raw, want := range map[string]string{
		`{}`:                            "on is missing",
		`{"on":"23.11.2026"}`:           "23.11.2026",
		`{"on":"2026-11-23","who":"x"}`: `unknown field "who"`,
		`{"on":"2026-11-23","facts":{"shoes":{"answer":"no"}}}`:                    "facts.shoes: the protocol declares no such fact",
		`{"on":"2026-11-23","facts":{"stroke":{"answer":"perhaps"}}}`:              `facts.stroke.answer: answer "perhaps" must be yes, no or unknown`,
		`{"on":"2026-11-23","facts":{"stroke":{"answer":true}}}`:                   "facts.stroke",
		`{"on":"2026-11-23","facts":{"stroke":{}}}`:                                `facts.stroke: "answer" is missing`,
		`{"on":"2026-11-23","facts":{"stroke":{"answer":"no","number":1}}}`:        `"number" does not go`,
		`{"on":"2026-11-23","facts":{"stroke":{"answer":"no","answer":"yes"}}}`:    "facts.stroke.answer stands twice",
		`{"on":"2026-11-23","facts":{"stroke":{"answer":"no","said":"x"}}}`:        `unknown field "said"`,
		`{"on":"2026-11-23","facts":{"liver":{"answer":"yes","kind":"awful"}}}`:    `kind "awful"`,
		`{"on":"2026-11-23","facts":{"liver":{"answer":"no","kind":"mild"}}}`:      "only a yes",
		`{"on":"2026-11-23","facts":{"heart":{"answer":"yes","when":"long ago"}}}`: "long ago",
		`{"on":"2026-11-23","facts":{"age":{"number":"36"}}}`:                      "facts.age",
		`{"on":"2026-11-23","facts":{"pressure":{"pressure":"148"}}}`:              "facts.pressure",
		`{"on":"2026-11-23","facts":{"pressure":{"pressure":"148/92"}}}`:           `"date" is missing`,
		`{"on":"2026-11-23","facts":{"medicines":{"medicines":"alprazolam"}}}`:     "facts.medicines",
		``:                                 "not whole JSON",
		`[]`:                               "an object in braces",
		`{`:                                "not whole JSON",
		`null`:                             "an object in braces",
		`{"on":null}`:                      "on: null must be a text",
		`{"on":"2026-02-30"}`:              "2026-02-30",
		`{"On":"2026-11-23"}`:              `unknown field "On"`,
		`{"on":"2026-11-23","facts":[]}`:   "facts: must be an object",
		`{"on":"2026-11-23","facts":null}`: "facts: must be an object",
		`{"on":"2026-11-23","facts":{"stroke":null}}`:                                    "facts.stroke: must be an object",
		`{"on":"2026-11-23","facts":{"stroke":"no"}}`:                                    "facts.stroke: must be an object",
		`{"on":"2026-11-23","facts":{"Stroke":{"answer":"no"}}}`:                         "facts.Stroke: the protocol declares no such fact",
		`{"on":"2026-11-23","facts":{"stroke":{"Answer":"no"}}}`:                         `facts.stroke.Answer: unknown field "Answer"`,
		`{"on":"2026-11-23","facts":{"stroke":{"answer":null}}}`:                         "facts.stroke.answer: null must be a text",
		`{"on":"2026-11-23","facts":{"stroke":{"answer":"yes","kind":"mild"}}}`:          "facts.stroke.kind: this fact has no kinds",
		`{"on":"2026-11-23","facts":{"liver":{"answer":"yes","kind":null}}}`:             "facts.liver.kind: null must be a text",
		`{"on":"2026-11-23","facts":{"heart":{"answer":"yes","when":"2026-13"}}}`:        "facts.heart.when: date \"2026-13\"",
		`{"on":"2026-11-23","facts":{"heart":{"answer":"yes","when":"2025-02-29"}}}`:     "facts.heart.when: date \"2025-02-29\"",
		`{"on":"2026-11-23","facts":{"heart":{"answer":"yes","when":"2026-11-24"}}}`:     "facts.heart.when: 2026-11-24 lies after 2026-11-23",
		`{"on":"2026-11-23","facts":{"heart":{"answer":"yes","when":"2027"}}}`:           "facts.heart.when: 2027 lies after",
		`{"on":"2026-11-23","facts":{"heart":{"answer":"unknown","when":"2020"}}}`:       "facts.heart.when: only a yes",
		`{"on":"2026-11-23","facts":{"intake_confirmed":{"date":"2026-12-01"}}}`:         "facts.intake_confirmed.date: 2026-12-01 lies after",
		`{"on":"2026-11-23","facts":{"age":{"number":-1}}}`:                              "facts.age.number: -1 years cannot be",
		`{"on":"2026-11-23","facts":{"age":{"number":126}}}`:                             "facts.age.number: 126 years cannot be",
		`{"on":"2026-11-23","facts":{"age":{"number":36.5}}}`:                            "facts.age.number: 36.5 must be a whole number",
		`{"on":"2026-11-23","facts":{"age":{"number":1e99}}}`:                            "facts.age.number: 1e99",
		`{"on":"2026-11-23","facts":{"age":{"number":null}}}`:                            "facts.age.number: null",
		`{"on":"2026-11-23","facts":{"pressure":{"pressure":"301/90","date":"2026"}}}`:   "facts.pressure.pressure: 301/90 mmHg cannot be",
		`{"on":"2026-11-23","facts":{"pressure":{"pressure":"60/19","date":"2026"}}}`:    "facts.pressure.pressure: 60/19 mmHg cannot be",
		`{"on":"2026-11-23","facts":{"pressure":{"pressure":"80/120","date":"2026"}}}`:   "facts.pressure.pressure",
		`{"on":"2026-11-23","facts":{"pressure":{"pressure":{"s":1},"date":"2026"}}}`:    "facts.pressure.pressure",
		`{"on":"2026-11-23","facts":{"pressure":{"pressure":"120/80","date":20261123}}}`: "facts.pressure.date: 20261123 must be a text",
		`{"on":"2026-11-23","facts":{"medicines":{"medicines":null}}}`:                   "facts.medicines.medicines: null must be a list",
		`{"on":"2026-11-23","facts":{"medicines":{"medicines":["Xanax",3]}}}`:            "facts.medicines.medicines[1]: 3 must be a text",
		`{"on":"2026-11-23","facts":{"medicines":{"medicines":[null]}}}`:                 "facts.medicines.medicines[0]: null",
		`{"on":"2026-11-23","facts":{"medicines":{"medicines":[" "]}}}`:                  "facts.medicines.medicines[0]: a name must have",
		strings.Repeat(`{"facts":`, 1000):                                                "deep",
		strings.Repeat(" ", maxCase+1):                                                   "bytes is more than",
	} {
		if _, err := p.ParseCase([]byte(raw)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n  gives %v\n  not    %s", raw, err, want)
		}
	}
}

// TestTheCaseInTheDocuments reads the example of docs/protocol.md.
func TestTheCaseInTheDocuments(t *testing.T) {
	doc, err := os.ReadFile("../../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(doc), "```json\n{\"on\"")
	raw, _, ends := strings.Cut(after, "```")
	if !ok || !ends {
		t.Fatal("the example is gone")
	}
	p := shipped(t)
	c, err := p.ParseCase([]byte(`{"on"` + raw))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]State{"hypertension": Review, "stroke": Clear, "seizures": Unknown, "age": Clear, "pressure": Review,
		"intake_confirmed": Clear, "benzodiazepine": Review, "opioid": Clear, "medicines_known": Clear, "heart": Unknown} {
		cr, _ := p.Criterion(id)
		if got := p.Evaluate(cr, c.Facts, c.On).State; got != want {
			t.Errorf("%s: %s, not %s", id, got, want)
		}
	}
}

// FuzzParseCase: whatever the bytes, the case is refused, or it can be tried
// and ends no better than the protocol's best.
func FuzzParseCase(f *testing.F) {
	p := shipped(f)
	f.Add([]byte(`{"on":"2026-11-23","facts":{"heart":{"answer":"yes","kind":"stable","when":"2026-10"},"age":{"number":36},"medicines":{"medicines":["Xanax","x"]}}}`))
	f.Add([]byte(`{"on":"2026-11-23","facts":{"pressure":{"pressure":"148/92","date":"2026-11-23"},"intake_confirmed":{"date":"2026-11"},"stroke":{"answer":"unknown"}}}`))
	f.Add([]byte(`{"on":"0001-01-01"}`))
	f.Add([]byte(`{"on":"2026-11-23","facts":{"stroke":{"answer":"no","answer":"yes"}}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := p.ParseCase(raw)
		if err != nil {
			if len(c.Facts) > 0 || strings.Contains(err.Error(), "%!") {
				t.Errorf("%v with %v", err, c)
			}
			return
		}
		tried := p.Try(c)
		if tried.State == Clear || len(tried.Lines) != len(p.Criteria) {
			t.Errorf("%s of %d lines", tried.State, len(tried.Lines))
		}
		for _, l := range tried.Lines {
			if (l.Why == "") != (l.Result.Rule >= 0) || !l.Fact.Known && l.Result.State != Unknown {
				t.Errorf("%s: %s because %q, rule %d", l.Criterion.ID, l.Result.State, l.Why, l.Result.Rule)
			}
		}
	})
}
