package protocol

import (
	"slices"
	"strings"
	"sync"
	"unicode"
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
// the file. Several names joined by a comma, a plus, a slash or "and" are
// taken one by one; all is false if one of them matches no class.
func (p *Protocol) ClassesOf(typed string) (classes []string, all bool) {
	l := p.lookUp(typed)
	return l.classes, l.all
}

// lookup is what the lists say of a medicine as typed.
type lookup struct {
	classes []string
	all     bool
	suggest []string
}

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
	l.suggest = p.suggest(typed)
	l.classes, l.all = p.classesOf(typed)
	if len(p.memory.seen) >= maxLookups {
		clear(p.memory.seen)
	}
	p.memory.seen[typed] = l
	return l
}

func (p *Protocol) classesOf(typed string) (classes []string, all bool) {
	all = true
	found := map[string]bool{}
	for _, part := range parts(typed) {
		of := p.match(strings.Fields(part))
		all = all && len(of) > 0 && len(p.suggest(part)) == 0
		for _, c := range of {
			found[c] = true
		}
	}
	for _, c := range p.Classes {
		if found[c.ID] {
			classes = append(classes, c.ID)
		}
	}
	return classes, all && len(classes) > 0
}

// match looks for the names of the lists among the words of one typed name,
// whole words only: "Xanax XR 0.5 mg" holds "xanax".
func (p *Protocol) match(ws []string) []string {
	var classes []string
	for i := range ws {
		for n := 1; n <= p.longest && i+n <= len(ws); n++ {
			classes = append(classes, p.classOf[strings.Join(ws[i:i+n], " ")]...)
		}
	}
	return classes
}

// parts splits what was typed where one medicine ends and the next begins,
// folded. Figures and units are no medicine: "20/10 mg" is no part of its own.
func parts(typed string) []string {
	s := strings.NewReplacer(",", ";", "+", ";", "/", ";", "&", ";", " and ", ";", " y ", ";", "\n", ";").Replace(strings.ToLower(typed))
	var out []string
	for _, part := range strings.Split(s, ";") {
		if f := fold(part); hasName(f) {
			out = append(out, f)
		}
	}
	return out
}

// units and forms say how much and how often, not what.
var units = map[string]bool{"mg": true, "mcg": true, "ug": true, "g": true, "ml": true, "ui": true, "iu": true,
	"daily": true, "day": true, "dia": true, "night": true, "noche": true, "week": true, "semana": true, "er": true, "xr": true, "sr": true}

func hasName(folded string) bool {
	for _, w := range strings.Fields(folded) {
		if !units[w] && strings.IndexFunc(w, unicode.IsLetter) == 0 {
			return true
		}
	}
	return false
}

// marks are the letters with marks that medicine names and people bring.
var marks = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ä", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "í", "i", "ï", "i",
	"ó", "o", "ô", "o", "ö", "o", "ú", "u", "ü", "u", "ñ", "n", "ç", "c", "'", "", "’", "", "®", "", "™", "")

// fold gives lower-case words of letters and figures with single spaces.
func fold(s string) string {
	s = marks.Replace(strings.ToLower(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' }), " ")
}

// Suggest gives the names of the lists that a mistyped one may have meant,
// the nearest first and at most three. Nobody guesses in silence: they are
// offered, and a person chooses.
func (p *Protocol) Suggest(typed string) []string { return p.lookUp(typed).suggest }

func (p *Protocol) suggest(typed string) []string {
	type near struct {
		name string
		d    int
	}
	var found []near
	for _, w := range strings.Fields(fold(typed)) {
		if len(w) < 5 || len(p.classOf[w]) > 0 {
			continue
		}
		for name := range p.classOf {
			most := max(1, len(w)/5)
			if n := len(name) - len(w); n > most || n < -most {
				continue
			}
			if d := distance(w, name); d > 0 && d <= most {
				found = append(found, near{name, d})
			}
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		if a.d != b.d {
			return a.d - b.d
		}
		return strings.Compare(a.name, b.name)
	})
	var out []string
	for _, n := range found {
		if len(out) < 3 && !slices.Contains(out, n.name) {
			out = append(out, n.name)
		}
	}
	return out
}

// distance is the number of letters to change, add, drop or swap.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range x {
		row := make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(prev[j+1]+1, row[j]+1, prev[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], prev2[j-1]+1)
			}
		}
		prev2, prev = prev, row
	}
	return prev[len(y)]
}
