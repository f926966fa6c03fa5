package session

import (
	"time"

	"kapdesk/app/protocol"
)

// Scale is a clinician's scale as the discharge check asks it. app/measures
// knows the scales; this is all that a session needs of one.
type Scale struct {
	ID      string
	Version int
	Title   string // English, the key of its translation
	Notice  string // whose scale it is, shown and printed with it
	Items   []ScaleItem
	// Most is the highest total. Score gives the total of the answers, by
	// item; ok is false while one is missing or cannot be.
	Most  int
	Score func(answers map[string]string) (total int, ok bool)
}

// ScaleItem is one question of a scale, in English words.
type ScaleItem struct {
	ID, Text string
	Options  []ScaleOption
}

// ScaleOption is one of its answers.
type ScaleOption struct{ Value, Label string }

// Scored is a scale as it was filled in at the discharge check.
type Scored struct {
	Scale   string            `json:"scale"`
	Title   string            `json:"title"`
	Version int               `json:"version"`
	Answers map[string]string `json:"answers"`
	Total   *int              `json:"total,omitempty"` // nil while an answer is missing
	Most    int               `json:"most"`
	AtLeast int               `json:"at_least"`
}

// Scale gives a clinician's scale for the discharge check.
func (d *Desk) Scale(id string) (Scale, bool) { return d.scale(id) }

func (l *Log) scale(id string) (Scale, bool) {
	if l.deps.Scale == nil {
		return Scale{}, false
	}
	return l.deps.Scale(id)
}

// ToDischarge gives the protocol's items that apply to this session: how long
// a patient stays is asked where the route that was given says so.
func (s Show) ToDischarge() []DischargeItem {
	var out []DischargeItem
	for _, item := range s.Rules.Discharge {
		if item.By != protocol.ByStay || s.stay() > 0 {
			out = append(out, item)
		}
	}
	return out
}

func (s Show) stay() time.Duration {
	if len(s.Doses) == 0 {
		return 0
	}
	return s.Rules.Monitoring[s.Doses[len(s.Doses)-1].Route].Stay
}

// Judge gives an item of the discharge check with its answer as it follows at
// the instant from what was measured. An answer that a person gives stays as
// given; anything but yes, no and unknown is not asked. Where a figure is
// missing or too old the answer is unknown, never yes.
func (s Show) Judge(item DischargeItem, given Met, at time.Time, scales func(string) (Scale, bool)) Met {
	m := Met{ID: item.ID, Text: item.Text, Answer: NotAsked, Note: given.Note}
	switch item.By {
	case protocol.ByScale:
		m.byScale(item, given, scales)
	case protocol.ByChange:
		s.byChange(&m, item, at)
	case protocol.BySedation:
		now := s.since(at.Add(-item.Within), at)
		m.Is = &Vitals{Sedation: now.Sedation}
		m.Answer = meets(now.Sedation, func(n int) bool { return n >= item.AtLeast })
	case protocol.ByStay:
		stayed := at.Sub(s.Doses[0].At)
		m.Stayed = int(stayed / time.Minute)
		m.Answer = yesNo(stayed >= s.stay())
	default:
		if a := given.Answer; a == Yes || a == No || a == Unknown {
			m.Answer = a
		}
	}
	return m
}

func yesNo(yes bool) Answer {
	if yes {
		return Yes
	}
	return No
}

// meets is unknown for a figure that was not taken.
func meets(n *int, holds func(int) bool) Answer {
	if n == nil {
		return Unknown
	}
	return yesNo(holds(*n))
}

// byScale is not asked while an answer is missing: a person fills it in. A
// scale that the program does not have is unknown.
func (m *Met) byScale(item DischargeItem, given Met, scales func(string) (Scale, bool)) {
	scale, ok := scales(item.Scale)
	if !ok {
		m.Answer = Unknown
		return
	}
	m.Scored = &Scored{Scale: scale.ID, Title: scale.Title, Version: scale.Version, Most: scale.Most, AtLeast: item.AtLeast}
	if given.Scored != nil {
		m.Scored.Answers = given.Scored.Answers
	}
	if total, ok := scale.Score(m.Scored.Answers); ok {
		m.Scored.Total = &total
		m.Answer = yesNo(total >= item.AtLeast)
	}
}

// byChange compares with the patient's own start: today's checks, and what
// they left out as it was found before the first dose.
func (s Show) byChange(m *Met, item DischargeItem, at time.Time) {
	was, is := s.start(), s.since(at.Add(-item.Within), at)
	keep := func(v Vitals) *Vitals { return &Vitals{Systolic: v.Systolic, Diastolic: v.Diastolic, Pulse: v.Pulse} }
	m.Was, m.Is = keep(was), keep(is)
	m.Answer = Yes
	for _, pair := range [][2]*int{{was.Systolic, is.Systolic}, {was.Diastolic, is.Diastolic}, {was.Pulse, is.Pulse}} {
		switch {
		case pair[0] == nil || pair[1] == nil:
			if m.Answer == Yes {
				m.Answer = Unknown
			}
		case apart(*pair[0], *pair[1])*100 > item.Percent*(*pair[0]):
			m.Answer = No // whatever is missing, this is known
		}
	}
}

func apart(a, b int) int {
	if a > b {
		return a - b
	}
	return b - a
}

// start gives the patient's vital signs before the first dose: each part as
// it was found last.
func (s Show) start() Vitals {
	return latestParts(s.Taken(), func(t Taken) bool { return len(s.Doses) == 0 || !t.At.After(s.Doses[0].At) })
}

// since gives each part of the vital signs as it was found last from one
// instant to another. What was measured before the last dose does not count:
// the patient has had more since.
func (s Show) since(from, to time.Time) Vitals {
	if n := len(s.Doses); n > 0 && s.Doses[n-1].At.After(from) {
		from = s.Doses[n-1].At
	}
	return latestParts(s.Taken(), func(t Taken) bool { return !t.At.Before(from) && !t.At.After(to.Add(skew)) })
}

// latestParts gives each part of the vital signs as it was found last among the
// sets that count; taken stands in the order of time.
func latestParts(taken []Taken, counts func(Taken) bool) (v Vitals) {
	for _, t := range taken {
		if !counts(t) {
			continue
		}
		for _, part := range []struct{ into, from **int }{{&v.Systolic, &t.Systolic}, {&v.Diastolic, &t.Diastolic}, {&v.Pulse, &t.Pulse},
			{&v.SpO2, &t.SpO2}, {&v.Breaths, &t.Breaths}, {&v.Sedation, &t.Sedation}} {
			if *part.from != nil {
				*part.into = *part.from
			}
		}
	}
	return v
}

// Figures gives what the answer follows from in words; "" where a person
// gave it.
func (m Met) Figures(say Sayer) string {
	switch {
	case m.Scored != nil && m.Scored.Total != nil:
		return say("%s: %d of %d; %d or more is needed", say(m.Scored.Title), *m.Scored.Total, m.Scored.Most, m.Scored.AtLeast)
	case m.Scored != nil:
		return say("%s: not filled in", say(m.Scored.Title))
	case m.Was != nil && m.Is != nil:
		return join("; ", say("Start: %s", m.Was.orNone(say)), say("now: %s", m.Is.orNone(say)), m.change(say))
	case m.Is != nil:
		return m.Is.orNone(say)
	case m.Stayed > 0:
		return say("%d min since the first dose", m.Stayed)
	}
	return ""
}

func (v Vitals) orNone(say Sayer) string { return or(v.Said(say), say("no reading that counts")) }

// change gives the widest change of the compared figures, up or down, rounded
// towards zero.
func (m Met) change(say Sayer) string {
	widest, any := 0, false
	for _, pair := range [][2]*int{{m.Was.Systolic, m.Is.Systolic}, {m.Was.Diastolic, m.Is.Diastolic}, {m.Was.Pulse, m.Is.Pulse}} {
		if pair[0] == nil || pair[1] == nil {
			continue
		}
		percent := (*pair[1] - *pair[0]) * 100 / *pair[0]
		if !any || apart(percent, 0) > apart(widest, 0) {
			widest, any = percent, true
		}
	}
	if !any {
		return ""
	}
	return say("widest change %+d %%", widest)
}
