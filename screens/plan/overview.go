package plan

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/consent"
	"kapdesk/app/plan"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// overview is the plan on the left, and on the right who signed it, the
// consent, and what to expect.
type overview struct {
	Deps
	v       voice
	patient record.ID
	loads   int // counts loads, so that a late one is dropped
	ready   bool

	view    plan.View
	consent consent.State
	people  []clinic.Person

	f      *fields
	saved  typed // what the form shows of what is stored
	form   *kit.Form
	side   *kit.Form
	bar    *fyne.Container
	left   *fyne.Container // the form, and at its foot the buttons, always in view
	foot   *fyne.Container
	save   *kit.Button
	keeper *place.Keeper

	shownDirty bool // what the cards on the right take the form for
}

func newOverview(d Deps, patient record.ID) *overview {
	o := &overview{Deps: d, v: voice{d.Shell}, patient: patient, bar: kit.Stack(kit.GapS), foot: kit.FlowRow(kit.GapM)}
	o.f = newFields(o.v, d.Scales, o.changed)
	o.keeper = place.NewKeeper(d.Drafts, d.Shell, "plan/"+string(patient), func() any { return o.f.get() })
	s := d.Shell
	o.save = kit.Primary("plan.save", s.T("Save plan"), o.onSave)
	o.form = kit.NewForm(kit.Muted(s.T("Loading…")), o.onSave, s.Back)
	o.side = kit.VScroll(kit.Stack(kit.GapM))
	o.side.OnLeave = s.Back
	return o
}

// Content implements place.Screen.
func (o *overview) Content() fyne.CanvasObject {
	o.left = kit.Stack(kit.GapM, kit.Flex(1, o.form), o.foot)
	return kit.Pad(kit.GapL, kit.Columns(kit.GapL, kit.Flex(8, o.left), kit.Flex(5, o.side)))
}

// Show implements place.Screen.
func (o *overview) Show() { o.load("") }

// load reads everything anew and, if it went well, says what was done.
func (o *overview) load(done string) {
	o.loads++
	load, by := o.loads, o.Shell.Actor()
	o.Shell.Run(func(ctx context.Context) func() {
		view, err := o.Plans.Of(ctx, by, o.patient)
		var cons consent.State
		var people []clinic.Person
		var ranges Ranges
		if err == nil {
			cons, err = o.Consents.Of(ctx, by, o.patient)
		}
		if err == nil {
			people, err = o.People.People(ctx)
		}
		if err == nil {
			ranges, err = o.Ranges(ctx)
		}
		return func() {
			if load != o.loads {
				return
			}
			if err != nil {
				o.failed(err)
				return
			}
			o.view, o.consent, o.people, o.f.ranges = view, cons, people, ranges
			o.f.scales.offer = ranges.OfferedScales()
			o.apply()
			if done != "" {
				o.Shell.Saved(done)
				o.Shell.RefreshChart()
			}
		}
	})
}

// failed shows that the plan could not be read. What stands in the form
// stays.
func (o *overview) failed(err error) {
	o.Shell.Fail(err)
	if !o.ready {
		s := o.Shell
		o.form.SetContent(kit.NewCard("", kit.EmptyState(s.T("The plan could not be read"), s.T("Nothing was changed. Try again; if it happens again, tell whoever looks after the program."),
			kit.Secondary("plan.again", s.T("Try again"), o.Show))))
	}
}

// mayWrite reports whether the form is shown to be filled in.
func (o *overview) mayWrite() bool { return o.Shell.Person().May(clinic.WritePlan) && o.view.Open() }

// apply shows what was read, and the first time puts the focus where typing
// starts.
func (o *overview) apply() {
	first := !o.ready
	o.ready = true
	o.foot.Objects = nil
	if !o.mayWrite() {
		o.form.SetContent(o.readOnly())
	} else {
		o.fill()
		o.form.SetContent(o.draft())
	}
	o.form.Adopt(o.foot)
	o.left.Refresh()
	o.showSide()
	// Where there is only to read, the buttons have been made anew: the one
	// that had the focus is gone.
	if f := o.FirstFocus(); f != nil && (first || !o.mayWrite()) {
		o.Shell.Window().Canvas().Focus(f)
	}
}

// fill shows what is stored in the form, or the draft where there is one.
func (o *overview) fill() {
	o.f.setView(o.view, o.people)
	o.saved = typedOf(o.view.Draft)
	o.f.set(o.saved)
	o.saved = o.f.get()
	o.keeper.Clean()
	o.bar.Objects = nil
	var d typed
	if o.keeper.Restore(&d) {
		o.f.set(d)
		s := o.Shell
		o.bar.Objects = []fyne.CanvasObject{kit.Banner(kit.ToneNeutral, s.T("Draft"), s.T("What was typed here and not saved is back."),
			kit.Quiet("plan.discard", s.T("Discard"), o.discard))}
	}
}

func (o *overview) discard() {
	o.f.set(o.saved)
	o.keeper.Drop()
	o.bar.Objects = nil
	o.form.SetContent(o.draft())
	o.left.Refresh()
	o.showSide()
}

// draft is the form on its card, with its buttons at the foot.
func (o *overview) draft() fyne.CanvasObject {
	s := o.Shell
	title := s.T("Plan, not signed yet")
	if len(o.view.Offer.Signatures) > 0 {
		title = s.T("Plan, waiting for the second signature")
	}
	parts := []fyne.CanvasObject{}
	if len(o.bar.Objects) > 0 {
		parts = append(parts, o.bar)
	}
	buttons := []fyne.CanvasObject{o.save, kit.Secondary("plan.leave", s.T("Save for later"), s.Back)}
	if o.view.Amending != "" {
		title = s.T("Plan, version %d", o.view.Offer.Number)
		in, _ := o.view.InForce()
		parts = append(parts, kit.Banner(kit.ToneReview, s.T("Amending"), s.T("Why: %s. Version %d stays in force until this one is signed.", o.view.Amending, in.Number)))
		buttons = append(buttons, kit.Quiet("plan.drop", s.T("Give up the change"), o.onDrop))
	}
	parts = append(parts, o.f.arrange())
	if kit.LargeText() {
		parts = append(parts, kit.FlowRow(kit.GapM, buttons...))
	} else {
		o.foot.Objects = buttons
	}
	parts = append(parts, kit.SmallPara(s.T("Ctrl+Enter saves · Enter next · Esc leaves, nothing is lost")))
	return kit.NewCard(title, kit.Stack(kit.GapM, parts...))
}

// readOnly is the plan to read: the one in force, or the draft for somebody
// who may not write one.
func (o *overview) readOnly() fyne.CanvasObject {
	s := o.Shell
	if in, ok := o.view.InForce(); ok {
		parts := []fyne.CanvasObject{}
		if in.Reason != "" {
			parts = append(parts, kit.SmallPara(s.T("It replaced version %d: %s", in.Number-1, in.Reason)))
		}
		parts = append(parts, o.v.summary(in.Terms, in.Weight))
		if o.view.HasWeight && o.view.Weight.Grams != in.Weight.Grams {
			now := plan.Weight{Grams: o.view.Weight.Grams, Typed: o.view.Weight.Typed, Unit: o.view.Weight.Unit, At: o.view.Weight.At}
			parts = append(parts, kit.SmallPara(s.T("Weight now: %s. The order is then %s.", o.v.weight(now), o.v.dose(in.Terms, now))))
		}
		return kit.NewCard(s.T("Plan, version %d", in.Number), kit.Stack(kit.GapM, parts...))
	}
	if reflect.DeepEqual(o.view.Draft, plan.Terms{}) {
		return kit.NewCard("", kit.EmptyState(s.T("There is no plan yet"), s.T("A therapist or a prescriber writes it here.")))
	}
	return kit.NewCard(s.T("Plan, not signed yet"), kit.Stack(kit.GapM, kit.SmallPara(s.T("You can read the plan; a therapist or a prescriber writes it.")),
		o.v.summary(o.view.Draft, o.view.Offer.Weight)))
}

// changed is called at each change of the form.
func (o *overview) changed() {
	o.keeper.Changed()
	if o.dirty() != o.shownDirty {
		o.showSide()
	}
}

// dirty reports whether the form says something else than what is stored.
func (o *overview) dirty() bool {
	return o.ready && o.mayWrite() && !reflect.DeepEqual(o.f.get(), o.saved)
}

func (o *overview) onSave() {
	if !o.ready || !o.mayWrite() || !place.CheckAnew(o.form) {
		return
	}
	s, terms, by := o.Shell, o.f.terms(), o.Shell.Actor()
	s.Run(func(ctx context.Context) func() {
		err := o.Plans.Save(ctx, by, o.patient, terms)
		return func() {
			if err != nil {
				place.ShowProblems(s, o.form, err)
				return
			}
			o.keeper.Drop()
			o.load(s.T("Plan saved"))
		}
	})
}

// do runs a step that changes the plan or the consent and shows what came of
// it.
func (o *overview) do(done string, step func(ctx context.Context, by record.Actor) error, used ...*place.Keeper) {
	by := o.Shell.Actor()
	o.Shell.Run(func(ctx context.Context) func() {
		err := step(ctx, by)
		return func() {
			if err != nil {
				o.Shell.Fail(err)
			}
			for _, k := range used {
				if err == nil {
					k.Drop()
				}
			}
			if err == nil || record.CodeOf(err) == record.Conflict {
				o.load(map[bool]string{true: done}[err == nil])
			}
		}
	})
}

func (o *overview) onDrop() {
	s := o.Shell
	kit.Confirm(s.Window(), s.T, s.T("Give up the change?"), s.T("The draft will say again what the plan in force says. What was typed here is dropped."), s.T("Give up the change"), true, func() {
		o.keeper.Drop()
		o.do(s.T("The change was given up"), func(ctx context.Context, by record.Actor) error { return o.Plans.DropAmendment(ctx, by, o.patient) })
	}, nil)
}

// Leave implements place.Screen.
func (o *overview) Leave() {
	if o.ready && o.mayWrite() {
		o.keeper.Keep()
	}
}

// FirstFocus implements place.FirstFocus: the first field, or where there is
// none the first button on the right. While the plan is being read there is
// neither.
func (o *overview) FirstFocus() fyne.Focusable {
	if !o.ready {
		return nil
	}
	if o.mayWrite() {
		o.form.FocusFirst()
		return o.Shell.Window().Canvas().Focused()
	}
	var first fyne.Focusable
	kit.Walk(o.side, func(c fyne.CanvasObject) {
		if b, ok := c.(*kit.Button); ok && first == nil && b.Visible() {
			first = b
		}
	})
	return first
}

// Commands implements place.Screen.
func (o *overview) Commands() []place.Command {
	s := o.Shell
	const ctrl, shift = fyne.KeyModifierShortcutDefault, fyne.KeyModifierShift
	not := func(may func() bool) func() bool { return func() bool { return !o.ready || !may() } }
	return []place.Command{
		{ID: "plan.save", Label: s.T("Save plan"), Key: fyne.KeyReturn, Modifier: ctrl, Do: o.onSave, Disabled: not(o.mayWrite)},
		{ID: "plan.sign", Label: s.T("Sign the plan"), Key: fyne.KeyS, Modifier: ctrl | shift, Do: o.onSignNext, Disabled: not(o.maySignAny)},
		{ID: "plan.amend", Label: s.T("Amend the plan"), Key: fyne.KeyA, Modifier: ctrl | shift, Do: o.onAmend, Disabled: not(o.mayAmend)},
		{ID: "plan.drop", Label: s.T("Give up the change"), Key: fyne.KeyG, Modifier: ctrl | shift, Do: o.onDrop, Disabled: not(o.amending)},
		{ID: "plan.withdraw", Label: s.T("Withdraw the plan"), Key: fyne.KeyW, Modifier: ctrl | shift, Do: o.onWithdraw, Disabled: not(o.mayWithdraw)},
		{ID: "plan.takeconsent", Label: s.T("Explain and sign the consent"), Key: fyne.KeyC, Modifier: ctrl | shift, Do: o.onTake, Disabled: not(o.mayTake)},
		{ID: "plan.consentwithdraw", Label: s.T("Withdraw the consent"), Key: fyne.KeyX, Modifier: ctrl | shift, Do: o.onConsentWithdraw, Disabled: not(o.mayWithdrawConsent)},
		{ID: "plan.expect", Label: s.T("Record what was explained"), Key: fyne.KeyE, Modifier: ctrl | shift, Do: o.onExpect, Disabled: not(o.mayTake)},
		{ID: "plan.print", Label: s.T("Print the consent"), Key: fyne.KeyP, Modifier: ctrl, Do: o.onPrint, Disabled: not(func() bool { return s.Person().May(clinic.PrintChart) })},
	}
}
