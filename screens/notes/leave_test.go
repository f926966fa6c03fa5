package notes_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/notes"
	"kapdesk/app/notes/notestest"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	screen "kapdesk/screens/notes"
	"kapdesk/screens/place/placetest"
)

// After Leave no widget, and nothing else that the screen reaches, holds what
// was typed or opened.
func TestLeaveEmptiesTheWindow(t *testing.T) {
	const marker = "Quokka-Zephyr"
	for name, begin := range map[string]func(*room){
		"a note that is read":          func(r *room) { r.says(marker) },
		"a version before":             func(r *room) { r.do("notes.version") },
		"a note that is being written": func(r *room) { r.do("notes.new"); r.typed("notes.text", marker+" typed") },
		"a correction":                 func(r *room) { r.do("notes.correct"); r.typed("notes.text", marker) },
		"a draft that is back":         func(r *room) { r.do("notes.new"); r.typed("notes.text", marker); r.show() },
		"after signing":                func(r *room) { r.do("notes.new"); r.typed("notes.text", marker); r.do("notes.sign") },
		"the dialog to share":          func(r *room) { r.do("notes.share"); r.tap("dialog.cancel") },
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t)
			id := r.wrote(r.Therapist, marker+" first")
			r.must(r.desk.Correct(ctx, r.Therapist, r.Patient, id, r.notes()[0].Versions[0].ID, marker+" second", notes.Slip))
			r.show()
			begin(r)
			if len(notestest.Find(r.screen, marker)) == 0 {
				t.Fatal("nothing was there before: this proves nothing")
			}
			r.screen.Leave()
			r.win.Canvas().Unfocus()
			if found := notestest.Find(r.screen, marker); len(found) > 0 {
				t.Errorf("the screen still holds it at %q", found)
			}
			if found := notestest.Find(r.win.Content(), marker); len(found) > 0 {
				t.Errorf("the window still holds it at %q", found)
			}
			if strings.Contains(r.said(), marker) {
				t.Error("it can still be read")
			}
		})
	}
}

// What comes back from the store after the place was left is not shown.
func TestALateNoteIsNotShown(t *testing.T) {
	r := open(t)
	r.some()
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.screen = screen.New(r.deps, r.Patient)
	r.win.SetContent(kit.Ground(r.screen.Content()))
	r.screen.Show()
	run := func(i int) {
		if apply := late.Work[i](ctx); apply != nil {
			apply()
		}
	}
	run(0)
	r.screen.Leave()
	run(1) // the text of the note
	if strings.Contains(r.said(), "kitchen") || len(notestest.Find(r.screen, "kitchen")) > 0 {
		t.Error("a note is shown in an empty window")
	}
	// Left again before the list was there.
	late.Work = nil
	r.screen.Show()
	r.screen.Leave()
	run(0)
	if len(late.Work) != 1 || r.can("notes.new") {
		t.Error("a place that was left goes on reading")
	}
	// Another note was chosen meanwhile.
	late.Work = nil
	r.screen.Show()
	run(0)
	r.pick(1)
	run(2)
	run(1)
	r.says("Bo's note")
	if strings.Contains(r.said(), "kitchen") {
		t.Error("a late note is shown over the chosen one")
	}
}

// A long note can be read to its end by the keyboard.
func TestALongNoteIsScrolledByTheKeyboard(t *testing.T) {
	r := open(t)
	r.wrote(r.Therapist, strings.Repeat("A line of the note.\n", 200)+"The end.")
	r.show()
	r.do("notes.read")
	if r.focus() != "notes.text" {
		t.Fatalf("the focus is on %q", r.focus())
	}
	y := func() float32 {
		var last fyne.CanvasObject
		kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
			if x, ok := o.(*kit.Text); ok && x.String() == "Who can read it" {
				last = x
			}
		})
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(last).Y
	}
	top := y()
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyPageDown, fyne.KeySpace} {
		was := y()
		placetest.Press(r.win, key)
		if y() >= was {
			t.Errorf("%s does not scroll", key)
		}
	}
	placetest.Press(r.win, fyne.KeyEnd)
	if end := y(); end < 0 || end > 565 {
		t.Errorf("the end stands at %v", end)
	}
	placetest.Press(r.win, fyne.KeyDown) // no further
	placetest.Press(r.win, fyne.KeyPageUp)
	placetest.Press(r.win, fyne.KeyUp)
	placetest.Press(r.win, fyne.KeyHome)
	if y() != top {
		t.Errorf("at the top again it stands at %v, not %v", y(), top)
	}
	placetest.Press(r.win, fyne.KeyEscape)
	if r.focus() != "notes.list" {
		t.Errorf("Esc goes to %q", r.focus())
	}
}

// Nothing is cut off at any size of text.
func TestNothingIsWiderThanItsPlace(t *testing.T) {
	r := open(t)
	r.shell.Language = words.Spanish
	r.wrote(r.Therapist, strings.Repeat("w", 400)+strings.Repeat(" Wiśniewski-Żółkiewski", 90), r.Both)
	for _, percent := range []int{100, 150, 200} {
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, percent))
		r.show()
		for _, step := range []func(){func() {}, func() { r.do("notes.new") }, func() { r.tap("notes.leave"); r.do("notes.correct") }} {
			step()
			size := r.win.Canvas().Size()
			for _, o := range test.LaidOutObjects(r.win.Content()) {
				if b, ok := o.(*kit.Button); ok && b.Visible() {
					at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
					if at.X+b.Size().Width > size.Width+1 || b.MinSize().Width > b.Size().Width+1 {
						t.Errorf("at %d %% %q ends at %v of %v", percent, b.Text(), at.X+b.Size().Width, size.Width)
					}
				}
			}
		}
	}
}
