package eligibility

import (
	"crypto/sha256"
	"encoding/json"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Mark is what a person filled in for one criterion.
type Mark struct {
	Criterion string         `json:"-"`
	State     protocol.State `json:"state,omitempty"` // "": as the rule says
	Note      string         `json:"note,omitempty"`
	// Key stands for the fact the state was chosen for. When the fact
	// changes, the rule counts again and only the note stays.
	Key string `json:"key,omitempty"`
}

// Line is one criterion of an open screening.
type Line struct {
	Criterion protocol.Criterion
	Fact      Fact
	ByRule    protocol.Result
	State     protocol.State // as it stands: the person's, or else the rule's
	Set       bool           // a person chose another state than the rule's
	SetBy     string         // who wrote the mark, and when
	SetAt     time.Time
	Note      string
	// Was is the state in the last signed screening; "" when there is none.
	Was     protocol.State
	Changed bool // the fact differs from what was signed
	key     string
}

// Attention reports whether a person must look at the line: it is not clear,
// or its fact changed.
func (l Line) Attention() bool { return l.State != protocol.Clear || l.Changed }

// Sheet is an open screening as it is shown: the facts as they stand now with
// what people have filled in.
type Sheet struct {
	Patient    record.ID
	Screening  record.ID // "" until somebody has filled something in
	Protocol   *protocol.Protocol
	Lines      []Line
	Reasoning  string
	Standing   Standing
	ValidUntil record.Date // if it were signed now
	// Seen stands for all that the sheet shows. Whoever signs gives it
	// back, so that nobody signs what they have not seen.
	Seen record.Hash

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

// sheet reads the open screening.
func (d *Desk) sheet(r record.Reader, patient record.ID) (Sheet, error) {
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
	s := Sheet{Patient: patient, Protocol: p, ValidUntil: today.AddDays(p.Validity.Days)}
	if s.Standing, err = State(r, patient, p); err != nil {
		return Sheet{}, err
	}
	ref, fields, others, err := open(r, patient)
	if err != nil {
		return Sheet{}, err
	}
	s.others = others
	s.Screening, s.Reasoning = ref.ID, fields.Text("reasoning")
	outdated := map[string]bool{}
	for i, ch := range s.Standing.Changes {
		outdated[ch.Criterion] = true
		s.Standing.Changes[i].Old, s.Standing.Changes[i].New = d.dress(p, ch.Criterion, ch.Old), d.dress(p, ch.Criterion, ch.New)
	}
	for _, cr := range p.Criteria {
		l := Line{Criterion: cr, Fact: d.dress(p, cr.ID, k.shown(cr)), ByRule: p.Evaluate(cr, k.facts, today), Changed: outdated[cr.ID]}
		l.State, l.key = l.ByRule.State, k.key(cr, k.shown(cr), l.ByRule)
		l.mark(fields["mark."+cr.ID], k.names)
		if s.Standing.Signed != nil {
			if was, ok := s.Standing.Signed.Line(cr.ID); ok {
				l.Was = was.State
			}
		}
		s.Lines = append(s.Lines, l)
	}
	s.Seen, err = s.seen()
	return s, err
}

// mark lays what people filled in over the line. Two marks made at once on
// two laptops: neither counts, and the line is unknown until a person has
// looked.
func (l *Line) mark(vals []record.Value, names map[record.ID]string) {
	for i, v := range vals {
		var m Mark
		if json.Unmarshal(v.Raw, &m) != nil {
			continue
		}
		l.SetBy, l.SetAt = names[v.By], v.At
		if i > 0 {
			l.Note += "\n"
		}
		l.Note += m.Note
		if m.State != "" && m.Key == l.key {
			l.State, l.Set = m.State, m.State != l.ByRule.State
		}
	}
	if len(vals) > 1 {
		l.State, l.Set = protocol.Unknown, l.ByRule.State != protocol.Unknown
	}
}

// seen hashes what a person decides on.
func (s Sheet) seen() (record.Hash, error) {
	type line struct {
		ID, Key, Note string
		State, ByRule protocol.State
	}
	all := []line{}
	for _, l := range s.Lines {
		all = append(all, line{l.Criterion.ID, l.key, l.Note, l.State, l.ByRule.State})
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
	if c, ok := p.Criterion(criterion); ok && f.Kind != "" {
		if q, ok := d.form.Question(c.Fact); ok {
			f.KindText = q.KindTitle(f.Kind)
		}
	}
	return f
}
