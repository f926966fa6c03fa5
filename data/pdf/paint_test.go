package pdf

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kapdesk/app/handout"
	"kapdesk/app/words"
)

func TestNewRefusesOddFonts(t *testing.T) {
	f, err := fontsOnce()
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]Fonts{
		"missing":   {Regular: f.Regular, Bold: f.Bold, Italic: f.Italic},
		"no font":   {Regular: []byte("a letter to the bank"), Bold: f.Bold, Italic: f.Italic, Symbols: f.Symbols},
		"no ≤":      {Regular: f.Regular, Bold: f.Bold, Italic: f.Italic, Symbols: f.Italic},
		"cut short": {Regular: f.Regular, Bold: f.Bold[:5000], Italic: f.Italic, Symbols: f.Symbols},
	} {
		if _, err := New(bad); err == nil || !strings.HasPrefix(err.Error(), "pdf: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPaintRefusesOddDocuments(t *testing.T) {
	p := painter(t)
	long := strings.Repeat("x", 20000)
	odd := map[string]func(d *handout.Document){
		"no patient":     func(d *handout.Document) { d.Patient = "" },
		"no zone":        func(d *handout.Document) { d.Zone = nil },
		"long name":      func(d *handout.Document) { d.Patient = long },
		"unknown paper":  func(d *handout.Document) { d.Paper = "A5" },
		"unknown print":  func(d *handout.Document) { d.Print = "" },
		"no blocks":      func(d *handout.Document) { d.Blocks = nil },
		"nil block":      func(d *handout.Document) { d.Blocks = []handout.Block{nil} },
		"no print time":  func(d *handout.Document) { d.Printed = time.Time{} },
		"no columns":     func(d *handout.Document) { d.Blocks = []handout.Block{handout.Table{}} },
		"too many cells": func(d *handout.Document) { d.Blocks = []handout.Block{oddTable} },
		"nothing to code": func(d *handout.Document) {
			d.Blocks = []handout.Block{handout.Keep{Blocks: []handout.Block{handout.QR{}}}}
		},
		"no number": func(d *handout.Document) {
			d.Blocks = []handout.Block{handout.Chart{From: at(9, 0), To: at(10, 0), Panels: []handout.Panel{{Low: math.NaN(), High: 1}}}}
		},
	}
	for name, change := range odd {
		d := document(handout.Paragraph{Text: "x"})
		change(d)
		file, err := p.Paint(d)
		if err == nil || file != nil || !strings.HasPrefix(err.Error(), "handout: ") {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "Ñandú") {
			t.Errorf("%s: the error names the patient: %v", name, err)
		}
	}
	if _, err := p.Paint(nil); err == nil {
		t.Error("a nil document was painted")
	}
	if _, err := (*Painter)(nil).Paint(document(handout.Space{})); err == nil {
		t.Error("a nil painter painted")
	}
}

var oddTable = handout.Table{Columns: []handout.Column{{Title: "a", Share: 1}}, Rows: []handout.Row{{Cells: handout.Cells("a", "b")}}}

// every goes through each kind of document in both languages, on both papers
// and in both prints.
func every(t *testing.T, f func(t *testing.T, name string, d *handout.Document)) {
	for _, l := range words.Langs {
		for _, p := range []handout.Paper{handout.Letter, handout.A4} {
			for _, pr := range []handout.Print{handout.Normal, handout.Large} {
				for name, d := range samples(t, l, p, pr) {
					full := fmt.Sprintf("%s-%s-%s-%s", name, l, p, pr)
					t.Run(full, func(t *testing.T) { f(t, name, d) })
				}
			}
		}
	}
}

func TestEveryDocument(t *testing.T) {
	most := map[string]int{"eligibility": 2, "session": 4, "plan": 2, "expect": 2, "consent": 1}
	every(t, func(t *testing.T, name string, d *handout.Document) {
		file := paint(t, d)
		run(t, file, "qpdf", "--check", "FILE")
		n := pages(t, file)
		kind, _, _ := strings.Cut(name, "-")
		if d.Print == handout.Normal && n > most[kind] {
			t.Errorf("%d pages, more than %d", n, most[kind])
		}
		for _, row := range strings.Split(strings.TrimSpace(run(t, file, "pdffonts", "FILE")), "\n")[2:] {
			if f := strings.Fields(row); f[len(f)-5] != "yes" || f[len(f)-3] != "yes" {
				t.Errorf("a font is not embedded, or has no way back to letters: %s", row)
			}
		}
		furniture(t, d, file, n)
		boxes := wordBoxes(t, file)
		overlapping(t, boxes)
		insideMargins(t, d, boxes)
	})
}

// furniture checks what stands on every page.
func furniture(t *testing.T, d *handout.Document, file []byte, n int) {
	t.Helper()
	for i, page := range strings.Split(strings.TrimRight(run(t, file, "pdftotext", "-raw", "FILE", "-"), "\f"), "\f") {
		flat := squeeze(page)
		for _, want := range []string{d.Patient, d.Clinic.Name, d.Clinic.Phone, d.Frame.Printed, d.Version, d.Frame.Sample,
			fmt.Sprintf(d.Frame.Page, i+1, n)} {
			if !strings.Contains(flat, squeeze(want)) {
				t.Errorf("page %d lacks %q", i+1, want)
			}
		}
	}
}

// squeeze takes out all white space: pages break lines where they must.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func pages(t testing.TB, file []byte) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(run(t, file, "qpdf", "--show-npages", "FILE")))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// box is where a word stands, on which page.
type box struct {
	page           int
	x1, y1, x2, y2 float64
	word           string
}

var boxLine = regexp.MustCompile(`<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>`)

func wordBoxes(t testing.TB, file []byte) []box {
	t.Helper()
	var out []box
	page := 0
	for _, ln := range strings.Split(run(t, file, "pdftotext", "-bbox", "FILE", "-"), "\n") {
		if strings.Contains(ln, "<page ") {
			page++
		}
		if m := boxLine.FindStringSubmatch(ln); m != nil {
			b := box{page: page, word: m[5]}
			for i, to := range []*float64{&b.x1, &b.y1, &b.x2, &b.y2} {
				*to, _ = strconv.ParseFloat(m[i+1], 64)
			}
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		t.Fatal("no words found")
	}
	return out
}

// overlapping fails where two words cover each other. The boxes are as high
// as the font and so reach into the lines beside; the middle half of each is
// where its letters are.
func overlapping(t *testing.T, boxes []box) {
	t.Helper()
	for i, a := range boxes {
		for _, b := range boxes[i+1:] {
			if b.page != a.page {
				break
			}
			ha, hb := (a.y2-a.y1)/4, (b.y2-b.y1)/4
			wide := math.Min(a.x2, b.x2) - math.Max(a.x1, b.x1)
			high := math.Min(a.y2-ha, b.y2-hb) - math.Max(a.y1+ha, b.y1+hb)
			if wide > 0.5 && high > 0.5 {
				t.Fatalf("page %d: %q and %q cover each other", a.page, a.word, b.word)
			}
		}
	}
}

// insideMargins fails where a word stands outside the margins.
func insideMargins(t *testing.T, d *handout.Document, boxes []box) {
	t.Helper()
	s := sheets[d.Paper]
	for _, b := range boxes {
		if b.x1 < margin-1 || b.x2 > s.w-margin+1 || b.y1 < 20 || b.y2 > s.h-20 {
			t.Fatalf("page %d: %q stands outside the margins (%v to %v, %v to %v)", b.page, b.word, b.x1, b.x2, b.y1, b.y2)
		}
	}
}

func TestLongNotes(t *testing.T) {
	note := strings.TrimSpace(strings.Repeat("She said that the sea came back, and that it was warm this time. ", 20000/65))
	word := strings.Repeat("qxzj", 250)
	for _, pr := range []handout.Print{handout.Normal, handout.Large} {
		in := sampleSession(words.English)
		in.Summary = note
		in.Entries = append(in.Entries, handout.Entry{Stamp: handout.Stamp{At: at(11, 30), By: "Ana Brandt"}, Kind: "Observation", Text: note},
			handout.Entry{Stamp: handout.Stamp{At: at(11, 31)}, Text: word})
		in.Checks[0].Note = note
		in.Adverse[0].Action = note
		d, err := handout.SessionSummary(book(t), sheet(words.English, handout.Letter, pr), in)
		if err != nil {
			t.Fatal(err)
		}
		file := paint(t, d)
		boxes := wordBoxes(t, file)
		overlapping(t, boxes)
		insideMargins(t, d, boxes)
		furniture(t, d, file, pages(t, file))
		if got, want := count(boxes, "sea"), 4*strings.Count(note, "sea"); got != want {
			t.Errorf("%s: %d sentences of %d are on paper", pr, got, want)
		}
		letters := 0
		for _, b := range boxes {
			if strings.Trim(b.word, "qxzj") == "" {
				letters += len(b.word)
			}
		}
		if letters != len(word) {
			t.Errorf("%s: %d letters of the long word's %d are on paper", pr, letters, len(word))
		}
	}
}

func count(boxes []box, word string) int {
	n := 0
	for _, b := range boxes {
		if strings.Trim(b.word, ",.") == word {
			n++
		}
	}
	return n
}

// The longest frame that a document may have leaves room for the page.
func TestLongFrame(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("María de los Ángeles ", 14))
	for _, pr := range []handout.Print{handout.Normal, handout.Large} {
		d := document(handout.Paragraph{Text: strings.Repeat("word ", 400)})
		d.Print, d.Patient, d.Title, d.Version = pr, long, long, long
		d.Clinic.Name, d.Clinic.Address, d.Clinic.Phone, d.Frame.Sample = long, long, long, "SAMPLE SAMPLE SAMPLE SAMPLE SAMPLE"
		file := paint(t, d)
		boxes := wordBoxes(t, file)
		overlapping(t, boxes)
		insideMargins(t, d, boxes)
		furniture(t, d, file, pages(t, file))
		if n := pages(t, file); n > 4 {
			t.Errorf("%s: %d pages for one paragraph", pr, n)
		}
	}
}

func TestTableHeadComesAgain(t *testing.T) {
	tb := handout.Table{Columns: []handout.Column{{Title: "Hour", Share: 1}, {Title: "Saying", Share: 3}}}
	for i := range 120 {
		tb.Rows = append(tb.Rows, handout.Row{Cells: handout.Cells(fmt.Sprint("r", i), "word")})
	}
	file := paint(t, document(handout.Title{Text: "T"}, handout.Heading{Text: "Long table"}, tb))
	all := strings.Split(strings.TrimRight(textOf(t, file), "\f"), "\f")
	if len(all) < 3 {
		t.Fatalf("%d pages", len(all))
	}
	for i, page := range all {
		if strings.Count(page, "Saying") != 1 {
			t.Errorf("page %d has the column titles %d times", i+1, strings.Count(page, "Saying"))
		}
	}
}

// A heading is never the last thing on a page, wherever the page ends.
func TestNoOrphanHeading(t *testing.T) {
	for half := 66; half < 92; half++ { // where the first page ends
		lines := float64(half) / 2
		file := paint(t, document(handout.Space{Lines: lines}, handout.Heading{Text: "HEADING"}, handout.Paragraph{Text: "below the heading"}))
		for i, page := range strings.Split(textOf(t, file), "\f") {
			if strings.Contains(page, "HEADING") != strings.Contains(page, "below") {
				t.Fatalf("%v lines: the heading stands alone on page %d", lines, i+1)
			}
		}
	}
}

func TestKeepStaysInOnePiece(t *testing.T) {
	for lines := 28; lines < 46; lines++ {
		file := paint(t, document(handout.Space{Lines: float64(lines)}, handout.Keep{Blocks: []handout.Block{
			handout.Heading{Text: "FIRST"}, handout.Bullets{Items: []string{"a", "b", "c", "d", "e", "f"}}, handout.Paragraph{Text: "LAST"}}}))
		for _, page := range strings.Split(textOf(t, file), "\f") {
			if strings.Contains(page, "FIRST") != strings.Contains(page, "LAST") {
				t.Fatalf("%d lines: torn apart", lines)
			}
		}
	}
}

func TestSameDocumentSameBytes(t *testing.T) {
	// Two characters that share a glyph, and one that only the symbols have.
	d := samples(t, words.English, handout.Letter, handout.Normal)["session"]
	d.Blocks = append(d.Blocks, handout.Paragraph{Text: "a\u00a0b c\u2010d-e ≥ Кириллица"})
	first := paint(t, d)
	for range 20 {
		if !bytes.Equal(first, paint(t, d)) {
			t.Fatal("the same document gave other bytes")
		}
	}
	d.Printed = d.Printed.Add(time.Hour)
	if bytes.Equal(first, paint(t, d)) {
		t.Error("another time of printing gave the same bytes")
	}
}

// Several people print at once: the fonts are shared and stay whole.
func TestPaintAtOnce(t *testing.T) {
	p := painter(t)
	d := samples(t, words.Spanish, handout.A4, handout.Normal)["eligibility"]
	want := paint(t, d)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if got, err := p.Paint(d); err != nil || !bytes.Equal(got, want) {
					t.Errorf("other bytes, or %v", err)
				}
			}
		})
	}
	wg.Wait()
}

// The file's properties name the clinic and the kind of paper, never the patient.
func TestPropertiesNameNoPatient(t *testing.T) {
	for name, d := range samples(t, words.English, handout.Letter, handout.Normal) {
		info := run(t, paint(t, d), "pdfinfo", "FILE")
		if strings.Contains(info, "Ñandú") || strings.Contains(info, "José") {
			t.Errorf("%s: %s", name, info)
		}
		if !strings.Contains(info, d.Title) || !strings.Contains(info, "KAP Desk") {
			t.Errorf("%s: %s", name, info)
		}
	}
}

func TestCharactersBeyondTheFonts(t *testing.T) {
	d := document(handout.Paragraph{Text: "smile 😀 end, 漢字 end, bidi \u202Eabc\u202C end, zero\u200Bwidth, tab\tend, bell\a, nul\x00, bad\xff"})
	got := squeeze(textOf(t, paint(t, d)))
	for _, want := range []string{"smile\uFFFDend", "漢字end", "bidiabcend", "zerowidth", "tabend", "bell,nul,bad\uFFFD"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

// A signature never stands on a page without what it signs.
func TestSignaturesStandUnderWhatTheySign(t *testing.T) {
	in := sampleSession(words.English)
	entry := in.Entries[0]
	in.Entries = nil
	for range 25 {
		in.Entries = append(in.Entries, entry)
		d, err := handout.SessionSummary(book(t), sheet(words.English, handout.Letter, handout.Normal), in)
		if err != nil {
			t.Fatal(err)
		}
		for i, page := range strings.Split(textOf(t, paint(t, d)), "\f") {
			if strings.Contains(page, "Signatures") && !strings.Contains(page, "A gentle session") {
				t.Errorf("%d entries: page %d has the signatures alone", len(in.Entries), i+1)
			}
		}
	}
}
