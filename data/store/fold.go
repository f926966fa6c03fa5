package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters are those that decomposition leaves as they are and that people
// type without their stroke or as two letters.
var letters = map[rune]string{
	'đ': "d", 'ð': "d", 'ł': "l", 'ø': "o", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th", 'ħ': "h", 'ı': "i", 'ŋ': "n", 'ŧ': "t", 'ĸ': "k", 'ſ': "s",
}

// fold gives the form in which names are compared: compatibility forms
// decomposed, marks and apostrophes removed, lower case, anything that is
// neither letter nor digit a single space.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	put := func(part string) {
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteString(part)
	}
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.M, r) || isApostrophe(r):
		case letters[r] != "":
			put(letters[r])
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			put(string(r))
		default:
			space = true
		}
	}
	return b.String()
}

func isApostrophe(r rune) bool {
	return strings.ContainsRune("'’‘ʼʻʹ`´′", r)
}

// wordsOf gives the words by which folded names are found: each word once,
// and the words of a name of several also as one ("de la cruz": "delacruz").
func wordsOf(names []string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(w string) {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	for _, name := range names {
		parts := strings.Fields(name)
		for _, w := range parts {
			add(w)
		}
		if len(parts) > 1 {
			add(strings.Join(parts, ""))
		}
	}
	return out
}

// digitsOf keeps the digits of a phone number.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func reverse(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

// numberKey gives the forms in which a chart number is looked for: "L-00241"
// is "l241", and "241" when typed without its letter.
func numberKey(number string) (key, digits string) {
	folded := strings.ReplaceAll(fold(number), " ", "")
	letters := strings.TrimRightFunc(folded, unicode.IsDigit)
	digits = strings.TrimLeft(folded[len(letters):], "0")
	if digits == "" {
		return "", ""
	}
	return letters + digits, digits
}
