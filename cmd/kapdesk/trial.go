package main

import (
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/words"
)

// trialOut is what `kapdesk protocol try` prints.
type trialOut struct {
	Protocol  protocolOut    `json:"protocol"`
	On        record.Date    `json:"on"`
	Outcome   outcomeOut     `json:"outcome"`
	Criteria  []criterionOut `json:"criteria"`
	Medicines []medicineOut  `json:"medicines"`
}

type protocolOut struct {
	ID      string          `json:"id"`
	Version int             `json:"version"`
	Status  protocol.Status `json:"status"`
	Title   string          `json:"title"`
	Notice  string          `json:"notice"`
	Hash    record.Hash     `json:"hash"`
}

type outcomeOut struct {
	State  protocol.State         `json:"state"`
	AtBest protocol.State         `json:"at_best"`
	Say    string                 `json:"say"`
	Counts map[protocol.State]int `json:"counts"`
}

type criterionOut struct {
	ID     string              `json:"id"`
	Group  string              `json:"group"`
	Title  string              `json:"title"`
	State  protocol.State      `json:"state"`
	Fact   factOut             `json:"fact"`
	Rule   string              `json:"rule"`    // in words; why none decided where none did
	Number *int                `json:"rule_no"` // from 1; null where none decided
	If     *protocol.Condition `json:"if"`      // of that rule
	// Sources and Dissent are empty lists, Choice and Note empty texts, where
	// the protocol names none.
	Sources []sourceOut `json:"sources"`
	Dissent []sourceOut `json:"dissent"`
	Choice  string      `json:"choice"`
	Note    string      `json:"note"`
}

type sourceOut struct {
	Text  string         `json:"text"`
	Year  *int           `json:"year"` // null: the source bears no date
	Ref   string         `json:"ref"`
	Grade protocol.Grade `json:"grade"` // "" for a published one
}

type factOut struct {
	ID    string        `json:"id"`
	Type  protocol.Type `json:"type"`
	Title string        `json:"title"`
	Known bool          `json:"known"`
	Value any           `json:"value"` // null while not known
	Unit  string        `json:"unit,omitempty"`
	Kind  string        `json:"kind,omitempty"`
	When  string        `json:"when,omitempty"`
	// Of the medicines, those of the classes that the rules look at.
	Matched []string `json:"matched,omitempty"`
}

type medicineOut struct {
	Typed      string   `json:"typed"`
	Classes    []string `json:"classes"`
	Recognised bool     `json:"recognised"`
	DidMean    []string `json:"did_mean"`
}

// teller says a trial in a language.
type teller struct {
	book *words.Book
	lang words.Lang
	p    *protocol.Protocol
}

func (t teller) trial(c protocol.Case, r protocol.Trial) trialOut {
	p := t.p
	out := trialOut{On: c.On, Criteria: []criterionOut{}, Medicines: []medicineOut{},
		Protocol: protocolOut{ID: p.ID, Version: p.Version, Status: p.Status, Title: p.Title.In(t.lang), Notice: p.Notice.In(t.lang), Hash: p.Hash},
		Outcome:  outcomeOut{State: r.State, AtBest: r.Best, Say: t.outcome(r), Counts: map[protocol.State]int{}}}
	for _, s := range protocol.States {
		out.Outcome.Counts[s] = 0
	}
	for _, l := range r.Lines {
		out.Outcome.Counts[l.Result.State]++
		out.Criteria = append(out.Criteria, t.criterion(l))
	}
	for _, ft := range p.Facts {
		for _, m := range c.Facts[ft.ID].Medicines {
			of, all := p.ClassesOf(m)
			out.Medicines = append(out.Medicines, medicineOut{Typed: m, Classes: listed(of), Recognised: all, DidMean: listed(p.Suggest(m))})
		}
	}
	return out
}

// listed gives [] rather than null.
func listed(s []string) []string { return append([]string{}, s...) }

func (t teller) outcome(r protocol.Trial) string {
	var s string
	switch r.State {
	case protocol.Stop:
		s = t.book.Say(t.lang, "A criterion stops.")
	case protocol.Unknown:
		s = t.book.Say(t.lang, "Something is not known, and unknown is never clear.")
	case protocol.Review:
		s = t.book.Say(t.lang, "A clinician has to look at it.")
	default:
		s = t.book.Say(t.lang, "Every criterion is clear. A prescriber decides.")
	}
	if r.Best == protocol.Review {
		s += " " + t.book.Say(t.lang, "The protocol is a draft: a case can end at review at best.")
	}
	return s
}

func (t teller) criterion(l protocol.Tried) criterionOut {
	c := l.Criterion
	out := criterionOut{ID: c.ID, Group: c.Group, Title: c.Title.In(t.lang), State: l.Result.State, Fact: t.fact(l), Rule: l.Result.Say.In(t.lang),
		Sources: sources(c.Sources), Dissent: sources(c.Dissent), Choice: c.Choice.In(t.lang), Note: c.Note.In(t.lang)}
	if l.Result.Rule < 0 {
		out.Rule = t.why(l.Why)
		return out
	}
	n := l.Result.Rule + 1
	out.Number, out.If = &n, &c.Rules[l.Result.Rule].If
	return out
}

func sources(ss []protocol.Source) []sourceOut {
	out := []sourceOut{}
	for _, s := range ss {
		o := sourceOut{Text: s.Text, Ref: s.Ref, Grade: s.Grade}
		if s.Year != 0 {
			o.Year = &s.Year
		}
		out = append(out, o)
	}
	return out
}

func (t teller) why(w protocol.Why) string {
	switch w {
	case protocol.NotGiven:
		return t.book.Say(t.lang, "Nothing is known of it: ask.")
	case protocol.DontKnow:
		return t.book.Say(t.lang, "Asked, and the answer is not known.")
	case protocol.NoKind:
		return t.book.Say(t.lang, "The answer is yes, but not of which kind.")
	case protocol.NoDate:
		return t.book.Say(t.lang, "The answer is yes, but not when.")
	case protocol.NotRecognised:
		return t.book.Say(t.lang, "A medicine is not recognised, so it may be one of these.")
	}
	return t.book.Say(t.lang, "The date is known too roughly to tell.")
}

func (t teller) fact(l protocol.Tried) factOut {
	f := l.Fact
	out := factOut{ID: l.Type.ID, Type: l.Type.Type, Title: l.Type.Title.In(t.lang), Known: f.Known, Unit: l.Type.Unit}
	if !f.Known {
		return out
	}
	switch l.Type.Type {
	case protocol.TypeAnswer:
		out.Value, out.Kind, out.When = f.Say, f.Kind, when(f)
	case protocol.TypeNumber:
		out.Value = f.Number
	case protocol.TypePressure:
		out.Value, out.When = f.Pressure, when(f)
	case protocol.TypeDate:
		out.Value = when(f)
	case protocol.TypeMedicines:
		out.Value = f.Medicines
		for _, r := range l.Criterion.Rules {
			out.Matched = append(out.Matched, t.p.Among(f.Medicines, r.If.AnyOf)...)
		}
	}
	return out
}

// when gives a date as exactly as it is known: "2019", "2019-03" or
// "2019-03-05".
func when(f protocol.Fact) string {
	day := f.From.String()
	for _, letters := range []int{10, 7, 4} {
		if len(day) < letters {
			break // no date at all
		}
		if from, to, err := protocol.ParseWhen(day[:letters]); err == nil && from == f.From && to == f.To {
			return day[:letters]
		}
	}
	return ""
}
