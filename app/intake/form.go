package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"kapdesk/app/words"
)

// Type is how a question is answered.
type Type string

// The types.
const (
	YesNo      Type = "yesno" // yes, no or don't know; detail only after yes
	Text       Type = "text"
	Number     Type = "number"
	Choice     Type = "choice"   // one option
	Multi      Type = "multi"    // any number of options
	Weight     Type = "weight"   // in kg or lb
	Height     Type = "height"   // in cm, or feet and inches
	Pressure   Type = "pressure" // as 120/80
	DateAnswer Type = "date"     // a civil date that has come
	List       Type = "list"     // rows of columns, or said outright that there are none
)

var types = []Type{YesNo, Text, Number, Choice, Multi, Weight, Height, Pressure, DateAnswer, List}

// Form is the intake form.
type Form struct {
	Version  int       `json:"version"`
	Sections []Section `json:"sections"`
}

// Section is one part of the form.
type Section struct {
	ID        string     `json:"id"`
	Title     words.Text `json:"title"`
	Questions []Question `json:"questions"`
}

// Option is one possible answer of a choice.
type Option struct {
	ID    string     `json:"id"`
	Title words.Text `json:"title"`
}

// Column is one column of a list.
type Column struct {
	ID       string     `json:"id"`
	Title    words.Text `json:"title"`
	Required bool       `json:"required,omitempty"`
	Options  []Option   `json:"options,omitempty"` // a choice; else free text
	Wide     bool       `json:"wide,omitempty"`
}

// Question is one question of the form.
type Question struct {
	ID       string     `json:"id"` // also the field's name
	Type     Type       `json:"type"`
	Ask      words.Text `json:"ask"`
	Hint     words.Text `json:"hint,omitzero"`
	Required bool       `json:"required,omitempty"` // to confirm the intake complete, not to save

	Welcome bool `json:"welcome,omitempty"` // yes is the answer one hopes for

	// After yes only.
	Detail words.Text `json:"detail,omitzero"` // asks for more
	Kinds  []Option   `json:"kinds,omitempty"` // asks which kind
	When   words.Text `json:"when,omitzero"`   // asks since or until when

	Options []Option `json:"options,omitempty"` // of a choice or multi
	Lines   int      `json:"lines,omitempty"`   // of a text field; 0 is 1
	Unit    string   `json:"unit,omitempty"`    // of a number
	Min     int      `json:"min,omitempty"`     // of a number
	Max     int      `json:"max,omitempty"`
	On      string   `json:"on,omitempty"` // of a measurement: the question that says on which date

	Row     string     `json:"row,omitempty"` // of a list: the first part of its rows' field names
	Columns []Column   `json:"columns,omitempty"`
	None    words.Text `json:"none,omitzero"` // of a list: says outright that there are none
}

// HasDetail reports whether more is asked after a yes.
func (q Question) HasDetail() bool { return q.Detail.EN != "" }

// HasWhen reports whether a date is asked after a yes.
func (q Question) HasWhen() bool { return q.When.EN != "" }

// Question gives the question of that id.
func (f Form) Question(id string) (Question, bool) {
	for _, s := range f.Sections {
		for _, q := range s.Questions {
			if q.ID == id {
				return q, true
			}
		}
	}
	return Question{}, false
}

// Questions gives all questions in order.
func (f Form) Questions() []Question {
	var all []Question
	for _, s := range f.Sections {
		all = append(all, s.Questions...)
	}
	return all
}

// listOf gives the list whose rows' field names start with row.
func (f Form) listOf(row string) (Question, bool) {
	for _, q := range f.Questions() {
		if q.Type == List && q.Row == row {
			return q, true
		}
	}
	return Question{}, false
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// ParseForm reads a form and checks it; the error names every place.
func ParseForm(raw []byte) (Form, error) {
	var f Form
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Form{}, fmt.Errorf("intake form: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Form{}, errors.New("intake form: something follows the end")
	}
	if err := f.check(); err != nil {
		return Form{}, fmt.Errorf("intake form: %w", err)
	}
	return f, nil
}

func (f Form) check() error {
	var errs []error
	say := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if f.Version < 1 || len(f.Sections) == 0 {
		say("needs a version of 1 or more and sections")
	}
	seen := map[string]bool{}
	id := func(at, s string) {
		if !idForm.MatchString(s) {
			say("%s: id %q must be small letters, figures and _", at, s)
		}
		if seen[s] {
			say("%s: %q stands twice", at, s)
		}
		seen[s] = true
	}
	for _, s := range f.Sections {
		id("section", "section_"+s.ID)
		if s.Title.EN == "" || s.Title.ES == "" || len(s.Questions) == 0 {
			say("section %q needs a title in en and es, and questions", s.ID)
		}
		for _, q := range s.Questions {
			id("question", q.ID)
			if q.Row != "" {
				id("rows of "+q.ID, q.Row)
			}
			if err := f.checkQuestion(q); err != nil {
				say("question %q: %w", q.ID, err)
			}
		}
	}
	return errors.Join(errs...)
}

func (f Form) checkQuestion(q Question) error {
	for name, t := range map[string]words.Text{"ask": q.Ask, "hint": q.Hint, "detail": q.Detail, "when": q.When, "none": q.None} {
		if (t.EN == "") != (t.ES == "") || name == "ask" && t.EN == "" {
			return fmt.Errorf("%s needs words in en and es", name)
		}
	}
	after := q.HasDetail() || q.HasWhen() || len(q.Kinds) > 0
	switch {
	case !slices.Contains(types, q.Type):
		return fmt.Errorf("type %q is not one", q.Type)
	case after && q.Type != YesNo:
		return errors.New("only a yes-or-no question asks for more")
	case (q.Type == Choice || q.Type == Multi) != (len(q.Options) > 0):
		return errors.New("options belong to a choice, and a choice needs them")
	case (q.Type == List) != (len(q.Columns) > 0 && q.Row != "" && q.None.EN != ""):
		return errors.New("row, columns and none belong to a list, and a list needs them")
	case q.Type == Number && q.Max <= q.Min:
		return errors.New("a number needs min and max")
	}
	if q.On != "" {
		if on, ok := f.Question(q.On); !ok || on.Type != DateAnswer {
			return fmt.Errorf("on %q is not a date question", q.On)
		}
	}
	if err := checkOptions(append(slices.Clone(q.Options), q.Kinds...)); err != nil {
		return err
	}
	for _, c := range q.Columns {
		if !idForm.MatchString(c.ID) || c.Title.EN == "" || c.Title.ES == "" {
			return fmt.Errorf("column %q needs an id and a title in en and es", c.ID)
		}
		if err := checkOptions(c.Options); err != nil {
			return err
		}
	}
	return nil
}

func checkOptions(options []Option) error {
	seen := map[string]bool{}
	for _, o := range options {
		if !idForm.MatchString(o.ID) || seen[o.ID] || o.Title.EN == "" || o.Title.ES == "" {
			return fmt.Errorf("option %q needs an id of its own and a title in en and es", o.ID)
		}
		seen[o.ID] = true
	}
	return nil
}

// optionTitle gives the words of an option; the id where there is none.
func optionTitle(options []Option, id string) words.Text {
	for _, o := range options {
		if o.ID == id {
			return o.Title
		}
	}
	return words.Text{EN: id, ES: id}
}

// KindTitle gives the words of a kind.
func (q Question) KindTitle(id string) words.Text { return optionTitle(q.Kinds, id) }

// OptionTitle gives the words of an option.
func (q Question) OptionTitle(id string) words.Text { return optionTitle(q.Options, id) }
