package notes_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"kapdesk/app/clinic"
	"kapdesk/app/notes"
	"kapdesk/app/record"
)

func TestWhoTreatsNobodySeesNothing(t *testing.T) {
	r := open(t)
	id := r.write("sealed")
	v := r.stands(id)
	n := r.events()
	for _, by := range []record.Actor{r.Owner, r.Nurse, r.Clinic.Desk, {}, {ID: "nobody"}} {
		r.as(by)
		for _, patient := range []record.ID{r.Patient, r.Other, "nobody"} {
			got, err := r.desk.List(ctx, by, patient)
			if record.CodeOf(err) != record.NotAllowed || len(got.Notes) != 0 || got.Others != nil || got.Successors != nil {
				t.Errorf("list: %+v, %v", got, err)
			}
		}
		_, known := r.desk.Open(ctx, by, r.Patient, id, v)
		_, none := r.desk.Open(ctx, by, r.Patient, "none", record.EventID{Device: "x", Seq: 1})
		if record.CodeOf(known) != record.NotAllowed || known.Error() != none.Error() {
			t.Errorf("a note that is there can be told from one that is not: %v, %v", known, none)
		}
		_, err := r.desk.Write(ctx, by, r.Patient, "mine", nil)
		r.Refused(t, err, record.NotAllowed, "", n)
		r.Refused(t, r.desk.Correct(ctx, by, r.Patient, id, v, "other", notes.Slip), record.NotAllowed, "", n)
		r.Refused(t, r.desk.Share(ctx, by, r.Patient, id, r.Both.ID), record.NotAllowed, "", n)
		_, err = r.desk.ShareBack(ctx, by, r.Therapist.ID)
		r.Refused(t, err, record.NotAllowed, "", n)
		_, err = r.desk.NameSuccessor(ctx, by, r.Both.ID)
		r.Refused(t, err, record.NotAllowed, "", n)
	}
}

func TestWriteRefusals(t *testing.T) {
	r := open(t)
	n := r.events()
	by := r.as(r.Therapist)
	for name, c := range map[string]struct {
		patient record.ID
		text    string
		readers []record.ID
		code    record.Code
		field   string
	}{
		"empty":         {r.Patient, " \n ", nil, record.Invalid, "notes.text"},
		"too long":      {r.Patient, strings.Repeat("ñ", notes.MaxText+1), nil, record.Invalid, "notes.text"},
		"not text":      {r.Patient, "a\xff", nil, record.Invalid, "notes.text"},
		"no patient":    {"nobody", "a", nil, record.NotFound, ""},
		"to themselves": {r.Patient, "a", []record.ID{by.ID}, record.Invalid, "notes.readers"},
		"to the owner":  {r.Patient, "a", []record.ID{r.Both.ID, r.Owner.ID}, record.Invalid, "notes.readers"},
		"to a nurse":    {r.Patient, "a", []record.ID{r.Nurse.ID}, record.Invalid, "notes.readers"},
		"to the desk":   {r.Patient, "a", []record.ID{r.Clinic.Desk.ID}, record.Invalid, "notes.readers"},
		"to nobody":     {r.Patient, "a", []record.ID{"nobody"}, record.Invalid, "notes.readers"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := r.desk.Write(ctx, by, c.patient, c.text, c.readers)
			r.Refused(t, err, c.code, c.field, n)
		})
	}
	r.ring.Take(r.Both.ID)
	_, err := r.desk.Write(ctx, by, r.Patient, "a", actors(r.Both))
	r.Refused(t, err, record.Invalid, "notes.readers", n)
	r.ring.Err = errors.New("disk")
	if _, err := r.desk.Write(ctx, by, r.Patient, "a", nil); err == nil || r.events() != n {
		t.Errorf("sealing failed: %v, %d events", err, r.events()-n)
	}
	r.ring.Err = nil
	r.ring.Take(by.ID)
	_, err = r.desk.Write(ctx, by, r.Patient, "a", nil)
	r.Refused(t, err, record.Refused, "", n)
	if r.list(by).Sealable {
		t.Error("who has no passphrase is offered to write")
	}
}

func TestANoteIsReadByItsAuthorAndWhomTheyName(t *testing.T) {
	r := open(t)
	id := r.write("  what was said\n", r.Both)
	v := r.stands(id)
	r.reads(r.Therapist, v, "what was said")
	r.reads(r.Both, v, "what was said")
	r.sealed(r.Prescriber, v)

	n := r.note(r.Therapist, id)
	if n.Access != notes.Yours || !n.Mine || n.Author.Name != "Ana Brandt" || len(n.Versions) != 1 || len(n.Versions[0].Readers) != 2 {
		t.Errorf("the author sees %+v", n)
	}
	if n := r.note(r.Both, id); n.Access != notes.Yours || n.Mine || n.AuthorLost {
		t.Errorf("the reader sees %+v", n)
	}
	if n := r.note(r.Prescriber, id); n.Access != notes.Others || n.Versions != nil || n.Author.Name != "Ana Brandt" || n.Author.At.IsZero() {
		t.Errorf("somebody else sees %+v", n)
	}
	if _, err := r.desk.Open(ctx, r.as(r.Therapist), r.Other, id, v); record.CodeOf(err) != record.NotFound {
		t.Errorf("from another chart: %v", err)
	}
	if _, err := r.desk.Open(ctx, r.as(r.Therapist), "", id, v); record.CodeOf(err) != record.NotFound {
		t.Errorf("from no chart: %v", err)
	}
	others, err := r.desk.List(ctx, r.as(r.Therapist), r.Other)
	if err != nil || len(others.Notes) != 0 {
		t.Errorf("in another chart: %+v, %v", others.Notes, err)
	}
}

// Who is offered as reader is just who may be named.
func TestOthersAreThoseWhoMayRead(t *testing.T) {
	r := open(t)
	r.ring.Take(r.Second.ID)
	v := r.list(r.Therapist)
	var got []record.ID
	for _, p := range v.Others {
		got = append(got, p.ID)
	}
	if !slices.Equal(got, actors(r.Prescriber, r.Both)) || !v.Sealable {
		t.Errorf("offered: %v", got)
	}
	left := r.People[r.Both.ID]
	left.Active = false
	_, err := clinic.New(r.Log).SavePerson(ctx, r.Owner, left)
	r.must(err)
	if v := r.list(r.Therapist); len(v.Others) != 1 {
		t.Errorf("who left is offered: %+v", v.Others)
	}
}

func TestCorrectRefusals(t *testing.T) {
	r := open(t)
	id := r.write("the first", r.Both)
	v := r.stands(id)
	n := r.events()
	by := r.as(r.Therapist)
	r.Refused(t, r.desk.Correct(ctx, by, r.Patient, id, v, " ", notes.Slip), record.Invalid, "notes.text", n)
	r.Refused(t, r.desk.Correct(ctx, by, r.Patient, id, v, "the first ", notes.Slip), record.Refused, "notes.text", n)
	for _, reason := range []notes.Reason{"", "the patient drinks"} {
		r.Refused(t, r.desk.Correct(ctx, by, r.Patient, id, v, "the second", reason), record.Invalid, "notes.reason", n)
	}
	r.Refused(t, r.desk.Correct(ctx, by, r.Other, id, v, "the second", notes.Slip), record.NotFound, "", n)
	r.Refused(t, r.desk.Correct(ctx, r.as(r.Both), r.Patient, id, v, "the second", notes.Slip), record.NotAllowed, "", n)
	r.must(r.desk.Correct(ctx, r.as(r.Therapist), r.Patient, id, v, "the second", notes.Slip))
	r.Refused(t, r.desk.Correct(ctx, by, r.Patient, id, v, "the third", notes.Slip), record.Conflict, "", n+1)
}

func TestACorrectionKeepsBothReadable(t *testing.T) {
	r := open(t)
	id := r.write("the first", r.Both, r.Second)
	v := r.stands(id)
	left := r.People[r.Second.ID]
	left.Active = false
	_, err := clinic.New(r.Log).SavePerson(ctx, r.Owner, left)
	r.must(err)
	r.must(r.desk.Correct(ctx, r.as(r.Therapist), r.Patient, id, v, "the second", notes.Missing))
	w := r.stands(id)
	for _, by := range []record.Actor{r.Therapist, r.Both} {
		r.reads(by, v, "the first")
		r.reads(by, w, "the second")
	}
	n := r.note(r.Both, id)
	if len(n.Versions) != 2 || n.Versions[1].Reason != notes.Missing || n.Versions[0].Stands() || !n.Versions[1].Stands() {
		t.Errorf("%+v", n.Versions)
	}
	for _, reader := range n.Versions[1].Readers {
		if reader.Person == r.Second.ID {
			t.Error("the correction is sealed to somebody who left")
		}
	}
}

// Two corrections made on two laptops at once both stand, and each can be
// corrected further.
func TestTwoCorrectionsAtOnceBothStand(t *testing.T) {
	r := open(t)
	id := r.write("the first", r.Both)
	v := r.stands(id)
	other := r.Log.Replay(r.events()).As("device-2")
	r.must(r.desk.Correct(ctx, r.as(r.Therapist), r.Patient, id, v, "here", notes.Slip))
	r.must(notes.New(other, r.ring).Correct(ctx, r.Therapist, r.Patient, id, v, "there", notes.Wrong))
	events := other.Events()
	r.must(r.Log.Receive(ctx, events[len(events)-1]))
	stand := r.note(r.Therapist, id).Standing()
	if len(stand) != 2 {
		t.Fatalf("%d versions stand", len(stand))
	}
	r.reads(r.Both, stand[0].ID, "here")
	r.reads(r.Both, stand[1].ID, "there")
	r.must(r.desk.Share(ctx, r.as(r.Therapist), r.Patient, id, r.Second.ID))
	r.reads(r.Second, stand[0].ID, "here")
	r.reads(r.Second, stand[1].ID, "there")
	r.sealed(r.Second, v)
}

// Whoever can write in the log cannot pass another text off as the signed one,
// nor put a note in the place of another.
func TestAnotherTextIsNotShownAsTheSignedOne(t *testing.T) {
	for name, forge := range map[string]func(*room) []byte{
		"forged": func(r *room) []byte {
			sealed, err := r.ring.Seal(actors(r.Therapist), []byte(`{"salt":"","text":"forged"}`))
			r.must(err)
			return sealed
		},
		"another note": func(r *room) []byte {
			id := r.write("another note")
			var body struct {
				Sealed []byte `json:"sealed"`
			}
			r.must(r.Log.View(ctx, func(rd record.Reader) error {
				facts, err := rd.Facts(record.Filter{Record: notes.Ref(id)})
				if err != nil {
					return err
				}
				return facts[0].Read(&body)
			}))
			if plain, err := r.ring.Open(body.Sealed); err != nil {
				t.Fatalf("%q, %v: this proves nothing", plain, err)
			}
			return body.Sealed
		},
		"damaged": func(*room) []byte { return []byte("x") },
	} {
		t.Run(name, func(t *testing.T) {
			r := open(t)
			id := r.write("what was signed", r.Both)
			v := r.stands(id)
			r.ring.Give(r.Therapist.ID) // so that what was signed does not open first
			r.as(r.Therapist)
			sealed := forge(r)
			r.must(r.Log.Update(ctx, r.Both, func(tx record.Tx) error {
				_, err := tx.Append(record.Change{Kind: "psychnote.returned", Version: 1, Record: notes.Ref(id), Patient: r.Patient,
					Fact: map[string]any{"of": v, "to": []map[string]any{{"person": r.Therapist.ID, "key": "a key before"}}, "sealed": sealed}})
				return err
			}))
			if got, err := r.read(r.Therapist, v); got != "" || record.CodeOf(err) != record.Unavailable {
				t.Errorf("%q, %v", got, err)
			}
			// An honest copy beside the forged one is found.
			if n, err := r.desk.ShareBack(ctx, r.as(r.Both), r.Therapist.ID); n != 1 || err != nil {
				t.Fatal(n, err)
			}
			r.reads(r.Therapist, v, "what was signed")
		})
	}
}
