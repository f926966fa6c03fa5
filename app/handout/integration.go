package handout

import (
	"errors"
	"slices"
	"strings"
	"time"

	"kapdesk/app/words"
)

// PlanTexts is the ID of the texts that IntegrationPlan takes.
const PlanTexts = "integration-plan"

// ExpectTexts is the ID of the texts that WhatToExpect takes.
const ExpectTexts = "what-to-expect"

// Action is one thing that the patient will do. Only What must be there.
type Action struct {
	What, When, With, HowKnown string
	Done                       bool
}

// Support is someone or something to lean on.
type Support struct{ Name, How string }

// NextVisit is a visit that is booked.
type NextVisit struct {
	At   time.Time // zero for something arranged without a time of its own
	Kind string    // "Integration visit", in the document's language
	With string    // by name; may be empty
}

// Integration is the matter of the integration plan for the patient.
type Integration struct {
	PreferredName string
	SessionAt     time.Time // of the session it follows
	Therapist     string
	Intention     string
	Moments       []string // in the patient's words
	Insights      []string // in the patient's words
	Actions       []Action
	Supports      []Support
	CallWhen      []string // what this person should call for; what a fixed line says already is left out
	Visits        []NextVisit
}

// IntegrationPlan makes the plan as the patient takes it home. The texts give
// the headings and fixed lines; the sections keyed intention, moments,
// insights, actions, supports, call and visits get what the plan holds, and
// one of these (but call) with nothing in it is left out.
func IntegrationPlan(book *words.Book, sheet Sheet, texts *Texts, in Integration) (*Document, error) {
	for _, a := range in.Actions {
		if a.What == "" {
			return nil, errors.New("handout: an action without what is to be done")
		}
	}
	w, d, v, err := patientDocument(book, sheet, texts, in.PreferredName)
	if err != nil {
		return nil, err
	}
	if !in.SessionAt.IsZero() {
		d.Blocks = append(d.Blocks, Paragraph{Style: Quiet,
			Text: joined(" · ", w.T("After your session on %s", w.day(in.SessionAt)), in.Therapist)})
	}
	var fixed []string
	for _, s := range texts.Sections {
		lines, err := s.fill("", v)
		if err != nil {
			return nil, err
		}
		fixed = append(fixed, lines...)
	}
	for _, s := range texts.Sections {
		lines, err := s.fill("", v)
		if err != nil {
			return nil, err
		}
		matter, own := w.planMatter(s.Key, in)
		if own && len(matter) == 0 {
			continue
		}
		if s.Key == "call" {
			lines = append(lines, unsaid(in.CallWhen, fixed)...)
		}
		if s.Heading, err = v.Fill(s.Heading); err != nil {
			return nil, err
		}
		w.section(d, s, lines, matter...)
	}
	return d, nil
}

// unsaid leaves out what a fixed line says already: a reason to call the
// emergency number must not stand again among the reasons to call the clinic.
func unsaid(own, fixed []string) []string {
	var out []string
	for _, o := range own {
		bare := strings.ToLower(strings.Trim(o, " .,;"))
		if bare != "" && !slices.ContainsFunc(fixed, func(f string) bool { return strings.Contains(strings.ToLower(f), bare) }) {
			out = append(out, o)
		}
	}
	return out
}

// planMatter gives what the plan holds for the key, and whether the section
// is one that stands only with such matter.
func (w *writer) planMatter(key string, in Integration) (out []Block, own bool) {
	quotes := func(all ...string) {
		for _, q := range all {
			if q != "" {
				out = append(out, Paragraph{Text: q, Style: Quote})
			}
		}
	}
	switch key {
	case "intention":
		quotes(in.Intention)
	case "moments":
		quotes(in.Moments...)
	case "insights":
		quotes(in.Insights...)
	case "actions":
		if len(in.Actions) > 0 {
			out = append(out, w.actions(in.Actions))
		}
	case "supports":
		var items []Field
		for _, s := range in.Supports {
			items = append(items, Field{s.Name, s.How})
		}
		if len(items) > 0 {
			out = append(out, supports(items))
		}
	case "visits":
		var items []string
		for _, v := range in.Visits {
			with := ""
			if v.With != "" {
				with = w.T("with %s", v.With)
			}
			when := ""
			if !v.At.IsZero() {
				when = w.visit(v.At)
			}
			items = append(items, joined(" · ", when, v.Kind, with))
		}
		if len(items) > 0 {
			out = append(out, Bullets{items})
		}
	default:
		return nil, false
	}
	return out, true
}

func (w *writer) actions(all []Action) Checklist {
	var c Checklist
	for _, a := range all {
		c.Items = append(c.Items, Tick{Text: a.What, Done: a.Done, Details: []Field{
			{w.T("When"), a.When}, {w.T("With"), a.With}, {w.T("How I will know"), a.HowKnown},
		}})
	}
	return c
}

// supports sets each as one line: who, and what for.
func supports(all []Field) Bullets {
	var b Bullets
	for _, f := range all {
		b.Items = append(b.Items, joined(": ", f.Label, f.Value))
	}
	return b
}
