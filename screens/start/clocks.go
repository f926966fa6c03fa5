package start

import (
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// clocks are the dosing sessions that go on while the clinic is locked, each
// with how long it has run and when vital signs are due. They can be read from
// across the room and bear no name.
type clocks struct {
	shell   place.Shell
	before  Before
	lines   []*clockLine
	content fyne.CanvasObject
	stop    func()
}

// clockLine is one session.
type clockLine struct {
	run, due, count *kit.Text
	row             *fyne.Container
}

func newClocks(s place.Shell, before Before) *clocks {
	c := &clocks{shell: s, before: before, content: kit.Stack(0)}
	if len(before.Clocks) == 0 {
		return c
	}
	rows := []fyne.CanvasObject{}
	for range before.Clocks {
		l := &clockLine{run: kit.Clock(""), due: kit.Section(""), count: kit.Clock("")}
		l.row = kit.Row(kit.GapL, kit.Section(s.T("Session under way")), l.run, kit.Spacer(), l.due, l.count)
		c.lines = append(c.lines, l)
		rows = append(rows, l.row)
	}
	c.content = kit.Panel(kit.Stack(0, kit.PadXY(20, kit.GapM, kit.Stack(kit.GapS, rows...)), kit.Rule()))
	return c
}

// start lets the clocks run.
func (c *clocks) start() {
	c.tick()
	if c.stop == nil && len(c.lines) > 0 && c.before.Tick != nil {
		c.stop = c.before.Tick(time.Second, c.tick)
	}
}

func (c *clocks) halt() {
	if c.stop != nil {
		c.stop()
		c.stop = nil
	}
}

func (c *clocks) tick() {
	now := c.shell.Now()
	for i, l := range c.lines {
		l.show(c.shell, c.before.Clocks[i], now)
	}
}

func (l *clockLine) show(s place.Shell, clock session.Clock, now time.Time) {
	began, due := clock.Began, clock.Due
	title, count, color := "", "", kit.ColorInk
	if !due.IsZero() {
		title, count, _, color = place.VitalsDue(s, due, now)
	}
	if clock.Cards > 0 { // a card without an answer is not forgotten behind the lock
		title, color = "◆ "+s.T("A card waits for an answer")+" · "+title, kit.ColorStop
	}
	l.run.SetText(kit.HMS(max(0, now.Sub(began))))
	l.due.SetText(title)
	l.count.SetText(count)
	l.due.SetColor(color)
	l.count.SetColor(color)
	l.row.Refresh()
}
