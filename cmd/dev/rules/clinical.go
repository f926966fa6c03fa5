package rules

import (
	"encoding/json"
	"go/ast"
	"io/fs"
	"strings"
	"unicode"
)

// MedicineNames reads the names of medicines that a protocol lists, in small
// letters.
func MedicineNames(files fs.FS, file string) (map[string]bool, error) {
	raw, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, err
	}
	var p struct {
		Classes []struct {
			Names []string `json:"names"`
		} `json:"classes"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, c := range p.Classes {
		for _, n := range c.Names {
			names[strings.ToLower(n)] = true
		}
	}
	return names, nil
}

// Medicines finds medicines named in the code of app: which ones matter, and
// why, is data that a clinic can read and change.
func (s *Source) Medicines(names map[string]bool) []Breach {
	return s.find(func(f *File) bool { return f.in("app") && !f.Test }, func(_ *File, n ast.Node) string {
		e, ok := n.(ast.Expr)
		if !ok {
			return ""
		}
		text, ok := literal(e)
		if !ok {
			return ""
		}
		for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if names[w] {
				return "the medicine " + w + " is named in app: medicines stand in the protocol"
			}
		}
		return ""
	})
}
