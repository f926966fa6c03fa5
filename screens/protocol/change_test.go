package protocol

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"kapdesk/app/adoption"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place/placetest"
)

// What the check says is in the reader's language too, at its field.
func TestARefusalIsInTheReadersLanguage(t *testing.T) {
	r := newRoom(t)
	r.shell.Language = words.Spanish
	r.at("validity")
	r.tap("protocol.change")
	days := placetest.At[*kit.NumberField](t, r.win, "validity.days")
	days.SetText("400")
	placetest.At[*kit.NotesField](t, r.win, "protocol.reason").SetText("Dos semanas")
	r.tap("protocol.enter")
	if said := days.Error(); !strings.Contains(said, "400 días no está entre 1 y 366") || strings.Contains(said, "days") || !days.Focused() {
		t.Errorf("the field says %q", said)
	}
}

func TestAChangeNeedsAReasonAndAFigure(t *testing.T) {
	r := newRoom(t)
	v := r.at("validity")
	r.tap("protocol.change")
	days := placetest.At[*kit.NumberField](t, r.win, "validity.days")
	days.SetText("14")
	n := len(r.Log.Events())
	r.tap("protocol.enter")
	reason := placetest.At[*kit.NotesField](t, r.win, "protocol.reason")
	if reason.Error() == "" || !reason.Focused() || len(r.Log.Events()) != n {
		t.Error("a change without a reason is taken, or the error does not stand at its field")
	}
	reason.SetText("Two weeks is what we can keep")
	days.SetText("400")
	r.tap("protocol.enter")
	if days.Error() == "" || !strings.Contains(days.Error(), "400 days is not 1 to 366") || !days.Focused() || len(r.Log.Events()) != n {
		t.Errorf("%q", days.Error())
	}
	r.golden("refused")
	days.SetText("no figure")
	r.tap("protocol.enter")
	if days.Error() == "" || len(r.Log.Events()) != n {
		t.Error("no figure is taken for one")
	}
	days.SetText("14")
	r.tap("protocol.enter")
	l, _ := v.state.Working.Line("validity")
	if v.edit != nil || l.Mark != adoption.Changed || l.Why[0].Reason != "Two weeks is what we can keep" {
		t.Fatalf("%+v", l)
	}
	r.golden("changed")
	if got := r.win.Canvas().Focused(); got != fyne.Focusable(v.list.table) || !v.list.marks {
		t.Errorf("after saving the focus is on %T; room for marks: %v", got, v.list.marks)
	}
	r.tap("protocol.undo")
	if v.state.Working.Changed() != 0 {
		t.Error("it is not undone")
	}
	if got := r.win.Canvas().Focused(); got != fyne.Focusable(v.list.table) || v.list.marks {
		t.Errorf("after undoing the focus is on %T; room for marks: %v", got, v.list.marks)
	}
}

func TestWhatWasTypedComesBack(t *testing.T) {
	r := newRoom(t)
	v := r.at("validity")
	r.tap("protocol.change")
	placetest.At[*kit.NumberField](t, r.win, "validity.days").SetText("21")
	placetest.At[*kit.NotesField](t, r.win, "protocol.reason").SetText("Three weeks")
	v.Leave()
	v = r.show()
	if v.edit == nil || v.item != "validity" || v.edit.reason.Text() != "Three weeks" || placetest.At[*kit.NumberField](t, r.win, "validity.days").Text() != "21" {
		t.Fatal("it is gone")
	}
	r.tap("protocol.enter")
	if v.state.Working.Parsed.Validity.Days != 21 {
		t.Error("and cannot be saved")
	}
	if v = r.show(); v.edit != nil {
		t.Error("what was saved came back as a draft")
	}
}

func TestGivingUpDropsTheDraft(t *testing.T) {
	r := newRoom(t)
	v := r.at("validity")
	r.tap("protocol.change")
	placetest.At[*kit.NumberField](t, r.win, "validity.days").SetText("21")
	v.choose("limits/pre_dose")
	if v.item != "validity" || len(r.shell.Said) != 1 {
		t.Error("another item opened over what was typed")
	}
	r.tap("protocol.giveup")
	r.tap("dialog.yes")
	if v.edit != nil || r.show().edit != nil {
		t.Error("it is still there")
	}
}

// Somebody else changed the item meanwhile: nothing is written and nothing
// that was typed is lost.
func TestChangedMeanwhile(t *testing.T) {
	r := newRoom(t)
	v := r.at("validity")
	r.tap("protocol.change")
	r.change(r.Log, "validity", "days", "60", "longer")
	placetest.At[*kit.NumberField](t, r.win, "validity.days").SetText("21")
	placetest.At[*kit.NotesField](t, r.win, "protocol.reason").SetText("Three weeks")
	n := len(r.Log.Events())
	r.tap("protocol.enter")
	if len(r.shell.Failures) != 1 || len(r.Log.Events()) != n || v.edit == nil || v.edit.reason.Text() != "Three weeks" {
		t.Errorf("%v", r.shell.Failures)
	}
}

func TestARuleIsAddedAndTakenAway(t *testing.T) {
	r := newRoom(t)
	v := r.at("criteria/stroke")
	r.tap("protocol.change")
	before := len(v.edit.part.read().Get("rules").List)
	r.tap("criteria.rules.add")
	if got := len(v.edit.part.read().Get("rules").List); got != before+1 {
		t.Errorf("%d rules", got)
	}
	r.tap("criteria.rules.remove.1")
	rules := v.edit.part.read().Get("rules").List
	if len(rules) != before || !rules[before-1].Same(adoption.NewObject(adoption.Pair{Key: "if", Value: adoption.NewObject()})) {
		t.Errorf("%s", v.edit.part.read().Get("rules").Raw())
	}
	r.golden("form")
}

// Another fact has other conditions, and none of the old ones stays.
func TestAnotherFactHasOtherConditions(t *testing.T) {
	r := newRoom(t)
	v := r.at("criteria/stroke")
	r.tap("protocol.change")
	if placetest.Find(r.win, "criteria.rules.1.if.is") == nil || placetest.Find(r.win, "criteria.rules.1.if.below") != nil {
		t.Fatal("the conditions are not those of an answer")
	}
	fact := placetest.At[*kit.Picker](t, r.win, "criteria.fact")
	fact.SetValue("age")
	fact.OnChanged()
	r.settle()
	if placetest.Find(r.win, "criteria.rules.1.if.is") != nil || placetest.Find(r.win, "criteria.rules.1.if.below") == nil {
		t.Error("the conditions are not those of a number")
	}
	if got := v.edit.part.read().Get("rules").List[0].Get("if"); len(got.Pairs) != 0 {
		t.Errorf("%s stays", got.Raw())
	}
}

// The fact is found by typing: half a word leaves the form as it is, Enter
// makes it anew and goes on in it.
func TestAnotherFactIsFoundByTyping(t *testing.T) {
	r := newRoom(t)
	r.at("criteria/stroke")
	r.tap("protocol.change")
	was := placetest.At[*kit.Picker](t, r.win, "criteria.fact")
	r.win.Canvas().Unfocus()
	was.Set(kit.Option{})
	was.Focus()
	for _, c := range "Age" {
		r.win.Canvas().Focused().TypedRune(c)
	}
	if was.Text() != "Age" || placetest.At[*kit.Picker](t, r.win, "criteria.fact") != was {
		t.Fatalf("typing replaces the field; it held %q", was.Text())
	}
	placetest.Press(r.win, fyne.KeyReturn)
	r.settle()
	now := placetest.At[*kit.Picker](t, r.win, "criteria.fact")
	if now.Value() != "age" || now == was {
		t.Fatalf("the fact is %q", now.Value())
	}
	at := kit.FocusID(r.win.Canvas().Focused())
	if at == "criteria.fact" || placetest.Find(r.win, at) == nil || !strings.HasPrefix(at, "criteria.") {
		t.Errorf("the focus is on %q", at)
	}
}

func TestAnItemIsAddedAndRemoved(t *testing.T) {
	r := newRoom(t)
	v := r.at("triggers/spo2_low")
	r.tap("protocol.add")
	placetest.At[*kit.NotesField](t, r.win, "protocol.reason").SetText("Seen twice")
	r.tap("protocol.enter")
	id := placetest.At[*kit.TextField](t, r.win, "triggers.id")
	if id.Error() == "" || !id.Focused() {
		t.Error("an item without a name is taken")
	}
	id.SetText("spo2_second")
	r.tap("protocol.enter")
	if l, _ := v.line(); l.Name() != "triggers/spo2_second" || l.Mark != adoption.Added {
		t.Fatalf("%+v, %q", l.Name(), id.Error())
	}
	v.choose("triggers/spo2_low")
	r.settle()
	r.tap("protocol.remove")
	r.tap("dialog.yes")
	if l, _ := v.line(); l.Mark == adoption.Removed {
		t.Error("removed without a reason")
	}
	placetest.At[*kit.NotesField](t, r.win, "protocol.why").SetText("The new one takes its place")
	r.tap("dialog.yes")
	if l, _ := v.line(); l.Mark != adoption.Removed || l.Why[0].Reason != "The new one takes its place" {
		t.Errorf("%+v", l)
	}
}

func TestTwoLaptopsAreSettled(t *testing.T) {
	r := newRoom(t)
	there := r.other()
	r.change(r.Log, "validity", "days", "14", "shorter")
	r.change(there, "validity", "days", "60", "longer")
	r.must(r.Log.Receive(ctx, there.Events()...))
	v := r.at("validity")
	r.golden("clash")
	r.tap("protocol.adopt")
	if r.win.Canvas().Overlays().Top() == nil {
		t.Fatal("it does not say what stands against adopting")
	}
	r.win.Canvas().Overlays().Top().Hide()
	r.win.Canvas().Overlays().Remove(r.win.Canvas().Overlays().Top())
	r.tap("protocol.settle.2")
	l, _ := v.line()
	if len(l.Clash) != 0 || v.state.Working.Parsed.Validity.Days == 30 {
		t.Errorf("%+v", l)
	}
}

// The whole way by keyboard: search, open, change, save.
func TestByKeyboard(t *testing.T) {
	r := newRoom(t)
	v := r.show()
	placetest.Command(t, v, "protocol.find").Do()
	placetest.Type(t, r.win, "protocol.search", "how long")
	placetest.Press(r.win, fyne.KeyDown)
	if v.item != "validity" {
		t.Fatalf("%s", v.item)
	}
	placetest.Command(t, v, "protocol.change").Do()
	r.settle()
	placetest.At[*kit.NumberField](t, r.win, "validity.days").Focus()
	placetest.At[*kit.NumberField](t, r.win, "validity.days").SetText("14")
	placetest.Type(t, r.win, "protocol.reason", "Two weeks")
	placetest.Command(t, v, "protocol.enter").Do()
	if v.state.Working.Parsed.Validity.Days != 14 {
		t.Error("nothing was saved")
	}
}
