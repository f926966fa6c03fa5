package session_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kapdesk/app/record"
	"kapdesk/app/session"
)

func TestWhoComesInAndLeaves(t *testing.T) {
	f := start(t)
	id := f.running(f.jose)
	change := func(name, role string, in bool, w session.When) func() error {
		return func() error {
			_, err := f.desk.ChangePresence(ctx, f.ana, id, session.Coming{Present: session.Present{Name: name, Role: role}, In: in}, w)
			return err
		}
	}
	here := func() string {
		var out []string
		for _, p := range f.show(id).Room.Present {
			out = append(out, p.Name+"/"+p.Role)
		}
		return strings.Join(out, " ")
	}
	f.refused(record.Invalid, "Say who it is", change(" ", "Driver", true, session.When{}))
	f.refused(record.Invalid, "in which role", change("Luis", " ", true, session.When{}))
	f.refused(record.Invalid, "Luis is not among those", change("Luis", "", false, session.When{}))
	_, err := f.desk.SetRoom(ctx, f.ana, id, session.Room{Music: "Open water", Present: []session.Present{{Name: "Ana", Role: "Therapist"}}}, session.When{})
	f.must(err)
	f.now = f.now.Add(10 * time.Minute)
	f.must(change(" Luis ", "Brother", true, session.When{})())
	f.refused(record.Invalid, "Luis is in the room already", change("Luis", "Brother", true, session.When{}))
	if got := here(); got != "Ana/Therapist Luis/Brother" {
		t.Errorf("here: %s", got)
	}
	// It is asked who was there then, not who is there now.
	f.refused(record.Invalid, "is not among those", change("Luis", "", false, session.When{At: f.now.Add(-5 * time.Minute)}))
	f.now = f.now.Add(10 * time.Minute)
	f.must(change("Luis", "", false, session.When{})())
	s := f.show(id)
	last := s.Lines[len(s.Lines)-1]
	if got := here(); got != "Ana/Therapist" || last.Presence == nil || last.Presence.Role != "Brother" || s.Room.Music != "Open water" {
		t.Errorf("here: %s; the last line %+v", got, last.Presence)
	}
	// What the room changes to is told against who was there.
	_, err = f.desk.SetRoom(ctx, f.ana, id, session.Room{Music: "Rain", Present: s.Room.Present}, session.When{})
	f.must(err)
	lines := f.show(id).Lines
	if _, said := lines[len(lines)-1].Said(fmt.Sprintf, time.UTC); said != "Music: Rain" {
		t.Errorf("the room says %q", said)
	}
	f.must(f.desk.Withdraw(ctx, f.ana, id, last.ID, "he stayed"))
	if !slices.ContainsFunc(f.show(id).Lines, func(l session.Line) bool { return l.Withdrawn }) {
		t.Error("the withdrawal is not told")
	}
}
