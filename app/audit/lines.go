package audit

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Trail reads the events themselves. data/store implements it.
type Trail interface {
	// Trail gives the events of a span, the last to arrive first.
	Trail(ctx context.Context, s Span) ([]Entry, error)
	// Device is this laptop.
	Device() record.ID
}

// Span chooses events; empty parts choose all.
type Span struct {
	Patient  record.ID
	Actor    record.ID
	Kinds    []string
	Others   bool      // all kinds but Kinds
	From, To time.Time // entered from From on and before To
	Before   int64     // only those that arrived before this one
	Limit    int       // the most to give; at least 1
}

// Entry is an event with its number in the order of arrival, from 1.
type Entry struct {
	N int64
	record.Event
}

// Query chooses lines; empty parts choose all.
type Query struct {
	Patient record.ID
	Person  record.ID
	Day     record.Date // in the clinic's zone, by when it was entered
	Kind    string      // a Group, or one kind of event
	After   int64       // goes on after this line, by its N; 0 begins with the newest
	Limit   int
}

// Line is one event as a person reads it.
type Line struct {
	N           int64
	ID          record.EventID
	At          time.Time // when it was entered
	Happened    time.Time // when it happened, if noticeably before; else zero
	Person      record.ID // who did it; "" for the program itself
	Name        string    // as it is now; "" if not known here
	Roles       []clinic.Role
	Patient     record.ID // whom it is about; "" for the clinic
	PatientName string
	Number      string // chart number
	Kind        string
	Group       Group
	Here        bool // written on this laptop
	Corrects    bool // it corrects or withdraws an earlier fact

	body    body
	subject string // the name behind body.Person
}

// Page is some lines, and where the next page begins.
type Page struct {
	Lines []Line
	Next  int64 // for Query.After; 0 when there are no more
}

// Lines gives a page of the audit, the newest first, to who may see it.
func (d *Desk) Lines(ctx context.Context, by record.Actor, q Query) (Page, error) {
	var zone *time.Location
	err := d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeAudit); err != nil {
			return err
		}
		c, err := clinic.Of(r)
		zone = c.Location()
		return err
	})
	if err != nil {
		return Page{}, err
	}
	return d.page(ctx, q, zone)
}

// page reads a page for somebody who has been checked.
func (d *Desk) page(ctx context.Context, q Query, zone *time.Location) (Page, error) {
	limit := max(q.Limit, 1)
	entries, err := d.trail.Trail(ctx, q.span(zone, limit+1))
	if err != nil {
		return Page{}, err
	}
	p := Page{}
	if len(entries) > limit {
		entries = entries[:limit]
		p.Next = entries[limit-1].N
	}
	err = d.log.View(ctx, func(r record.Reader) error {
		p.Lines, err = d.lines(r, entries)
		return err
	})
	return p, err
}

// span is what the query asks of the trail.
func (q Query) span(zone *time.Location, limit int) Span {
	s := Span{Patient: q.Patient, Actor: q.Person, Before: q.After, Limit: limit}
	if !q.Day.IsZero() {
		s.From, s.To = q.Day.Start(zone), q.Day.AddDays(1).Start(zone)
	}
	switch g := Group(q.Kind); {
	case q.Kind == "":
	case g == Changes: // a kind of a later version is a change too
		s.Others = true
		for _, o := range Groups {
			if o != Changes {
				s.Kinds = append(s.Kinds, KindsOf(o)...)
			}
		}
	case slices.Contains(Groups, g):
		s.Kinds = KindsOf(g)
	default:
		s.Kinds = []string{q.Kind}
	}
	return s
}

// lines puts names to the events.
func (d *Desk) lines(r record.Reader, entries []Entry) ([]Line, error) {
	all, err := clinic.People(r)
	if err != nil {
		return nil, err
	}
	people := map[record.ID]clinic.Person{}
	for _, p := range all {
		people[p.ID] = p
	}
	known := map[record.ID]patients.Patient{}
	lines := make([]Line, len(entries))
	for i, e := range entries {
		l := d.line(e)
		l.Name, l.Roles = people[l.Person].Name, people[l.Person].Roles
		l.subject = people[l.body.Person].Name
		if l.Patient != "" {
			p, ok := known[l.Patient]
			if !ok {
				// A patient that is not known here has no name to show.
				if p, err = patients.Of(r, l.Patient); err != nil && record.CodeOf(err) != record.NotFound {
					return nil, err
				}
				known[l.Patient] = p
			}
			l.PatientName, l.Number = p.Name(), p.Number
		}
		lines[i] = l
	}
	return lines, nil
}

func (d *Desk) line(e Entry) Line {
	l := Line{N: e.N, ID: e.ID, At: e.Entered, Person: e.Actor, Patient: e.Patient, Kind: e.Kind, Group: kindOf(e.Kind).group,
		Here: e.ID.Device == d.trail.Device(), Corrects: !e.Supersedes.IsZero()}
	if e.Late() {
		l.Happened = e.At
	}
	if (e.Record.Type == recordType || e.Record.Type == recordBackups) && json.Unmarshal(e.Fact, &l.body) != nil {
		l.body = body{} // a body of another shape has nothing to add
	}
	return l
}

// Said says what was done, in plain words and without anything clinical:
// "Opened the chart", "Was refused: sign the plan as prescriber".
func (l Line) Said(book *words.Book, lang words.Lang, zone *time.Location) string {
	k := kindOf(l.Kind)
	say := func(s string) string { return book.Say(lang, s) }
	var s string
	switch l.Kind {
	case KindExported, KindPrinted:
		s = book.Say(lang, k.said, say(l.body.What))
	case KindSignInFailed:
		s = book.Say(lang, k.said, l.named(book, lang), l.body.Times)
	case KindLockedOut:
		s = book.Say(lang, k.said, l.named(book, lang))
	case KindSecond:
		s = book.Say(lang, k.said, l.named(book, lang), say(l.body.What))
	case KindClockJumped:
		s = book.Say(lang, k.said, book.DateTime(lang, l.body.From, zone), book.DateTime(lang, l.body.To, zone))
	case KindRefused:
		s = book.Say(lang, k.said, say(l.body.What))
		if l.body.Times > 1 {
			s += book.Say(lang, ", %d times", l.body.Times)
		}
	case KindBackupMade, KindBackupVerified:
		if s = say(k.said); l.body.Head != "" {
			s += book.Say(lang, ", with the log up to event %d (%s)", l.body.Events, l.body.Head)
		}
	case KindBackupFailed, KindDrillFailed:
		if s = say(k.said); l.body.What != "" {
			s += ": " + Unfilled(say(l.body.What))
		}
	default:
		if s = say(k.said); kindOf(l.Kind) == other {
			s = book.Say(lang, other.said, l.Kind)
		}
	}
	if l.Corrects && !slices.Contains(saysSo, l.Kind) {
		s += book.Say(lang, ", as a correction")
	}
	if !l.Happened.IsZero() {
		s += book.Say(lang, ", for %s", book.DateTime(lang, l.Happened, zone))
	}
	return s
}

// saysSo are the kinds whose own words tell that they change an earlier fact.
var saysSo = []string{"document.moved", "document.withdrawn", "screening.withdrawn", "plan.withdrawn", "consent.withdrawn", "entry.withdrawn", "moment.unmarked"}

// Unfilled is a sentence whose arguments were not put on record, because they
// might name a folder or a person: "Only … are free."
func Unfilled(sentence string) string { return verb.ReplaceAllString(sentence, "…") }

var verb = regexp.MustCompile(`%(\[\d+\])?[a-z]`)

func (l Line) named(book *words.Book, lang words.Lang) string {
	if l.subject != "" {
		return l.subject
	}
	return book.Say(lang, "somebody unknown")
}

// Who names who did it, with "The program" for what it did by itself.
func (l Line) Who(book *words.Book, lang words.Lang) string {
	switch {
	case l.Name != "":
		return l.Name
	case l.Person == "":
		return book.Say(lang, "The program")
	}
	return book.Say(lang, "Somebody unknown")
}

// Laptop says on which device it was done: this one, or another by the end of
// its identifier.
func (l Line) Laptop(book *words.Book, lang words.Lang) string {
	if l.Here {
		return book.Say(lang, "This laptop")
	}
	id := string(l.ID.Device)
	return book.Say(lang, "Laptop %s", id[max(0, len(id)-6):])
}
