package notes_test

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"kapdesk/app/notes"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

func (r *room) golden(name string) {
	r.t.Helper()
	test.AssertRendersToMarkup(r.t, name+".xml", r.win.Canvas())
}

// Who may not write such notes learns nothing: the page is the same whether
// there are any or not.
func TestClosed(t *testing.T) {
	r := open(t)
	for _, some := range []bool{false, true} {
		if some {
			r.some()
		}
		for _, by := range []record.Actor{r.Owner, r.Nurse, r.Clinic.Desk} {
			r.as(by)
			r.show()
			r.golden("closed")
			if r.screen.Commands() != nil || len(r.shell.Failures) != 0 {
				t.Error("who may not see the notes has commands here, or is refused aloud")
			}
		}
		r.as(r.Therapist)
	}
}

func TestStates(t *testing.T) {
	t.Run("loading", func(t *testing.T) {
		r := open(t)
		late := &placetest.Late{Shell: r.shell}
		r.deps.Shell = late
		r.show()
		r.golden("loading")
		for _, c := range r.screen.Commands() {
			if !c.Disabled() {
				t.Errorf("%s can be done before anything is read", c.ID)
			}
		}
	})
	t.Run("empty", func(t *testing.T) {
		r := open(t)
		r.show()
		r.golden("empty")
		if r.focus() != "notes.list" || !r.can("notes.new") {
			t.Errorf("focus on %q", r.focus())
		}
	})
	t.Run("loaded", func(t *testing.T) {
		r := open(t)
		r.some()
		r.show()
		r.golden("loaded")
	})
	t.Run("sealed", func(t *testing.T) {
		r := open(t)
		r.some()
		r.show()
		r.pick(2)
		r.golden("sealed")
		for _, id := range []string{"notes.correct", "notes.share", "notes.back", "notes.version", "notes.read"} {
			if r.can(id) {
				t.Errorf("%s can be done with a note sealed to others", id)
			}
		}
	})
	t.Run("writing", func(t *testing.T) {
		r := open(t)
		r.some()
		_, err := r.desk.NameSuccessor(ctx, r.Therapist, r.Prescriber.ID)
		r.must(err)
		r.show()
		r.do("notes.new")
		r.typed("notes.text", "Begun")
		r.tick("notes.reader." + string(r.Both.ID))
		r.golden("writing")
	})
	t.Run("correcting", func(t *testing.T) {
		r := open(t)
		r.some()
		r.show()
		r.do("notes.correct")
		r.golden("correcting")
	})
	t.Run("draft", func(t *testing.T) {
		r := open(t)
		r.show()
		r.do("notes.new")
		r.typed("notes.text", "Not signed yet")
		r.show()
		r.golden("draft")
	})
	t.Run("readonly", func(t *testing.T) {
		r := open(t)
		r.some()
		r.ring.Take(r.Therapist.ID)
		r.show()
		r.golden("readonly")
		if r.can("notes.new") || r.can("notes.successor.name") {
			t.Error("somebody without a passphrase can write")
		}
	})
	t.Run("lost", func(t *testing.T) {
		r := open(t)
		r.some()
		r.ring.Give(r.Therapist.ID)
		r.show()
		r.golden("lost")
	})
	t.Run("back", func(t *testing.T) {
		r := open(t)
		r.some()
		r.ring.Give(r.Therapist.ID)
		r.as(r.Both)
		r.show()
		r.golden("back")
	})
	t.Run("spanish", func(t *testing.T) {
		r := open(t)
		fyne.CurrentApp().Settings().SetTheme(kit.NewTheme(kit.Dark, 200))
		r.shell.Language = words.Spanish
		r.some()
		r.show()
		r.golden("spanish")
		r.do("notes.new")
		r.golden("spanish-writing")
	})
}

func TestAnErrorIsToldAndCanBeTriedAgain(t *testing.T) {
	r := open(t)
	r.some()
	r.deps.Desk = broken{r.desk}
	r.show()
	r.golden("error")
	if !errors.Is(r.shell.LastFailure(), errDisk) || r.focus() != "notes.again" {
		t.Errorf("told %v, focus on %q", r.shell.LastFailure(), r.focus())
	}
	r.tap("notes.again")
	if len(r.shell.Failures) != 2 {
		t.Error("trying again did not read again")
	}
}

func TestANoteThatDoesNotOpenIsTold(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	r.ring.Err = errDisk
	r.pick(0)
	r.says("This note is damaged")
	r.ring.Err = nil
	r.pick(0)
	r.says("He spoke of the kitchen")
}

func TestEveryCommandHasItsKey(t *testing.T) {
	r := open(t)
	r.some()
	r.show()
	placetest.Keys(t, r.screen)
	var _ place.FirstFocus = r.screen.(place.FirstFocus)
}

// Every word that the place says in a choice is said in Spanish too.
func TestReasonsAreSaidInSpanish(t *testing.T) {
	r := open(t)
	for _, reason := range notes.Reasons {
		if !r.shell.Words.Has(words.Spanish, string(reason)) {
			t.Errorf("not in Spanish: %q", reason)
		}
	}
	for _, s := range []string{"Ask somebody who can read it to share it back.", "It was sealed to nobody else: nobody can open it any more."} {
		if !r.shell.Words.Has(words.Spanish, s) {
			t.Errorf("not in Spanish: %q", s)
		}
	}
}
