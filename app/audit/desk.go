package audit

import (
	"cmp"
	"context"
	"sync"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// recordType is the type of the records that this package's facts are about:
// one for the clinic, and one for each person or patient.
const recordType = "audit"

// recordBackups is the type of the records that app/backups' facts are about:
// one for each laptop. Their bodies bear the names of this package's.
const recordBackups = "backups"

// Desk records what is no change of a record, and reads the log.
type Desk struct {
	log   record.Log
	trail Trail
	book  *words.Book

	mu    sync.Mutex
	heard map[refusal]*echo
}

// New makes a Desk over the log and its trail.
func New(log record.Log, trail Trail, book *words.Book) *Desk {
	return &Desk{log: log, trail: trail, book: book, heard: map[refusal]*echo{}}
}

// about gives the record that a fact of this package is about.
func about(id record.ID) record.Ref {
	if id == "" {
		id = "clinic"
	}
	return record.Ref{Type: recordType, ID: id}
}

// body is the fact of every kind of this package, and what is told of one of
// app/backups. Each kind fills what it needs; none of it is clinical, and no
// file's name is kept that a person typed.
type body struct {
	Person record.ID `json:"person,omitempty"` // whose passphrase it was; of a second's sign-in, beside whom
	Times  int       `json:"times,omitempty"`
	What   string    `json:"what,omitempty"`  // an English sentence of the program, for a paper, file or action
	Where  string    `json:"where,omitempty"` // a place of the program
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	Head   string    `json:"head,omitempty"` // Short, of the log that was backed up
	Events int64     `json:"events,omitempty"`
}

// write records facts under the actor's name.
func (d *Desk) write(ctx context.Context, by record.Actor, changes ...record.Change) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		_, err := tx.Append(changes...)
		return err
	})
}

func fact(kind string, ref, patient record.ID, b body) record.Change {
	return record.Change{Kind: kind, Version: 1, Record: about(ref), Patient: patient, Fact: b}
}

// Failed is how often a passphrase was wrong for one person since that person
// last signed in. The clinic is closed meanwhile, so that it is told when it
// has been opened.
type Failed struct {
	Person record.ID
	Times  int
	// Until is the end of the wait that the failures led to; zero for none.
	Until time.Time
	// Uncounted is set when the count itself could not be read.
	Uncounted bool
}

// SignedIn records that the actor came in, and what had failed before.
func (d *Desk) SignedIn(ctx context.Context, by record.Actor, before ...Failed) error {
	return d.write(ctx, by, append(failures(before), fact(KindSignedIn, by.ID, "", body{Person: by.ID}))...)
}

// SecondSignedIn records that somebody signed in beside the actor who is
// signed in, for one action, and what had failed before. Code NotAllowed when
// the second's role does not allow it, Refused when both are the same person.
func (d *Desk) SecondSignedIn(ctx context.Context, by, second record.Actor, action clinic.Action, before ...Failed) error {
	if second.ID == by.ID {
		return &record.Problem{Code: record.Refused, Text: "Nobody can be their own second person.", Next: "Ask a colleague to sign in here."}
	}
	return d.log.Update(ctx, second, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, second, action); err != nil {
			return err
		}
		_, err := tx.Append(append(failures(before), fact(KindSecond, second.ID, "", body{Person: by.ID, What: string(action)}))...)
		return err
	})
}

// failures tells what had failed before a sign-in.
func failures(before []Failed) (changes []record.Change) {
	for _, f := range before {
		if f.Uncounted {
			changes = append(changes, fact(KindUncounted, f.Person, "", body{}))
		}
		if f.Times > 0 {
			changes = append(changes, fact(KindSignInFailed, f.Person, "", body{Person: f.Person, Times: f.Times}))
		}
		if !f.Until.IsZero() {
			changes = append(changes, fact(KindLockedOut, f.Person, "", body{Person: f.Person, To: f.Until.UTC()}))
		}
	}
	return changes
}

// Locked records that the program was locked, by the actor or by itself.
func (d *Desk) Locked(ctx context.Context, by record.Actor) error {
	return d.write(ctx, by, fact(KindLocked, by.ID, "", body{}))
}

// Exported records that a file left the program. what is an English sentence
// of the program that says which, as "The audit"; patient is "" for one about
// the clinic.
func (d *Desk) Exported(ctx context.Context, by record.Actor, what string, patient record.ID) error {
	return d.write(ctx, by, fact(KindExported, patient, patient, body{What: what}))
}

// Printed records that a paper was printed that no other event tells of. what
// is an English sentence of the program, as "Who opened the chart".
func (d *Desk) Printed(ctx context.Context, by record.Actor, what string, patient record.ID) error {
	return d.write(ctx, by, fact(KindPrinted, patient, patient, body{What: what}))
}

// ClockJumped records that the laptop's clock was moved; see ClockWatch.
func (d *Desk) ClockJumped(ctx context.Context, by record.Actor, from, to time.Time) error {
	return d.write(ctx, by, fact(KindClockJumped, "", "", body{From: from.UTC(), To: to.UTC()}))
}

// refusal is one thing that was refused to somebody.
type refusal struct {
	by      record.ID
	action  clinic.Action
	patient record.ID
}

// echo is what is remembered of a refusal, so that a key held down does not
// fill the log.
type echo struct {
	at    time.Time // when it last was put on record
	times int       // how often it has been refused since
}

// quiet is how long a refusal that is repeated stays off the record.
const quiet = time.Minute

// Refused records that the actor's role does not allow an action. where is
// the place of the program, and patient whose chart was open, if any. The same
// refusal again within a minute is counted and told with the next one.
func (d *Desk) Refused(ctx context.Context, by record.Actor, action clinic.Action, where string, patient record.ID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var now time.Time
	if err := d.log.View(ctx, func(r record.Reader) error { now = r.Now(); return nil }); err != nil {
		return err
	}
	what := refusal{by.ID, action, patient}
	times := 1
	if e := d.heard[what]; e != nil {
		if age := now.Sub(e.at); age >= 0 && age < quiet {
			e.times++
			return nil
		}
		times += e.times
	}
	err := d.write(ctx, by, fact(KindRefused, cmp.Or(patient, by.ID), patient, body{What: string(action), Where: where, Times: times}))
	if err == nil {
		d.forget(now)
		d.heard[what] = &echo{at: now}
	}
	return err
}

// forget lets go of refusals that nothing is to be told of any more.
func (d *Desk) forget(now time.Time) {
	for what, e := range d.heard {
		if e.times == 0 && now.Sub(e.at) >= quiet {
			delete(d.heard, what)
		}
	}
}

// Note records the refusal behind an error that clinic.Check gave, and does
// nothing for any other error. It is what a shell calls for every error that
// it shows.
func (d *Desk) Note(ctx context.Context, by record.Actor, where string, patient record.ID, err error) error {
	for _, p := range record.ProblemsOf(err) {
		if p.Code != record.NotAllowed {
			continue
		}
		for _, a := range p.Args {
			if action, ok := a.(clinic.Said); ok {
				return d.Refused(ctx, by, clinic.Action(action), where, patient)
			}
		}
	}
	return nil
}
