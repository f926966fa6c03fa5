package kit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
)

func TestDatesThatCannotBe(t *testing.T) {
	for _, s := range []string{"2026-02-30", "31/12/2026", "12/31/26", "2026", "tomorrow", "13-2026-01", "0000-01-01", "1/2/3/2026", "Ma 3 2026"} {
		if d, ok := ParseDate(tr, s); ok {
			t.Errorf("%q was read as %v", s, d)
		}
	}
	f := NewDateField(tr, "dob", "Date of birth").SetRange(record.Date{Year: 1900, Month: 1, Day: 1}, record.Date{Year: 2026, Month: 11, Day: 23})
	show(t, f, 300, 120)
	for typed, want := range map[string]string{
		"nonsense":   "Not a date. Type it as MM/DD/YYYY or 2026-11-23. Kept as typed.",
		"2026-11-24": "Must be on or before 23 November 2026. Kept as typed.",
		"1899-12-31": "Must be on or after 1 January 1900. Kept as typed.",
	} {
		f.SetText(typed)
		if f.Check() || f.Error() != want || f.Text() != typed {
			t.Errorf("%q: error %q, kept %q", typed, f.Error(), f.Text())
		}
		if _, ok := f.Value(); ok {
			t.Errorf("%q gave a value", typed)
		}
	}
}

func TestDatesAsTyped(t *testing.T) {
	want := record.Date{Year: 1990, Month: 8, Day: 9}
	for _, s := range []string{"1990-08-09", "8/9/1990", "08.09.1990", "9 Aug 1990", "Aug 9, 1990", "9 august 1990"} {
		if d, ok := ParseDate(tr, s); !ok || d != want {
			t.Errorf("%q was read as %v", s, d)
		}
	}
	for _, s := range []string{"1990-08-09", "9/8/1990", "9 ago 1990", "9 de agosto de 1990"} {
		if d, ok := ParseDate(es, s); !ok || d != want {
			t.Errorf("in Spanish %q was read as %v", s, d)
		}
	}
	f := NewDateField(es, "dob", "Fecha")
	show(t, f, 300, 120)
	if d, ok := f.Value(); !ok || !d.IsZero() {
		t.Error("an empty field is no date, and no error")
	}
	test.Type(f.entry, "9/8/1990")
	if f.Hint() != "= 9 de agosto de 1990" {
		t.Errorf("understood as %q", f.Hint())
	}
}

func TestTimes(t *testing.T) {
	for _, s := range []string{"", "24:00", "8:60", "8", "8:3", "12345", "8h30", "-1:00"} {
		if h, m, ok := ParseTime(s); ok {
			t.Errorf("%q was read as %d:%d", s, h, m)
		}
	}
	for _, s := range []string{"8:34", "08:34", "8.34", "834", "0834"} {
		if h, m, ok := ParseTime(s); !ok || h != 8 || m != 34 {
			t.Errorf("%q was read as %d:%d %v", s, h, m, ok)
		}
	}
}

func TestDecimals(t *testing.T) {
	for _, s := range []string{"", "1,000.5", "1e3", ".5", "5.", "12a", "--1", "1 2", "+3", "9999999999999999999"} {
		if d, ok := ParseDecimal(s); ok {
			t.Errorf("%q was read as %q", s, d)
		}
	}
	for s, want := range map[string]string{"82,40": "82.40", "082.4": "82.4", " 7 ": "7", "-0.0": "0.0", "-3": "-3", "0": "0"} {
		if d, ok := ParseDecimal(s); !ok || d != want {
			t.Errorf("%q was read as %q", s, d)
		}
	}
	f := NewNumberField(tr, "dose", "Dose", "mg").SetRange("1", "150")
	show(t, f, 300, 120)
	for typed, want := range map[string]string{"150.01": "Must be 1 to 150 mg. Kept as typed.", "x": "Type a number, such as 12.5. Kept as typed."} {
		f.SetText(typed)
		if f.Check() || f.Error() != want {
			t.Errorf("%q: %q", typed, f.Error())
		}
	}
	f.SetText("150")
	if v, ok := f.Value(); !ok || v != "150" || !f.Check() {
		t.Errorf("150 mg gave %q %v", v, ok)
	}
}

func TestWeightInPoundsShowsItsKilograms(t *testing.T) {
	f := NewWeightField(tr, "w", "Weight", "kg")
	show(t, f, 300, 120)
	for _, typed := range []string{"1 kg", "900 kg", "heavy", "82 stone"} {
		f.SetText(typed)
		if _, ok := f.Grams(); ok || f.Check() {
			t.Errorf("%q was taken", typed)
		}
	}
	for typed, want := range map[string]int64{"82.4": 82400, "82,4 kg": 82400, "182 lb": 82554, "182lbs": 82554} {
		f.SetText(typed)
		if g, ok := f.Grams(); !ok || g != want {
			t.Errorf("%q is %d g, want %d", typed, g, want)
		}
	}
	f.SetText("182 lb")
	if f.Hint() != "= 82.6 kg, used for the dose" || f.Kg() != "82.6" || f.Unit() != "lb" {
		t.Errorf("182 lb shows %q", f.Hint())
	}
	f.SetText("82.6")
	if f.Hint() != "" {
		t.Errorf("a weight in kg shows %q", f.Hint())
	}
}

func TestBloodPressure(t *testing.T) {
	f := NewBPField(tr, "bp", "Blood pressure")
	show(t, f, 300, 120)
	for typed, want := range map[string]string{
		"148/920": "The lower number must be 20 to 200. Kept as typed.",
		"14/9":    "The upper number must be 40 to 300. Kept as typed.",
		"80/120":  "The upper number must be above the lower. Kept as typed.",
		"148":     "Type both numbers, such as 120/80. Kept as typed.",
	} {
		f.SetText(typed)
		if f.Check() || f.Error() != want || f.Text() != typed {
			t.Errorf("%q: %q", typed, f.Error())
		}
	}
	f.SetText("148/92")
	if s, d, ok := f.Value(); !ok || s != 148 || d != 92 {
		t.Errorf("148/92 gave %d/%d", s, d)
	}
}

func TestAnswerIsNoneAtFirst(t *testing.T) {
	a := NewAnswer3(tr, "htn", "High blood pressure, ever")
	w := show(t, a, 400, 120)
	if a.Answer() != NotAnswered {
		t.Fatalf("before anybody answered it is %q", a.Answer())
	}
	changes := 0
	a.OnChanged = func() { changes++ }
	a.Focus()
	if a.Answer() != NotAnswered || FocusID(w.Canvas().Focused()) != "htn" {
		t.Error("the focus alone answers")
	}
	for key, want := range map[rune]Answer{'y': Yes, 'N': No, 'd': DontKnow} {
		a.seg.TypedRune(key)
		if a.Answer() != want {
			t.Errorf("key %c gave %q", key, a.Answer())
		}
	}
	press(a.seg, fyne.KeyHome, fyne.KeyRight)
	if a.Answer() != No {
		t.Errorf("arrows gave %q", a.Answer())
	}
	press(a.seg, fyne.KeyBackspace)
	if a.Answer() != NotAnswered {
		t.Errorf("taken back it is %q", a.Answer())
	}
	test.TapAt(a.seg, fyne.NewPos(10, 10))
	if a.Answer() != Yes {
		t.Errorf("a click on yes gave %q", a.Answer())
	}
	before := changes
	a.SetAnswer(No)
	if changes != before {
		t.Error("setting the answer from outside counts as the person's change")
	}
	a.SetReadOnly(true)
	a.seg.TypedRune('y')
	press(a.seg, fyne.KeyLeft, fyne.KeyBackspace)
	if a.Answer() != No {
		t.Errorf("read only, it became %q", a.Answer())
	}
}

func TestAnswerKeysFollowTheLanguage(t *testing.T) {
	a := NewAnswerRow(es, "htn", "Presión alta")
	show(t, a, 900, 120)
	a.seg.TypedRune('y')
	if a.Answer() != NotAnswered {
		t.Error("Y answers in Spanish")
	}
	a.seg.TypedRune('s')
	if a.Answer() != Yes {
		t.Errorf("S gave %q", a.Answer())
	}
}

func TestCheckAndSignature(t *testing.T) {
	c := NewCheck(tr, "read", "I have read it")
	s := NewSignaturePad(tr, "sig", "Signature")
	show(t, Stack(8, c, s), 500, 300)
	press(c, fyne.KeySpace)
	if !c.On() {
		t.Error("Space does not tick")
	}
	if !s.Empty() {
		t.Error("a new pad is not empty")
	}
	s.pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 50)}, Dragged: fyne.NewDelta(20, 0)})
	s.pad.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(9000, 60)}, Dragged: fyne.NewDelta(5, 10)})
	s.pad.DragEnd()
	if st := s.Strokes(); len(st) != 1 || len(st[0]) != 3 || st[0][2].X != 1 {
		t.Errorf("strokes %v", st)
	}
	s.Clear()
	if !s.Empty() {
		t.Error("Clear leaves something")
	}
	s.Focus()
	test.Type(s.name.entry, "José Ñandú")
	if s.Empty() || s.TypedName() != "José Ñandú" || len(s.Strokes()) != 0 {
		t.Error("a typed name is kept as typed, and is no stroke")
	}
}

func TestListEditor(t *testing.T) {
	l := NewListEditor(tr, "meds", "Add a medicine", func(id string) []fyne.CanvasObject {
		return []fyne.CanvasObject{Flex(1, NewTextField(tr, id+".name", "Medicine"))}
	})
	k := &spy{}
	w := show(t, l, 500, 400)
	l.SetKeys(k)
	press(l.add, fyne.KeySpace)
	press(l.add, fyne.KeySpace)
	if len(l.Rows()) != 2 || FocusID(w.Canvas().Focused()) != "meds.2.name" {
		t.Fatalf("%d rows, focus on %q", len(l.Rows()), FocusID(w.Canvas().Focused()))
	}
	ctrl(w.Canvas().Focused(), fyne.KeyReturn)
	if !slices.Contains(k.told, "save") {
		t.Error("a row that was added does not hear of the form")
	}
	l.remove(l.rows[0])
	if len(l.Rows()) != 1 || FocusID(w.Canvas().Focused()) != "meds.2.name" {
		t.Errorf("after removing, focus on %q", FocusID(w.Canvas().Focused()))
	}
}

// A label that is wider than the field breaks, and nothing of it is lost or
// stands outside.
func TestALongOptionBreaks(t *testing.T) {
	long := "More than forty percent away from the baseline"
	c := NewChoice(tr, "x", "How far", Option{Value: "2", Label: "Near"}, Option{Value: "1", Label: long}, Option{Value: "0", Label: "Far"})
	show(t, c, 200, 300)
	if least := c.seg.least(); least > 200 {
		t.Fatalf("it needs %v", least)
	}
	var said []string
	for i, rows := range c.seg.labels {
		var words []string
		for _, l := range rows {
			words = append(words, l.Text)
			if right := l.Position().X + l.Size().Width; l.Position().X < 0 || right > c.seg.Size().Width {
				t.Errorf("%q stands at %v to %v of %v", l.Text, l.Position().X, right, c.seg.Size().Width)
			}
			f := c.seg.fills[i]
			if l.Position().Y < f.Position().Y || l.Position().Y+l.Size().Height > f.Position().Y+f.Size().Height {
				t.Errorf("%q leaves its option", l.Text)
			}
		}
		said = append(said, strings.Join(words, " "))
	}
	if want := []string{"Near", long, "Far"}; !slices.Equal(said, want) {
		t.Errorf("it says %q", said)
	}
	f := c.seg.fills[1]
	c.seg.Tapped(&fyne.PointEvent{Position: f.Position().Add(fyne.NewPos(5, f.Size().Height-5))})
	if c.Value() != "1" {
		t.Errorf("a press on its last row chooses %q", c.Value())
	}
}
