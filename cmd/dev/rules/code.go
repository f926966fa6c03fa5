package rules

import (
	"go/ast"
)

// find walks every chosen file and collects what look finds at a node.
func (s *Source) find(choose func(*File) bool, look func(*File, ast.Node) string) []Breach {
	var found []Breach
	for _, f := range s.Files {
		if !choose(f) {
			continue
		}
		ast.Inspect(f.Tree, func(n ast.Node) bool {
			if n == nil {
				return false
			}
			if what := look(f, n); what != "" {
				found = append(found, Breach{f.at(n), what})
			}
			return true
		})
	}
	return found
}

// clockNames are what of package time looks at the system's clock.
var clockNames = map[string]bool{
	"Now": true, "Since": true, "Until": true, "After": true, "AfterFunc": true,
	"NewTimer": true, "NewTicker": true, "Tick": true, "Sleep": true,
}

// Clock finds the places in app that ask the system for the time: what app
// decides must follow from what it is told.
func (s *Source) Clock() []Breach {
	return s.find(func(f *File) bool { return f.in("app") && !f.Test }, func(f *File, n ast.Node) string {
		e, ok := n.(ast.Expr)
		if !ok {
			return ""
		}
		if pkg, name, ok := f.selected(e); ok && pkg == "time" && clockNames[name] {
			return "time." + name + " in app: take the instant from the transaction or the clock"
		}
		return ""
	})
}

// runnerFiles are where screens may start a goroutine.
var runnerFiles = map[string]bool{
	"screens/place/runner.go":      true,
	"screens/place/runner_test.go": true,
}

// Goroutines finds go statements in screens outside the runner.
func (s *Source) Goroutines() []Breach {
	return s.find(func(f *File) bool { return f.in("screens") && !runnerFiles[f.Path] }, func(_ *File, n ast.Node) string {
		if _, ok := n.(*ast.GoStmt); ok {
			return "go statement in screens: use the Runner"
		}
		return ""
	})
}

// DateEntries finds uses of the toolkit's date field, which keeps the old
// date when the text is wrong and has no empty state.
func (s *Source) DateEntries() []Breach {
	return s.find(func(*File) bool { return true }, func(f *File, n ast.Node) string {
		e, ok := n.(ast.Expr)
		if !ok {
			return ""
		}
		if pkg, name, ok := f.selected(e); ok && pkg == fyne+"/widget" && (name == "NewDateEntry" || name == "DateEntry") {
			return "widget." + name + ": use the kit's date field"
		}
		return ""
	})
}

// themeFile is where screens may name a colour.
const themeFile = "screens/kit/theme.go"

// Colours finds colour literals in screens outside the theme.
func (s *Source) Colours() []Breach {
	return s.find(func(f *File) bool { return f.in("screens") && f.Path != themeFile && !f.Test }, func(f *File, n ast.Node) string {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return ""
		}
		if pkg, name, ok := f.selected(lit.Type); ok && pkg == "image/color" {
			return "color." + name + " literal: colours have names in " + themeFile
		}
		return ""
	})
}
