package measures

import (
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"
)

// The traps are mistakes that stand in published programs, one test each.

func TestTrapGAD7TotalIsNotThePanel(t *testing.T) {
	in := instrument(t, "gad-7")
	if in.LOINC.Panel != "69737-5" || in.LOINC.Total != "70274-6" {
		t.Errorf("panel %s, total %s", in.LOINC.Panel, in.LOINC.Total)
	}
	if first := in.Options["freq4"][0]; first.Label != "Not at all" || *first.Value != 0 {
		t.Errorf("the first answer is %q", first.Label)
	}
}

func TestTrapPCL5IsZeroToFourWithoutSeverity(t *testing.T) {
	in := instrument(t, "pcl-5")
	full := same(in, func(Item) int { return 0 })
	if r := Score(in, full, Context{}); text(r.Total) != "0" {
		t.Errorf("all 0 gives %s", text(r.Total))
	}
	if r := Score(in, with(full, "q1", "5"), Context{}); r.Status != Invalid {
		t.Errorf("a 5 is %s", r.Status)
	}
	raw, err := os.ReadFile("../../assets/instruments/pcl-5.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, no := range []string{"70221-7", `"mild"`, `"moderate"`, `"severe"`} {
		if strings.Contains(string(raw), no) {
			t.Errorf("pcl-5.json has %s", no)
		}
	}
	if it, _ := in.Item("q6"); it.Text != "Avoiding memories, thoughts, or feelings related to the stressful experience?" {
		t.Errorf("item 6 is %q", it.Text)
	}
}

func TestTrapAUDITCCodesAndTwoAnswersThatScoreZero(t *testing.T) {
	in := instrument(t, "audit-c")
	if it, _ := in.Item("q1"); it.LOINC != "68518-0" || in.LOINC.Total != "75626-2" || in.LOINC.Panel != "72109-2" {
		t.Errorf("codes: %s, %+v", it.LOINC, in.LOINC)
	}
	none, ok := in.Choice("q2", Word("none"))
	few, also := in.Choice("q2", Word("1_or_2"))
	if !ok || !also || *none.Value != 0 || *few.Value != 0 || none.Label == few.Label {
		t.Errorf("none is %+v, 1 or 2 is %+v", none, few)
	}
	if o, ok := in.Choice("q2", Number(0)); ok {
		t.Errorf("a bare 0 was taken for %+v", o)
	}
	if o, ok := in.Choice("q2", Number(3)); !ok || o.Label != "7 to 9" {
		t.Errorf("3 is %+v, %v", o, ok)
	}
	for _, zero := range []string{"0", `"none"`, `"1_or_2"`} {
		if r := Score(in, with(nums(1, 0, 0), "q2", zero), Context{}); text(r.Total) != "1" {
			t.Errorf("q2 of %s gives %s, %s", zero, r.Status, text(r.Total))
		}
	}
}

func TestTrapAUDITItemsHaveTheirOwnAnswers(t *testing.T) {
	in := instrument(t, "audit")
	for item, want := range map[string]string{"q1": "2 to 4 times a month", "q2": "5 or 6", "q3": "Monthly", "q8": "Monthly", "q9": "Yes, but not in the last year", "q10": "Yes, but not in the last year"} {
		if o, ok := in.Choice(item, Number(2)); !ok || o.Label != want {
			t.Errorf("%s of 2 is %q, want %q", item, o.Label, want)
		}
	}
	for _, odd := range []string{"1", "3"} {
		if r := Score(in, with(highest(in), "q9", odd), Context{}); r.Status != Invalid || strings.Join(r.Errors, " ") != "q9" {
			t.Errorf("q9 of %s is %s, %v", odd, r.Status, r.Errors)
		}
	}
	if in.LOINC.Panel != "72110-0" {
		t.Errorf("the panel is %s", in.LOINC.Panel)
	}
}

func TestTrapPEGThirtyPercentIsExact(t *testing.T) {
	in := instrument(t, "peg")
	if o, ok := in.Choice("q1", Number(2)); !ok || o.Label != "2" {
		t.Errorf("an answer of 2 reads %q", o.Label)
	}
	for _, c := range []struct{ base, followup, want string }{
		{"6.0", "4.2", "yes"}, {"6", "4.3", "no"}, {"6.0", "4.1", "yes"}, {"10", "7", "yes"}, {"9.7", "6.8", "no"}, {"9.7", "6.7", "yes"}, {"0.3", "0.2", "yes"}, {"6", "7", "no"}, {"0", "0", "none"}} {
		if got := yes(change(t, in, c.base, c.followup).Response); got != c.want {
			t.Errorf("%s to %s: response %s, want %s", c.base, c.followup, got, c.want)
		}
	}
}

func TestTrapCSSRSFourIsHighAndOldBehaviourModerate(t *testing.T) {
	in := instrument(t, "c-ssrs-screener")
	for _, c := range []struct{ a, want string }{
		{`{"q1":1,"q2":1,"q3":0,"q4":1,"q5":0,"q6":0}`, "high"},
		{`{"q1":0,"q2":0,"q6":1,"q6_recent":0}`, "moderate"},
		{`{"q1":0,"q2":0,"q6":1,"q6_recent":1}`, "high"},
		{`{"q1":1,"q2":1,"q3":1,"q4":0,"q5":0,"q6":0}`, "moderate"},
		{`{"q1":1,"q2":1,"q3":0,"q4":0,"q5":0,"q6":0}`, "low"},
	} {
		if r := Score(in, read(t, c.a), Context{}); r.Status != Scored || r.Band != c.want || r.Total != nil {
			t.Errorf("%s: %s, %q, want %q", c.a, r.Status, r.Band, c.want)
		}
	}
}

func TestTrapDAST10ReversalIsBoundToTheWording(t *testing.T) {
	in := instrument(t, "dast-10")
	unable, original := Context{}, Context{Variant: "dast-10-original"}
	no := nums(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	yes3 := with(no, "q3", "1")
	for _, c := range []struct {
		answers Answers
		context Context
		want    string
	}{{no, unable, "0"}, {yes3, unable, "1"}, {no, original, "1"}, {yes3, original, "0"}, {yes3, Context{Variant: "dast-10"}, "1"}} {
		if r := Score(in, c.answers, c.context); text(r.Total) != c.want || r.Variant == "" {
			t.Errorf("%v in %+v: %s by %q, want %s", c.answers["q3"], c.context, text(r.Total), r.Variant, c.want)
		}
	}
	w, ok := in.Wording("dast-10-original")
	if it, _ := w.Item("q3"); !ok || !it.Reverse || !strings.Contains(it.Text, "always able") {
		t.Errorf("the original wording: %+v", it)
	}
	if it, _ := in.Item("q3"); it.Reverse || !strings.Contains(it.Text, "unable") {
		t.Errorf("the wording that ships was changed: %+v", it)
	}
}

func TestTrapQIDSHasAtMost27(t *testing.T) {
	in := instrument(t, "qids-sr16")
	if r := Score(in, highest(in), Context{}); text(r.Total) != "27" {
		t.Errorf("all highest: %s", text(r.Total))
	}
	if r := Score(in, with(lowest(in), "q4", "4"), Context{}); r.Status != Invalid {
		t.Errorf("item 4 of 4 is %s", r.Status)
	}
}

func TestTrapMEQIsZeroToFiveAndEBIZeroToHundred(t *testing.T) {
	meq, ebi := instrument(t, "meq-30"), instrument(t, "ebi")
	if r := Score(meq, same(meq, func(Item) int { return 5 }), Context{}); text(r.Total) != "150" || text(r.Percent) != "100" || text(r.Mean) != "5" {
		t.Errorf("MEQ all 5: %s, %s %%, mean %s", text(r.Total), text(r.Percent), text(r.Mean))
	}
	if r := Score(meq, with(lowest(meq), "q1", "6"), Context{}); r.Status != Invalid {
		t.Errorf("MEQ of 6 is %s", r.Status)
	}
	if len(ebi.Items) != 6 {
		t.Errorf("EBI has %d items", len(ebi.Items))
	}
	if r := Score(ebi, same(ebi, func(Item) int { return 7 }), Context{}); text(r.Total) != "7" || text(r.Sum) != "42" {
		t.Errorf("EBI all 7: %s, sum %s", text(r.Total), text(r.Sum))
	}
	if r := Score(ebi, with(lowest(ebi), "q1", "101"), Context{}); r.Status != Invalid {
		t.Errorf("EBI of 101 is %s", r.Status)
	}
}

func TestTrapPHQ9MissingItemIsNoZero(t *testing.T) {
	in := instrument(t, "phq-9")
	r := Score(in, nums(2, 2, 2, 2, 1, 1, 1, 1), Context{}) // 12 of eight items
	if r.Status != Prorated || text(r.Total) != "14" || strings.Join(r.Missing, " ") != "q9" || strings.Join(r.Notes, " ") != "phq9.item9.not_answered" {
		t.Errorf("%s, total %s, missing %v, notes %v", r.Status, text(r.Total), r.Missing, r.Notes)
	}
	if len(r.Flags) > 0 {
		t.Errorf("item 9 was filled in: %v", r.Flags)
	}
}

func TestTrapWHO5HigherIsBetter(t *testing.T) {
	in := instrument(t, "who-5")
	var order []string
	for _, o := range in.Options["who6"] {
		order = append(order, Decimal(rat(*o.Value), 0))
	}
	if p := in.Positive; p.Op != "<=" || p.Value != 50 {
		t.Errorf("positive %s %d", p.Op, p.Value)
	}
	if strings.Join(order, "") != "543210" {
		t.Errorf("the answers stand as %v", order)
	}
	c := change(t, in, "40", "52")
	if text(c.Improvement) != "12" || yes(c.Meaningful) != "yes" || yes(c.Worse) != "no" {
		t.Errorf("40 to 52: %+v", c)
	}
	if c := change(t, in, "52", "40"); text(c.Improvement) != "-12" || yes(c.Meaningful) != "no" || yes(c.Worse) != "yes" {
		t.Errorf("52 to 40: %+v", c)
	}
}

func read(t testing.TB, raw string) Answers {
	t.Helper()
	var a Answers
	if err := json.Unmarshal([]byte(raw), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func change(t testing.TB, in *Instrument, base, followup string) Comparison {
	t.Helper()
	c, err := Change(in, total(t, base), total(t, followup))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func total(t testing.TB, s string) *big.Rat {
	t.Helper()
	x, err := ParseTotal(s)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
