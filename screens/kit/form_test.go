package kit

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// longForm is a form of n one-line fields that is taller than its window.
func longForm(n int, onSave, onLeave func()) (*Form, []*TextField) {
	fs := make([]*TextField, n)
	objs := make([]fyne.CanvasObject, n)
	for i := range fs {
		fs[i] = NewTextField(tr, fmt.Sprintf("f%d", i), fmt.Sprintf("Field %d", i))
		objs[i] = fs[i]
	}
	return NewForm(Stack(GapM, objs...), onSave, onLeave), fs
}

func inView(f *Form, o fyne.CanvasObject) bool {
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(f).Y
	return top >= 0 && top+o.Size().Height <= f.Size().Height
}

func TestTabBringsAFieldIntoView(t *testing.T) {
	f, fs := longForm(20, nil, nil)
	w := show(t, f, 400, 300)
	f.FocusFirst()
	for i := range fs {
		if got := FocusID(w.Canvas().Focused()); got != fs[i].ID {
			t.Fatalf("after %d tabs the focus is on %q", i, got)
		}
		if !inView(f, fs[i].entry) {
			t.Fatalf("field %d has the focus and cannot be seen", i)
		}
		w.Canvas().FocusNext()
	}
	for i := len(fs) - 1; i >= 0; i-- {
		w.Canvas().FocusPrevious()
		if o := w.Canvas().Focused().(fyne.CanvasObject); !inView(f, o) {
			t.Fatalf("going back, %q cannot be seen", FocusID(w.Canvas().Focused()))
		}
	}
}

// A list that closes gives its room back to what stands under it.
func TestAListThatClosesLeavesNoGap(t *testing.T) {
	p := NewPicker(tr, "p", "Drawn from", Option{Value: "a", Label: "One"}, Option{Value: "b", Label: "Two"})
	under := NewTextField(tr, "u", "Under")
	show(t, NewForm(Stack(GapM, p, under), nil, nil), 400, 400)
	p.Focus()
	closed := under.Position().Y
	press(p.entry, fyne.KeyDown)
	if under.Position().Y <= closed {
		t.Fatalf("the list opens over what stands under it, at %g", under.Position().Y)
	}
	press(p.entry, fyne.KeyReturn)
	if p.open || under.Position().Y != closed {
		t.Errorf("open %v, what stands under it is at %g and was at %g", p.open, under.Position().Y, closed)
	}
}

func TestEnterGoesOnCtrlEnterSavesEscLeaves(t *testing.T) {
	saved, left := 0, 0
	a := NewTextField(tr, "a", "A")
	b := NewAnswer3(tr, "b", "B")
	c := NewCheck(tr, "c", "C")
	n := NewNotesField(tr, "n", "N")
	btn := Primary("save", "Save", nil)
	f := NewForm(Stack(GapM, a, NewCard("", Stack(0, b, c)), n), func() { saved++ }, func() { left++ })
	f.Adopt(btn)
	w := show(t, Stack(GapM, Flex(1, f), btn), 400, 500)
	f.FocusFirst()
	for i, id := range []string{"a", "b", "c", "n"} {
		now := w.Canvas().Focused()
		if FocusID(now) != id {
			t.Fatalf("the focus is on %q, not on %q", FocusID(now), id)
		}
		ctrl(now, fyne.KeyReturn)
		press(now, fyne.KeyEscape)
		if saved != i+1 || left != i+1 {
			t.Errorf("%s: Ctrl+Enter saved %d times, Esc left %d times", id, saved, left)
		}
		press(now, fyne.KeyReturn)
	}
	if n.Text() != "\n" {
		t.Errorf("Enter in a note makes a line, it holds %q", n.Text())
	}
	w.Canvas().FocusNext()
	press(w.Canvas().Focused(), fyne.KeyEscape)
	if FocusID(w.Canvas().Focused()) != "save" || left != 5 {
		t.Error("a button beside the form does not hear Esc")
	}
}

func TestTheFirstErrorTakesTheFocus(t *testing.T) {
	ok := NewTextField(tr, "name", "Name")
	bad := NewBPField(tr, "bp", "Blood pressure")
	worse := NewTimeField(tr, "time", "Time")
	hidden := NewTimeField(tr, "hidden", "Hidden")
	f := NewForm(Stack(GapM, ok, FormGrid(2, bad, worse), hidden), nil, nil)
	w := show(t, f, 500, 400)
	bad.SetText("1/2/3")
	worse.SetText("99:99")
	hidden.SetText("99:99")
	hidden.Hide()
	if f.Check() || f.Errors() != 2 || FocusID(w.Canvas().Focused()) != "bp" {
		t.Errorf("%d errors, focus on %q", f.Errors(), FocusID(w.Canvas().Focused()))
	}
	bad.SetText("120/80")
	worse.SetText("08:30")
	if !f.Check() || f.Errors() != 0 {
		t.Error("mended, it still does not pass")
	}
	ok.SetError("Type a name.")
	test.Type(ok.entry, "A")
	if ok.Error() != "" {
		t.Error("the error stays while it is being mended")
	}
}

func TestButtons(t *testing.T) {
	n := 0
	b := Primary("b", "Save", func() { n++ })
	w := show(t, b, 200, 60)
	w.Canvas().Focus(b)
	press(b, fyne.KeyReturn, fyne.KeySpace)
	test.Tap(b)
	if n != 3 {
		t.Errorf("pressed %d times", n)
	}
	if b.ring.Hidden || b.ring.StrokeWidth != 2 || b.ring.StrokeColor != palette[Light].accent {
		t.Error("the focus cannot be seen")
	}
	b.SetEnabled(false)
	press(b, fyne.KeyReturn)
	test.Tap(b)
	if n != 3 {
		t.Error("a disabled button can be pressed")
	}
}

func TestTable(t *testing.T) {
	tab := NewDataTable("t", "Nobody yet.", Column{ID: "n", Label: "Name"}, Column{ID: "s", Label: "State", Width: 100})
	w := show(t, tab, 400, 300)
	if !tab.none.Visible() {
		t.Error("an empty table says nothing")
	}
	rows := make([]TableRow, 10000)
	for i := range rows {
		rows[i] = TableRow{Key: fmt.Sprint(i), Cells: []Cell{TextCell(fmt.Sprintf("Person %d", i)), PillCell("Expected", ToneNeutral)}}
	}
	tab.SetRows(rows)
	var opened, chosen []string
	tab.OnOpen = func(k string) { opened = append(opened, k) }
	tab.OnSelected = func(k string) { chosen = append(chosen, k) }
	w.Canvas().FocusNext()
	if FocusID(w.Canvas().Focused()) != "t" || tab.SelectedKey() != "0" {
		t.Fatalf("focus on %q, row %q", FocusID(w.Canvas().Focused()), tab.SelectedKey())
	}
	press(tab, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyDown)
	if !slices.Equal(opened, []string{"2"}) || tab.SelectedKey() != "9999" {
		t.Errorf("opened %v, at %q", opened, tab.SelectedKey())
	}
	if len(tab.list.views) > 12 {
		t.Errorf("%d rows were made for a window of 7", len(tab.list.views))
	}
	seen := false
	for _, o := range tab.list.body.Objects {
		v := o.(*tableRowView)
		seen = seen || v.index == 9999 && v.Position().Y+v.Size().Height <= tab.list.scroll.Offset.Y+tab.list.scroll.Size().Height+0.5
	}
	if !seen {
		t.Error("the selected row is out of sight")
	}
	w.Canvas().FocusNext()
	if got := w.Canvas().Focused(); got != nil && FocusID(got) != "t" {
		t.Errorf("Tab stops in the table a second time, at %T", got)
	}
	tab.SetRows(rows[9990:])
	if tab.SelectedKey() != "9999" {
		t.Error("the selected row is lost when rows come anew")
	}
	tab.SetRows(nil)
	press(tab, fyne.KeyDown, fyne.KeyReturn)
	if tab.SelectedKey() != "" || len(opened) != 1 {
		t.Error("an empty table opens something")
	}
}

func TestDialogs(t *testing.T) {
	a := NewTextField(tr, "a", "A")
	w := show(t, a, 600, 400)
	a.Focus()
	var said []string
	yes, no := func() { said = append(said, "yes") }, func() { said = append(said, "no") }
	Confirm(w, tr, "Discard?", "The draft is thrown away.", "Discard", true, yes, no)
	if FocusID(w.Canvas().Focused()) != "dialog.cancel" {
		t.Errorf("a dangerous question starts on %q", FocusID(w.Canvas().Focused()))
	}
	press(w.Canvas().Focused(), fyne.KeyEscape)
	Confirm(w, tr, "Sign?", "It cannot be changed after.", "Sign", false, yes, no)
	for range 5 {
		w.Canvas().FocusNext()
		if id := FocusID(w.Canvas().Focused()); id != "dialog.yes" && id != "dialog.cancel" {
			t.Errorf("Tab left the dialog for %q", id)
		}
	}
	w.Canvas().Unfocus()
	w.Canvas().FocusNext()
	press(w.Canvas().Focused(), fyne.KeyReturn)
	if len(said) != 2 || said[0] != "no" || w.Canvas().Overlays().Top() != nil {
		t.Errorf("said %v", said)
	}
	if FocusID(w.Canvas().Focused()) != "a" {
		t.Errorf("the focus did not come back: %q", FocusID(w.Canvas().Focused()))
	}
	reason := NewTextField(tr, "reason", "Reason")
	d := Ask(w, tr, "Why?", reason, "Override", func() bool { return reason.Text() != "" }, nil)
	if FocusID(w.Canvas().Focused()) != "reason" {
		t.Errorf("starts on %q", FocusID(w.Canvas().Focused()))
	}
	ctrl(reason.entry, fyne.KeyReturn)
	if d.closed {
		t.Error("closed without what was asked for")
	}
	test.Type(reason.entry, "rescue")
	ctrl(reason.entry, fyne.KeyReturn)
	if !d.closed {
		t.Error("stays open")
	}
}

func TestStepsAndRail(t *testing.T) {
	var went []string
	s := NewStepper([]Step{{ID: "intake", Label: "Intake", State: StepDone}, {ID: "plan", Label: "Plan", State: StepBlocked, Note: "no screening"}}, func(id string) { went = append(went, id) })
	r := NewRail([]RailItem{{ID: "today", Label: "Today"}, {ID: "patients", Label: "Patients"}}, func(id string) { went = append(went, id) })
	w := show(t, Stack(8, s, r), 600, 300)
	if s.steps[0].words() != "✓ Intake" || s.steps[1].words() != "⊘ Plan · no screening" {
		t.Error("a state is told by colour alone")
	}
	w.Canvas().FocusNext()
	press(w.Canvas().Focused(), fyne.KeyRight)
	press(w.Canvas().Focused(), fyne.KeyReturn)
	r.Select("today")
	r.Focus()
	press(w.Canvas().Focused(), fyne.KeyDown)
	press(w.Canvas().Focused(), fyne.KeySpace)
	if !slices.Equal(went, []string{"plan", "patients"}) || r.Selected() != "patients" || s.Selected() != "plan" {
		t.Errorf("went to %v", went)
	}
}

// A dialog that is taller than the window begins at its top, keeps its
// buttons in sight and scrolls by key.
func TestATallDialog(t *testing.T) {
	w := show(t, Stack(0), 400, 300)
	var lines []fyne.CanvasObject
	for range 40 {
		lines = append(lines, Paragraph("A line to read"))
	}
	d := Ask(w, tr, "Keys", Stack(0, lines...), "Close", func() bool { return true }, nil)
	b, ok := w.Canvas().Focused().(*Button)
	if !ok || d.scroll == nil || d.scroll.Offset() != 0 {
		t.Fatalf("focus on %T, scrolled %v", w.Canvas().Focused(), d.scroll)
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	if at.Y+b.Size().Height > 300 {
		t.Errorf("the button stands at %v", at)
	}
	press(b, fyne.KeyPageDown)
	down := d.scroll.Offset()
	press(b, fyne.KeyUp)
	if down <= 0 || d.scroll.Offset() >= down {
		t.Errorf("down to %v, up to %v", down, d.scroll.Offset())
	}
	press(b, fyne.KeyReturn)
	if w.Canvas().Overlays().Top() != nil {
		t.Error("it does not close")
	}
}

// What cannot be as narrow as the form keeps the height that there is.
func TestAFormFillsItsHeightWithWhatIsTooWide(t *testing.T) {
	wide := Fixed(500, Stack(0, Strong("wide")))
	inner := NewForm(wide, nil, nil)
	outer := NewForm(Stack(0, Flex(1, inner)), nil, nil)
	show(t, outer, 300, 400)
	for range 2 {
		outer.Resize(outer.Size())
		outer.Refresh()
		if h := inner.Size().Height; h < 390 {
			t.Fatalf("of 400 the content has %v", h)
		}
	}
}
