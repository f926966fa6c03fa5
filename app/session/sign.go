package session

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
)

// Signed closes a dosing session: the signature stands over the hash of every
// event of the log, so that a later line can be told from the signed ones.
type Signed struct {
	Events  []record.EventID `json:"events"` // the facts signed, in the order of the log
	Log     record.Hash      `json:"log"`    // over their identifiers and hashes
	Summary string           `json:"summary"`
	// Protocol is the version that the session went by; the zero Used in
	// what was signed before it was kept.
	Protocol protocol.Used    `json:"protocol,omitzero"`
	By       clinic.Signature `json:"by"`

	ID record.EventID `json:"-"`
}

// hashOf is a SHA-256 over each fact's identifier and hash, in this order.
func hashOf(fs []record.Fact) record.Hash {
	h := sha256.New()
	for _, f := range fs {
		h.Write([]byte(f.ID.String()))
		h.Write([]byte{0})
		h.Write(f.Hash[:])
	}
	return record.Hash(h.Sum(nil))
}

// Sign signs the log of a dosing session and closes it. Needed before: a
// discharge check, an answer to every card, the outcome of every adverse event
// or who follows it up, an account of everything drawn for it, and a summary.
// Further lines are additions or corrections, each with a reason.
func (l *Log) Sign(ctx context.Context, by record.Actor, id record.ID, summary string) (record.EventID, error) {
	return l.write(ctx, by, id, clinic.SignSession, When{}, func(tx record.Tx, v Visit, p clinic.Person, at time.Time) (entry, error) {
		if v.Kind != Dosing {
			return entry{}, record.Refusedf("Only a dosing session is signed with its log.")
		}
		if v.State == Closed {
			return entry{}, record.Refusedf("This session is signed already.")
		}
		summary, problem := text("note.summary", summary)
		if problem != nil {
			return entry{}, problem
		}
		n := v.Note
		n.Summary = summary
		unfinished, err := l.unsignable(tx, v, n)
		if err != nil {
			return entry{}, err
		}
		if err := unfinished.Err(); err != nil {
			return entry{}, err
		}
		fs, err := tx.Facts(record.Filter{Record: v.Ref(), Superseded: true})
		if err != nil {
			return entry{}, err
		}
		rules, err := l.rules(tx, v)
		if err != nil {
			return entry{}, err
		}
		s := Signed{Log: hashOf(fs), Summary: summary, Protocol: rules.Used, By: p.Sign(at)}
		for _, f := range fs {
			s.Events = append(s.Events, f.ID)
		}
		return entry{kind: factSigned, body: s, set: map[string]any{"state": Closed, "summary": summary}}, nil
	})
}

func (l *Log) unsignable(r record.Reader, v Visit, n Note) (record.Problems, error) {
	var ps record.Problems
	if v.State != Running {
		return record.Problems{record.Refusedf("The session has not been started.")}, nil
	}
	doses, err := Doses(r, v)
	if err != nil {
		return nil, err
	}
	if _, left, ok, err := DischargeOf(r, v); err != nil {
		return nil, err
	} else if !ok || dosedSince(doses, left) {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: "discharge", Text: "The discharge check is not done."})
	}
	open, err := OpenCards(r, v)
	if err != nil {
		return nil, err
	}
	for _, o := range open {
		ps = append(ps, o.Unmet())
	}
	adverse, err := unsettled(r, v)
	if err != nil {
		return nil, err
	}
	undrawn, err := l.undrawn(r, v)
	if err != nil {
		return nil, err
	}
	return slices.Concat(ps, adverse, undrawn, n.Missing(Dosing)), nil
}

// SignedOf gives the signature of a dosing session, and whether every event
// it stands over is still in the log, unchanged.
func SignedOf(r record.Reader, v Visit) (s Signed, ok, whole bool, err error) {
	f, ok, err := latest(r, v, factSigned, &s)
	if err != nil || !ok {
		return s, ok, false, err
	}
	s.ID = f.ID
	all, err := r.Facts(record.Filter{Record: v.Ref(), Superseded: true})
	if err != nil {
		return s, ok, false, err
	}
	var signed []record.Fact
	for _, id := range s.Events {
		if i := slices.IndexFunc(all, func(f record.Fact) bool { return f.ID == id }); i >= 0 {
			signed = append(signed, all[i])
		}
	}
	return s, ok, len(signed) == len(s.Events) && hashOf(signed) == s.Log, nil
}
