package measures

import (
	"slices"
	"strings"
	"testing"
)

// expect is a form with what must come of it; "" in a field means nothing
// there.
type expect struct {
	answers  string
	status   Status
	band     string
	positive string
	flags    string
	missing  string
	errors   string
}

func check(t *testing.T, id string, rows []expect) {
	t.Helper()
	in := instrument(t, id)
	for _, e := range rows {
		r := Score(in, read(t, e.answers), Context{})
		got := expect{e.answers, r.Status, r.Band, yes(r.Positive), flagged(r), strings.Join(r.Missing, " "), strings.Join(r.Errors, " ")}
		if got != e {
			t.Errorf("%s:\n got %+v\nwant %+v", id, got, e)
		}
	}
}

func TestCSSRS(t *testing.T) {
	check(t, "c-ssrs-screener", []expect{
		{`{"q1":0,"q2":0,"q6":0}`, Scored, "none", "no", "", "", ""},
		{`{"q1":1,"q2":0,"q6":0}`, Scored, "low", "yes", "cssrs.low", "", ""},
		{`{"q1":0,"q2":1,"q3":0,"q4":0,"q5":0,"q6":0}`, Scored, "low", "yes", "cssrs.low", "", ""},
		{`{"q1":1,"q2":1,"q3":1,"q4":0,"q5":0,"q6":0}`, Scored, "moderate", "yes", "cssrs.moderate", "", ""},
		{`{"q1":1,"q2":1,"q3":0,"q4":0,"q5":1,"q6":0}`, Scored, "high", "yes", "cssrs.high", "", ""},
		{`{"q1":1,"q2":1,"q3":1,"q4":1,"q5":1,"q6":1,"q6_recent":1}`, Scored, "high", "yes", "cssrs.high", "", ""},
		// Missing: the level reached is the lowest that it can be.
		{`{"q1":0,"q2":0}`, Incomplete, "", "none", "", "q6", ""},
		{`{"q2":1,"q4":1}`, Incomplete, "high", "yes", "cssrs.high", "q1 q3 q5 q6", ""},
		{`{"q1":1,"q2":1,"q6":0}`, Incomplete, "low", "yes", "cssrs.low", "q3 q4 q5", ""},
		{`{"q1":0,"q2":0,"q6":1}`, Incomplete, "moderate", "yes", "cssrs.moderate", "q6_recent", ""},
		{`{"q3":1}`, Incomplete, "moderate", "yes", "cssrs.moderate", "q1 q2 q6", ""},
		// Contradictions: the highest yes counts.
		{`{"q1":0,"q2":0,"q4":1,"q6":0}`, Scored, "high", "yes", "cssrs.high cssrs.inconsistent", "", ""},
		{`{"q1":0,"q2":0,"q3":0,"q6":0}`, Scored, "none", "no", "", "", ""},
		{`{"q1":0,"q2":0,"q6":0,"q6_recent":1}`, Scored, "high", "yes", "cssrs.high cssrs.inconsistent", "", ""},
		// An answer that cannot be takes nothing from the others.
		{`{"q1":1,"q2":7,"q6":0}`, Invalid, "low", "yes", "cssrs.low", "", "q2"},
		{`{"q1":"yes","q2":1,"q3":1,"q4":0,"q5":0,"q6":1,"q6_recent":1}`, Invalid, "high", "yes", "cssrs.high", "", "q1"},
		{`{"q1":0,"q2":0,"q6":0,"q7":1}`, Invalid, "", "none", "", "", "q7"},
	})
}

func TestASQ(t *testing.T) {
	check(t, "asq", []expect{
		{`{"q1":0,"q2":0,"q3":0,"q4":0}`, Scored, "negative", "no", "", "", ""},
		{`{"q1":0,"q2":0,"q3":0,"q4":1,"q5":0}`, Scored, "non_acute_positive", "yes", "asq.non_acute_positive", "", ""},
		{`{"q1":"refused","q2":0,"q3":0,"q4":0,"q5":0}`, Scored, "non_acute_positive", "yes", "asq.non_acute_positive", "", ""},
		{`{"q1":1,"q2":0,"q3":0,"q4":0,"q5":1}`, Scored, "acute_positive", "yes", "asq.acute_positive", "", ""},
		{`{"q1":1,"q2":0,"q3":0,"q4":0,"q5":"refused"}`, Scored, "acute_positive", "yes", "asq.acute_positive", "", ""},
		{`{"q1":0,"q2":0,"q3":0,"q4":0,"q5":1}`, Scored, "acute_positive", "yes", "asq.acute_positive", "", ""},
		{`{"q1":0,"q2":0,"q3":0}`, Incomplete, "", "none", "", "q4", ""},
		{`{"q1":0,"q2":0,"q3":0,"q4":"refused"}`, Incomplete, "non_acute_positive", "yes", "asq.non_acute_positive", "q5", ""},
		{`{"q3":1}`, Incomplete, "non_acute_positive", "yes", "asq.non_acute_positive", "q1 q2 q4 q5", ""},
		{`{"q5":1}`, Incomplete, "acute_positive", "yes", "asq.acute_positive", "q1 q2 q3 q4", ""},
		{`{"q1":1,"q2":2,"q3":0,"q4":0,"q5":0}`, Invalid, "non_acute_positive", "yes", "asq.non_acute_positive", "", "q2"},
		{`{"q1":"Refused","q2":0,"q3":0,"q4":0}`, Invalid, "", "none", "", "", "q1"},
	})
}

func TestPCPTSD5Gate(t *testing.T) {
	in := instrument(t, "pc-ptsd-5")
	for _, c := range []struct {
		answers string
		status  Status
		total   string
		missing string
		notes   string
	}{
		{`{"q0":0}`, Scored, "0", "", ""},
		{`{"q0":0,"q1":1,"q2":1,"q3":1}`, Scored, "0", "", "pcptsd5.gate_contradicted"},
		{`{"q0":1}`, Incomplete, "none", "q1 q2 q3 q4 q5", ""},
		{`{"q0":1,"q1":1,"q2":1,"q3":1,"q4":0}`, Incomplete, "none", "q5", ""},
		{`{"q1":1,"q2":1,"q3":1,"q4":1,"q5":1}`, Incomplete, "none", "q0", ""},
		{`{"q0":1,"q1":0,"q2":0,"q3":0,"q4":0,"q5":0}`, Scored, "0", "", ""},
	} {
		r := Score(in, read(t, c.answers), Context{})
		if r.Status != c.status || text(r.Total) != c.total || strings.Join(r.Missing, " ") != c.missing || strings.Join(r.Notes, " ") != c.notes {
			t.Errorf("%s: %s, total %s, missing %v, notes %v", c.answers, r.Status, text(r.Total), r.Missing, r.Notes)
		}
	}
}

func TestAUDITSkips(t *testing.T) {
	audit, c := instrument(t, "audit"), instrument(t, "audit-c")
	for _, x := range []struct {
		in      *Instrument
		answers string
		status  Status
		total   string
		missing string
	}{
		{audit, `{"q1":0,"q9":0,"q10":0}`, Scored, "0", ""},
		{audit, `{"q1":0,"q9":4,"q10":2}`, Scored, "6", ""},
		{audit, `{"q1":0}`, Incomplete, "none", "q9 q10"},
		{audit, `{"q1":2,"q2":0,"q3":0,"q9":0,"q10":0}`, Scored, "2", ""},
		{audit, `{"q1":2,"q2":0,"q3":1,"q9":0,"q10":0}`, Incomplete, "none", "q4 q5 q6 q7 q8"},
		{audit, `{"q1":2,"q2":0,"q9":0,"q10":0}`, Incomplete, "none", "q3 q4 q5 q6 q7 q8"},
		{audit, `{"q1":0,"q4":2,"q9":0,"q10":0}`, Scored, "2", ""},
		{c, `{"q1":0}`, Scored, "0", ""},
		{c, `{"q1":0,"q2":0}`, Scored, "0", ""},
		{c, `{"q1":1}`, Incomplete, "none", "q2 q3"},
		{c, `{"q1":1,"q2":0}`, Incomplete, "none", "q3"},
		{c, `{"q2":0,"q3":0}`, Incomplete, "none", "q1"},
	} {
		r := Score(x.in, read(t, x.answers), Context{})
		if r.Status != x.status || text(r.Total) != x.total || strings.Join(r.Missing, " ") != x.missing {
			t.Errorf("%s %s: %s, total %s, missing %v", x.in.ID, x.answers, r.Status, text(r.Total), r.Missing)
		}
	}
}

func TestAUDITCLimitBySex(t *testing.T) {
	in := instrument(t, "audit-c")
	for _, c := range []struct {
		sex   string
		total int
		want  string
	}{{Male, 3, "no"}, {Male, 4, "yes"}, {Female, 2, "no"}, {Female, 3, "yes"}, {UnknownSex, 2, "no"}, {UnknownSex, 3, "yes"}, {"", 2, "no"}, {"", 3, "yes"}} {
		if r := Score(in, adding(t, in, c.total), Context{Sex: c.sex}); yes(r.Positive) != c.want {
			t.Errorf("%q with %d: positive %s", c.sex, c.total, yes(r.Positive))
		}
	}
	if r := Score(in, nums(4, 0, 0), Context{Sex: Male}); yes(r.Positive) != "yes" || strings.Join(r.Notes, " ") != "auditc.all_from_q1" {
		t.Errorf("all from the first question: %s, %v", yes(r.Positive), r.Notes)
	}
	if r := Score(in, nums(3, 1, 0), Context{Sex: Male}); len(r.Notes) > 0 {
		t.Errorf("not all from the first question: %v", r.Notes)
	}
}

func TestCutsThatAClinicMayChoose(t *testing.T) {
	pcl, pc := instrument(t, "pcl-5"), instrument(t, "pc-ptsd-5")
	for _, c := range []struct {
		in         *Instrument
		cut, total int
		want, band string
	}{{pcl, 31, 30, "no", "below_cutoff"}, {pcl, 31, 31, "yes", "probable_ptsd"}, {pcl, 32, 31, "no", "below_cutoff"}, {pcl, 32, 32, "yes", "probable_ptsd"}, {pcl, 33, 32, "no", "below_cutoff"}, {pcl, 33, 33, "yes", "probable_ptsd"},
		{pc, 3, 3, "yes", "positive_sensitive"}, {pc, 4, 3, "no", "positive_sensitive"}, {pc, 4, 4, "yes", "positive"}} {
		if r := Score(c.in, adding(t, c.in, c.total), Context{Cut: &c.cut}); yes(r.Positive) != c.want || r.Band != c.band {
			t.Errorf("%s cut %d, total %d: positive %s, band %s", c.in.ID, c.cut, c.total, yes(r.Positive), r.Band)
		}
	}
}

func TestContextThatCannotBe(t *testing.T) {
	cut := 30
	for _, c := range []struct {
		id      string
		context Context
		want    string
	}{
		{"audit-c", Context{Sex: "m"}, "context.sex is male, female, unknown"},
		{"phq-9", Context{Sex: "Male"}, "context.sex is male, female, unknown"},
		{"dast-10", Context{Variant: "dast-20"}, "context.variant is dast-10, dast-10-original"},
		{"phq-9", Context{Variant: "phq-9"}, "phq-9 has one wording only: leave context.variant out"},
		{"pcl-5", Context{Cut: &cut}, "context.cut is 31, 32, 33"},
		{"phq-9", Context{Cut: &cut}, "phq-9 has no limit to choose: leave context.cut out"},
	} {
		in := instrument(t, c.id)
		r := Score(in, highest(in), c.context)
		if r.Status != Invalid || r.Total != nil || in.Explain(r) != c.want {
			t.Errorf("%s with %+v: %s, %q", c.id, c.context, r.Status, in.Explain(r))
		}
	}
	// Not even then is a flag lost.
	phq := instrument(t, "phq-9")
	if r := Score(phq, read(t, `{"q9":1}`), Context{Sex: "x"}); flagged(r) != "phq9.item9.positive" {
		t.Errorf("flags %q", flagged(r))
	}
}

func TestPHQ9Prorating(t *testing.T) {
	in := instrument(t, "phq-9")
	for _, c := range []struct {
		answers string
		status  Status
		total   string
		band    string
	}{
		{`{"q1":1,"q2":1,"q3":1,"q4":1,"q5":1,"q6":1,"q7":1,"q8":1}`, Prorated, "9", "mild"},
		{`{"q1":3,"q2":3,"q3":3,"q4":3,"q5":3,"q6":3,"q7":3,"q8":3}`, Prorated, "27", "severe"},
		{`{"q1":1,"q2":1,"q3":1,"q4":1,"q5":0,"q6":0,"q7":0,"q8":0}`, Prorated, "5", "mild"},      // 4.5 goes up
		{`{"q1":1,"q2":1,"q3":1,"q4":0,"q5":0,"q6":0,"q7":0,"q8":0}`, Prorated, "3", "minimal"},   // 3.375
		{`{"q1":3,"q2":3,"q3":1,"q4":0,"q5":0,"q6":0,"q7":0}`, Prorated, "9", "mild"},             // 9
		{`{"q1":3,"q2":3,"q3":2,"q4":0,"q5":0,"q6":0,"q7":0}`, Prorated, "10", "moderate"},        // 10.29
		{`{"q1":3,"q2":3,"q3":3,"q4":2,"q5":0,"q6":0,"q7":0}`, Prorated, "14", "moderate"},        // 14.14
		{`{"q1":3,"q2":3,"q3":3,"q4":3,"q5":0,"q6":0}`, Incomplete, "none", ""},                   // three missing
		{`{"q1":0,"q2":0,"q3":0,"q4":0,"q5":0,"q6":0,"q7":0}`, Prorated, "0", "minimal"},          //
		{`{"q1":1,"q2":1,"q3":1,"q4":1,"q5":1,"q6":1,"q7":1,"q8":1,"q9":4}`, Invalid, "none", ""}, //
	} {
		if r := Score(in, read(t, c.answers), Context{}); r.Status != c.status || text(r.Total) != c.total || r.Band != c.band {
			t.Errorf("%s: %s, total %s, band %q", c.answers, r.Status, text(r.Total), r.Band)
		}
	}
}

func TestQIDSDomains(t *testing.T) {
	in := instrument(t, "qids-sr16")
	zero := lowest(in)
	for _, c := range []struct {
		change  []string
		status  Status
		total   string
		missing string
	}{
		{[]string{"q1", "3", "q2", "3", "q3", "1", "q4", "2"}, Scored, "3", ""},
		{[]string{"q6", "2", "q7", "", "q8", "1", "q9", ""}, Scored, "2", ""},
		{[]string{"q6", "", "q8", "", "q9", "3"}, Scored, "3", ""},
		{[]string{"q6", "", "q7", ""}, Incomplete, "none", "q6 q7"},
		{[]string{"q8", "", "q9", ""}, Incomplete, "none", "q8 q9"},
		{[]string{"q15", "1", "q16", "3"}, Scored, "3", ""},
		{[]string{"q16", ""}, Incomplete, "none", "q16"},
		{[]string{"q1", ""}, Incomplete, "none", "q1"},
		{[]string{"q5", "", "q14", ""}, Incomplete, "none", "q5 q14"},
	} {
		if r := Score(in, with(zero, c.change...), Context{}); r.Status != c.status || text(r.Total) != c.total || strings.Join(r.Missing, " ") != c.missing {
			t.Errorf("%v: %s, total %s, missing %v", c.change, r.Status, text(r.Total), r.Missing)
		}
	}
}

// A flag stands on a scored, an incomplete and an invalid form alike.
func TestSafetyFlagsAlwaysStand(t *testing.T) {
	flags := 0
	for _, in := range shelf(t).All() {
		for _, s := range in.Safety {
			it, _ := in.Item(s.Item)
			for _, v := range in.values(it) {
				want := holds(rat(v), s.Op, s.Value)
				forms := map[Status]Answers{Scored: with(lowest(in), s.Item, Number(v).string()), Invalid: {s.Item: Number(v), "nonsense": "true"}}
				if len(in.Items) > 1 {
					forms[Incomplete] = Answers{s.Item: Number(v)}
				}
				for status, answers := range forms {
					r := Score(in, answers, Context{})
					got := slices.ContainsFunc(r.Flags, func(f Flag) bool { return f.ID == s.Flag && f.Item == s.Item && f.Severity == s.Severity })
					if r.Status != status || got != want {
						t.Errorf("%s, %s of %d: %s (want %s), flag %s is %v", in.ID, s.Item, v, r.Status, status, s.Flag, got)
					}
				}
			}
			flags++
		}
	}
	if flags < 7 {
		t.Errorf("only %d safety answers", flags)
	}
}

func (a Answer) string() string { return string(a) }

func TestFlagsByName(t *testing.T) {
	for _, c := range []struct{ id, item, value, want string }{
		{"phq-9", "q9", "0", ""}, {"phq-9", "q9", "1", "phq9.item9.positive"}, {"phq-9", "q9", "3", "phq9.item9.positive"},
		{"pcl-5", "q16", "1", ""}, {"pcl-5", "q16", "2", "pcl5.item16.risky_behaviour"},
		{"audit", "q6", "0", ""}, {"audit", "q6", "1", "audit.q6.morning_drinking"},
		{"qids-sr16", "q12", "0", ""}, {"qids-sr16", "q12", "1", "qids.item12.passive"}, {"qids-sr16", "q12", "2", "qids.item12.positive"}, {"qids-sr16", "q12", "3", "qids.item12.positive"},
		{"moaas", "level", "5", ""}, {"moaas", "level", "4", "moaas.sedated"},
		{"rass", "level", "-1", ""}, {"rass", "level", "-2", "rass.sedated"}, {"rass", "level", "1", ""}, {"rass", "level", "2", "rass.agitated"},
	} {
		if r := Score(instrument(t, c.id), Answers{c.item: Answer(c.value)}, Context{}); flagged(r) != c.want {
			t.Errorf("%s %s of %s: %q, want %q", c.id, c.item, c.value, flagged(r), c.want)
		}
	}
}

// What is no answer of an item is refused as it stands: nothing is clamped,
// rounded or turned from words into a number.
func TestNothingIsCoerced(t *testing.T) {
	in := instrument(t, "phq-9")
	for _, a := range []string{"4", "-1", "1.5", "1.0", "1e0", `"1"`, `"Several days"`, "true", "false", "[1]", `{"value":1}`, "-0", "99999999999999999999", `""`} {
		if r := Score(in, with(highest(in), "q3", a), Context{}); r.Status != Invalid || r.Total != nil || strings.Join(r.Errors, " ") != "q3" {
			t.Errorf("%s: %s, total %s, %v", a, r.Status, text(r.Total), r.Errors)
		}
	}
	if r := Score(in, read(t, `{"q11":null}`), Context{}); r.Status != Invalid || strings.Join(r.Errors, " ") != "q11" {
		t.Errorf("an item that is not there: %s, %v", r.Status, r.Errors)
	}
	if r := Score(in, read(t, `{"q1":null}`), Context{}); r.Status != Incomplete || len(r.Errors) > 0 {
		t.Errorf("null is %s, %v", r.Status, r.Errors)
	}
}

func TestTotalsWithDecimals(t *testing.T) {
	in := instrument(t, "ors")
	for a, want := range map[string]string{"24.5": "49/2", "25": "25", "0": "0", "40": "40", "40.1": "", "24.55": "", "-1": "", `"25"`: ""} {
		r := Score(in, Answers{"total": Answer(a)}, Context{})
		if want == "" && r.Status != Invalid || want != "" && text(r.Total) != want {
			t.Errorf("%s: %s, %s", a, r.Status, text(r.Total))
		}
	}
	if got := in.Allowed("total"); got != "a number with up to 1 digits after the point from 0 to 40" {
		t.Errorf("allowed: %q", got)
	}
}
