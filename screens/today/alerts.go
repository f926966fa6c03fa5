package today

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"kapdesk/app/clinic"
	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/app/schedule"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// Alerts records what was done about an alert.
type Alerts interface {
	Settle(ctx context.Context, by record.Actor, alert record.EventID, done string) error
}

// alerts is the strip at the very top: the answers that nobody has dealt with,
// one at a time, the most urgent first. It never grows over the day below.
type alerts struct {
	*Today
	box  *fyne.Container
	all  []schedule.Alert
	at   int
	done *kit.Button
}

func newAlerts(t *Today) *alerts {
	a := &alerts{Today: t, box: kit.Stack(kit.GapS)}
	a.box.Hide()
	return a
}

// set shows the alerts of a day, at the one that was shown if it still stands.
func (a *alerts) set(all []schedule.Alert) {
	shown, had := a.current()
	a.all, a.at = all, 0
	if first := slices.IndexFunc(all, func(n schedule.Alert) bool { return n.What != nil && n.Patient.ID == a.First }); first >= 0 {
		a.at = first
	}
	for i, n := range all {
		if had && n.What.ID == shown.What.ID {
			a.at = i
		}
	}
	a.show()
}

// current is the alert on show; false where there is none, or for who may not
// see what it is.
func (a *alerts) current() (schedule.Alert, bool) {
	if a.at >= len(a.all) || a.all[a.at].What == nil {
		return schedule.Alert{}, false
	}
	return a.all[a.at], true
}

func (a *alerts) show() {
	s := a.Shell
	a.box.Objects, a.done = nil, nil
	switch n, ok := a.current(); {
	case ok:
		a.box.Objects = []fyne.CanvasObject{a.banner(n)}
	case len(a.all) > 0:
		var names []string
		for _, n := range a.all {
			names = append(names, n.Patient.Name())
		}
		a.box.Objects = []fyne.CanvasObject{kit.Banner(kit.ToneStop, s.T("Alert"), s.T("A clinician is needed: %s.", strings.Join(names, ", ")))}
	}
	if len(a.box.Objects) == 0 {
		a.box.Hide()
	} else {
		a.box.Show()
	}
	a.box.Refresh()
	if a.page != nil {
		a.page.Refresh()
	}
}

func (a *alerts) banner(n schedule.Alert) fyne.CanvasObject {
	s := a.Shell
	var actions []fyne.CanvasObject
	if len(a.all) > 1 {
		actions = append(actions, kit.Secondary("today.alert.next", s.T("%d of %d", a.at+1, len(a.all))+" ›", a.next))
	}
	actions = append(actions, kit.Secondary("today.alert.open", s.T("Open chart"), a.open))
	if s.Person().May(clinic.SettleAlert) {
		a.done = kit.Primary("today.alert.done", s.T("What was done"), a.ask)
		actions = append(actions, a.done)
	}
	return kit.Banner(kit.ToneStop, s.T(n.What.Flag.Severity.Urgency()), n.Patient.Name()+": "+a.said(*n.What), actions...)
}

// said tells an alert in words: the scale, the question with the answer, what
// it asks for, since when.
func (a *alerts) said(n measures.Alert) string {
	s := a.Shell
	parts := []string{s.T(n.Title) + ", " + s.Book().DateTime(s.Lang(), n.Since, s.Clinic().Location()) + "."}
	if n.Item != "" {
		parts = append(parts, "“"+n.Item+"” – "+n.Said+".")
	}
	parts = append(parts, s.T(n.Flag.Say))
	if n.Corrected {
		parts = append(parts, s.T("The form was corrected later."))
	}
	return strings.Join(parts, " ")
}

func (a *alerts) next() {
	if len(a.all) > 0 {
		a.at = (a.at + 1) % len(a.all)
		a.show()
	}
}

// open opens the chart of the alert on show.
func (a *alerts) open() {
	if n, ok := a.current(); ok {
		a.Shell.Go(place.Route{Place: place.Outcomes, Patient: n.Patient.ID})
	}
}

// ask lets a clinician write what was done. The text is a draft until it is
// saved.
func (a *alerts) ask() {
	n, ok := a.current()
	s := a.Shell
	if !ok || !s.Person().May(clinic.SettleAlert) {
		return
	}
	done := kit.NewNotesField(s.T, "done", s.T("What was done")).SetRows(3)
	keeper := place.KeepText(a.Drafts, s, "alert/"+n.What.ID.String(), done)
	kit.Ask(s.Window(), s.T, n.Patient.Name(), kit.Stack(kit.GapM, kit.Paragraph(a.said(*n.What)), done), s.T("Save what was done"), func() bool {
		if strings.TrimSpace(done.Text()) == "" {
			done.SetError(s.T("Say what was done."))
			done.Focus()
			return false
		}
		a.settle(n.What.ID, done.Text(), keeper)
		return true
	}, keeper.Keep)
}

func (a *alerts) settle(id record.EventID, done string, keeper *place.Keeper) {
	by := a.Shell.Actor()
	keeper.Keep()
	a.Shell.Run(func(ctx context.Context) func() {
		err := a.Today.Alerts.Settle(ctx, by, id, done)
		return func() {
			if err != nil {
				a.Shell.Fail(err) // what was typed stays a draft
			} else {
				keeper.Drop()
				a.Shell.Saved(a.Shell.T("All changes saved"))
			}
			a.goTo(a.date)
		}
	})
}

// commands are those of the alert on show.
func (a *alerts) commands() []place.Command {
	s := a.Shell
	none := func() bool { _, ok := a.current(); return !ok }
	return []place.Command{
		{ID: "today.alert.done", Label: s.T("What was done about the alert"), Key: fyne.KeyT, Modifier: fyne.KeyModifierShortcutDefault, Do: a.ask,
			Disabled: func() bool { return none() || !s.Person().May(clinic.SettleAlert) }},
		{ID: "today.alert.next", Label: s.T("Next alert"), Key: fyne.KeyJ, Modifier: fyne.KeyModifierShortcutDefault, Do: a.next, Disabled: none},
		{ID: "today.alert.open", Label: s.T("Open the alert's chart"), Key: fyne.KeyG, Modifier: fyne.KeyModifierShortcutDefault, Do: a.open, Disabled: none},
	}
}
