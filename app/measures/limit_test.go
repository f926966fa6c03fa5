package measures

import (
	"fmt"
	"strings"
	"testing"
)

// judged is a measure of the scale as it is kept.
func judged(in *Instrument, a Answers, c Context) Taken {
	return Taken{Instrument: in.ID, Version: in.Version, Form: Form{Answers: a, Context: c}, Outcome: Score(in, a, c).outcome()}
}

func TestWhatIsSaidAboutALimit(t *testing.T) {
	audit, pcl, who, padss, asq := instrument(t, "audit-c"), instrument(t, "pcl-5"), instrument(t, "who-5"), instrument(t, "padss"), instrument(t, "asq")
	at31 := 31
	for name, c := range map[string]struct {
		in   *Instrument
		a    Answers
		c    Context
		want string
	}{
		"nothing answered":           {audit, Answers{}, Context{}, ""},
		"no limit at all":            {instrument(t, "peg"), highest(instrument(t, "peg")), Context{}, ""},
		"between the two":            {audit, adding(t, audit, 3), Context{}, "Limit for men (4 or more) and women (3 or more): not compared, because the form does not say which one holds"},
		"between, said unknown":      {audit, adding(t, audit, 3), Context{Sex: UnknownSex}, "Limit for men (4 or more) and women (3 or more): not compared, because the form does not say which one holds"},
		"below both":                 {audit, adding(t, audit, 2), Context{}, "Limit for men (4 or more) and women (3 or more): not reached"},
		"above both":                 {audit, adding(t, audit, 4), Context{Sex: UnknownSex}, "Limit for men (4 or more) and women (3 or more): reached, look closer"},
		"a man":                      {audit, adding(t, audit, 3), Context{Sex: Male}, "Limit for men (4 or more): not reached"},
		"a woman":                    {audit, adding(t, audit, 3), Context{Sex: Female}, "Limit for women (3 or more): reached, look closer"},
		"the scale's own":            {pcl, adding(t, pcl, 32), Context{}, "Limit of the scale (33 or more): not reached"},
		"the clinic's":               {pcl, adding(t, pcl, 32), Context{Cut: &at31}, "Limit of the scale (31 or more): reached, look closer"},
		"low is worse":               {who, lowest(who), Context{}, "Limit of the scale (50 or less): reached, look closer"},
		"high is well":               {who, highest(who), Context{}, "Limit of the scale (50 or less): not reached"},
		"the good end is no alarm":   {padss, highest(padss), Context{}, "Limit of the scale (9 or more): reached"},
		"a triage goes by its level": {asq, with(lowest(asq), "q1", "1"), Context{}, "Limit of the scale: reached, look closer"},
	} {
		if got := c.in.LimitSaid(fmt.Sprintf, judged(c.in, c.a, c.c)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The limits of both sexes are those of the data: were they the same, there
// would be nothing to ask.
func TestUndecidedOnlyBetweenTheLimits(t *testing.T) {
	audit := instrument(t, "audit-c")
	for total := range 13 {
		for _, sex := range []string{"", UnknownSex, Male, Female} {
			want := total == 3 && (sex == "" || sex == UnknownSex)
			if got := audit.Positive.undecided(Context{Sex: sex}, rat(total)); got != want {
				t.Errorf("%d, %q: undecided %v", total, sex, got)
			}
		}
	}
	if !audit.OpenSex() || instrument(t, "pcl-5").OpenSex() || instrument(t, "peg").OpenSex() {
		t.Error("which scales ask for the sex")
	}
}

func TestWhatTheRulesSayBesideATotal(t *testing.T) {
	audit := instrument(t, "audit-c")
	if got := audit.NotesSaid(judged(audit, nums(3, 1, 0), Context{})); len(got) > 0 {
		t.Errorf("points from two questions: %q", got)
	}
	m := judged(audit, nums(4, 0, 0), Context{Sex: Male})
	m.Form.Answers["q2"] = Word("1_or_2")
	if got := strings.Join(audit.NotesSaid(m), " "); !strings.Contains(got, "All points come from the first question") {
		t.Errorf("points from the first question alone: %q", got)
	}
	m.Version++
	if got := audit.NotesSaid(m); got != nil {
		t.Errorf("of another version: %q", got)
	}
}
