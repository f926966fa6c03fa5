package session

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/protocol"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
)

// typedDischarge is what stands in the discharge check, for its draft.
type typedDischarge struct {
	Answers         map[string]string
	Scales          map[string]map[string]string // by item and question
	Escort, Because string
}

// leaving is the discharge check as it is being filled in: what a person
// answers, the scales, and what follows from the readings.
type leaving struct {
	d       *dosing
	p       *panel
	items   []session.DischargeItem
	answers map[string]*kit.Answer3
	scales  map[string]map[string]*kit.Choice
	judged  map[string]*judged
	escort  *kit.TextField
	because *kit.TextField
}

// judged shows an item whose answer follows from figures: whether it is met,
// in words and colour, and the figures.
type judged struct {
	pill    *kit.Pill
	figures *kit.Text
}

// discharge opens the discharge check: each item of the protocol is answered
// or follows from what was measured, and who takes the patient home is named.
func (d *dosing) discharge() {
	s := d.v.Shell
	l := &leaving{d: d, items: d.v.show.ToDischarge(), answers: map[string]*kit.Answer3{}, scales: map[string]map[string]*kit.Choice{}, judged: map[string]*judged{}}
	l.escort = kit.NewTextField(s.T, "discharge.name", s.T("Who is here and takes the patient home, by name"))
	l.because = kit.NewTextField(s.T, "discharge.because", s.T("Prescriber: why the patient may leave although something is not met"))
	l.p = d.panelOf("discharge", func() any { return l.typed() })
	l.p.onShow = l.judge
	if ride := d.v.show.Checks.Ride.Name; ride != "" {
		l.escort.SetHint(s.T("Named in today's checks: %s. Type who is really here.", ride))
	}
	l.escort.OnChanged, l.because.OnChanged = l.p.changed, l.p.changed
	var fields []fyne.CanvasObject
	for _, item := range l.items {
		fields = append(fields, l.row(item))
	}
	fields = append(fields, l.escort)
	if s.Person().May(clinic.OverrideGate) {
		fields = append(fields, l.because)
	} else {
		fields = append(fields, kit.SmallPara(s.T("If something is not met, only a prescriber can let the patient go, with a reason.")))
	}
	l.p.build(s.T("Discharge check"), s.T("Record the discharge"), kit.Stack(kit.GapM, fields...), l.save)
	restore(l.p, l.restore)
	l.judge()
	d.openPanel(l.p)
}

// row is one item: a question to answer, a scale to fill in, or what follows
// from the readings.
func (l *leaving) row(item session.DischargeItem) fyne.CanvasObject {
	s := l.d.v.Shell
	if item.By == protocol.Asked {
		a := kit.NewAnswerRow(s.T, "discharge."+item.ID, item.Text.In(s.Lang())).SetTones(kit.ToneDone, kit.ToneReview, kit.ToneReview)
		a.SetNote(item.Source)
		a.OnChanged = l.p.changed
		l.answers[item.ID] = a
		return a
	}
	j := &judged{pill: kit.NewPill("", kit.ToneNeutral), figures: kit.SmallPara("")}
	l.judged[item.ID] = j
	parts := []fyne.CanvasObject{kit.TopRow(kit.GapS, kit.Flex(1, kit.Strong(item.Text.In(s.Lang())).Wrapped()), j.pill), j.figures}
	if scale, ok := l.d.v.Desk.Scale(item.Scale); ok && item.By == protocol.ByScale {
		parts = append(parts, l.scale(item, scale)...)
	}
	if item.Source != "" {
		parts = append(parts, kit.SmallPara(s.T("Source: %s", item.Source)))
	}
	return kit.Stack(kit.GapXS, parts...)
}

// scale is the questions of a clinician's scale, nothing chosen.
func (l *leaving) scale(item session.DischargeItem, scale session.Scale) (fields []fyne.CanvasObject) {
	s := l.d.v.Shell
	l.scales[item.ID] = map[string]*kit.Choice{}
	for _, q := range scale.Items {
		var options []kit.Option
		for _, o := range q.Options {
			options = append(options, kit.Option{Value: o.Value, Label: s.T(o.Label)})
		}
		c := kit.NewChoice(s.T, "discharge."+item.ID+"."+q.ID, s.T(q.Text), options...)
		c.OnChanged = func() { l.judge(); l.p.changed() }
		l.scales[item.ID][q.ID] = c
		fields = append(fields, c)
	}
	return append(fields, kit.SmallPara(scale.Notice))
}

// given is what a person has answered so far.
func (l *leaving) given(item session.DischargeItem) session.Met {
	m := session.Met{ID: item.ID}
	if a := l.answers[item.ID]; a != nil {
		m.Answer = session.Answer(a.Value())
	}
	if questions := l.scales[item.ID]; questions != nil {
		m.Scored = &session.Scored{Answers: map[string]string{}}
		for id, c := range questions {
			if c.Value() != "" {
				m.Scored.Answers[id] = c.Value()
			}
		}
	}
	return m
}

// judge shows what follows from the readings and the scales as they stand.
func (l *leaving) judge() {
	s := l.d.v.Shell
	for _, item := range l.items {
		j := l.judged[item.ID]
		if j == nil {
			continue
		}
		m := l.d.v.show.Judge(item, l.given(item), s.Now(), l.d.v.Desk.Scale)
		text, tone := s.T("To fill in"), kit.ToneNeutral
		switch m.Answer {
		case session.Yes:
			text, tone = s.T("Met"), kit.ToneDone
		case session.No:
			text, tone = s.T("Not met"), kit.ToneReview
		case session.Unknown:
			text, tone = s.T("Cannot be judged yet"), kit.ToneReview
		}
		if figures := m.Figures(s.T); j.pill.String() != text || j.figures.String() != figures {
			j.pill.Set(text, tone)
			j.figures.SetText(figures)
		}
	}
}

func (l *leaving) save() {
	check := session.Discharge{Escort: l.escort.Text(), Because: l.because.Text()}
	for _, item := range l.items {
		check.Items = append(check.Items, l.given(item))
	}
	l.p.do(func(ctx context.Context, by record.Actor) error {
		_, err := l.d.v.Desk.Discharge(ctx, by, l.d.v.route.Record, check)
		return err
	})
}

func (l *leaving) typed() typedDischarge {
	t := typedDischarge{Answers: map[string]string{}, Scales: map[string]map[string]string{}, Escort: l.escort.Text(), Because: l.because.Text()}
	for _, item := range l.items {
		m := l.given(item)
		if m.Answer != session.NotAsked {
			t.Answers[item.ID] = string(m.Answer)
		}
		if m.Scored != nil && len(m.Scored.Answers) > 0 {
			t.Scales[item.ID] = m.Scored.Answers
		}
	}
	return t
}

func (l *leaving) restore(t typedDischarge) {
	for id, a := range l.answers {
		a.SetValue(t.Answers[id])
	}
	for item, questions := range l.scales {
		for id, c := range questions {
			c.SetValue(t.Scales[item][id])
		}
	}
	l.escort.SetText(t.Escort)
	l.because.SetText(t.Because)
	l.judge()
}
