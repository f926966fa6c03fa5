package protocol

import (
	"slices"
	"strings"
	"testing"
)

// withRescreen is the small protocol with one item that says how long a fact
// holds.
func withRescreen(item string) []byte {
	return []byte(strings.Replace(small, `"limits":`, `"rescreen": [`+item+`], "limits":`, 1))
}

const holds = `{"id": "heart", "fact": "heart", "each_dosing": true, "check": "health", "say": {"en": "x", "es": "x"}, "sources": [{"text": "T", "ref": "R"}]}`

func TestRescreenRefuses(t *testing.T) {
	for _, x := range []struct{ old, new, want string }{
		{`"id": "heart"`, `"id": "The heart"`, "the id must be small letters"},
		{`"fact": "heart"`, `"fact": "hart"`, `fact "hart" is not declared`},
		{`"fact": "heart"`, `"fact": "age"`, "a number is not asked again"},
		{`"each_dosing": true`, `"each_dosing": false`, "needs days or each_dosing"},
		{`"each_dosing": true`, `"days": -1`, "-1 days is not 1 to 366"},
		{`"each_dosing": true`, `"days": 367`, "367 days is not 1 to 366"},
		{`"check": "health"`, `"check": "weather"`, `check "weather" must be one of`},
		{`"say": {"en": "x", "es": "x"}`, `"say": {"en": "x", "es": ""}`, "say must have words in en and es"},
		{`"sources": [{"text": "T", "ref": "R"}]`, `"sources": []`, `rescreen[0] "heart" names no source`},
		{`"each_dosing": true`, `"each_session": true`, `rescreen[0] "heart": json: unknown field`},
		{holds, holds + "," + holds, `"heart" stands twice`},
		{holds, holds + "," + strings.Replace(holds, `"id": "heart"`, `"id": "again"`, 1), `fact "heart" stands twice`},
	} {
		if _, err := Parse(withRescreen(strings.Replace(holds, x.old, x.new, 1))); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("with %s: %v, want %q", x.new, err, x.want)
		}
	}
	// What is measured is not answered by a word.
	raw := strings.NewReplacer(`"type": "answer"`, `"type": "date"`).Replace(string(withRescreen(holds)))
	if _, err := Parse([]byte(raw)); err == nil || !strings.Contains(err.Error(), "a word does not answer for a date") {
		t.Errorf("a date by word: %v", err)
	}
}

func TestRescreenHoldsSoManyDays(t *testing.T) {
	for _, days := range []string{"1", "366"} {
		p, err := Parse(withRescreen(strings.Replace(holds, `"each_dosing": true`, `"days": `+days, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if r, ok := p.RescreenOf("heart"); !ok || r.EachDosing || r.Check != "health" {
			t.Errorf("%+v, %v", r, ok)
		}
		if _, ok := p.RescreenOf("age"); ok {
			t.Error("age is asked again")
		}
	}
}

// A protocol from before facts lapsed reads on.
func TestAProtocolWithoutRescreenReads(t *testing.T) {
	if p, err := Parse([]byte(small)); err != nil || len(p.Rescreen) != 0 {
		t.Errorf("%v", err)
	}
}

// What 2f of the clinical sources confirms before each session is asked anew
// in the draft, with the question of today's checks that asks the same.
func TestTheDraftAsksAgainBeforeEachDosing(t *testing.T) {
	p := shipped(t)
	for fact, check := range map[string]string{"pregnancy": "pregnancy", "medicines": "medicines", "alcohol": "substances", "cannabis": "substances",
		"substance_problem": "substances", "suicidal_plan": "safety", "suicidal_thoughts": "safety", "bladder": "health", "pressure": ""} {
		if r, ok := p.RescreenOf(fact); !ok || !r.EachDosing || r.Check != check {
			t.Errorf("%s: %+v, %v", fact, r, ok)
		}
	}
}

func TestCompareCriteria(t *testing.T) {
	older, err := Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if got := CompareCriteria(older, older); len(got) != 0 {
		t.Errorf("the same differs from itself: %+v", got)
	}
	for _, x := range []struct {
		old, new string
		id       string
		want     []Part
	}{
		{`"title": {"en": "H", "es": "H"}, "fact": "heart"`, `"title": {"en": "Heart", "es": "H"}, "fact": "heart"`, "heart", []Part{PartWording}},
		{`"state": "stop", "say": {"en": "x", "es": "x"}`, `"state": "stop", "say": {"en": "y", "es": "x"}`, "heart", []Part{PartWording}},
		{`"state": "stop"`, `"state": "review"`, "heart", []Part{PartRule}},
		{`"year": 2020`, `"year": 2021`, "heart", []Part{PartSources}},
		{`"names": ["alprazolam"]`, `"names": ["alprazolam", "lorazepam"]`, "benzo", []Part{PartRule}},
	} {
		newer, err := Parse([]byte(strings.Replace(small, x.old, x.new, 1)))
		if err != nil {
			t.Fatalf("%s: %v", x.new, err)
		}
		got := CompareCriteria(older, newer)
		if len(got) != 1 || got[0].Criterion.ID != x.id || !slices.Equal(got[0].Parts, x.want) {
			t.Errorf("%s: %+v, want %s %v", x.new, got, x.id, x.want)
		}
		if decides := Decides(x.want); decides != (x.want[0] != PartSources) {
			t.Errorf("%v decides: %v", x.want, decides)
		}
	}
	both, err := Parse([]byte(strings.Replace(small, `18`, `21`, -1)))
	if err != nil {
		t.Fatal(err)
	}
	if got := CompareCriteria(older, both); len(got) != 1 || !slices.Equal(got[0].Parts, []Part{PartThreshold}) {
		t.Errorf("another age: %+v", got)
	}
	less := *older
	less.Criteria = older.Criteria[1:]
	if got := CompareCriteria(older, &less); len(got) != 1 || got[0].Parts[0] != PartRemoved {
		t.Errorf("one left out: %+v", got)
	}
	if got := CompareCriteria(&less, older); len(got) != 1 || got[0].Parts[0] != PartAdded {
		t.Errorf("one added: %+v", got)
	}
}
