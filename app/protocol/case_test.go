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
		`{"on":"2026-11-23","facts":{"stroke":{"answer":"perhaps"}}}`:              `facts.stroke: answer "perhaps"`,
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
