package notes_test

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

func TestTheListSaysForWhomEachNoteIs(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	if got := strings.Join(r.told(), "|"); got != "Ana Brandt: For you|Dr. Bo Two: For you|Dr. Ugo Rey: Sealed to others" {
		t.Errorf("%q", got)
	}
	r.says("It was his idea.")
	r.pick(1)
	r.says("Bo's note, which Ana may read.")
	if r.has("notes.correct") || r.has("notes.share") || r.can("notes.correct") {
		t.Error("a reader can correct or share the note of somebody else")
	}
	r.pick(2)
	r.says("Only its author and whom they named can read this note.")
	if said := r.said(); strings.Contains(said, "for Ugo alone") || strings.Contains(said, "Who can read it") {
		t.Errorf("a note of others shows: %q", said)
	}
}

func TestShareLetsOthersRead(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.do("notes.share")
	r.tap("dialog.yes")
	first := "notes.share." + string(r.Prescriber.ID)
	if at[kit.Field](r, first).Error() == "" || r.has("notes.share."+string(r.Both.ID)) {
		t.Fatal("shared with nobody, or again with who can read it")
	}
	r.tick(first)
	r.tick("notes.share." + string(r.Second.ID))
	r.tap("dialog.yes")
	r.says("Dr. Ugo Rey, sealed by Ana Brandt on 23 Nov 2026, 11:00")
	r.as(r.Second)
	n := r.notes()[0]
	if got := r.text(n, n.Versions[0]); !strings.Contains(got, "It was his idea.") || len(n.Versions) != 1 {
		t.Errorf("%q", got)
	}
	r.as(r.Therapist)
	r.do("notes.share")
	if len(r.shell.Said) != 1 || r.win.Canvas().Overlays().Top() != nil {
		t.Error("there is somebody left to share with")
	}
}

func TestShareBackByAReader(t *testing.T) {
	r := open(t)
	r.some()
	r.ring.Give(r.Therapist.ID)
	r.show()
	r.says("This note cannot be opened")
	r.says("Ask somebody who can read it to share it back.")
	if r.can("notes.back") || r.can("notes.correct") {
		t.Error("the author can share back to themselves")
	}
	r.as(r.Both)
	r.show()
	r.says("Share back")
	n := len(r.Log.Events())
	r.do("notes.back")
	r.tap("dialog.cancel")
	if len(r.Log.Events()) != n {
		t.Fatal("shared back though it was called off")
	}
	r.do("notes.back")
	r.tap("dialog.yes")
	if len(r.shell.Notes) != 1 || r.shell.Notes[0] != "Shared back, texts: 2" || r.can("notes.back") {
		t.Errorf("%q", r.shell.Notes)
	}
	r.as(r.Therapist)
	r.show()
	r.says("It was his idea.")
}

func TestNamingASuccessor(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.says("You have named no successor")
	r.do("notes.successor.name")
	r.tap("dialog.yes")
	if at[kit.Field](r, "notes.successor").Error() == "" {
		t.Fatal("nobody was named")
	}
	said := r.overlay()
	if !strings.Contains(said, "Everything that you have signed") {
		t.Errorf("before the first: %q", said)
	}
	r.choose("notes.successor", "Ilse")
	r.tap("dialog.yes")
	r.says("Your successor is Dr. Ilse Baum.")
	if got := r.shell.Notes[0]; got != "Dr. Ilse Baum is your successor; texts sealed to them: 2" {
		t.Errorf("%q", got)
	}
	r.do("notes.successor.name")
	if said := r.overlay(); !strings.Contains(said, "Dr. Ilse Baum keeps what they can read already") {
		t.Errorf("before another one: %q", said)
	}
	r.choose("notes.successor", "Ugo")
	r.tap("dialog.yes")
	if got := r.shell.Notes[1]; got != "Dr. Ugo Rey gets what you sign from now on" {
		t.Errorf("%q", got)
	}
	r.do("notes.successor.name")
	r.choose("notes.successor", "Nobody")
	r.tap("dialog.yes")
	r.says("You have named no successor")
}

// A successor does not get what the author cannot open, and that must be read.
func TestWhatCouldNotBeSealedIsTold(t *testing.T) {
	r := open(t)
	r.some()
	r.ring.Give(r.Therapist.ID)
	r.show()
	r.do("notes.successor.name")
	r.choose("notes.successor", "Ilse")
	r.tap("dialog.yes")
	if said := r.overlay(); !strings.Contains(said, "left as they are: 2") {
		t.Errorf("%q", said)
	}
	r.tap("dialog.yes")
}

// overlay is every word in the dialog.
func (r *room) overlay() string {
	r.t.Helper()
	var out []string
	if top := r.win.Canvas().Overlays().Top(); top != nil {
		for _, o := range test.LaidOutObjects(top) {
			if x, ok := o.(*kit.Text); ok {
				out = append(out, x.String())
			}
		}
	}
	return strings.Join(out, "\n")
}

// An error while something is done is told, and nothing is lost by it.
func TestAnErrorWhileSharingIsTold(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.ring.Err = errDisk
	r.do("notes.share")
	r.tick("notes.share." + string(r.Second.ID))
	r.tap("dialog.yes")
	if r.shell.LastFailure() == nil {
		t.Error("it is not told")
	}
	r.do("notes.successor.name")
	r.choose("notes.successor", "Ilse")
	r.tap("dialog.yes")
	if len(r.shell.Failures) != 2 || !errors.Is(r.shell.LastFailure(), errDisk) && record.CodeOf(r.shell.LastFailure()) == "" {
		t.Errorf("%v", r.shell.Failures)
	}
}
