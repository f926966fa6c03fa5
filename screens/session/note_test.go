package session

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

func (f *fixture) note() *note { return f.screen.body.(*note) }

func TestAPreparationIsSavedSignedAndCorrected(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Preparation)
	f.open(0)
	n := f.note()
	if f.focus() != "note.intention" {
		t.Fatalf("typing starts at %q", f.focus())
	}
	f.typed("To meet the fear")
	n.onSign()
	if n.form.Field("note.touch").Error() == "" || n.form.Field("note.explained").Error() == "" || f.show().Visit.State == session.Closed {
		t.Fatal("an incomplete note is signed, or does not say what is missing")
	}
	// What stands at a field is not listed beside the form as well.
	if said := words2(n.missing); strings.Contains(said, "touch") || !strings.Contains(said, "What is missing is marked in the form.") || strings.Contains(said, "Everything") {
		t.Errorf("beside the form: %q", said)
	}
	n.form.Field("note.touch").Focus()
	f.typed("H")
	if said := words2(n.missing); !strings.Contains(said, "marked in the form") {
		t.Errorf("with the rest still marked: %q", said)
	}
	if got := f.show().Visit.Note.Intention; got != "To meet the fear" {
		t.Errorf("what was written is kept as %q", got)
	}
	n.answers["explained"].SetValue("yes")
	n.texts["touch"].SetText("Hand on shoulder")
	n.texts["distress"].SetText("Breathing")
	f.command("note.sign")
	if s := f.show(); s.Visit.State != session.Closed || len(s.Notes) != 1 {
		t.Fatalf("the visit is %s with %d notes", s.Visit.State, len(s.Notes))
	}
	if n.writable() {
		t.Error("a signed note can be typed into")
	}
	f.command("note.amend")
	n.texts["touch"].SetText("No touch")
	f.command("note.sign")
	if n.reason.Error() == "" {
		t.Error("a correction without a reason is taken")
	}
	n.reason.SetText("Changed their mind")
	f.command("note.sign")
	s := f.show()
	if len(s.Notes) != 2 || s.Notes[1].Note.Touch != "No touch" || s.Notes[1].Reason != "Changed their mind" {
		t.Fatalf("the notes are %+v", s.Notes)
	}
	if said := words2(n.side); !strings.Contains(said, "This version no longer stands:") || !strings.Contains(said, "Hand on shoulder") {
		t.Errorf("the old version cannot be read: %q", said)
	}
}

// Promise 1 again, for the note: what was typed is there after a crash.
func TestANoteKeepsItsDraft(t *testing.T) {
	f := start(t, words.English)
	f.book(session.FollowUp)
	f.open(0)
	f.typed("Slept well")
	f.screen.Leave()
	f.open(0)
	n := f.note()
	if got := n.texts["how"].Text(); got != "Slept well" || !strings.Contains(words2(n.banner), "is back") {
		t.Errorf("the field holds %q under %q", got, words2(n.banner))
	}
	f.tap(n.banner, "note.discard")
	if n.texts["how"].Text() != "" {
		t.Error("the draft is not discarded")
	}
	f.open(0)
	if f.note().texts["how"].Text() != "" {
		t.Error("a discarded draft is back")
	}
}

func TestTheListOfWhatIsMissingFollowsTyping(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Integration)
	f.open(0)
	n := f.note()
	if got := words2(n.missing); !strings.Contains(got, "how the patient has been") {
		t.Errorf("missing at first: %q", got)
	}
	f.typed("Well")
	n.answers["safety"].SetValue("yes")
	n.changed()
	got := words2(n.missing)
	if strings.Contains(got, "how the patient has been") || !strings.Contains(got, "said and done about thoughts of suicide") || !n.texts["danger"].Visible() {
		t.Errorf("missing after typing: %q", got)
	}
}

func TestAConflictOfTwoLaptopsIsShown(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Preparation)
	f.open(0)
	f.screen.show.Visit.Conflicts = []string{"touch"}
	f.note().apply()
	if said := words2(f.note().banner); !strings.Contains(said, "two laptops at once") {
		t.Errorf("says %q", said)
	}
}

// Typing beside a long note of ordinary paragraphs is as quick as in an empty
// form: what is drawn anew at a key does not grow with the note.
func TestTypingInANoteIsQuick(t *testing.T) {
	median := func(text string) time.Duration {
		f := start(t, words.English)
		f.book(session.Integration)
		f.open(0)
		n := f.note()
		n.texts["notes"].SetText(text)
		n.texts["how"].Focus()
		var took []time.Duration
		for range 31 {
			began := time.Now()
			f.typed("x")
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	paragraph := strings.Repeat("The sea was calm and wide. ", 30) + "\n\n"
	empty, long := median(""), median(strings.Repeat(paragraph, 25))
	if long > 5*empty+time.Millisecond {
		t.Errorf("a key takes %s beside a long note and %s beside an empty one", long, empty)
	}
	t.Logf("a key: %s, beside 20,000 characters %s", empty, long)
}

func TestAFrontDeskSeesNoNote(t *testing.T) {
	f := start(t, words.English)
	f.book(session.Preparation)
	f.must(f.desk.SaveNote(ctx, f.actor(0), f.visit, session.Note{Intention: "Secret"}))
	f.open(3)
	if said := words2(f.window.Content()); strings.Contains(said, "Secret") || !strings.Contains(said, "belongs to the clinical chart") {
		t.Errorf("the front desk reads %q", said)
	}
	if f.screen.Commands() != nil {
		t.Error("there are commands for a visit that is not shown")
	}
}

func TestEveryCommandHasAKeyOfItsOwn(t *testing.T) {
	for _, kind := range []session.Kind{session.Dosing, session.Preparation} {
		f := start(t, words.English)
		f.book(kind)
		f.open(0)
		seen := map[string]string{}
		for _, c := range f.screen.Commands() {
			key := string(c.Key) + string(rune('0'+c.Modifier))
			if c.Key == "" || seen[key] != "" {
				t.Errorf("%s has the key %q of %q", c.ID, c.Key, seen[key])
			}
			seen[key] = c.ID
		}
	}
}

func TestEveryFieldHasAName(t *testing.T) {
	f := start(t, words.English)
	f.lively()
	f.open(1)
	for _, command := range []string{"session.checks", "session.dose", "session.adverse", "session.add", "session.room", "session.finish", "session.override"} {
		f.command(command)
		seen := map[string]bool{}
		kit.Walk(f.window.Content(), func(o fyne.CanvasObject) {
			if field, ok := o.(kit.Field); ok {
				if id := field.FieldID(); id == "" || seen[id] {
					t.Errorf("%s has a field named %q", command, id)
				} else {
					seen[id] = true
				}
			}
		})
	}
}

func TestAVisitThatIsGoneIsSaid(t *testing.T) {
	f := start(t, words.English)
	f.visit = record.ID("nothing")
	f.open(0)
	if said := words2(f.window.Content()); !strings.Contains(said, "could not be opened") || !strings.Contains(said, "not in the store") {
		t.Errorf("says %q", said)
	}
}
