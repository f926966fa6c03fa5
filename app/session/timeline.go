package session

import (
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Line is one line of the timeline: exactly one of the pointers is set, or
// none for a withdrawal. Lines stand in the order in which things happened;
// a correction stands right after what it corrects where they happened at the
// same instant.
type Line struct {
	ID      record.EventID
	At      time.Time // when it happened
	Entered time.Time // when it was written down
	Late    bool      // written down noticeably later
	ByName  string    // who wrote it

	Checks    *Checks
	Override  *Override
	Dose      *DoseFact
	Vitals    *Vitals
	Entry     *Entry
	Adverse   *Adverse
	Room      *Room
	Before    *Room // the room before this change; nil for the first
	Discharge *Discharge
	Signed    *Signed
	Note      *SignedNote
	Card      *CardFact
	Answer    *AnswerFact
	Presence  *Coming
	TakenBack bool // this line says that a card is gone

	Key         bool
	Corrects    record.EventID
	Reason      string
	CorrectedBy []record.EventID // not empty: this line no longer stands
	Withdrawn   bool             // this line takes another back
	Added       bool             // written after the session was signed
}

// Struck reports whether the line no longer stands.
func (l Line) Struck() bool { return len(l.CorrectedBy) > 0 }

// Timeline gives the log of the visit with every correction and what it
// corrects.
func Timeline(r record.Reader, v Visit) ([]Line, error) {
	fs, err := r.Facts(record.Filter{Record: v.Ref(), Superseded: true})
	if err != nil {
		return nil, err
	}
	people, err := clinic.People(r)
	if err != nil {
		return nil, err
	}
	names := map[record.ID]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var sign Signed
	f, ok, err := latest(r, v, factSigned, &sign)
	if err != nil {
		return nil, err
	}
	added := func(record.EventID) bool { return false }
	if ok {
		signed := map[record.EventID]bool{f.ID: true}
		for _, id := range sign.Events {
			signed[id] = true
		}
		added = func(id record.EventID) bool { return !signed[id] }
	}
	return linesOf(fs, names, added)
}

// linesOf turns the facts into lines; added tells which came after the
// signature.
func linesOf(fs []record.Fact, names map[record.ID]string, added func(record.EventID) bool) ([]Line, error) {
	key, answers := map[record.EventID]bool{}, map[record.EventID]bool{}
	for _, f := range fs {
		answers[f.ID] = f.Kind == factAnswer
		var m moment
		if f.Kind == factMoment && len(f.SupersededBy) == 0 {
			if err := f.Read(&m); err != nil {
				return nil, err
			}
			key[m.Of] = true
		}
	}
	var lines []Line
	var room *Room
	for _, f := range fs {
		l := Line{ID: f.ID, At: f.At, Entered: f.Entered, Late: f.Late(), ByName: names[f.Actor], Corrects: f.Supersedes, Reason: f.Reason,
			CorrectedBy: f.SupersededBy, Key: key[f.ID], Added: added(f.ID)}
		shown, err := l.read(f)
		if err != nil {
			return nil, err
		}
		if !shown {
			continue
		}
		if l.Room != nil && !l.Struck() {
			l.Before, room = room, l.Room
		}
		if l.Presence != nil && !l.Struck() {
			after := Room{}
			if room != nil {
				after = *room
			}
			after = after.change(*l.Presence)
			room = &after
		}
		if l.Card != nil { // an answer takes nothing away from its card
			l.CorrectedBy = slices.DeleteFunc(slices.Clone(l.CorrectedBy), func(id record.EventID) bool { return answers[id] })
		}
		if l.Answer != nil && l.Corrects == l.Answer.Of {
			l.Corrects, l.Reason = record.EventID{}, ""
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// read puts the fact's body where it belongs; false for facts that are no
// lines of their own.
func (l *Line) read(f record.Fact) (shown bool, err error) {
	var body any
	switch f.Kind {
	case factChecked:
		l.Checks = &Checks{}
		body = l.Checks
	case factOverridden:
		l.Override = &Override{}
		body = l.Override
	case factDose:
		l.Dose = &DoseFact{}
		body = l.Dose
	case factVitals:
		l.Vitals = &Vitals{}
		body = l.Vitals
	case factEntry:
		l.Entry = &Entry{}
		body = l.Entry
	case factAdverse:
		l.Adverse = &Adverse{}
		body = l.Adverse
	case factRoom:
		l.Room = &Room{}
		body = l.Room
	case factDischarge:
		l.Discharge = &Discharge{}
		body = l.Discharge
	case factSigned:
		l.Signed = &Signed{}
		body = l.Signed
	case factNote:
		l.Note = &SignedNote{}
		body = l.Note
	case factCard:
		l.Card = &CardFact{}
		body = l.Card
	case factAnswer:
		l.Answer = &AnswerFact{}
		body = l.Answer
	case factPresence:
		l.Presence = &Coming{}
		body = l.Presence
	case factTakenBack:
		l.TakenBack = true
		return true, nil
	case factWithdrawn:
		l.Withdrawn = true
		return true, nil
	default:
		return false, nil
	}
	return true, f.Read(body)
}

// KeyMoments gives the lines of the visit that are marked as key moments and
// still stand, in the order in which they happened.
func KeyMoments(r record.Reader, v Visit) ([]Line, error) {
	lines, err := Timeline(r, v)
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, l := range lines {
		if l.Key && !l.Struck() {
			out = append(out, l)
		}
	}
	return out, nil
}
