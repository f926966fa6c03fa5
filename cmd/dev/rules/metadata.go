package rules

import (
	"fmt"
	"go/ast"
	"strings"
)

// Metadata reads the values of FyneApp.toml as "Section.Key" → value, without
// quotes. It knows the few forms that the file uses.
func Metadata(text string) (map[string]string, error) {
	values, section := map[string]string{}, ""
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = strings.Trim(line, "[]") + "."
		default:
			key, value, ok := strings.Cut(line, "=")
			if !ok {
				return nil, fmt.Errorf("line %d is neither a section nor a value: %s", i+1, line)
			}
			values[section+strings.TrimSpace(key)] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return values, nil
}

// Constant gives the value of a string constant that a file of the folder
// declares.
func (s *Source) Constant(folder, name string) (string, bool) {
	for _, f := range s.Files {
		if !f.in(folder) || f.Test {
			continue
		}
		for _, d := range f.Tree.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range decl.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					for i, id := range v.Names {
						if id.Name == name && i < len(v.Values) {
							return literal(v.Values[i])
						}
					}
				}
			}
		}
	}
	return "", false
}

// named are the constants that repeat a value of the app's metadata.
var named = []struct{ folder, constant, key string }{
	{"cmd/kapdesk", "appID", "Details.ID"},
	{"cmd/kapdesk", "appVersion", "Details.Version"},
	{"cmd/dev/day", "appID", "Details.ID"},
}

// Identity compares the app's metadata with the constants of the program and
// of what drives it.
func (s *Source) Identity(metadata map[string]string) []Breach {
	const file = "FyneApp.toml"
	var found []Breach
	for _, n := range named {
		want, ok := s.Constant(n.folder, n.constant)
		switch {
		case !ok:
			found = append(found, Breach{n.folder, "no constant " + n.constant})
		case metadata[n.key] != want:
			found = append(found, Breach{file, fmt.Sprintf("%s is %q, but %s in %s is %q", n.key, metadata[n.key], n.constant, n.folder, want)})
		}
	}
	if metadata["Migrations.fyneDo"] != "true" {
		found = append(found, Breach{file, "Migrations.fyneDo is not true"})
	}
	return found
}
