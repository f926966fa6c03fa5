package session

import (
	"slices"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// FieldSecond is the Field of a problem that a second clinician's sign-in
// mends.
const FieldSecond = "dose.second"

// confirmed is the second clinician and the reason that a dose goes by.
type confirmed struct {
	beyond  []string // the kinds of findings that asked for it
	second  *clinic.Signature
	because string
}

// confirm checks the second clinician and the reason where the guard asks for
// them. A correction that tells of no more than what was confirmed keeps that
// confirmation. After signing nobody confirms any more: the correction says
// what it goes beyond.
func confirm(r record.Reader, actor, giver clinic.Person, d Dose, g Guard, old *DoseFact) (confirmed, error) {
	c := confirmed{beyond: g.beyond(), because: strings.TrimSpace(d.Because)}
	if d.Second.ID == "" && !g.NeedsSecond() {
		if len(c.beyond) > 0 && old.covers(d, c.beyond) {
			c.second, c.because = old.Second, old.Because
		}
		return c, nil
	}
	var ps record.Problems
	if d.Second.ID == "" {
		for _, f := range g.Asks() {
			p := *f.Problem
			p.Field, p.Next = FieldSecond, "A second clinician confirms it by signing in."
			ps = append(ps, &p)
		}
	}
	if c.because == "" {
		ps = append(ps, record.Invalidf("dose.because", "Say why this dose is right."))
	}
	if p := tooMuch(c.because); p != nil {
		ps = append(ps, p)
	}
	if d.Second.ID != "" {
		s, err := second(r, actor, giver, d.Second)
		if err != nil {
			return c, err
		}
		c.second = s
	}
	return c, ps.Err()
}

func tooMuch(because string) *record.Problem {
	_, p := text("dose.because", because)
	return p
}

// covers reports whether the dose, as it was confirmed, covers a correction of
// it. A nil fact is no correction.
func (f *DoseFact) covers(d Dose, beyond []string) bool {
	if f == nil || f.Second == nil || d.Route != f.Route || d.UG > f.UG {
		return false
	}
	return !slices.ContainsFunc(beyond, func(kind string) bool { return !slices.Contains(f.Beyond, kind) })
}

// second checks the person who has signed in to confirm a dose: neither who
// writes it down nor who gave it.
func second(r record.Reader, actor, giver clinic.Person, by record.Actor) (*clinic.Signature, error) {
	not := func(text string, args ...any) error {
		return &record.Problem{Code: record.Refused, Field: FieldSecond, Text: text, Args: args, Next: "Ask another clinician to sign in here."}
	}
	if by.ID == actor.ID || by.ID == giver.ID {
		return nil, not("Nobody confirms a dose that they give or write down themselves.")
	}
	p, err := clinic.PersonByID(r, by.ID)
	switch {
	case record.CodeOf(err) == record.NotAllowed:
		return nil, not("This person does not work here.")
	case err != nil:
		return nil, err
	case !p.Active:
		return nil, not("%s no longer works here.", p.Name)
	case !p.May(clinic.ConfirmDose):
		return nil, not("%s may not confirm a dose.", p.Name)
	}
	s := p.Sign(r.Now())
	return &s, nil
}
