package scales

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// form is the screen on which staff fill in one scale: every question on one
// page, or line by line from the clipboard, or the total alone.
type form struct {
	Deps
	patient  record.ID
	corrects record.ID // the record of the measure that is corrected, if any
	id       string    // of the instrument
	onPaper  bool
	point    measures.Point // that it was opened for; "" for the first that is due

	shown  measures.Shown
	in     *measures.Instrument // in the wording that the paper has
	old    measures.Taken       // what is corrected
	called string               // what to call the patient
	lang   string               // the patient's
	due    []measures.Need
	items  []*item
	keeper *place.Keeper
	ready  bool

	reason  *kit.TextField
	date    *kit.DateField
	clock   *kit.TimeField
	what    *kit.Choice // what it was for
	wording *kit.Choice // which wording the paper has; nil where there is one
	sex     *kit.Choice // whose limit holds; nil where the scale has one for all
	form    *kit.Form
	side    *side
	save    *kit.Button
	root    *fyne.Container
}

func newForm(d Deps, patient, corrects record.ID, instrument string, onPaper bool) *form {
	v := &form{Deps: d, patient: patient, corrects: corrects, id: instrument, onPaper: onPaper}
	v.keep()
	return v
}

// keep begins to keep what is typed. What is typed in from paper is a draft of
// its own.
func (v *form) keep() {
	key := "scales/" + string(v.patient) + "/" + v.id
	if v.onPaper {
		key += paper
	}
	if v.corrects != "" {
		key += "/" + string(v.corrects)
	}
	v.keeper = place.NewKeeper(v.Drafts, v.Shell, key, func() any { return v.typed() })
}

// typed is what stands in the form, for its draft.
type typed struct {
	Answers measures.Answers `json:"answers"`
	Wording string           `json:"wording,omitempty"`
	Date    string           `json:"date,omitempty"`
	Time    string           `json:"time,omitempty"`
	What    string           `json:"what,omitempty"`
	Sex     string           `json:"sex,omitempty"`
	Reason  string           `json:"reason,omitempty"`
}

// Content implements place.Screen.
func (v *form) Content() fyne.CanvasObject {
	s := v.Shell
	v.reason = kit.NewTextField(s.T, "reason", s.T("Why is it corrected?"))
	v.date = kit.NewDateField(s.T, "at", s.T("Filled in on"))
	v.date.SetRange(record.Date{}, record.DateOf(s.Now(), s.Clinic().Location()))
	v.clock = kit.NewTimeField(s.T, "time", s.T("At"))
	v.what = kit.NewChoice(s.T, "point", s.T("What for"))
	v.save = kit.Primary("scales.save", s.T("Save"), v.onSave)
	v.side = newSide(s, v.save, kit.Secondary("scales.leave", s.T("Back to the list"), v.leave))
	v.form = kit.NewForm(kit.Stack(0), v.onSave, v.leave)
	for _, f := range []interface{ SetKeys(kit.Keys) }{v.reason, v.date, v.clock, v.what} {
		f.SetKeys(v.form)
	}
	v.reason.OnChanged, v.date.OnChanged, v.clock.OnChanged, v.what.OnChanged = v.changed, v.changed, v.changed, v.changed
	v.root = kit.Stack(0, kit.Flex(1, kit.EmptyState(s.T("Opening the scale …"), "")))
	return kit.Pad(kit.GapL, v.root)
}

func (v *form) put(o fyne.CanvasObject) {
	v.root.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.root.Refresh()
}

// opened is what the form needs of the desk.
type opened struct {
	shown   measures.Shown
	old     measures.Taken
	patient patients.Patient
	due     []measures.Need
}

// Show implements place.Screen.
func (v *form) Show() {
	if v.ready {
		return // what is being filled in stays
	}
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		o, err := v.open(ctx, by)
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			v.fill(o)
		}
	})
}

func (v *form) open(ctx context.Context, by record.Actor) (o opened, err error) {
	if o.patient, err = v.Patients.ByID(ctx, by, v.patient); err != nil {
		return o, err
	}
	if v.corrects != "" {
		all, err := v.Desk.History(ctx, by, v.patient)
		if err != nil {
			return o, err
		}
		standing, ok := latest(all, v.corrects)
		if !ok {
			return o, &record.Problem{Code: record.NotFound, Text: "This form is not in the patient's chart."}
		}
		if o.old, o.shown, err = v.Desk.Read(ctx, by, v.patient, standing.Event); err != nil {
			return o, err
		}
	} else if o.shown, err = v.Desk.Show(ctx, by, v.id); err != nil {
		return o, err
	}
	if v.Due != nil {
		o.due, err = v.Due(ctx, by, v.patient)
	}
	return o, err
}

// failed shows why the scale cannot be taken.
func (v *form) failed(err error) {
	s := v.Shell
	v.ready = false
	v.put(kit.EmptyState(s.T("This scale cannot be opened"), s.T("Nothing is lost. Choose another in the list."),
		kit.Secondary("scales.leave", s.T("Back to the list"), v.leave)))
	s.Fail(err)
}

// fill makes the form and brings back what was typed and not saved.
func (v *form) fill(o opened) {
	v.shown, v.old = o.shown, o.old
	v.shown.Instrument = spoken(v.Shell, o.shown.Instrument)
	v.in = v.shown.Instrument
	if modes := v.shown.Modes(); !v.correcting() && !slices.Contains(modes, measures.OnScreen) && slices.Contains(modes, measures.OnPaper) {
		v.onPaper = true // a link that led here does not know that the words may not be shown
		v.keep()
	}
	v.called, v.lang = o.patient.CalledName(), string(o.patient.Lang)
	for _, d := range o.due {
		if d.Instrument == v.in.ID {
			v.due = append(v.due, d)
		}
	}
	if v.sex = whoseLimit(v.Shell, v.in); v.sex != nil {
		v.sex.SetKeys(v.form)
		v.sex.OnChanged = v.changed
	}
	v.prefill()
	v.ready = true
	v.keeper.Clean()
	var t typed
	back := v.keeper.Restore(&t)
	if back {
		v.restore(t)
	}
	v.side.draft(v.Shell, back, v.discard)
	v.arrange()
	v.changedNow()
	v.focusFirst()
}

// prefill sets what the form begins with: for a correction the answers that
// are corrected, and otherwise nothing but what it is likely to be for.
func (v *form) prefill() {
	s := v.Shell
	v.what.SetOptions(v.whats()...)
	v.date.SetValue(record.DateOf(s.Now(), s.Clinic().Location()))
	if v.onPaper || v.shown.Wording == measures.NeverWorded {
		v.clock.SetText("")
	}
	v.what.SetValue(v.likely())
	v.makeItems()
	v.setSex("") // asked each time: no form is judged by what another one said
	if v.correcting() {
		v.setSex(v.old.Form.Context.Sex)
		at := v.old.At.In(s.Clinic().Location())
		v.date.SetValue(record.DateOf(v.old.At, s.Clinic().Location()))
		v.clock.SetValue(at.Hour(), at.Minute())
		v.what.SetValue(asItWas)
		if w := v.old.Form.Context.Variant; w != "" && w != v.in.Variant {
			v.word(w)
		}
		for _, f := range v.items {
			f.set(v.old.Form.Answers[f.ID])
		}
	}
}

func (v *form) correcting() bool { return v.corrects != "" }

// late reports whether the form was filled in before it is typed in.
func (v *form) late() bool {
	return v.onPaper || v.correcting() || v.shown.Wording == measures.NeverWorded
}

// word changes to another wording of the scale.
func (v *form) word(id string) {
	if w, ok := v.shown.Instrument.Wording(id); ok {
		v.in = w
	}
}

// makeItems makes the fields of the questions.
func (v *form) makeItems() {
	v.items = nil
	look := kit.CodesFull
	if v.onPaper {
		look = kit.CodesLine
	}
	for i, it := range v.in.Items {
		label := fmt.Sprintf("%d.  %s", i+1, name(v.Shell, it))
		if v.shown.Wording == measures.NeverWorded {
			label = v.Shell.T(it.Label)
		}
		f := newItem(v.Shell, v.in, it, label, look)
		f.listen(v.changed, func() { v.next(i) }, func() { v.back(i) })
		v.items = append(v.items, f)
	}
}

// next goes on to the next question that is asked, and after the last one to
// whose limit holds, where that is open, and to the button that saves.
func (v *form) next(i int) {
	asked := v.asked()
	for _, f := range v.items[i+1:] {
		if asked[f.ID] {
			f.object().Focus()
			return
		}
	}
	if v.sex != nil && v.sex.Value() == "" {
		v.sex.Focus()
		return
	}
	v.Shell.Window().Canvas().Focus(v.save)
}

func (v *form) back(i int) {
	if i > 0 {
		v.items[i-1].object().Focus()
	}
}

func (v *form) answers() measures.Answers {
	out := measures.Answers{}
	for _, f := range v.items {
		if a := f.answer(); a != "" {
			out[f.ID] = a
		}
	}
	return out
}

func (v *form) asked() map[string]bool {
	items, _ := v.in.Asked(v.answers())
	out := map[string]bool{}
	for _, it := range items {
		out[it.ID] = true
	}
	return out
}

func (v *form) typed() typed {
	t := typed{Answers: v.answers(), What: v.what.Value(), Reason: v.reason.Text(), Sex: v.sexChosen()}
	if v.in != nil {
		t.Wording = v.in.Variant
	}
	if v.late() {
		t.Date, t.Time = v.date.Text(), v.clock.Text()
	}
	return t
}

func (v *form) restore(t typed) {
	if t.Wording != "" && t.Wording != v.in.Variant {
		v.word(t.Wording)
		v.makeItems()
	}
	for _, f := range v.items {
		f.set(t.Answers[f.ID])
	}
	if v.late() {
		v.date.SetText(t.Date)
		v.clock.SetText(t.Time)
	}
	v.what.SetValue(v.still(t.What))
	v.setSex(t.Sex)
	v.reason.SetText(t.Reason)
}

func (v *form) discard() {
	v.reason.SetText("")
	v.in = v.shown.Instrument
	v.prefill()
	v.keeper.Drop()
	v.side.draft(v.Shell, false, nil)
	v.arrange()
	v.changedNow()
	v.focusFirst()
}

// changed keeps a draft and shows what the answers come to so far.
func (v *form) changed() {
	if v.ready {
		v.keeper.Changed()
		v.changedNow()
	}
}

// changedNow shows count, rule, read-back and safety anew.
func (v *form) changedNow() {
	answers, asked := v.answers(), v.asked()
	for _, f := range v.items {
		f.quiet(!asked[f.ID], v.Shell.T("Not asked after the answers before."))
	}
	v.side.show(v, answers)
	v.form.Refresh()
}

func (v *form) focusFirst() {
	switch {
	case v.correcting():
		v.reason.Focus()
	case len(v.items) > 0:
		v.items[0].object().Focus()
	}
}

// FirstFocus implements place.FirstFocus.
func (v *form) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	v.focusFirst()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *form) Leave() {
	if v.ready {
		v.keeper.Keep()
	}
}

func (v *form) leave() { v.Shell.Go(listRoute(v.patient)) }

// Commands implements place.Screen.
func (v *form) Commands() []place.Command {
	s, ctrl := v.Shell, fyne.KeyModifierShortcutDefault
	notReady := func() bool { return !v.ready }
	return []place.Command{
		{ID: "scales.save", Label: s.T("Save"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.onSave, Disabled: notReady},
		{ID: "scales.leave", Label: s.T("Back to the list"), Key: fyne.KeyB, Modifier: ctrl, Do: v.leave},
		{ID: "scales.blank", Label: s.T("Print a blank form"), Key: fyne.KeyP, Modifier: ctrl, Do: func() { v.printBlank(v.patient, v.shown) },
			Disabled: func() bool { return !v.ready || !v.mayPrintBlank(v.shown) }},
	}
}
