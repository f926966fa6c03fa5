package notes_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"kapdesk/app/notes"
	"kapdesk/app/notes/notestest"
	"kapdesk/app/plan/plantest"
	"kapdesk/app/record"
)

var ctx = context.Background()

// room is a small clinic in which everybody has a passphrase.
type room struct {
	*plantest.Clinic
	t    *testing.T
	ring *notestest.Ring
	desk *notes.Desk
}

func open(t *testing.T) *room {
	t.Helper()
	r := &room{Clinic: plantest.New(t), t: t, ring: notestest.New()}
	for id := range r.People {
		r.ring.Give(id)
	}
	r.desk = notes.New(r.Log, r.ring)
	return r
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// as signs somebody in.
func (r *room) as(by record.Actor) record.Actor {
	r.ring.SignedIn = by.ID
	return by
}

// write signs a note of Ana's about José.
func (r *room) write(text string, readers ...record.Actor) record.ID {
	r.t.Helper()
	id, err := r.desk.Write(ctx, r.as(r.Therapist), r.Patient, text, actors(readers...))
	r.must(err)
	r.Pass(time.Minute)
	return id
}

func actors(list ...record.Actor) (out []record.ID) {
	for _, a := range list {
		out = append(out, a.ID)
	}
	return out
}

func (r *room) list(by record.Actor) notes.View {
	r.t.Helper()
	v, err := r.desk.List(ctx, r.as(by), r.Patient)
	r.must(err)
	return v
}

// note gives one note as somebody sees it.
func (r *room) note(by record.Actor, id record.ID) notes.Note {
	r.t.Helper()
	all := r.list(by).Notes
	i := slices.IndexFunc(all, func(n notes.Note) bool { return n.ID == id })
	if i < 0 {
		r.t.Fatal("the note is not in the list")
	}
	return all[i]
}

// stands is the one version of a note that stands, as its author sees it.
func (r *room) stands(id record.ID) record.EventID {
	r.t.Helper()
	all := r.note(r.Therapist, id).Standing()
	if len(all) != 1 {
		r.t.Fatalf("%d versions stand", len(all))
	}
	return all[0].ID
}

func (r *room) read(by record.Actor, id record.EventID) (string, error) {
	return r.desk.Open(ctx, r.as(by), r.Patient, r.of(id), id)
}

// of is the note of a version.
func (r *room) of(id record.EventID) record.ID {
	for _, e := range r.Log.Events() {
		if e.ID == id {
			return e.Record.ID
		}
	}
	return ""
}

// reads fails the test unless somebody reads just this.
func (r *room) reads(by record.Actor, id record.EventID, want string) {
	r.t.Helper()
	if got, err := r.read(by, id); got != want || err != nil {
		r.t.Errorf("%s reads %q, %v, want %q", r.People[by.ID].Name, got, err, want)
	}
}

// sealed fails the test unless somebody is refused a version.
func (r *room) sealed(by record.Actor, id record.EventID) {
	r.t.Helper()
	if got, err := r.read(by, id); got != "" || record.CodeOf(err) != record.NotAllowed {
		r.t.Errorf("%s reads %q, %v", r.People[by.ID].Name, got, err)
	}
}

func (r *room) events() int { return len(r.Log.Events()) }
