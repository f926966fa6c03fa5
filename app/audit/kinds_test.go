package audit

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"kapdesk/app/clinic"
	"kapdesk/app/words"
)

// written finds the kinds of events in the source of app: constants whose name
// begins with Kind, kind or fact, and the Kind of a change.
var written = regexp.MustCompile(`\b(?:[Kk]ind|fact)[A-Z]?\w*(?:,? kind)?\s*(?::?=|:|= "", )\s*"([a-z]+\.[a-z]+)"`)

// Every kind of event that app writes has its words here.
func TestEveryKindHasItsWords(t *testing.T) {
	app := os.DirFS("..")
	found := map[string]string{}
	err := fs.WalkDir(app, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "record/") {
			return err
		}
		text, err := fs.ReadFile(app, path)
		for _, m := range written.FindAllStringSubmatch(string(text), -1) {
			found[m[1]] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 50 {
		t.Fatalf("only %d kinds found: this proves nothing", len(found))
	}
	for kind, path := range found {
		if _, ok := kinds[kind]; !ok {
			t.Errorf("%s writes %s, and app/audit/kinds.go has no words for it", path, kind)
		}
	}
}

// Every sentence about an event, every group, paper, place and action that a
// line may name is said in Spanish.
func TestEverySentenceIsSaidInSpanish(t *testing.T) {
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	all := append(Sentences(), OpenedPaper, ExportedAudit)
	all = append(all, columns...)
	for _, a := range clinic.Actions() {
		all = append(all, string(a))
	}
	for _, s := range all {
		if !book.Has(words.Spanish, s) {
			t.Errorf("not in Spanish: %q", s)
		}
	}
}

func TestKindsBelongToOneGroup(t *testing.T) {
	n := 0
	for _, g := range Groups {
		n += len(KindsOf(g))
	}
	if n != len(kinds) {
		t.Errorf("the groups hold %d of %d kinds", n, len(kinds))
	}
	if len(KindsOf("no group")) != 0 {
		t.Error("a group that is none holds kinds")
	}
}
