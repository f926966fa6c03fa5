package eligibility

import (
	"slices"
	"time"

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
	// Again is why a re-screen asked the line again; "" where it stands as it
	// was signed before, and in a screening that is not one.
	Again Again `json:"again,omitempty"`
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
	Event     record.EventID `json:"-"`
	Screening record.ID      `json:"-"`
	Protocol  ProtocolUsed   `json:"protocol"`
	Lines     []SignedLine   `json:"lines"`
	// Outcome is the worst state of the lines, under a draft never better
	// than review: what the rules and the notes come to. Eligible is what the
	// prescriber decided on it.
	Outcome    protocol.State   `json:"outcome,omitempty"`
	Eligible   bool             `json:"eligible"`
	Reasoning  string           `json:"reasoning,omitempty"`
	On         record.Date      `json:"on"` // the civil date of signing
	ValidUntil record.Date      `json:"valid_until"`
	Signature  clinic.Signature `json:"signature"`
	// Before is what a re-screen went by; nil in a screening that went
	// through everything.
	Before *Before `json:"before,omitempty"`
}

// Before is the screening that a re-screen went by, and what it asked again.
type Before struct {
	On    record.Date  `json:"on"`
	By    string       `json:"by"`
	Asked []AskedAgain `json:"asked,omitempty"` // facts that had lapsed
}

// AskedAgain is a fact that had lapsed and was asked again.
type AskedAgain struct {
	Fact   string     `json:"fact"`
	Title  words.Text `json:"title"`
	At     time.Time  `json:"at"`
	By     string     `json:"by,omitempty"`
	Checks bool       `json:"checks,omitempty"` // in the checks of the session
}

// IsDraft reports whether it was signed on a protocol that nobody had adopted.
func (s Signed) IsDraft() bool { return s.Protocol.Status != protocol.Adopted }

// Line gives the line of a criterion.
func (s Signed) Line(criterion string) (SignedLine, bool) {
	for _, l := range s.Lines {
		if l.Criterion == criterion {
			return l, true
		}
	}
	return SignedLine{}, false
}

// Kind is where a patient stands.
type Kind string

// The kinds. Only Eligible opens the gate.
const (
	None        Kind = "none"         // nothing is signed
	Eligible    Kind = "eligible"     // signed, in date, and nothing changed
	NotEligible Kind = "not eligible" // signed so
	Expired     Kind = "expired"
	Used        Kind = "used"        // another dosing session was held on it: screen again
	OutOfDate   Kind = "out of date" // a fact or the protocol changed since
)

// Standing is where a patient stands.
type Standing struct {
	Kind    Kind
	Signed  *Signed  // the current screening; nil when nothing is signed
	Changes []Change // what changed since; also told when it expired or says not eligible
	For     Dosing   // with Used: the session that was held on it
}

// CaseByCase is what is said wherever a draft protocol was used.
const CaseByCase = "Draft protocol: decide case by case."

// worst is the worst of the states, and under a draft review at best: nobody
// answers for its clear.
func worst(draft bool, states []protocol.State) protocol.State {
	for _, s := range []protocol.State{protocol.Stop, protocol.Unknown, protocol.Review} {
		if slices.Contains(states, s) || draft && s == protocol.Review {
			return s
		}
	}
	return protocol.Clear
}

// Standing gives where a patient stands: for the dosing session that is asked
// about, or with "" for the one under way or the next. Code NotFound never: who
// was never screened stands at None.
func (d *Desk) Standing(r record.Reader, patient, session record.ID) (Standing, error) {
	p, err := d.use(r)
	if err != nil {
		return Standing{}, err
	}
	v, err := d.visits(r, patient, session)
	if err != nil {
		return Standing{}, err
	}
	return d.standing(r, patient, p, v)
}

func (d *Desk) standing(r record.Reader, patient record.ID, p *protocol.Protocol, v visits) (Standing, error) {
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
	if st.Changes, err = d.changes(r, patient, p, cur); err != nil {
		return Standing{}, err
	}
	held, spent := v.spent(cur.Signature.At)
	switch today := record.DateOf(r.Now(), c.Location()); {
	case !cur.Eligible:
		st.Kind = NotEligible
	case today.Compare(cur.ValidUntil) > 0:
		st.Kind = Expired
	case spent:
		st.Kind, st.For = Used, held
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
		if out[i].Outcome == "" { // signed before it was kept
			out[i].Outcome = worst(out[i].IsDraft(), out[i].states())
		}
	}
	return out, nil
}

// asked gives when the screening asked a fact again.
func (s Signed) asked(fact string) (a AskedAgain, ok bool) {
	if s.Before == nil {
		return a, false
	}
	for _, a := range s.Before.Asked {
		if a.Fact == fact {
			return a, true
		}
	}
	return a, false
}

func (s Signed) states() []protocol.State {
	var out []protocol.State
	for _, l := range s.Lines {
		out = append(out, l.State)
	}
	return out
}

// problem says why the gate is closed; nil when it is open. again is how many
// things a re-screen would ask.
func (s Standing) problem(again int) *record.Problem {
	p := &record.Problem{Code: record.Refused, Field: "eligibility"}
	switch s.Kind {
	case None:
		p.Text, p.Next = "The eligibility checklist is not signed yet.", "A prescriber goes through it and signs."
	case NotEligible:
		p.Text, p.Next = "The signed eligibility checklist says: not eligible.", "A prescriber can sign a new one."
	case Expired:
		p.Text, p.Args, p.Next = "The eligibility checklist was valid until %s.", []any{s.Signed.ValidUntil}, "Go through it again and sign."
	case Used:
		p.Text, p.Next = "Screen again before this session: nothing has changed.", "A prescriber reads the checklist and signs."
		if again > 0 {
			p.Text, p.Args, p.Next = "Screen again before this session: %d changed or expired.", []any{again}, "Ask these again; a prescriber signs."
		}
	case OutOfDate:
		p.Text, p.Args, p.Next = "The eligibility checklist is out of date. Changed since: %s.", []any{changed(s.Changes)}, "Go through it again and sign."
	default:
		return nil
	}
	return p
}
