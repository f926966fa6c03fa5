package store

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"
	"strings"
	"sync"
)

const (
	// minForgiving is the least length, in letters, of a word in which a
	// typing error is forgiven; shorter ones are near too many names.
	minForgiving = 4
	// maxNear is how many words near the typed one are looked for.
	maxNear = 12
	// maxLooked is how many words that begin near the typed one are weighed.
	maxLooked = 100
)

// vocabulary holds the words of all names in memory, read once and then as
// they are added: a word is never removed. The search that forgives typing
// errors looks through it.
type vocabulary struct {
	mu   sync.RWMutex
	last int64 // number of the last word read
	// first holds the words by their first letter, next by their second and
	// third: an error at the first letter leaves those in their order.
	first map[rune][][]rune
	next  map[[2]rune][][]rune
}

// read brings the words up to date.
func (v *vocabulary) read(r *reader) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.first == nil {
		v.first, v.next = map[rune][][]rune{}, map[[2]rune][][]rune{}
	}
	return r.each(func(rows *sql.Rows) error {
		var raw sql.RawBytes
		if err := rows.Scan(&v.last, &raw); err != nil {
			return err
		}
		w := []rune(string(raw))
		if len(w) < minForgiving-1 {
			return nil // never one error away from a word long enough
		}
		v.first[w[0]] = append(v.first[w[0]], w)
		v.next[[2]rune{w[1], w[2]}] = append(v.next[[2]rune{w[1], w[2]}], w)
		return nil
	}, `SELECT n, word FROM name_word WHERE n > ? ORDER BY n`, v.last)
}

// around gives the words that can be one error away from typed: those with
// its first letter, and those that fit when the first letter is the error.
// A word may be among them more than once.
func (v *vocabulary) around(typed []rune) [][][]rune {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return [][][]rune{
		v.first[typed[0]],
		v.first[typed[1]],                   // the first is one too many, or exchanged
		v.next[[2]rune{typed[1], typed[2]}], // the first is wrong
		v.next[[2]rune{typed[0], typed[1]}], // the first is left out
	}
}

// forget makes the next read begin anew, after a rebuild.
func (v *vocabulary) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.first, v.next, v.last = nil, nil, 0
}

// forgiving finds names a typing error away from what was typed.
func (f *finder) forgiving(words []string) error {
	if err := f.s.vocabulary.read(f.reader); err != nil {
		return err
	}
	terms := make([]string, len(words))
	forgave := false
	for i, w := range words {
		terms[i] = term(w)
		if len([]rune(w)) < minForgiving {
			continue
		}
		typed := []rune(w)
		if near := nearest(f.s.vocabulary.around(typed), typed); len(near) > 0 {
			forgave = true
			for j := range near {
				near[j] = `"` + near[j] + `"`
			}
			terms[i] = "(" + strings.Join(append(near, term(w)), " OR ") + ")"
		}
	}
	if !forgave {
		return nil
	}
	return f.matching(strings.Join(terms, " AND "))
}

// nearest gives the words of which the beginning is one error away from
// typed: a letter left out, added, wrong, or two neighbours exchanged. Words
// that are near as a whole come first, then the shorter.
func nearest(lists [][][]rune, typed []rune) []string {
	near := map[string]int{}
	for _, words := range lists {
		for _, w := range words {
			if prefix, whole := oneOff(typed, w); whole {
				near[string(w)] = 0
			} else if prefix && len(near) < maxLooked {
				near[string(w)] = 1
			}
		}
	}
	out := slices.SortedFunc(maps.Keys(near), func(a, b string) int {
		return cmp.Or(cmp.Compare(near[a], near[b]), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return out[:min(len(out), maxNear)]
}

// oneOff reports whether typed is one error away from some beginning of word,
// and whether from the whole of it.
func oneOff(typed, word []rune) (prefix, whole bool) {
	if len(word)+1 < len(typed) {
		return false, false
	}
	i := 0
	for i < len(typed) && i < len(word) && typed[i] == word[i] {
		i++
	}
	if i == len(typed) { // no error: a plain search finds it
		return false, false
	}
	rest, tail := typed[i:], []rune(nil)
	if i < len(word) {
		tail = word[i:]
	}
	try := func(rest, tail []rune) {
		if len(rest) > len(tail) || !slices.Equal(rest, tail[:len(rest)]) {
			return
		}
		prefix = true
		whole = whole || len(rest) == len(tail)
	}
	try(rest[1:], tail) // one too many
	if len(tail) > 0 {
		try(rest, tail[1:])     // one left out
		try(rest[1:], tail[1:]) // one wrong
	}
	if len(rest) > 1 && len(tail) > 1 && rest[0] == tail[1] && rest[1] == tail[0] {
		try(rest[2:], tail[2:]) // two exchanged
	}
	return prefix, whole
}
