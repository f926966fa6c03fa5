package rules

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// Sentence is one English sentence in the source that people get to read.
type Sentence struct {
	At   string
	Text string
}

// Sentences finds the literals that are translated when they are shown: the
// first argument of T, the second of Say, and the words of a Problem.
func (s *Source) Sentences() []Sentence {
	var found []Sentence
	for _, f := range s.Files {
		if f.Test || f.in("cmd/dev") || f.in("assets") {
			continue
		}
		take := func(e ast.Expr) {
			if text, ok := literal(e); ok && text != "" {
				found = append(found, Sentence{f.at(e), text})
			}
		}
		ast.Inspect(f.Tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if i, ok := sentenceArg[called(n)]; ok && len(n.Args) > i {
					take(n.Args[i])
				}
			case *ast.CompositeLit:
				for _, e := range problemWords(n) {
					take(e)
				}
			}
			return true
		})
	}
	return found
}

// sentenceArg maps a function's name to the argument that is a sentence.
var sentenceArg = map[string]int{"T": 0, "Say": 1, "Refusedf": 0, "Invalidf": 1, "say": 1, "wrong": 1}

// called gives the name of the called function or method without its
// package or receiver.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// problemWords gives the Text and Next of a record.Problem literal, also of
// one in a list whose type is left out.
func problemWords(lit *ast.CompositeLit) []ast.Expr {
	fields := map[string]ast.Expr{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				fields[key.Name] = kv.Value
			}
		}
	}
	switch t := lit.Type.(type) {
	case *ast.SelectorExpr:
		if t.Sel.Name != "Problem" {
			return nil
		}
	case *ast.Ident:
		if t.Name != "Problem" {
			return nil
		}
	case nil:
		if fields["Code"] == nil || fields["Text"] == nil {
			return nil
		}
	default:
		return nil
	}
	var words []ast.Expr
	for _, name := range []string{"Text", "Next"} {
		if e := fields[name]; e != nil {
			words = append(words, e)
		}
	}
	return words
}

// literal gives the text of a string literal or of a sum of them.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.ParenExpr:
		return literal(e.X)
	case *ast.BinaryExpr:
		a, aok := literal(e.X)
		b, bok := literal(e.Y)
		return a + b, e.Op == token.ADD && aok && bok
	}
	return "", false
}

// Spanish is what the files words/*.es.json say, sentence by sentence.
type Spanish map[string]string

// ReadSpanish reads them from the folder. Two files that differ in a
// sentence, and a sentence whose verbs differ from those of its Spanish, are
// breaches.
func ReadSpanish(files fs.FS, folder string) (Spanish, []Breach, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.es.json"))
	if err != nil {
		return nil, nil, err
	}
	all, from := Spanish{}, map[string]string{}
	var found []Breach
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, nil, err
		}
		var entries map[string]string
		if err := json.Unmarshal(raw, &entries); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		for en, es := range entries {
			switch had, ok := all[en]; {
			case strings.TrimSpace(es) == "":
				found = append(found, Breach{name, fmt.Sprintf("%q has no words", en)})
			case ok && had != es:
				found = append(found, Breach{name, fmt.Sprintf("%q is %q here and %q in %s", en, es, had, from[en])})
			case verbs(en) != verbs(es):
				found = append(found, Breach{name, fmt.Sprintf("%q takes %s, its Spanish %q takes %s", en, verbs(en), es, verbs(es))})
			}
			all[en], from[en] = es, name
		}
	}
	return all, sorted(found), nil
}

// Missing finds the sentences without Spanish, each once.
func (s Spanish) Missing(sentences []Sentence) []Breach {
	var found []Breach
	said := map[string]bool{}
	for _, sen := range sentences {
		if _, ok := s[sen.Text]; !ok && !said[sen.Text] {
			said[sen.Text] = true
			found = append(found, Breach{sen.At, fmt.Sprintf("no Spanish for %q", sen.Text)})
		}
	}
	return found
}

var verb = regexp.MustCompile(`%[-+#0]*(\[\d+\])?(\d+|\*)?(\.\d+)?(\[\d+\])?([a-zA-Z%])`)

// verbs lists which argument of a sentence takes which verb, in the order of
// the arguments, so that a translation may turn the words around with %[2]s.
func verbs(s string) string {
	next := 1
	var list []string
	for _, m := range verb.FindAllStringSubmatch(s, -1) {
		if m[5] == "%" {
			continue
		}
		if index := strings.Trim(m[1]+m[4], "[]"); index != "" {
			next, _ = strconv.Atoi(index) // digits only, by the expression
		}
		list = append(list, fmt.Sprintf("%d%s", next, m[5]))
		next++
	}
	sort.Strings(list)
	return "[" + strings.Join(list, " ") + "]"
}
