package scales

import (
	"context"
	"strings"
	"time"

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
			place.ShowProblems(s, v.form, place.Moved(err, place.Named(map[string]string{"session": "point"})))
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

// at is when the form was filled in; ok is false where that cannot be read.
func (v *form) at() (at time.Time, ok bool) {
	if !v.late() {
		return v.Shell.Now(), true
	}
	d, good := v.date.Value()
	if !good || d.IsZero() {
		v.date.SetError(v.Shell.T("Type the date that stands on the form."))
		v.date.Focus()
		return at, false
	}
	h, m, good := v.clock.Value()
	if !good {
		v.clock.SetError(v.Shell.T("Type when it was filled in, as near as you know: 08:30."))
		v.clock.Focus()
		return at, false
	}
	at = time.Date(d.Year, time.Month(d.Month), d.Day, h, m, 0, 0, v.Shell.Clinic().Location())
	return at.UTC(), true
}

// filled is the form as it is to be kept.
func (v *form) filled(at time.Time) measures.Filled {
	f := measures.Filled{Instrument: v.in.ID, Form: measures.Form{Answers: v.answers(), Context: measures.Context{Variant: v.in.Variant, Sex: v.sexChosen()}},
		Mode: measures.OnScreen, At: at}
	switch {
	case v.shown.Wording == measures.NeverWorded:
		f.Mode = measures.BareTotal
	case v.onPaper:
		f.Mode = measures.OnPaper
	}
	if v.correcting() {
		f.Mode, f.Corrects, f.Reason = v.old.Mode, v.old.Event, strings.TrimSpace(v.reason.Text())
		f.Form.Context = v.old.Form.Context
		f.Form.Context.Variant, f.Form.Context.Sex = v.in.Variant, v.sexChosen()
	}
	for _, d := range v.due {
		if forNeed(d) == v.what.Value() {
			f.Point, f.Session = d.Point, d.Session
		}
	}
	return f
}
