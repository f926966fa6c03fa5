package eligibility

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Desk fills in and signs screenings.
type Desk struct {
	log  record.Log
	use  protocol.Use
	kept protocol.Versions
	form intake.Form
	book *words.Book
	// sessions is nil where nobody knows of dosing sessions.
	sessions Sessions
}

// New makes a Desk over the log for the protocol in use. The intake form gives
// the words of answers, the book those of papers; sessions tells which dosing
// sessions were held, so that each has its re-screen, and may be nil.
func New(log record.Log, use protocol.Use, form intake.Form, book *words.Book, sessions Sessions) *Desk {
	return &Desk{log: log, use: use, form: form, book: book, sessions: sessions}
}

// Gate tells what about the screening stands against the dosing session that
// is under way or booked next; nil if nothing does. Where none is, that the
// last one was held on the screening stands against nothing yet.
func (d *Desk) Gate(r record.Reader, patient record.ID) (*record.Problem, error) {
	v, err := d.visits(r, patient, "")
	if err != nil {
		return nil, err
	}
	return d.gate(r, patient, v)
}

// GateFor tells what about the screening stands against a dose in this dosing
// session; nil if nothing does.
func (d *Desk) GateFor(r record.Reader, patient, session record.ID) (*record.Problem, error) {
	v, err := d.visits(r, patient, session)
	if err != nil {
		return nil, err
	}
	return d.gate(r, patient, v)
}

// Note says that the screening in force was signed on a draft protocol; nil
// where it was not, or none is signed.
func (d *Desk) Note(r record.Reader, patient record.ID) (*record.Problem, error) {
	all, err := History(r, patient, false)
	if err != nil || len(all) == 0 || !all[len(all)-1].IsDraft() {
		return nil, err
	}
	return &record.Problem{Code: record.Refused, Field: "eligibility", Text: CaseByCase}, nil
}

func (d *Desk) gate(r record.Reader, patient record.ID, v visits) (*record.Problem, error) {
	p, err := d.use(r)
	if err != nil {
		return nil, err
	}
	st, err := d.standing(r, patient, p, v)
	switch {
	case err != nil:
		return nil, err
	case st.Kind != Used:
		return st.problem(0), nil
	case v.of == "" && len(st.Changes) == 0:
		return nil, nil
	}
	s, err := d.sheetFor(r, patient, v.of)
	return st.problem(s.Asks()), err
}

// Sheet gives the open screening to somebody who may fill it in.
func (d *Desk) Sheet(ctx context.Context, by record.Actor, patient record.ID) (s Sheet, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.FillScreening); err != nil {
			return err
		}
		s, err = d.sheet(r, patient)
		return err
	})
	return s, err
}

// maxNote bounds a note and the reasoning, in bytes.
const maxNote = 40_000

// Fill records what somebody filled in: states, notes and the reasoning. Only
// who may clear a criterion may bring it to clear or take a stop away.
func (d *Desk) Fill(ctx context.Context, by record.Actor, patient record.ID, marks []Mark, reasoning string) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		person, err := clinic.Check(tx, by, clinic.FillScreening)
		if err != nil {
			return err
		}
		s, err := d.sheet(tx, patient)
		if err != nil {
			return err
		}
		_, err = d.fill(tx, person, s, marks, reasoning)
		return err
	})
}

// fill writes what differs from the sheet and gives the screening's record.
func (d *Desk) fill(tx record.Tx, person clinic.Person, s Sheet, marks []Mark, reasoning string) (record.Ref, error) {
	set := map[string]any{}
	var ps record.Problems
	for _, m := range marks {
		if m.Fact != "" {
			l, p := s.askedAgain(m.Fact)
			switch {
			case p != nil:
				ps = append(ps, p)
			case l.Open():
				set[askedField(m.Fact)] = asked{Key: l.key}
			}
			continue
		}
		l, ok := s.line(m.Criterion)
		if !ok {
			return record.Ref{}, record.Invalidf("eligibility."+m.Criterion, "The protocol has no such criterion.")
		}
		m.Note = strings.TrimSpace(m.Note)
		if p := d.refusal(person, l, m); p != nil {
			ps = append(ps, p)
			continue
		}
		if m.State == l.ByRule.State {
			m.State = "" // as the rule says: it follows the facts
		}
		was := Mark{Note: l.Note}
		if l.Set {
			was.State = l.State
		}
		if was.State == m.State && was.Note == m.Note {
			continue
		}
		set["mark."+m.Criterion] = Mark{State: m.State, Note: m.Note, Key: l.key}
	}
	if err := ps.Err(); err != nil {
		return record.Ref{}, err
	}
	reasoning = strings.TrimSpace(reasoning)
	if len(reasoning) > maxNote {
		return record.Ref{}, record.Invalidf("eligibility.reasoning", "This is too long: %d letters at most.", maxNote)
	}
	if reasoning != s.Reasoning {
		set["reasoning"] = reasoning
	}
	ref := record.Ref{Type: RecordType, ID: s.Screening}
	if len(set) == 0 {
		return ref, nil
	}
	if ref.ID == "" {
		ref.ID = tx.NewID()
	}
	if _, err := tx.Append(record.Change{Kind: "screening.filled", Version: 1, Record: ref, Patient: s.Patient, Set: set}); err != nil {
		return ref, err
	}
	return ref, s.settle(tx, set)
}

// refusal says why the person may not make the mark.
func (d *Desk) refusal(person clinic.Person, l Line, m Mark) *record.Problem {
	field := "eligibility." + m.Criterion
	to := m.State
	if to == "" {
		to = l.ByRule.State
	}
	switch {
	case to != protocol.Clear && to != protocol.Review && to != protocol.Stop && to != protocol.Unknown:
		return record.Invalidf(field, "Choose clear, review, stop or unknown.")
	case len(m.Note) > maxNote:
		return record.Invalidf(field, "This is too long: %d letters at most.", maxNote)
	case to == l.State || person.May(clinic.ClearCriterion):
		return nil
	case to == protocol.Clear:
		return &record.Problem{Code: record.NotAllowed, Field: field, Text: "Only a prescriber sets a criterion to clear.", Next: "Write a note for the prescriber."}
	case l.State == protocol.Stop:
		return &record.Problem{Code: record.NotAllowed, Field: field, Text: "Only a prescriber takes a stop away.", Next: "Write a note for the prescriber."}
	}
	return nil
}

// askedAgain finds the lapsed fact that somebody has asked again.
func (s Sheet) askedAgain(fact string) (Lapse, *record.Problem) {
	field := "eligibility.asked." + fact
	for _, l := range s.Lapses {
		switch {
		case l.Fact.ID != fact:
		case !l.ByWord():
			return l, &record.Problem{Code: record.Refused, Field: field, Text: "A measurement is not asked about: measure it again."}
		default:
			return l, nil
		}
	}
	return Lapse{}, &record.Problem{Code: record.Refused, Field: field, Text: "This does not need to be asked again."}
}

func (s Sheet) line(criterion string) (Line, bool) {
	for _, l := range s.Lines {
		if l.Criterion.ID == criterion {
			return l, true
		}
	}
	return Line{}, false
}
