package measures

import (
	"strings"
	"testing"
)

// edge is a raw sum of the items with what must come of it.
type edge struct {
	sum      int
	total    string
	band     string
	positive string
}

// edges hold, for every instrument with a total, all-lowest, all-highest and
// both sides of every limit, written out by hand.
var edges = map[string][]edge{
	"phq-9": {{0, "0", "minimal", "no"}, {4, "4", "minimal", "no"}, {5, "5", "mild", "no"}, {9, "9", "mild", "no"}, {10, "10", "moderate", "yes"}, {14, "14", "moderate", "yes"},
		{15, "15", "moderately_severe", "yes"}, {19, "19", "moderately_severe", "yes"}, {20, "20", "severe", "yes"}, {27, "27", "severe", "yes"}},
	"phq-2": {{0, "0", "negative", "no"}, {2, "2", "negative", "no"}, {3, "3", "positive", "yes"}, {6, "6", "positive", "yes"}},
	"gad-7": {{0, "0", "minimal", "no"}, {4, "4", "minimal", "no"}, {5, "5", "mild", "no"}, {9, "9", "mild", "no"}, {10, "10", "moderate", "yes"}, {14, "14", "moderate", "yes"},
		{15, "15", "severe", "yes"}, {21, "21", "severe", "yes"}},
	"pcl-5":            {{0, "0", "below_cutoff", "no"}, {32, "32", "below_cutoff", "no"}, {33, "33", "probable_ptsd", "yes"}, {80, "80", "probable_ptsd", "yes"}},
	"pc-ptsd-5":        {{0, "0", "negative", "no"}, {2, "2", "negative", "no"}, {3, "3", "positive_sensitive", "yes"}, {4, "4", "positive", "yes"}, {5, "5", "positive", "yes"}},
	"audit-c":          {{0, "0", "none", "no"}, {1, "1", "see_threshold", "no"}, {2, "2", "see_threshold", "no"}, {3, "3", "see_threshold", "yes"}, {12, "12", "see_threshold", "yes"}},
	"audit":            {{0, "0", "zone1", "no"}, {7, "7", "zone1", "no"}, {8, "8", "zone2", "yes"}, {15, "15", "zone2", "yes"}, {16, "16", "zone3", "yes"}, {19, "19", "zone3", "yes"}, {20, "20", "zone4", "yes"}, {40, "40", "zone4", "yes"}},
	"dast-10":          {{0, "0", "none", "no"}, {1, "1", "low", "no"}, {2, "2", "low", "no"}, {3, "3", "moderate", "yes"}, {5, "5", "moderate", "yes"}, {6, "6", "substantial", "yes"}, {8, "8", "substantial", "yes"}, {9, "9", "severe", "yes"}, {10, "10", "severe", "yes"}},
	"who-5":            {{0, "0", "likely_depression", "yes"}, {7, "28", "likely_depression", "yes"}, {8, "32", "low_wellbeing", "yes"}, {12, "48", "low_wellbeing", "yes"}, {13, "52", "adequate", "no"}, {25, "100", "adequate", "no"}},
	"peg":              {{0, "0", "", "none"}, {1, "3/10", "", "none"}, {2, "7/10", "", "none"}, {18, "6", "", "none"}, {29, "97/10", "", "none"}, {30, "10", "", "none"}},
	"qids-sr16":        {{0, "0", "none", "none"}, {5, "5", "none", "none"}, {6, "6", "mild", "none"}, {10, "10", "mild", "none"}, {11, "11", "moderate", "none"}, {15, "15", "moderate", "none"}, {16, "16", "severe", "none"}, {20, "20", "severe", "none"}, {21, "21", "very_severe", "none"}, {27, "27", "very_severe", "none"}},
	"meq-30":           {{0, "0", "", "none"}, {89, "89", "", "none"}, {150, "150", "", "none"}},
	"ebi":              {{0, "0", "", "none"}, {1, "1/5", "", "none"}, {330, "55", "", "none"}, {500, "833/10", "", "none"}, {600, "100", "", "none"}},
	"isi":              {{0, "0", "none", "none"}, {7, "7", "none", "none"}, {8, "8", "subthreshold", "none"}, {14, "14", "subthreshold", "none"}, {15, "15", "moderate", "none"}, {21, "21", "moderate", "none"}, {22, "22", "severe", "none"}, {28, "28", "severe", "none"}},
	"cadss-6":          {{0, "0", "", "none"}, {13, "13", "", "none"}, {24, "24", "", "none"}},
	"rass":             {{-5, "-5", "", "none"}, {0, "0", "", "none"}, {4, "4", "", "none"}},
	"moaas":            {{0, "0", "", "none"}, {4, "4", "", "none"}, {5, "5", "", "none"}},
	"padss":            {{0, "0", "stay", "no"}, {8, "8", "stay", "no"}, {9, "9", "ready", "yes"}, {10, "10", "ready", "yes"}},
	"ors":              {{0, "0", "", "none"}, {25, "25", "", "none"}, {40, "40", "", "none"}},
	"srs":              {{0, "0", "", "none"}, {36, "36", "", "none"}, {40, "40", "", "none"}},
	"bsi":              {{0, "0", "", "none"}},
	"ctq-sf":           {{0, "0", "", "none"}},
	"5d-asc":           {{0, "0", "", "none"}},
	"aldrete-modified": {{0, "0", "stay", "no"}, {8, "8", "stay", "no"}, {9, "9", "ready", "yes"}, {10, "10", "ready", "yes"}},
}

func TestEdges(t *testing.T) {
	for _, in := range shelf(t).All() {
		rows := edges[in.ID]
		if in.Scoring.Method == Triage {
			continue // TestCSSRS and TestASQ
		}
		seen := map[string]bool{}
		for _, e := range rows {
			r := Score(in, adding(t, in, e.sum), Context{})
			if r.Status != Scored || text(r.Total) != e.total || r.Band != e.band || yes(r.Positive) != e.positive {
				t.Errorf("%s, sum %d: %s, total %s, band %q, positive %s; want %+v", in.ID, e.sum, r.Status, text(r.Total), r.Band, yes(r.Positive), e)
			}
			seen[e.total] = true
		}
		for _, total := range limits(in) {
			if !seen[total] {
				t.Errorf("%s: no row for a total of %s", in.ID, total)
			}
		}
	}
}

// limits are the totals that a table must hold: the ends of the range, and of
// each band those that the scale can have.
func limits(in *Instrument) []string {
	var all []string
	for _, n := range in.Scoring.Range {
		all = append(all, rat(n).RatString())
	}
	step := max(in.Scoring.Factor, 1)
	for _, b := range in.Bands {
		all = append(all, rat((b.Min+step-1)/step*step).RatString(), rat(b.Max/step*step).RatString())
	}
	if p := in.Positive; p != nil {
		for _, v := range []int{p.Value - 1, p.Value, p.Value + 1} {
			if low, high := in.Scoring.Range[0], in.Scoring.Range[1]; v%step == 0 && v >= low && v <= high && (p.Op == ">=" && v <= p.Value || p.Op == "<=" && v >= p.Value) {
				all = append(all, rat(v).RatString())
			}
		}
	}
	return all
}

func TestLowestAndHighest(t *testing.T) {
	for _, in := range shelf(t).All() {
		if in.Scoring.Method == Triage || len(in.Scoring.Range) == 0 {
			continue
		}
		for i, answers := range []Answers{lowest(in), highest(in)} {
			if r := Score(in, answers, Context{}); r.Status != Scored || text(r.Total) != rat(in.Scoring.Range[i]).RatString() {
				t.Errorf("%s: %s, total %s; the range is %v", in.ID, r.Status, text(r.Total), in.Scoring.Range)
			}
		}
	}
}

// A blank form is not a completed form.
func TestBlankFormHasNoResult(t *testing.T) {
	for _, in := range shelf(t).All() {
		r := Score(in, Answers{}, Context{})
		if r.Status != Incomplete || r.Total != nil || r.Band != "" || r.Positive != nil || r.Algorithm != "" || len(r.Flags) > 0 || len(r.Missing) == 0 {
			t.Errorf("%s: a blank form gives %+v", in.ID, r)
		}
		for _, v := range r.Algorithms {
			if v.Truth != Unsure {
				t.Errorf("%s: %s is %s on a blank form", in.ID, v.ID, v.Truth)
			}
		}
		for _, s := range r.Subscales {
			if s.Sum != nil {
				t.Errorf("%s: %s has a sum on a blank form", in.ID, s.ID)
			}
		}
	}
}

// Each scale that wants every item says which one is missing, whichever it is.
func TestOneMissingItem(t *testing.T) {
	checked := 0
	for _, in := range shelf(t).All() {
		if in.Scoring.Missing != Complete || len(in.Items) == 1 {
			continue
		}
		full := adding(t, in, in.highestSum())
		for _, it := range in.Items {
			if it.Unscored {
				continue
			}
			checked++
			r := Score(in, with(full, it.ID, ""), Context{})
			if r.Status != Incomplete || r.Total != nil || r.Band != "" || r.Positive != nil || strings.Join(r.Missing, " ") != it.ID {
				t.Errorf("%s without %s: %s, total %s, missing %v", in.ID, it.ID, r.Status, text(r.Total), r.Missing)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d items were taken out", checked)
	}
}

func (in *Instrument) highestSum() int {
	sum := 0
	for _, it := range in.Items {
		if !it.Unscored {
			_, high := in.span(it)
			sum += high
		}
	}
	return sum
}

func TestOptionalItemsNeverCount(t *testing.T) {
	for _, c := range []struct{ id, item string }{{"phq-9", "q10"}, {"gad-7", "q8"}} {
		in := instrument(t, c.id)
		full := highest(in)
		without, with3 := Score(in, full, Context{}), Score(in, with(full, c.item, "3"), Context{})
		if without.Status != Scored || with3.Status != Scored || without.Total.Cmp(with3.Total) != 0 {
			t.Errorf("%s: %s, %s without, %s, %s with %s", c.id, without.Status, text(without.Total), with3.Status, text(with3.Total), c.item)
		}
		if r := Score(in, with(full, c.item, "4"), Context{}); r.Status != Invalid || strings.Join(r.Errors, " ") != c.item {
			t.Errorf("%s: %s of 4 is %s, %v", c.id, c.item, r.Status, r.Errors)
		}
	}
}
