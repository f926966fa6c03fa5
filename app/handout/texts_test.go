package handout_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kapdesk/app/handout"
	"kapdesk/app/handout/reading"
	"kapdesk/app/words"
)

func TestParseTextsRefusals(t *testing.T) {
	good := `{"id":"a","language":"en","version":"1","title":"T","sections":[{"look":"bullets","lines":["x {name}"]}]}`
	if _, err := handout.ParseTexts([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"no JSON":            "x",
		"unknown member":     strings.Replace(good, `"id"`, `"idea"`, 1),
		"unknown language":   strings.Replace(good, `"en"`, `"fr"`, 1),
		"unknown value":      strings.Replace(good, `{name}`, `{nmae}`, 1),
		"unknown look":       strings.Replace(good, `bullets`, `bulets`, 1),
		"no version":         strings.Replace(good, `"1"`, `""`, 1),
		"empty line":         strings.Replace(good, `x {name}`, ``, 1),
		"unknown route":      strings.Replace(good, `"look"`, `"routes":["ear"],"look"`, 1),
		"unknown condition":  strings.Replace(good, `"x {name}"`, `{"text":"x","if":"rain"}`, 1),
		"misspelt condition": strings.Replace(good, `"x {name}"`, `{"text":"x","iff":"ride"}`, 1),
	} {
		if _, err := handout.ParseTexts([]byte(bad)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// Papers for patients are written for grade 6 or below, as they are printed:
// each route, with everything in it and with nothing but the route.
func TestReadingGrade(t *testing.T) {
	for _, l := range words.Langs {
		full := handout.Expect{PreferredName: "Ana", VisitAt: at(10, 15), Ride: "Luis", FoodHours: 6, DrinkHours: 2, DriveHours: 24}
		for _, r := range handout.Routes {
			for _, e := range []handout.Expect{{PreferredName: "Ana"}, full} {
				e.Route = r
				d, err := handout.WhatToExpect(book(t), withCrisis(l), texts(t, handout.ExpectTexts, l), e)
				grade(t, fmt.Sprintf("what-to-expect %s %s", l, r), l, check(t, d, err))
			}
		}
		d, err := handout.IntegrationPlan(book(t), withCrisis(l), texts(t, handout.PlanTexts, l), handout.Integration{PreferredName: "Ana",
			Intention: "x", Moments: []string{"x"}, Insights: []string{"x"}, Actions: []handout.Action{{What: "x"}}, Supports: []handout.Support{{Name: "x"}}})
		grade(t, "integration-plan "+string(l), l, check(t, d, err))
		// And each section by itself, so that an easy one does not hide a hard one.
		for _, id := range []string{handout.ExpectTexts, handout.PlanTexts} {
			for _, s := range texts(t, id, l).Sections {
				var text []string
				for _, line := range s.Lines {
					text = append(text, line.Text, line.Else)
				}
				if len(strings.Fields(strings.Join(text, " "))) >= 20 {
					grade(t, fmt.Sprintf("%s %s, %q", id, l, s.Heading), l, strings.Join(text, "\n"))
				}
			}
		}
	}
}

func grade(t *testing.T, name string, l words.Lang, text string) {
	t.Helper()
	if l == words.Spanish {
		score := reading.Spanish(text)
		t.Logf("%s: Fernández-Huerta %.0f", name, score)
		if score < 70 {
			t.Errorf("%s: Fernández-Huerta %.0f, below 70 (grade 6)", name, score)
		}
		return
	}
	g := reading.English(text)
	t.Logf("%s: grade %.1f", name, g)
	if g > 6 {
		t.Errorf("%s: grade %.1f, above 6", name, g)
	}
}

// Every fact that medicine stands behind keeps its source in the texts, and
// both languages say the same things in the same order.
func TestTextsAgree(t *testing.T) {
	for _, id := range []string{handout.ExpectTexts, handout.PlanTexts, handout.AfterTexts} {
		en, es := texts(t, id, words.English), texts(t, id, words.Spanish)
		if en.Version != es.Version || len(en.Sections) != len(es.Sections) {
			t.Fatalf("%s: the languages differ in version or sections", id)
		}
		for i, s := range en.Sections {
			o := es.Sections[i]
			if s.Key != o.Key || s.Look != o.Look || len(s.Lines) != len(o.Lines) {
				t.Errorf("%s, section %d: the languages differ", id, i)
				continue
			}
			for k, line := range s.Lines {
				if other := o.Lines[k]; line.If != other.If || !slices.Equal(line.Routes, other.Routes) || (line.Source == "") != (other.Source == "") {
					t.Errorf("%s, section %d, line %d: the languages differ", id, i, k)
				}
			}
		}
	}
}

var verbs = regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)

// Every sentence of the builders has its Spanish, with the same verbs.
func TestEverySentenceHasItsSpanish(t *testing.T) {
	b := book(t)
	n := 0
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || sel.Sel.Name != "T" && sel.Sel.Name != "Say" {
				return true
			}
			for _, a := range call.Args {
				lit, ok := a.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					continue
				}
				en, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				n++
				if !b.Has(words.Spanish, en) {
					t.Errorf("%q has no Spanish", en)
				} else if es := b.Say(words.Spanish, en); !slices.Equal(verbs.FindAllString(en, -1), verbs.FindAllString(es, -1)) {
					t.Errorf("%q and %q have different verbs", en, es)
				}
			}
			return true
		})
	}
	if n < 50 {
		t.Errorf("only %d sentences were found", n)
	}
}
