package integration

import (
	"context"
	"slices"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Desk does what concerns integration plans.
type Desk struct {
	log      record.Log
	sessions Sessions
	book     *words.Book
	texts    map[words.Lang]*handout.Texts
}

// New makes a Desk. book and texts hold the words of the handout: texts those
// of assets/handouts with the ID handout.PlanTexts, one for each language.
func New(log record.Log, sessions Sessions, book *words.Book, texts map[words.Lang]*handout.Texts) *Desk {
	return &Desk{log, sessions, book, texts}
}

// View is everything that the place of an integration plan shows.
type View struct {
	Plan
	Dosing []Visit // the sessions that have a plan or can have one, the latest first
	Booked []Visit // the visits still to come
	Steps  []Step  // the last signed plan's steps, then what earlier plans left open
	// None tells that there is no dosing session yet; nothing else is set then.
	None bool
}

// Open reads the plan of a dosing session, or of the patient's latest one when
// session is "".
func (d *Desk) Open(ctx context.Context, by record.Actor, patient, session record.ID) (v View, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		v, err = d.view(r, patient, session)
		return err
	})
	return v, err
}

func (d *Desk) view(r record.Reader, patient, session record.ID) (v View, err error) {
	all, err := visits(r, patient)
	if err != nil {
		return v, err
	}
	v.Dosing = written(all)
	if session == "" {
		if len(v.Dosing) == 0 {
			v.None = true
			return v, nil
		}
		session = v.Dosing[0].ID
	}
	if v.Plan, err = Of(r, d.sessions, patient, session); err != nil {
		return v, err
	}
	if v.Booked, err = booked(r, patient); err != nil {
		return v, err
	}
	v.Steps, err = Steps(r, patient, session)
	return v, err
}

// Save keeps the parts of a plan that differ between base, what the person
// began with, and now. Elements without an ID are new and get one; what is
// missing in now is taken away. What others wrote meanwhile in other parts
// stands; where they wrote in the same part, nothing is kept and the problem
// has the code Conflict.
func (d *Desk) Save(ctx context.Context, by record.Actor, patient, session record.ID, base, now Content) (v View, err error) {
	base, now = base.tidy(), now.tidy()
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.WriteIntegration); err != nil {
			return err
		}
		if _, err := dosing(tx, patient, session); err != nil {
			return err
		}
		if err := now.checkLengths().Err(); err != nil {
			return err
		}
		if err := save(tx, patient, session, base, now); err != nil {
			return err
		}
		v, err = d.view(tx, patient, session)
		return err
	})
	return v, err
}

func save(tx record.Tx, patient, session record.ID, base, now Content) error {
	now.Insights, now.Actions = slices.Clone(now.Insights), slices.Clone(now.Actions)
	for i := range now.Insights {
		if now.Insights[i].ID == "" {
			now.Insights[i].ID = tx.NewID()
		}
	}
	for i := range now.Actions {
		if now.Actions[i].ID == "" {
			now.Actions[i].ID = tx.NewID()
		}
	}
	f, err := tx.Fields(Ref(session))
	if err != nil {
		return err
	}
	was, is, kept := base.fields(), now.fields(), contentOf(f).fields()
	set := map[string]any{}
	var ps record.Problems
	for name := range union(was, is) {
		if was[name] == is[name] {
			continue
		}
		if kept[name] != was[name] && kept[name] != is[name] {
			ps = append(ps, &record.Problem{Code: record.Conflict, Field: name, Text: "Somebody else changed this part meanwhile. What you typed is kept as a draft.",
				Next: "Read theirs, then write yours again where it is needed."})
		}
		set[name] = is[name]
	}
	if len(ps) > 0 || len(set) == 0 {
		return ps.Err()
	}
	_, err = tx.Append(record.Change{Kind: kindDrafted, Version: 1, Record: Ref(session), Patient: patient, Set: set})
	return err
}

func union(a, b map[string]any) map[string]bool {
	all := map[string]bool{}
	for k := range a {
		all[k] = true
	}
	for k := range b {
		all[k] = true
	}
	return all
}

// Settle ends a conflict: of a part's values, the one that the event set stays.
func (d *Desk) Settle(ctx context.Context, by record.Actor, patient, session record.ID, field string, keep record.EventID) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		if _, err := clinic.Check(tx, by, clinic.WriteIntegration); err != nil {
			return err
		}
		f, err := tx.Fields(Ref(session))
		if err != nil {
			return err
		}
		for _, v := range f[field] {
			if v.Event == keep {
				_, err := tx.Append(record.Change{Kind: kindDrafted, Version: 1, Record: Ref(session), Patient: patient, Set: map[string]any{field: v.Raw}})
				return err
			}
		}
		return &record.Problem{Code: record.NotFound, Field: field, Text: "This part has changed meanwhile.", Next: "Look at it again."}
	})
}

// Sign signs the plan as it is kept. The first version needs no reason; a
// later one does, and takes the place of the one that stands. Code Refused
// for an empty plan or one without a change.
func (d *Desk) Sign(ctx context.Context, by record.Actor, patient, session record.ID, reason string) (v View, err error) {
	err = d.log.Update(ctx, by, func(tx record.Tx) error {
		person, err := clinic.Check(tx, by, clinic.WriteIntegration)
		if err != nil {
			return err
		}
		p, err := Of(tx, d.sessions, patient, session)
		if err != nil {
			return err
		}
		reason := strings.TrimSpace(reason)
		if err := p.signable(reason).Err(); err != nil {
			return err
		}
		next := Version{Carried: p.Carried, Content: p.Content, Signature: person.Sign(tx.Now())}
		if next.Booked, err = booked(tx, patient); err != nil {
			return err
		}
		change := record.Change{Kind: kindSigned, Version: 1, Record: Ref(session), Patient: patient, Fact: next}
		if old, ok := p.Signed(); ok {
			change.Supersedes, change.Reason = old.ID, reason
		}
		if _, err := tx.Append(change); err != nil {
			return err
		}
		v, err = d.view(tx, patient, session)
		return err
	})
	return v, err
}

// signable gives every reason against signing the plan now.
func (p Plan) signable(reason string) record.Problems {
	ps := p.Content.Check()
	for _, c := range p.Conflicts {
		ps = append(ps, &record.Problem{Code: record.Conflict, Field: c.Field, Text: "Two people wrote this part at the same time.", Next: "Choose which one stays."})
	}
	if _, ok := p.Signed(); !ok {
		return ps
	}
	if !p.Changed() {
		return append(ps, &record.Problem{Code: record.Refused, Text: "This plan is signed already and nothing has changed since."})
	}
	if reason == "" {
		ps = append(ps, &record.Problem{Code: record.Invalid, Field: "reason", Text: "A change to a signed plan needs a reason.", Next: "Say in a few words why."})
	}
	return ps
}
