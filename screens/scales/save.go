package scales

import (
	"context"
	"slices"
	"strconv"
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
	f := v.filled(at)
	missing := measures.Score(v.in, answers, f.Form.Context).Missing
	if len(missing) == 0 {
		v.store(f)
		return
	}
	kit.Confirm(s.Window(), s.T, s.T("%d not answered", len(missing)), v.without(f, missing), s.T("Save as it is"), false, func() { v.store(f) }, nil)
}

// without says which questions are open, what the scale's rule makes of that,
// and what the scale says of them itself.
func (v *form) without(f measures.Filled, missing []string) string {
	s := v.Shell
	var open []string
	for i, it := range v.in.Items {
		if slices.Contains(missing, it.ID) {
			open = append(open, strconv.Itoa(i+1))
		}
	}
	said := []string{s.T("Questions without an answer: %s.", strings.Join(open, ", ")), rule(s, v.in, len(missing))}
	for _, note := range v.in.NotesSaid(measures.Taken{Version: v.in.Version, Form: f.Form}) {
		said = append(said, s.T(note))
	}
	return strings.Join(said, "\n")
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
			place.ShowProblems(s, v.form, record.Moved(err, record.Named(map[string]string{"session": "point"})))
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
