package handout_test

import (
	"strings"
	"testing"

	"kapdesk/app/handout"
	"kapdesk/app/words"
)

func TestAfterAnswers(t *testing.T) {
	for _, l := range words.Langs {
		tx := texts(t, handout.AfterTexts, l)
		if _, _, err := tx.AfterAnswers("none", handout.Values{"phone": "1", "emergency": "911"}); err == nil {
			t.Error("words for how soon nobody knows")
		}
		if _, _, err := tx.AfterAnswers("immediate", handout.Values{"phone": "1"}); err == nil {
			t.Error("a page without the emergency number")
		}
		for _, severity := range []string{"review", "urgent-review", "immediate"} {
			heading, lines, err := tx.AfterAnswers(severity, handout.Values{"phone": "(321) 555-0148", "emergency": "911"})
			said := strings.Join(lines, "\n")
			if err != nil || heading == "" || len(lines) < 3 {
				t.Fatalf("%s, %s: %q, %v", l, severity, lines, err)
			}
			number := "911"
			if severity == "review" {
				number = "(321)\u00a0555-0148"
			}
			if !strings.Contains(said, number) || strings.Contains(said, "{") {
				t.Errorf("%s, %s: %q", l, severity, said)
			}
			with, more, _ := tx.AfterAnswers(severity, handout.Values{"phone": "1", "emergency": "911", "crisis": "988"})
			if severity != "review" && len(more) != len(lines)+1 || with != heading {
				t.Errorf("%s, %s: with a crisis line %q", l, severity, more)
			}
			if len(strings.Fields(said)) >= 20 {
				grade(t, severity, l, heading+". "+said)
			}
		}
	}
}
