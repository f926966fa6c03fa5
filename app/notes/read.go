package notes

import (
	"context"
	"slices"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
)

// List gives a patient's notes to somebody who may write such notes: those
// sealed to others with author and date alone. Everybody else is refused, and
// not told whether there are any.
func (d *Desk) List(ctx context.Context, by record.Actor, patient record.ID) (v View, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.WritePsychNotes); err != nil {
			return err
		}
		if _, err := patients.Of(r, patient); err != nil {
			return err
		}
		f, err := d.folk(r)
		if err != nil {
			return err
		}
		all, err := shelf(r, record.Filter{Patient: patient})
		if err != nil {
			return err
		}
		v.Sealable = f.key(by.ID) != ""
		for _, p := range f.people {
			if p.ID != by.ID && f.reads(p.ID) {
				v.Others = append(v.Others, p)
			}
		}
		v.Notes = notesFor(f, all, by.ID)
		v.Successors, err = f.successors(r, by.ID)
		return err
	})
	return v, err
}

// notesFor gives the notes as somebody may see them, the latest first.
func notesFor(f *folk, all []*version, by record.ID) []Note {
	var order []record.ID
	of := map[record.ID][]*version{}
	for _, v := range all {
		if of[v.note] == nil {
			order = append(order, v.note)
		}
		of[v.note] = append(of[v.note], v)
	}
	slices.Reverse(order)
	notes := make([]Note, 0, len(order))
	for _, id := range order {
		notes = append(notes, noteFor(f, of[id], by))
	}
	return notes
}

func noteFor(f *folk, versions []*version, by record.ID) Note {
	first := versions[0]
	n := Note{ID: first.note, Author: first.By, Mine: first.author == by}
	for _, v := range versions {
		if !v.named(by) {
			continue
		}
		open := v.opens(f, by)
		if v.stands() && n.Access != Lost {
			n.Access = Yours
			if !open {
				n.Access = Lost
			}
		}
		n.AuthorLost = n.AuthorLost || open && !n.Mine && !v.opens(f, v.author)
		n.Versions = append(n.Versions, Version{ID: v.id, At: v.By.At, Reason: v.reason, SupersededBy: v.supersededBy, Readers: f.readers(v), Open: open})
	}
	if len(n.Versions) > 0 && n.Access == Others {
		// What stands was sealed to others: an earlier text is all there is.
		n.Access = Lost
		if slices.ContainsFunc(n.Versions, func(v Version) bool { return v.Open }) {
			n.Access = Yours
		}
	}
	return n
}

// readers are those that a version was sealed to. Somebody sealed to anew is
// named with the latest.
func (f *folk) readers(v *version) (out []Reader) {
	for _, id := range v.people() {
		for _, s := range slices.Backward(v.seals) {
			if s.names(id) {
				out = append(out, Reader{Person: id, Name: f.person(id).Name, By: s.by.Name, At: s.by.At, Lost: !v.opens(f, id)})
				break
			}
		}
	}
	return out
}

// Open gives the text of one version to somebody it is sealed to. Code
// NotAllowed when it is sealed to others or to a key that is no more,
// Unavailable when it is not what was signed.
func (d *Desk) Open(ctx context.Context, by record.Actor, patient, note record.ID, id record.EventID) (text string, err error) {
	var v *version
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.WritePsychNotes); err != nil {
			return err
		}
		v, err = versionOf(r, patient, note, id)
		return err
	})
	if err != nil {
		return "", err
	}
	_, text, err = d.unseal(v, by.ID)
	return text, err
}
