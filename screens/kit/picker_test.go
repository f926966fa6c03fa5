package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestPicker(t *testing.T) {
	p := NewPicker(tr, "drug", "Medicine", Option{Value: "a", Label: "Alprazolam"}, Option{Value: "l", Label: "Lamotrigine"}, Option{Value: "s", Label: "Lisinopril", Note: "ACE inhibitor"})
	show(t, p, 400, 400)
	p.Focus()
	test.Type(p.entry, "zzz")
	press(p.entry, fyne.KeyEscape)
	if p.Check() || p.Value() != "" || p.Error() == "" {
		t.Error("something not in the list was taken")
	}
	p.Set(Option{})
	test.Type(p.entry, "inhib")
	if len(p.found) != 1 || !p.card.Visible() {
		t.Fatalf("found %v", p.found)
	}
	press(p.entry, fyne.KeyReturn)
	if p.Value() != "s" || p.Text() != "Lisinopril" || p.card.Visible() {
		t.Errorf("chose %q %q", p.Value(), p.Text())
	}
	press(p.entry, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
	if p.Value() != "l" {
		t.Errorf("Down, Up, Enter chose %q", p.Value())
	}
	test.Type(p.entry, "x")
	if p.Value() != "" {
		t.Error("after typing on, the old choice still counts")
	}
}

// people are n options.
func people(n int) []Option {
	out := make([]Option, n)
	for i := range out {
		out[i] = Option{Value: fmt.Sprint("v", i), Label: fmt.Sprint("Person ", i)}
	}
	return out
}

// asked is a form of a picker and a field after it.
func asked(t *testing.T, options ...Option) (*Picker, fyne.Window) {
	t.Helper()
	p := NewPicker(tr, "who", "Who", options...)
	f := NewForm(Stack(GapM, p, NewTextField(tr, "next", "Next")), nil, nil)
	return p, show(t, f, 400, 500)
}

func click(p *Picker) {
	focusOn(p.entry)
	m := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	p.entry.MouseDown(m)
	p.entry.MouseUp(m)
}

func optionsOf(p *Picker) (rows []*pickerRow) {
	for _, o := range p.list.Objects {
		if r, ok := o.(*pickerRow); ok && p.card.Visible() {
			rows = append(rows, r)
		}
	}
	return rows
}

func TestEnterStaysWhereNothingIsToFollow(t *testing.T) {
	p, w := asked(t, people(3)...)
	p.OnChanged = func() { p.SetValue("") } // as a list that one adds to
	p.Focus()
	test.Type(p.entry, "Person 1")
	press(p.entry, fyne.KeyReturn)
	if FocusID(w.Canvas().Focused()) != "who" {
		t.Error("Enter leaves a field that waits for the next choice")
	}
	other := NewTextField(tr, "other", "Other")
	w.SetContent(Stack(GapM, NewForm(Stack(0, p), nil, nil), other, NewTextField(tr, "last", "Last")))
	p.OnChanged = other.Focus
	p.Focus()
	press(p.entry, fyne.KeyDown, fyne.KeyReturn)
	if FocusID(w.Canvas().Focused()) != "other" {
		t.Errorf("Enter takes the focus on to %q from where the choice has put it", FocusID(w.Canvas().Focused()))
	}
}

func TestEnterChoosesAndGoesOn(t *testing.T) {
	p, w := asked(t, people(3)...)
	p.Focus()
	test.Type(p.entry, "on 2")
	press(p.entry, fyne.KeyReturn)
	if p.Value() != "v2" || FocusID(w.Canvas().Focused()) != "next" {
		t.Errorf("chose %q, the focus is on %q", p.Value(), FocusID(w.Canvas().Focused()))
	}
	if p.entry.CursorColumn != 0 {
		t.Errorf("left, the field is seen from letter %d", p.entry.CursorColumn)
	}
	w.Canvas().FocusPrevious()
	if p.entry.CursorColumn != len("Person 2") {
		t.Errorf("the caret stands at %d", p.entry.CursorColumn)
	}
	test.Type(p.entry, "!")
	if p.Text() != "Person 2!" {
		t.Errorf("typing goes on as %q", p.Text())
	}
}

func TestAClickOpensNothing(t *testing.T) {
	for name, set := range map[string]func(*Picker){
		"read only":           func(p *Picker) { p.SetReadOnly(true) },
		"words of one's own":  func(p *Picker) { p.AllowFree(); test.Type(p.entry, "Aunt"); p.show(false) },
		"nothing to pick yet": func(p *Picker) { p.SetOptions() },
	} {
		p, _ := asked(t, people(3)...)
		set(p)
		if click(p); p.open || p.card.Visible() {
			t.Errorf("%s: the list is open", name)
		}
	}
}

func TestAClickOpensTheWholeList(t *testing.T) {
	p, w := asked(t, people(20)...)
	click(p)
	if rows := optionsOf(p); len(rows) != pickerRows || len(p.found) != 20 {
		t.Fatalf("%d of %d options are seen", len(rows), len(p.found))
	}
	optionsOf(p)[0].Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -25)})
	if got := optionsOf(p)[0].AccessibilityLabel(); got != "Person 1" {
		t.Errorf("after the wheel the list begins with %q", got)
	}
	for range 40 {
		optionsOf(p)[0].Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -25)})
	}
	if got := optionsOf(p)[pickerRows-1].AccessibilityLabel(); got != "Person 19" {
		t.Errorf("the wheel goes as far as %q", got)
	}
	press(p.entry, fyne.KeyReturn)
	if p.Value() != "" || p.card.Visible() || FocusID(w.Canvas().Focused()) != "next" {
		t.Errorf("Enter in a field that was only clicked chose %q", p.Value())
	}
	click(p)
	press(p.entry, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn)
	if p.Value() != "v1" {
		t.Errorf("Down, Down, Enter after a click chose %q", p.Value())
	}
	click(p)
	if len(p.found) != 20 || p.at != 1 {
		t.Errorf("a click on what was chosen shows %d options, marks %d", len(p.found), p.at)
	}
}

// Fyne takes the focus from the field when the mouse goes down on an option,
// and does it again when the mouse comes up, before the tap.
func TestAnOptionIsChosenByTheWholeClick(t *testing.T) {
	p, w := asked(t, people(3)...)
	down := func() *pickerRow {
		click(p)
		r := optionsOf(p)[2]
		r.MouseDown(nil)
		w.Canvas().Unfocus()
		return r
	}
	if down().MouseOut(); p.Value() != "" || p.card.Visible() {
		t.Errorf("drawn away from the option, the click chose %q", p.Value())
	}
	r := down()
	if !p.card.Visible() {
		t.Fatal("the press closes the list")
	}
	r.MouseUp(nil)
	w.Canvas().Unfocus()
	r.Tapped(nil)
	if p.Value() != "v2" || p.card.Visible() || FocusID(w.Canvas().Focused()) != "who" {
		t.Errorf("the click chose %q, the focus is on %q", p.Value(), FocusID(w.Canvas().Focused()))
	}
	if p.entry.CursorColumn != len("Person 2") {
		t.Errorf("after a click on an option the caret stands at %d", p.entry.CursorColumn)
	}
	r.MouseOut()
	w.Canvas().Unfocus()
	if p.Value() != "v2" {
		t.Error("leaving takes the choice back")
	}
}
