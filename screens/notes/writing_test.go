package notes_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/notes"
	"kapdesk/app/notes/notestest"
	"kapdesk/screens/kit"
	screen "kapdesk/screens/notes"
	"kapdesk/screens/place/placetest"
)

func TestANoteIsWrittenByKeyboardAlone(t *testing.T) {
	r := open(t)
	r.show()
	r.do("notes.new")
	if r.focus() != "notes.text" {
		t.Fatalf("typing starts at %q", r.focus())
	}
	r.do("notes.sign")
	if e := at[kit.Field](r, "notes.text").Error(); !strings.Contains(e, "empty") || len(r.notes()) != 0 {
		t.Fatalf("an empty note: %q", e)
	}
	r.typed("notes.text", "What I heard")
	r.tick("notes.reader." + string(r.Both.ID))
	r.do("notes.sign")
	all := r.notes()
	if len(all) != 1 || len(r.shell.Notes) != 1 {
		t.Fatalf("%d notes, %q, %v", len(all), r.shell.Notes, r.shell.LastFailure())
	}
	r.says("What I heard")
	if r.focus() != "notes.list" || r.can("notes.sign") {
		t.Errorf("afterwards the focus is on %q", r.focus())
	}
	r.as(r.Both)
	if got := r.text(r.notes()[0], r.notes()[0].Versions[0]); got != "What I heard" {
		t.Errorf("the reader reads %q", got)
	}
	if _, ok, _ := r.Log.Draft(ctx, r.Therapist, "notes/"+string(r.Patient)); ok {
		t.Error("the draft of what is signed is still there")
	}
}

func TestARefusedNoteStaysInTheForm(t *testing.T) {
	r := open(t)
	r.show()
	r.do("notes.new")
	r.typed("notes.text", "What I heard")
	r.ring.Err = errDisk
	r.do("notes.sign")
	if r.shell.LastFailure() == nil || at[*kit.NotesField](r, "notes.text").Text() != "What I heard" || len(r.notes()) != 0 {
		t.Errorf("%v", r.shell.LastFailure())
	}
	r.ring.Err = nil
	r.typed("notes.text", " and saw")
	r.do("notes.sign")
	r.says("What I heard and saw")
}

func TestACorrectionNeedsAReasonFromTheList(t *testing.T) {
	r := open(t)
	r.wrote(r.Therapist, "The first")
	r.show()
	r.do("notes.correct")
	if got := at[*kit.NotesField](r, "notes.text").Text(); got != "The first" {
		t.Fatalf("the form begins with %q", got)
	}
	r.typed("notes.text", ", and more")
	r.do("notes.sign")
	if at[kit.Field](r, "notes.reason").Error() == "" {
		t.Fatal("corrected without a reason")
	}
	r.typed("notes.reason", "he was drunk")
	r.do("notes.sign")
	if at[kit.Field](r, "notes.reason").Error() == "" || len(r.notes()[0].Versions) != 1 {
		t.Fatal("corrected for a reason of one's own")
	}
	at[*kit.Picker](r, "notes.reason").Set(kit.Option{})
	r.choose("notes.reason", "left out")
	r.do("notes.sign")
	r.says("The first, and more")
	r.says("Corrected: Something was left out")
	r.do("notes.version")
	r.says("This version no longer stands.")
	if strings.Contains(r.said(), "and more") || r.can("notes.correct") || r.can("notes.share") {
		t.Error("the version before is not what is shown, or can be corrected")
	}
	r.do("notes.version")
	r.says("The first, and more")
}

// Promise 1, for a note: what was typed is there again after a crash, after
// the window was locked and after another note was looked at; and sealed.
func TestWhatIsTypedComesBack(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.do("notes.new")
	r.typed("notes.text", "Not signed")
	r.tick("notes.reader." + string(r.Second.ID))
	r.pick(1)
	r.says("Bo's note")
	if found := notestest.Find(r.Log, "Not signed"); len(found) != 0 {
		t.Errorf("the draft stands readable at %q", found)
	}
	r.do("notes.new")
	back := func() {
		t.Helper()
		if at[*kit.NotesField](r, "notes.text").Text() != "Not signed" || !at[*kit.Check](r, "notes.reader."+string(r.Second.ID)).On() {
			t.Fatal("the draft is not back")
		}
		r.says("What was typed here and not signed is back.")
	}
	back()
	r.show() // locked and opened again
	back()
	r.screen.Leave() // the same screen comes back into view
	r.screen.Show()
	back()
	r.tap("notes.discard")
	if at[*kit.NotesField](r, "notes.text").Text() != "" || strings.Contains(r.said(), "is back") {
		t.Error("the draft is not discarded")
	}
	r.show()
	if r.has("notes.text") && at[*kit.NotesField](r, "notes.text").Text() != "" {
		t.Error("a discarded draft is back")
	}
}

func TestACorrectionThatWasBegunComesBack(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.do("notes.correct")
	r.typed("notes.text", " More.")
	r.show()
	if got := at[*kit.NotesField](r, "notes.text").Text(); !strings.HasSuffix(got, "his idea. More.") || !r.has("notes.reason") {
		t.Fatalf("%q", got)
	}
	// Meanwhile it was corrected elsewhere: what was typed is not lost.
	r.screen.Leave()
	n := r.notes()[0]
	r.must(r.desk.Correct(ctx, r.Therapist, r.Patient, n.ID, n.Versions[1].ID, "Elsewhere", notes.Slip))
	r.show()
	if got := at[*kit.NotesField](r, "notes.text").Text(); !strings.HasSuffix(got, "his idea. More.") {
		t.Fatalf("%q", got)
	}
	r.says("It was typed over another version")
}

func TestADraftThatCannotBeOpenedIsTold(t *testing.T) {
	r := open(t)
	r.show()
	r.do("notes.new")
	r.typed("notes.text", "Not signed")
	r.screen.Leave()
	r.screen = nil
	r.ring.Give(r.Therapist.ID)
	r.show()
	r.says("cannot be opened any more")
	if !r.has("notes.text") {
		t.Fatal("its form is not open")
	}
	r.typed("notes.text", "Anew")
	r.show()
	if got := at[*kit.NotesField](r, "notes.text").Text(); got != "Anew" {
		t.Errorf("%q", got)
	}
	if all, err := r.Log.AllDrafts(ctx, r.Therapist); len(all) != 2 || err != nil {
		t.Errorf("%d drafts, %v", len(all), err)
	}
	r.tap("notes.discard")
	r.typed("notes.text", "x")
	r.ring.Give(r.Therapist.ID)
	r.show()
	r.tap("notes.discard")
	r.show()
	if strings.Contains(r.said(), "cannot be opened any more") {
		t.Error("it is told again after it was discarded")
	}
}

// What is typed while a note is being signed would be signed by nobody, so
// nothing can be.
func TestNothingIsTypedWhileANoteIsSigned(t *testing.T) {
	r := open(t)
	late := &placetest.Late{Shell: r.shell}
	r.deps.Shell = late
	r.screen = screen.New(r.deps, r.Patient)
	r.win.SetContent(kit.Ground(r.screen.Content()))
	r.screen.Show()
	late.Work[0](ctx)()
	r.do("notes.new")
	r.typed("notes.text", "Signed")
	late.Work = nil
	r.do("notes.sign")
	test.Type(r.win.Canvas().Focused(), " and lost")
	if got := at[*kit.NotesField](r, "notes.text").Text(); got != "Signed" {
		t.Errorf("typed meanwhile: %q", got)
	}
	late.Work[0](ctx)()
	if n := r.notes(); len(n) != 1 || r.text(n[0], n[0].Versions[0]) != "Signed" {
		t.Errorf("%+v", n)
	}
}

// A draft is sealed within the promised time and under the screen's own form.
func TestADraftIsKeptWhileTyping(t *testing.T) {
	r := open(t)
	r.show()
	r.do("notes.new")
	r.typed("notes.text", "typed")
	r.screen.Leave()
	d, ok, err := r.Log.Draft(ctx, r.Therapist, "notes/"+string(r.Patient))
	if !ok || err != nil || !strings.Contains(string(d.Body), `"sealed"`) || r.shell.Drafts != 1 {
		t.Errorf("%s, %v, %v, kept %d times", d.Body, ok, err, r.shell.Drafts)
	}
}
