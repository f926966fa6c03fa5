package eligibility

import (
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// RecordType is the type of a screening's record.
const RecordType = "screening"

// KindSigned is the kind of the fact that signs a screening.
const KindSigned = "screening.signed"

// SignedLine is one criterion as it was signed.
type SignedLine struct {
	Criterion string         `json:"criterion"`
	Title     words.Text     `json:"title"`
	Fact      Fact           `json:"fact"`
	ByRule    protocol.State `json:"by_rule"`
	Rule      words.Text     `json:"rule,omitzero"`
	Basis     protocol.Basis `json:"basis"`
	State     protocol.State `json:"state"`
	SetBy     string         `json:"set_by,omitempty"` // who chose another state than the rule's
	Note      string         `json:"note,omitempty"`
	Key       string         `json:"key"`
}

// ProtocolUsed is which protocol a screening was run with.
type ProtocolUsed struct {
	ID      string          `json:"id"`
	Version int             `json:"version"`
	Hash    record.Hash     `json:"hash"`
	Title   words.Text      `json:"title"`
	Status  protocol.Status `json:"status"`
}

func used(p *protocol.Protocol) ProtocolUsed {
	return ProtocolUsed{p.ID, p.Version, p.Hash, p.Title, p.Status}
}

// Signed is a signed screening.
type Signed struct {
	Event      record.EventID   `json:"-"`
	Screening  record.ID        `json:"-"`
	Protocol   ProtocolUsed     `json:"protocol"`
	Lines      []SignedLine     `json:"lines"`
	Eligible   bool             `json:"eligible"`
	Reasoning  string           `json:"reasoning,omitempty"`
	On         record.Date      `json:"on"` // the civil date of signing
	ValidUntil record.Date      `json:"valid_until"`
	Signature  clinic.Signature `json:"signature"`
}

// Line gives the line of a criterion.
func (s Signed) Line(criterion string) (SignedLine, bool) {
	for _, l := range s.Lines {
		if l.Criterion == criterion {
			return l, true
		}
	}
	return SignedLine{}, false
}

// Change is what differs from what was signed.
type Change struct {
	Protocol               bool // the protocol, rather than a fact
	OldVersion, NewVersion int
	Criterion              string
	Title                  words.Text
	Old, New               Fact // New says when and by whom
}

// Kind is where a patient stands.
type Kind string

// The kinds. Only Eligible opens the gate.
const (
	None        Kind = "none"         // nothing is signed
	Eligible    Kind = "eligible"     // signed, in date, and nothing changed
	NotEligible Kind = "not eligible" // signed so
	Expired     Kind = "expired"
	OutOfDate   Kind = "out of date" // a fact changed since
)

// Standing is where a patient stands.
type Standing struct {
	Kind    Kind
	Signed  *Signed  // the current screening; nil when nothing is signed
	Changes []Change // what changed since; also told when it expired or says not eligible
}

// State gives where a patient stands under a protocol.
func State(r record.Reader, patient record.ID, p *protocol.Protocol) (Standing, error) {
	all, err := History(r, patient, false)
	if err != nil || len(all) == 0 {
		return Standing{Kind: None}, err
	}
	// Two laptops may each have signed one; the less hopeful counts.
	cur := all[len(all)-1]
	for _, s := range all {
		if !s.Eligible {
			cur = s
		}
	}
	c, err := clinic.Of(r)
	if err != nil {
		return Standing{}, err
	}
	st := Standing{Kind: Eligible, Signed: &cur}
	if st.Changes, err = changes(r, patient, p, cur); err != nil {
		return Standing{}, err
	}
	switch today := record.DateOf(r.Now(), c.Location()); {
	case !cur.Eligible:
		st.Kind = NotEligible
	case today.Compare(cur.ValidUntil) > 0:
		st.Kind = Expired
	case len(st.Changes) > 0:
		st.Kind = OutOfDate
	}
	return st, nil
}

// History gives the signed screenings, the oldest first: all of them, or only
// those that no later one superseded.
func History(r record.Reader, patient record.ID, all bool) ([]Signed, error) {
	facts, err := r.Facts(record.Filter{Patient: patient, Kinds: []string{KindSigned}, Superseded: all})
	if err != nil {
		return nil, err
	}
	out := make([]Signed, len(facts))
	for i, f := range facts {
		if err := f.Read(&out[i]); err != nil {
			return nil, err
		}
		out[i].Event, out[i].Screening = f.ID, f.Record.ID
	}
	return out, nil
}

// changes compares the facts with those that were signed, as on the day of
// signing: that time has passed is the matter of ValidUntil.
func changes(r record.Reader, patient record.ID, p *protocol.Protocol, s Signed) ([]Change, error) {
	var out []Change
	if p.Hash != s.Protocol.Hash {
		out = append(out, Change{Protocol: true, OldVersion: s.Protocol.Version, NewVersion: p.Version})
	}
	k, err := read(r, patient, p, s.On)
	if err != nil {
		return nil, err
	}
	for _, c := range p.Criteria {
		old, ok := s.Line(c.ID)
		if !ok {
			continue // new in the protocol, which is told already
		}
		f := k.shown(c)
		if k.key(c, f, p.Evaluate(c, k.facts, s.On)) != old.Key {
			out = append(out, Change{Criterion: c.ID, Title: c.Title, Old: old.Fact, New: f})
		}
	}
	return out, nil
}

// problem says why the gate is closed; nil when it is open.
func (s Standing) problem() *record.Problem {
	p := &record.Problem{Code: record.Refused, Field: "eligibility"}
	switch s.Kind {
	case None:
		p.Text, p.Next = "The eligibility checklist is not signed yet.", "A prescriber goes through it and signs."
	case NotEligible:
		p.Text, p.Next = "The signed eligibility checklist says: not eligible.", "A prescriber can sign a new one."
	case Expired:
		p.Text, p.Args, p.Next = "The eligibility checklist was valid until %s.", []any{s.Signed.ValidUntil}, "Go through it again and sign."
	case OutOfDate:
		p.Text, p.Args, p.Next = "The eligibility checklist is out of date. Changed since: %s.", []any{changed(s.Changes)}, "Go through it again and sign."
	default:
		return nil
	}
	return p
}

// changed names what changed in both languages.
func changed(cs []Change) words.Text {
	var en, es []string
	for _, c := range cs {
		t := c.Title
		if c.Protocol {
			t = words.Text{EN: "the protocol", ES: "el protocolo"}
		}
		en, es = append(en, t.EN), append(es, t.ES)
	}
	return words.Text{EN: strings.Join(en, ", "), ES: strings.Join(es, ", ")}
}
