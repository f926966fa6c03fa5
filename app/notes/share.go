package notes

import (
	"context"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Share lets others read what stands of a note, from now on and for ever: the
// same text is sealed once more, to each of them. Only its author may. It
// reaches no earlier version that a correction has taken the place of.
func (d *Desk) Share(ctx context.Context, by record.Actor, patient, note record.ID, to ...record.ID) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, f, err := d.writer(tx, by)
		if err != nil {
			return err
		}
		versions, err := noteOf(tx, patient, note)
		if err != nil {
			return err
		}
		if len(to) == 0 {
			return record.Invalidf("notes.readers", "Choose who is to read it.")
		}
		if err := f.mayRead("notes.readers", by.ID, to...).Err(); err != nil {
			return err
		}
		var changes []record.Change
		for _, v := range versions {
			if !v.stands() {
				continue
			}
			plain, _, err := d.ownText(v, by)
			if err != nil {
				return err
			}
			more, err := d.shareWith(tx, f, p, kindShared, v, plain, to...)
			if err != nil {
				return err
			}
			changes = append(changes, more...)
		}
		if len(changes) == 0 {
			return &record.Problem{Code: record.Refused, Field: "notes.readers", Text: "Whom you chose can read this note already. Nothing was changed."}
		}
		_, err = tx.Append(changes...)
		return err
	})
}

// shareWith seals a version, once for each, to those of some people who cannot
// open it now.
func (d *Desk) shareWith(tx record.Tx, f *folk, by clinic.Person, kind string, v *version, plain []byte, to ...record.ID) ([]record.Change, error) {
	var changes []record.Change
	done := map[record.ID]bool{}
	for _, id := range to {
		if done[id] || v.opens(f, id) {
			continue
		}
		done[id] = true
		s := shared{By: by.Sign(tx.Now()), Of: v.id}
		var err error
		if s.sealing, err = d.seal(f, []record.ID{id}, plain); err != nil {
			return nil, err
		}
		changes = append(changes, record.Change{Kind: kind, Version: 1, Record: Ref(v.note), Patient: v.patient, Fact: s})
	}
	return changes, nil
}

// ShareBack seals to an author everything of theirs that the actor can open
// and they no longer can, in every chart: their key was made anew. It gives
// how many texts that were.
func (d *Desk) ShareBack(ctx context.Context, by record.Actor, author record.ID) (n int, err error) {
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		p, f, err := d.writer(tx, by)
		if err != nil {
			return err
		}
		if by.ID == author {
			return record.Refusedf("These are your own notes. Somebody else who can read them has to share them back to you.")
		}
		if !f.reads(author) {
			return &record.Problem{Code: record.Refused, Text: "%s has no passphrase here now, or may not read such notes. Nothing was changed.", Args: []any{f.person(author).Name},
				Next: "Ask an owner to put that right first."}
		}
		all, err := shelf(tx, record.Filter{})
		if err != nil {
			return err
		}
		var changes []record.Change
		for _, v := range all {
			if v.author != author || !v.opens(f, by.ID) {
				continue
			}
			more, err := d.resealed(ctx, tx, f, p, kindReturned, v, author)
			if err != nil {
				return err
			}
			changes = append(changes, more...)
		}
		if n = len(changes); n == 0 {
			return record.Refusedf("There is nothing to share back: %s can open everything that you can open.", f.person(author).Name)
		}
		_, err = tx.Append(changes...)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// resealed seals a version to somebody who cannot open it now, for an actor
// who can. Between two of many it can be stopped.
func (d *Desk) resealed(ctx context.Context, tx record.Tx, f *folk, by clinic.Person, kind string, v *version, to record.ID) ([]record.Change, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if v.opens(f, to) {
		return nil, nil
	}
	plain, _, err := d.unseal(v, by.ID)
	if err != nil {
		return nil, err
	}
	return d.shareWith(tx, f, by, kind, v, plain, to)
}
