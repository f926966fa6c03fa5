package kit

import (
	"slices"
	"strconv"
	"testing"
	"testing/quick"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestKeypad(t *testing.T) {
	freq, ladder, rass := []string{"0", "1", "2", "3"}, []string{"0", "1", "2", "9", "10"}, []string{"-5", "-4", "0", "4"}
	for name, c := range map[string]struct {
		codes []string
		keys  string
		want  []int  // chosen after each key
		whole []bool // and whether it went on
	}{
		"no code":                {freq, "4x", []int{-1, -1}, []bool{false, false}},
		"each key is one answer": {freq, "0312", []int{0, 3, 1, 2}, []bool{true, true, true, true}},
		"one may become ten":     {ladder, "10", []int{1, 4}, []bool{false, true}},
		"one, then two":          {ladder, "12", []int{1, 2}, []bool{false, true}},
		"one, then one":          {ladder, "110", []int{1, 1, 4}, []bool{false, false, true}},
		"below nothing":          {rass, "-54", []int{-1, 0, 3}, []bool{false, true, true}},
		"a sign alone":           {rass, "-x-4", []int{-1, -1, -1, 1}, []bool{false, false, false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			var k keypad
			for i, r := range c.keys {
				chosen, whole := k.press(r, c.codes)
				if chosen != c.want[i] || whole != c.whole[i] {
					t.Errorf("after %q: %d, %v, want %d, %v", c.keys[:i+1], chosen, whole, c.want[i], c.whole[i])
				}
			}
		})
	}
}

// Whatever was typed before, the code that is typed whole is the one chosen.
func TestKeypadTakesTheCodeThatWasTyped(t *testing.T) {
	codes := []string{"-10", "-1", "0", "1", "10", "100", "2"}
	holds := func(before string, which uint8) bool {
		var k keypad
		for _, r := range before {
			k.press(r, codes)
		}
		k.clear() // another question
		want, got := codes[int(which)%len(codes)], -1
		for _, r := range want {
			got, _ = k.press(r, codes)
		}
		return got == slices.Index(codes, want)
	}
	if err := quick.Check(holds, nil); err != nil {
		t.Error(err)
	}
}

func often() []Coded {
	var out []Coded
	for i, l := range []string{"Not at all", "Several days", "More than half the days", "Nearly every day"} {
		out = append(out, Coded{Code: strconv.Itoa(i), Value: "v" + strconv.Itoa(i), Label: l})
	}
	return out
}

// shownCodes is a question in a window, with the focus.
func shownCodes(t *testing.T, look CodesLook, width float32, options ...Coded) (*Codes, fyne.Window) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Light, 100))
	c := NewCodes(tr, "q1", "Feeling down, depressed, or hopeless", look, options...)
	w := test.NewTempWindow(t, c)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, 400))
	c.Focus()
	return c, w
}

func TestCodesByKeyboard(t *testing.T) {
	c, w := shownCodes(t, CodesFull, 800, often()...)
	changes, on := 0, 0
	c.OnChanged = func() { changes++ }
	c.OnChosen = func() { on++ }
	press := func(k fyne.KeyName) { w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k}) }
	if c.Value() != "" {
		t.Fatalf("%q is chosen before anybody answers", c.Value())
	}
	test.Type(w.Canvas().Focused(), "7x")
	if c.Value() != "" || changes != 0 || on != 0 {
		t.Errorf("a number that is none: %q, %d changes", c.Value(), changes)
	}
	test.Type(w.Canvas().Focused(), "2")
	test.Type(w.Canvas().Focused(), "2")
	if c.Value() != "v2" || changes != 1 || on != 2 {
		t.Errorf("typed 2 twice: %q, %d changes, on %d times", c.Value(), changes, on)
	}
	for _, s := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyRight, "v3"}, {fyne.KeyRight, "v3"}, {fyne.KeyUp, "v2"}, {fyne.KeyHome, "v0"}, {fyne.KeyLeft, "v0"}, {fyne.KeyEnd, "v3"}, {fyne.KeyBackspace, ""}, {fyne.KeyDown, "v0"}, {fyne.KeyDelete, ""}} {
		if press(s.key); c.Value() != s.want {
			t.Errorf("after %s: %q, want %q", s.key, c.Value(), s.want)
		}
	}
	if on != 2 {
		t.Error("the arrows went on to the next question")
	}
	c.SetReadOnly(true)
	test.Type(c.list, "1")
	if c.Value() != "" {
		t.Error("one to read only takes an answer")
	}
}

// A line on the way through a paper form: the space bar leaves a question open
// and goes on, Backspace takes back and then goes back.
func TestCodesInALine(t *testing.T) {
	c, w := shownCodes(t, CodesLine, 800, often()...)
	on, back := 0, 0
	c.OnChosen, c.OnBack = func() { on++ }, func() { back++ }
	press := func(k fyne.KeyName) { w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k}) }
	test.Type(w.Canvas().Focused(), " ")
	if c.Value() != "" || on != 1 {
		t.Errorf("left open: %q, on %d times", c.Value(), on)
	}
	test.Type(w.Canvas().Focused(), "3")
	if code, label := c.Chosen(); code != "3" || label != "Nearly every day" || c.list.echo.say.text != label {
		t.Errorf("echo %q %q, shown %q", code, label, c.list.echo.say.text)
	}
	press(fyne.KeyBackspace)
	if c.Value() != "" || back != 0 {
		t.Errorf("taken back: %q, back %d times", c.Value(), back)
	}
	press(fyne.KeyBackspace)
	press(fyne.KeyUp)
	press(fyne.KeyDown)
	if back != 2 || on != 3 {
		t.Errorf("back %d times, on %d times", back, on)
	}
}

// A question stands in one row where there is room, and under one another
// where there is not; nothing is wider than the window.
func TestCodesFindTheirRoom(t *testing.T) {
	long := []Coded{{Code: "0", Value: "0", Label: "A sentence of many words that tells at great length how it was, so that it never fits beside another one"}, {Code: "1", Value: "1", Label: "Another"}}
	for name, c := range map[string]struct {
		look    CodesLook
		width   float32
		options []Coded
		list    bool
	}{"wide": {CodesFull, 800, often(), false}, "narrow": {CodesFull, 180, often(), true}, "sentences": {CodesFull, 500, long, true}, "large": {CodesLarge, 900, often(), true}} {
		t.Run(name, func(t *testing.T) {
			q, _ := shownCodes(t, c.look, c.width, c.options...)
			cells := q.list.cells
			if list := cells[1].Position().Y > cells[0].Position().Y; list != c.list {
				t.Errorf("under one another: %v", list)
			}
			for i, cell := range cells {
				if right := cell.Position().X + cell.Size().Width; right > c.width+0.5 {
					t.Errorf("answer %d ends at %v of %v", i, right, c.width)
				}
			}
			p := cells[1].Position()
			q.list.Tapped(&fyne.PointEvent{Position: p.AddXY(5, 5)})
			if q.Value() != c.options[1].Value {
				t.Errorf("a tap on the second gives %q", q.Value())
			}
		})
	}
}
