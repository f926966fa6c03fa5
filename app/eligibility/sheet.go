package eligibility

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Sheet is an open screening as it is shown: the facts as they stand now with
// what people have filled in.
//
// With Again it is a re-screen: what neither changed nor lapsed stands as it
// was signed, and only the rest is asked.
type Sheet struct {
	Patient    record.ID
	Screening  record.ID // "" until somebody has filled something in
	Protocol   *protocol.Protocol
	Lines      []Line
	Reasoning  string
	Standing   Standing
	Again      bool
	Lapses     []Lapse     // facts that hold no longer, asked again or not
	ValidUntil record.Date // if it were signed now
	// Seen stands for all that the sheet shows. Whoever signs gives it
	// back, so that nobody signs what they have not seen.
	Seen record.Hash

	now    time.Time
	others []record.Record // begun on other laptops at once, and part of this one
}

// Count gives how many lines are in a state.
func (s Sheet) Count(state protocol.State) int {
	n := 0
	for _, l := range s.Lines {
		if l.State == state {
			n++
		}
	}
	return n
}

// Outcome is what the lines come to: the worst of them, and under a draft
// review at best.
func (s Sheet) Outcome() protocol.State {
	var states []protocol.State
	for _, l := range s.Lines {
		states = append(states, l.State)
	}
	return worst(s.Protocol.IsDraft(), states)
}

// Asks gives how many things a re-screen has to ask: the lines that changed
// and the facts that lapsed and were not asked again.
func (s Sheet) Asks() int {
	n := 0
	for _, l := range s.Lines {
		if l.Again != AsSigned && l.Again != Lapsed {
			n++
		}
	}
	for _, l := range s.Lapses {
		if l.Open() {
			n++
		}
	}
	return n
}

// sheet reads the open screening, for the dosing session that is next.
func (d *Desk) sheet(r record.Reader, patient record.ID) (Sheet, error) {
	return d.sheetFor(r, patient, "")
}

func (d *Desk) sheetFor(r record.Reader, patient, session record.ID) (Sheet, error) {
	c, err := clinic.Of(r)
	if err != nil {
		return Sheet{}, err
	}
	today := record.DateOf(r.Now(), c.Location())
	p, err := d.use(r)
	if err != nil {
		return Sheet{}, err
	}
	k, err := read(r, patient, p, today)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Patient: patient, now: r.Now(), Protocol: p, ValidUntil: today.AddDays(p.Validity.Days)}
	v, err := d.visits(r, patient, session)
	if err != nil {
		return Sheet{}, err
	}
	if s.Standing, err = d.standing(r, patient, p, v); err != nil {
		return Sheet{}, err
	}
	ref, fields, others, err := open(r, patient)
	if err != nil {
		return Sheet{}, err
	}
	s.others = others
	s.Screening, s.Reasoning = ref.ID, fields.Text("reasoning")
	for i, ch := range s.Standing.Changes {
		s.Standing.Changes[i].Old, s.Standing.Changes[i].New = d.dress(p, ch.Criterion, ch.Old), d.dress(p, ch.Criterion, ch.New)
	}
	// What was signed goes on only where it said eligible and is in date.
	s.Again = slices.Contains([]Kind{Eligible, OutOfDate, Used}, s.Standing.Kind)
	// A screening that stands asks nothing.
	if s.Standing.Signed != nil && s.Standing.Kind != Eligible {
		s.Lapses = k.lapses(v, fields, *s.Standing.Signed)
		for i, l := range s.Lapses {
			s.Lapses[i].Shown = d.dressed(l.Fact.ID, l.Shown)
		}
	}
	s.Lines = d.lines(s, k, fields)
	s.Seen, err = s.seen()
	return s, err
}

// seen hashes what a person decides on.
func (s Sheet) seen() (record.Hash, error) {
	type line struct {
		ID, Key, Note string
		State, ByRule protocol.State
		Again         Again
	}
	all := []line{}
	for _, l := range s.Lines {
		all = append(all, line{l.Criterion.ID, l.key, l.Note, l.State, l.ByRule.State, l.Again})
	}
	raw, err := json.Marshal(struct {
		Protocol  record.Hash
		Lines     []line
		Reasoning string
	}{s.Protocol.Hash, all, s.Reasoning})
	return sha256.Sum256(raw), err
}

// open gives the screening that is filled in but not signed; a zero Ref when
// there is none. Those begun on other laptops at once come after it, and its
// fields hold what was filled in there too.
func open(r record.Reader, patient record.ID) (ref record.Ref, fields record.Fields, others []record.Record, err error) {
	recs, err := r.List(RecordType, patient)
	if err != nil {
		return ref, nil, nil, err
	}
	signed, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{KindSigned}, Superseded: true})
	if err != nil {
		return ref, nil, nil, err
	}
	done := map[record.ID]bool{}
	for _, f := range signed {
		done[f.Record.ID] = true
	}
	fields = record.Fields{}
	for _, rec := range recs {
		if done[rec.Ref.ID] {
			continue
		}
		if ref.ID == "" {
			ref = rec.Ref
		} else {
			others = append(others, rec)
		}
		for name, vals := range rec.Fields {
			fields[name] = append(fields[name][:len(fields[name]):len(fields[name])], vals...)
		}
	}
	return ref, fields, others, nil
}

// settle takes out of the other records what is written in this one now; all
// of it when names is nil.
func (s Sheet) settle(tx record.Tx, names map[string]any) error {
	for _, rec := range s.others {
		gone := map[string]any{}
		for name := range rec.Fields {
			if _, ok := names[name]; ok || names == nil {
				gone[name] = nil
			}
		}
		if len(gone) == 0 {
			continue
		}
		if _, err := tx.Append(record.Change{Kind: "screening.filled", Version: 1, Record: rec.Ref, Patient: s.Patient, Set: gone}); err != nil {
			return err
		}
	}
	return nil
}

// dress adds the words of a kind, which the intake form holds.
func (d *Desk) dress(p *protocol.Protocol, criterion string, f Fact) Fact {
	c, _ := p.Criterion(criterion)
	return d.dressed(c.Fact, f)
}

func (d *Desk) dressed(fact string, f Fact) Fact {
	if q, ok := d.form.Question(fact); ok && f.Kind != "" {
		f.KindText = q.KindTitle(f.Kind)
	}
	return f
}
