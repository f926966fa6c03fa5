package handout

import (
	"fmt"
	"strings"

	"kapdesk/app/record"
	"kapdesk/app/words"
)

// Criterion is one line of the eligibility checklist. All its words are in
// the document's language.
type Criterion struct {
	Name   string
	State  Sign   // Clear, Review, Stop or Unknown; never NoSign
	Fact   string // what the record says
	Rule   string // what the protocol asks
	Source string // where the rule comes from, and any source that disagrees
	Note   string // what someone wrote beside it
}

// Eligibility is the matter of the eligibility summary.
type Eligibility struct {
	Criteria   []Criterion
	Outcome    string // "Eligible", in the document's language; "" while undecided
	State      Sign   // of the outcome
	Result     string // what the criteria come to, "Review"; "" is left out
	Before     string // what a re-screen went by; "" in one that asked everything
	Reasoning  string
	Signer     Signer // the prescriber; At is zero while unsigned
	ValidUntil record.Date
	Protocol   string   // its name
	Version    string   // of the protocol
	Draft      bool     // the protocol is not adopted by a prescriber's signature
	Changed    []string // facts that changed after the signature; it is then out of date
}

// EligibilitySummary makes the summary of one screening: the outcome, what
// needs a person's eye, the decision with its signature, and what is clear.
func EligibilitySummary(book *words.Book, sheet Sheet, e Eligibility) (*Document, error) {
	w, d, err := newDocument(book, sheet, book.Say(sheet.Lang, "Eligibility summary"), joined(" ", e.Protocol, e.Version))
	if err != nil {
		return nil, err
	}
	if e.Protocol == "" || e.Version == "" {
		return nil, fmt.Errorf("handout: the protocol's name or version is missing")
	}
	for i, c := range e.Criteria {
		switch c.State {
		case Clear, Review, Stop, Unknown:
		default:
			return nil, fmt.Errorf("handout: criterion %d has the state %q", i, c.State)
		}
	}
	d.Blocks = append(d.Blocks, Title{Text: d.Title, Sub: w.T("Protocol: %s, version %s", e.Protocol, e.Version)})
	d.Blocks = append(d.Blocks, w.standing(e)...)
	d.Blocks = append(d.Blocks, w.outcome(e))
	if e.Draft {
		d.Blocks = append(d.Blocks, Notice{Tone: Caution, Title: w.T("Draft protocol"),
			Text: w.T("The clinic has not yet adopted this protocol by a prescriber’s signature. Its rules are proposals, each with its source.") + " " + w.T("Draft protocol: decide case by case.")})
	}
	if e.Before != "" {
		d.Blocks = append(d.Blocks, Paragraph{Text: e.Before})
	}
	if e.Reasoning != "" {
		d.Blocks = append(d.Blocks, Heading{w.T("Reasoning")}, Paragraph{Text: e.Reasoning})
	}
	d.Blocks = append(d.Blocks, w.criteria(w.T("Needs a person’s eye"), e.Criteria, Stop, Review, Unknown)...)
	// The signature stands under the outcome and what spoke against it; the long
	// list of what is clear follows as an annex.
	d.Blocks = append(d.Blocks, Keep{[]Block{Heading{w.T("Decision")}, Paragraph{Text: w.decision(e), Style: Strong}, w.signatures([]Signer{e.Signer})}})
	d.Blocks = append(d.Blocks, w.criteria(w.T("Clear criteria"), e.Criteria, Clear)...)
	return d, nil
}

// standing says what must be known before anything else is read.
func (w *writer) standing(e Eligibility) []Block {
	var out []Block
	if e.Signer.At.IsZero() {
		out = append(out, Notice{Tone: Caution, Title: w.T("Not signed"),
			Text: w.T("This is a working copy. No one has decided yet, and no dose may be given on it.")})
	}
	if len(e.Changed) > 0 {
		out = append(out, Notice{Tone: Urgent, Title: w.T("Out of date"),
			Text: lines(append([]string{w.T("The record changed after this was signed:")}, e.Changed...)...)})
	}
	return out
}

// outcome says what was decided, until when, and on how much.
func (w *writer) outcome(e Eligibility) Block {
	count := map[Sign]int{}
	for _, c := range e.Criteria {
		count[c.State]++
	}
	facts := []string{w.T("%d stop, %d review, %d unknown, %d clear", count[Stop], count[Review], count[Unknown], count[Clear])}
	if !e.ValidUntil.IsZero() {
		facts = append(facts, w.T("Valid until %s", w.book.Date(w.sheet.Lang, e.ValidUntil)))
	}
	if e.Result != "" {
		facts = append(facts, w.T("By the criteria: %s", e.Result))
	}
	tone := Caution
	switch {
	case e.Outcome != "" && e.State == Clear:
		tone = Note
	case e.State == Stop:
		tone = Urgent
	}
	return Notice{Tone: tone, Title: w.decision(e), Text: joined(" · ", facts...)}
}

// decision says the outcome in a line.
func (w *writer) decision(e Eligibility) string {
	if e.Outcome == "" {
		return w.T("Outcome: %s", w.T("Not decided"))
	}
	return w.T("Outcome: %s", e.Outcome)
}

// criteria gives a table of the criteria in these states, in their order; no
// table if there are none.
func (w *writer) criteria(title string, all []Criterion, states ...Sign) []Block {
	t := Table{Columns: []Column{
		{Title: w.T("Criterion"), Share: 24}, {Title: w.T("What the record says"), Share: 23}, {Title: w.T("Rule and source"), Share: 50},
	}}
	for _, state := range states {
		for _, c := range all {
			if c.State != state {
				continue
			}
			if state == Clear { // there are many of these: their sources run on
				c.Source = strings.ReplaceAll(strings.TrimSpace(c.Source), "\n", " · ")
			}
			t.Rows = append(t.Rows, Row{Sign: state, Cells: []Cell{
				{c.Name, w.state(state)}, {c.Fact, c.Note}, {c.Rule, c.Source},
			}})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []Block{Heading{title}, t}
}

// state gives the word beside the sign of what needs a person.
func (w *writer) state(s Sign) string {
	switch s {
	case Clear:
		return "" // the heading above the clear ones says it
	case Review:
		return w.T("Review")
	case Stop:
		return w.T("Stop")
	}
	return w.T("Unknown")
}
