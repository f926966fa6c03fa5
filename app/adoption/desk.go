package adoption

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Desk is where the clinic's protocol is read, changed and adopted.
type Desk struct {
	*Library
	log  record.Log
	book *words.Book
}

// New makes a Desk over the log and a library of the same program.
func New(log record.Log, l *Library, book *words.Book) *Desk { return &Desk{l, log, book} }

// State is how the clinic's protocol stands.
type State struct {
	InUse    Version   // the draft that ships while none has been adopted
	Rivals   []Stamp   // adopted at once on another laptop: a person must adopt again
	Working  Working   // what may be adopted next
	Versions []Version // all there are, the latest first, the draft that ships last
}

// IsDraft reports whether no version has been adopted.
func (s State) IsDraft() bool { return s.InUse.Shipped() }

// State tells how the protocol stands, to whoever may see it.
func (d *Desk) State(ctx context.Context, by record.Actor) (s State, err error) {
	err = d.see(ctx, by, func(r record.Reader) error {
		if s.Versions, err = d.versions(r); err != nil {
			return err
		}
		if s.Working, err = d.workingOf(r); err != nil {
			return err
		}
		stamps, err := adopted(r)
		if err != nil || len(stamps) == 0 {
			s.InUse = d.shippedVersion()
			return err
		}
		s.Rivals = stamps[1:]
		s.InUse, err = versionOf(r, stamps[0].Hash)
		return err
	})
	return s, err
}

func (d *Desk) see(ctx context.Context, by record.Actor, f func(record.Reader) error) error {
	return d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeProtocol); err != nil {
			return err
		}
		return f(r)
	})
}

// History gives every adopted version with who signed it and when, the latest
// first.
func (d *Desk) History(ctx context.Context, by record.Actor) (all []Version, err error) {
	err = d.see(ctx, by, func(r record.Reader) error {
		all, err = history(r)
		return err
	})
	return all, err
}

// Export gives a version as a file that kapdesk protocol try reads, and the
// name for it. The zero hash is the working copy, which leaves as the draft
// that it is. Code NotFound if there is no such version.
func (d *Desk) Export(ctx context.Context, by record.Actor, h record.Hash) (name string, raw []byte, err error) {
	err = d.see(ctx, by, func(r record.Reader) error {
		if h == (record.Hash{}) {
			w, err := d.workingOf(r)
			if err == nil {
				name, raw = "protocol-working-copy.json", d.unsigned(w.File).Bytes()
			}
			return err
		}
		v, err := d.byHash(r, h)
		if err != nil {
			return err
		}
		name, raw = "protocol-"+v.ID+"-"+strings.TrimSpace(itoa(v.Version))+".json", v.Raw
		return nil
	})
	return name, raw, err
}

// Edit is one change of one item.
type Edit struct {
	Item    string // its name; "" to add one
	Section string // where to add it
	Was     *Node  // as the person saw it; nil where it was not there
	Now     *Node  // nil to remove it
}

// Change records changes of the working copy, all or none, with the reason.
// Items that belong together, as a criterion and its class of medicines, are
// changed in one go, because the whole must stand afterwards. Code Conflict
// where an item is not as it was seen any more, Invalid where the whole would
// not stand: the Problem names the item in Parse's own words.
func (d *Desk) Change(ctx context.Context, by record.Actor, reason string, edits ...Edit) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return record.Invalidf("reason", "Say in a few words why this is changed.")
	}
	return d.update(ctx, by, reason, func(w Working, why Why) (map[string]any, *File, error) {
		set, file := map[string]any{}, w.File
		for _, e := range edits {
			l, err := w.target(e)
			if err != nil {
				return nil, nil, err
			}
			set[fieldItems+l.Name()] = l.value(e, why)
			file = file.with(l.Section, l.Key, e.Now)
		}
		return set, file, nil
	})
}

// Undo takes back everything that was changed about an item and not adopted.
func (d *Desk) Undo(ctx context.Context, by record.Actor, item, reason string) error {
	return d.update(ctx, by, reason, func(w Working, _ Why) (map[string]any, *File, error) {
		l, ok := w.Line(item)
		if !ok || l.Mark == Same && len(l.Clash) == 0 {
			return nil, nil, record.Invalidf("", "Nothing about this was changed.")
		}
		return map[string]any{fieldItems + item: nil}, w.File.with(l.Section, l.Key, l.Base), nil
	})
}

// Settle chooses one of the forms that two laptops gave an item at once.
func (d *Desk) Settle(ctx context.Context, by record.Actor, item string, pick record.EventID, reason string) error {
	return d.update(ctx, by, reason, func(w Working, why Why) (map[string]any, *File, error) {
		l, _ := w.Line(item)
		for _, o := range l.Clash {
			if o.Event != pick {
				continue
			}
			e := edit{Section: l.Section, Key: l.Key, Why: append(o.Why, why)}
			e.Now, e.Was = rawOf(o.Node), rawOf(l.Base)
			return map[string]any{fieldItems + item: e}, w.File.with(l.Section, l.Key, o.Node), nil
		}
		return nil, nil, &record.Problem{Code: record.Conflict, Text: "This has been settled meanwhile.", Next: "Look at it again."}
	})
}

// Begin makes the working copy stand on another version: an earlier one, or
// the draft that a newer program brought. What was changed and not adopted
// stays, on top of it.
func (d *Desk) Begin(ctx context.Context, by record.Actor, from record.Hash, reason string) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.WriteProtocol); err != nil {
			return err
		}
		if _, err := d.byHash(tx, from); err != nil {
			return err
		}
		_, err := tx.Append(record.Change{Kind: "protocol.begun", Version: 1, Record: working, Set: map[string]any{fieldBase: from}, Reason: strings.TrimSpace(reason)})
		return err
	})
}

// update is one change of the working copy: what edits gives is written if
// the whole stands with it, or at least no worse than it stood.
func (d *Desk) update(ctx context.Context, by record.Actor, reason string, edits func(Working, Why) (map[string]any, *File, error)) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		person, err := clinic.Check(tx, by, clinic.WriteProtocol)
		if err != nil {
			return err
		}
		w, err := d.workingOf(tx)
		if err != nil {
			return err
		}
		set, file, err := edits(w, Why{Person: person.ID, Name: person.Name, At: tx.Now(), Reason: reason})
		if err != nil {
			return err
		}
		// Two laptops may have made a whole that does not stand; then any
		// step towards one that does is welcome.
		if _, err := d.check(file.Bytes()); err != nil && (w.faults == 0 || len(protocol.Wrongs(err)) > w.faults) {
			return problemsOf(file, err)
		}
		_, err = tx.Append(record.Change{Kind: "protocol.changed", Version: 1, Record: working, Set: set, Reason: reason})
		return err
	})
}
