package session

import (
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// How many lines of the due list stand on the screen.
const (
	dueBefore = 1 // that are done or missed
	dueAfter  = 2 // that wait
)

// tick counts down to the next vital signs. What is overdue stands large, in
// words, in the colour of stop and with a mark of its own, silently: it is
// read from across the room, and in a picture without colours.
func (c *vitalsCard) tick(now time.Time) {
	s, next, ok := c.d.v.Shell, session.Due{}, false
	for _, d := range c.d.v.show.Due {
		if d.Waits() {
			next, ok = d, true
			break
		}
	}
	title, count, over, color := s.T("Vitals"), "", false, kit.ColorInk
	switch {
	case ok && next.Baseline:
		title, color = "○ "+s.T("Vitals before the first dose"), kit.ColorReview
	case ok:
		if title, count, over, color = place.VitalsDue(s, next.At, now); over {
			title = "▲ " + title
		}
	}
	if c.title.String() == title && c.count.String() == count && c.alarm.Visible() == over {
		return
	}
	c.title.SetText(title)
	c.count.SetText(count)
	c.alarm.SetText(count)
	c.count.SetColor(color)
	c.title.SetColor(color)
	c.head.Refresh()
	if c.alarm.Visible() != over {
		setShown(c.alarm, over)
		setShown(c.count, !over)
		c.showDue()
		c.arrange()
	}
}

// waiting is what the due list is drawn from: each time, and whether it is over
// by now.
func (c *vitalsCard) waiting() (out []any) {
	for _, d := range c.d.v.show.Due {
		out = append(out, d, d.Over(c.d.v.Shell.Now()) > 0)
	}
	return out
}

// showDue draws the due list: what was done at what time, and what waits.
func (c *vitalsCard) showDue() {
	c.due.Objects = nil
	var before, after []fyne.CanvasObject
	now := c.d.v.Shell.Now()
	for _, d := range c.d.v.show.Due {
		switch line := c.dueLine(d, now); {
		case d.Waits() && len(after) < dueAfter:
			after = append(after, line)
		case !d.Waits():
			before = append(before, line)
		}
	}
	if n := len(before); n > dueBefore {
		before = before[n-dueBefore:]
	}
	c.due.Objects = append(before, after...)
	setShown(c.due, len(c.due.Objects) > 0)
}

// dueLine says of one time whether it was done, and when.
func (c *vitalsCard) dueLine(d session.Due, now time.Time) fyne.CanvasObject {
	s, v := c.d.v.Shell, c.d.v
	what := s.T("due %s", v.clock(d.At))
	switch {
	case d.Baseline:
		what = s.T("before the first dose")
	case d.Why.EN != "":
		what = s.T("due %s, again: %s", v.clock(d.At), d.Why)
	}
	switch late := d.Done.Sub(d.At).Truncate(time.Minute); {
	case d.Baseline && !d.Done.IsZero(), !d.Done.IsZero() && late <= 0:
		return kit.SmallPara(dots("✓ "+what, s.T("done %s", v.clock(d.Done))))
	case !d.Done.IsZero():
		return kit.SmallPara(dots("✓ "+what, s.T("done %s, %d min after", v.clock(d.Done), int(late.Minutes()))))
	case d.Missed:
		return kit.SmallPara(dots("– "+what, s.T("not measured")))
	case d.Over(now) > 0 && !d.Baseline:
		return kit.SmallPara("▲ " + what).In(kit.ColorStop)
	}
	return kit.SmallPara("○ " + what)
}

// dueNow reports whether vital signs should be taken at once.
func (d *dosing) dueNow() bool {
	next := d.v.show.NextDue
	return !next.IsZero() && !next.After(d.v.Shell.Now())
}
