package session

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

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
	alarm     *kit.Text // the same, to be read from across the room
	due       *fyne.Container
	head      *fyne.Container
	rows      *fyne.Container
	chart     *kit.Chart
	readout   *kit.Text

	dueDrawn, chartDrawn drawn
}

func newVitalsCard(d *dosing) *vitalsCard {
	s := d.v.Shell
	c := &vitalsCard{d: d, title: kit.Section(s.T("Next vitals")), count: kit.Clock(""), alarm: kit.Alarm(""), due: kit.Stack(0), readout: kit.SmallPara("")}
	changed := func() { c.keeper.Changed() }
	c.fields = newVitalFields(s, "vitals.", changed)
	c.at = kit.NewTimeField(s.T, "vitals.at", s.T("Time"))
	c.at.SetPlaceholder(s.T("now"))
	c.at.OnChanged = changed
	c.keeper = place.NewKeeper(d.v.Drafts, s, d.v.form("vitals"), func() any { return c.typed() })
	c.head = kit.Row(kit.GapM, c.title, kit.Spacer(), c.count)
	c.rows = kit.Stack(kit.GapS, slices.Concat([]fyne.CanvasObject{c.head, c.alarm}, c.grids(), []fyne.CanvasObject{c.fields.note, c.due})...)
	c.alarm.Hide()
	c.card = kit.NewCard("", c.rows)
	c.chart = kit.NewChart("session.chartpicture", s.T("No vital signs yet."))
	c.chart.OnRead = func(text string) { c.readout.SetText(text) }
	c.chartCard = kit.NewCard(s.T("Blood pressure, heart rate"), kit.Stack(kit.GapXS, kit.Flex(1, c.chart), c.readout))
	return c
}

// grids sets the fields three in a row; where text is large, as many as their
// labels leave room for.
func (c *vitalsCard) grids() []fyne.CanvasObject {
	f := c.fields
	if kit.LargeText() {
		return []fyne.CanvasObject{kit.FormGridMin(3, 96, f.pressure, f.pulse, f.spo2, f.breaths, f.sedation, f.away, f.nausea, f.comfort, c.at)}
	}
	return []fyne.CanvasObject{
		kit.FormGridMin(3, 84, f.pressure, f.pulse, f.spo2),
		kit.FormGridMin(3, 84, f.breaths, f.sedation, f.away),
		kit.FormGridMin(3, 84, f.nausea, f.comfort, c.at),
	}
}

// setKeys gives the fields their keys, inside the part that scrolls them.
func (c *vitalsCard) setKeys(scroll *kit.Form) {
	k := &keys{next: c.d.v.Shell.Window().Canvas().FocusNext, save: c.save, leave: c.d.toLine, focused: scroll.Focused}
	for _, f := range append(c.fields.all(), c.at) {
		f.SetKeys(k)
	}
	// After the usual three Enter saves; Tab goes on to the others.
	enter := func(string) bool { c.save(); return true }
	f := c.fields
	f.spo2.OnEnter, f.sedation.OnEnter, f.away.OnEnter, f.nausea.OnEnter, f.comfort.OnEnter = enter, enter, enter, enter, enter
	f.note.OnEnter, c.at.OnEnter = enter, enter
	// A value that is asked about is kept by Enter in its own field.
	f.pressure.OnEnter = func(string) bool { return c.keepAsked(f.pressure) }
	f.pulse.OnEnter = func(string) bool { return c.keepAsked(f.pulse) }
	f.breaths.OnEnter = func(string) bool { return c.keepAsked(f.breaths) }
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

// keepAsked saves where the field holds what was asked about.
func (c *vitalsCard) keepAsked(f kit.Field) bool {
	if c.fields.asked.holds(f) {
		c.save()
		return true
	}
	return false
}

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
			c.fields.asked = nil
			c.keeper.Drop()
			c.arrange() // what a field said is gone
			d.line.Focus()
			return
		}
		c.fields.asked = questions(err, c.fields.all())
		c.refused(err)
	})
}

// refused shows each problem at its field.
func (c *vitalsCard) refused(err error) {
	place.ShowProblems(c.d.v.Shell, place.Loose(append(c.fields.all(), c.at)), record.Moved(err, record.Named(map[string]string{"at": "vitals.at"})))
	c.arrange()
}

// show draws what is due, and the picture. It reports whether something in the
// column came, went or grew.
func (c *vitalsCard) show() (changed bool) {
	if changed = c.dueDrawn.anew(c.waiting()); changed {
		c.showDue()
	}
	if data := c.data(); c.chartDrawn.anew(data) {
		c.chart.SetData(data)
	}
	if c.card.Visible() != c.d.open() {
		setShown(c.card, c.d.open())
		changed = true
	}
	return changed
}

// arrange lays the column out anew after something in it came, went or grew.
func (c *vitalsCard) arrange() {
	c.rows.Refresh()
	c.d.right.Refresh()
	if c.d.beside != nil {
		c.d.beside.Refresh()
	}
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

// withdraw is the button that takes a line back that was entered in error.
func (d *dosing) withdraw(p *panel, l *session.Line) fyne.CanvasObject {
	return kit.Danger(p.id+".withdraw", d.v.Shell.T("Withdraw this line"), func() {
		reason := p.reason.Text()
		p.do(func(ctx context.Context, by record.Actor) error {
			return d.v.Desk.Withdraw(ctx, by, d.v.route.Record, l.ID, reason)
		})
	})
}
