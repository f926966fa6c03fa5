package vault

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kapdesk/app/record"
)

// Weakness says why a passphrase is refused.
type Weakness string

// The weaknesses.
const (
	TooShort Weakness = "too short" // neither four words nor twelve characters
	TooLong  Weakness = "too long"  // over a thousand bytes
	Repeated Weakness = "repeated"  // one character or one piece again and again
	Row      Weakness = "row"       // along the keyboard, the alphabet or the digits
	Named    Weakness = "named"     // the person's or the clinic's name and little else
	Common   Weakness = "common"    // what everybody tries first, and little else
)

// Weak is the refusal of a passphrase: a Problem for the person, with the
// reason for the program.
type Weak struct {
	Why     Weakness
	problem *record.Problem
}

// Error gives the English words.
func (w *Weak) Error() string { return w.problem.Error() }

// Unwrap gives the Problem.
func (w *Weak) Unwrap() error { return w.problem }

func weak(why Weakness) error {
	var p *record.Problem
	switch why {
	case TooShort:
		p = &record.Problem{Text: "A passphrase needs at least four words, or twelve characters.",
			Next: "Add words that nobody would guess."}
	case TooLong:
		p = &record.Problem{Text: "A passphrase of more than a thousand characters cannot be kept.",
			Next: "Choose a shorter one."}
	case Repeated:
		p = &record.Problem{Text: "This passphrase is one piece repeated.",
			Next: "Put together four words that have nothing to do with each other."}
	case Row:
		p = &record.Problem{Text: "This passphrase follows the keyboard, the alphabet or the digits.",
			Next: "Put together four words that have nothing to do with each other."}
	case Named:
		p = &record.Problem{Text: "This passphrase is little more than a name that stands on the door.",
			Next: "Put together four words that have nothing to do with each other."}
	case Common:
		p = &record.Problem{Text: "This passphrase is among the first that anybody would try.",
			Next: "Put together four words that have nothing to do with each other."}
	}
	p.Code, p.Field = record.Invalid, "passphrase"
	return &Weak{why, p}
}

// The least that a passphrase needs.
const (
	leastWords      = 4
	leastCharacters = 12
	mostBytes       = 1000
	// leastOwn is how many characters must be left when everything has been
	// taken out that others would guess.
	leastOwn = 6
)

// CheckPassphrase accepts a passphrase of at least four different words (of
// two letters or more) or twelve characters, unless it is one that others
// would guess: about holds what they know, as the person's and the clinic's
// name. There is no rule about capitals, digits or signs. A refusal is a *Weak.
func CheckPassphrase(s string, about ...string) error {
	if len(s) > mostBytes {
		return weak(TooLong)
	}
	s = tidy(s)
	if words(s) < leastWords && utf8.RuneCountInString(s) < leastCharacters {
		return weak(TooShort)
	}
	plain := squash(s)
	switch {
	case repeats(squashAll(s)):
		return weak(Repeated)
	case own(takeRows(plain)) < leastOwn && own(plain) >= leastOwn:
		return weak(Row)
	}
	var names []string
	for _, a := range about {
		for _, w := range strings.Fields(a) {
			names = append(names, squash(w))
		}
	}
	unnamed := takeRows(take(plain, names))
	if own(unnamed) < leastOwn && own(plain) >= leastOwn {
		return weak(Named)
	}
	if slices.Contains(phrases, plain) || own(take(unnamed, common))+signs(s)/2 < leastOwn {
		return weak(Common)
	}
	return nil
}

// words counts the different words of two characters or more.
func words(s string) int {
	seen := map[string]bool{}
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if utf8.RuneCountInString(w) >= 2 {
			seen[w] = true
		}
	}
	return len(seen)
}

// leet maps the usual stand-ins for letters.
var leet = strings.NewReplacer("@", "a", "$", "s", "€", "e")

// squash leaves small letters without accents, and digits.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKD.String(strings.ToLower(leet.Replace(s))))
}

// squashAll leaves every character but spaces.
func squashAll(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "") }

// repeats reports whether s is one piece of at most a third of it, again and
// again.
func repeats(s string) bool {
	all := []rune(s)
	for n := 1; n <= len(all)/3; n++ {
		same := true
		for i := n; i < len(all) && same; i++ {
			same = all[i] == all[i-n]
		}
		if same {
			return true
		}
	}
	return false
}

// gap stands where something was taken out, so that what is left on both sides
// does not join to a word.
const gap = "\x00"

// take takes the words out of s, the longer first; words of one or two letters
// say nothing.
func take(s string, words []string) string {
	longFirst := slices.Clone(words)
	slices.SortStableFunc(longFirst, func(a, b string) int { return len(b) - len(a) })
	for _, w := range longFirst {
		if utf8.RuneCountInString(w) > 2 {
			s = strings.ReplaceAll(s, w, gap)
		}
	}
	return s
}

// rows are what fingers follow, to be read in both directions.
var rows = both("1234567890", "abcdefghijklmnopqrstuvwxyz",
	"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "0987654321")

func both(rows ...string) []string {
	for _, r := range rows {
		back := []rune(r)
		slices.Reverse(back)
		rows = append(rows, string(back))
	}
	return rows
}

// takeRows takes out runs of three or more along a row, single characters
// repeated, and years.
func takeRows(s string) string {
	all := []rune(s)
	var out []rune
	for i := 0; i < len(all); {
		n := max(rowAt(all[i:]), sameAt(all[i:]), yearAt(all[i:]))
		if n < 3 {
			out, i = append(out, all[i]), i+1
			continue
		}
		out, i = append(out, []rune(gap)...), i+n
	}
	return string(out)
}

// rowAt gives the length of the run along a row at the beginning of s.
func rowAt(s []rune) int {
	longest := 0
	for _, row := range rows {
		_, rest, ok := strings.Cut(row, string(s[0]))
		if !ok {
			continue
		}
		n := 1
		for _, r := range rest {
			if n == len(s) || s[n] != r {
				break
			}
			n++
		}
		longest = max(longest, n)
	}
	return longest
}

func sameAt(s []rune) int {
	n := 1
	for n < len(s) && s[n] == s[0] {
		n++
	}
	return n
}

func yearAt(s []rune) int {
	if len(s) < 4 || !unicode.IsDigit(s[2]) || !unicode.IsDigit(s[3]) {
		return 0
	}
	if c := string(s[:2]); c != "19" && c != "20" {
		return 0
	}
	return 4
}

// own counts what is left.
func own(s string) int { return utf8.RuneCountInString(strings.ReplaceAll(s, gap, "")) }

// signs counts the different characters that are neither letters, digits nor
// spaces. Few people put them elsewhere than at the end, and always the same,
// so one counts half.
func signs(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsSpace(r) {
			seen[r] = true
		}
	}
	return len(seen)
}

//go:embed common.txt
var commonText string

// common are words that passphrases are too often made of, and phrases whole
// sentences that everybody knows.
var common, phrases = readCommon(commonText)

func readCommon(text string) (words, phrases []string) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if strings.Contains(line, " ") {
			phrases = append(phrases, squash(line))
		} else {
			words = append(words, squash(line))
		}
	}
	return words, phrases
}
