package scales

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"kapdesk/app/measures"
	"kapdesk/app/record"
	"kapdesk/screens/kit"
)

// half is what a patient answered alone and has not finished, or what could
// not be recorded when they had. It stands as a draft of who handed the
// laptop over.
type half struct {
	Instrument string           `json:"instrument"`
	Pack       record.Hash      `json:"pack,omitzero"` // of the words that it was begun in
	Answers    measures.Answers `json:"answers"`
	Page       int              `json:"page"`
	Passed     []string         `json:"passed,omitempty"` // questions that the patient did not want to answer
	Point      measures.Point   `json:"point,omitempty"`
	Session    record.ID        `json:"session,omitempty"`
	Sex        string           `json:"sex,omitempty"`     // whose limit holds, as staff chose it
	Finished   time.Time        `json:"finished,omitzero"` // when Finish was pressed
}

// halfKey is the draft of one patient's form.
func halfKey(patient record.ID, instrument string) string {
	return "kiosk/" + string(patient) + "/" + instrument
}

// halfDone finds what a patient began alone, by the drafts of who handed the
// laptop over.
func halfDone(ctx context.Context, drafts record.Drafts, by record.Actor, patient record.ID) ([]half, error) {
	all, err := drafts.AllDrafts(ctx, by)
	if err != nil {
		return nil, err
	}
	var out []half
	for _, d := range all {
		var h half
		if strings.HasPrefix(d.Form, halfKey(patient, "")) && json.Unmarshal(d.Body, &h) == nil {
			out = append(out, h)
		}
	}
	return out, nil
}

func (h half) answered() int {
	n := 0
	for _, a := range h.Answers {
		if a != "" {
			n++
		}
	}
	return n
}

// filled is the form as it is recorded.
func (h half) filled(in *measures.Instrument) measures.Filled {
	return measures.Filled{Instrument: h.Instrument, Mode: measures.Kiosk, Point: h.Point, Session: h.Session, At: h.Finished,
		Form: measures.Form{Answers: h.Answers, Context: measures.Context{Variant: in.Variant, Sex: h.Sex}}}
}

// showHalves says above the list what a patient began, and how to go on.
func (v *list) showHalves() {
	s := v.Shell
	v.halves.Objects = nil
	for _, h := range v.half {
		text := s.T("%s was begun by the patient. Answers kept: %d.", v.title(h.Instrument), h.answered())
		if !h.Finished.IsZero() {
			text = s.T("%s was finished by the patient but could not be recorded: the answers are kept.", v.title(h.Instrument))
		}
		goOn := kit.Secondary("scales.goon."+h.Instrument, s.T("Hand over again"), func() { v.choose(h.Instrument, nil); v.confirmHand(h) })
		if !h.Finished.IsZero() {
			goOn = kit.Secondary("scales.goon."+h.Instrument, s.T("Record the form"), func() { v.recordHalf(h) })
		}
		v.halves.Add(kit.Banner(kit.ToneReview, s.T("Half done"), text, goOn, kit.Quiet("scales.drop."+h.Instrument, s.T("Discard"), func() { v.onDrop(h) })))
	}
	v.form.Adopt(v.halves)
	shown(v.halves, len(v.half) > 0)
}

// recordHalf records a form that the patient has finished.
func (v *list) recordHalf(h half) {
	s, by := v.Shell, v.Shell.Actor()
	shown, ok := v.instrument(h.Instrument)
	if !ok {
		return
	}
	s.Run(func(ctx context.Context) func() {
		_, _, err := v.Desk.Record(ctx, by, v.patient, h.filled(shown.Instrument))
		if err == nil {
			err = v.Drafts.DropDraft(ctx, by, halfKey(v.patient, h.Instrument))
		}
		return func() {
			if err != nil {
				s.Fail(err)
				return
			}
			s.Saved(s.T("The form is kept"))
			s.RefreshChart()
			v.Show()
		}
	})
}

// onDrop asks before a patient's answers are thrown away.
func (v *list) onDrop(h half) {
	s, by := v.Shell, v.Shell.Actor()
	kit.Confirm(s.Window(), s.T, s.T("Throw the patient’s answers away?"), s.T("Answers given: %d. Nothing of them is in the chart.", h.answered()), s.T("Throw away"), true, func() {
		s.Run(func(ctx context.Context) func() {
			err := v.Drafts.DropDraft(ctx, by, halfKey(v.patient, h.Instrument))
			return func() {
				if err != nil {
					s.Fail(err)
					return
				}
				v.Show()
			}
		})
	}, nil)
}
