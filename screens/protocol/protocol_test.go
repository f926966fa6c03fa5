package protocol

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/protocol"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

func TestClosedToTheFrontDesk(t *testing.T) {
	r := newRoom(t)
	r.as(r.Clinic.Desk)
	v := r.show()
	if v.ready || placetest.Find(r.win, "protocol.compare") != nil {
		t.Error("the front desk reads the protocol")
	}
	for _, c := range v.Commands() {
		if !c.Disabled() {
			t.Errorf("%s can be done", c.ID)
		}
	}
	r.golden("closed")
}

func TestWhatCannotBeReadSaysSo(t *testing.T) {
	r := newRoom(t)
	r.make()
	r.settle()
	r.golden("loading")
	r.desk.err = errDisk
	r.v.Show()
	if len(r.shell.Failures) != 1 {
		t.Errorf("%v", r.shell.Failures)
	}
	r.settle()
	r.golden("error")
	r.desk.err = nil
	r.tap("protocol.retry")
	if !r.v.ready {
		t.Error("trying again does nothing")
	}
}

// While nothing is adopted, everybody is told so.
func TestTheDraftSaysThatNobodyAdoptedIt(t *testing.T) {
	r := newRoom(t)
	r.at("limits/pre_dose")
	if !strings.Contains(said(r), "Draft protocol: decide case by case.") {
		t.Error("it does not say so")
	}
	r.golden("draft")
}

func TestToReadOnly(t *testing.T) {
	r := newRoom(t)
	r.as(r.Nurse)
	v := r.at("limits/pre_dose")
	for _, id := range []string{"protocol.change", "protocol.adopt", "protocol.add", "protocol.remove", "protocol.undo"} {
		if placetest.Find(r.win, id) != nil || !placetest.Command(t, v, id).Disabled() {
			t.Errorf("a nurse finds %s", id)
		}
	}
	for _, id := range []string{"protocol.compare", "protocol.save", "protocol.print"} {
		if placetest.Find(r.win, id) == nil {
			t.Errorf("a nurse does not find %s", id)
		}
	}
	r.golden("readonly")
}

func TestInSpanish(t *testing.T) {
	r := newRoom(t)
	r.shell.Language = words.Spanish
	v := r.at("doses/im_psychedelic")
	r.golden("spanish")
	for _, typed := range []string{"presión arterial", "presion arterial", "PRESIÓN"} {
		v.list.search.SetText(typed)
		v.list.fill()
		if len(v.list.table.Rows()) == 0 {
			t.Errorf("%q finds nothing", typed)
		}
	}
}

// With large text the heading takes more lines, and nothing stands over it;
// the sources stand under the item instead of beside it.
func TestLargeTextLeavesTheHeadingFree(t *testing.T) {
	r := newRoom(t)
	v := r.show()
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
	r.win.Resize(fyne.NewSize(760, 615))
	v.apply(v.state)
	for _, item := range []string{"validity", "limits/pre_dose"} {
		v.choose(item) // without what a real window does of itself
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject
		if ends, begins := at(v.top).Y+v.top.MinSize().Height, at(v.body).Y; begins < ends {
			t.Errorf("%s: the heading ends at %.0f, the item begins at %.0f", item, ends, begins)
		}
		if !strings.Contains(said(r), "Sources") {
			t.Errorf("%s: its sources are gone", item)
		}
	}
	r.golden("large")
}

// A section that is one item stands in the list once.
func TestASectionThatIsAnItemStandsOnce(t *testing.T) {
	v := newRoom(t).show()
	n := 0
	for _, row := range v.list.table.Rows() {
		if row.Cells[0].Text == "How long a screening counts" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("it stands there %d times", n)
	}
}

func TestKeysAreTheirOwn(t *testing.T) {
	placetest.Keys(t, newRoom(t).show())
}

// Both the sources and those that disagree stand beside the item, with how
// far to rely on them in words.
func TestSourcesStandSideBySide(t *testing.T) {
	r := newRoom(t)
	r.at("limits/pre_dose")
	text := said(r)
	for _, want := range []string{"Sources", "Sources that disagree", "Esketamine label: consider delaying above 140/90", "Yip, Swainson and others", "2022", "published"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	r.v.choose("triggers/spo2_low")
	r.settle()
	if !strings.Contains(said(r), "weak source") {
		t.Error("a weak source does not say that it is one")
	}
	r.v.choose("validity")
	r.settle()
	if !strings.Contains(said(r), "general knowledge") {
		t.Error("general knowledge does not say that it is")
	}
}

func TestSearchFindsByAnyWord(t *testing.T) {
	r := newRoom(t)
	v := r.show()
	all := len(v.list.table.Rows())
	placetest.Type(t, r.win, "protocol.search", "mao")
	rows := v.list.table.Rows()
	if len(rows) == 0 || len(rows) >= all/4 {
		t.Fatalf("%d of %d rows", len(rows), all)
	}
	v.list.search.SetText("zzz")
	v.list.fill()
	if len(v.list.table.Rows()) != 0 {
		t.Error("nothing is called that")
	}
	v.list.search.SetText("fasting")
	v.list.fill()
	v.list.move(1)
	if !strings.HasPrefix(v.item, "fasting/") {
		t.Errorf("Down went to %s", v.item)
	}
}

// Enter shows the first item that was found, and leaves the one on show where
// it is found too.
func TestEnterShowsWhatWasFound(t *testing.T) {
	r := newRoom(t)
	v := r.show()
	placetest.Type(t, r.win, "protocol.search", "how long a screening")
	placetest.Press(r.win, fyne.KeyReturn)
	if got := r.win.Canvas().Focused(); v.item != "validity" || got != fyne.Focusable(v.list.table) {
		t.Errorf("%s is shown, the focus is on %T", v.item, got)
	}
	v.list.search.SetText("")
	v.list.fill()
	v.list.search.Focus()
	placetest.Press(r.win, fyne.KeyReturn)
	if v.item != "validity" {
		t.Errorf("%s took its place", v.item)
	}
}

func TestArrowKeysGoOverSections(t *testing.T) {
	r := newRoom(t)
	v := r.show()
	first := v.item
	v.list.move(1)
	if v.item == first || strings.HasPrefix(v.item, heading) {
		t.Errorf("%s", v.item)
	}
	v.list.move(-1)
	if v.item != first {
		t.Errorf("%s, not %s", v.item, first)
	}
	v.list.table.OnSelected(heading + "criteria")
	if v.item != first {
		t.Error("a section is no item")
	}
}

// Every item of the file can be read, and opens in a form that gives it back
// as it is.
func TestEveryItemComesBackFromItsForm(t *testing.T) {
	r := newRoom(t)
	v, section := r.show(), ""
	for _, l := range v.state.Working.Lines {
		e := newEditor(v, l.Section, l.Name(), l.Node)
		if got := e.part.read(); !got.Same(l.Node) {
			t.Errorf("%s came back as %s, not %s", l.Name(), got.Raw(), l.Node.Raw())
		}
		if len(e.fields) == 0 {
			t.Errorf("%s has no fields", l.Name())
		}
		if l.Section == section {
			continue
		}
		v.edit, v.item, section = nil, l.Name(), l.Section
		if v.middle() == nil || v.sources() == nil {
			t.Errorf("%s cannot be read", l.Name())
		}
	}
}

// A section that the program has no fields for is edited as it is written.
func TestASectionNobodyKnowsIsEditedAsJSON(t *testing.T) {
	r := newRoom(t)
	v := r.show()
	n, err := adoption.ReadNode([]byte(`{"id":"a","deep":{"x":[1]}}`))
	r.must(err)
	e := newEditor(v, "later", "later/a", n)
	if e.shape.Form != protocol.FormOther || !e.part.read().Same(n) {
		t.Errorf("%+v", e.shape)
	}
	f := e.fields[0].field.(*kit.NotesField)
	f.SetText("{")
	if f.Check() {
		t.Error("half of it is taken")
	}
}

// said is every text of the window.
func said(r *room) string {
	var out []string
	kit.Walk(r.win.Content(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Text:
			out = append(out, o.String())
		case *kit.Pill:
			out = append(out, o.String())
		case *kit.Card:
			out = append(out, o.AccessibilityLabel())
		}
	})
	return strings.Join(out, "\n")
}
