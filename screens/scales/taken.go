package scales

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// taken shows one measure: its result, its answers, and what was corrected.
type taken struct {
	Deps
	patient record.ID
	id      record.ID
	shown   measures.Shown
	t       measures.Taken
	before  []measures.Taken   // what it corrects, the latest first
	settled []measures.Settled // of all alerts of the patient
	ready   bool

	scroll  *kit.Form
	correct *kit.Button
	print   *kit.Button
	root    *fyne.Container
}

func newTaken(d Deps, patient, id record.ID) *taken { return &taken{Deps: d, patient: patient, id: id} }

// Content implements place.Screen.
func (v *taken) Content() fyne.CanvasObject {
	s := v.Shell
	v.correct = kit.Secondary("scales.correct", s.T("Correct"), v.onCorrect)
	v.print = kit.Secondary("scales.print", s.T("Print"), v.onPrint)
	v.scroll = kit.NewForm(kit.Stack(0), nil, v.leave)
	v.root = kit.Stack(0, kit.Flex(1, kit.EmptyState(s.T("Opening the form …"), "")))
	return kit.Pad(kit.GapL, v.root)
}

func (v *taken) put(o fyne.CanvasObject) {
	v.root.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.root.Refresh()
}

// Show implements place.Screen.
func (v *taken) Show() {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		err := v.read(ctx, by)
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			v.fill()
		}
	})
}

func (v *taken) read(ctx context.Context, by record.Actor) error {
	all, err := v.Desk.History(ctx, by, v.patient)
	if err != nil {
		return err
	}
	t, ok := latest(all, v.id)
	if !ok {
		return &record.Problem{Code: record.NotFound, Text: "This form is not in the patient's chart."}
	}
	v.before = nil
	for _, old := range slices.Backward(all) {
		if old.ID == v.id && len(old.SupersededBy) > 0 {
			v.before = append(v.before, old)
		}
	}
	if v.settled, err = v.Desk.Settled(ctx, by, v.patient); err != nil {
		return err
	}
	v.t, v.shown, err = v.Desk.Read(ctx, by, v.patient, t.Event)
	return err
}

func (v *taken) failed(err error) {
	s := v.Shell
	v.ready = false
	back := kit.Secondary("scales.leave", s.T("Back to the list"), v.leave)
	if record.CodeOf(err) == record.NotAllowed {
		v.put(kit.EmptyState(s.T("Results are not open to your role"), s.T("What was taken, and its results, are shown to therapists, nurses and prescribers."), back))
		return
	}
	v.put(kit.EmptyState(s.T("This form could not be read"), s.T("Nothing is lost. Try again; if it happens again, tell whoever looks after the program."), back))
	s.Fail(err)
}

// fill shows the measure.
func (v *taken) fill() {
	s := v.Shell
	v.ready = true
	v.shown.Instrument = spoken(s, v.shown.Instrument)
	v.correct.SetEnabled(mayTake(s))
	buttons := []fyne.CanvasObject{v.correct}
	if v.mayPrintFilled() {
		buttons = append(buttons, v.print)
	}
	buttons = append(buttons, kit.Secondary("scales.leave", s.T("Back to the list"), v.leave))
	parts := []fyne.CanvasObject{kit.Section(s.T(v.shown.Instrument.Title)).Wrapped(), kit.SmallPara(v.facts()), kit.FlowRow(kit.GapS, buttons...), v.outcome()}
	for _, f := range v.t.Outcome.Flags {
		parts = append(parts, v.alert(f))
	}
	parts = append(parts, v.answers())
	if len(v.before) > 0 {
		parts = append(parts, v.corrections())
	}
	parts = append(parts, kit.SmallPara(v.shown.Instrument.Licence.Notice))
	v.scroll.SetContent(kit.Stack(kit.GapM, parts...))
	v.put(kit.NewCard("", v.scroll))
}

// alert says what an answer calls for, or what was done about it.
func (v *taken) alert(f measures.Flag) fyne.CanvasObject {
	s := v.Shell
	for _, d := range v.settled {
		if d.About(v.t, f) {
			when := s.Book().DateTime(s.Lang(), d.By.At, s.Clinic().Location())
			return kit.Banner(kit.ToneDone, s.T("What was done"), s.T(f.Say)+"\n"+d.Done+"\n"+d.By.Name+", "+when)
		}
	}
	return kit.Banner(tone(f.Severity), s.T(f.Severity.Soon()), s.T(f.Say))
}

// facts says when, how, by whom and for what the form was filled in.
func (v *taken) facts() string {
	s, zone := v.Shell, v.Shell.Clinic().Location()
	said := s.T("Filled in %s", s.Book().DateTime(s.Lang(), v.t.At, zone)) + " · " + s.T(modeNames[v.t.Mode]) + " · " + s.T(pointNames[v.t.Point])
	by := s.T("by %s", v.t.By.Name)
	if v.t.Entered.Sub(v.t.At).Abs() >= time.Minute {
		return said + "\n" + s.T("Typed in %s", s.Book().DateTime(s.Lang(), v.t.Entered, zone)) + " " + by
	}
	return said + " · " + by
}

// outcome is the result with the subscales and what was not answered.
func (v *taken) outcome() fyne.CanvasObject {
	s, in := v.Shell, v.shown.Instrument
	lines := []fyne.CanvasObject{kit.Strong(result(s, in, v.t.Outcome)).Wrapped()}
	if said := in.LimitSaid(s.T, v.t); said != "" {
		lines = append(lines, kit.Paragraph(said))
		if in.Positive != nil {
			lines = append(lines, kit.SmallPara(s.T("Source: %s", in.Positive.Source)))
		}
	}
	for _, note := range in.NotesSaid(v.t) {
		lines = append(lines, kit.Paragraph(s.T(note)))
	}
	for _, sub := range in.Subscales {
		if sum, ok := v.t.Outcome.Subscales[sub.ID]; ok {
			lines = append(lines, kit.SmallPara(fmt.Sprintf("%s: %s", s.T(sub.Title), s.T("%s of %d", sum, sub.Range[1]))))
		}
	}
	if n := len(v.t.Outcome.Missing); n > 0 {
		lines = append(lines, kit.SmallPara(rule(s, in, n)))
	}
	return kit.NewCard(s.T("Result"), kit.Stack(kit.GapXS, lines...))
}

// answers lists what was answered, in the words that it was asked in.
func (v *taken) answers() fyne.CanvasObject {
	s, in := v.Shell, v.shown.Instrument
	var rows []fyne.CanvasObject
	for i, it := range in.Items {
		question, answer := in.Said(v.t.Form, it.ID)
		if it.Text == "" {
			question = name(s, it)
		}
		say := kit.Paragraph(answer)
		if v.t.Form.Answers[it.ID] == "" {
			say = kit.Paragraph(s.T("not answered")).In(kit.ColorMuted)
		}
		rows = append(rows, kit.TopRow(kit.GapM, kit.Flex(3, kit.Paragraph(fmt.Sprintf("%d.  %s", i+1, question))), kit.Flex(2, say)))
	}
	return kit.NewCard(s.T("Answers"), kit.Stack(kit.GapS, rows...))
}

// corrections lists what stood here before, with the reasons.
func (v *taken) corrections() fyne.CanvasObject {
	s, zone := v.Shell, v.Shell.Clinic().Location()
	lines := []fyne.CanvasObject{kit.Paragraph(s.T("Corrected %s by %s: %s", s.Book().DateTime(s.Lang(), v.t.Entered, zone), v.t.By.Name, v.t.Reason))}
	for _, old := range v.before {
		lines = append(lines, kit.SmallPara(s.T("Before: %s, typed in %s by %s", result(s, v.shown.Instrument, old.Outcome), s.Book().DateTime(s.Lang(), old.Entered, zone), old.By.Name)))
	}
	return kit.NewCard(s.T("Corrections"), kit.Stack(kit.GapXS, lines...))
}

func (v *taken) onCorrect() {
	part := v.t.Instrument
	if v.t.Mode == measures.OnPaper {
		part += paper
	}
	v.Shell.Go(place.Route{Place: place.Scales, Patient: v.patient, Record: v.id, Part: part})
}

func (v *taken) onPrint() { v.printFilled(v.t) }

func (v *taken) leave() { v.Shell.Go(listRoute(v.patient)) }

// FirstFocus implements place.FirstFocus.
func (v *taken) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	return v.correct
}

// Leave implements place.Screen.
func (v *taken) Leave() {}

// Commands implements place.Screen.
func (v *taken) Commands() []place.Command {
	s, ctrl := v.Shell, fyne.KeyModifierShortcutDefault
	return []place.Command{
		{ID: "scales.correct", Label: s.T("Correct"), Key: fyne.KeyJ, Modifier: ctrl, Do: v.onCorrect, Disabled: func() bool { return !v.ready || !mayTake(s) }},
		{ID: "scales.print", Label: s.T("Print"), Key: fyne.KeyP, Modifier: ctrl, Do: v.onPrint, Disabled: func() bool { return !v.ready || !v.mayPrintFilled() }},
		{ID: "scales.leave", Label: s.T("Back to the list"), Key: fyne.KeyB, Modifier: ctrl, Do: v.leave},
	}
}
