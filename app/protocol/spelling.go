package protocol

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kapdesk/app/words"
)

// parts splits what was typed where one medicine ends and the next begins,
// folded: no name reaches over such a place.
func parts(typed string) []string {
	s := strings.NewReplacer(",", ";", "+", ";", "/", ";", "&", ";", "\n", ";").Replace(strings.ToLower(typed))
	var out []string
	for _, part := range strings.Split(s, ";") {
		if f := fold(part); f != "" {
			out = append(out, f)
		}
	}
	return out
}

// plainLetters are letters with marks, and others that people type without.
var plainLetters = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ﬁ': "fi", 'ﬂ': "fl"}
	for plain, marked := range map[string]string{"a": "áàâäãåāăą", "c": "çćč", "d": "đð", "e": "éèêëēėę", "i": "íìîïīı", "l": "ł", "n": "ñńň",
		"o": "óòôöõøō", "s": "śš", "u": "úùûüūůµμ", "y": "ýÿ", "z": "źżž"} {
		for _, r := range marked {
			m[r] = plain
		}
	}
	return m
}()

// Fold gives a text as it is compared: lower-case words of plain letters and
// figures, so that a search forgives marks.
func Fold(s string) string { return fold(s) }

// fold gives lower-case words of plain letters and figures with single
// spaces. A point stays within a figure only, so that "St. John's" and
// "p.r.n." read as they are spoken.
func fold(s string) string {
	var b strings.Builder
	runes := []rune(strings.ToLower(s))
	digit := func(i int) bool { return i >= 0 && i < len(runes) && unicode.IsDigit(runes[i]) }
	for i, r := range runes {
		switch {
		case unicode.Is(unicode.M, r), strings.ContainsRune("'’‘`´®™", r):
		case r == '.' && digit(i-1) && digit(i+1):
			b.WriteRune(r)
		case r == '.':
		case plainLetters[r] != "":
			b.WriteString(plainLetters[r])
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// isName reports whether a folded name can be told from a dose.
func isName(folded string) bool {
	first, _, _ := strings.Cut(folded, " ")
	r, _ := utf8.DecodeRuneInString(first)
	return unicode.IsLetter(r)
}

// near is a listed name and how many slips lie between it and what was typed.
type near struct {
	name  string
	slips int
}

const (
	shortest  = 5  // letters: below it too many names lie near
	maxLetter = 40 // letters: no name is so long
	maxTried  = 40 // windows of words of one part that are compared
)

// nearby gives the listed names near the words that are strange, alone or
// with their neighbours: "Tylenol PN" is near "Tylenol PM".
func (p *Protocol) nearby(words []string, strange []bool) []near {
	var out []near
	tried := 0
	for i := range words {
		for n := 1; n <= p.longest && i+n <= len(words) && tried < maxTried; n++ {
			if slices.Contains(strange[i:i+n], true) {
				tried++
				out = append(out, p.near(strings.Join(words[i:i+n], " "))...)
			}
		}
	}
	return out
}

func (p *Protocol) near(typed string) []near {
	letters := utf8.RuneCountInString(typed)
	if letters < shortest || letters > maxLetter {
		return nil
	}
	var out []near
	most := max(1, letters/5)
	for n := letters - most; n <= letters+most; n++ {
		for _, name := range p.byLength[n] {
			if d := words.Slips(typed, name); d > 0 && d <= most {
				out = append(out, near{name, d})
			}
		}
	}
	return out
}

// nearest gives the three nearest names.
func nearest(all []near) []string {
	slices.SortFunc(all, func(a, b near) int {
		if a.slips != b.slips {
			return a.slips - b.slips
		}
		return strings.Compare(a.name, b.name)
	})
	var out []string
	for _, n := range all {
		if len(out) < 3 && !slices.Contains(out, n.name) {
			out = append(out, n.name)
		}
	}
	return out
}

// index prepares the lists of medicines for matching.
func (p *Protocol) index() {
	p.classOf, p.byLength, p.dose = map[string][]string{}, map[int][]string{}, map[string]bool{}
	p.memory = &memory{seen: map[string]lookup{}}
	for _, w := range p.DoseWords {
		p.dose[fold(w)] = true
	}
	for _, c := range p.Classes {
		for _, n := range c.Names {
			f := fold(n)
			if p.classOf[f] == nil {
				letters := utf8.RuneCountInString(f)
				p.byLength[letters] = append(p.byLength[letters], f)
			}
			p.classOf[f] = append(p.classOf[f], c.ID)
			p.longest = max(p.longest, len(strings.Fields(f)))
		}
	}
}

// oneSlipApart gives pairs of listed names between which lies one slip and
// which do not mean the same classes: typing one wrongly would be the other.
// Two such names become the same when a letter is dropped from one or both.
func (p *Protocol) oneSlipApart() [][2]string {
	var out [][2]string
	dropped := make(map[string][]string, 10*len(p.classOf))
	for _, c := range p.Classes {
		for _, n := range c.Names {
			name := fold(n)
			if slices.Contains(dropped[name], name) {
				continue // listed in an earlier class too
			}
			tried := map[string]bool{}
			for i := -1; i < len(name); i++ {
				key := name
				if i >= 0 {
					key = name[:i] + name[i+1:]
				}
				for _, other := range dropped[key] {
					if !tried[other] && other != name && words.Slips(name, other) == 1 && !slices.Equal(p.classOf[name], p.classOf[other]) {
						out = append(out, [2]string{other, name})
					}
					tried[other] = true
				}
				if !slices.Contains(dropped[key], name) {
					dropped[key] = append(dropped[key], name)
				}
			}
		}
	}
	return out
}
