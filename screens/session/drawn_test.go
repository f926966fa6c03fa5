package session

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

// picture is the window in words, places and colours, nothing with the focus.
func (f *fixture) picture() string {
	f.window.Canvas().Unfocus()
	return test.RenderObjectToMarkup(f.window.Content())
}

// whatHappens is a session in which every part of the screen changes.
func (f *fixture) whatHappens() []func() {
	saved := func(err error) { f.t.Helper(); f.must(err) }
	entry := func(text string) func() {
		return func() {
			_, err := f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: session.Observation, Text: text}, false, session.When{})
			saved(err)
		}
	}
	line := func(back int) session.Line { ls := f.show().Lines; return ls[len(ls)-1-back] }
	return []func(){
		entry("Breath steady"),
		func() { _, err := f.desk.MarkKey(ctx, f.actor(0), f.visit, line(0).ID, true); saved(err) },
		func() { f.after(time.Minute); f.measure(0) },
		func() { f.after(20 * time.Minute) }, // overdue
		func() {
			_, err := f.desk.AddVitals(ctx, f.actor(2), f.visit, session.Vitals{SpO2: session.Int(90)}, session.When{})
			saved(err) // a card
		},
		func() {
			_, err := f.desk.AnswerCard(ctx, f.actor(2), f.visit, f.show().Open()[0].ID, "Oxygen given", session.When{})
			saved(err)
		},
		func() {
			_, err := f.desk.SetRoom(ctx, f.actor(0), f.visit, session.Room{Water: true, Music: "Rain"}, session.When{})
			saved(err)
		},
		entry("Moves a little"),
		func() {
			_, err := f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: session.Observation, Text: "Moves both hands"}, false, session.When{Corrects: line(0).ID, Reason: "Seen better"})
			saved(err)
		},
		func() { saved(f.desk.Withdraw(ctx, f.actor(0), f.visit, line(0).ID, "Wrong patient")) },
		func() {
			f.closed["consent"] = &record.Problem{Code: record.Refused, Field: "plan", Text: "There is no signed consent."}
		},
		func() { delete(f.closed, "consent") },
		func() {
			_, err := f.desk.GiveDose(ctx, f.actor(2), f.visit, session.Dose{UG: 50_000, Route: "lozenge", Lot: "K24-118", Tablets: 1}, session.When{})
			saved(err)
		},
		func() { f.after(time.Hour); f.measure(1) },
		func() { f.leaves() },
		func() { _, err := f.desk.Sign(ctx, f.actor(0), f.visit, "A calm session."); saved(err) },
	}
}

// A screen that draws only what each save has changed shows the same as one
// that is opened afterwards.
func TestWhatIsDrawnBitByBitIsTheWhole(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	screen, window := f.screen, f.window
	for i, happens := range f.whatHappens() {
		happens()
		screen.do(nil, nil)
		f.window = window
		got := f.picture()
		f.open(2)
		if want := f.picture(); got != want {
			t.Errorf("after %d: drawn bit by bit it says\n%s\nand opened anew\n%s", i, words2(window.Content()), words2(f.window.Content()))
		}
	}
}

// What a save has not changed stays as it is, with the focus that it has.
func TestASaveDrawsOnlyWhatItChanged(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	d := f.dosing()
	room, due := d.left.Objects[len(d.left.Objects)-1], d.vitals.due.Objects[0]
	save := func() {
		_, err := f.desk.AddEntry(ctx, f.actor(0), f.visit, session.Entry{Sort: session.Observation, Text: "Calm"}, false, session.When{})
		f.must(err)
		f.screen.do(nil, nil)
	}
	first := d.lines.views[0]
	save()
	if d.left.Objects[len(d.left.Objects)-1] != room || d.vitals.due.Objects[0] != due || d.lines.views[0] != first {
		t.Error("a line draws the other columns anew")
	}
	_, err := f.desk.SetRoom(ctx, f.actor(0), f.visit, session.Room{Music: "Rain"}, session.When{})
	f.must(err)
	f.screen.do(nil, nil)
	if d.left.Objects[len(d.left.Objects)-1] == room {
		t.Error("another room is not drawn")
	}
}

// A row remembers its height; another width and larger text change it.
func TestARowAsksForItsHeightAnew(t *testing.T) {
	f := start(t, words.English)
	f.running()
	f.open(2)
	r := f.dosing().lines.views[1] // the room: a long line
	wide := r.MinSize().Height
	r.Resize(fyne.NewSize(200, wide))
	narrow := r.MinSize().Height
	if narrow <= wide {
		t.Errorf("%v high, and %v at half the width", wide, narrow)
	}
	fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Light, 200))
	if r.Refresh(); r.MinSize().Height <= narrow {
		t.Errorf("%v high, and %v in large text", narrow, r.MinSize().Height)
	}
}
