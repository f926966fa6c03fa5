// Package rules reads the program's own source and finds breaches of the
// rules that the compiler does not know: who may import whom, where time,
// goroutines and colours may stand, and that every sentence has its Spanish.
// Its tests run the rules over the whole repository.
package rules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
)

// Module is the name in go.mod.
const Module = "kapdesk"

// Breach is one place that breaks a rule.
type Breach struct {
	At   string // file:line
	What string
}

func (b Breach) String() string { return b.At + ": " + b.What }

// File is one source file.
type File struct {
	Path string // from the top of the repository, with slashes
	Test bool   // a _test.go file
	Tree *ast.File

	imports map[string]string // the name used in the file → import path
	set     *token.FileSet
}

// Source is a set of parsed files.
type Source struct{ Files []*File }

// Read parses every Go file under the folders; testdata is left out.
func Read(files fs.FS, folders ...string) (*Source, error) {
	s := &Source{}
	set := token.NewFileSet()
	for _, folder := range folders {
		err := fs.WalkDir(files, folder, func(p string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return fs.SkipDir
			case d.IsDir() || path.Ext(p) != ".go":
				return nil
			}
			text, err := fs.ReadFile(files, p)
			if err != nil {
				return err
			}
			f, err := parse(set, p, text)
			if err != nil {
				return err
			}
			s.Files = append(s.Files, f)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func parse(set *token.FileSet, name string, text []byte) (*File, error) {
	tree, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &File{Path: name, Test: strings.HasSuffix(name, "_test.go"), Tree: tree, set: set, imports: map[string]string{}}
	for _, spec := range tree.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		local := path.Base(p)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		f.imports[local] = p
	}
	return f, nil
}

// at names a place in the file.
func (f *File) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.Path, f.set.Position(n.Pos()).Line)
}

// in reports whether the file lies in the folder or below it.
func (f *File) in(folder string) bool { return within(f.Path, folder) }

func within(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }

// selected gives the import path and the name of an expression pkg.Name, with
// ok false for anything else.
func (f *File) selected(e ast.Expr) (pkg, name string, ok bool) {
	sel, isSel := e.(*ast.SelectorExpr)
	if !isSel {
		return "", "", false
	}
	id, isID := sel.X.(*ast.Ident)
	if !isID {
		return "", "", false
	}
	pkg, ok = f.imports[id.Name]
	return pkg, sel.Sel.Name, ok
}

func sorted(b []Breach) []Breach {
	sort.SliceStable(b, func(i, j int) bool { return b[i].At < b[j].At })
	return b
}
