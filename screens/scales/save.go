package scales

import (
	"context"
	"strings"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
	"kapdesk/screens/place"
)

// onSave keeps the form. One with open questions says first what its rule
// makes of it.
func (v *form) onSave() {
	if !v.ready || !place.CheckAnew(v.form) {
		return
	}
	s := v.Shell
	if v.correcting() && strings.TrimSpace(v.reason.Text()) == "" {
		v.reason.SetError(s.T("Say in a few words why."))
		v.reason.Focus()
		return
	}
	at, ok := v.at()
	if !ok {
		return
	}
	answers := v.answers()
	if len(answers) == 0 {
		v.items[0].object().SetError(s.T("Nothing is filled in yet. Answer at least one question, or go back to the list."))
		v.items[0].object().Focus()
		return
	}
	missing := len(measures.Score(v.in, answers, measures.Context{}).Missing)
	if missing == 0 {
		v.store(v.filled(at))
		return
	}
	kit.Confirm(s.Window(), s.T, s.T("%d not answered", missing), rule(s, v.in, missing), s.T("Save as it is"), false,
		func() { v.store(v.filled(at)) }, nil)
}

// store records the form, off the window.
func (v *form) store(f measures.Filled) {
	s := v.Shell
	var id record.ID
	v.keeper.Save(func(ctx context.Context, by record.Actor) (err error) {
		id, _, err = v.Desk.Record(ctx, by, v.patient, f)
		return err
	}, func(err error) {
		if err != nil {
			v.keeper.Keep()
			place.ShowProblems(s, v.form, err)
			return
		}
		v.ready = false // what stands here is kept: it is no draft any more
		v.keeper.Drop()
		s.Saved(s.T("The form is kept"))
		s.RefreshChart()
		if maySeeChart(s) {
			s.Go(place.Route{Place: place.Scales, Patient: v.patient, Record: id})
			return
		}
		s.Say(s.T("The form is kept. A clinician sees the result."))
		v.leave()
	})
}
