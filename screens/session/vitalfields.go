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
	away     *kit.NumberField // dissociation
	nausea   *kit.NumberField
	comfort  *kit.NumberField
	note     *kit.TextField
	tr       kit.Tr
	asked    questioned
}

func newVitalFields(s place.Shell, prefix string, changed func()) *vitalFields {
	f := &vitalFields{tr: s.T}
	f.pressure = kit.NewBPField(s.T, prefix+"pressure", s.T("BP"))
	f.pulse = kit.NewNumberField(s.T, prefix+"pulse", s.T("HR"), "")
	f.spo2 = kit.NewNumberField(s.T, prefix+"spo2", s.T("SpO₂"), "%")
	f.breaths = kit.NewNumberField(s.T, prefix+"breaths", s.T("Breaths"), "")
	f.sedation = kit.NewNumberField(s.T, prefix+"sedation", s.T("MOAA/S"), "")
	f.away = kit.NewNumberField(s.T, prefix+"dissociation", s.T("Dissociation"), "")
	f.nausea = kit.NewNumberField(s.T, prefix+"nausea", s.T("Nausea"), "")
	f.comfort = kit.NewNumberField(s.T, prefix+"comfort", s.T("Comfort"), "")
	f.away.SetPlaceholder(fmt.Sprintf("0–%d", session.MaxDissociation))
	f.nausea.SetPlaceholder(fmt.Sprintf("0–%d", session.MaxNausea))
	f.comfort.SetPlaceholder(fmt.Sprintf("0–%d", session.MaxComfort))
	f.note = kit.NewTextField(s.T, prefix+"note", s.T("Note"))
	for _, n := range f.numbers() {
		n.SetCheck(func(string) string {
			if strings.TrimSpace(n.Text()) != "" && whole(n) == nil {
				return s.T("Type a whole number. Kept as typed.")
			}
			return ""
		})
	}
	f.pressure.OnChanged, f.note.OnChanged = changed, changed
	for _, n := range f.numbers() {
		n.OnChanged = func() { f.readBack(); changed() }
	}
	return f
}

// numbers are the fields that hold one whole number.
func (f *vitalFields) numbers() []*kit.NumberField {
	return []*kit.NumberField{f.pulse, f.spo2, f.breaths, f.sedation, f.away, f.nausea, f.comfort}
}

// readBack says in words what a level means.
func (f *vitalFields) readBack() {
	say := func(n *kit.NumberField, name func(int) string) {
		hint := ""
		if v := whole(n); v != nil && name(*v) != "" {
			hint = f.tr(name(*v))
		}
		if n.Hint() != hint {
			n.SetHint(hint)
		}
	}
	say(f.away, session.DissociationName)
	say(f.nausea, session.NauseaName)
}

// all are the fields in the order in which they are filled in.
func (f *vitalFields) all() []kit.Field {
	return []kit.Field{f.pressure, f.pulse, f.spo2, f.breaths, f.sedation, f.away, f.nausea, f.comfort, f.note}
}

// typedVitals is what stands in the fields, for the draft.
type typedVitals struct {
	Pressure, Pulse, SpO2, Breaths, Sedation, Note, At string
	Dissociation, Nausea, Comfort                      string
	Kept                                               time.Time
}

func (f *vitalFields) typed() typedVitals {
	return typedVitals{Pressure: f.pressure.Text(), Pulse: f.pulse.Text(), SpO2: f.spo2.Text(), Breaths: f.breaths.Text(),
		Sedation: f.sedation.Text(), Dissociation: f.away.Text(), Nausea: f.nausea.Text(), Comfort: f.comfort.Text(), Note: f.note.Text()}
}

func (f *vitalFields) fill(t typedVitals) {
	f.pressure.SetText(t.Pressure)
	f.pulse.SetText(t.Pulse)
	f.spo2.SetText(t.SpO2)
	f.breaths.SetText(t.Breaths)
	f.sedation.SetText(t.Sedation)
	f.away.SetText(t.Dissociation)
	f.nausea.SetText(t.Nausea)
	f.comfort.SetText(t.Comfort)
	f.note.SetText(t.Note)
	f.readBack()
}

// set fills the fields with a set that is corrected.
func (f *vitalFields) set(v session.Vitals) {
	text := func(n *int) string {
		if n == nil {
			return ""
		}
		return fmt.Sprint(*n)
	}
	t := typedVitals{Pulse: text(v.Pulse), SpO2: text(v.SpO2), Breaths: text(v.Breaths), Sedation: text(v.Sedation),
		Dissociation: text(v.Dissociation), Nausea: text(v.Nausea), Comfort: text(v.Comfort), Note: v.Note}
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
	v.Dissociation, v.Nausea, v.Comfort = whole(f.away), whole(f.nausea), whole(f.comfort)
	v.Note = f.note.Text()
	v.Confirmed = f.asked.confirmed(v, f.all())
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

// questioned are the fields whose value the app has asked about, each with what
// stood in it then. The value is kept when Enter is pressed again; another
// value is asked about anew.
type questioned map[string]string

// questions gives the fields that a refusal asks about.
func questions(err error, fields []kit.Field) questioned {
	out := questioned{}
	for _, p := range record.ProblemsOf(err) {
		for _, f := range fields {
			if session.Asks(p) && f.FieldID() == p.Field {
				out[p.Field] = textOf(f)
			}
		}
	}
	return out
}

func textOf(f kit.Field) string {
	if t, ok := f.(interface{ Text() string }); ok {
		return t.Text()
	}
	return ""
}

// holds reports whether the field still says what was asked about.
func (a questioned) holds(f kit.Field) bool {
	text, ok := a[f.FieldID()]
	return ok && text == textOf(f)
}

// confirmed gives the values that somebody keeps by saving them again.
func (a questioned) confirmed(v session.Vitals, fields []kit.Field) []session.Confirmed {
	var out []session.Confirmed
	for _, f := range fields {
		if !a.holds(f) {
			continue
		}
		_, measure, _ := strings.Cut(f.FieldID(), ".")
		measures := []string{measure}
		if measure == "pressure" {
			measures = []string{"systolic", "diastolic"}
		}
		for _, m := range measures {
			if n := v.Value(m); n != nil {
				out = append(out, session.Confirmed{Measure: m, Value: *n})
			}
		}
	}
	return out
}

// correctVitals opens the form that corrects a set of vital signs.
func (d *dosing) correctVitals(l *session.Line) {
	s := d.v.Shell
	var p *panel
	f := newVitalFields(s, "vitals.", func() { p.changed() })
	p = d.panelFor("vitalsfix", l, func() any { return typedFix{f.typed(), p.clock.Text(), reasonText(p)} })
	f.set(*l.Vitals)
	fields := []fyne.CanvasObject{f.pressure, f.pulse, f.spo2, f.breaths, f.sedation, f.away, f.nausea, f.comfort, kit.Wide(f.note)}
	fields = append(fields, p.late(l)...)
	p.build(s.T("Correct vital signs of %s", d.v.clock(l.At)), s.T("Save the correction"), kit.FormGrid(3, fields...), func() {
		v, ok := f.read()
		if !ok {
			return
		}
		w := p.when()
		p.saving(func(ctx context.Context, by record.Actor) error {
			_, err := d.v.Desk.AddVitals(ctx, by, d.v.route.Record, v, w)
			return err
		}, func(err error) {
			f.asked = questions(err, f.all())
			p.refused(err)
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
