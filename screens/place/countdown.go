package place

import (
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/screens/kit"
)

// VitalsDue says how vital signs that are due at the instant stand now: in
// words, by the clock, and whether they are overdue.
func VitalsDue(s Shell, due, now time.Time) (title, count string, over bool, color fyne.ThemeColorName) {
	count, over, color = kit.Countdown(due, now)
	switch {
	case over:
		title = s.T("Vitals overdue")
	case due.After(now):
		title = s.T("Next vitals")
	default:
		title = s.T("Vitals due now")
	}
	return title, count, over, color
}
