package session

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/session"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// dosing is a dosing session in three columns: what was prepared, what
// happens, what is measured.
type dosing struct {
	v *Visit

	name, about, course *kit.Text
	stage               *fyne.Container
	elapsed             *kit.Text
	head                *fyne.Container

	left     *fyne.Container
	middle   *fyne.Container // the timeline, or the panel that is open
	quick    *fyne.Container // the buttons and the line under the timeline
	center   *fyne.Container // both
	scroll   *kit.Form       // what scrolls them where text is large
	lines    *timeline
	panel    *panel
	line     *kit.TextField
	sort     session.Sort
	sorted   *fyne.Container // says what the line is about
	hinted   string          // what it says
	keeper   *place.Keeper
	vitals   *vitalsCard
	right    *fyne.Container // the cards that wait, then what is measured
	measured []fyne.CanvasObject
	beside   *kit.Form // what scrolls them
	foot     *kit.Text
	chips    map[session.Sort]*kit.Button

	headDrawn, leftDrawn, cardsDrawn drawn

	room  bool // the dim look
	asked bool // today's checks were opened by themselves
}

func newDosing(v *Visit) *dosing {
	s := v.Shell
	d := &dosing{v: v, sort: session.Observation, hinted: string(session.Observation), chips: map[session.Sort]*kit.Button{}}
	d.name, d.about, d.course = kit.Section(""), kit.Muted(""), kit.Muted("")
	d.stage, d.elapsed = container.NewStack(), kit.Clock("")
	d.left, d.lines, d.foot = kit.Stack(kit.GapM), newTimeline(d), kit.Small("")
	d.middle, d.sorted = container.NewStack(d.lines.view), kit.Row(kit.GapS)
	d.line = kit.NewTextField(s.T, "session.line", "")
	d.line.SetPlaceholder(s.T("Write what happens, Enter stamps it"))
	d.line.OnEnter = func(string) bool { d.stamp(); return true }
	d.keeper = place.NewKeeper(v.Drafts, s, v.form("line"), func() any { return d.typed() })
	d.line.OnChanged = func() { d.keeper.Changed(); d.hintLine() }
	d.vitals, d.right = newVitalsCard(d), kit.Stack(kit.GapM)
	d.quick = kit.Stack(kit.GapS, d.quickButtons(), d.sorted, d.line)
	if kit.LargeText() { // the line is in view before the buttons, which the keys reach
		d.quick = kit.Stack(kit.GapS, d.sorted, d.line, d.quickButtons())
	}
	return d
}

// keys is a kit.Keys for fields that stand outside a form.
type keys struct {
	next, save, leave func()
	focused           func(fyne.CanvasObject)
}

func (k *keys) Next() {
	if k.next != nil {
		k.next()
	}
}
func (k *keys) Save() {
	if k.save != nil {
		k.save()
	}
}
func (k *keys) Leave() {
	if k.leave != nil {
		k.leave()
	}
}
func (k *keys) Focused(o fyne.CanvasObject) {
	if k.focused != nil {
		k.focused(o)
	}
}

func (d *dosing) content() fyne.CanvasObject {
	s := d.v.Shell
	back := kit.Quiet("session.chart", "‹ "+s.T("Chart"), d.toChart)
	emergency := kit.Danger("session.emergency", s.T("Emergency F12"), d.emergency)
	d.head = headOf(back, d.name, d.about, d.course, d.stage, d.elapsed, emergency)
	top := kit.Panel(kit.Stack(0, kit.PadXY(20, 9, d.head), kit.Rule()))
	d.center = kit.Stack(kit.GapM, kit.Flex(1, d.middle), d.quick)
	d.scroll = kit.VScroll(d.center)
	d.measured = []fyne.CanvasObject{d.vitals.card, kit.Flex(1, d.vitals.chartCard), d.foot}
	d.right.Objects = d.measured
	d.beside = kit.VScroll(d.right)
	side := float32(268)
	if kit.LargeText() { // what is typed needs the room more
		side = 200
	}
	body := kit.Pad(kit.GapM, kit.Columns(kit.GapM, kit.Fixed(side, kit.VScroll(d.left)), kit.Flex(1, kit.NewCard("", d.scroll)), kit.Fixed(330, d.beside)))
	// The scrolling parts gave these fields their own keys; they have others.
	d.line.SetKeys(&keys{save: d.stamp, leave: d.aboutNothing, focused: d.scroll.Focused})
	d.vitals.setKeys(d.beside)
	return kit.Frame(top, body, nil)
}

func (d *dosing) toChart() {
	d.v.Shell.Go(place.Route{Place: place.Sessions, Patient: d.v.show.Visit.Patient})
}

// apply shows the session as it was read last: each part draws what has
// changed of it.
func (d *dosing) apply() {
	d.showHead()
	d.showLeft()
	d.lines.show()
	cards, vitals := d.showCards(), d.vitals.show()
	if cards || vitals {
		d.vitals.arrange()
	}
	d.showQuick()
	d.showFoot()
	d.tick()
}

// showHead says who it is, how far the course is, and the stage.
func (d *dosing) showHead() {
	s, show, h := d.v.Shell, d.v.show, d.v.header
	course := s.T("Session %d", show.Nth)
	if show.Ordered {
		course = s.T("Session %d of %d", show.Nth, show.Order.Sessions) + " · " + s.T(show.Order.Route)
		if show.Order.Style != "" {
			course += " · " + s.T(show.Order.Style)
		}
	}
	if show.TotalUG > 0 {
		course = dots(course, s.T("Total %s mg", session.MG(show.TotalUG)))
	}
	if !d.headDrawn.anew([]string{h.Patient.Name(), d.person(), course, show.Stage.Name()}) {
		return
	}
	d.name.SetText(h.Patient.Name())
	d.about.SetText(d.person())
	d.course.SetText(course)
	tone := kit.ToneAccent
	if show.Stage == session.StageSigned {
		tone = kit.ToneDone
	}
	d.stage.Objects = []fyne.CanvasObject{kit.NewPill(s.T(show.Stage.Name()), tone)}
	d.head.Refresh()
}

// person says in one line who it is: age, pronouns, weight of today and
// allergies.
func (d *dosing) person() string {
	s, h, show := d.v.Shell, d.v.header, d.v.show
	parts := []string{}
	if !h.Patient.Born.IsZero() {
		parts = append(parts, fmt.Sprint(h.Patient.Born.AgeOn(record.DateOf(s.Now(), d.v.zone()))))
	}
	if h.Patient.Pronouns != "" {
		parts = append(parts, h.Patient.Pronouns)
	}
	if g := show.Checks.Weight.Grams; g > 0 {
		parts = append(parts, s.T("%s kg", patients.Kg(g)))
	}
	parts = append(parts, allergies(s, h))
	return dots(parts...)
}

// tick moves the clocks: how long the session has run, and when vital signs
// are due.
func (d *dosing) tick() {
	now := d.v.Shell.Now()
	run := ""
	if !d.v.show.Visit.Began.IsZero() {
		run = kit.HMS(d.v.show.Elapsed(now))
	}
	if len(run) != len(d.elapsed.String()) {
		d.elapsed.SetText(run)
		d.head.Refresh()
	}
	setText(d.elapsed, run)
	d.vitals.tick(now)
	d.showPanel()
}

// setText changes a text only where it is different, so that a tick draws no
// more than it must.
func setText(t *kit.Text, s string) {
	if t.String() != s {
		t.SetText(s)
	}
}

func (d *dosing) showFoot() {
	s, show := d.v.Shell, d.v.show
	text := s.T("Room mode: Ctrl+D")
	switch show.Stage {
	case session.StageDosing, session.StageReady:
		text += " · " + s.T("Discharge check: F10")
	case session.StageDischarged:
		text += " · " + s.T("Sign: F10")
	}
	setText(d.foot, text)
}

func (d *dosing) first() {
	var t typedLine
	d.keeper.Clean()
	if d.keeper.Restore(&t) {
		d.restoreLine(t)
	}
	d.vitals.restore()
	if d.v.show.Stage == session.StageChecks && !d.v.show.Checked && !d.asked {
		d.asked = true
		d.checks()
		return
	}
	d.focusStart()
}

// focusStart puts the focus where work begins: on the first vital sign where
// some are due now, otherwise in the line.
func (d *dosing) focusStart() {
	switch part := d.v.route.Part; {
	case part == "adverse":
		d.toOpenAdverse()
	case part == "card":
		d.answerFirst()
	case d.open() && d.dueNow() && d.line.Text() == "":
		d.vitals.focus()
	default:
		d.focusLine()
	}
	if d.panel == nil && d.v.route.Part != "" {
		d.focusLine()
	}
}

func (d *dosing) leave() {
	d.keeper.Keep()
	d.vitals.keeper.Keep()
	d.keepPanel()
}

// open reports whether lines are still written freely: the visit is neither
// signed nor called off.
func (d *dosing) open() bool { return !d.v.show.Visit.State.Over() }

func (d *dosing) toggleRoom() {
	d.room = !d.room
	d.v.Shell.SetRoomMode(d.room)
}

// Dim implements place.Dimmed.
func (v *Visit) Dim() {
	if d, ok := v.body.(*dosing); ok && !d.room {
		d.toggleRoom()
	}
}

// start starts the clock.
func (d *dosing) start() {
	d.v.do(func(ctx context.Context, by record.Actor) error { return d.v.Desk.Start(ctx, by, d.v.route.Record) }, func(err error) {
		if err != nil {
			d.v.Shell.Fail(err)
			return
		}
		if len(d.v.show.Taken()) == 0 {
			d.vitals.focus() // the first are due before the first dose
			return
		}
		d.line.Focus()
	})
}

// finish goes on to what comes at the end: the discharge check, then the
// signature.
func (d *dosing) finish() {
	switch d.v.show.Stage {
	case session.StageDischarged:
		d.sign()
	case session.StageReady, session.StageDosing:
		d.discharge()
	}
}

// mayWrite reports whether the person may write in the log and the visit is
// one that has a log.
func (d *dosing) mayWrite() bool {
	return d.v.Shell.Person().May(clinic.RecordSession) && d.v.show.Stage != session.StageOver
}

func (d *dosing) commands() []place.Command {
	s := d.v.Shell
	ctrl, alt := fyne.KeyModifierShortcutDefault, fyne.KeyModifierAlt
	closed := func() bool { return !d.open() }
	stage := func(stages ...session.Stage) func() bool {
		return func() bool {
			for _, st := range stages {
				if d.v.show.Stage == st {
					return false
				}
			}
			return true
		}
	}
	quick := func(sort session.Sort) func() { return func() { d.choose(sort) } }
	return []place.Command{
		{ID: "session.vitals", Label: s.T("Vitals"), Key: fyne.KeyF2, Do: d.vitals.focus, Disabled: closed},
		{ID: "session.words", Label: s.T("Patient's words"), Key: fyne.KeyF3, Do: quick(session.Words), Disabled: closed},
		{ID: "session.support", Label: s.T("Calm support"), Key: fyne.KeyF4, Do: quick(session.CalmSupport), Disabled: closed},
		{ID: "session.music", Label: s.T("Music"), Key: fyne.KeyF5, Do: quick(session.Music), Disabled: closed},
		{ID: "session.nausea", Label: s.T("Nausea"), Key: fyne.KeyF6, Do: quick(session.Nausea), Disabled: closed},
		{ID: "session.dose", Label: s.T("Dose"), Key: fyne.KeyF7, Do: func() { d.dose(nil) }, Disabled: closed},
		{ID: "session.draw", Label: s.T("Draw for this session"), Key: fyne.KeyF7, Modifier: ctrl, Do: d.drawNow,
			Disabled: func() bool { return closed() || !d.mayDraw() }},
		{ID: "session.waste", Label: s.T("Waste the rest"), Key: fyne.KeyF7, Modifier: ctrl | fyne.KeyModifierShift, Do: d.waste,
			Disabled: func() bool { return !d.mayWaste() }},
		{ID: "session.adverse", Label: s.T("Adverse event"), Key: fyne.KeyF8, Do: func() { d.adverse(nil) }},
		{ID: "session.key", Label: s.T("Key moment"), Key: fyne.KeyF9, Do: d.lines.toggleKey},
		{ID: "session.finish", Label: s.T("Discharge, then sign"), Key: fyne.KeyF10, Do: d.finish, Disabled: stage(session.StageReady, session.StageDosing, session.StageDischarged)},
		{ID: "session.emergency", Label: s.T("Emergency"), Key: fyne.KeyF12, Do: d.emergency},
		{ID: "session.write", Label: s.T("Observation in the timeline"), Key: fyne.KeyJ, Modifier: ctrl, Do: d.toLine, Disabled: closed},
		{ID: "session.presence", Label: s.T("Who comes in or leaves"), Key: fyne.KeyI, Modifier: ctrl, Do: d.presence, Disabled: closed},
		{ID: "session.finding", Label: s.T("Something is seen"), Key: fyne.KeyF, Modifier: ctrl, Do: d.finding, Disabled: closed},
		{ID: "session.answer", Label: s.T("What was done about a card"), Key: fyne.KeyU, Modifier: ctrl, Do: d.answerFirst,
			Disabled: func() bool { return len(d.v.show.Open()) == 0 || !d.mayWrite() }},
		{ID: "session.checks", Label: s.T("Today's checks"), Key: fyne.KeyT, Modifier: ctrl, Do: d.checks, Disabled: closed},
		{ID: "session.room", Label: s.T("Room and who is here"), Key: fyne.KeyR, Modifier: ctrl, Do: d.setRoom, Disabled: closed},
		{ID: "session.start", Label: s.T("Start the session"), Key: fyne.KeyS, Modifier: ctrl, Do: d.start, Disabled: stage(session.StageChecks)},
		{ID: "session.override", Label: s.T("Override what stands against a dose"), Key: fyne.KeyG, Modifier: ctrl, Do: d.override, Disabled: closed},
		{ID: "session.correct", Label: s.T("Correct the marked line"), Key: fyne.KeyE, Modifier: ctrl | fyne.KeyModifierShift, Do: d.lines.correct},
		{ID: "session.add", Label: s.T("Add to the log"), Key: fyne.KeyA, Modifier: ctrl | fyne.KeyModifierShift, Do: func() { d.entry(nil) }},
		{ID: "session.up", Label: s.T("Line above"), Key: fyne.KeyUp, Modifier: alt, Do: func() { d.lines.move(-1) }},
		{ID: "session.down", Label: s.T("Line below"), Key: fyne.KeyDown, Modifier: alt, Do: func() { d.lines.move(1) }},
		{ID: "session.dim", Label: s.T("Room mode"), Key: fyne.KeyD, Modifier: ctrl, Do: d.toggleRoom},
		{ID: "session.print", Label: s.T("Print the summary"), Key: fyne.KeyP, Modifier: ctrl, Do: d.v.print},
		{ID: "session.chart", Label: s.T("Back to the chart"), Key: fyne.KeyBackspace, Modifier: ctrl, Do: d.toChart},
	}
}
