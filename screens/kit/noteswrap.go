package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// noteText is the text of a note as paragraphs with their rows on screen. A
// change wraps again only the paragraph it is in, from the row before it on,
// and measures each letter once: so a key costs the same in a long note as in
// a short one. Places are rune indices within a paragraph.
type noteText struct {
	paras []*notePara
	width float32
	size  float32
	wide  map[rune]float32 // width of each letter at size
}

// notePara is one paragraph: its letters and where each row begins.
type notePara struct {
	runes  []rune
	starts []int // starts[0] is 0
}

// notePos is a place between two letters.
type notePos struct{ para, at int }

func (p notePos) before(q notePos) bool {
	return p.para < q.para || p.para == q.para && p.at < q.at
}

func newNoteText() *noteText {
	return &noteText{paras: []*notePara{{starts: []int{0}}}, wide: map[rune]float32{}}
}

func (t *noteText) String() string {
	var b strings.Builder
	for i, p := range t.paras {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(p.runes))
	}
	return b.String()
}

func (t *noteText) set(s string) {
	t.paras = nil
	for _, line := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		p := &notePara{runes: []rune(line)}
		t.wrap(p, 0)
		t.paras = append(t.paras, p)
	}
}

// reflow wraps everything for a width and a size of letters.
func (t *noteText) reflow(width, size float32) {
	if width == t.width && size == t.size {
		return
	}
	if size != t.size {
		t.wide = map[rune]float32{}
	}
	t.width, t.size = width, size
	for _, p := range t.paras {
		t.wrap(p, 0)
	}
}

func (t *noteText) letter(r rune) float32 {
	w, ok := t.wide[r]
	if !ok {
		// Measured in the middle of others, so that the space between
		// letters is counted as it will be drawn.
		w = fyne.MeasureText("n"+string(r)+"n", t.size, fyne.TextStyle{}).Width -
			fyne.MeasureText("nn", t.size, fyne.TextStyle{}).Width
		t.wide[r] = w
	}
	return w
}

// wrap makes the rows of p anew from the row that holds the letter at from.
func (t *noteText) wrap(p *notePara, from int) {
	row := p.rowOf(from)
	if row > 0 {
		row-- // a shorter first word may now fit into the row before
	}
	p.starts = append(p.starts[:row:row], p.startOf(row))
	if t.width <= 0 {
		return
	}
	begin, space := p.starts[row], -1
	var used float32
	for i := begin; i < len(p.runes); i++ {
		r := p.runes[i]
		w := t.letter(r)
		if used+w > t.width && i > begin && r != ' ' {
			next := i
			if space >= begin {
				next = space + 1
			}
			p.starts = append(p.starts, next)
			begin, space, used = next, -1, 0
			for _, q := range p.runes[next:i] {
				used += t.letter(q)
			}
		}
		if r == ' ' || r == '\t' {
			space = i
		}
		used += w
	}
}

func (p *notePara) startOf(row int) int {
	if row < len(p.starts) {
		return p.starts[row]
	}
	return 0
}

func (p *notePara) endOf(row int) int {
	if row+1 < len(p.starts) {
		return p.starts[row+1]
	}
	return len(p.runes)
}

// rowOf is the row that holds the place at.
func (p *notePara) rowOf(at int) int {
	lo, hi := 0, len(p.starts)-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if p.starts[mid] <= at {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return max(lo, 0)
}

func (t *noteText) rows() int {
	n := 0
	for _, p := range t.paras {
		n += len(p.starts)
	}
	return n
}

// rowOf is the row of the whole note that holds a place.
func (t *noteText) rowOf(at notePos) int {
	n := 0
	for _, p := range t.paras[:at.para] {
		n += len(p.starts)
	}
	return n + t.paras[at.para].rowOf(at.at)
}

// rowAt gives the paragraph and the row in it of a row of the whole note.
func (t *noteText) rowAt(row int) (para, in int) {
	for i, p := range t.paras {
		if row < len(p.starts) {
			return i, row
		}
		row -= len(p.starts)
	}
	last := len(t.paras) - 1
	return last, len(t.paras[last].starts) - 1
}

// xOf is how far from the left edge a place is.
func (t *noteText) xOf(at notePos) float32 {
	p := t.paras[at.para]
	start := p.startOf(p.rowOf(at.at))
	return t.span(p.runes[start:at.at])
}

// span is the width of letters in one row, as they are drawn.
func (t *noteText) span(rs []rune) float32 {
	if len(rs) == 0 {
		return 0
	}
	return fyne.MeasureText(string(rs), t.size, fyne.TextStyle{}).Width
}

// placeAt is the place in a row of the whole note that is nearest to x.
func (t *noteText) placeAt(row int, x float32) notePos {
	row = max(0, min(row, t.rows()-1))
	para, in := t.rowAt(row)
	p := t.paras[para]
	start, end := p.startOf(in), p.endOf(in)
	if in+1 < len(p.starts) && end > start {
		end-- // the last place of the row; the one after begins the next row
	}
	var used float32
	for i := start; i < end; i++ {
		w := t.letter(p.runes[i])
		if used+w/2 > x {
			return notePos{para, i}
		}
		used += w
	}
	return notePos{para, end}
}

func (t *noteText) end() notePos {
	last := len(t.paras) - 1
	return notePos{last, len(t.paras[last].runes)}
}

// between is the text from a to b.
func (t *noteText) between(a, b notePos) string {
	if a.para == b.para {
		return string(t.paras[a.para].runes[a.at:b.at])
	}
	var s strings.Builder
	s.WriteString(string(t.paras[a.para].runes[a.at:]))
	for _, p := range t.paras[a.para+1 : b.para] {
		s.WriteByte('\n')
		s.WriteString(string(p.runes))
	}
	s.WriteByte('\n')
	s.WriteString(string(t.paras[b.para].runes[:b.at]))
	return s.String()
}

// remove takes away the text from a to b.
func (t *noteText) remove(a, b notePos) {
	first, last := t.paras[a.para], t.paras[b.para]
	tail := append([]rune(nil), last.runes[b.at:]...)
	first.runes = append(first.runes[:a.at:a.at], tail...)
	t.paras = append(t.paras[:a.para+1], t.paras[b.para+1:]...)
	t.wrap(first, a.at)
}

// insert puts text in at a place, and gives the place after it.
func (t *noteText) insert(at notePos, s string) notePos {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	p := t.paras[at.para]
	if len(lines) == 1 {
		rs := []rune(s)
		p.runes = append(p.runes[:at.at:at.at], append(rs, p.runes[at.at:]...)...)
		t.wrap(p, at.at)
		return notePos{at.para, at.at + len(rs)}
	}
	tail := append([]rune(nil), p.runes[at.at:]...)
	p.runes = append(p.runes[:at.at:at.at], []rune(lines[0])...)
	t.wrap(p, at.at)
	fresh := make([]*notePara, 0, len(lines)-1)
	for _, l := range lines[1:] {
		fresh = append(fresh, &notePara{runes: []rune(l)})
	}
	last := fresh[len(fresh)-1]
	end := notePos{at.para + len(fresh), len(last.runes)}
	last.runes = append(last.runes, tail...)
	for _, q := range fresh {
		t.wrap(q, 0)
	}
	t.paras = append(t.paras[:at.para+1], append(fresh, t.paras[at.para+1:]...)...)
	return end
}

// left and right are the places one letter on.
func (t *noteText) left(p notePos) notePos {
	switch {
	case p.at > 0:
		return notePos{p.para, p.at - 1}
	case p.para > 0:
		return notePos{p.para - 1, len(t.paras[p.para-1].runes)}
	}
	return p
}

func (t *noteText) right(p notePos) notePos {
	switch {
	case p.at < len(t.paras[p.para].runes):
		return notePos{p.para, p.at + 1}
	case p.para < len(t.paras)-1:
		return notePos{p.para + 1, 0}
	}
	return p
}

func (t *noteText) runeAt(p notePos) rune {
	if rs := t.paras[p.para].runes; p.at < len(rs) {
		return rs[p.at]
	}
	return '\n'
}

// wordLeft and wordRight are the places one word on.
func (t *noteText) wordLeft(p notePos) notePos {
	q := t.left(p)
	for q != (notePos{}) && isSpace(t.runeAt(q)) {
		q = t.left(q)
	}
	for q.at > 0 && !isSpace(t.runeAt(t.left(q))) {
		q = t.left(q)
	}
	return q
}

func (t *noteText) wordRight(p notePos) notePos {
	q := p
	for q != t.end() && isSpace(t.runeAt(q)) {
		q = t.right(q)
	}
	for q != t.end() && !isSpace(t.runeAt(q)) {
		q = t.right(q)
	}
	return q
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }
