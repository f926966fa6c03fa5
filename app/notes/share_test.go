package notes_test

import (
	"context"
	"slices"
	"testing"

	"kapdesk/app/clinic"
	"kapdesk/app/notes"
	"kapdesk/app/notes/notestest"
	"kapdesk/app/record"
)

func TestShareRefusals(t *testing.T) {
	r := open(t)
	id := r.write("mine", r.Both)
	n := r.events()
	by := r.as(r.Therapist)
	r.Refused(t, r.desk.Share(ctx, by, r.Patient, id), record.Invalid, "notes.readers", n)
	for _, to := range []record.Actor{r.Owner, r.Nurse, r.Clinic.Desk, by, {ID: "nobody"}} {
		r.Refused(t, r.desk.Share(ctx, by, r.Patient, id, r.Second.ID, to.ID), record.Invalid, "notes.readers", n)
	}
	r.Refused(t, r.desk.Share(ctx, by, r.Patient, id, r.Both.ID), record.Refused, "notes.readers", n)
	r.Refused(t, r.desk.Share(ctx, by, r.Other, id, r.Second.ID), record.NotFound, "", n)
	r.Refused(t, r.desk.Share(ctx, by, r.Patient, "none", r.Second.ID), record.NotFound, "", n)
	r.Refused(t, r.desk.Share(ctx, r.as(r.Both), r.Patient, id, r.Second.ID), record.NotAllowed, "", n)
	r.ring.Give(by.ID)
	r.Refused(t, r.desk.Share(ctx, r.as(by), r.Patient, id, r.Second.ID), record.NotAllowed, "", n)
}

func TestSharingAddsAndSaysWhoAndWhen(t *testing.T) {
	r := open(t)
	id := r.write("the first")
	first := r.stands(id)
	r.must(r.desk.Correct(ctx, r.as(r.Therapist), r.Patient, id, first, "the second", notes.Slip))
	v := r.stands(id)
	n := r.events()
	r.must(r.desk.Share(ctx, r.as(r.Therapist), r.Patient, id, r.Both.ID, r.Second.ID, r.Both.ID))
	if r.events() != n+2 {
		t.Errorf("%d facts for two readers", r.events()-n)
	}
	r.reads(r.Both, v, "the second")
	r.reads(r.Therapist, v, "the second")
	r.sealed(r.Both, first)
	readers := r.note(r.Both, id).Versions[0].Readers
	if len(readers) != 3 || readers[1].Name != "Dr. Bo Two" || readers[1].By != "Ana Brandt" || !readers[1].At.Equal(r.Now) {
		t.Errorf("%+v", readers)
	}
}

func TestShareBackRefusals(t *testing.T) {
	r := open(t)
	id := r.write("mine", r.Both)
	n := r.events()
	_, err := r.desk.ShareBack(ctx, r.as(r.Both), r.Therapist.ID)
	r.Refused(t, err, record.Refused, "", n)
	_, err = r.desk.ShareBack(ctx, r.as(r.Therapist), r.Therapist.ID)
	r.Refused(t, err, record.Refused, "", n)
	r.ring.Give(r.Therapist.ID)
	_, err = r.desk.ShareBack(ctx, r.as(r.Prescriber), r.Therapist.ID)
	r.Refused(t, err, record.Refused, "", n) // nothing that this one can open
	r.ring.Take(r.Therapist.ID)
	_, err = r.desk.ShareBack(ctx, r.as(r.Both), r.Therapist.ID)
	r.Refused(t, err, record.Refused, "", n)
	r.ring.Give(r.Therapist.ID)
	left := r.People[r.Therapist.ID]
	left.Roles = []clinic.Role{clinic.Nurse}
	_, err = clinic.New(r.Log).SavePerson(ctx, r.Owner, left)
	r.must(err)
	_, err = r.desk.ShareBack(ctx, r.as(r.Both), r.Therapist.ID)
	r.Refused(t, err, record.Refused, "", n+1)
	_ = id
}

// A key that was made anew costs its owner the notes until a reader shares
// them back: everything that the reader can open, in every chart.
func TestShareBack(t *testing.T) {
	r := open(t)
	both, alone := r.write("for two", r.Both), r.write("for one")
	other, err := r.desk.Write(ctx, r.as(r.Therapist), r.Other, "in another chart", actors(r.Both))
	r.must(err)
	v, w := r.stands(both), r.stands(alone)
	r.ring.Give(r.Therapist.ID)
	r.sealed(r.Therapist, v)
	r.sealed(r.Therapist, w)
	if n := r.note(r.Therapist, both); n.Access != notes.Lost {
		t.Errorf("the author sees %+v", n)
	}
	if n := r.note(r.Both, both); !n.AuthorLost || !n.Versions[0].Readers[0].Lost {
		t.Errorf("the reader is not told: %+v", n)
	}
	n, err := r.desk.ShareBack(ctx, r.as(r.Both), r.Therapist.ID)
	if n != 2 || err != nil {
		t.Fatal(n, err)
	}
	r.reads(r.Therapist, v, "for two")
	r.sealed(r.Therapist, w)
	view, err := r.desk.List(ctx, r.as(r.Therapist), r.Other)
	r.must(err)
	if text, err := r.desk.Open(ctx, r.Therapist, r.Other, other, view.Notes[0].Versions[0].ID); text != "in another chart" || err != nil || view.Notes[0].ID != other {
		t.Errorf("%q, %v", text, err)
	}
	if readers := r.note(r.Therapist, both).Versions[0].Readers; readers[0].By != "Dr. Bo Two" || readers[0].Lost {
		t.Errorf("%+v", readers)
	}
	if n := r.note(r.Both, both); n.AuthorLost {
		t.Error("the reader is asked to share back twice")
	}
}

func TestSuccessorRefusals(t *testing.T) {
	r := open(t)
	n := r.events()
	by := r.as(r.Therapist)
	for _, to := range []record.Actor{r.Owner, r.Nurse, r.Clinic.Desk, by, {ID: "no one"}} {
		_, err := r.desk.NameSuccessor(ctx, by, to.ID)
		r.Refused(t, err, record.Invalid, "notes.successor", n)
	}
	_, err := r.desk.NameSuccessor(ctx, by, "")
	r.Refused(t, err, record.Refused, "notes.successor", n)
	_, err = r.desk.NameSuccessor(ctx, by, r.Both.ID)
	r.must(err)
	_, err = r.desk.NameSuccessor(ctx, by, r.Both.ID)
	r.Refused(t, err, record.Refused, "notes.successor", n+1)
}

func TestASuccessorReadsWhatIsAndWhatComes(t *testing.T) {
	r := open(t)
	a, b := r.write("a"), r.write("b", r.Both)
	first := r.stands(a)
	r.must(r.desk.Correct(ctx, r.as(r.Therapist), r.Patient, a, first, "a, corrected", notes.Slip))
	n := r.events()
	got, err := r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Both.ID)
	if want := (notes.Named{Sealed: 2}); got != want || err != nil || r.events() != n+3 {
		t.Fatalf("%+v, %v, %d events", got, err, r.events()-n)
	}
	c := r.write("c")
	for id, want := range map[record.EventID]string{first: "a", r.stands(a): "a, corrected", r.stands(b): "b", r.stands(c): "c"} {
		r.reads(r.Both, id, want)
		r.sealed(r.Second, id)
	}
	// Another one: what is there stays as it is, what comes is theirs.
	v := r.list(r.Therapist)
	if !v.Replaces(r.Second.ID) || v.Replaces(r.Both.ID) || len(v.Successors) != 1 || v.Successors[0].Person.Name != "Dr. Bo Two" {
		t.Errorf("%+v", v.Successors)
	}
	got, err = r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Second.ID)
	if want := (notes.Named{Later: true}); got != want || err != nil {
		t.Fatalf("%+v, %v", got, err)
	}
	d := r.write("d")
	r.reads(r.Both, r.stands(c), "c")
	r.sealed(r.Second, r.stands(c))
	r.reads(r.Second, r.stands(d), "d")
	r.sealed(r.Both, r.stands(d))
	// Nobody, and then one anew: everything again.
	got, err = r.desk.NameSuccessor(ctx, r.as(r.Therapist), "")
	if want := (notes.Named{Later: true}); got != want || err != nil || len(r.list(r.Therapist).Successors) != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	e := r.write("e")
	r.sealed(r.Second, r.stands(e))
	got, err = r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Second.ID)
	if want := (notes.Named{Sealed: 5}); got != want || err != nil {
		t.Fatalf("%+v, %v", got, err)
	}
	r.reads(r.Second, first, "a")
	r.reads(r.Second, r.stands(e), "e")
}

// A successor who left or whose key was made anew: naming one anew seals
// everything that the author can still open.
func TestASuccessorWhoCannotReadIsReplacedForEverything(t *testing.T) {
	r := open(t)
	a := r.write("a")
	_, err := r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Both.ID)
	r.must(err)
	r.ring.Give(r.Both.ID)
	r.sealed(r.Both, r.stands(a))
	got, err := r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Both.ID)
	if want := (notes.Named{Sealed: 1}); got != want || err != nil {
		t.Fatalf("the same one again: %+v, %v", got, err)
	}
	r.reads(r.Both, r.stands(a), "a")
	r.ring.Take(r.Both.ID)
	if v := r.list(r.Therapist); v.Successors[0].Reads {
		t.Error("who has no passphrase stands as successor")
	}
	b := r.write("b") // is not held up
	got, err = r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Second.ID)
	if want := (notes.Named{Sealed: 2}); got != want || err != nil {
		t.Fatalf("another one: %+v, %v", got, err)
	}
	r.reads(r.Second, r.stands(b), "b")
	r.ring.Give(r.Therapist.ID)
	c := r.write("c")
	r.reads(r.Second, r.stands(c), "c")
	_, err = r.desk.NameSuccessor(ctx, r.as(r.Therapist), "")
	r.must(err)
	got, err = r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Prescriber.ID)
	if want := (notes.Named{Sealed: 1, Left: 2}); got != want || err != nil {
		t.Fatalf("after a new key: %+v, %v", got, err)
	}
}

// All of it or nothing: sealing that is stopped or fails halfway leaves the
// log as it was.
func TestNamingASuccessorIsOneStep(t *testing.T) {
	r := open(t)
	for range 5 {
		r.write("note")
	}
	n := r.events()
	for fail := range 5 {
		half := &failing{Ring: r.ring, after: fail}
		_, err := notes.New(r.Log, half).NameSuccessor(ctx, r.as(r.Therapist), r.Both.ID)
		if err == nil || r.events() != n {
			t.Errorf("after %d: %v, %d events", fail, err, r.events()-n)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	keys := &failing{Ring: r.ring, after: 2, stop: stop}
	_, err := notes.New(r.Log, keys).NameSuccessor(stopped, r.Therapist, r.Both.ID)
	if err == nil || r.events() != n || keys.after != -1 {
		t.Errorf("stopped: %v, %d events, %d more were sealed", err, r.events()-n, -1-keys.after)
	}
	if len(r.list(r.Therapist).Successors) != 0 {
		t.Error("a successor is named")
	}
}

// failing are keys that stop working after some sealings.
type failing struct {
	*notestest.Ring
	after int
	stop  func()
}

func (f *failing) Seal(to []record.ID, plain []byte) ([]byte, error) {
	if f.after--; f.after < 0 {
		if f.stop == nil {
			return nil, &record.Problem{Code: record.Unavailable, Text: "The disk is full."}
		}
		f.stop()
	}
	return f.Ring.Seal(to, plain)
}

// A sharing that stands under another note counts for nothing.
func TestASharingUnderAnotherNoteCountsForNothing(t *testing.T) {
	r := open(t)
	id, other := r.write("mine"), r.write("another")
	v := r.stands(id)
	r.must(r.Log.Update(ctx, r.Therapist, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "psychnote.shared", Version: 1, Record: notes.Ref(other), Patient: r.Patient,
			Fact: map[string]any{"of": v, "to": []map[string]any{{"person": r.Second.ID, "key": r.ring.Key(r.Second.ID)}}, "sealed": []byte("x")}})
		return err
	}))
	if n := r.note(r.Second, id); n.Access != notes.Others {
		t.Errorf("%+v", n)
	}
}

// What somebody else sets as an author's successor counts for nothing.
func TestOnlyTheAuthorNamesTheSuccessor(t *testing.T) {
	r := open(t)
	r.must(r.Log.Update(ctx, r.Owner, func(tx record.Tx) error {
		_, err := tx.Append(record.Change{Kind: "psychnote.successor", Version: 1, Record: record.Ref{Type: "person", ID: r.Therapist.ID},
			Set: map[string]any{"successor": r.Second.ID}})
		return err
	}))
	if v := r.list(r.Therapist); len(v.Successors) != 0 {
		t.Errorf("%+v", v.Successors)
	}
	r.sealed(r.Second, r.stands(r.write("mine")))
}

// Two successors named on two laptops at once both read what comes, until the
// author names one.
func TestTwoSuccessorsNamedAtOnce(t *testing.T) {
	r := open(t)
	other := r.Log.Replay(r.events()).As("device-2")
	_, err := r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Both.ID)
	r.must(err)
	_, err = notes.New(other, r.ring).NameSuccessor(ctx, r.Therapist, r.Second.ID)
	r.must(err)
	events := other.Events()
	r.must(r.Log.Receive(ctx, events[len(events)-1]))
	if v := r.list(r.Therapist); len(v.Successors) != 2 {
		t.Fatalf("%+v", v.Successors)
	}
	id := r.stands(r.write("for both"))
	r.reads(r.Both, id, "for both")
	r.reads(r.Second, id, "for both")
	_, err = r.desk.NameSuccessor(ctx, r.as(r.Therapist), r.Second.ID)
	r.must(err)
	v := r.list(r.Therapist)
	if len(v.Successors) != 1 || v.Successors[0].Person.ID != r.Second.ID {
		t.Errorf("%+v", v.Successors)
	}
	if !slices.ContainsFunc(r.Log.Events(), func(e record.Event) bool { return e.Kind == "psychnote.successor" }) {
		t.Error("the naming is not on record")
	}
}
