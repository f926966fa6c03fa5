package rules

import (
	"strconv"
	"strings"
)

// room says what the files under a folder may import beside the standard
// library; the first room that a file lies in counts.
type room struct {
	folder  string
	may     []string // folders of this module
	modules []string // other modules
	not     []string // packages of the standard library
	notWhy  string
}

const fyne = "fyne.io/fyne/v2"

// shared are the parts of screens that are no place of their own: widgets,
// what places meet by, and the form that first start and Settings both show.
var shared = []string{"screens/kit", "screens/place", "screens/practice", "screens/preview"}

// outside are the packages by which a program reaches disk, network, clock
// of others and other programs.
var outside = []string{"os", "os/exec", "os/signal", "net", "net/http", "net/rpc", "net/smtp", "database/sql", "syscall"}

// network is what nothing but sync may use: no connection until a person
// switches it on.
var network = []string{"net", "net/http", "net/rpc", "net/smtp"}

// unseen is what a screen has no business with.
var unseen = append([]string{"database/sql", "os/exec"}, network...)

const seenWhy = "a screen reaches outside through app and the shell"

var rooms = []room{
	{folder: "app", may: []string{"app"}, not: outside, notWhy: "app is free of files, network and databases"},
	{folder: "assets", notWhy: "assets only embeds"},
	{folder: "screens/kit", may: []string{"app", "assets", "screens/kit"}, modules: []string{fyne},
		not: unseen, notWhy: seenWhy},
	{folder: "screens/preview", may: append([]string{"app", "assets"}, shared...), modules: []string{fyne, "github.com/boombuler/barcode"},
		not: unseen, notWhy: seenWhy},
	{folder: "screens", may: append([]string{"app", "assets"}, shared...), modules: []string{fyne},
		not: unseen, notWhy: seenWhy},
	{folder: "data/sync", may: []string{"app", "assets", "data"}, modules: []string{"*"}},
	{folder: "data", may: []string{"app", "assets", "data"}, modules: []string{"*"},
		not: network, notWhy: "only sync uses the network"},
}

// alone says for a module or package where it may stand at all, and where in
// tests.
var alone = []struct {
	what   string
	where  []string
	tests  []string
	reason string
}{
	{fyne, []string{"screens", "cmd"}, nil, "Fyne stands in screens and cmd alone"},
	// data/crypt is a file system under SQLite and speaks no SQL; its tests
	// look at it from above.
	{"database/sql", []string{"data/store"}, []string{"data/crypt"}, "database/sql stands in data/store alone"},
	{"modernc.org/sqlite", []string{"data/store", "data/crypt"}, nil, "SQLite stands in data/store and, beneath it, data/crypt"},
	{"github.com/jung-kurt/gofpdf", []string{"data/pdf"}, nil, "gofpdf stands in data/pdf alone"},
	{"github.com/godbus/dbus/v5", []string{"data/machine"}, nil, "the bus is asked in data/machine alone"},
	// What does not know of a psychotherapy note cannot print, find or export
	// it.
	{Module + "/app/notes", []string{"app/notes", "screens/notes", "cmd"}, nil, "psychotherapy notes are known to their own screen alone"},
}

// Imports finds the imports that no room may have.
func (s *Source) Imports() []Breach {
	var found []Breach
	for _, f := range s.Files {
		for _, spec := range f.Tree.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has refused it already
			}
			if why := f.refuses(p); why != "" {
				found = append(found, Breach{f.at(spec), "imports " + p + ": " + why})
			}
		}
	}
	return found
}

// refuses says why the file may not import the package; "" if it may.
func (f *File) refuses(p string) string {
	for _, a := range alone {
		if within(p, a.what) && !anyWithin(f.Path, a.where) && !(f.Test && anyWithin(f.Path, a.tests)) {
			return a.reason
		}
	}
	for _, r := range rooms {
		if f.in(r.folder) {
			return r.refuses(f, p)
		}
	}
	return "" // cmd may import everything
}

func (r room) refuses(f *File, p string) string {
	if inner, ours := strings.CutPrefix(p, Module+"/"); ours {
		if anyWithin(inner, r.may) || ownPlace(f.Path, inner) {
			return ""
		}
		return r.folder + " imports only " + strings.Join(r.may, ", ")
	}
	if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") {
		if anyWithin(p, r.modules) || anyWithin("*", r.modules) {
			return ""
		}
		return r.folder + " does not use this module"
	}
	if f.Test {
		return "" // a test may read its own files
	}
	for _, no := range r.not {
		if p == no {
			return r.notWhy
		}
	}
	return ""
}

// ownPlace reports whether both paths lie in the same place of screens: its
// own parts a place may import.
func ownPlace(a, b string) bool {
	return strings.HasPrefix(a, "screens/") && strings.HasPrefix(b, "screens/") && second(a) == second(b)
}

func second(p string) string {
	parts := strings.SplitN(p, "/", 3)
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}

func anyWithin(p string, folders []string) bool {
	for _, folder := range folders {
		if within(p, folder) {
			return true
		}
	}
	return false
}
