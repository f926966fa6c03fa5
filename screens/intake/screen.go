// Package intake is the place where the intake is filled in: its parts at the
// left with how far each is, the form of one part at the right.
package intake

import (
	"context"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/intake"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Desk is what the screen asks of the intake.
type Desk interface {
	Form() intake.Form
	View(ctx context.Context, by record.Actor, patient record.ID) (intake.View, error)
	Save(ctx context.Context, by record.Actor, patient record.ID, entries []intake.Entry) error
	Confirm(ctx context.Context, by record.Actor, patient record.ID) error
}

// Deps is what the screen needs.
type Deps struct {
	Shell  place.Shell
	Desk   Desk
	Drafts record.Drafts
}

// Screen shows one part of one patient's intake.
type Screen struct {
	Deps
	patient record.ID
	section intake.Section
	index   int // of the section

	view     intake.View
	controls []control
	base     map[string]string // what each control held when it was filled, as JSON
	keeper   *place.Keeper

	parts  *kit.Rail
	who    *kit.Text // who asked this part, and when
	stand  *kit.Text // where the intake as a whole stands
	bar    *fyne.Container
	form   *kit.Form
	card   *kit.Card
	root   *fyne.Container
	body   fyne.CanvasObject // both columns
	save   *kit.Button
	later  *kit.Button
	finish *kit.Button
	ready  bool
	saving bool // a save is under way
	shown  bool // filled once: the focus is the person's own from then on
}

// New makes the screen for the route's patient. The route's Part names the
// section; without one it is the first.
func New(d Deps, r place.Route) place.Screen {
	v := &Screen{Deps: d, patient: r.Patient, base: map[string]string{}}
	for i, s := range d.Desk.Form().Sections {
		if s.ID == r.Part || i == 0 {
			v.section, v.index = s, i
		}
	}
	v.keeper = place.NewKeeper(d.Drafts, d.Shell, "intake/"+string(r.Patient)+"/"+v.section.ID, func() any { return v.changes() })
	return v
}

// Content implements place.Screen.
func (v *Screen) Content() fyne.CanvasObject {
	s := v.Shell
	v.save = kit.Primary("intake.save", s.T("Save and go on"), v.onSave)
	v.later = kit.Secondary("intake.later", s.T("Save for later"), v.onLater)
	v.finish = kit.Secondary("intake.confirm", s.T("Confirm complete"), v.onConfirm)
	v.parts = kit.NewPartList(nil, v.goTo)
	v.who, v.stand = kit.SmallPara(""), kit.SmallPara("")
	v.bar = kit.Stack(kit.GapS)
	v.makeControls()
	foot := kit.FlowRow(kit.GapS, v.save, v.later, kit.Small(s.T("Ctrl+Enter saves · Enter next · Y N D answer")))
	v.card = kit.NewCard(v.section.Title.In(s.Lang()), v.formWith(foot))
	left := kit.VScroll(kit.Stack(kit.GapS, kit.FlushCard(kit.Pad(kit.GapXS, v.parts)), v.who, v.stand, kit.Row(0, v.finish)))
	over := v.bar
	if kit.LargeText() {
		over = kit.Stack(0) // the bar scrolls with the fields
	}
	v.body = kit.Columns(kit.GapL, kit.Fixed(224, left), kit.Flex(1, kit.Frame(over, v.card, nil)))
	v.root = kit.Stack(0, kit.Flex(1, kit.EmptyState(s.T("Reading the intake …"), "")))
	return kit.Pad(kit.GapL, v.root)
}

// formWith sets the buttons under the form. With large text they scroll with
// it, and so does what must be said above: the fields need the room.
func (v *Screen) formWith(foot fyne.CanvasObject) fyne.CanvasObject {
	if kit.LargeText() {
		v.form = kit.NewForm(kit.Stack(kit.GapM, v.bar, v.arrange(), foot), v.onSave, v.Shell.Back)
		return v.form
	}
	v.form = kit.NewForm(v.arrange(), v.onSave, v.Shell.Back)
	v.form.Adopt(foot)
	return kit.Frame(nil, v.form, kit.Stack(kit.GapS, kit.Rule(), foot))
}

func (v *Screen) put(o fyne.CanvasObject) {
	v.root.Objects = []fyne.CanvasObject{kit.Flex(1, o)}
	v.root.Refresh()
}

// Show implements place.Screen.
func (v *Screen) Show() {
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		view, err := v.Desk.View(ctx, by, v.patient)
		return func() {
			if err != nil {
				v.failed(err)
				return
			}
			v.put(v.body)
			v.fill(view)
			if !v.shown {
				v.shown = true
				v.form.FocusFirst()
			}
		}
	})
}

// failed shows a screen that cannot be filled in: because the role does not
// see it, or because it could not be read.
func (v *Screen) failed(err error) {
	s := v.Shell
	v.ready = false
	if record.CodeOf(err) == record.NotAllowed {
		v.put(kit.EmptyState(s.T("The intake is not open to your role"), s.T("Front desk, therapists, nurses and prescribers fill it in.")))
		return
	}
	v.put(kit.EmptyState(s.T("The intake could not be read"), s.T("Nothing is lost. Try again; if it happens again, tell whoever looks after the program."),
		kit.Secondary("intake.retry", s.T("Try again"), v.Show)))
	s.Fail(err)
}

// fill shows what is stored, and over it what was typed and not saved.
func (v *Screen) fill(view intake.View) {
	v.view = view
	for _, c := range v.controls {
		c.set(view)
		v.base[c.question().ID] = asJSON(c)
	}
	v.ready = true
	v.keeper.Clean()
	v.bar.Objects = nil
	var d map[string]typed
	if v.keeper.Restore(&d) && len(d) > 0 {
		for _, c := range v.controls {
			if t, ok := d[c.question().ID]; ok {
				c.restore(t)
			}
		}
		v.bar.Objects = []fyne.CanvasObject{kit.Banner(kit.ToneNeutral, v.Shell.T("Draft"), v.Shell.T("What was typed here and not saved is back."),
			kit.Quiet("intake.discard", v.Shell.T("Discard"), v.discard))}
	}
	v.showLeft()
	v.form.Adopt(v.form)
	v.relay()
}

// relay lays the screen out again after its bar changed: the bar first, so
// that its height is known to what stands around it.
func (v *Screen) relay() {
	v.form.Adopt(v.bar)
	v.bar.Refresh()
	v.form.Refresh()
	v.root.Refresh()
}

func (v *Screen) discard() {
	for _, c := range v.controls {
		c.set(v.view)
	}
	v.keeper.Drop()
	v.bar.Objects = nil
	v.relay()
}

// changes is what was typed and differs from what is stored.
func (v *Screen) changes() map[string]typed {
	out := map[string]typed{}
	for _, c := range v.controls {
		if asJSON(c) != v.base[c.question().ID] {
			out[c.question().ID] = c.typed()
		}
	}
	return out
}

func (v *Screen) changed() {
	if v.ready {
		v.keeper.Changed()
	}
	v.form.Refresh()
}

// entries is what a save sends; ok is false where something typed cannot be
// used, which is then shown at its field.
func (v *Screen) entries() (entries []intake.Entry, ok bool) {
	if !v.form.Check() {
		return nil, false
	}
	for _, c := range v.controls {
		if asJSON(c) == v.base[c.question().ID] {
			continue
		}
		es, good := c.entries()
		if !good {
			return nil, false
		}
		entries = append(entries, es...)
	}
	return entries, true
}

// store saves what changed and then goes on.
func (v *Screen) store(then func()) {
	if !v.ready {
		return
	}
	entries, ok := v.entries()
	if !ok {
		v.keeper.Keep()
		return
	}
	if len(entries) == 0 {
		then()
		return
	}
	if v.saving {
		return // a second press saves nothing twice
	}
	v.saving = true
	by, pressed := v.Shell.Actor(), map[string]string{}
	for _, c := range v.controls {
		pressed[c.question().ID] = asJSON(c)
	}
	v.Shell.Run(func(ctx context.Context) func() {
		err := v.Desk.Save(ctx, by, v.patient, entries)
		var view intake.View
		if err == nil {
			view, err = v.Desk.View(ctx, by, v.patient)
		}
		return func() {
			v.saving = false
			if err != nil {
				v.keeper.Keep()
				place.ShowProblems(v.Shell, v.form, err)
				return
			}
			v.saved(pressed)
			v.fill(view)
			v.Shell.Saved(v.Shell.T("All changes saved"))
			v.Shell.RefreshChart()
			then()
		}
	})
}

// saved makes what stood in the fields at the press the stored state. What
// was typed since stays a draft.
func (v *Screen) saved(pressed map[string]string) {
	v.base = pressed
	if len(v.changes()) > 0 {
		v.keeper.Keep()
		return
	}
	v.keeper.Drop()
	v.bar.Objects = nil
}

func (v *Screen) onSave() {
	v.store(func() {
		if next := v.index + 1; next < len(v.Desk.Form().Sections) {
			v.goTo(v.Desk.Form().Sections[next].ID)
			return
		}
		v.Show()
	})
}

func (v *Screen) onLater() { v.store(v.Shell.Back) }

// goTo opens another part; what was typed here is kept as a draft.
func (v *Screen) goTo(section string) {
	v.Shell.Go(place.Route{Place: place.Intake, Patient: v.patient, Part: section})
}

func (v *Screen) step(by int) func() {
	return func() {
		if n := v.index + by; n >= 0 && n < len(v.Desk.Form().Sections) {
			v.goTo(v.Desk.Form().Sections[n].ID)
		}
	}
}

// FirstFocus implements place.FirstFocus.
func (v *Screen) FirstFocus() fyne.Focusable {
	if !v.ready {
		return nil
	}
	v.form.FocusFirst()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *Screen) Leave() {
	if v.ready {
		v.keeper.Keep()
	}
}

// Commands implements place.Screen.
func (v *Screen) Commands() []place.Command {
	s, ctrl := v.Shell, fyne.KeyModifierShortcutDefault
	notReady := func() bool { return !v.ready }
	return []place.Command{
		{ID: "intake.save", Label: s.T("Save and go on"), Key: fyne.KeyReturn, Modifier: ctrl, Do: v.onSave, Disabled: notReady},
		{ID: "intake.later", Label: s.T("Save for later"), Key: fyne.KeyS, Modifier: ctrl, Do: v.onLater, Disabled: notReady},
		{ID: "intake.confirm", Label: s.T("Confirm complete"), Key: fyne.KeyReturn, Modifier: ctrl | fyne.KeyModifierShift, Do: v.onConfirm,
			Disabled: func() bool { return !v.ready || !v.mayConfirm() }},
		{ID: "intake.next", Label: s.T("Next part"), Key: fyne.KeyPageDown, Modifier: ctrl, Do: v.step(1)},
		{ID: "intake.previous", Label: s.T("Previous part"), Key: fyne.KeyPageUp, Modifier: ctrl, Do: v.step(-1)},
	}
}

func (v *Screen) mayConfirm() bool { return v.Shell.Person().May(clinic.ConfirmIntake) }
