package adoption

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

func TestPartsSayWhatDiffers(t *testing.T) {
	v := Voice{newBook(t), words.English, time.UTC}
	f, err := ReadFile(shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, was, now, want string }{
		{"nothing", `{"days":1}`, `{"days":1}`, ``},
		{"another order of keys", `{"days":1,"x":2}`, `{"x":2,"days":1}`, ``},
		{"a figure with its unit", `{"days":30}`, `{"days":14}`, `Days: 30 days > 14 days`},
		{"new", `{}`, `{"hours":24}`, `Hold for: not given > 24 h`},
		{"gone", `{"pulse":110}`, `{}`, `Pulse above: 110 /min > not given`},
		{"zero is said", `{"hours":24}`, `{"hours":0}`, `Hold for: 24 h > not held`},
		{"unit from the item", `{"unit":"mg/kg","low":"0.5"}`, `{"unit":"mg/kg","low":"0.75"}`, `Lowest: 0.5 mg/kg > 0.75 mg/kg`},
		{"a flag", `{"override":true}`, `{"override":false}`, `A prescriber may set it aside: yes > no`},
		{"words, one language", `{"choice":{"en":"a","es":"b"}}`, `{"choice":{"en":"a","es":"c"}}`, `The clinic's choice · Spanish: b > c`},
		{"names", `{"names":["a","b"]}`, `{"names":["b","c","d"]}`, `Names: without: a > new: c, d`},
		{"a name more", `{"names":["a"]}`, `{"names":["a","b"]}`, `Names: – > new: b`},
		{"names in another order", `{"names":["a","b"]}`, `{"names":["b","a"]}`, `Names: a, b > b, a`},
		{"a class by its title", `{"class":"benzodiazepine"}`, `{"class":"stimulant"}`, `Class of medicines: Benzodiazepine > ` + className(t, f, "stimulant")},
		{"a rule within", `{"rules":[{"if":{"below":18},"state":"stop"},{"if":{"at_least":18},"state":"clear"}]}`, `{"rules":[{"if":{"below":21},"state":"stop"},{"if":{"at_least":18},"state":"clear"}]}`, `Rule 1 · When · Below: 18 > 21`},
		{"a rule put in front", `{"rules":[{"state":"stop"}]}`, `{"rules":[{"state":"review"},{"state":"stop"}]}`, `Rule 1: not given > State: review`},
		{"a rule less", `{"rules":[{"state":"review"},{"state":"stop"}]}`, `{"rules":[{"state":"stop"}]}`, `Rule 1: State: review > not given`},
		{"rules in another order", `{"rules":[{"state":"review"},{"state":"stop"}]}`, `{"rules":[{"state":"stop"},{"state":"review"}]}`, `Rule: State: review / State: stop > State: stop / State: review`},
		{"a key nobody knows", `{"new_key":1}`, `{"new_key":2}`, `New key: 1 > 2`},
	} {
		a, b := read(t, c.was), read(t, c.now)
		var got []string
		for _, p := range Parts(a, b) {
			where, was, now := v.Part(f, b, p)
			got = append(got, where+": "+was+" > "+now)
		}
		if s := strings.Join(got, "\n"); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

func className(t *testing.T, f *File, id string) string {
	t.Helper()
	it, ok := f.Item("classes/" + id)
	if !ok {
		t.Fatal(id)
	}
	return it.Node.Get("title").Words().EN
}

func read(t *testing.T, raw string) *Node {
	t.Helper()
	n, err := ReadNode([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCompareGathersTheReasonsBetween(t *testing.T) {
	f := newFixture(t)
	f.change("validity", "days", 14, "first reason")
	one := f.adopted()
	f.change("validity", "days", 21, "second reason")
	two := f.adopted()
	l := f.line("triggers/spo2_low")
	f.must(f.desk.Change(ctx, f.Prescriber, "third reason", Edit{Item: l.Name(), Was: l.Node}))
	compare := func(a, b record.Hash) map[string]string {
		ds, err := f.desk.Compare(ctx, f.Nurse, a, b)
		f.must(err)
		out := map[string]string{}
		for _, d := range ds {
			var why []string
			for _, w := range d.Why {
				why = append(why, w.Reason)
			}
			out[d.Item.Name()] = string(d.Mark) + ": " + strings.Join(why, ", ")
		}
		return out
	}
	ship, works := f.desk.Shipped().Hash, record.Hash{}
	for _, c := range []struct {
		a, b record.Hash
		want map[string]string
	}{
		{one.Hash, one.Hash, map[string]string{}},
		{one.Hash, two.Hash, map[string]string{"validity": "changed: second reason"}},
		{two.Hash, one.Hash, map[string]string{"validity": "changed: second reason"}},
		{ship, two.Hash, map[string]string{"validity": "changed: first reason, second reason", "title": "changed: ", "notice": "removed: "}},
		{two.Hash, works, map[string]string{"triggers/spo2_low": "removed: third reason"}},
		{works, two.Hash, map[string]string{"triggers/spo2_low": "added: third reason"}},
	} {
		if got := compare(c.a, c.b); !maps.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
	if _, err := f.desk.Compare(ctx, f.Nurse, one.Hash, record.Hash{9}); record.CodeOf(err) != record.NotFound {
		t.Errorf("%v", err)
	}
}

// Every version leaves as a file that the program reads back as the same one.
func TestExport(t *testing.T) {
	f := newFixture(t)
	s := f.adopted()
	for _, c := range []struct {
		hash record.Hash
		name string
	}{{s.Hash, "protocol-clinic-1.json"}, {f.desk.Shipped().Hash, "protocol-draft-1.json"}, {record.Hash{}, "protocol-working-copy.json"}} {
		name, raw, err := f.desk.Export(ctx, f.Nurse, c.hash)
		if err != nil || name != c.name {
			t.Errorf("%s: %v", name, err)
		}
		p, err := protocol.Parse(raw)
		if err != nil || c.hash != (record.Hash{}) && p.Hash != c.hash {
			t.Errorf("%s: %v", name, err)
		}
		if signed := c.hash == s.Hash; err == nil && p.IsDraft() == signed {
			t.Errorf("%s says %q, and it is %v that it was signed", name, p.Status, signed)
		}
	}
	if _, _, err := f.desk.Export(ctx, f.Nurse, record.Hash{1}); record.CodeOf(err) != record.NotFound {
		t.Errorf("%v", err)
	}
}

func TestPaperHoldsEveryItem(t *testing.T) {
	f := newFixture(t)
	f.change("validity", "days", 14, "Two weeks is what we can keep")
	s := f.adopted()
	for _, lang := range words.Langs {
		doc, err := f.desk.Paper(ctx, f.Nurse, s.Hash, lang, handout.Normal)
		f.must(err)
		f.must(doc.Check())
		raw, err := json.Marshal(doc)
		f.must(err)
		text := string(raw)
		v := Voice{f.desk.book, lang, time.UTC}
		for _, it := range f.state().Working.File.Items() {
			for _, want := range append(v.Sources(it.Node.Get("sources")), v.Sources(it.Node.Get("dissent"))...) {
				if !strings.Contains(text, quoted(want)) {
					t.Errorf("%s: %q is missing", it.Name(), want)
				}
			}
			if name := v.Item(f.state().Working.File, it); it.Section != "title" && !strings.Contains(text, quoted(name)) {
				t.Errorf("%s: %q is missing", lang, name)
			}
		}
		for _, want := range []string{"Two weeks is what we can keep", "Dr. Ilse Baum", s.Hash.String()} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing", lang, want)
			}
		}
	}
	doc, err := f.desk.Paper(ctx, f.Nurse, record.Hash{}, words.English, handout.Normal)
	f.must(err)
	raw, _ := json.Marshal(doc)
	if !strings.Contains(string(raw), "Not adopted") {
		t.Error("the working copy does not say that nobody adopted it")
	}
}

func quoted(s string) string {
	raw, _ := json.Marshal(s)
	return strings.Trim(string(raw), `"`)
}

var spoken = regexp.MustCompile(`^[A-Z“%][^\x00]* [^\x00]*$`)

// Every label and sentence of the package is said in Spanish.
func TestEverySentenceIsSaidInSpanish(t *testing.T) {
	book, all := newBook(t), []string{}
	for _, m := range []map[string]string{sectionLabels, keyLabels, valueLabels, units} {
		all = append(all, slices.Collect(maps.Values(m))...)
	}
	all = append(all, Statement, ExportedFile, PrintedPaper)
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
				if s, err := strconv.Unquote(l.Value); err == nil && spoken.MatchString(s) && s != clinicTitle.EN && s != clinicTitle.ES {
					all = append(all, s)
				}
			}
			return true
		})
	}
	if len(all) < 140 {
		t.Fatalf("only %d: this proves nothing", len(all))
	}
	same := []string{"h", "min", "%", "/min", "mmHg"}
	for _, s := range all {
		if !book.Has(words.Spanish, s) && !slices.Contains(same, s) {
			t.Errorf("not in Spanish: %q", s)
		}
	}
}
