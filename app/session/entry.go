package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Sort is what an entry of the timeline is about.
type Sort string

// The sorts of entries, as they are stored; Name gives the word to show.
const (
	Observation  Sort = "observation"
	Words        Sort = "words" // what the patient said, quoted
	CalmSupport  Sort = "support"
	Intervention Sort = "intervention"
	Music        Sort = "music"
	Nausea       Sort = "nausea"
	Presence     Sort = "presence" // who came in or left
	EmergencyOn  Sort = "emergency"
)

// Sorts lists the sorts in the order in which they are offered.
var Sorts = []Sort{Observation, Words, CalmSupport, Intervention, Music, Nausea, Presence, EmergencyOn}

// Name gives the sort's English word, the key of its translation.
func (s Sort) Name() string {
	switch s {
	case Observation:
		return "Observation"
	case Words:
		return "Patient's words"
	case CalmSupport:
		return "Calm support"
	case Intervention:
		return "Intervention"
	case Music:
		return "Music"
	case Nausea:
		return "Nausea"
	case Presence:
		return "Who is in the room"
	case EmergencyOn:
		return "Emergency"
	}
	return string(s)
}

// Entry is one line that somebody wrote.
type Entry struct {
	Sort Sort   `json:"sort"`
	Text string `json:"text"`
}

// AddEntry writes a line into the log. key marks it as a key moment, to be
// carried over to the integration plan to read.
func (l *Log) AddEntry(ctx context.Context, by record.Actor, id record.ID, e Entry, key bool, w When) (record.EventID, error) {
	made, err := l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, _ Visit, _ clinic.Person, _ time.Time) (entry, error) {
		if !slices.Contains(Sorts, e.Sort) {
			return entry{}, record.Invalidf("entry.sort", "Choose what the line is about.")
		}
		s, p := text("entry.text", e.Text)
		if p != nil {
			return entry{}, p
		}
		if s == "" {
			return entry{}, record.Invalidf("entry.text", "Write what happened first.")
		}
		e.Text = s
		return entry{kind: factEntry, body: e}, nil
	})
	if err == nil && key {
		_, err = l.MarkKey(ctx, by, id, made, true)
	}
	return made, err
}

// moment marks a line as a key moment.
type moment struct {
	Of record.EventID `json:"of"`
}

// MarkKey marks a line as a key moment, or takes the mark away.
func (l *Log) MarkKey(ctx context.Context, by record.Actor, id record.ID, line record.EventID, on bool) (record.EventID, error) {
	var w When
	if err := l.deps.Log.View(ctx, func(r record.Reader) error {
		v, err := Of(r, id)
		if err != nil {
			return err
		}
		w.Corrects, err = markOf(r, v, line)
		if v.State == Closed {
			w.Reason = "Key moment marked after signing."
		}
		return err
	}); err != nil {
		return record.EventID{}, err
	}
	if on == !w.Corrects.IsZero() {
		return w.Corrects, nil
	}
	kind := factMoment
	if !on {
		kind, w.Reason = factUnmoment, "No longer a key moment."
	}
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, v Visit, _ clinic.Person, _ time.Time) (entry, error) {
		old, err := lineByID(tx, v, line)
		if err != nil {
			return entry{}, err
		}
		if on && !slices.Contains([]string{factEntry, factVitals, factDose, factAdverse, factRoom, factPresence}, old.Kind) {
			return entry{}, record.Refusedf("This line cannot be a key moment.")
		}
		return entry{kind: kind, body: moment{line}}, nil
	})
}

// markOf gives the mark that stands on a line, or the zero EventID.
func markOf(r record.Reader, v Visit, line record.EventID) (record.EventID, error) {
	fs, err := facts(r, v, factMoment)
	if err != nil {
		return record.EventID{}, err
	}
	for _, f := range fs {
		var m moment
		if err := f.Read(&m); err != nil {
			return record.EventID{}, err
		}
		if m.Of == line {
			return f.ID, nil
		}
	}
	return record.EventID{}, nil
}

// withdrawn is the body of a withdrawal; the reason stands with the event.
type withdrawn struct{}

// Withdraw takes back a line that was entered in error: it stays readable,
// struck through, with the reason.
func (l *Log) Withdraw(ctx context.Context, by record.Actor, id record.ID, line record.EventID, reason string) error {
	if line.IsZero() {
		return record.Invalidf("line", "Choose the line to withdraw.")
	}
	_, err := l.write(ctx, by, id, clinic.RecordSession, When{Corrects: line, Reason: reason}, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		old, err := lineByID(tx, v, line)
		if err != nil {
			return entry{}, err
		}
		switch old.Kind {
		case factSigned, factNote, factChecked, factDischarge, factOverridden, factWithdrawn, factAnswer, factTakenBack, factFollowUp, factFollowed:
			return entry{}, record.Refusedf("This cannot be withdrawn. Record it anew instead.")
		case factCard:
			var c CardFact
			if err := old.Read(&c); err != nil {
				return entry{}, err
			}
			if c.Measure != "" {
				return entry{}, &record.Problem{Code: record.Refused, Text: "This card was opened by a reading.", Next: "Correct or withdraw the reading instead."}
			}
		case factDose:
			if !p.May(clinic.GiveDose) {
				_, err := clinic.Check(tx, by, clinic.GiveDose)
				return entry{}, err
			}
			then, err := l.untie(by, old, strings.TrimSpace(reason))
			return entry{kind: factWithdrawn, body: withdrawn{}, then: then}, err
		}
		return entry{kind: factWithdrawn, body: withdrawn{}}, nil
	})
	return err
}
