package adoption

import (
	"errors"
	"strings"
	"testing"

	"kapdesk/app/words"
)

// The field that a sentence of the check is about, also where a word of the
// sentence is the name of another one.
func TestKeyInASentence(t *testing.T) {
	for _, c := range []struct{ section, said, want string }{
		{"criteria", `names no source`, "sources"},
		{"classes", `names no source`, "sources"},
		{"classes", `has no names`, "names"},
		{"criteria", `has a source without a text`, "sources"},
		{"criteria", `fact "is" is not declared`, "fact"},
		{"criteria", `rules[0]: "is" must be "yes" or "no"`, "rules"},
		{"criteria", `no rule says anything about 3`, "rules"},
		{"criteria", `title must have words in en and es`, "title"},
		{"holds", `900000 hours is not 0 to 2160`, "hours"},
		{"monitoring", `a step must go on from minute 10 by at least one reading`, "steps"},
		{"validity", `0 days is not 1 to 366`, "days"},
		{"validity", `it is not one`, ""},
		{"nothing", `0 days is not 1 to 366`, ""},
	} {
		if got := keyIn(c.section, c.said); got != c.want {
			t.Errorf("%s, %s: %q, not %q", c.section, c.said, got, c.want)
		}
	}
}

// A name in the file reads as it is written, also where it is a word.
func TestANameInTheFileIsNotTranslated(t *testing.T) {
	a := newFixture(t)
	f := a.state().Working.File
	fact, ok := f.Item("facts/pregnancy")
	if !ok {
		t.Fatal("there is no such fact")
	}
	if got := (Voice{Book: newBook(t), Lang: words.Spanish}).Value(f, fact.Node, "id", fact.Node.Get("id")); got != "pregnancy" {
		t.Errorf("it is called %q", got)
	}
}

// A refusal is in the reader's language up to the words of the check, which
// are given as what they are.
func TestARefusalInSpanish(t *testing.T) {
	a := newFixture(t)
	book := newBook(t)
	f := a.state().Working.File
	criterion := f.In("criteria")[0]
	for said, want := range map[string][]string{
		`validity: 0 days is not 1 to 366`:         {"no puede quedar así. Revise «Días». La comprobación dice, en inglés: «0 days is not 1 to 366»."},
		`criteria[0] "` + criterion.Key + `": odd`: {"«" + criterion.Node.Get("title").Words().ES + "» no puede quedar así. La comprobación dice, en inglés: «odd»."},
		`something follows the end`:                {"El protocolo no puede quedar así. La comprobación dice, en inglés: «something follows the end»."},
	} {
		ps := problemsOf(f, errors.New("protocol: "+said))
		if len(ps) != 1 {
			t.Fatalf("%s: %d problems", said, len(ps))
		}
		got := book.Problem(words.Spanish, ps[0])
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %s", said, got)
			}
		}
	}
	err := a.desk.Change(ctx, a.Prescriber, "shorter", a.edit("validity", "days", 0))
	if err == nil || !strings.Contains(err.Error(), "Look at “Days”. The check says: “0 days is not 1 to 366”.") {
		t.Errorf("in English it is: %v", err)
	}
}
