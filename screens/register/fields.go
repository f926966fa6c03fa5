package register

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// kept is one field as its draft keeps it.
type kept struct {
	id  string
	get func() string
	set func(string)
}

// fields makes the fields of a form, none filled in: nothing of the register
// is copied forward. Each is required unless it is asked for otherwise.
type fields struct {
	shell   place.Shell
	kept    []kept
	changed func() // set before a person can type
}

func (f *fields) keep(id string, get func() string, set func(string)) {
	f.kept = append(f.kept, kept{id, get, set})
}

// values is the form as it stands, for its draft.
func (f *fields) values() map[string]string {
	out := map[string]string{}
	for _, k := range f.kept {
		if v := k.get(); v != "" {
			out[k.id] = v
		}
	}
	return out
}

func (f *fields) fill(values map[string]string) {
	for _, k := range f.kept {
		k.set(values[k.id])
	}
}

func (f *fields) onChange() {
	if f.changed != nil {
		f.changed()
	}
}

// text is a line of text.
func (f *fields) text(id, label, none string) *kit.TextField {
	t := kit.NewTextField(f.shell.T, id, label)
	if none != "" {
		t.SetCheck(func(text string) string {
			if strings.TrimSpace(text) == "" {
				return none
			}
			return ""
		})
	}
	t.OnChanged = f.onChange
	f.keep(id, t.Text, t.SetText)
	return t
}

// decimal is a number with at most three places after its point, in a unit.
type decimal struct {
	field     *kit.NumberField
	none, bad string
}

func (f *fields) decimal(id, label, unit, none string) *decimal {
	d := &decimal{field: kit.NewNumberField(f.shell.T, id, label, unit), none: none, bad: f.shell.T("At most three places after the point.")}
	d.field.OnChanged = f.onChange
	f.keep(id, d.field.Text, d.field.SetText)
	return d
}

// value gives thousandths, or shows at the field why there are none.
func (d *decimal) value() (int64, bool) {
	text, ok := d.field.Value()
	n, exact := int64(0), false
	switch {
	case !ok:
		return 0, d.field.Check()
	case text == "":
		d.field.SetError(d.none)
		return 0, false
	default:
		n, exact = thousandths(text)
	}
	if !exact {
		d.field.SetError(d.bad)
	}
	return n, exact
}

// thousandths reads a decimal of at most three places as a whole number of
// thousandths: "1.5" is 1500.
func thousandths(text string) (int64, bool) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > 3 {
		if strings.Trim(part[3:], "0") != "" {
			return 0, false
		}
		part = part[:3]
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 3-len(part)), 10, 64)
	return n, err == nil
}

// whole is a number of containers or pieces.
func (f *fields) whole(id, label, unit, none string) *decimal {
	d := f.decimal(id, label, unit, none)
	d.bad = f.shell.T("Type a whole number.")
	return d
}

// count gives the whole number, or shows at the field why there is none.
func (d *decimal) count() (int64, bool) {
	n, ok := d.value()
	if ok && n%1000 != 0 {
		d.field.SetError(d.bad)
		return 0, false
	}
	return n / 1000, ok
}

// choice is one of a few.
func (f *fields) choice(id, label string, options ...kit.Option) *kit.Choice {
	c := kit.NewChoice(f.shell.T, id, label, options...)
	c.OnChanged = f.onChange
	f.keep(id, c.Value, c.SetValue)
	return c
}

// picker is one of many.
func (f *fields) picker(id, label string, options ...kit.Option) *kit.Picker {
	p := kit.NewPicker(f.shell.T, id, label, options...)
	p.OnChanged = f.onChange
	f.keep(id, p.Value, p.SetValue)
	return p
}

// date is a civil date.
func (f *fields) date(id, label string) *kit.DateField {
	d := kit.NewDateField(f.shell.T, id, label)
	d.OnChanged = f.onChange
	f.keep(id, d.Text, d.SetText)
	return d
}

// moment is when something happened: two fields that are left empty for now.
type moment struct {
	shell place.Shell
	day   *kit.DateField
	time  *kit.TimeField
}

func (f *fields) moment() *moment {
	s := f.shell
	m := &moment{shell: s, day: f.date("at.day", s.T("Day")), time: kit.NewTimeField(s.T, "at", s.T("Time"))}
	m.day.SetHint(s.T("Empty: today"))
	m.time.SetHint(s.T("Empty: now"))
	m.time.OnChanged = f.onChange
	f.keep("at", m.time.Text, m.time.SetText)
	return m
}

func (m *moment) content() fyne.CanvasObject { return kit.FormGrid(2, m.day, m.time) }

// value is the instant, zero for now; ok is false when what was typed is none,
// which is shown.
func (m *moment) value() (time.Time, bool) {
	d, dated := m.day.Value()
	hour, minute, timed := m.time.Value()
	switch {
	case !dated || !m.time.Check():
		m.day.Check()
		return time.Time{}, false
	case !timed && d.IsZero():
		return time.Time{}, true
	case !timed:
		m.time.SetError(m.shell.T("Type the time too."))
		return time.Time{}, false
	}
	zone := m.shell.Clinic().Location()
	if d.IsZero() {
		d = record.DateOf(m.shell.Now(), zone)
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, hour, minute, 0, 0, zone), true
}
