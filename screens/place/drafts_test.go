package place_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/record/memlog"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
	"kapdesk/screens/place/placetest"
)

// lateShell holds slow work back until the test lets it run.
type lateShell struct {
	*placetest.Shell
	late []func(context.Context) func()
}

func (s *lateShell) Run(work func(context.Context) (apply func())) { s.late = append(s.late, work) }

// finish runs the n-th piece of work that is held back.
func (s *lateShell) finish(n int) {
	if apply := s.late[n](context.Background()); apply != nil {
		apply()
	}
}

func keeper(t *testing.T) (*place.Keeper, *lateShell, *memlog.Log, *string, func()) {
	t.Helper()
	log := memlog.New(func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) })
	s := &lateShell{Shell: &placetest.Shell{Who: clinic.Person{ID: "mara"}}}
	typed := ""
	k := place.NewKeeper(log, s, "form", func() any { return typed })
	k.Clean()
	var fire func()
	k.SetAfter(func(_ time.Duration, f func()) func() bool {
		fire = f
		return func() bool { fire = nil; return true }
	})
	return k, s, log, &typed, func() {
		if fire != nil {
			f := fire
			fire = nil
			f()
		}
	}
}

func onDisk(t *testing.T, log *memlog.Log) string {
	t.Helper()
	d, ok, err := log.Draft(context.Background(), record.Actor{ID: "mara"}, "form")
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return "none"
	}
	var s string
	if err := json.Unmarshal(d.Body, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnUntouchedFormMakesNoDraft(t *testing.T) {
	k, s, log, _, fire := keeper(t)
	k.Keep()
	k.Changed() // and changed back
	fire()
	if onDisk(t, log) != "none" || len(s.late) != 0 {
		t.Errorf("on disk: %q", onDisk(t, log))
	}
}

// Somebody who types without a pause is covered: the first key starts the
// wait, and the next ones do not prolong it.
func TestTypingOnDoesNotPutTheDraftOff(t *testing.T) {
	k, s, log, typed, fire := keeper(t)
	for _, text := range []string{"a", "ab", "abc"} {
		*typed = text
		k.Changed()
	}
	fire()
	s.finish(0)
	if got := onDisk(t, log); got != "abc" || s.Drafts != 1 {
		t.Errorf("on disk: %q, told %d times", got, s.Drafts)
	}
}

// A write that is late never puts older words over newer ones.
func TestTheNewestWins(t *testing.T) {
	k, s, log, typed, fire := keeper(t)
	*typed = "old"
	k.Changed()
	fire() // held back
	*typed = "new"
	k.Changed()
	fire() // held back
	s.finish(1)
	s.finish(0)
	if got := onDisk(t, log); got != "new" {
		t.Errorf("on disk: %q", got)
	}
	*typed = "newer"
	k.Changed()
	fire() // held back
	*typed = "newest"
	k.Keep() // leaving the form
	s.finish(2)
	if got := onDisk(t, log); got != "newest" {
		t.Errorf("on disk: %q", got)
	}
}

// What was saved and dropped does not come back with a late write.
func TestADroppedDraftStaysAway(t *testing.T) {
	k, s, log, typed, fire := keeper(t)
	*typed = "saved"
	k.Changed()
	fire() // held back
	k.Drop()
	s.finish(0)
	if got := onDisk(t, log); got != "none" {
		t.Errorf("on disk: %q", got)
	}
}

// fullDisk keeps no draft.
type fullDisk struct{ *memlog.Log }

var errFull = errors.New("full")

func (fullDisk) KeepDraft(context.Context, record.Actor, string, json.RawMessage) error {
	return errFull
}

func TestADraftThatCannotBeKeptIsTold(t *testing.T) {
	s := &placetest.Shell{Who: clinic.Person{ID: "mara"}}
	k := place.NewKeeper(fullDisk{}, s, "form", func() any { return "x" })
	k.Keep()
	k.Keep() // tried again each time: it is not on disk
	if len(s.Failures) != 2 || s.Drafts != 0 {
		t.Errorf("told %v", s.Failures)
	}
}

// The one line that a dialog asks for is kept like any form.
func TestKeepText(t *testing.T) {
	test.NewTempApp(t)
	log := memlog.New(func() time.Time { return time.Date(2026, 11, 23, 16, 0, 0, 0, time.UTC) })
	s := &placetest.Shell{Who: clinic.Person{ID: "mara"}}
	field := func() *kit.TextField { return kit.NewTextField(s.T, "why", "Why") }
	first := field()
	k := place.KeepText(log, s, "form", first)
	first.SetText("ill")
	k.Keep()
	again := field()
	k = place.KeepText(log, s, "form", again)
	if again.Text() != "ill" {
		t.Errorf("back: %q", again.Text())
	}
	k.Drop()
	if third := field(); place.KeepText(log, s, "form", third) == nil || third.Text() != "" {
		t.Errorf("a line that was used is back: %q", third.Text())
	}
}
