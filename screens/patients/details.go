package patients

import (
	"context"
	"errors"
	"fmt"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/patients"
	"kapdesk/app/record"
	"kapdesk/app/words"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Details is the form of one patient's details; without a patient it
// registers a new one.
type Details struct {
	Deps
	id     record.ID
	saved  patients.Patient // as last read from the store
	keeper *place.Keeper
	form   *kit.Form
	bar    *fyne.Container // what must be said above the form
	save   *kit.Button
	f      fields
	// confirmed holds the doubles that the person has seen and passed by.
	confirmed string
}

// NewDetails makes the form for a patient, or for a new one with id "".
func NewDetails(d Deps, id record.ID) *Details {
	v := &Details{Deps: d, id: id, bar: kit.Stack(kit.GapS)}
	name := "details/new"
	if id != "" {
		name = "details/" + string(id)
	}
	v.bar.Hide()
	v.keeper = place.NewKeeper(d.Drafts, d.Shell, name, func() any { return v.draft() })
	v.f = newFields(d.Shell, v.changed)
	return v
}

// draft is what was typed, as it was typed: also what cannot be saved yet.
type draft struct {
	Patient patients.Patient `json:"patient"`
	Born    string           `json:"born"`
	When    string           `json:"when"`
}

func (v *Details) draft() draft {
	return draft{Patient: v.f.get(v.saved), Born: v.f.born.Text(), When: v.f.refWhen.Text()}
}

func (v *Details) changed() {
	v.f.showWhatApplies()
	v.keeper.Changed()
}

func (v *Details) mayChange() bool { return v.Shell.Person().May(clinic.RegisterPatient) }

// Content implements place.Screen.
func (v *Details) Content() fyne.CanvasObject {
	s := v.Shell
	label := s.T("Save changes")
	if v.id == "" {
		label = s.T("Register patient")
	}
	v.save = kit.Primary("details.save", label, v.onSave)
	v.save.SetEnabled(v.mayChange())
	parts := []fyne.CanvasObject{}
	if v.id == "" {
		parts = append(parts, kit.Title(s.T("New patient")))
	}
	parts = append(parts, v.bar, v.f.arrange(s), kit.Row(kit.GapM, v.save,
		kit.Secondary("details.leave", s.T("Save for later"), s.Back), kit.Small(s.T("Ctrl+Enter saves · Enter next · Esc leaves, nothing is lost"))))
	v.form = kit.NewForm(kit.Stack(kit.GapL, parts...), v.onSave, s.Back)
	return kit.Pad(kit.GapL, v.form)
}

// Show implements place.Screen.
func (v *Details) Show() {
	if v.id == "" {
		v.fill(patients.Patient{Lang: v.Shell.Clinic().Lang})
		return
	}
	by := v.Shell.Actor()
	v.Shell.Run(func(ctx context.Context) func() {
		p, err := v.Desk.ByID(ctx, by, v.id)
		return func() {
			if err != nil {
				v.Shell.Fail(err)
				return
			}
			v.fill(p)
		}
	})
}

// fill shows what is stored, or the draft where there is one.
func (v *Details) fill(p patients.Patient) {
	v.saved = p
	v.f.set(p)
	v.keeper.Clean()
	var d draft
	if v.keeper.Restore(&d) {
		v.f.set(d.Patient)
		v.f.born.SetText(d.Born)
		v.f.refWhen.SetText(d.When)
		v.say(kit.Banner(kit.ToneNeutral, v.Shell.T("Draft"), v.Shell.T("What was typed here and not saved is back."),
			kit.Quiet("details.discard", v.Shell.T("Discard"), v.discard)))
	}
	v.f.showWhatApplies()
	v.form.Refresh()
}

func (v *Details) discard() {
	v.f.set(v.saved)
	v.keeper.Drop()
	v.say()
}

func (v *Details) say(objs ...fyne.CanvasObject) {
	v.bar.Objects = objs
	v.bar.Hide()
	if len(objs) > 0 {
		v.bar.Show()
	}
	v.bar.Refresh()
	if v.form != nil {
		v.form.Adopt(v.bar)
		v.form.Refresh()
	}
}

func (v *Details) onSave() {
	if !v.mayChange() || !v.form.Check() {
		return
	}
	p, confirmed := v.f.get(v.saved), v.confirmed
	var doubles []patients.Hit
	v.keeper.Save(func(ctx context.Context, by record.Actor) (err error) {
		if v.id != "" {
			return v.Desk.Change(ctx, by, p)
		}
		if doubles, err = v.Desk.Doubles(ctx, by, p); err == nil && len(doubles) > 0 && confirmed != key(p) {
			return errDoubles
		}
		if err == nil {
			p, err = v.Desk.Register(ctx, by, p)
		}
		return err
	}, func(err error) {
		if errors.Is(err, errDoubles) {
			v.showDoubles(doubles, p)
			return
		}
		v.afterSave(p, err)
	})
}

// errDoubles stops a registration until somebody has looked at the doubles.
var errDoubles = errors.New("perhaps registered already")

// key names the person typed in, so that a confirmation holds for them alone.
func key(p patients.Patient) string { return p.Name() + p.Born.String() }

func (v *Details) afterSave(p patients.Patient, err error) {
	s := v.Shell
	if err != nil {
		place.ShowProblems(s, v.form, err)
		return
	}
	v.saved = p
	v.keeper.Drop()
	s.Saved(s.T("All changes saved"))
	if v.id == "" {
		s.Go(place.Route{Place: place.Intake, Patient: p.ID})
		return
	}
	v.say()
	s.RefreshChart()
}

// showDoubles asks before somebody is registered who may be here already.
func (v *Details) showDoubles(doubles []patients.Hit, p patients.Patient) {
	s := v.Shell
	parts := []fyne.CanvasObject{kit.Strong(s.T("This person may be here already:"))}
	for i, h := range doubles {
		who := fmt.Sprintf("%s · %s · %s", h.Name(), s.Book().Date(s.Lang(), h.Born), h.Number)
		parts = append(parts, kit.Row(kit.GapM, kit.Flex(1, kit.Body(who)), kit.Secondary(fmt.Sprintf("double.%d", i+1), s.T("Open this chart"), func() {
			s.Go(place.Route{Place: place.Intake, Patient: h.ID})
		})))
	}
	other := kit.Secondary("double.other", s.T("No, somebody else: register"), func() {
		v.confirmed = key(p)
		v.onSave()
	})
	parts = append(parts, kit.Row(0, other))
	card := kit.NewCard("", kit.Stack(kit.GapS, parts...))
	card.SetLine(kit.ColorReview)
	v.say(card)
	s.Window().Canvas().Focus(other)
}

// FirstFocus implements place.FirstFocus.
func (v *Details) FirstFocus() fyne.Focusable {
	v.form.FocusFirst()
	return v.Shell.Window().Canvas().Focused()
}

// Leave implements place.Screen.
func (v *Details) Leave() { v.keeper.Keep() }

// Commands implements place.Screen.
func (v *Details) Commands() []place.Command {
	return []place.Command{{ID: "details.save", Label: v.save.Text(), Key: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault,
		Do: v.onSave, Disabled: func() bool { return !v.mayChange() }}}
}

// langOptions are the languages a handout can be in.
func langOptions() []kit.Option {
	var out []kit.Option
	for _, l := range words.Langs {
		out = append(out, kit.Option{Value: string(l), Label: l.Name()})
	}
	return out
}
