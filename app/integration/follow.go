package integration

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"kapdesk/app/clinic"
	"kapdesk/app/record"
)

// Outcome is what became of a step.
type Outcome string

// The outcomes. Partly and NotYet leave the step open.
const (
	Done    Outcome = "done"
	Partly  Outcome = "partly"
	NotYet  Outcome = "not yet"
	Dropped Outcome = "dropped"
)

// Outcomes lists them in the order in which they are offered.
var Outcomes = []Outcome{Done, Partly, NotYet, Dropped}

// Closes reports whether nothing more is expected of the step.
func (o Outcome) Closes() bool { return o == Done || o == Dropped }

// Followed is one follow-up of one step.
type Followed struct {
	ID           record.EventID   `json:"-"`
	SupersededBy []record.EventID `json:"-"`
	Reason       string           `json:"-"` // why it corrects the one before; "" if it corrects none

	Plan      record.EventID   `json:"plan"` // the signed version that the step stands in
	Action    Action           `json:"action"`
	Outcome   Outcome          `json:"outcome"`
	Why       string           `json:"why,omitempty"`
	Signature clinic.Signature `json:"signature"`
}

// Stands reports whether it was not corrected.
func (f Followed) Stands() bool { return len(f.SupersededBy) == 0 }

// Step is one action of a signed plan with what became of it.
type Step struct {
	Session Visit          // whose plan it stands in
	Plan    record.EventID // the signed version
	Action  Action
	History []Followed // the oldest first, corrected ones too
}

// Latest gives the last follow-up that stands.
func (s Step) Latest() (f Followed, ok bool) {
	for _, h := range s.History {
		if h.Stands() {
			f, ok = h, true
		}
	}
	return f, ok
}

// Open reports whether something is still expected of the step.
func (s Step) Open() bool {
	f, ok := s.Latest()
	return !ok || !f.Outcome.Closes()
}

// Steps gives what there is to follow up when the plan of a session is
// written: every step of the last signed plan up to this session, then the
// open ones of the plans before. They are there to read and never become part
// of the new plan by themselves.
func Steps(r record.Reader, patient, session record.ID) ([]Step, error) {
	all, err := visits(r, patient)
	if err != nil {
		return nil, err
	}
	end := slices.IndexFunc(all, func(v Visit) bool { return v.ID == session })
	var out []Step
	last := true
	for i := end; i >= 0; i-- {
		if !all[i].dosing() {
			continue
		}
		steps, err := stepsOf(r, all[i])
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			if last || s.Open() {
				out = append(out, s)
			}
		}
		last = last && len(steps) == 0
	}
	return out, nil
}

// stepsOf gives the steps of the version of a session's plan that stands.
func stepsOf(r record.Reader, session Visit) ([]Step, error) {
	versions, err := versionsOf(r, session.ID)
	if err != nil {
		return nil, err
	}
	v, ok := Plan{Versions: versions}.Signed()
	if !ok || len(v.Actions) == 0 {
		return nil, nil
	}
	history, err := followedOf(r, session.ID)
	if err != nil {
		return nil, err
	}
	steps := make([]Step, 0, len(v.Actions))
	for _, a := range v.Actions {
		steps = append(steps, Step{Session: session, Plan: v.ID, Action: a, History: history[a.ID]})
	}
	return steps, nil
}

// followedOf reads every follow-up of a session's plan by the step's ID.
func followedOf(r record.Reader, session record.ID) (map[record.ID][]Followed, error) {
	facts, err := r.Facts(record.Filter{Record: Ref(session), Kinds: []string{kindFollowed}, Superseded: true})
	out := map[record.ID][]Followed{}
	for _, fact := range facts {
		var f Followed
		if err := fact.Read(&f); err != nil {
			return nil, err
		}
		f.ID, f.SupersededBy, f.Reason = fact.ID, fact.SupersededBy, fact.Reason
		out[f.Action.ID] = append(out[f.Action.ID], f)
	}
	return out, err
}

// FollowUp records what became of a step of a signed plan. Everything but done
// needs a word why.
func (d *Desk) FollowUp(ctx context.Context, by record.Actor, patient, session, action record.ID, o Outcome, why string) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		return d.follow(tx, by, patient, session, action, o, why, record.EventID{}, "")
	})
}

// CorrectFollowUp records that an earlier follow-up was wrong and what is
// right, with the reason. Both stay readable.
func (d *Desk) CorrectFollowUp(ctx context.Context, by record.Actor, patient, session, action record.ID, wrong record.EventID, o Outcome, why, reason string) error {
	return d.log.Update(ctx, by, func(tx record.Tx) error {
		return d.follow(tx, by, patient, session, action, o, why, wrong, strings.TrimSpace(reason))
	})
}

func (d *Desk) follow(tx record.Tx, by record.Actor, patient, session, action record.ID, o Outcome, why string, wrong record.EventID, reason string) error {
	person, err := clinic.Check(tx, by, clinic.WriteIntegration)
	if err != nil {
		return err
	}
	visit, err := dosing(tx, patient, session)
	if err != nil {
		return err
	}
	step, err := signedStep(tx, visit, action)
	if err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if err := checkFollow(step, o, why, wrong, reason).Err(); err != nil {
		return err
	}
	_, err = tx.Append(record.Change{Kind: kindFollowed, Version: 1, Record: Ref(session), Patient: patient,
		Fact:       Followed{Plan: step.Plan, Action: step.Action, Outcome: o, Why: why, Signature: person.Sign(tx.Now())},
		Supersedes: wrong, Reason: reason})
	return err
}

// signedStep finds the step in the version that stands.
func signedStep(r record.Reader, session Visit, action record.ID) (Step, error) {
	steps, err := stepsOf(r, session)
	if err != nil {
		return Step{}, err
	}
	for _, s := range steps {
		if s.Action.ID == action {
			return s, nil
		}
	}
	return Step{}, &record.Problem{Code: record.Refused, Text: "This step does not stand in a signed plan.", Next: "Sign the plan first, then follow it up."}
}

func checkFollow(s Step, o Outcome, why string, wrong record.EventID, reason string) record.Problems {
	var ps record.Problems
	if !slices.Contains(Outcomes, o) {
		ps = append(ps, record.Invalidf("outcome", "Say what became of the step: done, partly, not yet or dropped."))
	} else if o != Done && why == "" {
		ps = append(ps, record.Invalidf("why", "Say in a word why."))
	}
	if utf8.RuneCountInString(why) > maxText {
		ps = append(ps, record.Invalidf("why", "This is too long: %d letters at most.", maxText))
	}
	if wrong.IsZero() {
		return ps
	}
	at := slices.IndexFunc(s.History, func(f Followed) bool { return f.ID == wrong })
	switch {
	case at < 0:
		ps = append(ps, &record.Problem{Code: record.NotFound, Text: "There is no such follow-up to correct."})
	case !s.History[at].Stands():
		ps = append(ps, &record.Problem{Code: record.Conflict, Text: "Somebody has corrected this follow-up already.", Next: "Look at it again."})
	}
	if reason == "" {
		ps = append(ps, &record.Problem{Code: record.Invalid, Field: "reason", Text: "A correction needs a reason.", Next: "Say in a few words why."})
	}
	return ps
}
