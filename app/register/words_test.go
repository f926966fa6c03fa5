package register

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"kapdesk/app/words"
)

// sentence is a literal that people get to read: it begins like a sentence and
// has more than one word.
var sentence = regexp.MustCompile(`^([A-Z]|%s )[^\x00]* [^\x00]*$`)

// Every sentence of the package, also those that reach a Problem by a helper,
// and every name that a report shows is said in Spanish.
func TestEverySentenceIsSaidInSpanish(t *testing.T) {
	book, err := words.Load(os.DirFS("../../assets/words"))
	if err != nil {
		t.Fatal(err)
	}
	all := append([]string{string(ML), string(Pieces), string(Piece), string(Containers), string(Container), rowOpening, rowClosing, rowOpen, InventoryPaper, ReportPaper}, Conflicts...)
	all = append(append(all, stockColumns...), lineColumns...)
	for _, said := range Kinds {
		all = append(all, said)
	}
	for _, f := range Forms {
		all = append(all, string(f))
	}
	if n := len(all); n < 50 {
		t.Fatalf("only %d names: this proves nothing", n)
	}
	found := literals(t)
	if len(found) < 60 {
		t.Fatalf("only %d sentences found: this proves nothing", len(found))
	}
	for _, s := range append(all, found...) {
		if !book.Has(words.Spanish, s) {
			t.Errorf("not in Spanish: %q", s)
		}
	}
}

func literals(t *testing.T) (found []string) {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && sentence.MatchString(s) {
					found = append(found, s)
				}
			}
			return true
		})
	}
	return found
}
