package preview

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/handout"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

var noon = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)

// document is a whole document with the blocks.
func document(blocks ...handout.Block) handout.Document {
	return handout.Document{
		Title: "Integration plan", Patient: "José Ñandú · L-00231", Version: "text version 1.0",
		Clinic: handout.Clinic{Name: "Clínica Orilla", Address: "Calle Mayor 5", Phone: "(321) 555-0148"}, Lang: words.English,
		Paper: handout.Letter, Print: handout.Normal, Printed: noon, Zone: time.UTC,
		Frame: handout.Frame{Page: "Page %d of %d", Printed: "Printed 24 Nov 2026"}, Blocks: blocks,
	}
}

// everything is one of each block.
func everything() []handout.Block {
	at := func(m int) time.Time { return noon.Add(time.Duration(m) * time.Minute) }
	return []handout.Block{
		handout.Title{Text: "Plan for José", Sub: "What you found, and your next small steps"},
		handout.Paragraph{Text: "After your session on Monday, 23 November", Style: handout.Quiet},
		handout.Heading{Text: "What became clear"},
		handout.Paragraph{Text: "I can feel afraid and stay in the room.", Style: handout.Quote},
		handout.Paragraph{Text: "Start with one."},
		handout.Paragraph{Text: "Bring this page.", Style: handout.Strong},
		handout.Checklist{Items: []handout.Tick{
			{Text: "Five slow breaths before opening mail", Details: []handout.Field{{Label: "When", Value: "each day"}, {Label: "With", Value: ""}}},
			{Text: "Tell Luis about the kitchen", Done: true}}},
		handout.Fields{Columns: 3, Items: []handout.Field{{Label: "Route", Value: "IM"}, {Label: "Dose", Value: "50 mg"}, {Label: "Lot", Value: ""}}},
		handout.Table{Columns: []handout.Column{{Title: "Check", Share: 3}, {Title: "mmHg", Share: 1, Align: handout.Right}},
			Rows: []handout.Row{
				{Sign: handout.Clear, Cells: []handout.Cell{{Text: "Blood pressure", Note: "seated"}, {Text: "128/82"}}},
				{Sign: handout.Review, Cells: []handout.Cell{{Text: "Old value"}, {Text: "182/82"}}, Struck: true},
				{Sign: handout.Stop, Cells: []handout.Cell{{Text: "Psychosis"}}},
				{Sign: handout.Unknown, Cells: []handout.Cell{{Text: "Pregnancy"}, {Text: "not asked"}}}}},
		handout.Chart{Caption: "Vital signs", From: at(0), To: at(90), Marks: []handout.Mark{{At: at(5), Label: "50 mg IM"}},
			Panels: []handout.Panel{{Name: "Blood pressure, mmHg", Low: 60, High: 180, Limits: []handout.Limit{{Label: "call at 160", Value: 160}},
				Lines: []handout.Line{
					{Name: "systolic", Shape: handout.Down, Points: []handout.Point{{At: at(0), Value: 128}, {At: at(30), Value: 151}, {At: at(80), Value: 132}}},
					{Name: "diastolic", Shape: handout.Up, Points: []handout.Point{{At: at(0), Value: 82}, {At: at(30), Value: 91}, {At: at(80), Value: 84}}}}}}},
		handout.Bullets{Items: []string{"Do not drive for a day.", "Eat something light."}},
		handout.Space{Lines: 1},
		handout.Keep{Blocks: []handout.Block{
			handout.Notice{Tone: handout.Urgent, Title: "Call 911 at once if", Items: []string{"you think of hurting yourself", "you are not safe where you are"}},
			handout.QR{Content: "tel:+13215550148", Caption: "Call the clinic"}}},
		handout.Notice{Tone: handout.Caution, Text: "A caution."},
		handout.Signatures{DateLabel: "Date", Lines: []handout.Signature{
			{Label: "Therapist", Name: "Ana Brandt", When: "signed 24 Nov 2026, 10:00", Strokes: [][]handout.Spot{{{X: .1, Y: .8}, {X: .5, Y: .2}, {X: .9, Y: .8}}, {{X: .5, Y: .5}}}},
			{Label: "Patient"}}},
	}
}

// shown is a preview in a window of the size.
func shown(t *testing.T, mode kit.Mode, percent int, size fyne.Size, doc handout.Document) (*Preview, fyne.Window) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(mode, percent))
	p := New("test.preview", "Handout as it prints")
	w := test.NewTempWindow(t, p)
	w.SetPadded(false)
	w.Resize(size)
	p.SetDocument(doc)
	return p, w
}

// texts gives what is drawn as text, in order.
func texts(p *Preview) []string {
	var out []string
	for _, o := range p.paper.objects {
		if t, ok := o.(*canvas.Text); ok {
			out = append(out, t.Text)
		}
	}
	return out
}

func TestEveryBlockIsOnTheSheet(t *testing.T) {
	for name, size := range map[string]fyne.Size{"narrow": {Width: 286, Height: 2400}, "wide": {Width: 700, Height: 3000}} {
		t.Run(name, func(t *testing.T) {
			doc := document(everything()...)
			if err := doc.Check(); err != nil {
				t.Fatal(err)
			}
			p, _ := shown(t, kit.Light, 100, size, doc)
			all := strings.Join(strings.Fields(strings.Join(texts(p), " ")), " ")
			for _, want := range []string{"Clínica Orilla", "José Ñandú · L-00231", "Plan for José", "What became clear", "I can feel afraid",
				"Five slow breaths", "When: each day", "Tell Luis", "50 mg", "Blood pressure", "128/82", "182/82", "not asked", "systolic", "call at 160",
				"50 mg IM", "Do not drive", "Call 911 at once if", "you are not safe", "Call the clinic", "Ana Brandt", "Date", "Printed 24 Nov 2026"} {
				if !strings.Contains(all, want) {
					t.Errorf("%q is not on the sheet:\n%s", want, all)
				}
			}
			if strings.Contains(all, "With:") {
				t.Error("an empty detail is on the sheet")
			}
			for _, o := range p.paper.objects {
				if right := o.Position().X + o.Size().Width; right > p.paper.Size().Width+1 || o.Position().X < -1 {
					t.Errorf("%T %v at %v is beyond the sheet (%v)", o, o.Size(), o.Position(), p.paper.Size())
				}
			}
		})
	}
}

func TestPagesBreakAndAreCounted(t *testing.T) {
	var blocks []handout.Block
	for i := range 40 {
		blocks = append(blocks, handout.Heading{Text: fmt.Sprint("Part ", i)}, handout.Paragraph{Text: strings.Repeat("word ", 40)})
	}
	p, _ := shown(t, kit.Light, 100, fyne.NewSize(640, 700), document(blocks...))
	if n := p.Pages(); n < 3 || n > 6 {
		t.Fatalf("%d pages", n)
	}
	if all := strings.Join(texts(p), "\n"); !strings.Contains(all, fmt.Sprintf("Page 1 of %d", p.Pages())) {
		t.Errorf("the first page has no number:\n%s", all)
	}
	for i, page := range p.sheet.pages {
		last := page[len(page)-1]
		if bottom := last.y + last.height; bottom > p.sheet.bodyHeight()+1 {
			t.Errorf("page %d runs %v points below its foot", i+1, bottom-p.sheet.bodyHeight())
		}
		if last.keep {
			t.Errorf("page %d ends with what must stand with the next", i+1)
		}
	}
}

func TestALongNoteDoesNotStall(t *testing.T) {
	note := strings.Repeat("Uno dos tres cuatro cinco. ", 800) // over 20,000 characters, one paragraph
	for name, width := range map[string]float32{"narrow": 286, "wide": 700} {
		t.Run(name, func(t *testing.T) {
			p, _ := shown(t, kit.Light, 100, fyne.NewSize(width, 600), document(handout.Paragraph{Text: note}))
			if n := len(p.paper.objects); n == 0 || n > 400 {
				t.Errorf("%d objects are drawn", n)
			}
			before := p.sheet.height()
			if before < 3000 {
				t.Errorf("the sheets are %v high", before)
			}
			p.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
			if all := strings.Join(texts(p), "\n"); !strings.Contains(all, "Printed 24 Nov 2026") || strings.Count(all, "\n") > 400 {
				t.Errorf("the end does not show the foot:\n%s", all)
			}
		})
	}
}

func TestTypingBreaksOnlyWhatChanged(t *testing.T) {
	b := newBreaker()
	long := strings.Repeat("palabra ", 3000)
	doc := document(handout.Paragraph{Text: long}, handout.Paragraph{Text: "a"})
	lay(b, &doc, 700, 1)
	first := &b.now[wrapped{typed{regular, 11 * 700 / float32(letterW)}, 504 * 700 / float32(letterW), long}][0]
	doc = document(handout.Paragraph{Text: long}, handout.Paragraph{Text: "ab"})
	lay(b, &doc, 700, 1)
	again := &b.now[wrapped{typed{regular, 11 * 700 / float32(letterW)}, 504 * 700 / float32(letterW), long}][0]
	if first != again {
		t.Error("the long paragraph was broken again")
	}
}

func TestLongWordsAreBrokenAndNeverCutOff(t *testing.T) {
	word := strings.Repeat("Nguyễn", 60)
	p, _ := shown(t, kit.Light, 100, fyne.NewSize(286, 900), document(handout.Paragraph{Text: word}))
	if all := strings.Join(texts(p), ""); !strings.Contains(all, word) {
		t.Errorf("the word is not whole: %s", all)
	}
}

func TestKeysScrollOpenAndLeave(t *testing.T) {
	p, w := shown(t, kit.Light, 100, fyne.NewSize(286, 300), document(everything()...))
	k := &keys{}
	p.SetKeys(k)
	w.Canvas().Focus(p)
	if kit.FocusID(w.Canvas().Focused()) != "test.preview" || k.focused != 1 {
		t.Fatalf("the focus is on %q", kit.FocusID(w.Canvas().Focused()))
	}
	press := func(n fyne.KeyName) { p.TypedKey(&fyne.KeyEvent{Name: n}) }
	press(fyne.KeyDown)
	down := p.Offset()
	press(fyne.KeyPageDown)
	page := p.Offset()
	press(fyne.KeyEnd)
	end := p.Offset()
	press(fyne.KeyDown)
	if !(0 < down && down < page && page < end && p.Offset() == end) {
		t.Errorf("offsets %v, %v, %v, %v", down, page, end, p.Offset())
	}
	press(fyne.KeyUp)
	press(fyne.KeyPageUp)
	press(fyne.KeyHome)
	if p.Offset() != 0 {
		t.Errorf("home is at %v", p.Offset())
	}
	press(fyne.KeyReturn)
	opened := 0
	p.OnOpen = func() { opened++ }
	press(fyne.KeyReturn)
	p.DoubleTapped(nil)
	press(fyne.KeyEscape)
	if k.next != 1 || opened != 2 || k.left != 1 {
		t.Errorf("next %d, opened %d, left %d", k.next, opened, k.left)
	}
}

type keys struct{ next, saved, left, focused int }

func (k *keys) Next()                     { k.next++ }
func (k *keys) Save()                     { k.saved++ }
func (k *keys) Leave()                    { k.left++ }
func (k *keys) Focused(fyne.CanvasObject) { k.focused++ }

func TestTheScrollStaysWhereItWasWhileTyping(t *testing.T) {
	p, _ := shown(t, kit.Light, 100, fyne.NewSize(286, 300), document(everything()...))
	p.scrollBy(200)
	p.SetDocument(document(append(everything(), handout.Paragraph{Text: "One more"})...))
	if p.Offset() != 200 {
		t.Errorf("it went to %v", p.Offset())
	}
	p.SetDocument(document(handout.Paragraph{Text: "Short"}))
	if p.Offset() > 100 || !strings.Contains(strings.Join(texts(p), " "), "Short") {
		t.Errorf("a short document is at %v: %v", p.Offset(), texts(p))
	}
}

func TestAMessageStandsInThePlaceOfADocument(t *testing.T) {
	p, _ := shown(t, kit.Light, 100, fyne.NewSize(286, 300), document(everything()...))
	p.SetMessage("Nothing to print yet.")
	if p.Pages() != 0 || p.Document() != nil || !strings.Contains(p.AccessibilityLabel(), "Nothing to print yet.") {
		t.Errorf("%d pages, label %q", p.Pages(), p.AccessibilityLabel())
	}
	p.SetDocument(document(everything()...))
	if p.Pages() != 1 || !strings.Contains(p.AccessibilityLabel(), "Integration plan") {
		t.Errorf("%d pages, label %q", p.Pages(), p.AccessibilityLabel())
	}
}

func TestPaperIsNeverWhiteInTheDark(t *testing.T) {
	for mode, limit := range map[kit.Mode]uint32{kit.Light: 0x10000, kit.Dark: 0xC000, kit.Room: 0x3000} {
		p, _ := shown(t, mode, 100, fyne.NewSize(286, 300), document(everything()...))
		r, g, b, _ := p.paper.objects[0].(*canvas.Rectangle).FillColor.RGBA()
		if max(r, g, b) >= limit {
			t.Errorf("mode %v has paper of %x %x %x", mode, r, g, b)
		}
	}
}

func TestMarkup(t *testing.T) {
	_, w := shown(t, kit.Light, 100, fyne.NewSize(286, 500), document(everything()[:8]...))
	test.AssertRendersToMarkup(t, "narrow.xml", w.Canvas())
	_, w = shown(t, kit.Light, 100, fyne.NewSize(640, 500), document(everything()[:8]...))
	test.AssertRendersToMarkup(t, "wide.xml", w.Canvas())
}

func BenchmarkLongNote(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(kit.NewTheme(kit.Light, 100))
	doc := document(handout.Paragraph{Text: strings.Repeat("Uno dos tres cuatro cinco. ", 800)})
	for b.Loop() {
		lay(newBreaker(), &doc, 700, 1)
	}
}

func TestLargeClosesAndGivesTheFocusBack(t *testing.T) {
	p, w := shown(t, kit.Light, 100, fyne.NewSize(900, 600), document(everything()...))
	for name, key := range map[string]fyne.KeyName{"Esc": fyne.KeyEscape, "Enter": fyne.KeyReturn} {
		w.Canvas().Focus(p)
		big := Large(w, "large", "Handout", "Close", *p.Document())
		if w.Canvas().Overlays().Top() == nil || kit.FocusID(w.Canvas().Focused()) != "large" || big.Pages() < 1 {
			t.Fatalf("%s: the large view has %d pages, focus %q", name, big.Pages(), kit.FocusID(w.Canvas().Focused()))
		}
		big.TypedKey(&fyne.KeyEvent{Name: key})
		if w.Canvas().Overlays().Top() != nil || kit.FocusID(w.Canvas().Focused()) != "test.preview" {
			t.Errorf("%s: the focus is on %q", name, kit.FocusID(w.Canvas().Focused()))
		}
	}
}
