package integration

import (
	"context"
	"strings"

	"kapdesk/app/clinic"
	"kapdesk/app/handout"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/app/words"
)

// Paper makes the patient's integration plan from the version that stands, in
// the patient's language; with session "" that of the latest session with a
// signed one. Code Refused if none is signed: what goes home is what somebody
// signed for.
func (d *Desk) Paper(ctx context.Context, by record.Actor, patient, session record.ID, print handout.Print) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.PrintHandout); err != nil {
			return err
		}
		p, v, err := d.signed(r, patient, session)
		if err != nil {
			return err
		}
		doc, err = d.paper(r, p, v, print)
		return err
	})
	return doc, err
}

// signed finds the version to hand out.
func (d *Desk) signed(r record.Reader, patient, session record.ID) (Plan, Version, error) {
	sessions := []Visit{{ID: session}}
	if session == "" {
		all, err := visits(r, patient)
		if err != nil {
			return Plan{}, Version{}, err
		}
		sessions = written(all)
	}
	for _, s := range sessions {
		p, err := Of(r, d.sessions, patient, s.ID)
		if err != nil {
			return Plan{}, Version{}, err
		}
		if v, ok := p.Signed(); ok {
			return p, v, nil
		}
	}
	return Plan{}, Version{}, &record.Problem{Code: record.Refused, Text: "This plan is not signed yet.", Next: "Sign it, then print it."}
}

// Read gives one signed version, also one that no longer stands, as it would
// print today.
func (d *Desk) Read(ctx context.Context, by record.Actor, patient, session record.ID, version record.EventID) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		if _, err := clinic.Check(r, by, clinic.SeeChart); err != nil {
			return err
		}
		p, err := Of(r, d.sessions, patient, session)
		if err != nil {
			return err
		}
		for _, v := range p.Versions {
			if v.ID == version {
				doc, err = d.paper(r, p, v, handout.Normal)
				return err
			}
		}
		return &record.Problem{Code: record.NotFound, Text: "This version is not in the store."}
	})
	return doc, err
}

// Preview shows how the plan would print if the content were signed now.
func (d *Desk) Preview(ctx context.Context, by record.Actor, patient, session record.ID, c Content, print handout.Print) (doc handout.Document, err error) {
	err = d.log.View(ctx, func(r record.Reader) error {
		person, err := clinic.Check(r, by, clinic.SeeChart)
		if err != nil {
			return err
		}
		p, err := Of(r, d.sessions, patient, session)
		if err != nil {
			return err
		}
		v := Version{Carried: p.Carried, Content: c.tidy(), Signature: person.Sign(r.Now())}
		if v.Booked, err = booked(r, patient); err != nil {
			return err
		}
		doc, err = d.paper(r, p, v, print)
		return err
	})
	return doc, err
}

func (d *Desk) paper(r record.Reader, p Plan, v Version, print handout.Print) (handout.Document, error) {
	sheet, person, err := handout.SheetOf(r, p.Patient, "", print)
	if err != nil {
		return handout.Document{}, err
	}
	lang := sheet.Lang
	doc, err := handout.IntegrationPlan(d.book, sheet, d.texts[lang], d.matter(lang, person, p, v))
	if err != nil {
		return handout.Document{}, err
	}
	return *doc, nil
}

// matter is what the handout says, in the patient's language where the words
// are ours and as they were written where they are people's own.
func (d *Desk) matter(lang words.Lang, person patients.Patient, p Plan, v Version) handout.Integration {
	in := handout.Integration{PreferredName: person.CalledName(), SessionAt: p.Session.Starts, Therapist: v.Signature.Name,
		Intention: v.Intention, CallWhen: lines(v.Call)}
	for _, m := range v.Moments {
		in.Moments = append(in.Moments, m.Text)
	}
	for _, i := range v.Insights {
		in.Insights = append(in.Insights, i.Text)
	}
	for _, a := range v.Actions {
		// In a preview a step may still lack its words.
		if a.What != "" {
			in.Actions = append(in.Actions, handout.Action{What: a.What, When: a.When, With: a.With, HowKnown: a.Know})
		}
	}
	for _, s := range lines(v.Supports) {
		in.Supports = append(in.Supports, handout.Support{Name: s})
	}
	for _, b := range v.Booked {
		in.Visits = append(in.Visits, handout.NextVisit{At: b.Starts, Kind: d.book.Say(lang, visitName(b.Kind)), With: b.With})
	}
	for _, s := range lines(v.Visits) {
		in.Visits = append(in.Visits, handout.NextVisit{Kind: s})
	}
	return in
}

// visitName is what a patient calls a kind of visit.
func visitName(kind session.Kind) string {
	switch kind {
	case session.Preparation:
		return "Preparation visit"
	case session.Dosing:
		return "Medicine session"
	case session.Integration:
		return "Integration visit"
	case session.FollowUp:
		return "Follow-up visit"
	}
	return "Visit"
}

// lines gives the lines of a text that say something.
func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
