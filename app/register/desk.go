package register

import (
	"context"
	"math"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Fit says which forms and strengths may be given by a route.
type Fit struct {
	Forms       []Form
	Least, Most Strength // the weakest and the strongest; the zero Strength sets no bound
	Source      string
}

// Within is how long an opened container may be used.
type Within struct {
	Opened time.Duration
	Source string
}

// Rules is what the clinic's protocol says about its stock: data with its
// sources, and never a constant of the program.
type Rules struct {
	Routes map[string]Fit
	Opened map[Form]Within
}

// Auditor puts on record that a file or a paper left the program. audit.Desk
// implements it.
type Auditor interface {
	Exported(ctx context.Context, by record.Actor, what string, patient record.ID) error
	Printed(ctx context.Context, by record.Actor, what string, patient record.ID) error
}

// Deps is what the desk needs from its neighbours.
type Deps struct {
	Log record.Log
	// Rules gives the protocol's rules.
	Rules func(r record.Reader) (Rules, error)
	// Number gives a patient's chart number, which stands in reports.
	Number func(r record.Reader, patient record.ID) (string, error)
	Audit  Auditor
	Book   *words.Book
}

// Desk keeps the register: every method is one change, checked and written in
// one transaction.
type Desk struct{ deps Deps }

// New makes a Desk.
func New(deps Deps) *Desk { return &Desk{deps} }

// Kept reports whether the clinic keeps a register: it does from its first
// delivery on.
func Kept(r record.Reader) (bool, error) {
	fs, err := r.Facts(record.Filter{Kinds: []string{KindReceived}, Last: 1})
	return len(fs) > 0, err
}

// skew is how far ahead of this laptop's clock a typed time may be.
const skew = time.Minute

// admit gives the instant of a line. One that is a little ahead of the clock
// is now, so that nothing can seem to happen before it.
func admit(r record.Reader, at time.Time) (time.Time, error) {
	now := r.Now()
	switch {
	case at.After(now.Add(skew)):
		return at, record.Invalidf("at", "This time is in the future.")
	case at.IsZero() || at.After(now):
		return now, nil
	}
	return at.UTC(), nil
}

// writing is one use case under way in its transaction.
type writing struct {
	tx    record.Tx
	book  Book
	by    clinic.Person
	at    time.Time
	zone  *time.Location
	rules Rules
}

// begin checks the role and the time, and reads the lot.
func (d *Desk) begin(tx record.Tx, by record.Actor, a clinic.Action, lot record.ID, at time.Time) (*writing, error) {
	p, err := clinic.Check(tx, by, a)
	if err != nil {
		return nil, err
	}
	w := &writing{tx: tx, by: p}
	if w.at, err = admit(tx, at); err != nil {
		return nil, err
	}
	if w.book, err = Of(tx, lot); err != nil {
		return nil, err
	}
	c, err := clinic.Of(tx)
	if err != nil {
		return nil, err
	}
	w.zone = c.Location()
	w.rules, err = d.deps.Rules(tx)
	return w, err
}

// write is the way of every line but a dose's, which is written in the
// session's own transaction.
func (d *Desk) write(ctx context.Context, by record.Actor, a clinic.Action, lot record.ID, at time.Time, f func(*writing) error) error {
	return d.deps.Log.Update(ctx, by, func(tx record.Tx) error {
		w, err := d.begin(tx, by, a, lot, at)
		if err != nil {
			return err
		}
		return f(w)
	})
}

// latest is a hybrid time after every other, for a line that is not written
// yet.
var latest = record.HLC{Wall: math.MaxInt64, Counter: math.MaxUint32}

// fresh names a line that is not written yet.
func fresh(n int) record.EventID { return record.EventID{Seq: uint64(n + 1)} }

// add writes a line if no place would ever hold less than nothing by it.
func (w *writing) add(kind string, body Body) (record.EventID, error) {
	body.By = w.by.Sign(w.tx.Now())
	l := Line{ID: fresh(0), Kind: kind, At: w.at, Body: body, time: latest}
	if p := w.book.refuse(w.zone, l); p != nil {
		return record.EventID{}, p
	}
	return w.append(record.Change{Kind: kind, Version: 1, At: w.at, Fact: body})
}

// append writes a line that has been checked, and reads the book anew.
func (w *writing) append(c record.Change) (record.EventID, error) {
	ref := record.Ref{Type: recordLot, ID: w.book.ID}
	c.Record = ref
	events, err := w.tx.Append(c)
	if err != nil {
		return record.EventID{}, err
	}
	w.book, err = Of(w.tx, ref.ID)
	return events[0].ID, err
}

// witness checks the second person, whom the caller has signed in.
func (w *writing) witness(second record.Actor) (*clinic.Signature, error) {
	not := func(text string, args ...any) error {
		return &record.Problem{Code: record.Refused, Field: "witness", Text: text, Args: args, Next: "Ask a colleague to sign in here as witness."}
	}
	switch second.ID {
	case "":
		return nil, not("This needs a second person who signs in.")
	case w.by.ID:
		return nil, not("Nobody can be their own witness.")
	}
	p, err := clinic.PersonByID(w.tx, second.ID)
	switch {
	case record.CodeOf(err) == record.NotAllowed:
		return nil, not("The witness is not known here.")
	case err != nil:
		return nil, err
	case !p.Active:
		return nil, not("%s no longer works here.", p.Name)
	case !p.May(clinic.WitnessRegister):
		return nil, not("%s may not be a witness.", p.Name)
	}
	s := p.Sign(w.tx.Now())
	return &s, nil
}

// positive refuses an amount that is none.
func positive(amount int64) error {
	if amount <= 0 || amount > maxVolume*maxContainers {
		return record.Invalidf("amount", "Enter the amount.")
	}
	return nil
}

// unexpired refuses a lot after its last day.
func (w *writing) unexpired() error {
	if day := record.DateOf(w.at, w.zone); day.Compare(w.book.Expiry) > 0 {
		return &record.Problem{Code: record.Refused, Field: "lot", Text: "Lot %s expired on %s.", Args: []any{w.book.Number, w.book.Expiry}, Next: "Take another lot, and have this one destroyed."}
	}
	return nil
}
