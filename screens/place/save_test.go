package place_test

import (
	"context"
	"errors"
	"testing"

	"kapdesk/app/record"
)

func TestASecondPressSavesNothing(t *testing.T) {
	k, s, _, typed, _ := keeper(t)
	*typed = "abc"
	saves, told := 0, 0
	press := func() {
		k.Save(func(context.Context, record.Actor) error { saves++; return nil }, func(error) { told++; k.Drop() })
	}
	press()
	press()
	for n := range s.late {
		s.finish(n)
	}
	if saves != 1 || told != 1 {
		t.Fatalf("%d saves, told %d times", saves, told)
	}
	press()
	s.finish(len(s.late) - 1)
	if saves != 2 {
		t.Error("no save is possible after the first")
	}
}

// Somebody presses save and goes on at once: nobody is told of the outcome.
func TestAFormLeftDuringItsSave(t *testing.T) {
	for name, leave := range map[string]string{"before the save": "before", "after the save": "after"} {
		t.Run(name, func(t *testing.T) {
			k, s, log, typed, _ := keeper(t)
			*typed = "abc"
			k.Save(func(context.Context, record.Actor) error { return nil }, func(error) { t.Error("told") })
			if leave == "before" {
				k.Keep()
			}
			s.late[0](context.Background()) // what it gives back is dropped
			if leave == "after" {
				k.Keep()
			}
			if got := onDisk(t, log); got != "none" {
				t.Errorf("what was saved comes back as the draft %q", got)
			}
		})
	}
}

func TestARefusedSaveKeepsTheDraft(t *testing.T) {
	k, s, log, typed, _ := keeper(t)
	*typed = "abc"
	k.Save(func(context.Context, record.Actor) error { return errors.New("disk") }, func(error) {})
	k.Keep()
	s.late[0](context.Background())
	if got := onDisk(t, log); got != "abc" {
		t.Errorf("on disk: %q", got)
	}
}

func TestWhatIsTypedDuringASaveIsKept(t *testing.T) {
	k, s, log, typed, _ := keeper(t)
	*typed = "abc"
	k.Save(func(context.Context, record.Actor) error { return nil }, func(error) { k.Drop() })
	*typed = "abcd"
	k.Changed()
	s.finish(0)
	k.Keep()
	if got := onDisk(t, log); got != "abcd" {
		t.Errorf("on disk: %q", got)
	}
}

// A draft was written just before the save, and its outcome is told after it.
func TestALateDraftDoesNotComeBack(t *testing.T) {
	k, s, log, typed, fire := keeper(t)
	*typed = "abc"
	k.Changed()
	fire()
	told := s.late[0](context.Background())
	k.Drop()
	told()
	k.Keep()
	if got := onDisk(t, log); got != "none" {
		t.Errorf("on disk: %q", got)
	}
}
