package adoption

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Statement is what the prescriber says by signing, an English sentence.
const Statement = "I have read this protocol. I adopt it for this clinic and answer for its choices."

// Adoption is what a prescriber signs.
type Adoption struct {
	Seen      record.Hash // Working.Hash as it was shown
	Statement string      // as it was shown, in the signer's language
}

// Adopt signs the working copy as the next version and puts it in use. Signed
// is exactly what was seen: code Conflict if anything has changed meanwhile,
// Refused or Invalid with every reason while the working copy cannot be
// adopted. The fact holds the whole file and never changes.
func (d *Desk) Adopt(ctx context.Context, by record.Actor, a Adoption) (s Stamp, err error) {
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		person, err := clinic.Check(tx, by, clinic.AdoptProtocol)
		if err != nil {
			return err
		}
		if strings.TrimSpace(a.Statement) == "" {
			return record.Invalidf("statement", "A signature needs the sentence that it signs.")
		}
		w, err := d.workingOf(tx)
		if err != nil {
			return err
		}
		stamps, err := adopted(tx)
		if err != nil {
			return err
		}
		if ps := w.Against(stamps); len(ps) > 0 {
			return ps
		}
		if w.Hash != a.Seen {
			return &record.Problem{Code: record.Conflict, Text: "The protocol has been changed since you read it. Nothing was signed.", Next: "Read what is new, then sign."}
		}
		s = w.Next
		_, err = tx.Append(w.adoption(a.Statement, person.Sign(tx.Now()))...)
		return err
	})
	return s, err
}

// adoption is what one signature writes: the version, which one is in use,
// and a working copy in which nothing is changed. Clearing covers only what
// was seen: a change that another laptop made meanwhile stays a change.
func (w Working) adoption(statement string, sig clinic.Signature) []record.Change {
	body := adoptedBody{Stamp: w.Next, Title: w.Parsed.Title, Base: w.Base.Stamp, File: string(w.Raw), Statement: statement, Signature: sig}
	cleared := map[string]any{}
	if len(w.Begun) > 0 {
		cleared[fieldBase] = nil
	}
	for _, name := range w.fields {
		cleared[fieldItems+name] = nil
	}
	for _, l := range w.Lines {
		if l.Mark != Same {
			body.Changes = append(body.Changes, Noted{Item: l.Name(), Why: l.Why})
		}
	}
	cs := []record.Change{{Kind: kindAdopted, Version: 1, Record: versionRef(w.Next.Hash), Fact: body},
		{Kind: "protocol.inuse", Version: 1, Record: inUse, Set: map[string]any{fieldAdopted: w.Next}}}
	if len(cleared) > 0 {
		cs = append(cs, record.Change{Kind: "protocol.begun", Version: 1, Record: working, Set: cleared})
	}
	return cs
}

// Against is every reason why the working copy cannot be adopted yet; stamps
// are the versions that stand.
func (w Working) Against(stamps []Stamp) record.Problems {
	var ps record.Problems
	if len(w.Begun) > 1 {
		ps = append(ps, &record.Problem{Code: record.Conflict, Field: "base", Text: "Two laptops began from different versions.", Next: "Choose the version to begin from."})
	}
	for _, l := range w.Lines {
		if len(l.Clash) > 0 {
			ps = append(ps, &record.Problem{Code: record.Conflict, Field: l.Name(), Text: "“%s” was changed on two laptops at once.", Args: []any{called(w.File, l.Item)}, Next: "Choose one of the two first."})
		}
	}
	ps = append(ps, w.Wrong...)
	if len(ps) == 0 && len(stamps) == 1 && w.Changed() == 0 && w.Base.Stamp == stamps[0] {
		ps = append(ps, record.Refusedf("Nothing differs from the version in use: there is nothing to adopt."))
	}
	return ps
}

// Against is what stands against adopting the working copy now.
func (s State) Against() record.Problems {
	var stamps []Stamp
	if !s.IsDraft() {
		stamps = append([]Stamp{s.InUse.Stamp}, s.Rivals...)
	}
	return s.Working.Against(stamps)
}

// Basis counts on what the items of the working copy rest.
type Basis struct {
	Items     int // that name their sources
	Dissent   int // of which sources disagree; all have a choice, or Against says so
	NoChoice  int // of which sources disagree and nobody has chosen
	Unproven  int // that rest on general knowledge or on weak sources alone
	Undecided []string
}

// Basis tells what somebody should know before signing.
func (w Working) Basis() Basis {
	var b Basis
	for _, it := range w.File.Items() {
		sources := it.Node.Get("sources")
		if !sources.IsList() {
			continue
		}
		b.Items++
		unproven := true
		for _, s := range sources.List {
			unproven = unproven && s.Get("grade").Text() != ""
		}
		if unproven {
			b.Unproven++
		}
		if d := it.Node.Get("dissent"); d.IsList() && len(d.List) > 0 {
			b.Dissent++
			if it.Node.Get("choice").Words().EN == "" {
				b.NoChoice++
				b.Undecided = append(b.Undecided, it.Name())
			}
		}
	}
	return b
}
