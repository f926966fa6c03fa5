package protocol

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// Each thing that is wrong is one, with its place; any other error is one too.
func TestWrongs(t *testing.T) {
	raw := strings.NewReplacer(`"days": 30`, `"days": 0`, `"state": "stop"`, `"state": "odd"`).Replace(small)
	_, err := Parse([]byte(raw))
	all := Wrongs(err)
	if len(all) != 3 || all[0].At != `criteria[0] "heart": rules[0]` || all[2].At != "validity" || all[2].Problem.Error() != "0 days is not 1 to 366" {
		t.Fatalf("%v", err)
	}
	if Wrongs(nil) != nil {
		t.Error("nothing is wrong with nothing")
	}
	if all := Wrongs(fmt.Errorf("file: %w", errors.New("gone"))); len(all) != 1 || all[0].Error() != "gone" {
		t.Errorf("%v", all)
	}
}

// A fact about which no rule says anything is named as people say it.
func TestWhatNoRuleSpeaksOf(t *testing.T) {
	for _, c := range [][3]string{
		{`{"at_least": 18}`, `{"at_least": 30}`, "no rule says anything about 18"},
		{`{"if": {"is": "no"}, "state": "clear"`, `{"if": {"is": "yes"}, "state": "clear"`, "no rule says anything about no"},
		{`{"if": {"is": "yes"}, "state": "review"`, `{"if": {"is": "yes", "within_days": 9}, "state": "review"`, `no rule says anything about yes, of the kind "good", 10 days before`},
	} {
		_, err := Parse([]byte(strings.Replace(small, c[0], c[1], 1)))
		if err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s: %v", c[1], err)
		}
	}
}
