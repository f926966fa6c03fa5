package session

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// checksForm is today's checks. Every field is empty at first: nothing is
// taken over from an earlier session.
type checksForm struct {
	d *dosing
	p *panel

	medicines, health, substances, safety, ride *kit.Answer3
	medicinesNote, healthNote, substancesNote   *kit.TextField
	safetyNote                                  *kit.TextField
	solids, liquids                             *kit.TimeField
	solidsUnknown, liquidsUnknown               *kit.Check
	rideName, ridePhone                         *kit.TextField
	weight                                      *kit.WeightField
	noWeight, noVitals                          *kit.Check
	pressure                                    *kit.BPField
	pulse, spo2                                 *kit.NumberField
	pregnancy                                   *kit.Choice
	mood                                        *kit.TextField

	asked questioned // values that were asked about
}

// typedChecks is what stands in the form, for its draft.
type typedChecks struct {
	Medicines, Health, Substances, Safety, Ride            string
	MedicinesNote, HealthNote, SubstancesNote, SafetyNote  string
	Solids, Liquids, RideName, RidePhone, Weight, Pressure string
	Pulse, SpO2, Pregnancy, Mood                           string
	SolidsUnknown, LiquidsUnknown, NoWeight, NoVitals      bool
	Kept                                                   time.Time
}

// checks opens today's checks.
func (d *dosing) checks() {
	s := d.v.Shell
	c := &checksForm{d: d}
	c.p = d.panelOf("checks", func() any { return c.typed() })
	c.make(s)
	c.p.build(s.T("Today's checks"), s.T("Record today's checks"), c.arrange(s), c.save)
	restore(c.p, c.fill)
	c.showWhatApplies()
	if d.v.show.Checked {
		c.p.say(d.answered()...)
	}
	d.openPanel(c.p)
}

// answered says what was asked before in this session, to be read.
func (d *dosing) answered() []fyne.CanvasObject {
	s, show := d.v.Shell, d.v.show
	out := []fyne.CanvasObject{}
	for _, a := range show.Checks.Said(s.T, d.v.zone(), show.Rules, show.Order.Route, show.Judged()) {
		text, color := "✓ ", kit.ColorDone
		if !a.Calm {
			text, color = "○ ", kit.ColorReview
		}
		text += a.Name + ": " + a.Answer
		if a.Note != "" {
			text += " (" + a.Note + ")"
		}
		out = append(out, kit.SmallPara(text).In(color))
	}
	return append([]fyne.CanvasObject{kit.FormGridMin(2, 200, out...)}, kit.SmallPara(s.T("Asked by %s at %s. If something has changed, ask every question again: nothing is taken over.",
		show.Checks.By.Name, d.v.clock(show.CheckedAt))), kit.Rule())
}

func (c *checksForm) make(s place.Shell) {
	text := func(id, label string) *kit.TextField {
		f := kit.NewTextField(s.T, id, s.T(label))
		f.OnChanged = c.p.changed
		return f
	}
	ask := func(id, question string) *kit.Answer3 {
		a := kit.NewAnswerRow(s.T, id, s.T(question))
		a.OnChanged = c.changed
		return a
	}
	tick := func(id, label string) *kit.Check {
		b := kit.NewCheck(s.T, id, s.T(label))
		b.OnChanged = func(bool) { c.changed() }
		return b
	}
	c.safety = ask("checks.safety", "Thoughts of suicide?")
	c.safetyNote = text("checks.safety.note", "What was said")
	c.medicines = ask("checks.medicines", "Any medicine changed since last time?")
	c.medicinesNote = text("checks.medicines.note", "Which, and how")
	c.health = ask("checks.health", "Anything else about health changed?")
	c.healthNote = text("checks.health.note", "What has changed")
	c.substances = ask("checks.substances", "Alcohol or other drugs in the last days?")
	c.substancesNote = text("checks.substances.note", "What, and when")
	c.ride = ask("checks.ride", "Does somebody take the patient home?").SetTones(kit.ToneDone, kit.ToneReview, kit.ToneReview)
	c.rideName, c.ridePhone = text("checks.ride.name", "Name"), text("checks.ride.phone", "Phone")
	c.mood = text("checks.mood", "How the patient feels today, in a few words")
	c.pregnancy = kit.NewChoice(s.T, "checks.pregnancy", s.T("Pregnant?"),
		kit.Option{Value: string(session.Yes), Label: s.T("Yes"), Tone: kit.ToneReview}, kit.Option{Value: string(session.No), Label: s.T("No"), Tone: kit.ToneDone},
		kit.Option{Value: string(session.Unknown), Label: s.T("Don’t know"), Tone: kit.ToneReview},
		kit.Option{Value: string(session.NotApplicable), Label: s.T("Does not apply"), Tone: kit.ToneNeutral})
	c.pregnancy.OnChanged = c.changed
	c.solids = kit.NewTimeField(s.T, "checks.solids", s.T("Last solid food, at"))
	c.liquids = kit.NewTimeField(s.T, "checks.liquids", s.T("Last drink, at"))
	c.solids.OnChanged, c.liquids.OnChanged = c.changed, c.changed
	c.solidsUnknown, c.liquidsUnknown = tick("checks.solids.unknown", "Not known"), tick("checks.liquids.unknown", "Not known")
	c.weight = kit.NewWeightField(s.T, "checks.weight", s.T("Weight today"), s.Clinic().Weight)
	c.weight.OnChanged = c.changed
	c.noWeight = tick("checks.noweight", "Could not be weighed")
	c.pressure = kit.NewBPField(s.T, "checks.pressure", s.T("Blood pressure"))
	c.pulse = kit.NewNumberField(s.T, "checks.pulse", s.T("HR"), "")
	c.spo2 = kit.NewNumberField(s.T, "checks.spo2", s.T("SpO₂"), "%")
	c.pressure.OnChanged, c.pulse.OnChanged, c.spo2.OnChanged = c.changed, c.changed, c.changed
	c.noVitals = tick("checks.novitals", "Could not be taken")
}

func (c *checksForm) arrange(s place.Shell) fyne.CanvasObject {
	return kit.Stack(kit.GapS,
		c.safety, c.safetyNote, c.mood,
		c.medicines, c.medicinesNote, c.health, c.healthNote, c.substances, c.substancesNote,
		c.pregnancy,
		kit.FormGridMin(2, 150, kit.Stack(kit.GapXS, c.solids, c.solidsUnknown), kit.Stack(kit.GapXS, c.liquids, c.liquidsUnknown)),
		c.ride, kit.FormGridMin(2, 150, c.rideName, c.ridePhone),
		kit.FormGridMin(2, 150, kit.Stack(kit.GapXS, c.weight, c.noWeight), kit.Stack(kit.GapXS, c.pressure, c.noVitals)),
		kit.FormGridMin(2, 150, c.pulse, c.spo2))
}

func (c *checksForm) changed() {
	c.p.changed()
	c.showWhatApplies()
}

// showWhatApplies asks for details only after a yes, and reads times back.
func (c *checksForm) showWhatApplies() {
	s := c.d.v.Shell
	setShown(c.safetyNote, c.safety.Answer() == kit.Yes)
	setShown(c.medicinesNote, c.medicines.Answer() == kit.Yes)
	setShown(c.healthNote, c.health.Answer() == kit.Yes)
	setShown(c.substancesNote, c.substances.Answer() == kit.Yes)
	setShown(c.rideName, c.ride.Answer() == kit.Yes)
	setShown(c.ridePhone, c.ride.Answer() == kit.Yes)
	ago := func(f *kit.TimeField) {
		at := c.d.at(f)
		if at.IsZero() {
			f.SetHint("")
			return
		}
		h := s.Now().Sub(at).Round(time.Minute)
		f.SetHint(s.T("%d h %02d min ago", int(h.Hours()), int(h.Minutes())%60))
	}
	ago(c.solids)
	ago(c.liquids)
	if c.p.form != nil {
		c.p.form.Refresh()
	}
}

func (c *checksForm) typed() typedChecks {
	t := typedChecks{Medicines: c.medicines.Value(), Health: c.health.Value(), Substances: c.substances.Value(), Safety: c.safety.Value(), Ride: c.ride.Value(),
		MedicinesNote: c.medicinesNote.Text(), HealthNote: c.healthNote.Text(), SubstancesNote: c.substancesNote.Text(), SafetyNote: c.safetyNote.Text(),
		Solids: c.solids.Text(), Liquids: c.liquids.Text(), RideName: c.rideName.Text(), RidePhone: c.ridePhone.Text(), Weight: c.weight.Text(),
		Pressure: c.pressure.Text(), Pulse: c.pulse.Text(), SpO2: c.spo2.Text(), Pregnancy: c.pregnancy.Value(), Mood: c.mood.Text(),
		SolidsUnknown: c.solidsUnknown.On(), LiquidsUnknown: c.liquidsUnknown.On(), NoWeight: c.noWeight.On(), NoVitals: c.noVitals.On()}
	if t != (typedChecks{}) {
		t.Kept = c.d.v.Shell.Now().Truncate(time.Minute)
	}
	return t
}

// fill brings back what was typed and not recorded, on the same day: what was
// answered on another day is asked again, and the form says so.
func (c *checksForm) fill(t typedChecks) {
	s, zone := c.d.v.Shell, c.d.v.zone()
	if day := record.DateOf(t.Kept, zone); day != record.DateOf(s.Now(), zone) {
		c.p.say(kit.Paragraph(s.T("What was typed here on %s was not recorded. It is not brought back: today's checks are asked today.", day)).In(kit.ColorReview))
		return
	}
	for _, a := range []struct {
		field interface{ SetValue(string) }
		value string
	}{{c.medicines, t.Medicines}, {c.health, t.Health}, {c.substances, t.Substances}, {c.safety, t.Safety}, {c.ride, t.Ride}, {c.pregnancy, t.Pregnancy}} {
		a.field.SetValue(a.value)
	}
	for _, f := range []struct {
		field interface{ SetText(string) }
		text  string
	}{{c.medicinesNote, t.MedicinesNote}, {c.healthNote, t.HealthNote}, {c.substancesNote, t.SubstancesNote}, {c.safetyNote, t.SafetyNote},
		{c.solids, t.Solids}, {c.liquids, t.Liquids}, {c.rideName, t.RideName}, {c.ridePhone, t.RidePhone}, {c.weight, t.Weight},
		{c.pressure, t.Pressure}, {c.pulse, t.Pulse}, {c.spo2, t.SpO2}, {c.mood, t.Mood}} {
		f.field.SetText(f.text)
	}
	c.solidsUnknown.SetOn(t.SolidsUnknown)
	c.liquidsUnknown.SetOn(t.LiquidsUnknown)
	c.noWeight.SetOn(t.NoWeight)
	c.noVitals.SetOn(t.NoVitals)
}

// read gives the checks as they were answered.
func (c *checksForm) read() session.Checks {
	asked := func(a *kit.Answer3, note *kit.TextField) session.Asked {
		out := session.Asked{Answer: session.Answer(a.Value())}
		if a.Answer() == kit.Yes {
			out.Note = note.Text()
		}
		return out
	}
	since := func(f *kit.TimeField, unknown *kit.Check) session.Since {
		if unknown.On() {
			return session.Since{Unknown: true}
		}
		return session.Since{At: c.d.at(f)}
	}
	out := session.Checks{Medicines: asked(c.medicines, c.medicinesNote), Health: asked(c.health, c.healthNote),
		Substances: asked(c.substances, c.substancesNote), Safety: asked(c.safety, c.safetyNote), Solids: since(c.solids, c.solidsUnknown),
		Liquids: since(c.liquids, c.liquidsUnknown), Ride: session.Ride{Answer: session.Answer(c.ride.Value())}, Mood: c.mood.Text(),
		Pregnancy: session.Asked{Answer: session.Answer(c.pregnancy.Value())}, NoVitals: c.noVitals.On()}
	if c.ride.Answer() == kit.Yes {
		out.Ride.Name, out.Ride.Phone = c.rideName.Text(), c.ridePhone.Text()
	}
	if g, ok := c.weight.Grams(); ok {
		out.Weight = session.Weight{Grams: int(g), Typed: c.weight.Text(), Unit: c.weight.Unit()}
	} else {
		out.Weight.Unknown = c.noWeight.On()
	}
	if s, d, ok := c.pressure.Value(); ok {
		out.Vitals.Systolic, out.Vitals.Diastolic = &s, &d
	}
	out.Vitals.Pulse, out.Vitals.SpO2 = whole(c.pulse), whole(c.spo2)
	return out
}

func (c *checksForm) save() {
	checks, v := c.read(), c.d.v
	measured := []kit.Field{c.pressure, c.pulse, c.spo2}
	checks.Vitals.Confirmed = c.asked.confirmed(checks.Vitals, measured)
	c.p.saving(func(ctx context.Context, by record.Actor) error {
		_, err := v.Desk.CompleteChecks(ctx, by, v.route.Record, checks)
		return err
	}, func(err error) {
		c.asked = questions(err, measured)
		c.p.refused(err)
	})
}
