package session

import (
	"context"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// CardFact is a card as it was opened: the finding with the words, the
// protocol and the readings of that moment. A later protocol changes nothing
// in it.
type CardFact struct {
	Trigger  string           `json:"trigger"`
	Title    words.Text       `json:"title"`
	Action   words.Text       `json:"action"`
	Card     Card             `json:"card"`
	Source   string           `json:"source"`
	Protocol string           `json:"protocol"`
	Measure  string           `json:"measure,omitempty"`
	Readings []record.EventID `json:"readings,omitempty"` // the sets that raised it, the earliest first
	Recheck  time.Duration    `json:"recheck,omitempty"`  // vital signs are due again so much later
	Note     string           `json:"note,omitempty"`     // of who saw it
}

// AnswerFact is what was done about a card. It supersedes the card, so that
// the cards that stand are the ones that wait for an answer.
type AnswerFact struct {
	Of    record.EventID   `json:"of"`
	Title words.Text       `json:"title"`
	Done  string           `json:"done"`
	By    clinic.Signature `json:"by"`
}

// Opened is a card of the log with what became of it.
type Opened struct {
	CardFact
	ID         record.EventID
	Patient    record.ID
	Visit      record.ID
	At         time.Time // of the reading or sight that raised it
	Entered    time.Time
	Answered   bool
	Answer     AnswerFact
	AnsweredAt time.Time
	TakenBack  bool // what raised it was corrected or withdrawn
}

// Open reports whether the card still waits for what was done.
func (o Opened) Open() bool { return !o.Answered && !o.TakenBack }

// Cards gives every card of the visit, answered and taken back ones too, in
// the order in which they were raised.
func Cards(r record.Reader, v Visit) ([]Opened, error) {
	fs, err := r.Facts(record.Filter{Record: v.Ref(), Kinds: []string{factCard, factAnswer, factTakenBack, factWithdrawn}, Superseded: true})
	if err != nil {
		return nil, err
	}
	var out []Opened
	for _, f := range fs {
		if f.Kind != factCard {
			continue
		}
		o, replaced, err := openedOf(f, fs)
		if err != nil {
			return nil, err
		}
		if !replaced {
			out = append(out, o)
		}
	}
	return out, nil
}

// openedOf reads a card and what became of it; replaced is true where the
// same card stands anew with a corrected reading.
func openedOf(f record.Fact, fs []record.Fact) (o Opened, replaced bool, err error) {
	o = Opened{ID: f.ID, Patient: f.Patient, Visit: f.Record.ID, At: f.At, Entered: f.Entered}
	if err := f.Read(&o.CardFact); err != nil {
		return o, false, err
	}
	for _, id := range f.SupersededBy {
		i := slices.IndexFunc(fs, func(f record.Fact) bool { return f.ID == id })
		if i < 0 {
			continue
		}
		switch fs[i].Kind {
		case factCard:
			replaced = true
		case factTakenBack, factWithdrawn:
			o.TakenBack = true
		case factAnswer:
			last := newest(fs, fs[i])
			o.Answered, o.AnsweredAt = true, last.At
			if err := last.Read(&o.Answer); err != nil {
				return o, false, err
			}
		}
	}
	return o, replaced, nil
}

// newest follows the corrections of a fact.
func newest(fs []record.Fact, f record.Fact) record.Fact {
	for len(f.SupersededBy) > 0 {
		i := slices.IndexFunc(fs, func(next record.Fact) bool { return next.ID == f.SupersededBy[len(f.SupersededBy)-1] })
		if i < 0 {
			return f
		}
		f = fs[i]
	}
	return f
}

// OpenCards gives the cards of the visit that nobody has answered. The
// discharge and the signature name each of them as unmet.
func OpenCards(r record.Reader, v Visit) ([]Opened, error) {
	all, err := Cards(r, v)
	return slices.DeleteFunc(all, func(o Opened) bool { return !o.Open() }), err
}

// WaitingCards gives every card of the clinic that waits for an answer, the
// longest waiting first.
func WaitingCards(r record.Reader) ([]Opened, error) {
	fs, err := r.Facts(record.Filter{Kinds: []string{factCard}})
	if err != nil {
		return nil, err
	}
	out := make([]Opened, 0, len(fs))
	for _, f := range fs {
		o, _, err := openedOf(f, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// Unmet names the card among what stands in the way of an end.
func (o Opened) Unmet() *record.Problem {
	return &record.Problem{Code: record.Refused, Field: "card", Text: "Nobody has said what was done about this: %s.", Args: []any{o.Title}, Next: "Write what was done."}
}

// Seen gives the triggers that no figure raises: somebody sees them and opens
// the card by hand.
func (r Rules) Seen() []Trigger {
	return slices.DeleteFunc(slices.Clone(r.Triggers), func(t Trigger) bool { return t.Measure != "" })
}

// RaiseCard opens the card of something that was seen. note says more about
// it, and may be blank.
func (l *Log) RaiseCard(ctx context.Context, by record.Actor, id record.ID, trigger, note string, w When) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, v Visit, _ clinic.Person, _ time.Time) (entry, error) {
		if v.Kind != Dosing {
			return entry{}, record.Refusedf("This belongs to a dosing session.")
		}
		rules, err := l.rules(tx, v)
		if err != nil {
			return entry{}, err
		}
		i := slices.IndexFunc(rules.Triggers, func(t Trigger) bool { return t.ID == trigger && t.Measure == "" })
		if i < 0 {
			return entry{}, record.Invalidf("finding.what", "Choose what you see.")
		}
		note, p := text("finding.note", note)
		if p != nil {
			return entry{}, p
		}
		fact := rules.Triggers[i].fact(rules, nil)
		fact.Note = note
		return entry{kind: factCard, body: fact}, nil
	})
}

// answering is the reason that stands with an answer in the log.
const answering = "What was done about it is written down."

// AnswerCard writes what was done about a card, by whom and when. With
// w.Corrects it corrects an answer. A card is answered once.
func (l *Log) AnswerCard(ctx context.Context, by record.Actor, id record.ID, card record.EventID, done string, w When) (record.EventID, error) {
	first := w.Corrects.IsZero()
	if first {
		if w.Corrects = card; w.Reason == "" {
			w.Reason = answering
		}
	}
	return l.write(ctx, by, id, clinic.RecordSession, w, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		cards, err := Cards(tx, v)
		if err != nil {
			return entry{}, err
		}
		i := slices.IndexFunc(cards, func(o Opened) bool { return o.ID == card })
		if i < 0 {
			return entry{}, &record.Problem{Code: record.NotFound, Text: "This card is not in the log of this visit."}
		}
		switch o := cards[i]; {
		case o.TakenBack:
			return entry{}, &record.Problem{Code: record.Conflict, Text: "The reading behind this card was corrected, and the card is gone."}
		case first && o.Answered:
			return entry{}, &record.Problem{Code: record.Conflict, Text: "Somebody has already written what was done.", Next: "Correct that line, or write another one."}
		case at.Before(o.At.Truncate(time.Minute)):
			return entry{}, record.Invalidf("at", "This is before the card was raised.")
		}
		done, problem := text("answer.done", done)
		if problem != nil {
			return entry{}, problem
		}
		if done == "" {
			return entry{}, record.Invalidf("answer.done", "Write what was done, or that nothing was needed and why.")
		}
		return entry{kind: factAnswer, body: AnswerFact{Of: card, Title: cards[i].Title, Done: done, By: p.Sign(at)}}, nil
	})
}
