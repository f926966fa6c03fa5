// Package reading measures how easy a text is to read: the Flesch-Kincaid
// grade in English, the Fernández-Huerta score in Spanish. Papers for
// patients are kept at grade 6 or below by a test that uses it.
package reading

import (
	"strings"
	"unicode"
)

// Count is what both formulas are made of. Its zero value is an empty text.
type Count struct{ Sentences, Words, Syllables int }

// English gives the Flesch-Kincaid grade (Kincaid and others, 1975): the
// school year in the United States that a reader needs. An empty text has 0.
func English(text string) float64 {
	c := count(text, EnglishSyllables)
	if c.Words == 0 {
		return 0
	}
	return 0.39*c.wordsPerSentence() + 11.8*c.syllablesPerWord() - 15.59
}

// Spanish gives the Fernández-Huerta score (1959, with the constant as
// corrected later): 100 is very easy, 70 to 80 is grade 6, below 50 is hard.
// An empty text has 0.
func Spanish(text string) float64 {
	c := count(text, SpanishSyllables)
	if c.Words == 0 {
		return 0
	}
	return 206.84 - 60*c.syllablesPerWord() - 1.02*c.wordsPerSentence()
}

func (c Count) wordsPerSentence() float64 { return float64(c.Words) / float64(c.Sentences) }
func (c Count) syllablesPerWord() float64 { return float64(c.Syllables) / float64(c.Words) }

// count counts. A sentence ends at . ! ? or at the end of a line; a word is
// letters, figures and apostrophes. A figure is a word of one syllable.
func count(text string, syllables func(string) int) Count {
	var c Count
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?\n", r) }) {
		n := 0
		for _, w := range strings.FieldsFunc(s, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\'' && r != '’'
		}) {
			if strings.Trim(w, "'’") == "" {
				continue
			}
			n++
			c.Syllables += max(1, syllables(strings.ToLower(w)))
		}
		if n > 0 {
			c.Sentences++
			c.Words += n
		}
	}
	return c
}

// EnglishSyllables counts the syllables of a word in lower case by its
// groups of vowels, a silent e at the end, and the endings that do not follow
// the rule. It is right for about nine words in ten, and errs to both sides.
func EnglishSyllables(word string) int {
	n, before := 0, ' '
	letters := []rune(word)
	for i, r := range letters {
		vowel := strings.ContainsRune("aeiouy", r)
		inGroup := strings.ContainsRune("aeiouy", before)
		switch {
		case vowel && !inGroup:
			n++
		case vowel && i > 0 && before == 'i' && (r == 'a' || r == 'o' && !ends(word, "ion", "ions", "ious")):
			n++ // reptili-an, radi-o
		}
		before = r
	}
	silent := ends(word, "e") && !ends(word, "le", "ee", "ie", "ye", "oe", "ue") ||
		ends(word, "ed") && !ends(word, "ted", "ded") ||
		ends(word, "es") && !ends(word, "ses", "zes", "ches", "shes", "xes", "ces", "ges", "les", "ies")
	if silent && n > 1 {
		n--
	}
	return n
}

func ends(word string, with ...string) bool {
	for _, w := range with {
		if len(word) > len(w) && strings.HasSuffix(word, w) {
			return true
		}
	}
	return false
}

// SpanishSyllables counts the syllables of a word in lower case. Two vowels
// are two syllables if both are strong (a, e, o) or a weak one bears an
// accent; the u of que, qui, gue and gui is not spoken.
func SpanishSyllables(word string) int {
	const strong, accented, weak = "aeoáéó", "íú", "iuü"
	word = silentU.Replace(word)
	n, last := 0, ' '
	letters := []rune(word)
	for i, r := range letters {
		if r == 'h' {
			continue // not spoken: ahora is a-o-ra, prohibir pro-i-bir
		}
		if r == 'y' && i == len(letters)-1 {
			r = 'i'
		}
		switch {
		case strings.ContainsRune(strong, r):
			if !strings.ContainsRune(weak, last) || !opens(letters, i-1) {
				n++
			}
		case strings.ContainsRune(accented, r):
			if !strings.ContainsRune(weak, last) {
				n++
			}
		case strings.ContainsRune(weak, r):
			if !strings.ContainsRune(strong+accented+weak, last) {
				n++
			}
		}
		last = r
	}
	return n
}

// opens tells whether the weak vowel at i opens its syllable (cie-lo) rather
// than closing one (oi in paranoia: the next vowel begins anew).
func opens(letters []rune, i int) bool {
	return i < 1 || !strings.ContainsRune("aeoáéóíú", letters[i-1])
}

var silentU = strings.NewReplacer("que", "qe", "qui", "qi", "qué", "qé", "quí", "qí",
	"gue", "ge", "gui", "gi", "gué", "gé", "guí", "gí")
