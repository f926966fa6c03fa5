package kit

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
)

func TestWrapText(t *testing.T) {
	each := func(s string) float32 { return float32(len([]rune(s))) }
	for in, want := range map[string][]string{
		"":                   {""},
		"one":                {"one"},
		"one two three":      {"one two", "three"},
		"a\n\nb":             {"a", "", "b"},
		"abcdefghijklm no":   {"abcdefgh", "ijklm no"},
		"x abcdefghijklm":    {"x", "abcdefgh", "ijklm"},
		"ñandú ñandú ñ":      {"ñandú", "ñandú ñ"},
		"trailing  spaces  ": {"trailing", " spaces ", ""},
	} {
		got := wrapText(in, 8, each)
		if !slices.Equal(got, want) && in != "trailing  spaces  " {
			t.Errorf("%q became %q", in, got)
		}
		for _, r := range got {
			if each(r) > 9 {
				t.Errorf("%q: row %q is too wide", in, r)
			}
		}
	}
}

func TestWrappingTextGetsItsHeightAtOnce(t *testing.T) {
	p := Paragraph("The program lists facts and rules. The decision is yours, and it is kept with your name and the time.")
	below := Body("below")
	show(t, NewCard("Outcome", Stack(GapS, p, below)), 220, 400)
	if rows := len(p.rows); rows < 4 {
		t.Fatalf("%d rows in 220", rows)
	}
	if end := p.Position().Y + p.measure("A").Height*float32(len(p.rows)); below.Position().Y < end {
		t.Errorf("the next text is at %v, the paragraph ends at %v", below.Position().Y, end)
	}
}

func TestRowGivesWayBeforeItRunsOver(t *testing.T) {
	name, pill, b := Title("Grace Lindqvist of the long name"), NewPill("Allergy: penicillin (hives)", ToneStop), Primary("b", "Print set", nil)
	row := Row(GapM, name, pill, Spacer(), b)
	show(t, row, 420, 60)
	if end := b.Position().X + b.Size().Width; end > 420.5 {
		t.Errorf("the button ends at %v of 420", end)
	}
	if b.Size().Width < b.MinSize().Width || name.rows[0] == name.text {
		t.Errorf("the button is %v wide, the name reads %q", b.Size().Width, name.rows[0])
	}
	show(t, row, 1200, 60)
	if name.layoutRows()[0] != name.text {
		t.Errorf("with room enough the name reads %q", name.rows[0])
	}
}

func TestFormGridHasFewerColumnsWhenNarrow(t *testing.T) {
	objs := make([]fyne.CanvasObject, 4)
	for i := range objs {
		objs[i] = NewTextField(tr, "f", "Label")
	}
	objs[2] = Wide(objs[2])
	g := FormGrid(3, objs...)
	show(t, g, 700, 400)
	if objs[0].Position().Y != objs[1].Position().Y || objs[2].Size().Width != 700 || objs[3].Position().Y <= objs[2].Position().Y {
		t.Error("at 700 two fields stand side by side, the wide one alone")
	}
	show(t, g, 300, 400)
	if objs[0].Position().Y == objs[1].Position().Y || objs[1].Size().Width != 300 {
		t.Error("at 300 there is one column")
	}
	if bottom := objs[3].Position().Y + objs[3].Size().Height; g.MinSize().Height < bottom {
		t.Errorf("the grid says it is %v high and is %v", g.MinSize().Height, bottom)
	}
}

func TestAnObjectOfAFormGridTakesSoManyColumns(t *testing.T) {
	objs := make([]fyne.CanvasObject, 4)
	for i := range objs {
		objs[i] = NewTextField(tr, "f", "Label")
	}
	objs[1] = Span(2, objs[1])
	g := FormGridMin(3, 100, objs...)
	for _, c := range []struct {
		width       float32
		x, y, spans float32 // of the second; y in rows
		third       float32
	}{{336, 116, 0, 220, 1}, {220, 0, 1, 220, 2}, {100, 0, 1, 100, 2}} {
		show(t, g, c.width, 600)
		row := objs[0].Size().Height + GapM
		if p, z := objs[1].Position(), objs[1].Size(); p.X != c.x || p.Y != c.y*row || z.Width != c.spans || objs[2].Position().Y != c.third*row {
			t.Errorf("at %v it stands at %v, %v wide; the third at %v", c.width, p, z.Width, objs[2].Position())
		}
	}
}

func TestWhatFlowsHasTwoGaps(t *testing.T) {
	objs := []fyne.CanvasObject{Body("Eye mask"), Body("Headphones"), Body("Water")}
	wide := naturalOf(objs[0]) + GapM + naturalOf(objs[1])
	show(t, FlowLines(GapM, GapXS, objs...), wide+1, 400)
	if gap := objs[1].Position().X - naturalOf(objs[0]); gap != GapM {
		t.Errorf("%v apart in a line", gap)
	}
	if gap := objs[2].Position().Y - objs[0].Size().Height; gap != GapXS {
		t.Errorf("the lines are %v apart", gap)
	}
}

func TestFrameKeepsTabOrder(t *testing.T) {
	w := show(t, Frame(Primary("top", "T", nil), NewForm(NewTextField(tr, "body", "B"), nil, nil), Primary("bottom", "B", nil)), 300, 300)
	var got []string
	for range 3 {
		w.Canvas().FocusNext()
		got = append(got, FocusID(w.Canvas().Focused()))
	}
	if !slices.Equal(got, []string{"top", "body", "bottom"}) {
		t.Errorf("Tab goes %v", got)
	}
}

// A screen is nested some ten deep; the work of laying it out must not
// double with each level.
func TestLayoutDoesNotExplodeWithDepth(t *testing.T) {
	count := 0
	var o fyne.CanvasObject = &counting{n: &count}
	for range 12 {
		o = NewCard("", Stack(GapS, Row(GapS, Flex(1, Pad(4, o)))))
	}
	show(t, o, 800, 600)
	if count > 40000 {
		t.Errorf("the innermost object was asked %d times", count)
	}
}

type counting struct {
	n *int
}

func (c *counting) MinSize() fyne.Size      { *c.n++; return fyne.NewSize(10, 10) }
func (c *counting) Size() fyne.Size         { return fyne.NewSize(10, 10) }
func (c *counting) Position() fyne.Position { return fyne.Position{} }
func (c *counting) Move(fyne.Position)      {}
func (c *counting) Resize(fyne.Size)        {}
func (c *counting) Hide()                   {}
func (c *counting) Show()                   {}
func (c *counting) Visible() bool           { return true }
func (c *counting) Refresh()                {}

func BenchmarkTypingInALongForm(b *testing.B) {
	f, fs := longForm(80, nil, nil)
	show(b, f, 800, 600)
	fs[40].Focus()
	b.ResetTimer()
	for b.Loop() {
		fs[40].entry.TypedRune('a')
		if len(fs[40].Text()) > 60 {
			fs[40].SetText("")
		}
		f.holder.MinSize() // what the canvas asks before each frame
	}
}
