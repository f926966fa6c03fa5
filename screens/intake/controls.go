package intake

import (
	"encoding/json"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
)

// typed is what stands in a control, as it was typed.
type typed struct {
	Answer intake.Answer `json:"answer"`
	Rows   []typedRow    `json:"rows,omitempty"` // of a list
}

// typedRow is one row of a list; ID is "" for a new one.
type typedRow struct {
	ID     record.ID         `json:"id,omitempty"`
	Values map[string]string `json:"values"`
}

// control is the field or fields of one question.
type control interface {
	question() intake.Question
	object() fyne.CanvasObject
	set(intake.View)                 // shows what is stored
	typed() typed                    // reads what stands there
	restore(typed)                   // brings a draft back
	entries() ([]intake.Entry, bool) // what a save sends; false: shown as wrong
}

func asJSON(c control) string {
	raw, _ := json.Marshal(c.typed()) // plain values: cannot fail
	return string(raw)
}

// simple is a question with one answer.
type simple struct {
	q    intake.Question
	obj  fyne.CanvasObject
	get  func() intake.Answer
	show func(intake.Answer)
	note func(intake.View, intake.Given, bool) // who answered
}

func (c *simple) question() intake.Question { return c.q }
func (c *simple) object() fyne.CanvasObject { return c.obj }
func (c *simple) typed() typed              { return typed{Answer: c.get()} }
func (c *simple) restore(t typed)           { c.show(t.Answer) }

func (c *simple) set(view intake.View) {
	g, ok := view.Answers.Get(c.q.ID)
	if g.Conflict {
		g.Answer = intake.Answer{}
	}
	c.show(g.Answer)
	if c.note != nil {
		c.note(view, g, ok)
	}
}

func (c *simple) entries() ([]intake.Entry, bool) {
	return []intake.Entry{{Field: c.q.ID, Answer: c.get()}}, true
}

// makeControls makes the fields of the section.
func (v *Screen) makeControls() {
	for _, q := range v.section.Questions {
		v.controls = append(v.controls, v.control(q))
	}
}

func (v *Screen) say(t words.Text) string { return t.In(v.Shell.Lang()) }

func (v *Screen) control(q intake.Question) control {
	t, id, label := v.Shell.T, "intake."+q.ID, v.say(q.Ask)
	switch q.Type {
	case intake.YesNo:
		return v.yesNo(q)
	case intake.List:
		return v.list(q)
	case intake.Choice:
		f := kit.NewChoice(t, id, label, v.options(q.Options)...)
		f.SetHint(v.say(q.Hint))
		f.OnChanged = v.changed
		return &simple{q: q, obj: f, get: func() intake.Answer { return intake.Answer{Say: f.Value()} }, show: func(a intake.Answer) { f.SetValue(a.Say) }}
	case intake.Multi:
		return v.multi(q)
	case intake.DateAnswer:
		f := kit.NewDateField(t, id, label)
		f.SetRange(record.Date{}, record.DateOf(v.Shell.Now(), v.Shell.Clinic().Location()))
		f.OnChanged = v.changed
		return &simple{q: q, obj: f, get: func() intake.Answer {
			d, ok := f.Value()
			if ok {
				return intake.Answer{Date: d}
			}
			return intake.Answer{Text: f.Text()} // kept as typed in the draft; Check stops a save
		}, show: func(a intake.Answer) {
			if f.SetValue(a.Date); a.Text != "" {
				f.SetText(a.Text)
			}
		}}
	case intake.Weight:
		f := kit.NewWeightField(t, id, label, v.Shell.Clinic().Weight)
		f.SetHint(v.say(q.Hint))
		f.OnChanged = v.measured
		return &simple{q: q, obj: f, get: func() intake.Answer { return figure(f.Text(), f.Unit()) }, show: func(a intake.Answer) { f.SetText(withUnit(a)) }}
	case intake.Pressure:
		f := kit.NewBPField(t, id, label)
		f.SetHint(v.say(q.Hint))
		f.OnChanged = v.measured
		return textual(q, f, f.Text, f.SetText)
	}
	return v.text(q)
}

// text is a question answered in words or in a figure without a field of its
// own kind.
func (v *Screen) text(q intake.Question) control {
	t, id, label := v.Shell.T, "intake."+q.ID, v.say(q.Ask)
	if q.Lines > 1 {
		f := kit.NewNotesField(t, id, label).SetRows(q.Lines)
		f.SetHint(v.say(q.Hint))
		f.OnChanged = v.changed
		return textual(q, f, f.Text, f.SetText)
	}
	f := kit.NewTextField(t, id, label)
	f.SetHint(v.say(q.Hint))
	f.OnChanged = v.changed
	switch q.Type {
	case intake.Height:
		f.OnChanged = v.measured
		f.SetCheck(func(s string) string {
			if _, ok := intake.ParseHeight(s); ok || strings.TrimSpace(s) == "" {
				return ""
			}
			return t("Type a height as 178 cm or 5 ft 10. Kept as typed.")
		})
	case intake.Number:
		f.SetCheck(func(s string) string {
			n, err := strconv.Atoi(strings.TrimSpace(s))
			if s == "" || err == nil && n >= q.Min && n <= q.Max {
				return ""
			}
			return t("Type a number from %d to %d. Kept as typed.", q.Min, q.Max)
		})
	}
	return textual(q, f, f.Text, f.SetText)
}

func textual(q intake.Question, o fyne.CanvasObject, get func() string, set func(string)) control {
	return &simple{q: q, obj: o, get: func() intake.Answer { return intake.Answer{Text: get()} }, show: func(a intake.Answer) { set(a.Text) }}
}

func figure(text, unit string) intake.Answer {
	if strings.TrimSpace(text) == "" {
		return intake.Answer{}
	}
	return intake.Answer{Text: text, Unit: unit}
}

// withUnit gives a weight as typed with its unit, so that another clinic
// setting does not make kilograms of pounds.
func withUnit(a intake.Answer) string {
	if a.Text == "" || strings.ContainsAny(strings.ToLower(a.Text), "kl") {
		return a.Text
	}
	return a.Text + " " + a.Unit
}

func (v *Screen) options(options []intake.Option) []kit.Option {
	var out []kit.Option
	for _, o := range options {
		out = append(out, kit.Option{Value: o.ID, Label: v.say(o.Title), Tone: kit.ToneAccent})
	}
	return out
}

// measured sets the date of measuring to today when a figure is typed: the
// old date does not hold for a new figure.
func (v *Screen) measured() {
	for _, c := range v.controls {
		if c.question().Type == intake.DateAnswer && asJSON(c) == v.base[c.question().ID] {
			c.restore(typed{Answer: intake.Answer{Date: record.DateOf(v.Shell.Now(), v.Shell.Clinic().Location())}})
		}
	}
	v.changed()
}

// multi is a question with any number of answers.
func (v *Screen) multi(q intake.Question) control {
	var boxes []*kit.Check
	parts := []fyne.CanvasObject{kit.Small(v.say(q.Ask)).Bold().In(kit.ColorInk)}
	for _, o := range q.Options {
		b := kit.NewCheck(v.Shell.T, "intake."+q.ID+"."+o.ID, v.say(o.Title))
		b.OnChanged = func(bool) { v.changed() }
		boxes = append(boxes, b)
		parts = append(parts, b)
	}
	return &simple{q: q, obj: kit.Stack(kit.GapXS, parts...), get: func() intake.Answer {
		var a intake.Answer
		for i, b := range boxes {
			if b.On() {
				a.Picked = append(a.Picked, q.Options[i].ID)
			}
		}
		return a
	}, show: func(a intake.Answer) {
		for i, b := range boxes {
			on := false
			for _, p := range a.Picked {
				on = on || p == q.Options[i].ID
			}
			b.SetOn(on)
		}
	}}
}

// arrange sets the section's fields: figures side by side, everything else
// under one another.
func (v *Screen) arrange() fyne.CanvasObject {
	var parts, figures []fyne.CanvasObject
	flush := func() {
		if len(figures) > 0 {
			parts = append(parts, kit.FormGridMin(4, 150, figures...))
			figures = nil
		}
	}
	for _, c := range v.controls {
		switch c.question().Type {
		case intake.Weight, intake.Height, intake.Pressure, intake.DateAnswer, intake.Number:
			figures = append(figures, c.object())
			continue
		case intake.YesNo:
			flush()
			parts = append(parts, c.object())
			continue
		}
		flush()
		parts = append(parts, kit.PadXY(0, kit.GapXS, c.object()))
	}
	flush()
	return kit.Stack(kit.GapXS, parts...)
}
