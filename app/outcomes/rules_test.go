package outcomes

import (
	"strings"
	"testing"
)

func TestParseRulesRefusals(t *testing.T) {
	good := string(file(t, "rules"))
	for _, c := range []struct{ old, now, says string }{
		{`"least": 5`, `"least": 4`, "least is 4"},
		{`"least": 5`, `"least": 6`, "least is 6"},
		{`"version": "2026-11"`, `"version": ""`, "no version"},
		{`"id": "4w"`, `"id": "1w"`, "stands twice"},
		{`"id": "4w"`, `"id": "4 W"`, "ill-formed"},
		{`"from_day": 21`, `"from_day": 14`, "begins on day 14"},
		{`"to_day": 42`, `"to_day": 27`, "does not hold week 4"},
		{`"es": "4 semanas"`, `"es": ""`, "lacks its English or its Spanish"},
		{`"from": 2, "to": 3`, `"from": 3, "to": 3`, "begins at 3, not at 2"},
		{`"from": 7, "to": 0`, `"from": 7, "to": 9`, "ends at 9"},
		{`"point": "12w"`, `"point": "52w"`, "is none"},
		{`"lost_below": 30`, `"lost_below": 0`, "0 in 100"},
		{`"year": 2026`, `"year": 26`, "of the year 26"},
		{`"weeks": 1,`, `"weeks": 1, "day": 3,`, "unknown field"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("the rules do not hold %s", c.old)
		}
		_, err := ParseRules([]byte(strings.Replace(good, c.old, c.now, 1)))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.now, err)
		}
	}
	if _, err := ParseRules([]byte(good + "{}")); err == nil {
		t.Error("something after the end is read")
	}
	if _, err := ParseRules(make([]byte, maxFile+1)); err == nil {
		t.Error("a file without end is read")
	}
}

func TestParsePublishedRefusals(t *testing.T) {
	good := string(file(t, "published"))
	for _, c := range []struct{ old, now, says string }{
		{`"low": "53.6"`, `"low": "153.6"`, "in 100"},
		{`"low": "53.6"`, `"low": "half"`, `the value "half"`},
		{`"high": "0.86"`, `"high": "0.6"`, "goes from"},
		{`"n": 537`, `"n": 0`, "0 patients"},
		{`"of": 9016`, `"of": 9`, "537 patients of 9"},
		{`"figure": "response"`, `"figure": "cure"`, `figure "cure"`},
		{`"unit": "in100"`, `"unit": "percent"`, `unit "percent"`},
		{`"year": 2022`, `"year": 1022`, "year 1022"},
		{`"study": "McInnes 2022"`, `"study": ""`, "no study"},
		{`"source": "McInnes 2022 JAD, PMID 35027209"`, `"source": ""`, "no source"},
		{`"id": "mcinnes-2022-remission"`, `"id": "mcinnes-2022-response"`, "stands twice"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("the figures do not hold %s", c.old)
		}
		_, err := ParsePublished([]byte(strings.Replace(good, c.old, c.now, 1)))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.now, err)
		}
	}
}

// What ships says what clinical.md section 2h says.
func TestShippedFigures(t *testing.T) {
	p := open(t).published
	for id, want := range map[string]string{"mcinnes-2022-response": "53.6", "mcinnes-2022-remission": "28.9", "mcinnes-2022-worse": "8.4", "oliver-2022-response-10": "72",
		"oliver-2022-remission-6w": "20", "yermus-2024-lost-3m": "82", "yermus-2024-lost-6m": "95", "dore-2019-bdi": "-11.24"} {
		found := ""
		for _, f := range p.Figures {
			if f.ID == id {
				found = f.Low
			}
		}
		if found != want {
			t.Errorf("%s is %q, want %s", id, found, want)
		}
	}
	if len(p.Of("lost")) != 2 || len(p.Of("response")) != 3 {
		t.Errorf("%d lost, %d response", len(p.Of("lost")), len(p.Of("response")))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(file(f, "rules"))
	f.Add(file(f, "published"))
	f.Add([]byte(`{"points":[{"weeks":1}],"figures":[{"low":"1"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := ParseRules(raw); err == nil {
			for n := 1; n < 50; n++ {
				if r.span(n) < 0 {
					t.Errorf("%d sessions are in no span", n)
				}
			}
		}
		if p, err := ParsePublished(raw); err == nil && len(p.Figures) == 0 {
			t.Error("no figure was let through")
		}
	})
}
