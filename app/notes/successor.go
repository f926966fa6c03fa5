package notes

import (
	"context"
	"encoding/json"
	"slices"

	"kapdesk/app/record"
)

// The successor is a field of the author's own record, which is that of a
// person of the clinic.
const (
	recordPerson   = "person"
	fieldSuccessor = "successor"
)

// Named is what came of naming a successor.
type Named struct {
	Sealed int  // texts that were sealed to the successor now
	Left   int  // texts that the author cannot open any more, and which were not
	Later  bool // another successor stays where they were: only what comes later changes
}

// NameSuccessor says who reads the actor's notes after them; "" says nobody.
// Everything that the actor has written is sealed to the successor now, in one
// transaction, and what comes later as it is signed. While another successor
// stands who can read, naming a new one changes only what comes later: the
// other keeps what they have, and the new one gets what is signed from now on.
// Naming the same person again seals what they cannot open.
func (d *Desk) NameSuccessor(ctx context.Context, by record.Actor, id record.ID) (out Named, err error) {
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		p, f, err := d.writer(tx, by)
		if err != nil {
			return err
		}
		if id != "" {
			if err := f.mayRead("notes.successor", by.ID, id).Err(); err != nil {
				return err
			}
		}
		now, err := f.successors(tx, by.ID)
		if err != nil {
			return err
		}
		var changes []record.Change
		if out = (Named{Later: replaces(now, id)}); id != "" && !out.Later {
			all, err := shelf(tx, record.Filter{})
			if err != nil {
				return err
			}
			for _, v := range all {
				if v.author != by.ID {
					continue
				}
				if !v.opens(f, by.ID) {
					if !v.opens(f, id) {
						out.Left++
					}
					continue
				}
				more, err := d.resealed(ctx, tx, f, p, kindShared, v, id)
				if err != nil {
					return err
				}
				changes = append(changes, more...)
			}
		}
		if out.Sealed = len(changes); out.Sealed == 0 && named(now, id) {
			return &record.Problem{Code: record.Refused, Field: "notes.successor", Text: "That is how it stands already. Nothing was changed."}
		}
		_, err = tx.Append(append(changes, successor(by.ID, id))...)
		return err
	})
	if err != nil {
		return Named{}, err
	}
	return out, nil
}

// successor is the change that names somebody, or nobody.
func successor(author, id record.ID) record.Change {
	set := map[string]any{fieldSuccessor: id}
	if id == "" {
		set[fieldSuccessor] = nil
	}
	return record.Change{Kind: kindSuccessor, Version: 1, Record: record.Ref{Type: recordPerson, ID: author}, Set: set}
}

// named reports whether just this one, or nobody, is named now.
func named(now []Successor, id record.ID) bool {
	if id == "" {
		return len(now) == 0
	}
	return len(now) == 1 && now[0].Person.ID == id
}

// successors are whom an author has named. What somebody else may have set in
// their place does not count.
func (f *folk) successors(r record.Reader, author record.ID) (out []Successor, err error) {
	fields, err := r.Fields(record.Ref{Type: recordPerson, ID: author})
	if err != nil {
		return nil, err
	}
	for _, val := range fields[fieldSuccessor] {
		var id record.ID
		if val.By != author || json.Unmarshal(val.Raw, &id) != nil || id == "" {
			continue
		}
		if !slices.ContainsFunc(out, func(s Successor) bool { return s.Person.ID == id }) {
			out = append(out, Successor{Person: f.person(id), Reads: f.reads(id)})
		}
	}
	return out, nil
}
