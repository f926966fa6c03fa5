package eligibility

import (
	"context"
	"strconv"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Paper makes the eligibility summary in a language: of the current signed
// screening, or of the open one, which says so, where nothing is signed.
func (d *Desk) Paper(ctx context.Context, by record.Actor, patient record.ID, lang words.Lang, print handout.Print) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.PrintChart); err != nil {
			return err
		}
		sheet, _, err := handout.SheetOf(r, patient, lang, print)
		if err != nil {
			return err
		}
		s, err := d.sheet(r, patient)
		if err != nil {
			return err
		}
		made, err := handout.EligibilitySummary(d.book, sheet, d.matter(Voice{d.book, lang, sheet.Zone}, s))
		if err == nil {
			doc = *made
		}
		return err
	})
	return doc, err
}

// matter is what the summary says.
func (d *Desk) matter(v Voice, s Sheet) handout.Eligibility {
	if s.Standing.Signed == nil {
		return d.working(v, s)
	}
	g := *s.Standing.Signed
	e := handout.Eligibility{Outcome: v.t("Not eligible"), State: handout.Stop, Reasoning: g.Reasoning,
		Signer:   handout.Signer{Name: g.Signature.Name, Role: v.t(string(clinic.Prescriber)), At: g.Signature.At},
		Protocol: g.Protocol.Title.In(v.Lang), Version: strconv.Itoa(g.Protocol.Version), Draft: g.IsDraft(), Result: v.State(g.Outcome)}
	if g.Before != nil {
		e.Before = v.Before(*g.Before)
	}
	if g.Eligible {
		e.Outcome, e.State, e.ValidUntil = v.t("Eligible"), handout.Clear, g.ValidUntil
	}
	for _, l := range g.Lines {
		e.Criteria = append(e.Criteria, handout.Criterion{Name: l.Title.In(v.Lang), State: handout.Sign(l.State), Fact: v.Fact(l.Fact),
			Rule: l.Rule.In(v.Lang), Source: v.printed(l.Basis, l.State), Note: v.note(l.SetBy, l.Note)})
	}
	for _, ch := range s.Standing.Changes {
		e.Changed = append(e.Changed, v.Change(ch))
	}
	return e
}

// working is the summary of an open screening that nobody has signed.
func (d *Desk) working(v Voice, s Sheet) handout.Eligibility {
	e := handout.Eligibility{Reasoning: s.Reasoning, State: handout.Unknown, Signer: handout.Signer{Role: v.t(string(clinic.Prescriber))},
		Protocol: s.Protocol.Title.In(v.Lang), Version: strconv.Itoa(s.Protocol.Version), Draft: s.Protocol.IsDraft(), Result: v.State(s.Outcome())}
	for _, l := range s.Lines {
		by := ""
		if l.Set {
			by = l.SetBy
		}
		e.Criteria = append(e.Criteria, handout.Criterion{Name: l.Criterion.Title.In(v.Lang), State: handout.Sign(l.State), Fact: v.Fact(l.Fact),
			Rule: l.ByRule.Say.In(v.Lang), Source: v.printed(l.Criterion.Basis, l.State), Note: v.note(by, l.Note)})
	}
	return e
}

// note says who set another state than the rule's, and why.
func (v Voice) note(by, note string) string {
	if by == "" {
		return note
	}
	return v.t("Set by %s: %s", by, note)
}

// printed gives all sources where a person had to decide, and the first where
// the criterion is clear: the page stays one that is read.
func (v Voice) printed(b protocol.Basis, state protocol.State) string {
	all := v.Sources(b)
	if state == protocol.Clear && len(all) > 1 {
		all = all[:1]
	}
	return strings.Join(all, "\n")
}
