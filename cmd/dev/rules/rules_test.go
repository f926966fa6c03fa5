package rules

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// top is the top of the repository as seen from this folder.
const top = "../../.."

// folders are those with Go code of the program.
var folders = []string{"app", "assets", "data", "screens", "cmd"}

func repository(t *testing.T) (fs.FS, *Source) {
	t.Helper()
	files := os.DirFS(top)
	s, err := Read(files, folders...)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Files) < 20 {
		t.Fatalf("only %d files read under %s: the rules would prove nothing", len(s.Files), top)
	}
	return files, s
}

// sources parses files given as path → text, for the negative controls.
func sources(t *testing.T, texts map[string]string) *Source {
	t.Helper()
	files := fstest.MapFS{}
	var tops []string
	for p, text := range texts {
		files[p] = &fstest.MapFile{Data: []byte(text)}
		tops = append(tops, p)
	}
	s, err := Read(files, tops...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func none(t *testing.T, found []Breach) {
	t.Helper()
	for _, b := range found {
		t.Error(b)
	}
}

// imp is a small file that imports one package.
func imp(p string) string { return "package x\n\nimport _ \"" + p + "\"\n" }

func TestImportsThatNoRoomMayHave(t *testing.T) {
	for _, c := range []struct{ file, imports string }{
		{"app/intake/a.go", "kapdesk/data/store"},
		{"app/intake/a.go", "kapdesk/screens/kit"},
		{"app/intake/a.go", "kapdesk/assets"},
		{"app/intake/a.go", "kapdesk/cmd/kapdesk"},
		{"app/intake/a.go", "fyne.io/fyne/v2"},
		{"app/intake/a.go", "github.com/google/uuid"},
		{"app/intake/a.go", "database/sql"},
		{"app/intake/a.go", "os"},
		{"app/intake/a.go", "net/http"},
		{"app/intake/a_test.go", "kapdesk/data/store"},
		{"app/intake/a_test.go", "fyne.io/fyne/v2/test"},
		{"assets/a.go", "kapdesk/app/record"},
		{"screens/intake/a.go", "kapdesk/data/store"},
		{"screens/intake/a.go", "kapdesk/screens/plan"},
		{"screens/intake/a.go", "kapdesk/screens/shell"},
		{"screens/shell/a.go", "kapdesk/screens/today"},
		{"screens/kit/a.go", "kapdesk/screens/shell"},
		{"screens/kit/a.go", "kapdesk/screens/place"},
		{"screens/start/a.go", "kapdesk/screens/settings"},
		{"screens/intake/a.go", "github.com/google/uuid"},
		{"screens/intake/a.go", "net"},
		{"screens/intake/a_test.go", "kapdesk/data/store"},
		{"data/store/a.go", "kapdesk/screens/kit"},
		{"data/store/a.go", "kapdesk/cmd/kapdesk"},
		{"data/store/a.go", "fyne.io/fyne/v2/storage"},
		{"data/store/a.go", "net/http"},
		{"data/csv/a.go", "database/sql"},
		{"data/csv/a.go", "modernc.org/sqlite"},
		{"data/store/a.go", "github.com/jung-kurt/gofpdf"},
		{"data/crypt/a.go", "database/sql"},
		{"cmd/kapdesk/a.go", "database/sql"},
		{"app/chart/a.go", "kapdesk/app/notes"},
		{"app/handout/a_test.go", "kapdesk/app/notes"},
		{"app/audit/a.go", "kapdesk/app/notes/notestest"},
		{"screens/session/a.go", "kapdesk/app/notes"},
		{"data/store/a.go", "kapdesk/app/notes"},
	} {
		if found := sources(t, map[string]string{c.file: imp(c.imports)}).Imports(); len(found) != 1 {
			t.Errorf("%s may import %s: %v", c.file, c.imports, found)
		}
	}
}

func TestImportsThatRoomsMayHave(t *testing.T) {
	for _, c := range []struct{ file, imports string }{
		{"app/intake/a.go", "kapdesk/app/record"},
		{"app/intake/a.go", "encoding/json"},
		{"app/intake/a_test.go", "os"},
		{"screens/intake/a.go", "kapdesk/app/intake"},
		{"screens/intake/a.go", "kapdesk/screens/kit"},
		{"screens/intake/a.go", "kapdesk/screens/place"},
		{"screens/intake/a.go", "kapdesk/screens/intake/parts"},
		{"screens/intake/a.go", "kapdesk/assets"},
		{"screens/intake/a.go", "fyne.io/fyne/v2/widget"},
		{"screens/kit/a.go", "kapdesk/screens/kit/chart"},
		{"screens/start/a.go", "kapdesk/screens/practice"},
		{"data/store/a.go", "kapdesk/app/record"},
		{"data/store/a.go", "modernc.org/sqlite"},
		{"data/store/a.go", "database/sql"},
		{"data/pdf/a.go", "github.com/jung-kurt/gofpdf"},
		{"data/backup/a.go", "kapdesk/data/store"},
		{"data/crypt/a.go", "modernc.org/sqlite/lib"},
		{"data/crypt/a_test.go", "database/sql"},
		{"data/sync/a.go", "net/http"},
		{"cmd/kapdesk/a.go", "kapdesk/data/store"},
		{"cmd/kapdesk/a.go", "fyne.io/fyne/v2/app"},
		{"screens/notes/a.go", "kapdesk/app/notes"},
		{"screens/notes/a_test.go", "kapdesk/app/notes/notestest"},
		{"app/notes/a_test.go", "kapdesk/app/notes"},
		{"cmd/kapdesk/a.go", "kapdesk/app/notes"},
	} {
		none(t, sources(t, map[string]string{c.file: imp(c.imports)}).Imports())
	}
}

func TestImportsOfTheRepository(t *testing.T) {
	_, s := repository(t)
	none(t, s.Imports())
}

// one is a rule with sources that break it once and sources that do not.
type one struct {
	name string
	rule func(*Source) []Breach
	bad  map[string]string
	good map[string]string
}

var codeRules = []one{
	{
		name: "clock", rule: (*Source).Clock,
		bad: map[string]string{
			"app/a/a.go": "package a\nimport \"time\"\nvar t = time.Now()\n",
			"app/a/b.go": "package a\nimport \"time\"\nvar clock = time.Now\n",
			"app/a/c.go": "package a\nimport clock \"time\"\nvar d = clock.Since(x)\n",
		},
		good: map[string]string{
			"app/a/a_test.go":   "package a\nimport \"time\"\nvar t = time.Now()\n",
			"data/a/a.go":       "package a\nimport \"time\"\nvar t = time.Now()\n",
			"app/a/a.go":        "package a\nimport \"time\"\nfunc f(t time.Time) time.Time { return t.Add(time.Hour) }\n",
			"app/time/mine.go":  "package a\nimport \"kapdesk/app/time\"\nvar t = time.Now()\n",
			"screens/kit/tm.go": "package a\nimport \"time\"\nvar t = time.Now()\n",
		},
	},
	{
		name: "goroutines", rule: (*Source).Goroutines,
		bad: map[string]string{
			"screens/today/a.go":      "package a\nfunc f() { go f() }\n",
			"screens/today/a_test.go": "package a\nfunc f() { go f() }\n",
			"screens/place/other.go":  "package a\nfunc f() { x := func() { go f() }; x() }\n",
		},
		good: map[string]string{
			"screens/place/runner.go": "package a\nfunc f() { go f() }\n",
			"data/store/a.go":         "package a\nfunc f() { go f() }\n",
			"screens/today/a.go":      "package a\nfunc f() { f() } // go f()\n",
		},
	},
	{
		name: "date entry", rule: (*Source).DateEntries,
		bad: map[string]string{
			"screens/a/a.go":      "package a\nimport \"fyne.io/fyne/v2/widget\"\nvar d = widget.NewDateEntry()\n",
			"screens/a/b.go":      "package a\nimport w \"fyne.io/fyne/v2/widget\"\nvar d = &w.DateEntry{}\n",
			"cmd/kapdesk/wire.go": "package a\nimport \"fyne.io/fyne/v2/widget\"\nvar d = widget.NewDateEntry()\n",
		},
		good: map[string]string{
			"screens/a/a.go": "package a\nimport \"fyne.io/fyne/v2/widget\"\nvar d = widget.NewEntry() // not NewDateEntry\n",
		},
	},
	{
		name: "colours", rule: (*Source).Colours,
		bad: map[string]string{
			"screens/a/a.go":       "package a\nimport \"image/color\"\nvar c = color.NRGBA{R: 1, A: 255}\n",
			"screens/kit/card.go":  "package a\nimport \"image/color\"\nvar c = color.RGBA{1, 2, 3, 4}\n",
			"screens/kit/other.go": "package a\nimport c \"image/color\"\nvar g = &c.Gray{1}\n",
		},
		good: map[string]string{
			"screens/kit/theme.go": "package a\nimport \"image/color\"\nvar c = color.NRGBA{R: 1, A: 255}\n",
			"screens/a/a.go":       "package a\nimport \"image/color\"\nvar c color.Color = color.Transparent\n",
			"screens/a/a_test.go":  "package a\nimport \"image/color\"\nvar c = color.NRGBA{R: 1, A: 255}\n",
			"data/pdf/a.go":        "package a\nimport \"image/color\"\nvar c = color.NRGBA{R: 1, A: 255}\n",
		},
	},
}

func TestCodeRulesCanFail(t *testing.T) {
	for _, c := range codeRules {
		if found := c.rule(sources(t, c.bad)); len(found) != len(c.bad) {
			t.Errorf("%s: %d breaches planted, found %v", c.name, len(c.bad), found)
		}
		for _, b := range c.rule(sources(t, c.good)) {
			t.Errorf("%s: %s is allowed", c.name, b)
		}
	}
}

func TestCodeRulesOfTheRepository(t *testing.T) {
	_, s := repository(t)
	for _, c := range codeRules {
		t.Run(c.name, func(t *testing.T) { none(t, c.rule(s)) })
	}
}

const wordsSource = `package a

var p = record.Problem{Code: record.Refused, Text: "One.", Next: "Two."}
var q = record.Problems{{Code: "x", Text: "Three." + " More."}}
var r = record.Invalidf("weight", "Four %s.", "kg")
var s = record.Refusedf("Five.")

func f(sh Shell) { sh.T("Six"); T("Seven"); sh.Book().Say(lang, "Eight"); sh.Say("shown already"); sh.T(variable) }

var other = Thing{Text: "no sentence"}
`

func TestSentencesAreFound(t *testing.T) {
	s := sources(t, map[string]string{"app/a/a.go": wordsSource, "app/a/a_test.go": "package a\nvar x = T(\"Test only\")\n"})
	var got []string
	for _, sen := range s.Sentences() {
		got = append(got, sen.Text)
	}
	want := "One.|Two.|Three. More.|Four %s.|Five.|Six|Seven|Eight"
	if strings.Join(got, "|") != want {
		t.Errorf("sentences found:\n%q\nwant:\n%q", strings.Join(got, "|"), want)
	}
}

func TestMissingSpanishIsFound(t *testing.T) {
	sentences := []Sentence{{"a.go:1", "Save"}, {"a.go:2", "Lock"}, {"b.go:9", "Lock"}}
	found := Spanish{"Save": "Guardar"}.Missing(sentences)
	if len(found) != 1 || found[0].At != "a.go:2" || !strings.Contains(found[0].What, `"Lock"`) {
		t.Errorf("missing: %v", found)
	}
}

func TestSpanishThatDoesNotFitIsFound(t *testing.T) {
	spanish := func(texts ...string) []Breach {
		t.Helper()
		files := fstest.MapFS{}
		for i, text := range texts {
			files["w/"+string(rune('a'+i))+".es.json"] = &fstest.MapFile{Data: []byte(text)}
		}
		_, found, err := ReadSpanish(files, "w")
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	for name, texts := range map[string][]string{
		"verb lost":      {`{"%d mg given": "mg administrados"}`},
		"verb changed":   {`{"%d mg given": "%s mg administrados"}`},
		"verbs swapped":  {`{"%d of %s": "%s de %d"}`},
		"files disagree": {`{"Lock": "Bloquear"}`, `{"Lock": "Cerrar"}`},
		"no words":       {`{"Lock": " "}`},
	} {
		if found := spanish(texts...); len(found) != 1 {
			t.Errorf("%s: %v", name, found)
		}
	}
	none(t, spanish(`{"%d of %s": "%[2]s: %[1]d", "100 %% sure": "seguro al 100 %%", "50% of it": "50% de eso"}`,
		`{"%.1f mg/kg": "%.1f mg/kg", "Lock": "Bloquear"}`, `{"Lock": "Bloquear"}`))
}

func TestWordsOfTheRepository(t *testing.T) {
	files, s := repository(t)
	spanish, found, err := ReadSpanish(files, "assets/words")
	if err != nil {
		t.Fatal(err)
	}
	none(t, found)
	sentences := s.Sentences()
	if len(sentences) < 5 || len(spanish) < 5 {
		t.Fatalf("%d sentences, %d in Spanish: the rule would prove nothing", len(sentences), len(spanish))
	}
	none(t, spanish.Missing(sentences))
}
