package eligibility

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Decision is what a prescriber signs.
type Decision struct {
	Seen      record.Hash // of the Sheet that was shown
	Eligible  bool
	Marks     []Mark // what was filled in and not saved yet
	Reasoning string // goes on the summary
}

// Sign records a prescriber's decision over everything that was shown. It
// supersedes the screening before it, which stays readable.
//
// Eligible needs no stop, no unknown, a note at every review or the reasoning,
// and the reasoning under a draft protocol; not eligible needs the reasoning;
// a state that differs from the rule's needs a note. Every refusal is told at
// once. Code Conflict when something changed since it was shown: nothing is
// signed then, and what was filled in is kept on the screen.
func (d *Desk) Sign(ctx context.Context, by record.Actor, patient record.ID, dec Decision) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		person, err := clinic.Check(tx, by, clinic.SignScreening)
		if err != nil {
			return err
		}
		s, err := d.sheet(tx, patient)
		if err != nil {
			return err
		}
		if s.Seen != dec.Seen {
			return &record.Problem{Code: record.Conflict, Field: "eligibility", Text: "Something changed while you were reading. Nothing is signed.", Next: "Read the list again, then sign."}
		}
		ref, err := d.fill(tx, person, s, dec.Marks, dec.Reasoning)
		if err != nil {
			return err
		}
		if s, err = d.sheet(tx, patient); err != nil {
			return err
		}
		if err := s.against(dec.Eligible).Err(); err != nil {
			return err
		}
		if ref.ID == "" {
			ref.ID = tx.NewID()
		}
		if err := s.settle(tx, nil); err != nil {
			return err
		}
		return sign(tx, person, ref, s, dec.Eligible)
	})
}

func sign(tx record.Tx, person clinic.Person, ref record.Ref, s Sheet, eligible bool) error {
	c, err := clinic.Of(tx)
	if err != nil {
		return err
	}
	if _, err := s.Protocol.Keep(tx); err != nil {
		return err
	}
	body := Signed{Protocol: used(s.Protocol), Outcome: s.Outcome(), Eligible: eligible, Reasoning: s.reasoning(eligible), Before: s.before(), On: record.DateOf(tx.Now(), c.Location()),
		ValidUntil: s.ValidUntil, Signature: person.Sign(tx.Now())}
	for _, l := range s.Lines {
		line := SignedLine{Criterion: l.Criterion.ID, Title: l.Criterion.Title, Fact: l.Fact, ByRule: l.ByRule.State, Rule: l.ByRule.Say,
			Basis: l.Criterion.Basis, State: l.State, Note: l.Note, Key: l.key}
		if s.Again {
			line.Again = l.Again
		}
		if l.Set {
			line.SetBy = l.SetBy
		}
		body.Lines = append(body.Lines, line)
	}
	before, err := History(tx, s.Patient, false)
	if err != nil {
		return err
	}
	change := record.Change{Kind: KindSigned, Version: 1, Record: ref, Patient: s.Patient, Fact: body}
	for i, old := range before {
		change.Supersedes, change.Reason = old.Event, "A new screening."
		if i < len(before)-1 {
			// Two laptops signed at once and a fact supersedes one: the
			// others are withdrawn by facts of their own.
			w := record.Change{Kind: "screening.withdrawn", Version: 1, Record: record.Ref{Type: RecordType, ID: old.Screening}, Patient: s.Patient,
				Fact: struct {
					Signature clinic.Signature `json:"signature"`
				}{body.Signature}, Supersedes: old.Event, Reason: change.Reason}
			if _, err := tx.Append(w); err != nil {
				return err
			}
		}
	}
	_, err = tx.Append(change)
	return err
}

// against gives every reason why the sheet cannot be signed so.
func (s Sheet) against(eligible bool) record.Problems {
	var ps record.Problems
	refuse := func(field, text string, args ...any) {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: field, Text: text, Args: args})
	}
	reasoned := strings.TrimSpace(s.Reasoning) != ""
	for _, l := range s.Lines {
		field, title := "eligibility."+l.Criterion.ID, l.Criterion.Title
		if l.Set && l.Note == "" {
			refuse(field, "This differs from the rule and needs a note: %s.", title)
		}
		if !eligible {
			continue
		}
		switch {
		case l.State == protocol.Stop:
			refuse(field, "This is a stop: %s.", title)
		case l.State == protocol.Unknown:
			refuse(field, "This is unknown: %s.", title)
		case l.State == protocol.Review && l.Note == "" && !reasoned && !l.Carried:
			refuse(field, "This review needs a note, or the reasoning: %s.", title)
		}
	}
	switch {
	case reasoned:
	case !eligible:
		refuse("eligibility.reasoning", "Not eligible needs the reasoning: it goes on the summary.")
	case s.Protocol.IsDraft() && s.reasoning(eligible) == "":
		refuse("eligibility.reasoning", "The protocol is a draft. Say in the reasoning why this patient is eligible.")
	}
	return ps
}

// Against gives every reason why the sheet, as filled in on a screen, cannot
// be signed so; nil when it can.
func (s Sheet) Against(eligible bool) record.Problems { return s.against(eligible) }

// reasoning is what was written, and in a re-screen that says eligible as
// before, what was written then.
func (s Sheet) reasoning(eligible bool) string {
	if w := strings.TrimSpace(s.Reasoning); w != "" || !s.Again || !eligible {
		return w
	}
	return s.Standing.Signed.Reasoning
}

// before says what the re-screen went by.
func (s Sheet) before() *Before {
	if !s.Again {
		return nil
	}
	b := &Before{On: s.Standing.Signed.On, By: s.Standing.Signed.Signature.Name}
	for _, l := range s.Lapses {
		if !l.Open() {
			b.Asked = append(b.Asked, AskedAgain{Fact: l.Fact.ID, Title: l.Fact.Title, At: l.Again, By: l.AgainBy, Checks: l.Checks})
		}
	}
	return b
}

// With gives the sheet as it would stand with marks and reasoning that are
// not saved yet.
func (s Sheet) With(marks []Mark, reasoning string) Sheet {
	lines := append([]Line(nil), s.Lines...)
	s.Lapses = append([]Lapse(nil), s.Lapses...)
	for _, m := range marks {
		s.ask(m.Fact, lines)
	}
	for i := range lines {
		for _, m := range marks {
			if m.Criterion != lines[i].Criterion.ID {
				continue
			}
			l := &lines[i]
			l.Carried = l.Carried && m.State == l.State && strings.TrimSpace(m.Note) == l.Note
			l.State, l.Note = m.State, strings.TrimSpace(m.Note)
			if m.State == "" {
				l.State = l.ByRule.State
			}
			l.Set = l.State != l.ByRule.State
		}
	}
	s.Lines, s.Reasoning = lines, strings.TrimSpace(reasoning)
	return s
}

// ask lets a lapsed fact stand as asked again: its lines stand as they were
// signed, or as the rule says where they changed too.
func (s Sheet) ask(fact string, lines []Line) {
	for i, l := range s.Lapses {
		if l.Fact.ID != fact || !l.Open() {
			continue
		}
		s.Lapses[i].Again = s.now
		for j := range lines {
			if lines[j].Criterion.Fact == fact && lines[j].Again == Lapsed {
				lines[j].asked(s.Again)
			}
		}
	}
}
