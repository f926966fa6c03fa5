package handout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kapdesk/app/words"
)

// Texts are the fixed words of one handout in one language, as they stand in
// a file of assets/handouts, which people who do not program can read and
// mend before the program is built; the version stands on every page.
type Texts struct {
	ID       string     `json:"id"` // "what-to-expect"
	Language words.Lang `json:"language"`
	Version  string     `json:"version"`
	Title    string     `json:"title"`
	Sub      string     `json:"sub"`
	Sections []Section  `json:"sections"`
}

// Section is one part of a handout.
type Section struct {
	Key     string  `json:"key"` // what the builder adds to it; see IntegrationPlan and WhatToExpect
	Heading string  `json:"heading"`
	Look    Look    `json:"look"`
	Routes  []Route `json:"routes"` // shown for these only; none means all
	Lines   []Said  `json:"lines"`
}

// Look is how the lines of a section are set.
type Look string

// The looks.
const (
	AsParagraphs Look = "paragraphs"
	AsBullets    Look = "bullets"
	AsTicks      Look = "ticks"  // a list to tick off
	AsUrgent     Look = "urgent" // a box that nobody overlooks
)

// Route is the way a dose is taken, as handout texts tell them apart.
type Route string

// The routes.
const (
	IV      Route = "iv"      // an infusion into a vein
	IM      Route = "im"      // an injection into a muscle
	Lozenge Route = "lozenge" // held in the mouth
	Nasal   Route = "nasal"   // esketamine spray
)

// Routes lists the routes.
var Routes = []Route{IV, IM, Lozenge, Nasal}

// Said is one line. Text may hold {names} of values, given in Values. A line
// whose If value is empty is left out, or Else stands in its place. Source
// says where a clinical fact comes from; it is not printed.
type Said struct {
	Text   string  `json:"text"`
	If     string  `json:"if"`
	Else   string  `json:"else"`
	Routes []Route `json:"routes"`
	Source string  `json:"source"`
}

// UnmarshalJSON reads a line; a plain string is a line without conditions.
func (s *Said) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*s = Said{}
		return json.Unmarshal(b, &s.Text)
	}
	type plain Said
	return strict(b, (*plain)(s))
}

// strict reads JSON and refuses names that it does not know.
func strict(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// Values are what a text's {names} stand for. The names are those of
// ValueNames.
type Values map[string]string

// ValueNames are all the names that a text may use.
var ValueNames = []string{
	"name",      // the patient's preferred name
	"clinic",    // the clinic's name
	"phone",     // the clinic's telephone
	"emergency", // the emergency number
	"crisis",    // a crisis line, where the clinic names one
	"ride",      // who takes the patient home
	"visit",     // date and time of the visit
	"food",      // hours without food
	"drink",     // how long without a drink
	"hours",     // hours without driving
}

// ParseTexts reads one file of handout texts and checks it wholly: languages,
// looks, routes, and that each {name} is known.
func ParseTexts(file []byte) (*Texts, error) {
	var t Texts
	if err := strict(file, &t); err != nil {
		return nil, fmt.Errorf("handout texts: %w", err)
	}
	var errs []error
	odd := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("handout texts %s.%s: "+format, append([]any{t.ID, t.Language}, args...)...))
	}
	if t.ID == "" || t.Version == "" || t.Title == "" || len(t.Sections) == 0 {
		odd("id, version, title and sections are all needed")
	}
	if !slices.Contains(words.Langs, t.Language) {
		odd("unknown language")
	}
	for _, s := range t.all() {
		for _, name := range namesIn(s) {
			if !slices.Contains(ValueNames, name) {
				odd("unknown value {%s}", name)
			}
		}
	}
	for _, s := range t.Sections {
		if !slices.Contains([]Look{AsParagraphs, AsBullets, AsTicks, AsUrgent}, s.Look) {
			odd("section %q has the look %q", s.Heading, s.Look)
		}
		routes := slices.Clone(s.Routes)
		for _, l := range s.Lines {
			routes = append(routes, l.Routes...)
			if l.Text == "" {
				odd("section %q has a line without text", s.Heading)
			}
			if l.If != "" && !slices.Contains(ValueNames, l.If) {
				odd("unknown value %q in a condition", l.If)
			}
		}
		for _, r := range routes {
			if !slices.Contains(Routes, r) {
				odd("unknown route %q", r)
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &t, nil
}

// all gives every sentence of the texts.
func (t *Texts) all() []string {
	out := []string{t.Title, t.Sub}
	for _, s := range t.Sections {
		out = append(out, s.Heading)
		for _, l := range s.Lines {
			out = append(out, l.Text, l.Else)
		}
	}
	return out
}

// namesIn gives the {names} in a text.
func namesIn(s string) []string {
	var names []string
	for {
		from := strings.IndexByte(s, '{')
		to := strings.IndexByte(s, '}')
		if from < 0 || to < from {
			return names
		}
		names = append(names, s[from+1:to])
		s = s[to+1:]
	}
}

// Fill puts the values into a text. A value that is missing is an error: the
// page must never show a gap.
func (v Values) Fill(text string) (string, error) {
	for _, name := range namesIn(text) {
		if strings.TrimSpace(v[name]) == "" {
			return "", fmt.Errorf("handout texts: the value {%s} is missing", name)
		}
		text = strings.Replace(text, "{"+name+"}", keepBraces.Replace(v[name]), 1)
	}
	return bringBraces.Replace(text), nil
}

// A value may itself hold braces; they are no names.
var (
	keepBraces  = strings.NewReplacer("{", "\uE000", "}", "\uE001")
	bringBraces = strings.NewReplacer("\uE000", "{", "\uE001", "}")
)

// shown tells whether something for these routes is shown for the route.
func shown(routes []Route, route Route) bool {
	return len(routes) == 0 || slices.Contains(routes, route)
}

// fill gives the section's lines for the route, with the values in.
func (s Section) fill(route Route, v Values) ([]string, error) {
	var out []string
	for _, l := range s.Lines {
		if !shown(l.Routes, route) {
			continue
		}
		text := l.Text
		if l.If != "" && strings.TrimSpace(v[l.If]) == "" {
			text = l.Else
		}
		if text == "" {
			continue
		}
		filled, err := v.Fill(text)
		if err != nil {
			return nil, err
		}
		out = append(out, filled)
	}
	return out, nil
}

// blocks sets the lines in the section's look, without the heading.
func (s Section) blocks(lines []string) []Block {
	if len(lines) == 0 {
		return nil
	}
	switch s.Look {
	case AsBullets:
		return []Block{Bullets{lines}}
	case AsTicks:
		ticks := make([]Tick, len(lines))
		for i, l := range lines {
			ticks[i].Text = l
		}
		return []Block{Checklist{ticks}}
	case AsUrgent:
		return []Block{Notice{Tone: Urgent, Title: s.Heading, Items: lines}}
	}
	out := make([]Block, len(lines))
	for i, l := range lines {
		out[i] = Paragraph{Text: l}
	}
	return out
}
