package kit

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"kapdesk/app/record"
)

// DateField is a civil date, typed as 2026-11-23, in the form of the screen's
// language (11/23/2026 or 23/11/2026), or with the month's name. What was
// understood is shown in words under it.
type DateField struct {
	TextField
	earliest, latest record.Date
	base             string
}

// NewDateField makes a field for a date. An empty one is no date.
func NewDateField(tr Tr, id, label string) *DateField {
	f := &DateField{}
	f.setup(tr, id, label, false)
	f.fieldFrame.init(f, tr, id, label)
	f.SetPlaceholder(tr("MM/DD/YYYY"))
	f.check = func() string { _, e := f.read(); return e }
	f.entry.OnChanged = func(string) {
		f.readBack()
		if !f.setting {
			f.changed()
		}
	}
	return f
}

// SetRange sets the earliest and latest date that can be; zero is none.
func (f *DateField) SetRange(earliest, latest record.Date) *DateField {
	f.earliest, f.latest = earliest, latest
	return f
}

// Value is the date, zero for none. ok is false when something is typed that
// is no date or out of range.
func (f *DateField) Value() (d record.Date, ok bool) {
	d, e := f.read()
	return d, e == ""
}

// SetValue fills the field.
func (f *DateField) SetValue(d record.Date) {
	if d.IsZero() {
		f.SetText("")
		return
	}
	f.SetText(d.String())
}

// SetHint sets the line that stands under the field while no date is read.
func (f *DateField) SetHint(s string) { f.base = s; f.readBack() }

func (f *DateField) readBack() {
	if d, e := f.read(); e == "" && !d.IsZero() {
		f.TextField.SetHint("= " + LongDate(f.tr, d))
		return
	}
	f.TextField.SetHint(f.base)
}

func (f *DateField) read() (record.Date, string) {
	t := strings.TrimSpace(f.Text())
	if t == "" {
		return record.Date{}, ""
	}
	d, ok := ParseDate(f.tr, t)
	switch {
	case !ok:
		return record.Date{}, f.tr("Not a date. Type it as %s or 2026-11-23. Kept as typed.", f.tr("MM/DD/YYYY"))
	case !f.earliest.IsZero() && d.Compare(f.earliest) < 0:
		return d, f.tr("Must be on or after %s. Kept as typed.", LongDate(f.tr, f.earliest))
	case !f.latest.IsZero() && d.Compare(f.latest) > 0:
		return d, f.tr("Must be on or before %s. Kept as typed.", LongDate(f.tr, f.latest))
	}
	return d, ""
}

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July",
	"August", "September", "October", "November", "December"}

// LongDate is a date in words: 23 November 2026.
func LongDate(tr Tr, d record.Date) string {
	if d.IsZero() {
		return ""
	}
	return tr("%d %s %d", d.Day, tr(monthNames[d.Month-1]), d.Year)
}

// ParseDate reads a typed date: ISO, the order of the screen's language with
// / . or -, or with the name of the month. The year has four digits always.
func ParseDate(tr Tr, s string) (record.Date, bool) {
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("/.-,", r)
	})
	kept := parts[:0]
	for _, p := range parts {
		if p != "de" && p != "del" && p != "of" {
			kept = append(kept, p)
		}
	}
	if len(kept) != 3 {
		return record.Date{}, false
	}
	y, m, d := kept[2], kept[0], kept[1]
	switch {
	case len(kept[0]) == 4:
		y, m, d = kept[0], kept[1], kept[2]
	case monthNumber(tr, kept[1]) > 0, strings.HasPrefix(tr("MM/DD/YYYY"), "D") && monthNumber(tr, kept[0]) == 0:
		m, d = kept[1], kept[0]
	}
	return civil(tr, y, m, d)
}

func civil(tr Tr, y, m, d string) (record.Date, bool) {
	year, err1 := strconv.Atoi(y)
	day, err2 := strconv.Atoi(d)
	month := monthNumber(tr, m)
	if month == 0 {
		month, _ = strconv.Atoi(m)
	}
	if len(y) != 4 || len(d) > 2 || err1 != nil || err2 != nil || month < 1 || month > 12 || day < 1 {
		return record.Date{}, false
	}
	t := time.Date(year, time.Month(month), day, 12, 0, 0, 0, time.UTC)
	if t.Day() != day || year < 1000 {
		return record.Date{}, false
	}
	return record.Date{Year: year, Month: time.Month(month), Day: day}, true
}

// monthNumber is 1 to 12 for a month's name or its first three letters or
// more, in the screen's language or English, and 0 for anything else.
func monthNumber(tr Tr, s string) int {
	if len(s) < 3 {
		return 0
	}
	for i, name := range monthNames {
		if strings.HasPrefix(strings.ToLower(tr(name)), s) || strings.HasPrefix(strings.ToLower(name), s) {
			return i + 1
		}
	}
	return 0
}
