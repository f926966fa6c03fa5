package measures

import (
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

func TestAsked(t *testing.T) {
	for name, c := range map[string]struct {
		id       string
		answers  Answers
		asked    string // the ids
		required int
	}{
		"a blank form asks what nothing hangs on": {"c-ssrs-screener", Answers{}, "q1 q2 q6", 3},
		"yes asks on":                      {"c-ssrs-screener", Answers{"q2": "1"}, "q1 q2 q3 q4 q5 q6", 6},
		"no does not":                      {"c-ssrs-screener", Answers{"q2": "0", "q6": "1"}, "q1 q2 q6 q6_recent", 4},
		"an answer that cannot be is none": {"c-ssrs-screener", Answers{"q2": "7"}, "q1 q2 q6", 3},
		"what may stay open is asked":      {"phq-9", Answers{}, "q1 q2 q3 q4 q5 q6 q7 q8 q9 q10", 9},
		"until the answer all are asked":   {"audit-c", Answers{}, "q1 q2 q3", 3},
		"never leaves the others out":      {"audit-c", Answers{"q1": "0"}, "q1", 1},
		"something else leaves them in":    {"audit-c", Answers{"q1": "1"}, "q1 q2 q3", 3},
	} {
		t.Run(name, func(t *testing.T) {
			asked, required := instrument(t, c.id).Asked(c.answers)
			got := strings.Join(ids(asked, func(it Item) string { return it.ID }), " ")
			if got != c.asked || required != c.required {
				t.Errorf("asked %q, %d required; want %q, %d", got, required, c.asked, c.required)
			}
		})
	}
}

// What a form still misses is asked: whoever answers what is asked ends with
// nothing missing.
func TestWhatIsMissingIsAsked(t *testing.T) {
	for _, in := range shelf(t).All() {
		if in.Scoring.Method == Domains {
			continue // there one of two is enough, and both are asked
		}
		holds := func(some []uint8) bool {
			answers := Answers{}
			for i, it := range in.Items {
				if options := in.Options[it.Options]; i < len(some) && len(options) > 0 && some[i]%3 > 0 {
					o := options[int(some[i])%len(options)]
					if answers[it.ID] = Word(o.ID); o.ID == "" {
						answers[it.ID] = Number(*o.Value)
					}
				}
			}
			asked, _ := in.Asked(answers)
			for _, id := range Score(in, answers, Context{}).Missing {
				if !slices.ContainsFunc(asked, func(it Item) bool { return it.ID == id }) {
					return false
				}
			}
			return true
		}
		if err := quick.Check(holds, &quick.Config{MaxCount: 50}); err != nil {
			t.Errorf("%s: %v", in.ID, err)
		}
	}
}

func TestOnlyOurOwnWordsAreSaidInAnotherLanguage(t *testing.T) {
	say := func(s string) string { return "es:" + s }
	for id, own := range map[string]bool{"padss": true, "phq-9": false} {
		in := instrument(t, id).In(say)
		if got := strings.HasPrefix(in.Items[0].Text, "es:"); got != own {
			t.Errorf("%s: %q", id, in.Items[0].Text)
		}
	}
}
