package kit

import (
	"fmt"
	"strconv"
	"strings"
)

// TimeField is a time of day on the 24-hour clock, typed 8:34, 08:34, 0834.
type TimeField struct{ TextField }

// NewTimeField makes a field for a time of day.
func NewTimeField(tr Tr, id, label string) *TimeField {
	f := &TimeField{}
	f.setup(tr, id, label, false)
	f.fieldFrame.init(f, tr, id, label)
	f.SetPlaceholder(tr("HH:MM"))
	f.check = func() string {
		if _, _, ok := f.Value(); !ok && strings.TrimSpace(f.Text()) != "" {
			return tr("Type the time as 08:30, up to 23:59. Kept as typed.")
		}
		return ""
	}
	return f
}

// Value is hour and minute; ok is false when none can be read, also when
// the field is empty.
func (f *TimeField) Value() (hour, minute int, ok bool) { return ParseTime(f.Text()) }

// SetValue fills the field.
func (f *TimeField) SetValue(hour, minute int) { f.SetText(fmt.Sprintf("%02d:%02d", hour, minute)) }

// ParseTime reads a time of day: 8:34, 08:34, 8.34, 834, 0834.
func ParseTime(s string) (hour, minute int, ok bool) {
	s = strings.TrimSpace(s)
	h, m, sep := strings.Cut(strings.Replace(s, ".", ":", 1), ":")
	if !sep && len(s) >= 3 && len(s) <= 4 {
		h, m = s[:len(s)-2], s[len(s)-2:]
	}
	if h == "" || len(h) > 2 || len(m) != 2 || !digits(h) || !digits(m) {
		return 0, 0, false
	}
	hour, _ = strconv.Atoi(h)
	minute, _ = strconv.Atoi(m)
	return hour, minute, hour < 24 && minute < 60
}
