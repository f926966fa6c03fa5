package measures

import (
	"strings"
	"testing"
)

func TestAlgorithms(t *testing.T) {
	phq, pcl, meq := instrument(t, "phq-9"), instrument(t, "pcl-5"), instrument(t, "meq-30")
	pclWith := func(ids ...string) Answers {
		a := lowest(pcl)
		for _, id := range ids {
			a[id] = "2"
		}
		return a
	}
	pattern := []string{"q1", "q6", "q8", "q9", "q15", "q16"}
	edge := same(meq, func(Item) int { return 3 }) // exactly 60 percent everywhere
	for name, c := range map[string]struct {
		in      *Instrument
		answers Answers
		want    string
	}{
		"five with a core item":    {phq, nums(2, 0, 2, 2, 2, 2, 0, 0, 0), "major_depressive_syndrome"},
		"item 9 counts from 1":     {phq, nums(2, 0, 2, 2, 2, 0, 0, 0, 1), "major_depressive_syndrome"},
		"four":                     {phq, nums(2, 0, 2, 2, 2, 1, 1, 1, 0), "other_depressive_syndrome"},
		"two":                      {phq, nums(2, 0, 2, 0, 0, 0, 0, 0, 0), "other_depressive_syndrome"},
		"one":                      {phq, nums(2, 1, 1, 1, 1, 1, 1, 1, 0), ""},
		"no core item":             {phq, nums(1, 1, 3, 3, 3, 3, 3, 3, 3), ""},
		"five, one unanswered":     {phq, nums(2, 2, 2, 2, 2, 0, 0, 0), "major_depressive_syndrome"},
		"four, one unanswered":     {phq, nums(2, 2, 2, 2, 0, 0, 0, 0), ""},
		"the pattern":              {pcl, pclWith(pattern...), "dsm5_provisional"},
		"without B":                {pcl, pclWith(pattern[1:]...), ""},
		"without C":                {pcl, pclWith("q1", "q8", "q9", "q15", "q16"), ""},
		"one D":                    {pcl, pclWith("q1", "q6", "q8", "q15", "q16"), ""},
		"one E":                    {pcl, pclWith("q1", "q6", "q8", "q9", "q15"), ""},
		"a 1 is not enough":        {pcl, with(pclWith(pattern...), "q1", "1"), ""},
		"60 percent on every part": {meq, edge, "complete_mystical_experience"},
		"one below on mystical":    {meq, with(edge, "q4", "2", "q2", "5"), ""},
		"one below on mood":        {meq, with(edge, "q2", "2", "q4", "5"), ""},
		"one below on time":        {meq, with(edge, "q1", "2", "q4", "5"), ""},
		"one below on words":       {meq, with(edge, "q3", "2", "q4", "5"), ""},
	} {
		if r := Score(c.in, c.answers, Context{}); r.Algorithm != c.want {
			t.Errorf("%s: %q, want %q", name, r.Algorithm, c.want)
		}
	}
}

func TestSubscales(t *testing.T) {
	for _, c := range []struct {
		id      string
		answers Answers
		want    map[string]any
	}{
		{"phq-9", nums(3, 2, 0, 0, 0, 0, 0, 0, 0), map[string]any{"phq2": 5.0}},
		{"phq-9", Answers{"q1": "3", "q2": "1"}, map[string]any{"phq2": 4.0}},
		{"phq-9", Answers{"q1": "3"}, map[string]any{"phq2": nil}},
		{"gad-7", nums(1, 2, 0, 0, 0, 0, 0), map[string]any{"gad2": 3.0}},
		{"audit", nums(0, 0, 0, 0, 0, 0, 0, 0, 4, 2), map[string]any{"consumption": 0.0, "dependence": 0.0, "harm": 6.0}},
		{"audit", Answers{"q1": "0", "q9": "2", "q10": "0"}, map[string]any{"consumption": 0.0, "dependence": 0.0, "harm": 2.0}},
		{"pcl-5", nums(1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4), map[string]any{"B_intrusion": 5.0, "C_avoidance": 4.0, "D_cognition_mood": 21.0, "E_arousal": 24.0}},
	} {
		got := said(t, Score(instrument(t, c.id), c.answers, Context{}))["subscales"].(map[string]any)
		for id, want := range c.want {
			if x, ok := got[id]; !ok || x != want || len(got) != len(c.want) {
				t.Errorf("%s %v: %v, want %v", c.id, c.answers, got, c.want)
			}
		}
	}
	gad := instrument(t, "gad-7")
	for second, want := range map[int]bool{1: false, 2: true} {
		if got := said(t, Score(gad, nums(1, second, 0, 0, 0, 0, 0), Context{}))["subscale_positive"].(map[string]any)["gad2"]; got != want {
			t.Errorf("gad2 of %d: positive %v", 1+second, got)
		}
	}
}

func TestNotes(t *testing.T) {
	for _, c := range []struct {
		id      string
		answers Answers
		want    string
	}{
		{"who-5", nums(3, 3, 3, 2, 2), ""},
		{"who-5", nums(3, 3, 2, 2, 2), "who5.raw_below_13"},
		{"who-5", nums(5, 5, 5, 5, 1), "who5.item_0_or_1"},
		{"who-5", nums(1, 1, 1, 1, 1), "who5.raw_below_13 who5.item_0_or_1"},
		{"audit", nums(4, 4, 4, 1, 1, 1, 4, 4, 2, 2), ""},
		{"audit", nums(1, 0, 1, 2, 0, 0, 0, 0, 0, 0), "audit.next_level"},
		{"audit", nums(1, 0, 1, 0, 0, 0, 0, 0, 0, 4), "audit.next_level"},
		{"phq-9", nums(0, 0, 0, 0, 0, 0, 0, 0, 0), ""},
	} {
		if r := Score(instrument(t, c.id), c.answers, Context{}); strings.Join(r.Notes, " ") != c.want {
			t.Errorf("%s %v: %v, want %q", c.id, c.answers, r.Notes, c.want)
		}
	}
}

func TestResultAsJSON(t *testing.T) {
	r := said(t, Score(instrument(t, "meq-30"), with(same(instrument(t, "meq-30"), func(Item) int { return 2 }), "q3", "3"), Context{}))
	if r["total"] != 61.0 || r["mean"] != 2.03 || r["percent"] != 40.7 {
		t.Errorf("total %v, mean %v, percent %v", r["total"], r["mean"], r["percent"])
	}
	if m := r["subscale_means"].(map[string]any)["ineffability"]; m != 2.33 {
		t.Errorf("mean of ineffability %v", m)
	}
	if p := r["subscale_percents"].(map[string]any)["ineffability"]; p != 46.7 {
		t.Errorf("percent of ineffability %v", p)
	}
	for _, in := range shelf(t).All() {
		for _, answers := range []Answers{{}, lowest(in), highest(in), {"nonsense": "1"}} {
			m := said(t, Score(in, answers, Context{}))
			for _, key := range []string{"instrument", "version", "status", "total", "band", "positive", "algorithm", "subscales", "flags", "missing", "errors"} {
				if _, ok := m[key]; !ok {
					t.Errorf("%s: no key %s", in.ID, key)
				}
			}
			for _, key := range in.Scoring.Report {
				if _, ok := m[key]; !ok {
					t.Errorf("%s: no key %s", in.ID, key)
				}
			}
		}
	}
}
