package session

import (
	"context"
	"slices"
	"strings"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Severity is how bad an adverse event was.
type Severity string

// The severities, as they are stored; Name gives the word to show.
const (
	Mild     Severity = "mild"
	Moderate Severity = "moderate"
	Severe   Severity = "severe"
	Serious  Severity = "serious" // danger to life, hospital, lasting harm
)

// Severities lists the severities, the mildest first.
var Severities = []Severity{Mild, Moderate, Severe, Serious}

// Name gives the severity's English word, the key of its translation.
func (s Severity) Name() string {
	switch s {
	case Mild:
		return "Mild"
	case Moderate:
		return "Moderate"
	case Severe:
		return "Severe"
	case Serious:
		return "Serious"
	}
	return string(s)
}

// Relation is how likely it is that the drug caused an adverse event, as the
// clinician judges it.
type Relation string

// The relations, as they are stored; Name gives the words to show. They are
// the steps that reports of adverse events use everywhere, in own words.
const (
	Unrelated Relation = "unrelated"
	Unlikely  Relation = "unlikely"
	Possible  Relation = "possible"
	Probable  Relation = "probable"
	Definite  Relation = "definite"
)

// Relations lists the relations, the weakest first.
var Relations = []Relation{Unrelated, Unlikely, Possible, Probable, Definite}

// Name gives the relation's English words, the key of their translation.
func (r Relation) Name() string {
	switch r {
	case Unrelated:
		return "Not the drug"
	case Unlikely:
		return "Hardly the drug"
	case Possible:
		return "Possibly the drug"
	case Probable:
		return "Probably the drug"
	case Definite:
		return "Surely the drug"
	}
	return string(r)
}

// Ending is how an adverse event ended.
type Ending string

// The endings, as they are stored; Name gives the words to show.
const (
	Recovered    Ending = "recovered"
	Recovering   Ending = "recovering"
	NotRecovered Ending = "not recovered"
	Lasting      Ending = "lasting"
	Died         Ending = "died"
	NotKnown     Ending = "unknown"
)

// Endings lists the endings in the order in which they are offered.
var Endings = []Ending{Recovered, Recovering, NotRecovered, Lasting, Died, NotKnown}

// Name gives the ending's English words, the key of their translation.
func (e Ending) Name() string {
	switch e {
	case Recovered:
		return "Recovered"
	case Recovering:
		return "Recovering"
	case NotRecovered:
		return "Not recovered"
	case Lasting:
		return "Recovered, with lasting effects"
	case Died:
		return "Died"
	case NotKnown:
		return "Not known yet"
	}
	return ""
}

// settled reports whether nothing more is expected.
func (e Ending) settled() bool { return e == Recovered || e == Lasting || e == Died }

// FollowedBy says who looks after an adverse event whose outcome is open, and
// until when.
type FollowedBy struct {
	Who   record.ID   `json:"who,omitempty"` // a person of the clinic
	Until record.Date `json:"until,omitzero"`
}

// Set reports whether somebody follows up.
func (f FollowedBy) Set() bool { return f.Who != "" && !f.Until.IsZero() }

// Adverse is an adverse event. Relation and outcome may be open at first; a
// session with an event that is not judged, or whose outcome is open while
// nobody follows it up, cannot be signed.
type Adverse struct {
	What     string     `json:"what"`
	Severity Severity   `json:"severity"`
	Relation Relation   `json:"relation,omitempty"`
	Action   string     `json:"action"`
	Ending   Ending     `json:"ending,omitempty"`
	Outcome  string     `json:"outcome,omitempty"` // in words; before there were endings, all there was
	FollowUp FollowedBy `json:"followUp,omitzero"`
}

// OutcomeOpen reports whether it is not known how the event ended.
func (a Adverse) OutcomeOpen() bool {
	if a.Ending == "" {
		return strings.TrimSpace(a.Outcome) == ""
	}
	return !a.Ending.settled()
}

// AddAdverse writes an adverse event into the log. Its outcome is added later
// by correcting it with the reason that the outcome is known; that ends its
// follow-up too.
func (l *Log) AddAdverse(ctx context.Context, by record.Actor, id record.ID, a Adverse, w When) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, _ Visit, _ clinic.Person, at time.Time) (entry, error) {
		ps := a.check()
		c, err := clinic.Of(tx)
		if err != nil {
			return entry{}, err
		}
		var follow record.Problems
		if a.OutcomeOpen() { // what was agreed before the outcome was known is past
			follow, err = a.FollowUp.check(tx, record.DateOf(at, c.Location()))
		}
		if err != nil {
			return entry{}, err
		}
		return entry{kind: factAdverse, body: a}, append(ps, follow...).Err()
	})
}

// check trims the texts and gives everything that cannot be right.
func (a *Adverse) check() record.Problems {
	var ps record.Problems
	for _, part := range []struct {
		field string
		text  *string
	}{{"adverse.what", &a.What}, {"adverse.action", &a.Action}, {"adverse.outcome", &a.Outcome}} {
		s, p := text(part.field, *part.text)
		if p != nil {
			ps = append(ps, p)
		}
		*part.text = s
	}
	need := func(field string, ok bool, text string) {
		if !ok {
			ps = append(ps, record.Invalidf(field, text))
		}
	}
	need("adverse.what", a.What != "", "Say what happened.")
	need("adverse.severity", slices.Contains(Severities, a.Severity), "Choose how severe it was.")
	need("adverse.relation", a.Relation == "" || slices.Contains(Relations, a.Relation), "Choose how the drug has to do with it.")
	need("adverse.action", a.Action != "", "Say what was done, or that nothing was needed.")
	need("adverse.ending", a.Ending == "" || slices.Contains(Endings, a.Ending), "Choose how it ended.")
	return ps
}

// check looks at a follow-up against the day of the event.
func (f FollowedBy) check(r record.Reader, day record.Date) (record.Problems, error) {
	switch {
	case f == (FollowedBy{}):
		return nil, nil
	case f.Who == "":
		return record.Problems{record.Invalidf("adverse.who", "Choose who follows it up.")}, nil
	case f.Until.IsZero():
		return record.Problems{record.Invalidf("adverse.until", "Say until when it is followed up.")}, nil
	case f.Until.Compare(day) < 0:
		return record.Problems{record.Invalidf("adverse.until", "This day is before the event.")}, nil
	}
	p, err := clinic.PersonByID(r, f.Who)
	if record.CodeOf(err) == record.NotAllowed || record.CodeOf(err) == record.NotFound {
		return record.Problems{record.Invalidf("adverse.who", "This person does not work here.")}, nil
	}
	if err != nil {
		return nil, err
	}
	if !p.Active || !p.May(clinic.RecordSession) {
		return record.Problems{record.Invalidf("adverse.who", "%s may not write in the chart. Choose a clinician.", p.Name)}, nil
	}
	return nil, nil
}

// unsettled gives what keeps a session with these adverse events from being
// signed.
func unsettled(r record.Reader, v Visit) (record.Problems, error) {
	fs, err := facts(r, v, factAdverse)
	if err != nil {
		return nil, err
	}
	var ps record.Problems
	for _, f := range fs {
		var a Adverse
		if err := f.Read(&a); err != nil {
			return nil, err
		}
		if a.Relation == "" {
			ps = append(ps, &record.Problem{Code: record.Refused, Field: "adverse", Text: "How the drug has to do with an adverse event is not judged yet."})
		}
		if a.OutcomeOpen() && !a.FollowUp.Set() {
			ps = append(ps, &record.Problem{Code: record.Refused, Field: "adverse", Text: "An adverse event has no outcome yet.", Next: "Write its outcome, or who follows it up and until when."})
		}
	}
	return ps, nil
}
