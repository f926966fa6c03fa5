package preview

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
)

// typed is a text as it is set: its font and size, on the screen.
type typed struct {
	style fyne.TextStyle
	px    float32
}

// wrapped is a text that was broken into lines.
type wrapped struct {
	typed
	width float32 // pixels
	text  string
}

// breaker breaks texts into lines, and remembers what it did: while somebody
// types, all but one paragraph of the page are as they were.
type breaker struct {
	words map[typed]map[string]float32
	old   map[wrapped][]string
	now   map[wrapped][]string
}

func newBreaker() *breaker {
	return &breaker{words: map[typed]map[string]float32{}, now: map[wrapped][]string{}}
}

// begin starts a new document; what the one before did not need is forgotten.
func (b *breaker) begin() {
	b.old, b.now = b.now, make(map[wrapped][]string, len(b.now))
	n := 0
	for _, w := range b.words {
		n += len(w)
	}
	if n > maxWords {
		clear(b.words)
	}
}

// maxWords bounds the widths that are remembered.
const maxWords = 50000

func (b *breaker) width(t typed, s string) float32 {
	m := b.words[t]
	if m == nil {
		m = map[string]float32{}
		b.words[t] = m
	}
	w, ok := m[s]
	if !ok {
		w = fyne.MeasureText(s, t.px, t.style).Width
		m[s] = w
	}
	return w
}

// lines breaks a text at spaces into lines no wider than width, and inside a
// word only where the word alone is too wide. An empty text gives no line.
func (b *breaker) lines(t typed, width float32, text string) []string {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	key := wrapped{t, width, text}
	out, ok := b.now[key]
	if !ok {
		if out, ok = b.old[key]; !ok {
			for _, par := range strings.Split(strings.Trim(clean(text), "\n"), "\n") {
				out = append(out, b.paragraph(t, width, par)...)
			}
		}
		b.now[key] = out
	}
	return out
}

func (b *breaker) paragraph(t typed, width float32, par string) []string {
	words := strings.FieldsFunc(par, func(r rune) bool { return r == ' ' })
	if len(words) == 0 {
		return []string{""}
	}
	var out []string
	var line strings.Builder
	used, space := float32(0), b.width(t, " ")
	flush := func() {
		if line.Len() > 0 {
			out = append(out, line.String())
			line.Reset()
		}
	}
	for _, w := range words {
		ww := b.width(t, w)
		if line.Len() > 0 && used+space+ww <= width {
			line.WriteByte(' ')
			line.WriteString(w)
			used += space + ww
			continue
		}
		flush()
		for ww > width {
			head := b.fitting(t, width, w)
			if head == len(w) {
				break
			}
			out = append(out, w[:head])
			w = w[head:]
			ww = b.width(t, w)
		}
		line.WriteString(w)
		used = ww
	}
	flush()
	return out
}

// fitting gives how many bytes of the word fit into the width: at least one
// character, and never a letter without its marks.
func (b *breaker) fitting(t typed, width float32, word string) int {
	used, cut := float32(0), 0
	for i, r := range word {
		used += b.width(t, string(r))
		if i > 0 && !unicode.Is(unicode.Mn, r) {
			if cut = i; used > width {
				return cut
			}
		}
	}
	return len(word)
}

// clean makes line ends \n and every other white space one space, and leaves
// out what cannot be seen.
func clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}
