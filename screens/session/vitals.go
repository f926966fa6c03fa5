package session

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// vitalFields are the fields of one set of vital signs, in the session's right
// column and in the form that corrects a set.
type vitalFields struct {
	pressure *kit.BPField
	pulse    *kit.NumberField
	spo2     *kit.NumberField
	breaths  *kit.NumberField
	sedation *kit.NumberField
	note     *kit.TextField
}

func newVitalFields(s place.Shell, prefix string, changed func()) *vitalFields {
	f := &vitalFields{}
	f.pressure = kit.NewBPField(s.T, prefix+"pressure", s.T("BP"))
	f.pulse = kit.NewNumberField(s.T, prefix+"pulse", s.T("HR"), "")
	f.spo2 = kit.NewNumberField(s.T, prefix+"spo2", s.T("SpO₂"), "%")
	f.breaths = kit.NewNumberField(s.T, prefix+"breaths", s.T("Breaths"), "")
	f.sedation = kit.NewNumberField(s.T, prefix+"sedation", s.T("MOAA/S"), "")
	f.note = kit.NewTextField(s.T, prefix+"note", s.T("Note"))
	for _, n := range []*kit.NumberField{f.pulse, f.spo2, f.breaths, f.sedation} {
		n.SetCheck(func(string) string {
			if strings.TrimSpace(n.Text()) != "" && whole(n) == nil {
				return s.T("Type a whole number. Kept as typed.")
			}
			return ""
		})
	}
	f.pressure.OnChanged, f.pulse.OnChanged, f.spo2.OnChanged = changed, changed, changed
	f.breaths.OnChanged, f.sedation.OnChanged, f.note.OnChanged = changed, changed, changed
	return f
}

// all are the fields in the order in which they are filled in.
func (f *vitalFields) all() []kit.Field {
	return []kit.Field{f.pressure, f.pulse, f.spo2, f.breaths, f.sedation, f.note}
}

// typedVitals is what stands in the fields, for the draft.
type typedVitals struct {
	Pressure, Pulse, SpO2, Breaths, Sedation, Note, At string
	Kept                                               time.Time
}

func (f *vitalFields) typed() typedVitals {
	return typedVitals{Pressure: f.pressure.Text(), Pulse: f.pulse.Text(), SpO2: f.spo2.Text(), Breaths: f.breaths.Text(),
		Sedation: f.sedation.Text(), Note: f.note.Text()}
}

func (f *vitalFields) fill(t typedVitals) {
	f.pressure.SetText(t.Pressure)
	f.pulse.SetText(t.Pulse)
	f.spo2.SetText(t.SpO2)
	f.breaths.SetText(t.Breaths)
	f.sedation.SetText(t.Sedation)
	f.note.SetText(t.Note)
}

// set fills the fields with a set that is corrected.
func (f *vitalFields) set(v session.Vitals) {
	text := func(n *int) string {
		if n == nil {
			return ""
		}
		return fmt.Sprint(*n)
	}
	t := typedVitals{Pulse: text(v.Pulse), SpO2: text(v.SpO2), Breaths: text(v.Breaths), Sedation: text(v.Sedation), Note: v.Note}
	if v.Systolic != nil && v.Diastolic != nil {
		t.Pressure = fmt.Sprintf("%d/%d", *v.Systolic, *v.Diastolic)
	}
	f.fill(t)
}

// read gives the set; ok is false where something typed cannot be read, and
// then the field says so.
func (f *vitalFields) read() (v session.Vitals, ok bool) {
	ok = true
	for _, field := range f.all() {
		if !field.Check() {
			if ok {
				field.Focus()
			}
			ok = false
		}
	}
	if s, d, has := f.pressure.Value(); has {
		v.Systolic, v.Diastolic = &s, &d
	}
	v.Pulse, v.SpO2, v.Breaths, v.Sedation = whole(f.pulse), whole(f.spo2), whole(f.breaths), whole(f.sedation)
	v.Note = f.note.Text()
	return v, ok
}

// whole reads a whole number; nil where there is none.
func whole(f *kit.NumberField) *int {
	text, ok := f.Value()
	if !ok || text == "" {
		return nil
	}
	var n int
	if _, err := fmt.Sscanf(text, "%d", &n); err != nil || fmt.Sprint(n) != text {
		return nil
	}
	return &n
}

// vitalsCard is the right column: when vital signs are due, the fields, what
// the readings ask for, and the picture.
type vitalsCard struct {
	d         *dosing
	fields    *vitalFields
	at        *kit.TimeField
	keeper    *place.Keeper
	card      *kit.Card
	chartCard *kit.Card
	title     *kit.Text
	count     *kit.Text
	raised    *fyne.Container
	chart     *kit.Chart
	readout   *kit.Text
}

func newVitalsCard(d *dosing) *vitalsCard {
	s := d.v.Shell
	c := &vitalsCard{d: d, title: kit.Section(s.T("Next vitals")), count: kit.Clock(""), raised: kit.Stack(kit.GapS), readout: kit.Small("")}
	changed := func() { c.keeper.Changed() }
	c.fields = newVitalFields(s, "vitals.", changed)
	c.at = kit.NewTimeField(s.T, "vitals.at", s.T("Time"))
	c.at.SetPlaceholder(s.T("now"))
	c.at.OnChanged = changed
	c.keeper = place.NewKeeper(d.v.Drafts, s, d.v.form("vitals"), func() any { return c.typed() })
	rows := kit.Stack(kit.GapS, kit.Row(kit.GapM, c.title, kit.Spacer(), c.count), c.raised,
		kit.FormGridMin(3, 84, c.fields.pressure, c.fields.pulse, c.fields.spo2),
		kit.FormGridMin(3, 84, c.fields.breaths, c.fields.sedation, c.at), c.fields.note)
	c.card = kit.NewCard("", rows)
	c.chart = kit.NewChart("session.chartpicture", s.T("No vital signs yet."))
	c.chart.OnRead = func(text string) { c.readout.SetText(text) }
	c.chartCard = kit.NewCard(s.T("Blood pressure, heart rate"), kit.Stack(kit.GapXS, kit.Flex(1, c.chart), c.readout))
	return c
}

// setKeys gives the fields their keys, inside the part that scrolls them.
func (c *vitalsCard) setKeys(scroll *kit.Form) {
	k := &keys{next: c.d.v.Shell.Window().Canvas().FocusNext, save: c.save, leave: c.d.toLine, focused: scroll.Focused}
	for _, f := range append(c.fields.all(), c.at) {
		f.SetKeys(k)
	}
	// After the usual three Enter saves; Tab goes on to the others.
	enter := func(string) bool { c.save(); return true }
	c.fields.spo2.OnEnter, c.fields.sedation.OnEnter, c.fields.note.OnEnter, c.at.OnEnter = enter, enter, enter, enter
}

func (c *vitalsCard) typed() typedVitals {
	t := c.fields.typed()
	t.At = c.at.Text()
	if t != (typedVitals{}) {
		t.Kept = c.d.v.Shell.Now().Truncate(time.Minute)
	}
	return t
}

// restore brings back what was typed and not saved, with the time at which it
// was typed: it was not measured now.
func (c *vitalsCard) restore() {
	c.keeper.Clean()
	var t typedVitals
	if !c.keeper.Restore(&t) || t.Kept.IsZero() {
		return
	}
	c.fields.fill(t)
	if c.d.v.Shell.Now().Sub(t.Kept) > 23*time.Hour {
		// A time of day no longer says when it was.
		c.at.SetError(c.d.v.Shell.T("Typed on %s and not saved.", record.DateOf(t.Kept, c.d.v.zone())))
		return
	}
	if c.at.SetText(t.At); t.At == "" && c.d.v.Shell.Now().Sub(t.Kept) > 2*time.Minute {
		c.at.SetText(c.d.v.clock(t.Kept))
	}
}

// focus puts typing where the first vital sign goes.
func (c *vitalsCard) focus() { c.fields.pressure.Focus() }

func (c *vitalsCard) save() {
	v, ok := c.fields.read()
	if !ok || !c.at.Check() {
		return
	}
	d, w := c.d, session.When{At: c.d.at(c.at)}
	saved := c.keeper.Saving()
	d.v.do(func(ctx context.Context, by record.Actor) error {
		_, err := d.v.Desk.AddVitals(ctx, by, d.v.route.Record, v, w)
		if err == nil {
			saved()
		}
		return err
	}, func(err error) {
		if err == nil {
			c.fields.fill(typedVitals{})
			c.at.SetText("")
			c.keeper.Drop()
			d.line.Focus()
			return
		}
		c.refused(err)
	})
}

// refused shows each problem at its field.
func (c *vitalsCard) refused(err error) {
	s := c.d.v.Shell
	var rest record.Problems
	for _, p := range record.ProblemsOf(err) {
		field := kit.Field(nil)
		for _, f := range append(c.fields.all(), c.at) {
			if f.FieldID() == p.Field || p.Field == "at" && f == kit.Field(c.at) {
				field = f
			}
		}
		if field == nil {
			rest = append(rest, p)
			continue
		}
		field.SetError(place.Words(s, p))
		field.Focus()
	}
	c.card.Refresh()
	if len(rest) > 0 || record.ProblemsOf(err) == nil {
		s.Fail(err)
	}
}

// show draws what the readings ask for, and the picture.
func (c *vitalsCard) show() {
	s, show := c.d.v.Shell, c.d.v.show
	c.raised.Objects = nil
	for _, t := range show.Raised {
		tone := kit.ToneReview
		if t.Card != session.Recheck {
			tone = kit.ToneStop
		}
		c.raised.Objects = append(c.raised.Objects, kit.Stack(2, kit.Row(0, kit.NewPill(t.Title.In(s.Lang()), tone)),
			kit.Paragraph(t.Action.In(s.Lang())), kit.SmallPara(s.T("Source: %s", t.Source))))
	}
	setShown(c.raised, len(show.Raised) > 0)
	setShown(c.card, c.d.open())
	c.chart.SetData(c.data())
	c.card.Refresh()
}

func setShown(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func (c *vitalsCard) data() kit.ChartData {
	s, show := c.d.v.Shell, c.d.v.show
	upper := kit.Series{Name: s.T("upper"), Unit: "mmHg"}
	lower := kit.Series{Name: s.T("lower"), Unit: "mmHg"}
	pulse := kit.Series{Name: s.T("HR"), Dotted: true, Color: kit.ColorMuted}
	add := func(series *kit.Series, at time.Time, n *int) {
		if n != nil {
			series.Points = append(series.Points, kit.Sample{At: at, Value: float64(*n)})
		}
	}
	for _, t := range show.Taken() {
		add(&upper, t.At, t.Systolic)
		add(&lower, t.At, t.Diastolic)
		add(&pulse, t.At, t.Pulse)
	}
	data := kit.ChartData{Series: []kit.Series{upper, lower, pulse}, Zone: c.d.v.zone(), Min: 60, Max: 180}
	for _, g := range show.Doses {
		data.Marks = append(data.Marks, kit.Mark{At: g.At, Label: s.T("%s mg", session.MG(g.UG))})
	}
	if n := show.Rules.Call.Systolic; n > 0 {
		data.Max = max(data.Max, float64(n+40)) // room for the dose's words above its own
		data.Thresholds = append(data.Thresholds, kit.Threshold{Value: float64(n), Label: s.T("call prescriber %d", n), Tone: kit.ToneStop})
	}
	return data
}

// tick counts down to the next vital signs. What is overdue stands large and
// in the colour of stop, silently.
func (c *vitalsCard) tick(now time.Time) {
	s, due := c.d.v.Shell, c.d.v.show.NextDue
	title, count, color := s.T("Next vitals"), "", kit.ColorInk
	if due.IsZero() {
		title = s.T("Vitals")
	} else {
		over := false
		if count, over, color = kit.Countdown(due, now); over {
			title = s.T("Vitals overdue")
		}
	}
	setText(c.title, title)
	if c.count.String() != count {
		c.count.SetText(count)
		c.count.SetColor(color)
		c.title.SetColor(color)
		c.card.Refresh()
	}
}

// correctVitals opens the form that corrects a set of vital signs.
func (d *dosing) correctVitals(l *session.Line) {
	s := d.v.Shell
	var p *panel
	f := newVitalFields(s, "vitals.", func() { p.changed() })
	p = d.panelFor("vitalsfix", l, func() any { return typedFix{f.typed(), p.clock.Text(), reasonText(p)} })
	f.set(*l.Vitals)
	fields := []fyne.CanvasObject{f.pressure, f.pulse, f.spo2, f.breaths, f.sedation, kit.Wide(f.note)}
	fields = append(fields, p.late(l)...)
	p.build(s.T("Correct vital signs of %s", d.v.clock(l.At)), s.T("Save the correction"), kit.FormGrid(3, fields...), func() {
		v, ok := f.read()
		if !ok {
			return
		}
		w := p.when()
		p.do(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.AddVitals(ctx, by, d.v.route.Record, v, w)
			return err
		})
	}, d.withdraw(p, l))
	restore(p, func(t typedFix) {
		f.fill(t.Vitals)
		p.clock.SetText(t.At)
		p.reason.SetText(t.Reason)
	})
	d.openPanel(p)
}

// typedFix is what stands in the correction of vital signs, for its draft.
type typedFix struct {
	Vitals     typedVitals
	At, Reason string
}

// withdraw is the button that takes a line back that was entered in error.
func (d *dosing) withdraw(p *panel, l *session.Line) fyne.CanvasObject {
	return kit.Danger(p.id+".withdraw", d.v.Shell.T("Withdraw this line"), func() {
		reason := p.reason.Text()
		p.do(func(ctx context.Context, by record.Actor) error {
			return d.v.Desk.Withdraw(ctx, by, d.v.route.Record, l.ID, reason)
		})
	})
}
