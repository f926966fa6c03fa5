package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
)

// golden compares the states of widgets with what they looked like when a
// person last looked.
func golden(t *testing.T, name string, w, h float32, build func() fyne.CanvasObject, after func(fyne.Window)) {
	t.Run(name, func(t *testing.T) {
		win := show(t, build(), w, h)
		if after != nil {
			after(win)
		}
		test.AssertRendersToMarkup(t, name+".xml", win.Canvas())
	})
}

func TestGoldens(t *testing.T) {
	golden(t, "buttons", 500, 120, func() fyne.CanvasObject {
		off := Primary("off", "Sign eligible", nil)
		off.SetEnabled(false)
		return FlowRow(GapS, Primary("a", "Save", nil), Secondary("b", "Later", nil), Quiet("c", "Show all", nil),
			Danger("d", "Emergency", nil), Chip("e", "F2 Vitals", nil), off)
	}, func(w fyne.Window) { w.Canvas().FocusNext() })
	golden(t, "field-states", 700, 200, func() fyne.CanvasObject {
		ok, bad, ro := NewDateField(tr, "a", "Date of birth"), NewBPField(tr, "b", "Blood pressure"), NewTextField(tr, "c", "Name")
		ok.SetValue(record.Date{Year: 1990, Month: 8, Day: 9})
		bad.SetText("148/920")
		bad.Check()
		ro.SetText("José Ñandú")
		ro.SetReadOnly(true)
		return FormGrid(3, ok, bad, ro)
	}, nil)
	golden(t, "answers", 900, 260, func() fyne.CanvasObject {
		none, yes, dk := NewAnswerRow(tr, "a", "Liver disease"), NewAnswerRow(tr, "b", "High blood pressure, ever"), NewAnswerRow(tr, "c", "Glaucoma")
		yes.SetAnswer(Yes)
		yes.SetNote("since 2019")
		dk.SetAnswer(DontKnow)
		return Stack(0, none, yes, dk)
	}, nil)
	golden(t, "stepper", 1000, 60, func() fyne.CanvasObject {
		s := NewStepper([]Step{{ID: "a", Label: "Intake", State: StepDone}, {ID: "b", Label: "Eligibility"}, {ID: "c", Label: "Plan", State: StepDue}, {ID: "d", Label: "Sessions", Note: "blocked", State: StepBlocked}}, nil)
		s.Select("b")
		return s
	}, nil)
	columns := []Column{{ID: "t", Label: "Time", Width: 52}, {ID: "p", Label: "Patient"}, {ID: "s", Label: "Status", Width: 96}}
	golden(t, "table", 500, 200, func() fyne.CanvasObject {
		tab := NewDataTable("t", "No visits today.", columns...)
		tab.SetRows([]TableRow{{Key: "1", Cells: []Cell{StrongCell("09:00"), TextCell("Amira Haddad"), PillCell("In room", ToneAccent)}},
			{Key: "2", Cells: []Cell{StrongCell("09:30"), {Text: "José Ñandú", Note: "(Pepe)"}, PillCell("Expected", ToneNeutral)}}})
		return tab
	}, func(w fyne.Window) { w.Canvas().FocusNext() })
	golden(t, "table-empty", 500, 200, func() fyne.CanvasObject { return NewDataTable("t", "No visits today.", columns...) }, nil)
	golden(t, "banner-narrow", 380, 200, func() fyne.CanvasObject {
		return Banner(ToneStop, "⚑ Clinician needed", "Daniel Reyes gave an answer that a clinician must read.", Secondary("open", "Open", nil))
	}, nil)
	golden(t, "chart", 400, 260, func() fyne.CanvasObject { return vitalsChart() }, func(w fyne.Window) {
		w.Canvas().FocusNext()
		press(w.Canvas().Focused(), fyne.KeyRight)
	})
	golden(t, "chart-empty", 400, 260, func() fyne.CanvasObject { return NewChart("c", "No vitals yet.") }, nil)
	golden(t, "note", 400, 160, func() fyne.CanvasObject {
		n := NewNotesField(tr, "n", "Notes")
		n.SetText("She said the floor was breathing with her and that she could stay.\nSecond line")
		return n
	}, func(w fyne.Window) {
		w.Canvas().FocusNext()
		w.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	})
}

func vitalsChart() *Chart {
	at := func(m int) time.Time { return time.Date(2026, 11, 23, 9, m, 0, 0, time.UTC) }
	c := NewChart("c", "No vitals yet.")
	c.SetData(ChartData{
		Series: []Series{
			{Name: "Systolic", Unit: "mmHg", Points: []Sample{{at(15), 128}, {at(31), 131}, {at(46), 138}}},
			{Name: "Heart rate", Dotted: true, Color: ColorMuted, Points: []Sample{{at(15), 76}, {at(46), 78}}},
		},
		Marks:      []Mark{{at(31), "dose"}},
		Thresholds: []Threshold{{Value: 160, Label: "call prescriber 160", Tone: ToneStop}},
	})
	return c
}

func TestChartReadsOut(t *testing.T) {
	c := vitalsChart()
	w := show(t, c, 400, 260)
	var heard []string
	c.OnRead = func(s string) { heard = append(heard, s) }
	w.Canvas().FocusNext()
	press(c, fyne.KeyLeft, fyne.KeyRight, fyne.KeyEnd, fyne.KeyRight)
	want := []string{"09:15 · Systolic 128 mmHg · Heart rate 76", "09:31 · Systolic 131 mmHg · dose", "09:46 · Systolic 138 mmHg · Heart rate 78"}
	for i, s := range want {
		if i >= len(heard) || heard[i] != s {
			t.Fatalf("read out %q", heard)
		}
	}
	c.SetData(ChartData{})
	press(c, fyne.KeyRight, fyne.KeyLeft)
	if c.Readout() != "" {
		t.Errorf("an empty chart reads %q", c.Readout())
	}
}

// Everything that can have the focus shows a ring when it has it, tells what
// it is, and has an ID.
func TestEveryFocusIsSeenAndNamed(t *testing.T) {
	list := NewListEditor(tr, "meds", "Add", func(id string) []fyne.CanvasObject {
		return []fyne.CanvasObject{Flex(1, NewTextField(tr, id, "Medicine"))}
	})
	list.Add()
	tab := NewDataTable("table", "", Column{ID: "a", Label: "A"})
	tab.SetRows([]TableRow{{Key: "1", Cells: []Cell{TextCell("x")}}})
	rail := NewRail([]RailItem{{ID: "today", Label: "Today"}}, nil)
	steps := NewStepper([]Step{{ID: "intake", Label: "Intake"}}, nil)
	w := show(t, Stack(GapS, NewTextField(tr, "text", "T"), NewNotesField(tr, "note", "N"), NewAnswer3(tr, "answer", "A"),
		NewPicker(tr, "pick", "P"), NewCheck(tr, "check", "C"), NewSignaturePad(tr, "sig", "S"), list, Primary("primary", "P", nil),
		Quiet("quiet", "Q", nil), Chip("chip", "C", nil), rail, steps, vitalsChart(), tab), 700, 1400)
	seen := map[string]bool{}
	for range 40 {
		w.Canvas().FocusNext()
		f := w.Canvas().Focused()
		id := FocusID(f)
		if id == "" {
			t.Fatalf("%T has the focus and no ID", f)
		}
		acc, ok := f.(fyne.Accessible)
		if !ok || acc.AccessibilityRole() == "" {
			t.Errorf("%s tells a screen reader nothing", id)
		}
		if !ringShown(f) {
			t.Errorf("%s: the focus cannot be seen", id)
		}
		seen[id] = true
	}
	if len(seen) != 17 {
		t.Errorf("Tab reached %d places: %v", len(seen), seen)
	}
}

func ringShown(f fyne.Focusable) bool {
	switch w := f.(type) {
	case *lineEntry:
		return w.box.focused && w.box.fill.StrokeWidth == 2
	case *notesEntry:
		return w.focused
	}
	r, ok := f.(interface{ hasRing() bool })
	return ok && r.hasRing()
}

func (f *focusable) hasRing() bool { return f.ring.Visible() && f.ring.StrokeWidth == 2 }
