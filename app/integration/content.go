package integration

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"kapdesk/app/record"
)

// Insight is one thing that became clear, in the patient's words.
type Insight struct {
	ID   record.ID `json:"id"` // "" for one that is not kept yet
	Text string    `json:"text"`
}

// Action is one small step.
type Action struct {
	ID   record.ID   `json:"id"`             // "" for one that is not kept yet
	What string      `json:"what"`           // "Five slow breaths before opening mail"
	When string      `json:"when"`           // in the patient's words: "each day", "by Sunday"
	By   record.Date `json:"by,omitzero"`    // the day to look at it again, if there is one
	With string      `json:"with,omitempty"` // "alone", "Luis"
	Know string      `json:"know,omitempty"` // how we will know
}

func (a Action) blank() bool {
	a.ID = ""
	return a == Action{}
}

// Content is what people write in a plan.
type Content struct {
	Insights []Insight   `json:"insights,omitempty"`
	Actions  []Action    `json:"actions,omitempty"`
	Supports string      `json:"supports,omitempty"` // who and what helps between the visits
	Call     string      `json:"call,omitempty"`     // when to call the clinic
	Visits   string      `json:"visits,omitempty"`   // what is arranged beside the booked visits
	Review   record.Date `json:"review,omitzero"`    // the day to look at the steps again, if no visit is booked
}

// The names of the fields in the record. Insights and actions have a field
// each, so that two people who write different ones do not meet.
const (
	fieldSupports = "supports"
	fieldCall     = "call"
	fieldVisits   = "visits"
	fieldReview   = "review"
	fieldInsight  = "insight."
	fieldAction   = "action."
)

// maxText is the longest text of one part, in characters.
const maxText = 20000

// Equal reports whether two contents say the same.
func (c Content) Equal(d Content) bool {
	return maps.EqualFunc(c.fields(), d.fields(), func(a, b any) bool { return a == b })
}

// tidy takes blanks off the ends and blank lines out of the lists.
func (c Content) tidy() Content {
	out := Content{Supports: strings.TrimSpace(c.Supports), Call: strings.TrimSpace(c.Call), Visits: strings.TrimSpace(c.Visits), Review: c.Review}
	for _, i := range c.Insights {
		if i.Text = strings.TrimSpace(i.Text); i.Text != "" {
			out.Insights = append(out.Insights, i)
		}
	}
	for _, a := range c.Actions {
		for _, s := range []*string{&a.What, &a.When, &a.With, &a.Know} {
			*s = strings.TrimSpace(*s)
		}
		if !a.blank() {
			out.Actions = append(out.Actions, a)
		}
	}
	return out
}

// fields gives each part under its field's name; what is empty is left out.
func (c Content) fields() map[string]any {
	f := map[string]any{}
	for name, s := range map[string]string{fieldSupports: c.Supports, fieldCall: c.Call, fieldVisits: c.Visits} {
		if s != "" {
			f[name] = s
		}
	}
	if !c.Review.IsZero() {
		f[fieldReview] = c.Review
	}
	for _, i := range c.Insights {
		f[fieldInsight+string(i.ID)] = i.Text
	}
	for _, a := range c.Actions {
		f[fieldAction+string(a.ID)] = a
	}
	return f
}

// contentOf reads the content from the record's fields. Lists stand in the
// order of their identifiers, which is that of their making.
func contentOf(f record.Fields) Content {
	c := Content{Supports: f.Text(fieldSupports), Call: f.Text(fieldCall), Visits: f.Text(fieldVisits), Review: f.Date(fieldReview)}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if id, ok := strings.CutPrefix(name, fieldInsight); ok {
			c.Insights = append(c.Insights, Insight{record.ID(id), f.Text(name)})
		}
		if id, ok := strings.CutPrefix(name, fieldAction); ok {
			var a Action
			f.Get(name, &a)
			a.ID = record.ID(id)
			c.Actions = append(c.Actions, a)
		}
	}
	return c
}

func conflictsOf(f record.Fields) []Conflict {
	var out []Conflict
	for _, name := range slices.Sorted(slices.Values(f.Conflicts())) {
		c := Conflict{Field: name}
		for _, v := range f[name] {
			c.Values = append(c.Values, Value{v.Event, v.By, sayValue(v.Raw)})
		}
		out = append(out, c)
	}
	return out
}

// sayValue gives a field's value as a person reads it.
func sayValue(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var a Action
	if json.Unmarshal(raw, &a) != nil {
		return string(raw)
	}
	parts := slices.DeleteFunc([]string{a.What, a.When, a.With, a.Know}, func(s string) bool { return s == "" })
	return strings.Join(parts, " · ")
}

// checkLengths refuses texts that are longer than any real one.
func (c Content) checkLengths() record.Problems {
	var ps record.Problems
	check := func(field, s string) {
		if utf8.RuneCountInString(s) > maxText {
			ps = append(ps, record.Invalidf(field, "This is too long: %d letters at most.", maxText))
		}
	}
	check(fieldSupports, c.Supports)
	check(fieldCall, c.Call)
	check(fieldVisits, c.Visits)
	for _, i := range c.Insights {
		check(fieldInsight+string(i.ID), i.Text)
	}
	for _, a := range c.Actions {
		check(fieldAction+string(a.ID)+".what", a.What+a.When+a.With+a.Know)
	}
	return ps
}

// Check gives everything that stands against signing the content.
func (c Content) Check() record.Problems {
	c = c.tidy()
	ps := c.checkLengths()
	if len(c.Insights) == 0 && len(c.Actions) == 0 {
		ps = append(ps, &record.Problem{Code: record.Refused, Field: "insight", Text: "An empty plan cannot be signed.",
			Next: "Write what became clear, or add a step."})
	}
	for _, a := range c.Actions {
		if a.What == "" {
			ps = append(ps, record.Invalidf(fieldAction+string(a.ID)+".what", "Say what the step is."))
		}
		if a.When == "" {
			ps = append(ps, record.Invalidf(fieldAction+string(a.ID)+".when", "Say when, such as each day, or by Sunday."))
		}
	}
	return ps
}
