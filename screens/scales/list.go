package scales

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// list is what is due, what was taken, and what can be taken now.
type list struct {
	Deps
	patient record.ID
	state
	chosen  string         // the instrument
	forWhat *measures.Need // what the chosen one is due for; nil where it is not
	ready   bool

	dues, past                    *kit.DataTable
	pick                          *kit.Picker
	about                         *fyne.Container
	buttons                       *fyne.Container
	halves                        *fyne.Container
	left                          *fyne.Container // nil with large text
	pastCard                      *kit.Card
	duesCard                      *kit.Card
	form                          *kit.Form
	body                          fyne.CanvasObject
	root                          *fyne.Container
	onScreen, hand, typeIn, blank *kit.Button
}

// state is what the list shows.
type state struct {
	all    []measures.Shown
	due    []measures.Need
	taken  []measures.Taken // by when they were filled in, the latest first
	person patients.Patient
	half   []half // what a patient began alone
}

func newList(d Deps, patient record.ID) *list { return &list{Deps: d, patient: patient} }

// Content implements place.Screen.
func (v *list) Content() fyne.CanvasObject {
	s := v.Shell
	v.dues = kit.NewDataTable("scales.due", "",
		kit.Column{ID: "scale", Label: s.T("Scale"), Flex: 1}, kit.Column{ID: "for", Label: s.T("What for"), Flex: 2, Less: true}, kit.Column{ID: "since", Label: s.T("Due since"), Width: 190})
	v.dues.OnSelected = v.chooseDue
	v.dues.OnOpen = func(key string) { v.chooseDue(key); v.focusButton() }
	v.past = kit.NewDataTable("scales.taken", s.T("No scale has been taken yet."),
		kit.Column{ID: "date", Label: s.T("Filled in"), Width: 136}, kit.Column{ID: "scale", Label: s.T("Scale"), Flex: 1}, kit.Column{ID: "result", Label: s.T("Result"), Flex: 3},
		kit.Column{ID: "how", Label: s.T("How"), Width: 158, Less: true}, kit.Column{ID: "flags", Label: s.T("Alert"), Width: 76})
	v.past.OnOpen = v.openTaken
	v.pick = kit.NewPicker(s.T, "scales.pick", s.T("Scale"))
	v.pick.OnChanged = func() { v.choose(v.pick.Value(), nil) }
	v.onScreen = kit.Primary("scales.screen", s.T("Fill in on screen"), func() { v.open("") })
	v.hand = kit.Secondary("scales.hand", s.T("Hand the laptop over"), v.onHand)
	v.typeIn = kit.Secondary("scales.type", s.T("Type in from paper"), func() { v.open(paper) })
	v.blank = kit.Quiet("scales.blank", s.T("Print a blank form"), v.onBlank)
	v.about, v.buttons, v.halves = kit.Stack(kit.GapS), kit.Stack(kit.GapS), kit.Stack(kit.GapS)
	v.form = kit.NewForm(kit.Stack(kit.GapM, v.pick, v.about, v.buttons), nil, s.Back)
	v.duesCard = kit.NewCard(s.T("Due now"), v.dues)
	v.pastCard = kit.NewCard(s.T("Taken"), v.past)
	v.root = kit.Stack(0, kit.Flex(1, kit.EmptyState(s.T("Reading the scales …"), "")))
	v.layOut()
	return kit.Pad(kit.GapL, v.root)
}

// layOut sets the parts: side by side, or one under the other with large text.
func (v *list) layOut() {
	take := kit.NewCard(v.Shell.T("Take a scale"), v.form)
	v.left = kit.Stack(kit.GapM)
	if kit.LargeText() {
		v.form.SetContent(kit.Stack(kit.GapM, v.halves, v.duesCard, kit.NewCard(v.Shell.T("Take a scale"), kit.Stack(kit.GapM, v.pick, v.about, v.buttons)), v.pastCard))
		v.body = v.form
		return
	}
	v.body = kit.Columns(kit.GapL, kit.Flex(1, v.left), kit.Fixed(330, take))
}

// share gives what was taken the room that nothing due leaves.
func (v *list) share() {
	var dues fyne.CanvasObject = v.duesCard
	if len(v.due) == 0 {
		v.duesCard.SetContent(kit.Muted(v.Shell.T("The plan asks for no scale now.")))
	} else {
		v.duesCard.SetContent(v.dues)
		dues = kit.Flex(1, v.duesCard)
	}
	if v.left != nil {
		past := fyne.CanvasObject(v.pastCard)
		if maySeeChart(v.Shell) || len(v.due) == 0 {
			past = kit.Flex(2, v.pastCard)
		}
		v.left.Objects = []fyne.CanvasObject{v.halves, dues, past}
		v.left.Refresh()
	}
}

// Show implements place.Screen.
func (v *list) Show() {
	by, sees := v.Shell.Actor(), maySeeChart(v.Shell)
	v.Shell.Run(func(ctx context.Context) func() {
		r, err := v.read(ctx, by, sees)
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			v.fill(r)
		}
	})
}

func (v *list) read(ctx context.Context, by record.Actor, sees bool) (r state, err error) {
	if r.all, err = v.Desk.List(ctx, by); err != nil {
		return r, err
	}
	if r.person, err = v.Patients.ByID(ctx, by, v.patient); err != nil {
		return r, err
	}
	if v.Due != nil {
		if r.due, err = v.Due(ctx, by, v.patient); err != nil {
			return r, err
		}
	}
	if sees {
		all, err := v.Desk.History(ctx, by, v.patient)
		if err != nil {
			return r, err
		}
		r.taken = standing(all)
	}
	r.half, err = halfDone(ctx, v.Drafts, by, v.patient)
	return r, err
}

func (v *list) failed(err error) {
	s := v.Shell
	v.ready = false
	text, title := s.T("Nothing is lost. Try again; if it happens again, tell whoever looks after the program."), s.T("The scales could not be read")
	if record.CodeOf(err) == record.NotAllowed {
		v.put(kit.EmptyState(s.T("Scales are not open to your role"), s.T("Front desk, therapists, nurses and prescribers take them.")))
		return
	}
	v.put(kit.EmptyState(title, text, kit.Secondary("scales.retry", s.T("Try again"), v.Show)))
	s.Fail(err)
}

func (v *list) put(o fyne.CanvasObject) {
	v.root.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.root.Refresh()
}

func (v *list) fill(r state) {
	s := v.Shell
	v.state = r
	first := !v.ready
	v.ready = true
	v.put(v.body)
	var options []kit.Option
	for _, shown := range v.all {
		options = append(options, v.option(shown.Instrument))
	}
	v.pick.SetOptions(options...)
	v.dues.SetRows(v.dueRows())
	v.past.SetRows(v.pastRows())
	v.showHalves()
	v.share()
	if !maySeeChart(s) {
		v.pastCard.SetContent(kit.Paragraph(s.T("What was taken, and its results, are shown to therapists, nurses and prescribers.")))
	}
	if first && len(v.due) > 0 {
		v.dues.SelectKey("0")
		v.chooseDue("0")
	} else {
		v.choose(v.chosen, v.forWhat)
	}
	v.form.Adopt(v.body)
	if canvas := s.Window().Canvas(); first && canvas.Focused() == nil { // the shell asked before anything was read
		if at := v.FirstFocus(); at != nil {
			canvas.Focus(at)
		}
	}
}

// when is the date and, where there is room, the time.
func (v *list) when(at time.Time) string {
	s, zone := v.Shell, v.Shell.Clinic().Location()
	if kit.LargeText() {
		return s.Book().Date(s.Lang(), record.DateOf(at, zone))
	}
	return s.Book().DateTime(s.Lang(), at, zone)
}

// standing leaves out what was corrected, and puts the latest first.
func standing(all []measures.Taken) []measures.Taken {
	var out []measures.Taken
	for _, t := range all {
		if len(t.SupersededBy) == 0 {
			out = append(out, t)
		}
	}
	slices.Reverse(out)
	return out
}

// latest gives the measure of a record that stands.
func latest(all []measures.Taken, id record.ID) (measures.Taken, bool) {
	for _, t := range slices.Backward(all) {
		if t.ID == id && len(t.SupersededBy) == 0 {
			return t, true
		}
	}
	return measures.Taken{}, false
}

func (v *list) instrument(id string) (measures.Shown, bool) {
	i := slices.IndexFunc(v.all, func(s measures.Shown) bool { return s.Instrument.ID == id })
	if i < 0 {
		return measures.Shown{}, false
	}
	return v.all[i], true
}

func (v *list) title(id string) string {
	if shown, ok := v.instrument(id); ok {
		return v.Shell.T(shown.Instrument.Title)
	}
	return id
}

func (v *list) dueRows() []kit.TableRow {
	s := v.Shell
	var rows []kit.TableRow
	for i, d := range v.due {
		day := func(t time.Time) string { return s.Book().Date(s.Lang(), record.DateOf(t, s.Clinic().Location())) }
		since := kit.PillCell(s.T("Due since %s", day(d.Due)), kit.ToneReview)
		if d.Standing == measures.LateNow {
			since = kit.PillCell(s.T("Late since %s", day(d.Late)), kit.ToneStop)
		}
		rows = append(rows, kit.TableRow{Key: fmt.Sprint(i), Cells: []kit.Cell{kit.StrongCell(place.ShortScale(v.title(d.Instrument))), kit.TextCell(s.T(pointNames[d.Point])), since}})
	}
	return rows
}

func (v *list) pastRows() []kit.TableRow {
	s := v.Shell
	var rows []kit.TableRow
	for _, t := range v.taken {
		said := ""
		if shown, ok := v.instrument(t.Instrument); ok {
			said = result(s, shown.Instrument, t.Outcome)
		}
		flag := kit.TextCell("")
		if len(t.Outcome.Flags) > 0 {
			worst := slices.MaxFunc(t.Outcome.Flags, func(a, b measures.Flag) int { return int(tone(a.Severity)) - int(tone(b.Severity)) })
			flag = kit.PillCell(s.T("Alert"), tone(worst.Severity))
		}
		rows = append(rows, kit.TableRow{Key: string(t.ID), Cells: []kit.Cell{kit.TextCell(v.when(t.At)),
			kit.StrongCell(place.ShortScale(v.title(t.Instrument))), kit.TextCell(said), kit.MutedCell(s.T(modeNames[t.Mode])), flag}})
	}
	return rows
}

func (v *list) openTaken(key string) {
	v.Shell.Go(place.Route{Place: place.Scales, Patient: v.patient, Record: record.ID(key)})
}

// FirstFocus implements place.FirstFocus.
func (v *list) FirstFocus() fyne.Focusable {
	switch {
	case !v.ready:
		return nil
	case len(v.due) > 0:
		return v.dues
	case len(v.taken) > 0:
		return v.past
	}
	v.pick.Focus()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *list) Leave() {}

// Commands implements place.Screen.
func (v *list) Commands() []place.Command {
	s, ctrl, shift := v.Shell, fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	can := func(m measures.Mode) func() bool {
		return func() bool {
			shown, ok := v.instrument(v.chosen)
			return !v.ready || !ok || !slices.Contains(shown.Modes(), m)
		}
	}
	return []place.Command{
		{ID: "scales.pick", Label: s.T("Take another scale"), Key: fyne.KeyT, Modifier: ctrl, Do: v.pick.Focus, Disabled: func() bool { return !v.ready }},
		{ID: "scales.screen", Label: s.T("Fill in on screen"), Key: fyne.KeyF, Modifier: ctrl | shift, Do: func() { v.open("") },
			Disabled: func() bool { return can(measures.OnScreen)() && can(measures.BareTotal)() }},
		{ID: "scales.hand", Label: s.T("Hand the laptop over"), Key: fyne.KeyK, Modifier: ctrl | shift, Do: v.onHand,
			Disabled: func() bool { return v.HandOver == nil || can(measures.Kiosk)() }},
		{ID: "scales.type", Label: s.T("Type in from paper"), Key: fyne.KeyP, Modifier: ctrl | shift, Do: func() { v.open(paper) }, Disabled: can(measures.OnPaper)},
		{ID: "scales.blank", Label: s.T("Print a blank form"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onBlank,
			Disabled: func() bool {
				shown, ok := v.instrument(v.chosen)
				return !v.ready || !ok || !v.mayPrintBlank(shown)
			}},
	}
}
