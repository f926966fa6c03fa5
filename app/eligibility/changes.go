package eligibility

import (
	"strings"

	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Change is what differs from what was signed.
type Change struct {
	Protocol               bool // the protocol, rather than a fact
	OldVersion, NewVersion int
	OldDraft, NewDraft     bool // a draft counts its versions by itself
	Criterion              string
	Title                  words.Text
	// Parts says what of the criterion the protocol in use says otherwise;
	// nil where it is the fact that changed.
	Parts    []protocol.Part
	Old, New Fact // New says when and by whom
}

// changes compares the facts with those that were signed, as on the day of
// signing: that time has passed is the matter of ValidUntil. A new version of
// the protocol is a change in itself; then come the criteria that it says
// otherwise.
func (d *Desk) changes(r record.Reader, patient record.ID, p *protocol.Protocol, s Signed) ([]Change, error) {
	var out []Change
	if p.Hash != s.Protocol.Hash {
		out = append(out, Change{Protocol: true, OldVersion: s.Protocol.Version, NewVersion: p.Version, OldDraft: s.Protocol.Status == protocol.Draft, NewDraft: p.IsDraft()})
		said, err := d.compared(r, p, s)
		if err != nil {
			return nil, err
		}
		out = append(out, said...)
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

// compared gives the criteria that the protocol says otherwise than the
// version that was signed. Where that version was signed before versions were
// kept, what was signed of each line is compared.
func (d *Desk) compared(r record.Reader, p *protocol.Protocol, s Signed) ([]Change, error) {
	var out []Change
	older, err := d.kept.At(r, s.Protocol.Hash)
	if err != nil && record.CodeOf(err) != record.NotFound {
		return nil, err
	}
	if err == nil {
		for _, c := range protocol.CompareCriteria(older, p) {
			out = append(out, Change{Criterion: c.Criterion.ID, Title: c.Criterion.Title, Parts: c.Parts})
		}
		return out, nil
	}
	for _, c := range p.Criteria {
		if parts := s.differs(c); len(parts) > 0 {
			out = append(out, Change{Criterion: c.ID, Title: c.Title, Parts: parts})
		}
	}
	for _, l := range s.Lines {
		if _, ok := p.Criterion(l.Criterion); !ok {
			out = append(out, Change{Criterion: l.Criterion, Title: l.Title, Parts: []protocol.Part{protocol.PartRemoved}})
		}
	}
	return out, nil
}

// differs compares a criterion with the line that was signed: the rule that
// decided then must still stand there in the same words.
func (s Signed) differs(c protocol.Criterion) []protocol.Part {
	l, ok := s.Line(c.ID)
	switch {
	case !ok:
		return []protocol.Part{protocol.PartAdded}
	case l.Title != c.Title:
		return []protocol.Part{protocol.PartWording}
	case l.Rule == (words.Text{}):
		return nil
	}
	for _, rule := range c.Rules {
		if rule.Say == l.Rule && rule.State == l.ByRule {
			return nil
		}
	}
	return []protocol.Part{protocol.PartRule}
}

// changed names what changed in both languages.
func changed(cs []Change) words.Text {
	var en, es []string
	for i, c := range cs {
		t := c.Title
		if c.Protocol {
			t = words.Text{EN: "the protocol", ES: "el protocolo"}
		}
		if i > 0 && t == cs[i-1].Title {
			continue
		}
		en, es = append(en, t.EN), append(es, t.ES)
	}
	return words.Text{EN: strings.Join(en, ", "), ES: strings.Join(es, ", ")}
}
