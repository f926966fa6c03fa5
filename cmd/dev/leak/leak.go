// Package leak looks for words that must not be readable in the files of a
// folder or in a text: as they are, and written in the ways in which programs
// write words without meaning to hide them.
package leak

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// least is how many bytes a word has that is looked for: a shorter one turns
// up by chance.
const least = 5

// Finder looks for words in all their forms.
type Finder struct {
	byStart map[[start]byte][]form
	words   map[string]bool
	forms   int
}

// start is how many bytes of a form are looked up at each place.
const start = 4

// New makes a finder for the words. Each line of a text counts as a word, and
// so does each run of a few words in it, because a file may hold a part. What
// has fewer than 5 bytes is left out.
func New(texts ...string) *Finder {
	f := &Finder{byStart: map[[start]byte][]form{}, words: map[string]bool{}}
	for _, text := range texts {
		for _, w := range pieces(text) {
			f.add(w)
			f.add(strings.ToLower(w))
		}
	}
	return f
}

func (f *Finder) add(word string) {
	if len(word) < least || f.words[word] {
		return
	}
	f.words[word] = true
	for _, one := range formsOf(word) {
		k := [start]byte(one.bytes)
		f.byStart[k] = append(f.byStart[k], one)
		f.forms++
	}
}

// Words is how many different words are looked for.
func (f *Finder) Words() int { return len(f.words) }

// Forms is in how many ways they are looked for, all together.
func (f *Finder) Forms() int { return f.forms }

// In names what is found in b, each form of each word once; b is called name.
func (f *Finder) In(name string, b []byte) (found []string) {
	seen := map[string]bool{}
	for i := range max(0, len(b)-start+1) {
		for _, one := range f.byStart[[start]byte(b[i:])] {
			if len(b)-i < len(one.bytes) || string(b[i:i+len(one.bytes)]) != string(one.bytes) || seen[one.key()] {
				continue
			}
			seen[one.key()] = true
			found = append(found, fmt.Sprintf("%s holds %q as %s, at %d of %d", name, one.word, one.how, i, len(b)))
		}
	}
	return found
}

// Looked is what a search has looked at.
type Looked struct {
	Files int
	Bytes int64
}

// Folder looks through every file below the folder, and the names of all files
// and folders, but not at the files for which but is true; but gets the path
// below the folder. Files that are gone before they are read, as a running
// program's may be, are left out.
func (f *Finder) Folder(dir string, but func(path string) bool) (looked Looked, found []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path != dir {
			return nil
		}
		if err != nil {
			return err
		}
		below, err := filepath.Rel(dir, path)
		if err != nil || but(below) {
			return err
		}
		found = append(found, f.In("the name of "+below, []byte(d.Name()))...)
		if !d.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		looked.Files++
		looked.Bytes += int64(len(b))
		found = append(found, f.In(below, b)...)
		return err
	})
	return looked, found, err
}

// pieces are the lines of a text and the runs of words in each.
func pieces(text string) (list []string) {
	const run = 3
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !utf8.ValidString(line) {
			continue
		}
		list = append(list, line)
		words := strings.Fields(line)
		if len(words) <= run {
			continue
		}
		for few := range slices.Chunk(words, run) {
			if s := strings.Join(few, " "); len(few) == run && len(s) > 2*least {
				list = append(list, s)
			}
		}
	}
	return list
}
