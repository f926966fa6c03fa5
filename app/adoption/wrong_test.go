package adoption

import (
	"bytes"
	"strings"
	"testing"

	"kapdesk/app/protocol"
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

// A refusal names the item, the field and what the check says, all of it in
// the reader's language.
func TestARefusalInSpanish(t *testing.T) {
	a := newFixture(t)
	book := newBook(t)
	f := a.state().Working.File
	for name, c := range map[string]struct{ old, new, want string }{
		"a field":  {`"days": 30`, `"days": 0`, "no puede quedar así. Revise «Días». La comprobación dice: «0 días no está entre 1 y 366»."},
		"a rule":   {`"state": "review"`, `"state": "odd"`, "Revise «Estado». La comprobación dice: «regla 2: \"odd\" no es un estado»."},
		"a nested": {`"within_days": 90`, `"below": 3`, `«regla 1: "below" no corresponde al dato "`},
		"the kind": {`"days": 30`, `"days": "x"`, `Revise «Días». La comprobación dice: «el valor de "days" no es del tipo que debe ser».`},
		"the file": {`"status": "adopted"`, `"status": "odd"`, `El protocolo no puede quedar así. La comprobación dice: «el estado "odd" del protocolo debe ser "draft" o "adopted"».`},
		"no JSON":  {`"days": 30`, `"days": `, "El protocolo no puede quedar así. La comprobación dice: «no está completo o no está escrito en JSON»."},
	} {
		t.Run(name, func(t *testing.T) {
			raw := strings.Replace(string(f.Bytes()), c.old, c.new, 1)
			if raw == string(f.Bytes()) {
				t.Fatalf("%s is not in the file", c.old)
			}
			_, err := protocol.Parse([]byte(raw))
			ps := problemsOf(f, err)
			if len(ps) == 0 {
				t.Fatalf("%v gives no problem", err)
			}
			if got := book.Problem(words.Spanish, ps[0]); !strings.Contains(got, c.want) {
				t.Errorf("%s", got)
			}
		})
	}
	if ps := problemsOf(f, bytes.ErrTooLarge); len(ps) != 1 {
		t.Errorf("an error of no kind gives %v", ps)
	}
	err := a.desk.Change(ctx, a.Prescriber, "shorter", a.edit("validity", "days", 0))
	if err == nil || !strings.Contains(err.Error(), "Look at “Days”. The check says: “0 days is not 1 to 366”.") {
		t.Errorf("in English it is: %v", err)
	}
}
