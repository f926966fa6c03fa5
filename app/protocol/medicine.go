package protocol

import (
	"slices"
	"strings"
	"sync"
)

// Among gives the medicines that are of one of the classes, as typed.
func (p *Protocol) Among(medicines, classes []string) []string {
	var out []string
	for _, m := range medicines {
		of, _ := p.ClassesOf(m)
		if slices.ContainsFunc(of, func(c string) bool { return slices.Contains(classes, c) }) {
			out = append(out, m)
		}
	}
	return out
}

// Unrecognised gives the medicines of which a part matches no class: what
// they do is not known here.
func (p *Protocol) Unrecognised(medicines []string) []string {
	var out []string
	for _, m := range medicines {
		if _, all := p.ClassesOf(m); !all {
			out = append(out, m)
		}
	}
	return out
}

// Doubtful gives the medicines, as typed, that may be misspelt ones of the
// classes.
func (p *Protocol) Doubtful(medicines, classes []string) []string {
	var out []string
	for _, m := range medicines {
		if slices.ContainsFunc(p.Suggest(m), func(name string) bool {
			return slices.ContainsFunc(p.classOf[name], func(c string) bool { return slices.Contains(classes, c) })
		}) {
			out = append(out, m)
		}
	}
	return out
}

// ClassesOf gives the classes of a medicine as it was typed, in the order of
// the file. Several names in one line are taken one by one. all is false when
// a word is neither of a listed name nor a dose or form: what it means is not
// known, and nothing is guessed.
func (p *Protocol) ClassesOf(typed string) (classes []string, all bool) {
	l := p.lookUp(typed)
	return l.classes, l.all
}

// Suggest gives the names of the lists that a mistyped one may have meant,
// the nearest first and at most three. Nobody guesses in silence: they are
// offered, and a person chooses.
func (p *Protocol) Suggest(typed string) []string { return p.lookUp(typed).suggest }

// lookup is what the lists say of a medicine as typed.
type lookup struct {
	classes []string
	all     bool
	suggest []string
}

// letters are what is left of a folded Latin word.
const letters = "abcdefghijklmnopqrstuvwxyz"

// maxLookups bounds how many are remembered.
const maxLookups = 4096

// memory remembers lookups: every criterion asks for the same few names.
type memory struct {
	mu   sync.Mutex
	seen map[string]lookup
}

func (p *Protocol) lookUp(typed string) lookup {
	p.memory.mu.Lock()
	defer p.memory.mu.Unlock()
	l, ok := p.memory.seen[typed]
	if ok {
		return l
	}
	l = p.read(typed)
	if len(p.memory.seen) >= maxLookups {
		clear(p.memory.seen)
	}
	p.memory.seen[typed] = l
	return l
}

// read looks up what was typed, without the memory.
func (p *Protocol) read(typed string) lookup {
	l := lookup{all: true}
	found := map[string]bool{}
	var near []near
	for _, part := range parts(typed) {
		words := strings.Fields(part)
		names, strange := p.match(words)
		for _, name := range names {
			for _, c := range p.classOf[name] {
				found[c] = true
			}
		}
		if slices.Contains(strange, true) {
			l.all = false
			near = append(near, p.nearby(words, strange)...)
		}
	}
	for _, c := range p.Classes {
		if found[c.ID] {
			l.classes = append(l.classes, c.ID)
		}
	}
	l.all = l.all && len(l.classes) > 0
	l.suggest = nearest(near)
	return l
}

// match reads the words of one part from the left, the longest listed name
// first: "Tylenol PM" is not "Tylenol", and "clonazepam" is found as a whole
// word only. strange marks the words that are neither of a name nor a dose or
// form.
func (p *Protocol) match(words []string) (names []string, strange []bool) {
	strange = make([]bool, len(words))
	for i := 0; i < len(words); {
		n := min(p.longest, len(words)-i)
		for n > 0 && p.classOf[strings.Join(words[i:i+n], " ")] == nil {
			n--
		}
		if n == 0 {
			strange[i] = !p.isDose(words[i]) || i > 0 && p.numbered(words[i-1], words[i])
			i++
			continue
		}
		names = append(names, strings.Join(words[i:i+n], " "))
		i += n
	}
	return names, strange
}

// numbered tells a figure that may be part of a listed name and not a dose:
// "Tylenol 3x" may be Tylenol 3, which holds codeine.
func (p *Protocol) numbered(before, word string) bool {
	figure := strings.TrimRight(word, letters)
	return figure != word && figure != "" && p.classOf[before+" "+figure] != nil
}

// isDose reports whether a word says how much, in what form or how often, and
// not what: "0.5", "50mg", "tablet", "nightly".
func (p *Protocol) isDose(word string) bool {
	unit := strings.TrimLeft(word, "0123456789.")
	return unit == "" || p.dose[unit]
}
