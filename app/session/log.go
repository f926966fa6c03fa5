package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// The kinds of the facts in a session log.
const (
	factChecked    = "session.checked"
	factOverridden = "gate.overridden"
	factDose       = "dose.given"
	factVitals     = "vitals.taken"
	factEntry      = "entry.written"
	factAdverse    = "adverse.noted"
	factRoom       = "room.set"
	factMoment     = "moment.marked"
	factUnmoment   = "moment.unmarked"
	factWithdrawn  = "entry.withdrawn"
	factDischarge  = "discharge.checked"
	factSigned     = "session.signed"
	factNote       = "note.signed"
	factCard       = "card.raised"
	factAnswer     = "card.answered"
	factTakenBack  = "card.takenback"
	factPresence   = "presence.changed"
	factFollowUp   = "followup.set"
	factFollowed   = "followup.settled"
)

// When says when something happened, and what it corrects. The zero When is
// now, and corrects nothing.
type When struct {
	At       time.Time      // when it happened; zero is now. Both times are kept
	Corrects record.EventID // the line this one corrects
	Reason   string         // why: with Corrects, and for anything after signing
}

// skew is how far ahead of this laptop's clock a typed time may be: people
// type whole minutes and read other clocks.
const skew = time.Minute

// entry is what every line of the log gives to write.
type entry struct {
	kind string
	body any
	set  map[string]any // fields of the visit that change with it
	// then writes what belongs to it elsewhere, in the same transaction; nil
	// where nothing does.
	then func(tx record.Tx, id record.EventID) error
}

// write is the way of every line of a session log: the role, the visit's
// state, the time and the correction are checked here, then make checks what
// is its own and gives the body. All of it in one transaction.
func (l *Log) write(ctx context.Context, by record.Actor, id record.ID, a clinic.Action, w When,
	make func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error)) (record.EventID, error) {
	var made record.EventID
	err := l.deps.Log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, a)
		if err != nil {
			return err
		}
		v, err := Of(tx, id)
		if err != nil {
			return err
		}
		at, arrive, err := admit(tx, v, w)
		if err != nil {
			return err
		}
		e, err := make(tx, v, p, at)
		if err != nil {
			return err
		}
		if err := corrects(tx, v, w, e.kind); err != nil {
			return err
		}
		events, err := tx.Append(record.Change{Kind: e.kind, Version: 1, Record: v.Ref(), Patient: v.Patient, At: at,
			Fact: e.body, Supersedes: w.Corrects, Reason: strings.TrimSpace(w.Reason)})
		if err != nil {
			return err
		}
		made = events[0].ID
		if e.then != nil {
			if err := e.then(tx, made); err != nil {
				return err
			}
		}
		if arrive {
			e.set = withState(e.set, Arrived)
		}
		if len(e.set) > 0 {
			_, err = tx.Append(record.Change{Kind: "session.advanced", Version: 1, Record: v.Ref(), Patient: v.Patient, Set: e.set})
		}
		if err != nil {
			return err
		}
		return l.consequences(tx, v, made, e.kind, w.Corrects)
	})
	return made, err
}

// consequences keeps true what follows from a line: the cards that readings
// open, and the follow-up of an adverse event.
func (l *Log) consequences(tx record.Tx, v Visit, made record.EventID, kind string, corrects record.EventID) error {
	if kind == factWithdrawn {
		old, err := lineByID(tx, v, corrects)
		if err != nil {
			return err
		}
		kind, made = old.Kind, record.EventID{}
	}
	switch kind {
	case factVitals, factChecked:
		return l.follow(tx, v, made, corrects)
	case factAdverse:
		return l.keepFollowUp(tx, v, made, corrects)
	}
	return nil
}

func withState(set map[string]any, s State) map[string]any {
	if set == nil {
		set = map[string]any{}
	}
	if _, ok := set["state"]; !ok {
		set["state"] = s
	}
	return set
}

// admit says whether a line may be written now and for which instant. A line
// in the log of a booked visit shows that the patient has arrived.
func admit(tx record.Tx, v Visit, w When) (at time.Time, arrive bool, err error) {
	at = w.At.UTC()
	if w.At.IsZero() {
		at = tx.Now()
	}
	if at.After(tx.Now().Add(skew)) {
		return at, false, record.Invalidf("at", "This time is in the future.")
	}
	// A day before the visit something else was going on; a time that far
	// off is a slip of the date.
	if at.Before(v.Starts.Add(-24 * time.Hour)) {
		return at, false, record.Invalidf("at", "This time is more than a day before the visit.")
	}
	switch v.State {
	case Cancelled, Missed:
		return at, false, record.Refusedf("This visit is over: %s.", v.State)
	case Closed:
		if strings.TrimSpace(w.Reason) == "" {
			return at, false, record.Invalidf("reason", "This visit is signed. An addition or a correction needs a reason.")
		}
	case Booked:
		c, err := clinic.Of(tx)
		if err != nil {
			return at, false, err
		}
		if day := record.DateOf(v.Starts, c.Location()); day != record.DateOf(tx.Now(), c.Location()) {
			return at, false, &record.Problem{Code: record.Refused, Text: "This session is booked for %s.", Args: []any{day}, Next: "Move it to today first."}
		}
		return at, true, nil
	}
	return at, false, nil
}

// corrects checks that the line to be corrected is one of this log, of the
// same kind, and still stands.
func corrects(r record.Reader, v Visit, w When, kind string) error {
	if w.Corrects.IsZero() {
		return nil
	}
	if strings.TrimSpace(w.Reason) == "" {
		return record.Invalidf("reason", "A correction needs a reason.")
	}
	old, err := lineByID(r, v, w.Corrects)
	if err != nil {
		return err
	}
	ends := kind == factWithdrawn || kind == factUnmoment && old.Kind == factMoment || kind == factAnswer && old.Kind == factCard
	if kind != old.Kind && !ends {
		return record.Refusedf("A line can only be corrected by one of its own kind.")
	}
	if len(old.SupersededBy) > 0 {
		return &record.Problem{Code: record.Conflict, Text: "Somebody has already corrected this line.", Next: "Correct the newer one."}
	}
	return nil
}

func lineByID(r record.Reader, v Visit, id record.EventID) (record.Fact, error) {
	facts, err := r.Facts(record.Filter{Record: v.Ref(), Superseded: true})
	if err != nil {
		return record.Fact{}, err
	}
	i := slices.IndexFunc(facts, func(f record.Fact) bool { return f.ID == id })
	if i < 0 {
		return record.Fact{}, &record.Problem{Code: record.NotFound, Text: "This line is not in the log of this visit."}
	}
	return facts[i], nil
}

// facts gives the facts of the visit of one kind that stand.
func facts(r record.Reader, v Visit, kinds ...string) ([]record.Fact, error) {
	return r.Facts(record.Filter{Record: v.Ref(), Kinds: kinds})
}

// latest reads the visit's latest standing fact of a kind into body.
func latest(r record.Reader, v Visit, kind string, body any) (record.Fact, bool, error) {
	fs, err := facts(r, v, kind)
	if err != nil || len(fs) == 0 {
		return record.Fact{}, false, err
	}
	f := fs[len(fs)-1]
	return f, true, f.Read(body)
}

// tooLong bounds one text of the log, in characters.
const tooLong = 20000

// text trims a text and refuses one that is far too long.
func text(field, s string) (string, *record.Problem) {
	s = strings.TrimSpace(s)
	if len([]rune(s)) > tooLong {
		return s, record.Invalidf(field, "This text is longer than %d characters.", tooLong)
	}
	return s, nil
}
