package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/jung-kurt/gofpdf"
	"golang.org/x/text/unicode/norm"
)

// Fonts are the TrueType files to print with. Only the glyphs that a document
// uses are put into its file. Symbols stands in for what the others lack, as
// ≤ ≥ → ✓ in the clinic's rules: it must be there, for a rule that prints
// without its sign is a wrong rule.
type Fonts struct{ Regular, Bold, Italic, Symbols []byte }

// style is a font of the four.
type style int

const (
	regular style = iota
	bold
	italic
	symbols
	styles
)

// library gives the family and style by which gofpdf knows each.
var library = [styles][2]string{{"Text", ""}, {"Text", "B"}, {"Text", "I"}, {"Symbols", ""}}

// replacement stands for what no font of the PDF kind in use can hold: emoji
// and everything else above the basic plane.
const replacement = '\uFFFD'

// face is one font, prepared: whole, cut down to what most papers need (the
// library reads a font anew for every file, and a small one in less time),
// and the widths of its characters.
type face struct {
	whole  []byte
	common []byte
	widths []uint16 // by character, in thousandths of the size
	glyphs []bool   // by character: the font can draw it
}

// inCut tells the characters of the cut fonts: Latin with its marks,
// Vietnamese, punctuation and currency in the fonts for text; arrows, signs
// of mathematics and shapes in the one for symbols.
func inCut(s style, r rune) bool {
	if s == symbols {
		return r == ' ' || r >= 0x2190 && r < 0x2300 || r >= 0x2500 && r < 0x2780
	}
	return r >= 0x20 && r < 0x180 || r == 0x1A0 || r == 0x1A1 || r == 0x1AF || r == 0x1B0 ||
		r >= 0x1EA0 && r < 0x1F00 || r >= 0x2010 && r < 0x2040 || r >= 0x2080 && r < 0x208A ||
		r == 0x20AC || r == 0x2122 || r == replacement
}

// prepare reads a font. The library panics on a broken one.
func prepare(s style, name string, file []byte) (f face, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("pdf: the %s font cannot be read: %v", name, p)
		}
	}()
	if len(file) == 0 {
		return f, fmt.Errorf("pdf: the %s font is missing", name)
	}
	if !bytes.HasPrefix(file, []byte{0, 1, 0, 0}) { // the library would complain on the terminal
		return f, fmt.Errorf("pdf: the %s font is no TrueType font", name)
	}
	var set strings.Builder
	for r := rune(0x20); r <= replacement; r++ {
		if inCut(s, r) {
			set.WriteRune(r)
		}
	}
	probe := gofpdf.New("P", "pt", "Letter", "")
	probe.AddUTF8FontFromBytes("probe", "", bytes.Clone(file))
	probe.SetFont("probe", "", 10)
	if err := probe.Error(); err != nil {
		return f, fmt.Errorf("pdf: the %s font cannot be read: %w", name, err)
	}
	f = face{whole: bytes.Clone(file), widths: make([]uint16, 0x10000), glyphs: glyphs(file)}
	f.common = gofpdf.UTF8CutFont(bytes.Clone(file), set.String())
	if len(f.common) == 0 {
		return f, fmt.Errorf("pdf: the %s font has no Unicode table", name)
	}
	for r := range f.widths {
		f.widths[r] = uint16(probe.GetStringSymbolWidth(string(rune(r))))
	}
	return f, nil
}

// add gives the style to a file; the font is cut where the text allows it.
// The library writes into the bytes it is given, so it gets its own.
func (f face) add(to *gofpdf.Fpdf, s style, common bool) {
	file := f.whole
	if common {
		file = f.common
	}
	to.AddUTF8FontFromBytes(library[s][0], library[s][1], bytes.Clone(file))
}

// faceFor gives the font that draws the character in a text of the style.
func (p *Painter) faceFor(s style, r rune) style {
	if !p.faces[s].glyphs[r] && p.faces[symbols].glyphs[r] {
		return symbols
	}
	return s
}

// width measures a cleaned text in points.
func (p *Painter) width(s style, size float64, text string) float64 {
	sum := 0
	for _, r := range text {
		sum += int(p.faces[p.faceFor(s, r)].widths[r])
	}
	return float64(sum) * size / 1000
}

// runs cuts a cleaned text where the font changes.
func (p *Painter) runs(s style, text string, run func(s style, part string)) {
	from, now := 0, s
	for i, r := range text {
		if f := p.faceFor(s, r); f != now {
			if i > from {
				run(now, text[from:i])
			}
			from, now = i, f
		}
	}
	if from < len(text) {
		run(now, text[from:])
	}
}

// clean makes a text printable: letters and their marks composed, every kind
// of white space one space, line ends as \n, and nothing that is invisible or
// turns the direction of reading.
func clean(text string) string {
	text = strings.ToValidUTF8(text, string(replacement))
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case r == '\u00A0' || r == '\u202F' || r == '\u2007':
			return '\u00A0'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case r > 0xFFFF:
			return replacement
		}
		return r
	}, norm.NFC.String(text))
}

// wrap breaks a text into lines no wider than width. It breaks at spaces, and
// inside a word only where the word alone is too wide. An empty text gives no
// line.
func (p *Painter) wrap(s style, size, width float64, text string) []string {
	text = clean(text)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	var lines []string
	for _, par := range strings.Split(strings.Trim(text, "\n"), "\n") {
		lines = append(lines, p.wrapLine(s, size, width, par)...)
	}
	return lines
}

func (p *Painter) wrapLine(s style, size, width float64, par string) []string {
	words := strings.FieldsFunc(par, func(r rune) bool { return r == ' ' })
	if len(words) == 0 {
		return []string{""}
	}
	var lines []string
	line, used := "", 0.0
	space := p.width(s, size, " ")
	for _, w := range words {
		ww := p.width(s, size, w)
		if line != "" && used+space+ww <= width {
			line, used = line+" "+w, used+space+ww
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for ww > width {
			head := p.fitting(s, size, width, w)
			lines = append(lines, w[:head])
			w = w[head:]
			ww = p.width(s, size, w)
		}
		line, used = w, ww
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// fitting gives how many bytes of the word fit into the width: at least one
// character, and never a letter without its marks.
func (p *Painter) fitting(s style, size, width float64, word string) int {
	used, cut := 0.0, 0
	for i, r := range word {
		used += p.width(s, size, string(r))
		if i > 0 && !unicode.Is(unicode.Mn, r) {
			cut = i
			if used > width {
				return cut
			}
		}
	}
	return len(word)
}
