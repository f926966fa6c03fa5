package notes

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"
	"unicode/utf8"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// Write signs a new note about a patient and seals it to its author, to the
// readers named and to the author's successor. It gives the note's identifier.
func (d *Desk) Write(ctx context.Context, by record.Actor, patient record.ID, text string, readers []record.ID) (id record.ID, err error) {
	text = strings.TrimSpace(text)
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		p, f, err := d.writer(tx, by)
		if err != nil {
			return err
		}
		if _, err := patients.Of(tx, patient); err != nil {
			return err
		}
		ps := check(text)
		if len(readers) > 0 {
			ps = append(ps, f.mayRead("notes.readers", by.ID, readers...)...)
		}
		if err := ps.Err(); err != nil {
			return err
		}
		follow, err := f.successors(tx, by.ID)
		if err != nil {
			return err
		}
		id = tx.NewID()
		return d.sign(tx, f, signing{by: p, note: id, patient: patient, text: text, to: append(readers[:len(readers):len(readers)], ids(follow)...)})
	})
	return id, err
}

// Correct signs another text in the place of a version that stands. It is
// sealed to whoever could read that version and still may, and to the author's
// successor; the version stays readable to whom it was sealed.
func (d *Desk) Correct(ctx context.Context, by record.Actor, patient, note record.ID, id record.EventID, text string, reason Reason) error {
	text = strings.TrimSpace(text)
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, f, err := d.writer(tx, by)
		if err != nil {
			return err
		}
		v, err := versionOf(tx, patient, note, id)
		if err != nil {
			return err
		}
		_, was, err := d.ownText(v, by)
		if err != nil {
			return err
		}
		ps := check(text)
		if !slices.Contains(Reasons, reason) {
			ps = append(ps, record.Invalidf("notes.reason", "Choose why the note is corrected."))
		}
		switch {
		case !v.stands():
			ps = append(ps, &record.Problem{Code: record.Conflict, Text: "This version was corrected meanwhile. What you typed is kept as a draft.", Next: "Read the version that stands, then correct that one."})
		case text == was:
			ps = append(ps, &record.Problem{Code: record.Refused, Field: "notes.text", Text: "Nothing in the note has changed, so there is nothing to correct."})
		}
		if err := ps.Err(); err != nil {
			return err
		}
		follow, err := f.successors(tx, by.ID)
		if err != nil {
			return err
		}
		return d.sign(tx, f, signing{by: p, note: v.note, patient: patient, text: text, to: append(v.people(), ids(follow)...), corrects: v.id, reason: reason})
	})
}

// writer is somebody who may write notes and to whom they can be sealed.
func (d *Desk) writer(r record.Reader, by record.Actor) (clinic.Person, *folk, error) {
	p, err := clinic.Check(r, by, clinic.WritePsychNotes)
	if err != nil {
		return p, nil, err
	}
	f, err := d.folk(r)
	if err != nil {
		return p, nil, err
	}
	if f.key(by.ID) == "" {
		return p, nil, &record.Problem{Code: record.Refused, Text: "You have no passphrase of your own here, so nothing can be sealed to you. Nothing was changed.",
			Next: "Ask an owner to give you one, then sign in with it."}
	}
	return p, f, nil
}

// ownText opens a version for its author alone.
func (d *Desk) ownText(v *version, by record.Actor) (plain []byte, text string, err error) {
	if v.author != by.ID {
		return nil, "", &record.Problem{Code: record.NotAllowed, Text: "Only who wrote a note can correct it or let others read it. Nothing was changed."}
	}
	return d.unseal(v, by.ID)
}

func check(text string) (ps record.Problems) {
	if text == "" {
		ps = append(ps, record.Invalidf("notes.text", "The note is empty. Write it first."))
	}
	if utf8.RuneCountInString(text) > MaxText {
		ps = append(ps, record.Invalidf("notes.text", "This is too long: %d letters at most.", MaxText))
	}
	if !utf8.ValidString(text) {
		ps = append(ps, record.Invalidf("notes.text", "The note holds something that is not text. Type it anew."))
	}
	return ps
}

// mayRead refuses people that a note of the author cannot be sealed to.
func (f *folk) mayRead(field string, author record.ID, people ...record.ID) record.Problems {
	for _, id := range people {
		if id == author || !f.reads(id) {
			return record.Problems{{Code: record.Invalid, Field: field, Text: "A note can be sealed only to another therapist or prescriber who works here and has a passphrase.",
				Next: "Choose again from the list."}}
		}
	}
	return nil
}

func ids(successors []Successor) (out []record.ID) {
	for _, s := range successors {
		out = append(out, s.Person.ID)
	}
	return out
}

// signing is a text to be signed.
type signing struct {
	by       clinic.Person
	note     record.ID
	patient  record.ID
	text     string
	to       []record.ID // beside the author; who cannot be sealed to now is left out
	corrects record.EventID
	reason   Reason
}

func (d *Desk) sign(tx record.Tx, f *folk, s signing) error {
	plain, err := wrap(s.text)
	if err != nil {
		return err
	}
	to := []record.ID{s.by.ID}
	for _, id := range f.readable(s.to) {
		if !slices.Contains(to, id) {
			to = append(to, id)
		}
	}
	w := written{By: s.by.Sign(tx.Now()), Sum: sha256.Sum256(plain)}
	if w.sealing, err = d.seal(f, to, plain); err != nil {
		return err
	}
	_, err = tx.Append(record.Change{Kind: kindWritten, Version: 1, Record: Ref(s.note), Patient: s.patient, Fact: w, Supersedes: s.corrects, Reason: string(s.reason)})
	return err
}
