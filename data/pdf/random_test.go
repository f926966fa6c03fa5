package pdf

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kapdesk/app/handout"
)

// letters are used by the random words and by nothing that stands on every
// page, so that every one of them can be counted again on paper.
const letters = "qxzjkñłễ≥"

// random makes blocks from a seed.
type random struct{ *rand.Rand }

func (r random) word() string {
	all := []rune(letters)
	n := 1 + r.IntN(9)
	if r.IntN(40) == 0 {
		n = 200
	}
	w := make([]rune, n)
	for i := range w {
		w[i] = all[r.IntN(len(all))]
	}
	return string(w)
}

func (r random) text(most int) string {
	n := r.IntN(most + 1)
	if r.IntN(30) == 0 {
		n *= 40
	}
	words := make([]string, n)
	for i := range words {
		words[i] = r.word()
	}
	return strings.Join(words, []string{" ", "  ", "\n", "\t"}[r.IntN(4)])
}

func (r random) texts(most, words int) []string {
	out := make([]string, r.IntN(most+1))
	for i := range out {
		out[i] = r.text(words)
	}
	return out
}

func (r random) block(depth int) handout.Block {
	switch r.IntN(13) {
	case 0:
		return handout.Title{Text: r.text(5), Sub: r.text(5)}
	case 1:
		return handout.Heading{Text: r.text(6)}
	case 2:
		return handout.Fields{Columns: 1 + r.IntN(3), Items: r.fields(7)}
	case 3:
		return r.table()
	case 4:
		var c handout.Checklist
		for _, s := range r.texts(5, 9) {
			c.Items = append(c.Items, handout.Tick{Text: s, Done: r.IntN(2) == 0})
		}
		return c
	case 5:
		return handout.Bullets{Items: r.texts(9, 20)}
	case 6:
		return handout.Notice{Tone: []handout.Tone{handout.Note, handout.Caution, handout.Urgent}[r.IntN(3)],
			Title: r.text(4), Text: r.text(40), Items: r.texts(4, 8)}
	case 7:
		return r.chart()
	case 8:
		return handout.Signatures{DateLabel: "D", Lines: []handout.Signature{{Label: r.text(3), Name: r.text(3)},
			{Name: r.text(4), When: r.text(3), Strokes: [][]handout.Spot{{{X: r.Float64() * 2, Y: -1}, {X: 0.5, Y: 0.5}}, {{X: 0, Y: 0}}, {}}}}[:r.IntN(3)]}
	case 9:
		return handout.QR{Content: strings.Repeat("a", 1+r.IntN(300)), Caption: r.text(9)}
	case 10:
		return handout.Space{Lines: r.Float64() * 9}
	case 11:
		if depth < 3 {
			return handout.Keep{Blocks: r.blocks(4, depth+1)}
		}
	}
	return handout.Paragraph{Text: r.text(90), Style: []handout.Style{handout.Plain, handout.Quiet, handout.Strong, handout.Quote}[r.IntN(4)]}
}

func (r random) fields(most int) []handout.Field {
	out := make([]handout.Field, r.IntN(most+1))
	for i := range out {
		out[i] = handout.Field{Label: r.text(3), Value: r.text(9)}
	}
	return out
}

func (r random) table() handout.Table {
	var t handout.Table
	for range 1 + r.IntN(8) {
		t.Columns = append(t.Columns, handout.Column{Title: []string{"", "H", "HEAD TOP"}[r.IntN(3)], Share: 1 + r.Float64()*5,
			Align: []handout.Align{handout.Left, handout.Right}[r.IntN(2)]})
	}
	for range r.IntN(20) {
		row := handout.Row{Struck: r.IntN(9) == 0, Sign: []handout.Sign{handout.NoSign, handout.Clear, handout.Stop, handout.Review, handout.Unknown}[r.IntN(5)]}
		for range r.IntN(len(t.Columns) + 1) {
			row.Cells = append(row.Cells, handout.Cell{Text: r.text(7), Note: r.text(3)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (r random) chart() handout.Chart {
	c := handout.Chart{Caption: r.text(9), From: at(9, 0), To: at(9, 0).Add(time.Duration(1+r.IntN(400)) * time.Minute)}
	for range 1 + r.IntN(3) {
		p := handout.Panel{Name: "P", Low: -r.Float64() * 100, High: 1 + r.Float64()*300, Limits: []handout.Limit{{Label: "L", Value: 90}}}
		for range r.IntN(3) {
			l := handout.Line{Name: "N", Shape: []handout.Shape{handout.Up, handout.Down, handout.Dot, handout.Diamond}[r.IntN(4)]}
			for i := range r.IntN(40) {
				l.Points = append(l.Points, handout.Point{At: c.From.Add(time.Duration(i*10) * time.Minute), Value: r.Float64() * 400})
			}
			p.Lines = append(p.Lines, l)
		}
		c.Panels = append(c.Panels, p)
	}
	for i := range r.IntN(6) {
		c.Marks = append(c.Marks, handout.Mark{At: c.From.Add(time.Duration(i*7) * time.Minute), Label: "M"})
	}
	return c
}

func (r random) blocks(most, depth int) []handout.Block {
	out := make([]handout.Block, 1+r.IntN(most))
	for i := range out {
		out[i] = r.block(depth)
	}
	return out
}

// tally counts the letters in the words of blocks, whatever their type.
func tally(blocks []handout.Block) int {
	n := 0
	add := func(all ...string) {
		for _, s := range all {
			n += lettersIn(s)
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case handout.Title:
			add(b.Text, b.Sub)
		case handout.Heading:
			add(b.Text)
		case handout.Paragraph:
			add(b.Text)
		case handout.Fields:
			for _, f := range b.Items {
				add(f.Label, f.Value)
			}
		case handout.Table:
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					add(c.Text, c.Note)
				}
			}
		case handout.Checklist:
			for _, t := range b.Items {
				add(t.Text)
			}
		case handout.Bullets:
			add(b.Items...)
		case handout.Notice:
			add(b.Title, b.Text)
			add(b.Items...)
		case handout.Chart:
			add(b.Caption)
		case handout.Signatures:
			for _, s := range b.Lines {
				add(s.Label, s.Name, s.When)
			}
		case handout.QR:
			add(b.Caption)
		case handout.Keep:
			n += tally(b.Blocks)
		}
	}
	return n
}

func lettersIn(s string) int {
	n := 0
	for _, r := range s {
		if strings.ContainsRune(letters, r) {
			n++
		}
	}
	return n
}

// FuzzPaint paints random documents: it never fails, and every letter given
// comes out on paper once, inside the margins and under no other.
func FuzzPaint(f *testing.F) {
	for seed := range uint64(60) {
		f.Add(seed)
	}
	f.Add(uint64(133)) // a code with a caption longer than the page
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := random{rand.New(rand.NewPCG(seed, 7))}
		d := document(r.blocks(12, 0)...)
		d.Patient, d.Clinic.Name = "Ada · L-1", "Shore"
		d.Paper = []handout.Paper{handout.Letter, handout.A4}[r.IntN(2)]
		d.Print = []handout.Print{handout.Normal, handout.Large}[r.IntN(2)]
		file := paint(t, d)
		if got, want := lettersIn(run(t, file, "pdftotext", "-raw", "FILE", "-")), tally(d.Blocks); got != want {
			t.Errorf("%d letters of %d are on paper", got, want)
		}
		boxes := wordBoxes(t, file)
		overlapping(t, boxes)
		insideMargins(t, d, boxes)
	})
}

// FuzzText paints any text at all.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", " ", "\n\n", "e\u0301\u0301\u0301", "\u200b", strings.Repeat("\u0301", 3000), "\xff\xfe", "a\u2028b", "😀", "\u00a0", "() \\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.RuneCountInString(s) > 20000 {
			return
		}
		paint(t, document(handout.Title{Text: s, Sub: s}, handout.Heading{Text: s}, handout.Paragraph{Text: s, Style: handout.Quote},
			handout.Bullets{Items: []string{s}}, handout.Fields{Columns: 2, Items: []handout.Field{{Label: s, Value: s}}},
			handout.Checklist{Items: []handout.Tick{{Text: s, Details: []handout.Field{{Label: s, Value: s}}}}}, handout.Notice{Text: s, Title: s}))
	})
}
