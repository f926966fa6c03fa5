package plan

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Strengths tells the doses that can be given by a route at all, as the
// protocol has them (nasal esketamine comes in devices); none when any
// amount can be measured out.
type Strengths func(r record.Reader, route Route) ([]Micrograms, error)

// Desk does what concerns plans.
type Desk struct {
	log       record.Log
	form      intake.Form
	strengths Strengths
}

// New makes a Desk that offers the conditions of the intake's form. A nil
// strengths leaves every route free.
func New(log record.Log, form intake.Form, strengths Strengths) *Desk {
	if strengths == nil {
		strengths = func(record.Reader, Route) ([]Micrograms, error) { return nil, nil }
	}
	return &Desk{log, form, strengths}
}

// View is a patient's plan with what is needed to write it.
type View struct {
	State
	Weight     patients.Measurement // the latest
	HasWeight  bool
	Conditions []Indication // what the patient wants treated, from the intake
}

// Of reads everything about a patient's plan for somebody who may see it.
func (d *Desk) Of(ctx context.Context, by record.Actor, patient record.ID) (v View, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		if _, err := patients.Of(r, patient); err != nil {
			return err
		}
		if v.State, err = Of(r, patient); err != nil {
			return err
		}
		if v.Weight, v.HasWeight, err = patients.LatestWeight(r, patient); err != nil {
			return err
		}
		answers, err := intake.Of(r, patient)
		v.Conditions = conditions(d.form, answers)
		return err
	})
	return v, err
}

// conditions are what the intake lists, each once, under the names of its
// form; an "other" bears the patient's own words.
func conditions(form intake.Form, answers intake.Answers) []Indication {
	q, ok := form.Question("conditions")
	if !ok {
		return nil
	}
	var told []Indication
	for _, row := range answers.Rows(q.Row) {
		i := Indication{Code: row.Row["name"]}
		for _, c := range q.Columns {
			for _, o := range c.Options {
				if o.ID == i.Code {
					i.Name = o.Title
				}
			}
		}
		if note := strings.TrimSpace(row.Row["note"]); i.Code == "other" && note != "" {
			i.Name = words.Text{EN: note, ES: note}
		}
		if i.Name.EN != "" && !slices.Contains(told, i) {
			told = append(told, i)
		}
	}
	return told
}

// Save records the parts of the draft that are different. Parts may be
// missing; a part that cannot be right is refused, and so is any change while
// a signed plan is in force and not being amended.
func (d *Desk) Save(ctx context.Context, by record.Actor, patient record.ID, t Terms) error {
	return d.change(ctx, by, patient, clinic.WritePlan, func(tx record.Tx, _ clinic.Person, s State) error {
		if !s.Open() {
			return &record.Problem{Code: record.Refused, Text: "This plan is signed and in force; it was not changed.", Next: "Amend it, with a reason."}
		}
		t, err := d.checked(tx, t)
		if err != nil {
			return err
		}
		return set(tx, patient, t, nil)
	})
}

func (d *Desk) checked(tx record.Tx, t Terms) (Terms, error) {
	c, err := clinic.Of(tx)
	if err != nil {
		return t, err
	}
	strengths, err := d.strengths(tx, t.Route)
	if err != nil {
		return t, err
	}
	t = t.tidy()
	ps := t.check(strengths, record.DateOf(tx.Now(), c.Location()))
	if t.Fees.Name = ""; t.Fees.By != "" {
		p, err := clinic.PersonByID(tx, t.Fees.By)
		if err != nil {
			ps = append(ps, record.Invalidf("plan.feesby", "Choose a person of this clinic."))
		}
		t.Fees.Name = p.Name
	}
	return t, ps.Err()
}

// set writes the parts that are different from the record's, and the extra
// fields; nothing when nothing is.
func set(tx record.Tx, patient record.ID, t Terms, extra map[string]any) error {
	f, err := tx.Fields(Ref(patient))
	if err != nil {
		return err
	}
	parts, err := t.parts()
	if err != nil {
		return err
	}
	changes := map[string]any{}
	for name, v := range extra {
		changes[name] = v
	}
	for _, name := range termFields {
		now, has := parts[name]
		switch {
		case !has && f.Has(name):
			changes[name] = nil
		case has && (len(f[name]) != 1 || !bytes.Equal(f[name][0].Raw, now)):
			changes[name] = now
		}
	}
	if len(changes) == 0 {
		return nil
	}
	_, err = tx.Append(record.Change{Kind: KindChanged, Version: 1, Record: Ref(patient), Patient: patient, Set: changes})
	return err
}

// change runs one use case: who may, the patient, the state as it stands.
func (d *Desk) change(ctx context.Context, by record.Actor, patient record.ID, a clinic.Action, f func(record.Tx, clinic.Person, State) error) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, a)
		if err != nil {
			return err
		}
		if _, err := patients.Of(tx, patient); err != nil {
			return err
		}
		s, err := Of(tx, patient)
		if err != nil {
			return err
		}
		return f(tx, p, s)
	})
}

// Sign puts the actor's signature under the plan on offer. seen is the hash
// of what the actor was shown; if it is no longer what would be signed, the
// signature is refused with code Conflict. When the last signature is made,
// the plan is in force and the one it replaces is not. One person who holds
// both roles may give both signatures, one after the other.
func (d *Desk) Sign(ctx context.Context, by record.Actor, patient record.ID, as Signer, seen record.Hash) error {
	return d.change(ctx, by, patient, as.action(), func(tx record.Tx, p clinic.Person, s State) error {
		if err := s.maySign(as, seen); err != nil {
			return err
		}
		raw, hash, err := s.Offer.Content.bytes()
		if err != nil {
			return err
		}
		fact := signedFact{As: as, Content: raw, Hash: hash, By: p.Sign(tx.Now())}
		c := record.Change{Kind: KindSigned, Version: 1, Record: Ref(patient), Patient: patient, Fact: fact}
		s.Offer.Signatures = append(s.Offer.Signatures, Signature{As: as})
		if old, in := s.InForce(); in && s.Offer.Complete() {
			c.Supersedes, c.Reason = old.last(), s.Amending
		}
		if _, err := tx.Append(c); err != nil || !s.Offer.Complete() || !s.amends {
			return err
		}
		return set(tx, patient, s.Draft, map[string]any{"amends": nil})
	})
}

// last is the fact that put the plan into force.
func (p Plan) last() record.EventID { return p.Signatures[len(p.Signatures)-1].Event }

// maySign gives every reason against a signature now.
func (s State) maySign(as Signer, seen record.Hash) error {
	switch {
	case !s.Open():
		return record.Refusedf("This plan is signed by everybody who must sign.")
	case len(s.Missing) > 0:
		return s.Missing
	case s.Offer.SignedAs(as):
		return record.Refusedf("The plan is signed as %s already.", clinic.Said(as))
	case as == AsTherapist && !s.Draft.Model.NeedsTherapist():
		return record.Refusedf("Infusion only is signed by the prescriber alone.")
	case seen != s.Offer.Hash:
		return &record.Problem{Code: record.Conflict, Text: "The plan was changed after you read it; nothing was signed.", Next: "Read it again, then sign."}
	}
	return nil
}

// Amend opens a plan in force for a new version, with the reason. The plan in
// force stays in force until the new version is signed.
func (d *Desk) Amend(ctx context.Context, by record.Actor, patient record.ID, reason string) error {
	reason = strings.TrimSpace(reason)
	return d.change(ctx, by, patient, clinic.WritePlan, func(tx record.Tx, _ clinic.Person, s State) error {
		switch {
		case reason == "":
			return record.Invalidf("plan.reason", "Say in a few words why.")
		case s.Open():
			return record.Refusedf("There is no plan in force to amend: the draft can be changed as it is.")
		}
		return set(tx, patient, s.Draft, map[string]any{"amends": reason})
	})
}

// DropAmendment gives the amendment up: the draft says again what the plan in
// force says.
func (d *Desk) DropAmendment(ctx context.Context, by record.Actor, patient record.ID) error {
	return d.change(ctx, by, patient, clinic.WritePlan, func(tx record.Tx, _ clinic.Person, s State) error {
		p, in := s.InForce()
		if !in || s.Amending == "" {
			return record.Refusedf("This plan is not being amended.")
		}
		return set(tx, patient, p.Terms, map[string]any{"amends": nil})
	})
}

// Withdraw ends the plan in force with a reason; nobody may be dosed by it
// from then on. Whoever may sign a plan may withdraw one.
func (d *Desk) Withdraw(ctx context.Context, by record.Actor, patient record.ID, reason string) error {
	reason = strings.TrimSpace(reason)
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		p, err := clinic.Check(tx, by, clinic.WritePlan)
		if err != nil {
			return err
		}
		s, err := Of(tx, patient)
		if err != nil {
			return err
		}
		if reason == "" {
			return record.Invalidf("plan.reason", "Say in a few words why.")
		}
		in := s.inForce()
		if len(in) == 0 {
			return record.Refusedf("There is no plan in force.")
		}
		for _, plan := range in {
			if _, err := tx.Append(record.Change{Kind: KindWithdrawn, Version: 1, Record: Ref(patient), Patient: patient,
				Supersedes: plan.last(), Reason: reason, Fact: withdrawnFact{Hash: plan.Hash, By: p.Sign(tx.Now())}}); err != nil {
				return err
			}
		}
		if !s.amends {
			return nil
		}
		return set(tx, patient, s.Draft, map[string]any{"amends": nil})
	})
}

// Gate tells why nobody may be dosed by this patient's plan; nil when a
// signed plan is in force.
func Gate(r record.Reader, patient record.ID) (*record.Problem, error) {
	s, err := Of(r, patient)
	if err != nil {
		return nil, err
	}
	return s.gate(), nil
}

func (s State) gate() *record.Problem {
	closed := func(text, next string) *record.Problem {
		return &record.Problem{Code: record.Refused, Field: "plan", Text: text, Next: next}
	}
	in := s.inForce()
	switch {
	case len(in) == 1:
		return nil
	case len(in) > 1:
		return closed("Two different plans were signed on two laptops.", "Amend the plan so that one holds.")
	case len(s.Offer.Signatures) > 0 && s.Offer.SignedAs(AsPrescriber):
		return closed("The plan is signed by the prescriber and waits for the therapist.", "Ask the therapist to sign it.")
	case len(s.Offer.Signatures) > 0:
		return closed("The plan is signed by the therapist and waits for the prescriber.", "Ask the prescriber to sign it.")
	case len(s.Stale()) > 0:
		return closed("The plan was changed after it was signed, so the signature does not apply.", "Have it signed again.")
	case s.withdrawn():
		return closed("The plan was withdrawn.", "Write a plan and have it signed.")
	}
	return closed("There is no signed plan.", "Write the plan and have it signed.")
}

// withdrawn reports whether the last plan that was in force was withdrawn.
func (s State) withdrawn() bool {
	for i := len(s.Versions) - 1; i >= 0; i-- {
		if s.Versions[i].Complete() {
			return s.Versions[i].Withdrawn
		}
	}
	return false
}
